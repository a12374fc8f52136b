"""The list of keys is complete and searchable."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from annotator.gui.preferences import Preferences
from annotator.gui.shortcuts_dialog import ShortcutsDialog, shortcut_text


def make_actions() -> list[QAction]:
    actions = []
    for text, keys in (
        ("&Open video…", ["Ctrl+O"]),
        ("Next frame", ["Right", "F"]),
        ("Propagate &forward", ["T"]),
        ("Propagate backward", ["Shift+T"]),
        ("Cut && paste", ["Ctrl+V"]),
        ("No key", []),
    ):
        action = QAction(text)
        action.setShortcuts([QKeySequence(key) for key in keys])
        actions.append(action)
    return actions


@pytest.fixture
def dialog(qtbot):
    dialog = ShortcutsDialog(make_actions())
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def rows(dialog: ShortcutsDialog) -> list[str]:
    model = dialog.filtered
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_all_actions_with_keys_are_listed(dialog) -> None:
    assert rows(dialog) == [
        "Open video",
        "Next frame",
        "Propagate forward",
        "Propagate backward",
        "Cut & paste",
    ]


def test_undo_is_listed_by_its_name_and_not_by_what_it_undoes_now(qtbot) -> None:
    action = QAction("Undo: Propagate forward")
    action.setProperty("name", "&Undo")
    action.setShortcut(QKeySequence("Ctrl+Z"))
    dialog = ShortcutsDialog([action])
    qtbot.addWidget(dialog)
    assert rows(dialog) == ["Undo"]


def test_all_keys_of_an_action_are_told() -> None:
    assert shortcut_text(make_actions()[1]) == "Right,  F"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("propagate", ["Propagate forward", "Propagate backward"]),
        ("PROP back", ["Propagate backward"]),
        ("shift+t", ["Propagate backward"]),
        ("ctrl", ["Open video", "Cut & paste"]),
        ("nothing like it", []),
    ],
)
def test_search(dialog, qtbot, typed: str, expected: list[str]) -> None:
    qtbot.keyClicks(dialog.search, typed)
    assert rows(dialog) == expected
    assert dialog.table.isVisible() == bool(expected)


def test_the_keyboard_goes_from_search_to_list(dialog, qtbot) -> None:
    dialog.activateWindow()
    dialog.search.setFocus()
    qtbot.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.table.selectionModel().selectedRows()[0].row() == 0


def test_escape_closes(dialog, qtbot) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_columns_fill_the_list_after_keys_were_changed(qtbot, tmp_path) -> None:
    preferences = Preferences(tmp_path / "window.ini")
    preferences.shortcuts = {"fit": ("W",)}
    dialog = ShortcutsDialog(make_actions(), preferences=preferences)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.reset_button.click()
    header = dialog.table.horizontalHeader()
    assert header.length() == dialog.table.viewport().width()
