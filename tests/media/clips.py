"""Clips whose frame `n` shows `n`: sixteen squares of luminance, robust against compression."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

GRID = 4
"""Squares per side; bit `b` lies in row `b // GRID`, column `b % GRID`."""

DARK, BRIGHT = 40, 215


def picture(number: int, size: tuple[int, int] = (64, 48)) -> NDArray[np.uint8]:
    """`(height, width, 3)` RGB that shows `number`; `size` is `(width, height)`."""
    width, height = size
    bits = np.array([number >> bit & 1 for bit in range(GRID * GRID)]).reshape(GRID, GRID)
    rows = np.arange(height) * GRID // height
    columns = np.arange(width) * GRID // width
    grey = np.where(bits[rows[:, None], columns[None, :]], BRIGHT, DARK)
    return np.repeat(grey[:, :, None], 3, axis=2).astype(np.uint8)


def number_in(image: NDArray[np.uint8]) -> int:
    """The number that a picture shows."""
    height, width = image.shape[:2]
    number = 0
    for bit in range(GRID * GRID):
        y = int((bit // GRID + 0.5) * height / GRID)
        x = int((bit % GRID + 0.5) * width / GRID)
        number |= int(image[y - 1 : y + 2, x - 1 : x + 2].mean() > 128) << bit
    return number


def write_clip(
    path: Path,
    frames: int = 40,
    *,
    size: tuple[int, int] = (64, 48),
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    options: dict[str, str] | None = None,
    times_ms: Sequence[int] | None = None,
    container_options: dict[str, str] | None = None,
    rotation: int = 0,
    mirrored: bool = False,
    numbers: Iterable[int] | None = None,
    draw: Callable[[int, tuple[int, int]], NDArray[np.uint8]] = picture,
) -> Path:
    """Encode the pictures 0 … frames-1 at 25 per second, or at `times_ms`."""
    with av.open(str(path), "w", options=container_options or {}) as container:
        stream = container.add_stream(codec, rate=25)
        stream.width, stream.height = size
        stream.pix_fmt = pix_fmt
        stream.options = options or {}
        if times_ms is not None:
            stream.codec_context.time_base = Fraction(1, 1000)
        if rotation or mirrored:
            stream.set_display_rotation(rotation, hflip=mirrored)
        for place, number in enumerate(numbers if numbers is not None else range(frames)):
            frame = av.VideoFrame.from_ndarray(draw(number, size), format="rgb24")
            if times_ms is not None:
                frame.pts, frame.time_base = times_ms[place], Fraction(1, 1000)
            else:
                frame.pts, frame.time_base = place, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


B_FRAMES = {"bf": "3", "g": "12", "sc_threshold": "0", "b_strategy": "0"}
OPEN_GOP = B_FRAMES | {"x264-params": "open-gop=1:keyint=12:min-keyint=12:scenecut=0:b-adapt=0"}
