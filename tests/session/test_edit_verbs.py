"""The verbs on masks, objects and categories, and the gestures behind them."""

import pytest

from annotator.core.edits import AddTrack, RemoveTrack, ReorderTracks, SetObservations
from annotator.core.errors import AnnotatorError
from annotator.core.frames import VideoInfo
from annotator.core.geometry import Box
from annotator.core.project import (
    Category,
    Observation,
    Origin,
    Project,
    Track,
    Visibility,
)
from annotator.session import gestures
from tests.fakes import FakeTracker, Gate, square_mask
from tests.session.helpers import Recorder, frozen, idle, wait_until

MASK = square_mask((3, 3, 9, 9))


@pytest.fixture
def session(make_session):
    """One object: manual on 0, propagated on 1 to 9."""
    made = make_session()
    propagated = Observation(MASK, Origin.PROPAGATED, score=0.5)
    observations = {0: Observation(MASK, Origin.MANUAL), **dict.fromkeys(range(1, 10), propagated)}
    made.do(AddTrack(Track(1, "dog", 1, (1, 2, 3), observations=observations)))
    return made


def test_verbs_without_a_project_say_so(make_session):
    session = make_session(media=False)
    calls = [
        lambda: session.undo(),
        lambda: session.set_mask(1, 0, MASK, "Brush stroke"),
        lambda: session.start_track(Box(1, 1, 5, 5), 0),
        lambda: session.add_category("dog"),
        lambda: session.export("coco", "x.json"),
        lambda: session.do(RemoveTrack(1)),
    ]
    for call in calls:
        with pytest.raises(AnnotatorError, match="open a video"):
            call()
    assert session.history.can_undo is False
    session.stop()
    session.close_project()


def test_a_brushed_mask_is_a_keyframe_and_one_undo_step(session):
    before = frozen(session)
    mask = square_mask((20, 20, 5, 5))
    session.set_mask(1, 4, mask, "Brush stroke")
    observation = session.project.observation(1, 4)
    assert (observation.mask, observation.origin) == (mask, Origin.MANUAL)
    assert observation.score is None
    assert observation.provenance.source == "brush"
    assert session.history.undo_label == "Brush stroke"
    session.undo()
    assert frozen(session) == before


def test_brushing_the_same_again_changes_nothing(session):
    edits = Recorder(session.edited)
    session.set_mask(1, 0, MASK, "Brush stroke")
    assert edits.values == []


def test_brushing_takes_over_a_mask_the_tracker_made(session):
    session.set_mask(1, 4, MASK, "Brush stroke")
    assert session.project.observation(1, 4).is_keyframe


def edits_at(session, frame_index):
    return session.project.observation(1, frame_index).provenance.edits


def test_each_edit_of_a_mask_is_counted(session):
    for count, side in enumerate((4, 5, 6), 1):
        session.set_mask(1, 4, square_mask((1, 1, side, side)), "Stroke", "polygon")
        assert edits_at(session, 4) == count
    session.set_mask(1, 4, square_mask((1, 1, 6, 6)), "Stroke", "brush")  # changes nothing
    session.set_reviewed(1, [4], True)
    session.set_visibility(1, [4], Visibility.OCCLUDED)
    assert edits_at(session, 4) == 3
    assert session.project.observation(1, 4).provenance.source == "polygon"
    for _ in range(3):
        session.undo()
    assert edits_at(session, 4) == 2


def test_a_mask_where_none_was_is_no_edit(session):
    session.set_mask(1, 20, MASK, "Brush stroke")
    session.set_visibility(1, [21], Visibility.OUT_OF_VIEW)
    session.set_mask(1, 21, MASK, "Brush stroke")
    session.delete_mask(1, 4)
    session.set_mask(1, 4, MASK, "Brush stroke")
    assert [edits_at(session, index) for index in (20, 21, 4)] == [0, 0, 0]
    new = session.add_object(4, square_mask((20, 20, 5, 5)), "Brush stroke")
    assert session.project.observation(new, 4).provenance.edits == 0


def test_a_box_begins_counting_anew(qtbot, session):
    session.set_mask(1, 4, square_mask((1, 1, 6, 6)), "Brush stroke")
    assert edits_at(session, 4) == 1
    session.redraw_box(1, 4, Box(10, 10, 20, 20))
    wait_until(qtbot, idle(session))
    assert session.project.observation(1, 4).provenance.source == "box"
    assert edits_at(session, 4) == 0


