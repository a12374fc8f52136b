"""How runs end: stopped, settled by an edit, undone, dropped; each one undo step."""

import threading

import pytest

from annotator.core.edits import SetObservations, UpdateTrack
from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Direction, Observation, Origin
from annotator.session.propagation_job import MAX_RESULTS_IN_FLIGHT
from tests.fakes import FakeTracker, Gate, index_of, square_mask
from tests.session.helpers import (
    Recorder,
    drain,
    frozen,
    idle,
    propagated_frames,
    started_track,
    wait_until,
)

BOX = Box(10, 20, 12, 12)
FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


class HeldRun:
    """A run forward from the mask on `frame`, held at a gate before each frame."""

    def __init__(self, make_session, qtbot, frame=0, **clip):
        self.gate = Gate()
        self.gate.allow(1)
        self.session = make_session(tracker=FakeTracker(gate=self.gate), **clip)
        self.track_id = started_track(self.session, qtbot, frame=frame)
        self.before = frozen(self.session)
        self.job_id = self.session.propagate(self.track_id, frame, FORWARD)
        self._qtbot = qtbot

    @property
    def frames(self):
        return propagated_frames(self.session, self.track_id)

    def let_arrive(self, count):
        expected = len(self.frames) + count
        self.gate.allow(count)
        wait_until(self._qtbot, lambda: len(self.frames) == expected)

    def let_finish(self):
        self.gate.open()
        drain(self._qtbot, self.session)


@pytest.fixture
def run(make_session, qtbot):
    return HeldRun(make_session, qtbot)


def test_stop_keeps_what_arrived_and_is_undoable(run):
    run.let_arrive(4)
    run.session.stop(run.job_id)
    assert run.session.jobs == ()
    kept = frozen(run.session)
    run.let_finish()
    assert frozen(run.session) == kept
    assert run.frames == [1, 2, 3, 4]
    run.session.undo()
    assert frozen(run.session) == run.before
    run.session.redo()
    assert frozen(run.session) == kept


class CountingTracker(FakeTracker):
    """Tells when it has made as many predictions as a worker can without a window."""

    def __init__(self):
        super().__init__()
        self.is_held_up = threading.Event()

    def update(self, frame, state):
        result = super().update(frame, state)
        if len(self.updated_frames) >= 1 + MAX_RESULTS_IN_FLIGHT:  # one for the box
            self.is_held_up.set()
        return result


def test_results_on_their_way_when_stopped_are_dropped(make_session, qtbot):
    tracker = CountingTracker()
    session = make_session(frame_count=60, tracker=tracker)
    track_id = started_track(session, qtbot, frame=0)
    session.propagate(track_id, 0, FORWARD)
    # The event loop does not turn here, so the results wait in its queue.
    assert tracker.is_held_up.wait(60)
    session.stop()
    drain(qtbot, session)
    assert propagated_frames(session, track_id) == []
    assert session.history.undo_label == "Draw box"


def test_an_edit_of_the_same_object_settles_its_run_first(run):
    run.let_arrive(3)
    run.session.set_mask(run.track_id, 2, square_mask((50, 10, 6, 6)), "Brush stroke")
    assert run.session.jobs == ()
    assert run.session.history.undo_label == "Brush stroke"
    run.let_finish()
    assert run.frames == [1, 3]
    run.session.undo()
    assert run.session.history.undo_label == "Propagate forward"
    assert run.frames == [1, 2, 3]


def test_edits_of_another_object_and_renames_leave_the_run_alone(make_session, qtbot):
    gate = Gate()
    gate.allow(2)
    session = make_session(tracker=FakeTracker(gate=gate))
    first = started_track(session, qtbot, frame=0)
    second = started_track(session, qtbot, frame=0, box=Box(40, 30, 10, 10))
    before = frozen(session)
    session.propagate(first, 0, FORWARD)
    gate.allow(2)
    wait_until(qtbot, lambda: len(propagated_frames(session, first)) == 2)
    session.set_mask(second, 1, square_mask((1, 1, 5, 5)), "Brush stroke")
    session.update_track(first, name="dog", color=(1, 2, 3))
    assert len(session.jobs) == 1
    gate.open()
    wait_until(qtbot, idle(session))
    assert len(propagated_frames(session, first)) == 39
    assert session.history.undo_label == "Propagate forward"
    for _ in range(3):
        session.undo()
    assert frozen(session) == before


def test_a_new_run_of_the_same_object_settles_the_old_one(make_session, qtbot):
    run = HeldRun(make_session, qtbot, frame=20)
    run.let_arrive(2)
    run.session.propagate(run.track_id, 20, BACKWARD)
    run.gate.open()
    wait_until(qtbot, idle(run.session))
    assert run.frames == [*range(20), 21, 22]


def test_a_run_that_is_refused_leaves_the_one_that_runs(run, qtbot):
    run.let_arrive(2)
    with pytest.raises(AnnotatorError, match="no frame in that direction"):
        run.session.propagate(run.track_id, 0, BACKWARD)
    with pytest.raises(AnnotatorError, match="no frame in that direction"):
        run.session.propagate_all(0, (BACKWARD,))
    assert [job.job_id for job in run.session.jobs] == [run.job_id]
    run.gate.open()
    wait_until(qtbot, idle(run.session))
    assert run.frames == list(range(1, 40))


