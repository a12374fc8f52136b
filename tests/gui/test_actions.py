"""Keys do what the table of actions says: real key events, asserted on project and session."""

from collections import Counter

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.edits import SetObservations
from annotator.core.project import Observation, Origin, Visibility
from annotator.gui.action_spec import MENUS
from annotator.gui.action_table import ACTIONS
from annotator.gui.icons import icon_path
from annotator.gui.main_window import MainWindow
from annotator.gui.merge_dialog import MergeDialog
from annotator.gui.state_dialog import StateDialog
from tests.fakes import FakeTracker, Gate
from tests.gui.canvas_helpers import add_track, at, drag, mask_of, wait_for_frame

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


def open_window(qtbot, session):
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.resize(1100, 760)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    if session.project is not None:
        wait_for_frame(qtbot, window.canvas, session.current_frame)
    return window


@pytest.fixture
def session(make_session):
    return make_session(frame_count=60, size=(96, 64))


@pytest.fixture
def window(qtbot, session):
    return open_window(qtbot, session)


@pytest.fixture
def press(window):
    """Presses a key in the canvas, as a person would."""

    def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(window.canvas, key, modifiers)

    return press


def texts(window):
    return [toast.notice.text for toast in window.toasts.toasts]


# -- the table ------------------------------------------------------------------------------


def test_ids_and_keys_are_unique():
    ids = Counter(spec.id for spec in ACTIONS)
    keys = Counter(QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys)
    assert [name for name, count in ids.items() if count > 1] == []
    assert [name for name, count in keys.items() if count > 1] == []
    assert "" not in keys


def test_every_row_is_complete():
    menus = {name for name, _ in MENUS} | {""}
    for spec in ACTIONS:
        assert spec.text
        assert spec.menu.rstrip("-") in menus
        assert not spec.icon or icon_path(spec.icon).is_file(), spec.icon


DOCUMENTED_KEYS = (
    "Left Right D F Shift+Left Shift+Right Ctrl+Left Ctrl+Right Home End Space J K L PgUp PgDown "
    "G I O X N R V B E [ ] 1 9 0 Shift+L U Q H T Shift+T Ctrl+T Alt+Right Esc Y M Del Shift+Del "
    "Ctrl+B Ctrl+Z Ctrl+Shift+Z Ctrl+Y Ctrl+C Ctrl+V Ctrl+S Ctrl+E Ctrl+O Ctrl+Q Ctrl+0 Ctrl+1 "
    "? F1"
)


def test_the_documented_keys_are_taken():
    taken = {QKeySequence(one).toString() for spec in ACTIONS for one in spec.keys}
    documented = {QKeySequence(key).toString() for key in DOCUMENTED_KEYS.split()}
    assert documented - taken == set()


def test_menus_hold_every_action_with_a_menu(window):
    shown = set()
    menus = [one.menu() for one in window.menuBar().actions()]
    while menus:
        for action in menus.pop().actions():
            shown.add(action.objectName())
            menus += [action.menu()] if action.menu() is not None else []
    assert {spec.id for spec in ACTIONS if spec.menu} <= shown


def test_without_a_project_only_opening_is_enabled(qtbot, make_session):
    window = open_window(qtbot, make_session(media=False))
    enabled = {name for name, action in window.actions_table.by_id.items() if action.isEnabled()}
    assert enabled == {
        "open_video",
        "open_folder",
        "quit",
        "settings",
        "palette",
        "shortcuts",
        "about",
        "stop",
        "follow",
    }


# -- moving ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "modifiers", "start", "end"),
    [
        (Key.Key_Right, None, 10, 11),
        (Key.Key_Left, None, 10, 9),
        (Key.Key_F, None, 10, 11),
        (Key.Key_D, None, 10, 9),
        (Key.Key_Right, SHIFT, 10, 20),
        (Key.Key_Left, SHIFT, 10, 0),
        (Key.Key_Right, CTRL, 10, 35),
        (Key.Key_Left, CTRL, 30, 5),
        (Key.Key_Home, None, 30, 0),
        (Key.Key_End, None, 30, 59),
        (Key.Key_Left, None, 0, 0),
    ],
)
def test_keys_move_the_playhead(session, press, key, modifiers, start, end):
    session.go_to_frame(start)
    press(key, modifiers or Qt.KeyboardModifier.NoModifier)
    assert session.current_frame == end


