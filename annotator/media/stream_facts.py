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
    has_sound: bool

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
            has_sound=bool(container.streams.audio),
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
        held = len(order.table)
        claimed = self.claimed_frames or self._frames_in_claimed_time(order)
        if claimed > held:
            return [
                f"The file claims {'' if self.claimed_frames else 'about '}{claimed} frames but "
                f"holds only {held}; it was probably cut short or damaged, and the frames it has "
                "can be used."
            ]
        if order.table.damaged:
            return ["The file is damaged in places; pictures there may be missing or broken."]
        return []

    def _frames_in_claimed_time(self, order: FrameOrder) -> int:
        """How many frames the duration should hold; 0 if unknown or hardly more than it does.

        Tells something only if the frames are mostly equidistant. Sound may outlast the pictures.
        """
        times = self.times(order)
        if self.claimed_s is None or times is None or len(times) < 2:
            return 0
        steps = np.diff(times)
        usual = float(np.median(steps))
        if usual <= 0 or float((np.abs(steps - usual) < max(2.0, 0.05 * usual)).mean()) < 0.8:
            return 0
        step_s = usual * float(self.time_base)
        silent_s = 1.0 if self.has_sound else 0.0
        expected = round((self.claimed_s - silent_s) / step_s)
        return expected if len(times) < expected - max(2, 0.02 * expected) else 0
