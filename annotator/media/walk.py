"""One pass of a decoder through the stream, which checks the frame order as it goes."""

from annotator.core.frames import FrameIndex
from annotator.media.decoder import Decoded, PacketDecoder
from annotator.media.frame_order import STREAM_START, FrameOrder

_NEARER_THAN_SEEKING = 24
"""Packets: a keyframe closer ahead than this is reached by decoding on."""

_WORTH_HURRYING = 16
"""Pictures on the way; shorter ways are gone whole, so that reading on checks the order."""


class Walk:
    """From one keyframe onwards; reports each segment that it has passed to the order."""

    def __init__(self, decoder: PacketDecoder, order: FrameOrder, start: int) -> None:
        self.start = start
        self.last: Decoded | None = None
        self.is_ended = False
        self._checks_from = 0
        self._decoder = decoder
        self._order = order
        self._is_leading = start != STREAM_START
        self._segment: list[int] | None = [] if start == STREAM_START else None
        self._from_stream_start = start == STREAM_START
        self._is_first_segment = True

    def begin(self) -> None:
        self._decoder.restart(self.start)

    def leads_to(self, frame_index: FrameIndex, key: int) -> bool:
        """Whether that picture lies ahead, not much further than the keyframe before it."""
        if self.last is None or self.is_ended:
            return False
        is_ahead = 0 <= self._order.rank(self.last.key) < frame_index
        is_near = self._order.start_for(key) <= self._decoder.fed_ordinal + _NEARER_THAN_SEEKING
        return is_ahead and is_near and key // 2 not in self._decoder.passed_by

    def hurry_to(self, key: int, *, kept: int) -> None:
        """On a long way to a picture, do without what neither it nor another is made from.

        The last `kept` pictures before it come out all the same. What a hurried walk passes by
        says nothing about the order.
        """
        wanted_from = self._rank(key) - kept
        here = self._rank(2 * max(0, self.start) if self.last is None else self.last.key)
        if self._decoder.can_pass_by and wanted_from - here >= _WORTH_HURRYING:
            self._decoder.wanted_from = wanted_from
            self._checks_from = max(self._checks_from, wanted_from)
            self._segment = None
            self._from_stream_start = False
        else:
            self._decoder.wanted_from = min(self._decoder.wanted_from, wanted_from)

    def was_hurry_to_blame(self) -> bool:
        """A picture did not come; if it may have been passed by, none will be from now on."""
        has_hurried = self._checks_from > 0
        if has_hurried:
            self._decoder.can_pass_by = False
        return has_hurried

    def next(self) -> Decoded | None:
        """The next picture in output order; None at the end. May correct the order."""
        decoded = self._decoder.next()
        while decoded is not None and self._is_stray(decoded):
            decoded = self._decoder.next()
        if decoded is None:
            self._close_segment(None)
            self.is_ended = True
            return None
        is_key = self._order.table.is_key[decoded.key // 2] and not decoded.key % 2
        if is_key and self._rank(decoded.key) >= self._checks_from:
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
            self._is_leading = self._rank(decoded.key) < self._rank(2 * self.start)
        return self._is_leading

    def _rank(self, key: int) -> int:
        """The place of its packet in the order that the container promises."""
        return int(self._order.table.presentation_rank[key // 2])

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
