"""What the system says about files, as sentences for people."""

import errno
import sqlite3
from pathlib import Path

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def os_error_sentence(path: Path, verb: str, error: OSError) -> str:
    """One sentence: what could not be done, why, and what to do. `verb` fits "Cannot ...".

    A name is given whole where the folder matters, else without its folder.
    """
    folder = str(path.parent)
    if error.errno in _FULL:
        return f"Cannot {verb} '{path.name}': the disk is full; free some space in '{folder}'."
    if error.errno in _FORBIDDEN:
        return (
            f"Cannot {verb} '{path.name}': '{folder}' may not be written to; "
            "choose another folder or change its permissions."
        )
    if error.errno == errno.ENOENT:
        return f"Cannot {verb} '{path.name}': the folder '{folder}' does not exist; make it first."
    if error.errno == errno.ENAMETOOLONG:
        return f"Cannot {verb} '{path.name}': the name is too long; choose a shorter one."
    reason = error.strerror or str(error)
    return f"Cannot {verb} '{path}': {reason.lower()}; try another folder."


def sqlite_sentence(path: Path, verb: str, error: sqlite3.Error) -> str:
    """As `os_error_sentence`, for what SQLite raises."""
    name = getattr(error, "sqlite_errorname", "")
    folder = str(path.parent)
    if name.startswith("SQLITE_FULL"):
        return f"Cannot {verb} '{path.name}': the disk is full; free some space in '{folder}'."
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return (
            f"Cannot {verb} '{path.name}': the file or its folder '{folder}' may not be written "
            "to, or was moved; choose another folder or change its permissions."
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")):
        return f"'{path.name}' is damaged; open an earlier copy of the project."
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"Cannot {verb} '{path.name}': another program is using it; close that first."
    if name.startswith("SQLITE_IOERR"):
        return (
            f"Cannot {verb} '{path.name}': the disk reports an error; "
            "save a copy of the project on another disk."
        )
    return f"Cannot {verb} '{path.name}': {error}; open an earlier copy of the project."
