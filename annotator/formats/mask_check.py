"""Check many stored masks at once, so that opening a long project takes a second and not ten.

pycocotools' C code trusts what it is given; a stored mask is therefore checked before a `Mask` is
made of it. `Mask.from_compressed` does that one by one and re-encodes; here a block of blobs is
checked in a few numpy passes, and those found canonical are used as they are.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_ALPHABET = bytes(range(48, 112))  # 6 bits per character, offset 48 (FORMATS 5.1)
_MORE, _SIGN, _PAYLOAD = 0x20, 0x10, 0x1F
_MAX_GROUPS = 6  # 30 bits: more than any count of a picture up to 2**28 pixels


def canonical_masks(height: int, width: int, blobs: Sequence[bytes]) -> NDArray[np.bool_]:
    """Which blobs are exactly what `Mask` writes for a picture of that size. `(len(blobs),)`.

    False means "not certain": such a blob is left to `Mask.from_compressed`, which says why or
    brings it to the canonical form.
    """
    usable = np.array([_is_well_formed(blob) for blob in blobs], np.bool_)
    chosen = [blob for blob, ok in zip(blobs, usable, strict=True) if ok]
    if chosen:
        usable[usable] = _are_canonical(height, width, chosen)
    return usable


def _is_well_formed(blob: bytes) -> bool:
    """Only characters of the alphabet, and the last one ends a number."""
    return bool(blob) and not blob.translate(None, _ALPHABET) and not (blob[-1] - 48) & _MORE


def _are_canonical(height: int, width: int, blobs: Sequence[bytes]) -> NDArray[np.bool_]:
    """As `canonical_masks`, for well-formed blobs."""
    groups = np.frombuffer(b"".join(blobs), np.uint8) - np.uint8(48)
    ends = np.flatnonzero((groups & _MORE) == 0)
    lengths = np.diff(ends, prepend=-1)
    starts = ends - lengths + 1
    blob_ends = np.cumsum([len(blob) for blob in blobs])
    # One number = one end; the numbers of blob b are first[b] .. first[b] + count[b] - 1.
    last_number = np.searchsorted(ends, blob_ends - 1)
    first = np.concatenate(([0], last_number[:-1] + 1))
    counts = last_number - first + 1

    bad = (lengths > _MAX_GROUPS) | _has_spare_group(groups, ends, lengths)
    shifts = np.minimum(5 * (np.arange(groups.size) - np.repeat(starts, lengths)), 60)
    values = np.add.reduceat((groups & _PAYLOAD).astype(np.int64) << shifts, starts)
    negative = (groups[ends] & _SIGN) != 0
    values[negative] -= np.int64(1) << np.minimum(5 * lengths[negative], 62)

    runs = _undo_differences(values, first, counts)
    place = np.arange(runs.size) - np.repeat(first, counts)
    bad |= (runs < 0) | ((runs == 0) & (place > 0))
    sums = np.add.reduceat(runs, first)
    good: NDArray[np.bool_] = ~np.logical_or.reduceat(bad, first) & (sums == height * width)
    return good


def _has_spare_group(
    groups: NDArray[np.uint8], ends: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Numbers written longer than needed: the last group only repeats the sign of the one before.

    They decode well, but the same pixels must always be the same bytes.
    """
    last = groups[ends] & _PAYLOAD
    sign_before = (groups[np.maximum(ends - 1, 0)] & _SIGN) != 0
    spare: NDArray[np.bool_] = np.where(sign_before, last == _PAYLOAD, last == 0) & (lengths > 1)
    return spare


def _undo_differences(
    values: NDArray[np.int64], first: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """From the fourth number of a blob on, the difference to two before is stored."""
    place = np.arange(values.size) - np.repeat(first, counts)
    runs = values.copy()
    for chain in ((place % 2 == 1), (place % 2 == 0) & (place > 0)):
        summed = np.cumsum(np.where(chain, values, 0))
        # No chain holds the first number of a blob: the sum there is what came before the blob.
        runs[chain] = (summed - np.repeat(summed[first], counts))[chain]
    return runs
