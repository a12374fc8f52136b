"""Operations on masks: against what they mean, on shapes where the answer is known."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from annotator.core.mask import Mask
from annotator.session import mask_tools

SHAPE = (40, 60)


def mask(*boxes, shape=SHAPE):
    pixels = np.zeros(shape, bool)
    for x, y, width, height in boxes:
        pixels[y : y + height, x : x + width] = True
    return Mask.from_array(pixels)


def disc(x, y, radius, shape=SHAPE):
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    return Mask.from_array((columns - x) ** 2 + (rows - y) ** 2 <= radius**2)


EMPTY = Mask.empty(*SHAPE)
ALL = mask((0, 0, 60, 40))
masks = arrays(np.bool_, (12, 15)).map(Mask.from_array)


# -- holes and islands ----------------------------------------------------------------------


def test_holes_are_filled_and_bays_are_not():
    ring = mask((5, 5, 20, 20)).difference(mask((10, 10, 5, 5)))
    assert mask_tools.filled(ring) == mask((5, 5, 20, 20))
    bay = mask((5, 5, 20, 20)).difference(mask((10, 5, 5, 5)))
    assert mask_tools.filled(bay) == bay


def test_a_hole_closed_by_a_diagonal_is_a_hole():
    pixels = np.zeros(SHAPE, bool)
    pixels[4, 5] = pixels[5, 4] = pixels[5, 6] = pixels[6, 5] = True
    assert mask_tools.filled(Mask.from_array(pixels)).area == 5


def test_only_the_largest_part_stays():
    both = mask((0, 0, 10, 10), (30, 20, 5, 5), (50, 5, 2, 2))
    assert mask_tools.component_count(both) == 3
    assert mask_tools.without_islands(both) == mask((0, 0, 10, 10))
    assert mask_tools.component_count(EMPTY) == 0


@pytest.mark.parametrize(
    "change",
    [
        mask_tools.filled,
        mask_tools.without_islands,
        mask_tools.smoothed,
        lambda one: mask_tools.grown(one, 3),
        lambda one: mask_tools.grown(one, -3),
        lambda one: mask_tools.moved(one, 3, 4),
    ],
)
def test_nothing_comes_of_nothing(change):
    assert change(EMPTY) == EMPTY


@given(masks)
@settings(max_examples=60, deadline=None)
def test_filling_adds_islands_take_away_and_both_are_done_once(one):
    full, single = mask_tools.filled(one), mask_tools.without_islands(one)
    assert one.difference(full).is_empty
    assert single.difference(one).is_empty
    assert mask_tools.filled(full) == full
    assert mask_tools.without_islands(single) == single
    assert mask_tools.component_count(single) <= 1


# -- grow, smooth, move ---------------------------------------------------------------------


def test_growing_goes_the_same_way_in_all_directions():
    assert mask_tools.grown(disc(30, 20, 6), 3) == disc(30, 20, 9) or (
        mask_tools.grown(disc(30, 20, 6), 3).iou(disc(30, 20, 9)) > 0.95
    )
    square = mask_tools.grown(mask((20, 10, 8, 8)), 2)
    assert square.box == mask((18, 8, 12, 12)).box
    assert square.area < 144  # corners are round


def test_shrinking_leaves_no_gap_at_the_border_of_the_picture():
    assert mask_tools.grown(mask((0, 0, 20, 40)), -3) == mask((0, 0, 17, 40))
    assert mask_tools.grown(ALL, -5) == ALL
    assert mask_tools.grown(mask((10, 10, 6, 6)), -4) == EMPTY


@given(masks, st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_growing_contains_and_shrinking_is_contained(one, pixels):
    larger, smaller = mask_tools.grown(one, pixels), mask_tools.grown(one, -pixels)
    assert one.difference(larger).is_empty
    assert smaller.difference(one).is_empty


def test_smoothing_takes_spikes_and_notches_and_keeps_the_rest():
    spiky = mask((10, 10, 20, 20), (30, 20, 6, 1)).difference(mask((15, 10, 1, 3)))
    smooth = mask_tools.smoothed(spiky)
    assert smooth.iou(mask((10, 10, 20, 20))) > 0.97
    assert smooth.box.right <= 31
    assert mask_tools.smoothed(ALL) == ALL


def test_moving_loses_what_leaves_the_picture():
    assert mask_tools.moved(mask((5, 5, 10, 10)), 3, -2) == mask((8, 3, 10, 10))
    assert mask_tools.moved(mask((5, 5, 10, 10)), -10, 0) == mask((0, 5, 5, 10))
    assert mask_tools.moved(mask((5, 5, 10, 10)), 1000, 0) == EMPTY


def test_the_rotated_box_goes_around_whole_pixels():
    box = mask_tools.rotated_box(mask((10, 5, 20, 8)))
    assert (box.center_x, box.center_y) == pytest.approx((20, 9))
    assert (box.width, box.height, box.angle_degrees) == pytest.approx((20, 8, 0))
    assert mask_tools.rotated_box(EMPTY) is None
    diagonal = mask_tools.polygon([(30, 8), (40, 18), (30, 28), (20, 18)], width=60, height=40)
    turned = mask_tools.rotated_box(diagonal)
    assert abs(turned.angle_degrees) == pytest.approx(45, abs=3)
    assert turned.width == pytest.approx(turned.height, rel=0.1)


# -- polygons -------------------------------------------------------------------------------


def test_a_rectangle_is_exact():
    corners = [(10, 5), (30, 5), (30, 25), (10, 25)]
    assert mask_tools.polygon(corners, width=60, height=40) == mask((10, 5, 20, 20))
    assert mask_tools.polygon(corners[::-1], width=60, height=40) == mask((10, 5, 20, 20))


def test_a_line_is_no_area_and_beyond_the_picture_is_cut():
    assert mask_tools.polygon([(1, 1), (50, 30)], width=60, height=40).is_empty
    assert mask_tools.polygon([], width=60, height=40).is_empty
    around = [(-100, -100), (500, -100), (500, 500), (-100, 500)]
    assert mask_tools.polygon(around, width=60, height=40) == ALL
    beside = [(100, 100), (200, 100), (200, 200)]
    assert mask_tools.polygon(beside, width=60, height=40).is_empty


def test_a_loop_that_crosses_itself_has_no_hole():
    star = [
        (30 + 18 * np.sin(4 * np.pi * i / 5), 20 - 18 * np.cos(4 * np.pi * i / 5)) for i in range(5)
    ]
    inside = mask_tools.polygon(star, width=60, height=40).to_array()
    assert inside[20, 30]
    assert mask_tools.component_count(Mask.from_array(inside)) == 1
    assert mask_tools.filled(Mask.from_array(inside)) == Mask.from_array(inside)


points = st.tuples(st.floats(-5, 65), st.floats(-5, 45))


@given(st.lists(points, min_size=3, max_size=3))
@settings(max_examples=80, deadline=None)
def test_a_triangle_holds_the_pixels_whose_centres_are_inside(corners):
    drawn = mask_tools.polygon(corners, width=60, height=40).to_array()
    contour = np.array(corners, np.float32)
    for row in range(0, 40, 3):
        for column in range(0, 60, 3):
            center = (column + 0.5, row + 0.5)
            distance = cv2.pointPolygonTest(contour, center, True)
            if abs(distance) > 0.01:
                assert drawn[row, column] == (distance > 0)


# -- snap -----------------------------------------------------------------------------------


def picture(inside, *, noise=8):
    rng = np.random.default_rng(1)
    colors = np.where(inside.to_array()[..., None], (200, 90, 60), (70, 120, 150))
    return np.clip(colors + rng.normal(0, noise, colors.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("radius", "shape"), [(30, (120, 160)), (150, (400, 500))])
def test_an_outline_snaps_to_the_edge(radius, shape):
    truth = disc(shape[1] // 2, shape[0] // 2, radius, shape)
    drawn = disc(shape[1] // 2 + 4, shape[0] // 2 - 3, radius - 4, shape)
    snapped = mask_tools.snapped(picture(truth), drawn)
    assert snapped.iou(truth) > max(0.985, drawn.iou(truth))


def test_bright_dots_beside_the_outline_and_dark_ones_within_are_not_snapped_to():
    truth = disc(80, 60, 30, (120, 160))
    image = picture(truth)
    image[56:58, 116:118] = image[60, 80]
    image[60:62, 55:57] = image[5, 5]
    snapped = mask_tools.snapped(image, disc(81, 59, 32, (120, 160)))
    assert mask_tools.component_count(snapped) == 1
    assert mask_tools.filled(snapped) == snapped
    assert snapped.iou(truth) > 0.98


def test_snapping_the_same_twice_gives_the_same():
    rng = np.random.default_rng(3)
    image = rng.integers(0, 256, (120, 160, 3)).astype(np.uint8)  # nothing to hold on to
    drawn = disc(80, 60, 30, (120, 160))
    assert len({mask_tools.snapped(image, drawn) for _ in range(5)}) == 1


def test_far_from_the_outline_nothing_changes():
    truth = disc(80, 60, 40, (120, 160)).difference(disc(80, 60, 6, (120, 160)))
    drawn = disc(80, 60, 38, (120, 160))
    snapped = mask_tools.snapped(picture(truth), drawn, reach=8)
    assert snapped.to_array()[56:65, 76:85].all()  # the hole is farther in than `reach`


def test_snapping_what_cannot_be_snapped_changes_nothing():
    image = np.zeros((*SHAPE, 3), np.uint8)
    assert mask_tools.snapped(image, EMPTY) == EMPTY
    assert mask_tools.snapped(image, ALL) == ALL
