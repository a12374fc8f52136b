"""MOTS as a reading: the text with pycocotools, the PNG files with Pillow, one against the other.

The rules are those of mots_tools (`mots_common/io.py`) and TrackEval (FORMATS 5.6).
"""

import enum
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from pycocotools import mask as coco_mask

from annotator.core.mask import Mask, MaskError
from annotator.formats.index_png import (
    found_in,
    listed_frames,
    picture_masks,
    pngs,
    size_of,
    subfolders,
)
from annotator.formats.parallel import in_order
from annotator.formats.reading import (
    MAX_FRAMES,
    MAX_OBJECTS,
    Found,
    FoundObject,
    NumberedFrames,
    Reading,
    ReadOptions,
    check_picture_size,
    choose_sequence,
    refuse,
    short,
)
from annotator.formats.text_files import frame_position, lines_of, read_ini, whole_number

CLASSES = ("car", "pedestrian")
IGNORE = 10000
MAX_INSTANCE = 999
_MAX_NOTES = 20
_MAX_NAMED = 100
Shown = dict[int, Mask] | None
"""Masks of a picture by number; None where there is no picture."""


class Variant(enum.Enum):
    CHALLENGE = "mots"
    KITTI = "mots-kitti"

    @property
    def first(self) -> int:
        """Number of the first frame."""
        return 0 if self is Variant.KITTI else 1


def read_mots(variant: Variant, path: Path, options: ReadOptions) -> Reading:
    """A text file, a folder of PNG files, or a data set with either or both."""
    first = variant.first if options.first_number is None else options.first_number
    text, pictures = _places(path, options)
    names = _class_names(path)
    if text is None and pictures is not None:
        return _read_pictures(pictures, names, first)
    if text is None:
        raise refuse(f"'{path.name}'", "it holds no MOTS annotations", "choose another folder")
    return _read_text(text, pictures, names, first, options)


def _places(path: Path, options: ReadOptions) -> tuple[Path | None, Path | None]:
    """The text file and the folder of pictures of one sequence; None where there is none."""
    if path.is_file():
        return path, None
    if not path.is_dir():
        raise refuse(f"'{path.name}'", "it does not exist", "check the path")
    if pngs(path):
        return None, path
    texts = {one.stem: one for one in sorted((path / "instances_txt").glob("*.txt"))}
    texts |= {one.parent.parent.name: one for one in sorted(path.glob("*/gt/gt.txt"))}
    if (path / "gt" / "gt.txt").is_file():
        return path / "gt" / "gt.txt", None
    root = path / "instances" if (path / "instances").is_dir() else path
    pictures = {one.name: one for one in subfolders(root) if pngs(one)}
    names = sorted(texts.keys() | pictures.keys())
    name = choose_sequence(names, options, f"'{path.name}'")
    return texts.get(name), pictures.get(name)


def _class_names(path: Path) -> list[str]:
    """Names of the classes 1, 2, ...: `labels.txt` if there is one."""
    place = path / "instances" / "labels.txt"
    if not place.is_file():
        return list(CLASSES)
    return [line[:1000] for _, line in lines_of(place) if line][:1000]


def _add_object(reading: Reading, number: int, names: list[str], place: str) -> str:
    key = str(number)
    if key not in reading.objects:
        kind = number // 1000
        if kind < 1:
            reading.problems.add(
                f"{place}: object {number} has no class (class * 1000 + instance)."
            )
        if kind not in (1, 2):
            note = f"Class {kind} is none that the official evaluators know: they refuse it."
            # A file may name as many classes as it has lines.
            if len(reading.notes) < _MAX_NOTES and note not in reading.notes:
                reading.notes.append(note)
        if len(reading.objects) >= MAX_OBJECTS:
            raise refuse(place, f"it has more than {MAX_OBJECTS} objects")
        name = names[kind - 1] if 1 <= kind <= len(names) else f"class {kind}"
        reading.objects[key] = FoundObject(category=name)
    return key


# Pictures


def _read_pictures(folder: Path, names: list[str], first: int) -> Reading:
    files = pngs(folder)
    size = size_of(files[0])
    stems = [file.stem for file in files]
    numbered = all(len(s) == 6 and s.isdecimal() and int(s) >= first for s in stems)
    last = int(stems[-1]) if numbered else 0
    if not numbered or last - first + 1 > MAX_FRAMES:
        reading = Reading(listed_frames(files), size)
        reading.problems.add(f"'{files[0].name}': MOTS wants names of six digits from {first} on.")
        positions = list(range(len(files)))
    else:
        reading = Reading(NumberedFrames(last - first + 1, "{:06d}", first), size)
        positions = [int(stem) - first for stem in stems]

    def key_of(value: int, place: str) -> str | None:
        return None if value == IGNORE else _add_object(reading, value, names, place)

    def found() -> Iterator[Found]:
        for one in found_in(files, size, key_of):
            yield Found(positions[one.frame], one.key, one.mask)

    reading.found = found()
    return reading


# Text


