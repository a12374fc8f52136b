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
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from annotator.core.project import Track
from annotator.gui import glyphs, lane_raster
from annotator.gui.lane_raster import Rgb
from annotator.gui.timeline_lanes import Lane, State
from annotator.gui.timeline_layout import LANE_HEIGHT_PX, Cells, FrameView, cells_between

Flags = NDArray[np.bool_]
Lefts = NDArray[np.int64]
Pixels = NDArray[np.uint32]
MARK_SPACING_PX = 12
MARK_SIDE_PX = 14
"""Marks are drawn in squares of this side."""

FRAME_GAP_FROM_PX = 14
"""From this width on, single frames are told apart by a thin gap."""

MAX_LANES = 100
"""Images kept: more than any screen shows."""


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
    if replace(before, view=after.view) != after:
        return None
    dx = (after.view.first_frame - before.view.first_frame) * after.view.px_per_frame
    if replace(before.view, first_frame=after.view.first_frame) != after.view:
        return None
    is_whole = abs(dx - round(dx)) < 1e-3 and (round(dx) * after.scale).is_integer()
    is_useful = 1 <= abs(round(dx)) < after.view.width_px / 2
    return round(dx) if is_whole and is_useful else None


@lru_cache(maxsize=8)
def _cells(view: FrameView, first_px: int, last_px: int, scale: float) -> Cells:
    """The same for all lanes."""
    return cells_between(view, first_px, last_px, scale)


def _image_on(pixels: Pixels) -> QImage:
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)


def _rendered(lane: Lane, look: LaneLook, part: range) -> Pixels:
    """0xffRRGGBB of the pixels `part` of a lane, marks included, `(height, width)`."""
    view, scale = look.view, look.scale
    cells, width = _cells(view, part.start, part.stop, scale), round(len(part) * scale)
    inks = lane_raster.ink_table(
        base=look.background,
        track=look.color,
        text=look.text,
        reviewed=look.reviewed,
        warning=look.warning,
        strength=1.0 if look.is_shown else 0.35,
    )
    if not len(cells):
        height = round(LANE_HEIGHT_PX * scale)
        return np.full((height, width), inks[lane_raster.Ink.BASE], np.uint32)
    gaps = None
    if view.px_per_frame >= FRAME_GAP_FROM_PX:
        begins_before = bool(cells.starts[0] < view.position_at(part.start) - 1e-6)
        gaps = cells.edges_px[int(begins_before) : -1]
        gaps = gaps[gaps < width]  # of the last frame perhaps less than half a pixel is seen
    phase = round((view.first_frame * view.px_per_frame + part.start) * scale)
    columns = lane_raster.expand(cells, *lane.columns(cells), width)
    numbers = lane_raster.lane_inks(*columns, scale, phase, gaps)
    pixels: Pixels = np.take(inks, numbers, mode="clip")  # the quick one: all are in range
    _stamp_marks(_image_on(pixels), lane, look, part)
    return pixels


def _stamp_marks(image: QImage, lane: Lane, look: LaneLook, part: range) -> None:
    """Keyframe diamonds, boxes, flags and review ticks; at most one of a kind per few pixels.

    They are looked for beyond the edges too: which one of several is drawn, and what is seen of
    one at the edge, must not depend on where the part begins.
    """
    reach = MARK_SPACING_PX + MARK_SIDE_PX
    cells = _cells(look.view, part.start - reach, part.stop + reach, 1.0)
    if not len(cells):
        return
    states, _ = lane.columns(cells)
    middle = (lane_raster.BAR_TOP + lane_raster.BAR_BOTTOM) / 2
    painter = QPainter(image)
    painter.setOpacity(1.0 if look.is_shown else 0.45)
    for kind, is_set, fill, dx, dy in (
        ("box", (states & int(State.CANDIDATE)) != 0, look.color, 0.0, middle),
        ("diamond", (states & int(State.MANUAL)) != 0, look.color, 0.0, middle),
        ("flag", _run_starts((states & int(State.FLAGGED)) != 0), look.warning, 1.5, 5.5),
        ("check", _run_starts(lane_raster.is_reviewed(states)), look.reviewed, 3.0, 4.5),
    ):
        found = np.flatnonzero(is_set)
        if not len(found):
            continue
        # From the content's own zero, so that marks keep their distances when it is scrolled.
        places = _mark_places(look.view, cells, found)
        origin = look.view.first_frame * look.view.px_per_frame + part.start
        lefts = np.rint((places + dx) * look.scale).astype(np.int64)
        lefts -= round(origin * look.scale) + round(MARK_SIDE_PX / 2 * look.scale)
        top = round((dy - MARK_SIDE_PX / 2) * look.scale)
        # Marks next to each other may touch; those in every second bucket cannot.
        is_odd = (_buckets(places) & 1) == 1
        for some in (lefts[~is_odd], lefts[is_odd]):
            _stamp(painter, image.width(), some, top, _mark_rows(kind, fill, look.text, look.scale))
    painter.end()


def _stamp(painter: QPainter, width: int, lefts: Lefts, top: int, rows: Pixels) -> None:
    """A mark at each of `lefts`, in device pixels; what lies outside is left out."""
    side = len(rows)
    lefts = lefts[(lefts > -side) & (lefts < width)]
    if not len(lefts):
        return
    places = np.zeros(width + 2 * side, np.intp)
    places[lefts[:, None] + np.arange(side, 2 * side)] = np.arange(1, side + 1)
    strip = np.take(rows, places[side:-side], axis=1, mode="clip")
    layer = QImage(strip.data, width, side, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(QPoint(0, top), layer)


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
def _mark_rows(kind: str, fill: Rgb, outline: Rgb, scale: float) -> Pixels:
    """A mark behind an empty column: `(side, side + 1)`, premultiplied."""
    image = mark_image(kind, fill, outline, scale)
    side = image.width()
    flat = np.frombuffer(image.constBits(), np.uint32).reshape(side, side)
    return np.concatenate((np.zeros((side, 1), np.uint32), flat), axis=1)


def _run_starts(is_set: Flags) -> Flags:
    starts = is_set.copy()
    starts[1:] &= ~is_set[:-1]
    return starts


def _mark_places(view: FrameView, cells: Cells, found: NDArray[np.intp]) -> NDArray[np.float64]:
    """Content x of marks at the middle of cells, one per `MARK_SPACING_PX` of content."""
    middle = (cells.starts[found] + cells.starts[found + 1]) / 2
    content_x = middle * view.px_per_frame
    first = np.ones(len(found), np.bool_)
    buckets = _buckets(content_x)
    first[1:] = buckets[1:] != buckets[:-1]
    places: NDArray[np.float64] = content_x[first]
    return places


def _buckets(content_x: NDArray[np.float64]) -> NDArray[np.int64]:
    return (content_x * (1 / MARK_SPACING_PX)).astype(np.int64)
