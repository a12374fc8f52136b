"""Names of sequences and frames in an export, and the table that leads back to the source."""

import csv
import math
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, FrameSource
from annotator.core.project import Project
from annotator.formats.pixel_hash import DIGITS

COLUMNS = (
    "source_index",
    "pts",
    "time_s",
    "export_name",
    "export_index",
    "state",
    "pixel_hash",
)
_MAX_NAME = 120
_MAX_ROWS = 10**6
_HASH = re.compile(f"[0-9a-f]{{{DIGITS}}}")


@dataclass(frozen=True, slots=True)
class MappedFrame:
    """One line of `frame_map.csv`. `export_index` is the format's own number of the frame."""

    source_index: FrameIndex
    pts: int | None
    time_s: float | None
    export_name: str
    export_index: int
    state: str
    pixel_hash: str = ""
    """See `pixel_hash.py`; empty when the export was made without the video."""


def sequence_name(project: Project, wanted: str = "") -> str:
    """A file name on every system: the wanted one or the video's, without odd characters."""
    given = wanted or (Path(project.media.path).stem if project.media is not None else "")
    # Composed, because systems differ in how they store an accent.
    text = unicodedata.normalize("NFC", given)
    clean = "".join(c if c.isalnum() or c in "-_." else "_" for c in text)
    return clean.strip("._")[:_MAX_NAME] or "sequence"


def source_file_names(
    project: Project, source: FrameSource | None, frames: Sequence[FrameIndex]
) -> list[str]:
    """File names by which data sets refer to these frames.

    Pictures of a folder keep their names; frames of a video are numbered from 0, as `.jpg`.
    Falls back to numbers when the source's names are not unique plain names.
    """
    numbered = [f"{index:05d}.jpg" for index in frames]
    if source is None:
        return numbered
    try:
        stems = [source.name(index) for index in frames]
    except AnnotatorError:
        return numbered
    files = _files_by_stem(project)
    names = [files.get(stem, f"{stem}.jpg") for stem in stems]
    plain = all(name == os.path.basename(name) and name.isprintable() for name in names)
    return names if plain and len(set(names)) == len(names) else numbered


def frame_stems(
    project: Project, source: FrameSource | None, frames: Sequence[FrameIndex], style: str
) -> list[str]:
    """Names without suffix: of the source, or (`numbered`, or where those will not do) the index
    in the source.
    """
    numbered = [f"{index:05d}" for index in frames]
    if style == "numbered":
        return numbered
    stems = [name.rpartition(".")[0] for name in source_file_names(project, source, frames)]
    good = all(stem and not stem.startswith(".") for stem in stems)
    return stems if good and len({stem.casefold() for stem in stems}) == len(stems) else numbered


def frame_times(
    project: Project, source: FrameSource | None, frame_index: FrameIndex
) -> tuple[int | None, float | None]:
    """`(pts, seconds)`; without the video only a constant rate tells the time."""
    if source is not None:
        try:
            time_s = source.time_s(frame_index)
            return source.pts(frame_index), time_s if math.isfinite(time_s) else None
        except AnnotatorError:
            pass
    if project.video.variable_frame_rate or project.video.fps <= 0:
        return None, None
    return None, frame_index / project.video.fps


def write_frame_map(path: Path, rows: Iterable[MappedFrame]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            time = "" if row.time_s is None else f"{row.time_s:.6f}"
            pts = "" if row.pts is None else row.pts
            writer.writerow(
                (
                    row.source_index,
                    pts,
                    time,
                    row.export_name,
                    row.export_index,
                    row.state,
                    row.pixel_hash,
                )
            )


def read_frame_map(path: Path) -> dict[str, FrameIndex]:
    """Source index by export name. `AnnotatorError` when the file is not a frame map."""
    return {row.export_name: row.source_index for row in read_mapped_frames(path)}


def read_mapped_frames(path: Path) -> list[MappedFrame]:
    """All rows. Columns but the first names may be missing: other programs write such tables."""
    return list(_read_rows(path))


def _read_rows(path: Path) -> Iterator[MappedFrame]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file)):
                mapped = _mapped_frame(row)
                if mapped is None:
                    raise AnnotatorError(
                        f"Line {number + 2} of '{path.name}' is not one of a frame map; "
                        "export again."
                    )
                if number > _MAX_ROWS:
                    raise AnnotatorError(f"'{path.name}' has too many lines; export again.")
                yield mapped
    except (OSError, ValueError, csv.Error) as error:
        raise AnnotatorError(f"'{path.name}' cannot be read ({error}); export again.") from error


def _mapped_frame(row: dict[str, str | None]) -> MappedFrame | None:
    name, index = row.get("export_name"), row.get("source_index")
    if name is None or index is None or not index.isdecimal() or len(index) > 10:
        return None
    pixel_hash = row.get("pixel_hash") or ""
    if pixel_hash and not _HASH.fullmatch(pixel_hash):
        return None
    number = row.get("export_index") or ""
    return MappedFrame(
        int(index),
        None,
        _finite(row.get("time_s")),
        name,
        int(number) if number.isdecimal() and len(number) <= 10 else 0,
        row.get("state") or "",
        pixel_hash,
    )


def _finite(text: str | None) -> float | None:
    try:
        value = float(text) if text and len(text) < 40 else math.nan
    except ValueError:
        value = math.nan
    return value if math.isfinite(value) else None


def _files_by_stem(project: Project) -> dict[str, str]:
    if project.media is None or project.media.kind != "folder":
        return {}
    try:
        names = sorted(entry.name for entry in os.scandir(project.media.path))
    except OSError:
        return {}
    return {Path(name).stem: name for name in names}
