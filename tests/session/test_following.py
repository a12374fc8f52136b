"""Follow mode: the playhead goes with a run until the person goes elsewhere."""

import pytest

from annotator.core.geometry import Box
from annotator.core.project import Direction
from tests.fakes import FakeTracker, Gate, index_of
from tests.session.helpers import Recorder, idle, started_track, wait_until

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def session(make_session, gate, qtbot):
    """An object with a mask on frame 5; its runs wait at the gate."""
    made = make_session(frame_count=20, tracker=FakeTracker(gate=gate))
    gate.allow(1)
    started_track(made, qtbot, frame=5)
    return made


def test_the_playhead_follows_and_its_picture_comes_with_it(session, gate, qtbot):
    states = Recorder(session.following_changed)
    pictures = Recorder(session.frame_ready)
    session.propagate(1, 5, FORWARD)
    assert session.is_following
    gate.allow(3)
    wait_until(qtbot, lambda: session.current_frame == 8)
    assert index_of(session.current_image) == 8
    gate.open()
    wait_until(qtbot, idle(session))
    assert session.current_frame == 19
    assert not session.is_following
    assert states.values == [True, False]
    assert all(frame == index_of(image) for frame, image in pictures.values)


def test_it_follows_backward(session, gate, qtbot):
    session.go_to_frame(5)
    session.propagate(1, 5, BACKWARD)
    gate.open()
    wait_until(qtbot, idle(session))
    assert session.current_frame == 0


@pytest.mark.parametrize(
    "navigate",
    [
        lambda session: session.go_to_frame(2),
        lambda session: session.step(1),
        lambda session: session.play(),
        lambda session: session.start_track(Box(40, 20, 8, 8), session.current_frame),
        lambda session: session.stop_following(),
    ],
)
def test_who_goes_elsewhere_is_not_followed_by_the_run(session, gate, qtbot, navigate):
    session.propagate(1, 5, FORWARD)
    gate.allow(2)
    wait_until(qtbot, lambda: session.current_frame == 7)
    navigate(session)
    session.pause()
    assert not session.is_following
    here = session.current_frame
    gate.open()
    wait_until(qtbot, idle(session))
    assert session.current_frame == here


def test_only_the_newest_run_is_followed(session, gate, qtbot):
    gate.allow(1)
    second = session.start_track(Box(40, 20, 8, 8), 12)
    wait_until(qtbot, idle(session))
    session.propagate(1, 5, FORWARD)
    session.propagate(second, 12, BACKWARD, until=10)
    gate.open()
    wait_until(qtbot, idle(session))
    assert session.current_frame == 10


def test_following_can_be_switched_off_and_on(session, gate, qtbot):
    session.follow_propagation = False
    session.propagate(1, 5, FORWARD)
    gate.allow(2)
    wait_until(qtbot, lambda: session.jobs[0].done == 2)
    assert session.current_frame == 0
    session.follow_propagation = True
    assert session.is_following
    gate.open()
    wait_until(qtbot, idle(session))
    assert session.current_frame == 19
    session.follow_propagation = True  # nothing runs: nothing to follow
    assert not session.is_following


def test_frames_that_come_faster_than_they_can_be_shown_are_skipped(session, gate, qtbot):
    follower = session._follower
    moves = Recorder(session.frame_changed)
    image = session.current_image
    follower.follow(7)
    for frame in range(6, 16):
        follower.on_arrived(7, frame, image)
    follower.on_arrived(8, 3, image)  # of another run
    follower.on_ended(7)
    assert moves.values == [15]


def test_a_stopped_run_leaves_the_playhead_where_it_is(session, gate, qtbot):
    ends = Recorder(session.job_ended)
    job_id = session.propagate(1, 5, FORWARD)
    gate.allow(2)
    wait_until(qtbot, lambda: session.current_frame == 7)
    session.stop(job_id)
    assert not session.is_following
    gate.open()
    assert [(one.job_id, one.state) for one in ends.values] == [(job_id, "stopped")]
    assert session.current_frame == 7


def test_closing_ends_following(session, gate):
    session.propagate(1, 5, FORWARD)
    gate.open()
    session.close_project()
    assert not session.is_following
