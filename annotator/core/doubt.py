"""What speaks against the masks of an object, frame by frame: one signal for each reason.

A signal is 0 where nothing speaks against a mask and 1 where it is as bad as that reason can
tell. Signals look at a mask beside its neighbours in time, because an object changes its size,
place and shape little from one frame to the next, and a tracker that loses it does not.
"""

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from annotator.core.frames import FrameIndex
from annotator.core.mask import Mask
from annotator.core.mask_geometry import MaskGeometry, measured
from annotator.core.project import Observation

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Reason(enum.Enum):
    """Why a frame is proposed; the value is for a person."""

    FLAGGED = "flagged"
    EMPTY_MASK = "nothing was found"
    LOW_SCORE = "low score"
    NO_SCORE = "no score"
    DISAGREEMENT = "forward and backward disagree"
    AREA_JUMP = "the size jumps"
    PLACE_JUMP = "the place jumps"
    PIECES = "several parts"
    BOX_MISFIT = "the shape jumps"
    BORDER = "reaches the edge of the picture"
    SEAM = "two runs meet and differ"


UNKNOWN_SCORE_DOUBT = 0.5
DISAGREEMENT_RAMP = 0.05, 0.3
"""1 - IoU of the two sides of a merge: unsuspicious up to the first, hopeless from the second."""
AREA_RAMP = 0.15, 0.9
"""Natural logarithm of the ratio of two areas in a row, beyond what is usual around."""
PLACE_RAMP = 0.12, 0.6
"""Way of the centre in square roots of the area, beyond what is usual around."""
PIECES_RAMP = 0.02, 0.3
"""Share of the area outside the largest part."""
MISFIT_RAMP = 0.08, 0.4
"""How far area over area of the rotated box is from what is usual around (logarithm), or how far
apart their centres are, in square roots of the area of the box."""
SEAM_RAMP = 0.1, 0.5
"""1 - IoU across a seam, beyond that of the pairs beside it."""
USUAL_REACH = 4
"""Frames on either side that say what is usual."""
STAYS_AT_BORDER = 0.3
"""Signal of a mask that touches the edge of the picture as its neighbours do."""


class MeasuredMasks:
    """Remembers the geometry of the masks it was asked for last: most stay from call to call."""

    def __init__(self) -> None:
        self._rows: dict[Mask, int] = {}
        self._known = measured([])

    def __call__(self, masks: Sequence[Mask]) -> MaskGeometry:
        """Measures only what is new."""
        wanted = list(dict.fromkeys(masks))
        new = [mask for mask in wanted if mask not in self._rows]
        rows = self._rows | {mask: len(self._rows) + number for number, mask in enumerate(new)}
        everything = MaskGeometry.joined([self._known, measured(new)])
        self._known = everything.taken(np.array([rows[mask] for mask in wanted], np.int64))
        self._rows = {mask: number for number, mask in enumerate(wanted)}
        return self._known.taken(np.array([self._rows[mask] for mask in masks], np.int64))


Measure = Callable[[Sequence[Mask]], MaskGeometry]


