"""Lanes as images: painted once per state of the lane and part of the video, then only copied.

Most repaints (the playhead moves, one mask arrives) change nothing in most lanes. A lane that has
to be painted anew costs about the same however many frames and marks are in it: its bars are
looked up column by column (`lane_raster`), and so are its marks.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from annotator.core.project import Track
from annotator.gui import glyphs, lane_raster
from annotator.gui.lane_raster import Pixels, Rgb, States
from annotator.gui.timeline_lanes import Lane, State
from annotator.gui.timeline_layout import LANE_HEIGHT_PX, Cells, FrameView, cells_between

Scores = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Lefts = NDArray[np.int64]
MARK_SPACING_PX = 12
MARK_SIDE_PX = 14
"""Marks are drawn in squares of this side."""

FRAME_GAP_FROM_PX = 14
"""From this width on, single frames are told apart by a thin gap."""

BAR_MIDDLE = (lane_raster.BAR_TOP + lane_raster.BAR_BOTTOM) / 2

MAX_LANES = 100
"""Images kept: more than any screen shows."""

_CANDIDATE, _MANUAL, _FLAGGED = int(State.CANDIDATE), int(State.MANUAL), int(State.FLAGGED)


@dataclass(frozen=True)
class LaneLook:
    """What a lane's image depends on besides the lane itself."""

    view: FrameView
    scale: float
    """Device pixels per logical pixel."""
    color: Rgb
    """Of the track, visible on the background."""
    background: Rgb
    text: Rgb
    reviewed: Rgb
    warning: Rgb
    is_shown: bool


@dataclass(frozen=True)
class _Entry:
    lane: Lane
    version: int
    look: LaneLook
    pixels: Pixels
    image: QImage
    """Looks at the memory of `pixels`."""


