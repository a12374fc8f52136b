"""Where the panels stand around the picture, and how small the window can be."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication

from annotator.gui.timeline_layout import LANE_HEIGHT_PX, RULER_HEIGHT_PX
from annotator.gui.timeline_view import TimelineView
from tests.fakes import write_fake_media
from tests.gui.test_main_window import open_window


@pytest.fixture
def window(qtbot, make_session):
    return open_window(qtbot, make_session())


def lanes_on_screen(window):
    room = window.timeline.viewport().height() - window.timeline.lane_stack.lanes_top_px
    return room / LANE_HEIGHT_PX


@pytest.mark.parametrize("height", [480, 690, 1040])
def test_three_lanes_are_seen_on_every_screen(window, qtbot, height):
    window.resize(1280, height)
    window.docks.arrange()
    qtbot.waitUntil(lambda: lanes_on_screen(window) >= 3)
    window.resizeDocks([window.docks.timeline], [60], Qt.Orientation.Vertical)
    qtbot.waitUntil(lambda: lanes_on_screen(window) < 3.5)
    assert lanes_on_screen(window) >= 3


def test_on_a_low_screen_the_picture_has_the_room(qtbot, make_session, monkeypatch):
    screen = SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 853, 480))
    monkeypatch.setattr(TimelineView, "screen", lambda _self: screen)
    window = open_window(qtbot, make_session())
    window.resize(853, 460)
    window.docks.arrange()
    assert window.height() == 460
    qtbot.waitUntil(lambda: 1 <= lanes_on_screen(window) < 3)
    assert window.canvas.height() > 120


def test_with_the_filmstrip_too(window, qtbot):
    window.resize(1280, 600)
    window.timeline.filmstrip_action.setChecked(True)
    window.docks.arrange()
    assert window.timeline.lane_stack.lanes_top_px > RULER_HEIGHT_PX
    qtbot.waitUntil(lambda: lanes_on_screen(window) >= 3)


def test_a_large_window_shows_more_of_them(window, qtbot):
    window.resize(1920, 1040)
    window.docks.arrange()
    qtbot.waitUntil(lambda: lanes_on_screen(window) >= 5)


def test_the_start_page_does_not_keep_the_window_large(qtbot, make_session, tmp_path):
    window = open_window(qtbot, make_session(media=False))
    of_start_page = window.minimumSizeHint()
    window.dialogs.open_path(write_fake_media(tmp_path / "clip.mp4"))
    qtbot.waitUntil(lambda: window.minimumSizeHint().height() <= 470)  # 720 pixels at 150 %
    assert window.minimumSizeHint().width() < 853
    assert of_start_page.height() > 300


def is_in_front(window, widget, panel):
    """Not behind another tab: a click on the widget's middle would reach the panel."""
    on_top = window.childAt(widget.mapTo(window, widget.rect().center()))
    return on_top is not None and (panel is on_top or panel.isAncestorOf(on_top))


def test_one_key_takes_the_keyboard_from_panel_to_panel(window, qtbot):
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.canvas.hasFocus)
    panels = (
        window.timeline,
        window.track_panel,
        window.review_panel,
        window.inspector,
        window.canvas,
    )
    for panel in panels:
        window.actions_table["next_panel"].trigger()
        here = QApplication.focusWidget()
        assert here is panel or panel.isAncestorOf(here)
        qtbot.waitUntil(lambda here=here, panel=panel: is_in_front(window, here, panel))
    window.docks.review.hide()
    for panel in (window.inspector, window.track_panel, window.timeline):
        window.actions_table["previous_panel"].trigger()
        here = QApplication.focusWidget()
        assert here is panel or panel.isAncestorOf(here)


def test_panels_at_the_right_are_tabs_with_the_objects_in_front(window):
    tabs = window.tabifiedDockWidgets(window.docks.objects)
    assert set(tabs) == {window.docks.review, window.docks.inspector}
    assert not window.track_panel.visibleRegion().isEmpty()
    assert window.docks.timeline.mapTo(window, QPoint()).y() > window.canvas.height()
