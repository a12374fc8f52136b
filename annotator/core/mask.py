"""`Mask`: an immutable run-length value.

A mask is shared by undo, threads, the project file and exporters without copying, so it is a
value: equal when its pixels are equal, hashable, never written to. It is held as COCO's
compressed runs (column-major, starting with the count of zeros), about 5 kB for an object in a
1080p frame against 2 MB dense. Rejected: row-major runs (every converter to COCO would
transpose), and a dense array (undo of a long propagation would not fit in memory).

pycocotools does the run-length work. Its C code trusts its input, so everything that comes
from a file passes `_checked_runs` first.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box

MAX_PIXELS = 2**28
"""Larger masks are refused: 268 megapixels is beyond any camera and below pycocotools' limits."""

Runs = NDArray[np.int64]


class MaskError(AnnotatorError):
    """A mask that is malformed, too large, or of another size than the one it should match."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A binary mask of full frame size. Build it with `from_array`, `from_runs` or `from_coco`.

    `counts` is COCO's compressed string for canonical runs, so equal pixels mean equal bytes.
    """

    height: int
    width: int
    counts: bytes

    @classmethod
    def empty(cls, height: int, width: int) -> Self:
        return cls.from_runs(height, width, [height * width])

    @classmethod
    def from_array(cls, pixels: NDArray[Any]) -> Self:
        """From a `(height, width)` array of bool or numbers; non-zero is inside."""
        if pixels.ndim != 2:
            raise MaskError(f"a mask is a 2-D array, got {pixels.ndim} dimensions")
        height, width = pixels.shape
        return cls.from_crop(height, width, 0, 0, pixels)

    @classmethod
    def from_crop(cls, height: int, width: int, x: int, y: int, pixels: NDArray[Any]) -> Self:
        """From a part of a picture of `height` and `width`, whose upper left pixel lies at x, y."""
        rows, columns = pixels.shape
        if x < 0 or y < 0 or x + columns > width or y + rows > height:
            raise MaskError("the part of a mask must lie in the picture")
        inside = pixels if pixels.dtype == np.bool_ else pixels != 0
        filled = np.flatnonzero(inside.any(axis=0))
        if filled.size == 0:
            return cls.empty(height, width)
        # Only the object's columns and rows are searched for changes, which is the slow part.
        left, right = int(filled[0]), int(filled[-1]) + 1
        lines = np.flatnonzero(inside[:, left:right].any(axis=1))
        top, bottom = int(lines[0]), int(lines[-1]) + 1
        part = inside[top:bottom, left:right]
        return cls.empty(height, width).with_columns(x + left, y + top, part)

    @classmethod
    def from_runs(cls, height: int, width: int, runs: Sequence[int] | Runs) -> Self:
        """From column-major counts, zeros first; raises `MaskError` when they do not fit."""
        checked = _canonical(_checked_runs(height, width, runs))
        return cls(height, width, _compress(height, width, checked))

    @classmethod
    def from_compressed(cls, height: int, width: int, counts: bytes) -> Self:
        """From COCO's compressed string, checked before any C code sees it."""
        return cls.from_runs(height, width, _decompress(height, width, counts))

    @classmethod
    def from_coco(cls, segmentation: Mapping[str, Any]) -> Self:
        """From a COCO run-length dict, compressed (str or bytes) or not (list of counts)."""
        size, counts = segmentation.get("size"), segmentation.get("counts")
        if (
            not isinstance(size, Sequence)
            or len(size) != 2
            or not all(isinstance(v, int) and not isinstance(v, bool) for v in size)
        ):
            raise MaskError(f"a run-length mask needs 'size': [height, width], got {size!r}")
        height, width = int(size[0]), int(size[1])
        if isinstance(counts, str):
            if not counts.isascii():
                raise MaskError("the run-length string holds characters that COCO never writes")
            counts = counts.encode("ascii")
        if isinstance(counts, bytes):
            return cls.from_compressed(height, width, counts)
        if isinstance(counts, Sequence):
            return cls.from_runs(height, width, counts)
        raise MaskError("a run-length mask needs 'counts': a string or a list of numbers")

    def to_coco(self) -> dict[str, Any]:
        """`{"size": [height, width], "counts": str}`, ready for JSON."""
        return {"size": [self.height, self.width], "counts": self.counts.decode("ascii")}

    def to_array(self) -> NDArray[np.bool_]:
        """`(height, width)` bool, C-contiguous, writable and the caller's own."""
        pixels = np.zeros((self.height, self.width), np.bool_)
        self.draw_on(pixels)
        return pixels

    def draw_on(self, pixels: NDArray[np.bool_]) -> None:
        """Draw on `(height, width)` bool, in which the mask's box is clear; needs no memory."""
        box = self.box
        if box is None:
            return
        x, y, width, height = int(box.x), int(box.y), int(box.width), int(box.height)
        part = pixels[y : y + height, x : x + width]
        changes = np.cumsum(self.runs)[:-1]
        column, row = np.divmod(changes, self.height)
        seen = (row >= y) & (row < y + height) & (column < x + width)
        part[row[seen] - y, column[seen] - x] = True
        if y == 0:  # a run may go on from the bottom of one column at the top of the next
            tops = np.arange(x, x + width) * self.height
            part[0] ^= np.searchsorted(changes, tops) % 2 == 1
        # A pixel is as the one above it, or changes there.
        for above, here in itertools.pairwise(part):
            np.logical_xor(above, here, here)

    def crop(self) -> tuple[int, int, NDArray[np.bool_]]:
        """`(x, y, pixels)`: the tight box of the mask and what is inside; 0 x 0 when empty."""
        box = self.box
        if box is None:
            return 0, 0, np.zeros((0, 0), np.bool_)
        x, y, width, height = int(box.x), int(box.y), int(box.width), int(box.height)
        # Only the object's columns are decoded: for a small object that is a tenth of the time.
        runs = self.runs
        runs[0] -= x * self.height
        runs[-1] += width * self.height - int(runs.sum())
        flat = np.repeat(np.arange(runs.size) % 2 == 1, runs)
        columns = flat.reshape(width, self.height)
        return x, y, np.ascontiguousarray(columns[:, y : y + height].T)

    def with_columns(self, x: int, y: int, pixels: NDArray[np.bool_]) -> Self:
        """Columns from `x` on become `pixels`, `(rows, columns)` bool from row `y` on, and empty
        above and below it. The cost goes by `pixels`, not by the size of the frame.
        """
        rows, columns = pixels.shape
        start, end = x * self.height, (x + columns) * self.height
        changes = np.cumsum(self.runs)[:-1]
        before = changes[: np.searchsorted(changes, start)]
        place = int(np.searchsorted(changes, end))
        after = changes[place:]
        if before.size % 2:  # inside here: the run is cut in two
            before = np.append(before, start)
        if place % 2:
            after = np.concatenate(([end], after))
        # Changes are few, so sorting them is quicker than turning the pixels over.
        changed = np.zeros((rows + 1, columns), np.bool_)
        changed[:-1] = pixels
        changed[1:] ^= pixels
        row, column = np.divmod(np.flatnonzero(changed), max(1, columns))
        middle = np.sort((x + column) * self.height + y + row)
        runs = np.diff(np.concatenate(([0], before, middle, after, [self.height * self.width])))
        counts = _compress(self.height, self.width, _canonical(runs))
        return type(self)(self.height, self.width, counts)

    @property
    def runs(self) -> Runs:
        """Column-major counts, zeros first."""
        return _decompress(self.height, self.width, self.counts)

    @property
    def area(self) -> int:
        """Pixels inside."""
        return int(coco_mask.area(self._rle()))

    @property
    def is_empty(self) -> bool:
        """Told from the string alone: nothing is a single count, of at most seven groups."""
        return len(self.counts) <= 7 and all((code - 48) & 0x20 for code in self.counts[:-1])

    @property
    def box(self) -> Box | None:
        """The tight box, extent counted in whole pixels; None when empty."""
        if self.is_empty:
            return None
        x, y, width, height = (float(v) for v in coco_mask.toBbox(self._rle()))
        return Box(x, y, width, height)

    @property
    def size_bytes(self) -> int:
        """About what it occupies in memory."""
        return len(self.counts) + 96

    def compressed(self) -> bytes:
        """COCO's compressed string; with height and width all there is to store."""
        return self.counts

    def union(self, other: "Mask") -> "Mask":
        return self._merged(other, intersect=False)

    def intersection(self, other: "Mask") -> "Mask":
        return self._merged(other, intersect=True)

    def difference(self, other: "Mask") -> "Mask":
        """Pixels of this mask that are not in the other."""
        return self.intersection(other.inverted())

    def inverted(self) -> "Mask":
        runs = self.runs
        flipped = runs[1:] if runs[0] == 0 else np.concatenate(([0], runs))
        return Mask.from_runs(self.height, self.width, flipped)

    def iou(self, other: "Mask") -> float:
        """Intersection over union; 1 when both are empty."""
        self._require_same_size(other)
        if self.is_empty and other.is_empty:
            return 1.0
        return float(coco_mask.iou([self._rle()], [other._rle()], [0])[0, 0])

    def _merged(self, other: "Mask", *, intersect: bool) -> "Mask":
        self._require_same_size(other)
        merged = coco_mask.merge([self._rle(), other._rle()], intersect)
        return Mask.from_compressed(self.height, self.width, merged["counts"])

    def _require_same_size(self, other: "Mask") -> None:
        if (self.height, self.width) != (other.height, other.width):
            raise MaskError(
                f"masks of {self.width} x {self.height} and {other.width} x {other.height} pixels "
                "cannot be combined; scale one of them first"
            )

    def _rle(self) -> dict[str, Any]:
        return {"size": [self.height, self.width], "counts": self.counts}


