"""Which box to make from a mask: Table 1 of the paper (SPEC 11.6).

Frames are drawn at random and without temporal state: the exemplar is the first frame's, and each
search region is placed by the truth, then shifted and scaled at random. Boxes made from the
predicted mask, and oracles that know the truth, are compared with the rotated true box.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from annotator.core.geometry import Box, RotatedBox
from annotator.evaluation.benchmark import EvaluationError
from annotator.evaluation.regions import Polygon, box_corners, polygon_overlap, start_box
from annotator.evaluation.vot_data import RegionSequence
from annotator.evaluation.vot_run import REPORTS, RegionTracker

SHIFT = 16.0  # pixels of the search crop, each way
SCALE_POWER = 0.25  # scale is 2 to a power up to this, each way
_EXEMPLAR_SIZE = 127.0


Relocate = Callable[[Any, Box], Any]
"""`relocate(state, box)`: the state as if the target had just been at `box`."""


def relocated(state: Any, box: Box) -> Any:  # noqa: ANN401
    """For states that are frozen dataclasses with `center` and `size`, as SiamMask's."""
    return replace(state, center=box.center, size=(box.width, box.height))


@dataclass(frozen=True)
class Strategy:
    """One row of the table: overlaps of all frames.

    `milliseconds` is the mean processor time of making the box, NaN where it is not made of a
    mask; what the network needs is not in it.
    """

    name: str
    overlaps: tuple[float, ...]
    milliseconds: float = math.nan

    @property
    def mean_iou(self) -> float:
        return float(np.mean(self.overlaps))

    def share_above(self, threshold: float) -> float:
        """mAP at a threshold: the share of frames that overlap more."""
        return float(np.mean(np.asarray(self.overlaps) > threshold))


@dataclass(frozen=True)
class RepresentationResult:
    """Rows in the order of the paper: oracles, then what the tracker's mask gives."""

    strategies: tuple[Strategy, ...]

    def __getitem__(self, name: str) -> Strategy:
        return next(one for one in self.strategies if one.name == name)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "frames": len(self.strategies[0].overlaps),
            "strategies": [
                {
                    "name": one.name,
                    "mIOU": one.mean_iou,
                    "mAP@0.5": one.share_above(0.5),
                    "mAP@0.7": one.share_above(0.7),
                    "ms": None if math.isnan(one.milliseconds) else one.milliseconds,
                }
                for one in self.strategies
            ],
        }

    def table(self) -> str:
        """One line per strategy, in percent."""
        width = max(len(one.name) for one in self.strategies)
        lines = [f"{'':<{width}}   mIOU  mAP@0.5  mAP@0.7      ms"]
        for one in self.strategies:
            time_ms = "" if math.isnan(one.milliseconds) else f"{one.milliseconds:6.2f}"
            lines.append(
                f"{one.name:<{width}}  {one.mean_iou * 100:5.2f}  {one.share_above(0.5) * 100:7.2f}"
                f"  {one.share_above(0.7) * 100:7.2f}  {time_ms}".rstrip()
            )
        return "\n".join([*lines, f"{len(self.strategies[0].overlaps)} frames"])


# -- oracles -------------------------------------------------------------------------------


def fixed_aspect_oracle(truth: Polygon, first: Polygon) -> Polygon:
    """Centre and area of the truth, upright, with the first frame's aspect ratio."""
    extent = first.max(axis=0) - first.min(axis=0)
    aspect = float(extent[0] / extent[1])
    area = polygon_area(truth)
    x, y = (float(v) for v in truth.mean(axis=0))
    return box_corners(
        Box.from_center(x, y, width=(area * aspect) ** 0.5, height=(area / aspect) ** 0.5)
    )


def min_max_oracle(truth: Polygon) -> Polygon:
    """The axis-aligned bounds of the truth."""
    (left, top), (right, bottom) = truth.min(axis=0), truth.max(axis=0)
    return box_corners(Box.from_corners(float(left), float(top), float(right), float(bottom)))


