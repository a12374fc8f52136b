"""Cut exemplar and search crops out of pictures, with random geometry and composition.

Each crop is warped once, straight to its final size: one `remap` or `warpAffine` per picture.
Coordinates are pixel centres; an affine matrix maps picture to crop.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.tracking.training.appearance import change_appearance, damage_mask
from annotator.tracking.training.config import AugmentationConfig, ViewConfig
from annotator.tracking.training.datasets import ObjectFrame, PictureStore
from annotator.tracking.training.sampling import Generator, Pair, PairKind

EXEMPLAR_SIZE = 127
CONTEXT_AMOUNT = 0.5

Byte = NDArray[np.uint8]
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class PairCrops:
    """A training pair: BGR crops, masks of 0 and 1, and the target's box in the search crop.

    `search_box` is x1, y1, x2, y2 in crop pixels (edges at pixel centre +- 0.5); None where the
    search crop does not hold the target. `exemplar_mask` is all zero where it is to be unknown.
    """

    exemplar: Byte
    exemplar_mask: Byte
    search: Byte
    search_mask: Byte
    search_box: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class _View:
    """Geometry of one crop: the affine matrix and an optional smooth displacement (S, S, 2)."""

    matrix: Matrix
    size: int
    displacement: NDArray[np.float32] | None = None

    def warp(self, picture: Byte, border: tuple[float, ...] | float) -> Byte:
        """Bilinear; outside of the picture `border`."""
        value = border if isinstance(border, tuple) else (border,)
        if self.displacement is None:
            size = (self.size, self.size)
            warped = cv2.warpAffine(
                picture, self.matrix, size, flags=cv2.INTER_LINEAR, borderValue=value
            )
            return np.asarray(warped, np.uint8)
        inverse = cv2.invertAffineTransform(self.matrix)
        grid = np.mgrid[: self.size, : self.size].astype(np.float32)
        points = np.stack((grid[1], grid[0]), axis=2) + self.displacement
        x, y = cv2.split(cv2.transform(points, inverse.astype(np.float32)))
        remapped = cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderValue=value)
        return np.asarray(remapped, np.uint8)

    def warp_mask(self, mask: Byte) -> Byte:
        """A 0/1 mask, binarised at one half."""
        return (self.warp(mask * np.uint8(255), 0.0) > 127).view(np.uint8)


def exemplar_span(box: tuple[float, float, float, float]) -> float:
    """Side of the square with context around a box, in picture pixels (SPEC 5.1)."""
    context = CONTEXT_AMOUNT * (box[2] + box[3])
    return math.sqrt((box[2] + context) * (box[3] + context))


def render_pair(
    rng: Generator,
    pair: Pair,
    store: PictureStore,
    config: AugmentationConfig,
    search_size: int,
) -> PairCrops:
    """Crops of one pair, every random choice drawn from `rng`."""
    flip = rng.random() < config.flip
    gray = rng.random() < config.appearance.gray
    exemplar, exemplar_mask = _render_exemplar(rng, pair, store, config, flip=flip)
    flip ^= rng.random() < config.flip_search_only
    if pair.kind is PairKind.POSITIVE:
        search, mask, box = _render_positive(rng, pair, store, config, search_size, flip=flip)
    else:
        search = _render_negative(rng, pair, store, config, search_size, flip=flip)
        mask, box = np.zeros((search_size, search_size), np.uint8), None
    exemplar = change_appearance(rng, exemplar, config.appearance, gray=gray, strength=0.4)
    search = change_appearance(rng, search, config.appearance, gray=gray)
    return PairCrops(exemplar, exemplar_mask, search, mask, box)


def _mean_color(picture: Byte) -> tuple[float, ...]:
    return tuple(float(v) for v in cv2.mean(picture)[:3])


def _draw_view(
    rng: Generator,
    box: tuple[float, float, float, float],
    config: ViewConfig,
    size: int,
    *,
    flip: bool,
    is_still: bool = False,
    shift: tuple[float, float] | None = None,
) -> _View:
    """A crop around `box` at exemplar scale, randomly shifted, scaled and rotated."""
    base = EXEMPLAR_SIZE / exemplar_span(box)
    scale = base * 2 ** rng.uniform(-config.scale_log2, config.scale_log2)
    aspect = 2 ** (0.5 * rng.uniform(-config.aspect_log2, config.aspect_log2))
    angle = math.radians(rng.uniform(-config.rotation_degrees, config.rotation_degrees))
    moved = rng.uniform(-config.shift, config.shift, 2) if shift is None else shift
    stretch = np.diag([scale * aspect * (-1 if flip else 1), scale / aspect])
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    linear = turn @ stretch
    center = np.array([box[0] + (box[2] - 1) / 2, box[1] + (box[3] - 1) / 2])
    offset = np.array([size // 2, size // 2]) + moved - linear @ center
    displacement = None
    if is_still and config.elastic > 0 and rng.random() < config.elastic_probability:
        coarse = rng.uniform(-config.elastic, config.elastic, (5, 5, 2)).astype(np.float32)
        smooth = cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC)
        displacement = np.asarray(smooth, np.float32)
    return _View(np.column_stack((linear, offset)), size, displacement)


def _render_exemplar(
    rng: Generator, pair: Pair, store: PictureStore, config: AugmentationConfig, *, flip: bool
) -> tuple[Byte, Byte]:
    picture = store.picture(pair.exemplar.picture)
    view = _draw_view(rng, pair.exemplar.box, config.exemplar, EXEMPLAR_SIZE, flip=flip)
    crop = view.warp(picture, _mean_color(picture))
    if rng.random() < config.guidance.drop:
        return crop, np.zeros((EXEMPLAR_SIZE, EXEMPLAR_SIZE), np.uint8)
    mask = view.warp_mask(store.mask(pair.exemplar.mask))
    return crop, damage_mask(rng, mask, config.guidance.damage)


def _render_negative(
    rng: Generator,
    pair: Pair,
    store: PictureStore,
    config: AugmentationConfig,
    size: int,
    *,
    flip: bool,
) -> Byte:
    """A search crop without the target: around another object, or beside the target.

    `ELSEWHERE` crops are moved away until the target is outside; what of it remains at the rim
    is painted over with the mean colour.
    """
    picture = store.picture(pair.search.picture)
    shift = None
    if pair.kind is PairKind.ELSEWHERE:
        angle = rng.uniform(0, 2 * math.pi)
        distance = rng.uniform(0.6, 0.9) * size
        shift = (distance * math.cos(angle), distance * math.sin(angle))
    view = _draw_view(rng, pair.search.box, config.search, size, flip=flip, shift=shift)
    mean = _mean_color(picture)
    crop = view.warp(picture, mean)
    if pair.background is not None:
        crop = _fill_rim(crop, view, picture, _cover(rng, pair.background, store, size))
    if pair.kind is PairKind.ELSEWHERE:
        rest = view.warp_mask(store.mask(pair.search.mask))
        if rest.any():
            kernel = np.ones((7, 7), np.uint8)
            crop[cv2.dilate(rest, kernel) > 0] = mean
    return crop


def _render_positive(
    rng: Generator,
    pair: Pair,
    store: PictureStore,
    config: AugmentationConfig,
    size: int,
    *,
    flip: bool,
) -> tuple[Byte, Byte, tuple[float, float, float, float] | None]:
    picture = store.picture(pair.search.picture)
    view = _draw_view(rng, pair.search.box, config.search, size, flip=flip, is_still=pair.is_still)
    crop = view.warp(picture, _mean_color(picture))
    mask = view.warp_mask(store.mask(pair.search.mask))
    full_box = _moved_box(view, store.mask(pair.search.mask), mask)
    if pair.background is not None:
        behind = _cover(rng, pair.background, store, size)
        if pair.is_swapped:
            crop = _blend(behind, crop, _soft(mask))
        else:
            crop = _fill_rim(crop, view, picture, behind)
    for distractor in pair.distractors:
        crop, mask = _paste(rng, crop, mask, distractor, store, config, size)
    box = _visible_box(mask, full_box, size)
    return crop, mask, box


def _moved_box(view: _View, mask: Byte, warped: Byte) -> tuple[float, float, float, float]:
    """The object's box in the crop, beyond its rim where the object reaches there."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    points = np.concatenate(contours).astype(np.float64)
    moved = cv2.transform(points, view.matrix)[:, 0]
    x1, y1 = moved.min(axis=0) - 0.5
    x2, y2 = moved.max(axis=0) + 0.5
    inside = x1 > 0 and y1 > 0 and x2 < view.size - 1 and y2 < view.size - 1
    if view.displacement is not None and inside and warped.any():
        return _tight(warped)
    return float(x1), float(y1), float(x2), float(y2)


