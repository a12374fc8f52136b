"""Polygons along the pixel edges are the mask again, by COCO's own rasteriser."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pycocotools import mask as coco_mask

from annotator.core.mask import Mask
from annotator.formats.polygons import trace
from tests.formats.projects import ellipse

pictures = hnp.arrays(
    np.bool_, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.booleans()
)


def rasterised(polygons: list[list[int]], shape: tuple[int, int]) -> np.ndarray:
    """The union, as `COCO.annToMask` makes it."""
    if not polygons:
        return np.zeros(shape, bool)
    runs = coco_mask.merge(coco_mask.frPyObjects(polygons, *shape))
    return coco_mask.decode(runs).astype(bool)


def area(polygon: list[int]) -> float:
    x, y = polygon[0::2], polygon[1::2]
    pairs = zip(x, y, x[1:] + x[:1], y[1:] + y[:1], strict=True)
    return abs(sum(a * d - c * b for a, b, c, d in pairs)) / 2


@settings(deadline=None, max_examples=400)
@given(pictures)
@example(np.eye(5, dtype=bool))
@example(np.eye(5, dtype=bool)[::-1])
@example(np.indices((7, 6)).sum(0) % 2 == 0)
def test_parts_without_holes_are_the_mask(pixels):
    outline = trace(Mask.from_array(pixels))
    filled = rasterised(outline.parts, pixels.shape)
    assert (filled & pixels == pixels).all()
    if not outline.holes:
        np.testing.assert_array_equal(filled, pixels)
    else:
        holes = rasterised(outline.holes, pixels.shape)
        assert not (pixels & ~filled).any()
        np.testing.assert_array_equal(pixels | holes, filled)


@settings(deadline=None)
@given(pictures)
def test_every_edge_is_walked_once(pixels):
    """Shoelace areas add up, each polygon has an even count of at least 4 corners."""
    outline = trace(Mask.from_array(pixels))
    assert sum(map(area, outline.parts)) - sum(map(area, outline.holes)) == pixels.sum()
    for polygon in outline.parts + outline.holes:
        assert len(polygon) >= 8
        assert all(isinstance(value, int) for value in polygon)
        steps = np.diff(np.array([*polygon, *polygon[:2]]).reshape(-1, 2), axis=0)
        assert ((steps != 0).sum(1) == 1).all(), "edges go along the lattice and turn each time"


def test_a_square_has_four_corners():
    pixels = np.zeros((20, 30), bool)
    pixels[4:14, 7:17] = True
    outline = trace(Mask.from_array(pixels))
    assert outline.parts == [[7, 4, 17, 4, 17, 14, 7, 14]]
    assert outline.holes == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (33, 47)])
def test_the_full_frame_and_its_border(shape):
    pixels = np.ones(shape, bool)
    outline = trace(Mask.from_array(pixels))
    height, width = shape
    assert outline.parts == [[0, 0, width, 0, width, height, 0, height]]
    np.testing.assert_array_equal(rasterised(outline.parts, shape), pixels)


def test_an_empty_mask_has_no_polygon():
    assert trace(Mask.empty(5, 6)).parts == []


def test_a_ring_has_a_hole_and_an_island_in_it_is_a_part():
    pixels = ellipse(60, 60, (30, 30), (25, 20)) & ~ellipse(60, 60, (30, 30), (15, 12))
    pixels |= ellipse(60, 60, (30, 30), (5, 5))
    outline = trace(Mask.from_array(pixels))
    assert len(outline.parts) == 2
    assert len(outline.holes) == 1


@pytest.mark.parametrize("seed", range(20))
def test_large_smooth_masks_are_exact(seed):
    rng = np.random.default_rng(seed)
    pixels = np.zeros((240, 320), bool)
    for _ in range(3):
        center, radii = rng.uniform(0, 240, 2), rng.uniform(10, 90, 2)
        pixels |= ellipse(240, 320, tuple(center), tuple(radii))
    outline = trace(Mask.from_array(pixels))
    if not outline.holes:
        np.testing.assert_array_equal(rasterised(outline.parts, pixels.shape), pixels)
