"""Verbs on whole objects and ranges: split, merge, duplicate, layers, absence, protection."""

import pytest

from annotator.core.edits import SetObservations
from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Absence, Direction, Observation, Origin, Visibility
from tests.fakes import square_mask
from tests.session.helpers import Recorder, frozen, idle, started_track, wait_until


@pytest.fixture
def session(make_session, qtbot):
    """Object 1 with masks on all of twelve frames, object 2 on frame 4."""
    made = make_session(frame_count=12)
    started_track(made, qtbot, frame=0)
    made.propagate(1, 0, Direction.FORWARD)
    wait_until(qtbot, idle(made))
    started_track(made, qtbot, frame=4, box=Box(50, 30, 10, 10))
    return made


def frames_of(session, track_id):
    return sorted(session.project.track(track_id).observations)


def undone_and_reopened(session, before):
    """The last verb was one undo step, and disk equals memory after it."""
    after, path = frozen(session), session.project_path
    session.undo()
    now = frozen(session)
    assert (now.tracks, list(now.tracks)) == (before.tracks, list(before.tracks))
    session.redo()
    session.close_project()
    session.open_project(path)
    again = frozen(session)
    assert (again, list(again.tracks)) == (after, list(after.tracks))


def test_split_makes_two_objects_of_one(session):
    before = frozen(session)
    new_id = session.split_track(1, 5)
    assert new_id == 3
    assert frames_of(session, 1) == [0, 1, 2, 3, 4]
    assert frames_of(session, new_id) == list(range(5, 12))
    assert session.project.track(new_id).name == "Object 1 (2)"
    assert list(session.project.tracks) == [1, 3, 2]
    undone_and_reopened(session, before)


@pytest.mark.parametrize("frame", [0, 12, 40])
def test_split_needs_masks_on_both_sides(session, frame):
    with pytest.raises(AnnotatorError, match="one side"):
        session.split_track(1, frame)


def test_merge_gives_the_masks_of_one_to_the_other(session):
    before = frozen(session)
    theirs = session.project.observation(2, 4)
    notices = Recorder(session.notified)
    session.merge_tracks(1, 2)
    assert list(session.project.tracks) == [1]
    assert session.project.observation(1, 4) is theirs  # a person's beats the tracker's
    assert frames_of(session, 1) == list(range(12))
    assert notices.values[0].can_undo
    undone_and_reopened(session, before)


def test_merge_keeps_its_own_where_both_are_a_persons(session):
    session.set_mask(1, 4, square_mask((1, 1, 5, 5)), "Brush stroke")
    own = session.project.observation(1, 4)
    session.merge_tracks(1, 2)
    assert session.project.observation(1, 4) is own
    with pytest.raises(AnnotatorError, match="itself"):
        session.merge_tracks(1, 1)


def test_merge_says_how_many_frames_had_both_and_who_won(session):
    session.set_mask(2, 5, square_mask((1, 1, 5, 5)), "Brush stroke")  # manual beats propagated
    session.set_reviewed(1, [5], True)  # and reviewed
    session.set_mask(2, 6, square_mask((1, 1, 5, 5)), "Brush stroke")
    session.set_locked(1, [6], True)  # but not locked
    session.set_reviewed(1, [4], True)
    session.set_mask(2, 0, square_mask((1, 1, 5, 5)), "Brush stroke")  # both manual: its own
    expected = {i: session.project.observation(2 if i in (4, 5) else 1, i) for i in range(12)}
    notices = Recorder(session.notified)
    session.merge_tracks(1, 2)
    assert session.project.track(1).observations == expected
    assert notices.values[0].text == (
        "Merged “Object 2” into “Object 1”. "
        "4 frame(s) had both: 2 of “Object 1” and 2 of “Object 2” stayed."
    )


def test_undoing_a_split_selects_what_was_split(session):
    session.select_track(1)
    session.select_track(session.split_track(1, 5))
    session.undo()
    assert session.selected_track_id == 1


def test_undoing_a_new_object_leaves_none_selected(session):
    session.select_track(1)
    session.select_track(None)  # the next stroke makes a new object, and so does the one after undo
    session.select_track(session.duplicate_track(2))
    session.undo()
    assert session.selected_track_id is None


def test_splitting_and_duplicating_offer_undo(session):
    notices = Recorder(session.notified)
    session.split_track(1, 5)
    session.duplicate_track(1)
    assert [notice.can_undo for notice in notices.values] == [True, True]


