"""What export and import share: format, place, choices; then progress and the result.

Such a dialog never blocks the window. The work is a job of the session: closing the dialog lets it
run on, and its end is told by the session either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.errors import AnnotatorError
from annotator.gui.sentences import in_words
from annotator.gui.theme import theme_of
from annotator.session.session import Session
from annotator.session.values import FormatInfo, JobResult, JobStatus, Level, Notice


class FormatDialog(QDialog):
    """Asks for a format and a place, starts the job, shows how it goes.

    What comes first in it is made here. A subclass then makes its own widgets and has the rest
    made by `_complete`, so that Tab goes through all of them from top to bottom.
    """

    def __init__(
        self, session: Session, formats: Iterable[FormatInfo], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._formats = {info.name: info for info in formats}
        self._job_id: int | None = None
        self._job_label = ""
        self.setMinimumWidth(560)
        self.format = QComboBox(self)
        self.format.setAccessibleName(self.tr("Format"))
        for info in self._formats.values():
            self.format.addItem(in_words(info.title), info.name)
        self.losses = wrapped_label(self)
        self.losses.setObjectName("mutedLabel")
        self.path = QLineEdit(self)
        self.browse_button = QPushButton(self.tr("Browse…"), self)
        self.hint = wrapped_label(self)

    # -- what a subclass says ---------------------------------------------------------------

    def _show_format(self, info: FormatInfo) -> None:
        """Show the choices that this format has."""
        raise NotImplementedError

    def _judge(self, path: Path | None) -> tuple[str, bool]:
        """The hint below this path ("" for none), and whether the job can be started."""
        raise NotImplementedError

    def _ask_path(self, info: FormatInfo) -> str:
        """Ask for a path with the system's dialog; "" when that was cancelled."""
        raise NotImplementedError

    def _start(self, info: FormatInfo, path: Path) -> int:
        """Start the job and return its id; `AnnotatorError` when that is refused."""
        raise NotImplementedError

    # -- building ---------------------------------------------------------------------------

    def _complete(
        self,
        action: str,
        fields: QWidget,
        middle: Sequence[QWidget],
        *,
        last: Sequence[QWidget] = (),
    ) -> None:
        """Make the lower part, lay all out and connect it.

        `middle` stands below the path, `last` above the progress; `fields`, one of `middle`,
        cannot be changed while the job runs.
        """
        self.fields = fields
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.outcome = wrapped_label(self)
        self.start_button = QPushButton(action, self)
        self.start_button.setDefault(True)
        self.stop_button = QPushButton(self.tr("Stop"), self)
        self.close_button = QPushButton(self.tr("Close"), self)
        self._lay_out(middle, last)
        self._connect()
        self._on_format_changed()

    def _lay_out(self, middle: Sequence[QWidget], last: Sequence[QWidget]) -> None:
        place = QHBoxLayout()
        place.addWidget(self.path, 1)
        place.addWidget(self.browse_button)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        _add(buttons, self.stop_button, self.close_button, self.start_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(10)
        _add(layout, _title_of(self.format), self.format, self.losses, _title_of(self.path))
        layout.addLayout(place)
        _add(layout, self.hint, *middle)
        layout.addStretch(1)
        _add(layout, *last, self.progress, self.outcome)
        layout.addLayout(buttons)
        self.progress.hide()
        self.outcome.hide()
        self.stop_button.hide()

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._on_format_changed)
        self.path.textChanged.connect(self._on_path_changed)
        self.browse_button.clicked.connect(self._on_browse_clicked)
        self.start_button.clicked.connect(self._on_start_clicked)
        self.stop_button.clicked.connect(self._on_stop_clicked)
        self.close_button.clicked.connect(self.close)
        self._session.jobs_changed.connect(self._on_jobs_changed)
        self._session.job_ended.connect(self._on_job_ended)
        self._session.closed.connect(self.close)

    def open(self) -> None:
        """Show it beside the window, which stays usable (QDialog.open would block it)."""
        self.show()
        self.raise_()
        self.activateWindow()

    # -- choices ----------------------------------------------------------------------------

    @property
    def chosen_format(self) -> FormatInfo:
        """The format that is selected; one always is."""
        return self._formats[self.format.currentData()]

    @Slot()
    def _on_format_changed(self) -> None:
        info = self.chosen_format
        self.losses.setText(in_words(info.losses))
        self.losses.setVisible(bool(info.losses))
        self._show_format(info)
        self._forget_outcome()

    @Slot()
    def _on_path_changed(self) -> None:
        self._update_state()

    @Slot()
    def _on_browse_clicked(self) -> None:
        name = self._ask_path(self.chosen_format)
        if name:
            self.path.setText(name)

    def _path(self) -> Path | None:
        text = self.path.text().strip()
        return Path(text).expanduser() if text else None

    def _forget_outcome(self) -> None:
        """The choices are others than those the outcome is of."""
        self.outcome.hide()
        self._update_state()

    def _update_state(self) -> None:
        """The hint below the path, and whether the job can be started."""
        text, is_possible = self._judge(self._path())
        self.hint.setText(text)
        self.hint.setVisible(bool(text))
        self.hint.setStyleSheet(f"color: {theme_of(self.palette()).warning};")
        self.start_button.setEnabled(is_possible and self._job_id is None)
        layout = self.layout()
        if layout is not None and self.isVisible():
            # Room for texts that wrap; it never shrinks under the person's hand.
            needed = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), needed))

    # -- the job ----------------------------------------------------------------------------

    @Slot()
    def _on_start_clicked(self) -> None:
        path = self._path()
        if path is None:
            return
        try:
            self._job_id = self._start(self.chosen_format, path)
        except AnnotatorError as error:
            self._show_outcome(Notice("error", str(error)))
            return
        status = self._status()
        self._job_label = status.label if status is not None else ""
        self._set_running(is_running=True)
        self._on_jobs_changed()

    def _status(self) -> JobStatus | None:
        """The running job; None when it has ended."""
        return next((job for job in self._session.jobs if job.job_id == self._job_id), None)

    @Slot()
    def _on_stop_clicked(self) -> None:
        if self._job_id is not None:
            self._session.stop(self._job_id)

    @Slot()
    def _on_jobs_changed(self) -> None:
        status = self._status()
        if status is not None:
            self.progress.setRange(0, max(0, status.total))
            self.progress.setValue(status.done)
            self.outcome.setText(f"{in_words(status.label)}…" if status.label else "")

    @Slot(object)
    def _on_job_ended(self, result: JobResult) -> None:
        if self._job_id is None or result.job_id != self._job_id:
            return
        self._job_id = None
        self._set_running(is_running=False)
        if result.state == "stopped":
            self._show_outcome(Notice("warning", self.tr("Stopped. Nothing was changed.")))
        else:
            level: Level = "error" if result.state == "failed" else "info"
            self._show_outcome(Notice(level, result.text))

    def _set_running(self, *, is_running: bool) -> None:
        self.progress.setVisible(is_running)
        self.stop_button.setVisible(is_running)
        for widget in (self.format, self.path, self.browse_button, self.fields):
            widget.setEnabled(not is_running)
        self.outcome.setVisible(True)
        self.outcome.setStyleSheet("")
        self._update_state()

    def _show_outcome(self, notice: Notice) -> None:
        """How the job ended, in the colour of its level; the job's own name is left out."""
        theme = theme_of(self.outcome.palette())
        mark, color = {
            "info": ("✓", theme.good),
            "warning": ("⚠", theme.warning),
            "error": ("✕", theme.danger),
        }[notice.level]
        text = notice.text
        if self._job_label:
            text = text.removeprefix(f"{self._job_label}:").strip()
        self.outcome.setText(f"{mark} {in_words(text)}")
        self.outcome.setAccessibleDescription(notice.level)
        self.outcome.setStyleSheet(f"color: {color};")
        self.outcome.setVisible(True)
        self._update_state()


def wrapped_label(parent: QWidget) -> QLabel:
    """A label for sentences."""
    label = QLabel(parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _add(layout: QBoxLayout, *widgets: QWidget) -> None:
    for widget in widgets:
        layout.addWidget(widget)


def _title_of(field: QWidget) -> QLabel:
    """The heading of a field: the name that it also has for a screen reader."""
    label = QLabel(field.accessibleName())
    label.setBuddy(field)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label
