"""Decoded frames in memory, bounded by bytes.

What is read ahead is decided by who knows the playhead: `session.frame_loader`.
"""

import threading
from collections import OrderedDict

from annotator.core.frames import FrameIndex, Image

DEFAULT_CACHE_BYTES = 512 * 2**20


class FrameCache:
    """Frames by index; the longest unused go first. May be used from any thread.

    The arrays handed out are those kept, and are read-only, so that nobody paints into the cache.
    """

    def __init__(self, max_bytes: int = DEFAULT_CACHE_BYTES) -> None:
        self._max_bytes = max_bytes
        self._frames: OrderedDict[FrameIndex, Image] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def max_bytes(self) -> int:
        return self._max_bytes

    @property
    def size_bytes(self) -> int:
        with self._lock:
            return self._bytes

    def __len__(self) -> int:
        with self._lock:
            return len(self._frames)

    def __contains__(self, frame_index: FrameIndex) -> bool:
        with self._lock:
            return frame_index in self._frames

    def get(self, frame_index: FrameIndex) -> Image | None:
        with self._lock:
            image = self._frames.get(frame_index)
            if image is not None:
                self._frames.move_to_end(frame_index)
            return image

    def put(self, frame_index: FrameIndex, image: Image) -> None:
        """Keep a frame and let the longest unused go; one larger than the bound is not kept."""
        if image.nbytes > self._max_bytes:
            return
        image.flags.writeable = False
        with self._lock:
            replaced = self._frames.pop(frame_index, None)
            self._bytes += image.nbytes - (0 if replaced is None else replaced.nbytes)
            self._frames[frame_index] = image
            while self._bytes > self._max_bytes:
                self._bytes -= self._frames.popitem(last=False)[1].nbytes

    def clear(self) -> None:
        """Forget everything: other media, or a corrected index has renumbered the frames."""
        with self._lock:
            self._frames.clear()
            self._bytes = 0
