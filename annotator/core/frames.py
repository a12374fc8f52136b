"""What a source of frames is, whatever it decodes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

FrameIndex: TypeAlias = int
"""0-based position in presentation order. Only what a person reads is 1-based."""

Image: TypeAlias = NDArray[np.uint8]
"""`(height, width, 3)` RGB, C-contiguous."""


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """Facts about a video or a folder of images, at its upright orientation.

    `fps` is the average rate. `rotation_degrees` says what the container asked for; frames are
    delivered with it already applied. `is_count_exact` becomes true once every frame has been
    decoded (or was never in doubt).
    """

    width: int
    height: int
    frame_count: int
    fps: float = 25.0
    variable_frame_rate: bool = False
    rotation_degrees: int = 0
    codec: str = ""
    is_count_exact: bool = False


class FrameSource(Protocol):
    """Exact frames by index. One instance per thread."""

    @property
    def info(self) -> VideoInfo: ...

    def read(self, frame_index: FrameIndex) -> Image:
        """The `frame_index`-th frame in presentation order; `AnnotatorError` if none is."""
        ...

    def pts(self, frame_index: FrameIndex) -> int | None:
        """Presentation time stamp in the container's time base; None for images."""
        ...

    def time_s(self, frame_index: FrameIndex) -> float:
        """Seconds from the first frame."""
        ...

    def name(self, frame_index: FrameIndex) -> str:
        """The image's file name without suffix, or the zero-padded index of a video frame."""
        ...

    def close(self) -> None: ...


SourceFactory: TypeAlias = Callable[[], FrameSource]
"""Opens a source of its own for the calling thread."""
