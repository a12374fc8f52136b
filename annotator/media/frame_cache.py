"""Decoded frames in memory, bounded by bytes, and a thread that fetches those wanted next."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, Image, SourceFactory

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


def frames_around(
    playhead: FrameIndex, step: int, *, frame_count: int, ahead: int, behind: int
) -> Iterator[FrameIndex]:
    """The playhead, then frames in the direction of `step`, then a few on the other side."""
    offsets = [*range(ahead + 1), *range(-1, -behind - 1, -1)]
    for offset in offsets:
        frame_index = playhead + offset * step
        if 0 <= frame_index < frame_count:
            yield frame_index


class ReadAhead:
    """A thread with its own source that fills a cache around the playhead.

    `look_at` tells where the playhead is and how it moves; the latest call wins, and it never
    waits. Call `start` once and `close` once; `close` waits for the frame being decoded.
    """

    def __init__(
        self,
        make_source: SourceFactory,
        cache: FrameCache,
        *,
        ahead: int = 24,
        behind: int = 4,
        on_frame: Callable[[FrameIndex, Image], None] | None = None,
        on_error: Callable[[FrameIndex, AnnotatorError], None] | None = None,
    ) -> None:
        """`on_frame` and `on_error` are called in the thread; `make_source` too."""
        self._make_source = make_source
        self._cache = cache
        self._ahead = ahead
        self._behind = behind
        self._on_frame = on_frame
        self._on_error = on_error
        self._changed = threading.Condition()
        self._wanted: tuple[FrameIndex, int] | None = None
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="read-ahead", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def look_at(self, frame_index: FrameIndex, step: int = 1) -> None:
        """The playhead is here and moves by `step` (negative: backwards)."""
        with self._changed:
            self._wanted = (frame_index, step)
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            source = self._make_source()
        except AnnotatorError as error:
            if self._on_error is not None:
                self._on_error(0, error)
            return
        try:
            while (wanted := self._next_wish()) is not None:
                self._fill(source.info.frame_count, source.read, *wanted)
        finally:
            source.close()

    def _next_wish(self) -> tuple[FrameIndex, int] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_closing or self._wanted is not None)
            wanted, self._wanted = self._wanted, None
            return None if self._is_closing else wanted

    def _fill(
        self,
        frame_count: int,
        read: Callable[[FrameIndex], Image],
        playhead: FrameIndex,
        step: int,
    ) -> None:
        frames = frames_around(
            playhead, step, frame_count=frame_count, ahead=self._ahead, behind=self._behind
        )
        room = self._cache.max_bytes
        for frame_index in frames:
            with self._changed:
                if self._is_closing or self._wanted is not None:
                    return
            image = self._cache.get(frame_index)
            if image is None:
                try:
                    image = read(frame_index)
                except AnnotatorError as error:
                    if self._on_error is not None:
                        self._on_error(frame_index, error)
                    continue
                self._cache.put(frame_index, image)
                if self._on_frame is not None:
                    self._on_frame(frame_index, image)
            # Never fetch more than fits, or the far frames would push out the near ones.
            room -= image.nbytes
            if room < image.nbytes:
                return
