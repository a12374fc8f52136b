"""Small parts of the window: icons, messages, the start page."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from annotator.gui.icons import icon, icon_path, icon_pixmap, resources_dir
from annotator.gui.start_page import SHOWN_RECENT_FILES, StartPage
from annotator.gui.theme import DARK
from annotator.gui.theme_menu import ThemeMenu
from annotator.gui.toast import WITHDRAWN_SHOWN_MS, Toast, ToastStack
from annotator.session.values import Notice

ICONS = sorted(path.stem for path in (resources_dir() / "icons").glob("*.svg"))


def opaque_pixels(pixmap):
    image = pixmap.toImage()
    return [
        image.pixelColor(x, y)
        for y in range(image.height())
        for x in range(image.width())
        if image.pixelColor(x, y).alpha() > 200
    ]


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_draws_something_inside_its_square(qapp, name):
    pixmap = icon_pixmap(name, "#ff0000", 32)
    assert 20 < len(opaque_pixels(pixmap)) <= 32 * 32
    assert "http" not in icon_path(name).read_text().replace("http://www.w3.org/2000/svg", "")


def test_an_icon_takes_the_colours_it_is_given(qapp):
    made = icon("stop", "#ff0000", "#00ff00")
    normal = opaque_pixels(made.pixmap(QSize(22, 22)))
    disabled = opaque_pixels(made.pixmap(QSize(22, 22), QIcon.Mode.Disabled))
    assert {color.name() for color in normal} == {"#ff0000"}
    assert {color.name() for color in disabled} == {"#00ff00"}


@pytest.mark.parametrize("level", ["info", "warning", "error"])
def test_a_message_shows_its_text_as_plain_text(qtbot, level):
    over = QWidget()
    qtbot.addWidget(over)
    toast = Toast(Notice(level, "a <b>tag</b> & a path"), over)
    label = next(one for one in toast.findChildren(QLabel) if one.text())
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert toast.undo_button is None
    assert toast.accessibleName() == "a <b>tag</b> & a path"


def test_long_messages_wrap_and_stay_inside(qtbot):
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(420, 300)
    over.show()
    stack = ToastStack(over)
    stack.show_notice(Notice("error", "what went wrong and what to do about it. " * 8))
    toast = stack.toasts[0]
    assert over.rect().contains(toast.geometry())
    assert toast.height() > 80
    over.resize(600, 500)
    qtbot.waitUntil(lambda: toast.geometry().bottom() > 400)


def test_messages_of_one_line_are_equally_high(qtbot):
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(900, 500)
    over.show()
    stack = ToastStack(over)
    heights = set()
    for length in range(1, 60):
        stack.show_notice(Notice("info", "m" + "o" * (length % 7) + " no" * (length // 4)))
        heights.add(stack.toasts[-1].height())
    assert len(heights) == 1, heights


def test_undo_and_close_buttons(qtbot):
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(600, 400)
    over.show()
    stack = ToastStack(over)
    stack.show_notice(Notice("info", "deleted", can_undo=True))
    with qtbot.waitSignal(stack.undo_requested):
        QTest.mouseClick(stack.toasts[0].undo_button, Qt.MouseButton.LeftButton)
    assert stack.toasts == []
    stack.show_notice(Notice("error", "bad"))
    close = stack.toasts[0].findChildren(QPushButton)[-1]
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert stack.toasts == []


def test_only_the_newest_message_offers_undo(qtbot):
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(600, 400)
    over.show()
    stack = ToastStack(over)
    for number in range(2):
        stack.show_notice(Notice("info", f"deleted {number}", can_undo=True))
    (toast,) = stack.toasts
    assert toast.notice.text == "deleted 1"
    assert toast.offers_undo
    shown_ms = toast._timer.interval()
    stack.withdraw_undo()  # after a step without a message it soon makes room, too
    assert not toast.undo_button.isVisible()
    assert toast._timer.interval() == WITHDRAWN_SHOWN_MS < shown_ms


def test_the_start_page_lists_recent_projects(qtbot):
    page = StartPage(DARK, has_demo=False)
    qtbot.addWidget(page)
    paths = tuple(Path(f"/videos/{n}/clip {n}.annot") for n in range(SHOWN_RECENT_FILES + 3))
    page.set_recent_files(paths)
    buttons = page.findChildren(QPushButton)
    assert len(buttons) == SHOWN_RECENT_FILES
    assert buttons[0].text().startswith("clip 0 ")
    with qtbot.waitSignal(page.recent_requested) as asked:
        buttons[1].click()
    assert asked.args == [paths[1]]
    assert [card.text() for card in page.findChildren(QToolButton)] == [
        "Open video",
        "Open image folder",
    ]


def test_the_theme_menu_checks_one_choice(qtbot):
    menu = ThemeMenu("dark")
    qtbot.addWidget(menu)
    assert [action.isChecked() for action in menu.actions()] == [False, True, False]
    with qtbot.waitSignal(menu.chosen) as chosen:
        menu.actions()[2].trigger()
    assert chosen.args == ["light"]
    menu.show_choice("system")
    assert [action.isChecked() for action in menu.actions()] == [True, False, False]
