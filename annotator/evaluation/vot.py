"""Accuracy, robustness and expected average overlap of the VOT challenge (SPEC 11.1 to 11.4).

A run holds one result per frame: a polygon, or a code where the tracker was started, had failed
or was being skipped. The measures need nothing else; `vot_run` makes runs, `vot_files` reads and
writes them.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from annotator.evaluation.regions import Polygon, polygon_overlap

SKIPPED_FRAMES = 5  # from a failure to the next start
BURN_IN_FRAMES = 10  # from a start on, not counted in the accuracy

WINDOWS: dict[str, tuple[int, int]] = {
    "vot2016": (100, 356),
    "vot2018": (100, 356),
    "vot2019": (46, 291),
    "vot2016-pysot": (108, 371),
}
"""Lengths over which the expected overlap is averaged, both ends included (SPEC 11.4)."""


class Code(enum.IntEnum):
    """What a result file says in place of a region."""

    SKIPPED = 0
    STARTED = 1
    FAILED = 2


Result: TypeAlias = "Polygon | Code"


@dataclass(frozen=True)
class VotRun:
    """One pass over one sequence. `truths` and `results` run in parallel.

    A truth is None in frames that nobody annotated. `seconds` is the tracker's time per frame,
    empty where it is not known.
    """

    name: str
    width: int
    height: int
    truths: tuple[Polygon | None, ...]
    results: tuple[Result, ...]
    seconds: tuple[float, ...] = ()

    def overlaps(self, *, right: float, bottom: float) -> NDArray[np.float64]:
        """IoU of each frame inside these bounds; NaN where there is a code or no truth."""
        values = np.full(len(self.results), np.nan)
        for index, (truth, result) in enumerate(zip(self.truths, self.results, strict=True)):
            if truth is not None and not isinstance(result, Code):
                values[index] = polygon_overlap(truth, result, (right, bottom))
        return values

    @cached_property
    def counted_overlaps(self) -> NDArray[np.float64]:
        """`overlaps` without the frames of the burn-in, which are NaN."""
        values = self.overlaps(right=self.width, bottom=self.height)
        for index, result in enumerate(self.results):
            if result is Code.STARTED:
                values[index : index + BURN_IN_FRAMES] = np.nan
        return values

    @property
    def failures(self) -> list[int]:
        """Frames at which the target was lost."""
        return [index for index, result in enumerate(self.results) if result is Code.FAILED]

    @property
    def accuracy(self) -> float:
        """Mean overlap after the burn-in; NaN when nothing is left."""
        return _mean_of_known(self.counted_overlaps)

    @property
    def frames_per_second(self) -> float:
        total = sum(self.seconds)
        return len(self.seconds) / total if total > 0 else math.nan


@dataclass(frozen=True)
class VotResult:
    """The measures of a set of runs; several runs of a sequence are its repetitions."""

    runs: tuple[VotRun, ...]
    window: tuple[int, int]
    details: dict[str, str] = field(default_factory=dict)

    @property
    def accuracy(self) -> float:
        """Mean overlap over all frames of all runs, burn-in left out."""
        return _mean_of_known(np.concatenate([run.counted_overlaps for run in self.runs]))

    @property
    def lost_number(self) -> float:
        """Failures in the set; of repetitions the mean counts."""
        return sum(
            len(run.failures) / sum(other.name == run.name for other in self.runs)
            for run in self.runs
        )

    @property
    def frame_count(self) -> int:
        """Frames of the set, repetitions counted once."""
        return sum({run.name: len(run.results) for run in self.runs}.values())

    @property
    def robustness(self) -> float:
        """Failures per hundred frames: the value that is published as R."""
        return 100 * self.lost_number / self.frame_count

    @cached_property
    def eao(self) -> float:
        """Expected average overlap over the window of lengths."""
        return expected_average_overlap(self.runs, low=self.window[0], high=self.window[1])

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values; what is not known is None."""
        return {
            **self.details,
            "EAO": _or_none(self.eao),
            "window": list(self.window),
            "accuracy": _or_none(self.accuracy),
            "robustness": self.robustness,
            "lost": self.lost_number,
            "frames": self.frame_count,
            "sequences": [
                {
                    "name": run.name,
                    "frames": len(run.results),
                    "accuracy": _or_none(run.accuracy),
                    "failures": run.failures,
                    "frames_per_second": _or_none(run.frames_per_second),
                }
                for run in self.runs
            ],
        }

    def table(self) -> str:
        """One line per run and one for the set."""
        width = max(len("sequence"), *(len(run.name) for run in self.runs))
        lines = [f"{'sequence':<{width}}  frames  accuracy  lost    fps"]
        lines += [
            f"{run.name:<{width}}  {len(run.results):6d}  {run.accuracy:8.3f}  "
            f"{len(run.failures):4d}  {run.frames_per_second:5.1f}"
            for run in self.runs
        ]
        low, high = self.window
        lines.append(
            f"accuracy {self.accuracy:.3f}, robustness {self.robustness:.3f}, "
            f"lost {self.lost_number:g}, EAO {self.eao:.3f} (lengths {low} to {high})"
        )
        return "\n".join(lines)


def expected_average_overlap(runs: Sequence[VotRun], *, low: int, high: int) -> float:
    """The expected overlap averaged over sequence lengths low..high, NaN where none is so long."""
    curve = expected_overlaps(runs)
    return _mean_of_known(curve[low - 1 : high])


def expected_overlaps(runs: Sequence[VotRun]) -> NDArray[np.float64]:
    """Expected overlap by sequence length; element i belongs to length i + 1, the first is 1.

    Runs are cut at their failures. A fragment that ends in a failure counts as zero from there
    on, however long the sequence; one that ends with its sequence says nothing of longer ones.
    Overlaps are taken inside (width - 1, height - 1) and without burn-in, as the toolkit does.
    """
    longest = max(len(run.results) for run in runs)
    fragments = np.stack([row for run in runs for row in _fragments(run, longest)])
    # The first frame of a fragment is a start: it is not averaged.
    lengths = np.arange(1, longest)
    averages = np.cumsum(fragments[:, 1:], axis=1) / lengths  # NaN from the fragment's end on
    is_known = ~np.isnan(averages)
    counts = is_known.sum(axis=0)
    sums = np.where(is_known, averages, 0.0).sum(axis=0)
    curve = np.full(longest, np.nan)
    curve[0] = 1.0
    curve[1:] = np.divide(sums, counts, out=np.full(longest - 1, np.nan), where=counts > 0)
    return curve


def _fragments(run: VotRun, longest: int) -> list[NDArray[np.float64]]:
    """Rows of `longest` overlaps, one for each start of the tracker."""
    overlaps = run.overlaps(right=run.width - 1, bottom=run.height - 1)
    overlaps = np.where(np.isnan(overlaps), 0.0, overlaps)
    length = len(overlaps)
    starts = [0, *(f + SKIPPED_FRAMES for f in run.failures if f + SKIPPED_FRAMES <= length)]
    rows = []
    for start, after in pairwise(starts):
        row = np.zeros(longest)
        part = overlaps[start : after + 1]
        row[: len(part)] = part
        rows.append(row)
    last = np.full(longest, np.nan)
    part = overlaps[starts[-1] :]
    # A start right behind the last frame leaves nothing; the toolkit counts it as a zero.
    last[: max(len(part), 1)] = part if len(part) else 0.0
    rows.append(last)
    return rows


def _or_none(value: float) -> float | None:
    """JSON has no NaN."""
    return None if math.isnan(value) else value


def _mean_of_known(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else math.nan
