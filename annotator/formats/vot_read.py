"""VOT sequences as a reading, by the rules of the toolkit (`region/io.py`, `dataset/common.py`).

Rectangles and polygons of four corners become boxes (prompts), masks become masks.
"""

import enum
import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Visibility
from annotator.formats.rasterize import mask_of_row_runs
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
    safe_name,
    short,
)
from annotator.formats.text_files import lines_of, number, read_ini, runs_of, whole_number

TAGS = {"occlusion": Visibility.OCCLUDED, "out_of_view": Visibility.OUT_OF_VIEW}
_OWN_NAME = re.compile(r"object([1-9][0-9]{0,8})")


class Region(enum.Enum):
    MASK = "vot"
    RECTANGLE = "vot-rectangle"
    POLYGON = "vot-polygon"


def object_name(track_id: int) -> str:
    """A name that is a file name everywhere and leads back to the object."""
    return f"object{track_id}"


def read_vot(path: Path, options: ReadOptions) -> Reading:
    """A data set, one sequence, or one file of regions."""
    if path.is_file():
        root, truths = path.parent, {"": path}
    else:
        root = _sequence_folder(path, options)
        truths = _truths(root)
    facts = read_ini(root / "sequence")
    place = "'sequence'"
    size = options.size
    if "width" in facts:
        width = whole_number(facts["width"], place, "width")
        height = whole_number(facts.get("height", ""), place, "height")
        size = check_picture_size(width, height, place)
    if size is None:
        raise refuse(
            f"'{root.name}'", "it does not say how large the pictures are", "name the video"
        )
    total = whole_number(facts.get("length", "0"), place, "length", highest=MAX_FRAMES)
    longest = max(sum(1 for _ in lines_of(truth)) for truth in truths.values())
    total = total or options.frame_count or longest
    if longest > total or not 0 < total <= MAX_FRAMES:
        raise refuse(f"'{root.name}'", f"there are {longest} regions for {total} frames")
    reading = Reading(NumberedFrames(total, "{:08d}", 1), size, sequence=root.name)
    rate = facts.get("fps", "")
    reading.fps = number(rate, place, "fps") if rate else None
    if reading.fps is not None and not 0 < reading.fps < 10**4:
        reading.fps = None
    reading.found = _found(root, truths, reading, size)
    return reading


def _sequence_folder(path: Path, options: ReadOptions) -> Path:
    if not path.is_dir():
        raise refuse(f"'{path.name}'", "it does not exist", "check the path")
    if any(path.glob("groundtruth*.txt")):
        return path
    listing = path / "list.txt"
    if listing.is_file():
        names = [
            safe_name(line.strip(), place) for place, line in lines_of(listing) if line.strip()
        ]
    else:
        names = sorted(one.name for one in path.iterdir() if any(one.glob("groundtruth*.txt")))
    root = path / choose_sequence(names, options, f"'{path.name}'")
    if not any(root.glob("groundtruth*.txt")):
        raise refuse(f"'{root.name}'", "there is no groundtruth.txt in it")
    return root


def _truths(root: Path) -> dict[str, Path]:
    """Files of regions by object; the toolkit takes those with names first."""
    named = sorted(root.glob("groundtruth_*.txt"))
    if len(named) > MAX_OBJECTS:
        raise refuse(f"'{root.name}'", f"it has more than {MAX_OBJECTS} objects")
    if named:
        return {one.stem.removeprefix("groundtruth_"): one for one in named}
    return {"": root / "groundtruth.txt"}


