"""Plain sequences of PNG: black and white per object (`png-masks`), or indices (`png-index`).

`masks/object001/00000.png` with 0 and 255, overlaps kept; or `masks/00000.png` with 0 for the
background and the objects from 1 on, in the colours of DAVIS. Each exported frame has a picture.
"""

import enum
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from annotator.core.mask import Mask
from annotator.core.palette import davis_palette
from annotator.core.project import Project
from annotator.formats.comparing import as_is, recipe_checks, visible
from annotator.formats.export import ExportJob, Recipe, Written
from annotator.formats.frame_names import frame_stems
from annotator.formats.index_png import (
    found_in,
    labels_of,
    listed_frames,
    pngs,
    size_of,
    subfolders,
    write_pictures,
)
from annotator.formats.layers import HiddenObjects, overlap_findings
from annotator.formats.options import ExportOptions
from annotator.formats.parallel import in_order
from annotator.formats.png import encode_png
from annotator.formats.reading import (
    MAX_OBJECTS,
    Found,
    FoundFrame,
    FoundObject,
    Reading,
    ReadOptions,
    refuse,
    source_numbers,
)
from annotator.formats.reports import Finding
from annotator.formats.selection import object_ids, select
from annotator.formats.staging import FRAME_MAP_NAME, REPORT_NAME

FOLDER, IMAGES = "masks", "images"
MAX_INDEX = 253


class Variant(enum.Enum):
    BINARY = "png-masks"
    INDEX = "png-index"


def preflight(variant: Variant, project: Project, options: ExportOptions) -> list[Finding]:
    if variant is Variant.BINARY:
        return []
    selection = select(project, options)
    count = len(object_ids(selection))
    if count > MAX_INDEX:
        text = f"An index picture holds at most {MAX_INDEX} objects, these are {count}."
        return [Finding("refuse", text)]
    return overlap_findings(selection, options)


def write_files(variant: Variant, job: ExportJob) -> Written:
    """The pictures and, on request, the frames as JPEG."""
    folder = job.target / FOLDER
    folder.mkdir()
    if job.options.include_images:
        (job.target / IMAGES).mkdir()
    frames = job.selection.frames
    stems = frame_stems(job.project, job.source, frames, job.options.frame_names)
    mapped = [
        (index, f"{s}.png", n) for n, (index, s) in enumerate(zip(frames, stems, strict=True))
    ]
    write = _write_binary if variant is Variant.BINARY else _write_index
    written = write(job, folder, mapped)
    if job.options.include_images:
        for index, stem in zip(frames, stems, strict=True):
            job.tick(len(frames), len(frames))
            job.write_image(job.target / IMAGES / f"{stem}.jpg", index)
    return written


def _write_binary(job: ExportJob, folder: Path, mapped: list[tuple[int, str, int]]) -> Written:
    ids = {track_id: track_id for track_id in object_ids(job.selection)}
    for track_id in ids:
        (folder / f"object{track_id:03d}").mkdir()
    masks = 0

    def pictures() -> Iterator[tuple[Path, list[tuple[int, Mask]]]]:
        nonlocal masks
        for position, (index, name, _) in enumerate(mapped):
            job.tick(position, len(mapped))
            there = {one.track.id: [(255, one.mask)] for one in job.selection.masks(index)}
            for track_id in ids:
                yield folder / f"object{track_id:03d}" / name, there.get(track_id, [])
            masks += len(there)

    write_pictures(pictures(), job.blank(np.uint8), encode_png)
    images = len(mapped) if job.options.include_images else 0
    return Written(mapped, ids, masks, len(mapped) * len(ids) + images)


def _write_index(job: ExportJob, folder: Path, mapped: list[tuple[int, str, int]]) -> Written:
    ids = object_ids(job.selection)
    hidden, masks, written = HiddenObjects(), 0, set[int]()

    def pictures() -> Iterator[tuple[Path, list[tuple[int, Mask]]]]:
        nonlocal masks
        for position, (index, name, _) in enumerate(mapped):
            job.tick(position, len(mapped))
            placed = job.selection.masks(index)
            yield folder / name, [(ids[one.track.id], one.mask) for one in placed]
            shown = hidden.look(index, placed)
            masks += len(shown)
            written.update(shown)

    write_pictures(pictures(), job.blank(np.uint8), partial(encode_png, palette=davis_palette()))
    images = len(mapped) if job.options.include_images else 0
    ids = {track_id: value for track_id, value in ids.items() if track_id in written}
    return Written(mapped, ids, masks, len(mapped) + images, hidden.warnings())


