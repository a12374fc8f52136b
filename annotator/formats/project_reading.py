"""Rows of a project file -> values of `core`. Everything read is checked before it is used."""

import contextlib
import gc
import math
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.core.attributes import (
    Attribute,
    AttributeRuleError,
    attributes_from_json,
    values_from_json,
)
from annotator.core.frames import VideoInfo
from annotator.core.geometry import RotatedBox
from annotator.core.mask import MAX_PIXELS, Mask, MaskError
from annotator.core.palette import track_color
from annotator.core.project import (
    Absence,
    Category,
    Direction,
    MediaRef,
    Observation,
    Origin,
    Project,
    Provenance,
    Track,
    Visibility,
)
from annotator.formats.mask_check import canonical_masks
from annotator.formats.project_writing import OBSERVATION_COLUMNS

MAX_PROBLEMS = 200
"""Problems reported one by one; a file with more is reported as having "more"."""

_BATCH_ROWS = 200
_BATCH_BYTES = 2**20
_MAX_FRAMES = 10**8
_MAX_EDITS = 10**8
_MAX_TEXT = 10_000
_ORIGINS = {origin.value: origin for origin in Origin}
_VISIBILITIES = {visibility.value: visibility for visibility in Visibility}
_ABSENCES = {absence.value: absence for absence in Absence}
_DIRECTIONS = {direction.value: direction for direction in Direction}


class RowError(ValueError):
    """A row that cannot be used; the text says what is wrong with it."""


class Problems(list[str]):
    """What was wrong in a file that could nevertheless be opened, in words."""

    def report(self, text: str) -> None:
        if len(self) < MAX_PROBLEMS:
            self.append(text)
        elif len(self) == MAX_PROBLEMS:
            self.append("There are more problems of this kind.")


def read_project(connection: sqlite3.Connection, problems: Problems) -> Project:
    """The project in a file of the current version. Unusable rows are left out and reported;
    `RowError` when there is no usable project at all.
    """
    project = _read_project_row(connection)
    for category in _read_categories(connection, problems):
        project.categories[category.id] = category
    for track in _read_tracks(connection, problems):
        project.tracks[track.id] = track
        if track.category_id not in project.categories:
            restored = Category(track.category_id, f"category {track.category_id}")
            project.categories[restored.id] = restored
            problems.report(f"The category of object {track.id} is missing; a new one was made.")
    if project.tracks:
        project.next_track_id = max(project.next_track_id, max(project.tracks) + 1)
    project.categories = dict(sorted(project.categories.items()))
    _read_observations(connection, project, problems)
    return project


def read_provenances(connection: sqlite3.Connection) -> dict[int, Provenance]:
    """By id; rows that cannot be used are left out (their masks are then of unknown source)."""
    found = {}
    rows = connection.execute(
        "SELECT id, source, checkpoint, checkpoint_hash, run_id, seed_frame, direction, "
        "created_at, edits FROM provenance"
    )
    for row_id, source, checkpoint, checkpoint_hash, run_id, *others in rows:
        seed, direction, created, edits = others
        texts = (source, checkpoint, checkpoint_hash, run_id, created)
        if not all(isinstance(text, str) for text in texts):
            continue
        if not (seed is None or isinstance(seed, int)):
            continue
        if not (direction is None or direction in _DIRECTIONS):
            continue
        found[row_id] = Provenance(
            source,
            checkpoint,
            checkpoint_hash,
            run_id,
            seed,
            None if direction is None else _DIRECTIONS[direction],
            created,
            edits if isinstance(edits, int) and 0 < edits <= _MAX_EDITS else 0,
        )
    return found


