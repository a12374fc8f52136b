"""What a preview has found: frame by frame, and in ranges that are alike. Values, no threads."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from annotator.core.frames import FrameIndex
from annotator.core.mask import Mask
from annotator.core.project import Observation


@dataclass(frozen=True)
class PreviewedFrame:
    """What is there and what would be; `iou` of the masks, 0 where there is none now."""

    frame_index: FrameIndex
    before: Observation | None
    after: Observation
    iou: float
    added: int = 0
    """Pixels that would become part of the mask."""
    removed: int = 0
    """Pixels that would no longer be."""

    @cached_property
    def added_pixels(self) -> Mask | None:
        """Where; None where nothing was found. Worked out for frames that are looked at."""
        old, new = self.before.mask if self.before is not None else None, self.after.mask
        return new.difference(old) if new is not None and old is not None else new

    @cached_property
    def removed_pixels(self) -> Mask | None:
        """Where; None where there is nothing now."""
        old, new = self.before.mask if self.before is not None else None, self.after.mask
        return old.difference(new) if new is not None and old is not None else None


class Change(enum.Enum):
    """How much a frame would change."""

    NONE = "none"
    SMALL = "small"
    LARGE = "large"
    NEW = "new"
    """There is no mask now."""


SAME_IOU = 0.98
SMALL_IOU = 0.9


@dataclass(frozen=True)
class PreviewedRange:
    """Frames in a row that are alike: reviewed or not, and changed about as much."""

    change: Change
    is_reviewed: bool
    begun_at: FrameIndex
    """Of its frames, the one that was found first: it names the range while it grows."""
    first: FrameIndex
    last: FrameIndex
    worst: FrameIndex
    """Of its frames, the one that would change most."""
    worst_iou: float
    """Of what is there and what would be, on that frame."""
    added: int
    removed: int

    @property
    def frames(self) -> range:
        """Its frames."""
        return range(self.first, self.last + 1)

    def with_next(self, one: PreviewedFrame) -> "PreviewedRange | None":
        """One frame longer, at either end; None where the frame is not next to it or not alike."""
        index = one.frame_index
        if index not in (self.first - 1, self.last + 1):
            return None
        if _kind(one) != (self.change, self.is_reviewed):
            return None
        is_worse = one.iou < self.worst_iou
        return replace(
            self,
            first=min(self.first, index),
            last=max(self.last, index),
            worst=index if is_worse else self.worst,
            worst_iou=min(self.worst_iou, one.iou),
            added=self.added + one.added,
            removed=self.removed + one.removed,
        )


@dataclass
class Found:
    """What was found of one object. `ranges` follow the order in which the frames came."""

    frames: dict[FrameIndex, PreviewedFrame] = field(default_factory=dict)
    ranges: list[PreviewedRange] = field(default_factory=list)

    def add(self, one: PreviewedFrame) -> None:
        """One more frame; those of a range come one after the other."""
        self.frames[one.frame_index] = one
        longer = self.ranges[-1].with_next(one) if self.ranges else None
        if longer is not None:
            self.ranges[-1] = longer
            return
        index = one.frame_index
        change, is_reviewed = _kind(one)
        self.ranges.append(
            PreviewedRange(
                change, is_reviewed, index, index, index, index, one.iou, one.added, one.removed
            )
        )

    def drop(self, frames: Iterable[FrameIndex]) -> None:
        """Forget these frames."""
        gone = set(frames)
        left = [one for index, one in self.frames.items() if index not in gone]
        self.frames, self.ranges = {}, []
        for one in left:
            self.add(one)


def _kind(one: PreviewedFrame) -> tuple[Change, bool]:
    before = one.before
    if before is None or before.mask is None:
        return Change.NEW, before is not None and before.reviewed
    if one.iou >= SAME_IOU:
        return Change.NONE, before.reviewed
    return (Change.SMALL if one.iou >= SMALL_IOU else Change.LARGE), before.reviewed


@dataclass(frozen=True)
class PreviewProgress:
    """How far a preview is; `total` frames of all its objects."""

    done: int = 0
    total: int = 0
    is_running: bool = False
