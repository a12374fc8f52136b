"""What lies beside an export and helps to read it: `report.json` and `frame_map.csv`.

An export is one folder with both inside, or a file with `<stem>.report.json` and
`<stem>.frame_map.csv` beside it. An importer is also given single folders inside an export.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.core.frames import FrameIndex
from annotator.core.palette import Color
from annotator.core.project import Project
from annotator.formats.frame_names import MappedFrame, read_mapped_frames
from annotator.formats.reading import Reading, is_whole, refuse, short
from annotator.formats.staging import FRAME_MAP_NAME, REPORT_NAME, read_report

_MAX_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class ReportedObject:
    """An object as the report of an export has it. Texts are empty in reports of old exports."""

    key: str
    track_id: int
    name: str = ""
    category: str = ""
    supercategory: str = ""
    color: Color | None = None


def _beside(path: Path, name: str) -> Path | None:
    if path.is_dir():
        places = [path / name]
    else:
        places = [path.with_name(f"{path.stem}.{name}"), path.parent / name]
    return next((place for place in places if place.is_file()), None)


def frame_map_of(path: Path) -> list[MappedFrame]:
    """The rows of the frame map of an export; [] when it has none."""
    place = _beside(path, FRAME_MAP_NAME)
    return [] if place is None else read_mapped_frames(place)


def reported_objects(path: Path) -> list[ReportedObject]:
    """The objects of an export in layer order; [] when it has no report of this program."""
    place = _beside(path, REPORT_NAME)
    report = None if place is None else read_report(place)
    objects = report.get("objects") if report is not None else None
    found = []
    for one in objects if isinstance(objects, list) else []:
        if not isinstance(one, dict):
            continue
        track_id, export_id = one.get("track_id"), one.get("export_id")
        if is_whole(track_id) and is_whole(export_id) and 0 < track_id <= 10**9:
            found.append(ReportedObject(str(export_id), track_id, *_texts(one), _color(one)))
    ids = [one.track_id for one in found]
    return found if len(set(ids)) == len(ids) else []


def reported_size(path: Path) -> tuple[int, int] | None:
    """(width, height) of the pictures, as the report of an export has it."""
    place = _beside(path, REPORT_NAME)
    report = None if place is None else read_report(place)
    if report is None:
        return None
    width, height = report.get("width"), report.get("height")
    if not is_whole(width) or not is_whole(height) or not (0 < width < 2**16 > height > 0):
        return None
    return width, height


def exported_tracks(path: Path, project: Project) -> set[int]:
    """Ids of the tracks that an export holds, as its report says; else all of the project."""
    ids = {one.track_id for one in reported_objects(path)}
    return ids or set(project.tracks)


def source_indices(reading: Reading, rows: Sequence[MappedFrame]) -> list[FrameIndex]:
    """Source index of each frame of a reading: by the frame map, else by the numbers."""
    if not rows:
        return [frame.number for frame in reading.frames]
    known = {row.export_name: row.source_index for row in rows}
    indices = []
    for frame in reading.frames:
        if frame.name not in known:
            raise refuse(
                f"'{FRAME_MAP_NAME}'",
                f"frame {short(frame.name)} is not in it",
                "remove it, or re-export",
            )
        indices.append(known[frame.name])
    if len(set(indices)) != len(indices):
        raise refuse(f"'{FRAME_MAP_NAME}'", "two frames have one source index", "re-export")
    return indices


def _texts(one: dict[str, object]) -> tuple[str, str, str]:
    def text(key: str) -> str:
        value = one.get(key)
        return value if isinstance(value, str) and len(value) <= _MAX_TEXT else ""

    return text("name"), text("category"), text("supercategory")


def _color(one: dict[str, object]) -> Color | None:
    value = one.get("color")
    if not isinstance(value, list) or len(value) != 3:
        return None
    if not all(is_whole(v) and 0 <= v <= 255 for v in value):
        return None
    return int(value[0]), int(value[1]), int(value[2])
