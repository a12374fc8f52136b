"""Small symbols, painted as paths: sharp at every scale and in the colours of the palette."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)

Glyph = Callable[[QPainter, QRectF, QColor], None]


def _pen(color: QColor, width: float) -> QPen:
    return QPen(
        color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _begin(painter: QPainter, rect: QRectF, color: QColor, width: float = 1.4) -> None:
    """Save, then draw in a box of 16 × 16 units centred in `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = min(rect.width(), rect.height())
    painter.translate(rect.center().x() - side / 2, rect.center().y() - side / 2)
    painter.scale(side / 16, side / 16)
    painter.setPen(_pen(color, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def draw_eye(painter: QPainter, rect: QRectF, color: QColor) -> None:
    _begin(painter, rect, color)
    path = QPainterPath(QPointF(1.5, 8))
    path.cubicTo(4.5, 2.6, 11.5, 2.6, 14.5, 8)
    path.cubicTo(11.5, 13.4, 4.5, 13.4, 1.5, 8)
    painter.drawPath(path)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(8, 8), 1.9, 1.9)
    painter.restore()


def draw_dashed_box(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """A box that has no mask yet."""
    _begin(painter, rect, color, 1.8)
    for corner_x, corner_y in ((2.5, 2.5), (13.5, 2.5), (13.5, 13.5), (2.5, 13.5)):
        inward_x, inward_y = (4 if corner_x < 8 else -4), (4 if corner_y < 8 else -4)
        corner = QPointF(corner_x, corner_y)
        painter.drawLine(corner, corner + QPointF(inward_x, 0))
        painter.drawLine(corner, corner + QPointF(0, inward_y))
    painter.restore()


def draw_closed_eye(painter: QPainter, rect: QRectF, color: QColor) -> None:
    _begin(painter, rect, color)
    path = QPainterPath(QPointF(1.5, 7))
    path.cubicTo(4.5, 11.8, 11.5, 11.8, 14.5, 7)
    painter.drawPath(path)
    for x, y, dx, dy in ((4, 10, -1.2, 2), (8, 10.9, 0, 2.3), (12, 10, 1.2, 2)):
        painter.drawLine(QPointF(x, y), QPointF(x + dx, y + dy))
    painter.restore()


def _draw_lock(painter: QPainter, rect: QRectF, color: QColor, *, is_closed: bool) -> None:
    _begin(painter, rect, color)
    shackle = QPainterPath(QPointF(5, 7.5))
    shackle.lineTo(5, 5)
    shackle.arcTo(QRectF(5, 2, 6, 6), 180, -180 if is_closed else -140)
    if is_closed:
        shackle.lineTo(11, 7.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shackle)
    if is_closed:
        painter.setBrush(color)
    painter.drawRoundedRect(QRectF(3.2, 7.5, 9.6, 6.5), 1.2, 1.2)
    painter.restore()


def draw_locked(painter: QPainter, rect: QRectF, color: QColor) -> None:
    _draw_lock(painter, rect, color, is_closed=True)


def draw_unlocked(painter: QPainter, rect: QRectF, color: QColor) -> None:
    _draw_lock(painter, rect, color, is_closed=False)


def draw_trash(painter: QPainter, rect: QRectF, color: QColor) -> None:
    _begin(painter, rect, color)
    painter.drawLine(QPointF(2.5, 4.2), QPointF(13.5, 4.2))
    painter.drawPolyline(
        QPolygonF([QPointF(6, 4), QPointF(6.4, 2.2), QPointF(9.6, 2.2), QPointF(10, 4)])
    )
    body = [QPointF(4, 4.4), QPointF(4.7, 13.8), QPointF(11.3, 13.8), QPointF(12, 4.4)]
    painter.drawPolyline(QPolygonF(body))
    painter.drawLine(QPointF(6.7, 6.8), QPointF(6.9, 11.5))
    painter.drawLine(QPointF(9.3, 6.8), QPointF(9.1, 11.5))
    painter.restore()


def draw_stop(painter: QPainter, rect: QRectF, color: QColor) -> None:
    _begin(painter, rect, color)
    painter.setBrush(color)
    painter.drawRoundedRect(QRectF(4, 4, 8, 8), 1, 1)
    painter.restore()


def draw_up(painter: QPainter, rect: QRectF, color: QColor) -> None:
    _begin(painter, rect, color, 1.8)
    painter.drawPolyline(QPolygonF([QPointF(3.5, 10), QPointF(8, 5.5), QPointF(12.5, 10)]))
    painter.restore()


def draw_down(painter: QPainter, rect: QRectF, color: QColor) -> None:
    _begin(painter, rect, color, 1.8)
    painter.drawPolyline(QPolygonF([QPointF(3.5, 6), QPointF(8, 10.5), QPointF(12.5, 6)]))
    painter.restore()


def draw_check(painter: QPainter, rect: QRectF, color: QColor) -> None:
    _begin(painter, rect, color, 2.6)
    painter.drawPolyline(QPolygonF([QPointF(3, 8.5), QPointF(6.5, 12), QPointF(13, 4)]))
    painter.restore()


def draw_flag(painter: QPainter, rect: QRectF, color: QColor) -> None:
    _begin(painter, rect, color, 1.6)
    painter.drawLine(QPointF(4, 14.5), QPointF(4, 1.5))
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(4, 1.8), QPointF(13, 5), QPointF(4, 8.4)]))
    painter.restore()


def draw_diamond(
    painter: QPainter, center: QPointF, radius: float, fill: QColor, outline: QColor
) -> None:
    """A keyframe mark. The outline keeps it visible on a span of the same colour."""
    x, y = center.x(), center.y()
    painter.setPen(QPen(outline, 1.2))
    painter.setBrush(fill)
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(x, y - radius),
                QPointF(x + radius, y),
                QPointF(x, y + radius),
                QPointF(x - radius, y),
            ]
        )
    )


def glyph_icon(glyph: Glyph, palette: QPalette) -> QIcon:
    """A glyph as an icon in the text colour of a palette, faded where disabled."""
    icon = QIcon()
    text = palette.color(QPalette.ColorRole.WindowText)
    faded = QColor(text)
    faded.setAlpha(90)
    for mode, color in ((QIcon.Mode.Normal, text), (QIcon.Mode.Disabled, faded)):
        for ratio in (1, 2, 3):
            pixmap = QPixmap(16 * ratio, 16 * ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            glyph(painter, QRectF(pixmap.rect()), color)
            painter.end()
            icon.addPixmap(pixmap, mode)
    return icon
