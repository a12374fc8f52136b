"""The playhead: which frame is shown, moving it, playing.

Playing follows the clock: each tick asks which frame belongs to the time that has passed (from
the time stamps, so variable frame rates play right) and drops frames rather than slow down.
While playing, the playhead moves only when the picture is there, so picture and masks agree.

While scrubbing, the picture may be that of another frame for a moment: a keyframe near the
playhead, which can be decoded at once. `image_ready` says which frame a picture really is.
"""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

from annotator.core.frames import FrameIndex, FrameSource, Image, SourceFactory, VideoInfo
from annotator.media.frame_cache import FrameCache
from annotator.session.frame_loader import FrameLoader

READ_AHEAD_FRAMES = 16
MIN_TICK_MS = 4


@runtime_checkable
class RestingSource(Protocol):
    """A source that need not hold a decoder while it is not read."""

    def rest(self) -> None:
        """Let go of decoders and pictures until one is read again."""
        ...


class Playhead(QObject):
    """Current frame and its picture. Lives in the GUI thread; frames come from a FrameLoader."""

    moved = Signal(int)
    image_ready = Signal(int, object)
    playing_changed = Signal(bool)
    failed = Signal(int, str)
    video_measured = Signal(object)

    def __init__(self, cache_bytes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current_frame: FrameIndex = 0
        self.current_image: Image | None = None
        self.is_playing = False
        self._cache_bytes = cache_bytes
        self._cache = FrameCache(cache_bytes)
        self._loader: FrameLoader | None = None
        self._generation = 0
        self._source: FrameSource | None = None
        self._frame_count = 0
        self._step = 1
        self._last_frame = 0
        self._start_time_s = 0.0
        self._requested: FrameIndex | None = None
        self._pictured: FrameIndex | None = None
        """The frame whose picture was announced last."""
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)

    # -- media ------------------------------------------------------------------------------

    def open(
        self, source: FrameSource | None, source_factory: SourceFactory | None, frame_count: int
    ) -> None:
        """Show another video from its first frame. `source` tells times in the GUI thread.

        Without media (None) the playhead moves over `frame_count` frames without pictures.
        """
        self.close()
        self.current_frame = 0
        self._frame_count = frame_count
        self.set_media(source, source_factory)

    def set_media(self, source: FrameSource | None, source_factory: SourceFactory | None) -> None:
        """Take pictures from other media (relinked); the playhead stays where it is."""
        self._close_media()
        if source is None or source_factory is None:
            return
        self._source = source
        if isinstance(source, RestingSource):
            source.rest()  # it only tells times: the loader has sources of its own
        self._loader = FrameLoader(source_factory, self._cache, self._generation, self)
        self._loader.loaded.connect(self._on_loaded)
        self._loader.previewed.connect(self._on_previewed)
        self._loader.failed.connect(self._on_failed)
        self._loader.video_measured.connect(self._on_video_measured)
        self._loader.start()
        self._request(self.current_frame)

    def close(self) -> None:
        """Stop playing, end the loader's thread, forget the pictures."""
        self.pause()
        self._close_media()
        self.current_frame = 0
        self._frame_count = 0

    def _close_media(self) -> None:
        self.pause()
        if self._loader is not None:
            self._loader.close()
            self._loader.deleteLater()
            self._loader = None
            self._generation += 1
        if self._source is not None:
            self._source.close()
            self._source = None
        self._cache = FrameCache(self._cache_bytes)
        self._requested = self._pictured = None
        self.current_image = None

    def recount(self, frame_count: int) -> None:
        """The index was corrected: frames may have new numbers, so pictures are read again."""
        self._frame_count = frame_count
        self._cache.clear()
        if self.current_frame >= frame_count:
            self.go_to(frame_count - 1)
        else:
            self.current_image = None
            self._request(self.current_frame)

    def time_s(self, frame_index: FrameIndex) -> float | None:
        """Seconds from the first frame; None without media."""
        return self._source.time_s(frame_index) if self._source is not None else None

    def name(self, frame_index: FrameIndex) -> str:
        """Name of a frame: the image's file, or its index."""
        return self._source.name(frame_index) if self._source else f"{frame_index:05d}"

    # -- moving -----------------------------------------------------------------------------

    def go_to(self, frame_index: FrameIndex) -> None:
        """Move at once; the picture follows with `image_ready`. Outside: the nearest frame."""
        frame_index = min(max(frame_index, 0), self._frame_count - 1)
        if self._frame_count == 0 or frame_index == self.current_frame:
            return
        self._step = 1 if frame_index > self.current_frame else -1
        self._requested = None
        self.current_frame = frame_index
        self.current_image = self._cache.get(frame_index)
        self.moved.emit(frame_index)
        if self.current_frame != frame_index:
            return  # a slot moved on
        if self.current_image is not None:
            self._emit_image(frame_index, self.current_image)
            self._read_ahead(frame_index)
        else:
            self._request(frame_index)
        if self.is_playing:
            self._restart_clock()

    def show(self, frame_index: FrameIndex, image: Image) -> None:
        """Move to a frame whose picture somebody else has decoded already."""
        if self._source is None or not 0 <= frame_index < self._frame_count:
            return
        self._cache.put(frame_index, image)
        self._requested = None
        if self._loader is not None:
            self._loader.forget()
        if frame_index != self.current_frame:
            self._step = 1 if frame_index > self.current_frame else -1
            self._show(frame_index, image)

    def play(self, *, step: int, last_frame: FrameIndex | None = None) -> None:
        """Play in the direction of `step` (+1, -1) until `last_frame` or the end."""
        if self._source is None or self._frame_count == 0:
            return
        end = self._frame_count - 1 if step > 0 else 0
        if last_frame is not None and (last_frame - self.current_frame) * step > 0:
            end = min(max(last_frame, 0), self._frame_count - 1)
        if self.current_frame == end:
            return
        self._step, self._last_frame = step, end
        self._restart_clock()
        self._timer.start(max(MIN_TICK_MS, round(500 / max(1.0, self._source.info.fps))))
        if not self.is_playing:
            self.is_playing = True
            self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stop playing on the frame that is shown."""
        self._timer.stop()
        if self.is_playing:
            self.is_playing = False
            self._requested = None
            self.playing_changed.emit(False)

    # -- inside -----------------------------------------------------------------------------

    def _restart_clock(self) -> None:
        assert self._source is not None
        self._start_time_s = self._source.time_s(self.current_frame)
        self._clock.start()

    @Slot()
    def _on_tick(self) -> None:
        if self._requested is not None:
            return  # the decoder is behind: frames are dropped, the clock goes on
        target = self._frame_due()
        if target == self.current_frame:
            return
        image = self._cache.get(target)
        if image is not None:
            self._show(target, image)
            self._read_ahead(target)
        else:
            self._request(target)

    def _frame_due(self) -> FrameIndex:
        """The frame whose time has come, at most `_last_frame`."""
        assert self._source is not None
        now_s = self._start_time_s + self._step * self._clock.elapsed() / 1000
        frame_index = self.current_frame
        while frame_index != self._last_frame:
            is_due = (now_s - self._source.time_s(frame_index + self._step)) * self._step >= 0
            if not is_due:
                break
            frame_index += self._step
        return frame_index

    def _show(self, frame_index: FrameIndex, image: Image) -> None:
        """Move and show in one go."""
        self.current_frame, self.current_image = frame_index, image
        self.moved.emit(frame_index)
        self._emit_image(frame_index, image)
        if self.is_playing and frame_index == self._last_frame:
            self.pause()

    def _request(self, frame_index: FrameIndex) -> None:
        if self._loader is not None:
            self._requested = frame_index
            ahead = self._frames_ahead(frame_index)
            self._loader.request(frame_index, ahead, with_preview=not self.is_playing)

    def _read_ahead(self, frame_index: FrameIndex) -> None:
        if self._loader is not None:
            self._loader.read_ahead(self._frames_ahead(frame_index))

    def _frames_ahead(self, frame_index: FrameIndex) -> list[FrameIndex]:
        """Frames worth decoding next: a few, and never more than half the cache holds."""
        if self._source is None:
            return []
        info = self._source.info
        room = self._cache_bytes // (2 * 3 * max(1, info.width * info.height))
        count = min(READ_AHEAD_FRAMES, room)
        stop = frame_index + self._step * (count + 1)
        frames = range(frame_index + self._step, stop, self._step)
        return [i for i in frames if 0 <= i < self._frame_count and self._cache.get(i) is None]

    @Slot(int, int, object)
    def _on_loaded(self, generation: int, frame_index: FrameIndex, image: Image) -> None:
        if generation != self._generation:
            return
        if frame_index == self._requested:
            self._requested = None
        if self.is_playing and frame_index != self.current_frame:
            if (frame_index - self.current_frame) * self._step > 0:
                self._show(frame_index, image)
        elif frame_index == self.current_frame and self.current_image is None:
            self.current_image = image
            self._emit_image(frame_index, image)

    @Slot(int, int, object)
    def _on_previewed(self, generation: int, frame_index: FrameIndex, image: Image) -> None:
        """A picture of a frame near the playhead, to look at until the exact one is there."""
        if generation != self._generation or self.is_playing or self.current_image is not None:
            return
        if frame_index == self.current_frame:
            self._requested = None
            self.current_image = image
        here = self.current_frame
        # A step back from the end of a long group of pictures must not flash its beginning.
        if self._pictured is None or abs(frame_index - here) < abs(self._pictured - here):
            self._emit_image(frame_index, image)

    @Slot(int, object)
    def _on_video_measured(self, generation: int, video: VideoInfo) -> None:
        if generation == self._generation:
            self.video_measured.emit(video)

    def _emit_image(self, frame_index: FrameIndex, image: Image) -> None:
        self._pictured = frame_index
        self.image_ready.emit(frame_index, image)

    @Slot(int, int, str)
    def _on_failed(self, generation: int, frame_index: FrameIndex, text: str) -> None:
        if generation != self._generation:
            return
        if frame_index == self._requested:
            self._requested = None
        self.pause()
        self.failed.emit(frame_index, text)
