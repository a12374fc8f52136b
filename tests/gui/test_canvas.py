"""The canvas: picture and masks of one frame, zoom, pan, and repainting no more than needed."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.edits import SetObservations
from annotator.core.project import Observation, Origin
from annotator.gui.brush import PixelRect
from annotator.gui.canvas import Canvas
from tests.fakes import FakeSource
from tests.gui.canvas_helpers import (
    add_track,
    at,
    color_at,
    drag,
    image_point,
    move,
    open_canvas,
    wait_for_frame,
    wheel,
)


@pytest.fixture
def session(make_session):
    return make_session(frame_count=30, size=(96, 64))


@pytest.fixture
def canvas(qtbot, session):
    return open_canvas(qtbot, session)


def key(canvas, which, *, press):
    kind = QEvent.Type.KeyPress if press else QEvent.Type.KeyRelease
    QApplication.sendEvent(canvas, QKeyEvent(kind, which, Qt.KeyboardModifier.NoModifier))


# -- zoom and pan ---------------------------------------------------------------------------


def test_a_new_clip_is_shown_whole_and_centred(canvas):
    left, top = canvas.view.to_view(0, 0)
    right, bottom = canvas.view.to_view(96, 64)
    assert left >= 12
    assert top >= 12
    assert left == pytest.approx(420 - right, abs=1)
    assert top == pytest.approx(300 - bottom, abs=1)


def test_a_picture_that_came_before_the_canvas_is_shown(qtbot, make_session):
    session = make_session()
    qtbot.waitUntil(lambda: session.current_image is not None)
    canvas = Canvas(session)
    qtbot.addWidget(canvas)
    assert canvas.frame_index == 0


def test_the_wheel_zooms_at_the_pointer(canvas):
    point = at(canvas, 20, 40)
    before = image_point(canvas, point)
    scale = canvas.view.scale
    wheel(canvas, point, 2)
    assert canvas.view.scale == pytest.approx(scale * 1.25**2)
    assert image_point(canvas, point) == pytest.approx(before, abs=1 / canvas.view.scale)
    wheel(canvas, point, -2)
    assert canvas.view.scale == pytest.approx(scale)


def test_the_middle_button_pans(canvas):
    wheel(canvas, QPoint(200, 150), 4)
    before = canvas.view
    drag(canvas, QPoint(200, 150), QPoint(230, 140), button=Qt.MouseButton.MiddleButton)
    assert (canvas.view.origin_x - before.origin_x, canvas.view.origin_y - before.origin_y) == (
        30,
        -10,
    )
    assert canvas.view.scale == before.scale


def test_a_tap_on_space_plays_and_pauses(qtbot, session, canvas):
    with qtbot.waitSignal(session.playing_changed):
        key(canvas, Qt.Key.Key_Space, press=True)
        key(canvas, Qt.Key.Key_Space, press=False)
    assert session.is_playing
    with qtbot.waitSignal(session.playing_changed):
        QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert not session.is_playing


def test_space_with_a_drag_pans_and_does_not_play(session, canvas):
    wheel(canvas, QPoint(200, 150), 4)
    before = canvas.view
    key(canvas, Qt.Key.Key_Space, press=True)
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    drag(canvas, QPoint(200, 150), QPoint(180, 150))
    key(canvas, Qt.Key.Key_Space, press=False)
    assert canvas.view.origin_x == before.origin_x - 20
    assert not session.is_playing
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_fit_survives_resizing_until_the_person_zooms(canvas):
    canvas.resize(800, 600)
    assert canvas.view.scale == pytest.approx(min(776 / 96, 576 / 64))
    canvas.zoom_to_pixels()
    assert canvas.view.scale == 1
    canvas.resize(500, 400)
    assert canvas.view.scale == 1
    canvas.fit()
    assert canvas.view.scale == pytest.approx(min(476 / 96, 376 / 64))


# -- which frame ----------------------------------------------------------------------------


class SlowSource(FakeSource):
    """Waits before it decodes frame 5."""

    may_decode = threading.Event()

    def read(self, frame_index):
        if frame_index == 5:
            self.may_decode.wait(60)
        return super().read(frame_index)

    def another(self):
        return SlowSource(10, (96, 64))


def test_masks_and_picture_are_of_the_same_frame(qtbot, make_session):
    SlowSource.may_decode.clear()
    session = make_session(opener=lambda _path: SlowSource(10, (96, 64)))
    canvas = open_canvas(qtbot, session)
    session.select_track(add_track(session, {0: (10, 10, 20, 20), 5: (60, 30, 20, 20)}))
    session.settings.opacity = 1.0
    session.go_to_frame(5)
    # The playhead has moved, the picture has not come yet: frame 0 stays, with its masks.
    assert session.current_frame == 5
    assert canvas.frame_index == 0
    assert color_at(canvas, 20, 20).getRgb()[:3] == (230, 60, 0)
    SlowSource.may_decode.set()
    wait_for_frame(qtbot, canvas, 5)
    assert color_at(canvas, 20, 20).getRgb()[:3] != (230, 60, 0)
    assert color_at(canvas, 70, 40).getRgb()[:3] == (230, 60, 0)


def test_closing_clears_the_canvas(session, canvas):
    add_track(session, {0: (10, 10, 20, 20)})
    session.close_project()
    assert canvas.frame_index is None
    assert color_at(canvas, 20, 20).lightness() < 30


def test_a_missing_video_is_told_where_it_should_be(qtbot, make_session, tmp_path):
    session = make_session(frame_count=10)
    path = session.project_path
    session.close_project()
    (tmp_path / "clip.mp4").unlink()
    session.open_project(path)
    canvas = Canvas(session)
    qtbot.addWidget(canvas)
    canvas.resize(420, 300)
    assert canvas.frame_index is None
    image = canvas.grab(QRect(60, 130, 300, 40)).toImage()
    brightest = pixels_of(image)[..., :3].max()
    assert brightest > 100
    drag(canvas, QPoint(100, 100), QPoint(200, 200))
    assert session.project.tracks == {}


def test_hidden_tracks_are_not_shown(session, canvas):
    track_id = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(track_id)
    canvas.set_opacity(1.0)
    assert color_at(canvas, 20, 20).getRgb()[:3] == (230, 60, 0)
    session.update_track(track_id, is_shown=False)
    assert color_at(canvas, 20, 20).getRgb()[:3] != (230, 60, 0)


def test_holding_tab_looks_under_the_masks(session, canvas):
    session.select_track(add_track(session, {0: (10, 10, 20, 20)}))
    canvas.set_opacity(1.0)
    key(canvas, Qt.Key.Key_Tab, press=True)
    assert color_at(canvas, 20, 20).getRgb()[:3] != (230, 60, 0)
    key(canvas, Qt.Key.Key_Tab, press=False)
    assert color_at(canvas, 20, 20).getRgb()[:3] == (230, 60, 0)


def test_nothing_but_the_picture_is_left(session, canvas):
    bare = canvas.grab().toImage()
    session.select_track(add_track(session, {0: (10, 10, 20, 20)}))
    assert canvas.grab().toImage() != bare
    key(canvas, Qt.Key.Key_Tab, press=True)
    assert canvas.grab().toImage() == bare
    key(canvas, Qt.Key.Key_Tab, press=False)
    canvas.set_shows_masks(False)
    assert canvas.grab().toImage() == bare


def test_the_topmost_object_wins_under_the_pointer(session, canvas):
    below = add_track(session, {0: (10, 10, 40, 40)})
    above = add_track(session, {0: (30, 10, 40, 40)})
    assert canvas.track_at(15.5, 15.5) == below
    assert canvas.track_at(40.5, 15.5) == above
    assert canvas.track_at(5, 5) is None
    session.update_track(above, is_shown=False)
    assert canvas.track_at(40.5, 15.5) == below


def test_the_pixel_under_the_pointer_is_told(qtbot, canvas):
    told = []
    canvas.pointer_moved.connect(told.append)
    point = at(canvas, 33.5, 21.5)
    move(canvas, point)
    x, y = image_point(canvas, point)
    assert told == [(int(x), int(y))]
    move(canvas, QPoint(0, 0))
    assert told[-1] is None


def pixels_of(image):
    """(height, width, 4) uint8."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), -1, 4)[:, : image.width()].copy()


