"""YOLO segmentation: one text file per frame, one polygon per line (FORMATS 5.11).

`class x1 y1 x2 y2 ...` with classes from 0 and coordinates divided by the size of the picture.
Holes are joined to their outline by bridges of no width, and so are separate parts, or each is a
line of its own. The format knows no identities; `tracks.csv` says which line is which object.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from annotator.core.mask import Mask
from annotator.core.project import Project
from annotator.formats.bridges import polygons_of
from annotator.formats.comparing import as_is, recipe_checks
from annotator.formats.export import ExportJob, Recipe, Written
from annotator.formats.frame_names import frame_stems
from annotator.formats.index_png import files_of
from annotator.formats.options import ExportOptions
from annotator.formats.polygons import Polygon
from annotator.formats.rasterize import mask_of_polygons
from annotator.formats.reading import (
    MAX_OBJECTS,
    Found,
    FoundFrame,
    FoundObject,
    Reading,
    ReadOptions,
    choose_sequence,
    refuse,
    source_numbers,
)
from annotator.formats.reports import Finding
from annotator.formats.sidecars import reported_size
from annotator.formats.staging import FRAME_MAP_NAME, REPORT_NAME
from annotator.formats.text_files import lines_of, numbers, whole_number

TRACKS = "tracks.csv"
DATA = "data.yaml"
_MAX_PARTS = 2 * 10**6


def preflight(project: Project, options: ExportOptions) -> list[Finding]:
    text = "Holes and separate parts are joined by bridges of no width."
    if options.parts == "split":
        text = "Holes are joined by bridges of no width; each part counts as an object for others."
    findings = [Finding("warn", text)]
    if not options.include_images:
        findings.append(Finding("warn", "YOLO trains on pictures; they are not included."))
    return findings


def write_files(job: ExportJob) -> Written:
    """Labels, names of the classes, which line is which object; on request the images."""
    part = job.options.image_set
    labels, images = job.target / "labels" / part, job.target / "images" / part
    for folder in (labels, *((images,) if job.options.include_images else ())):
        folder.mkdir(parents=True)
    frames = job.selection.frames
    stems = frame_stems(job.project, job.source, frames, job.options.frame_names)
    classes = {category_id: n for n, category_id in enumerate(job.project.categories)}
    size = _shares(job.project.video.width), _shares(job.project.video.height)
    mapped: list[tuple[int, str, int]] = []
    masks, bridged, written = 0, 0, set[int]()
    with (job.target / TRACKS).open("w", encoding="utf-8", newline="") as table:
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(("label_file", "line", "track_id"))
        for position, (index, stem) in enumerate(zip(frames, stems, strict=True)):
            job.tick(position, len(frames))
            placed, lines = job.selection.masks(index), []
            for one in placed:
                polygons = polygons_of(one.mask, job.options.parts)
                for polygon, _ in polygons:
                    kind = classes[one.track.category_id]
                    lines.append(f"{kind} {_coordinates(polygon, size)}\n")
                    rows.writerow((f"{stem}.txt", len(lines), one.track.id))
                bridged += any(bridges for _, bridges in polygons)
                written.add(one.track.id)
            (labels / f"{stem}.txt").write_text("".join(lines), "ascii")
            if job.options.include_images:
                job.write_image(images / f"{stem}.jpg", index)
            mapped.append((index, f"{stem}.txt", position))
            masks += len(placed)
    (job.target / DATA).write_text(_data(job.project, part), "utf-8")
    ids = {track.id: track.id for track in job.selection.tracks if track.id in written}
    warnings = (f"{bridged} masks have holes or several parts: bridges join them.",)
    files = len(mapped) * (2 if job.options.include_images else 1) + 2
    return Written(mapped, ids, masks, files, warnings if bridged else ())


def _shares(length: int) -> list[str]:
    """What stands for the corners 0, 1, ... of a side of that many pixels."""
    return [f"{corner / length:.6f}" for corner in range(length + 1)]


def _coordinates(polygon: Polygon, size: tuple[list[str], list[str]]) -> str:
    """As text. `size`: the `_shares` of both sides."""
    columns, rows = size
    pairs = zip(polygon[::2], polygon[1::2], strict=True)
    return " ".join([f"{columns[x]} {rows[y]}" for x, y in pairs])


def _data(project: Project, part: str) -> str:
    """YAML; a JSON string is also a YAML string."""
    lines = ["path: .", f"train: images/{part}", f"val: images/{part}", "names:"]
    for number_of, category in enumerate(project.categories.values()):
        lines.append(f"  {number_of}: {json.dumps(category.name, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


# Reading


def read_yolo(path: Path, options: ReadOptions) -> Reading:
    """A data set, or a folder of label files."""
    if not path.is_dir():
        raise refuse(f"'{path.name}'", "it is not a folder", "choose the folder of the data set")
    folder = _label_folder(path, options)
    files = files_of(folder, ".txt")
    size = options.size or reported_size(path)
    if size is None:
        raise refuse(f"'{path.name}'", "YOLO does not say how large pictures are", "name the video")
    indices = source_numbers([file.stem for file in files])
    frames = [FoundFrame(file.name, i) for file, i in zip(files, indices, strict=True)]
    reading = Reading(frames, size)
    tracks = _tracks(path / TRACKS)
    if not tracks:
        reading.notes.append(
            "YOLO knows no identities: the n-th polygon of a class in each frame became one object."
        )
    names = _names(path / DATA)
    reading.found = _found(files, names, tracks, reading, size)
    return reading


def _label_folder(path: Path, options: ReadOptions) -> Path:
    root = path / "labels"
    if not root.is_dir():
        if files_of(path, ".txt"):
            return path
        raise refuse(f"'{path.name}'", "there are no labels in it", "choose another folder")
    if files_of(root, ".txt"):
        return root
    parts = [one.name for one in sorted(root.iterdir()) if one.is_dir() and files_of(one, ".txt")]
    if len(parts) == 1:
        return root / parts[0]
    return root / choose_sequence(parts, options, f"'{path.name}'")


def _names(path: Path) -> dict[int, str]:
    """Names of the classes; of YAML only what data sets of this kind write."""
    names: dict[int, str] = {}
    if not path.is_file():
        return names
    is_inside = False
    for _, line in lines_of(path):
        key, _, value = line.strip().partition(":")
        if line and not line[0].isspace() and not line.startswith("-"):
            is_inside = key == "names"
            continue
        text = value.strip() if key.isdecimal() and len(key) < 6 else ""
        if is_inside and text:
            names[int(key)] = _unquoted(text)[:1000]
        elif is_inside and line.strip().startswith("- "):
            names[len(names)] = _unquoted(line.strip()[2:])[:1000]
    return names


def _unquoted(text: str) -> str:
    if text.startswith('"'):
        try:
            value = json.loads(text)
        except ValueError:
            value = text
        return value if isinstance(value, str) else text
    return text.strip("'")


def _tracks(path: Path) -> dict[tuple[str, int], int]:
    """Track by file and line."""
    tracks: dict[tuple[str, int], int] = {}
    if not path.is_file():
        return tracks
    lines = lines_of(path)
    next(lines, None)
    for place, line in lines:
        parts = next(csv.reader([line]), [])
        if len(parts) != 3:
            raise refuse(place, "it is not 'label_file,line,track_id'", "remove it")
        row = whole_number(parts[1], place, "the line")
        tracks[parts[0], row] = whole_number(parts[2], place, "the track", lowest=1)
    return tracks


def _found(
    files: list[Path],
    names: dict[int, str],
    tracks: dict[tuple[str, int], int],
    reading: Reading,
    size: tuple[int, int],
) -> Iterator[Found]:
    for position, file in enumerate(files):
        counts: dict[int, int] = {}
        named: dict[str, list[Mask]] = {}
        row = 0
        for place, line in lines_of(file):
            if not line.strip():
                continue
            row += 1
            parts = line.split(maxsplit=_MAX_PARTS)
            kind = whole_number(parts[0], place, "the class", highest=10**5)
            mask = _mask(parts[1:], size, place)
            track_id = tracks.get((file.name, row))
            counts[kind] = counts.get(kind, 0) + 1
            key = str(track_id) if track_id is not None else f"class {kind}, {counts[kind]}"
            if key not in reading.objects:
                if len(reading.objects) >= MAX_OBJECTS:
                    raise refuse(place, f"it has more than {MAX_OBJECTS} objects")
                name = names.get(kind, f"class {kind}")
                reading.objects[key] = FoundObject("", name, "", kind + 1, track_id)
            if track_id is None:
                yield Found(position, key, mask)
            else:  # its parts may be lines of their own
                named.setdefault(key, []).append(mask)
        for key, parts_of_one in named.items():
            yield Found(position, key, _union(parts_of_one))


def _union(masks: list[Mask]) -> Mask:
    """By pairs, or the time would grow with the square of their number."""
    while len(masks) > 1:
        joined = [one.union(other) for one, other in zip(masks[::2], masks[1::2], strict=False)]
        masks = joined + masks[2 * len(joined) :]
    return masks[0]


def _mask(parts: list[str], size: tuple[int, int], place: str) -> Mask:
    if len(parts) < 6 or len(parts) % 2:
        raise refuse(place, f"{len(parts)} coordinates are no polygon")
    corners = np.array(numbers(parts, place, "a coordinate")).reshape(-1, 2)
    if not (np.abs(corners - 0.5) <= 0.51).all():
        raise refuse(place, "a coordinate does not lie between 0 and 1")
    scaled = (corners * size).ravel().tolist()
    return mask_of_polygons([scaled], width=size[0], height=size[1], place=place)


_check, _verify = recipe_checks(read_yolo, as_is)
YOLO = Recipe(
    name="yolo-seg",
    is_folder=True,
    verified_with="pycocotools",
    own_names=("labels", "images", TRACKS, DATA, FRAME_MAP_NAME, REPORT_NAME),
    preflight=preflight,
    write_files=write_files,
    check_files=_check,
    verify=_verify,
)
