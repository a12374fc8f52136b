"""What a container claims about its video stream, and times made from its time stamps."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from annotator.media.frame_order import FrameOrder
from annotator.media.packet_table import NO_TIME, PacketTable

_FALLBACK_FPS = 25.0
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """Claims of the container, none of which decides what a frame index means.

    `claimed_frames`: 0 where the container claims nothing. `claimed_s`: duration in seconds, None
    where unknown. `reorders`: whether the codec delivers pictures in another order than stored.
    """

    codec: str
    time_base: Fraction
    claimed_rate: Fraction | None
    claimed_frames: int
    claimed_s: float | None
    reorders: bool

    @classmethod
    def of(cls, container: InputContainer, stream: VideoStream) -> "StreamFacts":
        context = stream.codec_context
        return cls(
            codec=context.name,
            time_base=stream.time_base or Fraction(1, _MICROSECONDS),
            claimed_rate=stream.average_rate or stream.guessed_rate,
            claimed_frames=stream.frames,
            claimed_s=container.duration / _MICROSECONDS if container.duration else None,
            reorders=context.has_b_frames,
        )

    def needs_decoding(self, table: PacketTable) -> bool:
        """Whether only decoding can tell the presentation order."""
        return self.reorders and not table.has_all_pts

    def times(self, order: FrameOrder) -> NDArray[np.int64] | None:
        """Time stamps of all frames; None if they are incomplete or contradict the frames' order.

        AVI stores none and libavformat's guesses for it are those of the decode order.
        """
        times: NDArray[np.int64] = order.table.pts[order.keys // 2]
        if bool((times == NO_TIME).any()) or bool((np.diff(times) < 0).any()):
            return None
        return times

    def rate(self, order: FrameOrder) -> tuple[float, bool]:
        """Average frames per second, and whether the distance between frames varies.

        Time stamps rounded to the container's clock (milliseconds in Matroska) do not count as
        varying.
        """
        claimed = float(self.claimed_rate) if self.claimed_rate else 0.0
        times = self.times(order)
        if times is None or len(times) < 2 or times[-1] == times[0]:
            return claimed or _FALLBACK_FPS, False
        steps = np.diff(times)
        usual = float(np.median(steps))
        varies = bool((np.abs(steps - usual) > max(2.0, 0.05 * usual)).any())
        measured = (len(times) - 1) / float(int(times[-1] - times[0]) * self.time_base)
        agrees = claimed > 0 and abs(claimed - measured) < 0.005 * measured
        return (claimed if agrees and not varies else measured), varies

    def notices(self, order: FrameOrder) -> list[str]:
        """Where the file holds less than it claims, in sentences for the user."""
        table = order.table
        texts: list[str] = []
        if self.claimed_frames > len(table):
            texts.append(
                f"The file claims {self.claimed_frames} frames but holds only {len(table)}; it was "
                "probably cut short, and the frames it has can be used."
            )
        elif self._lacks_time(order):
            texts.append(
                f"The file announces {self.claimed_s:.1f} s but its video ends earlier; it was "
                "probably cut short, and the frames it has can be used."
            )
        if table.damaged:
            texts.append(
                f"{table.damaged} part(s) of the file are damaged; pictures there may be missing "
                "or broken."
            )
        return texts

    def _lacks_time(self, order: FrameOrder) -> bool:
        times = self.times(order)
        if self.claimed_s is None or times is None or len(times) < 2:
            return False
        seconds = float(int(times[-1] - times[0]) * self.time_base)
        return self.claimed_s - seconds > max(1.0, 0.05 * self.claimed_s)
