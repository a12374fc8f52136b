"""All keys, searchable."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSortFilterProxyModel, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)


def shortcut_text(action: QAction) -> str:
    """All keys of an action, as this platform writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return ",  ".join(keys.toString(native) for keys in action.shortcuts() if not keys.isEmpty())


class ShortcutsDialog(QDialog):
    """A list of actions and keys; typing filters by either."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.resize(560, 560)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search by action or key, for example “propagate”"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(self.tr("Search"))
        self._model = self._make_model(actions)
        self.filtered = _AllWords(self)
        self.filtered.setSourceModel(self._model)
        self.table = self._make_table()
        self._empty = QLabel(self.tr("No action or key matches."), self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setEnabled(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._empty, 1)
        layout.addWidget(buttons)
        self.search.textChanged.connect(self._on_search_changed)
        self.search.installEventFilter(self)
        self._on_search_changed("")

    def _make_model(self, actions: Iterable[QAction]) -> QStandardItemModel:
        model = QStandardItemModel(0, 2, self)
        model.setHorizontalHeaderLabels([self.tr("Action"), self.tr("Keys")])
        for action in actions:
            name = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
            keys = shortcut_text(action)
            if name and keys:
                row = [QStandardItem(name.rstrip("…")), QStandardItem(keys)]
                for item in row:
                    item.setEditable(False)
                row[0].setToolTip(action.statusTip() or action.toolTip())
                model.appendRow(row)
        return model

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
        """Down leaves the search for the list."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
        ):
            self.table.setFocus()
            self.table.selectRow(0)
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
