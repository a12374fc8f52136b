"""Asks which object becomes part of the selected one, and says beforehand what that does."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from annotator.core.project import Track
from annotator.gui.attempt import attempt
from annotator.session.session import Session
from annotator.session.track_gestures import merged_observations

SWATCH_PX = 14


class MergeDialog(QDialog):
    """OK gives the other object's masks to `track`, as one undo step."""

    def __init__(self, session: Session, track: Track, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._track_id = track.id
        project = session.project
        others = [] if project is None else list(project.tracks.values())
        # First the one that shares the fewest frames: most likely the same thing, lost and found.
        self._others = sorted(
            (one for one in others if one.id != track.id),
            key=lambda one: len(one.observations.keys() & track.observations.keys()),
        )
        self.setWindowTitle(self.tr("Merge into “{0}”").format(track.name))
        self.setMinimumWidth(420)
        self.other = QComboBox()
        self.other.setAccessibleName(self.tr("The other object"))
        for one in self._others:
            swatch = QPixmap(SWATCH_PX, SWATCH_PX)
            swatch.fill(QColor(*one.color))
            self.other.addItem(QIcon(swatch), one.name)
        label = QLabel(self.tr("&All masks of"))
        label.setBuddy(self.other)
        self.note = QLabel()
        self.note.setObjectName("mutedLabel")
        self.note.setWordWrap(True)
        button = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(button.Ok | button.Cancel, self)
        self.buttons.button(button.Ok).setText(self.tr("Merge"))
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (label, self.other, self.note, self.buttons):
            layout.addWidget(widget)
        self.other.currentIndexChanged.connect(self._on_chosen)
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        project, row = self._session.project, self.other.currentIndex()
        track = project.tracks.get(self._track_id) if project is not None else None
        if track is None or row < 0:
            self.note.setText("")
            return
        other = self._others[row]
        merged = merged_observations(track, other)
        gone = self.tr("become masks of “{0}”, and “{1}” goes.").format(track.name, other.name)
        if not merged.shared:
            text = self.tr("The two are never on the same frame.")
        else:
            text = self.tr(
                "%n frame(s) have both. What you made or checked stays there, otherwise that of "
                "“{0}”: {1} of “{0}”, {2} of “{3}”.",
                "",
                merged.shared,
            ).format(track.name, merged.shared - merged.theirs, merged.theirs, other.name)
        self.note.setText(f"{gone} {text}")

    @Slot()
    def _on_accepted(self) -> None:
        row = self.other.currentIndex()
        if row < 0:
            self.reject()
            return
        session, track_id, other_id = self._session, self._track_id, self._others[row].id
        if attempt(session, lambda: session.merge_tracks(track_id, other_id)):
            session.select_track(track_id)
            self.accept()
