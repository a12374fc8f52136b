"""Disks and folders that say no, and files that change while they are read."""

import os
import sys

import numpy as np
import pytest

from annotator.core.edits import SetObservations, UpdateTrack
from annotator.core.mask import Mask
from annotator.core.project import Observation, Origin, Project
from annotator.formats import project_file
from annotator.formats.project_file import ProjectFile, ProjectFileError, changes_of, load_project
from tests.formats.permissions import as_ordinary_user, no_writing
from tests.formats.projects import make_project, rich_project
from tests.formats.saved import write_project


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no mode on Windows")
def test_a_read_only_folder_gets_one_sentence(readable_folder):
    with (
        as_ordinary_user(),
        no_writing(readable_folder),
        pytest.raises(ProjectFileError, match="may not be written to"),
    ):
        ProjectFile.create(readable_folder / "p.annot", make_project())
    assert list(readable_folder.iterdir()) == []


def test_a_full_disk_refuses_the_edit_and_keeps_the_rest(tmp_path):
    project = make_project()
    file = ProjectFile.create(tmp_path / "p.annot", project)
    saved = project.copy()
    pages = file._connection.execute("PRAGMA page_count").fetchone()[0]
    file._connection.execute(f"PRAGMA max_page_count = {pages}")
    noise = Mask.from_array(np.random.default_rng(0).random((40, 64)) > 0.5)
    edit = SetObservations(1, {i: Observation(noise, Origin.MANUAL) for i in range(6)})
    edit.apply(project)
    with pytest.raises(ProjectFileError, match=r"disk is full; free some space"):
        file.save(changes_of(edit, project))
    assert load_project(file.path)[0] == saved
    file._connection.execute("PRAGMA max_page_count = 100000")
    file.save(changes_of(edit, project))
    file.close()
    assert load_project(file.path)[0] == project


def save_until_refused(file: ProjectFile, project: Project) -> None:
    """Edits that each take a few kB; each one's score is its number."""
    noise = Mask.from_array(np.random.default_rng(0).random((40, 64)) > 0.5)
    for number in range(1000):
        edit = SetObservations(1, {0: Observation(noise, Origin.MANUAL, score=float(number))})
        edit.apply(project)
        file.save(changes_of(edit, project))


def test_a_really_full_disk(small_disk):
    path = small_disk / "p.annot"
    project = make_project()
    file = ProjectFile.create(path, project)
    (small_disk / "filler").write_bytes(bytes(800 * 1024))
    with pytest.raises(ProjectFileError, match="disk is full"):
        save_until_refused(file, project)
    with pytest.raises(ProjectFileError, match="disk is full"):
        file.save_copy(small_disk / "copy.annot")
    file.close()
    (small_disk / "filler").unlink()
    assert (
        load_project(path)[0].tracks[1].observations[0].score
        == project.tracks[1].observations[0].score - 1
    )
    assert [p.name for p in small_disk.iterdir()] == ["p.annot"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no mode on Windows")
def test_a_project_in_a_read_only_folder_can_be_read_but_not_opened(readable_folder):
    path = write_project(readable_folder / "p.annot")
    with as_ordinary_user(), no_writing(readable_folder):
        assert load_project(path) == (rich_project(), ())
        with pytest.raises(ProjectFileError, match="may not be written to"):
            ProjectFile.open(path)
    assert [p.name for p in readable_folder.iterdir()] == ["p.annot"]


@pytest.mark.skipif(sys.platform == "win32", reason="users are other there")
def test_reading_leaves_no_trace(readable_folder):
    """Also where the file is read-only and its folder is not: SQLite could not clean up there."""
    path = readable_folder / "a.annot"
    ProjectFile.create(path, make_project()).close()
    before = path.read_bytes()
    path.chmod(0o444)
    readable_folder.chmod(0o777)
    with as_ordinary_user():
        assert load_project(path)[0] == make_project()
    assert [one.name for one in readable_folder.iterdir()] == ["a.annot"]
    assert path.read_bytes() == before


def test_a_file_that_is_saved_while_it_is_read_is_read_again(tmp_path, monkeypatch):
    path = tmp_path / "a.annot"
    project = make_project()
    ProjectFile.create(path, project).close()
    files = []
    read = project_file._read

    def save_then_read(*arguments):
        if not files:
            files.append(None)  # opening reads too
            files[0] = ProjectFile.open(path).file
            edit = UpdateTrack(1, {"name": "late"})
            edit.apply(project)
            files[0].save(changes_of(edit, project))
        return read(*arguments)

    monkeypatch.setattr(project_file, "_read", save_then_read)
    loaded, problems = load_project(path)
    assert (loaded.tracks[1].name, problems) == ("late", ())
    files[0].close()


def test_a_file_that_is_torn_while_it_is_read_is_read_again(tmp_path, monkeypatch):
    """Whoever reads pages of two states sees damage; it is none when the file has changed."""
    path = write_project(tmp_path / "a.annot", make_project())
    tries = []
    read = project_file._read

    def read_torn(*arguments):
        tries.append(None)
        if len(tries) == 1:
            os.utime(path, ns=(0, 0))
            raise ProjectFileError("torn")
        return read(*arguments)

    monkeypatch.setattr(project_file, "_read", read_torn)
    assert load_project(path) == (make_project(), ())
    assert len(tries) == 2


def test_damage_of_a_file_that_nobody_writes_is_found_at_once(tmp_path, monkeypatch):
    path = write_project(tmp_path / "a.annot")
    tries = []

    def refuse(*_arguments):
        tries.append(None)
        raise ProjectFileError("damaged")

    monkeypatch.setattr(project_file, "_read", refuse)
    with pytest.raises(ProjectFileError, match="damaged"):
        load_project(path)
    assert len(tries) == 1


def test_changes_that_cannot_be_written_leave_nothing_and_the_next_ones_can(tmp_path, monkeypatch):
    project = make_project()
    file = ProjectFile.create(tmp_path / "a.annot", project)
    before = load_project(file.path)[0]
    write = project_file.write_changes

    def write_and_fail(*arguments):
        write(*arguments)
        raise ValueError("no number")

    edit = UpdateTrack(1, {"name": "late"})
    edit.apply(project)
    monkeypatch.setattr(project_file, "write_changes", write_and_fail)
    with pytest.raises(ValueError, match="no number"):
        file.save(changes_of(edit, project))
    monkeypatch.setattr(project_file, "write_changes", write)
    assert load_project(file.path)[0] == before
    file.save(changes_of(edit, project))
    assert load_project(file.path)[0] == project
    file.close()


def test_a_value_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    project = make_project()
    project.tracks[1].name = "x" * 5000
    path = write_project(tmp_path / "a.annot", project)
    monkeypatch.setattr(project_file, "_MAX_VALUE_BYTES", 4000)
    for opening in (load_project, ProjectFile.open):
        with pytest.raises(ProjectFileError, match=r"a\.annot"):
            opening(path)
