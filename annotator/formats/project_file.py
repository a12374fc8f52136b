"""The project on disk: `*.annot`, an SQLite file in WAL mode; one edit is one transaction.

There is no unsaved state: the session hands each edit's `Changes` to `ProjectFile.save` as soon as
the edit is applied. With `synchronous=NORMAL` a transaction survives the end of the process at
any moment (`kill -9`); a power cut may take the last few, never the file. Undo history is not
stored. One file is open in one window: see `annotator.formats.locking`.
"""

import contextlib
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from annotator.core.errors import AnnotatorError
from annotator.core.project import Project, Provenance
from annotator.formats import schema
from annotator.formats.changes import Changes, changes_of, everything_of
from annotator.formats.file_errors import os_error_sentence, sqlite_sentence
from annotator.formats.locking import FileLock, LockHeldError
from annotator.formats.project_reading import Problems, RowError, read_project, read_provenances
from annotator.formats.project_writing import ProvenanceIds, write_changes

__all__ = [
    "Changes",
    "OpenedProject",
    "ProjectFile",
    "ProjectFileError",
    "ProjectLockedError",
    "changes_of",
    "load_project",
]

SUFFIX = ".annot"
_MAX_VALUE_BYTES = 2**26
_KEPT_PROVENANCES = 100_000


class ProjectFileError(AnnotatorError):
    """A project file that cannot be made, opened or written."""


class ProjectLockedError(ProjectFileError):
    """The project is open in another window."""


class OpenedProject(NamedTuple):
    """`problems` are sentences about rows that had to be left out."""

    file: "ProjectFile"
    project: Project
    problems: tuple[str, ...]


class ProjectFile:
    """An open project file. Make one with `create` or `open`; `close` it.

    May be used from any thread; calls from several threads wait for each other.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: FileLock) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = connection
        self._lock = lock
        self._mutex = threading.RLock()
        self._provenance_ids: dict[Provenance, int] = {}

    @classmethod
    def create(cls, path: Path, project: Project) -> "ProjectFile":
        """Write a new file and open it. Refuses to replace an existing one."""
        path = Path(path)
        with _clear_errors(path, "create"):
            lock = _lock(path)
            try:
                if path.exists():
                    raise ProjectFileError(
                        f"'{path.name}' exists already; open it, or choose another name."
                    )
                _write_new(path, project)
                return cls(path, _connect(path), lock)
            except BaseException:
                lock.release()
                raise

    @classmethod
    def open(cls, path: Path) -> OpenedProject:
        """Open an existing file, bringing an older one up to date first."""
        path = Path(path)
        _require_file(path)
        with _clear_errors(path, "open"):
            lock = _lock(path)
            connection = None
            try:
                _require_sqlite(path)
                connection = _connect(path)
                _check_identity(path, connection)
                schema.migrate(connection)
                problems = Problems()
                file = cls(path, connection, lock)
                project = _read(path, connection, problems)
                file._remember_provenances(connection)
                return OpenedProject(file, project, tuple(problems))
            except BaseException:
                if connection is not None:
                    connection.close()
                lock.release()
                raise

    def save(self, changes: Changes) -> None:
        """Write the changes in one transaction: all of them or, with `ProjectFileError`, none."""
        with self._mutex, _clear_errors(self.path, "save"):
            connection = self._open_connection()
            known = dict[Provenance, int]()
            connection.execute("BEGIN IMMEDIATE")
            try:
                write_changes(connection, changes, ProvenanceIds(self._provenance_ids, known))
            except BaseException:
                # SQLite has rolled back by itself after some errors (a full disk).
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            self._provenance_ids.update(known)
            if len(self._provenance_ids) > _KEPT_PROVENANCES:
                self._provenance_ids = known

    def save_copy(self, path: Path) -> None:
        """Write a compact copy of the file as it is now. An existing file there is replaced only
        when the copy is complete, and never while it is open in another window.
        """
        path = Path(path)
        if path.resolve() == self.path.resolve():
            raise ProjectFileError(
                "A copy needs another name than the project itself, which is always saved."
            )
        with self._mutex, _clear_errors(path, "write"), _temporary(path) as partial:
            lock = _lock(path)
            try:
                self._open_connection().execute("VACUUM INTO ?", (str(partial),))
                os.replace(partial, path)
            finally:
                lock.release()

    def close(self) -> None:
        """Fold the write-ahead log into the file and unlock it. Safe to call twice."""
        with self._mutex:
            connection, self._connection = self._connection, None
            if connection is None:
                return
            try:
                # What cannot be folded in now (full disk) stays in the log and is read from there.
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.close()
            finally:
                self._lock.release()

    def _open_connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise ProjectFileError(f"'{self.path.name}' is closed; open the project again.")
        return self._connection

    def _remember_provenances(self, connection: sqlite3.Connection) -> None:
        self._provenance_ids = {
            provenance: row_id for row_id, provenance in read_provenances(connection).items()
        }


def load_project(path: Path) -> tuple[Project, tuple[str, ...]]:
    """The project as last saved, and the problems of `open`, without locking or changing it.

    Also for a project that is open in a window, and for one in a folder that is read-only.
    A file of an older version must be opened once with `ProjectFile.open`.
    """
    path = Path(path)
    _require_file(path)
    with _clear_errors(path, "read"):
        _require_sqlite(path)
        before = _stamp(path)
        if before.has_log:
            return _load(path, is_closed=False)
        try:
            loaded = _load(path, is_closed=True)
        except (sqlite3.Error, ProjectFileError):
            if _stamp(path) == before:
                raise
            return _load(path, is_closed=False)
        return loaded if _stamp(path) == before else _load(path, is_closed=False)


class _Stamp(NamedTuple):
    """Tells whether a file was written while it was read. `has_log`: a write-ahead log lies
    beside it, so it is open somewhere or its writer was killed.
    """

    has_log: bool
    size: int
    time_ns: int


def _stamp(path: Path) -> _Stamp:
    stat = path.stat()
    has_log = path.with_name(path.name + "-wal").exists()
    return _Stamp(has_log, stat.st_size, stat.st_mtime_ns)


def _load(path: Path, *, is_closed: bool) -> tuple[Project, tuple[str, ...]]:
    connection = _connect_to_read(path, is_closed=is_closed)
    try:
        connection.execute("BEGIN")
        version = _check_identity(path, connection)
        if version < schema.VERSION:
            return _load_migrated(path, connection)
        problems = Problems()
        return _read(path, connection, problems), tuple(problems)
    finally:
        connection.close()


def _load_migrated(path: Path, connection: sqlite3.Connection) -> tuple[Project, tuple[str, ...]]:
    """Read an older file through a migrated copy in memory."""
    connection.execute("COMMIT")
    copy = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.backup(copy)
        schema.migrate(copy)
        problems = Problems()
        return _read(path, copy, problems), tuple(problems)
    finally:
        copy.close()


def _write_new(path: Path, project: Project) -> None:
    """A complete file appears under `path`, or nothing does."""
    with _temporary(path) as partial:
        connection = sqlite3.connect(partial, isolation_level=None)
        try:
            schema.migrate(connection)
            connection.execute("BEGIN IMMEDIATE")
            write_changes(connection, everything_of(project), ProvenanceIds({}, {}))
            connection.execute("COMMIT")
        finally:
            connection.close()
        os.replace(partial, path)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        _harden(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_to_read(path: Path, *, is_closed: bool) -> sqlite3.Connection:
    """A file that nobody has open is read as one that nobody writes: SQLite then makes no side
    files, which it could not always remove again. One that is open, or whose writer was killed,
    is opened as for writing, because part of it is in the log.
    """
    mode = "immutable=1" if is_closed else "mode=rw"
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?{mode}", uri=True, isolation_level=None
    )
    _harden(connection)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _harden(connection: sqlite3.Connection) -> None:
    """Nothing in a file may run code or make SQLite allocate without bound."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.text_factory = _text
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES)


