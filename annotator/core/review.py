"""Which frames of an object to look at next, and why.

An order is a pure function from the observations of a track to review items, most urgent first,
so that the review queue, the simulated labeler of `annotator.evaluation.effort` and tests share
it, and one order can replace another. `lowest_score_first` trusts the score of each frame by
itself. `largest_repair_first` asks what a correction would repair: a corrected frame is propagated
both ways, so the middle of a doubtful stretch is worth more than its end, or than one frame alone.
What speaks against a frame is measured in `annotator.core.doubt`; here it is weighed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from annotator.core.doubt import UNKNOWN_SCORE_DOUBT, Bools, Evidence, Floats, Measure, Reason
from annotator.core.frames import FrameIndex
from annotator.core.mask_geometry import Ints, measured
from annotator.core.project import Observation

__all__ = [
    "NAMED_FROM",
    "REPAIR_REACH",
    "WEIGHTS",
    "Reason",
    "ReviewItem",
    "ReviewOrder",
    "in_one_queue",
    "largest_repair_first",
    "lowest_score_first",
]

NAMED_FROM = 0.5
"""Signals above it are named as a reason."""

REPAIR_REACH = 8
"""Frames on either side that a correction is expected to help, less with distance."""

REPAIR_GRADES = 0.1, 0.2
"""Urgencies from which the expected repair is some, and much. Finer grades make a labeler jump from
stretch to stretch, and need more gestures (docs/evaluation.md)."""
FLAGGED_GRADE = len(REPAIR_GRADES) + 1

WEIGHTS: Mapping[Reason, float] = MappingProxyType(
    {
        Reason.LOW_SCORE: 1.0,
        Reason.DISAGREEMENT: 1.0,
        Reason.AREA_JUMP: 0.3,
        Reason.PLACE_JUMP: 0.3,
        Reason.PIECES: 0.0,
        Reason.BOX_MISFIT: 0.05,
        Reason.BORDER: 0.1,
        Reason.SEAM: 0.3,
    }
)
"""How much of the doubt in a frame each signal can be, 0..1. Signals add up as chances do: the
trust that is left is the product of what each leaves. Chosen so that the simulated labeler needs
no more gestures than by score alone (docs/evaluation.md); several parts made it look at more good
frames, so they are named and not weighed."""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A frame to look at. `urgency` is 0..1; without reasons it is merely unreviewed.

    Items of a higher `grade` come before those of a lower one, in whatever object they are.
    """

    frame_index: FrameIndex
    urgency: float
    reasons: tuple[Reason, ...] = ()
    grade: int = 0


ReviewOrder = Callable[[Mapping[FrameIndex, Observation]], list[ReviewItem]]
"""Proposes frames of one track, most urgent first; never one that a person has settled."""


def lowest_score_first(observations: Mapping[FrameIndex, Observation]) -> list[ReviewItem]:
    """Flagged frames, then by rising score, then by time; barriers are settled and left out."""
    items = []
    for frame_index, observation in observations.items():
        if not observation.is_barrier:
            score = 1 - UNKNOWN_SCORE_DOUBT if observation.score is None else observation.score
            doubt = 1 - min(max(score, 0.0), 1.0)
            said = (
                (observation.flagged, Reason.FLAGGED),
                (observation.mask is None or observation.mask.is_empty, Reason.EMPTY_MASK),
                (observation.score is None, Reason.NO_SCORE),
                (doubt > NAMED_FROM, Reason.LOW_SCORE),
            )
            reasons = tuple(reason for is_so, reason in said if is_so)
            urgency = 1.0 if observation.flagged else doubt
            items.append(ReviewItem(frame_index, urgency, reasons))
    return sorted(items, key=lambda item: (-item.urgency, item.frame_index))


