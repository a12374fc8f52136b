"""Keys can be changed; two actions never share one."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox

from annotator.gui.keymap import conflict, default_keys, differences, effective_keys, normalized
from annotator.gui.main_window import MainWindow
from annotator.gui.preferences import Preferences
from annotator.gui.shortcut_editor import ShortcutEditor
from annotator.gui.shortcuts_dialog import ShortcutsDialog

OK = QDialogButtonBox.StandardButton.Ok


def test_without_changes_the_table_holds():
    assert effective_keys({}) == default_keys()
    assert differences(default_keys()) == {}


def test_a_key_given_to_another_action_leaves_its_first_one():
    keys = effective_keys({"fit": ("B",)})
    assert keys["fit"] == ("B",)
    assert "B" not in keys["tool_brush"]
    counted = Counter(key for own in keys.values() for key in own)
    assert max(counted.values()) == 1
    assert conflict(keys, "tool_brush", "B") == "fit"
    assert conflict(keys, "fit", "B") is None


def test_nonsense_in_the_settings_is_left_out():
    assert normalized(("Ctrl+K", "", "Ctrl+K")) == ("Ctrl+K",)
    assert effective_keys({"no such action": ("K",)}) == default_keys()


@pytest.fixture
def preferences(tmp_path):
    return Preferences(tmp_path / "window.ini")


def make_editor(qtbot, action_id="fit"):
    keys = default_keys()
    editor = ShortcutEditor(action_id, {name: name for name in keys}, keys)
    qtbot.addWidget(editor)
    return editor


def test_a_conflict_is_told_and_made_only_on_ok(qtbot):
    editor = make_editor(qtbot)
    editor.edit.setKeySequence(QKeySequence("B"))
    assert "tool_brush" in editor.message.text()
    assert editor.result_keys == default_keys()
    editor.accept()
    assert editor.result_keys["fit"] == ("B",)
    assert editor.result_keys["tool_brush"] == ()


def test_keys_of_the_picture_are_refused(qtbot):
    editor = make_editor(qtbot)
    editor.edit.setKeySequence(QKeySequence("Space"))
    assert not editor.buttons.button(OK).isEnabled()
    editor.edit.clear()
    assert editor.buttons.button(OK).isEnabled()
    assert "menu" in editor.message.text()
    editor.reset_button.click()
    assert editor.key == "Ctrl+0"


def test_changed_keys_work_at_once_and_at_the_next_start(qtbot, make_session, preferences):
    session = make_session(frame_count=20)
    window = MainWindow(session, preferences=preferences)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.dialogs.show_shortcuts()
    dialog = window.findChild(ShortcutsDialog)
    dialog.search.setText("brush b")
    dialog.table.selectRow(0)
    dialog.change_selected()
    editor = dialog.findChild(ShortcutEditor)
    editor.edit.setKeySequence(QKeySequence("W"))
    editor.accept()
    dialog.close()
    QTest.keyClick(window.canvas, Qt.Key.Key_B)
    assert window.canvas.tool.name == "select"
    QTest.keyClick(window.canvas, Qt.Key.Key_W)
    assert window.canvas.tool.name == "brush"
    assert preferences.shortcuts == {"tool_brush": ("W",)}
    again = MainWindow(session, preferences=preferences)
    qtbot.addWidget(again)
    assert again.actions_table["tool_brush"].shortcut() == QKeySequence("W")
    window.dialogs.show_shortcuts()
    window.findChildren(ShortcutsDialog)[-1].reset_button.click()
    assert window.actions_table["tool_brush"].shortcut() == QKeySequence("B")


def test_keys_are_changed_with_the_keyboard_alone(qtbot, tmp_path, make_session):
    preferences = Preferences(tmp_path / "window.ini")
    window = MainWindow(make_session(), preferences=preferences)
    qtbot.addWidget(window)
    window.show()
    window.dialogs.show_shortcuts()
    dialog = window.findChild(ShortcutsDialog)
    QTest.keyClicks(dialog.search, "brush b")
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.table.currentIndex().row() == 0
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert dialog.isVisible()
    (editor,) = dialog.findChildren(ShortcutEditor)
    QTest.keyClick(editor.edit, Qt.Key.Key_W)
    QTest.keyClick(editor.buttons.button(OK), Qt.Key.Key_Return)
    assert preferences.shortcuts == {"tool_brush": ("W",)}
    assert dialog.isVisible()
    dialog.search.clear()
    dialog.table.selectRow(7)
    dialog.change_selected()
    dialog.findChildren(ShortcutEditor)[-1].accept()
    assert dialog.table.currentIndex().row() == 7  # to go on from there


def test_keys_of_one_panel_are_listed_and_cannot_be_changed(qtbot, tmp_path, make_session):
    preferences = Preferences(tmp_path / "window.ini")
    window = MainWindow(make_session(), preferences=preferences)
    qtbot.addWidget(window)
    window.dialogs.show_shortcuts()
    dialog = window.findChild(ShortcutsDialog)
    assert not dialog.change_button.isEnabled()  # nothing is selected
    dialog.search.setText("filmstrip /")
    dialog.table.selectRow(0)
    assert not dialog.change_button.isEnabled()
    dialog.change_selected()
    assert not dialog.findChildren(ShortcutEditor)
    dialog.search.setText("alt brush swap")
    assert dialog.filtered.rowCount() == 1
    dialog.search.setText("larger brush")
    dialog.table.selectRow(0)
    assert dialog.change_button.isEnabled()


def test_preferences_survive_and_nonsense_does_not(tmp_path):
    path = tmp_path / "window.ini"
    one = Preferences(path)
    told = []
    one.changed.connect(lambda: told.append(1))
    one.brush_hardness = 30
    one.brush_hardness = 30
    one.ui_scale = 150
    one.contrast = "high"
    one.uses_pressure = False
    one.language = "zh_CN"
    one.shortcuts = {"fit": ("W",)}
    one.set_seen("first box")
    assert len(told) == 6
    one._store.sync()
    two = Preferences(path)
    assert (two.brush_hardness, two.ui_scale, two.language) == (30, 150, "zh_CN")
    assert two.contrast == "high"
    assert not two.uses_pressure
    assert two.shortcuts == {"fit": ("W",)}
    assert two.has_seen("first box")
    two.forget_hints()
    assert not two.has_seen("first box")
    two._store.setValue("tools/hardness", "soft")
    two._store.setValue("window/scale", "9999")
    two._store.setValue("keys/changed", "[1, 2")
    assert (two.brush_hardness, two.ui_scale, two.shortcuts) == (100, 300, {})


def test_what_was_done_to_the_keys_can_be_undone(qtbot, tmp_path, make_session):
    preferences = Preferences(tmp_path / "window.ini")
    own = {"fit": ("W",), "tool_brush": ("Q", "Ctrl+K")}
    preferences.shortcuts = own
    window = MainWindow(make_session(), preferences=preferences)
    qtbot.addWidget(window)
    window.show()
    window.dialogs.show_shortcuts()
    dialog = window.findChild(ShortcutsDialog)
    assert not dialog.undo_button.isVisible()
    dialog.reset_button.click()
    assert preferences.shortcuts == {}
    assert dialog.message.text() == "All actions have their default keys again."
    assert dialog.undo_button.isVisible()
    assert not dialog.reset_button.isEnabled()

    dialog.search.setText("brush b")
    dialog.table.selectRow(0)
    dialog.change_selected()
    editor = dialog.findChild(ShortcutEditor)
    editor.edit.setKeySequence(QKeySequence("Ctrl+J"))
    editor.accept()
    assert dialog.message.text() == "The keys of “Brush” were changed."
    dialog.undo_button.click()
    assert preferences.shortcuts == {}
    assert dialog.message.text() == "All actions have their default keys again."

    dialog.undo_button.setFocus()
    QTest.keyClick(dialog.undo_button, Qt.Key.Key_Space)
    assert preferences.shortcuts == own
    assert window.actions_table["fit"].shortcut() == QKeySequence("W")
    assert not dialog.undo_button.isVisible()
    assert dialog.reset_button.isEnabled()
