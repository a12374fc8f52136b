"""Polygon and lasso: an area is added to the selected object's mask, or with Shift or Alt taken.

With nothing selected the area becomes a new object.
Both end in one call, so one shape is one undo step.
"""

import math

from PySide6.QtCore import QCoreApplication, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from annotator.core.mask import Mask
from annotator.gui.edit_target import commit, mask_of, paintable_track
from annotator.gui.tools import FAR, Tool, ToolEvent, ToolHost, ToolName
from annotator.session import mask_tools

CLOSING_VIEW_PX = 10
"""A click this near to the first corner closes a polygon."""
MIN_STEP_VIEW_PX = 1.5


class ShapeTool(Tool):
    """A closed line in the making."""

    name: ToolName = "polygon"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._points: list[tuple[float, float]] = []
        self._pointer: ToolEvent | None = None
        self._subtracts = False

    @property
    def is_active(self) -> bool:
        """A shape is begun."""
        return bool(self._points)

    def cancel(self) -> bool:
        """Forget the shape."""
        was_active = self.is_active
        self._points = []
        self._update()
        return was_active

    def leave(self) -> None:
        """The line to the pointer goes away."""
        self._pointer = None
        self._update()

    def paint(self, painter: QPainter, ratio: float) -> None:
        """The line, white on black (red where it takes away), with its corners."""
        if not self._points:
            return
        view = self._host.view
        corners = [QPointF(*view.to_view(x, y)) for x, y in self._points]
        line = QPolygonF(corners)
        if self._pointer is not None:
            line.append(QPointF(self._pointer.view_x, self._pointer.view_y))
        color = QColor(255, 120, 110) if self._subtracts else QColor(255, 255, 255)
        soft = QColor(color)
        soft.setAlpha(46)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(soft)
        painter.drawPolygon(line, Qt.FillRule.WindingFill)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen_color, width in ((QColor(0, 0, 0, 190), 3.2), (color, 1.4)):
            painter.setPen(QPen(pen_color, width * ratio))
            painter.drawPolyline(line)
        self._paint_corners(painter, corners, color, ratio)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_corners(
        self, painter: QPainter, corners: list[QPointF], color: QColor, ratio: float
    ) -> None:
        """Nothing; a polygon has corners to show."""

    def _begin(self, event: ToolEvent) -> bool:
        """The first point, if there is a mask that may be changed."""
        self._host.stay()
        self._subtracts = event.has_shift or event.has_alt
        target = paintable_track(self._host, may_be_new=not self._subtracts)
        if target is None:
            return False
        if self._subtracts and mask_of(*target) is None:
            self._host.warn(_tr("“{0}” has no mask on this frame.").format(target[0].name))
            return False
        self._points = [(event.image_x, event.image_y)]
        return True

    def _finish(self) -> None:
        """Add or take the area."""
        points, self._points = self._points, []
        self._update()
        target = paintable_track(self._host, may_be_new=not self._subtracts)
        project = self._host.session.project
        if target is None or project is None or len(points) < 3:
            return
        width, height = project.video.width, project.video.height
        area = mask_tools.polygon(points, width=width, height=height)
        before = mask_of(*target) or Mask.empty(height, width)
        after = before.difference(area) if self._subtracts else before.union(area)
        commit(self._host, *target, after, self.label(), self.name)

    def label(self) -> str:
        """Of the undo step."""
        return _tr("Polygon")

    def _update(self) -> None:
        self._host.update_view(QRect(0, 0, FAR, FAR))


class PolygonTool(ShapeTool):
    """Click corner after corner; Enter, a double click or a click on the first corner closes."""

    def press(self, event: ToolEvent) -> None:
        """Another corner, or the end."""
        if not self._points:
            self._begin(event)
        elif self._closes(event):
            self._finish()
        else:
            self._points.append((event.image_x, event.image_y))
        self._update()

    def move(self, event: ToolEvent) -> None:
        """The line follows."""
        self._pointer = event
        if self._points:
            self._update()

    def key(self, key: int) -> bool:
        """Enter closes, Backspace takes the last corner back."""
        if not self._points:
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        elif key == Qt.Key.Key_Backspace:
            self._points.pop()
            self._update()
        else:
            return False
        return True

    def _closes(self, event: ToolEvent) -> bool:
        first_x, first_y = self._host.view.to_view(*self._points[0])
        last_x, last_y = self._host.view.to_view(*self._points[-1])
        near_first = math.hypot(event.view_x - first_x, event.view_y - first_y)
        near_last = math.hypot(event.view_x - last_x, event.view_y - last_y)
        is_double = near_last < MIN_STEP_VIEW_PX and len(self._points) > 1
        return is_double or (near_first <= CLOSING_VIEW_PX and len(self._points) > 2)

    def _paint_corners(
        self, painter: QPainter, corners: list[QPointF], color: QColor, ratio: float
    ) -> None:
        painter.setPen(QPen(QColor(0, 0, 0, 200), 1.2 * ratio))
        painter.setBrush(color)
        for index, corner in enumerate(corners):
            radius = (5.0 if index == 0 else 3.2) * ratio
            painter.drawEllipse(corner, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)


class LassoTool(ShapeTool):
    """Drag around an area; letting go closes it."""

    name: ToolName = "lasso"

    def press(self, event: ToolEvent) -> None:
        """The line begins."""
        self._begin(event)
        self._pointer = event

    def move(self, event: ToolEvent) -> None:
        """The line goes on, in steps of about a pixel of the screen."""
        self._pointer = event
        if not self._points:
            return
        last_x, last_y = self._host.view.to_view(*self._points[-1])
        if math.hypot(event.view_x - last_x, event.view_y - last_y) >= MIN_STEP_VIEW_PX:
            self._points.append((event.image_x, event.image_y))
            self._update()

    def release(self, event: ToolEvent) -> None:
        """Close it."""
        self.move(event)
        if self._points:
            self._finish()

    def label(self) -> str:
        """Of the undo step."""
        return _tr("Lasso")


def _tr(text: str) -> str:
    return QCoreApplication.translate("tools", text)
