"""A known mask teaches: parts the network leaves out or takes in are put right by their colours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.tracking.siammask.architectures import DEFAULT_SETTINGS, SIAMMASK_MOBILENETV2
from annotator.tracking.siammask.config import DAVIS_SETTINGS
from annotator.tracking.siammask.lesson import Lesson, learn
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.runtime import Runtime
from annotator.tracking.siammask.tracker import SiamMaskTracker
from tests.tracking.parity_checks import picture as drawn_picture

N = 127
THRESHOLD = 0.35


def scene(shift: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Picture, true mask, and a network's mask that lacks the red part and takes in the shadow."""
    rng = np.random.default_rng(shift)
    shown = rng.integers(85, 105, (N, N, 3)).astype(np.uint8)
    body, racket, shadow = (np.zeros((N, N), bool) for _ in range(3))
    body[30:80, 40 + shift : 70 + shift] = True
    racket[35:55, 70 + shift : 90 + shift] = True
    shadow[80:95, 40 + shift : 70 + shift] = True
    shown[body], shown[racket], shown[shadow] = (30, 60, 200), (210, 40, 40), (40, 40, 40)
    probability = np.full((N, N), 0.02, np.float32)
    probability[body] = 0.97
    probability[racket] = 0.15
    probability[shadow] = 0.7
    return shown, body | racket, probability


def iou(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / (a | b).sum())


def taught(ridge: float = 30.0) -> Lesson:
    shown, truth, probability = scene()
    lesson = learn(probability, shown, truth, threshold=THRESHOLD, ridge=ridge)
    assert lesson is not None
    return lesson


def test_the_next_frame_profits() -> None:
    shown, truth, probability = scene(shift=9)
    before = probability > THRESHOLD
    after = taught().corrected(probability, shown) > THRESHOLD
    assert iou(before, truth) < 0.75
    assert iou(after, truth) > 0.9


def test_a_strong_ridge_leaves_the_network_alone() -> None:
    shown, _, probability = scene(shift=9)
    corrected = taught(ridge=1e9).corrected(probability, shown)
    assert corrected.dtype == np.float32
    assert abs(corrected - probability).max() < 0.01


def test_a_mask_that_was_right_teaches_hardly_anything() -> None:
    shown, _, probability = scene()
    own = probability > THRESHOLD
    lesson = learn(probability, shown, own, threshold=THRESHOLD, ridge=30.0)
    assert lesson is not None
    other, _, found = scene(shift=9)
    assert iou(lesson.corrected(found, other) > THRESHOLD, found > THRESHOLD) > 0.95


def test_nothing_to_learn_from() -> None:
    shown, truth, probability = scene()
    nothing = np.zeros_like(truth)
    assert learn(probability, shown, nothing, threshold=THRESHOLD, ridge=30.0) is None
    assert learn(probability, shown, ~nothing, threshold=THRESHOLD, ridge=30.0) is None


def test_coarse_masks_learn_too() -> None:
    shown, truth, probability = scene()
    coarse = np.ascontiguousarray(probability[::2, ::2][:63, :63])
    lesson = learn(coarse, shown, truth, threshold=THRESHOLD, ridge=30.0)
    assert lesson is not None
    after = lesson.corrected(coarse, shown) > THRESHOLD
    assert after.shape == (63, 63)
    assert iou(after, truth[::2, ::2][:63, :63]) > iou(
        coarse > THRESHOLD, truth[::2, ::2][:63, :63]
    )


def test_colours_never_seen_are_not_trusted_without_limit() -> None:
    lesson = taught()
    shown, _, probability = scene()
    strange = np.full_like(shown, (0, 255, 0))
    assert np.isfinite(lesson.corrected(probability, strange)).all()


# -- in the tracker -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def runtime() -> Runtime:
    torch.manual_seed(0)
    return Runtime(SiamMask(SIAMMASK_MOBILENETV2))


def frame(t: int) -> np.ndarray:
    return np.ascontiguousarray(drawn_picture(t)[..., ::-1])


BOX = Box(111, 96, 78, 68)


def known_mask() -> Mask:
    height, width = frame(0).shape[:2]
    pixels = np.zeros((height, width), bool)
    pixels[100:160, 115:185] = True
    return Mask.from_array(pixels)


def test_only_a_known_mask_teaches_and_only_where_it_is_asked_for(runtime: Runtime) -> None:
    light = DEFAULT_SETTINGS[SIAMMASK_MOBILENETV2.name]
    teaching = SiamMaskTracker(runtime, light)
    assert teaching.init(frame(0), BOX).lesson is None
    assert teaching.init(frame(0), BOX, known_mask()).lesson is not None
    official = SiamMaskTracker(runtime, DAVIS_SETTINGS)
    assert official.init(frame(0), BOX, known_mask()).lesson is None


def test_the_lesson_changes_the_mask_and_nothing_else(runtime: Runtime) -> None:
    light = DEFAULT_SETTINGS[SIAMMASK_MOBILENETV2.name]
    tracker = SiamMaskTracker(runtime, light)
    state = tracker.init(frame(0), BOX, known_mask())
    (with_lesson,) = tracker.steps(frame(1), [state])
    (without,) = tracker.steps(frame(1), [replace(state, lesson=None)])
    assert with_lesson.state.lesson is state.lesson
    assert with_lesson.state.box == without.state.box
    assert with_lesson.score == without.score
    a, b = (tracker.prediction(frame(1), step).mask for step in (with_lesson, without))
    assert a != b
    together = tracker.steps(frame(1), [state, replace(state, lesson=None)])
    assert tracker.prediction(frame(1), together[1]).mask.iou(b) > 0.99