class LaneImages:
    """The newest image of each lane."""

    def __init__(self) -> None:
        self._entries: OrderedDict[int, _Entry] = OrderedDict()
        self.rendered_px = 0
        """Device pixel columns painted so far, for tests and diagnosis."""

    def image(self, track: Track, lane: Lane, look: LaneLook) -> QImage:
        """The whole width of a lane; its device pixel ratio is set."""
        entry = self._entries.get(track.id)
        is_known = entry is not None and entry.lane is lane and entry.version == lane.version
        if entry is None or not is_known or entry.look != look:
            pixels = self._pixels(lane, look, entry if is_known else None)
            entry = _Entry(lane, lane.version, look, pixels, _image_on(pixels))
            entry.image.setDevicePixelRatio(look.scale)
            self._entries[track.id] = entry
        self._entries.move_to_end(track.id)
        while len(self._entries) > MAX_LANES:
            self._entries.popitem(last=False)
        return entry.image

    def clear(self) -> None:
        """Another project: its tracks have the same numbers."""
        self._entries.clear()

    def _pixels(self, lane: Lane, look: LaneLook, before: _Entry | None) -> Pixels:
        """Painted anew, or, when the lane was only scrolled, as far as it was out of sight."""
        whole = range(look.view.width_px)
        dx = _scrolled_px(before.look, look) if before is not None else None
        if before is None or dx is None:
            self.rendered_px += len(whole)
            return _rendered(lane, look, whole)
        pixels, old = np.empty_like(before.pixels), before.pixels
        # Whole device pixels at every ratio that screens have, and all of a mark on the seam.
        reach = (abs(dx) + 2 * MARK_SIDE_PX + 3) // 4 * 4
        if dx > 0:
            part = range(max(0, len(whole) // 4 * 4 - reach), len(whole))
            pixels[:, : -round(dx * look.scale)] = old[:, round(dx * look.scale) :]
        else:
            part = range(min(len(whole), reach))
            pixels[:, round(-dx * look.scale) :] = old[:, : round(dx * look.scale)]
        self.rendered_px += len(part)
        first = round(part.start * look.scale)
        fresh = _rendered(lane, look, part)
        pixels[:, first : first + fresh.shape[1]] = fresh
        return pixels


def _scrolled_px(before: LaneLook, after: LaneLook) -> int | None:
    """By how many whole pixels the content has moved to the left, if nothing else differs."""
    if before.view.px_per_frame != after.view.px_per_frame:
        return None  # zoomed: told quickly, as it is every lane's turn
    if replace(before, view=after.view) != after:
        return None
    dx = (after.view.first_frame - before.view.first_frame) * after.view.px_per_frame
    if replace(before.view, first_frame=after.view.first_frame) != after.view:
        return None
    is_whole = abs(dx - round(dx)) < 1e-3 and (round(dx) * after.scale).is_integer()
    is_useful = 1 <= abs(round(dx)) < after.view.width_px / 2
    return round(dx) if is_whole and is_useful else None


@dataclass(frozen=True)
class _Part:
    """What all lanes have in common at some pixels of a view."""

    width: int
    """In device pixels."""
    phase: int
    """The content's device x of the first column."""
    cells: Cells
    is_cell_a_column: bool
    gaps: NDArray[np.int64] | None
    mark_cells: Cells
    """By logical pixels, and beyond the edges too: which one of several marks is drawn, and what
    is seen of one at the edge, must not depend on where the part begins."""
    cells_from: int | None
    """The first of `mark_cells` that is one of `cells`, if all those are."""
    mark_x: NDArray[np.float64]
    """The content's x of the middle of each of `mark_cells`."""
    mark_buckets: Lefts
    """One mark per `MARK_SPACING_PX` of content."""
    marks_left: int
    """From the content's device x of a mark's middle to its left edge in the part."""

    def columns(self, lane: Lane) -> tuple[States, States, Scores]:
        """Codes of the mark cells; codes and scores of the cells."""
        wide, start = lane.states_of(self.mark_cells), self.cells_from
        if start is None:
            states = lane.states_of(self.cells)
        else:
            states = wide[start : start + len(self.cells)]
        return wide, states, lane.scores_of(self.cells)


@lru_cache(maxsize=8)
def _part(view: FrameView, first_px: int, last_px: int, scale: float) -> _Part:
    width = round((last_px - first_px) * scale)
    cells, gaps = cells_between(view, first_px, last_px, scale), None
    if view.px_per_frame >= FRAME_GAP_FROM_PX and len(cells):
        begins_before = bool(cells.starts[0] < view.position_at(first_px) - 1e-6)
        gaps = cells.edges_px[int(begins_before) : -1]
        gaps = gaps[gaps < width]  # of the last frame perhaps less than half a pixel is seen
    reach = MARK_SPACING_PX + MARK_SIDE_PX
    wide = cells_between(view, first_px - reach, last_px + reach)
    start = int(np.searchsorted(wide.starts, cells.starts[0])) if len(cells) else 0
    is_shared = np.array_equal(wide.starts[start : start + len(cells) + 1], cells.starts)
    mark_x = (wide.starts[:-1] + wide.starts[1:]) / 2 * view.px_per_frame
    origin = view.first_frame * view.px_per_frame + first_px
    return _Part(
        width=width,
        phase=round(origin * scale),
        cells=cells,
        is_cell_a_column=np.array_equal(cells.edges_px, np.arange(width + 1)),
        gaps=gaps,
        mark_cells=wide,
        cells_from=start if is_shared else None,
        mark_x=mark_x,
        mark_buckets=(mark_x * (1 / MARK_SPACING_PX)).astype(np.int64),
        marks_left=-round(origin * scale) - round(MARK_SIDE_PX / 2 * scale),
    )


def _image_on(pixels: Pixels) -> QImage:
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)


def _rendered(lane: Lane, look: LaneLook, pixels_x: range) -> Pixels:
    """0xffRRGGBB of the pixels `pixels_x` of a lane, marks included, `(height, width)`."""
    scale, part = look.scale, _part(look.view, pixels_x.start, pixels_x.stop, look.scale)
    tables = _tables(
        scale, look.is_shown, look.background, look.color, look.text, look.reviewed, look.warning
    )
    if not len(part.cells):
        height = round(LANE_HEIGHT_PX * scale)
        return np.full((height, part.width), tables.inks[lane_raster.Ink.BASE], np.uint32)
    wide_states, states, scores = part.columns(lane)
    if not part.is_cell_a_column:
        states, scores = lane_raster.expand(part.cells, states, scores, part.width)
    pixels = lane_raster.lane_pixels(states, scores, tables, part.phase, part.gaps)
    _stamp_marks(_image_on(pixels), wide_states, look, part)
    return pixels


@lru_cache(maxsize=4 * MAX_LANES)
def _tables(
    scale: float, is_shown: bool, base: Rgb, track: Rgb, text: Rgb, reviewed: Rgb, warning: Rgb
) -> lane_raster.Tables:
    inks = lane_raster.ink_table(
        base=base,
        track=track,
        text=text,
        reviewed=reviewed,
        warning=warning,
        strength=1.0 if is_shown else 0.35,
    )
    return lane_raster.tables_of(inks, scale)


def _stamp_marks(image: QImage, states: States, look: LaneLook, part: _Part) -> None:
    """Keyframe diamonds, boxes, flags and review ticks; at most one of a kind per few pixels."""
    painter = QPainter(image)
    painter.setOpacity(1.0 if look.is_shown else 0.45)
    for kind, is_set, fill, dx, dy in (
        ("box", (states & _CANDIDATE) != 0, look.color, 0.0, BAR_MIDDLE),
        ("diamond", (states & _MANUAL) != 0, look.color, 0.0, BAR_MIDDLE),
        ("flag", _run_starts((states & _FLAGGED) != 0), look.warning, 1.5, 5.5),
        ("check", _run_starts(lane_raster.is_reviewed(states)), look.reviewed, 3.0, 4.5),
    ):
        found = is_set.nonzero()[0]
        if not len(found):
            continue
        buckets = part.mark_buckets[found]
        is_first = np.ones(len(found), np.bool_)
        np.not_equal(buckets[1:], buckets[:-1], out=is_first[1:])
        buckets, places = buckets[is_first], part.mark_x[found[is_first]]
        # From the content's own zero, so that marks keep their distances when it is scrolled.
        lefts = np.rint((places + dx) * look.scale).astype(np.int64) + part.marks_left
        top = round((dy - MARK_SIDE_PX / 2) * look.scale)
        mark = _mark(kind, fill, look.text, look.scale)
        # Marks next to each other may touch: those in every second bucket are above the others.
        is_odd = (buckets & 1).astype(np.bool_)
        for left in np.concatenate((lefts[~is_odd], lefts[is_odd])).tolist():
            painter.drawImage(left, top, mark)
    painter.end()


@lru_cache(maxsize=512)
def mark_image(kind: str, fill: Rgb, outline: Rgb, scale: float) -> QImage:
    """A mark, drawn once: drawing a path costs ten times as much as copying it."""
    side = round(MARK_SIDE_PX * scale)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = MARK_SIDE_PX / 2
    if kind == "diamond":
        center = QPointF(middle, middle)
        glyphs.draw_diamond(painter, center, 5.0, QColor(*fill), QColor(*outline))
    else:
        draw, size = {
            "flag": (glyphs.draw_flag, 11),
            "check": (glyphs.draw_check, 8),
            "box": (glyphs.draw_dashed_box, 11),
        }[kind]
        box = QRectF(middle - size / 2, middle - size / 2, size, size)
        draw(painter, box, QColor(*fill))
    painter.end()
    return image


@lru_cache(maxsize=512)
def _mark(kind: str, fill: Rgb, outline: Rgb, scale: float) -> QImage:
    """A mark by device pixels."""
    image = mark_image(kind, fill, outline, scale).copy()
    image.setDevicePixelRatio(1.0)
    return image


def _run_starts(is_set: Flags) -> Flags:
    starts = is_set.copy()
    starts[1:] &= ~is_set[:-1]
    return starts
