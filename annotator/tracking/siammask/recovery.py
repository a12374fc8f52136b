"""What a tracker does after it lost its object: keep the size, and look elsewhere.

The object counts as lost while the calibrated score is below `HyperParameters.lost_below`. Then
the size of the last good frame is kept, because that of a tree says nothing about a rider, and
besides the usual place `lost_places` more are searched in every frame, in turn over the whole
picture. A place where the score exceeds `found_above` takes over. Rejected on training sequences:
holding the position too (an object that is only turned away is then lost for good), and a wider,
coarser crop (no gain).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from annotator.tracking.siammask.crops import Point

_PITCH = 2.4
"""Distance of the places to search in sizes of the object; a search crop shows about four."""


@dataclass(frozen=True)
class Lost:
    """An object that is lost: its size when it was last seen, and for how many frames since."""

    size: Point
    frames: int = 1


def places_to_search(lost: Lost, count: int, *, width: int, height: int) -> list[Point]:
    """`count` centres of search crops for this frame; the next frame has the next ones."""
    pitch = _PITCH * math.sqrt(lost.size[0] * lost.size[1])
    columns = max(1, math.ceil(width / pitch))
    rows = max(1, math.ceil(height / pitch))
    first = (lost.frames - 1) * count
    numbers = [(first + i) % (columns * rows) for i in range(min(count, columns * rows))]
    return [
        (width * (n % columns + 0.5) / columns, height * (n // columns + 0.5) / rows)
        for n in numbers
    ]
