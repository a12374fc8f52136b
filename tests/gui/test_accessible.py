"""Every control can be found and read out: a name, a text, a label or at least a tooltip."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

from annotator.gui.categories_dialog import CategoriesDialog
from annotator.gui.command_palette import CommandPalette
from annotator.gui.export_dialog import ExportDialog
from annotator.gui.import_dialog import ImportDialog
from annotator.gui.settings_dialog import SettingsDialog
from annotator.gui.shortcuts_dialog import ShortcutsDialog
from tests.gui.canvas_helpers import add_track
from tests.gui.test_actions import open_window

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit,
    QTextEdit,
)  # fmt: skip
OWNERS = (QComboBox, QAbstractSpinBox, QDialogButtonBox, QLineEdit)
"""Their parts need no name beside that of the whole; Qt names standard buttons."""
INNER = (QScrollBar, QHeaderView, QTabBar)
"""Parts of controls that have names of their own for screen readers."""


def nameless(root: QWidget) -> list[str]:
    """Controls, and whatever else takes the keyboard, that nothing names."""
    buddies = {label.buddy() for label in root.findChildren(QLabel)}
    found = []
    for widget in root.findChildren(QWidget):
        takes_keys = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        plain_area = isinstance(widget, QAbstractScrollArea) and not isinstance(widget, CONTROLS)
        if not isinstance(widget, CONTROLS) and (not takes_keys or plain_area):
            continue
        is_inner = isinstance(widget, INNER) or widget.objectName().startswith("qt_")
        if is_inner or isinstance(widget.parent(), OWNERS):
            continue
        if isinstance(widget.parent(), QTabBar) or is_popup_of_combo(widget):
            continue
        names = (widget.accessibleName(), widget.toolTip(), widget.property("text"))
        if not any(str(name or "").strip("…» ") for name in names) and widget not in buddies:
            found.append(f"{type(widget).__name__} {widget.objectName()} in {lineage(widget)}")
    return found


def is_popup_of_combo(widget: QWidget) -> bool:
    return "QComboBoxPrivateContainer" in lineage(widget)


def lineage(widget: QWidget) -> str:
    names = []
    parent = widget.parentWidget()
    while parent is not None:
        names.append(parent.metaObject().className())
        parent = parent.parentWidget()
    return " < ".join(names)


@pytest.fixture
def session(make_session):
    made = make_session(frame_count=12, size=(96, 64))
    made.select_track(add_track(made, {0: (10, 10, 20, 20)}))
    return made


@pytest.fixture
def window(qtbot, session):
    return open_window(qtbot, session)


def test_the_window(qtbot, window):
    window.inspector.refresh()
    assert nameless(window) == []


def test_the_start_page(qtbot, make_session):
    assert nameless(open_window(qtbot, make_session(media=False))) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda window, session: SettingsDialog(session.settings, window, window.preferences),
        lambda window, session: ExportDialog(session, window),
        lambda window, session: ImportDialog(session, window),
        lambda window, _: ShortcutsDialog(
            window.actions_table.by_id.values(), window, window.preferences
        ),
        lambda window, _: CommandPalette(window.actions_table.by_id.values(), window),
        lambda window, session: with_attribute(CategoriesDialog(session, parent=window)),
    ],
    ids=["settings", "export", "import", "shortcuts", "palette", "categories"],
)
def test_dialogs(qtbot, window, session, make):
    dialog = make(window, session)
    qtbot.addWidget(dialog)
    assert dialog.findChildren(QWidget)
    assert nameless(dialog) == []


def with_attribute(dialog):
    dialog.add_attribute()
    return dialog


def test_a_control_without_a_name_is_found(qtbot):
    root = QWidget()
    qtbot.addWidget(root)
    field = QLineEdit(root)
    assert len(nameless(root)) == 1
    field.setAccessibleName("Name")
    assert nameless(root) == []
