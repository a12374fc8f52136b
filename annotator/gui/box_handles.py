"""The handles of a rotated box: where they lie and what dragging one makes of the box."""

import math
from dataclasses import dataclass, replace
from typing import Literal

from annotator.core.geometry import RotatedBox

Handle = Literal["rotate", "nw", "n", "ne", "e", "se", "s", "sw", "w"]
Point = tuple[float, float]
MIN_SIDE_PX = 2.0
SNAP_DEGREES = 15.0

# Along the width and across it, in half sides from the centre.
_SIDES: dict[Handle, tuple[int, int]] = {
    "nw": (-1, -1),
    "n": (0, -1),
    "ne": (1, -1),
    "e": (1, 0),
    "se": (1, 1),
    "s": (0, 1),
    "sw": (-1, 1),
    "w": (-1, 0),
}


@dataclass(frozen=True, slots=True)
class BoxHandles:
    """A box and its handles in image coordinates; `arm` is how far out the turning handle is."""

    box: RotatedBox
    arm: float

    @classmethod
    def upright(cls, box: RotatedBox, arm: float) -> "BoxHandles":
        """The turning handle at the upper end, or at the lower one if that is out of the picture.

        A box that is turned by half a circle is the same box.
        """
        angle = (box.angle_degrees + 90.0) % 180.0 - 90.0
        handles = cls(replace(box, angle_degrees=angle), arm)
        if handles.points()["rotate"][1] >= 0:
            return handles
        return cls(replace(box, angle_degrees=angle + 180.0), arm)

    def points(self) -> dict[Handle, Point]:
        """Where each handle lies."""
        found = {handle: self._at(*side) for handle, side in _SIDES.items()}
        found["rotate"] = self._at(0, -1, beyond=self.arm)
        return found

    def hit(self, x: float, y: float, reach: float) -> Handle | None:
        """The handle nearest to a point, at most `reach` away."""
        near = {
            handle: math.hypot(x - at_x, y - at_y) for handle, (at_x, at_y) in self.points().items()
        }
        handle = min(near, key=lambda one: near[one])
        return handle if near[handle] <= reach else None

    def dragged(self, handle: Handle, x: float, y: float, *, in_steps: bool = False) -> RotatedBox:
        """The box after a handle went to a point; the opposite side stays where it is.

        `in_steps`: turned by multiples of 15 degrees, and corners keep the ratio of the sides.
        """
        if handle == "rotate":
            return self._turned(x, y, in_steps=in_steps)
        box, (across, down) = self.box, _SIDES[handle]
        fixed_x, fixed_y = self._at(-across, -down)
        along, athwart = _turned_back(x - fixed_x, y - fixed_y, box.angle_degrees)
        width = max(MIN_SIDE_PX, along * across) if across else box.width
        height = max(MIN_SIDE_PX, athwart * down) if down else box.height
        if in_steps and across and down:
            ratio = max(width / box.width, height / box.height)
            width, height = box.width * ratio, box.height * ratio
        dx, dy = _turned_by(width / 2 * across, height / 2 * down, box.angle_degrees)
        return RotatedBox(fixed_x + dx, fixed_y + dy, width, height, box.angle_degrees)

    def _turned(self, x: float, y: float, *, in_steps: bool) -> RotatedBox:
        box = self.box
        angle = math.degrees(math.atan2(y - box.center_y, x - box.center_x)) + 90
        if in_steps:
            angle = round(angle / SNAP_DEGREES) * SNAP_DEGREES
        return replace(box, angle_degrees=(angle + 180) % 360 - 180)

    def _at(self, across: int, down: int, *, beyond: float = 0.0) -> Point:
        box = self.box
        dx, dy = _turned_by(
            box.width / 2 * across, (box.height / 2 + beyond) * down, box.angle_degrees
        )
        return box.center_x + dx, box.center_y + dy


def _turned_by(x: float, y: float, angle_degrees: float) -> Point:
    """Clockwise on the screen, where y points down."""
    cos, sin = math.cos(math.radians(angle_degrees)), math.sin(math.radians(angle_degrees))
    return x * cos - y * sin, x * sin + y * cos


def _turned_back(x: float, y: float, angle_degrees: float) -> Point:
    return _turned_by(x, y, -angle_degrees)
