"""What the style sheet must not hide."""

import pytest
from PySide6.QtWidgets import QMenu

from annotator.gui.icons import icon
from annotator.gui.theme import DARK, LIGHT, palette_for, style_sheet


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_a_menu_shows_which_entry_with_an_icon_is_checked(qtbot, theme):
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.setPalette(palette_for(theme))
    menu.setStyleSheet(style_sheet(theme))
    action = menu.addAction(icon("eye", theme.text, theme.faint), "Show masks")
    action.setCheckable(True)
    menu.ensurePolished()
    menu.resize(menu.sizeHint())
    unchecked = menu.grab().toImage()
    action.setChecked(True)
    assert menu.grab().toImage() != unchecked
