"""What a random day of a labeler stands on: the session, its rules, the beginning and the end."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QThread

from annotator.core.errors import AnnotatorError
from annotator.core.mask import Mask
from annotator.core.project import Direction, Observation, Project, Visibility
from annotator.session.session import Session
from annotator.session.settings import Settings
from annotator.session.states import StateChange
from tests.fakes import FakeTracker, Gate, fake_opener, square_mask, write_fake_media
from tests.session.helpers import WAIT_MS, frozen

FRAMES = 16
MAX_TRACKS = 8
picks = st.integers(0, 999)
"""Which of what is there: modulo its number."""
frames = st.integers(0, FRAMES - 1)
directions = st.sampled_from(Direction)
flags = st.booleans()
arrivals = st.integers(0, 6)
"""How many frames may arrive."""
unlikely = st.integers(0, 9).map(lambda number: number == 5)
masks = st.builds(
    lambda x, y, width, height: square_mask((x, y, width, height)),
    st.integers(0, 60),
    st.integers(0, 40),
    st.integers(1, 30),
    st.integers(1, 20),
)
changes = st.builds(
    StateChange,
    visibility=st.none() | st.sampled_from(Visibility),
    reason=st.none() | st.sampled_from(["", "behind the tree"]),
    reviewed=st.none() | flags,
    locked=st.none() | flags,
    flagged=st.none() | flags,
)


class FailingGate(Gate):
    """A gate behind which a worker fails, if that was asked for."""

    fails_next = False

    def pass_through(self) -> None:
        super().pass_through()
        if self.fails_next:
            self.fails_next = False
            raise RuntimeError("made-up failure")


class Day(RuleBasedStateMachine):
    """A session over fakes whose workers pass a gate; what must always hold, and how it ends."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.gate = FailingGate()
        self.settings = Settings(folder / "settings.ini")
        self.session = Session(
            fake_opener(frame_count=FRAMES), lambda _: FakeTracker(gate=self.gate), self.settings
        )
        self.session.open_media(write_fake_media(folder / "clip.mp4"))
        self.opened_as = frozen(self.session)

    @initialize(first=masks, second=masks)
    def begin(self, first: Mask, second: Mask) -> None:
        self.session.add_object(3, first, "Brush")
        self.session.add_object(9, second, "Brush")

    @property
    def project(self) -> Project:
        assert self.session.project is not None
        return self.session.project

    def track_id(self, pick: int) -> int:
        """Every other time one with a job, if there is any: that is where gestures interfere."""
        tracks = list(self.project.tracks)
        running = [job.track_id for job in self.session.jobs if job.track_id in tracks]
        return self.one_of(running if running and pick % 2 else tracks, pick // 2, "object")

    def seen_frame(self, track_id: int, pick: int) -> int:
        """A frame on which the object has something."""
        return self.one_of(sorted(self.project.track(track_id).observations), pick, "frame")

    @staticmethod
    def one_of(found: Sequence[int], pick: int, what: str) -> int:
        if not found:
            raise AnnotatorError(f"There is no {what} yet.")
        return found[pick % len(found)]

    # -- what must always hold --------------------------------------------------------------

    @invariant()
    def the_project_keeps_its_rules(self) -> None:
        self.project.check()

    def settled(self) -> dict[tuple[int, int], Observation]:
        """What is a person's, but for boxes redrawn or run: no job may change it."""
        redrawn = {job.track_id for job in self.session.jobs if job.kind == "predict"}
        return {
            (track.id, index): one
            for track in self.project.tracks.values()
            if track.id not in redrawn
            for index, one in track.observations.items()
            if one.is_barrier and not one.is_candidate
        }

    def said(self) -> dict[tuple[int, int], object]:
        """What a person has said of frames on which a job may put another mask."""
        redrawn = {job.track_id for job in self.session.jobs if job.kind == "predict"}
        return {
            (track.id, index): (one.visibility, one.reason, one.flagged)
            for track in self.project.tracks.values()
            if track.id not in redrawn
            for index, one in track.observations.items()
        }

    def turn(self) -> None:
        """Let jobs deliver until the gate has closed; they leave alone what is a person's."""
        before, said = self.settled(), self.said()
        deadline = QDeadlineTimer(WAIT_MS)
        while self.session.jobs and self.gate.has_permits:
            assert not deadline.hasExpired(), "jobs stand still"
            QCoreApplication.processEvents()
            QThread.yieldCurrentThread()
        self.gate.take_back()
        QCoreApplication.processEvents()
        now = {
            (track.id, index): one
            for track in self.project.tracks.values()
            for index, one in track.observations.items()
        }
        assert {key: now.get(key) for key in before} == before
        said_now = self.said()
        assert {key: one for key, one in said.items() if said_now.get(key, one) != one} == {}

    def wait_for_workers(self) -> None:
        """Until none of them gets on, while what they have made waits to be taken."""
        deadline = QDeadlineTimer(WAIT_MS)
        while self.gate.has_permits and not all(
            job.isFinished() or not job._slots._value for job in self.session._board._threads
        ):
            assert not deadline.hasExpired(), "workers go on and on"
            QThread.yieldCurrentThread()

    def gesture(self, call: Callable[[], object]) -> None:
        """Do it; when it is refused, everything is as it was."""
        before = frozen(self.session)
        try:
            call()
        except AnnotatorError:
            assert frozen(self.session) == before

    def run(self, permits: int, call: Callable[[], object]) -> None:
        """Start a job and let some of it arrive, or nothing yet."""
        self.gesture(call)
        if permits:
            self.gate.allow(permits)
        self.turn()

    @rule(sure=unlikely)
    def reopen(self, sure: bool) -> None:
        """Disk equals memory, also while jobs run."""
        if not sure:
            return
        self.gate.allow(50)  # who waits there does not see that it is stopped
        last, path = frozen(self.session), self.session.project_path
        assert path is not None
        self.session.close_project()
        self.gate.take_back()
        self.session.open_project(path)
        assert frozen(self.session) == last
        assert list(self.project.tracks) == list(last.tracks)
        self.opened_as = last

    # -- the end ----------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            self.let_finish()
            self.travel_through_history()
            self.reopen(sure=True)
        finally:
            self.gate.open()
            self.session.shutdown()

    def let_finish(self) -> None:
        self.gate.open()
        self.gate.allow(100)  # also for workers that wait at it already
        self.turn()

    def travel_through_history(self) -> None:
        """All the way back and forth: every step is undone exactly."""
        while self.session.history.can_redo:
            self.session.redo()
        end = frozen(self.session)
        while self.session.history.can_undo:
            self.session.undo()
            self.project.check()
        assert content(self.project) == content(self.opened_as)
        while self.session.history.can_redo:
            self.session.redo()
            self.project.check()
        assert content(self.project) == content(end)


def content(project: Project) -> tuple[Any, ...]:
    """What must come back: all but the next free id, which may only grow."""
    layers = list(project.tracks)  # equal dictionaries may differ in that
    return project.video, project.media, project.categories, layers, project.tracks
