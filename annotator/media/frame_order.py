"""Which packet each frame index means: promised by the container, corrected by the decoder.

One `FrameOrder` is shared by every `VideoFile` that is open on the same file, in whatever thread,
so that a correction found by one is at once true for all: a frame index never means two pictures.

**Keys.** A decoded picture is known by the packet it came from. A packet normally yields one
picture; should it yield a second one, that is told apart by the lowest bit:
`key = 2 * ordinal + occurrence`. The key survives every correction; the frame index does not.

**Segments.** Pictures from one keyframe up to the next, in output order, are a segment. When a
decoder has passed through a whole segment, what it put out replaces what the container promised,
whether pictures are missing, additional, or in another order. A segment at which the decoder was
*started* may lack pictures only because it was started there (gradual refresh, a keyframe flag
that lies); it corrects nothing, and its keyframe is not used as a start again.
"""

import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from annotator.core.frames import FrameIndex
from annotator.media.packet_table import PacketTable

STREAM_START = -1
"""Stands for "from the first packet" where a keyframe's ordinal is expected."""


class FrameOrder:
    """Frame index ↔ key. All methods may be called from any thread."""

    def __init__(self, table: PacketTable) -> None:
        self.table = table
        self._lock = threading.Lock()
        self._listeners: list[Callable[[int], None]] = []
        self._unfit_starts: set[int] = set()
        self._confirmed = np.zeros(2 * len(table), dtype=np.bool_)
        order = table.presentation_order
        self._keys: NDArray[np.int64] = 2 * order[table.is_shown[order]]
        self._ranks = self._ranks_of(self._keys)
        self._unconfirmed = len(self._keys)
        self.promised_count = len(self._keys)
        self.was_corrected = False

    # What it says

    @property
    def count(self) -> int:
        """Frames, as far as known."""
        return len(self._keys)

    @property
    def is_exact(self) -> bool:
        """True once a decoder has passed over every frame."""
        return self._unconfirmed == 0

    @property
    def keys(self) -> NDArray[np.int64]:
        """Key of every frame; a snapshot that later corrections do not change."""
        return self._keys

    def key(self, frame_index: FrameIndex) -> int | None:
        """The key of a frame; None if there is no such frame."""
        keys = self._keys
        return int(keys[frame_index]) if 0 <= frame_index < len(keys) else None

    def rank(self, key: int) -> FrameIndex:
        """The frame index of a key; -1 if it is not (or no longer) shown."""
        return int(self._ranks[key])

    def start_for(self, key: int) -> int:
        """Ordinal of the keyframe to decode from so that `key` comes out whole.

        It precedes the picture in decode order *and* is presented no later: pictures shown before
        a keyframe but stored after it (open group of pictures) may refer to the group before.
        `STREAM_START` if there is none.
        """
        ordinal = key // 2
        rank = self.table.presentation_rank
        keyframes = self.table.keyframes
        last = int(np.searchsorted(keyframes, ordinal, side="right")) - 1
        for place in range(last, -1, -1):
            keyframe = int(keyframes[place])
            if rank[keyframe] <= rank[ordinal] and keyframe not in self._unfit_starts:
                return keyframe if keyframe > 0 else STREAM_START
        return STREAM_START

    def nearest_keyframe(self, frame_index: FrameIndex) -> int | None:
        """Ordinal of the shown keyframe that is presented nearest to a frame; None if none is."""
        ranks = self._ranks[2 * self.table.keyframes]
        shown = np.flatnonzero(ranks >= 0)
        if not len(shown):
            return None
        nearest = shown[np.argmin(np.abs(ranks[shown] - frame_index))]
        return int(self.table.keyframes[nearest])

    # What a decoder reports

    def reject_start(self, ordinal: int) -> None:
        """Decoding from this keyframe did not bring what decoding through it brings."""
        with self._lock:
            self._unfit_starts.add(ordinal)

    def settle(
        self, decoded: Sequence[int], *, next_key: int | None, from_stream_start: bool, seeked: bool
    ) -> bool:
        """Compare one decoded segment with the order; correct the order; True if it changed.

        `decoded`: keys in output order, beginning with a keyframe unless `from_stream_start`.
        `next_key`: the keyframe that closed the segment; None at the end of the stream.
        `seeked`: the decoder was started here, so a difference proves nothing.
        """
        with self._lock:
            keys, count = self._keys, len(self._keys)
            low = 0 if from_stream_start else self.rank(decoded[0])
            high = count if next_key is None else self.rank(next_key)
            if not 0 <= low <= high:
                return False
            found = np.array(decoded, dtype=np.int64)
            if np.array_equal(keys[low:high], found):
                self._unconfirmed -= int((~self._confirmed[found]).sum())
                self._confirmed[found] = True
                return False
            if seeked:
                self._unfit_starts.add(int(found[0]) // 2)
                return False
            self._confirmed[found] = True
            before = keys[:low][~np.isin(keys[:low], found)]
            after = keys[high:][~np.isin(keys[high:], found)]
            self._replace(np.concatenate([before, found, after]))
        self._announce()
        return True

    def replace_all(self, decoded: Sequence[int]) -> bool:
        """The whole stream was decoded; this is what came out. True if the order changed."""
        found = np.array(decoded, dtype=np.int64)
        with self._lock:
            self._confirmed[found] = True
            if np.array_equal(self._keys, found):
                self._unconfirmed = 0
                return False
            self._replace(found)
        self._announce()
        return True

    def on_corrected(self, listener: Callable[[int], None]) -> None:
        """Call `listener(new_count)` after each correction, in the thread that found it."""
        with self._lock:
            self._listeners.append(listener)

    def _replace(self, keys: NDArray[np.int64]) -> None:
        # Readers take one reference at a time; both arrays are new, never changed in place.
        self._ranks = self._ranks_of(keys)
        self._keys = keys
        self._unconfirmed = int((~self._confirmed[keys]).sum())
        self.was_corrected = True

    def _announce(self) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(self.count)

    def _ranks_of(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        ranks = np.full(2 * len(self.table), -1, dtype=np.int64)
        ranks[keys] = np.arange(len(keys), dtype=np.int64)
        return ranks
