"""Follow mode: the playhead goes with the newest frame of a propagation.

It follows the run that was started last, until the run ends or the person goes somewhere else.
Frames that arrive faster than they can be painted are skipped: a timer shows the newest one.
"""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from annotator.core.frames import FrameIndex, Image
from annotator.session.playback import Playhead

INTERVAL_MS = 30


class Follower(QObject):
    """Moves the playhead for one run. Lives in the GUI thread."""

    changed = Signal(bool)  # whether a run is being followed

    def __init__(self, playhead: Playhead, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playhead = playhead
        self._run: int | None = None
        self._newest: tuple[FrameIndex, Image] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._show)

    @property
    def is_following(self) -> bool:
        """Whether the playhead moves with a run."""
        return self._run is not None

    def follow(self, run: int) -> None:
        """Go with this run from now on, and with no other."""
        was_following, self._run = self.is_following, run
        self._newest = None
        if not was_following:
            self.changed.emit(True)

    def stop(self) -> None:
        """The playhead is the person's again."""
        self._newest = None
        self._timer.stop()
        if self.is_following:
            self._run = None
            self.changed.emit(False)

    @Slot(int, int, object)
    def on_arrived(self, run: int, frame_index: FrameIndex, image: Image) -> None:
        """A frame of some run is in the project."""
        if run == self._run:
            self._newest = frame_index, image
            if not self._timer.isActive():
                self._timer.start()

    @Slot(int)
    def on_ended(self, run: int) -> None:
        """A run has ended: its last frame is shown, and there it stays."""
        if run == self._run:
            self._show()
            self.stop()

    @Slot()
    def _show(self) -> None:
        if self._newest is not None:
            (frame_index, image), self._newest = self._newest, None
            self._playhead.show(frame_index, image)
