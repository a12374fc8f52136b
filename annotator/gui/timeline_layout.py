"""Pure geometry of the timeline: frame ↔ x, zoom, ticks, lanes, spans, hit test.

No Qt here, so every rule is a property that can be tested without a window. Lengths are logical
pixels (``px``) of the timeline's viewport; frames are 0-based frame indices, and frame *k* covers
the half-open interval ``[k, k + 1)`` on the frame axis.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

MAX_PX_PER_FRAME = 48.0
RULER_HEIGHT_PX = 38
HEADER_WIDTH_PX = 184
LANE_HEIGHT_PX = 36
LABEL_GAP_PX = 4


@dataclass(frozen=True)
class FrameView:
    """The part of the frame axis that is on screen.

    `first_frame` is the (fractional) frame at the left edge, `width_px` the width of the lane area.
    Every constructor-like method returns a view that is clamped to the video.
    """

    frame_count: int
    first_frame: float
    px_per_frame: float
    width_px: int

    @staticmethod
    def fitted(frame_count: int, width_px: int) -> FrameView:
        """The whole video across the whole width."""
        count, width = max(1, frame_count), max(1, width_px)
        return FrameView(count, 0.0, width / count, width)

    @property
    def min_px_per_frame(self) -> float:
        """Zoomed out this far, the whole video is on screen."""
        return self.width_px / self.frame_count

    @property
    def max_px_per_frame(self) -> float:
        """A short video that fits at more than the usual maximum may stay fitted."""
        return max(MAX_PX_PER_FRAME, self.min_px_per_frame)

    @property
    def is_fitted(self) -> bool:
        return self.px_per_frame <= self.min_px_per_frame * (1 + 1e-9)

    @property
    def visible_frames(self) -> float:
        return self.width_px / self.px_per_frame

    @property
    def last_first_frame(self) -> float:
        """The largest `first_frame`, with the end of the video at the right edge."""
        return max(0.0, self.frame_count - self.visible_frames)

    def clamped(self) -> FrameView:
        scale = min(max(self.px_per_frame, self.min_px_per_frame), self.max_px_per_frame)
        view = replace(self, px_per_frame=scale)
        return replace(view, first_frame=min(max(0.0, self.first_frame), view.last_first_frame))

    def x_of(self, frame: float) -> float:
        """Left edge of `frame`, in px from the left of the lane area (may be off screen)."""
        return (frame - self.first_frame) * self.px_per_frame

    def center_x_of(self, frame: int) -> float:
        return self.x_of(frame + 0.5)

    def position_at(self, x_px: float) -> float:
        """Fractional position on the frame axis at `x_px`, not clamped."""
        return self.first_frame + x_px / self.px_per_frame

    def frame_at(self, x_px: float) -> int:
        """The frame under `x_px`, clamped to the video."""
        return min(max(0, math.floor(self.position_at(x_px))), self.frame_count - 1)

    def zoomed(self, factor: float, anchor_x_px: float) -> FrameView:
        """Zoom by `factor`; what is under `anchor_x_px` stays there unless an end is in the way."""
        scale = self.px_per_frame * factor
        scale = min(max(scale, self.min_px_per_frame), self.max_px_per_frame)
        first = self.position_at(anchor_x_px) - anchor_x_px / scale
        return replace(self, px_per_frame=scale, first_frame=first).clamped()

    def scrolled(self, dx_px: float) -> FrameView:
        """Move the window right by `dx_px` (the content moves left)."""
        return replace(self, first_frame=self.first_frame + dx_px / self.px_per_frame).clamped()

    def resized(self, width_px: int) -> FrameView:
        """Keep the left edge and the scale; a fitted view stays fitted."""
        if self.is_fitted:
            return FrameView.fitted(self.frame_count, width_px)
        return replace(self, width_px=max(1, width_px)).clamped()

    def with_frame_count(self, frame_count: int) -> FrameView:
        if self.is_fitted:
            return FrameView.fitted(frame_count, self.width_px)
        return replace(self, frame_count=max(1, frame_count)).clamped()

    def revealing(self, frame: int) -> FrameView:
        """Scroll as little as needed for `frame` to be wholly on screen; page when far off."""
        left, right = self.x_of(frame), self.x_of(frame + 1)
        if left >= -1e-6 and right <= self.width_px + 1e-6:
            return self
        overshoot = -left if left < 0 else right - self.width_px
        if overshoot > self.width_px / 2:
            return self.scrolled((left + right - self.width_px) / 2)
        return self.scrolled(left if left < 0 else right - self.width_px)


@dataclass(frozen=True)
class Cells:
    """What one paint pass draws: single frames when zoomed in, pixel columns when zoomed out.

    Cell *i* covers frames ``starts[i] .. starts[i + 1] - 1`` and pixels ``edges_px[i] ..
    edges_px[i + 1] - 1`` of a raster whose left edge is ``x0_px``. Both arrays have one more entry
    than there are cells.
    """

    starts: NDArray[np.int64]
    edges_px: NDArray[np.int64]

    def __len__(self) -> int:
        return max(0, len(self.starts) - 1)


def cells_between(view: FrameView, x0_px: int, x1_px: int, scale: float = 1.0) -> Cells:
    """Cut the pixels ``x0_px .. x1_px - 1`` of the lane area into cells, none of them empty.

    `scale` is the device pixel ratio: the edges come in device pixels from ``x0_px * scale``. Work
    is bounded by the number of device pixels, whatever the number of frames.
    """
    width = max(0, round((x1_px - x0_px) * scale))
    edges = np.arange(width + 1, dtype=np.float64) / scale + x0_px
    frames = view.first_frame + edges / view.px_per_frame
    if view.px_per_frame * scale <= 1.0:
        starts = np.clip(np.floor(frames + 1e-9), 0, view.frame_count).astype(np.int64)
        keep = np.flatnonzero(np.diff(starts) > 0)
        if not len(keep):
            return Cells(starts[:0], starts[:0])
        last = keep[-1] + 1
        return Cells(np.append(starts[keep], starts[last]), np.append(keep, last).astype(np.int64))
    first = max(0, math.floor(view.position_at(x0_px) + 1e-9))
    last_frame = min(view.frame_count, math.ceil(view.position_at(x1_px) - 1e-9))
    if width == 0 or last_frame <= first:
        return Cells(np.zeros(0, np.int64), np.zeros(0, np.int64))
    starts = np.arange(first, last_frame + 1, dtype=np.int64)
    edges_px = ((starts - view.first_frame) * view.px_per_frame - x0_px) * scale
    # Halves always go the same way, so that edges keep their distances when all is scrolled.
    edges_px = np.floor(edges_px + (0.5 + 1e-6))
    return Cells(starts, np.clip(edges_px, 0, width).astype(np.int64))


@dataclass(frozen=True)
class Span:
    """Consecutive frames ``first .. last`` (both included) that share a state."""

    first: int
    last: int
    state: int


def spans_of(states: NDArray[np.integer], first_frame: int = 0) -> list[Span]:
    """Runs of equal, non-zero entries of `states`; entry 0 is `first_frame`."""
    if not len(states):
        return []
    breaks = np.flatnonzero(np.diff(states)) + 1
    starts = np.concatenate(([0], breaks))
    ends = np.concatenate((breaks, [len(states)])) - 1
    return [
        Span(first_frame + int(start), first_frame + int(end), int(states[start]))
        for start, end in zip(starts, ends, strict=True)
        if states[start]
    ]


def nice_step(at_least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that is not below `at_least`."""
    if at_least <= 1:
        return 1
    magnitude = 10 ** math.floor(math.log10(at_least))
    for factor in (1, 2, 5, 10):
        if factor * magnitude >= at_least - 1e-9:
            return int(factor * magnitude)
    return int(10 * magnitude)


