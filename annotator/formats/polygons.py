"""Exact polygons of a mask: along the pixel edges, on the lattice of pixel corners.

OpenCV's contours go through pixel centres and lose half a pixel all round (FORMATS 5.1: a 10 × 10
square comes back as 81 pixels). A polygon through the corners has exactly the mask's pixels
inside, and COCO's own rasteriser gives them back.

Pixels that touch only at a corner belong to different polygons (4-connected), so that no polygon
crosses itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.core.mask import Mask

Polygon = list[int]
"""`[x1, y1, x2, y2, ...]`, corners in pixels; only where the direction changes."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Outer polygons (their union, minus the holes, is the mask) and holes."""

    parts: list[Polygon]
    holes: list[Polygon]


def trace(mask: Mask) -> Outline:
    """All outlines of a mask, from the top down. Polygons are closed implicitly."""
    x, y, pixels = mask.crop()
    if pixels.size == 0:
        return Outline([], [])
    corners = _corners(np.pad(pixels, 1))
    parts: list[Polygon] = []
    holes: list[Polygon] = []
    for loop in _loops(corners):
        points = np.stack([corners.x[loop] + x, corners.y[loop] + y], axis=1)
        # Loops start at their topmost, then leftmost corner: the pixel to the lower right of it
        # lies inside the loop, and is set unless the loop is a hole.
        (parts if corners.starts_inside[loop[0]] else holes).append(points.ravel().tolist())
    return Outline(parts, holes)


@dataclass(frozen=True, slots=True)
class _Corners:
    """Corners sorted by (y, x). A place where two pixels touch by a corner occurs twice."""

    x: NDArray[np.int64]
    y: NDArray[np.int64]
    beside: list[int]
    """The other end of the horizontal edge at each corner."""
    above_or_below: list[int]
    """The other end of the vertical edge at each corner."""
    starts_inside: NDArray[np.bool_]
    """Whether the pixel to the lower right is set."""


def _corners(padded: NDArray[np.bool_]) -> _Corners:
    """`padded` is the mask with a border of one; corner (x, y) is the upper left one of pixel
    (x, y) of the mask itself.
    """
    upper_left, upper_right = padded[:-1, :-1], padded[:-1, 1:]
    lower_left, lower_right = padded[1:, :-1], padded[1:, 1:]
    odd = upper_left ^ upper_right ^ lower_left ^ lower_right
    falling = upper_left & lower_right & ~upper_right & ~lower_left  # touch like a backslash
    rising = upper_right & lower_left & ~upper_left & ~lower_right
    y, x = np.nonzero(odd | falling | rising)
    twice = (falling | rising)[y, x]
    repeat = 1 + twice
    order = np.repeat(np.arange(y.size), repeat)
    y, x = y[order], x[order]
    second = np.zeros(y.size, np.bool_)
    second[1:] = order[1:] == order[:-1]
    # Along a row the first of two ends the edge from the left and the second begins the next.
    # Along a column the first ends the edge from above. The upper-left pixel's corner joins left
    # and up, the upper-right pixel's one joins up and right: then the two swap.
    rank = second ^ rising[y, x]
    by_column = np.lexsort((rank, y, x))
    count = np.arange(y.size)
    beside = count ^ 1
    vertical = np.empty(y.size, np.int64)
    vertical[by_column] = by_column[count ^ 1]
    return _Corners(x, y, beside.tolist(), vertical.tolist(), lower_right[y, x])


def _loops(corners: _Corners) -> list[list[int]]:
    """Closed walks over the corners, alternating horizontal and vertical edges."""
    beside, vertical = corners.beside, corners.above_or_below
    seen = bytearray(len(beside))
    loops = []
    for start in range(len(beside)):
        if seen[start]:
            continue
        loop: list[int] = []
        corner = start
        while not seen[corner]:
            turn = beside[corner]
            seen[corner] = seen[turn] = 1
            loop += (corner, turn)
            corner = vertical[turn]
        loops.append(loop)
    return loops
