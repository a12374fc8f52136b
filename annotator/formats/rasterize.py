"""Polygons and cropped row-major runs of unknown origin become masks; all checks come first.

Polygons are filled by pycocotools, whose C code trusts its input: lengths, numbers and distances
are checked before.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

from annotator.core.mask import Mask
from annotator.formats.reading import refuse, short

MAX_NUMBERS = 10**6
_MAX_OUTLINE = 5 * 10**6  # pixels; the rasteriser takes 40 bytes for each


def mask_of_polygons(
    polygons: Sequence[Sequence[float]], *, width: int, height: int, place: str
) -> Mask:
    """The union of polygons `[x1, y1, x2, y2, ...]` with pixel-edge coordinates."""
    length = 0.0
    for polygon in polygons:
        corners = _corners(polygon, 2 * max(width, height), place)
        length += float(np.abs(corners - np.roll(corners, 1, axis=0)).max(axis=1).sum())
        if length > _MAX_OUTLINE:
            raise refuse(place, "the polygons are longer than the outline of any object")
    if not polygons:
        return Mask.empty(height, width)
    parts = coco_mask.frPyObjects([list(map(float, p)) for p in polygons], height, width)
    merged = coco_mask.merge(parts)
    return Mask.from_compressed(height, width, merged["counts"])


def _corners(polygon: Sequence[float], limit: float, place: str) -> NDArray[np.float64]:
    if not isinstance(polygon, list | tuple) or len(polygon) < 6 or len(polygon) % 2:
        raise refuse(place, "a polygon is at least three corners, x and y in turn")
    if len(polygon) > MAX_NUMBERS:
        raise refuse(place, "a polygon has more than half a million corners")
    is_near = float(limit).__ge__  # false for NaN
    if set(map(type, polygon)) <= {int, float} and all(map(is_near, map(abs, polygon))):
        return np.array(polygon, np.float64).reshape(-1, 2)
    for value in polygon:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refuse(place, f"a corner of a polygon is {short(value)}, not a number")
        if not -limit <= value <= limit:  # also false for NaN
            raise refuse(place, f"a corner of a polygon is {short(value)}, far outside the picture")
    return np.array(polygon, np.float64).reshape(-1, 2)


def mask_of_row_runs(
    runs: Sequence[int],
    *,
    left: int,
    top: int,
    crop: tuple[int, int],
    size: tuple[int, int],
    place: str,
) -> Mask:
    """From row-major counts, zeros first, of a crop `(width, height)` at (left, top).

    The crop must lie in the picture of `size` (width, height).
    """
    width, height = size
    crop_width, crop_height = crop
    if crop_width == 0 and crop_height == 0 and not sum(runs):
        return Mask.empty(height, width)
    fits = left >= 0 and top >= 0 and crop_width > 0 and crop_height > 0
    if not fits or left + crop_width > width or top + crop_height > height:
        raise refuse(
            place,
            f"the mask of {crop_width} x {crop_height} at {left}, {top} does not lie in the "
            f"picture of {width} x {height}",
        )
    if sum(runs) != crop_width * crop_height:
        raise refuse(
            place,
            f"the run-lengths cover {sum(runs)} pixels of {crop_width} x {crop_height}",
        )
    counts = np.asarray(runs, np.int64)
    flat = np.repeat(np.arange(counts.size) % 2 == 1, counts)
    return Mask.from_crop(height, width, left, top, flat.reshape(crop_height, crop_width))


def row_runs(pixels: NDArray[np.bool_]) -> list[int]:
    """Row-major counts, zeros first, of a `(height, width)` crop (VOT and CVAT)."""
    flat = np.ascontiguousarray(pixels).reshape(-1)
    if flat.size == 0:
        return []
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    runs: list[int] = np.diff(np.concatenate(([0], changes, [flat.size]))).tolist()
    return [0, *runs] if flat[0] else runs
