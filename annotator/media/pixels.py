"""Decoded pictures to upright RGB."""

import math
from dataclasses import dataclass

import numpy as np
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from annotator.core.frames import Image

_HD_WIDTH, _HD_HEIGHT = 1280, 720
_UNSPECIFIED_MATRIX = 2

# ITU-T H.273 matrix coefficients → swscale. Others (RGB, YCgCo) swscale knows by the format.
_COLORSPACE_OF_MATRIX = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a stored picture becomes upright: mirrored first, then turned.

    `quarter_turns`: clockwise, 0 to 3. `is_mirrored`: flipped left to right before the turn.
    `is_exact`: False if the container asked for an angle that is no multiple of 90 degrees.
    """

    quarter_turns: int = 0
    is_mirrored: bool = False
    is_exact: bool = True

    def apply(self, image: Image) -> Image:
        """`(height, width, 3)` → upright, C-contiguous."""
        if self.is_mirrored:
            image = image[:, ::-1]
        return np.ascontiguousarray(np.rot90(image, k=-self.quarter_turns))

    @property
    def degrees(self) -> int:
        """Clockwise turn that was applied."""
        return 90 * self.quarter_turns

    @property
    def swaps_sides(self) -> bool:
        return self.quarter_turns % 2 == 1


def orientation_of(frame: VideoFrame) -> Orientation:
    """The display matrix of a picture (ISO 14496-12: x' = a·x + c·y, y' = b·x + d·y, 16.16).

    Column vectors (a, b) and (c, d) are where the stored x and y axes point on the screen.
    """
    data = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(data, SideData):
        return Orientation()
    matrix = np.frombuffer(bytes(data), dtype=np.int32)
    a, b, c, d = (float(matrix[i]) for i in (0, 1, 3, 4))
    is_mirrored = a * d - b * c < 0
    if is_mirrored:
        a, b = -a, -b
    if not (a or b):
        return Orientation()
    angle = math.degrees(math.atan2(b, a))
    turns = round(angle / 90)
    return Orientation(turns % 4, is_mirrored, is_exact=abs(angle - 90 * turns) < 1)


class RgbConverter:
    """Turns decoded pictures into upright RGB of one size; belongs to one thread."""

    def __init__(self, orientation: Orientation, stored_size: tuple[int, int]) -> None:
        """`stored_size`: `(width, height)` before turning; others are scaled to it."""
        self._orientation = orientation
        self._width, self._height = stored_size
        self._reformatter = VideoReformatter()

    def convert(self, frame: VideoFrame) -> Image:
        """`(height, width, 3)` uint8 RGB, C-contiguous, full range.

        Colour matrix and range come from the stream. Where the stream is silent, pictures of at
        least 1280×720 are taken as BT.709 and smaller ones as BT.601, as players do.
        """
        matrix = frame.colorspace
        if matrix == _UNSPECIFIED_MATRIX:
            is_hd = self._width >= _HD_WIDTH or self._height >= _HD_HEIGHT
            colorspace = Colorspace.ITU709 if is_hd else Colorspace.ITU601
        else:
            colorspace = _COLORSPACE_OF_MATRIX.get(matrix, Colorspace.DEFAULT)
        is_full_range = frame.format.name.startswith("yuvj") or frame.color_range == ColorRange.JPEG
        rgb = self._reformatter.reformat(
            frame,
            width=self._width,
            height=self._height,
            format="rgb24",
            src_colorspace=colorspace,
            src_color_range=ColorRange.JPEG if is_full_range else ColorRange.UNSPECIFIED,
            dst_color_range=ColorRange.JPEG,
            threads=1,
        )
        return self._orientation.apply(np.asarray(rgb.to_ndarray(), dtype=np.uint8))
