"""Brush and eraser: one stroke is one undo step."""

import math
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from annotator.core.mask import Mask
from annotator.core.project import Track, Visibility
from annotator.gui.brush import SoftStroke, Stroke
from annotator.gui.edit_target import commit, mask_of, paintable_track, protected_pixels
from annotator.gui.tools import FAR, EditLayer, Tool, ToolEvent, ToolHost, ToolName

MIN_PRESSURE_SCALE = 0.15
"""Of the diameter, where a pen hardly touches."""


class BrushTool(Tool):
    """Paints (or erases) on the selected object's mask; Alt inverts while it is held.

    With nothing selected a stroke becomes a new object.
    """

    name: ToolName = "brush"
    cursor = Qt.CursorShape.BlankCursor
    paints = True

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._stroke: Stroke | None = None
        self._target: tuple[Track, int] | None = None
        self._before: Mask | None = None
        self._pointer: ToolEvent | None = None
        self._last_soft: tuple[Mask, SoftStroke] | None = None
        """The last stroke of a soft brush, and the mask that it left."""

    @property
    def is_active(self) -> bool:
        """A stroke is under way."""
        return self._stroke is not None

    @property
    def diameter(self) -> int:
        """In image pixels; brush and eraser share it."""
        return self._host.session.settings.brush_size_px

    def press(self, event: ToolEvent) -> None:
        """Take the mask's pixels and paint on them."""
        self._host.stay()
        may_be_new = self.paints and not event.has_alt
        self._target = paintable_track(self._host, may_be_new=may_be_new)
        if self._target is None:
            return
        self._before = self._mask_before(*self._target)
        if self._before is None:
            return
        pixels = self._host.take_pixels(self._before)
        blocked = protected_pixels(self._host, self._target[0].id, self._target[1])
        hardness = self._host.preferences.brush_hardness / 100
        earlier, self._last_soft = self._last_soft, None
        if hardness < 1:
            stroke = SoftStroke(pixels, self.diameter, hardness, blocked)
            if earlier is not None and earlier[0] is self._before:
                stroke.go_on_from(earlier[1])
            self._stroke = stroke
        else:
            self._stroke = Stroke(pixels, self.diameter, blocked)
        observation = self._target[0].observations.get(self._target[1])
        is_same = observation is None or observation.visibility is Visibility.VISIBLE
        self._host.set_edit_layer(EditLayer(self._target[0].id, pixels), is_same=is_same)
        self._extend(event)

    def move(self, event: ToolEvent) -> None:
        """Paint on, or only move the circle."""
        self._invalidate()
        self._pointer = event
        self._invalidate()
        self._extend(event)

    def release(self, event: ToolEvent) -> None:
        """Put the mask into the project: one undo step."""
        self._extend(event)
        stroke, target, before = self._stroke, self._target, self._before
        self._stroke = self._target = self._before = None
        if stroke is None or target is None or before is None:
            return
        self._host.set_edit_layer(None)
        mask = painted(before, stroke) if stroke.has_changed else before
        self._host.remember_pixels(mask, stroke.pixels)
        if isinstance(stroke, SoftStroke):
            self._last_soft = mask, stroke
        if stroke.has_changed:
            label = _tr("Brush") if self.paints else _tr("Eraser")
            commit(self._host, *target, mask, label, "brush" if self.paints else "eraser")

    def leave(self) -> None:
        """Hide the circle."""
        self._invalidate()
        self._pointer = None

    def cancel(self) -> bool:
        """Drop the stroke; the mask stays as it was."""
        was_active = self.is_active
        self._stroke = self._target = self._before = None
        if was_active:
            self._host.set_edit_layer(None)
        return was_active

    def refresh(self) -> None:
        """The diameter changed."""
        if self._pointer is not None:
            self._host.update_view(QRect(0, 0, FAR, FAR))

    def paint(self, painter: QPainter, ratio: float) -> None:
        """The brush as a circle, white and black so that it shows on any picture."""
        if self._pointer is None:
            return
        radius = max(1.5, self.diameter / 2 * self._host.view.scale)
        erases = self.paints == self._pointer.has_alt
        circle = brush_circle(round(radius, 1), ratio, erases=erases)
        middle = circle.width() // 2
        x, y = round(self._pointer.view_x), round(self._pointer.view_y)
        painter.drawImage(QPoint(x - middle, y - middle), circle)

    def _extend(self, event: ToolEvent) -> None:
        if self._stroke is None:
            return
        is_inside = self.paints != event.has_alt
        scale = 1.0
        if self._host.preferences.uses_pressure:
            scale = MIN_PRESSURE_SCALE + (1 - MIN_PRESSURE_SCALE) * event.pressure
        touched = self._stroke.extend(
            event.image_x, event.image_y, is_inside=is_inside, scale=scale
        )
        if not touched.is_empty:
            self._host.update_pixels(touched)

    def _invalidate(self) -> None:
        if self._pointer is None:
            return
        reach = round(max(6.0, self.diameter / 2 * self._host.view.scale)) + 3
        x, y = round(self._pointer.view_x), round(self._pointer.view_y)
        self._host.update_view(QRect(x - reach, y - reach, 2 * reach + 1, 2 * reach + 1))

    def _mask_before(self, track: Track, frame_index: int) -> Mask | None:
        """What is painted on; None when there is nothing to erase from."""
        mask, project = mask_of(track, frame_index), self._host.session.project
        if mask is not None or project is None:
            return mask
        if not self.paints:
            self._host.warn(_tr("“{0}” has no mask on this frame.").format(track.name))
            return None
        return Mask.empty(project.video.height, project.video.width)


@lru_cache(maxsize=16)
def brush_circle(radius: float, ratio: float, *, erases: bool) -> QImage:
    """The brush in device pixels, drawn once: a circle costs more than all of a stroke's pixels."""
    middle = math.ceil(radius + 3 * ratio)
    image = QImage(2 * middle, 2 * middle, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    center = QPointF(middle, middle)
    painter.setPen(QPen(QColor(0, 0, 0, 190), 2.6 * ratio))
    painter.drawEllipse(center, radius, radius)
    color = QColor(255, 130, 120) if erases else QColor(255, 255, 255)
    painter.setPen(QPen(color, 1.3 * ratio))
    painter.drawEllipse(center, radius, radius)
    sign = min(4.0 * ratio, radius)
    painter.drawLine(center - QPointF(sign, 0), center + QPointF(sign, 0))
    if not erases:
        painter.drawLine(center - QPointF(0, sign), center + QPointF(0, sign))
    painter.end()
    return image


def painted(before: Mask, stroke: Stroke) -> Mask:
    """The mask after a stroke: only the columns that it has touched are encoded anew."""
    box, touched = before.box, stroke.touched
    top, bottom = touched.top, touched.bottom
    if box is not None:
        top, bottom = min(top, int(box.y)), max(bottom, int(box.y + box.height))
    columns = slice(touched.left, touched.right)
    return before.with_columns(touched.left, top, stroke.pixels[top:bottom, columns])


class EraserTool(BrushTool):
    """A brush that erases."""

    name: ToolName = "eraser"
    paints = False


def _tr(text: str) -> str:
    return QCoreApplication.translate("tools", text)
