"""Where the window stands: where it stood last, and never beyond the edge of the screen.

A window's size is told to Qt without title bar and borders, which only the window manager knows,
and only once the window is on screen. So the first guess leaves room for a common title bar, and
`FrameFitter` corrects it when the real frame is known.
"""

from PySide6.QtCore import QByteArray, QEvent, QObject, QRect, QSize, QTimer, Slot
from PySide6.QtWidgets import QWidget

TITLE_BAR_PX = 40
"""About the highest title bar; without one the window is a little smaller than it could be."""
FRAME_KNOWN_AFTER_MS = 200
"""A window manager has mostly put its frame around a new window by then."""
FRAME_LOOKS = 10
"""But not where the program was busy, opening a video: so often it is looked for."""


def place_on_screen(window: QWidget, size: QSize, geometry: bytes) -> None:
    """Restore `geometry` (of `saveGeometry`; may be empty), else `size`, within the screen."""
    if geometry and window.restoreGeometry(QByteArray(geometry)):
        if not (window.isMaximized() or window.isFullScreen()):
            # Without room for a title bar: where it stood there was one, and it must not wander.
            window.setGeometry(kept_inside(window.geometry(), window.screen().availableGeometry()))
        return
    room = window.screen().availableGeometry().adjusted(0, TITLE_BAR_PX, 0, 0)
    window.resize(size.boundedTo(room.size()))


def kept_inside(rect: QRect, room: QRect) -> QRect:
    """`rect`, moved and then made smaller so that it lies in `room`."""
    size = rect.size().boundedTo(room.size())
    left = min(max(rect.left(), room.left()), room.right() + 1 - size.width())
    top = min(max(rect.top(), room.top()), room.bottom() + 1 - size.height())
    return QRect(left, top, size.width(), size.height())


class FrameFitter(QObject):
    """Once the window is on screen: title bar, borders and all inside what the screen offers."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._timer = QTimer(self, singleShot=True, interval=FRAME_KNOWN_AFTER_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._looks_left = FRAME_LOOKS
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Shown: soon after it the frame is known."""
        if watched is self._window and event.type() == QEvent.Type.Show:
            self._looks_left = FRAME_LOOKS
            self._timer.start()
        return False

    @Slot()
    def _on_timeout(self) -> None:
        """Moved before its frame is known, a window would end up with the frame off the screen."""
        self._looks_left -= 1
        has_frame = self._window.frameGeometry() != self._window.geometry()
        if has_frame or self._looks_left <= 0:
            self.fit()
        else:
            self._timer.start()

    @Slot()
    def fit(self) -> None:
        """Move and shrink the window where its frame reaches over an edge."""
        window = self._window
        if window.isMaximized() or window.isFullScreen():
            return
        frame, inner = window.frameGeometry(), window.geometry()
        room = window.screen().availableGeometry()
        if room.contains(frame):
            return
        fitting = kept_inside(frame, room)
        window.setGeometry(
            fitting.adjusted(
                inner.left() - frame.left(),
                inner.top() - frame.top(),
                inner.right() - frame.right(),
                inner.bottom() - frame.bottom(),
            )
        )
