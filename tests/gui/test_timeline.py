"""The timeline with real mouse, wheel and key events, over a real session with fakes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from annotator.core.edits import AddTrack, Compound, SetObservations, add_category
from annotator.core.geometry import Box
from annotator.core.project import (
    Category,
    Direction,
    Observation,
    Origin,
    Provenance,
    Track,
    Visibility,
)
from annotator.gui import lane_raster
from annotator.gui.timeline import TimelineWidget
from annotator.gui.timeline_layout import HEADER_WIDTH_PX, LANE_HEIGHT_PX, RULER_HEIGHT_PX
from annotator.gui.timeline_menu import TimelineMenu
from tests.fakes import FakeTracker, Gate, square_mask

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
FRAMES = 40
LANES_PX = 800
RED = (220, 40, 40)


def add_tracks(session, count: int) -> list[int]:
    project = session.project
    edits = [] if project.categories else [add_category(Category(1, "thing"))]
    first = project.next_track_id
    edits += [
        AddTrack(Track(number, f"Object {number}", 1, RED))
        for number in range(first, first + count)
    ]
    session.do(Compound(tuple(edits), "Add"))
    return list(range(first, first + count))


@pytest.fixture
def session(make_session):
    return make_session(frame_count=FRAMES)


@pytest.fixture
def timeline(session, qtbot):
    add_tracks(session, 3)
    widget = TimelineWidget(session)
    qtbot.addWidget(widget)
    widget.resize(HEADER_WIDTH_PX + LANES_PX, RULER_HEIGHT_PX + 3 * LANE_HEIGHT_PX + 20)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def at(timeline: TimelineWidget, frame: int, lane: int | None = None) -> QPoint:
    """The middle of a frame on a lane, or on the ruler."""
    x = HEADER_WIDTH_PX + timeline.frame_view.center_x_of(frame)
    y = 8 if lane is None else timeline.lane_stack.top_of(lane) + LANE_HEIGHT_PX // 2
    return QPoint(round(x), y)


def wheel(timeline: TimelineWidget, where: QPoint, steps: int, modifiers) -> None:
    viewport = timeline.viewport()
    event = QWheelEvent(
        QPointF(where),
        QPointF(viewport.mapToGlobal(where)),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def grab(timeline: TimelineWidget) -> QImage:
    QApplication.processEvents()
    return timeline.viewport().grab().toImage()


def on_screen(widget: QWidget) -> QImage:
    """What the window shows; `grab` would paint everything anew."""
    QApplication.processEvents()
    return widget.screen().grabWindow(widget.window().winId()).toImage()


def observe(session, track_id: int, frames, **fields) -> None:
    observation = Observation(None, **{"origin": Origin.PROPAGATED, **fields})
    session.do(SetObservations(track_id, dict.fromkeys(frames, observation)))


# -- gestures ---------------------------------------------------------------------------------


def test_click_on_a_lane_selects_track_and_frame(timeline, session, qtbot) -> None:
    qtbot.mouseClick(timeline.viewport(), LEFT, pos=at(timeline, 17, lane=1))
    assert session.current_frame == 17
    assert session.selected_track_id == 2


def test_click_on_the_ruler_moves_only_the_playhead(timeline, session, qtbot) -> None:
    session.select_track(3)
    qtbot.mouseClick(timeline.viewport(), LEFT, pos=at(timeline, 30))
    assert session.current_frame == 30
    assert session.selected_track_id == 3


def test_click_on_a_header_selects_and_stays_at_the_frame(timeline, session, qtbot) -> None:
    session.go_to_frame(5)
    qtbot.mouseClick(timeline.viewport(), LEFT, pos=QPoint(60, at(timeline, 0, lane=2).y()))
    assert session.selected_track_id == 3
    assert session.current_frame == 5


def test_drag_scrubs_and_ends_at_the_release(timeline, session, qtbot) -> None:
    viewport = timeline.viewport()
    seen: list[int] = []
    session.frame_changed.connect(seen.append)
    qtbot.mousePress(viewport, LEFT, pos=at(timeline, 3))
    for frame in range(4, 26):
        qtbot.mouseMove(viewport, at(timeline, frame))
    qtbot.mouseRelease(viewport, LEFT, pos=at(timeline, 25))
    assert session.current_frame == 25
    assert seen[0] == 3
    assert seen == sorted(seen)


def test_fast_drags_ask_for_fewer_frames_than_they_cross(timeline, session, qtbot) -> None:
    viewport = timeline.viewport()
    asked: list[int] = []
    session.frame_changed.connect(asked.append)
    qtbot.mousePress(viewport, LEFT, pos=at(timeline, 0))
    timeline._scrub_timer.setInterval(60_000)
    timeline._scrub_to(10)
    asked.clear()
    for frame in range(11, 30):
        qtbot.mouseMove(viewport, at(timeline, frame))
    assert asked == []
    qtbot.mouseRelease(viewport, LEFT, pos=at(timeline, 29))
    assert asked == [29]


def test_drag_beyond_the_end_stays_in_the_video(timeline, session, qtbot) -> None:
    viewport = timeline.viewport()
    qtbot.mousePress(viewport, LEFT, pos=at(timeline, 30))
    qtbot.mouseMove(viewport, QPoint(viewport.width() + 400, 10))
    qtbot.mouseRelease(viewport, LEFT, pos=QPoint(viewport.width() + 400, 10))
    assert session.current_frame == FRAMES - 1


def test_shift_drag_sets_the_range_in_either_direction(timeline, session, qtbot) -> None:
    viewport = timeline.viewport()
    qtbot.mousePress(viewport, LEFT, SHIFT, at(timeline, 20))
    qtbot.mouseMove(viewport, at(timeline, 8))
    qtbot.mouseRelease(viewport, LEFT, SHIFT, at(timeline, 8))
    assert (session.in_frame, session.out_frame) == (8, 20)
    assert session.current_frame == 0


def test_ctrl_wheel_zooms_at_the_cursor(timeline) -> None:
    where = at(timeline, 30)
    wheel(timeline, where, 6, CTRL)
    view = timeline.frame_view
    assert view.visible_frames < FRAMES / 2
    assert view.frame_at(where.x() - HEADER_WIDTH_PX) == 30
    wheel(timeline, where, -20, CTRL)
    assert timeline.frame_view.is_fitted


def test_shift_wheel_scrolls_time_and_plain_wheel_scrolls_lanes(timeline, session) -> None:
    add_tracks(session, 20)
    wheel(timeline, at(timeline, 20), 5, CTRL)
    first = timeline.frame_view.first_frame
    wheel(timeline, at(timeline, 20), -1, SHIFT)
    assert timeline.frame_view.first_frame > first
    wheel(timeline, at(timeline, 20), -2, Qt.KeyboardModifier.NoModifier)
    assert timeline.verticalScrollBar().value() == 2 * LANE_HEIGHT_PX
    assert timeline.lane_stack.lane_at(RULER_HEIGHT_PX + 1) == 2


def test_scroll_bar_and_view_agree(timeline) -> None:
    wheel(timeline, at(timeline, 20), 6, CTRL)
    bar = timeline.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert timeline.frame_view.first_frame == pytest.approx(
        timeline.frame_view.last_first_frame, abs=0.1
    )
    bar.setValue(0)
    assert timeline.frame_view.first_frame == 0


def test_keys_zoom_step_and_change_lane(timeline, session, qtbot) -> None:
    key = Qt.Key
    timeline.setFocus()
    qtbot.keyClick(timeline, key.Key_Right)
    qtbot.keyClick(timeline, key.Key_Right, SHIFT)
    assert session.current_frame == 11
    qtbot.keyClick(timeline, key.Key_Left)
    assert session.current_frame == 10
    qtbot.keyClick(timeline, key.Key_End)
    assert session.current_frame == FRAMES - 1
    qtbot.keyClick(timeline, key.Key_Home)
    assert session.current_frame == 0
    session.select_track(None)
    for expected in (1, 2, 3, 3):
        qtbot.keyClick(timeline, key.Key_Down)
        assert session.selected_track_id == expected
    qtbot.keyClick(timeline, key.Key_Up)
    assert session.selected_track_id == 2
    qtbot.keyClick(timeline, key.Key_Plus)
    assert not timeline.frame_view.is_fitted
    qtbot.keyClick(timeline, key.Key_Minus)
    assert timeline.frame_view.is_fitted


def test_playhead_stays_on_screen(timeline, session) -> None:
    wheel(timeline, at(timeline, 2), 8, CTRL)
    session.go_to_frame(38)
    view = timeline.frame_view
    assert 0 <= view.x_of(38) <= view.width_px


def test_selecting_elsewhere_scrolls_the_lane_into_view(timeline, session) -> None:
    ids = add_tracks(session, 20)
    session.select_track(ids[-1])
    top = timeline.lane_stack.top_of(len(session.project.tracks) - 1)
    assert RULER_HEIGHT_PX <= top <= timeline.viewport().height() - LANE_HEIGHT_PX
    session.select_track(1)
    assert timeline.lane_stack.top_of(0) == RULER_HEIGHT_PX


# -- the menu ---------------------------------------------------------------------------------


def choose(menu: TimelineMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_menu_marks_the_clicked_frame(timeline, session, qtbot) -> None:
    session.set_mask(2, 12, square_mask((5, 5, 10, 10)), "Brush")
    menu = TimelineMenu(session, 2, 12)
    qtbot.addWidget(menu)
    assert list(menu.frames) == [12]
    choose(menu, "Reviewed")
    assert session.project.observation(2, 12).reviewed
    again = TimelineMenu(session, 2, 12)
    qtbot.addWidget(again)
    assert next(a for a in again.actions() if a.text() == "Reviewed").isChecked()
    choose(again, "Reviewed")
    assert not session.project.observation(2, 12).reviewed


def test_menu_means_the_range_around_the_click(timeline, session, qtbot) -> None:
    session.set_in_frame(5)
    session.set_out_frame(9)
    menu = TimelineMenu(session, 1, 7)
    qtbot.addWidget(menu)
    choose(menu, "Out of view (absent)")
    observations = session.project.track(1).observations
    assert sorted(observations) == [5, 6, 7, 8, 9]
    assert all(o.visibility is Visibility.OUT_OF_VIEW for o in observations.values())
    outside = TimelineMenu(session, 1, 20)
    qtbot.addWidget(outside)
    assert list(outside.frames) == [20]


def test_menu_deletes_range_in_one_step(timeline, session, qtbot) -> None:
    observe(session, 1, range(10, 20))
    session.set_in_frame(12)
    session.set_out_frame(14)
    menu = TimelineMenu(session, 1, 13)
    qtbot.addWidget(menu)
    choose(menu, "Delete range")
    assert sorted(session.project.track(1).observations) == [10, 11, 15, 16, 17, 18, 19]
    session.undo()
    assert sorted(session.project.track(1).observations) == list(range(10, 20))


def test_menu_deletes_here_and_from_here(timeline, session, qtbot) -> None:
    observe(session, 1, range(10, 20))
    for text in ("Delete mask here", "Delete from here to the end"):
        menu = TimelineMenu(session, 1, 15)
        qtbot.addWidget(menu)
        choose(menu, text)
    assert sorted(session.project.track(1).observations) == [10, 11, 12, 13, 14]


def test_a_refused_command_of_the_menu_says_why(timeline, session, qtbot) -> None:
    observe(session, 1, [4])
    session.update_track(1, is_locked=True)
    notices = []
    session.notified.connect(notices.append)
    menu = TimelineMenu(session, 1, 4)
    qtbot.addWidget(menu)
    choose(menu, "Delete mask here")
    assert 4 in session.project.track(1).observations
    assert notices[-1].level == "warning"
    assert "locked" in notices[-1].text


def test_right_click_opens_the_menu_of_that_lane(timeline, session, qtbot) -> None:
    from PySide6.QtGui import QContextMenuEvent

    where = at(timeline, 9, lane=2)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, where, timeline.viewport().mapToGlobal(where)
    )
    QApplication.sendEvent(timeline.viewport(), event)
    menu = timeline.findChild(TimelineMenu)
    assert menu is not None
    assert list(menu.frames) == [9]
    assert "Object 3" in menu.actions()[0].text()
    menu.close()


# -- tooltips ---------------------------------------------------------------------------------


def test_tooltip_tells_where_a_mask_came_from(timeline, session) -> None:
    provenance = Provenance(
        source="siammask",
        checkpoint="light-v1",
        checkpoint_hash="0123456789abcdef",
        run_id="r",
        seed_frame=3,
        direction=Direction.BACKWARD,
        created_at="2025-04-01T09:08:07Z",
    )
    observe(session, 2, [6], score=0.62, provenance=provenance, flagged=True)
    text = timeline.tooltip_at(at(timeline, 6, lane=1))
    for part in ("Object 2", "frame 7", "Propagated", "0.62", "light-v1", "01234567", "Flagged"):
        assert part in text
    assert "Run from frame 4 ←" in text
    assert "2025-04-01 09:08:07" in text
    assert "Nothing here yet" in timeline.tooltip_at(at(timeline, 7, lane=1))


def test_tooltips_of_ruler_header_and_corner(timeline, session) -> None:
    observe(session, 1, range(4), origin=Origin.MANUAL)
    assert "Frame 11" in timeline.tooltip_at(at(timeline, 10))
    assert "4 keyframes" in timeline.tooltip_at(QPoint(40, at(timeline, 0, lane=0).y()))
    legend = timeline.tooltip_at(QPoint(5, 5))
    for part in ("Keyframe", "Merged", "Empty", "Occluded", "Hidden", "Out of view", "Low score"):
        assert part in legend
    assert legend.count("<img") == 14


def test_names_in_tooltips_are_not_markup(timeline, session) -> None:
    session.update_track(1, name="<b>cat</b> & dog")
    text = timeline.tooltip_at(QPoint(40, at(timeline, 0, lane=0).y()))
    assert "&lt;b&gt;cat&lt;/b&gt; &amp; dog" in text


def test_a_click_on_the_corner_shows_the_legend(timeline, qtbot) -> None:
    qtbot.mouseClick(timeline.viewport(), LEFT, pos=QPoint(20, 10))
    qtbot.waitUntil(QToolTip.isVisible)
    assert "Keyframe" in QToolTip.text()
    QToolTip.hideText()


# -- the picture ------------------------------------------------------------------------------


def bar_pixel(image: QImage, timeline: TimelineWidget, frame: int, lane: int) -> QColor:
    """Left part of a frame's bar, clear of the diamond in its middle."""
    x = round(HEADER_WIDTH_PX + timeline.frame_view.x_of(frame) + 3)
    y = timeline.lane_stack.top_of(lane) + lane_raster.BAR_TOP + 1
    return image.pixelColor(x, y)


