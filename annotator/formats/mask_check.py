"""Check many stored masks at once, so that opening a long project takes a second and not ten.

pycocotools' C code trusts what it is given; a stored mask is therefore checked before a `Mask` is
made of it. `Mask.from_compressed` does that one by one and re-encodes; here a block of blobs is
checked in a few numpy passes, and those found canonical are used as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_ALPHABET = bytes(range(48, 112))  # 6 bits per character, offset 48 (FORMATS 5.1)
_MORE, _SIGN, _PAYLOAD = 0x20, 0x10, 0x1F
_CONTINUED = bytes(range(48 + _MORE, 112))
_MAX_GROUPS = 6  # 30 bits: more than any count of a picture up to 2**28 pixels
_PAD = b"0"  # the number 0 in one character


def canonical_masks(height: int, width: int, blobs: Sequence[bytes]) -> NDArray[np.bool_]:
    """Which blobs are exactly what `Mask` writes for a picture of that size. `(len(blobs),)`.

    False means "not certain": such a blob is left to `Mask.from_compressed`, which says why or
    brings it to the canonical form.
    """
    usable = np.array([_is_well_formed(blob) for blob in blobs], np.bool_)
    chosen = [blob for blob, ok in zip(blobs, usable, strict=True) if ok]
    if chosen:
        usable[usable] = _are_canonical(height * width, _Block.of(chosen))
    return usable


def _is_well_formed(blob: bytes) -> bool:
    """Only characters of the alphabet, and the last one ends a number."""
    return bool(blob) and not blob.translate(None, _ALPHABET) and not (blob[-1] - 48) & _MORE


@dataclass(frozen=True, slots=True)
class _Block:
    """Blobs one after the other, each padded to an even count of numbers.

    Two chains of differences alternate in a blob; with even counts they are two columns.
    """

    groups: NDArray[np.uint8]
    first_pair: NDArray[np.int64]
    pair_counts: NDArray[np.int64]
    pads: NDArray[np.int64]
    """Places of the padding among the numbers."""

    @classmethod
    def of(cls, blobs: Sequence[bytes]) -> "_Block":
        counts = np.array([len(blob.translate(None, _CONTINUED)) for blob in blobs], np.int64)
        odd = (counts % 2).tolist()
        text = b"".join(blob + _PAD if pad else blob for blob, pad in zip(blobs, odd, strict=True))
        pair_counts = (counts + 1) // 2
        after = np.cumsum(pair_counts)
        return cls(
            np.frombuffer(text, np.uint8) - np.uint8(48),
            after - pair_counts,
            pair_counts,
            2 * after[counts % 2 == 1] - 1,
        )


def _are_canonical(pixels: int, block: _Block) -> NDArray[np.bool_]:
    """`(blobs,)` for well-formed blobs of pictures of that many pixels."""
    values, bad = _numbers(block.groups)
    runs = _undo_differences(values.reshape(-1, 2), block)
    heads = 2 * block.first_pair
    wrong = runs <= 0
    wrong[heads] = runs[heads] < 0  # only the first count, of zeros, may be 0
    wrong |= bad
    wrong[block.pads] = False
    runs[block.pads] = 0
    good: NDArray[np.bool_] = np.add.reduceat(runs, heads, dtype=np.int64) == pixels
    good &= ~np.logical_or.reduceat(wrong, heads)
    return good


def _numbers(groups: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """The stored numbers, and which of them are not written as COCO writes them."""
    ends = np.flatnonzero((groups & _MORE) == 0)
    lengths = np.diff(ends, prepend=-1)
    last, before = groups[ends], groups[ends - 1]
    signed = ((last & _PAYLOAD) ^ _SIGN).view(np.int8) - np.int8(_SIGN)
    # Most numbers are one group or two, which need no search.
    is_longer = (before & _MORE) != 0  # the first end has no group before it, but the last one
    values = signed.astype(np.int32)
    np.copyto(values, values * 32 + (before & _PAYLOAD), where=is_longer)
    # A last group that only repeats the sign decodes well, but the same pixels must always be
    # the same bytes.
    bad = is_longer & (signed == -((before & _SIGN) // _SIGN).view(np.int8))
    longest = np.flatnonzero(lengths > 2)
    total = values[longest].astype(np.int64)
    unfinished = np.arange(longest.size)
    for back in range(2, _MAX_GROUPS):
        payloads = groups[ends[longest[unfinished]] - back] & _PAYLOAD
        total[unfinished] = total[unfinished] * 32 + payloads
        unfinished = unfinished[lengths[longest[unfinished]] > back + 1]
    values[longest] = total
    bad |= lengths > _MAX_GROUPS
    return values, bad


def _undo_differences(pairs: NDArray[np.int32], block: _Block) -> NDArray[np.int32]:
    """From the fourth number of a blob on, the difference to two before is stored. `(2 * pairs,)`.

    In 32 bits, wrapping around: a number is below 2**29, so the first count of a blob that is
    out of range still shows, as negative or as too large for the sum.
    """
    heads = block.first_pair
    first = pairs[heads, 0].copy()
    pairs[heads, 0] = 0  # the first number belongs to neither chain
    runs = np.cumsum(pairs, axis=0, dtype=np.int32)
    runs -= np.repeat(runs[heads] - pairs[heads], block.pair_counts, axis=0)
    runs[heads, 0] = first
    return runs.reshape(-1)
