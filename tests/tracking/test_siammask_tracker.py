"""The tracker: state lives in values, batches equal single objects, errors are said in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.tracking.siammask.architectures import (
    DEFAULT_SETTINGS,
    SIAMMASK_MOBILENETV2,
    SIAMRPN_RESNET50,
)
from annotator.tracking.siammask.config import DAVIS_SETTINGS, NetworkConfig
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.refine import LightRefinement
from annotator.tracking.siammask.runtime import Runtime
from annotator.tracking.siammask.tracker import SiamMaskTracker, State
from annotator.tracking.tracker import Prediction, TrackingError
from tests.tracking.parity_checks import picture

BOXES = [Box(111, 96, 78, 68), Box(20.5, 30.25, 60, 40), Box(300, 200, 80, 90)]


def frame(t: int) -> np.ndarray:
    return np.ascontiguousarray(picture(t)[..., ::-1])


def make_tracker(config: NetworkConfig) -> SiamMaskTracker:
    torch.manual_seed(3)
    network = SiamMask(config)
    for module in network.modules():
        if isinstance(module, nn.Conv2d) and not module.weight.any():
            nn.init.normal_(module.weight, std=0.5)
    if isinstance(network.refine_model, LightRefinement):
        # Random masks are flat and all above the threshold; these have parts on either side.
        last = network.refine_model.post0
        last.weight.data.sub_(last.weight.data.mean()).mul_(30)
        last.bias.data.zero_()
    return SiamMaskTracker(
        Runtime(network), DEFAULT_SETTINGS[config.name], checkpoint_name="random"
    )


@pytest.fixture(scope="module")
def tracker() -> SiamMaskTracker:
    return make_tracker(SIAMMASK_MOBILENETV2)


def assert_close(found: Prediction, expected: Prediction) -> None:
    assert found.mask.iou(expected.mask) > 0.99
    assert found.score == pytest.approx(expected.score, abs=1e-4)
    assert found.box.center == pytest.approx(expected.box.center, abs=0.05)


def test_a_state_is_where_the_box_was(tracker: SiamMaskTracker):
    state = tracker.init(frame(0), BOXES[1])
    assert state.center == (50.5, 50.25)
    assert state.size == (60, 40)
    assert state.box == BOXES[1]
    mean = frame(0).mean((0, 1))
    assert state.fill == tuple(int(v) for v in mean)


def test_two_objects_interleaved_equal_two_objects_apart(tracker: SiamMaskTracker):
    frames = [frame(t) for t in range(4)]
    apart = []
    for box in BOXES[:2]:
        state, results = tracker.init(frames[0], box), []
        for image in frames[1:]:
            state, prediction = tracker.update(image, state)
            results.append(prediction)
        apart.append(results)
    states = [tracker.init(frames[0], box) for box in BOXES[:2]]
    for k, image in enumerate(frames[1:]):
        for i in range(2):
            states[i], prediction = tracker.update(image, states[i])
            assert prediction == apart[i][k]


def test_a_batch_equals_one_after_the_other(tracker: SiamMaskTracker):
    states = [tracker.init(frame(0), box) for box in BOXES]
    batched = tracker.update_many(frame(1), states)
    for state, (moved, prediction) in zip(states, batched, strict=True):
        alone, expected = tracker.update(frame(1), state)
        assert_close(prediction, expected)
        assert moved.center == pytest.approx(alone.center, abs=0.05)
    assert tracker.update_many(frame(1), []) == []


def test_objects_with_and_without_a_known_mask_go_into_one_batch(tracker: SiamMaskTracker):
    pixels = np.zeros((272, 352), bool)
    pixels[100:160, 120:180] = True
    known = tracker.init(frame(0), BOXES[0], Mask.from_array(pixels))
    unknown = tracker.init(frame(0), BOXES[0])
    batched = tracker.update_many(frame(1), [known, unknown])
    assert_close(batched[0][1], tracker.update(frame(1), known)[1])
    assert_close(batched[1][1], tracker.update(frame(1), unknown)[1])
    # This network's guidance weights are random, so the mask must have changed something.
    assert batched[0][1].mask != batched[1][1].mask


def test_states_are_values(tracker: SiamMaskTracker):
    state = tracker.init(frame(0), BOXES[0])
    before = state.features.score_kernel.clone()
    first = tracker.update(frame(1), state)
    assert tracker.update(frame(1), state)[1] == first[1]
    assert torch.equal(state.features.score_kernel, before)
    with pytest.raises(AttributeError):
        state.center = (0, 0)  # type: ignore[misc]
    assert first[0].features is state.features


def test_predict_finds_the_mask_on_the_same_frame(tracker: SiamMaskTracker):
    prediction = tracker.predict(frame(0), BOXES[0])
    state = tracker.init(frame(0), BOXES[0])
    assert prediction == tracker.update(frame(0), state)[1]
    assert (prediction.mask.height, prediction.mask.width) == (272, 352)
    assert 0 <= prediction.score <= 1


def test_the_state_stays_in_the_picture(tracker: SiamMaskTracker):
    state = tracker.init(frame(0), BOXES[2])
    for t in range(1, 5):
        state, _ = tracker.update(frame(t), state)
        assert 0 <= state.center[0] <= 352
        assert 0 <= state.center[1] <= 272
        assert 10 <= state.size[0] <= 352
        assert 10 <= state.size[1] <= 272


def test_a_network_without_masks_fills_its_box():
    tracker = make_tracker(SIAMRPN_RESNET50)
    state, prediction = tracker.update(frame(1), tracker.init(frame(0), BOXES[0]))
    assert prediction.rotated_box is None
    clipped = state.box.clipped(width=352, height=272)
    assert clipped is not None
    found = prediction.mask.box
    assert found is not None
    assert found.center == pytest.approx(clipped.center, abs=1)
    assert prediction.mask.area == found.area


def test_without_a_mask_the_rotated_box_is_the_moved_box(tracker: SiamMaskTracker):
    strict = SiamMaskTracker(tracker.runtime, replace(DAVIS_SETTINGS, mask_threshold=1.0))
    (step,) = strict.steps(frame(1), [strict.init(frame(0), BOXES[0])])
    box = strict.rotated_box(step)
    assert (box.center_x, box.center_y) == step.moved.center
    assert (box.width, box.height, box.angle_degrees) == (step.moved.width, step.moved.height, 0)
    assert strict.prediction(frame(1), step).mask.is_empty


@pytest.mark.parametrize(
    ("box", "message"),
    [
        (Box(10, 10, 0, 20), "no area"),
        (Box(10, 10, 20, -1), "no area"),
        (Box(float("nan"), 10, 20, 20), "no area"),
        (Box(400, 10, 20, 20), "outside of the picture"),
        (Box(-50, -50, 50, 50), "outside of the picture"),
    ],
)
def test_impossible_boxes_are_refused(tracker: SiamMaskTracker, box: Box, message: str):
    with pytest.raises(TrackingError, match=message):
        tracker.init(frame(0), box)


def test_boxes_over_the_rim_and_tiny_ones_work(tracker: SiamMaskTracker):
    for box in (Box(-30, -30, 60, 60), Box(340, 260, 100, 100), Box(5, 5, 0.5, 0.5)):
        state, _ = tracker.update(frame(0), tracker.init(frame(0), box))
        assert state.size[0] >= 10


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((10, 10), np.uint8),
        np.zeros((10, 10, 4), np.uint8),
        np.zeros((10, 10, 3), np.float32),
        np.zeros((0, 10, 3), np.uint8),
    ],
)
def test_frames_of_another_kind_are_refused(tracker: SiamMaskTracker, image: np.ndarray):
    with pytest.raises(TrackingError, match="uint8"):
        tracker.init(image, Box(1, 1, 5, 5))


def test_a_mask_of_another_size_is_refused(tracker: SiamMaskTracker):
    with pytest.raises(TrackingError, match="picture's size"):
        tracker.init(frame(0), BOXES[0], Mask.empty(10, 10))


def test_a_small_picture_works(tracker: SiamMaskTracker):
    image = np.full((7, 5, 3), 90, np.uint8)
    state, prediction = tracker.update(image, tracker.init(image, Box(1, 1, 3, 3)))
    assert isinstance(state, State)
    assert (prediction.mask.height, prediction.mask.width) == (7, 5)
