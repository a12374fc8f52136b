"""Opening, reopening, moving and copying projects and their media."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.project import Direction
from annotator.formats.project_file import ProjectFile, ProjectLockedError, load_project
from annotator.session.opening import MediaChangedError, project_path_beside, recount
from tests.fakes import FakeSource, fake_opener, square_mask, write_fake_media
from tests.session.helpers import (
    Recorder,
    frozen,
    idle,
    propagated_frames,
    started_track,
    wait_until,
)

OTHER = b"another clip altogether"


@pytest.fixture
def labelled(make_session, qtbot, tmp_path):
    """A closed project with one object on some frames; its content."""
    session = make_session()
    track_id = started_track(session, qtbot, frame=0)
    session.propagate(track_id, 0, Direction.FORWARD, until=6)
    wait_until(qtbot, idle(session))
    content = frozen(session)
    session.close_project()
    return content


def test_media_get_a_project_beside_them(make_session, tmp_path):
    session = make_session()
    assert session.project_path == tmp_path / "clip.annot"
    assert session.media_path == tmp_path / "clip.mp4"
    assert session.project.video.frame_count == 40
    assert [category.name for category in session.project.categories.values()] == ["object"]
    assert session.settings.recent_files == (tmp_path / "clip.annot",)


def test_reopening_brings_back_exactly_what_was_in_memory(make_session, labelled, tmp_path):
    session = make_session(media=False)
    session.open_media(tmp_path / "clip.mp4")
    assert frozen(session) == labelled
    session.close_project()
    session.open_project(tmp_path / "clip.annot")
    assert frozen(session) == labelled
    assert session.media_path == tmp_path / "clip.mp4"


def test_reopening_goes_on_where_it_was_closed(make_session, labelled, qtbot, tmp_path):
    session = make_session(media=False)
    session.open_project(tmp_path / "clip.annot")
    started_track(session, qtbot, frame=3)
    session.go_to_frame(17)
    session.select_track(2)
    session.close_project()
    session.open_media(tmp_path / "clip.mp4")
    assert (session.current_frame, session.selected_track_id) == (17, 2)
    wait_until(qtbot, lambda: session.current_image is not None)
    session.delete_track(2)
    session.go_to_frame(39)
    session.close_project()
    session.settings.remember_place(tmp_path / "clip.annot", 4000, 2)  # as another copy had it
    session.open_project(tmp_path / "clip.annot")
    assert (session.current_frame, session.selected_track_id) == (39, 1)


def test_opening_and_closing_are_announced_when_they_are_done(make_session, tmp_path):
    session = make_session(media=False)
    log = []
    opened = Recorder(session.opened, lambda _: log.append(("opened", session.media_path)))
    edited = Recorder(session.edited)
    closed = Recorder(session.closed, lambda _: log.append(("closed", session.project)))
    path = write_fake_media(tmp_path / "clip.mp4")
    session.open_media(path)
    session.go_to_frame(9)
    session.close_project()
    session.close_project()
    assert log == [("opened", path), ("closed", None)]
    assert (len(opened.values), len(edited.values), len(closed.values)) == (1, 0, 1)
    assert (session.current_frame, session.current_image) == (0, None)


def test_opening_what_is_open_changes_nothing(make_session, tmp_path):
    session = make_session()
    project = session.project
    session.open_media(tmp_path / "clip.mp4")
    session.open_project(tmp_path / "clip.annot")
    assert session.project is project


def test_a_second_window_on_the_same_project_is_refused(make_session):
    first = make_session()
    with pytest.raises(ProjectLockedError, match="open in another window"):
        make_session()
    assert first.project is not None


def test_what_cannot_be_opened_leaves_the_open_project_alone(make_session, tmp_path):
    session = make_session()
    project = session.project
    broken = tmp_path / "broken.annot"
    broken.write_text("not a database")
    for path in (broken, tmp_path / "missing.annot", tmp_path):
        with pytest.raises(AnnotatorError):
            session.open_project(path)
    with pytest.raises(AnnotatorError):
        session.open_media(tmp_path / "missing.mp4")
    assert session.project is project
    assert session.project_path == tmp_path / "clip.annot"


def test_names_with_spaces_and_other_scripts(make_session, tmp_path):
    session = make_session(folder=tmp_path / "a b 視頻 🐕")
    path = session.project_path
    session.close_project()
    session.open_project(path)
    assert session.media_path.parent.name == "a b 視頻 🐕"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_told(make_session, tmp_path):
    folder = tmp_path / "locked"
    write_fake_media(folder / "clip.mp4")
    folder.chmod(0o555)
    try:
        with pytest.raises(AnnotatorError, match="may not be written to"):
            make_session(media=False).open_media(folder / "clip.mp4")
    finally:
        folder.chmod(0o755)


def test_the_project_may_lie_elsewhere(make_session, tmp_path):
    media = write_fake_media(tmp_path / "clip.mp4")
    elsewhere = tmp_path / "work" / "mine.annot"
    elsewhere.parent.mkdir()
    session = make_session(media=False)
    session.open_media(media, elsewhere)
    assert session.project_path == elsewhere
    assert not (tmp_path / "clip.annot").exists()


def test_two_clips_of_one_stem_get_two_projects(make_session, labelled, tmp_path):
    session = make_session(media=False)
    session.open_media(write_fake_media(tmp_path / "clip.avi", OTHER))
    assert session.project_path == tmp_path / "clip.avi.annot"
    assert session.project.tracks == {}
    session.close_project()
    session.open_media(tmp_path / "clip.avi")
    assert session.project_path == tmp_path / "clip.avi.annot"
    with pytest.raises(AnnotatorError, match="belongs to another video"):
        make_session(media=False).open_media(tmp_path / "clip.avi", tmp_path / "clip.annot")


def test_a_folder_and_its_project_stand_side_by_side(tmp_path):
    folder = tmp_path / "frames.v1"
    folder.mkdir()
    assert project_path_beside(folder) == tmp_path / "frames.v1.annot"
    assert project_path_beside(tmp_path / "clip.v1.mp4") == tmp_path / "clip.v1.annot"


def test_media_that_moved_with_the_project_are_found(make_session, labelled, tmp_path):
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("clip.mp4", "clip.annot"):
        shutil.move(tmp_path / name, moved / name)
    session = make_session(media=False)
    problems = Recorder(session.media_missing)
    session.open_project(moved / "clip.annot")
    assert problems.values == []
    assert session.media_path == moved / "clip.mp4"
    assert Path(session.project.media.path) == moved / "clip.mp4"
    session.close_project()
    stored, _ = load_project(moved / "clip.annot")
    assert Path(stored.media.path) == moved / "clip.mp4"


def test_missing_media_leave_the_project_open_until_they_are_relinked(
    make_session, labelled, qtbot, tmp_path
):
    away = tmp_path / "away" / "renamed.mp4"
    away.parent.mkdir()
    shutil.move(tmp_path / "clip.mp4", away)
    session = make_session(media=False)
    problems = Recorder(session.media_missing)
    session.open_project(tmp_path / "clip.annot")
    assert [problem.kind for problem in problems.values] == ["missing"]
    assert session.media_problem is problems.values[0]
    assert session.project.tracks == labelled.tracks
    session.go_to_frame(12)
    assert session.current_frame == 12
    session.play()
    assert not session.is_playing
    with pytest.raises(AnnotatorError, match="relink"):
        session.propagate(1, 6, Direction.FORWARD)
    session.relink_media(away)
    assert session.media_problem is None
    assert session.media_path == away
    wait_until(qtbot, lambda: session.current_image is not None)
    session.propagate(1, 6, Direction.FORWARD, until=9)
    wait_until(qtbot, idle(session))
    assert propagated_frames(session, 1) == list(range(1, 10))


def test_changed_media_are_noticed_and_relinked_only_by_force(make_session, labelled, tmp_path):
    write_fake_media(tmp_path / "clip.mp4", OTHER)
    session = make_session(media=False)
    problems = Recorder(session.media_missing)
    session.open_project(tmp_path / "clip.annot")
    assert [problem.kind for problem in problems.values] == ["changed"]
    with pytest.raises(MediaChangedError, match="not the video"):
        session.relink_media(tmp_path / "clip.mp4")
    assert session.media_path is None
    session.relink_media(tmp_path / "clip.mp4", force=True)
    assert session.media_path == tmp_path / "clip.mp4"
    session.close_project()
    session.open_media(tmp_path / "clip.mp4")
    assert session.media_problem is None
    assert session.project.tracks == labelled.tracks


def test_opening_changed_media_finds_their_project_and_says_so(make_session, labelled, tmp_path):
    write_fake_media(tmp_path / "clip.mp4", OTHER)
    session = make_session(media=False)
    problems = Recorder(session.media_missing)
    session.open_media(tmp_path / "clip.mp4")
    assert session.project_path == tmp_path / "clip.annot"
    assert [problem.kind for problem in problems.values] == ["changed"]


def test_media_of_another_size_or_too_few_frames_are_never_accepted(
    make_session, labelled, tmp_path
):
    shutil.move(tmp_path / "clip.mp4", tmp_path / "gone.mp4")
    other = write_fake_media(tmp_path / "other.mp4", OTHER)
    for opener, message in (
        (fake_opener(size=(80, 60)), "80 × 60"),
        (fake_opener(frame_count=5), "has 5 frames, but frame 7 is annotated"),
    ):
        session = make_session(media=False, opener=opener)
        session.open_project(tmp_path / "clip.annot")
        with pytest.raises(AnnotatorError, match=message):
            session.relink_media(other, force=True)
        assert session.project.tracks == labelled.tracks
        session.close_project()


def test_media_that_cannot_be_read_leave_the_project_open(make_session, labelled, tmp_path):
    def refuse(path):
        raise AnnotatorError("This is not a video; choose another file.")

    session = make_session(media=False, opener=refuse)
    problems = Recorder(session.media_missing)
    session.open_project(tmp_path / "clip.annot")
    assert [(p.kind, p.text) for p in problems.values] == [
        ("unreadable", "This is not a video; choose another file.")
    ]
    assert session.project.tracks == labelled.tracks


def test_a_copy_holds_everything_and_the_project_stays_where_it_is(
    make_session, labelled, qtbot, tmp_path
):
    session = make_session(media=False)
    session.open_project(tmp_path / "clip.annot")
    session.set_mask(1, 20, square_mask((3, 3, 5, 5)), "Brush stroke")
    notices = Recorder(session.notified)
    copy = tmp_path / "copy of it.annot"
    copy.write_text("an older copy")
    session.save_copy(copy)
    wait_until(qtbot, idle(session))
    assert notices.values[0].level == "info"
    file, project, _ = ProjectFile.open(copy)
    file.close()
    assert project == session.project
    assert session.project_path == tmp_path / "clip.annot"
    with pytest.raises(AnnotatorError, match="another name"):
        session.save_copy(tmp_path / "clip.annot")


def test_a_copy_that_cannot_be_written_is_told(make_session, qtbot, tmp_path):
    session = make_session()
    notices = Recorder(session.notified)
    session.save_copy(tmp_path / "no such folder" / "copy.annot")
    wait_until(qtbot, idle(session))
    assert [notice.level for notice in notices.values] == ["error"]


def test_closing_during_a_run_joins_the_thread_and_keeps_what_arrived(
    make_session, qtbot, tmp_path
):
    session = make_session(frame_count=300)
    track_id = started_track(session, qtbot, frame=0)
    session.propagate(track_id, 0, Direction.FORWARD)
    wait_until(qtbot, lambda: len(propagated_frames(session, track_id)) > 3)
    threads = list(session._board._threads)
    content = frozen(session)
    session.close_project()
    assert all(thread.isFinished() for thread in threads)
    stored, _ = load_project(tmp_path / "clip.annot")
    assert stored == content


def test_a_corrected_frame_count_is_taken_over_and_told(make_session, qtbot, tmp_path):
    session = make_session()
    track_id = started_track(session, qtbot, frame=0)
    session.propagate(track_id, 0, Direction.FORWARD)
    wait_until(qtbot, idle(session))
    session.go_to_frame(39)
    notices = Recorder(session.notified)
    session._playhead.video_measured.emit(replace(session.project.video, frame_count=30))
    assert session.project.video.frame_count == 30
    assert session.current_frame == 29
    assert propagated_frames(session, track_id) == list(range(1, 30))
    assert "30 frames, not 40" in notices.values[0].text
    assert not session.history.can_undo
    session.project.check()
    content = frozen(session)
    session.close_project()
    assert load_project(tmp_path / "clip.annot")[0] == content


def test_a_count_becomes_exact_without_fuss(make_session):
    session = make_session()
    notices = Recorder(session.notified)
    exact = replace(session.project.video, codec="h264")
    session._playhead.video_measured.emit(exact)
    assert session.project.video == exact
    assert notices.values == []


def test_an_index_read_again_does_not_undo_what_decoding_found():
    from annotator.core.project import Project

    exact = replace(FakeSource(30).info, is_count_exact=True)
    claimed = replace(exact, frame_count=33, is_count_exact=False)
    assert recount(Project(video=exact), claimed) is None
    assert recount(Project(video=claimed), exact) is not None
