"""A picture of the masks of many RoWs, after the paper's Figure 8.

On the left the search crop with the score map over it and a mark at every RoW that is shown; on
the right the window of each RoW with its mask and score, in the order of the map. The RoW that
tracking takes has a frame of its own colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.evaluation.benchmark import Frame

Scores = NDArray[np.floating]

_MASK, _CHOSEN, _MARK = (0, 200, 90), (255, 190, 0), (255, 255, 255)
_PAPER, _INK = (24, 24, 24), (235, 235, 235)
_TILE, _GAP, _TEXT = 127, 6, 18
_FONT = cv2.FONT_HERSHEY_SIMPLEX


class Row(Protocol):
    """One RoW: its cell (y, x) in the score map, and its window of the search crop, RGB."""

    @property
    def cell(self) -> tuple[int, int]: ...

    @property
    def score(self) -> float: ...

    @property
    def window(self) -> Frame: ...

    @property
    def probabilities(self) -> NDArray[np.float32]: ...


def draw_rows(
    crop: Frame,
    scores: Scores,
    rows: Sequence[Row],
    *,
    columns: int,
    chosen: tuple[int, int],
    threshold: float,
    stride: int,
) -> Frame:
    """The whole picture, RGB.

    crop (S, S, 3) RGB; scores (n, n) of 0..1, whose cells lie `stride` crop pixels apart around
    the crop's centre; rows in reading order, `columns` in a line; `threshold` cuts their masks.
    """
    tiles = [_tile(row, threshold, is_chosen=row.cell == chosen) for row in rows]
    lines = [_joined(tiles[k : k + columns], axis=1) for k in range(0, len(tiles), columns)]
    grid = _joined(lines, axis=0)
    side = grid.shape[0] - 2 * _GAP
    overview = _overview(crop, scores, rows, chosen, stride=stride, side=side)
    framed = cv2.copyMakeBorder(
        overview, _GAP, _GAP, _GAP, 0, cv2.BORDER_CONSTANT, value=[float(v) for v in _PAPER]
    )
    return np.ascontiguousarray(np.hstack((framed, grid)), np.uint8)


def _tile(row: Row, threshold: float, *, is_chosen: bool) -> Frame:
    """(_TILE + _TEXT, _TILE, 3): the window with its mask, above it cell and score."""
    size = (_TILE, _TILE)
    window = np.asarray(cv2.resize(row.window, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    mask = cv2.resize(row.probabilities, size, interpolation=cv2.INTER_LINEAR) > threshold
    shown = window.copy()
    shown[mask] = (0.5 * window[mask] + 0.5 * np.array(_MASK)).astype(np.uint8)
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(shown, outlines, -1, _MASK, 1)
    color = _CHOSEN if is_chosen else _INK
    if is_chosen:
        cv2.rectangle(shown, (1, 1), (_TILE - 2, _TILE - 2), _CHOSEN, 3)
    strip = np.full((_TEXT, _TILE, 3), _PAPER, np.uint8)
    text = f"{row.cell[0]},{row.cell[1]}   {row.score:.3f}"
    cv2.putText(strip, text, (2, 13), _FONT, 0.42, color, 1, cv2.LINE_AA)
    return np.vstack((strip, shown))


def _joined(parts: Sequence[Frame], *, axis: int) -> Frame:
    """Parts of equal size in a row (axis 1) or a column (axis 0), `_GAP` between and around."""
    pieces = [
        cv2.copyMakeBorder(
            part, 0, _GAP * (axis == 0), 0, _GAP * (axis == 1), cv2.BORDER_CONSTANT,
            value=[float(v) for v in _PAPER],
        )
        for part in parts
    ]  # fmt: skip
    whole = np.concatenate(pieces, axis=axis)
    before = (_GAP, 0, 0, 0) if axis == 0 else (0, 0, _GAP, 0)
    border = cv2.copyMakeBorder(
        whole, *before, cv2.BORDER_CONSTANT, value=[float(v) for v in _PAPER]
    )
    return np.asarray(border, np.uint8)


def _overview(
    crop: Frame,
    scores: Scores,
    rows: Sequence[Row],
    chosen: tuple[int, int],
    *,
    stride: int,
    side: int,
) -> Frame:
    """(side, side, 3): the crop, the score map where its cells lie, and marks at the RoWs."""
    zoom = side / crop.shape[0]
    shown = np.asarray(cv2.resize(crop, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)
    origin = (crop.shape[0] // 2 - (scores.shape[0] // 2) * stride) * zoom
    extent = round(scores.shape[0] * stride * zoom)
    start = round(origin - stride * zoom / 2)
    levels = np.clip(np.rint(scores * 255), 0, 255).astype(np.uint8)
    enlarged = cv2.resize(levels, (extent, extent), interpolation=cv2.INTER_NEAREST)
    heat = np.asarray(cv2.applyColorMap(enlarged, cv2.COLORMAP_VIRIDIS), np.uint8)[..., ::-1]
    low, high = max(0, start), min(side, start + extent)
    inside = slice(low - start, high - start)
    part, weight = heat[inside, inside], enlarged[inside, inside, None] / 255 * 0.6
    under = shown[low:high, low:high]
    shown[low:high, low:high] = (under * (1 - weight) + part * weight).astype(np.uint8)
    cv2.rectangle(shown, (low, low), (high - 1, high - 1), _MARK, 1)
    for cell in [row.cell for row in rows]:
        y, x = (round(origin + index * stride * zoom) for index in cell)
        is_chosen = cell == chosen
        color, size = (_CHOSEN, 14) if is_chosen else (_MARK, 8)
        cv2.drawMarker(shown, (x, y), color, cv2.MARKER_CROSS, size, 2 if is_chosen else 1)
    return shown
