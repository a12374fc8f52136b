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

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.tracking.siammask.anchors import Decoded, foreground_scores

Floats = NDArray[np.floating]

FEATURES = (
    "raw",  # logit of the network's score of the chosen anchor
    "highest",  # logit of the highest score anywhere, minus raw
    "runner_up",  # logit of the highest score away from the peak, minus raw
    "spread",  # log of the share of the map above half of the peak
    "penalty",  # log of the penalty for change of the chosen anchor
    "inside",  # mean logit-like certainty |2p - 1| inside of the mask
    "outside",  # the same outside, near the mask
    "rim",  # share of undecided pixels, relative to the mask's outline
    "fill",  # log of mask area over box area
    "box_iou",  # IoU of the mask's box with the decoded box
    "empty",  # 1 where there is no mask
    "cut",  # share of the mask's outline on the window's border
    "growth",  # |log| of the change of size
    "aspect",  # |log| of the change of aspect
    "jump",  # displacement over the target's size
    "pieces",  # share of the mask outside of its largest part
    "like",  # similarity of the masked place to the exemplar's object
    "unlike",  # similarity of the masked place to the exemplar's surroundings
    "contrast",  # similarity of the masked place to what is around it
    "recent",  # similarity to the object one frame before
    "like_mean",  # running mean of `like`
    "raw_mean",  # running mean of `raw`
    "inside_mean",  # running mean of `inside`
    "like_drop",  # like minus its best running mean so far
)
"""What a calibration may weigh, in the order of `measure`."""

_INERTIA = 0.7
_AWAY_CELLS = 4  # the runner-up is at least this far from the peak
_LOGIT_LIMIT = 8.0


@dataclass(frozen=True)
class Look:
    """What is remembered of one object's look and scores; unit vectors (D,)."""

    object: Floats
    surroundings: Floats
    recent: Floats
    like_mean: float = math.nan
    like_best: float = math.nan
    raw_mean: float = math.nan
    inside_mean: float = math.nan


@dataclass(frozen=True)
class Evidence:
    """What one update shows: `scores` (2 * anchors, S, S) logits, `mask` (n, n) probabilities of
    the chosen RoW's window or None, `window` (256, D) embedded cells of that window or None, and
    the size of the target before, in crop pixels.
    """

    scores: Floats
    decoded: Decoded
    mask: Floats | None
    window: Floats | None
    target_size_crop: tuple[float, float]


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


def remember(keys: Floats, foreground: Floats) -> Look:
    """The look of an exemplar: embedded cells (256, D), and the share of object in each (256,)."""
    thing = _mean_direction(keys, foreground)
    return Look(thing, _mean_direction(keys, 1 - foreground), thing)


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
    values |= _of_box(evidence)
    share: Floats = np.zeros(0, np.float32)
    if evidence.mask is not None:
        values |= _of_mask(evidence.mask, evidence.decoded)
        share = mask_share(evidence.mask)
    if look is not None and evidence.window is not None and share.size:
        looks, recent = _of_look(evidence.window, share, look)
        values |= looks
        look = _remembered(look, recent, values)
        values |= {
            "like_mean": look.like_mean,
            "raw_mean": look.raw_mean,
            "inside_mean": look.inside_mean,
            "like_drop": look.like_mean - look.like_best,
        }
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
    share = float(np.mean(best_of_cell > 0.5 * evidence.decoded.score))
    return {
        "raw": raw,
        "highest": _logit(float(best_of_cell.max())) - raw,
        "runner_up": _logit(float(away.max())) - raw,
        "spread": math.log(share + 0.002),
    }


def _of_box(evidence: Evidence) -> dict[str, float]:
    (width, height), (old_width, old_height) = evidence.decoded.size_crop, evidence.target_size_crop
    width, height = max(width, 1.0), max(height, 1.0)
    old_width, old_height = max(old_width, 1.0), max(old_height, 1.0)
    moved = math.hypot(*evidence.decoded.offset_crop)
    return {
        "penalty": math.log(max(evidence.decoded.penalty, 1e-3)),
        "growth": min(2.0, abs(math.log(width * height / (old_width * old_height)) / 2)),
        "aspect": min(2.0, abs(math.log(width / height * old_height / old_width))),
        "jump": min(3.0, moved / math.sqrt(old_width * old_height)),
    }


def _of_mask(mask: Floats, decoded: Decoded) -> dict[str, float]:
    size = mask.shape[0]
    certainty = np.abs(2 * mask - 1)
    inside = (mask > 0.5).astype(np.uint8)
    area = int(inside.sum())
    if not area:
        return {"empty": 1.0, "outside": float(certainty.mean()), "fill": -4.0}
    near = cv2.dilate(inside, np.ones((9, 9), np.uint8)).astype(bool) & (inside == 0)
    outline = inside.astype(bool) & (cv2.erode(inside, np.ones((3, 3), np.uint8)) == 0)
    border = int(inside[0].sum() + inside[-1].sum() + inside[:, 0].sum() + inside[:, -1].sum())
    _, _, stats, _ = cv2.connectedComponentsWithStats(inside)
    width, height = (max(1.0, side * size / 127) for side in decoded.size_crop)
    return {
        "inside": float(certainty[inside > 0].mean()),
        "outside": float(certainty[near].mean()) if near.any() else 1.0,
        "rim": min(3.0, float((certainty < 0.5).sum()) / max(1.0, float(outline.sum()))),
        "fill": max(-4.0, min(2.0, math.log(area / (width * height)))),
        "box_iou": _box_iou(inside, decoded),
        "cut": border / max(1.0, float(outline.sum())),
        "pieces": 1.0 - float(stats[1:, cv2.CC_STAT_AREA].max()) / area,
    }


def _box_iou(inside: NDArray[np.uint8], decoded: Decoded) -> float:
    """IoU of the mask's box with the decoded box, both in the window of the chosen RoW."""
    size = inside.shape[0]
    scale = size / 127
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    mask_box = (columns[0], rows[0], columns[-1] + 1.0, rows[-1] + 1.0)
    x = (decoded.offset_crop[0] - (decoded.cell[1] - 12) * 8 + 63.5) * scale
    y = (decoded.offset_crop[1] - (decoded.cell[0] - 12) * 8 + 63.5) * scale
    half_width, half_height = (side * scale / 2 for side in decoded.size_crop)
    box = (x - half_width, y - half_height, x + half_width, y + half_height)
    across = max(0.0, min(box[2], mask_box[2]) - max(box[0], mask_box[0]))
    down = max(0.0, min(box[3], mask_box[3]) - max(box[1], mask_box[1]))
    areas = [(b[2] - b[0]) * (b[3] - b[1]) for b in (box, mask_box)]
    return float(across * down / max(1.0, sum(areas) - across * down))


def _of_look(window: Floats, share: Floats, look: Look) -> tuple[dict[str, float], Floats]:
    thing = _mean_direction(window, share)
    around = _mean_direction(window, 1 - share)
    values = {
        "like": float(thing @ look.object),
        "unlike": float(thing @ look.surroundings),
        "contrast": float(thing @ around),
        "recent": float(thing @ look.recent),
    }
    return values, thing


def _remembered(look: Look, recent: Floats, values: dict[str, float]) -> Look:
    like_mean = _running(look.like_mean, values["like"])
    return replace(
        look,
        recent=recent,
        like_mean=like_mean,
        like_best=like_mean if math.isnan(look.like_best) else max(look.like_best, like_mean),
        raw_mean=_running(look.raw_mean, values["raw"]),
        inside_mean=_running(look.inside_mean, values["inside"]),
    )


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
