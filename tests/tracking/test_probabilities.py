"""The tracker with probabilities finds what the tracker finds."""

import numpy as np
import pytest
import torch

from annotator.core.geometry import Box
from annotator.tracking.siammask.architectures import DEFAULT_SETTINGS, NETWORK_CONFIGS
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.probabilities import OUTSIDE, ProbabilityTracker
from annotator.tracking.siammask.runtime import Runtime
from annotator.tracking.siammask.tracker import SiamMaskTracker

BOX = Box(30, 20, 40, 30)


def tracker_of(name: str) -> SiamMaskTracker:
    torch.manual_seed(0)
    network = SiamMask(NETWORK_CONFIGS[name])
    return SiamMaskTracker(Runtime(network), DEFAULT_SETTINGS[name])


@pytest.fixture
def frame() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 255, (90, 120, 3)).astype(np.uint8)


def test_probabilities_and_mask_are_those_of_the_tracker(frame):
    tracker = tracker_of("siammask_mobilenetv2")
    dense = ProbabilityTracker(tracker)
    state, found = dense.update(frame, dense.init(frame, BOX))
    expected_state, expected = tracker.update(frame, tracker.init(frame, BOX))
    assert state.box == expected_state.box
    assert (found.mask, found.score) == (expected.mask, expected.score)
    assert found.probabilities.shape == (90, 120)
    assert found.probabilities.dtype == np.float32
    above = found.probabilities > dense.mask_threshold
    np.testing.assert_array_equal(above, expected.mask.to_array())
    assert found.probabilities.min() == OUTSIDE
    assert dense.predict(frame, BOX).mask == tracker.predict(frame, BOX).mask


def test_without_a_mask_branch_the_box_is_sure(frame):
    dense = ProbabilityTracker(tracker_of("siamrpn_resnet"))
    _, found = dense.update(frame, dense.init(frame, BOX))
    assert set(np.unique(found.probabilities)) <= {OUTSIDE, 1.0}
    np.testing.assert_array_equal(found.probabilities == 1, found.mask.to_array())
