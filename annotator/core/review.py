"""Which frames of an object to look at next, and why.

An order is a pure function from the observations of a track to review items, most urgent first,
so that the review queue, the simulated labeler of `annotator.evaluation.effort` and tests share
it, and one order can replace another. This one trusts the score alone: lowest first.
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
