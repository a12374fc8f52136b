"""Lanes as images: painted once per state of the lane and part of the video, then only copied.

Most repaints (the playhead moves, one mask arrives) change nothing in most lanes. A lane that has
to be painted anew costs about the same however many frames and marks are in it: its bars are
looked up column by column (`lane_raster`), and so are its marks.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
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

FEW_MARKS = 6
"""Up to so many marks are drawn one by one."""

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


class LaneImages:
    """The newest image of each lane."""

    def __init__(self) -> None:
        self._images: OrderedDict[int, tuple[tuple[LaneLook, Lane, int], Pixels, QImage]] = (
            OrderedDict()
        )
        self.rendered_count = 0
        """Lanes painted so far, for tests and diagnosis."""

    def image(self, track: Track, lane: Lane, look: LaneLook) -> QImage:
        """The whole width of a lane; its device pixel ratio is set."""
        key = (look, lane, lane.version)
        found = self._images.get(track.id)
        if found is None or found[0] != key:
            pixels = _rendered(lane, look)
            self.rendered_count += 1
            height, width = pixels.shape
            image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
            _stamp_marks(image, lane, look)
            image.setDevicePixelRatio(look.scale)
            found = self._images[track.id] = (key, pixels, image)
        self._images.move_to_end(track.id)
        while len(self._images) > MAX_LANES:
            self._images.popitem(last=False)
        return found[2]

    def clear(self) -> None:
        """Another project: its tracks have the same numbers."""
        self._images.clear()


@lru_cache(maxsize=4)
def _cells(view: FrameView, scale: float) -> Cells:
    """The same for all lanes."""
    return cells_between(view, 0, view.width_px, scale)


def _rendered(lane: Lane, look: LaneLook) -> Pixels:
    view, scale = look.view, look.scale
    cells, width = _cells(view, scale), round(view.width_px * scale)
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
    gaps = cells.edges_px[:-1] if view.px_per_frame >= FRAME_GAP_FROM_PX else None
    phase = round(view.first_frame * view.px_per_frame * scale)
    columns = lane_raster.expand(cells, *lane.columns(cells), width)
    return np.take(inks, lane_raster.lane_inks(*columns, scale, phase, gaps))


def _stamp_marks(image: QImage, lane: Lane, look: LaneLook) -> None:
    """Keyframe diamonds, boxes, flags and review ticks; at most one of a kind per few pixels."""
    cells = _cells(look.view, 1.0)
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
        if len(found):
            left = _mark_positions(look.view, cells, found) + dx - MARK_SIDE_PX / 2
            lefts = np.rint(left * look.scale).astype(np.int64)
            top = round((dy - MARK_SIDE_PX / 2) * look.scale)
            _stamp(painter, image.width(), lefts, top, kind, (fill, look.text, look.scale))
    painter.end()


def _stamp(
    painter: QPainter,
    width: int,
    lefts: Lefts,
    top: int,
    kind: str,
    style: tuple[Rgb, Rgb, float],
) -> None:
    """A mark at each of `lefts`, in device pixels, ascending."""
    if len(lefts) <= FEW_MARKS:
        mark = mark_image(kind, *style)
        for left in lefts.tolist():
            # The painter of an image without a ratio would scale a mark that has one.
            painter.drawImage(QRectF(left, top, mark.width(), mark.height()), mark)
        return
    columns = _mark_columns(kind, *style)
    side = columns.shape[1]
    # Marks next to each other may touch, every second one cannot.
    for some in (lefts[::2], lefts[1::2]):
        places = np.zeros(width + 2 * side, np.intp)
        places[some[:, None] + np.arange(side, 2 * side)] = np.arange(1, side + 1)
        strip = np.ascontiguousarray(columns[places[side:-side]].T)
        layer = QImage(
            strip.data, width, side, width * 4, QImage.Format.Format_ARGB32_Premultiplied
        )
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
def _mark_columns(kind: str, fill: Rgb, outline: Rgb, scale: float) -> Pixels:
    """The columns of a mark, behind one that is empty: `(side + 1, side)`, premultiplied."""
    image = mark_image(kind, fill, outline, scale)
    side = image.width()
    flat = np.frombuffer(image.constBits(), np.uint32).reshape(side, side)
    return np.concatenate((np.zeros((1, side), np.uint32), flat.T))


def _run_starts(is_set: Flags) -> Flags:
    starts = is_set.copy()
    starts[1:] &= ~is_set[:-1]
    return starts


def _mark_positions(view: FrameView, cells: Cells, found: NDArray[np.intp]) -> NDArray[np.float64]:
    """Lane-area x of marks at the middle of cells, one per `MARK_SPACING_PX` of content.

    Buckets are fixed to the content, so that marks move with it when it is scrolled.
    """
    middle = (cells.starts[found] + cells.starts[found + 1]) / 2
    content_x = middle * view.px_per_frame
    first = np.ones(len(found), np.bool_)
    first[1:] = np.diff(content_x // MARK_SPACING_PX) > 0
    positions: NDArray[np.float64] = content_x[first] - view.first_frame * view.px_per_frame
    return positions
