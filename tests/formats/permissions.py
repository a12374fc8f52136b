"""Folders that refuse to be written to, also where the tests run as root."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

NOBODY = 65534


@contextlib.contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Root may write anywhere, so be somebody else for a while."""
    was_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if was_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)


@contextlib.contextmanager
def no_writing(folder: Path) -> Iterator[None]:
    """The folder of another user is read-only anyway; one's own needs its mode changed."""
    own = folder.stat().st_uid == os.geteuid()
    if own:
        folder.chmod(0o555)
    try:
        yield
    finally:
        if own:
            folder.chmod(0o755)
