"""Project files of older and newer versions, and values that one version did not know."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from annotator.core.attributes import Attribute, Kind
from annotator.core.edits import SetCategory, SetObservations, UpdateTrack
from annotator.core.mask import Mask
from annotator.core.project import Category, Observation, Origin, Provenance
from annotator.formats import schema
from annotator.formats.project_file import ProjectFile, ProjectFileError, changes_of, load_project
from tests.formats.projects import rich_project
from tests.formats.saved import database, version_in, write_project


def old_file(path: Path, version: int) -> Path:
    """A file as the program of that version wrote it."""
    connection = sqlite3.connect(path, isolation_level=None)
    schema.migrate(connection, schema.STEPS[:version])
    connection.execute(
        "INSERT INTO project VALUES (1, 2, NULL, NULL, NULL, NULL, 8, 6, 5, 25.0, 0, 0, '', 1)"
    )
    connection.execute("INSERT INTO category (id, name, supercategory) VALUES (1, 'dog', '')")
    connection.execute(
        "INSERT INTO track (id, layer, name, category_id, color, is_shown, is_locked) "
        "VALUES (1, 0, 'old', 1, 0xff8000, 1, 0)"
    )
    connection.execute(
        "INSERT INTO observation (track_id, frame_index, mask, origin, visibility, reviewed) "
        "VALUES (1, 3, ?, 'manual', 'visible', 1)",
        (Mask.from_array(np.eye(6, 8)).compressed(),),
    )
    connection.close()
    return path


@pytest.mark.parametrize("version", range(1, schema.VERSION))
def test_an_older_file_is_brought_up_to_date(tmp_path, version):
    path = old_file(tmp_path / "old.annot", version=version)
    expected = Observation(Mask.from_array(np.eye(6, 8)), Origin.MANUAL, reviewed=True)
    assert load_project(path)[0].tracks[1].observations == {3: expected}
    assert version_in(path) == version, "reading changes nothing"
    file, project, problems = ProjectFile.open(path)
    assert problems == ()
    assert project.tracks[1].observations == {3: expected}
    assert project.tracks[1].color == (255, 128, 0)
    asked = Category(1, "dog", attributes=(Attribute("gait", Kind.TEXT, True),))
    for change in (SetCategory(1, asked), UpdateTrack(1, {"attributes": {"gait": {2: "犬"}}})):
        change.apply(project)
        file.save(changes_of(change, project))
    edit = SetObservations(1, {4: Observation(None, Origin.MANUAL, locked=True, reason="dark 犬")})
    edit.apply(project)
    file.save(changes_of(edit, project))
    file.close()
    assert version_in(path) == schema.VERSION
    assert load_project(path)[0] == project


def test_damaged_attributes_are_reported_and_the_rest_is_kept(tmp_path):
    path = write_project(tmp_path / "clip.annot")
    with database(path) as connection:
        connection.execute("UPDATE category SET attributes = '[3]' WHERE id = 1")
        connection.execute("UPDATE track SET attributes = 'no JSON' WHERE id = 1")
    project, problems = load_project(path)
    assert len(problems) == 2
    assert all("attributes" in problem for problem in problems)
    assert project.categories[1].attributes == ()
    assert project.tracks[1].attributes == {}
    assert project.categories[2] == rich_project().categories[2]
    assert project.tracks[1].observations == rich_project().tracks[1].observations


def test_a_damaged_dispute_costs_only_itself(tmp_path):
    path = old_file(tmp_path / "old.annot", version=schema.VERSION)
    with database(path) as connection:
        connection.execute("UPDATE observation SET disputed = ?", (b"\x00\xff",))
    observation = load_project(path)[0].tracks[1].observations[3]
    assert observation.mask is not None
    assert observation.disputed is None


def test_edits_are_counted_from_the_version_that_stores_them(tmp_path):
    path = old_file(tmp_path / "old.annot", version=6)
    with database(path) as connection:
        connection.execute(
            "INSERT INTO provenance VALUES (4, 'brush', '', '', '', NULL, NULL, '2024')"
        )
        connection.execute("UPDATE observation SET provenance_id = 4")
    file, project, _ = ProjectFile.open(path)
    before = project.tracks[1].observations[3]
    assert before.provenance == Provenance("brush", created_at="2024", edits=0)
    after = replace(before, provenance=replace(before.provenance, edits=3))
    edit = SetObservations(1, {3: after})
    edit.apply(project)
    file.save(changes_of(edit, project))
    file.close()
    assert load_project(path)[0].tracks[1].observations == {3: after}


@pytest.mark.parametrize("count", [-1, 2**62, "many", 0.5])
def test_a_damaged_count_of_edits_costs_only_itself(tmp_path, count):
    path = write_project(tmp_path / "clip.annot")
    with database(path) as connection:
        connection.execute("UPDATE provenance SET edits = ?", (count,))
    project, problems = load_project(path)
    assert problems == ()
    assert project == rich_project()


def test_a_failed_migration_leaves_the_file_as_it_was(tmp_path):
    path = old_file(tmp_path / "old.annot", version=1)

    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE observation")
        raise RuntimeError("half-way")

    with database(path) as connection, pytest.raises(RuntimeError):
        schema.migrate(connection, (*schema.STEPS[:1], broken))
    assert load_project(path)[0].tracks[1].observations


def test_a_newer_file_is_refused_and_left_alone(tmp_path):
    path = write_project(tmp_path / "p.annot")
    with database(path) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = path.read_bytes()
    for read in (ProjectFile.open, load_project):
        with pytest.raises(ProjectFileError, match=r"newer version.*update"):
            read(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