def _read_project_row(connection: sqlite3.Connection) -> Project:
    row = connection.execute(
        "SELECT next_track_id, media_path, media_size_bytes, media_sha256, media_kind, width, "
        "height, frame_count, fps, variable_frame_rate, rotation_degrees, codec, is_count_exact "
        "FROM project WHERE id = 1"
    ).fetchone()
    if row is None:
        raise RowError("it holds no project")
    width = _integer(row[5], "picture width", 1, MAX_PIXELS)
    height = _integer(row[6], "picture height", 1, MAX_PIXELS // width)
    fps = _number(row[8], "frame rate")
    video = VideoInfo(
        width=width,
        height=height,
        frame_count=_integer(row[7], "frame count", 0, _MAX_FRAMES),
        fps=fps if fps > 0 else 25.0,
        variable_frame_rate=bool(row[9]),
        rotation_degrees=_integer(row[10], "rotation", -360, 360),
        codec=_text(row[11], "codec"),
        is_count_exact=bool(row[12]),
    )
    media = None
    if row[1] is not None:
        kind = _text(row[4], "kind of media")
        if kind not in ("video", "folder"):
            raise RowError(f"the kind of media is {_short(kind)}")
        media = MediaRef(
            path=_text(row[1], "path of the video"),
            size_bytes=_integer(row[2], "size of the video", 0, 2**62),
            head_tail_sha256=_text(row[3], "hash of the video"),
            kind=kind,
        )
    next_track_id = _integer(row[0], "next object id", 1, 2**31)
    return Project(video=video, media=media, next_track_id=next_track_id)


def _read_categories(connection: sqlite3.Connection, problems: Problems) -> Iterator[Category]:
    rows = connection.execute(
        "SELECT id, name, supercategory, attributes FROM category ORDER BY id"
    )
    for row in rows:
        attributes: tuple[Attribute, ...] = ()
        try:
            attributes = attributes_from_json(str(row[3]))
        except AttributeRuleError as error:
            problems.report(f"The attributes of a category were left out: {error}.")
        try:
            yield Category(
                _integer(row[0], "id", 1, 2**31),
                _text(row[1], "name"),
                _text(row[2], "group"),
                attributes,
            )
        except RowError as error:
            problems.report(f"A category was left out: {error}.")


def _read_tracks(connection: sqlite3.Connection, problems: Problems) -> Iterator[Track]:
    rows = connection.execute(
        "SELECT id, name, category_id, color, is_shown, is_locked, attributes FROM track "
        "ORDER BY layer, id"
    )
    for row in rows:
        try:
            track_id = _integer(row[0], "id", 1, 2**31)
            name = _text(row[1], "name")
            category_id = _integer(row[2], "category", 1, 2**31)
        except RowError as error:
            problems.report(f"An object was left out: {error}.")
            continue
        color = track_color(track_id - 1)
        try:
            value = _integer(row[3], "colour", 0, 0xFFFFFF)
            color = (value >> 16, value >> 8 & 255, value & 255)
        except RowError as error:
            problems.report(f"Object {track_id} got a new colour: {error}.")
        track = Track(track_id, name, category_id, color, bool(row[4]), bool(row[5]))
        try:
            track.attributes = values_from_json(str(row[6]))
        except AttributeRuleError as error:
            problems.report(f"Object {track_id} lost its attributes: {error}.")
        yield track


def _read_observations(
    connection: sqlite3.Connection, project: Project, problems: Problems
) -> None:
    provenances = read_provenances(connection)
    rows = connection.execute(
        f"SELECT {OBSERVATION_COLUMNS} FROM observation ORDER BY track_id, frame_index"
    )
    with _uncollected():
        _read_rows(project, rows, provenances, problems)


def _read_rows(
    project: Project,
    rows: Iterable[tuple[Any, ...]],
    provenances: dict[int, Provenance],
    problems: Problems,
) -> None:
    for batch in _batches(rows):
        blobs = [row[2] if isinstance(row[2], bytes) else b"" for row in batch]
        canonical = canonical_masks(project.video.height, project.video.width, blobs)
        for row, is_canonical in zip(batch, canonical.tolist(), strict=True):
            try:
                _place(project, row, provenances, is_canonical=is_canonical)
            except RowError as error:
                frame = row[1] + 1 if isinstance(row[1], int) else "?"
                problems.report(f"Object {_short(row[0])}, frame {frame} was left out: {error}.")


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """A long project is a million objects, none of them garbage: looking for cycles among them
    again and again takes longer than reading them.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _batches(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += len(row[2]) if isinstance(row[2], bytes) else 0
        if len(batch) >= _BATCH_ROWS or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _place(
    project: Project,
    row: tuple[Any, ...],
    provenances: dict[int, Provenance],
    *,
    is_canonical: bool,
) -> None:
    """Put the observation of one row where it belongs; `RowError` if it cannot be used."""
    track = project.tracks.get(row[0]) if isinstance(row[0], int) else None
    if track is None:
        raise RowError("there is no such object")
    frame_index = row[1]
    if not isinstance(frame_index, int) or not 0 <= frame_index < project.video.frame_count:
        raise RowError(f"the video has {project.video.frame_count} frames")
    origin, visibility = _ORIGINS.get(row[3]), _VISIBILITIES.get(row[4])
    if origin is None or visibility is None:
        raise RowError(f"unknown origin or visibility {_short(row[3])}, {_short(row[4])}")
    track.observations[frame_index] = Observation(
        _mask(row[2], project.video, is_canonical=is_canonical),
        origin,
        visibility,
        None if row[5] is None else _number(row[5], "score"),
        _rotated_box(row[6:11]),
        provenances.get(row[11]),
        bool(row[12]),
        bool(row[13]),
        bool(row[14]),
        None if row[15] is None else _number(row[15], "disagreement"),
        _ABSENCES.get(row[16]),
        _text(row[17], "reason"),
        _disputed(row[18], project.video),
    )


def _mask(blob: object, video: VideoInfo, *, is_canonical: bool) -> Mask | None:
    if blob is None:
        return None
    if not isinstance(blob, bytes):
        raise RowError("its mask is not stored as runs")
    if is_canonical:
        return Mask(video.height, video.width, blob)
    # A checkerboard needs one or two characters per pixel; nothing needs more than that.
    if len(blob) > 2 * video.height * video.width + 64:
        raise RowError("its mask is larger than any mask of this picture size")
    try:
        return Mask.from_compressed(video.height, video.width, blob)
    except MaskError as error:
        raise RowError(str(error)) from None


def _disputed(blob: object, video: VideoInfo) -> Mask | None:
    """Only a help for the eye: one that cannot be used is left out, and the mask stays."""
    try:
        return _mask(blob, video, is_canonical=False)
    except RowError:
        return None


def _rotated_box(values: tuple[Any, ...]) -> RotatedBox | None:
    if values[0] is None:
        return None
    with contextlib.suppress(TypeError):
        if math.isfinite(sum(values)):  # then each of them is; the quick way for nearly all rows
            return RotatedBox(*values)
    return RotatedBox(*(_number(value, "rotated box") for value in values))


def _integer(value: object, what: str, low: int, high: int) -> int:
    if not isinstance(value, int) or not low <= value <= high:
        raise RowError(f"the {what} is {_short(value)}")
    return value


def _number(value: object, what: str) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise RowError(f"the {what} is {_short(value)}")
    return float(value)


def _text(value: object, what: str) -> str:
    if not isinstance(value, str) or len(value) > _MAX_TEXT:
        raise RowError(f"the {what} is not a text")
    return value


def _short(value: object) -> str:
    """A value of a damaged file, fit for a sentence."""
    return repr(value) if isinstance(value, int | float | None) else repr(str(value)[:40])
