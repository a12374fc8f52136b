"""Many masks measured at once, against one mask looked at pixel by pixel."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from annotator.core import mask_geometry
from annotator.core.mask import Mask
from annotator.core.mask_geometry import measured

PICTURES = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
    lambda shape: st.lists(arrays(np.bool_, shape), min_size=1, max_size=6)
)


@given(PICTURES)
def test_every_figure_is_that_of_the_pixels(pictures):
    found = measured([Mask.from_array(pixels) for pixels in pictures])
    for i, pixels in enumerate(pictures):
        count, _, stats, _ = cv2.connectedComponentsWithStats(pixels.view(np.uint8), connectivity=8)
        rows, columns = np.nonzero(pixels)
        assert found.area[i] == rows.size
        assert found.components[i] == count - 1
        if rows.size == 0:
            assert found.largest_share[i] == found.touched_edges[i] == 0
            continue
        assert found.center_x[i] == pytest.approx(columns.mean() + 0.5)
        assert found.center_y[i] == pytest.approx(rows.mean() + 0.5)
        corners = (found.left[i], found.top[i], found.right[i], found.bottom[i])
        assert corners == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        assert found.largest_share[i] == pytest.approx(stats[1:, 4].max() / rows.size)
        height, width = pixels.shape
        edges = columns.min() == 0, rows.min() == 0, columns.max() == width - 1
        assert found.touched_edges[i] == sum(edges) + (rows.max() == height - 1)


def test_batches_and_masks_of_different_sizes_stay_apart(monkeypatch):
    chance = np.random.default_rng(3)
    masks = [
        Mask.from_array(chance.random((5 + i % 3, 7 + i % 4)) > 0.6) for i in range(25)
    ]  # neighbours in the batch must not touch
    alone = [int(measured([mask]).components[0]) for mask in masks]
    assert measured(masks).components.tolist() == alone
    monkeypatch.setattr(mask_geometry, "BATCH", 4)
    assert measured(masks).components.tolist() == alone
    assert measured([]).area.shape == (0,)


def test_a_spiral_is_one_part():
    pixels = np.zeros((15, 15), np.bool_)
    pixels[::2] = True
    pixels[1::4, -1] = pixels[3::4, 0] = True
    assert measured([Mask.from_array(pixels)]).components.tolist() == [1]
