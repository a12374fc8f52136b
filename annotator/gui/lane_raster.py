"""The bar and the score strip of one lane as an image, composed by numpy column by column.

The cost depends on the number of pixels, never on the number of frames or spans. Every state has a
pattern besides its colour, so that it can be told apart without colour: manual is solid, propagated
is a tint, merged has diagonal stripes, imported has horizontal lines, absent is a hatch without a
fill, occluded is dotted, locked has a bar below, reviewed a line above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.gui.timeline_lanes import NO_SCORE, State
from annotator.gui.timeline_layout import Cells

Rgb = tuple[int, int, int]
Rgba = NDArray[np.uint8]
"""(height, width, 4) uint8, RGBA, alpha not premultiplied."""

REVIEW_TOP, REVIEW_BOTTOM = 4, 6
BAR_TOP, BAR_BOTTOM = 8, 20
LOCK_TOP, LOCK_BOTTOM = 21, 23
SCORE_TOP, SCORE_BOTTOM = 24, 34
"""Rows of a lane, in logical pixels from its top."""

LOW_SCORE = 0.5
"""Below it the score strip warns."""

_FILLED = int(State.MANUAL | State.PROPAGATED | State.MERGED | State.IMPORTED)
_NOT_MANUAL = _FILLED & ~int(State.MANUAL)


@dataclass(frozen=True)
class LaneColors:
    """All colours of a lane's raster, RGB 0..255."""

    base: Rgb
    track: Rgb
    ink: Rgb
    reviewed: Rgb
    score: Rgb
    warning: Rgb


def mix(a: Rgb, b: Rgb, amount: float) -> Rgb:
    """`amount` of `b`, the rest of `a`."""
    red, green, blue = (round(x * (1 - amount) + y * amount) for x, y in zip(a, b, strict=True))
    return red, green, blue


def expand(
    cells: Cells, states: NDArray[np.uint16], scores: NDArray[np.uint8], width: int
) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """From one value per cell to one per device pixel column; outside the video it is empty."""
    column_states = np.full(width, int(State.EMPTY), np.uint16)
    column_scores = np.full(width, NO_SCORE, np.uint8)
    if len(cells):
        lengths = np.diff(cells.edges_px)
        first, last = int(cells.edges_px[0]), int(cells.edges_px[-1])
        column_states[first:last] = np.repeat(states, lengths)
        column_scores[first:last] = np.repeat(scores, lengths)
    return column_states, column_scores


def lane_raster(
    states: NDArray[np.uint16],
    scores: NDArray[np.uint8],
    height_px: int,
    scale: float,
    phase: int,
    colors: LaneColors,
) -> Rgba:
    """One lane, ``round(height_px * scale)`` rows by one column per entry of `states`.

    `phase` is the content's device x of the first column: patterns stay put when a part is
    repainted and move with the content when it is scrolled.
    """
    image = np.zeros((round(height_px * scale), len(states), 4), np.uint8)
    _paint_bar(image[_rows(BAR_TOP, BAR_BOTTOM, scale)], states, scale, phase, colors)
    is_observed = (states & (_FILLED | int(State.ABSENT))) != 0
    is_reviewed = is_observed & ((states & int(State.REVIEWED | State.UNREVIEWED)) == 128)
    _fill(image[_rows(REVIEW_TOP, REVIEW_BOTTOM, scale)], is_reviewed, colors.reviewed, 255)
    is_locked = (states & int(State.LOCKED)) != 0
    _fill(image[_rows(LOCK_TOP, LOCK_BOTTOM, scale)], is_locked, colors.ink, 200)
    _paint_scores(image[_rows(SCORE_TOP, SCORE_BOTTOM, scale)], scores, scale, colors)
    return image


def _rows(top: int, bottom: int, scale: float) -> slice:
    return slice(round(top * scale), round(bottom * scale))


def _fill(rows: Rgba, is_set: NDArray[np.bool_], color: Rgb, alpha: int) -> None:
    rows[:, is_set] = (*color, alpha)


def _paint_bar(
    bar: Rgba, states: NDArray[np.uint16], scale: float, phase: int, colors: LaneColors
) -> None:
    height, width = bar.shape[:2]
    if not width:
        return
    unit = max(1, round(scale))
    x = (np.arange(width)[None, :] + phase) // unit
    y = np.arange(height)[:, None] // unit
    is_filled = (states & _FILLED) != 0
    is_manual = is_filled & ((states & _NOT_MANUAL) == 0)
    tint = mix(colors.base, colors.track, 0.62)
    stripe = mix(colors.base, colors.track, 0.25)
    bar[:, is_filled] = (*tint, 255)
    bar[:, is_manual] = (*colors.track, 255)
    is_merged = (states & int(State.MERGED)) != 0
    bar[is_merged[None, :] & ((x + y) % 6 < 2)] = (*stripe, 255)
    is_imported = (states & int(State.IMPORTED)) != 0
    bar[is_imported[None, :] & (y % 4 == 1) & (x >= 0)] = (*stripe, 255)
    is_occluded = (states & int(State.OCCLUDED)) != 0
    bar[is_occluded[None, :] & ((x + 3 * (y // 3 % 2)) % 6 < 3) & (y % 3 < 2)] = (
        *mix(colors.base, colors.track, 0.12),
        255,
    )
    has_gap = is_filled & ((states & int(State.EMPTY)) != 0)
    bar[: height // 3, has_gap, 3] = 90
    is_absent = ((states & int(State.ABSENT)) != 0) & ~is_filled
    bar[is_absent[None, :] & ((x - y) % 6 < 2)] = (*colors.ink, 120)
    edge = is_absent & ((states & int(State.EMPTY)) == 0)
    bar[:unit, edge] = (*colors.ink, 120)
    bar[-unit:, edge] = (*colors.ink, 120)


def _paint_scores(rows: Rgba, scores: NDArray[np.uint8], scale: float, colors: LaneColors) -> None:
    height = rows.shape[0]
    has_score = scores != NO_SCORE
    value = scores.astype(np.float32) / 254
    bar_height = np.where(has_score, np.maximum(np.rint(value * height), 1), 0)
    from_bottom = height - np.arange(height)[:, None]
    is_inside = from_bottom <= bar_height[None, :]
    is_low = (value < LOW_SCORE)[None, :]
    rows[is_inside & ~is_low] = (*colors.score, 95)
    rows[is_inside & is_low] = (*colors.warning, 130)
    is_top = is_inside & (from_bottom > bar_height[None, :] - max(1, round(scale)))
    rows[is_top & ~is_low] = (*colors.score, 210)
    rows[is_top & is_low] = (*colors.warning, 255)
    # A low score must be seen even where its bar is hardly higher than nothing.
    rows[:1, (has_score & is_low[0])] = (*colors.warning, 60)
