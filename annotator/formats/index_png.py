"""Folders of index pictures (one value per object): DAVIS, YouTube-VOS, MOTS, plain sequences."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.mask import Mask
from annotator.formats.parallel import in_order
from annotator.formats.png import PngError, png_size, read_labels
from annotator.formats.reading import Found, FoundFrame, ReadError, refuse, source_numbers

MAX_FILES = 10**6
MAX_VALUES = 1000
"""Objects in one picture."""
MAX_SPANS = 2**22
"""Changes of value down the columns: a mask has few, and each takes memory."""
_NO_MASKS = "that is no picture of masks"


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


def labels_of(path: Path, size: tuple[int, int]) -> NDArray[np.unsignedinteger]:
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


def masks_of(labels: NDArray[np.unsignedinteger], place: str = "") -> Iterator[tuple[int, Mask]]:
    """`(value, mask)` of all values but 0, in order. Looks only where something is.

    Refuses pictures with more values than masks have: photographs.
    """
    height, width = labels.shape
    rows, columns = (np.flatnonzero(labels.max(axis=axis)) for axis in (1, 0))
    if rows.size == 0:
        return
    top, left = int(rows[0]), int(columns[0])
    region = np.ascontiguousarray(labels[top : rows[-1] + 1, left : columns[-1] + 1].T)
    starts, ends, values = _spans(region, (left, top), height, place)
    order = np.argsort(values, kind="stable")
    starts, ends, values = starts[order], ends[order], values[order]
    edges = [*np.flatnonzero(np.diff(values, prepend=0)).tolist(), values.size]
    if len(edges) - 1 > MAX_VALUES:
        raise refuse(place, f"it has {len(edges) - 1} different values", _NO_MASKS)
    for begin, end in pairwise(edges):
        bounds = np.stack([starts[begin:end], ends[begin:end]], axis=1).ravel()
        runs = np.diff(bounds, prepend=0, append=height * width)
        yield int(values[begin]), Mask.from_runs(height, width, runs)


def _spans(
    region: NDArray[np.unsignedinteger], corner: tuple[int, int], height: int, place: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """`(starts, ends, values)` of the runs of one value in the columns of a picture, 0 left out.

    `region` is a part of it, `(width, height)`, with its upper left pixel at `corner`; positions
    are column-major in the whole picture. No span goes over the end of a column.
    """
    left, top = corner
    size = region.shape[1]
    flat = region.ravel()
    is_new = np.ones(flat.size, np.bool_)
    np.not_equal(flat[1:], flat[:-1], out=is_new[1:])
    is_new[::size] = True
    if np.count_nonzero(is_new) > MAX_SPANS:
        raise refuse(place, f"it changes its value more than {MAX_SPANS} times", _NO_MASKS)
    first = np.flatnonzero(is_new)
    after = np.append(first[1:], flat.size)
    values = flat[first]
    first, after, values = first[values > 0], after[values > 0], values[values > 0]
    column, row = np.divmod(first, size)
    starts = (column + left) * height + row + top
    return starts, starts + after - first, values.astype(np.int64)


def found_in(
    files: Sequence[Path],
    size: tuple[int, int],
    key_of: Callable[[int, str], str | None],
) -> Iterator[Found]:
    """Masks by picture; `key_of(value, place)` gives the object, or None for what is void."""
    pictures = in_order(partial(picture_masks, size), files, pixels=size[0] * size[1])
    for position, (path, masks) in enumerate(zip(files, pictures, strict=True)):
        for value, mask in masks:
            key = key_of(value, f"'{path.name}'")
            if key is not None:
                yield Found(position, key, mask)


def picture_masks(size: tuple[int, int], path: Path) -> list[tuple[int, Mask]]:
    """`(value, mask)` of all values but 0 of one picture, in order."""
    return list(masks_of(labels_of(path, size), f"'{path.name}'"))


def write_pictures(
    pictures: Iterable[tuple[Path, Sequence[tuple[int, Mask]]]],
    empty: NDArray[np.unsignedinteger],
    encode: Callable[[NDArray[Any]], bytes],
) -> None:
    """Each of `(path, (value, mask) ...)` as a picture of indices, later masks over earlier ones.

    `empty` is the picture without objects: its size and kind.
    """

    def write(picture: tuple[Path, Sequence[tuple[int, Mask]]]) -> None:
        path, shown = picture
        labels = empty.copy()
        for value, mask in shown:
            x, y, crop = mask.crop()
            labels[y : y + crop.shape[0], x : x + crop.shape[1]][crop] = value
        path.write_bytes(encode(labels))

    for _ in in_order(write, pictures, pixels=empty.size):
        pass
