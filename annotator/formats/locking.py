"""One window per project file: an operating-system lock on a file beside it.

The lock belongs to the open file handle, so the system drops it when the process ends, however
it ends; a lock file left behind by `kill -9` therefore blocks nobody. Rejected: a lock file that
counts because it exists (stale after a crash), and SQLite's exclusive locking mode (it would keep
`annotator info` and backup programs from reading a project that is open in the window).
"""

import contextlib
import os
import socket
import sys
from pathlib import Path

from annotator.core.errors import AnnotatorError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Windows locks a range of bytes and forbids reading it; the note at the start stays readable.
_LOCKED_BYTE = 1 << 20
_MAX_NOTE_BYTES = 500


class LockHeldError(AnnotatorError):
    """Somebody else holds the lock; `holder` describes who, as far as is known."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(f"'{path.name}' is already open{f' ({holder})' if holder else ''}.")
        self.holder = holder


class FileLock:
    """An exclusive lock beside `path`, held from construction by `acquire` until `release`."""

    def __init__(self, lock_path: Path, descriptor: int) -> None:
        self._lock_path = lock_path
        self._descriptor: int | None = descriptor

    @classmethod
    def acquire(cls, path: Path) -> "FileLock":
        """Lock `path` (which need not exist). Raises `LockHeldError` at once if it is held,
        `OSError` where no lock file can be made (read-only folder).

        Links are followed first, so that two names of one file are one lock.
        """
        target = path.resolve()
        lock_path = target.with_name(target.name + ".lock")
        while True:
            descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                held = _try_lock(descriptor)
            except OSError:
                os.close(descriptor)
                raise
            if not held:
                holder = _read_note(descriptor)
                os.close(descriptor)
                raise LockHeldError(path, holder)
            if _is_still_at(descriptor, lock_path):
                break
            # The last holder removed the file between our opening and our locking of it.
            os.close(descriptor)
        _write_note(descriptor)
        return cls(lock_path, descriptor)

    @property
    def is_held(self) -> bool:
        return self._descriptor is not None

    def release(self) -> None:
        """Give the lock back and remove its file. Safe to call twice."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        # Removed while still locked: whoever opens the name next makes a new file. Windows
        # cannot remove an open file, and leaving it there harms nobody.
        with contextlib.suppress(OSError):
            self._lock_path.unlink()
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    """True when the lock was taken, False when somebody else has it."""
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _is_still_at(descriptor: int, lock_path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(lock_path))
    except FileNotFoundError:
        return False


def _write_note(descriptor: int) -> None:
    """Say who holds the lock. Only a help for people: a full disk does not matter here."""
    note = f"process {os.getpid()} on {socket.gethostname()}\n".encode()[:_MAX_NOTE_BYTES]
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, note)


def _read_note(descriptor: int) -> str:
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        note = os.read(descriptor, _MAX_NOTE_BYTES).decode("utf-8", "replace").strip()
    except OSError:
        return ""
    return note if note.isprintable() else ""
