"""A brush stroke on a mask: numpy only, exact to the pixel.

A stroke is a chain of capsules (a disc swept along a segment), so that fast movements leave no
gaps. A capsule is convex, so each row is one interval. Rejected: stamping discs
(cost grows with the length of the movement) and QPainter's aliased round pens (not symmetric at
small widths).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_DIAMETER = 1
MAX_DIAMETER = 500
TOUCH_FLOW, FLOW = 0.6, 0.35
"""Of a soft brush: what the first dab of a stroke, and each on the way, leaves in its middle. Half
is enough to change a pixel, so a click paints."""
DABS_PER_RADIUS = 4


@dataclass(frozen=True, slots=True)
class PixelRect:
    """Image pixels `[left, right) x [top, bottom)`."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def is_empty(self) -> bool:
        """No pixel inside."""
        return self.right <= self.left or self.bottom <= self.top

    def united(self, other: "PixelRect") -> "PixelRect":
        """The smallest rectangle around both."""
        if self.is_empty:
            return other
        if other.is_empty:
            return self
        return PixelRect(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


NOTHING = PixelRect(0, 0, 0, 0)


class Stroke:
    """Pixels of one mask while a brush goes over them.

    `pixels` is `(height, width)` bool, C-contiguous, and is written in place. Where `blocked`
    (same shape) is set, nothing is painted; erasing is free everywhere.
    """

    def __init__(
        self,
        pixels: NDArray[np.bool_],
        diameter: float,
        blocked: NDArray[np.bool_] | None = None,
    ) -> None:
        self.pixels = pixels
        self._blocked = blocked
        self.has_changed = False
        self.touched = NOTHING
        """Everything that has changed lies in it."""
        self._radius = max(MIN_DIAMETER, diameter) / 2
        self._last: tuple[float, float] | None = None

    def extend(
        self, image_x: float, image_y: float, *, is_inside: bool, scale: float = 1.0
    ) -> PixelRect:
        """Sweep to a point in image coordinates, setting pixels to `is_inside`.

        `scale` is applied to the diameter (a pen's pressure). Returns the rectangle in which
        pixels may have changed.
        """
        start = self._last if self._last is not None else (image_x, image_y)
        self._last = (image_x, image_y)
        radius = max(MIN_DIAMETER / 2, self._radius * scale)
        return self._fill(start, self._last, radius, is_inside)

    def _fill(
        self, start: tuple[float, float], end: tuple[float, float], radius: float, is_inside: bool
    ) -> PixelRect:
        height, width = self.pixels.shape
        first, lefts, rights = capsule_rows(start, end, radius)
        top, bottom = max(0, first), min(height, first + len(lefts))
        if bottom <= top:
            return NOTHING
        lefts, rights = lefts[top - first : bottom - first], rights[top - first : bottom - first]
        is_drawn = rights > lefts
        if not is_drawn.any():
            return NOTHING
        left, right = max(0, int(lefts[is_drawn].min())), min(width, int(rights[is_drawn].max()))
        if right <= left:
            return NOTHING
        columns = np.arange(left, right)
        inside = (columns >= lefts[:, None]) & (columns < rights[:, None])
        pixels = self.pixels[top:bottom, left:right]
        inside &= pixels != is_inside
        if is_inside and self._blocked is not None:
            inside &= ~self._blocked[top:bottom, left:right]
        touched = PixelRect(left, top, right, bottom)
        if inside.any():
            self.has_changed = True
            self.touched = self.touched.united(touched)
            pixels[inside] = is_inside
        return touched


class SoftStroke(Stroke):
    """A stroke of a brush with a soft rim, on a mask that has no half pixels.

    Each passing leaves some paint, most in the middle; a pixel changes once it holds half. So one
    passing is narrower than the brush, and going over again widens it, as with an airbrush. Dabs
    lie at equal distances, so that the speed of the hand does not matter.
    """

    def __init__(
        self,
        pixels: NDArray[np.bool_],
        diameter: float,
        hardness: float,
        blocked: NDArray[np.bool_] | None = None,
    ) -> None:
        """`hardness` 0 to below 1: how much of the radius is at full strength."""
        super().__init__(pixels, diameter, blocked)
        self._hardness = hardness
        self._paint = np.zeros((0, 0), np.float32)
        self._is_inside: bool | None = None
        self._since_dab: float | None = None
        """How far the brush has come since its last dab, in pixels; None before the first."""

    def go_on_from(self, earlier: "SoftStroke") -> None:
        """The paint that an earlier stroke on the same mask has left lies under this one."""
        self._paint, self._is_inside = earlier._paint, earlier._is_inside

    def _fill(
        self, start: tuple[float, float], end: tuple[float, float], radius: float, is_inside: bool
    ) -> PixelRect:
        if is_inside is not self._is_inside:
            # Fresh memory, of which only what is painted on is ever touched: 33 MB for 4K.
            self._paint = np.zeros(self.pixels.shape, np.float32)
            self._is_inside = is_inside
        if self._since_dab is None:
            self._since_dab = 0.0
            return self._dab(*end, radius, TOUCH_FLOW)
        spacing = max(1.0, radius / DABS_PER_RADIUS)
        length = math.hypot(end[0] - start[0], end[1] - start[1])
        touched = NOTHING
        self._since_dab += length
        while self._since_dab >= spacing:
            self._since_dab -= spacing
            # A pen that lifts where it stands brings the next dab nearer.
            share = max(0.0, length - self._since_dab) / length if length > 0 else 1.0
            x = start[0] + (end[0] - start[0]) * share
            y = start[1] + (end[1] - start[1]) * share
            touched = touched.united(self._dab(x, y, radius, FLOW))
        return touched

    def _dab(self, x: float, y: float, radius: float, flow: float) -> PixelRect:
        height, width = self.pixels.shape
        left, right = max(0, math.floor(x - radius)), min(width, math.ceil(x + radius))
        top, bottom = max(0, math.floor(y - radius)), min(height, math.ceil(y + radius))
        if right <= left or bottom <= top:
            return NOTHING
        across = (np.arange(left, right, dtype=np.float32) + 0.5 - x) ** 2
        down = (np.arange(top, bottom, dtype=np.float32) + 0.5 - y) ** 2
        rim = max(1e-3, radius * (1 - self._hardness))
        strength = np.clip((radius - np.sqrt(down[:, None] + across)) / rim, 0, 1) * flow
        paint = self._paint[top:bottom, left:right]
        paint += (1 - paint) * strength
        is_inside = bool(self._is_inside)
        changing = paint >= 0.5
        pixels = self.pixels[top:bottom, left:right]
        if is_inside and self._blocked is not None:
            changing &= ~self._blocked[top:bottom, left:right]
        changing &= pixels != is_inside
        if not changing.any():
            return NOTHING
        self.has_changed = True
        pixels[changing] = is_inside
        touched = PixelRect(left, top, right, bottom)
        self.touched = self.touched.united(touched)
        return touched


def capsule_rows(
    start: tuple[float, float], end: tuple[float, float], radius: float
) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    """Rows of a capsule: first row, then `[left, right)` per row, in image pixels.

    A pixel is inside when its centre is at most `radius` from the segment; the pixels under both
    ends are inside always, so that even the smallest brush paints.
    """
    (x0, y0), (x1, y1) = start, end
    first = math.floor(min(y0, y1) - radius)
    last = math.ceil(max(y0, y1) + radius) + 1
    centers = np.arange(first, last, dtype=np.float64) + 0.5
    left = np.full(centers.shape, np.inf)
    right = np.full(centers.shape, -np.inf)
    for x, y in (start, end):
        squared = radius * radius - (centers - y) ** 2
        half = np.sqrt(np.maximum(squared, 0))
        inside = squared >= 0
        left[inside] = np.minimum(left[inside], (x - half)[inside])
        right[inside] = np.maximum(right[inside], (x + half)[inside])
    length = math.hypot(x1 - x0, y1 - y0)
    if length > 0:
        normal = (-(y1 - y0) / length * radius, (x1 - x0) / length * radius)
        corners = [
            (x0 + normal[0], y0 + normal[1]),
            (x1 + normal[0], y1 + normal[1]),
            (x1 - normal[0], y1 - normal[1]),
            (x0 - normal[0], y0 - normal[1]),
        ]
        for index, corner in enumerate(corners):
            _widen(centers, corner, corners[(index + 1) % 4], left, right)
    empty = ~np.isfinite(left)
    left[empty], right[empty] = 0, -1
    # Pixel columns whose centres lie in [left, right].
    lefts = np.ceil(left - 0.5).astype(np.int64)
    rights = np.floor(right - 0.5).astype(np.int64) + 1
    for x, y in (start, end):
        row, column = math.floor(y) - first, math.floor(x)
        if rights[row] <= lefts[row]:
            lefts[row], rights[row] = column, column + 1
        lefts[row], rights[row] = min(lefts[row], column), max(rights[row], column + 1)
    return first, lefts, rights


def _widen(
    centers: NDArray[np.float64],
    corner: tuple[float, float],
    other: tuple[float, float],
    left: NDArray[np.float64],
    right: NDArray[np.float64],
) -> None:
    """Widen each row's interval to where the edge between two corners crosses that row."""
    (x0, y0), (x1, y1) = corner, other
    crosses = (centers >= min(y0, y1)) & (centers <= max(y0, y1))
    if y0 == y1:
        low, high = min(x0, x1), max(x0, x1)
        left[crosses] = np.minimum(left[crosses], low)
        right[crosses] = np.maximum(right[crosses], high)
        return
    x = x0 + (centers[crosses] - y0) * (x1 - x0) / (y1 - y0)
    left[crosses] = np.minimum(left[crosses], x)
    right[crosses] = np.maximum(right[crosses], x)
