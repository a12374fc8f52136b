"""One pass of a decoder through the stream, which checks the frame order as it goes."""

from annotator.core.frames import FrameIndex
from annotator.media.decoder import Decoded, PacketDecoder
from annotator.media.frame_order import STREAM_START, FrameOrder


class Walk:
    """From one keyframe onwards; reports each segment that it has passed to the order."""

    def __init__(self, decoder: PacketDecoder, order: FrameOrder, start: int) -> None:
        self.start = start
        self.last: Decoded | None = None
        self.is_ended = False
        self._decoder = decoder
        self._order = order
        self._is_leading = start != STREAM_START
        self._segment: list[int] | None = [] if start == STREAM_START else None
        self._from_stream_start = start == STREAM_START
        self._is_first_segment = True

    @property
    def fed_ordinal(self) -> int:
        return self._decoder.fed_ordinal

    def begin(self) -> None:
        self._decoder.restart(self.start)

    def next(self) -> Decoded | None:
        """The next picture in output order; None at the end. May correct the order."""
        decoded = self._decoder.next()
        while decoded is not None and self._is_stray(decoded):
            decoded = self._decoder.next()
        if decoded is None:
            self._close_segment(None)
            self.is_ended = True
            return None
        if self._order.table.is_key[decoded.key // 2] and not decoded.key % 2:
            self._close_segment(decoded.key)
            self._segment = []
        if self._segment is not None:
            self._segment.append(decoded.key)
        self.last = decoded
        return decoded

    def has_passed(self, frame_index: FrameIndex) -> bool:
        """Whether the picture, if it existed, would have come out and been settled by now."""
        if self.is_ended:
            return True
        if self.last is None or not self._order.table.is_key[self.last.key // 2]:
            return False
        return self._order.rank(self.last.key) > frame_index

    def _is_stray(self, decoded: Decoded) -> bool:
        """Pictures before the start keyframe: their references lie in the group before it."""
        if self._is_leading:
            rank = self._order.table.presentation_rank
            self._is_leading = bool(rank[decoded.key // 2] < rank[self.start])
        return self._is_leading

    def _close_segment(self, next_key: int | None) -> None:
        segment = self._segment
        self._segment = None
        if segment is None:
            self._is_first_segment = False  # the start keyframe itself was lost
        elif segment or self._from_stream_start:
            self._order.settle(
                segment,
                next_key=next_key,
                from_stream_start=self._from_stream_start,
                seeked=self._is_first_segment and self.start != STREAM_START,
            )
            self._from_stream_start = False
            self._is_first_segment = False