def test_page_keys_go_from_keyframe_to_keyframe(session, window, press):
    track_id = add_track(session, dict.fromkeys((3, 20, 40), (5, 5, 9, 9)))
    add_track(session, {30: (5, 5, 9, 9)})
    session.select_track(track_id)
    visited = []
    for _ in range(3):
        press(Key.Key_PageDown)
        visited.append(session.current_frame)
    assert visited == [3, 20, 40]
    press(Key.Key_PageDown)
    assert session.current_frame == 40
    assert "no further keyframe" in texts(window)[-1]
    press(Key.Key_PageUp)
    assert session.current_frame == 20
    session.select_track(None)
    press(Key.Key_PageDown)
    assert session.current_frame == 30


def test_j_k_l_play(qtbot, session, press):
    session.go_to_frame(30)
    press(Key.Key_L)
    assert session.is_playing
    press(Key.Key_K)
    assert not session.is_playing
    press(Key.Key_J)
    assert session.is_playing
    qtbot.waitUntil(lambda: session.current_frame < 30)
    press(Key.Key_K)


def test_g_puts_the_cursor_into_the_frame_number(session, window, press):
    press(Key.Key_G)
    field = window.transport.frame_field
    assert field.hasFocus()
    QTest.keyClicks(field.lineEdit(), "42")
    QTest.keyClick(field, Key.Key_Return)
    assert session.current_frame == 41
    assert window.canvas.hasFocus()


def test_i_o_x_set_the_range(session, press):
    session.go_to_frame(4)
    press(Key.Key_I)
    session.go_to_frame(9)
    press(Key.Key_O)
    assert (session.in_frame, session.out_frame) == (4, 9)
    press(Key.Key_X)
    assert (session.in_frame, session.out_frame) == (None, None)


# -- tools and objects ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "tool"),
    [(Key.Key_R, "box"), (Key.Key_B, "brush"), (Key.Key_E, "eraser"), (Key.Key_V, "select")],
)
def test_letters_choose_tools(window, press, key, tool):
    window.canvas.set_tool("brush" if tool != "brush" else "box")
    press(key)
    assert window.canvas.tool.name == tool
    checked = [
        name
        for name, action in window.actions_table.by_id.items()
        if name.startswith("tool_") and action.isChecked()
    ]
    assert checked == [f"tool_{tool}"]


def test_brackets_change_the_brush(session, window, press):
    session.settings.brush_size_px = 20
    press(Key.Key_BracketRight)
    assert session.settings.brush_size_px == 23
    assert window.tool_bar.brush_size.value() == 23
    press(Key.Key_BracketLeft)
    assert session.settings.brush_size_px == 20


def test_numbers_select_objects(session, press):
    ids = [add_track(session, {0: (5 * n, 5, 4, 4)}) for n in range(3)]
    press(Key.Key_2)
    assert session.selected_track_id == ids[1]
    press(Key.Key_9)
    assert session.selected_track_id == ids[1]
    press(Key.Key_3)
    assert session.selected_track_id == ids[2]
    press(Key.Key_0)
    assert session.selected_track_id is None


def test_n_asks_for_a_box_of_a_new_object(qtbot, session, window, press):
    session.select_track(add_track(session, {0: (5, 5, 9, 9)}))
    press(Key.Key_N)
    assert window.canvas.tool.name == "box"
    drag(window.canvas, at(window.canvas, 30, 20), at(window.canvas, 60, 40))
    qtbot.waitUntil(lambda: len(session.project.tracks) == 2 and not session.jobs)


