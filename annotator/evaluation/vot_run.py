"""The supervised run of the VOT challenge: a tracker that fails is started again (SPEC 11.1)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeAlias

from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.evaluation.benchmark import EvaluationError, Frame
from annotator.evaluation.box_from_mask import (
    BoxFit,
    Pixels,
    fit_min_max,
    fit_minimum_rectangle,
    fit_optimal,
    largest_part,
)
from annotator.evaluation.regions import Polygon, box_corners, polygon_overlap, start_box
from annotator.evaluation.vot import SKIPPED_FRAMES, Code, Result, VotRun
from annotator.evaluation.vot_data import RegionSequence


class RegionPrediction(Protocol):
    """What a region is made of: a mask, the tracker's box, and a rotated box if it has one."""

    @property
    def mask(self) -> Mask: ...

    @property
    def box(self) -> Box: ...

    @property
    def rotated_box(self) -> RotatedBox | None: ...


class RegionTracker(Protocol):
    """What a run asks of a tracker; frames are (H, W, 3) uint8 RGB."""

    def init(self, frame: Frame, box: Box, mask: Mask | None = None) -> Any: ...  # noqa: ANN401

    def update(
        self,
        frame: Frame,
        state: Any,  # noqa: ANN401
    ) -> tuple[Any, RegionPrediction]: ...


ReportRegion: TypeAlias = Callable[[RegionPrediction], Polygon]


def report_rotated(prediction: RegionPrediction) -> Polygon:
    """The tracker's own rotated box (of SiamMask: MBR), else its box."""
    if prediction.rotated_box is None:
        return box_corners(prediction.box)
    return prediction.rotated_box.corners()


def report_box(prediction: RegionPrediction) -> Polygon:
    """The axis-aligned box of the box branch: SiamMask-box."""
    return box_corners(prediction.box)


def reporter(fit: Callable[[Pixels], BoxFit]) -> ReportRegion:
    """A box fitted to the largest part of the mask, else the tracker's box."""

    def report(prediction: RegionPrediction) -> Polygon:
        fitted = fit(largest_part(prediction.mask.to_array()))
        if fitted is None or min(fitted.width, fitted.height) <= 0:
            return box_corners(prediction.box)
        return fitted.corners()

    return report


REPORTS: dict[str, ReportRegion] = {
    "rotated": report_rotated,
    "box": report_box,
    "min-max": reporter(fit_min_max),
    "mbr": reporter(fit_minimum_rectangle),
    "opt": reporter(fit_optimal),
}
"""What a tracker's answer is taken to be, by the names of the command line."""


def run_supervised(
    tracker: RegionTracker,
    sequence: RegionSequence,
    report: ReportRegion = report_rotated,
) -> VotRun:
    """Follow the target; after an overlap of 0 start again `SKIPPED_FRAMES` later.

    Frames without truth neither fail nor start a tracker. Overlaps are taken inside the picture.

    Raises:
        EvaluationError: no frame of the sequence has a region.
    """
    truths = tuple(sequence.region(index) for index in range(len(sequence)))
    if all(truth is None for truth in truths):
        raise EvaluationError(f"{sequence.name} has no region to start from; check its truth.")
    results: list[Result] = []
    seconds: list[float] = []
    state: Any = None
    is_running = False
    wait_until = width = height = 0
    for index, truth in enumerate(truths):
        result: Result = Code.SKIPPED
        spent = 0.0
        if is_running or (truth is not None and index >= wait_until):
            frame = sequence.frame(index)
            height, width = frame.shape[:2]
            began = time.perf_counter()
            if is_running:
                state, prediction = tracker.update(frame, state)
                result = report(prediction)
            elif truth is not None:
                state = tracker.init(frame, start_box(truth))
                result, is_running = Code.STARTED, True
            spent = time.perf_counter() - began
            if truth is not None and _is_lost(truth, result, width, height):
                result, is_running = Code.FAILED, False
                wait_until = index + SKIPPED_FRAMES
        results.append(result)
        seconds.append(spent)
    return VotRun(sequence.name, width, height, truths, tuple(results), tuple(seconds))


def _is_lost(truth: Polygon, result: Result, width: int, height: int) -> bool:
    if isinstance(result, Code):
        return False
    return polygon_overlap(truth, result, (width, height)) <= 0


def run_all(
    tracker: RegionTracker,
    sequences: Iterable[RegionSequence],
    report: ReportRegion = report_rotated,
    *,
    progress: Callable[[VotRun], None] | None = None,
) -> tuple[VotRun, ...]:
    """`run_supervised` over a set; `progress` hears of every finished sequence."""
    runs = []
    for sequence in sequences:
        runs.append(run_supervised(tracker, sequence, report))
        if progress is not None:
            progress(runs[-1])
    return tuple(runs)
