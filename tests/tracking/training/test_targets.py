"""Anchor grid and labels against the reference values (SPEC 6 and 10.3) and by rule."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.tracking.training.config import TargetConfig
from annotator.tracking.training.targets import (
    anchor_targets,
    box_weight,
    mask_cells,
    negative_targets,
    sample_labels,
    training_grid,
)

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
PAPER = TargetConfig(fallback_iou=1.0, sampled=True)


@pytest.mark.parametrize(("name", "search", "cells"), [("127_25", 255, 25), ("71_3", 143, 3)])
def test_grid(name: str, search: int, cells: int) -> None:
    stored = np.load(REFERENCE / "anchors.npz")
    grid = training_grid(search, cells)
    np.testing.assert_array_equal(grid.centers, stored[f"train_center_{name}"])
    np.testing.assert_array_equal(grid.corners, stored[f"train_corner_{name}"])


def check_targets(path: Path) -> None:
    stored = np.load(path)
    is_small = "c0_delta_5" in stored
    for case in range(int(stored["n"])):
        size, middle = int(stored[f"c{case}_size"]), int(stored[f"c{case}_im_c"])
        box = tuple(float(v) for v in stored[f"c{case}_target"])
        found = anchor_targets(training_grid(2 * middle + 1, size), box, PAPER)
        np.testing.assert_array_equal(found.labels, stored[f"c{case}_cls_full"])
        every, tail = (5, "_5") if is_small else (1, "")
        for values, name in ((found.deltas, "delta"), (found.overlap, "iou")):
            expected = np.ravel(stored[f"c{case}_{name}{tail}"])
            np.testing.assert_allclose(np.ravel(values)[::every], expected, atol=1e-6)
        counts = stored[f"c{case}_counts_sampled" if is_small else f"c{case}_sampled_counts"]
        weight = stored[f"c{case}_weight_sampled" if is_small else f"c{case}_sampled_weight"]
        sampled = sample_labels(found.labels, np.random.default_rng(0))
        assert [(sampled == 1).sum(), (sampled == 0).sum()] == counts.tolist()
        assert box_weight(sampled).max() == pytest.approx(float(weight), rel=1e-6)


def test_small_reference() -> None:
    check_targets(REFERENCE / "anchor_targets.npz")


@pytest.mark.shared
def test_dev_reference(shared_dir: Path) -> None:
    check_targets(shared_dir / "reference" / "fixtures" / "dev" / "anchor_targets.npz")


def test_negative_pair() -> None:
    stored = np.load(REFERENCE / "anchor_targets.npz")
    grid = training_grid(255, 25)
    found = negative_targets(grid, whole_map=False)
    np.testing.assert_array_equal(found.labels, stored["neg_full"])
    sampled = sample_labels(found.labels, np.random.default_rng(0), positives=0, total=16)
    assert ((sampled == 1).sum(), (sampled == 0).sum()) == (0, 16)
    assert (negative_targets(grid, whole_map=True).labels == 0).all()
    assert (negative_targets(training_grid(143, 3), whole_map=False).labels == 0).all()


def test_a_thin_target_falls_back_to_its_best_anchor() -> None:
    grid = training_grid(255, 25)
    box = (121.0, 60.0, 133.0, 195.0)  # 12 x 135: no anchor reaches 0.6
    assert not (anchor_targets(grid, box, PAPER).labels == 1).any()
    lenient = TargetConfig(fallback_iou=0.1)
    found = anchor_targets(grid, box, lenient)
    best = np.unravel_index(found.overlap.argmax(), found.overlap.shape)
    assert found.labels[best] == 1


@given(st.floats(60, 190), st.floats(60, 190), st.floats(20, 120), st.floats(20, 120))
def test_deltas_decode_to_the_box(cx: float, cy: float, width: float, height: float) -> None:
    grid = training_grid(255, 25)
    box = (cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2)
    found = anchor_targets(grid, box, TargetConfig())
    anchor = grid.centers
    decoded_x = found.deltas[0] * anchor[2] + anchor[0]
    decoded_w = np.exp(found.deltas[2]) * anchor[2]
    np.testing.assert_allclose(decoded_x, cx, atol=1e-2)
    np.testing.assert_allclose(decoded_w, width, rtol=1e-3)


@given(st.integers(0, 1000), st.integers(1, 6))
def test_mask_cells_are_positive_and_best_first(seed: int, count: int) -> None:
    found = anchor_targets(training_grid(255, 25), (90.0, 100.0, 150.0, 170.0), TargetConfig())
    cells = mask_cells(found, count, np.random.default_rng(seed))
    assert cells.shape == (count, 2)
    used = cells[cells[:, 0] >= 0]
    assert len({tuple(cell) for cell in used}) == len(used) >= 1
    for y, x in used:
        assert (found.labels[:, y, x] == 1).any()
    best = np.unravel_index(found.overlap.argmax(), found.overlap.shape)
    assert tuple(used[0]) == best[1:]


def test_no_mask_cells_without_target() -> None:
    found = negative_targets(training_grid(255, 25), whole_map=True)
    assert (mask_cells(found, 2, np.random.default_rng(0)) == -1).all()


def test_sampling_keeps_labels_and_draws_differently() -> None:
    labels = anchor_targets(training_grid(255, 25), (90.0, 90.0, 160.0, 160.0), PAPER).labels
    draws = [sample_labels(labels, np.random.default_rng(seed)) for seed in (1, 2)]
    for draw in draws:
        assert (draw[draw >= 0] == labels[draw >= 0]).all()
        assert (draw == 1).sum() <= 16
        assert (draw >= 0).sum() == 64
    assert (draws[0] != draws[1]).any()


def test_mask_cells_follow_sampled_labels() -> None:
    found = anchor_targets(training_grid(255, 25), (90.0, 90.0, 160.0, 160.0), PAPER)
    assert (box_weight(found.labels).sum()) == pytest.approx(1.0, abs=1e-4)
