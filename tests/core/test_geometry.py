import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.geometry import Box, RotatedBox

sizes = st.floats(0.5, 500)
places = st.floats(-500, 500)


def test_box_conversions():
    box = Box.from_corners(10, 20, 4, 50)
    assert box == Box(4, 20, 6, 30)
    assert box.center == (7, 35)
    assert Box.from_center(7, 35, width=6, height=30) == box
    assert (box.right, box.bottom, box.area) == (10, 50, 180)


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (Box(-5, -5, 10, 10), Box(0, 0, 5, 5)),
        (Box(15, 8, 50, 50), Box(15, 8, 5, 2)),
        (Box(2, 3, 4, 5), Box(2, 3, 4, 5)),
        (Box(20, 3, 4, 5), None),
        (Box(3, 3, 0, 5), None),
        (Box(math.nan, 3, 4, 5), None),
    ],
)
def test_clipping(box, expected):
    assert box.clipped(width=20, height=10) == expected


@given(places, places, sizes, sizes, st.floats(-179, 179))
def test_rotated_box_round_trip(x, y, width, height, angle):
    corners = RotatedBox(x, y, width, height, angle).corners()
    again = RotatedBox.from_corners(corners)
    np.testing.assert_allclose(again.corners(), corners, atol=1e-6)
    assert again.width == pytest.approx(width)
    assert again.angle_degrees == pytest.approx(angle, abs=1e-6)


def test_an_upright_rotated_box_is_its_own_bounds():
    assert RotatedBox(5, 6, 4, 2, 0).axis_aligned() == Box(3, 5, 4, 2)
    box = RotatedBox(5, 6, 4, 2, 90).axis_aligned()
    assert (box.x, box.y, box.width, box.height) == pytest.approx((4, 4, 2, 4))


def test_rotated_box_needs_four_corners():
    with pytest.raises(ValueError, match="4 corners"):
        RotatedBox.from_corners(np.zeros((3, 2)))


def test_infinite_boxes_are_noticed():
    assert Box(1, 2, 3, 4).is_finite()
    assert not Box(1, math.inf, 3, 4).is_finite()


@pytest.mark.parametrize(
    ("box", "rows", "columns"),
    [
        (Box(10, 20, 12, 13), slice(20, 33), slice(10, 22)),
        (Box(10.4, 20.6, 12, 12), slice(21, 33), slice(10, 22)),
        (Box(0, 0, 96, 64), slice(0, 64), slice(0, 96)),
        (Box(-5, -5, 500, 7), slice(0, 2), slice(0, 96)),
        (Box(5.2, 5.2, 0.1, 0.1), slice(5, 6), slice(5, 6)),
        (Box(95.7, 63.8, 9, 9), slice(63, 64), slice(95, 96)),
        (Box(96, 0, 5, 5), slice(0, 0), slice(0, 0)),
        (Box(float("nan"), 0, 5, 5), slice(0, 0), slice(0, 0)),
    ],
)
def test_a_box_as_pixels(box, rows, columns):
    expected = np.zeros((64, 96), np.bool_)
    expected[rows, columns] = True
    found = box.pixels(width=96, height=64)
    assert found.dtype == np.bool_
    assert np.array_equal(found, expected)
