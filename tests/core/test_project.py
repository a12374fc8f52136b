from dataclasses import replace

import pytest

from annotator.core.mask import Mask
from annotator.core.project import (
    Absence,
    Direction,
    Observation,
    Origin,
    ProjectError,
    Track,
    Visibility,
)
from tests.core.strategies import FRAMES, HEIGHT, WIDTH, new_project

PROPAGATED = Observation(Mask.empty(HEIGHT, WIDTH), Origin.PROPAGATED)


@pytest.fixture
def project():
    project = new_project()
    project.tracks[1] = Track(1, "dog", 1, (0, 0, 0))
    project.next_track_id = 2
    return project


@pytest.mark.parametrize(
    ("observation", "is_barrier"),
    [
        (PROPAGATED, False),
        (replace(PROPAGATED, origin=Origin.MERGED), False),
        (replace(PROPAGATED, flagged=True), False),
        (replace(PROPAGATED, visibility=Visibility.OCCLUDED), False),
        (replace(PROPAGATED, origin=Origin.MANUAL), True),
        (replace(PROPAGATED, origin=Origin.IMPORTED), True),
        (replace(PROPAGATED, reviewed=True), True),
        (replace(PROPAGATED, locked=True), True),
        (replace(PROPAGATED, mask=None, visibility=Visibility.OUT_OF_VIEW), True),
    ],
)
def test_what_is_a_barrier(observation, is_barrier):
    assert observation.is_barrier is is_barrier


def test_a_run_ends_before_the_next_barrier(project):
    barrier = replace(PROPAGATED, reviewed=True)
    project.tracks[1].observations = {2: barrier, 5: PROPAGATED, 9: barrier}
    forward, backward = Direction.FORWARD, Direction.BACKWARD
    assert project.next_barrier(1, 5, forward) == 9
    assert project.frames_to_run(1, 5, forward) == [6, 7, 8]
    assert project.frames_to_run(1, 5, backward) == [4, 3]
    assert project.frames_to_run(1, 5, forward, until=7) == [6, 7]
    assert project.frames_to_run(1, 5, backward, until=4) == [4]
    assert project.frames_to_run(1, 5, forward, until=20) == [6, 7, 8]
    assert project.frames_to_run(1, 9, forward) == list(range(10, FRAMES))
    assert project.frames_to_run(1, 2, backward) == [1, 0]
    assert project.frames_to_run(1, 8, forward) == []


def test_a_run_goes_over_absent_frames_and_ends_at_a_mask(project):
    barrier = replace(PROPAGATED, reviewed=True)
    absent = replace(PROPAGATED, mask=None, visibility=Visibility.OUT_OF_VIEW)
    hidden = Observation(None, Origin.MANUAL, Visibility.OCCLUDED)
    project.tracks[1].observations = {1: barrier, 3: hidden, 6: absent, 9: barrier}
    forward, backward = Direction.FORWARD, Direction.BACKWARD
    assert (absent.is_skipped, hidden.is_skipped, barrier.is_skipped) == (True, True, False)
    assert project.frames_to_run(1, 5, forward) == [7, 8]
    assert project.frames_to_run(1, 5, backward) == [4, 2]
    assert project.frames_to_run(1, 5, forward, until=7) == [7]
    assert project.frames_to_run(1, 5, forward, until=4) == []
    assert project.frames_to_run(1, 8, forward) == []
    assert project.frames_to_run(1, 9, forward) == list(range(10, FRAMES))
    assert (project.next_barrier(1, 5, forward), project.next_barrier(1, 5, backward)) == (9, 1)
    assert project.next_barrier(1, 1, backward) is None


def test_a_run_over_reviewed_frames_ends_at_what_is_more_than_reviewed(project):
    reviewed = replace(PROPAGATED, reviewed=True)
    checked_empty = replace(reviewed, mask=None)
    locked = replace(reviewed, locked=True)
    project.tracks[1].observations = {2: checked_empty, 3: reviewed, 5: PROPAGATED, 7: locked}
    forward, backward = Direction.FORWARD, Direction.BACKWARD
    assert project.frames_to_run(1, 5, forward, over_reviewed=True) == [6]
    assert project.frames_to_run(1, 5, backward, over_reviewed=True) == [4, 3, 1, 0]
    assert project.frames_to_run(1, 5, backward) == [4]
    assert [one.is_lasting for one in (reviewed, checked_empty, locked)] == [False, True, True]


OCCLUDED = replace(PROPAGATED, visibility=Visibility.OCCLUDED, reason="tree", flagged=True)


@pytest.mark.parametrize(
    ("before", "visibility", "reason", "flagged"),
    [
        (None, Visibility.VISIBLE, "", False),
        (PROPAGATED, Visibility.VISIBLE, "", False),
        (OCCLUDED, Visibility.OCCLUDED, "tree", True),
        (replace(OCCLUDED, mask=None, absence=Absence.HIDDEN), Visibility.OCCLUDED, "tree", True),
        (replace(PROPAGATED, reason="blurred"), Visibility.VISIBLE, "blurred", False),
        (
            replace(OCCLUDED, mask=None, visibility=Visibility.OUT_OF_VIEW, absence=Absence.LEFT),
            Visibility.VISIBLE,
            "",
            True,
        ),
        (replace(OCCLUDED, reviewed=True, locked=True), Visibility.OCCLUDED, "tree", True),
    ],
)
def test_another_mask_keeps_what_was_said_of_its_frame(before, visibility, reason, flagged):
    made = replace(PROPAGATED, score=0.4)
    said = {"visibility": visibility, "reason": reason, "flagged": flagged}
    assert made.keeping_said(before) == replace(made, **said)


def test_a_copy_shares_no_container(project):
    copy = project.copy()
    project.tracks[1].observations[3] = PROPAGATED
    project.tracks[1].name = "cat"
    del project.categories[1]
    assert copy.tracks[1].observations == {}
    assert copy.tracks[1].name == "dog"
    assert 1 in copy.categories


def test_unknown_track_is_a_clear_error(project):
    with pytest.raises(ProjectError, match="no object 7"):
        project.observation(7, 0)


def test_check_finds_broken_rules(project):
    project.check()
    project.tracks[1].observations[FRAMES] = PROPAGATED
    with pytest.raises(ProjectError, match="does not exist"):
        project.check()


def test_keyframes_are_the_manual_frames(project):
    manual = replace(PROPAGATED, origin=Origin.MANUAL)
    project.tracks[1].observations = {4: manual, 1: manual, 2: PROPAGATED}
    assert project.tracks[1].keyframes() == [1, 4]