def test_an_edit_repaints_its_lane(timeline, session, qtbot) -> None:
    session.go_to_frame(0)
    before = grab(timeline)
    observe(session, 2, range(20, 30), origin=Origin.MANUAL)
    after = grab(timeline)
    assert bar_pixel(after, timeline, 25, 1) == QColor(*RED)
    assert bar_pixel(before, timeline, 25, 1) != QColor(*RED)
    assert bar_pixel(after, timeline, 25, 0) == bar_pixel(before, timeline, 25, 0)
    session.undo()
    assert grab(timeline) == before


def test_partial_repaints_equal_a_full_one(timeline, session) -> None:
    wheel(timeline, at(timeline, 20), 2, CTRL)
    observe(session, 1, range(5, 35), score=0.4, reviewed=True)
    observe(session, 1, [12, 13, 25], origin=Origin.MANUAL, visibility=Visibility.OCCLUDED)
    observe(session, 1, range(28, 31), visibility=Visibility.OUT_OF_VIEW)
    observe(session, 1, [18], flagged=True, locked=True)
    session.go_to_frame(21)
    session.go_to_frame(15)
    partial = on_screen(timeline)
    timeline.viewport().update()
    assert on_screen(timeline) == partial


def test_dark_and_light_palettes_are_followed(timeline, session) -> None:
    observe(session, 1, range(5, 35))
    for base, text in (("#101010", "#f0f0f0"), ("#fafafa", "#101010")):
        palette = QPalette()
        for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
            palette.setColor(role, QColor(base))
        palette.setColor(QPalette.ColorRole.Text, QColor(text))
        timeline.setPalette(palette)
        image = grab(timeline)
        corner = image.pixelColor(HEADER_WIDTH_PX + 400, timeline.viewport().height() - 2)
        assert abs(corner.lightness() - QColor(base).lightness()) < 40