# -- masks ----------------------------------------------------------------------------------


@pytest.fixture
def track_id(session):
    made = add_track(session, dict.fromkeys(range(6), (10, 10, 20, 20)))
    session.select_track(made)
    return made


def test_delete_removes_this_frame_only(session, press, track_id):
    session.go_to_frame(2)
    press(Key.Key_Delete)
    assert sorted(session.project.tracks[track_id].observations) == [0, 1, 3, 4, 5]


def test_shift_delete_removes_the_rest_and_the_toast_brings_it_back(
    session, window, press, track_id
):
    session.go_to_frame(2)
    press(Key.Key_Delete, SHIFT)
    assert sorted(session.project.tracks[track_id].observations) == [0, 1]
    toast = window.toasts.toasts[-1]
    QTest.mouseClick(toast.undo_button, Qt.MouseButton.LeftButton)
    assert len(session.project.tracks[track_id].observations) == 6


def test_u_and_q_toggle_the_visibility(session, press, track_id):
    def visibility():
        found = session.project.tracks[track_id].observations.get(0)
        return None if found is None else found.visibility

    press(Key.Key_Q)
    assert visibility() is Visibility.OCCLUDED
    press(Key.Key_Q)
    assert visibility() is Visibility.VISIBLE
    press(Key.Key_U)
    assert visibility() is Visibility.OUT_OF_VIEW
    press(Key.Key_U)
    assert visibility() is None
    session.undo()
    session.undo()
    assert mask_of(session, track_id).any()


@pytest.mark.parametrize(
    ("key", "modifiers", "attribute"),
    [
        (Key.Key_L, SHIFT, "locked"),
        (Key.Key_M, Qt.KeyboardModifier.NoModifier, "flagged"),
        (Key.Key_Y, SHIFT, "reviewed"),
    ],
)
def test_flags_toggle(session, press, track_id, key, modifiers, attribute):
    for expected in (True, False):
        press(key, modifiers)
        observation = session.project.tracks[track_id].observations[0]
        assert getattr(observation, attribute) is expected


def test_copy_and_paste(session, press, track_id):
    other = add_track(session, {3: (50, 10, 5, 5)})
    press(Key.Key_C, CTRL)
    session.select_track(other)
    session.go_to_frame(8)
    press(Key.Key_V, CTRL)
    np.testing.assert_array_equal(mask_of(session, other, 8), mask_of(session, track_id, 0))
    assert session.project.tracks[other].observations[8].origin is Origin.MANUAL


def test_paste_without_copy_says_so(window, press, track_id):
    press(Key.Key_V, CTRL)
    assert "Copy a mask first" in texts(window)[-1]


def test_copy_to_the_next_frame_goes_there(session, press, track_id):
    session.go_to_frame(5)
    press(Key.Key_B, CTRL)
    assert session.current_frame == 6
    np.testing.assert_array_equal(mask_of(session, track_id, 6), mask_of(session, track_id, 5))


def test_undo_and_redo_name_their_step(session, window, press, track_id):
    press(Key.Key_Delete)
    undo, redo = window.actions_table["undo"], window.actions_table["redo"]
    assert "Delete mask" in undo.text()
    assert not redo.isEnabled()
    press(Key.Key_Z, CTRL)
    assert mask_of(session, track_id) is not None
    assert "Delete mask" in redo.text()
    press(Key.Key_Y, CTRL)
    assert mask_of(session, track_id) is None
    press(Key.Key_Z, CTRL)
    press(Key.Key_Z, CTRL | SHIFT)
    assert mask_of(session, track_id) is None


@pytest.mark.parametrize("key", [Key.Key_T, Key.Key_U, Key.Key_M, Key.Key_Delete, Key.Key_Y])
def test_keys_that_need_an_object_say_so(window, press, key):
    press(key)
    assert "Select an object first" in texts(window)[-1]


# -- propagation ----------------------------------------------------------------------------


