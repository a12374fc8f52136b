"""The filmstrip: off by default, made in the background, bounded, and gone with its video."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.core.errors import AnnotatorError
from annotator.gui.filmstrip import MAX_BYTES, STRIP_HEIGHT_PX, Filmstrip
from annotator.gui.timeline import TimelineWidget
from annotator.gui.timeline_layout import RULER_HEIGHT_PX, Area, FrameView
from annotator.session.thumbnails import ThumbnailLoader
from tests.conftest import running_qthreads
from tests.fakes import FakeSource, Gate, index_of
from tests.gui.canvas_helpers import add_track


@pytest.fixture
def timeline(qtbot, make_session):
    session = make_session(frame_count=300)
    add_track(session, {0: (5, 5, 20, 20)})
    widget = TimelineWidget(session)
    qtbot.addWidget(widget)
    widget.resize(900, 300)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.setFocus()
    yield widget
    widget.filmstrip.close()


def is_complete(timeline):
    strip = timeline.filmstrip
    wanted = strip.frames(timeline.frame_view)
    return len(wanted) > 3 and all(frame in strip._images for frame in wanted)


def test_it_is_off_and_has_no_thread_until_it_is_wanted(timeline):
    assert timeline.lane_stack.strip_height_px == 0
    assert not timeline.filmstrip.is_open
    assert not any("Thumbnail" in name for name in running_qthreads())


def test_it_fills_and_pushes_the_lanes_down(timeline, qtbot):
    QTest.keyClick(timeline, Qt.Key.Key_Slash)
    assert timeline.lane_stack.top_of(0) == RULER_HEIGHT_PX + STRIP_HEIGHT_PX
    assert timeline.lane_stack.lane_at(RULER_HEIGHT_PX + STRIP_HEIGHT_PX - 1) is None
    hit = timeline.lane_stack.hit(timeline.frame_view, 400, RULER_HEIGHT_PX + 10)
    assert hit.area is Area.RULER
    qtbot.waitUntil(lambda: is_complete(timeline))
    shown = timeline.viewport().grab().toImage()
    row = {shown.pixelColor(x, RULER_HEIGHT_PX + 25).name() for x in range(170, 880, 3)}
    assert len(row) > 10
    QTest.keyClick(timeline, Qt.Key.Key_Slash)
    assert not timeline.filmstrip.is_open
    assert timeline.filmstrip.size_bytes == 0


def test_zooming_asks_for_the_frames_in_sight(timeline, qtbot):
    timeline.filmstrip_action.trigger()
    timeline.set_frame_view(FrameView(300, 100.0, 48.0, timeline.frame_view.width_px))
    assert timeline.filmstrip.step(timeline.frame_view) == 2
    qtbot.waitUntil(lambda: is_complete(timeline))


def test_closing_the_project_ends_it_and_the_next_one_begins_anew(timeline, qtbot, tmp_path):
    timeline.filmstrip_action.trigger()
    qtbot.waitUntil(lambda: is_complete(timeline))
    session = timeline._session
    path = session.media_path
    session.close_project()
    assert not timeline.filmstrip.is_open
    session.open_media(path)
    qtbot.waitUntil(lambda: is_complete(timeline))


@pytest.mark.parametrize("px_per_frame", [0.01, 0.3, 1.0, 5.0, 48.0])
def test_the_grid_does_not_move_when_it_is_scrolled(qapp, px_per_frame):
    strip = Filmstrip()
    view = FrameView(100_000, 50_000.0, px_per_frame, 800).clamped()
    step = strip.step(view)
    assert step * px_per_frame >= strip.thumbnail_width_px or step == 1
    frames = set(strip.frames(view))
    scrolled = set(strip.frames(view.scrolled(40)))
    if view.scrolled(40) != view:
        assert len(frames & scrolled) >= len(frames) - 2
    assert all(frame % step == 0 for frame in frames)
    assert len(frames) <= 12


def test_memory_is_bounded(qapp):
    strip = Filmstrip()
    picture = np.zeros((200, 400, 3), np.uint8)
    for frame in range(100):
        strip._on_made(frame, picture)
    assert strip.size_bytes <= MAX_BYTES
    assert 99 in strip._images
    assert 0 not in strip._images


class Keyed(FakeSource):
    """Every hundredth frame can be had at once."""

    def __init__(self, reads, gate):
        super().__init__(frame_count=400)
        self.reads, self.gate = reads, gate

    def read(self, frame_index):
        self.gate.pass_through()
        self.reads.append(frame_index)
        if frame_index == 13:
            raise AnnotatorError("Frame 13 cannot be decoded.")
        return super().read(frame_index)

    def nearest_keyframe(self, frame_index):
        return round(frame_index / 100) * 100

    def read_nearest_keyframe(self, frame_index):
        frame = self.nearest_keyframe(frame_index)
        return frame, FakeSource.read(self, frame)


def made_by(loader, qtbot, count):
    made = []
    loader.made.connect(lambda frame, image: made.append((frame, image)))
    loader.start()
    qtbot.waitUntil(lambda: len(made) >= count)
    loader.close()
    return made


def test_a_keyframe_will_do_where_nobody_could_tell(qapp, qtbot):
    reads, gate = [], Gate()
    gate.open()
    loader = ThumbnailLoader(lambda: Keyed(reads, gate), 32)
    loader.request([90, 150], reach=20)
    made = made_by(loader, qtbot, 2)
    assert [frame for frame, _ in made] == [90, 150]
    assert reads == [150]
    assert made[0][1].shape == (32, 48, 3)


def test_what_is_not_wanted_any_more_is_not_made(qapp, qtbot):
    reads, gate = [], Gate()
    loader = ThumbnailLoader(lambda: Keyed(reads, gate), 64)
    loader.request([5, 6, 7], reach=0)
    made = []
    loader.made.connect(lambda frame, image: made.append((frame, index_of(image))))
    loader.start()
    qtbot.waitUntil(gate.waiting.is_set)
    loader.request([13, 30], reach=0)
    gate.open()
    qtbot.waitUntil(lambda: bool(made) and made[-1] == (30, 30))
    loader.close()
    assert reads == [5, 13, 30]  # 13 is damaged: passed over


def test_a_source_that_cannot_be_opened_leaves_the_strip_empty(qapp, qtbot, caplog):
    def refuse():
        raise AnnotatorError("It is gone.")

    loader = ThumbnailLoader(refuse, 32)
    loader.request([1], reach=0)
    loader.start()
    assert loader.wait()
    assert "no thumbnails" in caplog.text


def test_page_keys_go_by_what_is_on_screen(timeline):
    session = timeline._session
    timeline.set_frame_view(FrameView(300, 0.0, 10.0, timeline.frame_view.width_px))
    page = round(timeline.frame_view.visible_frames)
    QTest.keyClick(timeline, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
    assert session.current_frame == page
    QTest.keyClick(timeline, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
    assert session.current_frame == 0
    QTest.keyClick(timeline, Qt.Key.Key_Asterisk)
    assert timeline.frame_view.is_fitted
