"""What menu entries and keys do: short chains of Session verbs.

Every command acts on the playhead's frame and the selected object. A command that cannot do
anything says why; `AnnotatorError` from a verb is shown by whoever called the command.
"""

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from annotator.core.project import Direction, Track
from annotator.gui.canvas import Canvas
from annotator.gui.object_commands import ObjectCommands
from annotator.gui.tools import ToolName
from annotator.session.requests import OnReviewed
from annotator.session.review_queue import ReviewStop
from annotator.session.session import Session


class Dialogs(Protocol):
    """What only the window can do."""

    def ask_open_video(self) -> None: ...
    def ask_open_folder(self) -> None: ...
    def ask_save_copy(self) -> None: ...
    def ask_relink(self) -> None: ...
    def ask_frame(self) -> None: ...
    def ask_steps(self) -> int | None: ...
    def ask_state(self, track: Track) -> None: ...
    def ask_merge(self, track: Track) -> None: ...
    def ask_categories(self) -> None: ...
    def find_object(self) -> None: ...
    def go_to_panel(self, step: int) -> None: ...
    def show_palette(self) -> None: ...
    def show_jobs(self) -> None: ...
    def show_hints(self) -> None: ...
    def open_demo(self) -> None: ...
    def show_export(self) -> None: ...
    def show_import(self) -> None: ...
    def show_settings(self) -> None: ...
    def show_shortcuts(self) -> None: ...
    def show_about(self) -> None: ...
    def close_window(self) -> None: ...

    @property
    def has_demo(self) -> bool: ...


