"""labelme: one JSON per frame, masks as PNG in base64 (FORMATS 5.10).

The label is the category, the description the name of the object, `group_id` its id, and flags
say what is occluded, reviewed, locked and flagged. Overlaps are kept.
"""

import base64
import binascii
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as PillowImage

from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Observation, Project, Visibility
from annotator.formats.comparing import as_is, recipe_checks
from annotator.formats.export import ExportJob, Recipe, Written
from annotator.formats.frame_names import frame_stems, source_file_names
from annotator.formats.index_png import files_of
from annotator.formats.json_stream import read_small_json
from annotator.formats.options import ExportOptions
from annotator.formats.png import encode_png
from annotator.formats.rasterize import mask_of_polygons
from annotator.formats.reading import (
    MAX_OBJECTS,
    Found,
    FoundFrame,
    FoundObject,
    Reading,
    ReadOptions,
    check_picture_size,
    is_whole,
    refuse,
    short,
    source_numbers,
)
from annotator.formats.reports import Finding
from annotator.formats.selection import Placed
from annotator.formats.staging import FRAME_MAP_NAME, REPORT_NAME

VERSION = "5.5.0"
FOLDER = "labels"
FLAGS = ("occluded", "reviewed", "locked", "flagged")
_MAX_TEXT = 1000


def preflight(project: Project, options: ExportOptions) -> list[Finding]:
    if options.include_images:
        return []
    return [Finding("warn", "labelme opens pictures, not labels alone: the pictures are missing.")]


def write_files(job: ExportJob) -> Written:
    """One JSON per frame and, on request, the image beside it."""
    folder = job.target / FOLDER
    folder.mkdir()
    frames = job.selection.frames
    stems = frame_stems(job.project, job.source, frames, job.options.frame_names)
    images = source_file_names(job.project, job.source, frames)
    mapped: list[tuple[int, str, int]] = []
    masks, written = 0, set[int]()
    for position, (index, stem) in enumerate(zip(frames, stems, strict=True)):
        job.tick(position, len(frames))
        placed = job.selection.masks(index)
        image = images[position] if job.options.frame_names == "source" else f"{stem}.jpg"
        if job.options.include_images:
            image = f"{stem}.jpg"
            job.write_image(folder / image, index)
        label = _label_file(job.project, image, placed)
        text = json.dumps(label, ensure_ascii=False, indent=2, allow_nan=False)
        (folder / f"{stem}.json").write_text(text + "\n", "utf-8")
        mapped.append((index, f"{stem}.json", position))
        masks += len(placed)
        written |= {one.track.id for one in placed}
    ids = {track.id: track.id for track in job.selection.tracks if track.id in written}
    files = len(mapped) * (2 if job.options.include_images else 1)
    return Written(mapped, ids, masks, files)


def _label_file(project: Project, image: str, placed: list[Placed]) -> dict[str, Any]:
    return {
        "version": VERSION,
        "flags": {},
        "shapes": [_shape(project, one) for one in placed],
        "imagePath": image,
        "imageData": None,
        "imageHeight": project.video.height,
        "imageWidth": project.video.width,
    }


def _shape(project: Project, placed: Placed) -> dict[str, Any]:
    x, y, crop = placed.mask.crop()
    height, width = crop.shape
    png = encode_png(crop.astype(np.uint8))
    return {
        "label": project.categories[placed.track.category_id].name,
        "points": [[x, y], [x + width - 1, y + height - 1]],
        "group_id": placed.track.id,
        "description": placed.track.name,
        "shape_type": "mask",
        "flags": _flags(placed.observation),
        "mask": base64.b64encode(png).decode("ascii"),
    }


def _flags(one: Observation) -> dict[str, bool]:
    is_occluded = one.visibility is Visibility.OCCLUDED
    values = (is_occluded, one.reviewed, one.locked, one.flagged)
    return {name: True for name, value in zip(FLAGS, values, strict=True) if value}


# Reading


def read_labelme(path: Path, options: ReadOptions) -> Reading:
    """A folder of JSON files, or one file."""
    folder = path / FOLDER if (path / FOLDER).is_dir() else path
    files = [path] if path.is_file() else files_of(folder, ".json")
    files = [file for file in files if file.name != REPORT_NAME]
    if not files:
        raise refuse(f"'{path.name}'", "there are no JSON files in it", "choose another folder")
    first = read_small_json(files[0])
    size = _size(first, f"'{files[0].name}'")
    numbers = source_numbers([file.stem for file in files])
    frames = [FoundFrame(file.name, i) for file, i in zip(files, numbers, strict=True)]
    reading = Reading(frames, size)
    reading.found = _found(files, size, reading)
    return reading


def _size(label: object, place: str) -> tuple[int, int]:
    if not isinstance(label, dict) or not isinstance(label.get("shapes"), list):
        raise refuse(place, "it has no shapes", "choose labelme's JSON files")
    return check_picture_size(label.get("imageWidth"), label.get("imageHeight"), place)


