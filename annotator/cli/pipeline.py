"""Decode ahead, track, store behind: three threads, so that the network never waits for a file.

Decoding and SQLite release the interpreter while they work, so on two cores the network keeps
almost all of its own rate. Order is kept: what reaches the project is exactly what a plain loop
would have stored.
"""

import queue
import threading
from collections.abc import Callable, Generator, Iterable
from typing import Generic, TypeVar

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, FrameSource, Image, SourceFactory

T = TypeVar("T")
POLL_S = 0.1
"""How often a waiting thread looks whether it is still wanted."""


def read_ahead(
    open_source: SourceFactory, frames: Iterable[FrameIndex], depth: int = 6
) -> Generator[tuple[FrameIndex, Image], None, None]:
    """`(index, (H, W, 3) RGB)` of `frames`, in their order, decoded up to `depth` frames ahead.

    The source is opened, used and closed in the reading thread; its errors are raised here.
    Frames that the file promised and does not hold are left out, as the source has then corrected
    its count. Closing the generator ends the thread.
    """
    decoded: queue.Queue[tuple[FrameIndex, Image] | Exception | None] = queue.Queue(depth)
    unwanted = threading.Event()

    def put(item: tuple[FrameIndex, Image] | Exception | None) -> bool:
        while not unwanted.is_set():
            try:
                decoded.put(item, timeout=POLL_S)
            except queue.Full:
                continue
            return True
        return False

    def decode() -> None:
        try:
            source = open_source()
            try:
                for index in frames:
                    frame = _read_if_there(source, index)
                    if frame is not None and not put((index, frame)):
                        return
            finally:
                source.close()
            put(None)
        except Exception as error:  # the worker's boundary: it is raised again by the reader
            put(error)

    thread = threading.Thread(target=decode, name="decode", daemon=True)
    thread.start()
    try:
        while (item := decoded.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        unwanted.set()
        thread.join()


def _read_if_there(source: FrameSource, index: FrameIndex) -> Image | None:
    """The frame, or None when decoding has just shown that the video ends before it."""
    try:
        return source.read(index)
    except AnnotatorError:
        if index < source.info.frame_count:
            raise
        return None


class WriteBehind(Generic[T]):
    """Calls `write(value)` for each value, in order, on a thread of its own.

    `put` waits when the writer is `depth` values behind. The first error of `write` is raised by
    the next `put` or by `close`; nothing is written after it.
    """

    def __init__(self, write: Callable[[T], None], depth: int = 32) -> None:
        self._write = write
        self._queue: queue.Queue[tuple[T] | None] = queue.Queue(depth)
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, value: T) -> None:
        """Hand over a value; raises what writing an earlier one raised."""
        if self._error is not None:
            raise self._error
        self._queue.put((value,))

    def close(self) -> None:
        """Wait until everything is written; raises what went wrong."""
        self._queue.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            if self._error is not None:
                continue
            try:
                self._write(item[0])
            except Exception as error:  # the worker's boundary: it is raised again in `put`
                self._error = error
