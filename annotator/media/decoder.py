"""Decoding from any keyframe, with every picture traced to the packet it came from."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotator.media.media_error import MediaError
from annotator.media.packet_table import NO_TIME, PacketTable, iterate_packets

_TELLS_WHAT_IS_UNUSED = ("h264",)
"""Codecs whose pictures say that no other is made from them."""


def open_container(path: Path) -> tuple[InputContainer, VideoStream]:
    """Open a video file and pick its main video stream; `MediaError` if there is none.

    The path is made absolute, or libavformat would take the part before a colon for a protocol.
    """
    try:
        container = av.open(str(path.absolute()), metadata_errors="ignore")
    except (av.FFmpegError, OSError, ValueError) as error:
        raise MediaError(_why_not_opened(path, error)) from error
    pictures = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not pictures:
        container.close()
        raise MediaError(
            f"“{path.name}” contains no video; choose a video file or a folder of images."
        )
    best = container.streams.best("video")
    stream = next((s for s in pictures if s is best), pictures[0])
    for other in container.streams:
        if other.index != stream.index:
            other.discard = Discard.all
    return container, stream


def _why_not_opened(path: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"“{path}” does not exist; check the path."
    if isinstance(error, PermissionError):
        return f"“{path.name}” may not be read; change its permissions or copy it elsewhere."
    if path.stat().st_size == 0:
        return f"“{path.name}” is empty; choose a video file or a folder of images."
    return (
        f"“{path.name}” is not a video that can be read (or its beginning or its index is "
        "missing); choose another file, or a folder of images."
    )


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture and the key that says which packet it came from (see `frame_order`)."""

    key: int
    frame: VideoFrame


