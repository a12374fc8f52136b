"""Strokes: exact pixels, no gaps, no paint outside the picture."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.gui.brush import NOTHING, PixelRect, SoftStroke, Stroke, capsule_rows

coordinates = st.floats(-20, 60, allow_nan=False)
radii = st.floats(0.5, 15)


def reference(start, end, radius, shape):
    """Every pixel whose centre is at most `radius` from the segment, by definition."""
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    (x0, y0), (x1, y1) = start, end
    length2 = (x1 - x0) ** 2 + (y1 - y0) ** 2
    if length2 == 0:
        along = np.zeros(shape)
    else:
        along = np.clip(((columns - x0) * (x1 - x0) + (rows - y0) * (y1 - y0)) / length2, 0, 1)
    return np.hypot(columns - (x0 + along * (x1 - x0)), rows - (y0 + along * (y1 - y0)))


@settings(max_examples=150)
@given(coordinates, coordinates, coordinates, coordinates, radii)
def test_a_stroke_is_every_pixel_near_the_segment(x0, y0, x1, y1, radius):
    pixels = np.zeros((40, 50), bool)
    stroke = Stroke(pixels, 2 * radius)
    stroke.extend(x0, y0, is_inside=True)
    stroke.extend(x1, y1, is_inside=True)
    distance = reference((x0, y0), (x1, y1), radius, pixels.shape)
    ends = {(math.floor(y), math.floor(x)) for x, y in ((x0, y0), (x1, y1))}
    clear = np.abs(distance - radius) > 1e-6
    for row, column in ends:
        if 0 <= row < 40 and 0 <= column < 50:
            assert pixels[row, column]
            clear[row, column] = False
    # Rows that hold an end are filled up to the pixel under it, which is inside or next to it.
    mismatch = (pixels != (distance <= radius)) & clear
    assert not mismatch.any()


def test_the_smallest_brush_paints_the_pixel_under_the_pointer():
    pixels = np.zeros((5, 5), bool)
    Stroke(pixels, 1).extend(2.01, 3.99, is_inside=True)
    assert np.argwhere(pixels).tolist() == [[3, 2]]


def test_a_fast_thin_line_has_no_gaps():
    pixels = np.zeros((60, 60), bool)
    stroke = Stroke(pixels, 1)
    stroke.extend(2.5, 2.5, is_inside=True)
    stroke.extend(57.3, 31.8, is_inside=True)
    columns = np.flatnonzero(pixels.any(axis=0))
    assert columns.tolist() == list(range(2, 58))
    rows = [np.flatnonzero(pixels[:, column]).mean() for column in columns]
    assert np.abs(np.diff(rows)).max() <= 1


def test_a_stroke_outside_the_picture_changes_nothing():
    pixels = np.zeros((10, 10), bool)
    stroke = Stroke(pixels, 6)
    assert stroke.extend(-50, -50, is_inside=True).is_empty
    assert stroke.extend(-50, 300, is_inside=True).is_empty
    assert not pixels.any()
    assert not stroke.has_changed


@pytest.mark.parametrize("hardness", [0, 0.3, 0.9])
def test_a_soft_stroke_is_the_same_however_fast_the_hand_is(hardness):
    drawn = []
    for steps in (1, 3, 160):
        stroke = SoftStroke(np.zeros((80, 240), bool), 40, hardness)
        for column in np.linspace(40, 200, steps + 1):
            stroke.extend(column, 40, is_inside=True)
        drawn.append(stroke.pixels)
    widths = drawn[0][:, 60:180].sum(axis=0)
    assert 8 <= widths.min() <= widths.max() <= 40
    assert np.ptp(widths) <= 2
    for other in drawn[1:]:
        assert (other != drawn[0]).sum() <= 4


def test_a_click_of_a_soft_brush_paints():
    stroke = SoftStroke(np.zeros((80, 80), bool), 40, 0)
    stroke.extend(40, 40, is_inside=True)
    assert 20 < stroke.pixels.sum() < 20 * 20 * np.pi / 4


def test_a_soft_brush_may_be_pressed_less_where_it_stands():
    stroke = SoftStroke(np.zeros((80, 80), bool), 40, 0)
    stroke.extend(40, 40, is_inside=True)
    stroke.extend(44, 40, is_inside=True)
    touched = stroke.extend(44, 40, is_inside=True, scale=0.5)
    assert touched == PixelRect(34, 30, 54, 50)


def test_painting_what_is_painted_is_no_change():
    pixels = np.ones((10, 10), bool)
    stroke = Stroke(pixels, 4)
    stroke.extend(5, 5, is_inside=True)
    assert not stroke.has_changed
    stroke.extend(6, 5, is_inside=False)
    assert stroke.has_changed


def test_the_returned_rectangle_holds_every_changed_pixel():
    pixels = np.zeros((50, 50), bool)
    stroke = Stroke(pixels, 7)
    stroke.extend(10, 10, is_inside=True)
    before = pixels.copy()
    rect = stroke.extend(30, 40, is_inside=True)
    rows, columns = np.nonzero(pixels != before)
    assert rect.left <= columns.min()
    assert rect.right > columns.max()
    assert rect.top <= rows.min()
    assert rect.bottom > rows.max()


def test_a_large_brush_costs_rows_not_pixels():
    _, lefts, rights = capsule_rows((1000, 1000), (1100, 1000), 250)
    assert len(lefts) <= 502
    assert (rights - lefts).sum() == pytest.approx(math.pi * 250**2 + 100 * 500, rel=0.01)


def test_rectangles_unite():
    one, other = PixelRect(0, 0, 2, 2), PixelRect(5, 1, 6, 9)
    assert one.united(NOTHING) == one
    assert NOTHING.united(one) == one
    assert one.united(other) == PixelRect(0, 0, 6, 9)
