"""ViewTransform: the same device pixel always shows the same image pixel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.gui.view_transform import MAX_SCALE, MIN_SCALE, ViewTransform

scales = st.floats(0.02, 60, allow_nan=False)
origins = st.integers(-3000, 3000)


@given(scales, origins, st.integers(0, 500), st.integers(1, 80))
def test_a_view_range_is_exactly_the_device_pixels_that_show_the_image_range(
    scale, origin, first, count
):
    view = ViewTransform(scale, origin, 0)
    start, stop = view.view_range_x(first, first + count)
    around = view.image_columns(start - 2, stop + 2)
    shown = (around >= first) & (around < first + count)
    assert shown.sum() == stop - start
    assert shown[2 : 2 + stop - start].all()


@given(scales, origins)
def test_moving_by_whole_device_pixels_shows_the_same_samples(scale, origin):
    at_zero = ViewTransform(scale).image_rows(-50, 50)
    moved = ViewTransform(scale, 0, origin).image_rows(-50 + origin, 50 + origin)
    np.testing.assert_array_equal(at_zero, moved)


@given(scales, origins, origins, st.floats(0, 2000), st.floats(0, 2000))
def test_to_view_undoes_to_image(scale, origin_x, origin_y, x, y):
    view = ViewTransform(scale, origin_x, origin_y)
    assert view.to_view(*view.to_image(x, y)) == pytest.approx((x, y), abs=1e-6)


@given(scales, scales, st.floats(0, 1500), st.floats(0, 1500))
def test_zooming_keeps_the_point_under_the_pointer_within_half_a_device_pixel(before, after, x, y):
    view = ViewTransform(before, 31, -17)
    zoomed = view.zoomed(after, x, y)
    assert zoomed.to_view(*view.to_image(x, y)) == pytest.approx((x, y), abs=0.51)


def test_scale_stays_in_bounds():
    assert ViewTransform().zoomed(1e9, 0, 0).scale == MAX_SCALE
    assert ViewTransform().zoomed(0, 0, 0).scale == MIN_SCALE


def test_fitting_shows_everything_centred():
    view = ViewTransform.fitting((1920, 1080), (1000, 1000), margin=20)
    assert view.scale == pytest.approx(960 / 1920)
    left, top = view.to_view(0, 0)
    right, bottom = view.to_view(1920, 1080)
    assert (left, right) == (20, 980)
    assert top == pytest.approx(1000 - bottom, abs=1)


def test_panning_too_far_leaves_a_strip_of_the_picture_in_view():
    size, view_size = (100, 80), (400, 300)
    for dx, dy in ((9999, 9999), (-9999, -9999)):
        view = ViewTransform(2.0).panned(dx, dy).kept_visible(size, view_size, least=10)
        left, top = view.to_view(0, 0)
        right, bottom = view.to_view(*size)
        assert left <= 390
        assert top <= 290
        assert right >= 10
        assert bottom >= 10
