"""What the left mouse button does: one class per gesture.

A tool turns mouse events in image coordinates into one call of a Session verb, so one gesture is
one undo step. Until the gesture ends its state is the tool's own and nothing is in the project.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.core.project import Track
from annotator.gui.brush import PixelRect
from annotator.gui.overlay import Placed
from annotator.gui.preferences import Preferences
from annotator.gui.view_transform import ViewTransform
from annotator.session.session import Session

ToolName = Literal["select", "box", "brush", "eraser", "polygon", "lasso"]
FAR = 1 << 15
"""Beyond the edge of any view, in device pixels."""
MIN_BOX_IMAGE_PX = 4
LABEL_GAP = 12
NAME_LETTERS = 20
"""More of a name is not told beside the pointer."""
MIN_BOX_VIEW_PX = 6
"""A smaller drag is taken for a click."""


@dataclass(frozen=True, slots=True)
class ToolEvent:
    """The pointer in image and in view coordinates, and the keys held."""

    image_x: float
    image_y: float
    view_x: float
    view_y: float
    has_shift: bool = False
    has_alt: bool = False
    pressure: float = 1.0
    """Of a pen, 0 to 1; a mouse presses fully."""


@dataclass(frozen=True, slots=True)
class EditLayer:
    """A mask in the making: shown instead of the track's own. `(height, width)` bool."""

    track_id: int
    pixels: NDArray[np.bool_]


class ToolHost(Protocol):
    """What a tool may know of the canvas."""

    @property
    def session(self) -> Session: ...
    @property
    def preferences(self) -> Preferences: ...
    @property
    def shows_rotated_box(self) -> bool: ...
    @property
    def frame_index(self) -> int | None:
        """The frame on screen: what the person sees is what a tool changes."""
        ...

    @property
    def view(self) -> ViewTransform: ...
    def track_at(self, image_x: float, image_y: float) -> int | None: ...
    def set_edit_layer(self, layer: EditLayer | None, *, is_same: bool = False) -> None: ...
    def placed(self, mask: Mask) -> Placed:
        """The pixels of a mask inside its box; nobody writes into them."""
        ...

    def take_pixels(self, mask: Mask) -> NDArray[np.bool_]:
        """The pixels of a mask, `(height, width)`, to write into; see `remember_pixels`."""
        ...

    def remember_pixels(self, mask: Mask, pixels: NDArray[np.bool_]) -> None:
        """Give pixels back: what that mask, which may be shown now, looks like."""
        ...

    def update_pixels(self, rect: PixelRect) -> None: ...
    def update_view(self, rect: QRect) -> None: ...
    def stay(self) -> None:
        """The frame on screen stays: no playing and no following while a gesture lasts."""
        ...

    def warn(self, text: str) -> None: ...


class Tool:
    """Does nothing with the mouse; the base of the others."""

    name: ToolName = "select"
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, host: ToolHost) -> None:
        self._host = host

    @property
    def is_active(self) -> bool:
        """A gesture is under way."""
        return False

    def press(self, event: ToolEvent) -> None:
        """The left button went down."""

    def move(self, event: ToolEvent) -> None:
        """The pointer moved, with or without a button."""

    def release(self, event: ToolEvent) -> None:
        """The left button went up."""

    def leave(self) -> None:
        """The pointer left the canvas."""

    def cancel(self) -> bool:
        """Give up the gesture; says whether there was one."""
        return False

    def key(self, key: int) -> bool:
        """A key of the keyboard while the gesture lasts; says whether it was for the tool."""
        return False

    def paint(self, painter: QPainter, ratio: float) -> None:
        """Draw over the picture; the painter's unit is one device pixel, `ratio` of them make one
        logical pixel."""


