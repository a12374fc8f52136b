"""Boxes, and every conversion between box conventions.

Image coordinates are pixels with the origin at the top-left corner of the top-left pixel.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Box:
    """Axis-aligned box: top-left corner and extent, in pixels. May lie outside the image."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def from_corners(cls, left: float, top: float, right: float, bottom: float) -> Self:
        """From two opposite corners, in any order."""
        return cls(min(left, right), min(top, bottom), abs(right - left), abs(bottom - top))

    @classmethod
    def from_center(cls, center_x: float, center_y: float, *, width: float, height: float) -> Self:
        return cls(center_x - width / 2, center_y - height / 2, width, height)

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def center(self) -> tuple[float, float]:
        """`(x, y)`."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def area(self) -> float:
        return self.width * self.height

    def clipped(self, *, width: int, height: int) -> "Box | None":
        """The part inside an image of that size; None when nothing of it is."""
        if not self.is_finite():
            return None
        left, top = max(0.0, self.x), max(0.0, self.y)
        right, bottom = min(float(width), self.right), min(float(height), self.bottom)
        if right <= left or bottom <= top:
            return None
        return Box(left, top, right - left, bottom - top)

    def pixels(self, *, width: int, height: int) -> NDArray[np.bool_]:
        """The box, filled, in an image of that size: (height, width) bool, by whole pixels.

        At least one where some of the box is inside.
        """
        pixels = np.zeros((height, width), np.bool_)
        inside = self.clipped(width=width, height=height)
        if inside is not None:
            left, top = min(round(inside.x), width - 1), min(round(inside.y), height - 1)
            right, bottom = max(left + 1, round(inside.right)), max(top + 1, round(inside.bottom))
            pixels[top:bottom, left:right] = True
        return pixels

    def is_finite(self) -> bool:
        return all(math.isfinite(v) for v in (self.x, self.y, self.width, self.height))


@dataclass(frozen=True, slots=True)
class RotatedBox:
    """A rectangle turned by `angle_degrees` clockwise (y points down) about its centre."""

    center_x: float
    center_y: float
    width: float
    height: float
    angle_degrees: float

    def corners(self) -> NDArray[np.float64]:
        """`(4, 2)` corners `(x, y)`: top-left, top-right, bottom-right, bottom-left at angle 0."""
        angle = math.radians(self.angle_degrees)
        along = np.array([math.cos(angle), math.sin(angle)]) * self.width / 2
        across = np.array([-math.sin(angle), math.cos(angle)]) * self.height / 2
        center = np.array([self.center_x, self.center_y])
        return np.stack(
            [
                center - along - across,
                center + along - across,
                center + along + across,
                center - along + across,
            ]
        )

    @classmethod
    def from_corners(cls, corners: NDArray[np.floating]) -> Self:
        """From `(4, 2)` consecutive corners of a rectangle; the first edge is the width.

        The angle is in (-180, 180].
        """
        points = np.asarray(corners, np.float64)
        if points.shape != (4, 2):
            raise ValueError(f"a rotated box has 4 corners (x, y), got shape {points.shape}")
        edge = points[1] - points[0]
        side = points[2] - points[1]
        center = points.mean(axis=0)
        angle = math.degrees(math.atan2(edge[1], edge[0]))
        return cls(
            float(center[0]),
            float(center[1]),
            float(np.hypot(*edge)),
            float(np.hypot(*side)),
            angle,
        )

    def axis_aligned(self) -> Box:
        """The smallest axis-aligned box around it."""
        corners = self.corners()
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        return Box.from_corners(float(left), float(top), float(right), float(bottom))
