import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pycocotools import mask as coco_mask

from annotator.core.mask import MAX_PIXELS, Mask, MaskError
from tests.core.strategies import arrays


@given(arrays)
def test_array_round_trip(pixels):
    mask = Mask.from_array(pixels)
    np.testing.assert_array_equal(mask.to_array(), pixels)
    assert mask.area == pixels.sum()
    assert mask.is_empty == (not pixels.any())


@given(arrays)
def test_same_bytes_as_pycocotools(pixels):
    reference = coco_mask.encode(np.asfortranarray(pixels.astype(np.uint8)))
    mask = Mask.from_array(pixels)
    assert mask.counts == reference["counts"]
    assert mask.to_coco() == {
        "size": list(pixels.shape),
        "counts": reference["counts"].decode("ascii"),
    }


@given(arrays)
def test_coco_round_trip_compressed_and_not(pixels):
    mask = Mask.from_array(pixels)
    height, width = pixels.shape
    assert Mask.from_coco(mask.to_coco()) == mask
    assert Mask.from_coco({"size": [height, width], "counts": mask.runs.tolist()}) == mask
    assert Mask.from_compressed(height, width, mask.compressed()) == mask


@given(arrays)
def test_runs_are_column_major_and_start_with_zeros(pixels):
    flat = pixels.T.reshape(-1)
    values = np.arange(Mask.from_array(pixels).runs.size) % 2
    np.testing.assert_array_equal(np.repeat(values, Mask.from_array(pixels).runs), flat)


@given(arrays)
def test_crop_is_the_tight_box(pixels):
    x, y, crop = Mask.from_array(pixels).crop()
    if not pixels.any():
        assert crop.size == 0
        return
    rows, columns = np.nonzero(pixels)
    assert (x, y) == (columns.min(), rows.min())
    assert crop.shape == (rows.max() - y + 1, columns.max() - x + 1)
    np.testing.assert_array_equal(crop, pixels[y : y + crop.shape[0], x : x + crop.shape[1]])


pairs = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
    lambda shape: st.tuples(hnp.arrays(np.bool_, shape), hnp.arrays(np.bool_, shape))
)


@given(pairs)
def test_set_operations(pair):
    a, b = pair
    mask_a, mask_b = Mask.from_array(a), Mask.from_array(b)
    assert mask_a.union(mask_b) == Mask.from_array(a | b)
    assert mask_a.intersection(mask_b) == Mask.from_array(a & b)
    assert mask_a.difference(mask_b) == Mask.from_array(a & ~b)
    assert mask_a.inverted() == Mask.from_array(~a)
    union = (a | b).sum()
    assert mask_a.iou(mask_b) == pytest.approx((a & b).sum() / union if union else 1.0)


def test_equal_by_value_whatever_the_runs():
    expected = Mask.from_array(np.array([[1, 1, 0, 1]], bool))
    assert Mask.from_runs(1, 4, [0, 1, 0, 1, 1, 1]) == expected
    assert Mask.from_runs(1, 4, [0, 2, 1, 0, 0, 1, 0]) == expected
    assert hash(Mask.from_runs(1, 4, [0, 2, 1, 1])) == hash(expected)


def test_numbers_count_as_inside_when_not_zero():
    assert Mask.from_array(np.array([[0, 255, 3]], np.uint8)).area == 2


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (211, 97)])
@pytest.mark.parametrize("fill", [False, True])
def test_constant_masks(shape, fill):
    pixels = np.full(shape, fill)
    mask = Mask.from_array(pixels)
    np.testing.assert_array_equal(mask.to_array(), pixels)
    assert (mask.box is None) == (not fill)


@given(st.binary(max_size=40), st.integers(0, 50), st.integers(0, 50))
def test_any_bytes_are_a_mask_or_a_clear_error(counts, height, width):
    try:
        mask = Mask.from_compressed(height, width, counts)
    except MaskError:
        return  # refused in words, before any C code
    assert mask.to_array().shape == (height, width)
    assert int(mask.runs.sum()) == height * width


