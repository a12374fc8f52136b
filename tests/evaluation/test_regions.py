"""Polygon overlap against the toolkit's values, a slow reading of its rule, and by hand."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.geometry import Box, RotatedBox
from annotator.evaluation.regions import (
    box_corners,
    corners_of,
    polygon_overlap,
    rasterize,
    start_box,
)

SMALL = Path(__file__).parents[1] / "data" / "reference" / "polygons.npz"
SQUARE = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], float)


def check_overlaps(path: Path) -> None:
    stored = np.load(path)
    for key, bounds in (("unbounded", None), ("bounded_320x240", (320.0, 240.0))):
        found = [
            polygon_overlap(a, b, bounds) for a, b in zip(stored["a"], stored["b"], strict=True)
        ]
        np.testing.assert_allclose(found, stored[key], atol=1e-6)


def check_starts(regions: np.ndarray, expected: np.ndarray) -> None:
    boxes = [start_box(region) for region in regions]
    found = [(*box.center, box.width, box.height) for box in boxes]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_overlap_of_the_fixture():
    check_overlaps(SMALL)


@pytest.mark.shared
def test_overlap_of_the_large_fixture(shared_dir):
    check_overlaps(shared_dir / "reference" / "fixtures" / "dev" / "polygon_overlap.npz")


def test_start_of_the_fixture():
    stored = np.load(SMALL)
    check_starts(stored["region"], stored["region_cxcywh"])


@pytest.mark.shared
def test_start_of_the_large_fixture(shared_dir):
    stored = np.load(shared_dir / "reference" / "fixtures" / "dev" / "axis_aligned.npz")
    check_starts(stored["region"], stored["cxcywh"])


def test_start_of_an_upright_rectangle_is_one_pixel_larger():
    box = start_box(SQUARE)
    assert box == Box(-0.5, -0.5, 11, 11)


def test_start_of_a_line_has_an_extent():
    box = start_box([3, 3, 9, 3, 9, 3, 3, 3])
    assert (box.width, box.height) == (7, 1)


def test_rasters_count_both_rims():
    assert polygon_overlap(SQUARE, np.add(SQUARE, (5, 0))) == pytest.approx(6 / 16)


def test_touching_is_no_overlap():
    assert polygon_overlap(SQUARE, np.add(SQUARE, (10, 0))) == 0
    assert polygon_overlap(SQUARE, np.add(SQUARE, (40, 40))) == 0


def test_what_lies_outside_of_the_picture_does_not_count():
    assert polygon_overlap(SQUARE, np.add(SQUARE, (5, 0)), (8.0, 8.0)) > 6 / 16
    assert polygon_overlap(SQUARE, SQUARE - [50, 0], (8.0, 8.0)) == 0
    assert polygon_overlap(SQUARE - [50, 0], SQUARE - [50, 0], (8.0, 8.0)) == 0


def test_what_is_no_polygon_overlaps_nothing():
    assert polygon_overlap(SQUARE, np.full(8, np.nan)) == 0
    assert polygon_overlap(SQUARE, np.full(8, np.inf)) == 0
    assert polygon_overlap(SQUARE, [3, 3] * 4) == 0


def test_a_monstrous_polygon_is_cut_by_the_picture():
    whole = SQUARE * 1e30 - 5e30
    assert polygon_overlap(SQUARE, whole, (10.0, 10.0)) == pytest.approx(1.0)


def test_regions_as_numbers():
    np.testing.assert_array_equal(
        corners_of([10, 20, 5, 4]), [[10, 20], [10, 23], [14, 23], [14, 20]]
    )
    np.testing.assert_array_equal(corners_of(range(8)), np.arange(8).reshape(4, 2))
    for numbers in ([1.0], [1.0, 2.0, 3.0, 4.0, 5.0], [1.0] * 7):
        with pytest.raises(ValueError, match="numbers in pairs"):
            corners_of(numbers)


def test_corners_of_a_box_go_round_it():
    np.testing.assert_array_equal(box_corners(Box(1, 2, 3, 4)), [[1, 2], [4, 2], [4, 6], [1, 6]])


def fill_slowly(polygon: np.ndarray, width: int, height: int) -> np.ndarray:
    """The rule of SPEC 11.2, one row and one edge at a time; integer vertices."""
    pixels = np.zeros((height, width), bool)
    for y in range(height):
        nodes = []
        for i in range(len(polygon)):
            (xi, yi), (xj, yj) = polygon[i], polygon[i - 1]
            if yi != yj and min(yi, yj) <= y <= max(yi, yj):
                nodes.append(math.trunc(xi + (y - yi) / (yj - yi) * (xj - xi)))
        nodes.sort()
        k = 0
        while k < len(nodes) - 1:
            if nodes[k] == nodes[k + 1]:
                k += 1
                continue
            for x in range(max(nodes[k], 0), min(nodes[k + 1], width - 1) + 1):
                pixels[y, x] = True
            k += 2
    return pixels


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-4, 16), st.integers(-4, 16)), min_size=3, max_size=7))
def test_fill_follows_the_rule(points):
    polygon = np.array(points, float)
    filled = rasterize(polygon, left=0, top=0, width=13, height=11)
    np.testing.assert_array_equal(filled, fill_slowly(polygon, 13, 11))


@settings(max_examples=40, deadline=None)
@given(
    st.floats(20, 60), st.floats(20, 60), st.floats(8, 40), st.floats(8, 40), st.floats(-180, 180),
    st.floats(-10, 10),
)  # fmt: skip
def test_overlap_is_symmetric_and_complete_with_itself(x, y, width, height, angle, shift):
    polygon = RotatedBox(x, y, width, height, angle).corners()
    assert polygon_overlap(polygon, polygon) == 1
    moved = np.add(polygon, (shift, 0))
    assert polygon_overlap(polygon, moved) == polygon_overlap(moved, polygon)
    assert 0 <= polygon_overlap(polygon, moved) <= 1