def minimum_rectangle_oracle(truth: Polygon) -> Polygon:
    """The rotated rectangle of least area around the truth.

    One of its sides lies along a side of the truth, so the four directions are tried.
    """
    best: RotatedBox | None = None
    for edge in np.roll(truth, -1, axis=0) - truth:
        angle = float(np.arctan2(edge[1], edge[0]))
        along = np.array([np.cos(angle), np.sin(angle)])
        axes = np.stack([along, [-along[1], along[0]]])
        turned = truth @ axes.T
        low, high = turned.min(axis=0), turned.max(axis=0)
        center, extent = (low + high) / 2 @ axes, high - low
        box = RotatedBox(
            float(center[0]), float(center[1]), float(extent[0]), float(extent[1]),
            float(np.degrees(angle)),
        )  # fmt: skip
        if best is None or box.width * box.height < best.width * best.height:
            best = box
    if best is None:
        raise ValueError("a polygon without corners has no rectangle")
    return best.corners()


def polygon_area(polygon: Polygon) -> float:
    """Area by the shoelace rule."""
    x, y = polygon[:, 0], polygon[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


# -- the experiment ------------------------------------------------------------------------

_TRACKER_ROWS = {
    "box branch": "box",
    "mask, Min-max": "min-max",
    "mask, MBR": "mbr",
    "mask, Opt": "opt",
}


def measure_representation(
    tracker: RegionTracker,
    sequences: Iterable[RegionSequence],
    *,
    frames_per_sequence: int = 20,
    seed: int = 0,
    relocate: Relocate = relocated,
    progress: Callable[[str], None] | None = None,
) -> RepresentationResult:
    """Overlaps of every strategy on frames drawn at random, the first of a sequence left out.

    Raises:
        EvaluationError: no frame with a region but the first.
    """
    random = np.random.default_rng(seed)
    names = ["oracle, fixed aspect", "oracle, Min-max", "oracle, MBR", *_TRACKER_ROWS]
    rows: dict[str, list[float]] = {name: [] for name in names}
    seconds = dict.fromkeys(_TRACKER_ROWS, 0.0)
    for sequence in sequences:
        first = sequence.region(0)
        if first is None:
            continue
        state = tracker.init(sequence.frame(0), start_box(first))
        for index in _drawn(random, len(sequence), frames_per_sequence):
            truth = sequence.region(index)
            if truth is None:
                continue
            frame = sequence.frame(index)
            bounds = (float(frame.shape[1]), float(frame.shape[0]))
            placed = relocate(state, jittered(start_box(truth), random))
            _, prediction = tracker.update(frame, placed)
            regions = [
                fixed_aspect_oracle(truth, first),
                min_max_oracle(truth),
                minimum_rectangle_oracle(truth),
            ]
            for name, report in _TRACKER_ROWS.items():
                began = time.thread_time()
                regions.append(REPORTS[report](prediction))
                seconds[name] += time.thread_time() - began
            for name, region in zip(names, regions, strict=True):
                rows[name].append(polygon_overlap(truth, region, bounds))
        if progress is not None:
            progress(sequence.name)
    if not rows[names[0]]:
        raise EvaluationError("no frame but the first has a region; name a set with truth.")
    return RepresentationResult(
        tuple(
            Strategy(name, tuple(found), 1000 * seconds.get(name, math.nan) / len(found))
            for name, found in rows.items()
        )
    )


def _drawn(random: np.random.Generator, length: int, count: int) -> Sequence[int]:
    """Frames after the first, without repetition, in order."""
    drawn = random.permutation(np.arange(1, length))[:count]
    return [int(index) for index in np.sort(drawn)]


def jittered(box: Box, random: np.random.Generator) -> Box:
    """The box shifted by up to `SHIFT` crop pixels and scaled by up to 2 to `SCALE_POWER`."""
    context = (box.width + box.height) / 2
    side = ((box.width + context) * (box.height + context)) ** 0.5
    pixels = side / _EXEMPLAR_SIZE  # image pixels per pixel of the search crop
    shift_x, shift_y = random.uniform(-SHIFT, SHIFT, 2) * pixels
    scale = float(2.0 ** random.uniform(-SCALE_POWER, SCALE_POWER))
    x, y = box.center
    return Box.from_center(
        x + float(shift_x), y + float(shift_y), width=box.width * scale, height=box.height * scale
    )