def test_erasing_everything_removes_the_mask(session):
    session.set_mask(1, 4, square_mask((0, 0, 0, 0)), "Erase")
    assert session.project.observation(1, 4) is None
    session.set_mask(1, 30, square_mask((0, 0, 0, 0)), "Erase")
    assert session.history.undo_label == "Erase"


def test_brushing_keeps_occluded_and_ends_out_of_view(session):
    session.set_visibility(1, [4], Visibility.OCCLUDED)
    session.set_visibility(1, [5], Visibility.OUT_OF_VIEW)
    session.set_mask(1, 4, square_mask((1, 1, 4, 4)), "Brush stroke")
    session.set_mask(1, 5, square_mask((1, 1, 4, 4)), "Brush stroke")
    assert session.project.observation(1, 4).visibility is Visibility.OCCLUDED
    assert session.project.observation(1, 5).visibility is Visibility.VISIBLE


def test_deleting_here_from_here_and_the_object(session):
    notices = Recorder(session.notified)
    start = frozen(session)
    session.delete_mask(1, 4)
    assert 4 not in session.project.track(1).observations
    session.delete_from(1, 6)
    assert sorted(session.project.track(1).observations) == [0, 1, 2, 3, 5]
    session.delete_track(1)
    assert session.project.tracks == {}
    assert [notice.can_undo for notice in notices.values] == [True, True, True]
    for _ in range(3):
        session.undo()
    assert frozen(session) == start


def test_locked_frames_are_safe(session):
    session.set_locked(1, [4], True)
    for call in (
        lambda: session.set_mask(1, 4, MASK, "Brush stroke"),
        lambda: session.delete_mask(1, 4),
        lambda: session.set_visibility(1, [4], Visibility.OCCLUDED),
        lambda: session.redraw_box(1, 4, Box(1, 1, 9, 9)),
    ):
        with pytest.raises(AnnotatorError, match="Frame 5 of “dog” is locked"):
            call()
    session.delete_from(1, 2)
    assert sorted(session.project.track(1).observations) == [0, 1, 4]
    session.set_locked(1, [4], False)
    session.delete_mask(1, 4)


def test_a_locked_object_is_safe(session):
    session.update_track(1, is_locked=True)
    for call in (
        lambda: session.set_mask(1, 4, square_mask((1, 1, 2, 2)), "Brush stroke"),
        lambda: session.delete_from(1, 0),
        lambda: session.set_reviewed(1, [4], True),
        lambda: session.delete_track(1),
    ):
        with pytest.raises(AnnotatorError, match="“dog” is locked"):
            call()
    session.update_track(1, is_locked=False)
    session.delete_track(1)


def test_flags_go_where_there_are_masks(session):
    session.set_reviewed(1, range(8, 20), True)
    session.set_flagged(1, [3], True)
    observations = session.project.track(1).observations
    assert [i for i, one in observations.items() if one.reviewed] == [8, 9]
    assert observations[3].flagged
    assert sorted(observations) == list(range(10))
    edits = Recorder(session.edited)
    session.set_reviewed(1, [8], True)
    session.set_reviewed(1, [30], True)
    assert edits.values == []


def test_out_of_view_takes_the_mask_and_visible_takes_the_state(session):
    session.set_visibility(1, [9, 10], Visibility.OUT_OF_VIEW)
    for frame in (9, 10):
        observation = session.project.observation(1, frame)
        assert observation.mask is None
        assert observation.is_barrier
    session.set_visibility(1, [9, 10], Visibility.OCCLUDED)
    assert session.project.observation(1, 10).visibility is Visibility.OCCLUDED
    session.set_visibility(1, [9, 10], Visibility.VISIBLE)
    assert session.project.observation(1, 10) is None


def test_occluded_keeps_mask_and_origin(session):
    session.set_visibility(1, [3], Visibility.OCCLUDED)
    observation = session.project.observation(1, 3)
    assert (observation.mask, observation.origin) == (MASK, Origin.PROPAGATED)
    edits = Recorder(session.edited)
    session.set_visibility(1, [3], Visibility.OCCLUDED)
    assert edits.values == []


