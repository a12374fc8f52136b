"""Merging the runs from both sides of a gap between two keyframes."""

import pytest

from annotator.core.edits import SetObservations
from annotator.core.errors import AnnotatorError
from annotator.core.project import Direction, Observation, Origin, Visibility
from annotator.session.settings import Convergence
from tests.fakes import FakeTracker, Gate, square_mask
from tests.session.helpers import frozen, idle, started_track, wait_until


def test_merging_fills_the_frames_between_from_both_sides(make_session, qtbot):
    session = make_session(frame_count=20)
    started_track(session, qtbot, frame=2)  # its square stands at 10 and moves by 1 per frame
    session.set_mask(1, 10, square_mask((26, 20, 12, 12)), "Brush stroke")
    before = frozen(session)
    session.merge_between(1, 5)
    wait_until(qtbot, idle(session))
    observations = session.project.track(1).observations
    assert sorted(observations) == list(range(2, 11))
    assert {observations[i].origin for i in range(3, 10)} == {Origin.MERGED}
    # Forward says 11 on frame 3, backward says 19; near the first keyframe the first counts.
    assert observations[3].mask.box.x < 14
    assert observations[9].mask.box.x > 22
    assert observations[3].disagreement == pytest.approx(1 - 4 * 12 / (20 * 12))
    assert not observations[5].is_barrier
    # 11 to 23 is claimed by one side, 19 to 31 by the other.
    assert observations[3].disputed == square_mask((11, 20, 20, 12)).difference(
        square_mask((19, 20, 4, 12))
    )
    assert observations[2].disputed is None
    assert session.history.undo_label == "Merge from both sides"
    path, merged = session.project_path, frozen(session)
    session.close_project()
    session.open_project(path)
    assert frozen(session) == merged  # the disagreement is on disk
    assert before.track(1).observations.keys() == {2, 10}


def test_merging_needs_a_mask_of_yours_on_either_side(make_session, qtbot):
    session = make_session(frame_count=20)
    started_track(session, qtbot, frame=2)
    with pytest.raises(AnnotatorError, match="before and one after"):
        session.merge_between(1, 5)
    session.set_mask(1, 3, square_mask((26, 20, 12, 12)), "Brush stroke")
    with pytest.raises(AnnotatorError, match="nothing to merge"):
        session.merge_between(1, 2)
    assert session.jobs == ()


def test_merging_leaves_absent_frames_alone(make_session, qtbot):
    session = make_session(frame_count=20)
    started_track(session, qtbot, frame=2)
    session.set_mask(1, 10, square_mask((18, 20, 12, 12)), "Brush stroke")
    absent = Observation(None, Origin.MANUAL, visibility=Visibility.OUT_OF_VIEW)
    session.do(SetObservations(1, {6: absent}))
    session.merge_between(1, 4)
    wait_until(qtbot, idle(session))
    assert session.project.observation(1, 6) is absent
    assert session.project.observation(1, 7).disagreement == 0.0


def test_a_merge_that_repeats_what_is_there_goes_on_to_its_end(make_session, qtbot):
    session = make_session(frame_count=30)
    session.settings.convergence = Convergence(3, 0.98)
    started_track(session, qtbot, frame=2)
    session.propagate(1, 2, Direction.FORWARD)
    wait_until(qtbot, idle(session))
    session.set_mask(1, 20, session.project.observation(1, 20).mask, "Brush stroke")
    ran = {i: session.project.observation(1, i).mask for i in range(3, 20)}
    session.merge_between(1, 5)
    wait_until(qtbot, idle(session))
    merged = {i: session.project.observation(1, i) for i in range(3, 20)}
    assert {i: one.mask for i, one in merged.items()} == ran
    assert {one.origin for one in merged.values()} == {Origin.MERGED}
    assert {one.disagreement for one in merged.values()} == {0.0}


def test_a_stopped_merge_keeps_what_arrived(make_session, qtbot):
    gate = Gate()
    session = make_session(frame_count=20, tracker=FakeTracker(gate=gate))
    gate.allow(1)
    started_track(session, qtbot, frame=2)
    session.set_mask(1, 10, square_mask((18, 20, 12, 12)), "Brush stroke")
    session.merge_between(1, 4)
    gate.allow(9)  # seven forward, two back
    wait_until(qtbot, lambda: session.jobs[0].done == 2)
    session.stop()
    gate.open()
    assert sorted(session.project.track(1).observations) == [2, 8, 9, 10]
