"""A box around a mask, in the three ways that the paper compares: Min-max, MBR and Opt.

Boxes join pixel centres: a mask of one pixel has a box without extent, and the toolkit's raster
of a Min-max box (regions.py) is exactly the bounds of the mask. Masks are (H, W) bool.

Opt is the rectangle of VOT-2016: it minimises ``alpha * (mask pixels outside) + (background
pixels inside)``. For one angle that is a maximum-weight sub-rectangle, mask pixels weighing
`alpha` and others -1, which Kadane's rule finds exactly; so every angle is solved on a coarse
grid, and the best ones are then refined.
"""

from __future__ import annotations

import math
from typing import NamedTuple, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.core.geometry import RotatedBox

Pixels: TypeAlias = NDArray[np.bool_]
BoxFit: TypeAlias = RotatedBox | None

ALPHA = 2.7
"""Weight of mask pixels left outside, as in VOT-2016."""

_COARSE_CELLS = 24  # per side of the grid on which all angles are tried
_COARSE_ANGLES = 30  # in a quarter turn
_CANDIDATES = 3  # angles that are refined
_FINE_SIDE = 64  # pixels of the object's longer side while the angle is refined
_ANGLE_HALVINGS = 6
_ALTERNATIONS = 3
_MARGIN = 1e-6


class _Points(NamedTuple):
    """Pixel centres around a mask with their weights."""

    xy: NDArray[np.float64]
    weight: NDArray[np.float64]


class _Span(NamedTuple):
    """A rectangle in axes turned by `angle`, radians, and its weight."""

    weight: float
    angle: float
    u: tuple[float, float]
    v: tuple[float, float]


def fit_min_max(pixels: Pixels) -> BoxFit:
    """The axis-aligned bounds of the mask; None for an empty one."""
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    if not rows.size:
        return None
    left, right, top, bottom = (float(v) for v in (*columns[[0, -1]], *rows[[0, -1]]))
    return RotatedBox((left + right) / 2, (top + bottom) / 2, right - left, bottom - top, 0.0)


