"""Logical positions of a widget <-> whole device pixels.

Qt speaks logical pixels; at a ratio of 1.5 a widget may begin in the middle of a device pixel.
*View coordinates* count device pixels from the first one that the widget touches.
"""

import math

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QWidget


class DeviceGrid:
    """The device pixels under one widget."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget

    @property
    def ratio(self) -> float:
        """Device pixels per logical pixel."""
        return self._widget.devicePixelRatioF()

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in device pixels."""
        return (
            math.ceil(self._widget.width() * self.ratio),
            math.ceil(self._widget.height() * self.ratio),
        )

    @property
    def viewport(self) -> QRect:
        """Every device pixel that the widget may touch."""
        width, height = self.size
        return QRect(0, 0, width + 1, height + 1)

    def to_view(self, position: QPointF) -> QPointF:
        """Logical -> view."""
        return position * self.ratio + self._shift()

    def to_view_rect(self, rect: QRect) -> QRect:
        """Logical -> view, rounded outwards."""
        corner = self.to_view(QPointF(rect.topLeft()))
        return QRectF(corner, QRectF(rect).size() * self.ratio).toAlignedRect()

    def to_logical_rect(self, rect: QRect) -> QRect:
        """View -> logical, rounded outwards."""
        corner = (QPointF(rect.topLeft()) - self._shift()) / self.ratio
        return QRectF(corner, QRectF(rect).size() / self.ratio).toAlignedRect()

    def align(self, painter: QPainter) -> None:
        """Make view coordinates the painter's own: one unit is one device pixel."""
        device = painter.deviceTransform()
        scale = 1 / self.ratio
        painter.setTransform(
            QTransform.fromScale(scale, scale).translate(
                math.floor(device.dx()) - device.dx(), math.floor(device.dy()) - device.dy()
            )
        )

    def _shift(self) -> QPointF:
        """How far the widget's corner lies beyond a whole device pixel, in device pixels."""
        corner = QPointF(self._widget.mapTo(self._widget.window(), QPoint(0, 0))) * self.ratio
        return QPointF(corner.x() - math.floor(corner.x()), corner.y() - math.floor(corner.y()))