def test_a_duplicate_has_the_same_masks_and_is_another_object(session):
    before = frozen(session)
    twin = session.duplicate_track(1)
    observations = session.project.track(twin).observations
    assert observations == session.project.track(1).observations
    assert session.project.track(twin).color != session.project.track(1).color
    session.delete_mask(twin, 3)
    assert 3 in session.project.track(1).observations
    session.undo()
    undone_and_reopened(session, before)


def test_a_range_is_deleted_but_for_locked_frames(session):
    session.set_locked(1, [6], True)
    before = frozen(session)
    notices = Recorder(session.notified)
    session.delete_range(1, 4, 8)
    assert frames_of(session, 1) == [0, 1, 2, 3, 6, 9, 10, 11]
    assert notices.values[0].can_undo
    undone_and_reopened(session, before)


def test_a_mask_is_copied_from_the_neighbour(session):
    session.copy_mask_from(1, 5, -1)
    copied = session.project.observation(1, 5)
    assert copied.mask == session.project.observation(1, 4).mask
    assert (copied.origin, copied.provenance.source) == (Origin.MANUAL, "copy")
    session.copy_mask_from(2, 3, 1)
    assert session.project.observation(2, 3).mask == session.project.observation(2, 4).mask
    with pytest.raises(AnnotatorError, match="previous"):
        session.copy_mask_from(1, 0, -1)
    with pytest.raises(AnnotatorError, match="next"):
        session.copy_mask_from(1, 11, 1)


@pytest.mark.parametrize(
    ("move", "order"),
    [("up", [2, 1, 3]), ("top", [2, 3, 1]), ("down", [1, 2, 3]), ("bottom", [1, 2, 3])],
)
def test_layer_order(session, qtbot, move, order):
    started_track(session, qtbot, frame=6)
    session.move_layer(1, move)
    assert list(session.project.tracks) == order


def test_absence_has_a_reason_on_a_range(session):
    session.set_locked(1, [6], True)
    before = frozen(session)
    session.set_absent(1, range(5, 9), Absence.LEFT)
    observations = session.project.track(1).observations
    assert [observations[i].absence for i in (5, 7, 8)] == [Absence.LEFT] * 3
    assert observations[5].is_absent
    assert observations[5].mask is None
    assert observations[6].mask is not None
    undone_and_reopened(session, before)


def test_a_hidden_object_is_occluded_and_other_reasons_replace_it(session):
    session.set_absent(1, [5], Absence.HIDDEN)
    assert session.project.observation(1, 5).visibility is Visibility.OCCLUDED
    session.set_absent(1, [5], Absence.NOT_YET)
    assert session.project.observation(1, 5).absence is Absence.NOT_YET
    steps = session.history
    session.set_absent(1, [5], Absence.NOT_YET)  # nothing new
    assert session.history == steps
    session.set_visibility(1, [5], Visibility.VISIBLE)
    assert session.project.observation(1, 5) is None


def test_protected_objects_lose_no_pixel_to_a_new_stroke(session, settings):
    settings.protects_others = True
    session.set_mask(1, 4, square_mask((40, 30, 20, 10)), "Brush stroke")  # 2 has 50..60
    assert session.project.observation(1, 4).mask == square_mask((40, 30, 10, 10))
    notices = Recorder(session.notified)
    here = session.project.observation(2, 4)
    session.set_mask(2, 5, square_mask((17, 22, 4, 4)), "Brush stroke")  # inside object 1
    assert session.project.observation(2, 5) is None
    assert [notice.level for notice in notices.values] == ["info"]
    assert session.project.observation(2, 4) is here


def test_pixels_that_overlapped_before_stay(session, settings):
    overlapping = Observation(square_mask((45, 30, 10, 10)), Origin.PROPAGATED)
    session.do(SetObservations(1, {4: overlapping}))
    settings.protects_others = True
    session.set_mask(1, 4, square_mask((45, 25, 10, 15)), "Brush stroke")
    assert session.project.observation(1, 4).mask == square_mask((45, 25, 10, 15))


def test_locked_objects_are_neither_split_nor_merged(session):
    session.update_track(1, is_locked=True)
    for verb in (
        lambda: session.split_track(1, 5),
        lambda: session.merge_tracks(2, 1),
        lambda: session.merge_tracks(1, 2),
        lambda: session.set_absent(1, [3], Absence.LEFT),
        lambda: session.delete_range(1, 0, 5),
    ):
        with pytest.raises(AnnotatorError, match="locked"):
            verb()
    assert session.project.track(session.duplicate_track(1)).is_locked is False
