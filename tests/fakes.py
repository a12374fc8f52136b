"""The few stand-ins of the tests: a source whose frames carry their index, a moving square.

`FakeSource` writes the frame index into pixel (0, 0). `FakeTracker` reads it there, so that its
prediction depends only on the seed and on the frame, in any order and direction::

    box on frame n = seed box moved by (n - seed frame) * velocity
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from annotator.core.errors import AnnotatorError
from annotator.core.frames import VideoInfo
from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.tracking.tracker import Prediction

Frame = NDArray[np.uint8]
GATE_TIMEOUT_S = 60.0


class FakeSource:
    """`frame_count` frames of `size` (width, height): a grey ramp, a bright square, an index."""

    def __init__(
        self,
        frame_count: int = 40,
        size: tuple[int, int] = (96, 64),
        fps: float = 25.0,
        fail_at: int | None = None,
    ) -> None:
        width, height = size
        self._info = VideoInfo(
            width=width,
            height=height,
            frame_count=frame_count,
            fps=fps,
            variable_frame_rate=False,
            rotation_degrees=0,
            codec="fake",
            is_count_exact=True,
        )
        self._fail_at = fail_at
        self.is_closed = False
        self.notices: list[str] = []

    @property
    def info(self) -> VideoInfo:
        """Size, count and rate of the made-up clip."""
        return self._info

    def another(self) -> "FakeSource":
        """The same clip for another thread."""
        size = (self._info.width, self._info.height)
        return FakeSource(self._info.frame_count, size, self._info.fps, self._fail_at)

    def correct_count(self, frame_count: int) -> None:
        """Pretend that decoding found another number of frames than the index said."""
        from dataclasses import replace

        self._info = replace(self._info, frame_count=frame_count)

    def read(self, frame_index: int) -> Frame:
        """The frame, (H, W, 3) uint8 RGB; pixel (0, 0) holds the index as (low, high, 0)."""
        if not 0 <= frame_index < self._info.frame_count:
            raise AnnotatorError(f"Frame {frame_index} is outside the clip.")
        if frame_index == self._fail_at:
            raise AnnotatorError(f"Frame {frame_index} cannot be decoded.")
        width, height = self._info.width, self._info.height
        image = np.empty((height, width, 3), np.uint8)
        image[:] = np.linspace(40, 120, width, dtype=np.uint8)[None, :, None]
        left = (10 + frame_index) % max(1, width - 12)
        image[height // 3 : height // 3 + 12, left : left + 12] = (230, 120, 40)
        image[0, 0] = (frame_index & 255, frame_index >> 8 & 255, 0)
        return image

    def pts(self, frame_index: int) -> int | None:
        """One tick per frame."""
        return frame_index

    def time_s(self, frame_index: int) -> float:
        """Seconds since the first frame."""
        return frame_index / self._info.fps

    def name(self, frame_index: int) -> str:
        """Five digits."""
        return f"{frame_index:05d}"

    def close(self) -> None:
        """Remember that the owner let go."""
        self.is_closed = True


def index_of(frame: Frame) -> int:
    """The frame index that a `FakeSource` wrote into the picture."""
    return int(frame[0, 0, 0]) | int(frame[0, 0, 1]) << 8


def fake_opener(
    frame_count: int = 40, size: tuple[int, int] = (96, 64), fail_at: int | None = None
) -> Callable[[Path], FakeSource]:
    """A source opener for Session: any existing path opens as a FakeSource."""

    def open_fake(path: Path) -> FakeSource:
        if not Path(path).exists():
            raise AnnotatorError(f"“{path}” is not there.")
        return FakeSource(frame_count, size, fail_at=fail_at)

    return open_fake


def write_fake_media(path: Path, content: bytes = b"not really a video") -> Path:
    """A small file that stands for the clip, so that size and hash can be taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


