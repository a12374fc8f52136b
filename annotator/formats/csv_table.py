"""One CSV line per object and frame: for statistics, and to seed a tracker with its boxes.

Columns as in FORMATS 5.12. Coordinates are pixels from the top-left corner, frames count from 0.
Masks are not in the table. A name that a spreadsheet would run as a formula stays as it is: the
file is data, not a document.
"""

import csv
import math
from collections.abc import Iterator
from pathlib import Path

from annotator.core.geometry import RotatedBox
from annotator.core.project import Observation, Project, Track, Visibility
from annotator.formats.comparing import recipe_checks, rotated_boxes
from annotator.formats.export import ExportJob, Recipe, Written
from annotator.formats.frame_names import frame_times
from annotator.formats.options import ExportOptions
from annotator.formats.reading import (
    MAX_FRAMES,
    MAX_OBJECTS,
    Found,
    FoundFrame,
    FoundObject,
    Reading,
    ReadOptions,
    check_picture_size,
    refuse,
    short,
)
from annotator.formats.reports import Finding
from annotator.formats.selection import object_ids
from annotator.formats.text_files import lines_of, number, whole_number

BOX = ("x", "y", "width", "height")
ROTATED = ("center_x", "center_y", "rotated_width", "rotated_height", "angle_degrees")
COLUMNS = (
    *("frame", "pts", "time_s", "object", "name", "category", "supercategory"),
    *("visibility", "origin", "score", "area", *BOX, *ROTATED),
    *("reviewed", "locked", "flagged", "source", "checkpoint", "run"),
    *("image_width", "image_height"),
)
_STATES = {one.value: one for one in Visibility}


def preflight(project: Project, options: ExportOptions) -> list[Finding]:
    findings = [Finding("warn", "The table has boxes and areas; masks are not in it.")]
    if options.include_images:
        findings.append(Finding("warn", "A table has no pictures; they are not exported."))
    return findings


def write_files(job: ExportJob) -> Written:
    """One file, frame by frame."""
    present = object_ids(job.selection)
    masks = 0
    with job.target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for position, index in enumerate(job.selection.frames):
            job.tick(position, len(job.selection.frames))
            for track in job.selection.tracks:
                one = track.observations.get(index)
                if one is None or track.id not in present:
                    continue
                writer.writerow(_row(job, index, track, one))
                masks += one.mask is not None and not one.mask.is_empty
    frames = [(index, f"{index:06d}", index) for index in job.selection.frames]
    return Written(frames, {track_id: track_id for track_id in present}, masks, 1)


def _row(job: ExportJob, index: int, track: Track, one: Observation) -> list[object]:
    pts, time_s = frame_times(job.project, job.source, index)
    category = job.project.categories[track.category_id]
    box = one.mask.box if one.mask is not None else None
    turned, made = one.rotated_box, one.provenance
    video = job.project.video
    return [
        index,
        "" if pts is None else pts,
        "" if time_s is None else f"{time_s:.6f}",
        track.id,
        track.name,
        category.name,
        category.supercategory,
        one.visibility.value,
        one.origin.value,
        "" if one.score is None or not math.isfinite(one.score) else repr(float(one.score)),
        0 if one.mask is None else one.mask.area,
        *(("",) * 4 if box is None else (f"{v:g}" for v in (box.x, box.y, box.width, box.height))),
        *(("",) * 5 if turned is None else _turned(turned)),
        *(int(flag) for flag in (one.reviewed, one.locked, one.flagged)),
        *(("",) * 3 if made is None else (made.source, made.checkpoint, made.run_id)),
        video.width,
        video.height,
    ]


def _turned(box: RotatedBox) -> list[str]:
    values = (box.center_x, box.center_y, box.width, box.height, box.angle_degrees)
    return [repr(float(value)) for value in values]


def read_csv(path: Path, options: ReadOptions) -> Reading:
    """A table of this program."""
    if path.is_dir():
        raise refuse(f"'{path.name}'", "it is a folder", "choose the CSV file in it")
    frames, size = set[int](), options.size
    for place, row in _rows(path):
        frames.add(whole_number(row["frame"], place, "the frame", highest=MAX_FRAMES - 1))
        if row.get("image_width"):
            width = whole_number(row["image_width"], place, "image_width")
            height = whole_number(row.get("image_height", ""), place, "image_height")
            size = check_picture_size(width, height, place)
    if not frames:
        raise refuse(f"'{path.name}'", "there are no lines in it", "choose another file")
    positions = {frame: position for position, frame in enumerate(sorted(frames))}
    reading = Reading([FoundFrame(f"{frame:06d}", frame) for frame in positions], size)
    reading.found = _found(path, positions, reading)
    return reading


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    places: list[str] = [f"'{path.name}'"]

    def lines() -> Iterator[str]:
        for place, line in lines_of(path):
            places[0] = place
            yield line + "\n"

    rows = csv.reader(lines())
    try:
        header = next(rows, [])
        if not {"frame", "object", *BOX} <= set(header):
            raise refuse(places[0], "it has no columns frame, object, x, y, width and height")
        for row in rows:
            if row:
                if len(row) != len(header):
                    raise refuse(places[0], f"it has {len(row)} columns instead of {len(header)}")
                yield places[0], dict(zip(header, row, strict=True))
    except csv.Error as error:
        raise refuse(places[0], str(error)[:80]) from None


def _found(path: Path, positions: dict[int, int], reading: Reading) -> Iterator[Found]:
    seen: set[tuple[int, int]] = set()
    for place, row in _rows(path):
        frame = whole_number(row["frame"], place, "the frame", highest=MAX_FRAMES - 1)
        position = positions[frame]
        track_id = whole_number(row["object"], place, "the object", lowest=1)
        if (position, track_id) in seen:
            raise refuse(place, f"object {track_id} comes twice in frame {frame}")
        seen.add((position, track_id))
        key = str(track_id)
        if key not in reading.objects:
            if len(reading.objects) >= MAX_OBJECTS:
                raise refuse(place, f"it has more than {MAX_OBJECTS} objects")
            name, category, above = (
                row.get(column, "")[:1000] for column in ("name", "category", "supercategory")
            )
            reading.objects[key] = FoundObject(name, category, above, None, track_id)
        visibility = _STATES.get(row.get("visibility", "visible"))
        if visibility is None:
            raise refuse(place, f"visibility is {short(row['visibility'])}")
        score = number(row["score"], place, "the score") if row.get("score") else None
        box = _box(row, place)
        if box is None and visibility is not Visibility.OUT_OF_VIEW:
            continue
        reviewed, locked, flagged = (row.get(n) == "1" for n in ("reviewed", "locked", "flagged"))
        yield Found(position, key, None, box, visibility, score, reviewed, locked, flagged)


def _box(row: dict[str, str], place: str) -> RotatedBox | None:
    if row["x"]:
        x, y, width, height = (number(row[key], place, key) for key in BOX)
        upright = RotatedBox(x + width / 2, y + height / 2, width, height, 0.0)
        if width <= 0 or height <= 0:
            raise refuse(place, f"the box is {width:g} x {height:g}")
        if not row.get(ROTATED[0]):
            return upright
        return RotatedBox(*(number(row.get(key, ""), place, key) for key in ROTATED))
    return None


_check, _verify = recipe_checks(read_csv, rotated_boxes)
CSV = Recipe(
    name="csv",
    is_folder=False,
    verified_with="csv",
    own_names=(),
    preflight=preflight,
    write_files=write_files,
    check_files=_check,
    verify=_verify,
)
