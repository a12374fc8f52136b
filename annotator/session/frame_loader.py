"""Decoding in the background: the latest request wins, idle time reads ahead.

The loader has its own frame source, opened in its own thread. A request that was overtaken
before it was started is never decoded; while nothing is requested, frames ahead of the playhead
go into the cache. Pictures are shared, so nobody writes into them.
"""

import logging
import threading
from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QObject, QThread, Signal

from annotator.core.frames import FrameIndex, FrameSource, SourceFactory
from annotator.media.frame_cache import FrameCache
from annotator.session.job import describe_failure

log = logging.getLogger(__name__)


class FrameLoader(QThread):
    """Decodes one frame at a time into `cache`.

    `generation` comes back with every signal, so that what an earlier loader still had in the
    event queue is told from what this one sends.
    """

    loaded = Signal(int, int, object)  # generation, frame index, (H, W, 3) uint8 RGB
    failed = Signal(int, int, str)  # generation, frame index, one sentence
    video_measured = Signal(object)  # VideoInfo: decoding corrected what the index said

    def __init__(
        self,
        source_factory: SourceFactory,
        cache: FrameCache,
        generation: int,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("FrameLoader")
        self._generation = generation
        self._source_factory = source_factory
        self._cache = cache
        self._changed = threading.Condition()
        self._wanted: FrameIndex | None = None
        self._ahead: deque[FrameIndex] = deque()
        self._must_quit = False

    def request(self, frame_index: FrameIndex, ahead: Iterable[FrameIndex] = ()) -> None:
        """Decode this frame next, then those; forgets every earlier request."""
        with self._changed:
            self._wanted = frame_index
            self._ahead = deque(ahead)
            self._changed.notify()

    def read_ahead(self, frames: Iterable[FrameIndex]) -> None:
        """Fill the cache with these while nothing is requested; replaces earlier ones."""
        with self._changed:
            self._ahead = deque(frames)
            self._changed.notify()

    def close(self) -> None:
        """Stop after the frame in work, close the source, end the thread."""
        with self._changed:
            self._must_quit = True
            self._changed.notify()
        self.wait()

    def run(self) -> None:
        """QThread's entry point."""
        try:
            source = self._source_factory()
        except Exception as error:  # the worker's boundary
            log.exception("the video could not be opened for showing")
            self.failed.emit(self._generation, 0, describe_failure(error))
            return
        try:
            while (job := self._next()) is not None:
                self._decode(source, *job)
        finally:
            source.close()

    def _next(self) -> tuple[FrameIndex, bool] | None:
        """What to decode and whether someone waits for it; None to end."""
        with self._changed:
            while not self._must_quit:
                if self._wanted is not None:
                    frame_index, self._wanted = self._wanted, None
                    return frame_index, True
                if self._ahead:
                    return self._ahead.popleft(), False
                self._changed.wait()
        return None

    def _decode(self, source: FrameSource, frame_index: FrameIndex, is_wanted: bool) -> None:
        image = self._cache.get(frame_index)
        if image is None:
            before = source.info
            try:
                image = source.read(frame_index)
            except Exception as error:  # the worker's boundary
                if is_wanted:
                    log.warning("frame %d cannot be shown", frame_index, exc_info=True)
                    self.failed.emit(self._generation, frame_index, describe_failure(error))
            else:
                self._cache.put(frame_index, image)
            if source.info != before:
                self.video_measured.emit(source.info)
        if is_wanted and image is not None:
            self.loaded.emit(self._generation, frame_index, image)
