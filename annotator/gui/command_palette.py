"""Every action of the window, found by typing: Ctrl+Shift+P."""

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.gui import mnemonics
from annotator.gui.shortcuts_dialog import shortcut_text

Index = QModelIndex | QPersistentModelIndex
ACTION_ROLE = Qt.ItemDataRole.UserRole
ICON_PX, MARGIN_PX = 16, 10


class CommandDelegate(QStyledItemDelegate):
    """Names in one column, whether or not they have an icon, and the keys at the right."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
        option.decorationSize = QSize(ICON_PX, ICON_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        keys = shortcut_text(index.data(ACTION_ROLE))
        self.initStyleOption(option, index)
        is_selected = option.state & QStyle.StateFlag.State_Selected
        role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
        is_enabled = option.state & QStyle.StateFlag.State_Enabled
        group = QPalette.ColorGroup.Active if is_enabled else QPalette.ColorGroup.Disabled
        painter.save()
        painter.setPen(option.palette.color(group, role))
        at_right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(option.rect.adjusted(0, 0, -MARGIN_PX, 0), at_right, keys)
        painter.restore()


class CommandPalette(QDialog):
    """A field and the actions that match it; Enter runs the first or the chosen one."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._actions = [action for action in actions if plain_text(action)]
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Type what you want to do"))
        self.field.setAccessibleName(self.tr("Find a command"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Commands"))
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(CommandDelegate(self.list))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.resize(520, 380)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.returnPressed.connect(self.run)
        self.field.installEventFilter(self)
        self.list.activated.connect(self._on_activated)
        self.list.itemClicked.connect(lambda _item: self.run())
        self._on_text_changed("")

    def show_over(self, window: QWidget) -> None:
        """In the upper middle of the window, ready for typing."""
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - self.width()) // 2, corner.y() + 80)
        self.show()
        self.field.setFocus()

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        words = text.casefold().split()
        self.list.clear()
        for action in best_first(self._actions, words):
            item = QListWidgetItem(action.icon(), plain_text(action))
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, shortcut_text(action))
            item.setData(ACTION_ROLE, action)
            item.setSizeHint(QSize(0, self.fontMetrics().height() + 10))
            if not action.isEnabled():
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        for row in range(self.list.count()):
            if self.list.item(row).flags() & Qt.ItemFlag.ItemIsEnabled:
                self.list.setCurrentRow(row)
                break

    @Slot()
    def run(self) -> None:
        """Close, then do it."""
        item = self.list.currentItem()
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        action: QAction = item.data(ACTION_ROLE)
        self.accept()
        action.trigger()

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        self.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while one types."""
        if watched is self.field and isinstance(event, QKeyEvent):
            keys = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
            if event.type() == QEvent.Type.KeyPress and event.key() in keys:
                step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
                if not step:
                    step = 8 if event.key() == Qt.Key.Key_PageDown else -8
                row = max(0, min(self.list.count() - 1, self.list.currentRow() + step))
                self.list.setCurrentRow(row)
                return True
        return False


def best_first(actions: Iterable[QAction], words: list[str]) -> list[QAction]:
    """The actions that have all the words (in small letters) in their name or keys.

    First those whose name begins with what was typed, then those with words that do, each in the
    order of the menus.
    """
    found: list[tuple[int, QAction]] = []
    for action in actions:
        name = plain_text(action).casefold()
        if not all(word in f"{name} {shortcut_text(action).casefold()}" for word in words):
            continue
        begins = all(any(part.startswith(word) for part in name.split()) for word in words)
        found.append((0 if name.startswith(" ".join(words)) else 1 if begins else 2, action))
    return [action for _, action in sorted(found, key=lambda one: one[0])]


def plain_text(action: QAction) -> str:
    """The text of an action without marks for the keyboard."""
    return mnemonics.plain_text(action.text()).rstrip("…")
