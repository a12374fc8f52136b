"""What a tracker is, and how one object is propagated; free of torch.

A tracker keeps what it knows of an object in a state value that the caller holds, so one tracker
follows any number of objects, in any order, forward and backward.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, Image
from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask

State = TypeVar("State")


class TrackingError(AnnotatorError):
    """A box or frame that no tracker can start from."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """One object in one frame.

    `box` is the tracker's axis-aligned state, not clipped to the picture. `score` is 0..1.
    `rotated_box` is None where the tracker has no mask to fit one to.
    """

    mask: Mask
    score: float
    box: Box
    rotated_box: RotatedBox | None = None


@dataclass(frozen=True, slots=True)
class Seed:
    """Where a propagation starts: a box on one frame, and the object's mask if it is known."""

    frame_index: FrameIndex
    box: Box
    mask: Mask | None = None


class Tracker(Protocol[State]):
    """Follows objects through frames, (H, W, 3) uint8 RGB. States are values: never changed."""

    @property
    def checkpoint_name(self) -> str:
        """Name of the weights, for provenance."""
        ...

    @property
    def checkpoint_hash(self) -> str:
        """SHA-256 of the weights' file, hexadecimal; empty where there is no file."""
        ...

    def init(self, frame: Image, box: Box, mask: Mask | None = None) -> State:
        """Start on one object. Raises TrackingError when the box is empty or outside."""
        ...

    def update(self, frame: Image, state: State) -> tuple[State, Prediction]:
        """Find the object in the next frame."""
        ...

    def update_many(self, frame: Image, states: Sequence[State]) -> list[tuple[State, Prediction]]:
        """The same for several objects of one frame at once."""
        ...

    def predict(self, frame: Image, box: Box) -> Prediction:
        """The mask of the object in the box, on that same frame."""
        ...


TrackerFactory = Callable[[], Tracker[Any]]
"""Builds a tracker; called in the thread that will use it, so that torch loads there."""


def check_box(box: Box, *, width: int, height: int) -> None:
    """Raise TrackingError unless some of the box lies inside a picture of that size."""
    if not box.is_finite() or box.width <= 0 or box.height <= 0:
        raise TrackingError(f"the box {_describe(box)} has no area; draw a box around the object")
    if box.clipped(width=width, height=height) is None:
        raise TrackingError(
            f"the box {_describe(box)} lies outside of the picture ({width} x {height} pixels); "
            "draw it on the object"
        )


def _describe(box: Box) -> str:
    return f"{box.x:g},{box.y:g},{box.width:g},{box.height:g}"


def propagate(
    tracker: Tracker[State],
    read: Callable[[FrameIndex], Image],
    seed: Seed,
    frames: Iterable[FrameIndex],
    should_stop: Callable[[], bool],
) -> Iterator[tuple[FrameIndex, Prediction]]:
    """Follow one object from its seed through `frames`, in that order, one result per frame.

    `should_stop` is asked before every frame is read and again before its result is handed out,
    so stopping takes effect within one frame.
    """
    if should_stop():
        return
    state = tracker.init(read(seed.frame_index), seed.box, seed.mask)
    for frame_index in frames:
        if should_stop():
            return
        state, prediction = tracker.update(read(frame_index), state)
        if should_stop():
            return
        yield frame_index, prediction
