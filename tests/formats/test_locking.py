"""The lock beside a project file."""

import os
import subprocess
import sys

import pytest

from annotator.formats.locking import FileLock, LockHeldError
from tests.formats.permissions import as_ordinary_user, no_writing

HOLDER = """
import sys
from pathlib import Path
from annotator.formats.locking import FileLock
lock = FileLock.acquire(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock of `tmp_path / "file"`."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "file")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline().strip() == b"held"
    yield process
    process.kill()
    process.communicate()


def test_one_holder_at_a_time(tmp_path):
    path = tmp_path / "file"
    lock = FileLock.acquire(path)
    with pytest.raises(LockHeldError, match=f"process {os.getpid()}"):
        FileLock.acquire(path)
    assert lock.is_held
    lock.release()
    lock.release()
    assert not lock.is_held
    FileLock.acquire(path).release()
    assert list(tmp_path.iterdir()) == []


def test_the_other_process_is_named(tmp_path, holder):
    with pytest.raises(LockHeldError) as error:
        FileLock.acquire(tmp_path / "file")
    assert f"process {holder.pid}" in error.value.holder


def test_a_killed_holder_blocks_nobody(tmp_path, holder):
    holder.kill()
    holder.communicate()
    assert (tmp_path / "file.lock").exists()
    lock = FileLock.acquire(tmp_path / "file")
    assert f"process {os.getpid()}" in (tmp_path / "file.lock").read_text()
    lock.release()


def test_a_lock_file_of_something_else_is_no_lock(tmp_path):
    (tmp_path / "file.lock").write_bytes(b"\x00\xff" * 400)
    FileLock.acquire(tmp_path / "file").release()


def test_the_lock_is_not_lost_when_the_holder_removes_the_file_meanwhile(tmp_path, monkeypatch):
    """The first holder lets go between our opening of the lock file and our locking of it."""
    path = tmp_path / "file"
    first = FileLock.acquire(path)
    opened = os.open

    def open_then_release(*args):
        descriptor = opened(*args)
        first.release()
        return descriptor

    monkeypatch.setattr(os, "open", open_then_release)
    second = FileLock.acquire(path)
    monkeypatch.undo()
    with pytest.raises(LockHeldError):
        FileLock.acquire(path)
    second.release()


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no mode on Windows")
def test_a_folder_without_permission_is_an_os_error(readable_folder):
    with as_ordinary_user(), no_writing(readable_folder), pytest.raises(PermissionError):
        FileLock.acquire(readable_folder / "file")
