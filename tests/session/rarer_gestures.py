"""What a labeler does less often: in between what jobs have made and its arrival, failures,
imported boxes, categories that go, relinking."""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import rule

from annotator.core.edits import SetObservations
from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import (
    Absence,
    Direction,
    Observation,
    Origin,
    Provenance,
    Visibility,
)
from annotator.session.attribute_gestures import set_categories
from annotator.session.states import StateChange
from tests.session.gesture_day import (
    FRAMES,
    MAX_TRACKS,
    arrivals,
    directions,
    frames,
    masks,
    picks,
    unlikely,
)
from tests.session.gesture_machine import GestureMachine
from tests.session.helpers import frozen

LATE = (
    "undo",
    "paint",
    "absent",
    "review",
    "lock",
    "lock object",
    "split",
    "delete",
    "delete object",
    "run again",
    "redraw",
    "discard preview",
)
BOXED = Observation(
    None, Origin.IMPORTED, rotated_box=RotatedBox(30, 30, 12, 10, 0), provenance=Provenance("mot")
)


class RarerGestures(GestureMachine):
    """All gestures, and those that need another project than an everyday one."""

    @rule(
        frame=frames,
        name=st.sampled_from(("bird", "fish")),
        direction=directions,
        runs=st.booleans(),
    )
    def name_at_once(self, frame: int, name: str, direction: Direction, runs: bool) -> None:
        """Draw a box, say what it is and run, before its mask has come."""
        if len(self.project.tracks) >= MAX_TRACKS:
            return

        def begin() -> None:
            track_id = self.session.start_track(Box(12, 30, 9, 9), frame)
            self.session.update_track(track_id, category_id=self.session.add_category(name))
            if runs:
                self.session.propagate(track_id, frame, direction)

        begin()
        self.turn()

    @rule(pick=picks)
    def remove_category(self, pick: int) -> None:
        """The first object of a project without any brings one of its own."""

        def remove() -> None:
            known = list(self.project.categories.values())
            known.pop(self.one_of(range(len(known)), pick, "category"))
            edit = set_categories(self.project, known, "Change categories")
            assert edit is not None
            self.session.do(edit)

        self.gesture(remove)

    @rule(permits=st.integers(1, 12), pick=picks, only_one=st.booleans())
    def stop_late(self, permits: int, pick: int, only_one: bool) -> None:
        """What workers have made by then and what still comes of it changes nothing any more."""
        self.gate.allow(permits)
        self.wait_for_workers()
        numbers = [job.job_id for job in self.session.jobs]
        if only_one and numbers:
            chosen = numbers[pick % len(numbers)]
            (track_id,) = [one.track_id for one in self.session.jobs if one.job_id == chosen]
            self.session.stop(chosen)
            others = {job.track_id for job in self.session.jobs}
            before = self.of_track(track_id)
            self.turn()
            assert track_id in others or self.of_track(track_id) == before
            return
        self.session.stop()
        after = frozen(self.session)
        self.turn()
        assert frozen(self.session) == after

    def of_track(self, track_id: int | None) -> object:
        track = self.project.tracks.get(track_id or 0)
        return track.copy() if track is not None else None

    @rule(
        permits=st.integers(1, 12),
        what=st.sampled_from(LATE),
        pick=picks,
        seed=picks,
        mask=masks,
    )
    def interfere_late(self, permits: int, what: str, pick: int, seed: int, mask: Mask) -> None:
        """A gesture, while what workers have made waits to be taken."""
        session = self.session

        def interfere() -> None:
            track_id = self.track_id(pick)
            frame = self.seen_frame(track_id, seed)
            gestures: dict[str, Callable[[], object]] = {
                "undo": session.undo,
                "paint": lambda: session.set_mask(track_id, frame, mask, "Brush"),
                "absent": lambda: session.set_absent(track_id, [frame], Absence.LEFT),
                "review": lambda: session.set_reviewed(track_id, range(frame, FRAMES), True),
                "lock": lambda: session.set_locked(track_id, [frame], True),
                "lock object": lambda: session.update_track(track_id, is_locked=True),
                "split": lambda: session.split_track(track_id, frame),
                "delete": lambda: session.delete_from(track_id, frame),
                "delete object": lambda: session.delete_track(track_id),
                "run again": lambda: session.propagate(track_id, frame, Direction.FORWARD),
                "redraw": lambda: session.redraw_box(track_id, frame, Box(20, 20, 8, 8)),
                "discard preview": session.discard_preview,
            }
            gestures[what]()

        self.gate.allow(permits)
        self.wait_for_workers()
        self.gesture(interfere)
        self.turn()

    @rule(pick=picks, seed=picks, length=st.integers(1, 6), permits=st.integers(4, 16))
    def mark_and_run(self, pick: int, seed: int, length: int, permits: int) -> None:
        """What is said of masks that are nobody's stays, when a run replaces them."""

        def mark() -> None:
            track_id = self.track_id(pick)
            frame = self.seen_frame(track_id, seed)
            seen = self.project.track(track_id).observations
            ahead = [i for i in range(frame + 1, frame + 1 + length) if i in seen and seen[i].mask]
            change = StateChange(Visibility.OCCLUDED, reason="behind the tree", flagged=True)
            self.session.set_state(track_id, ahead, change)

        def run() -> None:
            track_id = self.track_id(pick)
            self.session.propagate(track_id, self.seen_frame(track_id, seed), Direction.FORWARD)

        self.gesture(mark)
        self.run(permits, run)

    @rule(permits=st.integers(1, 6))
    def fail(self, permits: int) -> None:
        """Whichever prediction comes next goes wrong."""
        self.gate.fails_next = True
        self.gate.allow(permits)
        self.turn()

    @rule(pick=picks, first=frames, length=st.integers(1, 4))
    def import_boxes(self, pick: int, first: int, length: int) -> None:
        def boxes() -> None:
            track_id = self.track_id(pick)
            free = set(range(first, min(FRAMES, first + length))) - set(
                self.project.track(track_id).observations
            )
            self.session.do(SetObservations(track_id, dict.fromkeys(sorted(free), BOXED)))

        self.gesture(boxes)

    @rule(pick=st.none() | picks, permits=arrivals)
    def run_boxes(self, pick: int | None, permits: int) -> None:
        def run() -> None:
            chosen = None if pick is None else [self.track_id(pick)]
            self.session.run_candidates(chosen)

        self.run(permits, run)

    @rule(sure=unlikely)
    def relink(self, sure: bool) -> None:
        """The same pictures again, while jobs run on the old ones."""
        if sure:
            assert self.session.media_path is not None
            path = self.session.media_path
            self.gesture(lambda: self.session.relink_media(path, force=True))
            self.turn()
