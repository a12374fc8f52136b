"""The bottom line: frame and time, score, running jobs, and whether everything is saved."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from annotator.core.edits import Edit
from annotator.gui import glyphs
from annotator.gui.glyphs import glyph_icon
from annotator.gui.theme import theme_of
from annotator.gui.timeline_layout import time_text
from annotator.gui.timeline_menu import origin_text
from annotator.session.session import Session
from annotator.session.values import JobStatus

MAX_JOB_ROWS = 2
REFRESH_MS = 50
"""Texts change at most this often: a label that changes 60 times a second is not read."""


def eta_text(seconds: float) -> str:
    """``45 s``, ``2:05`` or ``1:02:05``."""
    return f"{round(seconds)} s" if seconds < 59.5 else time_text(seconds, decimals=0)


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


class JobRow(QWidget):
    """One running job: what, how far, how fast, how long; and its stop button."""

    def __init__(self, session: Session, job_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.job_id = job_id
        self.label = QLabel(self)
        self.label.setMaximumWidth(220)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(110, 6)
        self.rate = QLabel(self)
        self.stop_button = QToolButton(self)
        self.stop_button.setAutoRaise(True)
        self.stop_button.setIconSize(QSize(14, 14))
        self.stop_button.setToolTip(self.tr("Stop; what has arrived stays"))
        self.stop_button.clicked.connect(self._on_stop_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.label, self.bar, self.rate, self.stop_button):
            layout.addWidget(widget)
        self._set_icon()

    def show_status(self, status: JobStatus) -> None:
        """Take over the numbers of now."""
        self.label.setText(
            self.label.fontMetrics().elidedText(status.label, Qt.TextElideMode.ElideRight, 220)
        )
        self.label.setToolTip(status.label)
        self.bar.setRange(0, max(0, status.total))
        self.bar.setValue(min(status.done, status.total))
        self.bar.setAccessibleName(status.label)
        self.stop_button.setAccessibleName(self.tr("Stop: {job}").format(job=status.label))
        parts = []
        if status.kind == "propagate":
            parts.append(self.tr("{done}/{total}").format(done=status.done, total=status.total))
            if status.fps > 0:
                parts.append(self.tr("{fps:.1f} fps").format(fps=status.fps))
        elif status.total > 0:
            parts.append(f"{100 * status.done // status.total} %")
        if status.eta_s is not None and status.done < status.total:
            parts.append(self.tr("{time} left").format(time=eta_text(status.eta_s)))
        self.rate.setText(" · ".join(parts))

    @Slot()
    def _on_stop_clicked(self) -> None:
        self.stop_button.setEnabled(False)
        self._session.stop(self.job_id)

    def _set_icon(self) -> None:
        self.stop_button.setIcon(glyph_icon(glyphs.draw_stop, self.palette()))

    def changeEvent(self, event: QEvent) -> None:
        """The icon takes the colour of the palette."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "stop_button"):
            self._set_icon()
        super().changeEvent(event)


class StatusPanel(QWidget):
    """Reads from the session only; the stop buttons are its one verb."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: dict[int, JobRow] = {}
        self.setAccessibleName(self.tr("Status"))
        self.position = QLabel(self)
        self.position.setAccessibleName(self.tr("Frame and time"))
        self.score = ElidedLabel(self)
        self.score.setAccessibleName(self.tr("Score of the selected object"))
        self.more = QLabel(self)
        self.saved = QLabel(self)
        self.saved.setAccessibleName(self.tr("Saved state"))
        self._jobs = QHBoxLayout()
        self._jobs.setSpacing(18)
        self._lay_out()
        self._timer = QTimer(self, interval=REFRESH_MS, singleShot=True)
        self._timer.timeout.connect(self._refresh)
        self._connect()
        self._refresh()
        self._on_saved_state_changed(session.saved_state)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 3, 10, 3)
        layout.setSpacing(18)
        layout.addWidget(self.position)
        layout.addWidget(self.score, 1)
        layout.addLayout(self._jobs)
        layout.addWidget(self.more)
        layout.addWidget(self.saved)

    def _connect(self) -> None:
        session = self._session
        session.opened.connect(self._on_changed)
        session.closed.connect(self._on_changed)
        session.frame_changed.connect(self._on_changed)
        session.selection_changed.connect(self._on_changed)
        session.jobs_changed.connect(self._on_changed)
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

    @Slot()
    def _refresh(self) -> None:
        self._show_position()
        self._show_score()
        self._show_jobs()

    def _show_position(self) -> None:
        session, project = self._session, self._session.project
        if project is None:
            self.position.setText(self.tr("No video open"))
            return
        frame = session.current_frame
        seconds = session.frame_time_s(frame)
        if seconds is None:
            seconds = frame / (project.video.fps or 25.0)
        text = self.tr("Frame {n} of {count} · {time}")
        count = project.video.frame_count
        self.position.setText(text.format(n=frame + 1, count=count, time=time_text(seconds)))

    def _show_score(self) -> None:
        session, project = self._session, self._session.project
        track = project.tracks.get(session.selected_track_id or 0) if project else None
        if track is None:
            self.score.setText("")
            return
        observation = track.observations.get(session.current_frame)
        if observation is None:
            text = self.tr("{name}: nothing on this frame")
            self.score.setText(text.format(name=track.name))
        elif observation.is_absent:
            self.score.setText(self.tr("{name}: out of view").format(name=track.name))
        else:
            parts = [f"{track.name}: {origin_text(observation.origin).lower()}"]
            if observation.score is not None:
                parts.append(self.tr("score {value:.2f}").format(value=observation.score))
            self.score.setText(" · ".join(parts))

    def _show_jobs(self) -> None:
        jobs = self._session.jobs
        shown = {status.job_id: status for status in jobs[:MAX_JOB_ROWS]}
        for job_id in [known for known in self._rows if known not in shown]:
            row = self._rows.pop(job_id)
            self._jobs.removeWidget(row)
            row.hide()
            row.deleteLater()
        for job_id, status in shown.items():
            if job_id not in self._rows:
                self._rows[job_id] = JobRow(self._session, job_id, self)
                self._jobs.addWidget(self._rows[job_id])
            self._rows[job_id].show_status(status)
        hidden = len(jobs) - len(shown)
        self.more.setText(self.tr("+{n} more").format(n=hidden) if hidden else "")
        self.more.setToolTip("\n".join(status.label for status in jobs[MAX_JOB_ROWS:]))
        self.more.setVisible(hidden > 0)

    @property
    def job_rows(self) -> list[JobRow]:
        """The rows shown now, oldest job first."""
        return list(self._rows.values())

    @Slot(str)
    def _on_saved_state_changed(self, state: str) -> None:
        theme = theme_of(self.palette())
        if state == "saved":
            text, color = self.tr("✓ Saved"), theme.good
        elif state == "saving":
            text, color = self.tr("● Saving…"), theme.muted
        else:
            text, color = self.tr("⚠ Not saved"), theme.danger
        self.saved.setText(text)
        self.saved.setToolTip(state.removeprefix("error: ") if state.startswith("error") else "")
        self.saved.setStyleSheet(f"color: {color};")

    def changeEvent(self, event: QEvent) -> None:
        """The saved mark takes the colour of the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "saved"):
            self._on_saved_state_changed(self._session.saved_state)
        super().changeEvent(event)
