"""The one-channel score: where it puts the target, what it learns, and what 2B shares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from annotator.tracking.siammask.architectures import DEFAULT_SETTINGS, NETWORK_CONFIGS
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.similarity import (
    MaskSimilarityHead,
    SimilarityHead,
    pixel_window,
    to_pixels,
)
from annotator.tracking.training.config import TargetConfig
from annotator.tracking.training.targets import mask_cells

PLAIN = replace(DEFAULT_SETTINGS["siamfc_mobilenetv2"], window_influence=0.0)


def hill(row: float, column: float, *, cells: int = 25, height: float = 6.0) -> np.ndarray:
    """Logits (1, S, S) with one smooth top at a place between cells."""
    y, x = np.mgrid[:cells, :cells]
    away = (y - row) ** 2 + (x - column) ** 2
    return (height * np.exp(-away / 8) - 3)[None].astype(np.float32)


def targets(box: tuple[float, float, float, float] | None, **changes: float):
    return SimilarityHead.targets(
        box,
        search_size=255,
        cells=25,
        config=TargetConfig(**changes),
        rng=np.random.default_rng(0),
    )


def test_interpolation_keeps_the_cells():
    cells = np.random.default_rng(1).normal(size=(7, 7)).astype(np.float32)
    fine = to_pixels(cells, 8)
    assert fine.shape == (49, 49)
    np.testing.assert_allclose(fine[::8, ::8], cells, atol=1e-5)


def test_a_window_sums_to_one_and_is_highest_in_the_middle():
    window = pixel_window(193)
    assert window.sum() == pytest.approx(1)
    assert np.unravel_index(window.argmax(), window.shape) == (96, 96)


@pytest.mark.parametrize(("row", "column"), [(12, 12), (9.5, 14.25), (3, 20)])
def test_the_top_is_found_between_cells(row: float, column: float):
    found = SimilarityHead.decode(hill(row, column), None, (60.0, 40.0), PLAIN)
    assert found.offset_crop == pytest.approx(((column - 12) * 8, (row - 12) * 8), abs=1)
    assert abs(found.cell[0] - row) <= 0.5
    assert abs(found.cell[1] - column) <= 0.5
    assert found.size_crop == (60.0, 40.0)
    assert found.score == pytest.approx(1 / (1 + np.exp(-3)), abs=0.01)


def test_seventeen_cells_without_padding():
    hyper = replace(DEFAULT_SETTINGS["siamfc_alexnet"], window_influence=0.0)
    found = SimilarityHead.decode(hill(8, 10, cells=17), None, (50.0, 50.0), hyper)
    assert found.cell == (8, 10)
    assert found.offset_crop == pytest.approx((16, 0), abs=0.5)


def test_the_window_prefers_the_middle_of_two_equals():
    two = np.maximum(hill(12, 13), hill(4, 4))
    assert SimilarityHead.decode(two, None, (9, 9), replace(PLAIN, window_influence=0.2)).cell == (
        12,
        13,
    )


def test_a_map_without_any_opinion_stays_where_it_is():
    flat = np.zeros((1, 25, 25), np.float32)
    hyper = DEFAULT_SETTINGS["siamfc_mobilenetv2"]
    assert SimilarityHead.decode(flat, None, (9, 9), hyper).offset_crop == (0, 0)


def test_positive_cells_are_near_the_centre():
    found = targets((100.0, 110.0, 170.0, 160.0))  # centre 135, 135: 8 pixels off the middle
    assert found.labels.shape == (1, 25, 25)
    near = {(y - 13, x - 13) for _, y, x in np.argwhere(found.labels == 1)}
    assert near == {(y, x) for y in range(-2, 3) for x in range(-2, 3) if y * y + x * x <= 4}
    chosen = mask_cells(found, 3, np.random.default_rng(0))
    assert tuple(chosen[0]) == (13, 13)
    assert all(found.labels[0, y, x] == 1 for y, x in chosen)


def test_a_wider_radius_has_more_positive_cells():
    box = (100.0, 100.0, 154.0, 154.0)
    counts = [(targets(box, positive_radius=r).labels == 1).sum() for r in (8.0, 16.0, 32.0)]
    assert counts == sorted(counts)
    assert counts[0] < counts[2]


def test_a_pair_without_target_is_negative_everywhere():
    found = targets(None)
    assert (found.labels == 0).all()
    assert (mask_cells(found, 2, np.random.default_rng(0)) == -1).all()


def test_two_branches_share_one_correlation():
    """The score of 2B is two 1x1 convolutions on what the mask branch correlated."""
    torch.manual_seed(0)
    network = SiamMask(NETWORK_CONFIGS["siammask_2b_mobilenetv2"]).eval()
    head = network.rpn_model
    assert isinstance(head, MaskSimilarityHead)
    assert {name.split(".")[0] for name, _ in head.named_parameters()} == {"head"}
    with torch.inference_mode():
        features = network.exemplar(torch.rand(1, 3, 127, 127) * 255)
        outputs = network.search(features, torch.rand(1, 3, 255, 255) * 255)
        assert features.score_kernel is features.mask_kernel
        assert outputs.score.shape == (1, 1, 25, 25)
        assert torch.equal(outputs.score, head.head(outputs.mask_corr))
    assert outputs.box is None
