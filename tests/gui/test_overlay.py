"""Layers: the colour of a mask lies on exactly the device pixels that show its image pixels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from PySide6.QtCore import QRect

from annotator.core.mask import Mask
from annotator.gui.overlay import LayerStyle, OverlayCache, Placed, render_layer, unpacked
from annotator.gui.view_transform import ViewTransform

FILL = LayerStyle((200, 100, 0), 255, outline_width=0)
PREMULTIPLIED_FILL = 0xFFC86400


def blob(height=40, width=60):
    rows, columns = np.mgrid[:height, :width]
    inside = ((columns - 25) / 14) ** 2 + ((rows - 20) / 9) ** 2 < 1
    inside[18:22, 24:28] = False
    inside[30:33, 50:53] = True
    return inside


def canvas_of(layer, width, height):
    shown = np.zeros((height, width), np.uint32)
    shown[layer.y : layer.y + layer.argb.shape[0], layer.x : layer.x + layer.argb.shape[1]] = (
        layer.argb
    )
    return shown


@pytest.mark.parametrize("scale", [0.37, 0.5, 1.0, 1.5, 2.0, 2.3333, 4.7, 8.0])
def test_filling_covers_exactly_the_sampled_pixels(scale):
    pixels = blob()
    view = ViewTransform(scale, 13, 7)
    width, height = round(60 * scale) + 40, round(40 * scale) + 40
    layer = OverlayCache().layer(Mask.from_array(pixels), FILL, view, QRect(0, 0, width, height))
    columns, rows = view.image_columns(0, width), view.image_rows(0, height)
    visible = ((columns >= 0) & (columns < 60))[None] & ((rows >= 0) & (rows < 40))[:, None]
    expected = pixels[np.clip(rows, 0, 39)][:, np.clip(columns, 0, 59)] & visible
    shown = canvas_of(layer, width, height)
    np.testing.assert_array_equal(shown == PREMULTIPLIED_FILL, expected)
    np.testing.assert_array_equal(shown == 0, ~expected)


@pytest.mark.parametrize(
    "region", [(0, 0, 90, 70), (31, 22, 17, 13), (60, 20, 5, 5), (20, 50, 80, 1)]
)
def test_a_part_rendered_alone_equals_that_part_of_the_whole(region):
    style = LayerStyle((10, 200, 90), 120, outline_width=2, halo_width=2)
    view, placed = ViewTransform(2.3, -20, 4), Placed(0, 0, blob())
    whole = render_layer(placed, style, view, QRect(-100, -100, 500, 500))
    part = render_layer(placed, style, view, QRect(*region))
    left, top, width, height = region
    expected = np.zeros((height, width), np.uint32)
    for y in range(height):
        for x in range(width):
            row, column = top + y - whole.y, left + x - whole.x
            if 0 <= row < whole.argb.shape[0] and 0 <= column < whole.argb.shape[1]:
                expected[y, x] = whole.argb[row, column]
    shown = np.zeros_like(expected)
    if part is not None:
        y, x = part.y - top, part.x - left
        shown[y : y + part.argb.shape[0], x : x + part.argb.shape[1]] = part.argb
    np.testing.assert_array_equal(shown, expected)


def test_outline_lies_inside_and_halo_outside():
    pixels = np.zeros((20, 20), bool)
    pixels[5:15, 5:15] = True
    style = LayerStyle((255, 255, 255), 0, outline_width=1, halo_width=1)
    layer = render_layer(Placed(0, 0, pixels), style, ViewTransform(1), QRect(0, 0, 20, 20))
    shown = canvas_of(layer, 20, 20)
    outline = shown == 0xFFFFFFFF
    assert outline.sum() == 4 * 9
    assert not outline[~pixels].any()
    halo = (shown != 0) & ~outline
    assert not halo[pixels].any()
    assert halo[4, 5:15].all()


def test_an_outline_is_equally_wide_at_every_zoom():
    pixels = np.zeros((100, 100), bool)
    pixels[:, 50:] = True
    style = LayerStyle((255, 255, 255), 0, outline_width=2)
    for scale in (0.5, 1.0, 3.0, 7.5):
        view = ViewTransform(scale)
        layer = render_layer(
            Placed(0, 0, pixels), style, view, QRect(0, 0, int(90 * scale), int(90 * scale))
        )
        row = canvas_of(layer, int(100 * scale), int(100 * scale))[int(45 * scale)]
        assert (row == 0xFFFFFFFF).sum() == 2


def test_a_mask_at_the_edge_of_the_picture_has_its_outline_there():
    layer = render_layer(
        Placed(0, 0, np.ones((6, 6), bool)),
        LayerStyle((255, 0, 0), 0, 1),
        ViewTransform(1, 2, 2),
        QRect(0, 0, 10, 10),
    )
    assert (canvas_of(layer, 10, 10)[2, 2:8] == 0xFFFF0000).all()


def test_panning_renders_nothing_anew():
    cache, mask = OverlayCache(), Mask.from_array(blob())
    viewport = QRect(0, 0, 300, 200)
    first = cache.layer(mask, FILL, ViewTransform(2.0, 0, 0), viewport)
    moved = cache.layer(mask, FILL, ViewTransform(2.0, 31, -8), viewport)
    assert cache.rendered_count == 1
    assert (moved.x - first.x, moved.y - first.y) == (31, -8)
    cache.layer(mask, FILL, ViewTransform(2.5, 0, 0), viewport)
    assert cache.rendered_count == 2


def test_zoomed_in_only_the_visible_part_is_rendered():
    cache, mask = OverlayCache(), Mask.from_array(np.ones((400, 400), bool))
    layer = cache.layer(mask, FILL, ViewTransform(40, -5000, -5000), QRect(0, 0, 300, 200))
    assert layer.argb.shape == (200, 300)


def test_an_equal_mask_is_the_same_key():
    cache = OverlayCache()
    for _ in range(2):
        cache.layer(Mask.from_array(blob()), FILL, ViewTransform(), QRect(0, 0, 99, 99))
    assert cache.rendered_count == 1


def test_memory_is_bounded():
    cache = OverlayCache(layer_bytes=30_000, crop_bytes=3_000)
    for shift in range(30):
        pixels = np.roll(blob(), shift, axis=1)
        cache.layer(Mask.from_array(pixels), FILL, ViewTransform(), QRect(0, 0, 99, 99))
    assert cache._layers._bytes <= 30_000
    assert cache._crops._bytes <= 3_000


def test_an_empty_mask_has_no_layer():
    empty = Mask.empty(20, 30)
    assert OverlayCache().layer(empty, FILL, ViewTransform(), QRect(0, 0, 99, 99)) is None


def test_a_mask_out_of_view_has_no_layer():
    placed = Placed(0, 0, blob())
    assert render_layer(placed, FILL, ViewTransform(1, 500, 500), QRect(0, 0, 100, 100)) is None


@given(npst.arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.booleans()))
def test_unpacking_gives_the_pixels_of_the_tight_box(pixels):
    mask = Mask.from_array(pixels)
    placed = unpacked(mask)
    x, y, expected = mask.crop()
    assert (placed.x, placed.y) == (x, y)
    np.testing.assert_array_equal(placed.pixels, expected)
    assert placed.pixels.flags.c_contiguous


def test_contains_is_in_image_pixels():
    placed = unpacked(Mask.from_array(blob()))
    for column, row in ((25, 12), (25, 20), (51, 31), (0, 0), (59, 39)):
        assert placed.contains(column, row) == blob()[row, column]
    assert not placed.contains(-1, 500)


@given(st.lists(st.tuples(npst.arrays(np.bool_, (7, 9)), st.booleans()), max_size=6))
def test_pixels_to_write_into_are_those_of_the_mask_whatever_was_before(steps):
    cache = OverlayCache()
    for wanted, is_given_back in steps:
        mask = Mask.from_array(wanted)
        taken = cache.take_pixels(mask)
        np.testing.assert_array_equal(taken, wanted)
        taken[2:5, 3:] ^= True
        if is_given_back:
            now = Mask.from_array(taken)
            cache.remember(now, taken)
            x, y, crop = now.crop()
            assert (cache.crop(now).x, cache.crop(now).y) == (x, y)
            np.testing.assert_array_equal(cache.crop(now).pixels, crop)


def test_the_same_memory_is_painted_on_again_and_what_is_shown_stays():
    cache = OverlayCache()
    mask = Mask.from_array(np.eye(9, dtype=np.bool_))
    first = cache.take_pixels(mask)
    first[0, 8] = True
    painted = Mask.from_array(first)
    cache.remember(painted, first)
    second = cache.take_pixels(painted)
    assert second is first
    second[:] = True
    np.testing.assert_array_equal(cache.crop(painted).pixels, painted.crop()[2])
    cache.remember(Mask.from_array(second), second)
    assert cache.take_pixels(Mask.empty(4, 5)).shape == (4, 5)
