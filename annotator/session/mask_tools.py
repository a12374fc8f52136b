"""What a gesture makes of a mask: pure functions from masks to masks, without Qt.

All work on the part of the picture around the mask, so that they take a few milliseconds at any
resolution. Morphology uses discs; beyond the border of the picture a mask goes on as it is at the
border, so that shrinking and smoothing leave no gap there.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.core.frames import Image
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask

Pixels = NDArray[np.bool_]
Point = tuple[float, float]
SNAP_CROP_PIXELS = 24_000
"""GrabCut's time grows with the pixels: a larger crop is looked at in a lower resolution."""
SNAP_ITERATIONS = 2
SPECK_SHARE = 0.01
"""Of the area of a mask: a smaller part that is only probable is noise of the picture."""


def filled(mask: Mask) -> Mask:
    """Without holes: whatever is outside and does not touch the border of the picture is filled."""
    x, y, crop = mask.crop()
    if crop.size == 0:
        return mask
    outside = np.pad(~crop, 1, constant_values=True).astype(np.uint8)
    _, labels = cv2.connectedComponents(outside, connectivity=4)
    return _placed(mask, x, y, labels[1:-1, 1:-1] != labels[0, 0])


def without_islands(mask: Mask) -> Mask:
    """The largest connected part only (diagonal neighbours are connected)."""
    x, y, crop = mask.crop()
    if crop.size == 0:
        return mask
    count, labels, stats, _ = cv2.connectedComponentsWithStats(crop.view(np.uint8), connectivity=8)
    if count <= 2:
        return mask
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    return _placed(mask, x, y, labels == largest)


def component_count(mask: Mask) -> int:
    """How many connected parts a mask has."""
    crop = mask.crop()[2]
    if crop.size == 0:
        return 0
    return int(cv2.connectedComponents(crop.view(np.uint8), connectivity=8)[0]) - 1


def smoothed(mask: Mask, radius: int = 3) -> Mask:
    """Notches and spikes narrower than about `radius` pixels go; the area stays about the same."""
    size = 2 * radius + 1
    x, y, crop = _padded(mask, size)
    if crop.size == 0:
        return mask
    blurred = cv2.GaussianBlur(crop.astype(np.float32), (size, size), radius / 2)
    return _placed(mask, x, y, blurred > 0.5)


def grown(mask: Mask, pixels: int) -> Mask:
    """Wider by `pixels` on every side, or narrower where `pixels` is negative."""
    reach = abs(pixels)
    x, y, crop = _padded(mask, reach + 1)
    if crop.size == 0 or pixels == 0:
        return mask
    distances = _distances(~crop if pixels > 0 else crop)
    return _placed(mask, x, y, distances <= reach if pixels > 0 else distances > reach)


def rotated_box(mask: Mask) -> RotatedBox | None:
    """The smallest rectangle, at any angle within 45 degrees, around the mask."""
    x, y, crop = mask.crop()
    if crop.size == 0:
        return None
    # The ends of each column are enough: whatever lies between them is inside the hull.
    across = np.ascontiguousarray(crop.T)
    columns = np.flatnonzero(across.any(axis=1))
    tops = across.argmax(axis=1)[columns]
    bottoms = across.shape[1] - across[:, ::-1].argmax(axis=1)[columns]
    corners = np.concatenate(
        [np.stack([columns + dx, rows], 1) for dx in (0, 1) for rows in (tops, bottoms)]
    )
    hull = cv2.convexHull(corners.astype(np.float32))
    (center_x, center_y), (width, height), angle = cv2.minAreaRect(hull)
    while angle > 45:
        angle, width, height = angle - 90, height, width
    while angle < -45:
        angle, width, height = angle + 90, height, width
    return RotatedBox(x + center_x, y + center_y, width, height, angle)


def moved(mask: Mask, dx: int, dy: int) -> Mask:
    """Shifted by whole pixels; what leaves the picture is lost."""
    x, y, crop = mask.crop()
    return _placed(mask, x + dx, y + dy, crop)


def polygon(points: Sequence[Point], *, width: int, height: int) -> Mask:
    """The inside of a closed line through image points; a pixel counts when its centre is in it.

    Where the line crosses itself, everything that it goes around is inside (non-zero winding).
    """
    winding, left, top = _winding(points, width=width, height=height)
    return _placed(Mask.empty(height, width), left, top, winding != 0)


