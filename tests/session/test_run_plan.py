"""Which runs a command means, as plain functions of a project."""

import itertools

import pytest

from annotator.core.edits import AddTrack, SetObservations
from annotator.core.errors import AnnotatorError
from annotator.core.frames import VideoInfo
from annotator.core.project import Category, Direction, Observation, Origin, Project, Track
from annotator.session.requests import Request
from annotator.session.run_plan import plan, plan_merge, require_frames
from tests.fakes import square_mask

BOTH = tuple(Direction)


@pytest.fixture
def project():
    """Ten frames; each of two objects with a mask of a person's on frames 2 and 6."""
    made = Project(VideoInfo(96, 64, 10), categories={1: Category(1, "dog")})
    for track_id in (1, 2):
        AddTrack(Track(track_id, f"object {track_id}", 1, (1, 2, track_id))).apply(made)
        own = Observation(mask=square_mask((10, 10, 8, 8)), origin=Origin.MANUAL)
        SetObservations(track_id, {2: own, 6: own}).apply(made)
    return made


def planned(project, *requests):
    ids = itertools.count(100)
    wanted = [(request, require_frames(project, request)) for request in requests]
    return plan(project, wanted, 7, lambda: next(ids))


@pytest.mark.parametrize("direction", BOTH)
def test_a_plan_with_one_direction_says_which(project, direction):
    assert planned(project, Request(1, 2, (direction,))).direction is direction


def test_a_plan_with_both_directions_says_none(project):
    found = planned(project, Request(1, 2, BOTH))
    assert found.direction is None
    assert found.runs[0].frames == {0, 1, 3, 4, 5}


def test_a_batch_of_one_is_its_run_and_others_have_numbers_of_their_own(project):
    alone = planned(project, Request(1, 2, BOTH))
    assert [run.job_id for run in alone.runs] == [7]
    forward = (Direction.FORWARD,)
    together = planned(project, Request(1, 2, forward), Request(2, 6, forward))
    assert [(run.job_id, run.track_id) for run in together.runs] == [(100, 1), (101, 2)]
    lanes = together.passes[Direction.FORWARD]
    assert [(lane.key, list(lane.frames)) for lane in lanes] == [(100, [3, 4, 5]), (101, [7, 8, 9])]


def test_what_is_locked_is_neither_run_nor_merged(project):
    project.tracks[1].is_locked = True
    with pytest.raises(AnnotatorError, match="“object 1” is locked"):
        require_frames(project, Request(1, 2, BOTH))
    with pytest.raises(AnnotatorError, match="“object 1” is locked"):
        plan_merge(project, 1, 2, 6, 7)


def test_a_run_without_a_mask_to_start_from_says_where_to_draw_one(project):
    with pytest.raises(AnnotatorError, match="no mask on frame 4"):
        require_frames(project, Request(1, 3, BOTH))


def test_a_merge_goes_from_either_mask_over_the_same_frames(project):
    run, ahead, back = plan_merge(project, 1, 2, 6, 7)
    assert (run.job_id, run.frames) == (7, {3, 4, 5})
    assert (ahead.seed.frame_index, list(ahead.frames)) == (2, [3, 4, 5])
    assert (back.seed.frame_index, list(back.frames)) == (6, [5, 4, 3])


def test_masks_with_another_one_between_them_are_not_merged(project):
    own = project.track(1).observations[2]
    SetObservations(1, {4: own}).apply(project)
    with pytest.raises(AnnotatorError, match="nothing to merge"):
        plan_merge(project, 1, 2, 6, 7)
