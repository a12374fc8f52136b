"""Anchor shapes and grids, and decoding of the network's score and box (SPEC 6 and 7).

Boxes here are in crop pixels. Flattened order is anchor-major, then row, then column:
id = anchor * S * S + y * S + x.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from annotator.tracking.siammask.config import HyperParameters

Floats = NDArray[np.floating]


def anchor_shapes(hyper: HyperParameters) -> NDArray[np.float32]:
    """(anchors, 2) widths and heights: (104,32), (88,40), (64,64), (40,80), (32,96)."""
    area = hyper.stride * hyper.stride
    shapes = []
    for ratio in hyper.anchor_ratios:
        width = int(np.sqrt(area / ratio))
        height = int(width * ratio)
        shapes.append((width * hyper.anchor_scale, height * hyper.anchor_scale))
    return np.array(shapes, np.float32)


def _grid(shapes: NDArray[np.float32], size: int, first: float, stride: int) -> Floats:
    centers = first + stride * np.arange(size, dtype=np.float32)
    grid = np.empty((4, len(shapes), size, size), np.float32)
    grid[0] = centers[None, None, :]
    grid[1] = centers[None, :, None]
    grid[2] = shapes[:, 0, None, None]
    grid[3] = shapes[:, 1, None, None]
    return grid


@lru_cache(maxsize=8)
def test_grid(hyper: HyperParameters) -> NDArray[np.float32]:
    """(anchors * S * S, 4) center x, center y, width, height; 0 is the centre of the crop."""
    size = hyper.score_size
    grid = _grid(anchor_shapes(hyper), size, -(size // 2) * hyper.stride, hyper.stride)
    flat = np.ascontiguousarray(grid.reshape(4, -1).T, np.float32)
    flat.setflags(write=False)
    return flat


test_grid.__test__ = False  # type: ignore[attr-defined]  # not a test, whatever pytest thinks


def training_grid(
    hyper: HyperParameters, *, search_size: int, score_size: int
) -> NDArray[np.float32]:
    """(4, anchors, S, S) center x, center y, width, height in pixels of the search crop."""
    first = search_size // 2 - (score_size // 2) * hyper.stride
    return _grid(anchor_shapes(hyper), score_size, first, hyper.stride).astype(np.float32)


@lru_cache(maxsize=8)
def cosine_window(hyper: HyperParameters) -> NDArray[np.float64]:
    """(anchors * S * S,) outer product of two Hanning windows, the same for every anchor."""
    hanning = np.hanning(hyper.score_size)
    window = np.tile(np.outer(hanning, hanning).ravel(), len(hyper.anchor_ratios))
    window.setflags(write=False)
    return window


@dataclass(frozen=True)
class Decoded:
    """The chosen anchor of one search region.

    `offset_crop` is the box's centre relative to the centre of the crop, `size_crop` its size,
    both in crop pixels. `score` is the foreground probability, not penalised. `cell` is (y, x).
    """

    best_id: int
    cell: tuple[int, int]
    score: float
    penalty: float
    offset_crop: tuple[float, float]
    size_crop: tuple[float, float]
    size_rate: float


def foreground_scores(score_logits: Floats) -> NDArray[np.float32]:
    """(2 * anchors, S, S) logits, background channels first -> (anchors * S * S,) in 0..1.

    A single channel is the logit of a similarity.
    """
    if score_logits.shape[0] == 1:
        return np.asarray(1 / (1 + np.exp(-np.clip(score_logits, -80, 80))).ravel(), np.float32)
    anchors = score_logits.shape[0] // 2
    background = score_logits[:anchors].reshape(-1)
    foreground = score_logits[anchors:].reshape(-1)
    highest = np.maximum(background, foreground)
    exp_foreground = np.exp(foreground - highest)
    scores = exp_foreground / (np.exp(background - highest) + exp_foreground)
    return np.asarray(scores, np.float32)


def decode_boxes(box_deltas: Floats, hyper: HyperParameters) -> NDArray[np.float32]:
    """(4 * anchors, S, S) -> (4, anchors * S * S): center x, center y, width, height."""
    anchors = test_grid(hyper)
    deltas = box_deltas.reshape(4, -1)
    boxes = np.empty(deltas.shape, np.float32)
    boxes[0] = deltas[0] * anchors[:, 2] + anchors[:, 0]
    boxes[1] = deltas[1] * anchors[:, 3] + anchors[:, 1]
    # A damaged network must not overflow; e^20 anchors are beyond any picture anyway.
    boxes[2] = np.exp(np.minimum(deltas[2], 20)) * anchors[:, 2]
    boxes[3] = np.exp(np.minimum(deltas[3], 20)) * anchors[:, 3]
    return boxes


def _change(ratio: Floats) -> Floats:
    return np.asarray(np.maximum(ratio, 1.0 / ratio))


def _padded_size(width: Floats | float, height: Floats | float) -> Floats:
    padding = (width + height) * 0.5
    return np.asarray(np.sqrt((width + padding) * (height + padding)))


def change_penalty(
    boxes: Floats, target_size_crop: tuple[float, float], hyper: HyperParameters
) -> NDArray[np.float64]:
    """Penalty in 0..1 for a change of scale and ratio, per anchor (SPEC 7.4)."""
    target_width, target_height = target_size_crop
    widths, heights = boxes[2], boxes[3]
    scale_change = _change(
        _padded_size(widths, heights) / float(_padded_size(target_width, target_height))
    )
    ratio_change = _change((target_width / target_height) / (widths / heights))
    change = scale_change.astype(np.float64) * ratio_change
    return np.asarray(np.exp(-(change - 1.0) * hyper.penalty_k))


def decode(
    score_logits: Floats,
    box_deltas: Floats,
    target_size_crop: tuple[float, float],
    hyper: HyperParameters,
) -> Decoded:
    """Choose the best anchor of one search region.

    score_logits (2 * anchors, S, S), box_deltas (4 * anchors, S, S); target size in crop pixels.
    """
    scores = foreground_scores(score_logits)
    boxes = decode_boxes(box_deltas, hyper)
    penalty = change_penalty(boxes, target_size_crop, hyper)
    influence = hyper.window_influence
    ranking = penalty * scores * (1 - influence) + cosine_window(hyper) * influence
    best = int(np.argmax(ranking))
    size = hyper.score_size
    best_penalty, best_score = float(penalty[best]), float(scores[best])
    return Decoded(
        best_id=best,
        cell=((best // size) % size, best % size),
        score=best_score,
        penalty=best_penalty,
        offset_crop=(float(boxes[0, best]), float(boxes[1, best])),
        size_crop=(float(boxes[2, best]), float(boxes[3, best])),
        size_rate=best_penalty * best_score * hyper.size_lr,
    )
