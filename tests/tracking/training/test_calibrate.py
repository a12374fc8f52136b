"""Fitting the reported score: what is separable is separated, and held-out means held out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import torch

from annotator.tracking.siammask.architectures import DEFAULT_SETTINGS, SIAMMASK_MOBILENETV2
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.runtime import Runtime
from annotator.tracking.siammask.score import FEATURES
from annotator.tracking.siammask.tracker import SiamMaskTracker
from annotator.tracking.training.calibrate import (
    CalibrationError,
    Samples,
    fit,
    gather,
    held_out_scores,
)

LIKE = FEATURES.index("like")


def made_up(count: int = 600, noise: float = 0.3, seed: int = 0) -> Samples:
    """Right where `like` is above one half, with noise; the other signs mean nothing."""
    rng = np.random.default_rng(seed)
    signs = rng.normal(size=(count, len(FEATURES)))
    signs[:, FEATURES.index("pieces")] = 0.0  # never changes
    right = signs[:, LIKE] + noise * rng.normal(size=count) > 0.5
    return Samples(signs, np.where(right, 0.9, 0.1), np.arange(count) // 20)


def test_the_sign_that_matters_is_found() -> None:
    samples = made_up()
    calibration = fit(samples, ridge=1.0)
    weights = dict(zip(calibration.names, calibration.weights, strict=True))
    assert "pieces" not in weights
    assert weights["like"] > 5 * max(abs(w) for name, w in weights.items() if name != "like")
    scores = np.array([calibration.score(signs) for signs in samples.signs])
    assert scores[samples.is_right].mean() > 0.8
    assert scores[~samples.is_right].mean() < 0.2
    # A calibrated score is a probability: over all frames it adds up.
    assert scores.mean() == pytest.approx(samples.is_right.mean(), abs=0.01)
    assert "600 frames of 30 sequences" in calibration.measured


def test_a_ridge_shrinks_and_separable_frames_do_no_harm() -> None:
    samples = made_up(noise=0.0)
    soft, hard = fit(samples, ridge=300.0), fit(samples, ridge=1.0)
    at = soft.names.index("like")
    assert 0 < soft.weights[at] < hard.weights[at]
    assert np.isfinite(fit(samples, ridge=1e-6).weights).all()


def test_chosen_names_only() -> None:
    calibration = fit(made_up(), names=("raw", "like"))
    assert calibration.names == ("raw", "like")


def test_nothing_to_tell_apart() -> None:
    samples = made_up()
    good = Samples(samples.signs, np.ones(len(samples)), samples.groups)
    with pytest.raises(CalibrationError, match="right"):
        fit(good)


def test_held_out_scores_cover_every_frame_and_know_less() -> None:
    samples = made_up()
    scores = held_out_scores(samples, ridge=1.0)
    assert np.isfinite(scores).all()
    assert scores[samples.is_right].mean() > 0.75
    # A sign that names the group is worth nothing on groups that were held out.
    spoiled = samples.signs.copy()
    rng = np.random.default_rng(1)
    right = rng.random(30) > 0.5
    ious = np.where(right[samples.groups], 0.9, 0.1)
    spoiled[:, LIKE] = right[samples.groups] * 0.0
    blind = held_out_scores(Samples(spoiled, ious, samples.groups))
    assert abs(blind[ious > 0.5].mean() - blind[ious < 0.5].mean()) < 0.2


@dataclass(frozen=True)
class Moving:
    """A square that moves and is hidden in some frames."""

    name: str = "moving"
    hidden: tuple[int, ...] = ()

    def __len__(self) -> int:
        return 4

    def truth(self, index: int) -> np.ndarray:
        mask = np.zeros((90, 120), bool)
        if index not in self.hidden:
            mask[30:60, 30 + 4 * index : 60 + 4 * index] = True
        return mask

    def frame(self, index: int) -> np.ndarray:
        shown = np.full((90, 120, 3), 90, np.uint8)
        shown[self.truth(index)] = (200, 40, 40)
        return shown


def test_gather_tracks_every_clip_that_begins_with_its_object() -> None:
    torch.manual_seed(0)
    tracker = SiamMaskTracker(
        Runtime(SiamMask(SIAMMASK_MOBILENETV2)), DEFAULT_SETTINGS[SIAMMASK_MOBILENETV2.name]
    )
    heard: list[tuple[int, str]] = []
    samples = gather(
        tracker,
        [Moving("a"), Moving("late", hidden=(0,)), Moving("b", hidden=(2,)), Moving("a")],
        progress=lambda done, name: heard.append((done, name)),
    )
    assert samples.signs.shape == (9, len(FEATURES))
    assert samples.groups.tolist() == [0] * 3 + [2] * 3 + [0] * 3
    assert heard[-1] == (9, "a")
    assert np.array_equal(samples.signs[:3], samples.signs[6:])
    assert tracker.calibration is None
    with pytest.raises(CalibrationError, match="no clip"):
        gather(tracker, [Moving("late", hidden=(0,))])
