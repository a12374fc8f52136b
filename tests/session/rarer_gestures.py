"""What a labeler does less often: failures, imported boxes, categories that go, relinking."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from annotator.core.edits import SetObservations
from annotator.core.geometry import Box, RotatedBox
from annotator.core.project import Direction, Observation, Origin, Provenance
from annotator.session.attribute_gestures import set_categories
from tests.session.gesture_machine import (
    FRAMES,
    MAX_TRACKS,
    GestureMachine,
    arrivals,
    directions,
    frames,
    picks,
    unlikely,
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