class BoxTool(Tool):
    """Drag a box around an object: a new track, or with Shift the selected one anew."""

    name: ToolName = "box"
    cursor = Qt.CursorShape.BlankCursor

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._start: ToolEvent | None = None
        self._end: ToolEvent | None = None

    @property
    def is_active(self) -> bool:
        """A box is being dragged."""
        return self._start is not None

    @property
    def caption(self) -> str:
        """The size of the box, and whose it will be: told before it is too late."""
        start, end, session = self._start, self._end, self._host.session
        if start is None or end is None:
            return ""
        width, height = abs(end.image_x - start.image_x), abs(end.image_y - start.image_y)
        size = f"{width:.0f} × {height:.0f}"
        tracks = session.project.tracks if session.project is not None else {}
        track = tracks.get(session.selected_track_id or 0)
        if track is None:
            return size
        name = track.name if len(track.name) <= NAME_LETTERS else track.name[:NAME_LETTERS] + "…"
        if end.has_shift:
            return size + "\n" + _tr("“{0}” again").format(name)
        return size + "\n" + _tr("New object; with Shift “{0}” again").format(name)

    def press(self, event: ToolEvent) -> None:
        """The first corner."""
        if self._host.frame_index is not None:
            self._host.stay()
            self._start = event
        self._moved_to(event)

    def move(self, event: ToolEvent) -> None:
        """The opposite corner, or only the cross-hair."""
        self._moved_to(event)

    def release(self, event: ToolEvent) -> None:
        """Predict inside the box, if it is one."""
        start, self._start = self._start, None
        self._moved_to(event)
        frame_index, project = self._host.frame_index, self._host.session.project
        if start is None or frame_index is None or project is None:
            return
        if max(abs(event.view_x - start.view_x), abs(event.view_y - start.view_y)) < (
            MIN_BOX_VIEW_PX
        ):
            return
        drawn = Box.from_corners(start.image_x, start.image_y, event.image_x, event.image_y)
        box = drawn.clipped(width=project.video.width, height=project.video.height)
        if box is None or min(box.width, box.height) < MIN_BOX_IMAGE_PX:
            self._host.warn(
                _tr(
                    "The box is too small or outside the picture; "
                    "drag it around the whole object, at least {0} pixels wide and high."
                ).format(MIN_BOX_IMAGE_PX)
            )
            return
        if event.has_shift:
            track = selected_track(self._host)
            if track is not None:
                self._host.session.redraw_box(track.id, frame_index, box)
            return
        self._host.session.start_track(box, frame_index)

    def leave(self) -> None:
        """Hide the cross-hair, unless it is one end of a drag."""
        if self._start is None:
            self._invalidate()
            self._end = None

    def cancel(self) -> bool:
        """Forget the first corner."""
        was_active = self.is_active
        self._invalidate()
        self._start = None
        return was_active

    def paint(self, painter: QPainter, ratio: float) -> None:
        """A cross-hair and the box, white on black so that it shows on any picture."""
        if self._end is None:
            return
        end = self._end
        painter.setPen(QPen(QColor(255, 255, 255, 110), 0, Qt.PenStyle.DashLine))
        x, y = round(end.view_x), round(end.view_y)
        painter.drawLine(0, y, FAR, y)
        painter.drawLine(x, 0, x, FAR)
        if self._start is None:
            return
        frame = QRectF(
            QPointF(round(self._start.view_x), round(self._start.view_y)), QPointF(x, y)
        ).normalized()
        painter.fillRect(frame, QColor(255, 255, 255, 28))
        for color, thickness in ((QColor(0, 0, 0, 170), 3), (QColor(255, 255, 255), 1)):
            painter.setPen(QPen(color, thickness * ratio))
            painter.drawRect(frame)
        draw_label(painter, QPointF(x, y), self.caption)

    def _moved_to(self, event: ToolEvent) -> None:
        self._invalidate()
        self._end = event
        self._invalidate()

    def _invalidate(self) -> None:
        if self._end is None:
            return
        x, y = round(self._end.view_x), round(self._end.view_y)
        self._host.update_view(QRect(0, y - 1, FAR, 3))
        self._host.update_view(QRect(x - 1, 0, 3, FAR))
        if self._start is not None:
            corner = QPointF(self._start.view_x, self._start.view_y)
            frame = QRectF(corner, QPointF(x, y)).normalized().toAlignedRect()
            self._host.update_view(frame.adjusted(-6, -6, 6, 6))
        self._host.update_view(QRect(x - 1000, y - 160, 2000, 320))


def selected_track(host: ToolHost) -> Track | None:
    """The selected track; says what to do when there is none."""
    session = host.session
    project, track_id = session.project, session.selected_track_id
    if project is None:
        return None
    if track_id is None or track_id not in project.tracks:
        host.warn(_tr("Select an object first, or press R and draw a box around a new one."))
        return None
    return project.tracks[track_id]


def draw_label(painter: QPainter, corner: QPointF, text: str) -> None:
    """A small dark label below and right of a view position; at the edges, above and left."""
    lines = text.split("\n")
    metrics = painter.fontMetrics()
    width = max(metrics.horizontalAdvance(line) for line in lines)
    area = QRect(0, 0, width + 12, metrics.lineSpacing() * len(lines) + 6)
    area.moveTopLeft((corner + QPointF(LABEL_GAP, LABEL_GAP)).toPoint())
    inside = painter.window()
    if area.right() > inside.right():
        area.moveRight(round(corner.x()) - LABEL_GAP)
    if area.bottom() > inside.bottom():
        area.moveBottom(round(corner.y()) - LABEL_GAP)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 190))
    painter.drawRoundedRect(area, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(255, 255, 255))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _tr(text: str) -> str:
    return QCoreApplication.translate("tools", text)
