"""Runs of several objects or both directions, ranges, the queue, convergence."""

import threading

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Direction, Visibility
from annotator.session.propagation_job import MAX_RESULTS_IN_FLIGHT
from annotator.session.settings import Convergence
from tests.fakes import FakeTracker, Gate, square_mask
from tests.session.helpers import (
    Recorder,
    frozen,
    idle,
    propagated_frames,
    started_track,
    wait_until,
)

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


class CountingTracker(FakeTracker):
    """Remembers how many objects each call was for."""

    def __init__(self, gate=None):
        super().__init__(gate=None)
        self.batch_gate = gate
        self.calls = []

    def update_many(self, frame, states):
        if self.batch_gate is not None:
            self.batch_gate.pass_through()
        self.calls.append(len(states))
        return super().update_many(frame, states)


def two_objects(make_session, qtbot, tracker, frame_count=20):
    session = make_session(frame_count=frame_count, tracker=tracker)
    started_track(session, qtbot, frame=5)
    started_track(session, qtbot, frame=5, box=Box(40, 30, 10, 10))
    return session


# -- both directions, steps, ranges ---------------------------------------------------------


def test_both_ways_is_one_job_and_one_step(make_session, qtbot):
    session = make_session(frame_count=12)
    started_track(session, qtbot, frame=5)
    before = frozen(session)
    job_id = session.propagate_both(1, 5)
    assert [(job.job_id, job.total, job.direction) for job in session.jobs] == [(job_id, 11, None)]
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, 1) == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]
    observations = session.project.track(1).observations
    assert observations[2].provenance.direction is BACKWARD
    assert observations[8].provenance.direction is FORWARD
    assert observations[2].mask == square_mask((7, 20, 12, 12))
    assert session.history.undo_label == "Propagate both ways"
    session.undo()
    assert frozen(session) == before


@pytest.mark.parametrize(
    ("direction", "count", "frames"),
    [
        (FORWARD, 1, [6]),
        (FORWARD, 3, [6, 7, 8]),
        (BACKWARD, 2, [3, 4]),
        (FORWARD, 99, [*range(6, 12)]),
    ],
)
def test_steps(make_session, qtbot, direction, count, frames):
    session = make_session(frame_count=12)
    started_track(session, qtbot, frame=5)
    session.propagate_steps(1, 5, direction, count)
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, 1) == frames


def test_the_range_is_filled_from_the_mask_in_it(make_session, qtbot):
    session = make_session(frame_count=20)
    started_track(session, qtbot, frame=5)
    session.set_in_frame(3)
    session.set_out_frame(9)
    session.propagate_range([1])
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, 1) == [3, 4, 6, 7, 8, 9]
    session.set_in_frame(12)
    with pytest.raises(AnnotatorError, match="no mask"):
        session.propagate_range()


def test_absent_frames_are_skipped_and_the_run_goes_on_behind_them(make_session, qtbot):
    session = make_session(frame_count=12)
    started_track(session, qtbot, frame=2)
    session.set_visibility(1, [5, 6], Visibility.OUT_OF_VIEW)
    session.propagate(1, 2, FORWARD)
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, 1) == [3, 4, 7, 8, 9, 10, 11]
    assert session.project.observation(1, 5).is_absent


# -- several objects ------------------------------------------------------------------------


def test_all_objects_share_one_network_call_per_frame_and_one_step(make_session, qtbot):
    tracker = CountingTracker()
    session = two_objects(make_session, qtbot, tracker)
    session.set_mask(2, 10, square_mask((1, 1, 6, 6)), "Brush stroke")  # a barrier of its own
    before = frozen(session)
    edits = Recorder(session.edited)
    session.propagate_all(5)
    assert [(job.track_id, job.total) for job in session.jobs] == [(1, 14), (2, 4)]
    wait_until(qtbot, idle(session))
    assert tracker.calls == [2] * 4 + [1] * 10
    assert propagated_frames(session, 1) == list(range(6, 20))
    assert propagated_frames(session, 2) == [6, 7, 8, 9]
    assert len(edits.values) == 14  # one transaction per frame
    assert session.history.undo_label == "Propagate all"
    after = frozen(session)
    session.undo()
    assert frozen(session) == before
    session.redo()
    assert frozen(session) == after


def test_one_object_of_several_can_be_stopped(make_session, qtbot):
    gate = Gate()
    session = two_objects(make_session, qtbot, CountingTracker(gate))
    before = frozen(session)
    ends = Recorder(session.job_ended)
    session.propagate_all(5)
    gate.allow(2)
    wait_until(qtbot, lambda: 7 in session.project.track(2).observations)
    session.stop(session.jobs[0].job_id)
    assert [job.track_id for job in session.jobs] == [2]
    gate.open()
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, 1) == [6, 7]
    assert propagated_frames(session, 2) == list(range(6, 20))
    assert [one.state for one in ends.values] == ["stopped", "done"]
    session.undo()  # still one step
    assert frozen(session) == before


