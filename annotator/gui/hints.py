"""Hints for the first minutes: one line over the picture, each shown until it was followed once.

Only the first one stays, where there is nothing to do but that; the others make room for the
picture after a while, and come again in another session.
"""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QLabel, QWidget

from annotator.core.edits import Edit
from annotator.core.project import Origin
from annotator.gui.preferences import Preferences
from annotator.session.session import Session

MARGIN = 14
MAX_WIDTH = 460
SHOWN_MS = 15_000


class Hints(QObject):
    """Says what to do next: draw a box, propagate, review. Never stands in the way of the mouse."""

    def __init__(self, session: Session, preferences: Preferences, over: QWidget) -> None:
        super().__init__(over)
        self._session = session
        self._preferences = preferences
        self._over = over
        self._shown = ""
        self.label = QLabel(over)
        self.label.setObjectName("hint")
        self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.hide()
        over.installEventFilter(self)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.label.hide)
        for signal in (session.opened, session.closed, session.jobs_changed):
            signal.connect(self.refresh)
        session.edited.connect(self._on_edited)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Which hint fits now; a hint that no longer does was followed and is not shown again."""
        if self._is_busy:  # what is to do next shows when it is done
            self.label.hide()
            return
        wanted = self._wanted()
        if self._shown and wanted != self._shown and self._session.project is not None:
            self._preferences.set_seen(self._shown)
        if wanted and self._preferences.has_seen(wanted):
            wanted = ""
        if wanted == self._shown:
            self.label.setVisible(wanted == "box" or self._timer.isActive())
            return
        self._shown = wanted
        self.label.setVisible(bool(wanted))
        self._timer.stop()
        if wanted:
            if wanted != "box":
                self._timer.start()
            self.label.setText(self._text(wanted))
            self._place()

    @Slot(object)
    def _on_edited(self, edit: Edit) -> None:
        project = self._session.project
        if self._shown == "review" and project is not None:
            seen = (
                project.tracks[track_id].observations.get(frame)
                for track_id, frames in edit.touched.frames.items()
                if track_id in project.tracks
                for frame in frames
            )
            if any(observation is not None and observation.reviewed for observation in seen):
                self._preferences.set_seen("review")
        self.refresh()

    @property
    def _is_busy(self) -> bool:
        """Something runs that the person asked for; loading the network is none of it."""
        return any(job.kind != "load" for job in self._session.jobs)

    @Slot()
    def show_again(self) -> None:
        """All from the beginning."""
        self._preferences.forget_hints()
        self._shown = ""
        self.refresh()

    def _wanted(self) -> str:
        project = self._session.project
        if project is None:
            return ""
        if not project.tracks:
            return "box"
        observations = [
            observation
            for track in project.tracks.values()
            for _, observation in zip(range(3), track.observations.values(), strict=False)
        ]
        if not observations:
            return ""
        if all(observation.origin is Origin.MANUAL for observation in observations):
            return "propagate"
        return "review"

    def _text(self, hint: str) -> str:
        return {
            "box": self.tr("Drag a box around an object (R is the key of the tool)."),
            "propagate": self.tr("Press T to follow the object through the video; Esc stops."),
            "review": self.tr(
                "Press . for the next doubtful frame: B paints, E erases, T goes on from there, "
                "Y accepts."
            ),
        }[hint]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the upper middle."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self._shown:
            self._place()
        return False

    def _place(self) -> None:
        width = max(80, min(MAX_WIDTH, self._over.width() - 2 * MARGIN))
        self.label.ensurePolished()  # the style sheet's margins are known from then on
        self.label.setFixedSize(width, self.label.heightForWidth(width))
        self.label.move(max(0, (self._over.width() - self.label.width()) // 2), MARGIN)
