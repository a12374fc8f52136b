"""Where the target is looked for next: by its box, its mask, or the best of several sizes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from annotator.core.geometry import Box
from annotator.tracking.siammask.anchors import Decoded
from annotator.tracking.siammask.architectures import DEFAULT_SETTINGS
from annotator.tracking.siammask.config import HyperParameters
from annotator.tracking.siammask.crops import PastedMask, SearchGeometry, fit_min_max_box
from annotator.tracking.siammask.motion import best_size, clamp, follow, move, sizes_to_try

THREE = replace(HyperParameters(), scale_steps=3, scale_step=1.1, scale_penalty=0.9)


def test_the_place_follows_at_once_and_the_size_at_its_rate():
    decoded = Decoded(0, (0, 0), 1.0, 1.0, (20.0, -10.0), (80.0, 40.0), 0.25)
    box = move((100, 100), (20, 20), decoded, SearchGeometry((100, 100), 127, 2.0))
    assert box.center == (110, 95)
    assert (box.width, box.height) == (20 * 0.75 + 40 * 0.25, 20)


def test_min_max_feedback():
    assert follow(Box(10, 20, 40, 60), (20, 20), 0.5) == Box(15, 30, 30, 40)


def test_one_size_or_a_pyramid_around_it():
    assert sizes_to_try((30, 20), HyperParameters()) == [(30, 20)]
    sizes = sizes_to_try((30, 20), THREE)
    assert [width for width, _ in sizes] == pytest.approx([30 / 1.1, 30, 33])
    assert all(width / height == pytest.approx(1.5) for width, height in sizes)
    assert len(sizes_to_try((30, 20), replace(THREE, scale_steps=5))) == 5


@pytest.mark.parametrize(
    ("scores", "best"),
    [
        ([0.5, 0.5, 0.5], 1),
        ([0.51, 0.5, 0.5], 1),  # not enough better
        ([0.6, 0.5, 0.5], 0),
        ([0.5, 0.5, 0.9], 2),
        ([0.9999, 0.999, 0.999], 0),  # near one the odds still tell
        ([1.0, 1.0, 1.0], 1),
        ([0.0, 0.0, 0.0], 1),
    ],
)
def test_another_size_must_be_clearly_better(scores: list[float], best: int):
    assert best_size(scores, THREE) == best


def test_boxes_are_kept_in_the_picture():
    assert clamp(Box(-50, 5, 20, 400), width=100, height=80) == ((0, 80), (20, 80))
    assert clamp(Box(10, 10, 2, 3), width=100, height=80)[1] == (10, 10)


def test_bounds_of_a_mask_are_those_of_its_largest_part():
    values = np.zeros((60, 80), np.float32)
    values[10:30, 20:50] = 1
    values[40:44, 60:64] = 1  # a crumb
    assert fit_min_max_box(PastedMask(5, 7, values), 0.5) == Box(25, 17, 30, 20)
    assert fit_min_max_box(PastedMask(0, 0, values * 0.4), 0.5) is None
    crumb = np.zeros((20, 20), np.float32)
    crumb[4:8, 4:8] = 1
    assert fit_min_max_box(PastedMask(0, 0, crumb), 0.5) is None


def test_only_networks_that_cannot_box_try_sizes_by_default():
    assert DEFAULT_SETTINGS["siamfc_mobilenetv2"].scale_steps == 3
    assert all(
        hyper.scale_steps == 1 for name, hyper in DEFAULT_SETTINGS.items() if "siamfc" not in name
    )
