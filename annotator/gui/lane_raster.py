"""The bar and the score strip of one lane as an image, looked up column by column.

The cost depends on the number of pixels, never on the number of frames or spans: a pixel column is
a row of a small table of ready-made columns, chosen by its state and its place in the pattern.
Every state has a pattern besides its colour, so that it can be told apart without colour: manual is
solid, propagated a tint, merged has diagonal stripes, imported has horizontal lines, absent is a
hatch without a fill (crossed where it is hidden), an empty mask is hollow, occluded is dotted,
locked has a bar below, reviewed a line above.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from annotator.gui.timeline_lanes import NO_SCORE, State
from annotator.gui.timeline_layout import LANE_HEIGHT_PX, Cells

Rgb = tuple[int, int, int]
Bytes = NDArray[np.uint8]
States = NDArray[np.uint16]
Pixels = NDArray[np.uint32]

REVIEW_TOP, REVIEW_BOTTOM = 4, 6
BAR_TOP, BAR_BOTTOM = 8, 20
LOCK_TOP, LOCK_BOTTOM = 21, 23
SCORE_TOP, SCORE_BOTTOM = 24, 34
"""Rows of a lane, in logical pixels from its top."""

LOW_SCORE = 0.5
"""Below it the score strip warns."""

PATTERN = 12
"""Period of all patterns, in logical pixels."""


class Ink(IntEnum):
    """Colours of the raster."""

    BASE = 0
    TRACK = 1
    TINT = 2
    STRIPE = 3
    HOLE = 4
    PARTLY = 5
    HATCH = 6
    LOCK = 7
    REVIEWED = 8
    SCORE = 9
    SCORE_TOP = 10
    LOW = 11
    LOW_TOP = 12
    LOW_HINT = 13


@lru_cache(maxsize=256)
def ink_table(
    *, base: Rgb, track: Rgb, text: Rgb, reviewed: Rgb, warning: Rgb, strength: float = 1.0
) -> NDArray[np.uint32]:
    """0xffRRGGBB by `Ink`, opaque: mixed with the lane's background `base` beforehand.

    `strength` below 1 fades everything (a hidden track).
    """
    parts: dict[Ink, tuple[Rgb, float]] = {
        Ink.BASE: (base, 0.0),
        Ink.TRACK: (track, 1.0),
        Ink.TINT: (track, 0.62),
        Ink.STRIPE: (track, 0.25),
        Ink.HOLE: (track, 0.12),
        Ink.PARTLY: (track, 0.35),
        Ink.HATCH: (text, 0.45),
        Ink.LOCK: (text, 0.8),
        Ink.REVIEWED: (reviewed, 1.0),
        Ink.SCORE: (text, 0.26),
        Ink.SCORE_TOP: (text, 0.6),
        Ink.LOW: (warning, 0.5),
        Ink.LOW_TOP: (warning, 1.0),
        Ink.LOW_HINT: (warning, 0.25),
    }
    table = np.zeros(len(parts), np.uint32)
    for ink, (color, amount) in parts.items():
        red, green, blue = mix(base, color, amount * strength)
        table[ink] = 0xFF000000 | red << 16 | green << 8 | blue
    return table


def mix(a: Rgb, b: Rgb, amount: float) -> Rgb:
    """`amount` of `b`, the rest of `a`."""
    red, green, blue = (round(x * (1 - amount) + y * amount) for x, y in zip(a, b, strict=True))
    return red, green, blue


def expand(cells: Cells, states: States, scores: Bytes, width: int) -> tuple[States, Bytes]:
    """From one value per cell to one per device pixel column; outside the video it is empty."""
    column_states = np.full(width, int(State.EMPTY), np.uint16)
    column_scores = np.full(width, NO_SCORE, np.uint8)
    if len(cells):
        lengths = np.diff(cells.edges_px)
        first, last = int(cells.edges_px[0]), int(cells.edges_px[-1])
        column_states[first:last] = np.repeat(states, lengths)
        column_scores[first:last] = np.repeat(scores, lengths)
    return column_states, column_scores


@dataclass(frozen=True)
class Tables:
    """Ready-made pixel columns in the colours of one lane."""

    scale: float
    inks: Pixels
    """By `Ink`."""
    bars: Pixels
    """``(rows, look * period + place in the pattern)``"""
    scores: Pixels
    """``(rows, score byte)``"""


def tables_of(inks: Pixels, scale: float) -> Tables:
    """What `lane_pixels` looks up; made once for all lanes of a look."""
    looks, scores = _tables(scale)
    return Tables(scale, inks, inks[looks], inks[scores])


def lane_pixels(
    states: States,
    scores: Bytes,
    tables: Tables,
    phase: int,
    gaps_px: NDArray[np.int64] | None = None,
) -> Pixels:
    """One lane: ``round(LANE_HEIGHT_PX * scale)`` rows, a column per state.

    `phase` is the content's device x of the first column: patterns stay put when a part is
    repainted and move with the content when it is scrolled. Columns `gaps_px` of the bar stay
    empty, to tell single frames apart.
    """
    scale, inks = tables.scale, tables.inks
    pixels = np.full((round(LANE_HEIGHT_PX * scale), len(states)), inks[Ink.BASE], np.uint32)
    period = PATTERN * _unit(scale)
    column = _first_column_by_code(period).take(states, mode="clip")
    column += _places(phase % period, len(states), period)
    bar = pixels[_rows(BAR_TOP, BAR_BOTTOM, scale)]
    # "clip" is the quick one: all are in range.
    tables.bars.take(column, axis=1, out=bar, mode="clip")
    if gaps_px is not None:
        bar[:, gaps_px] = inks[Ink.BASE]
    for top, bottom, is_set, ink in (
        (REVIEW_TOP, REVIEW_BOTTOM, is_reviewed(states), Ink.REVIEWED),
        (LOCK_TOP, LOCK_BOTTOM, (states & _LOCKED) != 0, Ink.LOCK),
    ):
        pixels[_rows(top, bottom, scale)] = np.where(is_set, inks[ink], inks[Ink.BASE])
    strip = pixels[_rows(SCORE_TOP, SCORE_BOTTOM, scale)]
    tables.scores.take(scores, axis=1, out=strip, mode="clip")
    return pixels


_LOCKED = int(State.LOCKED)
_REVIEWED = int(State.REVIEWED)
_REVIEWED_OR_NOT = int(State.REVIEWED | State.UNREVIEWED)


def is_reviewed(states: States) -> NDArray[np.bool_]:
    """Where every observation of the column is reviewed."""
    result: NDArray[np.bool_] = (states & _REVIEWED_OR_NOT) == _REVIEWED
    return result


@lru_cache(maxsize=32)
def _places(phase: int, width: int, period: int) -> NDArray[np.intp]:
    """Each column's place in the pattern; the same for all lanes."""
    return np.arange(phase, phase + width) % period


