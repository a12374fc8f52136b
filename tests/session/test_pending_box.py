"""A box whose mask has not come yet: what a person does meanwhile is undone in the right order."""

from dataclasses import replace

import pytest

from annotator.core.edits import SetObservations, remove_category
from annotator.core.geometry import Box
from annotator.core.project import Direction
from tests.fakes import FakeTracker, Gate, square_mask
from tests.session.gesture_day import content
from tests.session.helpers import Recorder, frozen, idle, propagated_frames, wait_until

BOX = Box(10, 20, 12, 12)
FORWARD = Direction.FORWARD


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def session(make_session, gate):
    return make_session(frame_count=12, tracker=FakeTracker(gate=gate))


def undo_all(session):
    while session.history.can_undo:
        session.undo()


def redo_all(session):
    while session.history.can_redo:
        session.redo()


@pytest.mark.parametrize("is_pending", [True, False])
def test_a_new_category_of_a_pending_object(session, gate, qtbot, is_pending):
    """The category's step is older than the object's, which needs it."""
    opened = frozen(session)
    track_id = session.start_track(BOX, 3)
    session.update_track(track_id, category_id=session.add_category("dog"))
    if not is_pending:
        gate.open()
        wait_until(qtbot, idle(session))
    end = frozen(session)
    session.undo()
    assert session.project.tracks == {}
    undo_all(session)
    assert content(session.project) == content(opened)
    redo_all(session)
    assert content(session.project) == content(end)
    gate.open()


def test_the_category_a_pending_object_had_first_may_go(session, gate, qtbot):
    opened = frozen(session)
    other = session.add_category("dog")
    track_id = session.start_track(BOX, 3)
    session.update_track(track_id, name="Rex", category_id=other)
    session.do(remove_category(1))
    gate.open()
    wait_until(qtbot, idle(session))
    end = frozen(session)
    undo_all(session)
    assert content(session.project) == content(opened)
    redo_all(session)
    assert content(session.project) == content(end)
    assert session.project.track(track_id).name == "Rex"


def test_a_category_made_for_a_pending_object_outlives_it(session, gate, qtbot):
    """Without categories, the first object brings one; the next object uses it too."""
    session.do(remove_category(1))
    opened = frozen(session)
    session.start_track(BOX, 3)
    session.add_object(5, square_mask((40, 5, 9, 9)), "Brush")
    gate.open()
    wait_until(qtbot, idle(session))
    undo_all(session)
    assert list(opened.categories) == []
    assert list(session.project.categories) == [1]  # removing it was undone as well


def test_a_prediction_that_fails_takes_its_object_whatever_was_said_of_it(make_session, qtbot):
    gate = Gate()
    session = make_session(tracker=FakeTracker(gate=gate, fail_at=3))
    session.do(remove_category(1))
    track_id = session.start_track(BOX, 3)
    other = session.add_object(5, square_mask((40, 5, 9, 9)), "Brush")
    session.update_track(track_id, name="Rex", category_id=session.add_category("dog"))
    changes = Recorder(session.history_changed)
    gate.open()
    wait_until(qtbot, idle(session))
    assert list(session.project.tracks) == [other]
    assert changes.values  # one thing less to undo
    session.project.check()
    undo_all(session)
    assert list(session.project.categories) == [1]


def test_what_a_pending_object_is_given_forgets_what_could_be_redone(session, gate):
    other = session.add_category("dog")
    track_id = session.start_track(BOX, 3)
    session.do(remove_category(other))
    session.undo()
    session.update_track(track_id, category_id=other)
    assert not session.history.can_redo
    gate.open()


@pytest.mark.parametrize("how", ["stop", "undo", "another box", "other run"])
def test_a_run_that_waited_for_a_box_is_told_to_have_ended(session, gate, qtbot, how):
    ended = Recorder(session.job_ended)
    track_id = session.start_track(BOX, 3)
    waiting = session.propagate(track_id, 3, FORWARD)
    assert session.is_following
    if how == "stop":
        session.stop(waiting)
    elif how == "undo":
        session.undo()
    elif how == "another box":
        session.redraw_box(track_id, 3, BOX)
    else:
        session.propagate(track_id, 3, FORWARD)
    results = [result.state for result in ended.values if result.job_id == waiting]
    assert results == ["stopped"]
    assert session.is_following == (how == "other run")
    gate.open()
    wait_until(qtbot, idle(session))


def test_a_run_that_waited_for_a_box_that_fails(make_session, qtbot):
    session = make_session(tracker=FakeTracker(fail_at=3))
    track_id = session.start_track(BOX, 3)
    session.propagate(track_id, 3, FORWARD)
    wait_until(qtbot, idle(session))
    assert not session.is_following


def test_a_run_behind_a_redrawn_box_comes_although_the_box_changed_nothing(
    session, gate, qtbot, settings
):
    """One frame that is as before is all that this setting asks for."""
    settings.convergence = type(settings.convergence)(frames=1)
    gate.open()
    track_id = session.start_track(BOX, 3)
    session.propagate(track_id, 3, FORWARD)
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, track_id) == list(range(4, 12))
    sure = replace(session.project.observation(track_id, 4), score=1.0)
    session.do(SetObservations(track_id, {4: sure}))
    session.redraw_box(track_id, 4, Box(11, 20, 12, 12))
    session.propagate(track_id, 4, FORWARD)
    wait_until(qtbot, idle(session))
    assert session.project.observation(track_id, 5).provenance.seed_frame == 4


def test_the_name_of_another_object_is_a_step_of_its_own(session, gate, qtbot):
    other = session.add_object(0, square_mask((1, 1, 5, 5)), "Brush")
    pending = session.start_track(BOX, 3)
    session.update_track(other, name="dog")
    session.undo()
    assert session.project.track(other).name == "Object 1"
    assert [job.track_id for job in session.jobs] == [pending]
    gate.open()
    wait_until(qtbot, idle(session))
    assert sorted(session.project.track(pending).observations) == [3]
