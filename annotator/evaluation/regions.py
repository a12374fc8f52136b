"""Overlap of polygons by the rule of the VOT toolkit, and the tracker's start from a VOT polygon.

The toolkit compares rasters, not areas: vertices are rounded and both ends of a row of pixels
count, so two 10 x 10 squares shifted by 5 overlap by 6/16 and not by 1/3 (SPEC 11.2).
A polygon here is an array (N, 2) of corners (x, y), or the 2N numbers of a ground-truth line.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotator.core.geometry import Box

Polygon = NDArray[np.float64]
_SLIVER = 1e-10  # share of areas below which the toolkit calls the overlap 0
_FAR = 1e6  # pixels; what lies beyond cannot matter inside any picture


class _Bounds(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)


def corners_of(region: ArrayLike) -> Polygon:
    """A region as (N, 2) corners; four numbers are x, y, width, height (SPEC 7: extent - 1).

    Raises:
        ValueError: neither four numbers nor an even number of at least six.
    """
    numbers = np.asarray(region, np.float64).ravel()
    if numbers.size == 4:
        x, y, width, height = (float(v) for v in numbers)
        right, bottom = x + width - 1, y + height - 1
        return np.array([[x, y], [x, bottom], [right, bottom], [right, y]])
    if numbers.size < 6 or numbers.size % 2:
        raise ValueError(f"a region has 4, or 6 and more, numbers in pairs, not {numbers.size}")
    return numbers.reshape(-1, 2)


def box_corners(box: Box) -> Polygon:
    """The corners of a box, clockwise from the top left."""
    return np.array(
        [[box.x, box.y], [box.right, box.y], [box.right, box.bottom], [box.x, box.bottom]]
    )


def start_box(region: ArrayLike) -> Box:
    """The axis-aligned box that the paper's code starts from in a VOT region (SPEC 7).

    Its centre is the mean of the corners; its shape that of the axis-aligned bounds, shrunk to
    the area of the polygon, plus one pixel.
    """
    corners = corners_of(region)
    center = corners.mean(axis=0)
    extent = corners.max(axis=0) - corners.min(axis=0)
    area = float(np.linalg.norm(corners[0] - corners[1]) * np.linalg.norm(corners[1] - corners[2]))
    bounds_area = float(extent[0] * extent[1])
    shrink = np.sqrt(area / bounds_area) if bounds_area > 0 else 1.0
    return Box.from_center(
        float(center[0]),
        float(center[1]),
        width=float(shrink * extent[0]) + 1,
        height=float(shrink * extent[1]) + 1,
    )


def polygon_overlap(
    first: ArrayLike, second: ArrayLike, bounds: tuple[float, float] | None = None
) -> float:
    """IoU of two regions on the toolkit's raster, 0..1.

    bounds: (right, bottom) of the picture, which cuts both regions; None cuts nothing.
    """
    polygons = [corners_of(first), corners_of(second)]
    if not all(np.isfinite(polygon).all() for polygon in polygons):
        return 0.0
    polygons = [np.clip(polygon, -_FAR, _FAR) for polygon in polygons]
    a, b = (_bounds(polygon, bounds) for polygon in polygons)
    left, top = min(a.left, b.left), min(a.top, b.top)
    width = int(max(a.right, b.right) - left) + 1
    height = int(max(a.bottom, b.bottom) - top) + 1
    if width < 1 or height < 1 or _shared_area(a, b) == 0:
        return 0.0
    if a.area <= _SLIVER * b.area or b.area <= _SLIVER * a.area:
        return 0.0
    masks = [rasterize(p, left=left, top=top, width=width, height=height) for p in polygons]
    joint = np.count_nonzero(masks[0] | masks[1])
    return np.count_nonzero(masks[0] & masks[1]) / joint if joint else 0.0


def _bounds(polygon: Polygon, limit: tuple[float, float] | None) -> _Bounds:
    points = polygon.astype(np.float32)
    left, top = (float(v) for v in np.floor(points.min(axis=0)))
    right, bottom = (float(v) for v in np.ceil(points.max(axis=0)))
    if limit is None:
        return _Bounds(left, top, right, bottom)
    # A polygon beyond the picture keeps a strip without area rather than a negative extent.
    left, top = max(left, 0.0), max(top, 0.0)
    return _Bounds(left, top, max(left, min(right, limit[0])), max(top, min(bottom, limit[1])))


def _shared_area(a: _Bounds, b: _Bounds) -> float:
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    return max(width, 0.0) * max(height, 0.0)


def rasterize(
    polygon: Polygon, *, left: float, top: float, width: int, height: int
) -> NDArray[np.bool_]:
    """Pixels (height, width) of a polygon by the toolkit's scan-line fill (SPEC 11.2).

    A row is crossed by every edge that reaches it, ends included; of equal neighbours among the
    sorted crossings the first is skipped, and the rest pair up, both end pixels filled.
    """
    shifted = polygon.astype(np.float32) - np.array([left, top], np.float32)
    rounded = np.copysign(np.floor(np.abs(shifted) + np.float32(0.5)), shifted)
    crossings = _crossings(rounded.astype(np.int64), height)
    rows = np.arange(height)
    steps = np.zeros((height, width + 1), np.int32)
    waiting = np.zeros(height, np.int64)  # index of the next crossing that may begin a run
    for k in range(crossings.shape[1] - 1):
        begin, end = crossings[:, k], crossings[:, k + 1]
        is_next = (waiting == k) & np.isfinite(end)
        is_run = is_next & (begin != end)
        waiting[is_next] = k + 1
        waiting[is_run] = k + 2
        is_seen = is_run & (begin < width) & (end >= 0)
        first = np.clip(begin[is_seen], 0, width).astype(np.int64)
        last = np.clip(end[is_seen], 0, width - 1).astype(np.int64)
        np.add.at(steps, (rows[is_seen], first), 1)
        np.add.at(steps, (rows[is_seen], last + 1), -1)
    filled: NDArray[np.bool_] = np.cumsum(steps, axis=1)[:, :width] > 0
    return filled


def _crossings(vertices: NDArray[np.int64], height: int) -> NDArray[np.float64]:
    """Sorted x of the crossings of each row, (height, edges), padded with infinity."""
    rows = np.arange(height)[:, None]
    x, y = vertices[:, 0].astype(np.float64), vertices[:, 1].astype(np.float64)
    x_before, y_before = np.roll(x, 1), np.roll(y, 1)
    rise = y_before - y
    is_crossed = (np.minimum(y, y_before) <= rows) & (rows <= np.maximum(y, y_before)) & (rise != 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = np.trunc(x + (rows - y) / rise * (x_before - x))
    return np.sort(np.where(is_crossed, at, np.inf), axis=1)