def test_t_propagates_to_the_next_barrier(qtbot, session, press):
    track_id = add_track(session, {5: (10, 10, 20, 20), 12: (17, 10, 20, 20)})
    session.select_track(track_id)
    session.go_to_frame(5)
    press(Key.Key_T)
    qtbot.waitUntil(lambda: not session.jobs)
    assert sorted(session.project.tracks[track_id].observations) == list(range(5, 13))
    session.go_to_frame(5)  # the playhead may have followed
    press(Key.Key_T, SHIFT)
    qtbot.waitUntil(lambda: not session.jobs)
    assert sorted(session.project.tracks[track_id].observations) == list(range(13))
    press(Key.Key_Z, CTRL)
    assert sorted(session.project.tracks[track_id].observations) == list(range(5, 13))


def test_alt_right_propagates_one_frame(qtbot, session, press):
    track_id = add_track(session, {5: (10, 10, 20, 20)})
    session.select_track(track_id)
    session.go_to_frame(5)
    press(Key.Key_Right, ALT)
    qtbot.waitUntil(lambda: not session.jobs)
    assert sorted(session.project.tracks[track_id].observations) == [5, 6]


def test_ctrl_t_propagates_within_the_range(qtbot, session, window, press):
    track_id = add_track(session, {5: (10, 10, 20, 20)})
    session.select_track(track_id)
    session.go_to_frame(5)
    press(Key.Key_T, CTRL)
    assert "Set a range first" in texts(window)[-1]
    session.set_in_frame(2)
    session.set_out_frame(9)
    press(Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: not session.jobs)
    assert sorted(session.project.tracks[track_id].observations) == list(range(2, 10))


def test_t_without_a_mask_says_what_to_do(session, window, press):
    track_id = add_track(session, {5: (10, 10, 20, 20)})
    session.select_track(track_id)
    press(Key.Key_T)
    assert "has no mask on this frame" in texts(window)[-1]


def test_escape_gives_up_the_gesture_then_the_run_then_the_tool(qtbot, make_session):
    gate = Gate()
    session = make_session(frame_count=60, tracker=FakeTracker(gate=gate))
    window = open_window(qtbot, session)
    track_id = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(track_id)
    QTest.keyClick(window.canvas, Key.Key_T)
    gate.allow(3)
    observations = session.project.tracks[track_id].observations
    qtbot.waitUntil(lambda: len(observations) == 4)
    QTest.keyClick(window.canvas, Key.Key_B)
    drag(window.canvas, at(window.canvas, 50, 40), at(window.canvas, 70, 40), release=False)
    QTest.keyClick(window.canvas, Key.Key_Escape)
    assert not window.canvas.tool.is_active
    assert session.jobs
    gate.open()
    QTest.keyClick(window.canvas, Key.Key_Escape)
    qtbot.waitUntil(lambda: not session.jobs)
    assert window.canvas.tool.name == "brush"
    QTest.keyClick(window.canvas, Key.Key_Escape)
    assert window.canvas.tool.name == "select"


def test_following_is_a_setting(session, window, press):
    before = session.settings.follows_propagation
    for expected in (not before, before):
        press(Key.Key_F, SHIFT)
        assert session.settings.follows_propagation is expected
        assert window.actions_table["follow"].isChecked() is expected


# -- the view -------------------------------------------------------------------------------


def test_view_keys(window, press):
    canvas = window.canvas
    fitted = canvas.view
    press(Key.Key_1, CTRL)
    assert canvas.view.scale == 1
    press(Key.Key_Plus, CTRL)
    assert canvas.view.scale == pytest.approx(1.25)
    press(Key.Key_0, CTRL)
    assert canvas.view == fitted
    press(Key.Key_H)
    assert not canvas.scene.shows_masks
    assert not window.actions_table["show_masks"].isChecked()
    press(Key.Key_H)
    assert canvas.scene.shows_masks


