"""Folders of index pictures (one value per object): DAVIS, YouTube-VOS, MOTS, plain sequences."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from annotator.core.mask import Mask
from annotator.formats.png import PngError, png_size, read_labels
from annotator.formats.reading import Found, FoundFrame, ReadError, refuse, source_numbers

MAX_FILES = 10**6
MAX_VALUES = 1000
"""Objects in one picture."""
_BLOCK = 2**20


def pngs(folder: Path) -> list[Path]:
    """The PNG files of a folder, sorted by name."""
    return files_of(folder, ".png")


def files_of(folder: Path, suffix: str) -> list[Path]:
    """The files of a folder with a suffix, sorted by name."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() == suffix)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise refuse(f"'{folder.name}'", f"it cannot be read ({reason})") from None
    if len(found) > MAX_FILES:
        raise refuse(f"'{folder.name}'", f"it holds more than {MAX_FILES} files")
    return found


def subfolders(folder: Path) -> list[Path]:
    """Folders in a folder, sorted by name."""
    return sorted(path for path in folder.iterdir() if path.is_dir())


def listed_frames(files: Sequence[Path]) -> list[FoundFrame]:
    """Frames by file; their numbers by what the names end with."""
    numbers = source_numbers([path.stem for path in files])
    return [FoundFrame(path.name, i) for path, i in zip(files, numbers, strict=True)]


def size_of(path: Path) -> tuple[int, int]:
    """(width, height) of a PNG, without decoding."""
    try:
        return png_size(path)
    except PngError as error:
        raise ReadError(f"{error}.") from None


def labels_of(path: Path, size: tuple[int, int]) -> NDArray[np.uint16]:
    """`(height, width)` values; all pictures of a sequence have one size."""
    try:
        labels = read_labels(path).pixels
    except PngError as error:
        raise ReadError(f"{error}.") from None
    if labels.shape != (size[1], size[0]):
        height, width = labels.shape
        raise refuse(
            f"'{path.name}'", f"it is {width} x {height} pixels, the first {size[0]} x {size[1]}"
        )
    return labels


def masks_of(labels: NDArray[np.uint16], place: str = "") -> Iterator[tuple[int, Mask]]:
    """`(value, mask)` of all values but 0, in order. Looks only where something is.

    Refuses pictures with more values than masks have: photographs.
    """
    rows, columns = (np.flatnonzero(labels.any(axis=axis)) for axis in (1, 0))
    if rows.size == 0:
        return
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    region = np.ascontiguousarray(labels[part])
    values = _values(region)
    if len(values) > MAX_VALUES:
        raise refuse(place, f"it has {len(values)} different values", "that is no picture of masks")
    for value in values:
        if value:
            pixels = np.zeros(labels.shape, np.bool_)
            pixels[part] = region == value
            yield value, Mask.from_array(pixels)


def _values(region: NDArray[np.uint16]) -> list[int]:
    """The values that occur; counted in blocks, because numpy counts 64-bit copies."""
    counts = np.zeros(2**16, np.int64)
    flat = region.ravel()
    for start in range(0, flat.size, _BLOCK):
        counts += np.bincount(flat[start : start + _BLOCK], minlength=2**16)
    found: list[int] = np.flatnonzero(counts).tolist()
    return found


def found_in(
    files: Sequence[Path],
    size: tuple[int, int],
    key_of: Callable[[int, str], str | None],
) -> Iterator[Found]:
    """Masks by picture; `key_of(value, place)` gives the object, or None for what is void."""
    for position, path in enumerate(files):
        for value, mask in masks_of(labels_of(path, size), f"'{path.name}'"):
            key = key_of(value, f"'{path.name}'")
            if key is not None:
                yield Found(position, key, mask)


def paint(
    shown: Sequence[tuple[int, Mask]], values: Mapping[int, int], labels: NDArray[np.integer]
) -> None:
    """Write `values[track id]` into `(height, width)` labels; later masks over earlier ones."""
    for track_id, mask in shown:
        x, y, crop = mask.crop()
        labels[y : y + crop.shape[0], x : x + crop.shape[1]][crop] = values[track_id]
