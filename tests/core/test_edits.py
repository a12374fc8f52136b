import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.edits import (
    AddTrack,
    Compound,
    RemoveTrack,
    ReorderTracks,
    SetMedia,
    SetObservations,
    UpdateTrack,
    add_category,
    remove_category,
)
from annotator.core.frames import VideoInfo
from annotator.core.history import History
from annotator.core.mask import Mask
from annotator.core.project import Category, Observation, Origin, ProjectError, Track
from tests.core.strategies import FRAMES, HEIGHT, WIDTH, edits_for, new_project


def state(project):
    """All that must come back: equality of dicts alone would overlook the layer order."""
    return list(project.tracks), project.copy()


def track(track_id=1, **observations):
    return Track(track_id, f"object {track_id}", 1, (1, 2, 3), **observations)


def manual(mask=None):
    return Observation(mask or Mask.empty(HEIGHT, WIDTH), Origin.MANUAL)


@settings(max_examples=150)
@given(st.data())
def test_undo_all_is_the_start_and_redo_all_the_end(data):
    project, history = new_project(), History(max_bytes=2**40)
    start = state(project)
    for _ in range(data.draw(st.integers(0, 12))):
        history.do(project, data.draw(edits_for(project)))
        project.check()
    end = state(project)
    while history.undo(project):
        project.check()
    assert state(project) == start
    while history.redo(project):
        project.check()
    assert state(project) == end


@given(st.data())
def test_touched_names_everything_that_an_edit_changes(data):
    project = new_project()
    for _ in range(data.draw(st.integers(1, 8))):
        before = project.copy()
        edit = data.draw(edits_for(project))
        edit.apply(project)
        for track_id in before.tracks.keys() | project.tracks.keys():
            old, new = before.tracks.get(track_id), project.tracks.get(track_id)
            if old is None or new is None:
                assert track_id in edit.touched.tracks
                continue
            if old != new and old.observations == new.observations:
                assert track_id in edit.touched.tracks
            changed = {
                index
                for index in old.observations.keys() | new.observations.keys()
                if old.observations.get(index) != new.observations.get(index)
            }
            assert changed <= edit.touched.frames.get(track_id, frozenset())
        if list(before.tracks) != list(project.tracks):
            assert edit.touched.order
        if before.categories != project.categories:
            assert edit.touched.categories


@pytest.mark.parametrize(
    "edit",
    [
        RemoveTrack(9),
        UpdateTrack(9, {"name": "x"}),
        UpdateTrack(1, {"size": 3}),
        UpdateTrack(1, {"category_id": 7}),
        ReorderTracks((1, 1)),
        SetObservations(9, {0: None}),
        SetObservations(1, {FRAMES: manual()}),
        SetObservations(1, {-1: manual()}),
        SetObservations(1, {0: manual(), 1: manual(Mask.empty(2, 2))}),
        AddTrack(track(1)),
        AddTrack(Track(5, "x", 9, (0, 0, 0))),
        remove_category(1),
        SetMedia(None, VideoInfo(WIDTH + 1, HEIGHT, FRAMES)),
        Compound((UpdateTrack(1, {"name": "new"}), RemoveTrack(9)), "both"),
    ],
)
def test_a_refused_edit_leaves_the_project_as_it_was(edit):
    project = new_project()
    AddTrack(track(1, observations={0: manual()})).apply(project)
    before = state(project)
    with pytest.raises(ProjectError):
        edit.apply(project)
    assert state(project) == before


def test_a_track_in_an_edit_is_not_the_one_in_the_project():
    project, added = new_project(), track(1)
    AddTrack(added).apply(project)
    SetObservations(1, {0: manual()}).apply(project)
    assert added.observations == {}


def test_ids_are_not_used_again_after_deleting():
    project = new_project()
    AddTrack(track(1)).apply(project)
    RemoveTrack(1).apply(project)
    assert project.next_track_id == 2


def test_a_category_can_be_added_and_removed():
    project = new_project()
    add_category(Category(2, "dog")).apply(project)
    remove_category(2).apply(project)
    assert list(project.categories) == [1]


def test_history_forgets_the_oldest_steps_first():
    project = new_project()
    AddTrack(track(1)).apply(project)
    history = History(max_bytes=3000)
    for index in range(FRAMES):
        history.do(project, SetObservations(1, {index: manual()}))
        history.do(project, SetObservations(1, {index: None}))
    assert history.size_bytes <= 3000
    steps = 0
    while history.undo(project):
        steps += 1
    assert 0 < steps < 2 * FRAMES


def test_the_newest_step_stays_however_large():
    project = new_project()
    AddTrack(track(1)).apply(project)
    history = History(max_bytes=1)
    history.do(project, UpdateTrack(1, {"name": "gone"}))
    history.do(project, SetObservations(1, {0: manual()}))
    assert history.can_undo
    assert history.undo_label == "Edit mask"
    history.undo(project)
    assert project.tracks[1].observations == {}
    assert history.redo_label == "Edit mask"
    assert not history.can_undo


def test_a_new_edit_forgets_what_could_be_redone():
    project, history = new_project(), History()
    history.do(project, add_category(Category(2, "dog")))
    history.undo(project)
    history.do(project, add_category(Category(3, "cat")))
    assert not history.can_redo


def test_a_step_that_cannot_be_undone_or_redone_stays():
    project, history = new_project(), History()
    history.do(project, add_category(Category(2, "dog")))
    AddTrack(Track(1, "dog", 2, (1, 2, 3))).apply(project)  # behind the history's back
    with pytest.raises(ProjectError, match="used by"):
        history.undo(project)
    assert (history.can_undo, history.can_redo) == (True, False)
    RemoveTrack(1).apply(project)
    assert history.undo(project) is not None
    history.do(project, AddTrack(track(1)))
    history.undo(project)
    AddTrack(track(1)).apply(project)
    with pytest.raises(ProjectError, match="used again"):
        history.redo(project)
    assert (history.can_undo, history.can_redo) == (False, True)
