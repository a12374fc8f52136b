"""Lanes as pixels: every state is told apart by pattern, and nothing moves when it should not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.gui import lane_raster
from annotator.gui.lane_raster import (
    BAR_BOTTOM,
    BAR_TOP,
    LOCK_TOP,
    PATTERN,
    REVIEW_TOP,
    SCORE_BOTTOM,
    SCORE_TOP,
    Ink,
    expand,
    ink_table,
    lane_pixels,
    mix,
    tables_of,
)
from annotator.gui.timeline_lanes import NO_SCORE, State, score_byte
from annotator.gui.timeline_layout import LANE_HEIGHT_PX, FrameView, cells_between

WIDTH = 4 * PATTERN
NUMBERS = np.arange(len(Ink), dtype=np.uint32)
"""Instead of colours."""

KINDS = {
    "manual": State.MANUAL | State.UNREVIEWED,
    "propagated": State.PROPAGATED | State.UNREVIEWED,
    "merged": State.MERGED | State.UNREVIEWED,
    "imported": State.IMPORTED | State.UNREVIEWED,
    "absent": State.ABSENT | State.UNREVIEWED,
    "hidden": State.ABSENT | State.OCCLUDED | State.UNREVIEWED,
    "empty": State.EMPTY,
    "occluded": State.PROPAGATED | State.OCCLUDED | State.UNREVIEWED,
    "blank": State.EMPTY | State.BLANK | State.UNREVIEWED,
    "partly": State.PROPAGATED | State.EMPTY | State.UNREVIEWED,
}


def inks(state: int, score: int = NO_SCORE, scale: float = 1.0, phase: int = 0) -> np.ndarray:
    states = np.full(WIDTH, int(state), np.uint16)
    tables = tables_of(NUMBERS, scale)
    return lane_pixels(states, np.full(WIDTH, score, np.uint8), tables, phase)


def bar(state: int) -> np.ndarray:
    return inks(state)[BAR_TOP:BAR_BOTTOM]


def test_every_state_has_its_own_pattern_without_colour() -> None:
    """Filled or not is what is left when all colours look alike."""
    filled = {name: bar(state) != Ink.BASE for name, state in KINDS.items()}
    inked = {name: bar(state).tobytes() for name, state in KINDS.items()}
    assert len(set(inked.values())) == len(KINDS)
    assert filled["manual"].all()
    assert not filled["empty"].any()
    assert 0 < filled["absent"].mean() < 0.7
    assert filled["absent"].mean() < filled["hidden"].mean() < 0.9


def test_an_empty_mask_is_hollow_and_among_others_a_gap() -> None:
    hollow = bar(State.EMPTY | State.BLANK) != Ink.BASE
    assert hollow[0].all()
    assert not hollow[1:-1].any()
    np.testing.assert_array_equal(bar(State.MANUAL | State.BLANK), bar(State.EMPTY | State.BLANK))
    mixed = bar(State.PROPAGATED | State.EMPTY | State.BLANK)
    np.testing.assert_array_equal(mixed, bar(State.PROPAGATED | State.EMPTY))


def test_reviewed_and_locked_have_lines_of_their_own() -> None:
    reviewed = inks(State.MANUAL | State.REVIEWED)
    assert (reviewed[REVIEW_TOP] == Ink.REVIEWED).all()
    mixed = inks(State.MANUAL | State.REVIEWED | State.UNREVIEWED)
    assert (mixed[REVIEW_TOP] == Ink.BASE).all()
    locked = inks(State.MANUAL | State.LOCKED | State.UNREVIEWED)
    assert (locked[LOCK_TOP] == Ink.LOCK).all()


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_score_is_a_higher_bar(a: float, b: float) -> None:
    heights = [
        int((inks(State.PROPAGATED, score_byte(s))[SCORE_TOP:SCORE_BOTTOM, 0] != 0).sum())
        for s in sorted((max(a, 0.5), max(b, 0.5)))
    ]
    assert heights[0] <= heights[1]


def test_low_scores_warn_and_missing_ones_are_blank() -> None:
    strip = slice(SCORE_TOP, SCORE_BOTTOM)
    assert Ink.LOW_TOP in inks(State.PROPAGATED, score_byte(0.0))[strip]
    assert Ink.LOW_TOP not in inks(State.PROPAGATED, score_byte(0.6))[strip]
    assert Ink.SCORE_TOP in inks(State.PROPAGATED, score_byte(0.6))[strip]
    assert (inks(State.PROPAGATED, NO_SCORE)[strip] == Ink.BASE).all()


@pytest.mark.parametrize("name", list(KINDS))
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@given(start=st.integers(0, WIDTH - 2), phase=st.integers(0, 10_000))
def test_a_part_equals_the_same_part_of_the_whole(
    name: str, scale: float, start: int, phase: int
) -> None:
    whole = inks(KINDS[name], 100, scale, phase)
    states = np.full(WIDTH - start, int(KINDS[name]), np.uint16)
    scores = np.full(WIDTH - start, 100, np.uint8)
    part = lane_pixels(states, scores, tables_of(NUMBERS, scale), phase + start)
    assert (whole[:, start:] == part).all()
    assert whole.shape[0] == round(LANE_HEIGHT_PX * scale)


def test_gaps_tell_single_frames_apart() -> None:
    states = np.full(WIDTH, int(KINDS["manual"]), np.uint16)
    scores = np.full(WIDTH, NO_SCORE, np.uint8)
    tables = tables_of(NUMBERS, 1.0)
    image = lane_pixels(states, scores, tables, 0, np.array([0, 12, 24]))
    assert (image[BAR_TOP, [0, 12, 24]] == Ink.BASE).all()
    assert (image[BAR_TOP, [1, 13, 25]] == Ink.TRACK).all()


@given(st.integers(1, 300), st.integers(1, 300), st.floats(1, 100))
def test_expand_puts_each_cell_on_its_pixels(count: int, width: int, zoom: float) -> None:
    view = FrameView.fitted(count, width).zoomed(zoom, 0)
    cells = cells_between(view, 0, width)
    states = np.arange(1, len(cells) + 1).astype(np.uint16)
    scores = (np.arange(len(cells)) % 255).astype(np.uint8)
    column_states, column_scores = expand(cells, states, scores, width)
    assert len(column_states) == len(column_scores) == width
    for number in range(len(cells)):
        columns = slice(cells.edges_px[number], cells.edges_px[number + 1])
        assert (column_states[columns] == states[number]).all()
        assert (column_scores[columns] == scores[number]).all()


def test_outside_the_video_is_empty() -> None:
    view = FrameView.fitted(3, 100)
    cells = cells_between(view, 0, 0)
    states, scores = expand(cells, np.zeros(0, np.uint16), np.zeros(0, np.uint8), 5)
    assert (states == State.EMPTY).all()
    assert (scores == NO_SCORE).all()


def test_inks_are_opaque_and_fade_when_hidden() -> None:
    colors = {
        "base": (10, 10, 10),
        "track": (200, 100, 50),
        "text": (255, 255, 255),
        "reviewed": (0, 200, 0),
        "warning": (255, 120, 0),
    }
    strong, weak = ink_table(**colors), ink_table(**colors, strength=0.3)
    assert len(strong) == len(Ink)
    assert (strong >> 24 == 255).all()
    assert strong[Ink.TRACK] == 0xFFC86432
    assert strong[Ink.BASE] == weak[Ink.BASE] == 0xFF0A0A0A
    assert weak[Ink.TRACK] >> 16 & 255 < 100


def test_mix() -> None:
    assert mix((0, 0, 0), (100, 200, 50), 0.5) == (50, 100, 25)
    assert lane_raster.LOW_SCORE == 0.5
