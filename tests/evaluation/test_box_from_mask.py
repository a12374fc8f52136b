"""Boxes around masks: exact where a search can be exact, and against searches without shortcuts."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from annotator.core.geometry import RotatedBox
from annotator.evaluation.box_from_mask import (
    ALPHA,
    cost,
    fit_min_max,
    fit_minimum_rectangle,
    fit_optimal,
    largest_part,
    maximum_rectangles,
)

masks = arrays(bool, st.tuples(st.integers(1, 14), st.integers(1, 14)))


def turned_rectangle(box: RotatedBox, height: int = 80, width: int = 90) -> np.ndarray:
    rows, columns = np.indices((height, width))
    angle = math.radians(box.angle_degrees)
    x, y = columns - box.center_x, rows - box.center_y
    u, v = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
    return (np.abs(u) <= box.width / 2) & (np.abs(v) <= box.height / 2)


def best_cost_by_search(pixels: np.ndarray, angles: list[float]) -> float:
    """The least cost over all rectangles of these angles, edge by edge."""
    rows, columns = np.indices(pixels.shape)
    is_mask = pixels.ravel()
    best = math.inf
    for degrees in angles:
        a = math.radians(degrees)
        u = np.round(columns.ravel() * math.cos(a) + rows.ravel() * math.sin(a), 6)
        v = np.round(rows.ravel() * math.cos(a) - columns.ravel() * math.sin(a), 6)
        edges_u, edges_v = np.unique(u[is_mask]), np.unique(v[is_mask])
        for top in edges_v:
            for bottom in edges_v[edges_v >= top]:
                in_v = (v >= top) & (v <= bottom)
                # All runs of columns at once: rows of a table of left against right.
                inside = in_v & (u >= edges_u[:, None, None]) & (u <= edges_u[None, :, None])
                kept = (inside & is_mask).sum(axis=2)
                costs = ALPHA * (is_mask.sum() - kept) + (inside.sum(axis=2) - kept)
                best = min(best, float(costs.min()))
    return best


@given(masks)
def test_min_max_is_the_bounds(pixels):
    box = fit_min_max(pixels)
    if not pixels.any():
        assert box is None
        return
    rows, columns = np.nonzero(pixels)
    corners = box.corners()
    assert corners.min(axis=0) == pytest.approx([columns.min(), rows.min()])
    assert corners.max(axis=0) == pytest.approx([columns.max(), rows.max()])


@settings(deadline=None)
@given(masks)
def test_minimum_rectangle_holds_the_mask_and_is_no_larger_than_its_bounds(pixels):
    box = fit_minimum_rectangle(pixels)
    bounds = fit_min_max(pixels)
    if box is None or bounds is None:
        assert box is bounds is None
        return
    assert box.width * box.height <= bounds.width * bounds.height + 1e-3
    grown = RotatedBox(box.center_x, box.center_y, box.width + 0.01, box.height + 0.01,
                       box.angle_degrees)  # fmt: skip
    assert not (pixels & ~turned_rectangle(grown, *pixels.shape)).any()


def test_minimum_rectangle_of_a_diagonal_line_keeps_its_direction():
    pixels = np.eye(9, dtype=bool)[:, ::-1]
    box = fit_minimum_rectangle(pixels)
    assert cost(pixels, box) == 0
    assert sorted([box.width, box.height]) == pytest.approx([0, 8 * math.sqrt(2)], abs=1e-4)


def test_minimum_rectangle_finds_a_turned_one():
    truth = RotatedBox(45, 40, 50, 20, 30)
    box = fit_minimum_rectangle(turned_rectangle(truth))
    assert sorted([box.width, box.height]) == pytest.approx([20, 50], abs=2)
    assert box.angle_degrees % 90 == pytest.approx(30, abs=3)


@pytest.mark.parametrize("angle", [0, 17, 45, 80, 120])
def test_optimal_finds_a_turned_rectangle(angle):
    truth = RotatedBox(45, 40, 52, 22, angle)
    pixels = turned_rectangle(truth)
    box = fit_optimal(pixels)
    assert cost(pixels, box) <= 0.02 * pixels.sum()
    assert (box.center_x, box.center_y) == pytest.approx((45, 40), abs=1)


def test_optimal_leaves_a_thin_limb_outside():
    pixels = np.zeros((60, 80), bool)
    pixels[20:40, 10:40] = True
    pixels[29, 40:75] = True
    box = fit_optimal(pixels)
    assert box.width * box.height < 45 * 25
    assert cost(pixels, box) == pytest.approx(ALPHA * 35, rel=0.05)
    assert fit_min_max(pixels).width == 64


def test_optimal_ignores_specks():
    pixels = np.zeros((60, 80), bool)
    pixels[20:40, 10:40] = True
    pixels[2, 77] = True
    assert fit_optimal(pixels).corners().max(axis=0) == pytest.approx([39, 39])


@settings(max_examples=40, deadline=None)
@given(masks)
def test_optimal_is_never_worse_than_the_simple_ways(pixels):
    box = fit_optimal(pixels)
    if box is None:
        assert not pixels.any()
        return
    others = fit_min_max(pixels), fit_minimum_rectangle(pixels)
    assert cost(pixels, box) <= min(cost(pixels, other) for other in others) + 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_optimal_is_as_good_as_a_search_of_all_rectangles(seed):
    random = np.random.default_rng(seed)
    truth = RotatedBox(4.5, 4, random.uniform(5, 8), random.uniform(2, 4), random.uniform(0, 90))
    pixels = turned_rectangle(truth, 9, 10) ^ (random.random((9, 10)) < 0.05)
    searched = best_cost_by_search(pixels, [0, 15, 30, 45, 60, 75])
    assert cost(pixels, fit_optimal(pixels)) <= searched + 1.0 + 1e-6


def test_alpha_says_how_much_the_mask_weighs():
    pixels = np.zeros((40, 60), bool)
    pixels[10:30, 10:30] = True
    pixels[15:25, 30:40] = True  # a step of half the height
    assert fit_optimal(pixels, alpha=0.5).corners()[:, 0].max() < 31
    assert fit_optimal(pixels, alpha=20).corners()[:, 0].max() > 38


@pytest.mark.parametrize("fit", [fit_min_max, fit_minimum_rectangle, fit_optimal])
def test_smallest_masks(fit):
    assert fit(np.zeros((5, 6), bool)) is None
    pixels = np.zeros((5, 6), bool)
    pixels[2, 3] = True
    box = fit(pixels)
    assert (box.center_x, box.center_y, box.width, box.height) == pytest.approx((3, 2, 0, 0))
    assert cost(pixels, box) == 0
    assert cost(np.ones((4, 7), bool), fit(np.ones((4, 7), bool))) == 0


def test_cost_by_hand():
    pixels = np.zeros((10, 10), bool)
    pixels[2:4, 2:6] = True
    box = RotatedBox(2.5, 3, 1, 2, 0)  # holds 2 x 3 pixels, 4 of them mask
    assert cost(pixels, box, alpha=2) == 2 * 4 + 2


@settings(max_examples=30, deadline=None)
@given(arrays(np.float64, (3, 5, 4), elements=st.integers(-5, 5)))
def test_maximum_rectangles_against_all_of_them(grids):
    weights, edges = maximum_rectangles(grids)
    for grid, weight, (top, bottom, left, right) in zip(grids, weights, edges, strict=True):
        every = [
            grid[t:b, x : x + w].sum()
            for t in range(5) for b in range(t + 1, 6) for x in range(4) for w in range(1, 5 - x)
        ]  # fmt: skip
        assert weight == pytest.approx(max(every))
        assert grid[top:bottom, left:right].sum() == pytest.approx(weight)


def test_largest_part():
    pixels = np.zeros((20, 20), bool)
    pixels[2:8, 2:8] = True
    whole = pixels.copy()
    whole[15:17, 15:17] = True
    np.testing.assert_array_equal(largest_part(whole), pixels)
    np.testing.assert_array_equal(largest_part(pixels), pixels)
    assert not largest_part(np.zeros((4, 4), bool)).any()
