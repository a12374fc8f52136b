"""A window never reaches beyond the screen, whatever was remembered."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget

from annotator.gui.window_place import TITLE_BAR_PX, FrameFitter, kept_inside, place_on_screen

ROOM = QRect(0, 40, 1440, 860)


@pytest.mark.parametrize(
    ("rect", "expected"),
    [
        (QRect(100, 100, 800, 600), QRect(100, 100, 800, 600)),
        (QRect(0, 0, 1440, 900), QRect(0, 40, 1440, 860)),
        (QRect(1000, 700, 800, 600), QRect(640, 300, 800, 600)),
        (QRect(-3000, -50, 800, 600), QRect(0, 40, 800, 600)),
        (QRect(5000, 5000, 4000, 3000), ROOM),
    ],
)
def test_a_rectangle_is_moved_then_made_smaller(rect, expected):
    assert kept_inside(rect, ROOM) == expected


@pytest.fixture
def widget(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_the_first_window_leaves_room_for_a_title_bar(widget):
    place_on_screen(widget, QSize(100_000, 100_000), b"")
    available = widget.screen().availableGeometry()
    assert widget.width() == available.width()
    assert widget.height() == available.height() - TITLE_BAR_PX


def test_a_small_window_keeps_its_size(widget):
    place_on_screen(widget, QSize(300, 200), b"")
    assert widget.size() == QSize(300, 200)


def test_a_remembered_place_beyond_the_screen_comes_back(widget):
    widget.setGeometry(QRect(QPoint(5000, 4000), QSize(400, 300)))
    remembered = bytes(widget.saveGeometry().data())
    place_on_screen(widget, QSize(300, 200), remembered)
    available = widget.screen().availableGeometry()
    assert available.contains(widget.geometry())


def test_a_remembered_place_under_a_lower_title_bar_stays(widget):
    # Qt itself makes sure that about 25 pixels are left for it.
    at_top = widget.screen().availableGeometry().adjusted(5, TITLE_BAR_PX - 10, -100, -100)
    widget.setGeometry(at_top)
    place_on_screen(widget, QSize(300, 200), bytes(widget.saveGeometry().data()))
    assert widget.geometry() == at_top


class LateFrame(QWidget):
    """A window whose frame is known only when it is asked for the fourth time."""

    asked = 0
    moves_without_frame = 0

    def frameGeometry(self):
        self.asked += 1
        inner = self.geometry()
        return inner.adjusted(-1, -20, 1, 5) if self.asked > 3 else inner

    def moveEvent(self, event):
        self.moves_without_frame += self.asked <= 3


def test_a_frame_that_comes_late_is_waited_for(qtbot):
    window = LateFrame()
    qtbot.addWidget(window)
    available = window.screen().availableGeometry()
    fitter = FrameFitter(window)
    window.setGeometry(available.adjusted(0, 0, 2, 0))
    with qtbot.waitExposed(window):
        window.show()
    moves = window.moves_without_frame
    room = QSize(available.width() - 2, available.height() - 25)
    qtbot.waitUntil(lambda: window.size() == room)
    assert window.asked > 3
    assert window.moves_without_frame == moves
    assert not fitter._timer.isActive()


def test_the_frame_is_fitted_once_it_is_known(qtbot, widget):
    available = widget.screen().availableGeometry()
    fitter = FrameFitter(widget)
    widget.setGeometry(available.adjusted(50, 50, 50, 50))
    with qtbot.waitExposed(widget):
        widget.show()
    fitter.fit()
    assert available.contains(widget.frameGeometry())
