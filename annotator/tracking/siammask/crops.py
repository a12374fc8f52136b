"""Exemplar and search crops, and pasting a mask back into the picture (SPEC 5 and 8).

Pictures are (H, W, 3) uint8; nothing here depends on the colour order. Positions are (x, y) in
image coordinates with pixel centres on whole numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.tracking.siammask.config import HyperParameters

Image = NDArray[np.uint8]
Point = tuple[float, float]

# Above this side a crop is resized by gathering the few pixels that matter: with a large object
# in a 4K picture the padded crop alone would take hundreds of megabytes.
_GATHER_ABOVE_PIXELS = 2048
_MIN_CONTOUR_AREA = 100.0


def context_side(size: Point, hyper: HyperParameters) -> float:
    """Side in image pixels of the square that shows a target of that size with its context."""
    width, height = size
    context = hyper.context_amount * (width + height)
    return math.sqrt((width + context) * (height + context))


@dataclass(frozen=True)
class SearchGeometry:
    """Where a search crop lies: centre and side in the image, and crop pixels per image pixel."""

    center_image: Point
    side_image: int
    scale_crop_per_image: float

    def in_crop(self, size: Point) -> Point:
        """A size in the image, in pixels of the crop."""
        return size[0] * self.scale_crop_per_image, size[1] * self.scale_crop_per_image


def search_geometry(center_image: Point, size: Point, hyper: HyperParameters) -> SearchGeometry:
    """Geometry of the search crop for a target; the scale uses the un-rounded side (SPEC 5.1)."""
    side = context_side(size, hyper)
    scale = hyper.exemplar_size / side
    margin = (hyper.search_size - hyper.exemplar_size) / 2 / scale
    return SearchGeometry(center_image, round(side + 2 * margin), scale)


def crop_square(
    image: NDArray[np.uint8], center: Point, side: int, *, output_size: int, fill: Image
) -> Image:
    """A square of `side` image pixels around `center`, resized to `output_size`.

    image (H, W) or (H, W, C); outside of it the crop shows `fill`, (C,) uint8. Equal to the
    official code bit by bit (SPEC 5.2 and 5.3). Returns (output_size, output_size[, C]).
    """
    height, width = image.shape[:2]
    half = (side + 1) / 2
    left, top = round(center[0] - half), round(center[1] - half)
    if side > _GATHER_ABOVE_PIXELS:
        return _crop_by_gathering(image, left, top, side, output_size, fill)
    x0, x1 = min(max(left, 0), width), max(min(left + side, width), 0)
    y0, y1 = min(max(top, 0), height), max(min(top + side, height), 0)
    if x1 <= x0 or y1 <= y0:
        return np.full((output_size, output_size, *image.shape[2:]), fill, np.uint8)
    square = image[y0:y1, x0:x1]
    if square.shape[:2] != (side, side):
        borders = (y0 - top, top + side - y1, x0 - left, left + side - x1)
        square = cv2.copyMakeBorder(  # type: ignore[assignment]
            square, *borders, cv2.BORDER_CONSTANT, value=[int(v) for v in np.atleast_1d(fill)]
        )
    if side == output_size:
        return np.ascontiguousarray(square)
    resized = cv2.resize(square, (output_size, output_size), interpolation=cv2.INTER_LINEAR)
    return np.asarray(resized, np.uint8)


def crop_mask(mask: Mask, center: Point, side: int, *, output_size: int) -> NDArray[np.uint8]:
    """`crop_square` of a mask: (output_size, output_size) of 0..255, 0 outside of the picture."""
    pixels = mask.to_array().view(np.uint8) * np.uint8(255)
    nothing = np.zeros((), np.uint8)
    return crop_square(pixels, center, side, output_size=output_size, fill=nothing)


def window_picture(crop: Image, cell: tuple[int, int], hyper: HyperParameters) -> Image:
    """What a search crop shows in the window of RoW `cell` (y, x), black outside of the crop.

    Returns (exemplar_size, exemplar_size, 3) uint8.
    """
    side, margin = hyper.exemplar_size, hyper.base_size // 2
    picture = np.zeros((side, side, *crop.shape[2:]), np.uint8)
    top, left = ((index - margin) * hyper.stride for index in cell)
    inside = crop[max(0, top) : top + side, max(0, left) : left + side]
    y, x = max(0, -top), max(0, -left)
    picture[y : y + inside.shape[0], x : x + inside.shape[1]] = inside
    return picture


def _linear_taps(side: int, output_size: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    source = ((np.arange(output_size) + 0.5) * (side / output_size) - 0.5).astype(np.float32)
    cell = np.floor(source)
    return cell.astype(np.int64), (source - cell).astype(np.float32)


def _fixed_point(fraction: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    second = np.rint(fraction * np.float32(2048)).astype(np.int64)
    first = np.rint((np.float32(1) - fraction) * np.float32(2048)).astype(np.int64)
    return first, second


def _crop_by_gathering(
    image: NDArray[np.uint8], left: int, top: int, side: int, output_size: int, fill: Image
) -> Image:
    """`crop_square` without the padded square: reads only the rows and columns that count.

    Follows OpenCV's fixed-point bilinear resize (SPEC 5.3).
    """
    height, width = image.shape[:2]
    cell, fraction = _linear_taps(side, output_size)
    column_fraction = np.where((cell < 0) | (cell >= side - 1), np.float32(0), fraction)
    columns = np.clip(np.stack((cell, cell + 1), 1), 0, side - 1)
    columns[:, 0] = np.clip(cell, 0, side - 1)
    rows = np.clip(np.stack((cell, cell + 1), 1), 0, side - 1)
    x, y = columns.ravel() + left, rows.ravel() + top
    picture = image if image.ndim == 3 else image[..., None]
    pixels = picture[np.clip(y, 0, height - 1)[:, None], np.clip(x, 0, width - 1)[None, :]]
    outside = ((y < 0) | (y >= height))[:, None] | ((x < 0) | (x >= width))[None, :]
    pixels[outside] = fill
    taps = pixels.reshape(output_size, 2, output_size, 2, -1).astype(np.int64)
    w0, w1 = (w[None, None, :, None] for w in _fixed_point(column_fraction))
    across = taps[:, :, :, 0] * w0 + taps[:, :, :, 1] * w1  # (n, 2, n, C)
    b0, b1 = (w[:, None, None] for w in _fixed_point(fraction))
    blended = ((b0 * (across[:, 0] >> 4)) >> 16) + ((b1 * (across[:, 1] >> 4)) >> 16)
    crop = np.clip((blended + 2) >> 2, 0, 255).astype(np.uint8)
    return np.asarray(crop if image.ndim == 3 else crop[..., 0], np.uint8)


@dataclass(frozen=True)
class PastedMask:
    """Mask probabilities in the picture: `values` (h, w) at (left, top), -1 outside of the mask.

    Everything of the picture outside of `values` is -1 too.
    """

    left: int
    top: int
    values: NDArray[np.float32]

    @classmethod
    def nothing(cls) -> PastedMask:
        """Of a mask that lies outside of the picture."""
        return cls(0, 0, np.empty((0, 0), np.float32))

    def full(self, *, width: int, height: int) -> NDArray[np.float32]:
        """The whole picture, (height, width) float32."""
        picture = np.full((height, width), -1, np.float32)
        rows, columns = self.values.shape
        picture[self.top : self.top + rows, self.left : self.left + columns] = self.values
        return picture

    def binary(self, threshold: float, *, width: int, height: int) -> NDArray[np.bool_]:
        """(height, width) bool: strictly above the threshold."""
        picture = np.zeros((height, width), np.bool_)
        rows, columns = self.values.shape
        inside = picture[self.top : self.top + rows, self.left : self.left + columns]
        np.greater(self.values, threshold, out=inside)
        return picture


@dataclass(frozen=True)
class MaskPlace:
    """Where a part of the picture lies in the mask of one RoW.

    The part begins at (left, top); `columns` and `rows` are the mask's x and y of the part's
    columns and rows, in 1/32 pixel.
    """

    left: int
    top: int
    columns: NDArray[np.int64]
    rows: NDArray[np.int64]

    def part(self, rows: slice, columns: slice) -> MaskPlace:
        """Some rows and columns of the part; the slices count from its beginning."""
        return MaskPlace(
            self.left + columns.start,
            self.top + rows.start,
            self.columns[columns],
            self.rows[rows],
        )

    def read(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """What (n, n) or (n, n, C <= 4) values of the mask are there; -1 outside of the mask."""
        whole = np.empty((len(self.rows), len(self.columns), 2), np.int16)
        whole[..., 0] = self.columns >> 5
        whole[..., 1] = (self.rows >> 5)[:, None]
        fraction = ((self.rows & 31) << 5)[:, None] + (self.columns & 31)[None, :]
        read = cv2.remap(
            values,
            whole,
            fraction.astype(np.uint16),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(-1, -1, -1, -1),
        )
        return np.asarray(read, np.float32)


def place_mask(
    size: int,
    geometry: SearchGeometry,
    cell: tuple[int, int],
    *,
    width: int,
    height: int,
    hyper: HyperParameters,
) -> MaskPlace | None:
    """The part of a picture that the mask (size, size) of RoW `cell` (y, x) reaches; None: no part.

    The official code warps the whole picture with cv2.warpAffine; its map has no shear, so the same
    1/32-pixel coordinates are computed here per row and per column, and only for that part.
    """
    side = geometry.side_image
    k = side / hyper.search_size
    margin = hyper.base_size / 2
    sub_x = geometry.center_image[0] - side / 2 + (cell[1] - margin) * hyper.stride * k
    sub_y = geometry.center_image[1] - side / 2 + (cell[0] - margin) * hyper.stride * k
    t = size / (hyper.exemplar_size * k)
    left, columns = _mask_columns(-sub_x * t, width, t, size)
    top, rows = _mask_rows(-sub_y * t, height, t, size)
    return MaskPlace(left, top, columns, rows) if len(columns) and len(rows) else None


def paste_mask(
    probabilities: NDArray[np.float32],
    geometry: SearchGeometry,
    cell: tuple[int, int],
    *,
    width: int,
    height: int,
    hyper: HyperParameters,
) -> PastedMask:
    """Bring the mask of one RoW from the search crop back into a picture (SPEC 8).

    probabilities (n, n), n = 127 or 63, of RoW `cell` (y, x).
    """
    size = probabilities.shape[0]
    place = place_mask(size, geometry, cell, width=width, height=height, hyper=hyper)
    if place is None:
        return PastedMask.nothing()
    return PastedMask(place.left, place.top, place.read(probabilities))


def _reach(back: float, extent: int, t: float, size: int) -> tuple[float, float, range]:
    """Factor and offset from image to mask coordinates, and the image range the mask reaches.

    The forward map is image = a * (mask - back); the (extent - 1) / extent in `a` is the
    official code's sub-pixel shrink, kept for parity.
    """
    a = (extent - 1) / (extent * t)
    if a == 0:
        return 0.0, 0.0, range(0)
    inverse = 1.0 / a
    first = max(0, math.floor(a * (-2 - back)))
    last = min(extent, math.ceil(a * (size + 1 - back)) + 1)
    return inverse, -inverse * (a * -back), range(first, max(first, last))


def _mask_columns(back: float, extent: int, t: float, size: int) -> tuple[int, NDArray[np.int64]]:
    """First column that the mask reaches, and the mask's x in 1/32 px from there on."""
    inverse, offset, image = _reach(back, extent, t, size)
    # OpenCV rounds the column's part and the rest of x one by one, but y in one go.
    fixed = np.rint(inverse * np.asarray(image, np.float64) * 1024) + np.rint(offset * 1024)
    return image.start, (fixed.astype(np.int64) + 16) >> 5


