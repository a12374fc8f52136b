"""One polygon is the whole mask: for pycocotools, for Pillow, whatever the holes and parts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pycocotools import mask as coco_mask
from scipy import ndimage

from annotator.core.mask import Mask
from annotator.formats.bridges import polygons_of, single_polygon
from annotator.formats.rasterize import mask_of_polygons, mask_of_row_runs, row_runs
from annotator.formats.reading import ReadError


def filled(polygon, height, width):
    """As any user of COCO tools fills it."""
    merged = coco_mask.merge(coco_mask.frPyObjects([polygon], height, width))
    return coco_mask.decode(merged).astype(bool)


def even_odd(polygon, height, width):
    """A filler of a few lines: a pixel is inside when a ray from its centre crosses an odd number
    of edges."""
    points = np.array(polygon, float).reshape(-1, 2)
    ends = np.roll(points, -1, axis=0)
    inside = np.zeros((height, width), bool)
    for (x1, y1), (x2, y2) in zip(points, ends, strict=True):
        if x1 == x2:
            rows = slice(int(min(y1, y2)), int(max(y1, y2)))
            inside[rows, int(x1) :] ^= True
        elif y1 != y2:
            for y in range(height):
                if (y1 <= y + 0.5) != (y2 <= y + 0.5):
                    x = x1 + (y + 0.5 - y1) / (y2 - y1) * (x2 - x1)
                    inside[y, np.arange(width) + 0.5 > x] ^= True
    return inside


@settings(max_examples=150, deadline=None)
@given(arrays(np.bool_, st.tuples(st.integers(1, 14), st.integers(1, 14))))
def test_any_mask_comes_back(pixels):
    polygon, bridges = single_polygon(Mask.from_array(pixels))
    if not pixels.any():
        assert (polygon, bridges) == ([], 0)
        return
    np.testing.assert_array_equal(filled(polygon, *pixels.shape), pixels)
    np.testing.assert_array_equal(even_odd(polygon, *pixels.shape), pixels)


def test_a_plain_shape_has_no_bridge_and_a_ring_one():
    square = np.zeros((20, 30), bool)
    square[4:16, 5:25] = True
    assert single_polygon(Mask.from_array(square)) == ([5, 4, 25, 4, 25, 16, 5, 16], 0)
    square[8:10, 8:12] = False
    polygon, bridges = single_polygon(Mask.from_array(square))
    assert bridges == 1
    assert len(polygon) == 2 * (4 + 4 + 2)


@settings(max_examples=150, deadline=None)
@given(arrays(np.bool_, st.tuples(st.integers(1, 14), st.integers(1, 14))))
def test_parts_alone_are_the_mask(pixels):
    parts = [
        filled(polygon, *pixels.shape)
        for polygon, _ in polygons_of(Mask.from_array(pixels), "split")
    ]
    assert len(parts) == ndimage.label(pixels)[1]
    np.testing.assert_array_equal(sum(parts, np.zeros(pixels.shape, int)), pixels)


def test_a_ring_and_a_dot_are_two_parts_with_one_bridge():
    pixels = np.zeros((20, 30), bool)
    pixels[4:16, 5:20] = pixels[18, 28] = True
    pixels[8:10, 8:12] = False
    found = polygons_of(Mask.from_array(pixels), "split")
    assert [bridges for _, bridges in found] == [1, 0]
    assert found[1][0] == [28, 18, 29, 18, 29, 19, 28, 19]


def test_bridges_are_short():
    pixels = np.zeros((10, 100), bool)
    pixels[2:8, :40] = pixels[2:8, 42:60] = pixels[2:8, 62:] = True
    points = np.array(single_polygon(Mask.from_array(pixels))[0]).reshape(-1, 2)
    steps = np.abs(np.diff(points, axis=0))
    assert (steps[(steps[:, 1] == 0)][:, 0] <= 40).all()


def test_many_parts_are_joined_in_bounded_time():
    pixels = np.zeros((120, 160), bool)
    pixels[::2, ::2] = True
    mask = Mask.from_array(pixels[:40, :40])
    polygon, bridges = single_polygon(mask)
    assert bridges == 399
    assert (filled(polygon, 40, 40) == pixels[:40, :40]).all()


@given(arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 12))))
def test_row_runs_come_back(pixels):
    runs = row_runs(pixels)
    assert sum(runs) == pixels.size
    size = (pixels.shape[1] + 5, pixels.shape[0] + 3)
    crop = (pixels.shape[1], pixels.shape[0])
    mask = mask_of_row_runs(runs, left=2, top=1, crop=crop, size=size, place="")
    expected = np.zeros((size[1], size[0]), bool)
    expected[1 : 1 + crop[1], 2 : 2 + crop[0]] = pixels
    np.testing.assert_array_equal(mask.to_array(), expected)


@pytest.mark.parametrize(
    "polygon",
    [
        [],
        [1, 2, 3, 4],
        [1, 2, 3, 4, 5],
        [0, 0, 5, 0, float("nan"), 5],
        [0, 0, 1e9, 0, 5, 5],
        [0, 0, "x", 0, 5, 5],
        [0, 0, True, 0, 5, 5],
        [0, 0, 5, None, 5, 5],
        [0, 19] * 600_000,
    ],
    ids=range(9),
)
def test_bad_polygons_never_reach_the_filler(polygon):
    with pytest.raises(ReadError, match=r"^here: "):
        mask_of_polygons([polygon], width=10, height=10, place="here")


@pytest.mark.parametrize(
    ("runs", "left", "top", "crop"),
    [
        ([4], 0, 0, (2, 3)),
        ([6], 9, 0, (2, 3)),
        ([6], -1, 0, (2, 3)),
        ([6], 0, 8, (2, 3)),
        ([], 0, 0, (0, 3)),
        ([10**12], 0, 0, (10**6, 10**6)),
    ],
)
def test_bad_runs_are_refused(runs, left, top, crop):
    with pytest.raises(ReadError, match=r"^here: "):
        mask_of_row_runs(runs, left=left, top=top, crop=crop, size=(10, 10), place="here")
