"""Propagation: live results, one undo step, barriers, settling, concurrency, failures."""

import pytest

from annotator.core.edits import SetObservations
from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Direction, Observation, Origin
from annotator.session.propagation_job import MAX_RESULTS_IN_FLIGHT
from tests.fakes import FakeTracker, Gate, square_mask
from tests.session.helpers import (
    Recorder,
    drain,
    frozen,
    idle,
    manual_masks,
    propagated_frames,
    started_track,
    wait_until,
)

BOX = Box(10, 20, 12, 12)
FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


def test_start_track_adds_the_object_at_once_and_its_mask_as_one_undo_step(make_session, qtbot):
    gate = Gate()
    session = make_session(tracker=FakeTracker(gate=gate))
    before = frozen(session)
    track_id = session.start_track(BOX, 3)
    assert session.project.track(track_id).observations == {}
    assert session.selected_track_id == track_id
    gate.open()
    wait_until(qtbot, idle(session))
    observation = session.project.observation(track_id, 3)
    assert observation.origin is Origin.MANUAL
    assert observation.mask == square_mask((10, 20, 12, 12))
    assert observation.provenance.source == "box"
    assert observation.provenance.checkpoint == "fake"
    assert session.history.undo_label == "Draw box"
    session.undo()
    assert frozen(session) == before
    session.redo()
    assert session.project.observation(track_id, 3) == observation


@pytest.mark.parametrize(
    "box", [Box(10, 10, 0, 5), Box(500, 10, 20, 20), Box(10, 10, 1, 1), Box(float("nan"), 0, 5, 5)]
)
def test_a_useless_box_leaves_everything_as_it_was(make_session, box):
    session = make_session()
    before = frozen(session)
    with pytest.raises(AnnotatorError, match="box"):
        session.start_track(box, 0)
    assert frozen(session) == before
    assert not session.history.can_undo


def test_forward_run_reaches_the_end_live_and_is_one_undo_step(make_session, qtbot):
    session = make_session(frame_count=30)
    track_id = started_track(session, qtbot, frame=5)
    before = frozen(session)
    edits = Recorder(session.edited)
    session.propagate(track_id, 5, FORWARD)
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, track_id) == list(range(6, 30))
    assert [list(edit.observations) for edit in edits.values] == [[i] for i in range(6, 30)]
    after = frozen(session)
    assert session.history.undo_label == "Propagate forward"
    session.undo()
    assert frozen(session) == before
    session.redo()
    assert frozen(session) == after


def test_backward_run_moves_the_other_way(make_session, qtbot):
    session = make_session(frame_count=30)
    track_id = started_track(session, qtbot, frame=5)
    session.propagate(track_id, 5, BACKWARD)
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, track_id) == [0, 1, 2, 3, 4]
    first = session.project.observation(track_id, 0)
    assert first.mask == square_mask((5, 20, 12, 12))
    assert first.provenance.direction is BACKWARD
    assert first.provenance.seed_frame == 5


def test_the_seed_is_the_mask_and_its_tight_box(make_session, qtbot):
    tracker = FakeTracker()
    session = make_session(tracker=tracker)
    track_id = started_track(session, qtbot, frame=0)
    mask = square_mask((30, 12, 9, 17))
    session.set_mask(track_id, 0, mask, "Brush stroke")
    session.propagate(track_id, 0, FORWARD)
    wait_until(qtbot, idle(session))
    assert tracker.inits[-1] == (0, Box(30, 12, 9, 17), mask)


def test_until_is_included(make_session, qtbot):
    session = make_session()
    track_id = started_track(session, qtbot, frame=5)
    session.propagate(track_id, 5, FORWARD, until=9)
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, track_id) == [6, 7, 8, 9]


@pytest.mark.parametrize("kind", ["manual", "reviewed", "locked", "imported"])
def test_a_barrier_is_never_overwritten_and_stops_the_run(make_session, qtbot, kind):
    session = make_session()
    track_id = started_track(session, qtbot, frame=0)
    mask = square_mask((1, 1, 5, 5))
    made = {
        "manual": Observation(mask, Origin.MANUAL),
        "reviewed": Observation(mask, Origin.PROPAGATED, reviewed=True),
        "locked": Observation(mask, Origin.PROPAGATED, locked=True),
        "imported": Observation(mask, Origin.IMPORTED),
    }[kind]
    session.do(SetObservations(track_id, {10: made}))
    session.propagate(track_id, 0, FORWARD)
    wait_until(qtbot, idle(session))
    assert session.project.observation(track_id, 10) is made
    masks = session.project.track(track_id).observations
    assert sorted(masks) == list(range(11))


