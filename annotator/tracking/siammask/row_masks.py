"""The masks of many RoWs of one search region, to look at (the paper's Figure 8).

Tracking makes one mask, that of the best RoW. Every other RoW has one too: of what lies in the
window of the search region that belongs to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from annotator.tracking.siammask.anchors import foreground_scores
from annotator.tracking.siammask.crops import Image, window_picture
from annotator.tracking.siammask.tracker import SiamMaskTracker, State
from annotator.tracking.tracker import TrackingError

Cell = tuple[int, int]


@dataclass(frozen=True)
class RowMask:
    """One RoW: its cell (y, x), score, window of the search crop (RGB) and mask in that window.

    `window` is (127, 127, 3) uint8, black outside of the crop; `probabilities` (n, n) float32
    covers the same area.
    """

    cell: Cell
    score: float
    window: Image
    probabilities: NDArray[np.float32]


@dataclass(frozen=True)
class SearchedRows:
    """A search crop (RGB), its score map (S, S) of 0..1, the cell that tracking takes, and RoWs."""

    crop: Image
    scores: NDArray[np.float32]
    chosen: Cell
    rows: tuple[RowMask, ...]


def cells_around(center: Cell, *, count: int, step: int, size: int) -> list[Cell]:
    """`count` x `count` cells `step` apart, row by row, moved to lie inside of a map of `size`."""
    reach = (count - 1) * step
    if count < 1 or step < 1 or reach >= size:
        raise TrackingError(
            f"{count} cells {step} apart do not fit into a map of {size}; ask for fewer"
        )
    top, left = (min(max(0, value - reach // 2), size - 1 - reach) for value in center)
    return [(top + step * i, left + step * j) for i in range(count) for j in range(count)]


def score_map(logits: NDArray[np.floating]) -> NDArray[np.float32]:
    """(channels, S, S) -> (S, S) of 0..1: of anchors the best, of one channel its sigmoid."""
    channels, size, _ = logits.shape
    if channels == 1:
        return np.asarray(1 / (1 + np.exp(-logits[0])), np.float32)
    best: NDArray[np.float32] = foreground_scores(logits).reshape(-1, size, size).max(axis=0)
    return best


def masks_of_rows(
    tracker: SiamMaskTracker, frame: Image, state: State, *, count: int = 5, step: int = 2
) -> SearchedRows:
    """The masks of `count` x `count` RoWs around the one that tracking takes in `frame`.

    Raises:
        TrackingError: the network has no mask branch, or the map has not so many cells.
    """
    hyper, runtime = tracker.hyper, tracker.runtime
    if not runtime.config.has_mask:
        raise TrackingError(
            f"{runtime.config.name} makes no masks; name a checkpoint with a mask branch"
        )
    (found,) = tracker.steps(frame, [state])
    crop = tracker.search_crop(frame, state, found.geometry)
    network_input = np.ascontiguousarray(crop[None, ..., ::-1], np.float32)  # BGR
    outputs = runtime.search(state.features, torch.from_numpy(network_input).permute(0, 3, 1, 2))
    scores = score_map(outputs.score.float().cpu().numpy()[0])
    size = len(scores)
    chosen = found.decoded.cell
    rows = []
    for cell in cells_around(chosen, count=count, step=step, size=size):
        masks = runtime.masks(outputs, [cell])
        assert masks is not None
        window = window_picture(crop, cell, hyper)
        rows.append(RowMask(cell, float(scores[cell]), window, masks[0]))
    return SearchedRows(crop, scores, chosen, tuple(rows))
