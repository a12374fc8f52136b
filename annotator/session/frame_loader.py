"""Decoding in the background: the latest request wins, idle time reads ahead.

The loader has its own frame source, opened in its own thread. A request that was overtaken
before it was started is never decoded; while nothing is requested, frames ahead of the playhead
go into the cache. Pictures are shared, so nobody writes into them.

An exact frame far from a keyframe may take a second. So a second thread, with a source of its
own, shows the nearest keyframe: at once where the frame is far from what was read last, else when
the exact picture has not come after `PREVIEW_AFTER_S`. It and the window go before the exact
decoder, which has a lower priority; and
while requests keep streaming in, the exact decoder starts on no long walk before they rest, and
gives up the one that it is on as soon as another frame is wanted. While a drag stays near one
keyframe, the one that it will come to next is decoded already.
Rejected: the keyframe first, always (stepping through frames would flicker), and previews in the
same thread (they would wait for the walk they are to stand in for).
"""

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, QThread, Signal

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, FrameSource, Image, SourceFactory, VideoInfo
from annotator.media.frame_cache import FrameCache
from annotator.session.job import describe_failure
from annotator.session.priority import DECODER_NICENESS, give_way

log = logging.getLogger(__name__)
PREVIEW_AFTER_S = 0.02
REST_S = 0.06
"""Requests that follow each other faster than this are a scrub."""
NEAR_FRAMES = 8
"""So many frames further on are decoded at once, scrub or not."""


@runtime_checkable
class QuickSource(Protocol):
    """A source that can show something near a frame at once."""

    def nearest_keyframe(self, frame_index: FrameIndex) -> FrameIndex | None:
        """The frame that can be decoded alone and is nearest to this one."""
        ...

    def read_nearest_keyframe(self, frame_index: FrameIndex) -> tuple[FrameIndex, Image]:
        """Index of a frame near this one, and its picture."""
        ...


@runtime_checkable
class InterruptibleSource(Protocol):
    """A source whose long walks from a keyframe can be given up half-way."""

    def read_unless(self, frame_index: FrameIndex, should_stop: Callable[[], bool]) -> Image | None:
        """The frame, or None when `should_stop()` became true before it was there."""
        ...


