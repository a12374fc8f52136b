"""What a container says about the packets of one video stream, in decode order.

The table is read by demultiplexing only: no picture is decoded, so an hour of video takes well
under two seconds. It is a promise of the file, not yet the truth; `frame_order.FrameOrder` turns
it into frames and corrects it while they are decoded.

Rejected: libavformat's own index entries. They would be quicker still, but hold decode times
only, so the presentation order of B-frames cannot be told from them, and TS files have none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import av
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream
from numpy.typing import NDArray

NO_TIME = int(np.iinfo(np.int64).min)
"""Stands for an absent time stamp in the arrays."""

_MAX_READ_FAILURES = 64
"""So many unreadable places in a row, and the rest of the file is given up."""

_JOINT_STEPS = 32
"""The clock started anew where the decode time falls back by more than so many usual steps."""


def iterate_packets(
    container: InputContainer, stream: VideoStream
) -> "Iterator[Packet[VideoStream]]":
    """Packets of `stream` from where the container stands; damaged places are stepped over.

    Packets without data are left out: AVI uses them for "repeat the last picture", and a decoder
    would take one for the end of the stream.
    """
    failures = 0
    while failures < _MAX_READ_FAILURES:
        try:
            for packet in container.demux(stream):
                if packet.size > 0:
                    failures = 0
                    yield packet
        except av.FFmpegError:
            failures += 1
        else:
            return


@dataclass(frozen=True)
class PacketTable:
    """One row per packet, in decode order; a row number is called an *ordinal*.

    `pts`, `dts`: int64, in the stream's time base, `NO_TIME` where absent. `position`: int64,
    byte offset in the file, -1 where unknown. `is_key`: a decoder may start here. `is_shown`:
    False where an edit list hides the picture. `damaged`: how many packets the demultiplexer
    flagged as corrupt.
    """

    pts: NDArray[np.int64]
    dts: NDArray[np.int64]
    position: NDArray[np.int64]
    is_key: NDArray[np.bool_]
    is_shown: NDArray[np.bool_]
    damaged: int = 0

    @classmethod
    def from_container(cls, container: InputContainer, stream: VideoStream) -> "PacketTable":
        """Demultiplex the whole stream from where the container stands (normally its start)."""
        pts: list[int] = []
        dts: list[int] = []
        position: list[int] = []
        is_key: list[bool] = []
        is_shown: list[bool] = []
        damaged = 0
        for packet in iterate_packets(container, stream):
            packet_pts, packet_dts, packet_position = packet.pts, packet.dts, packet.pos
            pts.append(NO_TIME if packet_pts is None else packet_pts)
            dts.append(NO_TIME if packet_dts is None else packet_dts)
            position.append(-1 if packet_position is None else packet_position)
            is_key.append(packet.is_keyframe)
            is_shown.append(not packet.is_discard)
            damaged += packet.is_corrupt
        return cls(
            pts=np.array(pts, dtype=np.int64),
            dts=np.array(dts, dtype=np.int64),
            position=np.array(position, dtype=np.int64),
            is_key=np.array(is_key, dtype=np.bool_),
            is_shown=np.array(is_shown, dtype=np.bool_),
            damaged=damaged,
        )

    def __len__(self) -> int:
        return len(self.pts)

    @cached_property
    def keyframes(self) -> NDArray[np.int64]:
        """Ordinals of the packets at which a decoder may start, ascending."""
        return np.flatnonzero(self.is_key).astype(np.int64)

    @cached_property
    def times(self) -> NDArray[np.int64]:
        """Presentation times, with the decode time where there is no other; may be `NO_TIME`."""
        return np.where(self.pts != NO_TIME, self.pts, self.dts)

    @property
    def has_all_pts(self) -> bool:
        """Whether the presentation order can be told without decoding."""
        return bool((self.pts != NO_TIME).all())

    @cached_property
    def presentation_order(self) -> NDArray[np.int64]:
        """Ordinals in presentation order, hidden packets included.

        Sorted by time stamp, and by decode order among equals. Where decode times jump back
        (recordings joined end to end), the clock has started anew, so the parts are sorted on
        their own. Without complete time stamps it is the decode order.
        """
        if bool((self.times == NO_TIME).any()):
            return np.arange(len(self), dtype=np.int64)
        return np.lexsort((self.times, self._clock_part())).astype(np.int64)

    @cached_property
    def presentation_rank(self) -> NDArray[np.int64]:
        """The place of each packet in `presentation_order`."""
        rank = np.empty(len(self), dtype=np.int64)
        rank[self.presentation_order] = np.arange(len(self), dtype=np.int64)
        return rank

    def _clock_part(self) -> NDArray[np.int64]:
        """Which run of the clock a packet belongs to; 0 for all in a file without joints.

        A step back of a few pictures is a sloppy writer, not a joint.
        """
        part = np.zeros(len(self), dtype=np.int64)
        known = np.flatnonzero(self.dts != NO_TIME)
        if len(known) > 1:
            steps = np.diff(self.dts[known])
            part[known[1:]] = steps < -_JOINT_STEPS * max(float(np.median(steps)), 1.0)
        return np.cumsum(part)

    def find(self, pts: int | None, position: int | None) -> int | None:
        """The ordinal of the one packet with this time and place; None if unsure."""
        by_position = self._sorted_positions
        wanted_pts = NO_TIME if pts is None else pts
        if position is not None and position >= 0:
            low = int(np.searchsorted(by_position[0], position, side="left"))
            high = int(np.searchsorted(by_position[0], position, side="right"))
            candidates = by_position[1][low:high]
            candidates = candidates[self.pts[candidates] == wanted_pts]
        elif pts is not None:
            candidates = np.flatnonzero(self.pts == pts)
        else:
            return None
        return int(candidates[0]) if len(candidates) == 1 else None

    @cached_property
    def _sorted_positions(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        order = np.argsort(self.position, kind="stable").astype(np.int64)
        return self.position[order], order
