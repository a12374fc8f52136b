"""The block check accepts exactly what `Mask` writes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.mask import Mask, MaskError
from annotator.formats.mask_check import canonical_masks
from tests.core.strategies import HEIGHT, WIDTH, masks


@settings(deadline=None)
@given(st.lists(masks, max_size=6))
def test_masks_are_canonical(values):
    blobs = [mask.compressed() for mask in values]
    assert canonical_masks(HEIGHT, WIDTH, blobs).tolist() == [True] * len(blobs)


byte_texts = st.binary(max_size=8) | st.text("0123456789PQR_`abcno", max_size=8).map(str.encode)


@settings(deadline=None)
@given(st.lists(byte_texts | masks.map(Mask.compressed), max_size=6))
def test_what_passes_is_what_mask_itself_would_make(blobs):
    for blob, passed in zip(blobs, canonical_masks(HEIGHT, WIDTH, blobs).tolist(), strict=True):
        try:
            made = Mask.from_compressed(HEIGHT, WIDTH, blob).compressed()
        except MaskError:
            made = None
        assert passed == (made == blob)


@settings(deadline=None)
@given(masks, st.integers(0, 40), st.integers(0, 255))
def test_one_changed_byte_never_passes_wrongly(mask, place, value):
    blob = bytearray(mask.compressed())
    blob[place % len(blob)] = value
    neighbours = [mask.compressed(), bytes(blob), mask.compressed()]
    first, middle, last = canonical_masks(HEIGHT, WIDTH, neighbours).tolist()
    assert first
    assert last
    if middle:
        assert Mask.from_compressed(HEIGHT, WIDTH, bytes(blob)).compressed() == blob


def test_large_counts_keep_their_value():
    size = 16_000
    pixels = np.zeros((size, size), np.uint8)
    pixels[9_000, 15_999] = 1
    blob = Mask.from_array(pixels).compressed()
    assert canonical_masks(size, size, [blob]).tolist() == [True]
    assert canonical_masks(size, size - 1, [blob]).tolist() == [False]


@pytest.mark.parametrize("blob", [b"", b"P", b"oooooooooooooooooo0", b"o" * 90 + b"0", b"\xff"])
def test_damaged_blobs_do_not_pass(blob):
    assert canonical_masks(4, 4, [blob, b"@0"]).tolist()[0] is False


def test_no_blobs():
    assert canonical_masks(4, 4, []).shape == (0,)