def _compress(height: int, width: int, runs: Runs) -> bytes:
    encoded = coco_mask.frPyObjects({"size": [height, width], "counts": runs.tolist()}, 0, 0)
    return bytes(encoded["counts"])


def _decompress(height: int, width: int, counts: bytes) -> Runs:
    """COCO's string -> runs, in numpy: groups of 5 bits, little-endian, bit 0x20 = more follows,
    bit 0x10 of the last group = sign; from the fourth value on, the difference to two before.
    """
    _check_size(height, width)
    groups = np.frombuffer(counts, np.uint8).astype(np.int64) - 48
    if groups.size == 0 or groups.min() < 0 or groups.max() > 63 or groups[-1] & 0x20:
        raise MaskError("the run-length string is damaged; export the mask again")
    ends = np.flatnonzero((groups & 0x20) == 0)
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts + 1
    if lengths.max() > 7:
        raise MaskError("the run-length string holds a count beyond any picture size")
    shifts = 5 * (np.arange(groups.size) - np.repeat(starts, lengths))
    values = np.add.reduceat((groups & 0x1F) << shifts, starts)
    negative = (groups[ends] & 0x10) != 0
    values[negative] -= 1 << (5 * lengths[negative])
    values[1::2] = np.cumsum(values[1::2])
    values[2::2] = np.cumsum(values[2::2])
    return values


