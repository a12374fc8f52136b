"""Losses: those of the paper's code (SPEC 10.4), and the ones the default model is trained with."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

MASK_WINDOW = 127
MASK_PADDING = 32
STRIDE = 8


def score_log_probability(score: Tensor) -> Tensor:
    """score (N, 2A, n, n), background channels first -> log-softmax (N, 2, A, n, n) float32."""
    samples, channels, height, width = score.shape
    return F.log_softmax(score.float().view(samples, 2, channels // 2, height, width), dim=1)


def balanced_score_loss(score: Tensor, labels: Tensor) -> Tensor:
    """Half mean NLL of positives, half of negatives, pooled over the batch; SPEC 10.4.

    labels (N, A, n, n) of 1, 0 and -1 (ignored). An empty side contributes 0.
    """
    log_probability = score_log_probability(score)
    positive = (labels == 1).float()
    negative = (labels == 0).float()
    hit = -(log_probability[:, 1] * positive).sum() / positive.sum().clamp(min=1)
    miss = -(log_probability[:, 0] * negative).sum() / negative.sum().clamp(min=1)
    return 0.5 * hit + 0.5 * miss


def hard_score_loss(score: Tensor, labels: Tensor, hard_negatives: int) -> Tensor:
    """As `balanced_score_loss`, but the hardest negatives of each pair get half of their side.

    Look-alikes cover a few anchors of thousands: a plain mean would drown them.
    """
    log_probability = score_log_probability(score)
    positive = (labels == 1).float()
    negative = (labels == 0).float()
    hit = -(log_probability[:, 1] * positive).sum() / positive.sum().clamp(min=1)
    cost = (-log_probability[:, 0] * negative).flatten(1)  # (N, A * n * n)
    easy = cost.sum() / negative.sum().clamp(min=1)
    hardest = cost.topk(min(hard_negatives, cost.shape[1]), dim=1).values.mean()
    return 0.5 * hit + 0.25 * easy + 0.25 * hardest


def box_loss(box: Tensor, deltas: Tensor, weight: Tensor) -> Tensor:
    """Weighted L1 of the four offsets, summed, per pair; SPEC 10.4.

    box (N, 4A, n, n), deltas (N, 4, A, n, n), weight (N, A, n, n).
    """
    samples, channels, height, width = box.shape
    predicted = box.float().view(samples, 4, channels // 4, height, width)
    difference = (predicted - deltas).abs().sum(dim=1)
    return (difference * weight).sum() / samples


def mask_windows(
    mask: Tensor, batch_index: Tensor, cells: Tensor, *, padding: int = MASK_PADDING
) -> Tensor:
    """The 127-pixel target windows (K, 127, 127) of chosen cells.

    mask (N, S, S) of +1 and -1; beyond it windows hold 0. Cell (y, x) starts at pixel
    8 * (y, x) - `padding`.
    """
    padded = F.pad(mask, (padding, padding, padding, padding))
    windows = [
        padded[n, y * STRIDE : y * STRIDE + MASK_WINDOW, x * STRIDE : x * STRIDE + MASK_WINDOW]
        for n, (y, x) in zip(batch_index.tolist(), cells.tolist(), strict=True)
    ]
    return torch.stack(windows)


def soft_margin_mask_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Mean of log(1 + exp(-t p)) over all pixels; SPEC 10.4.

    logits (K, 127, 127), or (K, 63, 63) to be upsampled with aligned corners; target (K, 127, 127)
    of +1, -1 and 0 (a constant log 2 without gradient).
    """
    return F.softplus(-target.float() * upsample_mask(logits)).mean()


def upsample_mask(logits: Tensor) -> Tensor:
    """(K, 63, 63) -> (K, 127, 127), bilinear with aligned corners; 127 passes unchanged."""
    if logits.shape[-1] == MASK_WINDOW:
        return logits.float()
    size = (MASK_WINDOW, MASK_WINDOW)
    upsampled = F.interpolate(
        logits.float()[:, None], size=size, mode="bilinear", align_corners=True
    )
    return upsampled[:, 0]


def known_mask_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy of mask logits where the target is known (not 0).

    Every window counts alike, and within it the pixels near the outline count three times.
    """
    known = (target != 0).float()
    inside = (target > 0).float()
    mean = F.avg_pool2d(inside[:, None], 9, 1, 4)[:, 0]
    rim = ((mean > 0.02) & (mean < 0.98)).float()
    weight = known * (1 + 2 * rim)
    loss = F.binary_cross_entropy_with_logits(upsample_mask(logits), inside, reduction="none")
    share = (loss * weight).sum(dim=(1, 2)) / weight.sum(dim=(1, 2)).clamp(min=1)
    return share.mean()


def dice_loss(logits: Tensor, target: Tensor) -> Tensor:
    """1 - Dice of the mask's probability, mean over windows; unknown pixels do not count."""
    known = (target != 0).float()
    inside = (target > 0).float()
    probability = torch.sigmoid(upsample_mask(logits)) * known
    shared = (probability * inside).sum(dim=(1, 2))
    total = probability.sum(dim=(1, 2)) + inside.sum(dim=(1, 2))
    return (1 - (2 * shared + 1) / (total + 1)).mean()


class MaskQuality(NamedTuple):
    """How good masks are: mean IoU, and the share of IoUs above 0.5 and 0.7."""

    mean_iou: float
    share_50: float
    share_70: float


@torch.no_grad()
def mask_quality(logits: Tensor, target: Tensor) -> MaskQuality:
    """IoU of (logit >= 0) with (target == 1); SPEC 10.4."""
    predicted = upsample_mask(logits) >= 0
    inside = target == 1
    shared = (predicted & inside).sum(dim=(1, 2)).float()
    union = (predicted | inside).sum(dim=(1, 2)).float()
    iou = shared / union.clamp(min=1)
    return MaskQuality(
        float(iou.mean()), float((iou > 0.5).float().mean()), float((iou > 0.7).float().mean())
    )
