"""The tool bar in a narrow window: what does not fit is in a menu that keys can reach."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.gui.tool_bar import LEFT, RIGHT
from tests.gui.test_actions import open_window


@pytest.fixture
def bar(qtbot, make_session):
    window = open_window(qtbot, make_session())
    return window.tool_bar


def set_width(qtbot, bar, width):
    bar.setFixedWidth(width)
    qtbot.waitUntil(lambda: bar.width() == width)


def shown(bar):
    return [one.objectName() for one in bar.actions() if one.isVisible() and one.objectName()]


def overflow(bar):
    """What lies beyond the right edge."""
    return [
        one.text()
        for one in bar.actions()
        if (widget := bar.widgetForAction(one)) is not None
        and one.isVisible()
        and widget.geometry().right() > bar.width()
    ]


def test_with_room_everything_is_there_and_no_menu(qtbot, bar):
    set_width(qtbot, bar, 1400)
    qtbot.waitUntil(lambda: not bar.more.isVisible())
    assert {one for one in LEFT + RIGHT if one in bar._actions.by_id} == set(shown(bar))
    assert shown(bar)[-1] == "shortcuts"


@pytest.mark.parametrize("width", [480, 600, 760, 900, 1000])
def test_narrow_nothing_lies_outside_and_nothing_is_lost(qtbot, bar, width):
    set_width(qtbot, bar, 1400)
    everything = shown(bar)
    set_width(qtbot, bar, width)
    qtbot.waitUntil(lambda: not overflow(bar))
    qtbot.waitUntil(bar.more.isVisible)
    bar._fill_more()
    hidden = [one.objectName() for one in bar.more.menu().actions()]
    assert hidden
    assert sorted(shown(bar) + hidden) == sorted(everything)
    assert "tool_brush" in shown(bar)
    qtbot.waitUntil(lambda: bar.opacity.isVisible() == (width > 600))
    set_width(qtbot, bar, 1400)
    assert shown(bar) == everything
    qtbot.waitUntil(bar.opacity.isVisible)
    qtbot.waitUntil(lambda: not bar.more.isVisible())


def test_the_menu_opens_and_acts_by_keys(qtbot, bar):
    set_width(qtbot, bar, 800)
    assert bar.more.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert bar.more.accessibleName()
    action = next(one for one in bar._order if one.objectName() == "show_masks")
    assert action in bar._gone
    was = action.isChecked()
    menu = bar.more.menu()
    menu.aboutToShow.emit()
    menu.setActiveAction(action)
    menu.popup(bar.mapToGlobal(bar.rect().center()))
    qtbot.waitUntil(menu.isVisible)
    menu.setActiveAction(action)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert action.isChecked() != was
    QApplication.processEvents()