class Evidence:
    """The observations of one object in the order of time, and the signals they give.

    All arrays are `(n,)`, one entry for each observation.
    """

    def __init__(
        self, observations: Mapping[FrameIndex, Observation], measure: Measure = measured
    ) -> None:
        self.frames = np.array(sorted(observations), np.int64)
        self.observations = [observations[int(frame)] for frame in self.frames]
        self.is_open = np.array([not one.is_barrier for one in self.observations], np.bool_)
        masks = [one.mask or _NOTHING for one in self.observations]
        self.geometry = measure(masks)
        self.is_flagged = np.array([one.flagged for one in self.observations], np.bool_)
        self.has_score = np.array([one.score is not None for one in self.observations], np.bool_)
        self.has_mask: Bools = self.geometry.area > 0
        self._follows = np.diff(self.frames) == 1
        self._pairs: Bools = self._follows & self.has_mask[1:] & self.has_mask[:-1]

    def signals(self) -> dict[Reason, Floats]:
        """By reason, 0..1. Flags and missing scores are no signals: nothing is measured there."""
        return {
            Reason.LOW_SCORE: self._score(),
            Reason.DISAGREEMENT: self._disagreement(),
            Reason.AREA_JUMP: self._area_jump(),
            Reason.PLACE_JUMP: self._place_jump(),
            Reason.PIECES: self._pieces(),
            Reason.BOX_MISFIT: self._box_misfit(),
            Reason.BORDER: self._border(),
            Reason.SEAM: self._seam(),
        }

    def _score(self) -> Floats:
        scores = (
            1 - UNKNOWN_SCORE_DOUBT if one.score is None else one.score for one in self.observations
        )
        return 1 - np.clip(np.fromiter(scores, np.float64, len(self.observations)), 0, 1)

    def _disagreement(self) -> Floats:
        found = (one.disagreement or 0.0 for one in self.observations)
        return _ramp(np.fromiter(found, np.float64, len(self.observations)), DISAGREEMENT_RAMP)

    def _area_jump(self) -> Floats:
        area = np.log(np.maximum(self.geometry.area, 1))
        return self._jump(np.abs(np.diff(area)), AREA_RAMP)

    def _place_jump(self) -> Floats:
        shape = self.geometry
        way = np.hypot(np.diff(shape.center_x), np.diff(shape.center_y))
        side = np.sqrt(np.maximum(np.maximum(shape.area[1:], shape.area[:-1]), 1))
        return self._jump(way / side, PLACE_RAMP)

    def _jump(self, steps: Floats, ramp: tuple[float, float]) -> Floats:
        """The larger step beside a frame, and some of the smaller: both are large at an outlier,
        one is where everything is different from there on."""
        steps = np.where(self._pairs, steps, np.nan)
        before, after = _sides(_ramp(steps - np.nan_to_num(_usual(steps)), ramp))
        return 0.75 * np.maximum(before, after) + 0.25 * np.minimum(before, after)

    def _pieces(self) -> Floats:
        return np.where(self.has_mask, _ramp(1 - self.geometry.largest_share, PIECES_RAMP), 0.0)

    def _box_misfit(self) -> Floats:
        boxes = np.full((len(self.observations), 3), np.nan)
        for number, one in enumerate(self.observations):
            box = one.rotated_box
            if box is not None and self.has_mask[number]:
                boxes[number] = box.center_x, box.center_y, max(1.0, box.width * box.height)
        shape = self.geometry
        apart = np.hypot(boxes[:, 0] - shape.center_x, boxes[:, 1] - shape.center_y)
        fill = np.log(np.maximum(shape.area, 1) / boxes[:, 2])
        odd = np.abs(fill - _usual(fill))
        return _ramp(np.fmax(odd, apart / np.sqrt(boxes[:, 2])), MISFIT_RAMP)

    def _border(self) -> Floats:
        touched = self.geometry.touched_edges
        changes = self._pairs & (touched[1:] != touched[:-1])
        touches = touched > 0
        is_new = np.maximum(*_sides(changes.astype(np.float64))) > 0
        return np.where(touches, np.where(is_new, 1.0, STAYS_AT_BORDER), 0.0)

    def _seam(self) -> Floats:
        """Where masks from different seeds or runs meet, and do not go over into another."""
        steps = np.zeros(self._pairs.size)
        seams = self._pairs & np.fromiter(self._changes_of_run(), np.bool_, steps.size)
        for place in np.flatnonzero(seams & (self.is_open[1:] | self.is_open[:-1])):
            beside = [self._unlike(int(one)) for one in (place - 1, place + 1)]
            usual = min((one for one in beside if one is not None), default=0.0)
            steps[place] = (self._unlike(int(place)) or 0.0) - usual
        return np.maximum(*_sides(_ramp(steps, SEAM_RAMP)))

    def _changes_of_run(self) -> Iterator[bool]:
        """For each step, whether the masks on either side of it are of different runs.

        A mask that was corrected is still of the run that made it, until a run starts from it.
        """
        frames: list[FrameIndex] = self.frames.tolist()
        made_by = [one.provenance for one in self.observations]
        seeds = [None if made is None else made.seed_frame for made in made_by]
        is_seed = set(seeds)
        keys: list[tuple[str, FrameIndex | None] | None] = [
            None
            if made is None
            else ("", frame)
            if one.is_keyframe and frame in is_seed
            else (made.run_id, made.seed_frame)
            for frame, one, made in zip(frames, self.observations, made_by, strict=True)
        ]
        for (frame, key, seed), (next_frame, next_key, next_seed) in pairwise(
            zip(frames, keys, seeds, strict=True)
        ):
            goes_on = seed == next_frame or next_seed == frame
            yield None not in (key, next_key) and key != next_key and not goes_on

    def _unlike(self, place: int) -> float | None:
        """1 - IoU of the masks before and after a step; None where one is missing."""
        if not 0 <= place < self._pairs.size or not self._pairs[place]:
            return None
        one, other = self.observations[place].mask, self.observations[place + 1].mask
        return None if one is None or other is None else 1 - one.iou(other)


_NOTHING = Mask.empty(1, 1)


def _ramp(values: Floats, ramp: tuple[float, float]) -> Floats:
    """0 up to the first bound, 1 from the second; 0 where nothing is known."""
    low, high = ramp
    return np.nan_to_num(np.clip((values - low) / (high - low), 0, 1), nan=0.0)


def _sides(steps: Floats) -> tuple[Floats, Floats]:
    """`(n - 1,)` steps between frames: `(n,)` the one before each frame, and the one after it."""
    return np.concatenate(([0.0], steps)), np.concatenate((steps, [0.0]))


def _usual(values: Floats) -> Floats:
    """The median of what is around each value, itself left out; nan where nothing is known."""
    if not values.size:
        return values
    padded = np.pad(values, USUAL_REACH, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * USUAL_REACH + 1)
    others = np.delete(around, USUAL_REACH, axis=1)
    ordered = np.sort(others, axis=1)  # nan goes to the end
    known = np.count_nonzero(~np.isnan(ordered), axis=1)
    middle: Floats = ordered[np.arange(values.size), np.maximum(0, (known - 1) // 2)]
    return middle
