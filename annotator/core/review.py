"""Which frames of an object to look at next, and why.

An order is a pure function from the observations of a track to review items, most urgent first,
so that the review queue, the simulated labeler of `annotator.evaluation.effort` and tests share
it, and one order can replace another. `lowest_score_first` trusts the score of each frame by
itself. `largest_repair_first` asks what a correction would repair: a corrected frame is propagated
both ways, so the middle of a doubtful stretch is worth more than its end, or than one frame alone.
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from annotator.core.frames import FrameIndex
from annotator.core.project import Observation

DOUBTFUL_BELOW = 0.5
"""Scores below it are named as a reason."""

UNKNOWN_URGENCY = 0.5


class Reason(enum.Enum):
    """Why a frame is proposed; the value is for a person."""

    FLAGGED = "flagged"
    EMPTY_MASK = "nothing was found"
    LOW_SCORE = "low score"
    NO_SCORE = "no score"


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A frame to look at. `urgency` is 0..1, 1 first; without reasons it is merely unreviewed."""

    frame_index: FrameIndex
    urgency: float
    reasons: tuple[Reason, ...] = ()


ReviewOrder = Callable[[Mapping[FrameIndex, Observation]], list[ReviewItem]]
"""Proposes frames of one track, most urgent first; never one that a person has settled."""


def lowest_score_first(observations: Mapping[FrameIndex, Observation]) -> list[ReviewItem]:
    """Flagged frames, then by rising score, then by time; barriers are settled and left out."""
    items = [
        _item(frame_index, observation)
        for frame_index, observation in observations.items()
        if not observation.is_barrier
    ]
    return sorted(items, key=lambda item: (-item.urgency, item.frame_index))


REPAIR_REACH = 8
"""Frames on either side that a correction is expected to help, less with distance."""


def largest_repair_first(observations: Mapping[FrameIndex, Observation]) -> list[ReviewItem]:
    """Flagged frames, then by the doubt that a correction there is expected to remove.

    The doubt of a frame is 1 minus its score. A correction removes all of its own, and a share
    that falls linearly with distance of that of the frames around it, up to the next settled one
    on either side. The urgency is the geometric mean of both, so that it can be compared between
    objects.
    """
    items = {item.frame_index: item for item in lowest_score_first(observations)}
    ranked = [
        item
        if Reason.FLAGGED in item.reasons
        else replace(item, urgency=(item.urgency * _repair(items, i) / REPAIR_REACH) ** 0.5)
        for i, item in items.items()
    ]
    return sorted(ranked, key=lambda item: (-item.urgency, item.frame_index))


def _repair(items: Mapping[FrameIndex, ReviewItem], frame_index: FrameIndex) -> float:
    total = items[frame_index].urgency
    for step in (1, -1):
        for distance in range(1, REPAIR_REACH):
            item = items.get(frame_index + step * distance)
            if item is None:
                break
            total += item.urgency * (1 - distance / REPAIR_REACH)
    return total


def _item(frame_index: FrameIndex, observation: Observation) -> ReviewItem:
    reasons = []
    score = observation.score
    urgency = UNKNOWN_URGENCY if score is None else 1.0 - min(max(score, 0.0), 1.0)
    if observation.flagged:
        reasons.append(Reason.FLAGGED)
        urgency = 1.0
    if observation.mask is None or observation.mask.is_empty:
        reasons.append(Reason.EMPTY_MASK)
    if score is None:
        reasons.append(Reason.NO_SCORE)
    elif score < DOUBTFUL_BELOW:
        reasons.append(Reason.LOW_SCORE)
    return ReviewItem(frame_index, urgency, tuple(reasons))
