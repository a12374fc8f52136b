"""The bottom line: frame and time, score, running jobs, and whether everything is saved."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from annotator.core.edits import Edit
from annotator.core.project import Observation, Track
from annotator.gui.job_rows import REFRESH_MS, JobList, JobRow, JobRows, job_text
from annotator.gui.media_words import media_words
from annotator.gui.punctuation import titled
from annotator.gui.review_panel import reason_words
from annotator.gui.sentences import in_words
from annotator.gui.state_words import origin_text, reason_text
from annotator.gui.theme import theme_of
from annotator.gui.timeline_layout import time_text
from annotator.gui.timeline_menu import mark_words, visibility_words
from annotator.session.session import Session

MAX_JOB_ROWS = 2
JOB_ROW_PX, OTHER_TEXTS_PX = 440, 330
"""Comfortable widths; where there is less room, fewer rows are shown."""


class ElidedLabel(QLabel):
    """Gives way to its neighbours: what does not fit ends in “…”, the tooltip has it all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        elided = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        self.setToolTip(self.text() if elided != self.text() else "")
        self.style().drawItemText(
            painter,
            self.rect(),
            Qt.AlignmentFlag.AlignVCenter,
            self.palette(),
            True,
            elided,
            self.foregroundRole(),
        )


class StatusPanel(QWidget):
    """Reads from the session only; the stop buttons are its one verb."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._saved_state = session.saved_state
        self._shown_saved_state = ""
        self.setAccessibleName(self.tr("Status"))
        self.position = QLabel(self)
        self.position.setAccessibleName(self.tr("Frame and time"))
        self.score = ElidedLabel(self)
        self.score.setAccessibleName(self.tr("Score of the selected object"))
        self.more = QToolButton(self)
        self.more.setAutoRaise(True)
        self.more.clicked.connect(lambda _checked=False: self.show_jobs())
        self.saved = QLabel(self)
        self.saved.setAccessibleName(self.tr("Saved state"))
        self._jobs = JobRows(session, QBoxLayout.Direction.LeftToRight, MAX_JOB_ROWS, self)
        self._lay_out()
        self._timer = QTimer(self, interval=REFRESH_MS, singleShot=True)
        self._timer.timeout.connect(self._refresh)
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 3, 10, 3)
        layout.setSpacing(18)
        layout.addWidget(self.position)
        layout.addWidget(self.score, 1)
        layout.addWidget(self._jobs)
        layout.addWidget(self.more)
        layout.addWidget(self.saved)

    def _connect(self) -> None:
        session = self._session
        session.opened.connect(self._on_changed)
        session.closed.connect(self._on_changed)
        session.frame_changed.connect(self._on_changed)
        session.selection_changed.connect(self._on_changed)
        session.jobs_changed.connect(self._on_changed)
        session.review_changed.connect(self._on_changed)
        session.edited.connect(self._on_edited)
        session.saved_state_changed.connect(self._on_saved_state_changed)

    @Slot()
    def _on_changed(self) -> None:
        """Refresh soon; of many changes in a row, once."""
        if not self._timer.isActive():
            self._timer.start()

    @Slot(object)
    def _on_edited(self, edit: Edit) -> None:
        selected = self._session.selected_track_id
        touched = edit.touched
        if self._session.current_frame in touched.frames.get(selected or 0, ()) or touched.media:
            self._on_changed()

    @property
    def is_fresh(self) -> bool:
        """Whether it shows what is there now; if not, it soon will."""
        return not self._timer.isActive()

    @Slot()
    def _refresh(self) -> None:
        self._show_position()
        self._show_score()
        self._show_jobs()
        self._show_saved_state()

    def _show_position(self) -> None:
        session, project = self._session, self._session.project
        if project is None:
            self.position.setText(self.tr("No video open"))
            self.position.setToolTip("")
            return
        frame = session.current_frame
        seconds = session.frame_time_s(frame)
        if seconds is None:
            seconds = frame / (project.video.fps or 25.0)
        text = self.tr("Frame {n} of {count} · {time}")
        count = project.video.frame_count
        self.position.setText(text.format(n=frame + 1, count=count, time=time_text(seconds)))
        self.position.setToolTip(media_words(project.video))

    def _show_score(self) -> None:
        session, project = self._session, self._session.project
        track = project.tracks.get(session.selected_track_id or 0) if project else None
        if track is None:
            self.score.setText(media_words(project.video) if project is not None else "")
            return
        observation = track.observations.get(session.current_frame)
        if observation is None:
            text = self.tr("{name}: nothing on this frame")
            self.score.setText(text.format(name=track.name))
        else:
            self.score.setText(" · ".join(self._words(track, observation)))

    def _words(self, track: Track, observation: Observation) -> list[str]:
        """What the selected object has here, and why it should be looked at."""
        if observation.is_absent:
            words = [self.tr("{name}: out of view").format(name=track.name)]
        elif observation.is_hidden:
            words = [titled(track.name, visibility_words(observation)[0].lower())]
        else:
            words = [titled(track.name, origin_text(observation).lower())]
            words += [word.lower() for word in visibility_words(observation)]
        if observation.score is not None:
            words.append(self.tr("score {value:.2f}").format(value=observation.score))
        words += mark_words(observation)
        words.append(reason_text(observation))
        stop = self._session.review_stop_at(track.id, self._session.current_frame)
        if stop is not None:
            words += reason_words(stop)
        return list(dict.fromkeys(filter(None, words)))  # a flag is a reason too

    def _show_jobs(self) -> None:
        room = (self.width() - OTHER_TEXTS_PX) // JOB_ROW_PX
        self._jobs.limit = max(1, min(MAX_JOB_ROWS, room))
        hidden = self._jobs.refresh()
        self.more.setText(self.tr("+{n} more").format(n=len(hidden)) if hidden else "▴")
        texts = [job_text(self._session, status) for status in hidden]
        self.more.setToolTip("\n".join([self.tr("All running jobs"), *texts]))
        self.more.setAccessibleName(self.tr("All running jobs"))
        self.more.setVisible(bool(self._session.jobs))

    def show_jobs(self) -> JobList:
        """The list of all jobs, above this line."""
        found = JobList(self._session, self)
        found.show_above(self)
        return found

    @property
    def job_rows(self) -> list[JobRow]:
        """The rows shown now, oldest job first."""
        return self._jobs.rows

    @Slot(str)
    def _on_saved_state_changed(self, state: str) -> None:
        """Most edits are saved before anybody could read that they are being saved."""
        self._saved_state = state
        if state == "saving":
            self._on_changed()
        else:
            self._show_saved_state()

    def _show_saved_state(self) -> None:
        state = self._saved_state
        if state == self._shown_saved_state:
            return
        self._shown_saved_state = state
        theme = theme_of(self.palette())
        if state == "saved":
            text, color = self.tr("✓ Saved"), theme.good
        elif state == "saving":
            text, color = self.tr("● Saving…"), theme.muted
        else:
            text, color = self.tr("⚠ Not saved"), theme.danger
        self.saved.setText(text)
        problem = state.removeprefix("error: ") if state.startswith("error") else ""
        self.saved.setToolTip(in_words(problem))
        self.saved.setStyleSheet(f"color: {color};")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room for jobs."""
        super().resizeEvent(event)
        self._show_jobs()

    def changeEvent(self, event: QEvent) -> None:
        """The saved mark takes the colour of the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "saved"):
            self._shown_saved_state = ""
            self._show_saved_state()
        super().changeEvent(event)