class Gate:
    """Lets a worker pass `allow(n)` times, or freely after `open()`; never blocks for ever."""

    def __init__(self) -> None:
        self._permits = threading.Semaphore(0)
        self._is_open = threading.Event()
        self.waiting = threading.Event()

    def allow(self, count: int = 1) -> None:
        """Let `count` more passes through."""
        self._permits.release(count)

    def open(self) -> None:
        """Let everything through from now on."""
        self._is_open.set()
        self._permits.release()

    def take_back(self) -> None:
        """Let nobody pass any more who has not yet."""
        while self._permits.acquire(blocking=False):
            pass

    @property
    def has_permits(self) -> bool:
        """Whether a worker that comes by could pass."""
        passes = self._permits.acquire(blocking=False)
        if passes:
            self._permits.release()
        return passes

    def pass_through(self) -> None:
        """Called by the worker: wait for a permit."""
        if self._is_open.is_set():
            return
        self.waiting.set()
        if not self._permits.acquire(timeout=GATE_TIMEOUT_S):
            raise TimeoutError("the test never opened the gate")


@dataclass(frozen=True)
class FakeState:
    """What FakeTracker carries from frame to frame."""

    seed_frame: int
    box: Box
    updates: int = 0


class FakeTracker:
    """A square that moves by `velocity` pixels per frame away from the seed box."""

    checkpoint_name = "fake"
    checkpoint_hash = "0" * 64

    def __init__(
        self,
        velocity: tuple[float, float] = (1.0, 0.0),
        gate: Gate | None = None,
        fail_at: int | None = None,
    ) -> None:
        self._velocity = velocity
        self._gate = gate
        self._fail_at = fail_at
        self.updated_frames: list[int] = []
        self.inits: list[tuple[int, Box, Mask | None]] = []

    def init(self, frame: Frame, box: Box, mask: Mask | None = None) -> FakeState:
        """Remember the seed."""
        self.inits.append((index_of(frame), box, mask))
        return FakeState(index_of(frame), box)

    def update(self, frame: Frame, state: FakeState) -> tuple[FakeState, Prediction]:
        """Move the seed box; wait at the gate, fail where the test asked for it."""
        if self._gate is not None:
            self._gate.pass_through()
        frame_index = index_of(frame)
        if frame_index == self._fail_at:
            raise RuntimeError(f"made-up failure on frame {frame_index}")
        self.updated_frames.append(frame_index)
        steps = frame_index - state.seed_frame
        prediction = square_prediction(frame, state.box, self._velocity, steps)
        return FakeState(state.seed_frame, state.box, state.updates + 1), prediction

    def update_many(
        self, frame: Frame, states: Sequence[FakeState]
    ) -> list[tuple[FakeState, Prediction]]:
        """One after the other."""
        return [self.update(frame, state) for state in states]

    def predict(self, frame: Frame, box: Box) -> Prediction:
        """The box, filled."""
        return self.update(frame, self.init(frame, box))[1]


def square_prediction(
    frame: Frame, box: Box, velocity: tuple[float, float] = (1.0, 0.0), steps: int = 0
) -> Prediction:
    """The prediction FakeTracker makes `steps` frames after its seed."""
    height, width = frame.shape[:2]
    moved = Box(box.x + velocity[0] * steps, box.y + velocity[1] * steps, box.width, box.height)
    pixels = np.zeros((height, width), bool)
    top, left = max(0, round(moved.y)), max(0, round(moved.x))
    bottom, right = max(0, round(moved.y + moved.height)), max(0, round(moved.x + moved.width))
    pixels[top:bottom, left:right] = True
    rotated = RotatedBox(
        moved.x + moved.width / 2, moved.y + moved.height / 2, moved.width, moved.height, 0.0
    )
    score = 1.0 / (1.0 + abs(steps))
    return Prediction(mask=Mask.from_array(pixels), score=score, box=moved, rotated_box=rotated)


def square_mask(box: tuple[int, int, int, int], size: tuple[int, int] = (96, 64)) -> Mask:
    """A filled rectangle (x, y, width, height) in a picture of `size` (width, height)."""
    pixels = np.zeros((size[1], size[0]), bool)
    x, y, width, height = box
    pixels[y : y + height, x : x + width] = True
    return Mask.from_array(pixels)
