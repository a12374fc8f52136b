"""The project file: what is saved is what was there, and a bad file is said to be bad."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.attributes import Attribute, Kind
from annotator.core.edits import (
    AddTrack,
    Compound,
    RemoveTrack,
    ReorderTracks,
    SetCategory,
    SetMedia,
    SetObservations,
    UpdateTrack,
)
from annotator.core.frames import VideoInfo
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import (
    Category,
    MediaRef,
    Observation,
    Origin,
    Project,
    Provenance,
    Track,
)
from annotator.formats import project_file, schema
from annotator.formats.project_file import (
    ProjectFile,
    ProjectFileError,
    ProjectLockedError,
    changes_of,
    load_project,
)
from tests.core.strategies import edits_for, new_project
from tests.formats.permissions import as_ordinary_user, no_writing
from tests.formats.projects import make_project, rich_project


def write_project(path: Path, project=None) -> Path:
    ProjectFile.create(path, project or rich_project()).close()
    return path


def database(path: Path) -> contextlib.closing[sqlite3.Connection]:
    """The file as another program sees it, closed at the end of the block."""
    return contextlib.closing(sqlite3.connect(path, isolation_level=None))


def version_in(path: Path) -> int:
    with database(path) as connection:
        return schema.version_of(connection)


def test_a_new_file_holds_the_whole_project(tmp_path):
    path = write_project(tmp_path / "clip.annot")
    file, project, problems = ProjectFile.open(path)
    file.close()
    assert project == rich_project()
    assert list(project.tracks) == [1, 2]
    assert problems == ()


@pytest.mark.parametrize("name", ["with space", "项目 影片", "🐕🎬", "a%20b#c?d=e&mode=ro"])
def test_any_path_works(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    path = write_project(folder / f"{name}.annot")
    assert load_project(path)[0] == rich_project()
    file, project, _ = ProjectFile.open(path)
    file.save_copy(folder / f"{name} copy.annot")
    file.close()
    assert project == rich_project()
    assert sorted(p.name for p in folder.iterdir()) == sorted(
        [f"{name}.annot", f"{name} copy.annot"]
    )


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_saving_every_edit_is_saving_the_project(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("edits") / "p.annot"
    project = new_project()
    file = ProjectFile.create(path, project)
    inverses = []
    for _ in range(data.draw(st.integers(1, 8))):
        edit = data.draw(edits_for(project))
        inverses.append(edit.apply(project))
        file.save(changes_of(edit, project))
    assert load_project(path) == (project, ())
    assert list(load_project(path)[0].tracks) == list(project.tracks)
    for inverse in reversed(inverses):
        inverse.apply(project)
        file.save(changes_of(inverse, project))
    file.close()
    reopened, read, problems = ProjectFile.open(path)
    reopened.close()
    assert read == project
    assert list(read.tracks) == list(project.tracks)
    assert problems == ()


def test_the_order_of_layers_is_saved(tmp_path):
    path = tmp_path / "p.annot"
    project = rich_project()
    file = ProjectFile.create(path, project)
    third = Track(3, "bird", next(iter(project.categories)), (1, 2, 3))
    for edit, order in (
        (ReorderTracks((2, 1)), [2, 1]),
        (AddTrack(third, 1), [2, 3, 1]),
        (RemoveTrack(2), [3, 1]),
    ):
        inverse = edit.apply(project)
        file.save(changes_of(edit, project))
        assert list(load_project(path)[0].tracks) == order
    inverse.apply(project)
    file.save(changes_of(inverse, project))
    assert list(load_project(path)[0].tracks) == [2, 3, 1]
    file.close()


def test_replacing_a_track_in_one_step_leaves_no_old_frames(tmp_path):
    project = make_project(frames=4)
    file = ProjectFile.create(tmp_path / "p.annot", project)
    kept = project.tracks[2].observations[1]
    new = Track(2, "again", 1, (1, 2, 3), observations={1: kept})
    edit = Compound((RemoveTrack(2), AddTrack(new)), "Replace")
    edit.apply(project)
    file.save(changes_of(edit, project))
    file.close()
    assert load_project(file.path)[0] == project


def test_only_touched_rows_are_written(tmp_path):
    project = make_project(frames=50)
    file = ProjectFile.create(tmp_path / "p.annot", project)
    edit = SetObservations(1, {7: Observation(None, Origin.MANUAL), 8: None})
    edit.apply(project)
    changes = changes_of(edit, project)
    assert changes.project is None
    assert changes.categories is None
    assert changes.layers is None
    assert changes.tracks == ()
    assert [dict(o.observations) for o in changes.observations] == [dict(edit.observations)]
    before = file._connection.total_changes
    file.save(changes)
    assert file._connection.total_changes - before <= 3
    file.close()


def test_changes_do_not_follow_later_edits(tmp_path):
    project = make_project()
    first = SetObservations(1, {0: None})
    first.apply(project)
    changes = changes_of(first, project)
    SetObservations(1, {0: Observation(None, Origin.MANUAL)}).apply(project)
    assert changes.observations[0].observations == {0: None}


def test_media_and_video_are_saved(tmp_path):
    project = make_project()
    file = ProjectFile.create(tmp_path / "p.annot", project)
    video = VideoInfo(64, 40, 9, 29.97, True, 90, "h264", True)
    edit = SetMedia(MediaRef("/новый/путь.mov", 5, "ff" * 32, "folder"), video)
    edit.apply(project)
    file.save(changes_of(edit, project))
    file.close()
    read, _ = load_project(file.path)
    assert read == project
    assert isinstance(read.video.variable_frame_rate, bool)


def test_what_is_no_number_is_not_known(tmp_path):
    project = make_project(frames=2, tracks=1)
    seen = project.tracks[1].observations
    box = RotatedBox(1, 2, 3, 4, float("nan"))
    seen[1] = Observation(seen[1].mask, Origin.MANUAL, score=float("inf"), rotated_box=box)
    ProjectFile.create(tmp_path / "p.annot", project).close()
    read, problems = load_project(tmp_path / "p.annot")
    assert problems == ()
    assert read.tracks[1].observations[1] == Observation(seen[1].mask, Origin.MANUAL)


def test_numpy_numbers_and_strange_paths_can_be_saved(tmp_path):
    project = make_project(frames=2, tracks=1)
    project.media = MediaRef("/video/\udcff.mp4", 1, "", "video")
    project.tracks[1].observations[np.int64(1)] = Observation(
        None, Origin.PROPAGATED, score=np.float32(0.5)
    )
    file = ProjectFile.create(tmp_path / "p.annot", project)
    file.close()
    read, problems = load_project(file.path)
    assert problems == ()
    assert read.tracks[1].observations[1].score == 0.5


def test_provenance_is_stored_once_per_run(tmp_path):
    path = write_project(tmp_path / "p.annot", make_project(frames=30))
    with database(path) as connection:
        count = connection.execute("SELECT count(*) FROM provenance").fetchone()[0]
    assert count == 2
    file, project, _ = ProjectFile.open(path)
    edit = SetObservations(1, {3: project.tracks[1].observations[4]})
    edit.apply(project)
    file.save(changes_of(edit, project))
    file.close()
    with database(path) as connection:
        assert connection.execute("SELECT count(*) FROM provenance").fetchone()[0] == count


def test_the_handle_can_be_used_by_another_thread(tmp_path):
    project = make_project()
    file = ProjectFile.create(tmp_path / "p.annot", project)
    edit = SetObservations(1, {2: None})
    edit.apply(project)
    thread = threading.Thread(target=lambda: file.save(changes_of(edit, project)))
    thread.start()
    thread.join()
    file.close()
    assert load_project(file.path)[0] == project


def test_nothing_is_left_beside_a_closed_file(tmp_path):
    path = write_project(tmp_path / "p.annot")
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_saving_after_closing_is_refused(tmp_path):
    project = make_project()
    file = ProjectFile.create(tmp_path / "p.annot", project)
    file.close()
    file.close()
    with pytest.raises(ProjectFileError, match="is closed"):
        file.save(changes_of(SetObservations(1, {0: None}), project))


# Two windows, and the end of a process


def test_a_second_window_is_refused_and_told_what_to_do(tmp_path):
    path = tmp_path / "p.annot"
    file = ProjectFile.create(path, make_project())
    with pytest.raises(ProjectLockedError, match=r"open in another window .*close it"):
        ProjectFile.open(path)
    file.close()
    ProjectFile.open(path).file.close()


def test_a_link_to_the_file_is_the_same_file(tmp_path):
    path = tmp_path / "p.annot"
    (tmp_path / "link.annot").symlink_to(path)
    file = ProjectFile.create(path, make_project())
    with pytest.raises(ProjectLockedError):
        ProjectFile.open(tmp_path / "link.annot")
    file.close()


KILLED_WRITER = """
import os, signal, sys
from pathlib import Path
from annotator.core.edits import SetObservations
from annotator.core.project import Observation, Origin
from annotator.formats.project_file import ProjectFile, changes_of
file, project, _ = ProjectFile.open(Path(sys.argv[1]))
for index in range(1, 6):
    edit = SetObservations(1, {index: Observation(None, Origin.MANUAL, score=index / 8)})
    edit.apply(project)
    file.save(changes_of(edit, project))
