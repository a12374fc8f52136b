"""Masks of RoWs: the chosen one is the tracker's own, and cells stay inside of the map."""

import numpy as np
import pytest

from annotator.core.geometry import Box
from annotator.tracking.siammask.row_masks import cells_around, masks_of_rows, score_map
from annotator.tracking.tracker import TrackingError
from tests.tracking.test_probabilities import tracker_of

BOX = Box(40, 30, 40, 30)


@pytest.fixture
def frame() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 255, (120, 160, 3)).astype(np.uint8)


@pytest.mark.parametrize(
    "name", ["siammask_mobilenetv2", "siammask_base", "siammask_2b_base_mobilenetv2"]
)
def test_the_chosen_row_has_the_mask_of_the_tracker(frame, name):
    tracker = tracker_of(name)
    state = tracker.init(frame, BOX)
    found = masks_of_rows(tracker, frame, state, count=3, step=1)
    (step,) = tracker.steps(frame, [state])
    assert found.chosen == step.decoded.cell
    (own,) = [row for row in found.rows if row.cell == found.chosen]
    assert own.score == pytest.approx(float(found.scores[found.chosen]))
    if tracker.runtime.config.head.has_box:
        assert own.score >= step.decoded.score - 1e-6  # the highest of the cell's anchors
    crop = tracker.search_crop(frame, state, step.geometry)
    np.testing.assert_array_equal(found.crop, crop)
    side = own.probabilities.shape[0]
    assert side == tracker.hyper.mask_size
    assert len(found.rows) == 9
    assert len({row.probabilities.tobytes() for row in found.rows}) == 9
    assert {row.window.shape for row in found.rows} == {(127, 127, 3)}


def test_the_mask_of_the_chosen_row_is_pasted_by_the_tracker(frame):
    from annotator.tracking.siammask.crops import paste_mask

    tracker = tracker_of("siammask_base")
    state = tracker.init(frame, BOX)
    found = masks_of_rows(tracker, frame, state, count=1, step=1)
    (step,) = tracker.steps(frame, [state])
    (row,) = found.rows
    pasted = paste_mask(
        row.probabilities, step.geometry, row.cell, width=160, height=120, hyper=tracker.hyper
    )
    assert step.pasted is not None
    np.testing.assert_allclose(pasted.values, step.pasted.values, atol=1e-5)


def test_cells_around_a_centre():
    assert cells_around((12, 11), count=3, step=2, size=25) == [
        (y, x) for y in (10, 12, 14) for x in (9, 11, 13)
    ]
    corner = cells_around((0, 24), count=3, step=4, size=25)
    assert (corner[0], corner[-1]) == ((0, 16), (8, 24))
    assert len(cells_around((0, 0), count=5, step=6, size=25)) == 25
    with pytest.raises(TrackingError, match="do not fit"):
        cells_around((0, 0), count=5, step=7, size=25)


def test_a_network_without_masks(frame):
    tracker = tracker_of("siamrpn_resnet")
    with pytest.raises(TrackingError, match="siamrpn_resnet makes no masks"):
        masks_of_rows(tracker, frame, tracker.init(frame, BOX))


def test_scores_of_one_channel_and_of_anchors():
    logits = np.array([[[0.0, 2.0], [-2.0, 30.0]]], np.float32)
    np.testing.assert_allclose(score_map(logits), [[0.5, 0.8808], [0.1192, 1.0]], atol=1e-4)
    two = np.zeros((4, 1, 1), np.float32)  # two anchors: background, background, foreground, ...
    two[3] = 2
    np.testing.assert_allclose(score_map(two), [[0.8808]], atol=1e-4)
