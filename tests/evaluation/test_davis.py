"""J, F and statistics against the reference values and by hand."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from annotator.evaluation.davis import (
    Statistics,
    boundary_map,
    contour_accuracy,
    region_similarity,
    statistics,
)

SMALL = Path(__file__).parents[1] / "data" / "reference" / "davis_metrics.npz"


def unpack(bits: NDArray[np.uint8], *shape: int) -> NDArray[np.bool_]:
    return np.unpackbits(bits)[: int(np.prod(shape))].reshape(shape).astype(bool)


def check_fixture(path: Path) -> None:
    stored = np.load(path)
    shape = tuple(int(v) for v in stored["shape"])
    truths, predictions = unpack(stored["gt"], *shape), unpack(stored["pred"], *shape)
    pairs = list(zip(truths, predictions, strict=True))
    j = [region_similarity(truth, predicted) for truth, predicted in pairs]
    f = [contour_accuracy(truth, predicted) for truth, predicted in pairs]
    np.testing.assert_allclose(j, stored["J"], atol=1e-12)
    np.testing.assert_allclose(f, stored["F"], atol=1e-12)
    for values, expected in ((j, stored["J_stats"]), (f, stored["F_stats"])):
        found = statistics(values)
        np.testing.assert_allclose([found.mean, found.recall, found.decay], expected, atol=1e-12)
    shape = tuple(int(v) for v in stored["big_shape"])
    truth, predicted = unpack(stored["big_gt"], *shape), unpack(stored["big_pred"], *shape)
    assert region_similarity(truth, predicted) == pytest.approx(float(stored["big_J"]), abs=1e-12)
    assert contour_accuracy(truth, predicted) == pytest.approx(float(stored["big_F"]), abs=1e-12)


def test_small_reference() -> None:
    check_fixture(SMALL)


@pytest.mark.shared
def test_dev_reference(shared_dir: Path) -> None:
    check_fixture(shared_dir / "reference" / "fixtures" / "dev" / "davis_metrics.npz")


def square(size: int, start: int, stop: int) -> NDArray[np.bool_]:
    mask = np.zeros((size, size), np.bool_)
    mask[start:stop, start:stop] = True
    return mask


def test_equal_masks_are_perfect() -> None:
    mask = square(60, 10, 40)
    assert region_similarity(mask, mask) == 1.0
    assert contour_accuracy(mask, mask) == 1.0


def test_empty_masks() -> None:
    empty, full = np.zeros((40, 40), np.bool_), square(40, 5, 20)
    assert region_similarity(empty, empty) == 1.0
    assert contour_accuracy(empty, empty) == 1.0
    assert region_similarity(full, empty) == 0.0
    assert contour_accuracy(full, empty) == 0.0
    assert contour_accuracy(empty, full) == 0.0


def test_overlap_by_hand() -> None:
    assert region_similarity(square(50, 0, 10), square(50, 5, 15)) == pytest.approx(25 / 175)


def test_contours_far_apart_score_nothing() -> None:
    assert contour_accuracy(square(200, 0, 20), square(200, 120, 180)) == 0.0


def test_contour_within_tolerance_is_perfect() -> None:
    # 100 x 100: the tolerance is ceil(0.008 * 141.4) = 2 pixels.
    assert contour_accuracy(square(100, 20, 60), square(100, 21, 61)) == 1.0
    assert contour_accuracy(square(100, 20, 60), square(100, 30, 70)) < 1.0


def test_boundary_of_a_single_pixel() -> None:
    mask = np.zeros((4, 4), np.bool_)
    mask[2, 2] = True
    expected = np.zeros((4, 4), np.bool_)
    expected[1:3, 1:3] = True
    np.testing.assert_array_equal(boundary_map(mask), expected)


def test_boundary_at_the_last_row_and_column() -> None:
    mask = np.zeros((3, 3), np.bool_)
    mask[2, 1] = True
    boundary = boundary_map(mask)
    assert boundary[2].tolist() == [True, True, False]
    assert not boundary_map(np.ones((3, 3), np.bool_)).any()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_statistics_stay_in_range(values: list[float]) -> None:
    found = statistics(values)
    assert 0 <= found.mean <= 1
    assert 0 <= found.recall <= 1
    assert -1 <= found.decay <= 1


def test_decay_is_exact_beyond_256_frames() -> None:
    values = np.concatenate([np.ones(500), np.zeros(500)])
    assert statistics(values).decay == pytest.approx(1.0)
    assert statistics(values).recall == 0.5


def test_recall_needs_more_than_one_half() -> None:
    assert statistics([0.5, 0.5]).recall == 0.0


def test_statistics_of_nothing() -> None:
    assert np.isnan(statistics([]).mean)
    assert isinstance(statistics([]), Statistics)
