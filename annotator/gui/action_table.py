"""The table of actions: text, keys, what to call, when enabled. Menus and toolbar are made of it.

Keys work in the whole window; a text field that has the focus takes
letters and digits for itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from annotator.core.project import Direction, Visibility
from annotator.gui.commands import Commands

CONTEXT = "actions"
Call: TypeAlias = Callable[[Commands], object]
Test: TypeAlias = Callable[[Commands], bool]


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text for lupdate, which looks for this name; PySide6's own is typed `object`."""
    return text


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One row. `keys` are portable key sequences, the first is shown in the menu."""

    id: str
    menu: str
    """Which menu, by id; empty: keys only. A trailing "-" puts a separator before it."""
    text: str
    keys: tuple[str, ...]
    call: Call
    enabled: Test = Commands.has_project
    icon: str = ""
    checked: Test | None = None
    """Makes it checkable: says whether it is checked now."""
    group: str = ""
    """Checkable actions of a group exclude each other."""


# The id of a menu in another one begins with that of the other.
MENUS: tuple[tuple[str, str], ...] = (
    ("file", QT_TRANSLATE_NOOP("actions", "&File")),
    ("edit", QT_TRANSLATE_NOOP("actions", "&Edit")),
    ("view", QT_TRANSLATE_NOOP("actions", "&View")),
    ("go", QT_TRANSLATE_NOOP("actions", "&Go")),
    ("object", QT_TRANSLATE_NOOP("actions", "&Object")),
    ("state", QT_TRANSLATE_NOOP("actions", "&State")),
    ("mask", QT_TRANSLATE_NOOP("actions", "&Mask")),
    ("propagate", QT_TRANSLATE_NOOP("actions", "&Propagate")),
    ("propagate/preview", QT_TRANSLATE_NOOP("actions", "Pre&view over reviewed frames")),
    ("review", QT_TRANSLATE_NOOP("actions", "&Review")),
    ("tools", QT_TRANSLATE_NOOP("actions", "&Tools")),
    ("help", QT_TRANSLATE_NOOP("actions", "&Help")),
)
_FORWARD, _BACKWARD = Direction.FORWARD, Direction.BACKWARD


def _always(_commands: Commands) -> bool:
    return True


def _select_nth(number: int, commands: Commands) -> None:
    commands.select_nth(number)


# fmt: off
_S = ActionSpec
FILE: tuple[ActionSpec, ...] = (
    _S("open_video", "file", QT_TRANSLATE_NOOP("actions", "&Open video or project…"), ("Ctrl+O",),
       lambda c: c.dialogs.ask_open_video(), _always, "open_video"),
    _S("open_folder", "file",
       QT_TRANSLATE_NOOP("actions", "Open image &folder…"), ("Ctrl+Shift+O",),
       lambda c: c.dialogs.ask_open_folder(), _always, "open_folder"),
    _S("open_demo", "file", QT_TRANSLATE_NOOP("actions", "Open &demo clip"), (),
       lambda c: c.dialogs.open_demo(), Commands.has_demo, "demo"),
    _S("save_copy", "file-", QT_TRANSLATE_NOOP("actions", "&Save a copy…"), ("Ctrl+S",),
       lambda c: c.dialogs.ask_save_copy(), icon="save"),
    _S("relink", "file", QT_TRANSLATE_NOOP("actions", "&Relink video…"), (),
       lambda c: c.dialogs.ask_relink()),
    _S("import_labels", "file-", QT_TRANSLATE_NOOP("actions", "&Import labels…"), (),
       lambda c: c.dialogs.show_import()),
    _S("export", "file", QT_TRANSLATE_NOOP("actions", "&Export…"), ("Ctrl+E",),
       lambda c: c.dialogs.show_export(), icon="export"),
    _S("close_project", "file-", QT_TRANSLATE_NOOP("actions", "&Close"), ("Ctrl+W",),
       lambda c: c.session.close_project()),
    _S("quit", "file", QT_TRANSLATE_NOOP("actions", "&Quit"), ("Ctrl+Q",),
       lambda c: c.dialogs.close_window(), _always),
)
EDIT: tuple[ActionSpec, ...] = (
    _S("undo", "edit", QT_TRANSLATE_NOOP("actions", "&Undo"), ("Ctrl+Z",),
       lambda c: c.session.undo(), Commands.can_undo, "undo"),
    _S("redo", "edit", QT_TRANSLATE_NOOP("actions", "&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"),
       lambda c: c.session.redo(), Commands.can_redo, "redo"),
    _S("copy_mask", "edit-",
       QT_TRANSLATE_NOOP("actions", "&Copy mask"), ("Ctrl+C",), Commands.copy_mask),
    _S("paste_mask", "edit",
       QT_TRANSLATE_NOOP("actions", "&Paste mask"), ("Ctrl+V",), Commands.paste_mask),
    _S("copy_to_next", "edit",
       QT_TRANSLATE_NOOP("actions", "Copy mask to &next frame"), ("Ctrl+B",),
       Commands.copy_to_next_frame),
    _S("delete_mask", "edit-", QT_TRANSLATE_NOOP("actions", "&Delete mask here"), ("Delete",),
       Commands.delete_mask, icon="delete"),
    _S("delete_from", "edit", QT_TRANSLATE_NOOP("actions", "Delete masks from here to the &end"),
       ("Shift+Delete",), Commands.delete_from_here),
    _S("delete_range", "edit", QT_TRANSLATE_NOOP("actions", "Delete masks in the ran&ge"),
       ("Ctrl+Delete",), Commands.delete_range),
    _S("settings", "edit-", QT_TRANSLATE_NOOP("actions", "&Settings…"), ("Ctrl+,",),
       lambda c: c.dialogs.show_settings(), _always, "settings"),
)
VIEW: tuple[ActionSpec, ...] = (
    _S("fit", "view",
       QT_TRANSLATE_NOOP("actions", "&Fit picture"), ("Ctrl+0",), lambda c: c.canvas.fit(),
       icon="fit"),
    _S("actual_size", "view", QT_TRANSLATE_NOOP("actions", "&Actual pixels (1:1)"), ("Ctrl+1",),
       lambda c: c.canvas.zoom_to_pixels(), icon="actual_size"),
    _S("zoom_in", "view", QT_TRANSLATE_NOOP("actions", "Zoom &in"), ("Ctrl++", "Ctrl+="),
       lambda c: c.canvas.zoom_by(1), icon="zoom_in"),
    _S("zoom_out", "view", QT_TRANSLATE_NOOP("actions", "Zoom &out"), ("Ctrl+-",),
       lambda c: c.canvas.zoom_by(-1), icon="zoom_out"),
    _S("show_masks", "view-", QT_TRANSLATE_NOOP("actions", "Show &masks"), ("H",),
       lambda c: c.canvas.set_shows_masks(not c.canvas.scene.shows_masks), icon="eye",
       checked=lambda c: c.canvas.scene.shows_masks),
    _S("show_outlines", "view", QT_TRANSLATE_NOOP("actions", "Show out&lines"), ("Shift+H",),
       lambda c: c.canvas.set_shows_outlines(not c.session.settings.has_outline),
       checked=lambda c: c.session.settings.has_outline),
    _S("show_rotated_box", "view", QT_TRANSLATE_NOOP("actions", "Show &rotated box"), ("Shift+R",),
       lambda c: c.canvas.set_shows_rotated_box(not c.canvas.scene.shows_rotated_box),
       checked=lambda c: c.canvas.scene.shows_rotated_box),
    _S("show_disputes", "view",
       QT_TRANSLATE_NOOP("actions", "Show pixels in &dispute after a merge"), ("Shift+D",),
       Commands.toggle_disputes, checked=lambda c: c.session.settings.shows_disputes),
)
GO: tuple[ActionSpec, ...] = (
    _S("play", "go", QT_TRANSLATE_NOOP("actions", "&Play or pause"), ("Space",),
       lambda c: c.session.toggle_play(), icon="play"),
    _S("play_backward", "go", QT_TRANSLATE_NOOP("actions", "Play &backward"), ("J",),
       lambda c: c.session.play(reverse=True)),
    _S("pause", "go",
       QT_TRANSLATE_NOOP("actions", "&Stop playing"), ("K",), lambda c: c.session.pause()),
    _S("play_forward", "go",
       QT_TRANSLATE_NOOP("actions", "Play &forward"), ("L",), lambda c: c.session.play()),
    _S("previous", "go-", QT_TRANSLATE_NOOP("actions", "Previous frame"), ("Left", "D"),
       lambda c: c.session.step(-1), icon="previous"),
    _S("next", "go", QT_TRANSLATE_NOOP("actions", "Next frame"), ("Right", "F"),
       lambda c: c.session.step(1), icon="next"),
    _S("back_10", "go", QT_TRANSLATE_NOOP("actions", "10 frames back"), ("Shift+Left",),
       lambda c: c.session.step(-10)),
    _S("on_10", "go", QT_TRANSLATE_NOOP("actions", "10 frames on"), ("Shift+Right",),
       lambda c: c.session.step(10)),
    _S("back_second", "go", QT_TRANSLATE_NOOP("actions", "1 second back"), ("Ctrl+Left",),
       lambda c: c.step_seconds(-1)),
    _S("on_second", "go", QT_TRANSLATE_NOOP("actions", "1 second on"), ("Ctrl+Right",),
       lambda c: c.step_seconds(1)),
    _S("first", "go", QT_TRANSLATE_NOOP("actions", "First frame"), ("Home",),
       lambda c: c.session.go_to_frame(0), icon="first"),
    _S("last", "go",
       QT_TRANSLATE_NOOP("actions", "Last frame"), ("End",), Commands.go_to_end, icon="last"),
    _S("previous_keyframe", "go-",
       QT_TRANSLATE_NOOP("actions", "Previous keyframe of the object"), ("PgUp",),
       lambda c: c.go_to_keyframe(_BACKWARD)),
    _S("next_keyframe", "go",
       QT_TRANSLATE_NOOP("actions", "Next keyframe of the object"), ("PgDown",),
       lambda c: c.go_to_keyframe(_FORWARD)),
    _S("previous_dispute", "go",
       QT_TRANSLATE_NOOP("actions", "Previous frame in dispute"), ("Alt+PgUp",),
       lambda c: c.go_to_dispute(_BACKWARD)),
    _S("next_dispute", "go",
       QT_TRANSLATE_NOOP("actions", "Next frame in dispute"), ("Alt+PgDown",),
       lambda c: c.go_to_dispute(_FORWARD)),
    _S("go_to_frame", "go", QT_TRANSLATE_NOOP("actions", "&Go to frame…"), ("G",),
       lambda c: c.dialogs.ask_frame()),
    _S("mark_in", "go-",
       QT_TRANSLATE_NOOP("actions", "Range starts here"), ("I",), Commands.mark_in),
    _S("mark_out", "go",
       QT_TRANSLATE_NOOP("actions", "Range ends here"), ("O",), Commands.mark_out),
    _S("clear_range", "go",
       QT_TRANSLATE_NOOP("actions", "Clear range"), ("X",), Commands.clear_range),
)
OBJECT: tuple[ActionSpec, ...] = (
    _S("new_object", "object",
       QT_TRANSLATE_NOOP("actions", "&New object"), ("N",), Commands.new_object,
       icon="add"),
    _S("delete_object", "object",
       QT_TRANSLATE_NOOP("actions", "Delete &whole object"), ("Ctrl+Shift+Delete",),
       Commands.delete_object),
    _S("duplicate", "object-", QT_TRANSLATE_NOOP("actions", "D&uplicate object"), ("Ctrl+D",),
       Commands.duplicate),
    _S("split", "object", QT_TRANSLATE_NOOP("actions", "&Split object here"), ("Ctrl+K",),
       Commands.split),
    _S("merge_objects", "object", QT_TRANSLATE_NOOP("actions", "&Merge another object into it…"),
       ("Ctrl+J",), Commands.ask_merge),
    _S("categories", "object-",
       QT_TRANSLATE_NOOP("actions", "Categories and a&ttributes…"), ("Ctrl+Shift+K",),
       lambda c: c.dialogs.ask_categories()),
    _S("layer_up", "object-", QT_TRANSLATE_NOOP("actions", "Bring forward"), ("Ctrl+PgUp",),
       lambda c: c.move_layer("up")),
    _S("layer_down", "object", QT_TRANSLATE_NOOP("actions", "Send backward"), ("Ctrl+PgDown",),
       lambda c: c.move_layer("down")),
    _S("layer_top", "object", QT_TRANSLATE_NOOP("actions", "Bring to front"),
       ("Ctrl+Shift+PgUp",), lambda c: c.move_layer("top")),
    _S("layer_bottom", "object", QT_TRANSLATE_NOOP("actions", "Send to back"),
       ("Ctrl+Shift+PgDown",), lambda c: c.move_layer("bottom")),
)
STATE: tuple[ActionSpec, ...] = (
    _S("state", "state", QT_TRANSLATE_NOOP("actions", "&State and reason…"), ("Shift+U",),
       Commands.ask_state),
    _S("absent", "state-", QT_TRANSLATE_NOOP("actions", "&Out of view here"), ("U",),
       lambda c: c.toggle_visibility(Visibility.OUT_OF_VIEW), icon="absent"),
    _S("occluded", "state", QT_TRANSLATE_NOOP("actions", "O&ccluded here"), ("Q",),
       lambda c: c.toggle_visibility(Visibility.OCCLUDED), icon="occluded"),
    _S("lock", "state", QT_TRANSLATE_NOOP("actions", "&Lock or unlock this frame"), ("Shift+L",),
       Commands.toggle_locked, icon="lock"),
    _S("reviewed", "state",
       QT_TRANSLATE_NOOP("actions", "&Reviewed (propagation keeps it)"),
       ("Shift+Y",),
       Commands.toggle_reviewed, icon="check"),
    _S("flag", "state",
       QT_TRANSLATE_NOOP("actions", "&Flag this frame"), ("M",), Commands.toggle_flagged,
       icon="flag"),
    _S("absent_range", "state-", QT_TRANSLATE_NOOP("actions", "Out of &view in the range"),
       ("Ctrl+U",), lambda c: c.toggle_visibility(Visibility.OUT_OF_VIEW, in_range=True)),
    _S("occluded_range", "state", QT_TRANSLATE_NOOP("actions", "Occl&uded in the range"),
       ("Ctrl+Alt+Q",), lambda c: c.toggle_visibility(Visibility.OCCLUDED, in_range=True)),
    _S("lock_range", "state", QT_TRANSLATE_NOOP("actions", "Loc&k or unlock the range"),
       ("Ctrl+Shift+L",), lambda c: c.toggle_locked(in_range=True)),
    _S("reviewed_range", "state", QT_TRANSLATE_NOOP("actions", "Rev&iewed in the range"),
       ("Ctrl+Shift+Y",), lambda c: c.toggle_reviewed(in_range=True)),
    _S("flag_range", "state", QT_TRANSLATE_NOOP("actions", "Fla&g the range"), ("Ctrl+Shift+M",),
       lambda c: c.toggle_flagged(in_range=True)),
)
MASK: tuple[ActionSpec, ...] = (
    _S("fill_holes", "mask", QT_TRANSLATE_NOOP("actions", "&Fill holes"), ("Ctrl+Shift+F",),
       Commands.fill_holes, icon="fill_hole"),
    _S("drop_islands", "mask", QT_TRANSLATE_NOOP("actions", "Drop &islands"), ("Ctrl+Shift+I",),
       Commands.drop_islands, icon="islands"),
    _S("smooth", "mask", QT_TRANSLATE_NOOP("actions", "&Smooth outline"), ("Ctrl+Shift+S",),
       Commands.smooth, icon="smooth"),
    _S("snap", "mask", QT_TRANSLATE_NOOP("actions", "Snap to &edges of the picture"), ("Shift+E",),
       Commands.snap, icon="snap"),
    _S("grow", "mask-", QT_TRANSLATE_NOOP("actions", "&Grow by a pixel"), ("Alt+Up",),
       lambda c: c.grow(1)),
    _S("shrink", "mask", QT_TRANSLATE_NOOP("actions", "Sh&rink by a pixel"), ("Alt+Down",),
       lambda c: c.grow(-1)),
    _S("nudge_left", "mask-", QT_TRANSLATE_NOOP("actions", "Move mask left"), ("Alt+Shift+Left",),
       lambda c: c.nudge(-1, 0)),
    _S("nudge_right", "mask", QT_TRANSLATE_NOOP("actions", "Move mask right"),
       ("Alt+Shift+Right",), lambda c: c.nudge(1, 0)),
    _S("nudge_up", "mask", QT_TRANSLATE_NOOP("actions", "Move mask up"), ("Alt+Shift+Up",),
       lambda c: c.nudge(0, -1)),
    _S("nudge_down", "mask", QT_TRANSLATE_NOOP("actions", "Move mask down"), ("Alt+Shift+Down",),
       lambda c: c.nudge(0, 1)),
    _S("copy_from_previous", "mask-",
       QT_TRANSLATE_NOOP("actions", "Copy mask from &previous frame"), ("Ctrl+Shift+B",),
       lambda c: c.copy_from(_BACKWARD)),
    _S("copy_from_next", "mask", QT_TRANSLATE_NOOP("actions", "Copy mask from &next frame"),
       ("Ctrl+Alt+B",), lambda c: c.copy_from(_FORWARD)),
    _S("protect_others", "mask-", QT_TRANSLATE_NOOP("actions", "Pro&tect other objects"),
       ("Shift+P",), Commands.toggle_protection, icon="protect",
       checked=lambda c: c.session.settings.protects_others),
)
PROPAGATE: tuple[ActionSpec, ...] = (
    _S("propagate_forward", "propagate", QT_TRANSLATE_NOOP("actions", "Propagate &forward"), ("T",),
       lambda c: c.propagate(_FORWARD), icon="propagate_forward"),
    _S("propagate_backward", "propagate",
       QT_TRANSLATE_NOOP("actions", "Propagate &backward"), ("Shift+T",),
       lambda c: c.propagate(_BACKWARD), icon="propagate_backward"),
    _S("propagate_range", "propagate",
       QT_TRANSLATE_NOOP("actions", "Propagate within the &range"), ("Ctrl+T",),
       Commands.propagate_range),
    _S("propagate_step", "propagate",
       QT_TRANSLATE_NOOP("actions", "Propagate &one frame"), ("Alt+Right",),
       lambda c: c.propagate(_FORWARD, 1)),
    _S("propagate_step_back", "propagate", QT_TRANSLATE_NOOP("actions", "Propagate one frame back"),
       ("Alt+Left",), lambda c: c.propagate(_BACKWARD, 1)),
    _S("propagate_count", "propagate", QT_TRANSLATE_NOOP("actions", "Propagate &some frames…"),
       ("Ctrl+Alt+Right",), lambda c: c.propagate_asked(_FORWARD)),
    _S("propagate_count_back", "propagate",
       QT_TRANSLATE_NOOP("actions", "Propagate some frames back…"), ("Ctrl+Alt+Left",),
       lambda c: c.propagate_asked(_BACKWARD)),
    _S("propagate_both", "propagate",
       QT_TRANSLATE_NOOP("actions", "Propagate both &ways"), ("Ctrl+Alt+T",),
       Commands.propagate_both),
    _S("propagate_all", "propagate-",
       QT_TRANSLATE_NOOP("actions", "Propagate &all objects forward"), ("A",),
       lambda c: c.propagate_all(_FORWARD)),
    _S("propagate_all_backward", "propagate",
       QT_TRANSLATE_NOOP("actions", "Propagate all objects bac&kward"), ("Shift+A",),
       lambda c: c.propagate_all(_BACKWARD)),
    _S("propagate_all_range", "propagate",
       QT_TRANSLATE_NOOP("actions", "Propagate all objects within the range"), (),
       lambda c: c.propagate_range(all_objects=True)),
    _S("preview_forward", "propagate/preview",
       QT_TRANSLATE_NOOP("actions", "Preview a run &forward over reviewed frames"),
       ("Ctrl+Alt+P",), lambda c: c.propagate(_FORWARD, on_reviewed="preview")),
    _S("preview_backward", "propagate/preview",
       QT_TRANSLATE_NOOP("actions", "Preview a run &backward over reviewed frames"),
       ("Ctrl+Alt+Shift+P",), lambda c: c.propagate(_BACKWARD, on_reviewed="preview")),
    _S("preview_both", "propagate/preview",
       QT_TRANSLATE_NOOP("actions", "Preview a run both &ways over reviewed frames"), (),
       lambda c: c.propagate_both(on_reviewed="preview")),
    _S("preview_range", "propagate/preview",
       QT_TRANSLATE_NOOP("actions", "Preview a run within the &range"), (),
       lambda c: c.propagate_range(on_reviewed="preview")),
    _S("preview_all", "propagate/preview-",
       QT_TRANSLATE_NOOP("actions", "Preview a run of &all objects forward"), (),
       lambda c: c.propagate_all(_FORWARD, on_reviewed="preview")),
    _S("preview_all_backward", "propagate/preview",
       QT_TRANSLATE_NOOP("actions", "Preview a run of all objects bac&kward"), (),
       lambda c: c.propagate_all(_BACKWARD, on_reviewed="preview")),
    _S("preview_all_both", "propagate/preview",
       QT_TRANSLATE_NOOP("actions", "Preview a run of all objects both wa&ys"), (),
       lambda c: c.propagate_all(_FORWARD, _BACKWARD, on_reviewed="preview")),
    _S("preview_all_range", "propagate/preview",
       QT_TRANSLATE_NOOP("actions", "Preview a run of all &objects within the range"), (),
       lambda c: c.propagate_range(all_objects=True, on_reviewed="preview")),
    _S("merge", "propagate-",
       QT_TRANSLATE_NOOP("actions", "&Merge from the keyframes on both sides"),
       ("Ctrl+Shift+T",), Commands.merge_between),
    _S("run_box_here", "propagate-", QT_TRANSLATE_NOOP("actions", "Run the bo&x on this frame"),
       ("Ctrl+R",), Commands.run_box_here),
    _S("run_boxes", "propagate", QT_TRANSLATE_NOOP("actions", "Run all boxes of the ob&ject"),
       ("Ctrl+Shift+R",), Commands.run_boxes),
    _S("run_all_boxes", "propagate", QT_TRANSLATE_NOOP("actions", "Run all boxes of all objects"),
       (), lambda c: c.run_boxes(all_objects=True)),
    _S("follow", "propagate-", QT_TRANSLATE_NOOP("actions", "Show the &newest frame while running"),
       ("Shift+F",), Commands.toggle_following, _always,
       checked=lambda c: c.session.follow_propagation),
    _S("stop", "propagate-",
       QT_TRANSLATE_NOOP("actions", "S&top"), ("Esc",), Commands.escape, _always, "stop"),
    _S("stop_object", "propagate",
       QT_TRANSLATE_NOOP("actions", "Stop the selected obj&ect only"), ("Shift+Esc",),
       Commands.stop_object, Commands.has_jobs),
    _S("jobs", "propagate", QT_TRANSLATE_NOOP("actions", "R&unning jobs…"), ("Ctrl+Shift+J",),
       lambda c: c.dialogs.show_jobs(), Commands.has_jobs),
)
REVIEW: tuple[ActionSpec, ...] = (
    _S("review_next", "review", QT_TRANSLATE_NOOP("actions", "&Next frame to review"), (".",),
       Commands.next_review),
    _S("review_previous", "review", QT_TRANSLATE_NOOP("actions", "&Previous frame to review"),
       (",",), Commands.previous_review),
    _S("review_accept", "review", QT_TRANSLATE_NOOP("actions", "&Accept and go on"), ("Y",),
       Commands.accept_review, icon="check"),
)
TOOLS: tuple[ActionSpec, ...] = (
    _S("tool_select", "tools", QT_TRANSLATE_NOOP("actions", "&Select"), ("V",),
       lambda c: c.select_tool("select"), icon="select",
       checked=lambda c: c.canvas.tool.name == "select", group="tool"),
    _S("tool_box", "tools",
       QT_TRANSLATE_NOOP("actions", "&Box"), ("R",), lambda c: c.select_tool("box"),
       icon="box", checked=lambda c: c.canvas.tool.name == "box", group="tool"),
    _S("tool_brush", "tools",
       QT_TRANSLATE_NOOP("actions", "Br&ush"), ("B",), lambda c: c.select_tool("brush"),
       icon="brush", checked=lambda c: c.canvas.tool.name == "brush", group="tool"),
    _S("tool_eraser", "tools", QT_TRANSLATE_NOOP("actions", "&Eraser"), ("E",),
       lambda c: c.select_tool("eraser"), icon="eraser",
       checked=lambda c: c.canvas.tool.name == "eraser", group="tool"),
    _S("tool_polygon", "tools", QT_TRANSLATE_NOOP("actions", "&Polygon"), ("P",),
       lambda c: c.select_tool("polygon"), icon="polygon",
       checked=lambda c: c.canvas.tool.name == "polygon", group="tool"),
    _S("tool_lasso", "tools", QT_TRANSLATE_NOOP("actions", "&Lasso"), ("S",),
       lambda c: c.select_tool("lasso"), icon="lasso",
       checked=lambda c: c.canvas.tool.name == "lasso", group="tool"),
    _S("brush_smaller", "tools-", QT_TRANSLATE_NOOP("actions", "Smaller brush"), ("[",),
       lambda c: c.canvas.change_brush_size(-1)),
    _S("brush_larger", "tools", QT_TRANSLATE_NOOP("actions", "Larger brush"), ("]",),
       lambda c: c.canvas.change_brush_size(1)),
)
HELP: tuple[ActionSpec, ...] = (
    _S("palette", "help", QT_TRANSLATE_NOOP("actions", "&Find a command…"), ("Ctrl+Shift+P",),
       lambda c: c.dialogs.show_palette(), _always, "keyboard"),
    _S("shortcuts", "help", QT_TRANSLATE_NOOP("actions", "&Keyboard shortcuts"), ("F1", "?"),
       lambda c: c.dialogs.show_shortcuts(), _always, "keyboard"),
    _S("hints", "help", QT_TRANSLATE_NOOP("actions", "Show the &hints again"), (),
       lambda c: c.dialogs.show_hints()),
    _S("about", "help",
       QT_TRANSLATE_NOOP("actions", "&About"), (), lambda c: c.dialogs.show_about(), _always,
       "info"),
)
NUMBERS: tuple[ActionSpec, ...] = (
    _S("select_0", "", QT_TRANSLATE_NOOP("actions", "Select no object"), ("0",),
       lambda c: c.select_nth(0)),
    *(
        _S(f"select_{number}", "", QT_TRANSLATE_NOOP("actions", "Select object {0}"),
           (str(number),), partial(_select_nth, number))
        for number in range(1, 10)
    ),
)
ACTIONS: tuple[ActionSpec, ...] = (
    *FILE, *EDIT, *VIEW, *GO, *OBJECT, *STATE, *MASK, *PROPAGATE, *REVIEW, *TOOLS, *HELP, *NUMBERS,
)
# fmt: on
