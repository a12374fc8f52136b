"""One field for one attribute of an object: text, number, yes or no, or a choice."""

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from annotator.core.attributes import Attribute, Kind, Value, text_of, value_from


class AttributeField(QWidget):
    """Shows a value; `changed` when a person has set another one (None: back to none)."""

    changed = Signal(object, object)  # Attribute, Value | None

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attribute = attribute
        self._value: Value | None = None
        self.field = self._make_field()
        self.field.setAccessibleName(attribute.name)
        self.field.setToolTip(
            self.tr("From this frame on") if attribute.is_per_frame else self.tr("On all frames")
        )
        self.setFocusProxy(self.field)
        self.setMinimumHeight(self.field.sizeHint().height())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.field)

    def _make_field(self) -> QLineEdit | QComboBox | QCheckBox:
        attribute = self.attribute
        if attribute.kind is Kind.BOOLEAN:
            check = QCheckBox()
            check.clicked.connect(self._on_checked)
            return check
        if attribute.kind is Kind.CHOICE:
            box = QComboBox()
            box.addItem("–", None)
            for choice in attribute.choices:
                box.addItem(choice, choice)
            box.activated.connect(self._on_chosen)
            return box
        line = QLineEdit()
        line.editingFinished.connect(self._on_typed)
        if attribute.kind is Kind.NUMBER:
            line.setPlaceholderText(self.tr("a number"))
        return line

    def show_value(self, value: Value | None) -> None:
        """What holds now; a text that is being typed stays."""
        self._value = value
        field = self.field
        if isinstance(field, QCheckBox):
            # Neither yes nor no until somebody has said it.
            field.setTristate(False)
            field.setCheckState(
                Qt.CheckState.PartiallyChecked
                if value is None
                else Qt.CheckState.Checked
                if value
                else Qt.CheckState.Unchecked
            )
        elif isinstance(field, QComboBox):
            field.setCurrentIndex(max(0, field.findData(value)))
        elif not (field.hasFocus() and field.isModified()):
            field.setText(text_of(value))

    @Slot()
    def _on_checked(self) -> None:
        assert isinstance(self.field, QCheckBox)
        self._put(self.field.isChecked() or self._value is None)

    @Slot()
    def _on_chosen(self) -> None:
        assert isinstance(self.field, QComboBox)
        self._put(self.field.currentData())

    @Slot()
    def _on_typed(self) -> None:
        assert isinstance(self.field, QLineEdit)
        self.field.setModified(False)
        text = self.field.text().strip()
        value = value_from(self.attribute, text) if text else None
        if text and value is None:
            self.show_value(self._value)  # not a number: what was there stays
        else:
            self._put(value)

    def _put(self, value: Value | None) -> None:
        if value != self._value:
            self.changed.emit(self.attribute, value)


def kind_text(kind: Kind) -> str:
    """What a kind of attribute is called."""
    return {
        Kind.TEXT: _tr("Text"),
        Kind.NUMBER: _tr("Number"),
        Kind.BOOLEAN: _tr("Yes or no"),
        Kind.CHOICE: _tr("Choice"),
    }[kind]


def _tr(text: str) -> str:
    return QCoreApplication.translate("attributes", text)
