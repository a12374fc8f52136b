"""The tables of a project file, and how an older file becomes a current one.

`PRAGMA user_version` holds the version. `STEPS[n]` brings version n to n + 1, and a new file is
made by running all of them, so the path that old files take is the one that every file takes.
A change of the tables is a new step at the end; a step that was released never changes.

Rejected: one JSON file (a save would rewrite all masks, and a crash half-way would lose them),
pickles (unsafe to open), one blob per track (an edit of one frame would rewrite 10,000).
"""

import sqlite3
from collections.abc import Callable, Sequence

APPLICATION_ID = 0x414E4F54  # "ANOT"; `file` and SQLite itself can tell whose database it is
TABLES = ("project", "category", "track", "provenance", "observation")
Step = Callable[[sqlite3.Connection], None]


def _first_tables(connection: sqlite3.Connection) -> None:
    for statement in (
        """CREATE TABLE project (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            next_track_id INTEGER NOT NULL,
            media_path TEXT, media_size_bytes INTEGER, media_sha256 TEXT, media_kind TEXT,
            width INTEGER NOT NULL, height INTEGER NOT NULL, frame_count INTEGER NOT NULL,
            fps REAL NOT NULL, variable_frame_rate INTEGER NOT NULL,
            rotation_degrees INTEGER NOT NULL, codec TEXT NOT NULL,
            is_count_exact INTEGER NOT NULL)""",
        """CREATE TABLE category (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, supercategory TEXT NOT NULL)""",
        # layer: 0 is the lowest. color: 0xRRGGBB.
        """CREATE TABLE track (
            id INTEGER PRIMARY KEY, layer INTEGER NOT NULL, name TEXT NOT NULL,
            category_id INTEGER NOT NULL, color INTEGER NOT NULL,
            is_shown INTEGER NOT NULL, is_locked INTEGER NOT NULL)""",
        # One row per distinct origin: the thousand masks of one run share it.
        """CREATE TABLE provenance (
            id INTEGER PRIMARY KEY, source TEXT NOT NULL, checkpoint TEXT NOT NULL,
            checkpoint_hash TEXT NOT NULL, run_id TEXT NOT NULL, seed_frame INTEGER,
            direction TEXT, created_at TEXT NOT NULL)""",
        # mask: COCO's compressed column-major runs at the size of the video; NULL when absent.
        """CREATE TABLE observation (
            track_id INTEGER NOT NULL, frame_index INTEGER NOT NULL, mask BLOB,
            origin TEXT NOT NULL, visibility TEXT NOT NULL, score REAL,
            rotated_center_x REAL, rotated_center_y REAL, rotated_width REAL,
            rotated_height REAL, rotated_angle_degrees REAL,
            provenance_id INTEGER, reviewed INTEGER NOT NULL,
            PRIMARY KEY (track_id, frame_index))""",
    ):
        connection.execute(statement)


def _protection_flags(connection: sqlite3.Connection) -> None:
    """Single frames can be locked and flagged since version 2."""
    for column in ("locked", "flagged"):
        connection.execute(
            f"ALTER TABLE observation ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0"
        )


def _disagreement_and_absence(connection: sqlite3.Connection) -> None:
    """Since version 3: how far the two sides of a merge differ, and why an object is absent."""
    connection.execute("ALTER TABLE observation ADD COLUMN disagreement REAL")
    connection.execute("ALTER TABLE observation ADD COLUMN absence TEXT")


def _reasons(connection: sqlite3.Connection) -> None:
    """Since version 4: a state can have a reason in a person's own words."""
    connection.execute("ALTER TABLE observation ADD COLUMN reason TEXT NOT NULL DEFAULT ''")


def _attributes(connection: sqlite3.Connection) -> None:
    """Since version 5: what categories ask and objects answer, as JSON."""
    connection.execute("ALTER TABLE category ADD COLUMN attributes TEXT NOT NULL DEFAULT '[]'")
    connection.execute("ALTER TABLE track ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}'")


def _disputes(connection: sqlite3.Connection) -> None:
    """Since version 6: the pixels on which the two sides of a merge differ."""
    connection.execute("ALTER TABLE observation ADD COLUMN disputed BLOB")


def _edits(connection: sqlite3.Connection) -> None:
    """Since version 7: how often a person has changed a mask."""
    connection.execute("ALTER TABLE provenance ADD COLUMN edits INTEGER NOT NULL DEFAULT 0")


STEPS: Sequence[Step] = (
    _first_tables,
    _protection_flags,
    _disagreement_and_absence,
    _reasons,
    _attributes,
    _disputes,
    _edits,
)
VERSION = len(STEPS)


def version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Bring the file to the version `len(steps)` in one transaction: all of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[version_of(connection) :]:
            step(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def foreign_part(connection: sqlite3.Connection) -> str | None:
    """What this program never writes and what reading would execute, in words; None if all is
    well: views, triggers, virtual tables, computed columns.
    """
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_schema"):
        if kind == "index" and str(name).startswith("sqlite_autoindex_"):
            continue
        if kind != "table" or not str(sql).upper().startswith("CREATE TABLE"):
            return f"a {kind} '{str(name)[:40]}'"
    for table in TABLES:
        columns = connection.execute(f"PRAGMA table_xinfo({table})").fetchall()
        if not columns:
            return f"no table '{table}'"
        if any(column[6] for column in columns):
            return f"computed columns in '{table}'"
    return None