def test_attributes_of_objects(session):
    edits = Recorder(session.edited)
    session.update_track(1, name="cat", is_shown=False)
    session.update_track(1, name="cat")
    assert len(edits.values) == 1
    with pytest.raises(AnnotatorError, match="no attribute"):
        session.update_track(1, weight=3)
    with pytest.raises(AnnotatorError, match="no object 7"):
        session.update_track(7, name="x")


def test_categories_are_added_once_and_never_nameless(session):
    dog = session.add_category("dog")
    assert session.add_category(" dog ") == dog == 2
    assert session.project.categories[2] == Category(2, "dog")
    with pytest.raises(AnnotatorError, match="needs a name"):
        session.add_category("  ")
    session.update_track(1, category_id=dog)
    assert session.project.track(1).category_id == dog


def test_a_new_object_takes_the_category_of_the_selected_one(session, qtbot):
    dog = session.add_category("dog")
    session.update_track(1, category_id=dog)
    session.select_track(1)
    track_id = session.start_track(Box(5, 5, 9, 9), 2)
    assert session.project.track(track_id).category_id == dog
    assert session.project.track(track_id).color != session.project.track(1).color
    wait_until(qtbot, idle(session))


def test_after_deleting_an_object_the_next_one_is_selected(session):
    second, third = (session.duplicate_track(1) for _ in range(2))
    assert list(session.project.tracks) == [1, third, second]
    session.select_track(third)
    session.delete_track(third)
    assert session.selected_track_id == second
    session.undo()
    assert session.selected_track_id == third
    session.redo()
    session.select_track(second)
    session.delete_track(second)  # the last one: the one before it
    assert session.selected_track_id == 1
    session.select_track(None)
    other = session.duplicate_track(1)
    session.delete_track(other)  # it was not selected
    assert session.selected_track_id is None


def test_selection_follows_what_exists(session):
    changes = Recorder(session.selection_changed)
    session.select_track(1)
    session.select_track(1)
    session.delete_track(1)
    assert session.selected_track_id is None
    assert len(changes.values) == 2
    with pytest.raises(AnnotatorError, match="no object 1"):
        session.select_track(1)


def test_a_refused_edit_changes_nothing(session):
    before = frozen(session)
    with pytest.raises(AnnotatorError):
        session.do(SetObservations(1, {99: Observation(MASK, Origin.MANUAL)}))
    assert frozen(session) == before
    assert session.history.undo_label == "Add object"


def test_renaming_an_object_whose_mask_is_pending_is_part_of_its_step(make_session, qtbot):
    gate = Gate()
    session = make_session(tracker=FakeTracker(gate=gate))
    before = frozen(session)
    track_id = session.start_track(Box(5, 5, 9, 9), 0)
    session.update_track(track_id, name="dog")
    assert len(session.jobs) == 1
    gate.open()
    wait_until(qtbot, idle(session))
    assert session.project.track(track_id).name == "dog"
    assert session.project.observation(track_id, 0) is not None
    session.undo()
    assert frozen(session) == before
    session.redo()
    assert session.project.track(track_id).name == "dog"


def test_reordering_settles_an_object_whose_mask_is_pending(make_session, qtbot):
    gate = Gate()
    gate.allow(1)
    session = make_session(tracker=FakeTracker(gate=gate))
    first = session.start_track(Box(5, 5, 9, 9), 0)
    wait_until(qtbot, idle(session))
    second = session.start_track(Box(5, 5, 9, 9), 0)
    session.do(ReorderTracks((second, first)))
    assert session.jobs == ()
    for _ in range(3):
        session.undo()
    assert session.project.tracks == {}
    gate.open()


VIDEO = VideoInfo(width=96, height=64, frame_count=10)


@pytest.mark.parametrize(
    ("drawn", "used"),
    [
        (Box(-10, -10, 30, 30), Box(0, 0, 20, 20)),
        (Box(90, 60, 50, 50), Box(90, 60, 6, 4)),
        (Box(10, 10, 5, 5), Box(10, 10, 5, 5)),
    ],
)
def test_boxes_are_clipped_to_the_picture(drawn, used):
    assert gestures.usable_box(VIDEO, drawn) == used


def test_the_first_object_of_a_project_without_categories_brings_one():
    project = Project(video=VIDEO)
    edit = gestures.add_track(project, "Object 1", None)
    inverse = edit.apply(project)
    project.check()
    assert project.track(1).category_id == 1
    inverse.apply(project)
    assert project == Project(video=VIDEO)
