"""All keys, searchable."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.fixed_keys import fixed_keys
from annotator.gui.keymap import Keys, differences, effective_keys
from annotator.gui.mnemonics import plain_text
from annotator.gui.preferences import Preferences
from annotator.gui.shortcut_editor import ShortcutEditor

ID_ROLE = Qt.ItemDataRole.UserRole


def shortcut_text(action: QAction) -> str:
    """All keys of an action, as this platform writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return ",  ".join(keys.toString(native) for keys in action.shortcuts() if not keys.isEmpty())


class ShortcutsDialog(QDialog):
    """A list of actions and keys; typing filters by either.

    With `preferences` keys can be changed: double click, Enter or the button. As elsewhere, what
    is asked for is done at once and can be undone; here by the dialog itself, because the window's
    messages are behind it.
    """

    keys_changed = Signal()

    def __init__(
        self,
        actions: Iterable[QAction],
        parent: QWidget | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = list(actions)
        self._preferences = preferences
        self._done: list[tuple[str, dict[str, Keys]]] = []  # what, and the keys before
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.resize(560, 560)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search by action or key, for example “propagate”"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(self.tr("Search"))
        self._model = QStandardItemModel(0, 2, self)
        self._fill_model()
        self.filtered = _AllWords(self)
        self.filtered.setSourceModel(self._model)
        self.table = self._make_table()
        self._empty = QLabel(self.tr("No action or key matches."), self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setEnabled(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self.change_button = QPushButton(self.tr("Change…"), self)
        self.reset_button = QPushButton(self.tr("All defaults"), self)
        for button in (self.change_button, self.reset_button):
            button.setVisible(preferences is not None)
            button.setAutoDefault(False)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self.change_button.clicked.connect(self.change_selected)
        self.reset_button.clicked.connect(self._on_reset)
        self.table.activated.connect(self.change_selected)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self._on_row_changed()
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._empty, 1)
        layout.addLayout(self._make_undo_line())
        layout.addWidget(buttons)
        self.search.textChanged.connect(self._on_search_changed)
        self.search.installEventFilter(self)
        self.table.installEventFilter(self)
        self._on_search_changed("")

    def _make_undo_line(self) -> QHBoxLayout:
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        self.undo_button = QPushButton(self.tr("Undo"), self)
        self.undo_button.setAutoDefault(False)
        self.undo_button.clicked.connect(self.undo)
        line = QHBoxLayout()
        line.addWidget(self.message, 1)
        line.addWidget(self.undo_button)
        self._show_done()
        return line

    def _fill_model(self) -> None:
        """The actions with their keys, then the keys that only one panel has."""
        self._model.setRowCount(0)  # clear() would make the table forget its columns
        self._model.setHorizontalHeaderLabels([self.tr("Action"), self.tr("Keys")])
        for action in self._actions:
            name, keys = _plain_text(action), shortcut_text(action)
            if not name or not (keys or self._preferences is not None):
                continue
            first = self._add_row(name, keys)
            first.setData(action.objectName(), ID_ROLE)
            first.setToolTip(action.statusTip() or action.toolTip())
        if self._preferences is not None:
            for name, keys in fixed_keys():
                self._add_row(name, keys)

    def _add_row(self, name: str, keys: str) -> QStandardItem:
        row = [QStandardItem(name), QStandardItem(keys)]
        for item in row:
            item.setEditable(False)
        self._model.appendRow(row)
        return row[0]

    @Slot()
    def _on_row_changed(self) -> None:
        """What only one panel has cannot be changed."""
        index = self.table.currentIndex()
        can_change = index.isValid() and bool(index.siblingAtColumn(0).data(ID_ROLE))
        self.change_button.setEnabled(can_change)

    @Slot()
    def change_selected(self) -> None:
        """Ask for other keys of the selected action."""
        index = self.table.currentIndex()
        if self._preferences is None or not index.isValid():
            return
        action_id = str(index.siblingAtColumn(0).data(ID_ROLE) or "")
        names = {action.objectName(): _plain_text(action) for action in self._actions}
        keys = effective_keys(self._preferences.shortcuts)
        if action_id not in keys:
            return
        editor = ShortcutEditor(action_id, names, keys, self)
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        done = self.tr("The keys of “{0}” were changed.").format(names[action_id])
        editor.accepted.connect(lambda: self._put(editor.result_keys, done))
        editor.open()

    @Slot()
    def _on_reset(self) -> None:
        self._put({}, self.tr("All actions have their default keys again."))

    def _put(self, keys: dict[str, Keys], done: str) -> None:
        if self._preferences is None or self._preferences.shortcuts == differences(keys):
            return
        self._done.append((done, self._preferences.shortcuts))
        self._preferences.shortcuts = differences(keys)
        self._show_changed()

    @Slot()
    def undo(self) -> None:
        """Take back the last change of keys that was made here."""
        if self._preferences is not None and self._done:
            _, self._preferences.shortcuts = self._done.pop()
            self._show_changed()

    def _show_changed(self) -> None:
        self.keys_changed.emit()
        row = self.table.currentIndex().row()
        self._fill_model()
        self._on_search_changed(self.search.text())
        self.table.selectRow(row)  # none for -1, or where the search no longer finds it
        self._show_done()

    def _show_done(self) -> None:
        """What was done last, with its Undo; and whether there is anything to reset."""
        self.message.setText(self._done[-1][0] if self._done else "")
        self.message.setVisible(bool(self._done))
        self.undo_button.setVisible(bool(self._done))
        changed = self._preferences.shortcuts if self._preferences is not None else {}
        self.reset_button.setEnabled(bool(changed))

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.filtered)
        table.setAccessibleName(self.tr("Shortcuts"))
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(28)
        header = table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    @Slot(str)
    def _on_search_changed(self, text: str) -> None:
        self.filtered.set_words(text)
        has_rows = self.filtered.rowCount() > 0
        self.table.setVisible(has_rows)
        self._empty.setVisible(not has_rows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter leave the search for the list; Enter there changes the keys.

        Unfiltered, Enter would press the dialog's default button, and close it.
        """
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return super().eventFilter(watched, event)
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if watched is self.search and (is_enter or event.key() == Qt.Key.Key_Down):
            self.table.setFocus()
            self.table.selectRow(0)
            return True
        if watched is self.table and is_enter:
            self.change_selected()
            return True
        return super().eventFilter(watched, event)


class _AllWords(QSortFilterProxyModel):
    """Keeps the rows in which every word occurs, in either column."""

    _words: tuple[str, ...] = ()

    def set_words(self, text: str) -> None:
        self._words = tuple(text.casefold().split())
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: object) -> bool:
        model = self.sourceModel()
        text = " ".join(str(model.index(row, column).data()) for column in (0, 1)).casefold()
        return all(word in text for word in self._words)


def _plain_text(action: QAction) -> str:
    # Not its text: that of Undo says what it undoes now.
    return plain_text(action.property("name") or action.text()).rstrip("…")
