"""Exports that begin beside each other; what they leave behind is in `test_export`."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from annotator.formats.locking import FileLock
from annotator.formats.staging import Staging

acquire = FileLock.acquire


def lock_held_by_another(path):
    """The other export looks whether somebody is there, at that very moment."""
    held = acquire(path)
    try:
        return acquire(path)
    finally:
        held.release()


def folder_removed_by_another(path):
    """The other export has seen that nobody is there yet."""
    shutil.rmtree(path.parent)
    return acquire(path)


@pytest.mark.parametrize("meddle", [lock_held_by_another, folder_removed_by_another])
def test_an_export_whose_folder_is_taken_for_abandoned_begins_again(tmp_path, monkeypatch, meddle):
    asked = []

    def meddled_once(path):
        asked.append(path)
        return meddle(path) if len(asked) == 1 else acquire(path)

    monkeypatch.setattr(FileLock, "acquire", staticmethod(meddled_once))
    with Staging(tmp_path / "made.json", is_folder=False) as staging:
        staging.main.write_text("{}")
        staging.commit()
    assert len(asked) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["made.json"]


def test_many_exports_begin_at_once(tmp_path):
    def export(number):
        with Staging(tmp_path / f"{number}.json", is_folder=False) as staging:
            staging.main.write_text("{}")
            staging.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(export, range(100)))  # raises what an export has raised
    assert {path.name for path in tmp_path.glob("*.json")} == {f"{i}.json" for i in range(100)}
