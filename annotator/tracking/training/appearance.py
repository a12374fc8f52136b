"""Random changes of the pixels of a crop: colour, blur, noise. Crops are BGR."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.tracking.training.config import AppearanceConfig

Generator = np.random.Generator
Crop = NDArray[np.uint8]

# Principal components of colour used by the paper's code (SPEC 10.2).
_PCA = np.array(
    [[-0.559, 0.981, -0.419], [1.721, 0.199, -1.830], [4.645, 4.737, 4.883]], np.float32
)


def change_appearance(
    rng: Generator, crop: Crop, config: AppearanceConfig, *, gray: bool, strength: float = 1.0
) -> Crop:
    """A crop (H, W, 3) uint8 with random colour, blur and noise; `strength` scales chances."""
    image = crop
    if rng.random() < config.motion_blur * strength:
        image = _motion_blur(rng, image)
    elif rng.random() < config.blur * strength:
        blurred = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.4, 1.8)))
        image = np.asarray(blurred, np.uint8)
    if rng.random() < config.low_resolution * strength:
        image = _low_resolution(rng, image)
    values = image.astype(np.float32)
    values = pca_color(rng, values) if config.pca_color else _color(rng, values, config)
    if gray:
        values[:] = values.mean(axis=2, keepdims=True)
    if rng.random() < config.noise * strength:
        sigma = float(rng.uniform(2, 10))
        values += sigma * rng.standard_normal(values.shape, dtype=np.float32)
    return np.clip(values, 0, 255).astype(np.uint8)


def pca_color(rng: Generator, values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The colour shift of SPEC 10.2."""
    shift = (_PCA @ rng.standard_normal(3).astype(np.float32))[::-1]
    return values - shift


def _color(
    rng: Generator, values: NDArray[np.float32], config: AppearanceConfig
) -> NDArray[np.float32]:
    gain = 1 + rng.uniform(-config.channel_gain, config.channel_gain, 3)
    contrast = 1 + rng.uniform(-config.contrast, config.contrast)
    brightness = rng.uniform(-config.brightness, config.brightness)
    keep = 1 + rng.uniform(-config.saturation, config.saturation)
    # One affine map per pixel: saturation mixes with the gray value, then gain, contrast, offset.
    mix = keep * np.eye(3) + (1 - keep) / 3
    matrix = np.empty((3, 4), np.float32)
    matrix[:, :3] = (contrast * gain)[:, None] * mix
    matrix[:, 3] = 128 * (1 - contrast) + brightness
    return np.asarray(cv2.transform(values, matrix), np.float32)


def _motion_blur(rng: Generator, image: Crop) -> Crop:
    length = int(rng.integers(3, 16))
    angle = rng.uniform(0, math.pi)
    kernel = np.zeros((length, length), np.float32)
    half = (length - 1) / 2
    step = (half * math.cos(angle), half * math.sin(angle))
    start = (round(half - step[0]), round(half - step[1]))
    stop = (round(half + step[0]), round(half + step[1]))
    cv2.line(kernel, start, stop, 1.0)
    return np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum()), np.uint8)


def _low_resolution(rng: Generator, image: Crop) -> Crop:
    height, width = image.shape[:2]
    factor = float(rng.uniform(1.5, 3.0))
    small = cv2.resize(image, (int(width / factor), int(height / factor)))
    return np.asarray(cv2.resize(small, (width, height)), np.uint8)


def damage_mask(rng: Generator, mask: NDArray[np.uint8], probability: float) -> NDArray[np.uint8]:
    """An exemplar mask as a tracker or a hasty labeler would draw it.

    Eroded or dilated; half of the time also with a piece missing or added.
    """
    if rng.random() >= probability or not mask.any():
        return mask
    radius = int(rng.integers(1, 5))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    operation = cv2.MORPH_ERODE if rng.random() < 0.5 else cv2.MORPH_DILATE
    damaged = np.asarray(cv2.morphologyEx(mask, operation, kernel), np.uint8)
    if rng.random() < 0.5:
        x, y, width, height = cv2.boundingRect(mask)
        center = (int(rng.integers(x, x + width)), int(rng.integers(y, y + height)))
        size = max(2, int(min(width, height) * rng.uniform(0.1, 0.25)))
        value = int(rng.random() < 0.3)
        cv2.circle(damaged, center, size, value, -1)
    return damaged if damaged.any() else mask
