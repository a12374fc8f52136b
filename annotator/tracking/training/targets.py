"""Anchor labels and deltas of a search crop (SPEC 10.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from annotator.tracking.training.config import TargetConfig

RATIOS = (0.33, 0.5, 1.0, 2.0, 3.0)
STRIDE = 8
SCALE = 8

Float = NDArray[np.float32]
Labels = NDArray[np.int8]

POSITIVE, NEGATIVE, IGNORED = 1, 0, -1


@dataclass(frozen=True)
class AnchorGrid:
    """Anchors of a training crop: `centers` (4, 5, n, n) as cx, cy, w, h in crop pixels."""

    centers: Float

    @property
    def corners(self) -> Float:
        """(4, 5, n, n) as x1, y1, x2, y2."""
        cx, cy, w, h = self.centers
        return np.stack([cx - w * 0.5, cy - h * 0.5, cx + w * 0.5, cy + h * 0.5])


def training_grid(search_size: int, cells: int) -> AnchorGrid:
    """Anchor grid around the crop's centre pixel ``search_size // 2`` (SPEC 6)."""
    shapes = []
    for ratio in RATIOS:
        width = int(np.sqrt(STRIDE * STRIDE / ratio))
        shapes.append((width * SCALE, int(width * ratio) * SCALE))
    first = search_size // 2 - (cells // 2) * STRIDE
    along = first + STRIDE * np.arange(cells, dtype=np.float32)
    centers = np.empty((4, len(RATIOS), cells, cells), np.float32)
    centers[0] = along[None, None, :]
    centers[1] = along[None, :, None]
    centers[2] = np.array([w for w, _ in shapes], np.float32)[:, None, None]
    centers[3] = np.array([h for _, h in shapes], np.float32)[:, None, None]
    return AnchorGrid(centers)


@dataclass(frozen=True)
class RowTargets:
    """`labels` (A, n, n) of 1, 0, -1 (ignored); `deltas` (4, A, n, n); `overlap` (A, n, n).

    A is 5 for anchors and 1 for a similarity, whose `overlap` is the nearness of RoW and target.
    """

    labels: Labels
    deltas: Float
    overlap: Float


def anchor_targets(
    grid: AnchorGrid, box: tuple[float, float, float, float], config: TargetConfig
) -> RowTargets:
    """Un-sampled labels of a crop that holds the target; `box` is x1, y1, x2, y2 in crop pixels."""
    overlap = _overlap(grid.corners, box)
    cx, cy, w, h = grid.centers
    width, height = box[2] - box[0], box[3] - box[1]
    deltas = np.stack(
        [
            ((box[0] + box[2]) * 0.5 - cx) / w,
            ((box[1] + box[3]) * 0.5 - cy) / h,
            np.log(width / w),
            np.log(height / h),
        ]
    ).astype(np.float32)
    labels = np.full(overlap.shape, IGNORED, np.int8)
    labels[overlap > config.positive_iou] = POSITIVE
    labels[overlap < config.negative_iou] = NEGATIVE
    best = float(overlap.max())
    if config.fallback_iou <= best <= config.positive_iou and config.fallback_iou < 1:
        labels[overlap >= best - 1e-6] = POSITIVE
    return RowTargets(labels, deltas, overlap.astype(np.float32))


def negative_targets(grid: AnchorGrid, *, whole_map: bool) -> RowTargets:
    """Labels of a crop without the target: the centre 7 by 7 cells (SPEC 10.3), or every cell."""
    shape = grid.centers.shape[1:]
    labels = np.full(shape, NEGATIVE if whole_map else IGNORED, np.int8)
    middle = shape[1] // 2
    labels[:, max(0, middle - 3) : middle + 4, max(0, middle - 3) : middle + 4] = NEGATIVE
    zeros = np.zeros((4, *shape), np.float32)
    return RowTargets(labels, zeros, zeros[0])


def sample_labels(
    labels: Labels,
    rng: np.random.Generator,
    *,
    positives: int = 16,
    total: int = 64,
) -> Labels:
    """Keep at most `positives` positives and ``total - kept`` negatives, drawn uniformly."""
    sampled = np.full_like(labels, IGNORED)
    flat = sampled.reshape(-1)
    hits = np.flatnonzero(labels == POSITIVE)
    hits = rng.permutation(hits)[:positives]
    misses = np.flatnonzero(labels == NEGATIVE)
    misses = rng.permutation(misses)[: total - len(hits)]
    flat[hits] = POSITIVE
    flat[misses] = NEGATIVE
    return sampled


def box_weight(labels: Labels) -> Float:
    """Weight of the box loss: 1 / (positives + 1e-6) on positives."""
    hits = labels == POSITIVE
    weight: Float = (hits / (np.count_nonzero(hits) + 1e-6)).astype(np.float32)
    return weight


def mask_cells(targets: RowTargets, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """`count` cells (y, x) that hold a positive anchor, -1 where there are fewer.

    The best cell comes first: it is where inference will read the mask; the rest are random.
    """
    cells = np.full((count, 2), -1, np.int64)
    hits = np.argwhere((targets.labels == POSITIVE).any(axis=0))
    if not len(hits):
        return cells
    best = np.unravel_index(int(targets.overlap.argmax()), targets.overlap.shape)[1:]
    order = rng.permutation(len(hits))
    rest = [hits[i] for i in order if tuple(hits[i]) != tuple(best)]
    chosen = [np.array(best), *rest][:count]
    cells[: len(chosen)] = chosen
    return cells


def _overlap(corners: Float, box: tuple[float, float, float, float]) -> Float:
    """IoU of every anchor (4, ...) with `box`."""
    x1, y1, x2, y2 = (corners[i].astype(np.float64) for i in range(4))
    width = np.maximum(0.0, np.minimum(x2, box[2]) - np.maximum(x1, box[0]))
    height = np.maximum(0.0, np.minimum(y2, box[3]) - np.maximum(y1, box[1]))
    shared = width * height
    union = (x2 - x1) * (y2 - y1) + (box[2] - box[0]) * (box[3] - box[1]) - shared
    overlap: Float = (shared / union).astype(np.float32)
    return overlap