def test_a_second_run_replaces_propagated_masks_and_undo_brings_them_back(make_session, qtbot):
    session = make_session()
    track_id = started_track(session, qtbot, frame=0)
    session.propagate(track_id, 0, FORWARD)
    wait_until(qtbot, idle(session))
    first_run = frozen(session)
    session.set_mask(track_id, 10, square_mask((40, 30, 8, 8)), "Brush stroke")
    brushed = session.project.observation(track_id, 10)
    session.propagate(track_id, 10, FORWARD)
    wait_until(qtbot, idle(session))
    assert session.project.observation(track_id, 10) is brushed
    assert session.project.observation(track_id, 11).mask == square_mask((41, 30, 8, 8))
    assert session.project.observation(track_id, 9).mask == square_mask((19, 20, 12, 12))
    session.undo()
    session.undo()
    assert frozen(session) == first_run


def test_a_slow_window_is_not_flooded(make_session, qtbot):
    tracker = FakeTracker()
    session = make_session(frame_count=200, tracker=tracker)
    track_id = started_track(session, qtbot, frame=0)
    behind = []

    def slow_slot(edit):
        if isinstance(edit, SetObservations):
            done = len(propagated_frames(session, track_id))
            behind.append(tracker.updated_frames.count(-1) + len(tracker.updated_frames) - 1 - done)

    receiver = Recorder(session.edited, slow_slot)
    session.propagate(track_id, 0, FORWARD)
    wait_until(qtbot, idle(session))
    assert len(receiver.values) == 199
    assert max(behind) <= MAX_RESULTS_IN_FLIGHT + 1


def test_two_objects_run_at_the_same_time_and_take_turns(make_session, qtbot):
    gate = Gate()
    gate.allow(2)
    tracker = FakeTracker(gate=gate)
    session = make_session(frame_count=60, tracker=tracker)
    first = started_track(session, qtbot, frame=0)
    second = started_track(session, qtbot, frame=59, box=Box(70, 30, 10, 10))
    session.propagate(first, 0, FORWARD, until=25)
    session.propagate(second, 59, BACKWARD, until=34)
    assert {job.track_id for job in session.jobs} == {first, second}

    def arrived():
        return [len(propagated_frames(session, i)) for i in (first, second)]

    wait_until(qtbot, lambda: len(tracker.inits) > 2)
    for count in range(1, 21):
        gate.allow(1)
        wait_until(qtbot, lambda expected=count: sum(arrived()) == expected)
    assert min(arrived()) >= 7
    gate.open()
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, first) == list(range(1, 26))
    assert propagated_frames(session, second) == list(range(34, 59))


def test_propagate_right_after_the_box_waits_for_its_mask(make_session, qtbot):
    gate = Gate()
    session = make_session(frame_count=12, tracker=FakeTracker(gate=gate))
    track_id = session.start_track(BOX, 4)
    session.propagate(track_id, 4, FORWARD)
    gate.open()
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, track_id) == list(range(5, 12))
    assert session.project.observation(track_id, 4).is_keyframe


def test_a_waiting_run_can_be_withdrawn(make_session, qtbot):
    gate = Gate()
    session = make_session(frame_count=12, tracker=FakeTracker(gate=gate))
    track_id = session.start_track(BOX, 4)
    job_id = session.propagate(track_id, 4, FORWARD)
    session.stop(job_id)
    gate.open()
    wait_until(qtbot, idle(session))
    assert sorted(session.project.track(track_id).observations) == [4]


def test_a_worker_failure_reaches_the_user_once_and_keeps_what_arrived(make_session, qtbot):
    session = make_session(tracker=FakeTracker(fail_at=6))
    notices = Recorder(session.notified)
    track_id = started_track(session, qtbot, frame=0)
    session.propagate(track_id, 0, FORWARD)
    wait_until(qtbot, idle(session))
    drain(qtbot, session)
    errors = [notice for notice in notices.values if notice.level == "error"]
    assert len(errors) == 1
    assert "made-up failure on frame 6" in errors[0].text
    assert propagated_frames(session, track_id) == [1, 2, 3, 4, 5]
    session.undo()
    assert propagated_frames(session, track_id) == []


