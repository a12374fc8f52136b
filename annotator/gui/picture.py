"""One frame on the screen: smooth when zoomed out, exact pixels when zoomed in.

What a view shows is rendered once, by OpenCV, at the resolution of the screen; every repaint is
then a copy. Rejected: QPainter's smooth scaling at each repaint (10 ms for 1080p, and a brush
repaints 60 times a second), and converting the whole frame to the format of the screen first.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from annotator.gui.view_transform import ViewTransform

PIXEL_SCALE = 2.0
"""From this many device pixels per image pixel on, image pixels are shown as squares."""

Rgb = NDArray[np.uint8]
Argb = NDArray[np.uint32]


class Picture:
    """A frame, `(height, width, 3)` uint8 RGB that nobody writes into, and what a view shows."""

    def __init__(self, rgb: Rgb) -> None:
        self._rgb = np.ascontiguousarray(rgb)
        self._smaller: tuple[int, Rgb] = (0, self._rgb)
        self._shown: tuple[object, QRect, Argb, QImage] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in image pixels."""
        height, width = self._rgb.shape[:2]
        return width, height

    def covered(self, view: ViewTransform, viewport: QRect) -> QRect:
        """The device pixels of `viewport` that the picture covers."""
        width, height = self.size
        left, right = view.view_range_x(0, width)
        top, bottom = view.view_range_y(0, height)
        return viewport.intersected(QRect(left, top, right - left, bottom - top))

    def draw(self, painter: QPainter, view: ViewTransform, viewport: QRect) -> None:
        """Draw what `viewport` shows. The painter's unit is one device pixel.

        The picture covers the same device pixels whatever part of it is being repainted, so the
        painter's clip may be any region.
        """
        key = (view, viewport)
        if self._shown is None or self._shown[0] != key:
            self._shown = None
            part = self.covered(view, viewport)
            if part.isEmpty():
                return
            argb = self._sampled(view, part)
            shape = (part.width(), part.height(), part.width() * 4)
            image = QImage(argb.data, *shape, QImage.Format.Format_RGB32)
            self._shown = (key, part, argb, image)
        _, part, _, image = self._shown
        painter.drawImage(part.topLeft(), image)

    def _sampled(self, view: ViewTransform, part: QRect) -> Argb:
        """0xffRRGGBB of each device pixel of `part`, `(height, width)`."""
        if view.scale == 1 or view.scale >= PIXEL_SCALE:
            return self._nearest(view, part)
        return self._smooth(view, part)

    def _nearest(self, view: ViewTransform, part: QRect) -> Argb:
        columns = view.image_columns(part.x(), part.x() + part.width())
        rows = view.image_rows(part.y(), part.y() + part.height())
        x, y = int(columns[0]), int(rows[0])
        argb = _argb(self._rgb[y : int(rows[-1]) + 1, x : int(columns[-1]) + 1])
        if view.scale == 1:
            return argb
        return np.take(argb[rows - y], columns - x, axis=1)

    def _smooth(self, view: ViewTransform, part: QRect) -> Argb:
        """Bilinear, from the picture made smaller while it is more than twice as large as needed:
        sampling less than every second pixel would flicker.

        The whole picture is resized, which takes a third of the time of moving and scaling a part
        of it. Both sample the same places.
        """
        level = self._level(max(0, math.floor(-math.log2(view.scale))))
        height, width = level.shape[:2]
        step_x = width / (self.size[0] * view.scale)
        step_y = height / (self.size[1] * view.scale)
        if (part.x(), part.y()) == (view.origin_x, view.origin_y):
            whole = cv2.resize(level, None, fx=1 / step_x, fy=1 / step_y)
            if whole.shape[:2] == (part.height(), part.width()):
                return _argb(whole.astype(np.uint8, copy=False))
        first_x = (part.x() + 0.5 - view.origin_x) * step_x - 0.5
        first_y = (part.y() + 0.5 - view.origin_y) * step_y - 0.5
        # Only what is needed: OpenCV takes no source of more than 32767 pixels a side.
        x, y = max(0, math.floor(first_x)), max(0, math.floor(first_y))
        right = math.ceil(first_x + part.width() * step_x) + 2
        bottom = math.ceil(first_y + part.height() * step_y) + 2
        steps = np.array([[step_x, 0, first_x - x], [0, step_y, first_y - y]])
        # Four channels are moved more than twice as fast as three.
        bgra = cv2.warpAffine(
            cv2.cvtColor(level[y:bottom, x:right], cv2.COLOR_RGB2BGRA),
            steps,
            (part.width(), part.height()),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return _numbers(bgra.astype(np.uint8, copy=False))

    def _level(self, depth: int) -> Rgb:
        """The picture at about a 2 ** `depth`-th of its size."""
        if depth == 0:
            return self._rgb
        if self._smaller[0] != depth:
            width, height = self.size
            size = (max(1, -(-width // 2**depth)), max(1, -(-height // 2**depth)))
            smaller = cv2.resize(self._rgb, size, interpolation=cv2.INTER_AREA)
            self._smaller = (depth, smaller.astype(np.uint8, copy=False))
        return self._smaller[1]


def _argb(rgb: Rgb) -> Argb:
    """RGB bytes as the 0xffRRGGBB numbers of QImage's RGB32."""
    return _numbers(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGRA).astype(np.uint8, copy=False))


def _numbers(bgra: Rgb) -> Argb:
    return np.ascontiguousarray(bgra).view(np.uint32)[..., 0]
