"""When is it on the screen? Watches a widget of a window being painted."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QWidget

from annotator.core.errors import AnnotatorError

TIMEOUT_S = 30.0


class PaintWatch(QObject):
    """Calls `painted(frame, when_s)` each time the window has been painted with its widget.

    All widgets of a window are painted in one go, and a timer of 0 ms comes after that; so what
    the rest of the window needs counts too.
    """

    def __init__(self, widget: QWidget, frame_of: Callable[[], int | None]) -> None:
        super().__init__(widget)
        self._frame_of = frame_of
        self._frame: int | None = None
        self.painted: Callable[[int | None, float], None] = _ignore
        self._after = QTimer(self, interval=0, singleShot=True)
        self._after.timeout.connect(self._on_after)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._frame = self._frame_of()
            self._after.start()
        return False

    def _on_after(self) -> None:
        self.painted(self._frame, time.perf_counter())

    def until(self, is_shown: Callable[[int | None], bool], request: Callable[[], object]) -> float:
        """Seconds from a request until a picture that is meant was painted."""
        loop, seconds = QEventLoop(), [-1.0]
        started = time.perf_counter()

        def look(frame: int | None, when_s: float) -> None:
            if is_shown(frame):
                seconds[0] = when_s - started
                loop.quit()

        self.painted = look
        request()
        run(loop)
        self.painted = _ignore
        if seconds[0] < 0:
            raise AnnotatorError("The window was not painted in time; try on a quieter machine.")
        return seconds[0]


def run(loop: QEventLoop, timeout_s: float = TIMEOUT_S) -> None:
    """Run a loop, but not for ever."""
    guard = QTimer(singleShot=True, interval=round(1000 * timeout_s))
    guard.timeout.connect(loop.quit)
    guard.start()
    loop.exec()
    guard.stop()


def wait(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def _ignore(_frame: int | None, _when_s: float) -> None:
    """Nobody waits for a painting."""
