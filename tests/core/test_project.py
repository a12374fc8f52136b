from dataclasses import replace

import pytest

from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import (
    Absence,
    Category,
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


def test_where_a_run_ends_is_the_nearest_barrier_with_a_mask(project):
    barrier = replace(PROPAGATED, reviewed=True)
    absent = replace(PROPAGATED, mask=None, visibility=Visibility.OUT_OF_VIEW)
    project.tracks[1].observations = {1: barrier, 2: barrier, 4: PROPAGATED, 5: barrier}
    project.tracks[1].observations |= {6: PROPAGATED, 7: absent, 8: barrier, 9: barrier}
    assert project.next_barrier(1, 5, Direction.FORWARD) == 8
    assert project.next_barrier(1, 5, Direction.BACKWARD) == 2


TURNED = RotatedBox(3, 3, 2, 2, 0)


@pytest.mark.parametrize(
    ("changes", "is_candidate", "is_skipped"),
    [
        ({"mask": None, "rotated_box": TURNED}, True, False),
        ({"mask": None}, False, False),
        ({"rotated_box": TURNED}, False, False),
        ({"mask": None, "rotated_box": TURNED, "origin": Origin.IMPORTED}, True, True),
        (
            {"mask": None, "rotated_box": TURNED, "visibility": Visibility.OUT_OF_VIEW},
            False,
            True,
        ),
        ({"visibility": Visibility.OUT_OF_VIEW}, False, False),
        ({"mask": None, "reviewed": True}, False, True),
    ],
)
def test_what_is_a_box_to_run_and_what_a_run_goes_over(changes, is_candidate, is_skipped):
    one = replace(PROPAGATED, **changes)
    assert (one.is_candidate, one.is_skipped) == (is_candidate, is_skipped)
    assert not replace(PROPAGATED, mask=None).is_lasting


def test_masks_count_for_the_size_in_memory(project):
    empty = replace(PROPAGATED, mask=None)
    assert PROPAGATED.size_bytes == empty.size_bytes + PROPAGATED.mask.size_bytes
    assert replace(PROPAGATED, disputed=PROPAGATED.mask).size_bytes > PROPAGATED.size_bytes
    track = project.tracks[1]
    alone = track.size_bytes
    track.observations = {0: PROPAGATED, 1: PROPAGATED}
    assert track.size_bytes == alone + 2 * PROPAGATED.size_bytes


def _unknown_category(project):
    project.tracks[1].category_id = 99


def _misfiled_category(project):
    project.categories[7] = Category(8, "bird")


def _category_zero(project):
    project.categories[0] = Category(0, "nothing")


def _misfiled_track(project):
    project.tracks[1].id = 2
    project.next_track_id = 3


def _id_from_the_future(project):
    project.next_track_id = 1


def _track_zero(project):
    project.tracks[0] = Track(0, "nobody", 1, (0, 0, 0))


def _frame_behind_the_end(project):
    project.tracks[1].observations[FRAMES] = PROPAGATED


def _frame_before_the_beginning(project):
    project.tracks[1].observations[-1] = PROPAGATED


def _mask_of_another_size(project):
    project.tracks[1].observations[2] = replace(PROPAGATED, mask=Mask.empty(HEIGHT, WIDTH + 1))


def _disputed_of_another_size(project):
    project.tracks[1].observations[2] = replace(
        PROPAGATED, mask=None, disputed=Mask.empty(HEIGHT + 1, WIDTH)
    )


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (_unknown_category, "'dog' has an unknown category"),
        (_misfiled_category, "category 7 has a wrong id"),
        (_category_zero, "category 0 has a wrong id"),
        (_misfiled_track, "object 1 has a wrong id"),
        (_id_from_the_future, "object 1 has a wrong id"),
        (_track_zero, "object 0 has a wrong id"),
        (_frame_behind_the_end, f"frame {FRAMES + 1} does not exist"),
        (_frame_before_the_beginning, "frame 0 does not exist"),
        (_mask_of_another_size, f"the mask of frame 3 is {WIDTH + 1} x {HEIGHT} pixels"),
        (_disputed_of_another_size, f"the mask of frame 3 is {WIDTH} x {HEIGHT + 1} pixels"),
    ],
)
def test_every_broken_rule_is_found(project, broken, words):
    project.check()
    broken(project)
    with pytest.raises(ProjectError, match=words):
        project.check()


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
