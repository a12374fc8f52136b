"""States of an object on frames: with a reason, on a range, one undo step, on disk as in memory."""

import pytest

from annotator.core.edits import AddTrack
from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Absence, Direction, Observation, Origin, Track, Visibility
from annotator.session.states import MAX_REASON_CHARS, StateChange, absent
from tests.fakes import square_mask
from tests.session.helpers import Recorder, frozen, idle, propagated_frames, wait_until

MASK = square_mask((10, 20, 12, 12))
GONE = StateChange(Visibility.OUT_OF_VIEW, reason="behind the barn")


@pytest.fixture
def session(make_session):
    """One object: manual on 0, propagated on 1 to 9."""
    made = make_session(frame_count=20)
    propagated = Observation(MASK, Origin.PROPAGATED, score=0.5)
    observations = {0: Observation(MASK, Origin.MANUAL), **dict.fromkeys(range(1, 10), propagated)}
    made.do(AddTrack(Track(1, "dog", 1, (1, 2, 3), observations=observations)))
    return made


def test_a_range_is_out_of_view_with_a_reason(session):
    before = frozen(session)
    notices = Recorder(session.notified)
    session.set_state(1, range(4, 12), GONE)
    for index in range(4, 12):
        seen = session.project.observation(1, index)
        assert (seen.mask, seen.is_absent, seen.reason) == (None, True, "behind the barn")
    assert "8" in notices.values[0].text
    assert notices.values[0].can_undo
    after, path = frozen(session), session.project_path
    session.undo()
    assert frozen(session) == before
    session.redo()
    session.close_project()
    session.open_project(path)
    assert frozen(session) == after


def test_a_run_goes_over_the_absent_range_and_stops_at_barriers(session, qtbot):
    session.set_state(1, range(4, 8), GONE)
    session.set_reviewed(1, [9], True)
    session.propagate(1, 0, Direction.FORWARD)
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, 1) == [1, 2, 3, 8, 9]
    assert session.project.observation(1, 9).score == 0.5  # as it was
    assert session.project.observation(1, 8).score != 0.5


@pytest.mark.parametrize("kind", ["run", "merge", "redrawn box", "preview"])
def test_whoever_makes_another_mask_leaves_what_was_said_of_its_frame(session, qtbot, kind):
    """A mask that is only marked is nobody's; that the object is occluded there is a person's."""
    behind = StateChange(Visibility.OCCLUDED, reason="behind the barn", flagged=True)
    session.set_state(1, [5], behind)
    session.set_reviewed(1, [5], kind == "preview")
    session.set_mask(1, 9, MASK, "Brush")
    before = frozen(session)
    if kind == "merge":
        session.merge_between(1, 0)
    elif kind == "redrawn box":
        session.redraw_box(1, 5, Box(30, 30, 8, 8))
    else:
        on_reviewed = "preview" if kind == "preview" else "stop"
        session.propagate(1, 0, Direction.FORWARD, on_reviewed=on_reviewed)
    wait_until(qtbot, idle(session))
    session.accept_preview({1: range(20)})
    old, seen = before.observation(1, 5), session.project.observation(1, 5)
    assert (seen.mask, seen.score) != (old.mask, old.score)
    assert (seen.visibility, seen.reason) == (Visibility.OCCLUDED, "behind the barn")
    assert (seen.flagged, seen.reviewed) == (True, False)
    session.undo()
    assert frozen(session) == before


def test_a_preview_says_what_the_person_says_by_then(session, qtbot):
    session.set_visibility(1, [5], Visibility.OCCLUDED)
    session.propagate(1, 0, Direction.FORWARD, on_reviewed="preview")
    wait_until(qtbot, idle(session))
    session.set_visibility(1, [5], Visibility.VISIBLE)
    session.set_state(1, [6], StateChange(Visibility.OCCLUDED, reason="fog"))
    session.accept_preview({1: [5, 6]})
    seen = [session.project.observation(1, index) for index in (5, 6)]
    assert [one.visibility for one in seen] == [Visibility.VISIBLE, Visibility.OCCLUDED]
    assert [one.reason for one in seen] == ["", "fog"]
    assert None not in [one.provenance for one in seen]


def test_everything_at_once_is_one_step(session):
    before = frozen(session)
    change = StateChange(Visibility.OCCLUDED, reason=" a   tree ", reviewed=True, flagged=True)
    session.set_state(1, [3], change)
    seen = session.project.observation(1, 3)
    assert (seen.visibility, seen.reason) == (Visibility.OCCLUDED, "a tree")
    assert (seen.mask, seen.reviewed, seen.flagged, seen.locked) == (MASK, True, True, False)
    session.undo()
    assert frozen(session) == before


def test_a_reason_alone_changes_no_state(session):
    session.set_state(1, [3, 15], StateChange(reason="x" * 1000))
    seen = session.project.observation(1, 3)
    assert (seen.mask, seen.visibility) == (MASK, Visibility.VISIBLE)
    assert seen.reason == "x" * MAX_REASON_CHARS
    assert session.project.observation(1, 15) is None


def test_visible_again_forgets_the_reason(session):
    session.set_state(1, [3], StateChange(Visibility.OCCLUDED, reason="tree"))
    session.set_mask(1, 3, square_mask((1, 1, 4, 4)), "Brush")
    assert session.project.observation(1, 3).reason == "tree"
    session.set_visibility(1, [3], Visibility.VISIBLE)
    assert session.project.observation(1, 3).reason == ""
    session.set_state(1, [12], absent(Absence.NOT_YET, "fog"))
    session.set_mask(1, 12, MASK, "Brush")
    seen = session.project.observation(1, 12)
    assert (seen.reason, seen.absence, seen.is_absent) == ("", None, False)


def test_locked_frames_keep_their_state_and_may_be_unlocked_with_it(session):
    session.set_locked(1, [4], True)
    session.set_state(1, range(3, 6), GONE)
    absent_now = [session.project.observation(1, index).is_absent for index in (3, 4, 5)]
    assert absent_now == [True, False, True]
    with pytest.raises(AnnotatorError, match="Frame 5 of “dog” is locked"):
        session.set_state(1, [4], GONE)
    session.set_flagged(1, [4], True)
    assert session.project.observation(1, 4).flagged
    steps = session.history
    session.set_flagged(1, [4], True)
    assert session.history == steps


def test_a_toast_offers_undo_only_where_masks_go_or_many_frames_change(session):
    notices = Recorder(session.notified)
    session.set_flagged(1, [3], True)
    session.set_visibility(1, [15], Visibility.OUT_OF_VIEW)  # nothing was there
    assert notices.values == []
    session.set_visibility(1, [3], Visibility.OUT_OF_VIEW)
    assert session.project.observation(1, 3).flagged  # to come back to, still
    session.set_reviewed(1, range(4, 7), True)
    assert [notice.can_undo for notice in notices.values] == [True, True]


def test_the_marked_range(session):
    assert session.marked_range is None
    session.set_in_frame(5)
    assert session.marked_range == range(5, 20)
    session.set_out_frame(9)
    assert session.marked_range == range(5, 10)
    session.set_in_frame(None)
    assert session.marked_range == range(10)
