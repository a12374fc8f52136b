"""The mask goes to the edges of the picture where it has some; elsewhere nothing moves."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from annotator.tracking.siammask import crops
from annotator.tracking.siammask.config import DAVIS_SETTINGS
from annotator.tracking.siammask.guided_filter import (
    fit_colours,
    paste_on_edges,
    without_specks,
)

N, WIDTH, HEIGHT = 127, 640, 480
CELL = (12, 12)  # in the middle
PLAIN = DAVIS_SETTINGS
SHARP = replace(PLAIN, edge_radius=3)
GEOMETRY = crops.search_geometry((320.0, 240.0), (200.0, 120.0), PLAIN)


def scene(*, contrast: float = 1.0) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """An ellipse on a busy ground, and its pixels."""
    rng = np.random.default_rng(3)
    truth = (
        cv2.ellipse(np.zeros((HEIGHT, WIDTH), np.uint8), (320, 240), (100, 60), 20, 0, 360, 1, -1)
        > 0
    )
    ground, body = np.array((90, 110, 100.0)), np.array((190, 70, 60.0))
    colours = np.where(truth[..., None], ground + contrast * (body - ground), ground)
    frame = np.clip(colours + rng.normal(0, 4, (HEIGHT, WIDTH, 3)), 0, 255).astype(np.uint8)
    return frame, truth


def crop_of(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    fill = frame.mean((0, 1)).astype(np.uint8)
    return crops.crop_square(
        frame, GEOMETRY.center_image, GEOMETRY.side_image, output_size=255, fill=fill
    )


def sloppy_mask(truth: NDArray[np.bool_]) -> NDArray[np.float32]:
    """What a network says: the object in the window, a pixel off and with soft edges."""
    window = crops.window_picture(
        crop_of(truth.astype(np.uint8)[..., None].repeat(3, 2) * 255), CELL, PLAIN
    )
    shifted = np.roll(window[..., 0], (1, -1), (0, 1)).astype(np.float32) / 255
    return np.asarray(cv2.GaussianBlur(shifted, (0, 0), 2), np.float32)


def paste(
    frame: NDArray[np.uint8], mask: NDArray[np.float32], hyper: crops.HyperParameters = SHARP
) -> crops.PastedMask:
    return paste_on_edges(mask, frame, crop_of(frame), GEOMETRY, CELL, hyper=hyper)


def iou(pasted: crops.PastedMask, truth: NDArray[np.bool_]) -> float:
    found = pasted.binary(0.45, width=WIDTH, height=HEIGHT)
    return float((found & truth).sum() / (found | truth).sum())


def test_the_edge_goes_to_that_of_the_picture() -> None:
    frame, truth = scene()
    mask = sloppy_mask(truth)
    assert iou(paste(frame, mask, PLAIN), truth) < 0.95
    assert iou(paste(frame, mask), truth) > 0.99


def test_in_a_grey_picture_too() -> None:
    frame, truth = scene()
    grey = cv2.normalize(frame[..., 0], None, 0, 255, cv2.NORM_MINMAX)[..., None].repeat(3, 2)
    mask = sloppy_mask(truth)
    assert iou(paste(grey, mask), truth) > 0.99
    window = crops.window_picture(crop_of(grey), CELL, PLAIN)
    factors = fit_colours(mask, window, radius=3, epsilon=1e-4)[..., :3]
    np.testing.assert_allclose(factors[..., 0], factors[..., 2], atol=1e-3)


def test_without_an_edge_the_mask_stays() -> None:
    frame, truth = scene(contrast=0.0)
    mask = sloppy_mask(truth)
    plain = paste(frame, mask, PLAIN).binary(0.45, width=WIDTH, height=HEIGHT)
    assert iou(paste(frame, mask), plain) > 0.96


def test_a_radius_of_zero_is_the_paper() -> None:
    frame, truth = scene()
    mask = sloppy_mask(truth)
    expected = crops.paste_mask(mask, GEOMETRY, CELL, width=WIDTH, height=HEIGHT, hyper=PLAIN)
    found = paste(frame, mask, PLAIN)
    assert (found.left, found.top) == (expected.left, expected.top)
    np.testing.assert_array_equal(found.values, expected.values)


def test_what_the_mask_does_not_reach_stays_outside() -> None:
    frame, _ = scene()
    mask = np.ones((N, N), np.float32)  # up to the rim of the window
    plain = paste(frame, mask, PLAIN).full(width=WIDTH, height=HEIGHT)
    sharp = paste(frame, mask).full(width=WIDTH, height=HEIGHT)
    assert (plain[sharp >= 0] >= 0).all()
    assert (sharp >= 0).sum() > 0.95 * (plain >= 0).sum()
    assert sharp.max() <= 1


def test_only_the_surroundings_of_the_object_are_worked_on() -> None:
    frame, truth = scene()
    mask = sloppy_mask(truth)
    plain = paste(frame, mask, PLAIN).full(width=WIDTH, height=HEIGHT)
    sharp = paste(frame, mask)
    assert sharp.values.size < 0.7 * paste(frame, mask, PLAIN).values.size
    assert (plain[sharp.full(width=WIDTH, height=HEIGHT) < 0] < 0.05).all()


def test_specks_go_and_parts_stay() -> None:
    values = np.zeros((40, 60), np.float32)
    values[5:25, 5:25] = 0.9
    values[10:12, 10:12] = 0.1  # a small hole
    values[16:21, 16:21] = 0.1  # a large one
    values[30, 30:33] = 0.8  # a small island
    values[30:36, 40:46] = 0.8  # a large one
    found = without_specks(crops.PastedMask(3, 4, values), threshold=0.45, area=9)
    assert (found.left, found.top) == (3, 4)
    expected = values > 0.45
    expected[10:12, 10:12] = True
    expected[30, 30:33] = False
    np.testing.assert_array_equal(found.values > 0.45, expected)
    assert values[30, 31] == np.float32(0.8)  # what was given is as it was


@pytest.mark.parametrize("size", [N, 63])
def test_an_empty_mask_stays_empty(size: int) -> None:
    frame, _ = scene()
    assert not (paste(frame, np.zeros((size, size), np.float32)).values > 0).any()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 200), (300, 2), (4000, 3)])
def test_any_picture_will_do(width: int, height: int) -> None:
    frame = np.full((height, width, 3), 128, np.uint8)
    geometry = crops.search_geometry((width / 2, height / 2), (width, height), PLAIN)
    crop = crops.crop_square(
        frame, geometry.center_image, geometry.side_image, output_size=255, fill=frame[0, 0]
    )
    pasted = paste_on_edges(np.ones((N, N), np.float32), frame, crop, geometry, CELL, hyper=SHARP)
    assert np.isfinite(pasted.values).all()


def test_a_window_outside_of_the_picture_has_no_mask() -> None:
    frame, _ = scene()
    away = replace(GEOMETRY, center_image=(9000.0, 9000.0))
    pasted = paste_on_edges(
        np.ones((N, N), np.float32), frame, crop_of(frame), away, CELL, hyper=SHARP
    )
    assert pasted.values.size == 0


def test_the_factors_are_those_of_least_squares_in_each_square() -> None:
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (21, 21, 3)).astype(np.uint8)
    mask = rng.random((21, 21)).astype(np.float32)
    radius, epsilon = 2, 1e-3
    each = np.empty((21, 21, 4))
    colours = np.pad(picture / 255, ((4, 4), (4, 4), (0, 0)), "reflect")
    padded = np.pad(mask, 4, "reflect")
    around = np.empty((25, 25, 4))
    for y in range(25):
        for x in range(25):
            c = colours[y : y + 5, x : x + 5].reshape(-1, 3)
            m = padded[y : y + 5, x : x + 5].reshape(-1)
            deviations = c - c.mean(0)
            factors = np.linalg.solve(
                deviations.T @ deviations / 25 + epsilon * np.eye(3),
                deviations.T @ (m - m.mean()) / 25,
            )
            around[y, x] = (*factors, m.mean() - factors @ c.mean(0))
    for y in range(21):
        for x in range(21):
            each[y, x] = around[y : y + 5, x : x + 5].mean((0, 1))
    found = fit_colours(mask, picture, radius=radius, epsilon=epsilon)
    inner = slice(4, 17)  # at the rim the squares of the filter see reflected factors
    np.testing.assert_allclose(found[inner, inner], each[inner, inner], atol=2e-3)
