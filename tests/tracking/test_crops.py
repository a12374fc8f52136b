"""Crops and paste-back against OpenCV and against numbers worked out by hand."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.tracking.siammask import crops
from annotator.tracking.siammask.config import HyperParameters

HYPER = HyperParameters()
FILL = np.array((10, 20, 30), np.uint8)


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (60, 80, 3), np.uint8)


def test_sizes_of_a_square_target():
    # w = h = 50: context 50 on either axis, s = 100.
    assert crops.context_side((50, 50), HYPER) == pytest.approx(100)
    geometry = crops.search_geometry((7, 8), (50, 50), HYPER)
    assert geometry.scale_crop_per_image == pytest.approx(1.27)
    assert geometry.side_image == round(100 * 255 / 127)
    assert geometry.center_image == (7, 8)


def test_a_crop_inside_is_the_plain_window(image: np.ndarray):
    # side 21 around (30, 25): c = 11, rows 14..34, columns 19..39.
    crop = crops.crop_square(image, (30, 25), 21, output_size=21, fill=FILL)
    assert np.array_equal(crop, image[14:35, 19:40])


def test_a_crop_over_the_rim_shows_the_fill(image: np.ndarray):
    crop = crops.crop_square(image, (0, 0), 21, output_size=21, fill=FILL)
    # c = 11: starts at -11, so 11 rows and columns lie outside.
    assert (crop[:11] == FILL).all()
    assert (crop[:, :11] == FILL).all()
    assert np.array_equal(crop[11:, 11:], image[:10, :10])


def test_a_crop_completely_outside_is_the_fill(image: np.ndarray):
    crop = crops.crop_square(image, (-500, 10), 21, output_size=9, fill=FILL)
    assert crop.shape == (9, 9, 3)
    assert (crop == FILL).all()


def test_a_mask_is_cropped_like_a_picture():
    mask = np.zeros((60, 80), np.uint8)
    mask[20:40, 30:50] = 255
    crop = crops.crop_square(mask, (40, 30), 41, output_size=41, fill=np.zeros((), np.uint8))
    assert crop.shape == (41, 41)
    assert (crop > 0).sum() == 400


@settings(max_examples=60, deadline=None)
@given(
    x=st.floats(-30, 110),
    y=st.floats(-30, 90),
    side=st.integers(1, 160),
    size=st.sampled_from([16, 31, 127]),
)
def test_gathering_equals_opencv_bit_by_bit(x: float, y: float, side: int, size: int):
    picture = np.random.default_rng(side).integers(0, 256, (60, 80, 3), np.uint8)
    half = (side + 1) / 2
    left, top = round(x - half), round(y - half)
    gathered = crops._crop_by_gathering(picture, left, top, side, size, FILL)
    expected = crops.crop_square(picture, (x, y), side, output_size=size, fill=FILL)
    assert np.array_equal(gathered, expected)


def test_a_huge_crop_needs_no_huge_picture(image: np.ndarray):
    crop = crops.crop_square(image, (40, 30), 50_000, output_size=255, fill=FILL)
    assert crop.shape == (255, 255, 3)
    assert (crop[0] == FILL).all()
    mask = crops.crop_square(image[..., 0], (40, 30), 4096, output_size=127, fill=FILL[0])
    assert mask.shape == (127, 127)


def warped_whole(
    probabilities: np.ndarray, geometry: crops.SearchGeometry, cell: tuple[int, int], shape: tuple
) -> np.ndarray:
    """The official way: cv2.warpAffine over the whole picture (SPEC 8)."""
    height, width = shape
    size, side = len(probabilities), geometry.side_image
    k = side / 255
    x, y = (geometry.center_image[i] - side / 2 + (cell[1 - i] - 4) * 8 * k for i in range(2))
    t = size / (127 * k)
    a, b = (width - 1) / (width * t), (height - 1) / (height * t)
    matrix = np.array([[a, 0, a * x * t], [0, b, b * y * t]])
    return cv2.warpAffine(
        probabilities,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=-1,
    )


@settings(max_examples=40, deadline=None)
@given(
    x=st.floats(0, 200),
    y=st.floats(0, 150),
    side=st.integers(20, 900),
    cell=st.tuples(st.integers(0, 24), st.integers(0, 24)),
    size=st.sampled_from([63, 127]),
)
def test_pasting_only_the_part_equals_warping_the_whole(
    x: float, y: float, side: int, cell: tuple[int, int], size: int
):
    probabilities = np.random.default_rng(side).random((size, size), np.float32)
    geometry = crops.SearchGeometry((x, y), side, 127 / side)
    pasted = crops.paste_mask(probabilities, geometry, cell, width=200, height=150, hyper=HYPER)
    expected = warped_whole(probabilities, geometry, cell, (150, 200))
    difference = np.abs(pasted.full(width=200, height=150) - expected)
    # OpenCV 5 warps with exact coordinates, older ones with 1/32 px: up to 1/32 px of the steepest
    # slope (2 per pixel at the rim, on either axis) lies between them. The fixtures are exact.
    assert difference.max() <= 0.13
    assert difference.mean() <= 0.01


def test_a_pasted_mask_far_outside_is_empty():
    geometry = crops.SearchGeometry((0, 0), 100, 1.27)
    pasted = crops.paste_mask(
        np.ones((127, 127), np.float32), geometry, (0, 0), width=300, height=200, hyper=HYPER
    )
    binary = pasted.binary(0.5, width=300, height=200)
    assert binary.shape == (200, 300)
    # The window of cell (0, 0) ends at pixel -50 + (8 * -4 + 127) * 100 / 255 of the picture.
    assert not binary[0:, 1:].any()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 40), (40, 1)])
def test_pictures_one_pixel_wide_do_not_divide_by_zero(width: int, height: int):
    geometry = crops.SearchGeometry((0, 0), 100, 1.27)
    pasted = crops.paste_mask(
        np.ones((127, 127), np.float32), geometry, (12, 12), width=width, height=height, hyper=HYPER
    )
    assert pasted.binary(0.5, width=width, height=height).shape == (height, width)


def test_rotated_box_of_a_tilted_rectangle():
    canvas = np.zeros((120, 160), np.uint8)
    corners = cv2.boxPoints(((80, 60), (70, 24), 30)).round().astype(np.int32)
    cv2.fillPoly(canvas, [corners], 1)
    box = crops.fit_rotated_box(crops.PastedMask(5, 7, canvas.astype(np.float32)), 0.5)
    assert box is not None
    assert (box.center_x, box.center_y) == pytest.approx((85, 67), abs=0.7)
    assert sorted((box.width, box.height)) == pytest.approx([24, 70], abs=1.5)


@pytest.mark.parametrize("side", [0, 3, 10])
def test_small_masks_have_no_rotated_box(side: int):
    # A square of n pixels encloses (n - 1) squared between pixel centres: 81 is too small.
    canvas = np.zeros((50, 50), np.float32)
    canvas[5 : 5 + side, 5 : 5 + side] = 1
    assert crops.fit_rotated_box(crops.PastedMask(0, 0, canvas), 0.5) is None


def test_the_largest_part_wins():
    canvas = np.zeros((80, 80), np.float32)
    canvas[5:20, 5:20] = 1
    canvas[40:75, 40:75] = 1
    box = crops.fit_rotated_box(crops.PastedMask(0, 0, canvas), 0.5)
    assert box is not None
    assert (box.center_x, box.center_y) == pytest.approx((57, 57), abs=0.1)