def _winding(
    points: Sequence[Point], *, width: int, height: int
) -> tuple[NDArray[np.int32], int, int]:
    """How often the line goes around each pixel centre; where `(left, top)` of this part lies."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if len(points) < 3:
        return np.zeros((0, 0), np.int32), 0, 0
    left, right = max(0, math.floor(min(xs))), min(width, math.ceil(max(xs)) + 1)
    top, bottom = max(0, math.floor(min(ys))), min(height, math.ceil(max(ys)) + 1)
    if right <= left or bottom <= top:
        return np.zeros((0, 0), np.int32), 0, 0
    steps = np.zeros((bottom - top, right - left + 1), np.int32)
    for (x0, y0), (x1, y1) in pairwise([*points, points[0]]):
        first, last = math.ceil(min(y0, y1) - 0.5), math.ceil(max(y0, y1) - 0.5)
        rows = np.arange(max(first, top), min(last, bottom))
        if rows.size == 0:
            continue
        crossings = x0 + (rows + 0.5 - y0) * ((x1 - x0) / (y1 - y0))
        columns = np.clip(np.ceil(crossings - 0.5).astype(np.int64) - left, 0, right - left)
        np.add.at(steps, (rows - top, columns), 1 if y1 > y0 else -1)
    return np.cumsum(steps, axis=1, dtype=np.int32)[:, :-1], left, top


def snapped(image: Image, mask: Mask, reach: int = 12) -> Mask:
    """The outline moved to the nearest edge in the picture, at most about `reach` pixels.

    `image`: (H, W, 3) uint8. Local GrabCut (Rother et al. 2004): the band around the outline is
    decided by colour, what lies farther in or out stays. A crop of more than `SNAP_CROP_PIXELS`
    is looked at in a lower resolution, so that it takes less than 100 ms.
    """
    x, y, padded = _padded(mask, 2 * reach)
    if padded.size == 0:
        return mask
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(mask.width, x + padded.shape[1]), min(mask.height, y + padded.shape[0])
    inside = padded[y0 - y : y1 - y, x0 - x : x1 - x]
    band = _band(inside, reach)
    scale = min(1.0, math.sqrt(SNAP_CROP_PIXELS / inside.size))
    size = (max(8, round(inside.shape[1] * scale)), max(8, round(inside.shape[0] * scale)))
    colors = cv2.resize(image[y0:y1, x0:x1], size, interpolation=cv2.INTER_AREA)
    small_inside, small_band = _resized(inside, size), _resized(band, size)
    labels = np.where(small_inside, cv2.GC_FGD, cv2.GC_BGD).astype(np.uint8)
    labels[small_band & small_inside] = cv2.GC_PR_FGD
    labels[small_band & ~small_inside] = cv2.GC_PR_BGD
    if not (labels & 1).any() or (labels & 1).all():
        return mask
    cv2.setRNGSeed(0)  # its k-means starts at random: the same gesture, the same mask
    cv2.grabCut(
        np.ascontiguousarray(colors),
        labels,
        (0, 0, 1, 1),  # unused: the labels say where to begin
        np.zeros((1, 65)),
        np.zeros((1, 65)),
        SNAP_ITERATIONS,
        cv2.GC_INIT_WITH_MASK,
    )
    found = (labels & 1).astype(np.bool_)
    least = SPECK_SHARE * float(found.sum())
    found = _without_specks(found, small_inside & ~small_band, least)
    found = ~_without_specks(~found, ~small_inside & ~small_band, least)
    decided = cv2.resize(found.astype(np.float32), inside.shape[::-1]) > 0.5
    return _placed(mask, x0, y0, np.where(band, decided, inside))


def _without_specks(pixels: Pixels, certain: Pixels, least: float) -> Pixels:
    """Connected parts of at least `least` pixels, and those that hold a certain pixel."""
    _, parts, stats, _ = cv2.connectedComponentsWithStats(pixels.view(np.uint8), connectivity=8)
    stays = stats[:, cv2.CC_STAT_AREA] >= least
    stays[np.unique(parts[certain & pixels])] = True
    stays[0] = False
    kept: Pixels = stays[parts]
    return kept


def _band(inside: Pixels, reach: int) -> Pixels:
    """Pixels at most `reach` from the outline; a thin object keeps a core that stays."""
    within, without = _distances(inside), _distances(~inside)
    inner = min(float(reach), 0.6 * float(within.max()))
    band: Pixels = np.where(inside, within <= inner, without <= reach)
    return band


def _distances(pixels: Pixels) -> NDArray[np.float32]:
    """Of each pixel that is set, to the nearest that is not."""
    source = pixels.astype(np.uint8)
    return np.asarray(cv2.distanceTransform(source, cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32)


def _resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    source = np.ascontiguousarray(pixels).view(np.uint8)
    resized: Pixels = cv2.resize(source, size, interpolation=cv2.INTER_NEAREST) > 0
    return resized


def _padded(mask: Mask, margin: int) -> tuple[int, int, Pixels]:
    """`(x, y, pixels)`: the tight box with a margin around, and where its corner lies.

    The margin is empty, except beyond the border of the picture, where the mask goes on.
    """
    x, y, crop = mask.crop()
    if crop.size == 0:
        return x, y, crop
    height, width = crop.shape
    touches = (
        (y == 0, y + height == mask.height),
        (x == 0, x + width == mask.width),
    )
    beyond = [tuple(margin if touch else 0 for touch in axis) for axis in touches]
    empty = [tuple(0 if touch else margin for touch in axis) for axis in touches]
    padded = np.pad(np.pad(crop, beyond, mode="edge"), empty)
    return x - margin, y - margin, padded


def _placed(like: Mask, x: int, y: int, crop: NDArray[np.bool_]) -> Mask:
    """A mask of the size of `like` with `crop` at `(x, y)`, cut at the borders."""
    pixels = np.zeros((like.height, like.width), np.bool_)
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(like.width, x + crop.shape[1]), min(like.height, y + crop.shape[0])
    if x1 > x0 and y1 > y0:
        pixels[y0:y1, x0:x1] = crop[y0 - y : y1 - y, x0 - x : x1 - x]
    return Mask.from_array(pixels)