def _unit(scale: float) -> int:
    """Device pixels of a pattern's pixel."""
    return max(1, round(scale))


def _rows(top: int, bottom: int, scale: float) -> slice:
    return slice(round(top * scale), round(bottom * scale))


# The look of a bar column: one of seven kinds, dotted or not, whole or with gaps.
_KINDS = 7
_EMPTY, _PROPAGATED, _MANUAL, _MERGED, _IMPORTED, _ABSENT, _BLANK = range(_KINDS)


@lru_cache(maxsize=1)
def _kind_by_code() -> NDArray[np.uint8]:
    """The kind of a column from the lowest six bits of its code.

    A column over several frames shows what propagation made; the keyframes in it have diamonds.
    """
    codes = np.arange(64)
    kinds = np.zeros(64, np.uint8)
    for bit, kind in (
        (State.ABSENT, _ABSENT),
        (State.MANUAL, _MANUAL),
        (State.PROPAGATED, _PROPAGATED),
        (State.IMPORTED, _IMPORTED),
        (State.MERGED, _MERGED),
    ):
        kinds[(codes & int(bit)) != 0] = kind
    return kinds


@lru_cache(maxsize=4)
def _first_column_by_code(period: int) -> NDArray[np.intp]:
    """Of each code's look, the first column in `Tables.bars`."""
    codes = np.arange(2 * int(max(State)))
    kinds = _kind_by_code()[codes & 63].astype(np.intp)
    has_nothing = ((codes & int(State.BLANK)) != 0) & ((kinds == _EMPTY) | (kinds == _MANUAL))
    kinds[has_nothing] = _BLANK
    is_dotted = (codes & int(State.OCCLUDED)) != 0
    has_gap = ((codes & int(State.EMPTY)) != 0) & (kinds != _EMPTY) & (kinds != _BLANK)
    looks: NDArray[np.intp] = kinds + _KINDS * is_dotted + 2 * _KINDS * has_gap
    return looks * period


