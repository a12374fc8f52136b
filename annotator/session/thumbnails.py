"""Small pictures of frames, decoded in the background with a source of their own.

Whoever wants them asks for frames and gets what can be had, one by one. The thread gives way to
all others where the system allows it, and lets go of its decoder when nothing is wanted for a
while.
"""

import logging
import threading
from collections import deque
from collections.abc import Iterable

import cv2
import numpy as np
from PySide6.QtCore import QObject, QThread, Signal

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, FrameSource, Image, SourceFactory
from annotator.session.frame_loader import InterruptibleSource, QuickSource
from annotator.session.priority import IDLE_NICENESS, give_way

log = logging.getLogger(__name__)
IDLE_S = 3.0


class ThumbnailLoader(QThread):
    """Decodes frames in the order in which they were asked for, at a height of its own."""

    made = Signal(int, object)  # frame index, (height, width, 3) uint8 RGB

    def __init__(
        self, source_factory: SourceFactory, height: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("ThumbnailLoader")
        self._source_factory = source_factory
        self._height = height
        self._changed = threading.Condition()
        self._wanted: deque[FrameIndex] = deque()
        self._reach = 0
        self._generation = 0
        self._must_quit = False

    def request(self, frames: Iterable[FrameIndex], reach: int) -> None:
        """Forget what was asked for; make these. A keyframe at most `reach` frames away will do."""
        with self._changed:
            self._wanted = deque(frames)
            self._reach = reach
            self._generation += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Stop and join the thread."""
        with self._changed:
            self._must_quit = True
            self._changed.notify_all()
        self.wait()

    def run(self) -> None:
        """QThread's entry point."""
        give_way(IDLE_NICENESS)
        source: FrameSource | None = None
        try:
            while not self._must_quit:
                wanted = self._next(timeout_s=None if source is None else IDLE_S)
                if wanted is None:
                    if source is not None:
                        source.close()
                        source = None
                    continue
                if source is None:
                    source = self._source_factory()
                self._make(source, *wanted)
        except Exception:  # the worker's boundary: a strip without pictures is no reason to stop
            log.warning("no thumbnails", exc_info=True)
        finally:
            if source is not None:
                source.close()

    def _next(self, timeout_s: float | None) -> tuple[FrameIndex, int, int] | None:
        """Frame, reach and generation; None after a while without wishes, and at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._wanted or self._must_quit, timeout_s)
            if self._must_quit or not self._wanted:
                return None
            return self._wanted.popleft(), self._reach, self._generation

    def _make(self, source: FrameSource, frame: FrameIndex, reach: int, generation: int) -> None:
        try:
            image = self._read(source, frame, reach, generation)
        except AnnotatorError:
            return  # damaged there: the large picture tells it
        if image is not None:
            height, width = image.shape[:2]
            size = (max(1, round(width * self._height / height)), self._height)
            small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
            self.made.emit(frame, small.astype(np.uint8, copy=False))

    def _read(
        self, source: FrameSource, frame: FrameIndex, reach: int, generation: int
    ) -> Image | None:
        if reach > 0 and isinstance(source, QuickSource):
            shown, image = source.read_nearest_keyframe(frame)
            if abs(shown - frame) <= reach:
                return image
        if isinstance(source, InterruptibleSource):
            return source.read_unless(
                frame, lambda: self._must_quit or self._generation != generation
            )
        return source.read(frame)
