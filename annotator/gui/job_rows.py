"""Running jobs, one row each: in the status line as many as fit, in a list all of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.project import Track
from annotator.gui import glyphs
from annotator.gui.glyphs import glyph_icon
from annotator.gui.punctuation import percent
from annotator.gui.sentences import in_words
from annotator.gui.timeline_layout import time_text
from annotator.session.session import Session
from annotator.session.values import JobStatus

REFRESH_MS = 50
"""Texts change at most this often: a label that changes 60 times a second is not read."""
LIST_SIZE = QSize(560, 320)


def eta_text(seconds: float) -> str:
    """``45 s``, ``2:05`` or ``1:02:05``."""
    return f"{round(seconds)} s" if seconds < 59.5 else time_text(seconds, decimals=0)


def job_text(session: Session, status: JobStatus) -> str:
    """What the job does, with the name of its object."""
    track = _track(session, status)
    label = in_words(status.label)
    return label if track is None else f"{track.name} · {label}"


def _track(session: Session, status: JobStatus) -> Track | None:
    project = session.project
    return project.tracks.get(status.track_id or 0) if project is not None else None


class JobRow(QWidget):
    """One running job: what, how far, how fast, how long; and its stop button."""

    def __init__(self, session: Session, job_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.job_id = job_id
        self.swatch = QLabel(self)
        self.swatch.setFixedSize(10, 10)
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
        for widget in (self.swatch, self.label, self.bar, self.rate, self.stop_button):
            layout.addWidget(widget)
        self._set_icon()

    def show_status(self, status: JobStatus) -> None:
        """Take over the numbers of now."""
        text = job_text(self._session, status)
        self.label.setText(
            self.label.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, 220)
        )
        self.label.setToolTip(text)
        track = _track(self._session, status)
        self.swatch.setVisible(track is not None)
        if track is not None:
            sheet = f"background: {QColor(*track.color).name()}; border-radius: 3px;"
            if self.swatch.styleSheet() != sheet:  # which styles the row anew
                self.swatch.setStyleSheet(sheet)
        self.bar.setRange(0, max(0, status.total))
        self.bar.setValue(min(status.done, status.total))
        self.bar.setAccessibleName(text)
        self.stop_button.setAccessibleName(self.tr("Stop: {job}").format(job=text))
        self.rate.setText(self._rate_text(status))

    def _rate_text(self, status: JobStatus) -> str:
        if status.is_waiting:
            return self.tr("waiting")
        parts = []
        if status.kind in ("propagate", "merge"):
            parts.append(self.tr("{done}/{total}").format(done=status.done, total=status.total))
            if status.fps > 0:
                parts.append(self.tr("{fps:.1f} fps").format(fps=status.fps))
        elif status.total > 0:
            parts.append(percent(100 * status.done // status.total))
        if status.eta_s is not None and status.done < status.total:
            parts.append(self.tr("{time} left").format(time=eta_text(status.eta_s)))
        return " · ".join(parts)

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


class JobRows(QWidget):
    """The rows of the oldest jobs, at most `limit`; beside each other or below."""

    def __init__(
        self,
        session: Session,
        direction: QBoxLayout.Direction,
        limit: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.limit = limit
        self._rows: dict[int, JobRow] = {}
        self._layout = QBoxLayout(direction, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        is_column = direction is QBoxLayout.Direction.TopToBottom
        self._layout.setSpacing(6 if is_column else 18)

    @property
    def rows(self) -> list[JobRow]:
        """The rows shown now, oldest job first."""
        return list(self._rows.values())

    def refresh(self) -> tuple[JobStatus, ...]:
        """Show the jobs of now; those that have no room."""
        jobs = self._session.jobs
        limit = len(jobs) if self.limit is None else self.limit
        shown = {status.job_id: status for status in jobs[:limit]}
        for job_id in [known for known in self._rows if known not in shown]:
            row = self._rows.pop(job_id)
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        for job_id, status in shown.items():
            if job_id not in self._rows:
                self._rows[job_id] = JobRow(self._session, job_id, self)
                self._layout.addWidget(self._rows[job_id])
            self._rows[job_id].show_status(status)
        return jobs[limit:]


class JobList(QFrame):
    """All jobs, running and waiting, each with its stop button, and one for all of them."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._session = session
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Running jobs"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.title = QLabel(self)
        self.stop_all = QPushButton(self.tr("Stop all"), self)
        self.stop_all.setToolTip(self.tr("What has arrived stays"))
        self.stop_all.clicked.connect(lambda _checked=False: session.stop())
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.stop_all)
        self._rows = JobRows(session, QBoxLayout.Direction.TopToBottom)
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._rows)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(area, 1)
        self.resize(LIST_SIZE)
        self._timer = QTimer(self, interval=REFRESH_MS, singleShot=True)
        self._timer.timeout.connect(self.refresh)
        session.jobs_changed.connect(self._on_jobs_changed)
        self.refresh()

    @property
    def job_rows(self) -> list[JobRow]:
        """The rows shown now, oldest job first."""
        return self._rows.rows

    def show_above(self, widget: QWidget) -> None:
        """With its lower right corner at the upper right corner of a widget."""
        corner = widget.mapToGlobal(QPoint(widget.width(), 0))
        self.move(corner - QPoint(self.width(), self.height() + 4))
        self.show()

    @Slot()
    def refresh(self) -> None:
        """Show the jobs of now."""
        self._rows.refresh()
        jobs = self._session.jobs
        waiting = sum(job.is_waiting for job in jobs)
        text = self.tr("{running} running, {waiting} waiting")
        if not jobs:
            text = self.tr("Nothing is running.")
        self.title.setText(text.format(running=len(jobs) - waiting, waiting=waiting))
        self.stop_all.setEnabled(bool(jobs))

    @Slot()
    def _on_jobs_changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
