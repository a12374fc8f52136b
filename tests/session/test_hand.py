"""The person comes first, a run gets on all the same, and its result is the same."""

import threading

import pytest

from annotator.core.project import Direction
from annotator.session import hand
from annotator.session.hand import Hand
from annotator.session.job import Job, TaskJob
from tests.fakes import FakeTracker, Gate
from tests.session.helpers import (
    Recorder,
    frozen,
    idle,
    propagated_frames,
    started_track,
    wait_until,
)

FORWARD = Direction.FORWARD
FOR_EVER_S = 3600.0


def test_a_hand_rests_a_moment_after_it_moved(monkeypatch):
    monkeypatch.setattr(hand, "REST_S", 0.5)
    now_s = [10.0]
    person = Hand(lambda: now_s[0])
    assert person.seconds_to_rest() <= 0
    person.moved()
    assert person.seconds_to_rest() == 0.5
    now_s[0] = 10.4
    assert person.seconds_to_rest() == pytest.approx(0.1)
    person.moved()
    assert person.seconds_to_rest() == 0.5
    now_s[0] = 11.0
    assert person.seconds_to_rest() <= 0


class WaitingJob(Job):
    """Lets the hand go first twice: the first time it is its turn."""

    def __init__(self, person: Hand) -> None:
        super().__init__(1)
        self.hand = person
        self.had_its_turn, self.has_ended = threading.Event(), threading.Event()

    def work(self) -> None:
        self.let_hand_go_first()
        self.had_its_turn.set()
        self.let_hand_go_first()
        self.has_ended.set()


def test_a_waiting_job_stops_when_it_is_asked_to(qapp, monkeypatch):
    monkeypatch.setattr(hand, "REST_S", FOR_EVER_S)
    monkeypatch.setattr(hand, "TURN_S", FOR_EVER_S)
    person = Hand()
    person.moved()
    job = WaitingJob(person)
    job.start()
    assert job.had_its_turn.wait(10)
    assert not job.has_ended.is_set()
    job.stop()
    assert job.wait(10_000)
    assert job.has_ended.is_set()


def test_a_job_without_a_board_waits_for_nobody(qapp):
    seen = []
    job = TaskJob(1, lambda progress, should_stop: seen.append(job.let_hand_go_first()))
    job.start()
    assert job.wait(10_000)
    assert seen == [None]


def test_a_run_waits_while_the_hand_moves_and_what_arrived_is_one_step(
    make_session, qtbot, monkeypatch
):
    tracker = FakeTracker()
    session = make_session(tracker=tracker, frame_count=30)
    track_id = started_track(session, qtbot, frame=0)
    before = frozen(session)
    monkeypatch.setattr(hand, "REST_S", FOR_EVER_S)
    monkeypatch.setattr(hand, "TURN_S", FOR_EVER_S)
    session.go_to_frame(20)
    session.propagate(track_id, 0, FORWARD)
    # The first picture, in which the object is learnt, is its turn; then the hand comes first.
    wait_until(qtbot, lambda: len(tracker.inits) == 2)
    assert propagated_frames(session, track_id) == []
    assert [job.kind for job in session.jobs] == ["propagate"]
    session.stop()
    wait_until(qtbot, idle(session))
    assert frozen(session) == before


def test_a_run_goes_on_when_the_hand_rests(make_session, qtbot, monkeypatch):
    session = make_session(frame_count=30)
    track_id = started_track(session, qtbot, frame=0)
    monkeypatch.setattr(hand, "REST_S", 0.05)
    monkeypatch.setattr(hand, "TURN_S", FOR_EVER_S)
    session.go_to_frame(20)
    session.propagate(track_id, 0, FORWARD)
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, track_id) == list(range(1, 30))


def scrubbed_run(make_session, qtbot, folder, *, scrubs):
    """The project after a run; with `scrubs` the hand moves at every frame and never rests."""
    session = make_session(frame_count=12, folder=folder)
    track_id = started_track(session, qtbot, frame=3)

    def scrub(_edit):
        session.go_to_frame((session.current_frame + 5) % 12)

    recorder = Recorder(session.edited, scrub if scrubs else None)
    if scrubs:
        session.go_to_frame(9)
    session.propagate(track_id, 3, FORWARD)
    wait_until(qtbot, idle(session))
    assert len(recorder.values) == 8
    observations = session.project.track(track_id).observations
    return {i: (one.mask, one.score, one.rotated_box) for i, one in observations.items()}


def test_a_run_gets_on_beside_a_hand_that_never_rests_with_the_same_result(
    make_session, qtbot, tmp_path, monkeypatch
):
    undisturbed = scrubbed_run(make_session, qtbot, tmp_path / "one", scrubs=False)
    monkeypatch.setattr(hand, "REST_S", FOR_EVER_S)
    monkeypatch.setattr(hand, "TURN_S", 0.01)
    disturbed = scrubbed_run(make_session, qtbot, tmp_path / "two", scrubs=True)
    assert sorted(disturbed) == list(range(3, 12))
    assert disturbed == undisturbed


def test_a_box_is_answered_while_the_hand_moves(make_session, qtbot, monkeypatch):
    gate = Gate()
    gate.open()
    session = make_session(tracker=FakeTracker(gate=gate))
    monkeypatch.setattr(hand, "REST_S", FOR_EVER_S)
    monkeypatch.setattr(hand, "TURN_S", FOR_EVER_S)
    for frame in (1, 2, 3):
        session.go_to_frame(frame)
        started_track(session, qtbot, frame=frame)
    assert len(session.project.tracks) == 3
