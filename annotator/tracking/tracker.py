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
    disagreement: float | None = None
    """Only of a merge of two: 1 - IoU of their masks."""
    disputed: Mask | None = None
    """Only of a merge of two: the pixels that are in one of their masks."""


@dataclass(frozen=True, slots=True)
class Seed:
    """Where a propagation starts: a box on one frame, and the object's mask if it is known."""

    frame_index: FrameIndex
    box: Box
    mask: Mask | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One object of a run over several: its seed, and its frames in order of travel.

    All frames lie on the same side of the seed. `key` names the object in the results.
    """

    key: int
    seed: Seed
    frames: Sequence[FrameIndex]

    @property
    def step(self) -> int:
        """1 forward, -1 backward, 0 without frames."""
        if not self.frames:
            return 0
        return 1 if self.frames[0] > self.seed.frame_index else -1


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


def propagate_together(
    tracker: Tracker[State],
    read: Callable[[FrameIndex], Image],
    lanes: Sequence[Lane],
    is_stopped: Callable[[int], bool],
) -> Iterator[tuple[FrameIndex, list[tuple[int, Prediction]]]]:
    """Follow several objects in one direction, each from its own seed over its own frames.

    Each frame is read once, and the objects that have a result there share one call of
    `update_many`. `is_stopped(key)` is asked for every object before and after that call.
    """
    starts: dict[FrameIndex, list[Lane]] = {}
    visits: dict[FrameIndex, list[Lane]] = {}
    for lane in lanes:
        starts.setdefault(lane.seed.frame_index, []).append(lane)
        for frame_index in lane.frames:
            visits.setdefault(frame_index, []).append(lane)
    states: dict[int, State] = {}
    is_backward = any(lane.step < 0 for lane in lanes)
    for frame_index in sorted(starts.keys() | visits.keys(), reverse=is_backward):
        going = [lane for lane in visits.get(frame_index, ()) if not is_stopped(lane.key)]
        starting = [lane for lane in starts.get(frame_index, ()) if not is_stopped(lane.key)]
        if not going and not starting:
            continue
        image = read(frame_index)
        for lane in starting:
            states[lane.key] = tracker.init(image, lane.seed.box, lane.seed.mask)
        if not going:
            continue
        results = tracker.update_many(image, [states[lane.key] for lane in going])
        found = []
        for lane, (state, prediction) in zip(going, results, strict=True):
            states[lane.key] = state
            if not is_stopped(lane.key):
                found.append((lane.key, prediction))
        if found:
            yield frame_index, found
