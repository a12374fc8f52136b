"""Imported boxes are run: masks to be reviewed, one undo step, nothing of anybody's is lost."""

import pytest

from annotator.core.edits import SetObservations
from annotator.core.errors import AnnotatorError
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Observation, Origin, Provenance, Visibility
from annotator.tracking.tracker import Prediction
from tests.fakes import FakeTracker, Gate, square_mask
from tests.session.helpers import Recorder, frozen, idle, started_track, wait_until

BOX = RotatedBox(16, 26, 12, 12, 0)


def boxed(box=BOX, **state):
    return Observation(
        None, Origin.IMPORTED, rotated_box=box, provenance=Provenance("mot"), **state
    )


def with_boxes(make_session, qtbot, frames, tracker=None):
    """Object 1 with a mask on frame 0 and boxes on `frames`; object 2 with one on frame 3."""
    session = make_session(frame_count=20, tracker=tracker or FakeTracker())
    for track_id, indices in ((1, frames), (2, [3])):
        assert started_track(session, qtbot, frame=0) == track_id
        session.do(SetObservations(track_id, {index: boxed() for index in indices}))
    return session


def test_boxes_become_masks_to_review(make_session, qtbot):
    session = with_boxes(make_session, qtbot, [2, 5, 9])
    before = frozen(session)
    assert (session.candidate_count(), session.candidate_count(1)) == (4, 3)
    session.run_candidates()
    assert {job.kind for job in session.jobs} == {"candidates"}
    assert {(job.track_id, job.total) for job in session.jobs} == {(1, 3), (2, 1)}
    wait_until(qtbot, idle(session))
    observations = session.project.track(1).observations
    for index in (2, 5, 9):
        one = observations[index]
        assert one.mask == square_mask((10, 20, 12, 12))
        assert (one.origin, one.reviewed, one.score) == (Origin.PROPAGATED, False, 1.0)
        assert (one.provenance.source, one.provenance.seed_frame) == ("siammask", index)
    assert session.project.track(2).observations[3].mask is not None
    assert session.candidate_count() == 0
    assert session.history.undo_label == "Run boxes"
    session.undo()
    assert session.project == before
    session.redo()
    assert session.candidate_count() == 0


def test_one_box_or_one_object(make_session, qtbot):
    session = with_boxes(make_session, qtbot, [2, 5])
    session.run_candidates([1], [5])
    wait_until(qtbot, idle(session))
    assert session.project.track(1).observations[2].is_candidate
    session.run_candidates([1])
    wait_until(qtbot, idle(session))
    assert session.candidate_count(1) == 0
    assert session.project.track(2).observations[3].is_candidate
    with pytest.raises(AnnotatorError, match="no imported box"):
        session.run_candidates([1])


def test_what_is_no_candidate_stays(make_session, qtbot):
    session = with_boxes(make_session, qtbot, [2])
    mask = square_mask((1, 1, 3, 3))
    keep = {
        1: Observation(mask, Origin.IMPORTED, rotated_box=BOX),
        3: boxed(visibility=Visibility.OUT_OF_VIEW),
        4: boxed(locked=True),
        6: boxed(RotatedBox(-90, -90, 12, 12, 0)),
    }
    session.do(SetObservations(1, keep))
    session.update_track(2, is_locked=True)
    assert session.candidate_count() == 1
    session.run_candidates()
    wait_until(qtbot, idle(session))
    observations = session.project.track(1).observations
    assert {index: observations[index] for index in keep} == keep
    assert session.project.track(2).observations[3].is_candidate


def test_stopping_keeps_what_arrived_as_one_step(make_session, qtbot):
    gate = Gate()
    session = with_boxes(make_session, qtbot, [], FakeTracker())
    session._trackers.current()._tracker = FakeTracker(gate=gate)
    session.do(SetObservations(1, {index: boxed() for index in range(4, 12)}))
    before = frozen(session)
    session.run_candidates([1])
    gate.allow(2)
    wait_until(qtbot, lambda: session.candidate_count(1) == 6)
    session.stop()
    gate.open()
    wait_until(qtbot, idle(session))
    assert session.candidate_count(1) == 6
    session.undo()
    assert session.project == before


def test_a_box_drawn_meanwhile_is_the_persons(make_session, qtbot):
    gate = Gate()
    session = with_boxes(make_session, qtbot, [])
    session._trackers.current()._tracker = FakeTracker(gate=gate)
    session.do(SetObservations(1, {index: boxed() for index in range(4, 12)}))
    session.run_candidates([1])
    gate.allow(1)
    wait_until(qtbot, lambda: session.candidate_count(1) == 7)
    own = square_mask((2, 2, 5, 5))
    session.set_mask(1, 9, own, "Brush")
    gate.open()
    wait_until(qtbot, idle(session))
    assert session.project.track(1).observations[9].mask == own
    assert session.project.track(1).observations[9].origin is Origin.MANUAL


class BlindTracker(FakeTracker):
    def predict(self, frame, box):
        height, width = frame.shape[:2]
        return Prediction(Mask.empty(height, width), 0.1, box)


def test_where_nothing_is_found_the_box_stays(make_session, qtbot):
    session = with_boxes(make_session, qtbot, [])
    session._trackers.current()._tracker = BlindTracker()
    session.do(SetObservations(1, {4: boxed(), 5: boxed()}))
    told = Recorder(session.notified)
    before = frozen(session)
    session.run_candidates([1])
    wait_until(qtbot, idle(session))
    assert session.project == before
    assert [notice.text for notice in told.values] == [
        "Nothing was found in 2 box(es); they stay as they are."
    ]
    assert session.history.undo_label != "Run boxes"
