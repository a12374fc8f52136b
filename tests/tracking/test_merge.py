"""Blending two masks: shapes between shapes, weights, empty sides."""

import numpy as np
import pytest

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.tracking.merge import blend_masks, merge_predictions
from annotator.tracking.tracker import Prediction

SIZE = (60, 90)


def disc(x: float, y: float, radius: float) -> Mask:
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    return Mask.from_array((columns - x) ** 2 + (rows - y) ** 2 <= radius**2)


def prediction(mask: Mask, score: float = 0.9) -> Prediction:
    return Prediction(mask=mask, score=score, box=mask.box or Box(1, 2, 3, 4))


def test_equal_masks_stay_and_agree():
    assert blend_masks(disc(30, 30, 9), disc(30, 30, 9), weight=0.3) == (disc(30, 30, 9), 0.0)


@pytest.mark.parametrize(("weight", "radius"), [(1.0, 20), (0.5, 15), (0.25, 12.5), (0.0, 10)])
def test_the_blend_of_two_discs_is_a_disc_between(weight, radius):
    blend, disagreement = blend_masks(disc(40, 30, 20), disc(40, 30, 10), weight=weight)
    assert blend.iou(disc(40, 30, radius)) > 0.93
    assert disagreement == pytest.approx(0.75, abs=0.01)


def test_an_object_at_the_border_keeps_its_border():
    pixels = np.zeros(SIZE, bool)
    pixels[:20, :30] = True
    wide = Mask.from_array(pixels)
    pixels[:, 20:] = False
    blend, _ = blend_masks(wide, Mask.from_array(pixels), weight=0.5)
    assert blend.box is not None
    assert (blend.box.x, blend.box.y, blend.box.bottom) == (0, 0, 20)
    assert 22 <= blend.box.right <= 28


@pytest.mark.parametrize(("weight", "is_kept"), [(0.7, True), (0.3, False)])
def test_of_an_empty_and_a_full_one_the_weightier_is_taken(weight, is_kept):
    empty = Mask.empty(*SIZE)
    blend, disagreement = blend_masks(disc(30, 30, 9), empty, weight=weight)
    assert blend == (disc(30, 30, 9) if is_kept else empty)
    assert disagreement == 1.0


def test_nearness_and_score_both_count():
    one, other = prediction(disc(30, 30, 9)), prediction(disc(60, 30, 9))
    assert merge_predictions(one, other, nearness=1.0).mask == one.mask
    assert merge_predictions(one, other, nearness=0.0).mask == other.mask
    doubtful = prediction(disc(30, 30, 9), score=0.1)
    merged = merge_predictions(doubtful, other, nearness=0.5)
    assert merged.mask.iou(other.mask) > 0.9
    assert merged.score > 0.7
    assert merged.disagreement == 1.0


def test_without_any_mask_the_leading_box_stays():
    empty = Mask.empty(*SIZE)
    merged = merge_predictions(prediction(empty), prediction(empty), nearness=0.5)
    assert merged.mask.is_empty
    assert merged.box == Box(1, 2, 3, 4)
    assert merged.disagreement == 0.0


def test_the_pixels_of_one_side_only_are_in_dispute():
    one, other = disc(30, 30, 12), disc(36, 30, 12)
    merged = merge_predictions(prediction(one), prediction(other), nearness=0.5)
    assert merged.disputed == one.difference(other).union(other.difference(one))
    union = one.union(other).area
    assert merged.disagreement == pytest.approx(merged.disputed.area / union)
