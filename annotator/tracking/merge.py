"""Two predictions of one object on one frame, made from either side, become one.

The masks are blended through their signed distance fields (positive inside, pixels): the blend
of two shapes is then a shape between them, where a blend of pixels would be the union or the
intersection. The weight of each is how near its keyframe is, times its score.
Rejected: a learned fusion network (nothing to train it on here, and it cannot be inspected).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.tracking.tracker import Prediction

MIN_SCORE = 0.05
"""A hopeless score still leaves a prediction a say close to its keyframe."""
Crop = NDArray[np.bool_]


def merge_predictions(forward: Prediction, backward: Prediction, *, nearness: float) -> Prediction:
    """Blend; `nearness` is 1 at the keyframe that `forward` comes from, 0 at the other one."""
    weight = _weight(forward, backward, nearness)
    mask, disagreement = blend_masks(forward.mask, backward.mask, weight=weight)
    leading = forward if weight >= 0.5 else backward
    box = mask.box
    return Prediction(
        mask=mask,
        score=weight * forward.score + (1 - weight) * backward.score,
        box=box if box is not None else leading.box,
        rotated_box=leading.rotated_box,
        disagreement=disagreement,
        disputed=_symmetric_difference(forward.mask, backward.mask),
    )


def _symmetric_difference(one: Mask, other: Mask) -> Mask:
    return one.union(other).difference(one.intersection(other))


def _weight(forward: Prediction, backward: Prediction, nearness: float) -> float:
    """Of the forward prediction, 0 to 1."""
    ahead = nearness * max(MIN_SCORE, forward.score)
    behind = (1 - nearness) * max(MIN_SCORE, backward.score)
    return ahead / (ahead + behind)


def blend_masks(forward: Mask, backward: Mask, *, weight: float) -> tuple[Mask, float]:
    """The blend, and 1 - IoU of the two; `weight` is that of `forward`, 0 to 1.

    Where they have nothing in common (one is empty, or on another thing) there is no shape
    between them: the one with the greater weight is taken.
    """
    if forward == backward:
        return forward, 0.0
    overlap = forward.iou(backward)
    if overlap == 0.0:
        return (forward if weight >= 0.5 else backward), 1.0
    area = _common_area(forward, backward)
    one, other = _cropped(forward, area), _cropped(backward, area)
    distance = weight * _signed_distance(one) + (1 - weight) * _signed_distance(other)
    pixels = np.zeros((forward.height, forward.width), np.bool_)
    x, y = int(area.x), int(area.y)
    pixels[y : y + one.shape[0], x : x + one.shape[1]] = distance > 0
    return Mask.from_array(pixels), 1.0 - overlap


def _common_area(one: Mask, other: Mask) -> Box:
    """The tight box around both."""
    first, second = one.box, other.box
    assert first is not None
    assert second is not None
    return Box.from_corners(
        min(first.x, second.x),
        min(first.y, second.y),
        max(first.right, second.right),
        max(first.bottom, second.bottom),
    )


def _cropped(mask: Mask, area: Box) -> Crop:
    """`(area.height, area.width)` bool: the part of a mask inside a box that holds all of it."""
    pixels = np.zeros((int(area.height), int(area.width)), np.bool_)
    x, y, crop = mask.crop()
    top, left = y - int(area.y), x - int(area.x)
    pixels[top : top + crop.shape[0], left : left + crop.shape[1]] = crop
    return pixels


def _signed_distance(crop: Crop) -> NDArray[np.float64]:
    """Pixels to the outline, positive inside; the crop's border counts as outside."""
    padded = np.pad(crop, 1).astype(np.uint8)
    inside = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    outside = cv2.distanceTransform(1 - padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    signed: NDArray[np.float64] = (inside - outside)[1:-1, 1:-1].astype(np.float64)
    return signed