def _check_size(height: int, width: int) -> None:
    if height < 0 or width < 0 or height * width > MAX_PIXELS:
        raise MaskError(f"a mask of {width} x {height} pixels is not possible here")


def _checked_runs(height: int, width: int, runs: Sequence[Any] | Runs) -> Runs:
    _check_size(height, width)
    if len(runs) > 2 * height * width + 2:  # each pixel and a zero-length run beside it
        raise MaskError("the mask has more runs than its pixels allow")
    if not isinstance(runs, np.ndarray) and not all(
        isinstance(v, int | np.integer) and 0 <= v <= MAX_PIXELS for v in runs
    ):
        raise MaskError("the runs of a mask must be whole numbers, none negative")
    checked = np.asarray(runs, np.int64)
    if checked.size and (checked.min() < 0 or checked.max() > MAX_PIXELS):
        raise MaskError("the runs of a mask must be whole numbers, none negative")
    if int(checked.sum()) != height * width:
        raise MaskError(
            f"the runs of the mask cover {int(checked.sum())} pixels, "
            f"but the picture has {height * width} ({width} x {height})"
        )
    return checked


def _canonical(runs: Runs) -> Runs:
    """Merge neighbours around zero-length runs (the leading zero count may be 0)."""
    if runs.size == 0:
        return np.zeros(1, np.int64)
    if not (runs[1:] == 0).any():
        return runs
    values = np.arange(runs.size) % 2
    keep = runs > 0
    kept_runs, kept_values = runs[keep], values[keep]
    if kept_runs.size == 0:
        return np.zeros(1, np.int64)
    starts = np.concatenate(([0], np.flatnonzero(np.diff(kept_values)) + 1))
    merged = np.add.reduceat(kept_runs, starts)
    return np.concatenate(([0], merged)) if kept_values[0] else merged