def _tight(mask: Byte) -> tuple[float, float, float, float]:
    x, y, width, height = cv2.boundingRect(mask)
    return x - 0.5, y - 0.5, x + width - 0.5, y + height - 0.5


def _visible_box(
    mask: Byte, full: tuple[float, float, float, float], size: int
) -> tuple[float, float, float, float] | None:
    """The box to learn: of what is visible, but beyond the rim where the object goes on there.

    None where next to nothing of the target is left.
    """
    if np.count_nonzero(mask) < 40:
        return None
    x1, y1, x2, y2 = _tight(mask)
    end = size - 1.5
    return (
        full[0] if x1 < 1 else x1,
        full[1] if y1 < 1 else y1,
        full[2] if x2 > end else x2,
        full[3] if y2 > end else y2,
    )


def _soft(mask: Byte) -> NDArray[np.float32]:
    """The mask as an opacity (H, W, 1) with a rim of about a pixel, against cut-out edges."""
    blurred = cv2.GaussianBlur(mask.astype(np.float32), (3, 3), 0)
    return np.asarray(blurred, np.float32)[..., None]


def _blend(below: Byte, above: Byte, opacity: NDArray[np.float32]) -> Byte:
    mixed = below + (above.astype(np.float32) - below) * opacity
    return mixed.astype(np.uint8)