# -- repainting -----------------------------------------------------------------------------


class Repaints(QObject):
    """Remembers where the canvas was repainted."""

    def __init__(self, canvas):
        super().__init__()
        self.rects = []
        canvas.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.rects.append(event.region().boundingRect())
        return False


def test_an_edit_of_another_frame_repaints_nothing(qtbot, session, canvas):
    track_id = add_track(session, {0: (10, 10, 20, 20)})
    QApplication.processEvents()
    repaints = Repaints(canvas)
    mask = session.project.tracks[track_id].observations[0].mask
    session.do(SetObservations(track_id, {7: Observation(mask, Origin.PROPAGATED)}))
    QApplication.processEvents()
    assert repaints.rects == []
    session.do(SetObservations(track_id, {0: None}))
    QApplication.processEvents()
    assert repaints.rects


def test_a_change_of_few_pixels_repaints_only_around_them(canvas):
    QApplication.processEvents()
    repaints = Repaints(canvas)
    canvas.update_pixels(PixelRect(40, 30, 42, 31))
    QApplication.processEvents()
    assert len(repaints.rects) == 1
    scale = canvas.view.scale
    assert repaints.rects[0].width() <= 2 * scale + 12
    assert repaints.rects[0].height() <= 1 * scale + 12
    assert repaints.rects[0].contains(at(canvas, 41, 30.5))


