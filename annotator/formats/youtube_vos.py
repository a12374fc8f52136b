"""YouTube-VOS (and data sets like MOSE): index PNG and `meta.json`.

Rules: FORMATS 5.4. Names are frame numbers of the source, so gaps are legal; objects may start
late. Where objects overlap, the upper layer has the pixel. `frames` in `meta.json` lists exactly
the frames in which an object has pixels.
"""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from annotator.core.mask import Mask
from annotator.core.palette import davis_palette
from annotator.core.project import Project
from annotator.formats.comparing import recipe_checks, visible
from annotator.formats.davis_read import VOID
from annotator.formats.export import ExportJob, Recipe, Written
from annotator.formats.index_png import (
    found_in,
    listed_frames,
    pngs,
    size_of,
    subfolders,
    write_pictures,
)
from annotator.formats.json_stream import read_small_json
from annotator.formats.layers import HiddenObjects, overlap_findings
from annotator.formats.options import ExportOptions
from annotator.formats.png import encode_png
from annotator.formats.reading import (
    FoundObject,
    Reading,
    ReadOptions,
    choose_sequence,
    refuse,
    short,
)
from annotator.formats.reports import Finding
from annotator.formats.selection import object_ids, select
from annotator.formats.staging import FRAME_MAP_NAME, REPORT_NAME

MAX_OBJECTS = 253
SPLITS = {"train": "train", "val": "valid"}
Meta = dict[str, Any]


def preflight(project: Project, options: ExportOptions) -> list[Finding]:
    selection = select(project, options)
    count = len(object_ids(selection))
    if count > MAX_OBJECTS:
        text = f"YouTube-VOS holds at most {MAX_OBJECTS} objects, these are {count}; choose fewer."
        return [Finding("refuse", text)]
    return overlap_findings(selection, options)


def write_files(job: ExportJob) -> Written:
    """Annotations, `meta.json` and, on request, the images."""
    ids = object_ids(job.selection)
    root = job.target / SPLITS[job.options.image_set]
    annotations = root / "Annotations" / job.sequence
    images = root / "JPEGImages" / job.sequence
    for folder in (annotations, *((images,) if job.options.include_images else ())):
        folder.mkdir(parents=True)
    seen: dict[int, list[str]] = {}
    hidden = HiddenObjects()
    frames: list[tuple[int, str, int]] = []

    def pictures() -> Iterator[tuple[Path, list[tuple[int, Mask]]]]:
        for number, index in enumerate(job.selection.frames):
            job.tick(number, len(job.selection.frames))
            placed = job.selection.masks(index)
            stem = f"{index:05d}"
            yield annotations / f"{stem}.png", [(ids[one.track.id], one.mask) for one in placed]
            if job.options.include_images:
                job.write_image(images / f"{stem}.jpg", index)
            frames.append((index, f"{stem}.png", index))
            for track_id in hidden.look(index, placed):
                seen.setdefault(track_id, []).append(stem)

    write_pictures(pictures(), job.blank(np.uint8), partial(encode_png, palette=davis_palette()))
    masks = sum(map(len, seen.values()))
    ids = {track_id: number for track_id, number in ids.items() if track_id in seen}
    objects = {
        str(number): {"category": _category(job.project, track_id), "frames": seen[track_id]}
        for track_id, number in ids.items()
    }
    meta = {"videos": {job.sequence: {"objects": objects}}}
    text = json.dumps(meta, ensure_ascii=False, indent=1)
    (root / "meta.json").write_text(text + "\n", "utf-8")
    files = len(frames) * (2 if job.options.include_images else 1) + 1
    return Written(frames, ids, masks, files, hidden.warnings())


def _category(project: Project, track_id: int) -> str:
    return project.categories[project.tracks[track_id].category_id].name


def read_youtube_vos(path: Path, options: ReadOptions) -> Reading:
    """One video of a data set, of one of its splits, or a folder of PNG files alone."""
    root, folder = _video_folder(path, options)
    files = pngs(folder)
    size = size_of(files[0])
    reading = Reading(listed_frames(files), size, sequence=folder.name)
    meta = _meta_objects(root, folder.name, reading)
    occurs: dict[str, list[str]] = {}

    def key_of(value: int, place: str) -> str | None:
        if value > 255:
            raise refuse(place, f"index {value} is more than 8 bits hold")
        key = str(value)
        if value in VOID and key not in meta:
            return None
        if key not in reading.objects:
            if meta and key not in meta:
                reading.problems.add(f"{place}: object {key} is not in meta.json.")
            category = meta.get(key, {}).get("category")
            name = category[:1000] if isinstance(category, str) else ""
            reading.objects[key] = FoundObject("", name, "", None, value)
        occurs.setdefault(key, []).append(place.strip("'").rsplit(".", 1)[0])
        return key

    def found() -> Any:  # noqa: ANN401 - an iterator of Found
        yield from found_in(files, size, key_of)
        _compare_meta(meta, occurs, reading)

    reading.found = found()
    return reading


def _compare_meta(meta: Meta, occurs: dict[str, list[str]], reading: Reading) -> None:
    for key, one in meta.items():
        listed = one.get("frames")
        if listed != occurs.get(key, []):
            reading.problems.add(
                f"meta.json: the frames of object {key} are not those in which it has pixels."
            )


def _meta_objects(root: Path | None, video: str, reading: Reading) -> Meta:
    """Objects of the video by id; {} when there is no `meta.json`."""
    if root is None:
        return {}
    path = root / "meta.json"
    if not path.is_file():
        reading.problems.add("meta.json is missing; the official loaders want it.")
        return {}
    meta = read_small_json(path)
    for key in ("videos", video, "objects"):
        meta = meta.get(key) if isinstance(meta, dict) else None
    if not isinstance(meta, dict):
        raise refuse("'meta.json'", f"it says nothing about the video {short(video)}")
    for key, one in meta.items():
        if not key.isdecimal() or len(key) > 3 or not isinstance(one, dict):
            raise refuse("'meta.json'", f"object {short(key)} is not described as it should be")
    return meta


def _video_folder(path: Path, options: ReadOptions) -> tuple[Path | None, Path]:
    """The folder with `Annotations` (None if there is none) and the one with the pictures."""
    if not path.is_dir():
        raise refuse(f"'{path.name}'", "it is not a folder", "choose a YouTube-VOS folder")
    for root in (path, *(path / name for name in ("train", "valid", "test"))):
        folder = root / "Annotations"
        if folder.is_dir():
            names = [one.name for one in subfolders(folder) if pngs(one)]
            return root, folder / choose_sequence(names, options, f"'{folder.name}'")
    if pngs(path):
        return None, path
    names = [one.name for one in subfolders(path) if pngs(one)]
    return None, path / choose_sequence(names, options, f"'{path.name}'")


_check, _verify = recipe_checks(read_youtube_vos, visible)
YOUTUBE_VOS = Recipe(
    name="youtube-vos",
    is_folder=True,
    verified_with="Pillow, by the rules of the official loaders",
    own_names=(*SPLITS.values(), FRAME_MAP_NAME, REPORT_NAME),
    preflight=preflight,
    write_files=write_files,
    check_files=_check,
    verify=_verify,
)