@given(st.lists(st.integers(-5, 40), max_size=12))
def test_any_runs_are_a_mask_or_a_clear_error(runs):
    try:
        mask = Mask.from_runs(6, 7, runs)
    except MaskError:
        assert sum(runs) != 42 or min(runs) < 0
    else:
        assert mask.area == sum(runs[1::2])


@pytest.mark.parametrize(
    "segmentation",
    [
        {},
        {"size": [4, 4]},
        {"size": [4], "counts": [16]},
        {"size": ["4", 4], "counts": [16]},
        {"size": [4, 4], "counts": 16},
        {"size": [4, 4], "counts": "é"},
        {"size": [4, 4], "counts": [8, "8"]},
        {"size": [4, 4], "counts": [8, 1e30]},
        {"size": [4, 4], "counts": [2**70, 3]},
        {"size": [-4, -4], "counts": [16]},
        {"size": [MAX_PIXELS, 2], "counts": [16]},
        {"size": [4, 4], "counts": ""},
    ],
)
def test_bad_run_length_dicts_are_refused(segmentation):
    with pytest.raises(MaskError):
        Mask.from_coco(segmentation)


def test_masks_of_other_sizes_do_not_mix():
    with pytest.raises(MaskError, match="scale one"):
        Mask.empty(3, 4).union(Mask.empty(4, 3))


def test_a_mask_is_immutable_and_its_array_is_not_shared():
    mask = Mask.from_array(np.eye(4, dtype=bool))
    pixels = mask.to_array()
    pixels[:] = True
    assert mask.area == 4
    with pytest.raises(AttributeError):
        mask.height = 5


@given(arrays)
def test_a_crop_put_back_is_the_mask(pixels):
    mask = Mask.from_array(pixels)
    x, y, crop = mask.crop()
    assert Mask.from_crop(*pixels.shape, x, y, crop) == mask
    part = pixels[y : y + crop.shape[0], x : x + crop.shape[1]]
    assert (crop == part).all()
    assert crop.sum() == pixels.astype(bool).sum()


@pytest.mark.parametrize("place", [(-1, 0), (0, -1), (3, 0), (0, 2)])
def test_a_crop_lies_in_the_picture(place):
    with pytest.raises(MaskError, match="lie in the picture"):
        Mask.from_crop(3, 4, *place, np.ones((2, 2), bool))


@given(arrays, st.data())
def test_some_columns_of_a_mask_are_replaced(pixels, data):
    """What is outside those columns stays; rows beyond those given become empty."""
    height, width = pixels.shape
    left = data.draw(st.integers(0, width - 1))
    right = data.draw(st.integers(left + 1, width))
    top = data.draw(st.integers(0, height - 1))
    bottom = data.draw(st.integers(top + 1, height))
    part = data.draw(hnp.arrays(np.bool_, (bottom - top, right - left)))
    expected = pixels.copy()
    expected[:, left:right] = False
    expected[top:bottom, left:right] = part
    changed = Mask.from_array(pixels).with_columns(left, top, part)
    assert changed == Mask.from_array(expected)
    np.testing.assert_array_equal(changed.to_array(), expected)


@given(hnp.arrays(np.bool_, (9, 12)), hnp.arrays(np.bool_, (9, 12)))
def test_drawing_changes_nothing_outside_the_box(pixels, ground):
    mask = Mask.from_array(pixels)
    box = mask.box
    expected = ground.copy()
    if box is not None:
        inside = np.s_[int(box.y) : int(box.y + box.height), int(box.x) : int(box.x + box.width)]
        ground[inside] = False
        expected[inside] = pixels[inside]
    mask.draw_on(ground)
    np.testing.assert_array_equal(ground, expected)


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0), (1, 1), (1, MAX_PIXELS), (2**14, 2**14)])
def test_nothing_is_told_from_its_string(size):
    height, width = size
    nothing = Mask.empty(height, width)
    assert nothing.is_empty
    assert nothing.area == 0
    for runs in ([0, height * width], [height * width - 1, 1]):
        if height * width > 1:
            assert not Mask.from_runs(height, width, runs).is_empty