def fit_minimum_rectangle(pixels: Pixels) -> BoxFit:
    """MBR: the rotated rectangle of least area around the mask; None for an empty one."""
    contours, _ = cv2.findContours(
        pixels.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    if not contours:
        return None
    # Not by its corners: the direction of a side without length would be lost.
    (x, y), (width, height), angle = cv2.minAreaRect(np.concatenate(contours))
    return RotatedBox(float(x), float(y), float(width), float(height), float(angle))


def fit_optimal(pixels: Pixels, alpha: float = ALPHA) -> BoxFit:
    """Opt: the rotated rectangle of least `cost`; None for an empty mask.

    Not proven to be the least of all, but never worse than Min-max and MBR.
    alpha: weight of a mask pixel outside against a background pixel inside, above 0.
    """
    bounds, around = fit_min_max(pixels), fit_minimum_rectangle(pixels)
    if bounds is None or around is None:
        return None
    longer = max(bounds.width, bounds.height)
    stride = max(1, math.ceil(longer / _FINE_SIDE))
    points = _points(pixels, bounds, alpha, stride=1)
    fewer = points if stride == 1 else _points(pixels, bounds, alpha, stride=stride)
    fewest = _points(pixels, bounds, alpha, stride=max(1, math.ceil(longer / _COARSE_CELLS)))
    coarse = _coarse_spans(fewest, bounds)
    best = max((_refined(fewer, span, stride / 2) for span in coarse), key=_weight)
    starts = [_alternated(points, best, 0.5)]
    starts += [_tight(points, _span_of(points, box)) for box in (bounds, around)]
    return _box_of(_tight(points, max(starts, key=_weight)))


def cost(pixels: Pixels, box: RotatedBox, alpha: float = ALPHA) -> float:
    """What Opt minimises: alpha * (mask pixels outside the box) + (background inside it)."""
    rows, columns = np.indices(pixels.shape)
    angle = math.radians(box.angle_degrees)
    u, v = _turned(np.stack([columns.ravel(), rows.ravel()], 1).astype(np.float64), angle)
    center_u, center_v = _turned(np.array([[box.center_x, box.center_y]]), angle)
    is_inside = (np.abs(u - center_u) <= box.width / 2 + _MARGIN) & (
        np.abs(v - center_v) <= box.height / 2 + _MARGIN
    )
    is_mask = pixels.ravel()
    outside, background = is_mask & ~is_inside, is_inside & ~is_mask
    return alpha * float(np.count_nonzero(outside)) + float(np.count_nonzero(background))


def largest_part(pixels: Pixels) -> Pixels:
    """The largest connected part (8 neighbours) of the mask."""
    count, labels, facts, _ = cv2.connectedComponentsWithStats(pixels.astype(np.uint8))
    if count <= 2:
        return pixels
    part: Pixels = labels == 1 + int(np.argmax(facts[1:, cv2.CC_STAT_AREA]))
    return part


def _turned(
    xy: NDArray[np.float64], angle: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coordinates along and across a direction."""
    cosine, sine = math.cos(angle), math.sin(angle)
    return xy[:, 0] * cosine + xy[:, 1] * sine, xy[:, 1] * cosine - xy[:, 0] * sine


def _points(pixels: Pixels, bounds: RotatedBox, alpha: float, *, stride: int) -> _Points:
    """Every `stride`-th pixel that a rectangle tight around mask pixels can reach."""
    height, width = pixels.shape
    margin_x, margin_y = bounds.height / 2 + stride, bounds.width / 2 + stride
    left = max(0, math.floor(bounds.center_x - bounds.width / 2 - margin_x))
    right = min(width, math.ceil(bounds.center_x + bounds.width / 2 + margin_x) + 1)
    top = max(0, math.floor(bounds.center_y - bounds.height / 2 - margin_y))
    bottom = min(height, math.ceil(bounds.center_y + bounds.height / 2 + margin_y) + 1)
    part = pixels[top:bottom:stride, left:right:stride]
    rows, columns = np.indices(part.shape)
    xy = np.stack([columns.ravel() * stride + left, rows.ravel() * stride + top], axis=1)
    return _Points(xy.astype(np.float64), np.where(part.ravel(), alpha, -1.0))


def _coarse_spans(points: _Points, bounds: RotatedBox) -> list[_Span]:
    """The best rectangles of all angles on a grid around the mask, the best few of them."""
    reach = math.hypot(bounds.width, bounds.height) / 2 + 1
    center = np.array([[bounds.center_x, bounds.center_y]])
    cell = 2 * reach / _COARSE_CELLS
    angles = [k * math.pi / 2 / _COARSE_ANGLES for k in range(_COARSE_ANGLES)]
    grids = np.empty((len(angles), _COARSE_CELLS, _COARSE_CELLS))
    for grid, angle in zip(grids, angles, strict=True):
        u, v = _turned(points.xy - center, angle)
        column, row = ((u + reach) // cell).astype(int), ((v + reach) // cell).astype(int)
        is_on = (np.minimum(row, column) >= 0) & (np.maximum(row, column) < _COARSE_CELLS)
        flat = row[is_on] * _COARSE_CELLS + column[is_on]
        grid[:] = np.bincount(flat, points.weight[is_on], _COARSE_CELLS**2).reshape(grid.shape)
    weights, spans = maximum_rectangles(grids)
    best = []
    for k in np.argsort(-weights)[:_CANDIDATES]:
        top, bottom, left, right = (float(edge) for edge in spans[k])
        center_u, center_v = (float(value[0]) for value in _turned(center, angles[k]))
        start_u, start_v = center_u - reach, center_v - reach
        along = start_u + left * cell, start_u + right * cell
        across = start_v + top * cell, start_v + bottom * cell
        best.append(_Span(float(weights[k]), angles[k], along, across))
    return best


def maximum_rectangles(
    grids: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The heaviest sub-rectangle of each grid: weights (K,) and (K, 4) top, bottom, left, right.

    grids: (K, rows, columns). Bottom and right are exclusive. All pairs of rows, and along them
    Kadane's rule: a run's sum less the smallest sum before it.
    """
    count, rows, columns = grids.shape
    above = np.zeros((count, rows + 1, columns))
    np.cumsum(grids, axis=1, out=above[:, 1:])
    tops, bottoms = np.triu_indices(rows + 1, 1)
    sums = np.zeros((count, len(tops), columns + 1))
    np.cumsum(above[:, bottoms] - above[:, tops], axis=2, out=sums[:, :, 1:])
    before = np.minimum.accumulate(sums[:, :, :-1], axis=2)
    gains = (sums[:, :, 1:] - before).reshape(count, -1)
    pick = gains.argmax(axis=1)
    pair, last = pick // columns, pick % columns
    which = np.arange(count)
    lefts = [
        int(np.argmin(sums[k, p, : end + 1])) for k, p, end in zip(which, pair, last, strict=True)
    ]
    edges = np.stack([tops[pair], bottoms[pair], np.array(lefts), last + 1], axis=1)
    return gains[which, pick], edges.astype(np.int64)


def _refined(points: _Points, span: _Span, step: float) -> _Span:
    """Turn by ever smaller angles while that adds weight."""
    best = _alternated(points, span, step)
    turn = math.pi / 4 / _COARSE_ANGLES
    for _ in range(_ANGLE_HALVINGS):
        tries = [_alternated(points, _turned_span(best, turn * way), step) for way in (-1, 1)]
        best = max(best, *tries, key=_weight)
        turn /= 2
    return best


def _turned_span(span: _Span, turn: float) -> _Span:
    """The same rectangle turned about its centre; its weight is not known."""
    center_u, center_v = sum(span.u) / 2, sum(span.v) / 2
    cosine, sine = math.cos(turn), math.sin(turn)
    moved_u = center_u * cosine + center_v * sine
    moved_v = center_v * cosine - center_u * sine
    half_u, half_v = (span.u[1] - span.u[0]) / 2, (span.v[1] - span.v[0]) / 2
    u, v = (moved_u - half_u, moved_u + half_u), (moved_v - half_v, moved_v + half_v)
    return _Span(-math.inf, span.angle + turn, u, v)


def _alternated(points: _Points, span: _Span, step: float) -> _Span:
    """Best extent along, then across, in steps of `step` pixels, until neither gains."""
    u, v = _turned(points.xy, span.angle)
    best = span._replace(weight=-math.inf)
    for _ in range(_ALTERNATIONS):
        in_v = (v >= best.v[0] - _MARGIN) & (v <= best.v[1] + _MARGIN)
        _, best_u = _best_run(u[in_v], points.weight[in_v], step, best.u)
        in_u = (u >= best_u[0] - _MARGIN) & (u <= best_u[1] + _MARGIN)
        weight, best_v = _best_run(v[in_u], points.weight[in_u], step, best.v)
        if weight <= best.weight + _MARGIN:
            break
        best = _Span(weight, span.angle, best_u, best_v)
    return best


def _best_run(
    at: NDArray[np.float64],
    weight: NDArray[np.float64],
    step: float,
    otherwise: tuple[float, float],
) -> tuple[float, tuple[float, float]]:
    """The heaviest interval on a line: its weight and the first and last point in it."""
    if not at.size:
        return -math.inf, otherwise
    start = at.min()
    cells = ((at - start) / step).astype(np.int64)
    sums = np.concatenate([[0.0], np.cumsum(np.bincount(cells, weight))])
    gains = sums[1:] - np.minimum.accumulate(sums[:-1])
    last = int(gains.argmax())
    first = int(sums[: last + 1].argmin())
    inside = at[(cells >= first) & (cells <= last)]
    if not inside.size:  # only background: the gap between two pixels is the best
        return -math.inf, otherwise
    return float(gains[last]), (float(inside.min()), float(inside.max()))


def _tight(points: _Points, span: _Span) -> _Span:
    """The rectangle shrunk to the mask pixels inside it, with its exact weight."""
    u, v = _turned(points.xy, span.angle)
    is_inside = _inside(u, span.u) & _inside(v, span.v)
    is_kept = is_inside & (points.weight > 0)
    if not is_kept.any():
        return span
    new_u = float(u[is_kept].min()), float(u[is_kept].max())
    new_v = float(v[is_kept].min()), float(v[is_kept].max())
    weight = points.weight[_inside(u, new_u) & _inside(v, new_v)].sum()
    return _Span(float(weight), span.angle, new_u, new_v)


def _inside(at: NDArray[np.float64], extent: tuple[float, float]) -> Pixels:
    within: Pixels = (at >= extent[0] - _MARGIN) & (at <= extent[1] + _MARGIN)
    return within


def _span_of(points: _Points, box: RotatedBox) -> _Span:
    """The mask pixels that a box holds, as a span; a little margin for rounded corners."""
    angle = math.radians(box.angle_degrees)
    center_u, center_v = (
        float(x[0]) for x in _turned(np.array([[box.center_x, box.center_y]]), angle)
    )
    half_u, half_v = box.width / 2 + 1e-3, box.height / 2 + 1e-3
    return _Span(
        -math.inf,
        angle,
        (center_u - half_u, center_u + half_u),
        (center_v - half_v, center_v + half_v),
    )


def _box_of(span: _Span) -> RotatedBox:
    center_u, center_v = sum(span.u) / 2, sum(span.v) / 2
    cosine, sine = math.cos(span.angle), math.sin(span.angle)
    return RotatedBox(
        center_u * cosine - center_v * sine,
        center_v * cosine + center_u * sine,
        span.u[1] - span.u[0],
        span.v[1] - span.v[0],
        math.degrees(span.angle),
    )


def _weight(span: _Span) -> float:
    return span.weight
