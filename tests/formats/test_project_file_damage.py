"""Files that are something else or damaged are said to be so, and what is whole is kept."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.formats.project_file import ProjectFile, ProjectFileError, load_project
from tests.formats.projects import make_project, rich_project
from tests.formats.saved import database, write_project


@pytest.mark.parametrize("read", [ProjectFile.open, load_project])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a project file"),
        (b"just a text\n" * 50, "not a project file"),
        (b"SQLite format 3\0" + b"\xff" * 4000, "damaged|another program|not a project"),
    ],
)
def test_other_files_are_refused(tmp_path, read, content, message):
    path = tmp_path / "p.annot"
    path.write_bytes(content)
    with pytest.raises(ProjectFileError, match=message):
        read(path)
    assert path.read_bytes() == content
    assert [p.name for p in tmp_path.iterdir()] == ["p.annot"]


@pytest.mark.parametrize("read", [ProjectFile.open, load_project])
def test_folders_and_missing_files_are_refused(tmp_path, read):
    with pytest.raises(ProjectFileError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(ProjectFileError, match="no project file"):
        read(tmp_path / "none.annot")
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_program_is_refused(tmp_path):
    path = tmp_path / "p.annot"
    with database(path) as connection:
        connection.execute("CREATE TABLE project (id)")
    with pytest.raises(ProjectFileError, match="another program"):
        ProjectFile.open(path)


@pytest.mark.parametrize(
    "statements",
    [
        "DROP TABLE observation; CREATE VIEW observation AS SELECT 1",
        "CREATE TRIGGER t AFTER INSERT ON track BEGIN DELETE FROM track; END",
        "ALTER TABLE observation ADD COLUMN big AS (zeroblob(60000000))",
        "DROP TABLE provenance",
    ],
)
def test_a_file_that_would_run_code_is_refused(tmp_path, statements):
    path = write_project(tmp_path / "p.annot")
    with database(path) as connection:
        connection.executescript(statements)
    with pytest.raises(ProjectFileError, match="never writes"):
        ProjectFile.open(path)


def test_a_truncated_file_is_refused_in_words(tmp_path):
    path = write_project(tmp_path / "p.annot", make_project(frames=200))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ProjectFileError, match="damaged"):
        ProjectFile.open(path)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(places=st.lists(st.integers(0, 2**20), min_size=1, max_size=8), value=st.integers(0, 255))
def test_damaged_bytes_are_an_error_or_a_project_but_never_a_crash(tmp_path, places, value):
    whole = tmp_path / "whole.annot"
    if not whole.exists():
        write_project(whole)
    content = bytearray(whole.read_bytes())
    for place in places:
        content[place % len(content)] ^= value
    path = tmp_path / "p.annot"
    path.write_bytes(content)
    with contextlib.suppress(ProjectFileError):
        load_project(path)[0].check()
    with contextlib.suppress(ProjectFileError):
        ProjectFile.open(path).file.close()


BAD_ROWS = [
    "UPDATE observation SET mask = x'ffff' WHERE frame_index = 4 AND track_id = 1",
    "UPDATE observation SET mask = 'text' WHERE frame_index = 4 AND track_id = 1",
    "UPDATE observation SET mask = x'' WHERE frame_index = 4 AND track_id = 1",
    "UPDATE observation SET mask = '0' || substr(mask, 2) WHERE frame_index = 4 AND track_id = 1",
    "UPDATE observation SET origin = 'guess' WHERE frame_index = 4 AND track_id = 1",
    "UPDATE observation SET visibility = 7 WHERE frame_index = 4 AND track_id = 1",
    "UPDATE observation SET score = 'good' WHERE frame_index = 4 AND track_id = 1",
    "UPDATE observation SET score = 9e999 WHERE frame_index = 4 AND track_id = 1",
    "UPDATE observation SET rotated_width = NULL WHERE frame_index = 4 AND track_id = 1",
    "UPDATE observation SET frame_index = 99 WHERE frame_index = 4 AND track_id = 1",
    "UPDATE observation SET frame_index = -4 WHERE frame_index = 4 AND track_id = 1",
    "UPDATE observation SET track_id = 77 WHERE frame_index = 4 AND track_id = 1",
]


@pytest.mark.parametrize("statement", BAD_ROWS)
def test_a_bad_row_is_left_out_and_reported(tmp_path, statement):
    path = write_project(tmp_path / "p.annot")
    with database(path) as connection:
        assert connection.execute(statement).rowcount == 1
    file, project, problems = ProjectFile.open(path)
    file.close()
    expected = rich_project()
    del expected.tracks[1].observations[4]
    assert project == expected
    assert len(problems) == 1
    assert "left out" in problems[0]


def test_damage_around_the_masks_is_mended_and_reported(tmp_path):
    path = write_project(tmp_path / "p.annot")
    with database(path) as connection:
        connection.execute("DELETE FROM category WHERE id = 2")
        connection.execute("UPDATE track SET color = -5 WHERE id = 1")
        connection.execute("UPDATE track SET name = CAST(x'ff41' AS TEXT) WHERE id = 2")
        connection.execute("UPDATE project SET next_track_id = 1")
        connection.execute("INSERT INTO track VALUES (9, 9, x'00', 1, 0, 1, 1, '{}')")
        connection.execute("UPDATE provenance SET direction = 'sideways'")
    file, project, problems = ProjectFile.open(path)
    file.close()
    assert list(project.tracks) == [1, 2]
    assert project.tracks[2].name == "\ufffdA"
    assert project.next_track_id == 3
    assert project.categories[2].name == "category 2"
    assert len(problems) == 3
    project.check()


def test_many_problems_are_cut_short(tmp_path):
    path = write_project(tmp_path / "p.annot", make_project(frames=300))
    with database(path) as connection:
        connection.execute("UPDATE observation SET origin = ''")
    file, _, problems = ProjectFile.open(path)
    file.close()
    assert len(problems) == 201
    assert "more problems" in problems[-1]


@pytest.mark.parametrize("column", ["width", "height", "frame_count", "next_track_id"])
@pytest.mark.parametrize("value", [-1, 2**40, "'x'"])
def test_an_impossible_project_row_is_refused(tmp_path, column, value):
    path = write_project(tmp_path / "p.annot")
    with database(path) as connection:
        connection.execute(f"UPDATE project SET {column} = {value}")
    with pytest.raises(ProjectFileError, match="damaged"):
        ProjectFile.open(path)


def test_an_empty_project_table_is_refused(tmp_path):
    path = write_project(tmp_path / "p.annot")
    with database(path) as connection:
        connection.execute("DELETE FROM project")
    with pytest.raises(ProjectFileError, match="holds no project"):
        ProjectFile.open(path)
    ProjectFile.create(tmp_path / "free.annot", make_project()).close()
