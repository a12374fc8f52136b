"""The score a person sees: how likely the mask is right, from what the network said on the way.

The network's own score says that something object-like stands where the target was; a tree does
while the rider is away. A `Calibration` weighs it with other signs: a second peak, an undecided
mask, a mask that does not fill its box, a sudden change of size, and above all how much the masked
place looks like the exemplar's object (in the guidance's embedding). It is a logistic regression,
fitted on training sequences (`annotator.tracking.training.calibrate`) and stored with the
checkpoint. Checkpoints without one report the network's score as it is.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.tracking.siammask.anchors import Decoded, foreground_scores
from annotator.tracking.siammask.config import EXEMPLAR_SIZE

Floats = NDArray[np.floating]

FEATURES = (
    "raw",  # logit of the network's score of the chosen anchor
    "highest",  # logit of the highest score anywhere, minus raw
    "runner_up",  # logit of the highest score away from the peak, minus raw
    "inside",  # mean certainty |2p - 1| inside of the mask
    "rim",  # undecided pixels per pixel of the mask's outline
    "fill",  # log of mask area over box area
    "pieces",  # share of the mask outside of its largest part
    "like",  # cosine of the masked place to the exemplar's object
    "unlike",  # cosine of the masked place to the exemplar's surroundings
    "recent",  # cosine to the object one frame before
    "match",  # mean over masked cells: best match in the object minus best in its surroundings
    "cover",  # mean over masked cells' counterparts: how well each of the object's cells is found
    "colour",  # Bhattacharyya coefficient of the masked place's colours and the object's
    "like_mean",  # running mean of `like`
    "inside_mean",  # running mean of `inside`
)
"""What a calibration may weigh, in the order of `measure`. Tried and of no use on held-out training
sequences: spread of the score map, the penalty, IoU of mask and decoded box, changes of size and
aspect, displacement, contact with the window, the drop of `like` from its best.
"""

_INERTIA = 0.7
_AWAY_CELLS = 4  # the runner-up is at least this far from the peak
_LOGIT_LIMIT = 8.0
_CERTAIN = 0.6  # share of a cell that makes it the object's
_COLOUR_SIDE = 64  # colours are counted at this size
_LEAST_FILL = -4.0


@dataclass(frozen=True)
class Look:
    """What is remembered of one object.

    `keys` (P, D): the exemplar's embedded cells, unit vectors; `is_object`, `is_surrounding` (P,)
    say which of them are certain. `object`, `surroundings`, `recent` (D,) are mean directions,
    `colours` a histogram of the object's colours.
    """

    keys: Floats
    is_object: NDArray[np.bool_]
    is_surrounding: NDArray[np.bool_]
    object: Floats
    surroundings: Floats
    recent: Floats
    colours: Floats
    like_mean: float = math.nan
    inside_mean: float = math.nan


@dataclass(frozen=True)
class Evidence:
    """What one update shows.

    `scores` (2 * anchors, S, S) are logits. Of the chosen RoW's window: `mask` (n, n)
    probabilities, `window` (256, D) embedded cells, `picture` (m, m, 3) uint8 RGB; None for
    networks without them. `decoded` holds the box in crop pixels.
    """

    scores: Floats
    decoded: Decoded
    mask: Floats | None
    window: Floats | None
    picture: NDArray[np.uint8] | None


@dataclass(frozen=True)
class Calibration:
    """Logistic regression over named features; `measured` says what it was fitted on."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    measured: str = ""

    def score(self, features: Floats) -> float:
        """0..1 from all of `FEATURES`."""
        chosen = features[[FEATURES.index(name) for name in self.names]]
        return _sigmoid(float(chosen @ np.asarray(self.weights)) + self.bias)

    def to_json(self) -> str:
        """Text for a checkpoint's metadata."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Calibration:
        """Raises ValueError where the text is no calibration that this version understands."""
        values = json.loads(text)
        try:
            names, weights = tuple(values["names"]), tuple(float(w) for w in values["weights"])
            bias, measured = float(values["bias"]), str(values.get("measured", ""))
        except (KeyError, TypeError) as error:
            raise ValueError(f"the calibration lacks {error}") from error
        unknown = [name for name in names if name not in FEATURES]
        if unknown or len(names) != len(weights):
            raise ValueError(f"the calibration weighs unknown features {unknown}")
        return cls(names, weights, bias, measured)


def remember(keys: Floats, foreground: Floats, picture: NDArray[np.uint8]) -> Look:
    """The look of an exemplar.

    keys (256, D) embedded cells, foreground (256,) the share of object in each, picture the
    exemplar crop, (m, m, 3) uint8 RGB.
    """
    is_object = foreground > _CERTAIN
    if not is_object.any():  # a thin object covers no cell by so much
        is_object = foreground >= foreground.max()
    thing = _mean_direction(keys, foreground)
    side = math.isqrt(len(foreground))
    share = cv2.resize(foreground.reshape(side, side), (_COLOUR_SIDE, _COLOUR_SIDE))
    return Look(
        keys,
        is_object,
        foreground < 1 - 2 * (1 - _CERTAIN),
        thing,
        _mean_direction(keys, 1 - foreground),
        thing,
        _colours(picture, share),
    )


def box_share(size_crop: tuple[float, float], cells: int = 16, stride: int = 8) -> Floats:
    """(cells * cells,) of 0 or 1: the ellipse in a box of that size in the middle of a crop."""
    centre = (cells * stride - 1) // 2
    y, x = np.mgrid[:cells, :cells] * stride - centre
    width, height = (max(side, 2.0 * stride) for side in size_crop)
    return np.asarray(((2 * x / width) ** 2 + (2 * y / height) ** 2 <= 1).ravel(), np.float32)


def measure(evidence: Evidence, look: Look | None) -> tuple[NDArray[np.float64], Look | None]:
    """All `FEATURES` of one update, and the look with this frame remembered."""
    values = dict.fromkeys(FEATURES, 0.0)
    values |= _of_scores(evidence)
    if evidence.mask is not None:
        values |= _of_mask(evidence.mask, evidence.decoded)
        if look is not None and evidence.window is not None and evidence.picture is not None:
            share = mask_share(evidence.mask)
            recent = _mean_direction(evidence.window, share)
            values |= _of_look(evidence.window, share, recent, look)
            values["colour"] = _same_colours(evidence.mask, evidence.picture, look)
            look = replace(
                look,
                recent=recent,
                like_mean=_running(look.like_mean, values["like"]),
                inside_mean=_running(look.inside_mean, values["inside"]),
            )
            values |= {"like_mean": look.like_mean, "inside_mean": look.inside_mean}
    return np.array([values[name] for name in FEATURES]), look


def mask_share(mask: Floats, cells: int = 16) -> Floats:
    """(n, n) probabilities -> (cells * cells,) means around the cells of stride 8."""
    size = cells * 8 - 1
    full = mask if mask.shape[0] == size else cv2.resize(mask, (size, size))
    smooth = cv2.blur(np.asarray(full, np.float32), (9, 9), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(smooth[::8, ::8].reshape(-1), np.float32)


def _of_scores(evidence: Evidence) -> dict[str, float]:
    size = evidence.scores.shape[-1]
    best_of_cell = foreground_scores(evidence.scores).reshape(-1, size, size).max(0)
    raw = _logit(evidence.decoded.score)
    row, column = evidence.decoded.cell
    away = best_of_cell.copy()
    away[
        max(0, row - _AWAY_CELLS + 1) : row + _AWAY_CELLS,
        max(0, column - _AWAY_CELLS + 1) : column + _AWAY_CELLS,
    ] = 0
    return {
        "raw": raw,
        "highest": _logit(float(best_of_cell.max())) - raw,
        "runner_up": _logit(float(away.max())) - raw,
    }


def _of_mask(mask: Floats, decoded: Decoded) -> dict[str, float]:
    size = mask.shape[0]
    certainty = np.abs(2 * mask - 1)
    inside = (mask > 0.5).astype(np.uint8)
    area = int(inside.sum())
    if not area:
        return {"fill": _LEAST_FILL}
    eroded = cv2.erode(inside, np.ones((3, 3), np.uint8))
    outline = max(1.0, float(area - int(eroded.sum())))
    _, _, stats, _ = cv2.connectedComponentsWithStats(inside)
    width, height = (max(1.0, side * size / EXEMPLAR_SIZE) for side in decoded.size_crop)
    return {
        "inside": float(certainty[inside > 0].mean()),
        "rim": min(3.0, float((certainty < 0.5).sum()) / outline),
        "fill": max(_LEAST_FILL, min(2.0, math.log(area / (width * height)))),
        "pieces": 1.0 - float(stats[1:, cv2.CC_STAT_AREA].max()) / area,
    }


def _of_look(window: Floats, share: Floats, thing: Floats, look: Look) -> dict[str, float]:
    similarity = window @ look.keys.T  # (256, P)
    to_object = similarity[:, look.is_object]
    best = to_object.max(1)
    if look.is_surrounding.any():
        best = best - similarity[:, look.is_surrounding].max(1)
    masked = share > 0.5
    return {
        "like": float(thing @ look.object),
        "unlike": float(thing @ look.surroundings),
        "recent": float(thing @ look.recent),
        "match": float(share @ best) / max(float(share.sum()), 1e-6),
        "cover": float(to_object[masked].max(0).mean()) if masked.any() else -1.0,
    }


def _same_colours(mask: Floats, picture: NDArray[np.uint8], look: Look) -> float:
    small = cv2.resize(np.asarray(mask, np.float32), (_COLOUR_SIDE, _COLOUR_SIDE))
    found = _colours(picture, (small > 0.5).astype(np.float32))
    return float(np.sqrt(found * look.colours).sum())


def _colours(picture: NDArray[np.uint8], share: NDArray[Any]) -> Floats:
    """Histogram of lightness (6) and two colour axes (8 each); its sum is 1, or 0 without share.

    picture (m, m, 3) uint8 RGB, share (_COLOUR_SIDE, _COLOUR_SIDE) of 0..1.
    """
    side = (_COLOUR_SIDE, _COLOUR_SIDE)
    small = cv2.resize(picture, side, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).reshape(-1, 3).astype(np.int64)
    # Most pictures keep to the middle of the colour axes: 50 steps to either side of grey (128).
    axes = np.clip((lab[:, 1:] - 78) * 8 // 100, 0, 7)
    cells = (lab[:, 0] // 43 * 8 + axes[:, 0]) * 8 + axes[:, 1]
    histogram = np.bincount(cells, weights=share.ravel(), minlength=6 * 64)
    return np.asarray(histogram / max(float(histogram.sum()), 1e-6), np.float64)


def _running(mean: float, value: float) -> float:
    return value if math.isnan(mean) else _INERTIA * mean + (1 - _INERTIA) * value


def _mean_direction(vectors: Floats, weights: Floats) -> Floats:
    total = np.asarray(weights, np.float32) @ vectors
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-6), np.float32)


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return max(-_LOGIT_LIMIT, min(_LOGIT_LIMIT, math.log(clipped / (1 - clipped))))


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))