file._connection.execute("BEGIN IMMEDIATE")
file._connection.execute("DELETE FROM observation")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_process_loses_no_saved_edit_and_leaves_no_lock(tmp_path):
    path = write_project(tmp_path / "p.annot")
    killed = subprocess.run([sys.executable, "-c", KILLED_WRITER, str(path)], check=False)
    assert killed.returncode < 0
    assert (tmp_path / "p.annot.lock").exists()
    expected = {i: o for i, o in rich_project().tracks[1].observations.items() if i == 0}
    expected |= {i: Observation(None, Origin.MANUAL, score=i / 8) for i in range(1, 6)}
    assert load_project(path)[0].tracks[1].observations == expected
    file, project, problems = ProjectFile.open(path)
    file.close()
    assert project.tracks[1].observations == expected
    assert problems == ()


# Copies


def test_a_copy_is_complete_and_replaces_only_when_it_is(tmp_path):
    project = make_project()
    file = ProjectFile.create(tmp_path / "p.annot", project)
    edit = SetObservations(1, {2: None})
    edit.apply(project)
    file.save(changes_of(edit, project))
    copy = tmp_path / "copy.annot"
    copy.write_text("older")
    file.save_copy(copy)
    file.close()
    opened = ProjectFile.open(copy)
    opened.file.close()
    assert opened.project == project


def test_a_copy_onto_itself_or_an_open_project_is_refused(tmp_path):
    file = ProjectFile.create(tmp_path / "p.annot", make_project())
    other = ProjectFile.create(tmp_path / "q.annot", make_project())
    with pytest.raises(ProjectFileError, match="another name"):
        file.save_copy(tmp_path / "p.annot")
    with pytest.raises(ProjectLockedError):
        file.save_copy(tmp_path / "q.annot")
    with pytest.raises(ProjectFileError, match="does not exist"):
        file.save_copy(tmp_path / "no" / "r.annot")
    other.close()
    file.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["p.annot", "q.annot"]


def test_creating_never_replaces(tmp_path):
    path = write_project(tmp_path / "p.annot")
    with pytest.raises(ProjectFileError, match="exists already"):
        ProjectFile.create(path, make_project())
    assert load_project(path)[0] == rich_project()


# Versions


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


# Files that are something else, or damaged


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


# Disks and folders that say no


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
