"""Anchor grids and decoding against numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from annotator.tracking.siammask import anchors
from annotator.tracking.siammask.config import DAVIS_SETTINGS, HyperParameters

HYPER = HyperParameters()


def flat_outputs() -> tuple[np.ndarray, np.ndarray]:
    score = np.zeros((10, 25, 25), np.float32)
    score[:5] = 4
    return score, np.zeros((20, 25, 25), np.float32)


def test_anchor_shapes():
    shapes = anchors.anchor_shapes(HYPER)
    assert shapes.tolist() == [[104, 32], [88, 40], [64, 64], [40, 80], [32, 96]]


def test_test_grid_runs_over_anchors_then_rows_then_columns():
    grid = anchors.test_grid(HYPER)
    assert grid.shape == (3125, 4)
    assert grid[0].tolist() == [-96, -96, 104, 32]
    assert grid[1].tolist() == [-88, -96, 104, 32]
    assert grid[25].tolist() == [-96, -88, 104, 32]
    assert grid[625 * 2 + 12 * 25 + 12].tolist() == [0, 0, 64, 64]


@pytest.mark.parametrize(("search", "size", "first"), [(255, 25, 31), (143, 3, 63)])
def test_training_grid_starts_where_the_specification_says(search: int, size: int, first: int):
    grid = anchors.training_grid(HYPER, search_size=search, score_size=size)
    assert grid.shape == (4, 5, size, size)
    assert grid[:2, 0, 0, 0].tolist() == [first, first]
    assert grid[0, 0, 0, 1] == first + 8
    assert grid[1, 0, 1, 0] == first + 8


def test_cosine_window_ends_in_zeros_and_peaks_in_the_centre():
    window = anchors.cosine_window(HYPER).reshape(5, 25, 25)
    assert np.array_equal(window[0], window[4])
    assert window[0, 0].max() == 0
    assert window[2, 12, 12] == pytest.approx(1)


def test_scores_are_the_softmax_over_background_and_foreground():
    score, _ = flat_outputs()
    score[5 + 2, 3, 4] = 5
    found = anchors.foreground_scores(score)
    assert found[2 * 625 + 3 * 25 + 4] == pytest.approx(1 / (1 + np.exp(-1)), rel=1e-6)
    assert found[0] == pytest.approx(1 / (1 + np.exp(4)), rel=1e-6)


def test_boxes_move_and_scale_their_anchor():
    _, box = flat_outputs()
    box[0 * 5 + 2, 12, 12], box[1 * 5 + 2, 12, 12] = 0.5, -0.25
    box[2 * 5 + 2, 12, 12], box[3 * 5 + 2, 12, 12] = np.log(2), np.log(0.5)
    found = anchors.decode_boxes(box, HYPER)[:, 2 * 625 + 12 * 25 + 12]
    assert found == pytest.approx([32, -16, 128, 32])


def test_no_penalty_without_change_and_the_same_for_larger_and_smaller():
    boxes = np.array([[0, 0, 0], [0, 0, 0], [50, 100, 25], [40, 80, 20]], np.float32)
    penalty = anchors.change_penalty(boxes, (50, 40), HYPER)
    assert penalty[0] == pytest.approx(1)
    assert penalty[1] == pytest.approx(np.exp(-1 * HYPER.penalty_k))
    assert penalty[2] == pytest.approx(penalty[1])


def test_decode_takes_the_best_and_reports_its_plain_score():
    score, box = flat_outputs()
    score[5 + 3, 10, 14] = 9
    found = anchors.decode(score, box, (40, 80), DAVIS_SETTINGS)
    assert found.best_id == 3 * 625 + 10 * 25 + 14
    assert found.cell == (10, 14)
    assert found.score == pytest.approx(1 / (1 + np.exp(-5)))
    assert found.offset_crop == (16, -16)
    assert found.size_crop == (40, 80)
    assert found.penalty == pytest.approx(1)
    assert found.size_rate == pytest.approx(found.score * DAVIS_SETTINGS.size_lr)


def test_the_window_prefers_the_centre():
    score, box = flat_outputs()
    score[5 + 2, 12, 12], score[5 + 2, 0, 0] = 6, 6.5
    assert anchors.decode(score, box, (64, 64), HYPER).cell == (12, 12)
    unbiased = replace(HYPER, window_influence=0.0)
    assert anchors.decode(score, box, (64, 64), unbiased).cell == (0, 0)


def test_wild_boxes_do_not_overflow():
    score, box = flat_outputs()
    box[10:] = 1e4
    found = anchors.decode(score, box, (64, 64), HYPER)
    assert np.isfinite(found.size_rate)
    assert np.isfinite(found.size_crop).all()
