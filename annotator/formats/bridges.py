"""One polygon for a mask with holes or several parts: bridges of no width join its outlines.

CVAT's video tracks and YOLO hold one polygon per object and frame. A bridge is walked there and
back, so it encloses nothing: fillers that count crossings, pycocotools' among them, give back
exactly the mask. OpenCV's `fillPoly`, which also paints the outline itself, draws the bridges as
lines; they are kept short.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from annotator.core.mask import Mask
from annotator.formats.options import Parts
from annotator.formats.polygons import Polygon, trace

_MAX_PAIRS = 4 * 10**6
Corners = NDArray[np.int64]
"""`(n, 2)` x, y."""


def polygons_of(mask: Mask, parts: Parts) -> list[tuple[Polygon, int]]:
    """One polygon, or one for each part (pixels that touch only at a corner are apart), and how
    many bridges each has. Of an empty mask there is none.
    """
    if mask.is_empty:
        return []
    if parts == "bridge":
        return [single_polygon(mask)]
    x, y, pixels = mask.crop()
    labels, _ = ndimage.label(pixels)
    found = []
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        left, top, alone = x + columns.start, y + rows.start, labels[rows, columns] == number
        part = Mask.from_crop(mask.height, mask.width, left, top, alone)
        found.append(single_polygon(part))
    return found


def single_polygon(mask: Mask) -> tuple[Polygon, int]:
    """`[x1, y1, ...]` along the pixel edges, and how many bridges it has. [] when empty."""
    outline = trace(mask)
    loops = [np.array(loop, np.int64).reshape(-1, 2) for loop in (*outline.parts, *outline.holes)]
    if not loops:
        return [], 0
    joined, waiting = loops[0], loops[1:]
    for loop in waiting:
        joined = _joined(joined, loop)
    polygon: Polygon = joined.ravel().tolist()
    return polygon, len(waiting)


def _joined(walk: Corners, loop: Corners) -> Corners:
    """Go along `walk`, over the shortest bridge, round `loop`, and back over the bridge."""
    here, there = _nearest(walk, loop)
    around = np.concatenate([loop[there:], loop[: there + 1]])
    return np.concatenate([walk[: here + 1], around, walk[here:]])


def _nearest(walk: Corners, loop: Corners) -> tuple[int, int]:
    """Positions of the two nearest corners; of long outlines only some corners are looked at."""
    step = 1 + walk.shape[0] * loop.shape[0] // _MAX_PAIRS
    far = _apart(walk[::step, 0], loop[:, 0])
    far += _apart(walk[::step, 1], loop[:, 1])
    here, there = np.unravel_index(int(far.argmin()), far.shape)
    return int(here) * step, int(there)


def _apart(some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int32]:
    """How far each of `some` is from each of `others`, `(some, others)`."""
    far = np.subtract.outer(some.astype(np.int32), others.astype(np.int32))
    np.abs(far, out=far)
    return far