def test_a_box_that_fails_in_the_worker_leaves_no_object(make_session, qtbot):
    session = make_session(tracker=FakeTracker(fail_at=0))
    notices = Recorder(session.notified)
    before = frozen(session)
    session.start_track(BOX, 0)
    wait_until(qtbot, idle(session))
    assert frozen(session) == before
    assert [notice.level for notice in notices.values] == ["error"]
    assert not session.history.can_undo
    assert session.selected_track_id is None


def test_a_tracker_that_cannot_be_built_is_told_and_tried_again(make_session, qtbot):
    session = make_session()
    outcomes = iter([AnnotatorError("The checkpoint is missing; choose one."), FakeTracker()])

    def factory(_settings):
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    session._trackers._builder = factory
    notices = Recorder(session.notified)
    session.start_track(BOX, 0)
    wait_until(qtbot, idle(session))
    assert "The checkpoint is missing" in notices.values[0].text
    track_id = session.start_track(BOX, 0)
    wait_until(qtbot, idle(session))
    assert session.project.observation(track_id, 0) is not None


def test_an_empty_prediction_falls_back_to_the_box(make_session, qtbot):
    session = make_session(tracker=FakeTracker(velocity=(0, 0)))
    tracker = FakeTracker()
    empty = tracker.predict

    def predict(frame, box):
        from dataclasses import replace

        prediction = empty(frame, box)
        return replace(prediction, mask=square_mask((0, 0, 0, 0)))

    tracker.predict = predict
    session._trackers._builder = lambda _: tracker
    notices = Recorder(session.notified)
    track_id = session.start_track(BOX, 0)
    wait_until(qtbot, idle(session))
    assert session.project.observation(track_id, 0).mask == square_mask((10, 20, 12, 12))
    assert [notice.level for notice in notices.values] == ["warning"]


def test_redraw_box_predicts_this_frame_only(make_session, qtbot):
    session = make_session()
    track_id = started_track(session, qtbot, frame=0)
    session.propagate(track_id, 0, FORWARD)
    wait_until(qtbot, idle(session))
    before = frozen(session)
    session.redraw_box(track_id, 8, Box(50, 40, 10, 10))
    wait_until(qtbot, idle(session))
    observation = session.project.observation(track_id, 8)
    assert observation.is_keyframe
    assert observation.mask == square_mask((50, 40, 10, 10))
    session.undo()
    assert frozen(session) == before


def test_there_must_be_a_mask_and_a_frame_to_propagate_to(make_session, qtbot):
    session = make_session(frame_count=10)
    track_id = started_track(session, qtbot, frame=9)
    with pytest.raises(AnnotatorError, match="no mask on frame 4"):
        session.propagate(track_id, 3, FORWARD)
    with pytest.raises(AnnotatorError, match="no frame in that direction"):
        session.propagate(track_id, 9, FORWARD)
    with pytest.raises(AnnotatorError, match="other side"):
        session.propagate(track_id, 9, BACKWARD, until=9)
    session.set_mask(track_id, 8, square_mask((1, 1, 4, 4)), "Brush stroke")
    with pytest.raises(AnnotatorError, match="Frame 9 is already yours"):
        session.propagate(track_id, 9, BACKWARD)


def test_the_tracker_that_made_a_mask_is_kept_until_settings_change(make_session, qtbot):
    session = make_session()
    built = []

    def factory(_settings):
        built.append(FakeTracker())
        return built[-1]

    session._trackers._builder = factory
    started_track(session, qtbot, frame=0)
    started_track(session, qtbot, frame=0)
    assert len(built) == 1
    session.settings.checkpoint = "other"
    started_track(session, qtbot, frame=0)
    assert len(built) == 2


def test_manual_masks_survive_every_run(make_session, qtbot):
    session = make_session()
    track_id = started_track(session, qtbot, frame=0)
    for frame in (7, 13, 14, 30):
        session.set_mask(track_id, frame, square_mask((frame, 1, 5, 5)), "Brush stroke")
    kept = manual_masks(session)
    for start, direction in ((0, FORWARD), (13, BACKWARD), (14, FORWARD), (30, FORWARD)):
        session.propagate(track_id, start, direction)
        wait_until(qtbot, idle(session))
    assert manual_masks(session) == kept
    assert sorted(session.project.track(track_id).observations) == list(range(40))