class FrameLoader(QThread):
    """Decodes one frame at a time into `cache`.

    `generation` comes back with every signal, so that what an earlier loader still had in the
    event queue is told from what this one sends.
    """

    loaded = Signal(int, int, object)  # generation, frame index, (H, W, 3) uint8 RGB
    previewed = Signal(int, int, object)  # the same, of a frame near the one that was requested
    failed = Signal(int, int, str)  # generation, frame index, one sentence
    video_measured = Signal(int, object)  # generation, VideoInfo: decoding corrected the index

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
        self._unserved: FrameIndex | None = None
        self._unserved_since_s = 0.0
        self._requested_at_s = 0.0
        self._is_scrubbing = False
        self._last_read: FrameIndex | None = None
        self._ahead: deque[FrameIndex] = deque()
        self._must_quit = False
        self._known: VideoInfo | None = None

    def request(
        self,
        frame_index: FrameIndex,
        ahead: Iterable[FrameIndex] = (),
        *,
        with_preview: bool = False,
    ) -> None:
        """Decode this frame next, then those; forgets every earlier request."""
        now_s = time.monotonic()
        with self._changed:
            self._is_scrubbing = with_preview and now_s - self._requested_at_s < REST_S
            self._requested_at_s = now_s
            self._wanted = frame_index
            if not with_preview:
                self._unserved = None
            else:
                if self._unserved is None:
                    self._unserved_since_s = now_s
                if self._is_far(frame_index):
                    self._unserved_since_s = now_s - PREVIEW_AFTER_S
                self._unserved = frame_index
            self._ahead = deque(ahead)
            self._changed.notify_all()

    def _is_far(self, frame_index: FrameIndex) -> bool:
        """Whether the exact decoder, which has read something, has no chance to be in time."""
        return self._last_read is not None and abs(frame_index - self._last_read) > NEAR_FRAMES

    def read_ahead(self, frames: Iterable[FrameIndex]) -> None:
        """Fill the cache with these while nothing is requested; replaces earlier ones."""
        with self._changed:
            self._wanted = self._unserved = None
            self._ahead = deque(frames)
            self._changed.notify_all()

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self.read_ahead(())

    def close(self) -> None:
        """Stop after the frame in work, close the sources, end the threads."""
        with self._changed:
            self._must_quit = True
            self._changed.notify_all()
        self.wait()

    def run(self) -> None:
        """QThread's entry point."""
        try:
            source = self._source_factory()
            self._known = source.info
        except Exception as error:  # the worker's boundary
            log.exception("the video could not be opened for showing")
            self.failed.emit(self._generation, 0, describe_failure(error))
            return
        previewer = None
        if isinstance(source, QuickSource):
            previewer = threading.Thread(target=self._run_previews, name="FrameLoader previews")
            previewer.start()
        give_way(DECODER_NICENESS)
        try:
            while (job := self._next()) is not None:
                self._decode(source, *job)
        finally:
            source.close()
            if previewer is not None:
                previewer.join()

    # -- exact frames -----------------------------------------------------------------------

    def _next(self) -> tuple[FrameIndex, bool] | None:
        """What to decode and whether someone waits for it; None to end."""
        with self._changed:
            while not self._must_quit:
                if self._wanted is not None:
                    rest_s = self._seconds_to_rest(self._wanted)
                    if rest_s > 0:
                        self._changed.wait(rest_s)
                        continue
                    frame_index, self._wanted = self._wanted, None
                    self._last_read = frame_index
                    return frame_index, True
                if self._ahead:
                    self._last_read = self._ahead[0]
                    return self._ahead.popleft(), False
                self._changed.wait()
        return None

    def _seconds_to_rest(self, frame_index: FrameIndex) -> float:
        """How long to wait for the next request of a scrub before a walk to this frame begins."""
        is_near = self._last_read is not None and 0 <= frame_index - self._last_read <= NEAR_FRAMES
        if not self._is_scrubbing or is_near or self._cache.get(frame_index) is not None:
            return 0.0
        return self._requested_at_s + REST_S - time.monotonic()

    def _decode(self, source: FrameSource, frame_index: FrameIndex, is_wanted: bool) -> None:
        image = self._cache.get(frame_index)
        if image is None:
            try:
                image = self._read(source, frame_index)
            except Exception as error:  # the worker's boundary
                if is_wanted:
                    log.warning("frame %d cannot be shown", frame_index, exc_info=True)
                    self.failed.emit(self._generation, frame_index, describe_failure(error))
            if image is not None:
                self._cache.put(frame_index, image)
            if source.info != self._known:  # corrected by this source, or another of the same media
                self._known = source.info
                self.video_measured.emit(self._generation, self._known)
        with self._changed:
            if self._unserved == frame_index:
                self._unserved = None
        if is_wanted and image is not None:
            self.loaded.emit(self._generation, frame_index, image)

    def _read(self, source: FrameSource, frame_index: FrameIndex) -> Image | None:
        """None when something else is wanted before the frame was there."""
        if isinstance(source, InterruptibleSource):
            return source.read_unless(frame_index, self._is_overtaken)
        return source.read(frame_index)

    def _is_overtaken(self) -> bool:
        return self._must_quit or self._wanted is not None

    # -- previews ---------------------------------------------------------------------------

    def _run_previews(self) -> None:
        """The second thread: a picture near the wanted frame when the exact one takes long."""
        source: FrameSource | None = None
        shown: FrameIndex | None = None
        course = _Course()
        try:
            while (job := self._next_overdue(shown, course.guess)) is not None:
                frame_index, is_wanted = job
                if source is None:
                    source = self._source_factory()
                assert isinstance(source, QuickSource)
                if not is_wanted:
                    course.guess = None
                with contextlib.suppress(AnnotatorError):  # the exact decoder tells the damage
                    keyframe, image = self._preview(source, frame_index)
                    if is_wanted:
                        course.follow(keyframe)
                        self._tell_preview(keyframe, image)
                if is_wanted:
                    shown = frame_index
        except Exception:  # the worker's boundary; pictures still come, only not as quickly
            log.warning("no more previews while scrubbing", exc_info=True)
        finally:
            if source is not None:
                source.close()

    def _tell_preview(self, keyframe: FrameIndex, image: Image) -> None:
        with self._changed:
            is_in_time = self._unserved is not None
            if self._unserved is None or not self._is_far(self._unserved):
                self._unserved_since_s = time.monotonic()
        if is_in_time:
            self.previewed.emit(self._generation, keyframe, image)

    def _preview(self, source: QuickSource, wanted: FrameIndex) -> tuple[FrameIndex, Image]:
        """A drag passes the same keyframe many times: it is decoded once."""
        keyframe = source.nearest_keyframe(wanted)
        image = self._cache.get(keyframe) if keyframe is not None else None
        if keyframe is None or image is None:
            keyframe, image = source.read_nearest_keyframe(wanted)
            self._cache.put(keyframe, image)
        return keyframe, image

    def _next_overdue(
        self, shown: FrameIndex | None, guess: FrameIndex | None
    ) -> tuple[FrameIndex, bool] | None:
        """A frame that has been wanted too long, and True; or, while there is none, a drag's guess,
        and False. Waits for either; None to end.
        """
        with self._changed:
            while not self._must_quit:
                left_s = None
                if self._unserved is not None and self._unserved != shown:
                    left_s = self._unserved_since_s + PREVIEW_AFTER_S - time.monotonic()
                    if left_s <= 0:
                        return self._unserved, True
                if guess is not None and self._is_dragging():
                    return guess, False
                self._changed.wait(left_s)
        return None

    def _is_dragging(self) -> bool:
        return self._is_scrubbing and time.monotonic() - self._requested_at_s < REST_S


class _Course:
    """Where a drag goes, seen from the keyframes that stood in for its frames."""

    def __init__(self) -> None:
        self.guess: FrameIndex | None = None
        """A frame near the keyframe that is probably wanted next; only if there is time for it."""
        self._keyframe: FrameIndex | None = None
        self._step = 0

    def follow(self, keyframe: FrameIndex) -> None:
        """The picture that was shown; one that stays the same leaves time to look ahead."""
        if keyframe == self._keyframe:
            self.guess = max(0, keyframe + self._step) if self._step else None
            self._step = 0
            return
        self._step = keyframe - self._keyframe if self._keyframe is not None else 0
        self._keyframe, self.guess = keyframe, None
