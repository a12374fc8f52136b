"""Does the score know? How well a low reported score foretells a wrong mask.

Measured on labelled sequences and on clips composed from them whose target leaves and returns
(`annotator.evaluation.compose`). A tracker starts as the product does: from the box, with the mask
it draws in it. A mask is wrong when its IoU is below one half; a mask where there is no target is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.evaluation.benchmark import (
    FrameResult,
    Labelled,
    SequenceResult,
    TrackerLike,
    auroc,
    track_sequence,
)
from annotator.evaluation.compose import CLIP_LENGTH, WAYS, Way, compose_set

WRONG_BELOW = 0.5


def _figure(auroc_or_nan: float) -> str:
    """Without wrong masks, or without right ones, there is none."""
    return "-" if math.isnan(auroc_or_nan) else f"{auroc_or_nan:.3f}"


@dataclass(frozen=True)
class CertaintyResult:
    """Results of the sequences as they are, and of the clips composed from them."""

    plain: tuple[SequenceResult, ...]
    composed: tuple[SequenceResult, ...]

    @property
    def all_auroc(self) -> float:
        """The figure that counts: all frames together; 0.5 is chance, 1 is always right."""
        return score_auroc([*self.plain, *self.composed])

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "auroc": self.all_auroc,
            "auroc_plain": score_auroc(self.plain),
            "auroc_composed": score_auroc(self.composed),
            "frames": len(_frames([*self.plain, *self.composed])),
            "wrong": sum(f.j < WRONG_BELOW for f in _frames([*self.plain, *self.composed])),
            "sequences": [
                {"name": s.name, "J": s.j.mean, **_shares(s)} for s in [*self.plain, *self.composed]
            ],
        }

    def table(self) -> str:
        """A line per sequence: J in percent, and the mean score of right and of wrong masks."""
        results = [*self.plain, *self.composed]
        width = max(len("sequence"), *(len(result.name) for result in results))
        lines = [f"{'sequence':<{width}}      J  wrong frames  score: right  wrong"]
        for result in results:
            shares = _shares(result)
            means = (
                "     -" if shares[key] is None else f"{shares[key]:6.2f}"
                for key in ("score_right", "score_wrong")
            )
            lines.append(
                f"{result.name:<{width}}  {100 * result.j.mean:5.1f}  {shares['wrong']:12d}  "
                f"{'       '.join(means)}"
            )
        lines.append(
            f"AUROC of the score against IoU < {WRONG_BELOW:g}: {_figure(self.all_auroc)} "
            f"(sequences {_figure(score_auroc(self.plain))}, "
            f"composed {_figure(score_auroc(self.composed))})"
        )
        return "\n".join(lines)


def _shares(result: SequenceResult) -> dict[str, Any]:
    right = [f.score for f in result.frames if f.j >= WRONG_BELOW]
    wrong = [f.score for f in result.frames if f.j < WRONG_BELOW]
    return {
        "wrong": len(wrong),
        "score_right": sum(right) / len(right) if right else None,
        "score_wrong": sum(wrong) / len(wrong) if wrong else None,
    }


def _frames(results: Sequence[SequenceResult]) -> list[FrameResult]:
    return [frame for result in results for frame in result.frames]


def score_auroc(results: Sequence[SequenceResult]) -> float:
    """AUROC of all frames of the results together; NaN without right or without wrong ones."""
    frames = _frames(results)
    return auroc([-f.score for f in frames], [f.j < WRONG_BELOW for f in frames])


def measure_certainty(
    tracker: TrackerLike,
    sequences: Sequence[Labelled],
    *,
    ways: Sequence[Way] = WAYS,
    length: int = CLIP_LENGTH,
    progress: Callable[[SequenceResult], None] | None = None,
) -> CertaintyResult:
    """Track the sequences and one composed clip per way and sequence."""

    def tracked(clip: Labelled) -> SequenceResult:
        result = track_sequence(tracker, clip, start="guided")
        if progress is not None:
            progress(result)
        return result

    return CertaintyResult(
        tuple(tracked(sequence) for sequence in sequences),
        tuple(tracked(clip) for clip in compose_set(sequences, ways=ways, length=length)),
    )
