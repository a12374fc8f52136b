"""Draw masks over a frame: tint, outline, name. The same pixels for the same project, always."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageDraw
from scipy import ndimage

from annotator.core.frames import Image
from annotator.core.palette import Color
from annotator.formats.fonts import Lettering, letterings
from annotator.formats.selection import Placed

_TINT = 0.45
_PAD = 3
_MAX_NAME = 40


@dataclass(frozen=True, slots=True)
class OverlayStyle:
    """`line_px` is the width of outlines; `names` has the lettering of each name, None for none."""

    line_px: int
    names: Mapping[str, Lettering] | None
    side_by_side: bool = False


def overlay_style(
    height: int, names: Iterable[str], *, outlines: bool, labels: bool, side_by_side: bool
) -> OverlayStyle:
    """Lines and letters in proportion to the picture."""
    shown = letterings(map(short_name, names), max(10, height // 36)) if labels else None
    return OverlayStyle(max(1, round(height / 360)) if outlines else 0, shown, side_by_side)


def short_name(name: str) -> str:
    """As much of a name as is drawn."""
    return " ".join(name.split())[:_MAX_NAME]


def draw_overlay(image: Image, placed: Sequence[Placed], style: OverlayStyle) -> Image:
    """`(height, width, 3)` RGB, twice as wide side by side; objects from the lowest layer up."""
    drawn = image.copy()
    for one in placed:
        _draw_mask(drawn, one, style.line_px)
    if style.names is not None:
        drawn = _with_names(drawn, placed, style.names)
    if style.side_by_side:
        drawn = np.concatenate([image, drawn], axis=1)
    return drawn


def _draw_mask(image: Image, placed: Placed, line_px: int) -> None:
    """In place."""
    x, y, crop = placed.mask.crop()
    region = image[y : y + crop.shape[0], x : x + crop.shape[1]]
    values = np.arange(256)
    for channel, part in enumerate(np.array(placed.track.color, np.float32)):
        tinted = (values * (1 - _TINT) + part * _TINT).round().astype(np.uint8)
        np.copyto(region[..., channel], tinted[region[..., channel]], where=crop)
    if line_px:
        # What lies outside the picture counts as inside, so no line runs along the border.
        height, width = image.shape[:2]
        border = np.pad(crop, 1)
        border[0] |= y == 0
        border[-1] |= y + crop.shape[0] == height
        border[:, 0] |= x == 0
        border[:, -1] |= x + crop.shape[1] == width
        inner: NDArray[np.bool_] = ndimage.binary_erosion(
            border, iterations=line_px, border_value=1
        )
        region[crop & ~inner[1:-1, 1:-1]] = placed.track.color


def _with_names(image: Image, placed: Sequence[Placed], names: Mapping[str, Lettering]) -> Image:
    picture = PillowImage.fromarray(image)
    draw = ImageDraw.Draw(picture)
    for one in placed:
        box = one.mask.box
        if box is None:
            continue
        lettering = names[short_name(one.track.name)]
        name, font = lettering.text, lettering.font
        left, top, right, bottom = draw.textbbox((0, 0), name, font=font)
        width, height = right - left + 2 * _PAD, bottom - top + 2 * _PAD
        x = min(max(0.0, box.x), max(0.0, picture.width - width))
        y = box.y - height if box.y >= height else min(box.bottom, picture.height - height)
        y = max(0.0, y)
        draw.rectangle((x, y, x + width - 1, y + height - 1), fill=one.track.color)
        place = (x + _PAD - left, y + _PAD - top)
        draw.text(place, name, font=font, fill=_ink(one.track.color))
    return np.asarray(picture)


def _ink(color: Color) -> Color:
    """Black or white, whichever is easier to read on it."""
    red, green, blue = color
    return (0, 0, 0) if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else (255, 255, 255)
