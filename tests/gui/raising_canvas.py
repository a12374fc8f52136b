"""A window whose canvas fails on a mouse press and a key: run as a program by test_canvas_raises.

Prints what was reported; the process must reach its end.
"""

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from annotator.gui.canvas import Canvas
from annotator.session.session import Session
from annotator.session.settings import Settings
from tests.fakes import FakeTracker, fake_opener


class RaisingCanvas(Canvas):
    """Fails where a defect could be."""

    def mousePressEvent(self, event):
        raise RuntimeError("a defect under the mouse")

    def keyPressEvent(self, event):
        super().keyPressEvent(event)
        raise RuntimeError("a defect under a key")


def events(canvas):
    """A press of the left button, and of Space."""
    none = Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    place = QPointF(20, 20)
    click = QMouseEvent(QEvent.Type.MouseButtonPress, place, place, left, left, none)
    return click, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, none)


def main() -> int:
    app = QApplication([])
    told = []
    sys.excepthook = lambda kind, error, trace: told.append(str(error))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.ini")
        session = Session(fake_opener(), lambda _: FakeTracker(), settings)
        canvas = RaisingCanvas(session)
        canvas.show()
        clicked, pressed = events(canvas)
        for number in range(3):
            QTimer.singleShot(2 * number, lambda: QApplication.sendEvent(canvas, clicked))
            QTimer.singleShot(2 * number, lambda: QApplication.sendEvent(canvas, pressed))
        QTimer.singleShot(20, app.quit)
        app.exec()
        session.shutdown()
    sys.stdout.write("\n".join(told) + "\nend\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
