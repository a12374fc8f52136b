"""The losses of the paper's two and three branches, L_2B and L_3B, and the similarity they share.

The published code has no two-branch network; its loss follows the text (SPEC 10.6): the score is
one channel, trained like SiamFC's with a logistic loss over the map, and the rest as in L_3B.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

LAMBDA_MASK = 32.0
LAMBDA_SCORE = 1.0
LAMBDA_BOX = 1.0
POSITIVE_RADIUS = 16.0  # pixels of the search crop around the target's centre


def similarity_labels(
    centers: Tensor,
    has_target: Tensor,
    *,
    size: int,
    stride: float = 8.0,
    radius: float = POSITIVE_RADIUS,
) -> Tensor:
    """Labels (N, size, size): 1 where a cell is near the target's centre, else 0; SiamFC's rule.

    centers: (N, 2) x, y of the target in crop pixels, 0 at the crop's centre.
    has_target: (N,) bool; a crop without target is negative everywhere.
    """
    at = (torch.arange(size, device=centers.device, dtype=torch.float32) - (size - 1) / 2) * stride
    distance_x = (at[None, :] - centers[:, :1].float()).square()  # (N, size)
    distance_y = (at[None, :] - centers[:, 1:].float()).square()
    is_near = distance_y[:, :, None] + distance_x[:, None, :] <= radius * radius
    return (is_near & has_target[:, None, None]).float()


def similarity_loss(score: Tensor, labels: Tensor) -> Tensor:
    """L_sim: logistic loss over the map, positives and negatives of a pair weighing the same.

    score (N, 1, S, S) logits, labels (N, S, S) of 1 and 0. A side without cells contributes 0.
    """
    cost = F.binary_cross_entropy_with_logits(score.float()[:, 0], labels, reduction="none")
    positive, negative = labels, 1 - labels
    hit = (cost * positive).sum(dim=(1, 2)) / positive.sum(dim=(1, 2)).clamp(min=1)
    miss = (cost * negative).sum(dim=(1, 2)) / negative.sum(dim=(1, 2)).clamp(min=1)
    return (0.5 * hit + 0.5 * miss).mean()


def two_branch_loss(mask: Tensor, similarity: Tensor) -> Tensor:
    """L_2B = 32 L_mask + L_sim."""
    return LAMBDA_MASK * mask + similarity


def three_branch_loss(mask: Tensor, score: Tensor, box: Tensor) -> Tensor:
    """L_3B = 32 L_mask + L_score + L_box; the published code weighs 36, 1 and 1.2."""
    return LAMBDA_MASK * mask + LAMBDA_SCORE * score + LAMBDA_BOX * box


def smooth_l1_box_loss(box: Tensor, deltas: Tensor, weight: Tensor) -> Tensor:
    """L_box of the paper: smooth L1 of the four offsets; the published code has plain L1.

    box (N, 4A, n, n), deltas (N, 4, A, n, n), weight (N, A, n, n).
    """
    samples, channels, height, width = box.shape
    predicted = box.float().view(samples, 4, channels // 4, height, width)
    cost = F.smooth_l1_loss(predicted, deltas, reduction="none").sum(dim=1)
    return (cost * weight).sum() / samples
