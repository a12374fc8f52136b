"""What the style sheet must not hide."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QMainWindow,
    QMenu,
    QStyle,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from annotator.gui.icons import icon
from annotator.gui.theme import DARK, LIGHT, THEMES, palette_for, style_sheet


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


def luminance(color: QColor) -> float:
    """Relative, as WCAG has it."""
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", THEMES)
def test_the_button_that_closes_a_panel_is_seen(qtbot, theme):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setPalette(palette_for(theme))
    window.setStyleSheet(style_sheet(theme))
    dock = QDockWidget("Panel", window)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.show()
    button = next(
        one
        for one in dock.findChildren(QAbstractButton)
        if one.objectName() == "qt_dockwidget_closebutton"
    )
    image = window.grab().toImage()
    center = button.mapTo(window, button.rect().center())
    ground = luminance(QColor(theme.window))
    middle = [(center.x() + x, center.y() + y) for x in range(-3, 4) for y in range(-3, 4)]
    pixels = [luminance(image.pixelColor(x, y)) for x, y in middle]
    contrasts = [(max(one, ground) + 0.05) / (min(one, ground) + 0.05) for one in pixels]
    assert max(contrasts) >= 3.5  # WCAG asks for 3


def test_boxes_to_tick_in_a_tree_do_not_touch_each_other(qtbot):
    tree = QTreeWidget()
    qtbot.addWidget(tree)
    tree.setStyleSheet(style_sheet(DARK))
    for text in ("2", "3 – 12"):
        QTreeWidgetItem(tree, [text]).setCheckState(0, Qt.CheckState.Checked)
    tree.show()
    option = QStyleOptionViewItem()
    option.initFrom(tree)
    box = tree.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorHeight, option, tree)
    top, below = (tree.visualItemRect(tree.topLevelItem(row)) for row in (0, 1))
    assert below.top() - top.top() >= box + 4
