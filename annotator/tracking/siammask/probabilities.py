"""A tracker whose predictions keep the mask's probabilities, for merging several objects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.tracking.siammask.crops import Image
from annotator.tracking.siammask.tracker import SiamMaskTracker, State, Step
from annotator.tracking.tracker import Prediction, TrackingError

OUTSIDE = -1.0


@dataclass(frozen=True)
class DensePrediction:
    """A mask with its probabilities, (H, W) float32, -1 where the mask does not reach.

    2 MB at 480p: for evaluation, not for keeping.
    """

    mask: Mask
    score: float
    probabilities: NDArray[np.float32]


class ProbabilityTracker:
    """`SiamMaskTracker` with a `DensePrediction` for every update."""

    def __init__(self, tracker: SiamMaskTracker) -> None:
        self.tracker = tracker

    @property
    def mask_threshold(self) -> float:
        """A pixel above it belongs to the object."""
        return self.tracker.hyper.mask_threshold

    def init(self, frame: Image, box: Box, mask: Mask | None = None) -> State:
        """See `SiamMaskTracker.init`."""
        return self.tracker.init(frame, box, mask)

    def update(self, frame: Image, state: State) -> tuple[State, DensePrediction]:
        """See `SiamMaskTracker.update`."""
        (step,) = self.tracker.steps(frame, [state])
        height, width = frame.shape[:2]
        found = self.tracker.prediction(frame, step)
        dense = _probabilities(step, width=width, height=height)
        return step.state, DensePrediction(found.mask, found.score, dense)

    def predict(self, frame: Image, box: Box) -> Prediction:
        """See `SiamMaskTracker.predict`."""
        return self.tracker.predict(frame, box)


def with_probabilities(tracker: object) -> ProbabilityTracker:
    """The same tracker with dense predictions. Raises TrackingError where it has none."""
    if not isinstance(tracker, SiamMaskTracker):
        raise TrackingError(
            f"{type(tracker).__name__} gives no probabilities to merge; name a SiamMask checkpoint"
        )
    return ProbabilityTracker(tracker)


def _probabilities(step: Step, *, width: int, height: int) -> NDArray[np.float32]:
    """Without a mask branch the filled box is the mask, with probability 1."""
    if step.pasted is not None:
        return step.pasted.full(width=width, height=height)
    inside = step.state.box.pixels(width=width, height=height)
    return np.where(inside, 1.0, OUTSIDE).astype(np.float32)