def minor_step(major: int) -> int:
    """Minor ticks divide the major step evenly."""
    if major == 1:
        return 1
    leading = int(str(major)[0])
    return major // 2 if leading == 2 else major // 5


@dataclass(frozen=True)
class Tick:
    frame: int
    is_major: bool


def ticks(view: FrameView, min_major_px: float) -> list[Tick]:
    """Ticks on screen, at round *frame numbers* (1-based, as shown), and at the first frame.

    Major ticks are at least `min_major_px` apart, but the first round number stands one frame
    nearer to the first frame; `label_left` tells whether there is room for its label.
    """
    major = nice_step(min_major_px / view.px_per_frame)
    minor = minor_step(major)
    if minor * view.px_per_frame < 4:
        minor = major
    first = max(0, math.floor(view.position_at(0)))
    last = view.frame_at(view.width_px)
    result = [Tick(0, is_major=True)] if first == 0 else []
    number = max(1, math.ceil((first + 1) / minor)) * minor
    while number - 1 <= last:
        if number > 1:
            result.append(Tick(number - 1, is_major=number % major == 0))
        number += minor
    return result


def label_left(
    tick_x_px: float, width_px: float, *, free_from_px: float, edge_px: float
) -> float | None:
    """Where a tick's label begins: right of its line, or left of it where the edge would cut it.

    None where no gap would be left to the label before, which ends at `free_from_px`.
    """
    left = tick_x_px + LABEL_GAP_PX
    if left + width_px > edge_px:
        left = tick_x_px - LABEL_GAP_PX - width_px
    return left if left >= free_from_px + LABEL_GAP_PX else None


