"""One frame on the screen: smooth when zoomed out, exact pixels when zoomed in."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from annotator.gui.view_transform import ViewTransform

PIXEL_SCALE = 2.0
"""From this many device pixels per image pixel on, image pixels are shown as squares."""


class Picture:
    """A frame, `(height, width, 3)` uint8 RGB, and its versions at the sizes that were needed."""

    def __init__(self, rgb: NDArray[np.uint8]) -> None:
        height, width = rgb.shape[:2]
        source = np.ascontiguousarray(rgb)
        image = QImage(source.data, width, height, width * 3, QImage.Format.Format_RGB888)
        # A copy in the format that QPainter is fast with; the array belongs to the frame cache.
        self._image = image.convertToFormat(QImage.Format.Format_RGB32)
        self._halves = [self._image]
        self._magnified: tuple[object, QRect, NDArray[np.uint32], QImage] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in image pixels."""
        return self._image.width(), self._image.height()

    def draw(self, painter: QPainter, view: ViewTransform, viewport: QRect) -> None:
        """Draw what `viewport` shows. The painter's unit is one device pixel.

        The picture covers the same device pixels whatever part of it is being repainted, so the
        painter's clip may be any region.
        """
        if view.scale >= PIXEL_SCALE:
            self._draw_pixels(painter, view, viewport)
            return
        level = self._level(view.scale)
        width, height = self.size
        target = QRectF(view.origin_x, view.origin_y, width * view.scale, height * view.scale)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, view.scale != 1)
        painter.drawImage(target, level, QRectF(level.rect()))
        painter.restore()

    def _level(self, scale: float) -> QImage:
        """The picture, halved while it is still larger than needed: bilinear sampling of less
        than every second pixel would flicker."""
        depth = max(0, math.floor(-math.log2(scale))) if scale < 1 else 0
        while len(self._halves) <= depth:
            last = self._halves[-1]
            self._halves.append(
                last.scaled(
                    max(1, (last.width() + 1) // 2),
                    max(1, (last.height() + 1) // 2),
                    Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
        return self._halves[depth]

    def _draw_pixels(self, painter: QPainter, view: ViewTransform, viewport: QRect) -> None:
        key = (view, viewport.size().toTuple())
        if self._magnified is None or self._magnified[0] != key:
            width, height = self.size
            left, right = view.view_range_x(0, width)
            top, bottom = view.view_range_y(0, height)
            part = viewport.intersected(QRect(left, top, right - left, bottom - top))
            if part.isEmpty():
                return
            columns = view.image_columns(part.x(), part.x() + part.width())
            rows = view.image_rows(part.y(), part.y() + part.height())
            first, last = int(columns[0]), int(columns[-1]) + 1
            argb = np.take(self._pixels()[rows, first:last], columns - first, axis=1)
            shape = (part.width(), part.height(), part.width() * 4)
            image = QImage(argb.data, *shape, QImage.Format.Format_RGB32)
            self._magnified = (key, part, argb, image)
        _, part, _, image = self._magnified
        painter.drawImage(part.topLeft(), image)

    def _pixels(self) -> NDArray[np.uint32]:
        width, height = self.size
        flat = np.frombuffer(self._image.constBits(), np.uint32)
        return flat.reshape(height, self._image.bytesPerLine() // 4)[:, :width]