def test_a_long_project_is_read_in_the_background(make_session, qtbot) -> None:
    session = make_session(frame_count=9000)
    (track_id,) = add_tracks(session, 1)
    observe(session, track_id, range(9000))
    widget = TimelineWidget(session)
    qtbot.addWidget(widget)
    widget.show()
    assert not widget.is_up_to_date
    qtbot.waitUntil(lambda: widget.is_up_to_date)


def test_nothing_open_paints_and_takes_gestures(make_session, qtbot) -> None:
    session = make_session(media=False)
    widget = TimelineWidget(session)
    qtbot.addWidget(widget)
    widget.show()
    qtbot.mouseClick(widget.viewport(), LEFT, pos=QPoint(300, 60))
    qtbot.keyClick(widget, Qt.Key.Key_Right)
    assert widget.tooltip_at(QPoint(5, 5)) == ""
    assert not widget.grab().isNull()


def test_close_and_open_again(timeline, session, tmp_path) -> None:
    media = session.media_path
    session.close_project()
    assert not grab(timeline).isNull()
    session.open_media(media)
    assert len(session.project.tracks) == timeline.lane_stack.lane_count == 3


# -- a running job ----------------------------------------------------------------------------


def test_a_running_propagation_is_shown_on_its_lane(make_session, qtbot) -> None:
    gate = Gate()
    session = make_session(frame_count=FRAMES, tracker=FakeTracker(gate=gate))
    gate.allow(1)
    widget = TimelineWidget(session)
    qtbot.addWidget(widget)
    widget.resize(HEADER_WIDTH_PX + LANES_PX, 200)
    widget.show()
    track_id = session.start_track(Box(10, 10, 20, 20), 0)
    qtbot.waitUntil(lambda: 0 in session.project.track(track_id).observations)
    session.propagate(track_id, 0, Direction.FORWARD)
    gate.allow(5)
    qtbot.waitUntil(lambda: 5 in session.project.track(track_id).observations)
    job = widget._scene().jobs[track_id]
    assert job.head == 5
    assert job.end is not None
    assert abs(job.end - (FRAMES - 1)) <= 1
    assert not grab(widget).isNull()
    session.stop()
    gate.open()
    qtbot.waitUntil(lambda: not session.jobs)
    assert widget._scene().jobs == {}
