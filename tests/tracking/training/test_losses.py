"""Losses against the reference values (SPEC 10.4) and by hand."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from annotator.tracking.training import losses
from tests.tracking.recipe import load_recipe

REFERENCE = Path(__file__).parents[2] / "data" / "reference"


class Inputs:
    """The recipe's inputs of the fixture (SPEC 15)."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def u(self, name: str, *shape: int) -> np.ndarray:
        return load_recipe()._u(name, shape, self.seed)

    def tensor(self, values: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(values)).float()

    def labels(self) -> torch.Tensor:
        u = self.u("L.lab", 2, 5, 25, 25)
        return torch.from_numpy(np.where(u < 0.02, 1, np.where(u > 0.9, 0, -1)))


@pytest.fixture(scope="module")
def stored() -> dict[str, np.ndarray]:
    with np.load(REFERENCE / "losses.npz") as file:
        return dict(file)


@pytest.fixture(scope="module")
def inputs(stored: dict[str, np.ndarray]) -> Inputs:
    return Inputs(int(stored["seed"]))


def test_score_loss(stored: dict[str, np.ndarray], inputs: Inputs) -> None:
    score = inputs.tensor(4 * (inputs.u("L.cls", 2, 10, 25, 25) - 0.5))
    labels = inputs.labels()
    counts = [int((labels == 1).sum()), int((labels == 0).sum())]
    assert counts == stored["label_counts"].tolist()
    loss = losses.balanced_score_loss(score, labels)
    assert float(loss) == pytest.approx(float(stored["loss_cls"]), rel=1e-5)


def test_box_loss(stored: dict[str, np.ndarray], inputs: Inputs) -> None:
    box = inputs.tensor(inputs.u("L.loc", 2, 20, 25, 25) - 0.5)
    deltas = inputs.tensor(inputs.u("L.tloc", 2, 4, 5, 25, 25) - 0.5)
    weight = (inputs.labels() == 1).float() / 16
    loss = losses.box_loss(box, deltas, weight)
    assert float(loss) == pytest.approx(float(stored["loss_loc"]), rel=1e-5)


def test_base_mask_loss(stored: dict[str, np.ndarray], inputs: Inputs) -> None:
    mask = inputs.tensor(np.where(inputs.u("L.mask", 2, 1, 255, 255) > 0.1, 1, -1))[:, 0]
    logits = inputs.tensor(4 * (inputs.u("L.pm", 2, 3969, 25, 25) - 0.3))
    found = torch.nonzero(inputs.labels().amax(dim=1) == 1)
    batch_index, cells = found[:, 0], found[:, 1:]
    chosen = logits[batch_index, :, cells[:, 0], cells[:, 1]].view(-1, 63, 63)
    windows = losses.mask_windows(mask, batch_index, cells)
    quality = losses.mask_quality(chosen, windows)
    loss = losses.soft_margin_mask_loss(chosen, windows)
    expected = stored["loss_mask_base"]
    np.testing.assert_allclose([float(loss), *quality], expected, rtol=1e-4)


def test_sharp_mask_loss(stored: dict[str, np.ndarray], inputs: Inputs) -> None:
    mask = inputs.tensor(np.where(inputs.u("L.mask3", 2, 1, 143, 143) > 0.1, 1, -1))[:, 0]
    logits = inputs.tensor(4 * (inputs.u("L.p3", 18, 16129) - 0.24)).view(2, 3, 3, 127, 127)
    found = torch.nonzero(inputs.tensor(inputs.u("L.w3", 2, 1, 3, 3))[:, 0] > 0.5)
    batch_index, cells = found[:, 0], found[:, 1:]
    chosen = logits[batch_index, cells[:, 0], cells[:, 1]]
    windows = losses.mask_windows(mask, batch_index, cells, padding=0)
    quality = losses.mask_quality(chosen, windows)
    loss = losses.soft_margin_mask_loss(chosen, windows)
    np.testing.assert_allclose([float(loss), *quality], stored["loss_mask_sharp"], rtol=1e-4)


def test_missing_sides_contribute_nothing() -> None:
    score = torch.zeros(1, 10, 25, 25)
    ignored = torch.full((1, 5, 25, 25), -1)
    assert float(losses.balanced_score_loss(score, ignored)) == 0.0
    assert float(losses.hard_score_loss(score, ignored, 8)) == 0.0
    positive = ignored.clone()
    positive[0, 0, 3, 3] = 1
    assert float(losses.balanced_score_loss(score, positive)) == pytest.approx(math.log(2) / 2)


def test_hard_negatives_weigh_more() -> None:
    labels = torch.zeros(1, 5, 25, 25, dtype=torch.int8)
    score = torch.zeros(1, 10, 25, 25)
    score[:, :5] = 6.0  # background everywhere ...
    score[:, 5:, 10, 10] = 12.0  # ... but for a look-alike in one cell
    plain = float(losses.balanced_score_loss(score, labels))
    hard = float(losses.hard_score_loss(score, labels, 8))
    assert hard > 20 * plain


def test_window_of_the_middle_cell_is_the_crops_middle() -> None:
    mask = torch.arange(255 * 255, dtype=torch.float32).view(1, 255, 255)
    (window,) = losses.mask_windows(mask, torch.tensor([0]), torch.tensor([[12, 12]]))
    assert torch.equal(window, mask[0, 64:191, 64:191])
    (corner,) = losses.mask_windows(mask + 1, torch.tensor([0]), torch.tensor([[0, 0]]))
    assert (corner[:32] == 0).all()
    assert (corner[:, :32] == 0).all()
    assert torch.equal(corner[32:, 32:], mask[0, :95, :95] + 1)


def test_unknown_pixels_do_not_count() -> None:
    target = torch.zeros(1, 127, 127)
    target[:, 40:, :] = -1
    target[:, 60:90, 50:90] = 1
    good = target * 8
    wrong_outside = good.clone()
    wrong_outside[:, :40] = 9.0
    for loss in (losses.known_mask_loss, losses.dice_loss):
        assert float(loss(good, target)) == pytest.approx(
            float(loss(wrong_outside, target)), abs=1e-6
        )


def test_mask_losses_prefer_the_truth() -> None:
    target = -torch.ones(2, 127, 127)
    target[:, 30:80, 40:90] = 1
    shifted = torch.roll(target, 10, dims=2)
    for loss in (losses.known_mask_loss, losses.dice_loss, losses.soft_margin_mask_loss):
        assert float(loss(5 * target, target)) < 0.2 * float(loss(5 * shifted, target))
    assert losses.mask_quality(target, target) == (1.0, 1.0, 1.0)


def test_upsampling_keeps_corners() -> None:
    logits = torch.randn(3, 63, 63)
    upsampled = losses.upsample_mask(logits)
    assert upsampled.shape == (3, 127, 127)
    assert torch.allclose(upsampled[:, 0, 0], logits[:, 0, 0])
    assert torch.allclose(upsampled[:, -1, -1], logits[:, -1, -1], atol=1e-5)