def test_undo_during_a_run_stops_and_undoes_the_run(run):
    assert run.session.history.undo_label == "Propagate forward"
    run.let_arrive(3)
    run.session.undo()
    assert run.session.jobs == ()
    assert frozen(run.session) == run.before
    run.session.redo()
    assert run.frames == [1, 2, 3]
    run.let_finish()


def test_undo_of_a_later_step_of_another_object_leaves_the_run_alone(make_session, qtbot):
    gate = Gate()
    gate.allow(2)
    session = make_session(tracker=FakeTracker(gate=gate))
    first = started_track(session, qtbot, frame=0)
    second = started_track(session, qtbot, frame=0)
    session.propagate(first, 0, FORWARD)
    session.set_mask(second, 7, square_mask((1, 1, 5, 5)), "Brush stroke")
    session.undo()
    assert len(session.jobs) == 1
    assert session.project.observation(second, 7) is None
    gate.open()
    wait_until(qtbot, idle(session))
    assert len(propagated_frames(session, first)) == 39


def test_undo_before_anything_arrived_only_stops(run):
    run.session.undo()
    assert run.session.jobs == ()
    assert run.session.history.undo_label == "Draw box"
    run.let_finish()
    assert frozen(run.session) == run.before


def test_undo_of_a_box_whose_mask_is_pending_takes_the_object_away(make_session, qtbot):
    gate = Gate()
    session = make_session(tracker=FakeTracker(gate=gate))
    before = frozen(session)
    session.start_track(BOX, 0)
    session.undo()
    gate.open()
    drain(qtbot, session)
    assert frozen(session) == before


def test_a_locked_object_is_not_propagated_and_locking_stops_its_run(run):
    run.session.update_track(run.track_id, is_locked=True)
    assert run.session.jobs == ()
    with pytest.raises(AnnotatorError, match="locked"):
        run.session.propagate(run.track_id, 0, FORWARD)
    run.let_finish()
    assert run.frames == []


def test_deleting_an_object_stops_its_run_and_undo_restores_it(run):
    run.let_arrive(3)
    run.session.delete_track(run.track_id)
    run.let_finish()
    assert run.session.project.tracks == {}
    run.session.undo()
    assert run.frames == [1, 2, 3]


def test_ids_stay_unique_when_pending_objects_end_in_another_order(make_session, qtbot):
    gate = Gate()
    session = make_session(tracker=FakeTracker(gate=gate))
    first = session.start_track(BOX, 0)
    second = session.start_track(BOX, 1)
    session.stop_track(second)
    session.stop_track(first)
    session.undo()
    session.project.check()
    session.undo()
    session.project.check()
    assert session.project.tracks == {}
    gate.open()


def test_job_status_tells_progress_and_rate(make_session, qtbot):
    run = HeldRun(make_session, qtbot, frame_count=11)
    (status,) = run.session.jobs
    assert (status.job_id, status.track_id, status.kind) == (run.job_id, run.track_id, "propagate")
    assert (status.done, status.total, status.direction) == (0, 10, FORWARD)
    assert status.eta_s is None
    run.let_arrive(4)
    (status,) = run.session.jobs
    assert status.done == 4
    assert status.fps > 0
    assert status.eta_s == pytest.approx(6 / status.fps)
    run.gate.open()
    wait_until(qtbot, idle(run.session))


def test_a_frame_that_became_a_barrier_on_the_way_stops_the_run(run, qtbot):
    mine = Observation(square_mask((1, 1, 5, 5)), Origin.MANUAL)
    # Past the verbs, which would have settled the run.
    run.session._open.document.apply(SetObservations(run.track_id, {3: mine}))
    run.gate.open()
    wait_until(qtbot, idle(run.session))
    assert run.session.project.observation(run.track_id, 3) is mine
    assert run.frames == [1, 2]


def test_renaming_is_undone_without_touching_the_run(run, qtbot):
    run.session.do(UpdateTrack(run.track_id, {"name": "dog"}))
    run.session.undo()
    assert len(run.session.jobs) == 1
    assert run.session.project.track(run.track_id).name == "Object 1"
    run.gate.open()
    wait_until(qtbot, idle(run.session))
    assert len(run.frames) == 39


class LateFailure(FakeTracker):
    """Fails on frame 1, but only when it may."""

    def __init__(self):
        super().__init__()
        self.is_there, self.may_fail = threading.Event(), threading.Event()

    def update(self, frame, state):
        if index_of(frame) == 1:
            self.is_there.set()
            assert self.may_fail.wait(60)
            raise RuntimeError("made-up failure")
        return super().update(frame, state)


def test_a_failure_of_a_run_that_was_stopped_is_told_to_nobody(make_session, qtbot):
    tracker = LateFailure()
    session = make_session(tracker=tracker)
    track_id = started_track(session, qtbot, frame=0)
    notices = Recorder(session.notified)
    session.propagate(track_id, 0, FORWARD)
    assert tracker.is_there.wait(60)
    session.stop()
    kept = frozen(session)
    tracker.may_fail.set()
    drain(qtbot, session)
    assert notices.values == []
    assert frozen(session) == kept