class PacketDecoder:
    """Decodes one video stream from any keyframe on; belongs to one thread.

    Pictures are matched to packets without relying on the file's time stamps: every packet's
    `pts` is overwritten with its ordinal before it is decoded, and decoders hand it through.
    (`AV_CODEC_FLAG_COPY_OPAQUE` would do the same, but PyAV's opaque objects need the GIL when a
    decoder thread frees them.)

    With several threads an error hides the intact pictures that are in work beside it: PyAV
    cannot ask for them any more. So at the first sign of damage the group of pictures is decoded
    again by one thread, which loses only what is lost, and so does everything after it.
    """

    def __init__(
        self, container: InputContainer, stream: VideoStream, table: PacketTable, path: Path
    ) -> None:
        self._container = container
        self._stream = stream
        self._table = table
        self._path = path
        self._threads = stream.codec_context.thread_count
        self._packets: Iterator[Packet[VideoStream]] = iter(())
        self._next_ordinal = len(table)
        self._waiting: Packet[VideoStream] | None = None
        self._ready: deque[Decoded] = deque()
        self._start = 0
        self._last_key = -1
        self._last_delivered: int | None = None
        self._is_drained = True
        self._is_fresh = False
        self._is_seekable = True
        self._has_seeked = False
        self._has_lost_track = False
        self.fed_ordinal = len(table)
        """The last packet given to the decoder."""
        self.can_pass_by = stream.codec_context.name in _TELLS_WHAT_IS_UNUSED
        self.wanted_from = 0
        """Of packets presented before this rank, those that no other refers to are passed by."""
        self.passed_by: set[int] = set()
        """Packets whose pictures may for that reason never come out."""

    @classmethod
    def open(cls, path: Path, table: PacketTable, *, threads: int) -> "PacketDecoder":
        container, stream = open_container(path)
        set_threads(stream, threads)
        decoder = cls(container, stream, table, path)
        decoder._is_fresh = True
        return decoder

    def close(self) -> None:
        self._packets = iter(())
        self._waiting = None
        self._ready.clear()
        self._container.close()

    def restart(self, ordinal: int) -> None:
        """Decode from the packet `ordinal` on: a keyframe, or -1 for the stream's start."""
        self._restart(ordinal, has_sought=ordinal > 0 and self._seek_to(ordinal))

    def _restart(self, ordinal: int, *, has_sought: bool) -> None:
        self.wanted_from = 0
        self.passed_by.clear()
        self._start = max(ordinal, 0)
        if not has_sought:
            self._reopen()
            self._skip_to(self._start)
        self._has_lost_track = False
        self._ready.clear()
        self._last_key = -1
        self._last_delivered = None
        self._is_drained = False
        self.fed_ordinal = self._start - 1

    def next(self) -> Decoded | None:
        """The next picture in output order; None at the end of the stream.

        Damaged packets are passed over; whether they leave a hole shows in the keys.
        """
        while not self._ready and not self._is_drained:
            packet = self._next_packet()
            if self._has_lost_track:
                self._is_seekable = False
                self._redo()
            elif packet is None:
                self._drain()
            elif not self._decode(packet) and self._threads > 1:
                self._threads = 1
                self._redo()
        if not self._ready:
            return None
        decoded = self._ready.popleft()
        self._last_delivered = decoded.key
        return decoded

    def only(self, ordinal: int) -> VideoFrame | None:
        """The picture of one keyframe, decoded alone; `restart` is needed afterwards."""
        # Sought even at the start, which opening the file again would reach much later.
        self._restart(ordinal, has_sought=self._seek_to(max(ordinal, 0)))
        packet = self._next_packet()
        if packet is not None:
            self._decode(packet)
        self._is_drained = True
        self._decode(None)
        wanted = next((d.frame for d in self._ready if d.key == 2 * max(ordinal, 0)), None)
        self._ready.clear()
        return wanted

    def _decode(self, packet: "Packet[VideoStream] | None") -> bool:
        """Feed a packet, or None to drain; collect what comes out; False if it was refused."""
        if packet is not None:
            self.fed_ordinal = self._next_ordinal - 1
            packet.pts = packet.dts = self.fed_ordinal
            is_wanted = self._table.presentation_rank[self.fed_ordinal] >= self.wanted_from
            self._stream.codec_context.skip_frame = "DEFAULT" if is_wanted else "NONREF"
            if not is_wanted:
                self.passed_by.add(self.fed_ordinal)
        try:
            frames = self._stream.codec_context.decode(packet)
        except av.FFmpegError:
            return False
        for frame in frames:
            # A picture without a stamp can only be a second one of the packet before it.
            key = 2 * frame.pts if frame.pts is not None else self._last_key
            if key < 0 or key >= 2 * len(self._table):
                continue
            if key == self._last_key - self._last_key % 2:
                key += 1
            self._last_key = key
            self._ready.append(Decoded(key, frame))
        return True

    def _drain(self) -> None:
        self._is_drained = True
        is_sound = self._decode(None)
        if self._threads > 1 and not (is_sound and self._all_came_out()):
            self._threads = 1
            self._redo()

    def _all_came_out(self) -> bool:
        """Whether the pictures still in work at the end are all there."""
        rank = self._table.presentation_rank
        last = -1 if self._last_delivered is None else rank[self._last_delivered // 2]
        fed = slice(self._start, self.fed_ordinal + 1)
        is_due = self._table.is_shown[fed] & (rank[fed] > last) & (rank[fed] >= self.wanted_from)
        came = [one for one in self._ready if rank[one.key // 2] >= self.wanted_from]
        return len(came) == int(is_due.sum())

    def _redo(self) -> None:
        """Go on behind the last picture delivered, decoding again what leads up to it."""
        start, delivered = self._start, self._last_delivered
        nearer = start if delivered is None else self._second_keyframe_before(delivered // 2)
        for ordinal in dict.fromkeys((max(start, nearer), start)):
            if ordinal > 0 and self._is_seekable:
                self._reopen()  # the number of threads takes effect only then
            self.restart(ordinal)
            self._start, self._last_delivered = start, delivered
            if delivered is None or self._pass_by(delivered):
                return

    def _pass_by(self, key: int) -> bool:
        while (packet := self._next_packet()) is not None:
            self._decode(packet)
            while self._ready:
                if self._ready.popleft().key == key:
                    return True
        return False

    def _second_keyframe_before(self, ordinal: int) -> int:
        """Not the nearest: pictures behind a keyframe that lies need the one before it."""
        rank = self._table.presentation_rank
        keyframes = self._table.keyframes
        earlier = keyframes[(keyframes <= ordinal) & (rank[keyframes] <= rank[ordinal])]
        return int(earlier[-2]) if len(earlier) > 1 else 0

    # Finding packets

    def _next_packet(self) -> "Packet[VideoStream] | None":
        packet = self._waiting
        self._waiting = None
        if packet is None:
            packet = next(self._packets, None)
        if self._next_ordinal >= len(self._table):
            return None
        # Damaged files may read differently after a seek than from the start.
        if self._has_seeked and not self._is_expected(packet):
            self._has_lost_track = True
            return None
        if packet is not None:
            self._next_ordinal += 1
        return packet

    def _is_expected(self, packet: "Packet[VideoStream] | None") -> bool:
        if packet is None:
            return False
        expected = self._table.position[self._next_ordinal]
        return packet.pos is None or expected < 0 or packet.pos in (-1, expected)

    def _seek_to(self, ordinal: int) -> bool:
        """Let libavformat seek until it lands at or before `ordinal`, then skip up to it."""
        if not self._is_seekable:
            return False
        self._is_fresh = False
        self._has_seeked = True
        for time in self._times_to_try(ordinal):
            try:
                self._container.seek(time, stream=self._stream)
            except av.FFmpegError:
                continue
            self._packets = iterate_packets(self._container, self._stream)
            self._waiting = next(self._packets, None)
            if self._waiting is None:
                continue
            landed = self._table.find(self._waiting.pts, self._waiting.pos)
            if landed is not None and landed <= ordinal:
                self._next_ordinal = landed
                self._has_lost_track = False
                return self._skip_to(ordinal)
        return False

    def _times_to_try(self, ordinal: int) -> Iterator[int]:
        """Formats seek by presentation time, by decode time, or roughly; so try in turn."""
        table = self._table
        place = int(table.keyframes.searchsorted(ordinal, side="right")) - 1
        for step in (0, 1, 4, 16):
            if step > place:
                return
            keyframe = table.keyframes[place - step]
            times = (int(table.pts[keyframe]), int(table.dts[keyframe]))
            yield from (time for time in dict.fromkeys(times) if time != NO_TIME)

    def _skip_to(self, ordinal: int) -> bool:
        while self._next_ordinal < ordinal:
            if self._next_packet() is None:
                return False
        return True

    def _reopen(self) -> None:
        """The way that always works: from the first packet."""
        self._packets = iter(())
        self._waiting = None
        if not self._is_fresh:
            self._container.close()
            self._container, self._stream = open_container(self._path)
            set_threads(self._stream, self._threads)
        self._is_fresh = False
        self._has_seeked = False
        self._packets = iterate_packets(self._container, self._stream)
        self._next_ordinal = 0


def set_threads(stream: VideoStream, threads: int) -> None:
    """Decode with so many threads; frame threads, because slices are rare in real files."""
    stream.codec_context.thread_count = threads
    stream.codec_context.thread_type = "FRAME" if threads > 1 else "SLICE"