@pytest.mark.parametrize("scale", [0.6, 1.0, 1.7, 3.3, 9.0])
def test_a_part_repainted_looks_as_in_a_full_repaint(session, canvas, scale):
    add_track(session, {0: (10, 10, 20, 20)})
    add_track(session, {0: (20, 20, 40, 30)})
    session.select_track(1)
    canvas._zoom(scale, canvas._middle())
    whole = canvas.grab().toImage()
    rect = QRect(150, 90, 71, 53)
    part = canvas.grab(rect).toImage()
    difference = pixels_of(part).astype(int) - pixels_of(whole.copy(rect))
    # Smooth scaling rounds a little differently when it starts elsewhere.
    assert np.abs(difference).max() <= (0 if scale in (1.0, 3.3, 9.0) else 3)


def test_panning_renders_no_mask_again(qtbot, session, canvas):
    add_track(session, {0: (10, 10, 20, 20)})
    canvas.grab()
    count = canvas.scene.overlays.rendered_count
    drag(canvas, QPoint(200, 150), QPoint(230, 140), button=Qt.MouseButton.MiddleButton)
    canvas.grab()
    assert canvas.scene.overlays.rendered_count == count


def test_the_selected_object_stands_out(session, canvas):
    first = add_track(session, {0: (10, 10, 20, 20)})
    add_track(session, {0: (60, 10, 20, 20)})

    def dark_rim(x):
        image = canvas.grab().toImage()
        point = at(canvas, x, 15)
        return min(image.pixelColor(point.x() + d, point.y()).lightness() for d in range(-3, 1))

    session.select_track(first)
    assert dark_rim(10) < dark_rim(60)


def test_opacity_and_outlines_are_settings(session, canvas):
    add_track(session, {0: (10, 10, 30, 30)})
    canvas.set_opacity(0.0)
    inside = color_at(canvas, 25, 25)
    canvas.set_opacity(1.0)
    assert color_at(canvas, 25, 25) != inside
    canvas.set_opacity(0.0)
    edge = at(canvas, 10, 25)
    outlined = canvas.grab().toImage().pixelColor(edge)
    canvas.set_shows_outlines(False)
    assert canvas.grab().toImage().pixelColor(edge) != outlined
    assert not session.settings.has_outline


def test_a_large_picture_zoomed_out_keeps_its_edges(qtbot, make_session):
    """Halved versions of the picture must not shift it."""
    session = make_session(frame_count=2, size=(1001, 667))
    canvas = open_canvas(qtbot, session, size=(260, 180))
    image = canvas.grab().toImage()
    left, top = canvas.view.to_view(0, 0)
    right, bottom = canvas.view.to_view(1001, 667)
    rows = np.arange(180)
    brightness = np.array([image.pixelColor(130, int(y)).lightness() for y in rows])
    shown = rows[brightness > 30]
    assert shown[0] == pytest.approx(top, abs=1)
    assert shown[-1] == pytest.approx(bottom, abs=1.5)
    columns = [x for x in range(260) if image.pixelColor(x, 90).lightness() > 30]
    assert columns[0] == pytest.approx(left, abs=1)
    assert columns[-1] == pytest.approx(right, abs=1.5)


def test_a_project_without_objects_begins_with_the_box_tool(qtbot, session, canvas):
    path = session.project_path
    assert canvas.tool.name == "select"
    session.close_project()
    session.open_project(path)
    assert canvas.tool.name == "box"
    add_track(session, {0: (10, 10, 20, 20)})
    canvas.set_tool("select")
    session.close_project()
    session.open_project(path)
    assert canvas.tool.name == "select"
