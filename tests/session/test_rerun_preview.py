"""Previews of a run over reviewed frames: what would change, taken by ranges."""

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.project import Direction, Observation, Origin
from annotator.session.rerun_preview import Change, PreviewedFrame, previewed_ranges
from tests.fakes import FakeTracker, Gate, square_mask
from tests.session.helpers import frozen, idle, started_track, wait_until

FORWARD = Direction.FORWARD


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def session(make_session, qtbot, gate):
    """A run over twelve frames, all reviewed, whose first mask was then moved by five pixels."""
    made = make_session(frame_count=12, tracker=FakeTracker(gate=gate))
    gate.allow(12)
    started_track(made, qtbot, frame=0)
    made.propagate(1, 0, FORWARD)
    wait_until(qtbot, idle(made))
    made.set_reviewed(1, range(1, 12), True)
    made.set_mask(1, 0, square_mask((15, 20, 12, 12)), "Brush stroke")
    return made


def test_a_plain_run_stops_at_reviewed_frames_and_a_preview_changes_nothing(session, gate, qtbot):
    with pytest.raises(AnnotatorError, match="already yours"):
        session.propagate(1, 0, FORWARD)
    before = frozen(session)
    session.preview_rerun(1, 0, FORWARD)
    gate.open()
    wait_until(qtbot, idle(session))
    assert frozen(session) == before
    previewed = session.previewed_frames
    assert [one.frame_index for one in previewed] == list(range(1, 12))
    assert previewed[0].before is before.observation(1, 1)
    assert previewed[0].iou == pytest.approx(7 / 17)
    assert (previewed[0].added, previewed[0].removed) == (5 * 12, 5 * 12)
    assert session.previewed_frame(3) == (1, previewed[2])
    assert session.previewed_frame(0) is None


def test_a_range_of_it_is_taken_as_one_step(session, gate, qtbot):
    session.preview_rerun(1, 0, FORWARD)
    gate.open()
    wait_until(qtbot, idle(session))
    before = frozen(session)
    session.accept_preview(range(3, 6))
    after = session.project.track(1).observations
    assert after[4].mask == square_mask((19, 20, 12, 12))
    assert not after[4].reviewed  # another mask: to be looked at again
    assert after[6] is before.observation(1, 6)
    assert [one.frame_index for one in session.previewed_frames] == [1, 2, 6, 7, 8, 9, 10, 11]
    session.undo()
    assert frozen(session) == before


def test_what_became_a_persons_meanwhile_is_not_taken(session, gate, qtbot):
    session.preview_rerun(1, 0, FORWARD)
    gate.open()
    wait_until(qtbot, idle(session))
    session.set_mask(1, 4, square_mask((1, 1, 6, 6)), "Brush stroke")
    own = session.project.observation(1, 4)
    session.accept_preview(range(12))
    assert session.project.observation(1, 4) is own
    assert session.project.observation(1, 5).mask == square_mask((20, 20, 12, 12))


def test_manual_and_locked_frames_end_a_preview(session, gate, qtbot):
    session.set_locked(1, [6], True)
    session.preview_rerun(1, 0, FORWARD)
    gate.open()
    wait_until(qtbot, idle(session))
    assert [one.frame_index for one in session.previewed_frames] == [1, 2, 3, 4, 5]


def test_a_preview_can_be_stopped_and_forgotten(session, gate, qtbot):
    job_id = session.preview_rerun(1, 0, FORWARD)
    gate.allow(2)
    wait_until(qtbot, lambda: len(session.previewed_frames) == 2)
    session.stop(job_id)
    gate.open()
    wait_until(qtbot, idle(session))
    assert len(session.previewed_frames) == 2
    session.discard_preview()
    assert session.previewed_frames == ()
    session.accept_preview(range(12))  # nothing to take
    assert session.project.observation(1, 1).reviewed


def test_closing_during_a_preview(session, gate):
    session.preview_rerun(1, 0, FORWARD)
    gate.open()
    session.close_project()
    assert session.previewed_frames == ()


def test_frames_that_are_alike_make_a_range():
    mask = square_mask((4, 4, 9, 9))
    tracked = Observation(mask, Origin.PROPAGATED)
    reviewed = Observation(mask, Origin.PROPAGATED, reviewed=True)

    def previewed(index, before, iou):
        return PreviewedFrame(index, before, tracked, iou)

    frames = [
        previewed(1, reviewed, 0.99),
        previewed(2, reviewed, 0.95),
        previewed(3, reviewed, 0.91),
        previewed(4, tracked, 0.91),
        previewed(5, tracked, 0.2),
        previewed(7, tracked, 0.3),  # 6 is absent
        previewed(8, None, 0.0),
    ]
    ranges = previewed_ranges(frames)
    assert [(one.first, one.last, one.change, one.is_reviewed) for one in ranges] == [
        (1, 1, Change.NONE, True),
        (2, 3, Change.SMALL, True),
        (4, 4, Change.SMALL, False),
        (5, 5, Change.LARGE, False),
        (7, 7, Change.LARGE, False),
        (8, 8, Change.NEW, False),
    ]
    assert ranges[1].worst_iou == 0.91


def test_whether_a_run_would_meet_a_reviewed_frame(session):
    assert session.meets_reviewed(1, 0, FORWARD)
    assert not session.meets_reviewed(1, 0, Direction.BACKWARD)
    session.set_locked(1, [1], True)
    assert not session.meets_reviewed(1, 0, FORWARD)


def test_nothing_of_a_preview_is_taken_for_a_locked_object(session, gate, qtbot):
    session.preview_rerun(1, 0, FORWARD)
    gate.open()
    wait_until(qtbot, idle(session))
    session.update_track(1, is_locked=True)
    with pytest.raises(AnnotatorError, match="locked"):
        session.accept_preview(range(12))
