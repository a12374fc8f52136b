"""Change the keys of an action: press the new ones; a conflict is told before it is made."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.keymap import PORTABLE, RESERVED, Keys, conflict, default_keys


class ShortcutEditor(QDialog):
    """Asks for the first key of one action. `result_keys` holds all keys after OK."""

    def __init__(
        self,
        action_id: str,
        names: dict[str, str],
        keys: dict[str, Keys],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._action_id = action_id
        self._names = names
        self._keys = keys
        self.result_keys = dict(keys)
        self.setWindowTitle(self.tr("Change shortcut"))
        self.setMinimumWidth(380)
        title = QLabel(self.tr("New keys for “{0}”:").format(names[action_id]), self)
        self.edit = QKeySequenceEdit(self)
        self.edit.setMaximumSequenceLength(1)
        self.edit.setClearButtonEnabled(True)
        self.edit.setAccessibleName(self.tr("New keys"))
        own = keys[action_id]
        if own:
            self.edit.setKeySequence(QKeySequence(own[0]))
        title.setBuddy(self.edit)
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        button = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(button.Ok | button.Cancel, self)
        self.reset_button = QPushButton(self.tr("Default"), self)
        self.buttons.addButton(self.reset_button, QDialogButtonBox.ButtonRole.ResetRole)
        layout = QVBoxLayout(self)
        for widget in (title, self.edit, self.message, self.buttons):
            layout.addWidget(widget)
        self.edit.keySequenceChanged.connect(self._on_changed)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.reset_button.clicked.connect(self._on_reset)
        self._on_changed()

    @property
    def key(self) -> str:
        """What was pressed, as portable text; empty: no key."""
        return self.edit.keySequence().toString(PORTABLE)

    def accept(self) -> None:
        """The key goes to this action, and away from the one that had it."""
        key, action_id = self.key, self._action_id
        other = conflict(self._keys, action_id, key) if key else None
        if other is not None:
            self.result_keys[other] = tuple(one for one in self._keys[other] if one != key)
        rest = tuple(one for one in self._keys[action_id][1:] if one != key)
        self.result_keys[action_id] = (key, *rest) if key else rest
        super().accept()

    @Slot()
    def _on_reset(self) -> None:
        default = default_keys()[self._action_id]
        self.edit.setKeySequence(QKeySequence(default[0]) if default else QKeySequence())

    @Slot()
    def _on_changed(self) -> None:
        key = self.key
        other = conflict(self._keys, self._action_id, key) if key else None
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(key not in RESERVED)
        if key in RESERVED:
            text = self.tr("“{0}” belongs to the picture; choose another key.").format(key)
        elif other is not None:
            text = self.tr("“{0}” has this key now; it would lose it.").format(self._names[other])
        elif not key:
            text = self.tr("Without a key the action stays in the menu.")
        else:
            text = ""
        self.message.setText(text)