def _text(stored: bytes) -> str:
    """SQLite does not check that a text is UTF-8; a damaged name is no reason to lose a project."""
    return stored.decode("utf-8", "replace")


def _check_identity(path: Path, connection: sqlite3.Connection) -> int:
    """The version of the file; an error that says what it is if it is not one of ours."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        raise ProjectFileError(
            f"'{path.name}' is a database of another program; choose a {SUFFIX} file."
        )
    version = schema.version_of(connection)
    if version > schema.VERSION:
        raise ProjectFileError(
            f"'{path.name}' was saved by a newer version of this program (file version {version}, "
            f"this program reads up to {schema.VERSION}); update the program to open it."
        )
    what = "no tables" if version < 1 else schema.foreign_part(connection)
    if what is not None:
        raise ProjectFileError(
            f"'{path.name}' holds {what}, which this program never writes; "
            "open an earlier copy of the project."
        )
    return version


def _read(path: Path, connection: sqlite3.Connection, problems: Problems) -> Project:
    try:
        project = read_project(connection, problems)
        project.check()
    except RowError as error:
        raise ProjectFileError(
            f"'{path.name}' is damaged: {error}; open an earlier copy of the project."
        ) from None
    return project


def _require_file(path: Path) -> None:
    if path.is_dir():
        raise ProjectFileError(f"'{path.name}' is a folder; choose a {SUFFIX} file.")
    if not path.exists():
        raise ProjectFileError(f"There is no project file '{path}'; check the path.")


def _require_sqlite(path: Path) -> None:
    """SQLite takes an empty file for an empty database; say what it is before it does."""
    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\0":
            raise ProjectFileError(
                f"'{path.name}' is not a project file; choose a {SUFFIX} file made by this program."
            )


def _lock(path: Path) -> FileLock:
    try:
        return FileLock.acquire(path)
    except LockHeldError as error:
        raise ProjectLockedError(
            f"'{path.name}' is open in another window"
            f"{f' by {error.holder}' if error.holder else ''}; "
            "go on there, or close it and try again."
        ) from None


@contextlib.contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """A free name beside `path`, removed afterwards with what SQLite puts beside it."""
    partial = path.with_name(f".annotator-{secrets.token_hex(6)}{SUFFIX}")
    try:
        yield partial
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                partial.with_name(partial.name + suffix).unlink()


@contextlib.contextmanager
def _clear_errors(path: Path, verb: str) -> Iterator[None]:
    """Turn what SQLite and the system raise into one sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise ProjectFileError(sqlite_sentence(path, verb, error)) from error
    except UnicodeDecodeError as error:
        # SQLite's own message quoted a part of a damaged file.
        raise ProjectFileError(
            f"'{path.name}' is damaged; open an earlier copy of the project."
        ) from error
    except OSError as error:
        raise ProjectFileError(os_error_sentence(path, verb, error)) from error
