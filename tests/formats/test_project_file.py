"""The project file: what is saved is what was there; two windows; copies."""

import subprocess
import sys
import threading

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.edits import (
    AddTrack,
    Compound,
    RemoveTrack,
    ReorderTracks,
    SetMedia,
    SetObservations,
)
from annotator.core.frames import VideoInfo
from annotator.core.geometry import RotatedBox
from annotator.core.project import MediaRef, Observation, Origin, Track
from annotator.formats.project_file import (
    ProjectFile,
    ProjectFileError,
    ProjectLockedError,
    changes_of,
    load_project,
)
from tests.core.strategies import edits_for, new_project
from tests.formats.projects import make_project, rich_project
from tests.formats.saved import database, write_project


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
