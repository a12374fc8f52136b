"""The project writer: order, failures told once, retries, closing."""

import threading

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.formats.project_file import Changes, load_project
from annotator.session.project_writer import ProjectWriter
from tests.fakes import square_mask
from tests.session.helpers import Recorder, frozen, started_track, wait_until


class FakeFile:
    """Remembers what was saved; fails while it is `broken`."""

    def __init__(self):
        self.saved = []
        self.broken = threading.Event()
        self.tries = 0
        self.closed_in = None

    def save(self, changes):
        self.tries += 1
        if self.broken.is_set():
            raise AnnotatorError("Cannot save: the disk is full; free some space.")
        self.saved.append(changes.label)

    def close(self):
        self.closed_in = threading.get_ident()


@pytest.fixture
def file():
    return FakeFile()


@pytest.fixture
def writer(qapp, file):
    made = ProjectWriter(file)
    made.start()
    yield made
    file.broken.clear()
    made.close_file()


def test_changes_are_saved_in_order_by_the_writers_thread(writer, file, qtbot):
    saved = Recorder(writer.saved)
    for number in range(50):
        assert writer.put(Changes(str(number))) == number + 1
    wait_until(qtbot, lambda: writer.pending_count == 0)
    assert file.saved == [str(number) for number in range(50)]
    wait_until(qtbot, lambda: saved.values == list(range(1, 51)))
    writer.close_file()
    assert file.closed_in not in (None, threading.get_ident())


def test_a_failure_is_told_once_and_saving_goes_on_when_it_can(writer, file, qtbot):
    failures, recoveries = Recorder(writer.failed), Recorder(writer.recovered)
    file.broken.set()
    for number in range(3):
        writer.put(Changes(str(number)))
    wait_until(qtbot, lambda: file.tries == 1)
    for tries in (2, 3):
        writer.retry()
        wait_until(qtbot, lambda expected=tries: file.tries == expected)
    assert writer.pending_count == 3
    file.broken.clear()
    writer.retry()
    wait_until(qtbot, lambda: writer.pending_count == 0)
    assert file.saved == ["0", "1", "2"]
    assert failures.values == ["Cannot save: the disk is full; free some space."]
    wait_until(qtbot, lambda: len(recoveries.values) == 1)


def test_closing_tries_once_more_and_says_what_is_lost(writer, file, qtbot):
    file.broken.set()
    writer.put(Changes("a"))
    writer.put(Changes("b"))
    wait_until(qtbot, lambda: file.tries == 1)
    assert writer.close_file() == 2
    assert file.closed_in is not None


def test_closing_saves_everything_that_is_queued(writer, file):
    for number in range(200):
        writer.put(Changes(str(number)))
    assert writer.close_file() == 0
    assert len(file.saved) == 200


def test_a_writer_that_never_ran_closes_its_file(qapp, file):
    ProjectWriter(file).close_file()
    assert file.closed_in == threading.get_ident()


@pytest.fixture
def failing(make_session, qtbot, monkeypatch):
    """A session with one object, whose disk can be made full with the switch."""
    session = make_session()
    started_track(session, qtbot, frame=0)
    wait_until(qtbot, lambda: session.saved_state == "saved")
    file = session._open.document._writer._file
    switch, save = threading.Event(), file.save

    def save_or_fail(changes):
        if switch.is_set():
            raise AnnotatorError("Cannot save: the disk is full.")
        save(changes)

    monkeypatch.setattr(file, "save", save_or_fail)
    return session, switch


def test_while_saving_fails_edits_stay_and_are_saved_later(failing, qtbot):
    session, is_full = failing
    states, notices = Recorder(session.saved_state_changed), Recorder(session.notified)
    is_full.set()
    for frame in (1, 2, 3):
        session.set_mask(1, frame, square_mask((frame, 1, 5, 5)), "Brush stroke")
    wait_until(qtbot, lambda: session.saved_state.startswith("error"))
    session.set_mask(1, 4, square_mask((4, 1, 5, 5)), "Brush stroke")
    assert session.saved_state.startswith("error")
    assert session.has_unsaved_changes
    assert len(session.project.track(1).observations) == 5
    is_full.clear()
    session.retry_saving()
    wait_until(qtbot, lambda: session.saved_state == "saved")
    assert not session.has_unsaved_changes
    assert [notice.level for notice in notices.values] == ["error", "info"]
    assert "disk is full" in notices.values[0].text
    assert states.values[0] == "saving"
    content = frozen(session)
    assert load_project(session.project_path)[0] == content


def test_what_is_only_queued_is_not_unsaved(make_session, qtbot):
    session = make_session()
    session.start_track(Box(5, 5, 9, 9), 0)
    assert session.saved_state == "saving"
    assert not session.has_unsaved_changes


def test_closing_while_saving_fails_says_so(failing, qtbot):
    session, is_full = failing
    is_full.set()
    session.set_mask(1, 1, square_mask((1, 1, 5, 5)), "Brush stroke")
    wait_until(qtbot, lambda: session.saved_state.startswith("error"))
    notices = Recorder(session.notified)
    session.close_project()
    assert [notice.level for notice in notices.values] == ["error"]
    assert "1 change" in notices.values[0].text


def test_a_copy_can_be_saved_elsewhere_while_the_disk_is_full(failing, qtbot, tmp_path):
    session, is_full = failing
    is_full.set()
    session.set_mask(1, 1, square_mask((1, 1, 5, 5)), "Brush stroke")
    session.save_copy(tmp_path / "rescue.annot")
    wait_until(qtbot, lambda: session.jobs == ())
    assert load_project(tmp_path / "rescue.annot")[0] == session.project
    is_full.clear()
    session.retry_saving()