@lru_cache(maxsize=4)
def _tables(scale: float) -> tuple[Bytes, Bytes]:
    """Ready-made columns of inks: of bars (rows, look * place in the pattern), of scores."""
    bar = _rows(BAR_TOP, BAR_BOTTOM, scale)
    height, unit = bar.stop - bar.start, _unit(scale)
    x = np.arange(PATTERN * unit)[:, None] // unit
    y = np.arange(height)[None, :] // unit
    looks = np.zeros((4 * _KINDS, PATTERN * unit, height), np.uint8)
    for number in range(4 * _KINDS):
        kind, is_dotted, has_gap = number % _KINDS, number // _KINDS % 2, number // (2 * _KINDS)
        looks[number] = _look(kind, x, y)
        if is_dotted and kind == _ABSENT:
            looks[number][(x + y) % 6 < 2] = Ink.HATCH
        elif is_dotted and kind not in (_EMPTY, _BLANK):
            dots = ((x + 3 * (y // 3 % 2)) % 6 < 3) & (y % 3 < 2)
            looks[number][dots] = Ink.HOLE
        if has_gap:
            looks[number][:, : height // 3] = Ink.PARTLY
    return looks.reshape(-1, height).T, _score_columns(scale).T


def _look(kind: int, x: NDArray[np.int64], y: NDArray[np.int64]) -> Bytes:
    """One kind of bar, (pattern period, bar height)."""
    look = np.zeros((len(x), y.shape[1]), np.uint8)
    if kind == _MANUAL:
        look[:] = Ink.TRACK
    elif kind == _ABSENT:
        look[(x - y) % 6 < 2] = Ink.HATCH
        look[:, [0, -1]] = Ink.HATCH
    elif kind == _BLANK:
        look[:, [0, -1]] = Ink.TRACK
    elif kind != _EMPTY:
        look[:] = Ink.TINT
        if kind == _MERGED:
            look[(x + y) % 6 < 2] = Ink.STRIPE
        elif kind == _IMPORTED:
            look[(y % 4 == 1) & (x >= 0)] = Ink.STRIPE
    return look


def _score_columns(scale: float) -> Bytes:
    """The score strip's column for each score byte, (256, strip height), worst below."""
    rows = _rows(SCORE_TOP, SCORE_BOTTOM, scale)
    height, unit = rows.stop - rows.start, _unit(scale)
    columns = np.zeros((256, height), np.uint8)
    for byte in range(NO_SCORE):
        value = byte / 254
        filled = max(unit, round(value * height))
        is_low = value < LOW_SCORE
        columns[byte, height - filled :] = Ink.LOW if is_low else Ink.SCORE
        columns[byte, height - filled : height - filled + unit] = (
            Ink.LOW_TOP if is_low else Ink.SCORE_TOP
        )
        if is_low:
            # Seen even where the bar is hardly higher than nothing.
            columns[byte, :unit] = Ink.LOW_HINT
    return columns