def _found(files: list[Path], size: tuple[int, int], reading: Reading) -> Iterator[Found]:
    for position, file in enumerate(files):
        place = f"'{file.name}'"
        label = read_small_json(file)
        if _size(label, place) != size:
            raise refuse(place, "its picture has another size than the first")
        if not isinstance(label.get("imagePath"), str):
            reading.problems.add(f"{place}: imagePath is missing; labelme cannot open it.")
        loose: dict[str, int] = {}
        for number, shape in enumerate(label["shapes"]):
            yield from _shape_found(shape, position, f"{place}, shape {number + 1}", loose, reading)


def _shape_found(
    shape: object, position: int, place: str, loose: dict[str, int], reading: Reading
) -> Iterator[Found]:
    if not isinstance(shape, dict) or not isinstance(shape.get("label"), str):
        raise refuse(place, "it has no label")
    kind, points = shape.get("shape_type", "polygon"), _points(shape.get("points"), place)
    size = reading.size or (0, 0)
    mask: Mask | None = None
    box: RotatedBox | None = None
    if kind == "mask":
        mask = _mask(shape.get("mask"), points, size, place)
    elif kind == "polygon":
        flat = [value for point in points for value in point]
        mask = mask_of_polygons([flat], width=size[0], height=size[1], place=place)
    elif kind == "rectangle" and len(points) >= 2:
        corners = Box.from_corners(*points[0], *points[-1 if len(points) == 2 else 2])
        box = RotatedBox(*corners.center, corners.width, corners.height, 0.0)
    elif kind == "oriented_rectangle" and len(points) == 4:
        box = RotatedBox.from_corners(np.array(points))
    else:
        note = f"Shapes of type {short(kind)} hold no area and were left out."
        reading.notes += [note] if note not in reading.notes else []
        return
    given = shape.get("flags")
    flags = given if isinstance(given, dict) else {}
    yield Found(
        position,
        _object(shape, loose, reading, place),
        mask,
        box,
        Visibility.OCCLUDED if flags.get("occluded") is True else Visibility.VISIBLE,
        None,
        flags.get("reviewed") is True,
        flags.get("locked") is True,
        flags.get("flagged") is True,
    )


def _object(shape: dict[str, Any], loose: dict[str, int], reading: Reading, place: str) -> str:
    """By `group_id`; without one, the n-th shape of a label in each frame is one object."""
    label, number = shape["label"][:_MAX_TEXT], shape.get("group_id")
    if is_whole(number) and 0 < number <= 10**9:
        key, track_id = str(number), number
    else:
        loose[label] = loose.get(label, 0) + 1
        key, track_id = f"{label} {loose[label]}", None
    if key not in reading.objects:
        if len(reading.objects) >= MAX_OBJECTS:
            raise refuse(place, f"it has more than {MAX_OBJECTS} objects")
        name = shape.get("description")
        text = name[:_MAX_TEXT] if isinstance(name, str) else ""
        reading.objects[key] = FoundObject(text, label, "", None, track_id)
    return key


def _points(value: object, place: str) -> list[list[float]]:
    if not isinstance(value, list) or len(value) > 10**6:
        raise refuse(place, "it has no points")
    for point in value:
        good = isinstance(point, list) and len(point) == 2
        if not good or not all(_is_coordinate(v) for v in point):
            raise refuse(place, f"a point is {short(point)}")
    return [[float(x), float(y)] for x, y in value]


def _is_coordinate(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e6 < value < 1e6


def _mask(text: object, points: list[list[float]], size: tuple[int, int], place: str) -> Mask:
    if not isinstance(text, str) or len(points) != 2:
        raise refuse(place, "a mask is two points and a picture")
    (left, top), (right, bottom) = ((int(x), int(y)) for x, y in points)
    width, height = right - left + 1, bottom - top + 1
    if left < 0 or top < 0 or width < 1 or height < 1 or right >= size[0] or bottom >= size[1]:
        raise refuse(place, f"the mask from {points[0]} to {points[1]} lies outside the picture")
    crop = _decoded(text, (width, height), place)
    return Mask.from_crop(size[1], size[0], left, top, crop)


def _decoded(text: str, size: tuple[int, int], place: str) -> Any:  # noqa: ANN401 - bool array
    try:
        data = base64.b64decode(text, validate=True)
        with PillowImage.open(io.BytesIO(data), formats=["PNG"]) as image:
            if image.size != size:
                raise refuse(place, f"the picture of the mask is {image.size}, its place {size}")
            if image.mode not in ("1", "L", "P"):
                raise refuse(place, f"the picture of the mask is of Pillow mode '{image.mode}'")
            return np.array(image) > 0
    except (OSError, ValueError, SyntaxError, IndexError, binascii.Error) as error:
        raise refuse(place, f"the picture of the mask cannot be read ({str(error)[:80]})") from None
    except PillowImage.DecompressionBombError:
        raise refuse(place, "the picture of the mask is too large") from None


_check, _verify = recipe_checks(read_labelme, as_is)
LABELME = Recipe(
    name="labelme",
    is_folder=True,
    verified_with="json and Pillow, by the rules of labelme's reader",
    own_names=(FOLDER, FRAME_MAP_NAME, REPORT_NAME),
    preflight=preflight,
    write_files=write_files,
    check_files=_check,
    verify=_verify,
)
