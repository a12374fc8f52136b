"""From what was found in a search crop to the target's next place and size.

With a box branch both follow the decoded box (SPEC 7.6). Without one the size comes from the mask
(SiamMask-2B: the next search region is that of the mask's Min-max box, SPEC 10.6), or from the best
of several sizes that are tried (SiamFC).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from annotator.core.geometry import Box
from annotator.tracking.siammask.anchors import Decoded
from annotator.tracking.siammask.config import HyperParameters
from annotator.tracking.siammask.crops import Point, SearchGeometry

_MIN_SIZE = 10.0  # pixels; the state's width and height never get smaller (SPEC 7.8)


def sizes_to_try(size: Point, hyper: HyperParameters) -> list[Point]:
    """The sizes of the target of which search crops are made, smallest first."""
    middle = hyper.scale_steps // 2
    factors = [hyper.scale_step ** (step - middle) for step in range(2 * middle + 1)]
    return [(size[0] * factor, size[1] * factor) for factor in factors]


def best_size(scores: Sequence[float], hyper: HyperParameters) -> int:
    """Which of `sizes_to_try` it is, by the scores of 0..1 that each of them reached."""
    middle = len(scores) // 2
    odds = [_log_odds(score) + math.log(hyper.scale_penalty) for score in scores]
    odds[middle] = _log_odds(scores[middle])
    return max(range(len(scores)), key=lambda index: odds[index])


def _log_odds(score: float) -> float:
    return math.log(max(score, 1e-300)) - math.log(max(1 - score, 1e-16))


def move(center: Point, size: Point, decoded: Decoded, geometry: SearchGeometry) -> Box:
    """The position follows at once, the size with the decoded rate (SPEC 7.6)."""
    scale = geometry.scale_crop_per_image
    offset, found = decoded.offset_crop, decoded.size_crop
    wanted = found[0] / scale, found[1] / scale
    return _box((center[0] + offset[0] / scale, center[1] + offset[1] / scale),
                size, wanted, decoded.size_rate)  # fmt: skip


def follow(found: Box, size: Point, rate: float) -> Box:
    """A box around the place of `found`, its size on the way from `size` to that of `found`."""
    return _box(found.center, size, (found.width, found.height), rate)


def _box(center: Point, size: Point, wanted: Point, rate: float) -> Box:
    return Box.from_center(
        *center,
        width=size[0] * (1 - rate) + wanted[0] * rate,
        height=size[1] * (1 - rate) + wanted[1] * rate,
    )


def clamp(moved: Box, *, width: int, height: int) -> tuple[Point, Point]:
    """Centre and size of a box, kept in a picture of that size and above the smallest size."""
    center_x, center_y = moved.center
    return (
        (min(max(center_x, 0.0), float(width)), min(max(center_y, 0.0), float(height))),
        (
            min(max(moved.width, _MIN_SIZE), float(width)),
            min(max(moved.height, _MIN_SIZE), float(height)),
        ),
    )
