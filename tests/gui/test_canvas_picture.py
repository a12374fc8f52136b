"""The picture: square pixels zoomed in, no shift zoomed out, independent of the frame cache."""

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from annotator.gui.picture import Picture
from annotator.gui.view_transform import ViewTransform

VIEW = (300, 200)


def drawn(picture, view, clip=None):
    """(200, 300, 3) uint8 RGB of what is drawn on black."""
    image = QImage(*VIEW, QImage.Format.Format_RGB888)
    image.fill(0)
    painter = QPainter(image)
    if clip is not None:
        painter.setClipRect(clip)
    picture.draw(painter, view, QRect(0, 0, *VIEW))
    painter.end()
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(VIEW[1], -1)
    return flat[:, : VIEW[0] * 3].reshape(VIEW[1], VIEW[0], 3).copy()


@pytest.fixture
def rgb():
    return np.random.default_rng(1).integers(1, 256, (40, 60, 3), dtype=np.uint8)


@pytest.mark.parametrize("scale", [1.0, 2.0, 2.7, 4.7, 13.37])
@pytest.mark.parametrize("origin", [(7, 5), (-40, -31)])
def test_each_device_pixel_shows_the_image_pixel_under_its_centre(qapp, rgb, scale, origin):
    view = ViewTransform(scale, *origin)
    columns, rows = view.image_columns(0, VIEW[0]), view.image_rows(0, VIEW[1])
    inside = ((rows >= 0) & (rows < 40))[:, None] & ((columns >= 0) & (columns < 60))[None]
    expected = rgb[np.clip(rows, 0, 39)][:, np.clip(columns, 0, 59)]
    expected[~inside] = 0
    np.testing.assert_array_equal(drawn(Picture(rgb), view), expected)


@pytest.mark.parametrize("scale", [0.07, 0.13, 0.3, 0.6, 0.9])
def test_zoomed_out_an_edge_stays_where_it_is(qapp, scale):
    wide = np.full((900, 1601, 3), 255, np.uint8)
    wide[:, :800] = 1
    row = drawn(Picture(wide), ViewTransform(scale, -round(800 * scale) + 150, 0))[
        30 if scale < 0.2 else 100
    ]
    edge = np.flatnonzero(row[:, 0] > 128)[0]
    assert edge == pytest.approx(150, abs=1.01)


def test_only_the_clip_is_drawn(qapp, rgb):
    clip = QRect(50, 40, 30, 20)
    shown = drawn(Picture(rgb), ViewTransform(4.0), clip)
    whole = drawn(Picture(rgb), ViewTransform(4.0))
    np.testing.assert_array_equal(shown[40:60, 50:80], whole[40:60, 50:80])
    shown[40:60, 50:80] = 0
    assert not shown.any()


def test_the_array_is_neither_copied_nor_written(qapp, rgb):
    rgb.setflags(write=False)
    before = rgb.copy()
    picture = Picture(rgb)
    for scale in (0.4, 1.0, 1.5, 3.0):
        drawn(picture, ViewTransform(scale))
    np.testing.assert_array_equal(rgb, before)
    assert picture.size == (60, 40)
    assert np.shares_memory(picture._rgb, rgb)


@pytest.mark.parametrize("scale", [0.21, 0.6, 1.4])
def test_a_part_of_a_smooth_picture_is_a_part_of_the_whole(qapp, rgb, scale):
    """Panned or clipped at an edge, the same device pixel of the picture has the same colour."""
    large = np.kron(rgb, np.ones((12, 12, 1), np.uint8))
    whole = drawn(Picture(large), ViewTransform(scale)).astype(int)
    moved = drawn(Picture(large), ViewTransform(scale, -31, -17)).astype(int)
    height, width = min(150, int(480 * scale) - 20), min(250, int(720 * scale) - 40)
    difference = moved[:height, :width] - whole[17 : 17 + height, 31 : 31 + width]
    assert np.abs(difference).max() <= 8  # OpenCV samples between pixels in 32 steps


def test_a_smooth_picture_fills_its_device_pixels_to_the_edge(qapp):
    white = np.full((101, 67, 3), 255, np.uint8)
    view = ViewTransform(0.37, 10, 20)
    shown = drawn(Picture(white), view)[:, :, 0]
    left, right = view.view_range_x(0, 67)
    top, bottom = view.view_range_y(0, 101)
    assert (shown[top:bottom, left:right] == 255).all()
    shown[top:bottom, left:right] = 0
    assert not shown.any()


def test_another_view_is_drawn_anew(qapp, rgb):
    picture = Picture(rgb)
    for view in (ViewTransform(3.0), ViewTransform(3.0, 11, 0), ViewTransform(5.0, 11, 0)):
        np.testing.assert_array_equal(drawn(picture, view), drawn(Picture(rgb), view))


def test_out_of_view_nothing_is_drawn(qapp, rgb):
    assert not drawn(Picture(rgb), ViewTransform(4.0, 5000, 0)).any()


def test_a_read_only_or_strided_array_is_taken(qapp, rgb):
    rgb.setflags(write=False)
    view = ViewTransform(2.0)
    flipped = np.ascontiguousarray(rgb[:, ::-1])
    np.testing.assert_array_equal(drawn(Picture(rgb[:, ::-1]), view), drawn(Picture(flipped), view))
