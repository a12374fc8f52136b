"""The filmstrip of the timeline: what is to be seen where, in small pictures.

Pictures stand at frames of a fixed grid that depends on the zoom only, so scrolling finds them
again. What is missing is asked for when the view comes to rest, nearest to the middle first.
"""

from __future__ import annotations

import math
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter

from annotator.core.frames import SourceFactory
from annotator.gui.timeline_layout import FrameView
from annotator.session.thumbnails import ThumbnailLoader

STRIP_HEIGHT_PX = 50
GAP_PX = 2
MAX_BYTES = 16 * 2**20
REST_MS = 80


class Filmstrip(QObject):
    """Paints the pictures that are there, and has the others made."""

    changed = Signal()  # a picture came: paint again

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loader: ThumbnailLoader | None = None
        self._aspect = 16 / 9
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._bytes = 0
        self._view: FrameView | None = None
        self._asked: list[int] = []
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._ask)

    def open(self, factory: SourceFactory, size: tuple[int, int], ratio: float) -> None:
        """Take pictures of `size` (width, height) from there; `ratio`: of device pixels."""
        self.close()
        self._aspect = size[0] / max(1, size[1])
        height = round((STRIP_HEIGHT_PX - 2 * GAP_PX) * ratio)
        self._loader = ThumbnailLoader(factory, height, self)
        self._loader.made.connect(self._on_made)
        self._loader.start()

    def close(self) -> None:
        """Join the thread, forget the pictures."""
        self._rest.stop()
        if self._loader is not None:
            self._loader.made.disconnect(self._on_made)
            self._loader.close()
            self._loader.deleteLater()
            self._loader = None
        self._images.clear()
        self._bytes = 0
        self._view = None
        self._asked = []

    @property
    def is_open(self) -> bool:
        """Whether pictures can be had."""
        return self._loader is not None

    @property
    def size_bytes(self) -> int:
        """Of all pictures kept."""
        return self._bytes

    @property
    def thumbnail_width_px(self) -> float:
        """Without the gap."""
        return (STRIP_HEIGHT_PX - 2 * GAP_PX) * self._aspect

    def frames(self, view: FrameView) -> range:
        """The frames whose pictures are on screen, the first one perhaps in part."""
        step = self.step(view)
        first = max(0, math.floor(view.first_frame / step)) * step
        return range(first, min(view.frame_count, view.frame_at(view.width_px) + 1), step)

    def step(self, view: FrameView) -> int:
        """Frames from one picture to the next: a power of two, so that zooming finds them too."""
        least = (self.thumbnail_width_px + GAP_PX) / view.px_per_frame
        return int(2 ** max(0, math.ceil(math.log2(max(1.0, least)) - 1e-9)))

    def paint(self, painter: QPainter, area: QRect, left_px: int, view: FrameView) -> None:
        """Inside `area` of the viewport; the lanes begin at `left_px`."""
        if view != self._view:
            self._view = view
            self._rest.start()
        height = STRIP_HEIGHT_PX - 2 * GAP_PX
        for frame in self.frames(view):
            place = QRectF(
                left_px + view.x_of(frame), area.top() + GAP_PX, self.thumbnail_width_px, height
            )
            if not place.toAlignedRect().intersects(area):
                continue
            image = self._images.get(frame)
            if image is not None:
                self._images.move_to_end(frame)
                painter.drawImage(QPointF(round(place.x()), place.y()), image)
            else:
                painter.fillRect(place, QColor(128, 128, 128, 40))

    @Slot()
    def _ask(self) -> None:
        if self._loader is None or self._view is None:
            return
        view = self._view
        middle = view.position_at(view.width_px / 2)
        missing = [frame for frame in self.frames(view) if frame not in self._images]
        missing.sort(key=lambda frame: abs(frame - middle))
        self._asked = missing
        self._loader.request(missing, self.step(view) // 2)

    @Slot(int, object)
    def _on_made(self, frame: int, rgb: NDArray[np.uint8]) -> None:
        height, width = rgb.shape[:2]
        whole = QImage(rgb.data, width, height, width * 3, QImage.Format.Format_RGB888)
        image = whole.convertToFormat(QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(height / (STRIP_HEIGHT_PX - 2 * GAP_PX))
        before = self._images.pop(frame, None)
        self._bytes += image.sizeInBytes() - (before.sizeInBytes() if before is not None else 0)
        self._images[frame] = image
        while self._bytes > MAX_BYTES and len(self._images) > 1:
            self._bytes -= self._images.popitem(last=False)[1].sizeInBytes()
        self.changed.emit()