def test_letters_belong_to_a_text_field_that_has_the_focus(session, window):
    field = window.tool_bar.brush_size
    field.setFocus()
    QTest.keyClicks(field, "3")
    assert session.selected_track_id is None
    assert session.current_frame == 0
    QTest.keyClick(field, Key.Key_Return)
    assert window.canvas.hasFocus()


@pytest.mark.parametrize("key", [Key.Key_F1, Key.Key_Question])
def test_the_list_of_keys_opens(qtbot, window, press, key):
    press(key)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert type(dialog).__name__ == "ShortcutsDialog"
    dialog.close()


# -- several objects, both ways -------------------------------------------------------------


def frames_of(session, track_id):
    return sorted(session.project.tracks[track_id].observations)


def test_propagation_goes_both_ways_and_over_all_objects(qtbot, session, window, press):
    dog = add_track(session, {5: (10, 10, 20, 20), 9: (10, 10, 20, 20)})
    cat = add_track(session, {5: (40, 10, 10, 10), 8: (40, 10, 10, 10)})
    session.select_track(dog)
    session.go_to_frame(5)
    press(Key.Key_T, CTRL | ALT)
    qtbot.waitUntil(lambda: not session.jobs)
    assert frames_of(session, dog) == list(range(10))
    assert frames_of(session, cat) == [5, 8]
    session.undo()
    assert frames_of(session, dog) == [5, 9]
    session.go_to_frame(5)
    press(Key.Key_A)
    qtbot.waitUntil(lambda: not session.jobs)
    assert frames_of(session, dog) == [5, 6, 7, 8, 9]
    assert frames_of(session, cat) == [5, 6, 7, 8]


def test_as_many_frames_as_asked(qtbot, session, window, press, monkeypatch):
    monkeypatch.setattr("annotator.gui.window_dialogs.QInputDialog.getInt", lambda *_: (3, True))
    dog = add_track(session, {20: (10, 10, 20, 20)})
    session.select_track(dog)
    session.go_to_frame(20)
    press(Key.Key_Left, CTRL | ALT)
    qtbot.waitUntil(lambda: not session.jobs)
    assert frames_of(session, dog) == [17, 18, 19, 20]


def test_merging_between_keyframes(qtbot, session, window, press):
    dog = add_track(session, {2: (10, 10, 20, 20), 8: (16, 10, 20, 20)})
    session.select_track(dog)
    session.go_to_frame(5)
    press(Key.Key_T, CTRL | SHIFT)
    qtbot.waitUntil(lambda: not session.jobs)
    assert frames_of(session, dog) == list(range(2, 9))
    assert session.project.tracks[dog].observations[5].origin is Origin.MERGED


@pytest.mark.parametrize(
    ("key", "modifiers", "is_set"),
    [
        (Key.Key_U, CTRL, lambda one: one.is_absent),
        (Key.Key_Q, CTRL | ALT, lambda one: one.visibility is Visibility.OCCLUDED),
        (Key.Key_L, CTRL | SHIFT, lambda one: one.locked),
        (Key.Key_Y, CTRL | SHIFT, lambda one: one.reviewed),
        (Key.Key_M, CTRL | SHIFT, lambda one: one.flagged),
    ],
)
def test_states_of_the_range_by_key(session, window, press, key, modifiers, is_set):
    track_id = add_track(session, dict.fromkeys(range(4, 9), (10, 10, 20, 20)))
    session.select_track(track_id)
    press(key, modifiers)
    assert "Set a range first" in texts(window)[-1]
    session.set_in_frame(5)
    session.set_out_frame(7)
    press(key, modifiers)
    observations = session.project.track(track_id).observations
    assert [index for index, one in sorted(observations.items()) if is_set(one)] == [5, 6, 7]
    press(key, modifiers)
    assert not any(is_set(one) for one in observations.values())


def test_shift_u_asks_for_state_and_reason(session, window, press, qtbot):
    session.select_track(add_track(session, {0: (10, 10, 20, 20)}))
    press(Key.Key_U, SHIFT)
    (dialog,) = window.findChildren(StateDialog)
    assert dialog.isVisible()
    dialog.reject()