def _cover(rng: Generator, frame: ObjectFrame, store: PictureStore, size: int) -> Byte:
    """A random part of a picture that covers a whole crop."""
    picture = store.picture(frame.picture)
    height, width = picture.shape[:2]
    scale = size / min(height, width) * float(rng.uniform(1.0, 1.6))
    offset = [-rng.uniform(0, max(1.0, scale * side - size)) for side in (width, height)]
    matrix = np.array([[scale, 0, offset[0]], [0, scale, offset[1]]])
    return _View(matrix, size).warp(picture, _mean_color(picture))


def _fill_rim(crop: Byte, view: _View, picture: Byte, behind: Byte) -> Byte:
    """The crop with `behind` where the view reaches beyond its picture."""
    inside = view.warp(np.full(picture.shape[:2], 255, np.uint8), 0.0)
    return np.where((inside > 127)[..., None], crop, behind)


def _paste(
    rng: Generator,
    crop: Byte,
    mask: Byte,
    frame: ObjectFrame,
    store: PictureStore,
    config: AugmentationConfig,
    size: int,
) -> tuple[Byte, Byte]:
    """Another object at a random place, before or behind the target."""
    place = rng.uniform(-0.45 * size, 0.45 * size, 2)
    view = _draw_view(
        rng,
        frame.box,
        config.search,
        size,
        flip=bool(rng.random() < 0.5),
        shift=(float(place[0]), float(place[1])),
    )
    above_mask = view.warp_mask(store.mask(frame.mask))
    left = mask & (1 - above_mask)
    enough = np.count_nonzero(left) >= config.composition.min_visible * np.count_nonzero(mask)
    is_before = enough and rng.random() < config.composition.occluder
    if not is_before:
        above_mask &= 1 - mask
        left = mask
    above = view.warp(store.picture(frame.picture), 0.0)
    return _blend(crop, above, _soft(above_mask)), left
