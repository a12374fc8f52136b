"""A message that asks for a gesture leaves when the gesture was made or given up."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.gui.main_window import MainWindow
from tests.gui.canvas_helpers import add_track, at, drag, wait_for_frame

Key = Qt.Key
ASKED = "Drag a box around the new object."


@pytest.fixture
def session(make_session):
    session = make_session(frame_count=20, size=(96, 64))
    session.select_track(add_track(session, {0: (5, 5, 9, 9)}))
    return session


@pytest.fixture
def asked(qtbot, session):
    """A window in which N was pressed."""
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.resize(1100, 760)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    wait_for_frame(qtbot, window.canvas, 0)
    QTest.keyClick(window.canvas, Key.Key_N)
    assert texts(window) == [ASKED]
    return window


def texts(window):
    return [toast.notice.text for toast in window.toasts.toasts]


def test_it_leaves_when_the_box_is_there(qtbot, session, asked):
    drag(asked.canvas, at(asked.canvas, 30, 20), at(asked.canvas, 60, 40))
    assert len(session.project.tracks) == 2
    assert ASKED not in texts(asked)
    qtbot.waitUntil(lambda: not session.jobs)


@pytest.mark.parametrize("key", [Key.Key_B, Key.Key_Escape, Key.Key_1])
def test_it_leaves_when_something_else_is_wanted(asked, key):
    QTest.keyClick(asked.canvas, key)
    assert texts(asked) == []


def test_it_stays_while_the_video_is_looked_through(qtbot, asked):
    QTest.keyClick(asked.canvas, Key.Key_Right)
    wait_for_frame(qtbot, asked.canvas, 1)
    assert texts(asked) == [ASKED]


def test_a_tool_that_draws_asks_in_its_own_words(asked):
    QTest.keyClick(asked.canvas, Key.Key_S)
    QTest.keyClick(asked.canvas, Key.Key_N)
    assert texts(asked) == ["Draw the new object."]
    QTest.keyClick(asked.canvas, Key.Key_V)
    assert texts(asked) == []
