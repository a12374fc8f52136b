"""Geometry of the timeline: properties over any video length, zoom and width."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.gui.timeline_layout import (
    Area,
    FrameView,
    LaneStack,
    Span,
    cells_between,
    label_left,
    minor_step,
    nice_step,
    spans_of,
    ticks,
    time_text,
)

counts = st.integers(1, 200_000)
widths = st.integers(1, 4000)


@st.composite
def views(draw: st.DrawFn) -> FrameView:
    view = FrameView.fitted(draw(counts), draw(widths))
    view = view.zoomed(draw(st.floats(1, 1e6)), draw(st.floats(0, 4000)))
    return view.scrolled(draw(st.floats(-1e6, 1e6)))


@given(views())
def test_view_stays_on_the_video(view: FrameView) -> None:
    assert 0 <= view.first_frame <= view.frame_count
    assert view.first_frame <= view.last_first_frame + 1e-6
    assert view.min_px_per_frame <= view.px_per_frame * (1 + 1e-9)
    assert view.px_per_frame <= view.max_px_per_frame * (1 + 1e-9)


@given(views(), st.data())
def test_frame_to_x_and_back(view: FrameView, data: st.DataObject) -> None:
    frame = data.draw(st.integers(0, view.frame_count - 1))
    assert view.frame_at(view.center_x_of(frame)) == frame


@given(views(), st.floats(-1e5, 1e5))
def test_any_x_names_a_frame_of_the_video(view: FrameView, x: float) -> None:
    assert 0 <= view.frame_at(x) < view.frame_count


@given(views(), st.floats(0.1, 10), st.floats(0, 1))
def test_zoom_keeps_what_is_under_the_cursor(
    view: FrameView, factor: float, relative_x: float
) -> None:
    x = relative_x * view.width_px
    zoomed = view.zoomed(factor, x)
    is_at_an_end = zoomed.first_frame in (0.0, zoomed.last_first_frame)
    if not is_at_an_end:
        assert zoomed.position_at(x) == pytest.approx(view.position_at(x), abs=1e-3)


@given(views(), st.data())
def test_revealing_puts_the_frame_on_screen(view: FrameView, data: st.DataObject) -> None:
    frame = data.draw(st.integers(0, view.frame_count - 1))
    shown = view.revealing(frame)
    assert shown.px_per_frame == view.px_per_frame
    if shown.px_per_frame <= shown.width_px:
        assert shown.x_of(frame) >= -1e-3
        assert shown.x_of(frame + 1) <= shown.width_px + 1e-3


def test_revealing_does_not_move_for_a_frame_on_screen() -> None:
    view = FrameView(1000, 100.0, 2.0, 400)
    assert view.revealing(150) is view
    assert view.revealing(99).first_frame == pytest.approx(99)
    assert view.revealing(300).first_frame == pytest.approx(101)
    assert view.revealing(800).center_x_of(800) == pytest.approx(200)


def test_resize_keeps_a_fitted_view_fitted() -> None:
    assert FrameView.fitted(500, 100).resized(900).is_fitted
    zoomed = FrameView.fitted(500, 100).zoomed(8, 50)
    assert zoomed.resized(200).px_per_frame == zoomed.px_per_frame


def test_frame_count_may_be_corrected_while_open() -> None:
    assert FrameView.fitted(500, 100).with_frame_count(480).visible_frames == pytest.approx(480)
    zoomed = FrameView(500, 450.0, 2.0, 100)
    assert zoomed.with_frame_count(460).last_first_frame == pytest.approx(410)
    assert zoomed.with_frame_count(460).first_frame == pytest.approx(410)


@given(views(), st.integers(0, 4000), st.integers(0, 4000), st.sampled_from([1.0, 1.5, 2.0]))
def test_cells_cover_every_visible_frame_once(
    view: FrameView, a: int, b: int, scale: float
) -> None:
    x0, x1 = sorted((min(a, view.width_px), min(b, view.width_px)))
    cells = cells_between(view, x0, x1, scale)
    assert len(cells) <= round((x1 - x0) * scale) + 2
    if not len(cells):
        return
    assert (np.diff(cells.starts) > 0).all()
    assert (np.diff(cells.edges_px) >= 0).all()
    assert cells.starts[0] >= 0
    assert cells.starts[-1] <= view.frame_count
    assert cells.edges_px[-1] <= round((x1 - x0) * scale)
    if view.px_per_frame * scale <= 1:
        missing_left = cells.starts[0] - view.position_at(x0)
        assert missing_left <= 1
        assert len(cells) == len(np.unique(cells.edges_px)) - 1


def test_whole_video_in_columns_leaves_no_frame_out() -> None:
    cells = cells_between(FrameView.fitted(100_000, 1000), 0, 1000)
    assert len(cells) == 1000
    assert cells.starts[0] == 0
    assert cells.starts[-1] == 100_000
    assert (np.diff(cells.starts) == 100).all()


@given(st.lists(st.integers(0, 3), max_size=60), st.integers(0, 50))
def test_spans_restore_the_states(states: list[int], first: int) -> None:
    restored = [0] * len(states)
    for span in spans_of(np.array(states, dtype=np.uint16), first):
        assert span.state != 0
        for frame in range(span.first, span.last + 1):
            restored[frame - first] = span.state
    assert restored == states


def test_spans_of_a_plain_case() -> None:
    assert spans_of(np.array([0, 1, 1, 0, 2]), 10) == [Span(11, 12, 1), Span(14, 14, 2)]


@given(st.floats(0.001, 1e7))
def test_nice_step_is_round_and_large_enough(at_least: float) -> None:
    step = nice_step(at_least)
    assert step >= at_least * (1 - 1e-9)
    assert step <= max(1, at_least * 2.5 + 1)
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert step % minor_step(step) == 0


@given(views())
def test_tick_labels_never_collide_and_stay_few(view: FrameView) -> None:
    found = ticks(view, 70)
    frames = [tick.frame for tick in found]
    assert frames == sorted(set(frames))
    assert all(0 <= frame < view.frame_count for frame in frames)
    assert len(found) <= view.width_px / 4 + 4
    major = [view.x_of(tick.frame) for tick in found if tick.is_major]
    if frames[:1] == [0]:
        major[:1] = [view.x_of(-1)]  # as if numbers began with 0
    assert all(b - a >= 70 - 1e-3 for a, b in itertools.pairwise(major))


@pytest.mark.parametrize(
    ("tick_x", "free_from", "expected"),
    [
        (100, 0, 104),
        (100, 100, 104),
        (100, 101, None),  # as good as touching
        (956, 0, 960),  # ends at the very edge
        (980, 0, 936),  # would be cut: left of its line
        (980, 932, 936),
        (980, 940, None),  # and there is no room
    ],
)
def test_no_label_is_cut_or_touches_another(tick_x, free_from, expected) -> None:
    assert label_left(tick_x, 40, free_from_px=free_from, edge_px=1000) == expected


def test_ticks_are_round_frame_numbers() -> None:
    major = [tick.frame + 1 for tick in ticks(FrameView.fitted(1000, 1000), 70) if tick.is_major]
    assert major[:3] == [1, 100, 200]


def test_the_first_round_number_is_labelled_beside_the_first_frame() -> None:
    view = FrameView.fitted(289, 1124)  # 20 frames are wider than a label, 19 hardly less
    major = [tick.frame + 1 for tick in ticks(view, 76) if tick.is_major]
    assert major[:3] == [1, 20, 40]


@given(st.integers(0, 60), st.integers(0, 3000), st.integers(-50, 3000))
def test_lane_hit_agrees_with_lane_top(lane_count: int, scroll: int, y: int) -> None:
    stack = LaneStack(lane_count, scroll)
    lane = stack.lane_at(y)
    if lane is not None:
        assert stack.top_of(lane) <= y < stack.top_of(lane) + stack.lane_height_px
        assert lane in stack.lanes_between(y, y + 1)


def test_hit_areas() -> None:
    stack, view = LaneStack(2), FrameView.fitted(100, 500)
    left, top = stack.header_width_px, stack.ruler_height_px
    assert stack.hit(view, 3, 3).area is Area.CORNER
    assert stack.hit(view, left + 252, 3).area is Area.RULER
    assert stack.hit(view, left + 252, 3).frame == 50
    hit = stack.hit(view, left + 252, top + stack.lane_height_px + 2)
    assert (hit.area, hit.lane, hit.frame) == (Area.LANE, 1, 50)
    assert stack.hit(view, 10, top + 2).area is Area.HEADER
    assert stack.hit(view, 10, top + 500).area is Area.EMPTY


@pytest.mark.parametrize(
    ("seconds", "decimals", "text"),
    [
        (0, 2, "0:00.00"),
        (59.999, 2, "1:00.00"),
        (61.5, 1, "1:01.5"),
        (3725.25, 2, "1:02:05.25"),
        (75.4, 0, "1:15"),
        (-1, 0, "0:00"),
    ],
)
def test_time_text(seconds: float, decimals: int, text: str) -> None:
    assert time_text(seconds, decimals=decimals) == text