def _read_text(
    text: Path, pictures: Path | None, names: list[str], first: int, options: ReadOptions
) -> Reading:
    size, frames = _look_through(text)
    info = read_ini(text.parent.parent / "seqinfo.ini") if text.name == "gt.txt" else {}
    listed = whole_number(
        info.get("seqlength", "0"), "'seqinfo.ini'", "seqLength", highest=MAX_FRAMES
    )
    total = listed or options.frame_count or max(0, max(frames) - first + 1)
    if pictures is not None:
        total = max(total, len(pngs(pictures)))
    if not 0 < total <= MAX_FRAMES:
        raise refuse(f"'{text.name}'", "there are no frames in it, or too many")
    reading = Reading(NumberedFrames(total, "{:06d}", first), size)
    rate = info.get("framerate", "")
    reading.fps = float(rate) if rate.isdecimal() and 0 < len(rate) < 5 else None
    shown = None
    if pictures is not None:
        paths = [pictures / f"{frame:06d}.png" for frame in frames]
        shown = in_order(partial(_shown, size), paths, pixels=size[0] * size[1])
    reading.found = _found(text, shown, names, first, reading)
    return reading


def _look_through(text: Path) -> tuple[tuple[int, int], list[int]]:
    """Size of the pictures and the numbers of the frames, in order."""
    size: tuple[int, int] | None = None
    frames: dict[int, None] = {}
    for place, line in lines_of(text):
        if not line.strip():
            continue
        parts = line.split(" ", 5)
        if len(parts) != 6:
            raise refuse(place, "it is not 'frame id class height width rle'")
        height = whole_number(parts[3], place, "height")
        width = whole_number(parts[4], place, "width")
        if size is None:
            size = check_picture_size(width, height, place)
        elif size != (width, height):
            raise refuse(place, f"the picture is {width} x {height}, before {size[0]} x {size[1]}")
        frames[whole_number(parts[0], place, "the frame", highest=MAX_FRAMES)] = None
    if size is None:
        raise refuse(f"'{text.name}'", "it is empty", "choose a file with annotations")
    return size, list(frames)


def _lines(text: Path) -> Iterator[tuple[int, str, list[str]]]:
    for place, line in lines_of(text):
        if line.strip():
            parts = line.split(" ", 5)
            yield whole_number(parts[0], place, "the frame", highest=MAX_FRAMES), place, parts


def _found(
    text: Path, pictures: Iterator[Shown] | None, names: list[str], first: int, reading: Reading
) -> Iterator[Found]:
    size = reading.size or (0, 0)
    done: set[int] = set()
    for frame, lines in groupby(_lines(text), key=lambda one: one[0]):
        masks: dict[int, Mask] = {}
        places: list[str] = []
        position = -1
        for _, place, parts in lines:
            position = frame_position(frame, first, place, len(reading.frames))
            number = whole_number(parts[1], place, "the id", highest=10**8)
            kind = whole_number(parts[2], place, "the class", highest=10**5)
            mask = _mask(parts[5], size, place)
            if number in masks or frame in done:
                raise refuse(place, f"object {number} or frame {frame} comes twice")
            if number == IGNORE or kind == 10:
                continue
            if kind != number // 1000:
                reading.problems.add(f"{place}: id {number} is not of class {kind}.")
            if mask.is_empty:
                reading.problems.add(f"{place}: the mask is empty; leave such lines out.")
            masks[number] = mask
            places.append(place)
            yield Found(position, _add_object(reading, number, names, place), mask)
        done.add(frame)
        _check_overlaps(list(masks.values()), places, reading)
        if pictures is not None:
            _compare_picture(f"'{frame:06d}.png'", next(pictures), masks, reading)


def _check_overlaps(masks: list[Mask], places: list[str], reading: Reading) -> None:
    """mots_tools' own check: no two masks of a frame share a pixel.

    Areas tell whether any do, in one pass over a frame of any number of masks; which one it is
    first is looked for among a few only.
    """
    runs = [{"size": [mask.height, mask.width], "counts": mask.counts} for mask in masks]
    if len(runs) < 2 or sum(mask.area for mask in masks) == _joint_area(runs):
        return
    union = Mask.empty(masks[0].height, masks[0].width)
    place = f"{places[0]} and after"
    for one, mask in zip(places[:_MAX_NAMED], masks, strict=False):
        if not union.intersection(mask).is_empty:
            place = one
            break
        union = union.union(mask)
    reading.problems.add(f"{place}: the mask overlaps another; the evaluators refuse that.")


def _joint_area(runs: list[dict[str, Any]]) -> int:
    """Of the union; by pairs, or the time would grow with the square of the number of masks."""
    while len(runs) > 1:
        runs = [coco_mask.merge(runs[i : i + 2]) for i in range(0, len(runs), 2)]
    return int(coco_mask.area(runs[0]))


def _mask(text: str, size: tuple[int, int], place: str) -> Mask:
    counts = text.strip()
    if not counts.isascii():
        raise refuse(place, f"the run-lengths are {short(counts)}")
    try:
        return Mask.from_compressed(size[1], size[0], counts.encode("ascii"))
    except MaskError as error:
        raise refuse(place, str(error)) from None


def _shown(size: tuple[int, int], path: Path) -> Shown:
    return dict(picture_masks(size, path)) if path.is_file() else None


def _compare_picture(name: str, shown: Shown, masks: dict[int, Mask], reading: Reading) -> None:
    if shown is None:
        reading.problems.add(f"{name} is missing, though the text has its frame.")
        return
    there = {number: mask for number, mask in shown.items() if number != IGNORE}
    if there != {number: mask for number, mask in masks.items() if not mask.is_empty}:
        reading.problems.add(f"{name} does not show the same as the text.")