def test_an_edit_of_one_object_lets_the_others_go_on(make_session, qtbot):
    gate = Gate()
    session = two_objects(make_session, qtbot, CountingTracker(gate))
    before = frozen(session)
    session.propagate_all(5)
    gate.allow(2)
    wait_until(qtbot, lambda: 7 in session.project.track(1).observations)
    session.set_mask(1, 9, square_mask((1, 1, 6, 6)), "Brush stroke")
    brushed = session.project.observation(1, 9)
    assert [job.track_id for job in session.jobs] == [2]
    gate.open()
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, 1) == [6, 7]
    assert session.project.observation(1, 9) is brushed
    assert propagated_frames(session, 2) == list(range(6, 20))
    labels = []
    while session.history.undo_label in ("Propagate all", "Brush stroke"):
        labels.append(session.history.undo_label)
        session.undo()
    assert labels == ["Propagate all", "Brush stroke", "Propagate all"]
    assert frozen(session) == before


def test_undo_while_several_run_takes_them_all_back(make_session, qtbot):
    gate = Gate()
    session = two_objects(make_session, qtbot, CountingTracker(gate))
    before = frozen(session)
    session.propagate_all(5, tuple(Direction))
    gate.allow(3)
    wait_until(qtbot, lambda: 7 in session.project.track(1).observations)
    session.undo()
    gate.open()
    assert session.jobs == ()
    assert frozen(session) == before


def test_locked_objects_and_those_without_a_mask_are_left_out(make_session, qtbot):
    session = two_objects(make_session, qtbot, FakeTracker())
    started_track(session, qtbot, frame=9)
    session.update_track(1, is_locked=True)
    session.propagate_all(5)
    assert [job.track_id for job in session.jobs] == [2]
    wait_until(qtbot, idle(session))
    with pytest.raises(AnnotatorError, match="frame 12"):
        session.propagate_all(11, track_ids=[1, 3])


def test_a_failure_keeps_what_arrived_of_all(make_session, qtbot):
    session = two_objects(make_session, qtbot, FakeTracker(fail_at=9))
    notices = Recorder(session.notified)
    session.propagate_all(5)
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, 1) == propagated_frames(session, 2) == [6, 7, 8]
    assert [notice.level for notice in notices.values] == ["error"]


# -- the queue ------------------------------------------------------------------------------


def test_more_runs_than_may_go_at_once_wait_in_a_queue(make_session, qtbot):
    gate = Gate()
    session = make_session(frame_count=10, tracker=FakeTracker(gate=gate))
    for number in range(4):
        gate.allow(1)
        started_track(session, qtbot, frame=number)
    for number in range(4):
        session.propagate(number + 1, number, FORWARD)
    assert [job.is_waiting for job in session.jobs] == [False, False, True, True]
    session.stop(session.jobs[3].job_id)  # before it has begun
    gate.open()
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, 3) == list(range(3, 10))
    assert propagated_frames(session, 4) == []


def test_closing_with_a_queue(make_session, qtbot):
    gate = Gate()
    session = make_session(frame_count=10, tracker=FakeTracker(gate=gate))
    for number in range(3):
        gate.allow(1)
        started_track(session, qtbot, frame=number)
    for number in range(3):
        session.propagate(number + 1, number, FORWARD)
    gate.open()
    session.close_project()
    assert session.jobs == ()


# -- convergence ----------------------------------------------------------------------------


def test_a_run_that_repeats_what_is_there_stops(make_session, qtbot):
    tracker = FakeTracker()
    session = make_session(frame_count=40, tracker=tracker)
    started_track(session, qtbot, frame=0)
    session.propagate(1, 0, FORWARD)
    wait_until(qtbot, idle(session))
    masks = {i: one.mask for i, one in session.project.track(1).observations.items()}
    tracker.updated_frames.clear()
    notices = Recorder(session.notified)
    session.propagate(1, 0, FORWARD)
    wait_until(qtbot, idle(session))
    assert len(tracker.updated_frames) < 39
    assert {i: one.mask for i, one in session.project.track(1).observations.items()} == masks
    assert [notice.text for notice in notices.values] == [
        "“Object 1”: 29 frame(s) unchanged, so the run stopped."
    ]
    assert session.project.observation(1, 30).provenance != (
        session.project.observation(1, 5).provenance
    )


def test_a_run_that_differs_does_not_stop(make_session, qtbot):
    session = make_session(frame_count=40)
    started_track(session, qtbot, frame=0)
    session.propagate(1, 0, FORWARD)
    wait_until(qtbot, idle(session))
    session.set_mask(1, 10, square_mask((40, 30, 8, 8)), "Brush stroke")
    session.propagate(1, 10, FORWARD)
    wait_until(qtbot, idle(session))
    assert session.project.observation(1, 39).provenance.seed_frame == 10


