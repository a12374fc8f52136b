"""Exact frames of a video file by index."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from av.video.frame import VideoFrame

from annotator.core.frames import FrameIndex, Image, VideoInfo
from annotator.media.decoder import Decoded, PacketDecoder, open_container, set_threads
from annotator.media.frame_order import STREAM_START, FrameOrder
from annotator.media.media_error import MediaError
from annotator.media.packet_table import PacketTable
from annotator.media.pixels import Orientation, RgbConverter, orientation_of
from annotator.media.recent_frames import RecentFrames
from annotator.media.stream_facts import StreamFacts
from annotator.media.walk import Walk

DEFAULT_KEPT_BYTES = 96 * 2**20
"""Decoded, unconverted pictures kept for stepping backwards: 32 frames of 1080p."""

_HEAD_FRAMES = 8
"""Frames decoded on opening, to find out early that the container's promises are worthless."""
_MAX_ATTEMPTS = 64


def default_threads() -> int:
    """Half of the processors, at most four: the tracker and the window need the others."""
    return max(1, min(4, (os.cpu_count() or 2) // 2))


@dataclass(frozen=True)
class _Shared:
    """What all `VideoFile`s on one file share, whatever their threads."""

    path: Path
    order: FrameOrder
    facts: StreamFacts
    orientation: Orientation
    stored_size: tuple[int, int]
    fps: float
    variable_frame_rate: bool
    has_times: bool
    opening_notices: tuple[str, ...]


class VideoFile:
    """A `FrameSource` on PyAV. Frame `n` is the `n`-th decoded picture in presentation order.

    The index comes from the packets and is checked while pictures are decoded; see
    `frame_order`. Reading on (`n + 1`, or a little further) never seeks; stepping back decodes a
    group of pictures once and keeps it. Belongs to one thread: give another thread `another()`,
    which shares the index, so both always mean the same picture by the same index.
    """

    def __init__(
        self, shared: _Shared, decoder: PacketDecoder, *, threads: int, kept_bytes: int
    ) -> None:
        """Use `VideoFile.open` or `another`."""
        self._shared = shared
        self._order = shared.order
        self._decoder: PacketDecoder | None = decoder
        self._threads = threads
        self._recent = RecentFrames(kept_bytes)
        self._converter = RgbConverter(shared.orientation, shared.stored_size)
        self._walk: Walk | None = None
        self._preview_decoder: PacketDecoder | None = None

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        threads: int | None = None,
        kept_bytes: int = DEFAULT_KEPT_BYTES,
        on_index_corrected: Callable[[int], None] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Open a file; `MediaError` if it holds no picture that can be decoded.

        `threads`: decoder threads, by default `default_threads()`. `on_index_corrected(count)`
        is called in whatever thread finds that the container promised something else.
        `progress(done, total)` is called only if the file gives no usable time stamps and must
        be decoded whole to be opened.
        """
        path = Path(path)
        threads = threads or default_threads()
        container, stream = open_container(path)
        set_threads(stream, threads)
        facts = StreamFacts.of(container, stream)
        table = PacketTable.from_container(container, stream)
        order = FrameOrder(table)
        decoder = PacketDecoder(container, stream, table, path)
        try:
            walk, head = _decode_head(decoder, order, path)
            if facts.needs_decoding(table) or not _agrees(head, order):
                _decode_all(path, order, threads=threads, progress=progress)
        except BaseException:
            decoder.close()
            raise
        order.was_corrected = False  # nobody has seen the order before
        first = head[0].frame
        fps, varies = facts.rate(order)
        shared = _Shared(
            path=path,
            order=order,
            facts=facts,
            orientation=orientation_of(first),
            stored_size=(first.width, first.height),
            fps=fps,
            variable_frame_rate=varies,
            has_times=facts.times(order) is not None,
            opening_notices=tuple(facts.notices(order)),
        )
        video = cls(shared, decoder, threads=threads, kept_bytes=kept_bytes)
        video._adopt(walk, head)
        if on_index_corrected is not None:
            order.on_corrected(on_index_corrected)
        return video

    def another(self, *, threads: int | None = None) -> "VideoFile":
        """The same file for another thread; quick, because the index is shared."""
        shared = self._shared
        threads = threads or self._threads
        decoder = PacketDecoder.open(shared.path, shared.order.table, threads=threads)
        return VideoFile(shared, decoder, threads=threads, kept_bytes=self._recent.max_bytes)

    def rest(self) -> None:
        """Let go of decoders and pictures until one is read again; times are told without."""
        self._walk = None
        self._recent.clear()
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None
        if self._preview_decoder is not None:
            self._preview_decoder.close()
            self._preview_decoder = None

    def close(self) -> None:
        self.rest()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # What is known about it

    @property
    def path(self) -> Path:
        return self._shared.path

    @property
    def info(self) -> VideoInfo:
        shared = self._shared
        width, height = shared.stored_size
        if shared.orientation.swaps_sides:
            width, height = height, width
        return VideoInfo(
            width=width,
            height=height,
            frame_count=self._order.count,
            fps=shared.fps,
            variable_frame_rate=shared.variable_frame_rate,
            rotation_degrees=shared.orientation.degrees,
            codec=shared.facts.codec,
            is_count_exact=self._order.is_exact,
        )

    @property
    def notices(self) -> list[str]:
        """Sentences that the user should see; grows when decoding finds out more."""
        texts = list(self._shared.opening_notices)
        if not self._shared.orientation.is_exact:
            texts.append(
                "The file asks for a rotation that is no multiple of 90 degrees; "
                "it was rounded to the nearest one."
            )
        count, promised = self._order.count, self._order.promised_count
        if count != promised:
            texts.append(
                f"Decoding yields {count} frames where the file's packets promised {promised}; "
                "the frame numbers follow what can be decoded."
            )
        elif self._order.was_corrected:
            texts.append(
                "Some frames come in another order than the file's time stamps say; the frame "
                "numbers follow the decoder."
            )
        return texts

    def pts(self, frame_index: FrameIndex) -> int | None:
        """Presentation time in the container's time base; None where the file has no sound ones."""
        key = self._key(frame_index)
        if not self._shared.has_times:
            return None
        return int(self._order.table.pts[key // 2])

    def time_s(self, frame_index: FrameIndex) -> float:
        """Seconds from frame 0, by the time stamps, or by the frame rate where there are none."""
        first, here = self.pts(0), self.pts(frame_index)
        if first is None or here is None:
            return frame_index / self._shared.fps
        base = self._shared.facts.time_base
        return (here - first) * base.numerator / base.denominator  # as float(Fraction), but quick

    def name(self, frame_index: FrameIndex) -> str:
        return f"{frame_index:05d}"

    # Frames

    def read(self, frame_index: FrameIndex) -> Image:
        """`(height, width, 3)` uint8 RGB, upright; `MediaError` if there is no such frame."""
        frame = self._frame(frame_index, lambda: False)
        assert frame is not None
        return self._converter.convert(frame)

    def read_unless(self, frame_index: FrameIndex, should_stop: Callable[[], bool]) -> Image | None:
        """As `read`, or None when `should_stop()` becomes true on the way from the keyframe.

        The way is not lost: a frame that lies ahead of it is then read from there on.
        """
        frame = self._frame(frame_index, should_stop)
        return None if frame is None else self._converter.convert(frame)

    def nearest_keyframe(self, frame_index: FrameIndex) -> FrameIndex | None:
        """The keyframe that is presented nearest to a frame; None if none is."""
        ordinal = self._order.nearest_keyframe(frame_index)
        return None if ordinal is None else self._order.rank(2 * ordinal)

    def read_nearest_keyframe(self, frame_index: FrameIndex) -> tuple[FrameIndex, Image]:
        """A quick stand-in while scrubbing: the frame itself if at hand, else a keyframe.

        Decodes a single packet, and leaves the position of `read` alone. Returns the index of
        the frame that the picture really is.
        """
        key = self._key(frame_index)
        at_hand = self._recent.get(key)
        if at_hand is not None:
            return frame_index, self._converter.convert(at_hand)
        if self._preview_decoder is None:
            table = self._order.table
            self._preview_decoder = PacketDecoder.open(self.path, table, threads=1)
        ordinal = self._order.nearest_keyframe(frame_index)
        frame = self._preview_decoder.only(ordinal) if ordinal is not None else None
        if ordinal is None or frame is None:
            return frame_index, self.read(frame_index)
        return self._order.rank(2 * ordinal), self._converter.convert(frame)

    def verify(
        self,
        progress: Callable[[int, int], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> int:
        """Decode everything, correct the index, and return the number of frames.

        `progress(done, total)` is called after every frame. If `should_stop()` becomes true the
        index stays as it was, and `info.is_count_exact` tells so.
        """
        _decode_all(
            self.path,
            self._order,
            threads=self._threads,
            progress=progress,
            should_stop=should_stop,
        )
        return self._order.count

    def _key(self, frame_index: FrameIndex) -> int:
        key = self._order.key(frame_index)
        if key is None:
            raise MediaError(
                f"“{self.path.name}” has {self._order.count} frames, so there is no frame "
                f"{frame_index + 1}; choose one that exists."
            )
        return key

    def _frame(self, frame_index: FrameIndex, should_stop: Callable[[], bool]) -> VideoFrame | None:
        """None only when it should stop."""
        for _ in range(_MAX_ATTEMPTS):
            # Looked up anew each time: a fruitless walk has corrected the order.
            key = self._key(frame_index)
            frame = self._recent.get(key) or self._walk_to(frame_index, key, should_stop)
            if frame is not None or should_stop():
                return frame
        raise MediaError(
            f"Frame {frame_index + 1} of “{self.path.name}” cannot be decoded; "
            "the file is damaged there, so go on with another frame."
        )

    def _walk_to(
        self, frame_index: FrameIndex, key: int, should_stop: Callable[[], bool]
    ) -> VideoFrame | None:
        """Decode up to a picture; None if it did not come, and then the order has changed."""
        walk = self._walk_towards(frame_index, key)
        walk.hurry_to(key, kept=self._recent.room_beside)
        while not walk.has_passed(frame_index):
            if should_stop():
                return None
            decoded = walk.next()
            if decoded is None:
                break
            self._recent.put(decoded.key, decoded.frame)
            if decoded.key == key:
                self._look_behind_the_end(walk, frame_index)
                return decoded.frame
        if self._order.key(frame_index) == key:
            self._walk = None
            if not walk.was_hurry_to_blame():
                self._order.reject_start(self._order.start_for(key))
        return None

    def _look_behind_the_end(self, walk: Walk, frame_index: FrameIndex) -> None:
        """Whoever reads the last frame learns whether more come out than were promised."""
        if frame_index == self._order.count - 1:
            extra = walk.next()
            if extra is not None:
                self._recent.put(extra.key, extra.frame)

    def _walk_towards(self, frame_index: FrameIndex, key: int) -> Walk:
        """The present walk if it leads there, else a new one from the right keyframe."""
        walk = self._walk
        if walk is not None and walk.leads_to(frame_index, key):
            self._recent.is_wide = False
            return walk
        place = -1 if walk is None or walk.last is None else self._order.rank(walk.last.key)
        # On the way back the pictures before this one are wanted next.
        self._recent.is_wide = frame_index <= place
        if self._decoder is None:
            table = self._order.table
            self._decoder = PacketDecoder.open(self.path, table, threads=self._threads)
        self._walk = Walk(self._decoder, self._order, self._order.start_for(key))
        self._walk.begin()
        return self._walk

    def _adopt(self, walk: Walk, head: list[Decoded]) -> None:
        self._walk = walk
        self._recent.is_wide = True
        for decoded in head:
            self._recent.put(decoded.key, decoded.frame)


def _decode_head(
    decoder: PacketDecoder, order: FrameOrder, path: Path
) -> tuple[Walk, list[Decoded]]:
    """The first pictures, so that frame 0 is at hand and a missing start is known at once."""
    walk = Walk(decoder, order, STREAM_START)
    head: list[Decoded] = []
    if len(order.table):
        walk.begin()
        while len(head) < _HEAD_FRAMES and (decoded := walk.next()) is not None:
            head.append(decoded)
    if not head:
        raise MediaError(
            f"“{path.name}” holds no picture that can be decoded; the file is damaged or its "
            "codec is not supported, so convert it or choose another file."
        )
    return walk, head


def _agrees(head: list[Decoded], order: FrameOrder) -> bool:
    """Whether the first pictures came as the container promised (or as since corrected)."""
    promised: list[int] = order.keys[: len(head)].tolist()
    return [decoded.key for decoded in head] == promised


def _decode_all(
    path: Path,
    order: FrameOrder,
    *,
    threads: int,
    progress: Callable[[int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> None:
    """Replace the order by what a decoder puts out from first to last."""
    decoder = PacketDecoder.open(path, order.table, threads=threads)
    keys: list[int] = []
    try:
        decoder.restart(STREAM_START)
        while (decoded := decoder.next()) is not None:
            keys.append(decoded.key)
            if should_stop is not None and should_stop():
                return
            if progress is not None:
                progress(len(keys), max(order.count, len(keys)))
    finally:
        decoder.close()
    order.replace_all(keys)