class Area(Enum):
    """The parts of the timeline that answer differently to a click."""

    CORNER = "corner"
    RULER = "ruler"
    HEADER = "header"
    LANE = "lane"
    EMPTY = "empty"


@dataclass(frozen=True)
class Hit:
    area: Area
    lane: int | None
    frame: int


@dataclass(frozen=True)
class LaneStack:
    """Where the lanes are: ruler on top, headers at the left, `scroll_px` scrolled off the top."""

    lane_count: int
    scroll_px: int = 0
    lane_height_px: int = LANE_HEIGHT_PX
    ruler_height_px: int = RULER_HEIGHT_PX
    header_width_px: int = HEADER_WIDTH_PX
    strip_height_px: int = 0
    """Of the filmstrip between ruler and lanes, 0 without it."""

    @property
    def lanes_top_px(self) -> int:
        """Where the lanes begin when nothing is scrolled."""
        return self.ruler_height_px + self.strip_height_px

    @property
    def content_height_px(self) -> int:
        return self.lane_count * self.lane_height_px

    def top_of(self, lane: int) -> int:
        return self.lanes_top_px + lane * self.lane_height_px - self.scroll_px

    def lane_at(self, y_px: float) -> int | None:
        """The lane under `y_px` of the viewport, None on the ruler and below the last lane."""
        if y_px < self.lanes_top_px:
            return None
        lane = math.floor((y_px - self.lanes_top_px + self.scroll_px) / self.lane_height_px)
        return lane if 0 <= lane < self.lane_count else None

    def lanes_between(self, y0_px: float, y1_px: float) -> range:
        """Lanes that touch the viewport rows ``y0_px .. y1_px``."""
        top = max(y0_px, self.lanes_top_px) - self.lanes_top_px + self.scroll_px
        bottom = y1_px - self.lanes_top_px + self.scroll_px
        first = max(0, math.floor(top / self.lane_height_px))
        last = min(self.lane_count, math.ceil(bottom / self.lane_height_px))
        return range(first, max(first, last))

    def hit(self, view: FrameView, x_px: float, y_px: float) -> Hit:
        frame = view.frame_at(x_px - self.header_width_px)
        lane = self.lane_at(y_px)
        in_header = x_px < self.header_width_px
        if y_px < self.lanes_top_px:
            return Hit(Area.CORNER if in_header else Area.RULER, None, frame)
        if lane is None:
            return Hit(Area.EMPTY, None, frame)
        return Hit(Area.HEADER if in_header else Area.LANE, lane, frame)


def time_text(seconds: float, *, decimals: int = 2) -> str:
    """``m:ss.cc`` or ``h:mm:ss.cc``; never shows 60 seconds after rounding."""
    unit = 10**decimals
    total = round(max(0.0, seconds) * unit)
    whole, fraction = divmod(total, unit)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    head = f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
    return f"{head}.{fraction:0{decimals}d}" if decimals else head
