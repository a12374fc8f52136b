"""The panels around the picture: timeline below; objects, review and inspector at the right."""

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDockWidget,
    QMainWindow,
    QWidget,
)

TIMELINE_SHARE, RIGHT_WIDTH = 0.28, 320
"""Of the height of a window that nobody has arranged yet, and in pixels."""


class EditorDocks:
    """Each panel can be moved and closed; the View menu brings it back."""

    def __init__(
        self,
        window: QMainWindow,
        *,
        picture: QWidget,
        timeline: QWidget,
        objects: QWidget,
        review: QWidget,
        inspector: QWidget,
    ) -> None:
        self._window = window
        self._picture = picture
        # The names are those in arrangements that were saved.
        self.timeline = self._dock("timeline", _tr("Timeline"), timeline)
        self.objects = self._dock("tracks", _tr("Objects"), objects)
        self.review = self._dock("review", _tr("Review"), review)
        self.inspector = self._dock("inspector", _tr("Inspector"), inspector)
        area = Qt.DockWidgetArea
        window.setCorner(Qt.Corner.BottomRightCorner, area.BottomDockWidgetArea)
        window.addDockWidget(area.BottomDockWidgetArea, self.timeline)
        right = self.objects, self.review, self.inspector
        for dock in right:
            window.addDockWidget(area.RightDockWidgetArea, dock)
        for before, dock in pairwise(right):
            window.tabifyDockWidget(before, dock)
        self.objects.raise_()
        self.all = (*right, self.timeline)

    def go(self, step: int) -> None:
        """Take the keyboard to the next panel (1) or the one before (-1); the picture is one."""
        open_docks = [dock for dock in (self.timeline, *self.all[:-1]) if not dock.isHidden()]
        here = QApplication.focusWidget()
        places: list[QDockWidget | None] = [None, *open_docks]
        inside = [dock for dock in open_docks if here is not None and dock.isAncestorOf(here)]
        dock = places[(places.index(inside[0] if inside else None) + step) % len(places)]
        if dock is None:
            self._picture.setFocus(Qt.FocusReason.TabFocusReason)
            return
        dock.raise_()  # it may be a tab behind another
        _first_place(dock.widget()).setFocus(Qt.FocusReason.TabFocusReason)

    def arrange(self) -> None:
        """As in a window that nobody has arranged yet."""
        window, orientation = self._window, Qt.Orientation
        height = round(window.height() * TIMELINE_SHARE)
        window.resizeDocks([self.timeline], [height], orientation.Vertical)
        window.resizeDocks([self.objects], [RIGHT_WIDTH], orientation.Horizontal)

    def _dock(self, name: str, title: str, widget: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(widget)
        widget.windowTitleChanged.connect(dock.setWindowTitle)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable
            | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        return dock


def _first_place(panel: QWidget) -> QWidget:
    """What takes the keyboard in a panel: itself, else its list, else its first control."""
    lists = panel.findChildren(QAbstractItemView)
    for widget in (panel, *lists, *panel.findChildren(QWidget)):
        takes_keys = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes_keys and widget.isEnabled() and not widget.isHidden():
            return widget
    return panel


def _tr(text: str) -> str:
    return QCoreApplication.translate("MainWindow", text)
