"""GrabCut in a box, interpolated boxes, and NanoTrack where its files are."""

from pathlib import Path

import numpy as np
import pytest

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.evaluation.baselines import (
    NanoTrackGrabCut,
    fill_box,
    find_nanotrack,
    interpolate_box,
)
from annotator.evaluation.benchmark import EvaluationError


def picture(left: int = 60, top: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """A bright disc of radius 20 on a dark, noisy ground, and where it is."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:160, :240]
    disc = (x - left - 20) ** 2 + (y - top - 20) ** 2 < 400
    frame = rng.integers(20, 60, (160, 240, 3)).astype(np.uint8)
    frame[disc] = rng.integers(180, 220, (int(disc.sum()), 3))
    return frame, disc


def test_grabcut_finds_the_disc_in_its_box() -> None:
    frame, disc = picture()
    mask = fill_box(frame, Box(58, 38, 44, 44))
    assert mask.iou(Mask.from_array(disc)) > 0.9


def test_grabcut_is_repeatable() -> None:
    frame, _ = picture()
    assert fill_box(frame, Box(50, 30, 60, 60)) == fill_box(frame, Box(50, 30, 60, 60))


@pytest.mark.parametrize("scale", [1, 6])
def test_large_crops_are_shrunk_but_answer_in_full_size(scale: int) -> None:
    frame, disc = picture()
    frame, disc = (
        np.kron(frame, np.ones((scale, scale, 1), np.uint8)),
        np.kron(disc, np.ones((scale, scale), bool)),
    )
    mask = fill_box(frame, Box(58 * scale, 38 * scale, 44 * scale, 44 * scale))
    assert (mask.height, mask.width) == frame.shape[:2]
    assert mask.iou(Mask.from_array(disc)) > 0.85


def test_boxes_at_the_edge() -> None:
    frame, _ = picture()
    assert fill_box(frame, Box(-50, -50, 20, 20)).is_empty
    whole = fill_box(frame, Box(-5, -5, 300, 300))
    assert whole.area == 160 * 240
    assert not fill_box(frame, Box(239.4, 100, 5, 5)).is_empty


def test_interpolation_is_linear_and_constant_outside() -> None:
    boxes = {2: Box(0, 10, 20, 40), 6: Box(40, 10, 40, 20)}
    assert interpolate_box(boxes, 4) == Box(20, 10, 30, 30)
    assert interpolate_box(boxes, 2) == boxes[2]
    assert interpolate_box(boxes, 0) == boxes[2]
    assert interpolate_box(boxes, 9) == boxes[6]
    with pytest.raises(EvaluationError, match="draw one"):
        interpolate_box({}, 3)


def test_missing_nanotrack_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="v2_backbone"):
        find_nanotrack(tmp_path)


@pytest.mark.shared
def test_nanotrack_follows_the_disc(shared_dir: Path) -> None:
    tracker = NanoTrackGrabCut(shared_dir / "data" / "peers" / "nanotrack")
    frame, _ = picture()
    state = tracker.init(frame, Box(58, 38, 44, 44))
    for step in range(1, 5):
        frame, disc = picture(60 + 4 * step, 40 + 2 * step)
        state, found = tracker.update(frame, state)
    assert found.mask.iou(Mask.from_array(disc)) > 0.7
    assert 0 <= found.score <= 1