class Commands(ObjectCommands):
    """Verbs with the current frame and object filled in."""

    prompt_ended = Signal()  # what `prompt` asked for was done, or given up

    def __init__(
        self, session: Session, canvas: Canvas, dialogs: Dialogs, parent: QObject | None = None
    ) -> None:
        super().__init__(session, canvas, parent)
        self.dialogs = dialogs
        for signal in (session.selection_changed, canvas.tool_changed):
            signal.connect(self.prompt_ended)

    # -- when enabled -----------------------------------------------------------------------

    def has_project(self) -> bool:
        """Something is open."""
        return self.session.project is not None

    def can_undo(self) -> bool:
        """There is a step to take back."""
        return self.has_project() and self.session.history.can_undo

    def can_redo(self) -> bool:
        """There is a step to do again."""
        return self.has_project() and self.session.history.can_redo

    def has_jobs(self) -> bool:
        """Something is running."""
        return bool(self.session.jobs)

    def has_demo(self) -> bool:
        """A demo clip can be opened."""
        return self.dialogs.has_demo

    # -- moving -----------------------------------------------------------------------------

    def step_seconds(self, seconds: int) -> None:
        """By the average frame rate."""
        project = self.session.project
        if project is not None:
            self.session.step(seconds * max(1, round(project.video.fps)))

    def go_to_end(self) -> None:
        """The last frame."""
        project = self.session.project
        if project is not None:
            self.session.go_to_frame(project.video.frame_count - 1)

    def go_to_keyframe(self, direction: Direction) -> None:
        """The nearest keyframe of the selected object (of any, where none is selected)."""
        project, here = self.session.project, self.session.current_frame
        if project is None:
            return
        selected = project.tracks.get(self.session.selected_track_id or 0)
        tracks = [selected] if selected is not None else list(project.tracks.values())
        ahead = [
            frame
            for track in tracks
            for frame in track.keyframes()
            if (frame - here) * direction.step > 0
        ]
        if ahead:
            self.session.go_to_frame(min(ahead, key=lambda frame: abs(frame - here)))
        else:
            self.notify(self.tr("There is no further keyframe in this direction."))

    def mark_in(self) -> None:
        """The range begins here."""
        self.session.set_in_frame(self.session.current_frame)

    def mark_out(self) -> None:
        """The range ends here."""
        self.session.set_out_frame(self.session.current_frame)

    def clear_range(self) -> None:
        """No range."""
        self.session.set_in_frame(None)
        self.session.set_out_frame(None)

    # -- objects ----------------------------------------------------------------------------

    def select_tool(self, name: ToolName) -> None:
        """What the left mouse button does."""
        self.canvas.set_tool(name)
        self.canvas.setFocus()

    def new_object(self) -> None:
        """The next box starts a new track; so does what is drawn with a tool that draws."""
        self.session.select_track(None)
        if self.canvas.tool.name in ("brush", "polygon", "lasso"):
            self.prompt(self.tr("Draw the new object."))
            return
        self.select_tool("box")
        self.prompt(self.tr("Drag a box around the new object."))

    def select_nth(self, number: int) -> None:
        """Objects are numbered from 1 in layer order; 0 selects none."""
        project = self.session.project
        if project is None:
            return
        ids = list(project.tracks)
        if number == 0:
            self.session.select_track(None)
        elif number <= len(ids):
            self.session.select_track(ids[number - 1])

    def ask_state(self) -> None:
        """All states of some frames at once, with the reason."""
        track = self._track()
        if track is not None:
            self.dialogs.ask_state(track)

    def ask_merge(self) -> None:
        """Another object becomes part of the selected one."""
        track, project = self._track(), self.session.project
        if track is None or project is None:
            return
        if len(project.tracks) < 2:
            self.notify(self.tr("There is no other object to merge with."))
        else:
            self.dialogs.ask_merge(track)

    # -- review -----------------------------------------------------------------------------

    def next_review(self) -> None:
        """The next frame of the review queue, with its object selected."""
        self.session.pause()
        self._tell_end(self.session.next_review())

    def previous_review(self) -> None:
        """Back through the review queue."""
        self.session.pause()
        self._tell_end(self.session.previous_review())

    def accept_review(self) -> None:
        """This frame is right: mark it reviewed and go on."""
        if self._observed()[1] is not None:
            self._tell_end(self.session.accept_review())

    def _tell_end(self, stop: ReviewStop | None) -> None:
        if stop is None:
            text = self.tr("Nothing is left to review.")
            if self.session.is_review_unknown:
                text = self.tr("Still looking for doubtful frames; try again in a moment.")
            elif self.session.review_stops:
                text = self.tr("This is the end of the review queue.")
            self.notify(text)

    # -- propagation ------------------------------------------------------------------------

    def propagate(
        self, direction: Direction, count: int | None = None, *, on_reviewed: OnReviewed = "ask"
    ) -> None:
        """To the next barrier, or `count` frames; over reviewed ones, first as a preview."""
        found = self._masked()
        if found is None:
            return
        here = self.session.current_frame
        until = None if count is None else here + count * direction.step
        self.session.propagate(found[0].id, here, direction, until, on_reviewed=on_reviewed)

    def propagate_asked(self, direction: Direction) -> None:
        """As many frames as the person says."""
        if self._masked() is None:
            return
        count = self.dialogs.ask_steps()
        if count is not None:
            self.propagate(direction, count)

    def propagate_both(self, *, on_reviewed: OnReviewed = "ask") -> None:
        """Forward and backward, each to the next barrier."""
        found = self._masked()
        if found is not None:
            here = self.session.current_frame
            self.session.propagate_both(found[0].id, here, on_reviewed=on_reviewed)

    def propagate_range(
        self, *, all_objects: bool = False, on_reviewed: OnReviewed = "ask"
    ) -> None:
        """Fill the in/out range of the selected object, or of all."""
        if self.session.in_frame is None and self.session.out_frame is None:
            self.warn(self.tr("Set a range first: I at its first frame, O at its last."))
            return
        if all_objects:
            self.session.propagate_range(on_reviewed=on_reviewed)
            return
        track = self._track()
        if track is not None:
            self.session.propagate_range([track.id], on_reviewed=on_reviewed)

    def propagate_all(self, *directions: Direction, on_reviewed: OnReviewed = "ask") -> None:
        """Every object that has a mask here, together."""
        here = self.session.current_frame
        self.session.propagate_all(here, directions, on_reviewed=on_reviewed)

    def run_box_here(self) -> None:
        """The selected object's imported box on this frame becomes a mask."""
        track = self._track()
        if track is not None:
            self.session.run_candidates([track.id], [self.session.current_frame])

    def run_boxes(self, *, all_objects: bool = False) -> None:
        """All imported boxes of the selected object, or of every one."""
        if all_objects:
            self.session.run_candidates()
            return
        track = self._track()
        if track is not None:
            self.session.run_candidates([track.id])

    def merge_between(self) -> None:
        """Fill the frames between two keyframes from both sides."""
        track = self._track()
        if track is not None:
            self.session.merge_between(track.id, self.session.current_frame)

    def stop_object(self) -> None:
        """Stop what runs on the selected object; the others go on, what arrived stays."""
        track = self._track()
        if track is None:
            return
        jobs = [job for job in self.session.jobs if job.track_id == track.id]
        for job in jobs:
            self.session.stop(job.job_id)
        if not jobs:
            self.notify(self.tr("Nothing is running on “{0}”.").format(track.name))

    def toggle_following(self) -> None:
        """Whether the playhead goes with the newest propagated frame."""
        self.session.follow_propagation = not self.session.follow_propagation

    def escape(self) -> None:
        """Give up the gesture, else stop what runs, else back to the Select tool."""
        self.prompt_ended.emit()
        if self.canvas.cancel_gesture():
            return
        if self.session.jobs:
            self.session.stop()
        else:
            self.canvas.set_tool("select")