def _mask_rows(back: float, extent: int, t: float, size: int) -> tuple[int, NDArray[np.int64]]:
    """First row that the mask reaches, and the mask's y in 1/32 px from there on."""
    inverse, offset, image = _reach(back, extent, t, size)
    fixed = np.rint((inverse * np.asarray(image, np.float64) + offset) * 1024)
    return image.start, (fixed.astype(np.int64) + 16) >> 5


def fit_rotated_box(mask: PastedMask, threshold: float) -> RotatedBox | None:
    """Minimum-area rectangle around the largest part of the binary mask (SPEC 8).

    None when the largest contour encloses no more than 100 square pixels.
    """
    contour = _largest_contour(mask, threshold)
    if contour is None:
        return None
    corners = cv2.boxPoints(cv2.minAreaRect(contour))
    return RotatedBox.from_corners(np.asarray(corners, np.float64))


def fit_min_max_box(mask: PastedMask, threshold: float) -> Box | None:
    """Axis-aligned bounds of the largest part of the binary mask; None as `fit_rotated_box`."""
    contour = _largest_contour(mask, threshold)
    if contour is None:
        return None
    return Box(*(float(value) for value in cv2.boundingRect(contour)))


def _largest_contour(mask: PastedMask, threshold: float) -> NDArray[np.int32] | None:
    binary = (mask.values > threshold).astype(np.uint8)
    if not binary.any():
        return None
    contours, _ = cv2.findContours(
        binary, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE, offset=(mask.left, mask.top)
    )
    areas = [cv2.contourArea(contour) for contour in contours]
    largest = int(np.argmax(areas))
    if areas[largest] <= _MIN_CONTOUR_AREA:
        return None
    return np.asarray(contours[largest], np.int32)
