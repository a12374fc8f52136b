"""The speed of several trackers, measured in turns.

Times of runs that lie hours apart compare the load of the machine, not the trackers. So all rows
take turns on the same few frames, the object always where it was in the first, and the median
counts. A row that is new makes all be measured again.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Mapping
from itertools import cycle
from pathlib import Path
from typing import Any, Protocol

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.evaluation.benchmark import EvaluationError, Frame
from annotator.evaluation.davis import Pixels
from annotator.evaluation.regions import Polygon, start_box
from annotator.evaluation.vot_run import RegionTracker, ReportRegion

FRAMES = 4
ROUNDS = 22
_WARM_UP = 2

Step = Callable[[], object]


class _Frames(Protocol):
    def __len__(self) -> int: ...

    def frame(self, index: int) -> Frame: ...


class Outlined(_Frames, Protocol):
    """A sequence whose target has a region, as in VOT."""

    def region(self, index: int) -> Polygon | None: ...


class Masked(_Frames, Protocol):
    """A sequence whose target has a mask, as in DAVIS."""

    def truth(self, index: int) -> Pixels: ...


def box_of_region(sequence: Outlined) -> Box:
    """Where the target is in the first frame. Raises EvaluationError where nobody says."""
    region = sequence.region(0)
    if region is None:
        raise EvaluationError("the first sequence has no region in its first frame.")
    return start_box(region)


def box_of_mask(sequence: Masked) -> Box:
    """Where the target is in the first frame. Raises EvaluationError where it is not there."""
    box = Mask.from_array(sequence.truth(0)).box
    if box is None:
        raise EvaluationError("the first sequence has an empty first mask.")
    return box


def tracking_step(
    tracker: RegionTracker, sequence: _Frames, box: Box, report: ReportRegion | None
) -> Step:
    """A call that follows the target into one more frame, and makes its region with `report`."""
    state = tracker.init(sequence.frame(0), box)
    last = max(1, min(FRAMES, len(sequence) - 1))
    frames = cycle([sequence.frame(index) for index in range(1, last + 1)])

    def step() -> None:
        _, prediction = tracker.update(next(frames), state)
        if report is not None:
            report(prediction)

    return step


def frames_per_second(steps: Mapping[str, Step], *, rounds: int = ROUNDS) -> dict[str, float]:
    """Of each step, by its median time; the steps take turns."""
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds + _WARM_UP):
        for name, step in steps.items():
            began = time.perf_counter()
            step()
            seconds[name].append(time.perf_counter() - began)
    return {name: 1 / statistics.median(found[_WARM_UP:]) for name, found in seconds.items()}


def remembered(
    path: Path, key: Mapping[str, Any], measure: Callable[[], dict[str, float]]
) -> dict[str, float]:
    """What `path` holds under this key, else what `measure` finds, which is then written."""
    wanted = json.loads(json.dumps(key))
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["key"] == wanted:
            return {str(name): float(value) for name, value in document["fps"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    found = measure()
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(json.dumps({"key": wanted, "fps": found}, indent=1), encoding="utf-8")
    os.replace(temporary, path)
    return found
