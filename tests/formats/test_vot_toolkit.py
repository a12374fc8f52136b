"""VOT exports as the toolkit itself reads them, where it is installed.

`pip install "vot-toolkit==0.9.0" "attributee==0.1.9" "phx-class-registry==5.0.0"`: with attributee
0.1.10 or a newer registry the toolkit does not import.
"""

import numpy as np
import pytest

from annotator.core.project import Visibility
from annotator.formats.registry import FORMATS, ExportOptions
from tests.fakes import FakeSource
from tests.formats.projects import make_project, rich_project

SIZE = (64, 40)


@pytest.fixture(scope="module")
def toolkit():
    try:
        import vot.dataset
        import vot.region.raster
    except Exception as error:  # its dependencies break each other in many ways
        pytest.skip(f"the VOT toolkit does not import ({type(error).__name__})")
    return vot.dataset


def sequence_of(toolkit, folder, name, project):
    options = ExportOptions(include_images=True)
    frames = project.video.frame_count
    FORMATS[name].write(project, folder / "out", options, source=FakeSource(frames, SIZE))
    return toolkit.load_sequence(str(folder / "out" / "clip"))


def pixels(region):
    """`(height, width)` bool of a mask of the toolkit."""
    mask = np.zeros((SIZE[1], SIZE[0]), bool)
    x, y = region.offset
    height, width = region.mask.shape
    mask[y : y + height, x : x + width] = region.mask != 0
    return mask


def test_masks_of_one_object(toolkit, tmp_path):
    project = make_project(tracks=1)
    sequence = sequence_of(toolkit, tmp_path, "vot", project)
    assert (len(sequence), sequence.size) == (6, SIZE)
    for index, one in project.tracks[1].observations.items():
        np.testing.assert_array_equal(pixels(sequence.groundtruth(index)), one.mask.to_array())


def test_several_objects_with_states(toolkit, tmp_path):
    project = rich_project()
    sequence = sequence_of(toolkit, tmp_path, "vot", project)
    assert sequence.objects() == {"object1", "object2"}
    for track in project.tracks.values():
        regions = sequence.object(f"object{track.id}")
        assert len(regions) == 6
        for index, one in track.observations.items():
            if one.mask is None:
                assert regions[index].is_empty() if hasattr(regions[index], "is_empty") else True
                assert str(regions[index]).startswith("0")
            else:
                np.testing.assert_array_equal(pixels(regions[index]), one.mask.to_array())
    for index in range(6):
        states = {
            track.id: track.observations[index].visibility for track in project.tracks.values()
        }
        tags = sequence.tags(index)
        assert ("occlusion_object1" in tags) == (states[1] is Visibility.OCCLUDED)
        assert ("out_of_view_object1" in tags) == (states[1] is Visibility.OUT_OF_VIEW)


@pytest.mark.parametrize("name", ["vot-rectangle", "vot-polygon"])
def test_boxes(toolkit, tmp_path, name):
    project = make_project(tracks=1)
    sequence = sequence_of(toolkit, tmp_path, name, project)
    for index, one in project.tracks[1].observations.items():
        box, region = one.mask.box, sequence.groundtruth(index).bounds()
        left, top, right, bottom = region
        assert abs(left - box.x) <= 1
        assert abs(top - box.y) <= 1
        assert abs(right - box.right) <= 1
        assert abs(bottom - box.bottom) <= 1
