"""DAVIS measures: region similarity J, contour accuracy F, and their statistics (SPEC 11.5)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.bool_]

BOUNDARY_TOLERANCE = 0.008
"""Tolerance of F as a share of the picture's diagonal."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Mean, recall (share of frames above 0.5) and decay (first quarter minus last) of a value."""

    mean: float
    recall: float
    decay: float


def region_similarity(truth: Pixels, predicted: Pixels) -> float:
    """J: intersection over union of two (H, W) masks; 1 when both are empty."""
    union = int(np.count_nonzero(truth | predicted))
    if union == 0:
        return 1.0
    return int(np.count_nonzero(truth & predicted)) / union


def boundary_map(mask: Pixels) -> Pixels:
    """Pixels that differ from their right, lower or lower-right neighbour; (H, W)."""
    boundary = np.zeros_like(mask)
    boundary[:-1, :-1] = (
        (mask[:-1, :-1] ^ mask[:-1, 1:])
        | (mask[:-1, :-1] ^ mask[1:, :-1])
        | (mask[:-1, :-1] ^ mask[1:, 1:])
    )
    boundary[-1, :-1] = mask[-1, :-1] ^ mask[-1, 1:]
    boundary[:-1, -1] = mask[:-1, -1] ^ mask[1:, -1]
    return boundary


def contour_accuracy(truth: Pixels, predicted: Pixels) -> float:
    """F: harmonic mean of boundary precision and recall of two (H, W) masks."""
    radius = math.ceil(BOUNDARY_TOLERANCE * math.hypot(*truth.shape))
    of_truth, of_predicted = boundary_map(truth), boundary_map(predicted)
    truth_count = int(np.count_nonzero(of_truth))
    predicted_count = int(np.count_nonzero(of_predicted))
    if truth_count == 0 and predicted_count == 0:
        return 1.0
    if truth_count == 0 or predicted_count == 0:
        return 0.0
    disk = _disk(radius)
    near_truth = cv2.dilate(of_truth.view(np.uint8), disk).astype(bool)
    near_predicted = cv2.dilate(of_predicted.view(np.uint8), disk).astype(bool)
    precision = np.count_nonzero(of_predicted & near_truth) / predicted_count
    recall = np.count_nonzero(of_truth & near_predicted) / truth_count
    if precision + recall == 0:
        return 0.0
    return float(2 * precision * recall / (precision + recall))


def _disk(radius: int) -> NDArray[np.uint8]:
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return np.asarray(x * x + y * y <= radius * radius, np.uint8)


def statistics(values: Sequence[float] | NDArray[np.float64]) -> Statistics:
    """Statistics over the frames of one object, in order.

    Decay compares the means of the first and the last of four bins; a frame on the edge of two
    bins belongs to both. The official code holds the edges in uint8, which is wrong above 256
    frames; here they are exact.
    """
    array = np.asarray(values, np.float64)
    if not array.size:
        return Statistics(math.nan, math.nan, math.nan)
    edges = np.round(np.linspace(1, len(array), 5) + 1e-10).astype(np.int64) - 1
    first = array[edges[0] : edges[1] + 1]
    last = array[edges[3] : edges[4] + 1]
    return Statistics(
        float(array.mean()), float((array > 0.5).mean()), float(first.mean() - last.mean())
    )
