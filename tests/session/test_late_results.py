"""What workers still say of media that were closed or relinked meanwhile is not believed.

The order is certain: the window's event loop stands still until the other media are open, so what
the worker has sent waits in its queue.
"""

import threading

import pytest
from PySide6.QtCore import QCoreApplication

from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Direction
from tests.fakes import FakeSource, FakeTracker, Gate, square_mask, write_fake_media
from tests.session.helpers import WAIT_MS, Recorder, frozen, idle, wait_until

FRAMES = 40
TELLING = 30
"""Whoever reads this frame finds out that it is the last one."""
MASK = square_mask((10, 20, 12, 12))


class Miscounted(FakeSource):
    """Has fewer frames than its index says."""

    def __init__(self, was_read=None):
        super().__init__(FRAMES)
        self.was_read = was_read or threading.Event()

    def another(self):
        return Miscounted(self.was_read)

    def read(self, frame_index):
        image = super().read(frame_index)
        if frame_index == TELLING:
            self.correct_count(TELLING + 1)
            self.was_read.set()
        return image


@pytest.fixture
def source():
    return Miscounted()


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def session(make_session, source, gate):
    """An object with a mask on the frame before the one that tells."""

    def opener(path):
        return source if path.name == "clip.mp4" else FakeSource(FRAMES)

    made = make_session(opener=opener, tracker=FakeTracker(gate=gate))
    made.add_object(TELLING - 1, MASK, "Brush")
    return made


def open_other(session, tmp_path):
    """Another video of the same size, with a mask on its last frame."""
    session.open_media(write_fake_media(tmp_path / "other.mp4", b"another one"))
    session.add_object(FRAMES - 1, MASK, "Brush")


def assert_nothing_lost(session, qtbot):
    before = frozen(session)
    wait_until(qtbot, lambda: session.current_image is not None)
    QCoreApplication.processEvents()
    assert frozen(session) == before
    assert session.project.video.frame_count == FRAMES
    assert session.history.can_undo


def test_a_loader_corrects_the_video_it_shows(session, source, qtbot):
    session.go_to_frame(TELLING)
    wait_until(qtbot, lambda: session.project.video.frame_count == TELLING + 1)


def test_a_loader_does_not_correct_the_next_video(session, source, qtbot, tmp_path):
    session.go_to_frame(TELLING)
    assert source.was_read.wait(WAIT_MS / 1000)
    open_other(session, tmp_path)
    assert_nothing_lost(session, qtbot)


def test_a_run_corrects_its_video(session, gate, qtbot):
    gate.open()
    session.propagate(1, TELLING - 1, Direction.FORWARD, until=TELLING)
    wait_until(qtbot, idle(session))
    assert session.project.video.frame_count == TELLING + 1


def test_a_run_does_not_correct_the_next_video(session, source, gate, qtbot, tmp_path):
    gate.open()
    session.propagate(1, TELLING - 1, Direction.FORWARD, until=TELLING)
    assert source.was_read.wait(WAIT_MS / 1000)
    open_other(session, tmp_path)
    assert_nothing_lost(session, qtbot)


def test_a_run_does_not_correct_the_relinked_video(session, source, gate, qtbot, tmp_path):
    session.propagate(1, TELLING - 1, Direction.FORWARD)
    assert source.was_read.wait(WAIT_MS / 1000)
    session.relink_media(write_fake_media(tmp_path / "other.mp4", b"another one"), force=True)
    session.add_object(FRAMES - 1, MASK, "Brush")
    gate.open()
    for thread in session._board._threads:
        thread.wait()
    assert_nothing_lost(session, qtbot)


def test_relinked_media_are_there_when_they_are_announced(session, tmp_path):
    """Whoever hears of them, as the filmstrip, takes its pictures from the new ones."""
    names = []

    def opener(path):
        made = FakeSource(FRAMES)
        made.name = lambda _: path.name
        made.another = lambda: made
        return made

    session._source_opener = opener
    session.edited.connect(lambda edit: names.append(session.source_factory().name(0)))
    session.relink_media(write_fake_media(tmp_path / "other.mp4", b"another one"), force=True)
    assert names == ["other.mp4"]


