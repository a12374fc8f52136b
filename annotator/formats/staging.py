"""All of an export appears at its place, or nothing does and what was there stays.

Everything is written into a folder beside the destination (the same file system, so that a
rename is enough), and moved to its place only after it was read back. Rejected: writing in place
after deleting (a crash leaves neither), and the system's temporary folder (a rename across file
systems is a copy that a full disk can break half-way).
"""

import contextlib
import json
import os
import secrets
import shutil
import sys
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from annotator.formats.file_errors import os_error_sentence
from annotator.formats.locking import FileLock, LockHeldError
from annotator.formats.options import ExportError

REPORT_NAME = "report.json"
FRAME_MAP_NAME = "frame_map.csv"
_MAX_REPORT_BYTES = 16 * 2**20
_PREFIX = ".annotator-export-"
_IN_USE = "in-use"
_MAX_ATTEMPTS = 20


class Staging:
    """A place to write an export, used as a context manager; `commit` moves it into place.

    A folder export is one folder with its report inside; a file export is a file with
    `<stem>.report.json`, `<stem>.frame_map.csv` and perhaps `<stem>_images/` beside it.
    `OSError` becomes `ExportError`: one sentence.
    """

    def __init__(self, destination: Path, *, is_folder: bool) -> None:
        self.destination = destination
        self._is_folder = is_folder
        self._root = _new_root(self.destination.parent)
        self._lock: FileLock | None = None
        self._names: list[str] = []
        self._done: list[tuple[Path, Path | None]] = []
        self._made: list[Path] = []
        """Folders on the way to the destination that were not there, the outermost first."""

    def __enter__(self) -> Self:
        _remove_abandoned(self.destination.parent)
        try:
            for folder in reversed(self.destination.parents):
                if not folder.is_dir():
                    folder.mkdir()
                    self._made.append(folder)
            self._begin()
        except OSError as error:
            self._remove()
            raise self._clear(error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._remove()
        if isinstance(error, OSError):
            raise self._clear(error) from error

    def _begin(self) -> None:
        """Make the folder, and a mark that it is in use.

        Another export that begins now may find it without its mark, take it for abandoned and
        remove it; so once more, under another name.
        """
        for attempt in range(1, _MAX_ATTEMPTS + 1):
            self._root = _new_root(self.destination.parent)
            self._root.mkdir()
            try:
                self._lock = FileLock.acquire(self._root / _IN_USE)
                (self._root / "old").mkdir()
                self.main = self._root / "new" / self.destination.name
                self.main.parent.mkdir()
                if self._is_folder:
                    self.main.mkdir()
            except (LockHeldError, FileNotFoundError):
                if attempt == _MAX_ATTEMPTS:
                    raise
                self._remove_root()
            else:
                return

    @property
    def report(self) -> Path:
        return self._beside(REPORT_NAME)

    @property
    def frame_map(self) -> Path:
        return self._beside(FRAME_MAP_NAME)

    @property
    def images(self) -> Path:
        """For a file export that comes with its images."""
        return self.main.with_name(f"{self.main.stem}_images")

    def commit(self) -> None:
        """Move what was written to its place, the main part last; undo all of it on failure."""
        written = sorted(self.main.parent.iterdir(), key=lambda path: path == self.main)
        try:
            for path in written:
                self._move(path, self.destination.with_name(path.name))
        except BaseException:
            self._undo()
            raise
        self._made.clear()

    def _beside(self, name: str) -> Path:
        if self._is_folder:
            return self.main / name
        return self.main.with_name(f"{self.main.stem}.{name}")

    def _move(self, new: Path, place: Path) -> None:
        old: Path | None = self._root / "old" / place.name
        if place.is_dir():
            os.rename(place, old or place)
        elif place.exists():
            _keep(place, old or place)
        else:
            old = None
        self._done.append((place, old))
        os.replace(new, place)

    def _undo(self) -> None:
        for place, old in reversed(self._done):
            with contextlib.suppress(OSError):
                if old is None or old.is_dir():
                    shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
                if old is not None:
                    os.replace(old, place)

    def _remove_root(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        shutil.rmtree(self._root, ignore_errors=True)

    def _remove(self) -> None:
        self._remove_root()
        with contextlib.suppress(OSError):  # somebody else has put something there meanwhile
            for folder in reversed(self._made):
                folder.rmdir()

    def _clear(self, error: OSError) -> ExportError:
        sentence = os_error_sentence(self.destination, "export", error)
        return ExportError(f"{sentence.removesuffix('.')}. Nothing was changed.")


def _keep(place: Path, old: Path) -> None:
    """A second name for a file that is about to be replaced, or a copy where links are unknown."""
    try:
        os.link(place, old)
    except OSError:
        shutil.copy2(place, old)


def _remove_abandoned(folder: Path) -> None:
    """Staging folders whose process was killed. What it was about to replace is put back."""
    with contextlib.suppress(OSError):
        for root in folder.glob(f"{_PREFIX}*"):
            if not (root / f"{_IN_USE}.lock").exists():
                continue
            with contextlib.suppress(OSError, LockHeldError):
                _remove_unless_in_use(root)


def _remove_unless_in_use(root: Path) -> None:
    """`LockHeldError` where it is in use, or about to be.

    It gets another name while its lock is held: who is about to mark it as in use finds that it
    is gone, and who finds the new name that it is somebody's. Windows moves no folder in which a
    file is open.
    """
    taken = _new_root(root.parent)
    lock = FileLock.acquire(root / _IN_USE)
    try:
        if sys.platform == "win32":
            lock.release()
        root.rename(taken)
        _put_back(taken, root.parent)
        shutil.rmtree(taken, ignore_errors=True)
    finally:
        lock.release()


def _new_root(folder: Path) -> Path:
    return folder / f"{_PREFIX}{secrets.token_hex(6)}"


def _put_back(root: Path, folder: Path) -> None:
    """Killed while parts were moved into place (some still wait in `new`): the earlier export
    returns. With nothing waiting the new export is complete, and the old parts are spare.
    """
    new, old = root / "new", root / "old"
    if not new.is_dir() or not any(new.iterdir()) or not old.is_dir():
        return
    for part in old.iterdir():
        place = folder / part.name
        if place.is_dir() and part.is_dir():
            shutil.rmtree(place)
        os.replace(part, place)


def check_parent(destination: Path) -> None:
    """`ExportError` when nothing can be written beside `destination`; folders that are missing on
    the way to it are made by the export.
    """
    there = next(path for path in destination.absolute().parents if os.path.lexists(path))
    if not there.is_dir():
        raise ExportError(f"'{there}' is a file, not a folder; choose another place.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise ExportError(
            f"Nothing can be written into the folder '{there}'; choose another place."
        )


def check_destination(
    destination: Path, *, is_folder: bool, own_names: Collection[str], sequence: str
) -> None:
    """`ExportError` when exporting there would lose something that is not an earlier export.

    A file is replaced (the person was asked, or named it); a folder only if it is empty or holds
    nothing but an earlier export of the same sequence, whose top-level names are `own_names`.
    """
    check_parent(destination)
    if not is_folder:
        if destination.is_dir():
            raise ExportError(
                f"'{destination.name}' is a folder; give the export a file name in it."
            )
        _check_images_folder(destination)
        return
    if not destination.exists():
        return
    if not destination.is_dir():
        raise ExportError(f"'{destination.name}' is a file; this format needs a folder.")
    names = {path.name for path in destination.iterdir()}
    if not names:
        return
    report = read_report(destination / REPORT_NAME)
    if report is None or not names <= set(own_names):
        raise ExportError(
            f"The folder '{destination.name}' holds other files, which the export would replace; "
            "choose a new or an empty folder."
        )
    if report.get("sequence") != sequence:
        raise ExportError(
            f"The folder '{destination.name}' holds the export of '{report.get('sequence')}'; "
            "choose another folder."
        )


def read_report(path: Path) -> dict[str, Any] | None:
    """The report of an earlier export by this program; None if it is not one."""
    try:
        if path.stat().st_size > _MAX_REPORT_BYTES:
            return None
        report = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(report, dict) or report.get("program") != "annotator":
        return None
    return report


def _check_images_folder(destination: Path) -> None:
    folder = destination.with_name(f"{destination.stem}_images")
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if read_report(destination.with_name(f"{destination.stem}.{REPORT_NAME}")) is None:
        raise ExportError(
            f"'{folder.name}' exists already beside the export; choose another name or remove it."
        )
