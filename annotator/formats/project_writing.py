"""Values of `core` -> rows of a project file."""

import math
import sqlite3
from dataclasses import astuple
from typing import Any

from annotator.core.attributes import attributes_to_json, values_to_json
from annotator.core.project import Observation, Provenance
from annotator.formats.changes import Changes, ProjectRow, TrackObservations

OBSERVATION_COLUMNS = (
    "track_id, frame_index, mask, origin, visibility, score, rotated_center_x, "
    "rotated_center_y, rotated_width, rotated_height, rotated_angle_degrees, provenance_id, "
    "reviewed, locked, flagged, disagreement, absence, reason, disputed"
)


def _observation_row(
    track_id: int, frame_index: int, observation: Observation, provenance_id: int | None
) -> tuple[Any, ...]:
    """Values in the order of `OBSERVATION_COLUMNS`."""
    box = observation.rotated_box
    numbers = [] if box is None else [float(value) for value in astuple(box)]
    is_known = bool(numbers) and all(map(math.isfinite, numbers))
    turned = numbers if is_known else [None] * 5
    # int and float: SQLite refuses NumPy's scalars.
    return (
        track_id,
        int(frame_index),
        None if observation.mask is None else observation.mask.compressed(),
        observation.origin.value,
        observation.visibility.value,
        _finite(observation.score),
        *turned,
        provenance_id,
        int(observation.reviewed),
        int(observation.locked),
        int(observation.flagged),
        _finite(observation.disagreement),
        None if observation.absence is None else observation.absence.value,
        _storable(observation.reason),
        None if observation.disputed is None else observation.disputed.compressed(),
    )


def _finite(number: float | None) -> float | None:
    return float(number) if number is not None and math.isfinite(number) else None


def _provenance_row(provenance: Provenance) -> tuple[Any, ...]:
    """Values in the order of the table, without the id."""
    return (
        provenance.source,
        provenance.checkpoint,
        provenance.checkpoint_hash,
        provenance.run_id,
        provenance.seed_frame,
        None if provenance.direction is None else provenance.direction.value,
        provenance.created_at,
        provenance.edits,
    )


class ProvenanceIds:
    """Ids of provenance rows: those in the file, and those this transaction adds."""

    def __init__(self, saved: dict[Provenance, int], added: dict[Provenance, int]) -> None:
        self._saved = saved
        self._added = added

    def row_id(self, connection: sqlite3.Connection, provenance: Provenance | None) -> int | None:
        if provenance is None:
            return None
        found = self._saved.get(provenance) or self._added.get(provenance)
        if found is None:
            cursor = connection.execute(
                "INSERT INTO provenance (source, checkpoint, checkpoint_hash, run_id, seed_frame, "
                "direction, created_at, edits) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                _provenance_row(provenance),
            )
            found = self._added[provenance] = cursor.lastrowid or 0
        return found


def write_changes(
    connection: sqlite3.Connection, changes: Changes, provenances: ProvenanceIds
) -> None:
    if changes.project is not None:
        _write_project(connection, changes.project)
    if changes.categories is not None:
        connection.execute("DELETE FROM category")
        connection.executemany(
            "INSERT INTO category (id, name, supercategory, attributes) VALUES (?, ?, ?, ?)",
            [
                (
                    c.id,
                    _storable(c.name),
                    _storable(c.supercategory),
                    attributes_to_json(c.attributes),
                )
                for c in changes.categories
            ],
        )
    for track_id in changes.removed_tracks:
        connection.execute("DELETE FROM observation WHERE track_id = ?", (track_id,))
        connection.execute("DELETE FROM track WHERE id = ?", (track_id,))
    # A new track is on top until the layers are written; an existing one keeps its layer.
    connection.executemany(
        "INSERT INTO track (id, layer, name, category_id, color, is_shown, is_locked, attributes) "
        "VALUES (?, (SELECT coalesce(max(layer) + 1, 0) FROM track), ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) "
        "DO UPDATE SET name = excluded.name, category_id = excluded.category_id, "
        "color = excluded.color, is_shown = excluded.is_shown, is_locked = excluded.is_locked, "
        "attributes = excluded.attributes",
        [
            (
                t.id,
                _storable(t.name),
                t.category_id,
                t.color[0] << 16 | t.color[1] << 8 | t.color[2],
                t.is_shown,
                t.is_locked,
                values_to_json(t.attributes),
            )
            for t in changes.tracks
        ],
    )
    if changes.layers is not None:
        connection.executemany(
            "UPDATE track SET layer = ? WHERE id = ?", list(enumerate(changes.layers))
        )
    for change in changes.observations:
        _write_observations(connection, change, provenances)


def _write_observations(
    connection: sqlite3.Connection, change: TrackObservations, provenances: ProvenanceIds
) -> None:
    track_id = change.track_id
    if change.replaces_all:
        connection.execute("DELETE FROM observation WHERE track_id = ?", (track_id,))
    else:
        connection.executemany(
            "DELETE FROM observation WHERE track_id = ? AND frame_index = ?",
            [(track_id, i) for i, value in change.observations.items() if value is None],
        )
    marks = ", ".join("?" * (OBSERVATION_COLUMNS.count(",") + 1))
    connection.executemany(
        f"INSERT OR REPLACE INTO observation ({OBSERVATION_COLUMNS}) VALUES ({marks})",
        (
            _observation_row(
                track_id, index, value, provenances.row_id(connection, value.provenance)
            )
            for index, value in change.observations.items()
            if value is not None
        ),
    )


def _write_project(connection: sqlite3.Connection, row: ProjectRow) -> None:
    media, video = row.media, row.video
    connection.execute(
        "INSERT OR REPLACE INTO project (id, next_track_id, media_path, media_size_bytes, "
        "media_sha256, media_kind, width, height, frame_count, fps, variable_frame_rate, "
        "rotation_degrees, codec, is_count_exact) "
        "VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row.next_track_id,
            *(
                (None,) * 4
                if media is None
                else (_storable(media.path), media.size_bytes, media.head_tail_sha256, media.kind)
            ),
            video.width,
            video.height,
            video.frame_count,
            video.fps,
            video.variable_frame_rate,
            video.rotation_degrees,
            video.codec,
            video.is_count_exact,
        ),
    )


def _storable(text: str) -> str:
    """SQLite refuses lone surrogates, which stand for bytes of a path that are not UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
