"""The per-track arrays behind the timeline agree with the project after any edits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.edits import AddTrack, RemoveTrack, SetMedia, SetObservations, add_category
from annotator.core.frames import VideoInfo
from annotator.core.mask import Mask
from annotator.core.project import (
    Absence,
    Category,
    Observation,
    Origin,
    Project,
    Track,
    Visibility,
)
from annotator.gui.timeline_lanes import (
    NO_SCORE,
    SLICE_FRAMES,
    LaneStore,
    State,
    score_byte,
    state_of,
)
from annotator.gui.timeline_layout import FrameView, cells_between

FRAMES = 50

observations = st.builds(
    Observation,
    mask=st.none(),
    origin=st.sampled_from(Origin),
    visibility=st.sampled_from(Visibility),
    score=st.none() | st.floats(0, 1),
    reviewed=st.booleans(),
    locked=st.booleans(),
    flagged=st.booleans(),
)


def make_project(frame_count: int = FRAMES, tracks: int = 2) -> Project:
    project = Project(VideoInfo(8, 6, frame_count))
    add_category(Category(1, "thing")).apply(project)
    for index in range(tracks):
        AddTrack(Track(index + 1, f"t{index}", 1, (200, 0, 0))).apply(project)
    return project


def assert_store_matches(store: LaneStore, project: Project) -> None:
    for track in project.tracks.values():
        lane = store.lane(track.id)
        for frame in range(project.video.frame_count):
            observation = track.observations.get(frame)
            assert lane.states[frame] == state_of(observation)
            expected = NO_SCORE if observation is None else score_byte(observation.score)
            assert lane.scores[frame] == expected


def build_all(store: LaneStore, project: Project) -> int:
    slices = 0
    while not store.is_complete:
        store.build_slice(project)
        slices += 1
    return slices


@given(
    st.lists(
        st.tuples(
            st.integers(1, 2),
            st.dictionaries(st.integers(0, FRAMES - 1), st.none() | observations, max_size=8),
        ),
        max_size=8,
    ),
    st.integers(0, 8),
)
def test_incremental_updates_equal_the_project(edits: list, built_after: int) -> None:
    project, store = make_project(), LaneStore()
    for number, (track_id, changes) in enumerate(edits):
        edit = SetObservations(track_id, changes)
        edit.apply(project)
        if number == built_after:
            store.reset(project)
            build_all(store, project)
        elif number > built_after:
            dirty = store.update(project, edit.touched)
            if changes:
                assert dirty == {track_id: (min(changes), max(changes))}
    if len(edits) <= built_after:
        store.reset(project)
    build_all(store, project)
    assert_store_matches(store, project)


def test_every_frame_has_exactly_one_kind() -> None:
    kinds = (
        State.EMPTY | State.MANUAL | State.PROPAGATED | State.MERGED | State.IMPORTED | State.ABSENT
    )
    for origin in Origin:
        for visibility in Visibility:
            code = state_of(Observation(None, origin, visibility))
            assert bin(code & kinds).count("1") == 1
    assert state_of(None) == State.EMPTY
    absent = state_of(Observation(None, Origin.MANUAL, Visibility.OUT_OF_VIEW))
    assert absent & State.ABSENT
    assert not absent & State.MANUAL
    hidden = Observation(None, Origin.MANUAL, Visibility.OCCLUDED, absence=Absence.HIDDEN)
    assert State(state_of(hidden)) == State.ABSENT | State.OCCLUDED | State.UNREVIEWED


def test_an_empty_mask_is_no_mask_and_by_hand_it_is_a_keyframe() -> None:
    nothing = Mask.empty(4, 4)
    found = state_of(Observation(nothing, Origin.PROPAGATED))
    assert State(found) == State.EMPTY | State.BLANK | State.UNREVIEWED
    by_hand = state_of(Observation(nothing, Origin.MANUAL))
    assert State(by_hand) == State.MANUAL | State.BLANK | State.UNREVIEWED
    assert not state_of(Observation(nothing, Origin.MANUAL, Visibility.OUT_OF_VIEW)) & State.BLANK


def test_flags_have_their_bits() -> None:
    observation = Observation(
        None,
        Origin.MERGED,
        Visibility.OCCLUDED,
        reviewed=True,
        locked=True,
        flagged=True,
    )
    assert State(state_of(observation)) == (
        State.MERGED | State.OCCLUDED | State.REVIEWED | State.LOCKED | State.FLAGGED
    )


@pytest.mark.parametrize(
    ("score", "byte"), [(None, 255), (float("nan"), 255), (0, 0), (1, 254), (7, 254), (-1, 0)]
)
def test_score_byte(score: float | None, byte: int) -> None:
    assert score_byte(score) == byte


def test_zoomed_out_columns_hide_nothing_and_show_the_worst_score() -> None:
    project = make_project(frame_count=1000, tracks=1)
    good = Observation(None, Origin.PROPAGATED, score=0.9)
    changes = dict.fromkeys(range(1000), good)
    changes[501] = Observation(None, Origin.MANUAL, score=0.1)
    SetObservations(1, changes).apply(project)
    store = LaneStore()
    store.reset(project)
    build_all(store, project)
    cells = cells_between(FrameView.fitted(1000, 100), 0, 100)
    states, worst = store.lane(1).states_of(cells), store.lane(1).scores_of(cells)
    assert len(states) == 100
    assert states[50] & State.MANUAL
    assert worst[50] == score_byte(0.1)
    assert not states[49] & State.MANUAL
    assert worst[49] == score_byte(0.9)


def test_single_frames_when_zoomed_in() -> None:
    project, store = make_project(tracks=1), LaneStore()
    SetObservations(1, {5: Observation(None, Origin.MANUAL)}).apply(project)
    store.reset(project)
    build_all(store, project)
    view = FrameView(FRAMES, 4.0, 20.0, 100)
    states = store.lane(1).states_of(cells_between(view, 0, 100))
    assert list(np.flatnonzero(states & State.MANUAL)) == [1]


def test_a_long_track_is_built_in_slices_and_edits_win() -> None:
    count = SLICE_FRAMES * 2 + 10
    project, store = make_project(frame_count=count, tracks=1), LaneStore()
    old = Observation(None, Origin.PROPAGATED)
    SetObservations(1, dict.fromkeys(range(count), old)).apply(project)
    store.reset(project)
    assert store.build_slice(project) == {1}
    assert not store.is_complete
    edit = SetObservations(1, {count - 1: Observation(None, Origin.MANUAL)})
    edit.apply(project)
    store.update(project, edit.touched)
    assert build_all(store, project) >= 2
    assert store.lane(1).states[count - 1] & State.MANUAL
    assert (store.lane(1).states[:-1] & State.PROPAGATED).all()


def test_a_large_edit_is_read_in_slices() -> None:
    count = SLICE_FRAMES + 50
    project, store = make_project(frame_count=count, tracks=1), LaneStore()
    store.reset(project)
    edit = SetObservations(1, dict.fromkeys(range(count), Observation(None, Origin.MERGED)))
    undo = edit.apply(project)
    assert store.update(project, edit.touched) == {1: (0, count - 1)}
    assert not store.is_complete
    undo.apply(project)
    store.update(project, undo.touched)
    build_all(store, project)
    assert (store.lane(1).states == State.EMPTY).all()


def test_tracks_come_and_go() -> None:
    project, store = make_project(tracks=1), LaneStore()
    store.reset(project)
    track = Track(9, "new", 1, (0, 0, 0), observations={3: Observation(None, Origin.IMPORTED)})
    add = AddTrack(track)
    add.apply(project)
    assert store.update(project, add.touched) == {9: (3, 3)}
    assert store.lane(9).states[3] & State.IMPORTED
    remove = RemoveTrack(9)
    remove.apply(project)
    store.update(project, remove.touched)
    assert (store.lane(9).states == State.EMPTY).all()


def test_a_track_removed_while_it_waits_is_skipped() -> None:
    project, store = make_project(tracks=1), LaneStore()
    SetObservations(1, {0: Observation(None, Origin.MANUAL)}).apply(project)
    store.reset(project)
    RemoveTrack(1).apply(project)
    assert store.build_slice(project) == set()
    assert store.is_complete


def test_a_corrected_frame_count_rebuilds() -> None:
    project, store = make_project(tracks=1), LaneStore()
    SetObservations(1, {2: Observation(None, Origin.MANUAL)}).apply(project)
    store.reset(project)
    build_all(store, project)
    edit = SetMedia(None, VideoInfo(8, 6, 30))
    edit.apply(project)
    assert store.update(project, edit.touched) == {1: (0, 29)}
    build_all(store, project)
    assert_store_matches(store, project)
