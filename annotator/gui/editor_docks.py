"""The panels around the picture: timeline below; objects, review and inspector at the right."""

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

TIMELINE_SHARE, RIGHT_WIDTH = 0.28, 320
"""Of the height of a window that nobody has arranged yet, and in pixels."""


class EditorDocks:
    """Each panel can be moved and closed; the View menu brings it back."""

    def __init__(
        self,
        window: QMainWindow,
        *,
        timeline: QWidget,
        objects: QWidget,
        review: QWidget,
        inspector: QWidget,
    ) -> None:
        self._window = window
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


def _tr(text: str) -> str:
    return QCoreApplication.translate("MainWindow", text)