def test_trouble_with_saving_a_closed_project_is_not_told_of_the_next(
    make_session, qtbot, tmp_path, monkeypatch
):
    session = make_session()
    session.add_object(3, MASK, "Brush")
    wait_until(qtbot, lambda: session.saved_state == "saved")

    def refuse(changes):
        raise AnnotatorError("Cannot save: the disk is full.")

    monkeypatch.setattr(session._open.document._writer._file, "save", refuse)
    session.add_object(4, MASK, "Brush")
    notices = Recorder(session.notified)
    session.open_media(write_fake_media(tmp_path / "other.mp4", b"another one"))
    assert ["could not be saved" in notice.text for notice in notices.values] == [True]
    states = Recorder(session.saved_state_changed)
    QCoreApplication.processEvents()
    assert states.values == []
    assert len(notices.values) == 1


def test_another_project_opens_while_the_network_is_loading(make_session, qtbot, tmp_path):
    """The window would stand still as long as the libraries take."""
    may_load, is_loading = threading.Event(), threading.Event()

    def build(_settings):
        is_loading.set()
        assert may_load.wait(WAIT_MS / 1000), "opening has waited for the network"
        return FakeTracker()

    session = make_session()
    session._trackers._builder = build
    session.prepare_tracker()
    assert is_loading.wait(WAIT_MS / 1000)
    session.open_media(write_fake_media(tmp_path / "other.mp4", b"another one"))
    assert [job.kind for job in session.jobs] == ["load"]
    notices = Recorder(session.notified)
    may_load.set()
    wait_until(qtbot, idle(session))
    assert notices.values == []
    assert session._trackers.current().checkpoint_name == "fake"


def test_a_box_that_waits_for_the_network_keeps_no_project_open(make_session, qtbot, tmp_path):
    """Nor does it learn of its mask when the network has come."""
    may_load, is_loading = threading.Event(), threading.Event()

    def build(_settings):
        is_loading.set()
        assert may_load.wait(WAIT_MS / 1000), "closing has waited for the network"
        return FakeTracker()

    session = make_session()
    session._trackers._builder = build
    notices = Recorder(session.notified)
    session.start_track(Box(10, 20, 12, 12), 0)
    assert is_loading.wait(WAIT_MS / 1000)
    session.open_media(write_fake_media(tmp_path / "other.mp4", b"another one"))
    assert session._board._threads == []
    session.start_track(Box(10, 20, 12, 12), 3)
    session.stop()
    assert session.jobs == ()
    track_id = session.start_track(Box(10, 20, 12, 12), 5)
    may_load.set()
    wait_until(qtbot, idle(session))
    frames = [sorted(one.observations) for one in session.project.tracks.values()]
    assert frames == [[], [5]]
    assert session.project.observation(track_id, 5).provenance.checkpoint == "fake"
    assert notices.values == []


def test_the_network_is_waited_for_last_of_all(make_session, qtbot):
    """Everything is saved and let go of by then."""
    may_load, is_loading = threading.Event(), threading.Event()
    at_the_end = []

    def build(_settings):
        is_loading.set()
        assert may_load.wait(WAIT_MS / 1000)
        return FakeTracker()

    session = make_session()
    session._trackers._builder = build
    close = session._trackers.close

    def closing():
        at_the_end.append((session.project, list(session._board._threads)))
        may_load.set()
        close()

    session._trackers.close = closing
    session.prepare_tracker()
    session.start_track(Box(10, 20, 12, 12), 0)
    assert is_loading.wait(WAIT_MS / 1000)
    session.shutdown()
    assert at_the_end == [(None, [])]


def test_a_closed_review_queue_ranks_no_more(session, qtbot):
    """The end of its worker, which is told after closing, must not start another one."""
    queue = session._open.review
    queue._rank()
    session.add_object(3, MASK, "Brush")  # while it ranks: to be ranked next
    session.close_project()
    QCoreApplication.processEvents()
    assert not queue._timer.isActive()
    assert not queue.is_ranking
