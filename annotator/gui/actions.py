"""The actions of a window, made from the table in `action_table`."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from annotator.core.errors import AnnotatorError
from annotator.gui.action_spec import CONTEXT, MENUS, ActionSpec
from annotator.gui.action_table import ACTIONS
from annotator.gui.commands import Commands
from annotator.gui.icons import icon
from annotator.gui.keymap import effective_keys
from annotator.gui.mnemonics import plain_text
from annotator.gui.punctuation import titled
from annotator.gui.theme import Theme
from annotator.session.values import Notice


class Actions:
    """The actions of one window, by id."""

    def __init__(self, commands: Commands, window: QWidget) -> None:
        self._commands = commands
        self.by_id: dict[str, QAction] = {}
        groups: dict[str, QActionGroup] = {}
        for spec in ACTIONS:
            action = QAction(_text(spec), window)
            action.setObjectName(spec.id)
            action.setProperty("name", _text(spec))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setProperty("menu", spec.menu.rstrip("-"))
            action.setCheckable(spec.checked is not None)
            if spec.group:
                groups.setdefault(spec.group, QActionGroup(window)).addAction(action)
            action.triggered.connect(partial(self._on_triggered, spec))
            window.addAction(action)
            self.by_id[spec.id] = action
        self.set_keys(commands.canvas.preferences.shortcuts)
        self.refresh()

    def set_keys(self, changed: Mapping[str, tuple[str, ...]]) -> None:
        """The table's keys, with these instead where there are some."""
        for action_id, keys in effective_keys(changed).items():
            self.by_id[action_id].setShortcuts([QKeySequence(key) for key in keys])

    def __getitem__(self, action_id: str) -> QAction:
        return self.by_id[action_id]

    def refresh(self) -> None:
        """Enabled and checked, as things are now; Undo and Redo say what they undo and redo."""
        for spec in ACTIONS:
            action = self.by_id[spec.id]
            action.setEnabled(spec.enabled(self._commands))
            if spec.checked is not None:
                action.setChecked(spec.checked(self._commands))
        history = self._commands.session.history
        self._name_step("undo", history.undo_label if self._commands.can_undo() else None)
        self._name_step("redo", history.redo_label if self._commands.can_redo() else None)

    def set_theme(self, theme: Theme) -> None:
        """Icons in the theme's colours, tooltips with the keys."""
        for spec in ACTIONS:
            action = self.by_id[spec.id]
            if spec.icon:
                action.setIcon(icon(spec.icon, theme.text, theme.faint))
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            text = plain_text(action.text()).rstrip("…")
            action.setToolTip(f"{text} ({keys})" if keys else text)

    def fill_menu_bar(self, bar: QMenuBar) -> dict[str, QMenu]:
        """All menus with their actions; returned by id, for what the table does not hold."""
        menus = {}
        titles = {menu_id: QCoreApplication.translate(CONTEXT, title) for menu_id, title in MENUS}
        for menu_id, title in titles.items():
            if "/" not in menu_id:
                menus[menu_id] = bar.addMenu(title)
        for spec in ACTIONS:
            menu_id = spec.menu.rstrip("-")
            if "/" in menu_id and menu_id not in menus:
                parent = menus[menu_id.partition("/")[0]]
                parent.addSeparator()
                menus[menu_id] = parent.addMenu(titles[menu_id])
            menu = menus.get(menu_id)
            if menu is None:
                continue
            if spec.menu.endswith("-"):
                menu.addSeparator()
            menu.addAction(self.by_id[spec.id])
        return menus

    def _name_step(self, action_id: str, label: str | None) -> None:
        spec = next(spec for spec in ACTIONS if spec.id == action_id)
        text = _text(spec)
        # Labels of the session are translated already, those of the core's edits are not.
        label = QCoreApplication.translate("edits", label) if label else ""
        self.by_id[action_id].setText(titled(text, label) if label else text)

    def _on_triggered(self, spec: ActionSpec, _checked: bool = False) -> None:
        try:
            spec.call(self._commands)
        except AnnotatorError as error:
            self._commands.noticed.emit(Notice("warning", str(error)))
        self.refresh()


def _text(spec: ActionSpec) -> str:
    text = QCoreApplication.translate(CONTEXT, spec.text)
    return text.format(spec.id.removeprefix("select_"))
