"""Fits the calibration of the reported score: is the mask right, by the signs of `siammask.score`?

Labelled clips, some of whose frames do not show the target, are tracked with the checkpoint as the
product does it: a box, the mask the network draws in it, and no correction. Each frame gives its
signs and whether the mask's IoU with the truth reached `RIGHT_ABOVE`. A logistic regression is
fitted to them. Fit it on training sequences only: what is measured with must not be in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from annotator.core.errors import AnnotatorError
from annotator.core.mask import Mask
from annotator.tracking.siammask.score import FEATURES, Calibration
from annotator.tracking.siammask.tracker import SiamMaskTracker

RIGHT_ABOVE = 0.5
"""A mask is right from this IoU with the truth on."""

RIDGE = 100.0
"""Strength of the pull of all weights to zero, in units of frames."""

_ITERATIONS = 50
_SMALLEST_STEP = 1e-8

RECORDING = Calibration((), (), 0.0)
"""Makes a tracker measure the signs; its score means nothing."""


class CalibrationError(AnnotatorError):
    """Clips that nothing can be fitted to."""


class LabelledClip(Protocol):
    """Frames with the truth about one object."""

    @property
    def name(self) -> str: ...

    def __len__(self) -> int: ...

    def frame(self, index: int) -> NDArray[np.uint8]:
        """RGB, (H, W, 3) uint8."""
        ...

    def truth(self, index: int) -> NDArray[np.bool_]:
        """(H, W) bool; empty where the object is not in the frame."""
        ...


@dataclass(frozen=True)
class Samples:
    """Signs (N, len(FEATURES)) and IoU (N,) of frames, and the number of each one's group (N,).

    Frames of one group come from the same pictures, so they are held out together.
    """

    signs: NDArray[np.float64]
    ious: NDArray[np.float64]
    groups: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ious)

    @property
    def is_right(self) -> NDArray[np.bool_]:
        return np.asarray(self.ious >= RIGHT_ABOVE)

    def raw_scores(self) -> NDArray[np.float64]:
        """The network's own score, as a logit."""
        return self.signs[:, FEATURES.index("raw")]


def gather(
    tracker: SiamMaskTracker,
    clips: Iterable[LabelledClip],
    *,
    group_of: Callable[[LabelledClip], str] = lambda clip: clip.name,
    progress: Callable[[int, str], None] | None = None,
) -> Samples:
    """Track every clip from its first frame; clips that begin without their object are left out.

    `group_of` names the pictures that a clip comes from. `progress` hears the number of frames so
    far and the name of each finished clip.
    """
    recorder = SiamMaskTracker(tracker.runtime, tracker.hyper, calibration=RECORDING)
    signs: list[NDArray[np.float64]] = []
    ious: list[float] = []
    numbers: list[int] = []
    known: dict[str, int] = {}
    for clip in clips:
        number = known.setdefault(group_of(clip), len(known))
        for found, iou in _tracked(recorder, clip):
            signs.append(found)
            ious.append(iou)
            numbers.append(number)
        if progress is not None:
            progress(len(ious), clip.name)
    if not ious:
        raise CalibrationError("no clip shows its object in its first frame; check the data")
    return Samples(np.array(signs), np.array(ious), np.array(numbers))


def _tracked(
    recorder: SiamMaskTracker, clip: LabelledClip
) -> Iterable[tuple[NDArray[np.float64], float]]:
    box = Mask.from_array(clip.truth(0)).box
    if box is None:
        return
    frame = clip.frame(0)
    drawn = recorder.predict(frame, box).mask
    state = recorder.init(frame, box, None if drawn.is_empty else drawn)
    for index in range(1, len(clip)):
        frame = clip.frame(index)
        step = recorder.steps(frame, [state])[0]
        state = step.state
        truth = Mask.from_array(clip.truth(index))
        assert step.signs is not None
        yield step.signs, recorder.prediction(frame, step).mask.iou(truth)


def fit(samples: Samples, *, names: Sequence[str] = FEATURES, ridge: float = RIDGE) -> Calibration:
    """Weights of the named features; those that never change are left out.

    Raises CalibrationError where all masks are right, or all are wrong.
    """
    right = samples.is_right
    if right.all() or not right.any():
        raise CalibrationError(
            f"all of the {len(samples)} masks are {'right' if right.all() else 'wrong'}, so the "
            "score cannot be calibrated; add clips, some where the object leaves"
        )
    columns = [FEATURES.index(name) for name in names]
    columns = [column for column in columns if np.ptp(samples.signs[:, column]) > 0]
    weights, bias = _logistic_regression(samples.signs[:, columns], right, ridge)
    return Calibration(
        tuple(FEATURES[column] for column in columns),
        tuple(round(float(weight), 5) for weight in weights),
        round(bias, 5),
        f"{len(samples)} frames of {len(np.unique(samples.groups))} sequences, "
        f"{int((~right).sum())} with IoU below {RIGHT_ABOVE:g}",
    )


def _logistic_regression(
    x: NDArray[np.float64], y: NDArray[np.bool_], ridge: float
) -> tuple[NDArray[np.float64], float]:
    """Newton's method on standardised features with an unpenalised bias."""
    mean, spread = x.mean(0), x.std(0)
    z = np.column_stack(((x - mean) / spread, np.ones(len(x))))
    pull = np.full(z.shape[1], ridge)
    pull[-1] = 1e-6  # keeps the step finite where the classes are separable
    solution = np.zeros(z.shape[1])
    for _ in range(_ITERATIONS):
        p = 1 / (1 + np.exp(-np.clip(z @ solution, -30, 30)))
        gradient = z.T @ (p - y) + pull * solution
        hessian = (z * (p * (1 - p))[:, None]).T @ z + np.diag(pull)
        step = np.linalg.solve(hessian, gradient)
        solution = solution - step
        if float(np.abs(step).max()) < _SMALLEST_STEP:
            break
    weights = solution[:-1] / spread
    return weights, float(solution[-1] - weights @ mean)


def held_out_scores(
    samples: Samples,
    *,
    folds: int = 5,
    names: Sequence[str] = FEATURES,
    ridge: float = RIDGE,
) -> NDArray[np.float64]:
    """Scores (N,) of every frame by a calibration fitted without its part of the groups."""
    scores = np.full(len(samples), np.nan)
    for fold in range(folds):
        out = samples.groups % folds == fold
        if not out.any():
            continue
        rest = Samples(samples.signs[~out], samples.ious[~out], samples.groups[~out])
        calibration = fit(rest, names=names, ridge=ridge)
        scores[out] = [calibration.score(signs) for signs in samples.signs[out]]
    return scores
