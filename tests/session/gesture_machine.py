"""A labeler who does anything at any time: a hypothesis state machine over a Session.

Every number that a gesture needs is drawn without looking at the session and mapped to what is
there, so that the same choices can be drawn again although worker threads keep their own time. A
gesture that the session refuses (`AnnotatorError`) is one that changes nothing.
"""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Absence, Direction
from annotator.session.settings import Convergence
from annotator.session.states import StateChange
from annotator.session.track_gestures import Move
from tests.session.gesture_day import (
    FRAMES,
    MAX_TRACKS,
    Day,
    arrivals,
    changes,
    directions,
    flags,
    frames,
    masks,
    picks,
    unlikely,
)
from tests.session.helpers import frozen


class GestureMachine(Day):
    """Gestures, jobs, cancels, undo, redo; what must hold is checked after each."""

    # -- jobs -------------------------------------------------------------------------------

    @rule(permits=st.integers(1, 40))
    def let_arrive(self, permits: int) -> None:
        self.gate.allow(permits)
        self.turn()

    @rule(x=st.integers(0, 70), y=st.integers(0, 40), frame=frames, permits=arrivals)
    def start_track(self, x: int, y: int, frame: int, permits: int) -> None:
        if len(self.project.tracks) < MAX_TRACKS:
            self.run(permits, lambda: self.session.start_track(Box(x, y, 12, 10), frame))

    @rule(pick=picks, frame=frames, angle=st.none() | st.integers(-90, 90), permits=arrivals)
    def redraw(self, pick: int, frame: int, angle: int | None, permits: int) -> None:
        box = Box(20, 20, 8, 8) if angle is None else RotatedBox(30, 30, 20, 8, angle)
        self.run(permits, lambda: self.session.redraw_box(self.track_id(pick), frame, box))

    @rule(
        pick=picks,
        seed=picks,
        direction=directions,
        count=st.none() | st.integers(1, 4),
        permits=arrivals,
    )
    def propagate(
        self, pick: int, seed: int, direction: Direction, count: int | None, permits: int
    ) -> None:
        def start() -> None:
            track_id = self.track_id(pick)
            frame = self.seen_frame(track_id, seed)
            if count is None:
                self.session.propagate(track_id, frame, direction)
            else:
                self.session.propagate_steps(track_id, frame, direction, count)

        self.run(permits, start)

    @rule(pick=picks, seed=picks, how=st.sampled_from(("both", "all", "range")), permits=arrivals)
    def propagate_otherwise(self, pick: int, seed: int, how: str, permits: int) -> None:
        def start() -> None:
            track_id = self.track_id(pick)
            frame = self.seen_frame(track_id, seed)
            if how == "both":
                self.session.propagate_both(track_id, frame)
            elif how == "all":
                self.session.propagate_all(frame, tuple(Direction))
            else:
                self.session.set_in_frame(max(0, frame - 3))
                self.session.set_out_frame(min(FRAMES - 1, frame + 5))
                self.session.propagate_range()

        self.run(permits, start)

    @rule(pick=picks, first=st.integers(0, FRAMES - 5), mask=masks, permits=arrivals)
    def merge_between(self, pick: int, first: int, mask: Mask, permits: int) -> None:
        for frame in (first, first + 4):
            self.paint(pick, frame, mask)
        self.run(permits, lambda: self.session.merge_between(self.track_id(pick), first))

    @rule(
        pick=picks,
        seed=picks,
        how=st.sampled_from(("one way", "both", "all", "range")),
        direction=directions,
        permits=arrivals,
    )
    def preview(self, pick: int, seed: int, how: str, direction: Direction, permits: int) -> None:
        """Nothing of it may show in the project."""

        def start() -> None:
            track_id = self.track_id(pick)
            frame = self.seen_frame(track_id, seed)
            if how == "one way":
                self.session.propagate(track_id, frame, direction, on_reviewed="preview")
            elif how == "both":
                self.session.propagate_both(track_id, frame, on_reviewed="preview")
            elif how == "all":
                both = tuple(Direction)
                self.session.propagate_all(frame, both, on_reviewed="preview")
            else:
                self.session.propagate_range(on_reviewed="preview")

        before = frozen(self.session)
        self.gesture(start)
        assert frozen(self.session) == before
        self.run(permits, lambda: None)

    @rule(pick=picks, seed=picks, count=st.none() | st.integers(1, 4), permits=arrivals)
    def propagate_asking(self, pick: int, seed: int, count: int | None, permits: int) -> None:
        """As the keys do: a preview opens where reviewed frames are in the way."""

        def start() -> None:
            track_id = self.track_id(pick)
            frame = self.seen_frame(track_id, seed)
            until = None if count is None else frame + count
            self.session.propagate(track_id, frame, Direction.FORWARD, until, on_reviewed="ask")

        self.run(permits, start)

    @rule(first=frames, length=st.integers(0, 8), keeps=flags)
    def end_preview(self, first: int, length: int, keeps: bool) -> None:
        """What a person made, locked or took away stays, even if the preview had found more."""
        if not keeps:
            self.session.discard_preview()
            return
        before = {
            key: one
            for key, one in self.settled().items()
            if one.is_keyframe or one.locked or one.mask is None
        }
        chosen = {track_id: range(first, first + length) for track_id in self.project.tracks}
        self.gesture(lambda: self.session.accept_preview(chosen))
        after = {key: self.project.observation(*key) for key in before}
        assert after == before

    @rule(pick=st.none() | picks)
    def stop(self, pick: int | None) -> None:
        numbers = [job.job_id for job in self.session.jobs]
        self.session.stop(numbers[pick % len(numbers)] if numbers and pick is not None else None)

    @rule(pick=picks)
    def stop_track(self, pick: int) -> None:
        self.gesture(lambda: self.session.stop_track(self.track_id(pick)))

    # -- masks and states -------------------------------------------------------------------

    @rule(pick=picks, frame=frames, mask=masks)
    def paint(self, pick: int, frame: int, mask: Mask) -> None:
        self.gesture(lambda: self.session.set_mask(self.track_id(pick), frame, mask, "Brush"))

    @rule(pick=picks, seed=picks, mask=masks, permits=arrivals)
    def correct(self, pick: int, seed: int, mask: Mask, permits: int) -> None:
        """Paint over what is there, as likely as not in the middle of a run, which may go on."""

        def paint() -> None:
            track_id = self.track_id(pick)
            self.session.set_mask(track_id, self.seen_frame(track_id, seed), mask, "Brush")

        self.run(permits, paint)

    @rule(frame=frames, mask=masks)
    def paint_new(self, frame: int, mask: Mask) -> None:
        if len(self.project.tracks) < MAX_TRACKS:
            self.gesture(lambda: self.session.add_object(frame, mask, "Brush"))

    @rule(pick=picks, frame=frames, offset=st.sampled_from((-1, 1)))
    def copy_mask(self, pick: int, frame: int, offset: int) -> None:
        self.gesture(lambda: self.session.copy_mask_from(self.track_id(pick), frame, offset))

    @rule(pick=picks, first=frames, last=frames, how=st.sampled_from(("here", "from", "range")))
    def delete_masks(self, pick: int, first: int, last: int, how: str) -> None:
        def run() -> None:
            track_id = self.track_id(pick)
            if how == "here":
                self.session.delete_mask(track_id, first)
            elif how == "from":
                self.session.delete_from(track_id, first)
            else:
                self.session.delete_range(track_id, first, last)

        self.gesture(run)

    @rule(pick=picks, first=frames, length=st.integers(1, 6), change=changes)
    def set_state(self, pick: int, first: int, length: int, change: StateChange) -> None:
        meant = range(first, min(FRAMES, first + length))
        self.gesture(lambda: self.session.set_state(self.track_id(pick), meant, change))

    @rule(pick=picks, first=frames, length=st.integers(1, 4), why=st.sampled_from(Absence))
    def set_absent(self, pick: int, first: int, length: int, why: Absence) -> None:
        meant = range(first, min(FRAMES, first + length))
        self.gesture(lambda: self.session.set_absent(self.track_id(pick), meant, why))

    # -- objects ----------------------------------------------------------------------------

    @rule(pick=picks, frame=frames)
    def split(self, pick: int, frame: int) -> None:
        if len(self.project.tracks) < MAX_TRACKS:
            self.gesture(lambda: self.session.split_track(self.track_id(pick), frame))

    @rule(pick=picks, other=picks)
    def merge_tracks(self, pick: int, other: int) -> None:
        self.gesture(lambda: self.session.merge_tracks(self.track_id(pick), self.track_id(other)))

    @rule(pick=picks)
    def duplicate(self, pick: int) -> None:
        if len(self.project.tracks) < MAX_TRACKS:
            self.gesture(lambda: self.session.duplicate_track(self.track_id(pick)))

    @rule(pick=picks, move=st.sampled_from(("up", "down", "top", "bottom")))
    def move_layer(self, pick: int, move: Move) -> None:
        self.gesture(lambda: self.session.move_layer(self.track_id(pick), move))

    @rule(
        pick=picks,
        change=st.sampled_from(
            ({"name": "dog"}, {"is_shown": False}, {"is_locked": True}, {"is_locked": False})
        ),
    )
    def update_track(self, pick: int, change: dict[str, Any]) -> None:
        self.gesture(lambda: self.session.update_track(self.track_id(pick), **change))

    @rule(pick=picks, sure=unlikely)
    def delete_track(self, pick: int, sure: bool) -> None:
        if sure:
            self.gesture(lambda: self.session.delete_track(self.track_id(pick)))

    @rule(name=st.sampled_from(("dog", "cat")), pick=picks)
    def set_category(self, name: str, pick: int) -> None:
        def change() -> None:
            track_id = self.track_id(pick)
            self.session.update_track(track_id, category_id=self.session.add_category(name))

        self.gesture(change)

    # -- the rest of a day ------------------------------------------------------------------

    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        for _ in range(times):
            self.gesture(self.session.undo)

    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        for _ in range(times):
            self.gesture(self.session.redo)

    @rule(how=st.sampled_from(("next", "previous", "accept")))
    def review(self, how: str) -> None:
        verbs = {
            "next": self.session.next_review,
            "previous": self.session.previous_review,
            "accept": self.session.accept_review,
        }
        self.gesture(verbs[how])

    @rule(frame=frames)
    def scrub(self, frame: int) -> None:
        self.session.go_to_frame(frame)

    @rule(protects=flags, converges=flags, frames_in_row=st.integers(1, 10))
    def change_settings(self, protects: bool, converges: bool, frames_in_row: int) -> None:
        self.settings.protects_others = protects
        self.settings.stops_when_converged = converges
        self.settings.convergence = Convergence(frames=frames_in_row)