def test_split_and_duplicate_by_key_select_what_they_made(session, window, press):
    track_id = add_track(session, dict.fromkeys(range(4, 9), (10, 10, 20, 20)))
    session.select_track(track_id)
    session.go_to_frame(6)
    press(Key.Key_K, CTRL)
    assert session.selected_track_id == track_id + 1
    assert sorted(session.project.track(track_id + 1).observations) == [6, 7, 8]
    press(Key.Key_D, CTRL)
    assert session.selected_track_id == track_id + 2
    press(Key.Key_Z, CTRL)
    press(Key.Key_Z, CTRL)
    assert sorted(session.project.track(track_id).observations) == [4, 5, 6, 7, 8]


def test_delete_the_range_by_key(session, window, press):
    track_id = add_track(session, dict.fromkeys(range(4, 9), (10, 10, 20, 20)))
    session.select_track(track_id)
    session.set_in_frame(20)
    press(Key.Key_Delete, CTRL)
    assert "nothing in the range" in texts(window)[-1]
    session.set_in_frame(5)
    session.set_out_frame(7)
    press(Key.Key_Delete, CTRL)
    assert sorted(session.project.track(track_id).observations) == [4, 8]
    window.toasts.toasts[-1].undo_button.click()
    assert sorted(session.project.track(track_id).observations) == [4, 5, 6, 7, 8]


def test_merging_asks_which_object(session, window, press):
    first = add_track(session, {4: (10, 10, 20, 20)})
    session.select_track(first)
    press(Key.Key_J, CTRL)
    assert "no other object" in texts(window)[-1]
    add_track(session, {5: (10, 10, 20, 20)}, name="Cat")
    press(Key.Key_J, CTRL)
    (dialog,) = window.findChildren(MergeDialog)
    assert dialog.isVisible()
    dialog.accept()


def test_only_the_selected_objects_run_is_stopped(make_session, qtbot):
    gate = Gate()
    session = make_session(frame_count=60, tracker=FakeTracker(gate=gate))
    window = open_window(qtbot, session)
    first = add_track(session, {0: (10, 10, 20, 20)})
    second = add_track(session, {0: (40, 10, 20, 20)}, name="Cat")
    session.propagate_all(0)
    gate.allow(4)
    qtbot.waitUntil(lambda: 2 in session.project.track(second).observations)
    session.select_track(first)
    QTest.keyClick(window.canvas, Key.Key_Escape, SHIFT)
    assert [job.track_id for job in session.jobs] == [second]
    gate.open()
    qtbot.waitUntil(lambda: not session.jobs)
    assert len(session.project.track(second).observations) == 60
    assert len(session.project.track(first).observations) < 60


def test_keys_lead_from_dispute_to_dispute(session, window, press, qtbot):
    track_id = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(track_id)
    mask = session.project.observation(track_id, 0).mask
    disputes = {5: 0.3, 6: 0.02, 9: 0.2}
    merged = {
        index: Observation(mask, Origin.MERGED, disagreement=share, disputed=mask)
        for index, share in disputes.items()
    }
    session.do(SetObservations(track_id, merged))
    press(Key.Key_PageDown, ALT)
    assert session.current_frame == 5
    press(Key.Key_PageDown, ALT)
    assert session.current_frame == 9
    press(Key.Key_PageDown, ALT)
    assert "no further frame in dispute" in texts(window)[-1]
    press(Key.Key_PageUp, ALT)
    assert session.current_frame == 5
    press(Key.Key_D, SHIFT)
    assert not session.settings.shows_disputes
    assert not window.actions_table["show_disputes"].isChecked()


def test_a_new_object_keeps_a_tool_that_draws(session, window, press):
    session.select_track(add_track(session, {0: (10, 10, 20, 20)}))
    window.canvas.set_tool("polygon")
    press(Key.Key_N)
    assert session.selected_track_id is None
    assert window.canvas.tool.name == "polygon"