# Reading


def read_png_index(path: Path, options: ReadOptions) -> Reading:
    """A folder of index pictures; each value is an object."""
    folder = _folder(path)
    files = pngs(folder)
    if not files:
        raise refuse(f"'{path.name}'", "there are no PNG files in it", "choose another folder")
    size = size_of(files[0])
    reading = Reading(listed_frames(files), size)

    def key_of(value: int, place: str) -> str:
        reading.objects.setdefault(str(value), FoundObject(track_id=value))
        return str(value)

    reading.found = found_in(files, size, key_of)
    return reading


def read_png_masks(path: Path, options: ReadOptions) -> Reading:
    """A folder per object, each with black and white pictures; or the pictures of one object."""
    folder = _folder(path)
    objects = [one for one in subfolders(folder) if pngs(one)]
    if not objects and pngs(folder):
        objects = [folder]
    if not objects or len(objects) > MAX_OBJECTS:
        raise refuse(f"'{path.name}'", "there are no folders with PNG files in it")
    names = sorted({file.name for one in objects for file in pngs(one)})
    size = size_of(pngs(objects[0])[0])
    numbers = source_numbers([Path(name).stem for name in names])
    frames = [FoundFrame(name, i) for name, i in zip(names, numbers, strict=True)]
    reading = Reading(frames, size)
    positions = {name: position for position, name in enumerate(names)}
    reading.found = _found(objects, positions, size, reading)
    return reading


def _found(
    objects: list[Path], positions: dict[str, int], size: tuple[int, int], reading: Reading
) -> Iterator[Found]:
    for order, folder in enumerate(objects, start=1):
        digits = folder.name.removeprefix("object")
        is_own = digits != folder.name and digits.isdecimal() and 0 < int(digits[:9]) == int(digits)
        track_id = int(digits) if is_own else order
        key = str(track_id) if is_own else folder.name
        name = "" if is_own or len(objects) == 1 else folder.name
        reading.objects[key] = FoundObject(name, track_id=track_id)
        files = pngs(folder)
        masks = in_order(partial(_mask, size), files, pixels=size[0] * size[1])
        for file, (mask, is_clean) in zip(files, masks, strict=True):
            if not is_clean:
                reading.problems.add(f"'{folder.name}/{file.name}' is not black and white.")
            if not mask.is_empty:
                yield Found(positions[file.name], key, mask)


def _mask(size: tuple[int, int], path: Path) -> tuple[Mask, bool]:
    """What is not black, and whether it is all of one value."""
    labels = labels_of(path, size)
    mask = Mask.from_array(labels)
    box = mask.box
    if box is None:
        return mask, True
    x, y = int(box.x), int(box.y)
    inside = labels[y : y + int(box.height), x : x + int(box.width)]
    return mask, np.count_nonzero(inside == inside.max()) == mask.area


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise refuse(f"'{path.name}'", "it is not a folder", "choose the folder with the pictures")
    return path / FOLDER if (path / FOLDER).is_dir() else path


def _recipe(variant: Variant) -> Recipe:
    checks = {
        Variant.BINARY: recipe_checks(read_png_masks, as_is),
        Variant.INDEX: recipe_checks(read_png_index, visible),
    }
    check, verify = checks[variant]
    return Recipe(
        name=variant.value,
        is_folder=True,
        verified_with="Pillow",
        own_names=(FOLDER, IMAGES, FRAME_MAP_NAME, REPORT_NAME),
        preflight=partial(preflight, variant),
        write_files=partial(write_files, variant),
        check_files=check,
        verify=verify,
    )


PNG_MASKS = _recipe(Variant.BINARY)
PNG_INDEX = _recipe(Variant.INDEX)
