"""Categories of the project and the attributes that each asks of its objects."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.attributes import (
    Attribute,
    AttributeRuleError,
    Kind,
    Limits,
    text_of,
    value_from,
)
from annotator.core.project import Category
from annotator.gui.attempt import attempt
from annotator.gui.attribute_field import kind_text
from annotator.gui.icons import icon
from annotator.gui.punctuation import titled
from annotator.gui.sentences import in_words
from annotator.gui.theme import theme_of
from annotator.session.attribute_gestures import set_categories
from annotator.session.session import Session

NAME, KIND, PER_FRAME, CHOICES, DEFAULT, REMOVE = range(6)
SEPARATOR = ";"
SEPARATORS = "[;；]"
"""Those that are read: the second is what the same key types in Chinese."""


@dataclass
class Draft:
    """An attribute as the fields say it, right or wrong."""

    name: str = ""
    kind: Kind = Kind.TEXT
    is_per_frame: bool = False
    choices: str = ""
    default: str = ""
    limits: Limits | None = None

    @classmethod
    def of(cls, one: Attribute) -> Draft:
        """The fields of a definition."""
        choices = f"{SEPARATOR} ".join(one.choices)
        return cls(one.name, one.kind, one.is_per_frame, choices, text_of(one.default), one.limits)

    def attribute(self) -> Attribute:
        """The definition; `AttributeRuleError` where the fields cannot be one."""
        parts = (part.strip() for part in re.split(SEPARATORS, self.choices))
        choices = tuple(filter(None, parts)) if self.kind is Kind.CHOICE else ()
        limits = self.limits if self.kind is Kind.NUMBER else None
        made = Attribute(self.name.strip(), self.kind, self.is_per_frame, choices, limits=limits)
        text = self.default.strip()
        if not text:
            return made
        # What cannot be read is refused by the attribute itself, in words.
        value = value_from(made, text)
        return replace(made, default=text if value is None else value)


@dataclass
class CategoryDraft:
    """A category as the fields say it."""

    category: Category
    name: str
    attributes: list[Draft] = field(default_factory=list)

    def made(self) -> Category:
        """`AttributeRuleError` where it cannot be."""
        attributes = tuple(draft.attribute() for draft in self.attributes)
        names = [one.name for one in attributes]
        for name in names:
            if names.count(name) > 1:
                raise AttributeRuleError(f"two attributes are called “{name}”; rename one")
        return replace(self.category, name=self.name.strip(), attributes=attributes)


class AttributeRows(QTableWidget):
    """One row per attribute, each cell a field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 6, parent)
        self.setAccessibleName(self.tr("Attributes"))
        self._titles = [
            self.tr("Name"),
            self.tr("Kind"),
            self.tr("Per frame"),
            self.tr("Choices"),
            self.tr("Default"),
            "",
        ]
        self.setHorizontalHeaderLabels(self._titles)
        self.verticalHeader().hide()
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in (PER_FRAME, REMOVE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        # Contents are what a model holds, not the fields of the cells.
        header.setSectionResizeMode(KIND, QHeaderView.ResizeMode.Fixed)

    def show_drafts(self, drafts: list[Draft]) -> None:
        """Fill the rows anew."""
        self.setRowCount(0)
        for draft in drafts:
            self.add(draft)

    def add(self, draft: Draft) -> None:
        """One more row."""
        row = self.rowCount()
        self.insertRow(row)
        kind = QComboBox()
        for one in Kind:
            kind.addItem(kind_text(one), one)
        kind.setCurrentIndex(kind.findData(draft.kind))
        per_frame = QCheckBox()
        per_frame.setChecked(draft.is_per_frame)
        per_frame.setToolTip(self.tr("It may change from frame to frame"))
        name, choices, default = (
            QLineEdit(text) for text in (draft.name, draft.choices, draft.default)
        )
        fields = {NAME: name, KIND: kind, PER_FRAME: per_frame, CHOICES: choices, DEFAULT: default}
        for column, widget in fields.items():
            widget.setAccessibleName(self._titles[column])
            self.setCellWidget(row, column, widget)
        self.setColumnWidth(KIND, max(self.columnWidth(KIND), kind.sizeHint().width()))
        choices.setPlaceholderText(f"a{SEPARATOR} b{SEPARATOR} c")
        choices.setToolTip(self.tr("Separated by ;"))
        self.setCellWidget(row, REMOVE, self._remove_button())
        choices.setEnabled(draft.kind is Kind.CHOICE)
        kind.currentIndexChanged.connect(
            lambda _: choices.setEnabled(kind.currentData() is Kind.CHOICE)
        )

    def _remove_button(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon("close", theme_of(self.palette()).muted))
        button.setToolTip(self.tr("Remove this attribute"))
        button.setAccessibleName(self.tr("Remove this attribute"))
        button.clicked.connect(lambda: self.removeRow(self._row_of(button)))
        return button

    def _row_of(self, button: QToolButton) -> int:
        rows = range(self.rowCount())
        return next(row for row in rows if self.cellWidget(row, REMOVE) is button)

    def drafts(self) -> list[Draft]:
        """What the rows say."""
        return [self._draft(row) for row in range(self.rowCount())]

    def _draft(self, row: int) -> Draft:
        name, choices, default = (
            self.cellWidget(row, column) for column in (NAME, CHOICES, DEFAULT)
        )
        kind, per_frame = self.cellWidget(row, KIND), self.cellWidget(row, PER_FRAME)
        assert isinstance(name, QLineEdit)
        assert isinstance(choices, QLineEdit)
        assert isinstance(default, QLineEdit)
        assert isinstance(kind, QComboBox)
        assert isinstance(per_frame, QCheckBox)
        return Draft(
            name.text(), kind.currentData(), per_frame.isChecked(), choices.text(), default.text()
        )


class CategoriesDialog(QDialog):
    """OK changes all categories in one undo step."""

    def __init__(
        self, session: Session, category_id: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        project = session.project
        categories = project.categories.values() if project is not None else ()
        self._drafts = [
            CategoryDraft(one, one.name, [Draft.of(each) for each in one.attributes])
            for one in categories
        ]
        self._row = -1
        self.setWindowTitle(self.tr("Categories and attributes"))
        self.resize(820, 420)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Categories"))
        self.list.setToolTip(self.tr("Double-click to rename"))
        self.rows = AttributeRows(self)
        self.problem = QLabel()
        self.problem.setObjectName("problemLabel")
        self.problem.setWordWrap(True)
        button = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(button.Ok | button.Cancel, self)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self._place()
        for draft in self._drafts:
            self._add_item(draft.name)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.list.itemChanged.connect(self._on_renamed)
        ids = [draft.category.id for draft in self._drafts]
        self.list.setCurrentRow(ids.index(category_id) if category_id in ids else 0)

    def _place(self) -> None:
        left, right, both = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        heading = QLabel(self.tr("&Categories"))
        heading.setBuddy(self.list)
        left.addWidget(heading)
        left.addWidget(self.list, 1)
        add, remove = self.tr("Add"), self.tr("Remove")
        buttons = ((add, self.add_category), (remove, self._remove_category))
        left.addLayout(self._buttons(self.tr("Category"), *buttons))
        heading = QLabel(self.tr("&Attributes of the category"))
        heading.setBuddy(self.rows)
        right.addWidget(heading)
        right.addWidget(self.rows, 1)
        right.addLayout(self._buttons(self.tr("Attribute"), (add, self.add_attribute)))
        both.addLayout(left, 1)
        both.addLayout(right, 3)
        layout = QVBoxLayout(self)
        layout.addLayout(both, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def _buttons(self, what: str, *buttons: tuple[str, Callable[[], None]]) -> QHBoxLayout:
        layout = QHBoxLayout()
        for text, slot in buttons:
            button = QPushButton(text)
            button.setAccessibleName(titled(what, text))
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            layout.addWidget(button)
        layout.addStretch(1)
        return layout

    def _add_item(self, name: str) -> None:
        item = QListWidgetItem(name)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        self.list.addItem(item)

    @Slot()
    def add_category(self) -> None:
        """A new one, ready to be named."""
        new_id = max((draft.category.id for draft in self._drafts), default=0) + 1
        name = self.tr("category {0}").format(new_id)
        self._drafts.append(CategoryDraft(Category(new_id, name), name))
        self._add_item(name)
        self.list.setCurrentRow(self.list.count() - 1)
        self.list.editItem(self.list.currentItem())

    @Slot()
    def _remove_category(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self._row = -1  # its rows are not wanted any more
            del self._drafts[row]
            self.list.takeItem(row)
            self._on_row_changed(self.list.currentRow())

    @Slot()
    def add_attribute(self) -> None:
        """A new one, ready to be named."""
        if self._row >= 0:
            self.rows.add(Draft())
            row = self.rows.rowCount() - 1
            self.rows.setCurrentCell(row, NAME)
            self.rows.cellWidget(row, NAME).setFocus()

    @Slot(int)
    def _on_row_changed(self, row: int) -> None:
        self._keep_rows()
        self._row = row
        self.rows.show_drafts(self._drafts[row].attributes if row >= 0 else [])

    @Slot(QListWidgetItem)
    def _on_renamed(self, item: QListWidgetItem) -> None:
        self._drafts[self.list.row(item)].name = item.text()

    def _keep_rows(self) -> None:
        if 0 <= self._row < len(self._drafts):
            self._drafts[self._row].attributes = self.rows.drafts()

    @Slot()
    def _on_accepted(self) -> None:
        self._keep_rows()
        try:
            categories = [draft.made() for draft in self._drafts]
        except AttributeRuleError as error:
            self.problem.setText(in_words(str(error)))
            return
        if not all(category.name for category in categories):
            self.problem.setText(self.tr("A category needs a name; type one."))
            return
        project = self._session.project
        if project is None:
            self.reject()
            return
        edit = set_categories(project, categories, self.tr("Change categories"))
        if edit is None or attempt(self._session, lambda: self._session.do(edit)):
            self.accept()