def _found(
    root: Path, truths: dict[str, Path], reading: Reading, size: tuple[int, int]
) -> Iterator[Found]:
    for number_of_object, (name, truth) in enumerate(truths.items(), start=1):
        own = _OWN_NAME.fullmatch(name)
        track_id = int(own.group(1)) if own else number_of_object
        key = str(track_id) if own or not name else name
        reading.objects[key] = FoundObject("" if own else name, track_id=track_id)
        ending = f"_{name}" if name else ""
        states = _states(root, ending, len(reading.frames))
        scores = _scores(root / f"score{ending}.value", len(reading.frames))
        lines = 0
        for position, (place, line) in enumerate(lines_of(truth)):
            lines += 1
            region = parse_region(line, size, place)
            visibility = states.get(position, Visibility.VISIBLE)
            if region is None:
                if visibility is Visibility.OUT_OF_VIEW:
                    yield Found(position, key, visibility=visibility)
                continue
            mask, box = (region, None) if isinstance(region, Mask) else (None, region)
            if visibility is Visibility.OUT_OF_VIEW:
                visibility = Visibility.VISIBLE
            yield Found(position, key, mask, box, visibility, scores.get(position))
        if lines < len(reading.frames):
            reading.problems.add(
                f"'{truth.name}' has {lines} lines for {len(reading.frames)} frames."
            )


def parse_region(line: str, size: tuple[int, int], place: str) -> Mask | RotatedBox | None:
    """One line, as the toolkit reads it; None for a special (0, or anything with NaN)."""
    text = line.strip()
    if not text:
        raise refuse(place, "the line is empty", "the toolkit stops there; write 0")
    if text[0] == "m":
        return _mask(text[1:], size, place)
    parts = text.split(",")
    if len(parts) > 10**4:
        raise refuse(place, "it has too many numbers")
    if any(part.strip().lower() == "nan" for part in parts):
        return None
    values = [number(part, place, "a coordinate") for part in parts]
    if len(values) == 1:
        return None
    if len(values) == 4:
        return _rectangle(*values, place=place)
    if len(values) == 8:
        return _turned(values, place)
    if len(values) > 4 and len(values) % 2 == 0:
        corners = np.array(values).reshape(-1, 2)
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        return _rectangle(left, top, right - left, bottom - top, place=place)
    raise refuse(place, f"{len(values)} numbers are no region")


def _mask(text: str, size: tuple[int, int], place: str) -> Mask | None:
    numbers = text.split(",", 4)
    if len(numbers) < 4:
        raise refuse(place, "a mask is mX,Y,W,H and its run-lengths")
    left, top, width, height = (
        whole_number(part, place, "the place of the mask", lowest=-(10**6), highest=10**6)
        for part in numbers[:4]
    )
    runs = runs_of(numbers[4] if len(numbers) > 4 else "", place)
    if sum(runs) < width * height and sum(runs) >= 0 and width >= 0 and height >= 0:
        runs = _padded(runs, width * height)
    mask = mask_of_row_runs(runs, left=left, top=top, crop=(width, height), size=size, place=place)
    return None if mask.is_empty else mask


def _padded(runs: list[int], pixels: int) -> list[int]:
    """The toolkit lets the last run of zeros out."""
    missing = pixels - sum(runs)
    return [*runs, missing] if len(runs) % 2 == 0 else [*runs[:-1], runs[-1] + missing]


def _rectangle(left: float, top: float, width: float, height: float, *, place: str) -> RotatedBox:
    if width <= 0 or height <= 0:
        raise refuse(place, f"the rectangle is {width:g} x {height:g}")
    return RotatedBox(left + width / 2, top + height / 2, width, height, 0.0)


def _turned(values: list[float], place: str) -> RotatedBox:
    box = RotatedBox.from_corners(np.array(values).reshape(4, 2))
    if not all(map(math.isfinite, (box.width, box.height))) or box.width * box.height <= 0:
        raise refuse(place, f"{short(values)} is no box")
    return box


def _states(root: Path, ending: str, total: int) -> dict[int, Visibility]:
    states = {}
    for name, visibility in TAGS.items():
        path = root / f"{name}{ending}.tag"
        if path.is_file():
            for position, (place, line) in enumerate(lines_of(path)):
                if position >= total:
                    raise refuse(place, f"there are more lines than the {total} frames")
                if line.strip() == "1":
                    states[position] = visibility
    return states


def _scores(path: Path, total: int) -> dict[int, float]:
    if not path.is_file():
        return {}
    scores = {}
    for position, (place, line) in enumerate(lines_of(path)):
        if position >= total:
            raise refuse(place, f"there are more lines than the {total} frames")
        if line.strip().lower() != "nan":
            scores[position] = number(line.strip(), place, "the score")
    return scores