def test_where_frames_are_missing_further_on_the_run_does_not_stop(make_session, qtbot):
    session = make_session(frame_count=40)
    started_track(session, qtbot, frame=0)
    session.propagate(1, 0, FORWARD, until=30)
    wait_until(qtbot, idle(session))
    session.propagate(1, 0, FORWARD)
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, 1) == list(range(1, 40))


def test_stopping_when_converged_can_be_switched_off(make_session, qtbot, settings):
    settings.stops_when_converged = False
    session = make_session(frame_count=30)
    started_track(session, qtbot, frame=0)
    for _ in range(2):
        session.propagate(1, 0, FORWARD)
        wait_until(qtbot, idle(session))
    runs = {one.provenance.run_id for i, one in session.project.track(1).observations.items() if i}
    assert len(runs) == 1


def test_how_many_frames_must_repeat_is_a_setting(make_session, qtbot, settings):
    session = make_session(frame_count=30)
    started_track(session, qtbot, frame=0)
    session.propagate(1, 0, FORWARD)
    wait_until(qtbot, idle(session))
    settings.convergence = Convergence(frames=4)  # with a project open: from the next frame on
    notices = Recorder(session.notified)
    session.propagate(1, 0, FORWARD)
    wait_until(qtbot, idle(session))
    assert "25 frame(s) unchanged" in notices.values[-1].text
    settings.convergence = Convergence(frames=40)
    session.propagate(1, 0, FORWARD)
    wait_until(qtbot, idle(session))
    runs = {one.provenance.run_id for i, one in session.project.track(1).observations.items() if i}
    assert len(runs) == 1


# -- what is told and dropped when an object ends ---------------------------------------------


def test_the_end_of_an_object_of_several_is_told_once(make_session, qtbot):
    """Whether an edit takes it out of its batch, or it had stopped before that."""
    gate = Gate()
    gate.allow(2)
    session = two_objects(make_session, qtbot, FakeTracker(gate=gate))
    ends = Recorder(session.job_ended)
    session.propagate_all(5)
    first, second = session.jobs
    gate.allow(4)
    wait_until(qtbot, lambda: propagated_frames(session, 2) == [6, 7])
    session.set_mask(1, 7, square_mask((1, 1, 5, 5)), "Brush stroke")
    assert [(one.job_id, one.state) for one in ends.values] == [(first.job_id, "stopped")]
    session.stop(second.job_id)
    session.set_mask(2, 7, square_mask((1, 1, 5, 5)), "Brush stroke")
    gate.open()
    wait_until(qtbot, idle(session))
    told = [(first.job_id, "stopped"), (second.job_id, "stopped")]
    assert [(one.job_id, one.state) for one in ends.values] == told


def test_an_object_that_had_stopped_is_not_told_again_when_an_edit_takes_it_out(
    make_session, qtbot
):
    gate = Gate()
    gate.allow(2)
    session = two_objects(make_session, qtbot, FakeTracker(gate=gate))
    ends = Recorder(session.job_ended)
    session.propagate_all(5)
    first, second = session.jobs
    gate.allow(4)
    wait_until(qtbot, lambda: propagated_frames(session, 2) == [6, 7])
    session.stop(first.job_id)
    session.set_mask(1, 7, square_mask((1, 1, 5, 5)), "Brush stroke")
    assert [(one.job_id, one.state) for one in ends.values] == [(first.job_id, "stopped")]
    assert [job.job_id for job in session.jobs] == [second.job_id]
    gate.open()
    wait_until(qtbot, idle(session))


class HeldUpTracker(FakeTracker):
    """Tells when it has made so many predictions that earlier frames wait to be taken."""

    def __init__(self, count):
        super().__init__()
        self.is_held_up = threading.Event()
        self._count = count

    def update(self, frame, state):
        result = super().update(frame, state)
        if len(self.updated_frames) >= self._count:
            self.is_held_up.set()
        return result


def test_what_was_on_its_way_to_an_object_that_was_stopped_is_dropped(make_session, qtbot):
    of_boxes, of_frames = 2, 2 * MAX_RESULTS_IN_FLIGHT
    tracker = HeldUpTracker(of_boxes + of_frames + 1)
    session = two_objects(make_session, qtbot, tracker)
    session.propagate_all(5)
    first, _second = session.jobs
    # The event loop does not turn here, so the results of both wait in its queue.
    assert tracker.is_held_up.wait(60)
    session.stop(first.job_id)
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, 1) == []
    assert propagated_frames(session, 2) == list(range(6, 20))