def largest_repair_first(
    observations: Mapping[FrameIndex, Observation],
    *,
    weights: Mapping[Reason, float] = WEIGHTS,
    measure: Measure = measured,
) -> list[ReviewItem]:
    """Flagged frames, then by grades of the doubt that a correction there is expected to remove.

    Within a grade the run with the most urgent frame comes first, and within a run the frame
    nearest to its seed; frames of no known run by urgency. A correction removes all doubt in its
    own frame, and a share that falls linearly with distance of that in the frames around it, up to
    the next settled one on either side. The urgency is the geometric mean of the frame's own doubt
    and of that around it, so that it can be compared between objects. `measure` may remember masks
    from call to call.
    """
    evidence = Evidence(observations, measure)
    signals = evidence.signals()
    trust = np.ones(evidence.frames.size)
    for reason, weight in weights.items():
        trust *= 1 - weight * signals[reason]
    doubt = np.where(evidence.is_open, 1 - trust, 0.0)
    urgency = np.sqrt(doubt * _repair(evidence.frames, doubt, evidence.is_open) / REPAIR_REACH)
    urgency = np.where(evidence.is_flagged, 1.0, urgency)
    grade = np.searchsorted(REPAIR_GRADES, urgency)
    grade[evidence.is_flagged] = FLAGGED_GRADE
    reasons = _named(evidence, signals)
    order = _along_runs(evidence, grade, urgency)
    return [
        ReviewItem(frame, value, reasons.get(place, ()), at)
        for frame, value, at, place in zip(
            evidence.frames[order].tolist(),
            urgency[order].tolist(),
            grade[order].tolist(),
            order.tolist(),
            strict=True,
        )
    ]


def in_one_queue(
    items_by_track: Mapping[int, Sequence[ReviewItem]],
) -> list[tuple[int, ReviewItem]]:
    """The items of all objects with their track ids: by grade, then object after object.

    Within a grade the object with the most urgent item comes first, and stays in its own order.
    """
    best: dict[tuple[int, int], float] = {}
    for track_id, items in items_by_track.items():
        for item in items:
            key = track_id, item.grade
            best[key] = max(best.get(key, 0.0), item.urgency)
    queue = [(track_id, item) for track_id, items in items_by_track.items() for item in items]
    return sorted(queue, key=lambda one: (-one[1].grade, -best[one[0], one[1].grade], one[0]))


def _along_runs(evidence: Evidence, grade: Ints, urgency: Floats) -> Ints:
    """The places of open observations: by grade, run and distance from the seed of the run."""
    seeds = np.full(evidence.frames.size, -1, np.int64)
    steps = np.zeros(evidence.frames.size, np.int64)
    for place, observation in enumerate(evidence.observations):
        made = observation.provenance
        if made is not None and made.seed_frame is not None:
            seeds[place] = made.seed_frame
            steps[place] = 0 if made.direction is None else made.direction.step
    distance = np.where(seeds < 0, 0, np.abs(evidence.frames - seeds))
    _, run = np.unique(np.stack((grade, seeds, steps)), axis=1, return_inverse=True)
    run = run.reshape(-1)  # some versions of numpy keep a dimension
    most_urgent = np.zeros(urgency.size)
    np.maximum.at(most_urgent, run, np.where(evidence.is_open, urgency, 0.0))
    order = np.lexsort((evidence.frames, -urgency, distance, -most_urgent[run], -grade))
    in_order: Ints = order[evidence.is_open[order]]
    return in_order


def _named(evidence: Evidence, signals: Mapping[Reason, Floats]) -> dict[int, tuple[Reason, ...]]:
    """Reasons of the open observations that have some, by place; what a person said first."""
    said = {
        Reason.FLAGGED: evidence.is_flagged,
        Reason.EMPTY_MASK: ~evidence.has_mask,
        Reason.NO_SCORE: ~evidence.has_score,
    }
    seen = {reason: values > NAMED_FROM for reason, values in signals.items()}
    named: dict[int, tuple[Reason, ...]] = {}
    for reason, is_so in {**said, **seen}.items():
        for place in np.flatnonzero(is_so & evidence.is_open).tolist():
            named[place] = (*named.get(place, ()), reason)
    return named


def _repair(frames: Ints, doubt: Floats, is_open: Bools) -> Floats:
    """`(n,)`: the doubt within reach of each frame, less with distance."""
    total = doubt.copy()
    reached = is_open.copy()
    for distance in range(1, min(REPAIR_REACH, frames.size)):
        share = 1 - distance / REPAIR_REACH
        # reached[i]: all from i to i + distance are open and without a gap
        reached = reached[:-1] & is_open[distance:] & (np.diff(frames)[distance - 1 :] == 1)
        total[:-distance] += share * np.where(reached, doubt[distance:], 0.0)
        total[distance:] += share * np.where(reached, doubt[:-distance], 0.0)
    return total
