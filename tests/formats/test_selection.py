"""Which frames and masks an export holds, and the one word for each frame."""

from dataclasses import replace

import pytest

from annotator.core.mask import Mask
from annotator.core.project import Observation, Origin, Visibility
from annotator.formats.options import ExportOptions
from annotator.formats.selection import select
from tests.formats.projects import make_project


def test_masks_come_from_the_lowest_layer_up():
    project = make_project(tracks=3)
    project.tracks = {i: project.tracks[i] for i in (3, 1, 2)}
    selection = select(project, ExportOptions())
    assert [one.track.id for one in selection.masks(0)] == [3, 1, 2]
    chosen = select(project, ExportOptions(track_ids=(1, 3)))
    assert [one.track.id for one in chosen.masks(0)] == [3, 1], "layers, not the order asked for"


def test_empty_and_missing_masks_are_absent():
    project = make_project(tracks=3)
    project.tracks[1].observations[2] = Observation(Mask.empty(40, 64), Origin.MANUAL)
    project.tracks[2].observations[2] = Observation(None, Origin.MANUAL, Visibility.OCCLUDED)
    del project.tracks[3].observations[2]
    selection = select(project, ExportOptions())
    assert selection.masks(2) == []
    assert [(track.id, seen.visibility) for track, seen in selection.absent(2)] == [
        (1, Visibility.VISIBLE),
        (2, Visibility.OCCLUDED),
    ]


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ({}, {}, "propagated"),
        ({"origin": Origin.MANUAL}, {}, "manual"),
        ({"reviewed": True}, {}, "propagated"),
        ({"reviewed": True}, {"reviewed": True}, "reviewed"),
        ({"reviewed": True}, {"mask": None}, "reviewed"),
        ({"mask": None}, {"mask": None}, "absent"),
    ],
)
def test_the_state_of_a_frame(first, second, state):
    project = make_project()
    for track_id, change in ((1, first), (2, second)):
        seen = project.tracks[track_id].observations
        seen[3] = replace(seen[3], **change)
    assert select(project, ExportOptions()).state(3) == state


def test_a_frame_without_observations_is_unlabelled():
    project = make_project()
    for track in project.tracks.values():
        del track.observations[3]
    assert select(project, ExportOptions()).state(3) == "unlabelled"


def test_a_partly_reviewed_frame_is_not_reviewed():
    project = make_project()
    for index, track_ids in {1: (1,), 2: (1, 2)}.items():
        for track_id in track_ids:
            seen = project.tracks[track_id].observations
            seen[index] = replace(seen[index], reviewed=True)
    assert select(project, ExportOptions(scope="reviewed")).frames == (2,)
    alone = select(project, ExportOptions(scope="reviewed", track_ids=(1,)))
    assert alone.frames == (1, 2)
