"""Export: format, place, choices; then progress and the result, in the same dialog.

The dialog never blocks the window. The export is a job of the session: closing the dialog lets it
run on, and its end is told by the session either way.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.errors import AnnotatorError
from annotator.gui.dialog_parts import show_outcome, title_label, wrapped_label
from annotator.gui.export_check import ExportCheck
from annotator.gui.export_options_form import ExportOptionsForm
from annotator.gui.format_words import losses_text
from annotator.gui.theme import theme_of
from annotator.session.session import Session
from annotator.session.values import FormatInfo, JobResult, JobStatus, Level, Notice


class ExportDialog(QDialog):
    """Asks what to export where, starts the job, shows how it goes."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._formats = {info.name: info for info in session.export_formats()}
        self._job_id: int | None = None
        self._job_label = ""
        self._is_refused = False
        self._exported_to: Path | None = None
        self._check = ExportCheck(session, self)
        self._check.found.connect(self._on_found)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export"))
        self.setMinimumWidth(560)
        self._make_widgets()
        self._lay_out()
        self._connect()
        self._on_format_changed()

    # -- building ---------------------------------------------------------------------------

    def _make_widgets(self) -> None:
        self.format = QComboBox(self)
        self.format.setAccessibleName(self.tr("Format"))
        for info in self._formats.values():
            self.format.addItem(info.title, info.name)
        self.losses = wrapped_label(self)
        self.losses.setObjectName("mutedLabel")
        self.destination = QLineEdit(self)
        self.destination.setAccessibleName(self.tr("Destination"))
        self.browse_button = QPushButton(self.tr("Browse…"), self)
        self.hint = wrapped_label(self)
        self.form = ExportOptionsForm(self._session, self)
        self.findings = wrapped_label(self)
        self.findings.setAccessibleName(self.tr("Warnings"))
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(self.tr("Export progress"))
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 100)
        self.outcome = wrapped_label(self)
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.export_button = QPushButton(self.tr("Export"), self)
        self.export_button.setDefault(True)
        self.stop_button = QPushButton(self.tr("Stop"), self)
        self.close_button = QPushButton(self.tr("Close"), self)

    def _lay_out(self) -> None:
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Plain)
        line.setEnabled(False)
        place = QHBoxLayout()
        place.addWidget(self.destination, 1)
        place.addWidget(self.browse_button)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.stop_button, self.close_button, self.export_button):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(10)
        layout.addWidget(title_label(self.tr("Format"), self.format))
        layout.addWidget(self.format)
        layout.addWidget(self.losses)
        layout.addWidget(title_label(self.tr("Destination"), self.destination))
        layout.addLayout(place)
        layout.addWidget(self.hint)
        layout.addWidget(line)
        layout.addWidget(self.form)
        layout.addStretch(1)
        layout.addWidget(self.findings)
        layout.addWidget(self.progress)
        layout.addWidget(self.outcome)
        layout.addLayout(buttons)
        self.findings.hide()
        self.progress.hide()
        self.outcome.hide()
        self.stop_button.hide()

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._on_format_changed)
        self.destination.textChanged.connect(self._on_destination_changed)
        self.form.changed.connect(self._on_options_changed)
        self.browse_button.clicked.connect(self._on_browse_clicked)
        self.export_button.clicked.connect(self._on_export_clicked)
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
    def chosen_format(self) -> FormatInfo | None:
        """The format that is selected."""
        return self._formats.get(self.format.currentData())

    def default_destination(self, info: FormatInfo) -> Path:
        """Beside the video: ``clip_davis`` for a folder, ``clip_coco.json`` for a file."""
        near = self._session.media_path or self._session.project_path or Path.home() / "export"
        return near.parent / f"{near.stem}_{info.name}{'' if info.is_folder else info.suffix}"

    @Slot()
    def _on_format_changed(self) -> None:
        info = self.chosen_format
        if info is not None:
            self.losses.setText(losses_text(info.losses))
            self.losses.setVisible(bool(info.losses))
            self.destination.setText(str(self.default_destination(info)))
            self.form.show_format(info)
        self._on_options_changed()

    @Slot()
    def _on_options_changed(self) -> None:
        info = self.chosen_format
        if info is not None:
            self.form.show_format(info)
            try:
                self._check.request(info.name, self.form.options())
            except AnnotatorError as error:
                self._show_found((Notice("error", str(error)),))
        self._exported_to = None
        self.outcome.hide()
        self._update_state()

    @Slot(object)
    def _on_found(self, notices: tuple[Notice, ...]) -> None:
        """Show what the check found."""
        info = self.chosen_format
        needs_video = info is not None and (
            info.needs_video or ("include_images" in info.choices and self.form.images.isChecked())
        )
        if needs_video and self._session.media_path is None:
            text = self.tr("The images cannot be exported without the video; relink it first.")
            notices = (Notice("error", text), *notices)
        self._show_found(notices)

    def _show_found(self, notices: tuple[Notice, ...]) -> None:
        """What would be refused cannot be started."""
        self._is_refused = any(notice.level == "error" for notice in notices)
        self.findings.setText("\n".join(f"⚠ {notice.text}" for notice in notices))
        self.findings.setVisible(bool(notices))
        theme = theme_of(self.palette())
        color = theme.danger if self._is_refused else theme.warning
        self.findings.setStyleSheet(f"color: {color};")
        self._update_state()

    @Slot()
    def _on_destination_changed(self) -> None:
        self._update_state()

    def _path(self) -> Path | None:
        text = self.destination.text().strip()
        return Path(text).expanduser() if text else None

    def _update_state(self) -> None:
        """The hint below the destination, and whether Export can be pressed."""
        path, info = self._path(), self.chosen_format
        text, is_possible = "", path is not None and info is not None
        if path is None or info is None:
            text = self.tr("Choose where to export to.")
        elif not path.parent.is_dir():
            there = nearest_existing(path)
            is_possible = there.is_dir()
            text = (
                self.tr("The folder “{0}” will be made.").format(path.parent)
                if is_possible
                else self.tr("“{0}” is a file, not a folder; choose another place.").format(there)
            )
        elif info.is_folder and path.is_file():
            text = self.tr("“{0}” is a file; this format needs a folder.").format(path.name)
            is_possible = False
        elif not info.is_folder and path.is_dir():
            text = self.tr("“{0}” is a folder; this format needs a file name.").format(path.name)
            is_possible = False
        elif path.exists() and path != self._exported_to:
            text = self.tr("“{0}” exists; an earlier export there is replaced.").format(path.name)
        self.hint.setText(text)
        self.hint.setVisible(bool(text))
        color = theme_of(self.palette()).warning
        self.hint.setStyleSheet(f"color: {color};")
        is_idle = self._job_id is None
        self.export_button.setEnabled(is_possible and is_idle and not self._is_refused)
        self._grow()

    def _grow(self) -> None:
        """Make room for texts that wrap; never shrink under the person's hand."""
        layout = self.layout()
        if layout is not None and self.isVisible():
            needed = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), needed))

    @Slot()
    def _on_browse_clicked(self) -> None:
        info, path = self.chosen_format, self.destination.text()
        if info is None:
            return
        if info.is_folder:
            name = QFileDialog.getExistingDirectory(
                self, self.tr("Export into a folder"), str(Path(path).parent)
            )
        else:
            name, _ = QFileDialog.getSaveFileName(
                self,
                self.tr("Export to a file"),
                path,
                f"{info.title} (*{info.suffix})",
                options=QFileDialog.Option.DontConfirmOverwrite,
            )
            if name and not Path(name).suffix:
                name += info.suffix
        if name:
            self.destination.setText(name)

    # -- the job ----------------------------------------------------------------------------

    @Slot()
    def _on_export_clicked(self) -> None:
        path, info = self._path(), self.chosen_format
        if path is None or info is None:
            return
        try:
            job_id = self._session.export(info.name, path, self.form.options())
        except AnnotatorError as error:
            self._show_outcome(Notice("error", str(error)))
            return
        self._job_id = job_id
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
            self.outcome.setText(f"{status.label}…" if status.label else "")

    @Slot(object)
    def _on_job_ended(self, result: JobResult) -> None:
        if self._job_id is None or result.job_id != self._job_id:
            return
        self._job_id = None
        self._set_running(is_running=False)
        if result.state == "done":
            self._exported_to = self._path()  # that it exists now is no news
        if result.state == "stopped":
            self._show_outcome(Notice("warning", self.tr("Stopped. Nothing was changed.")))
        else:
            level: Level = "error" if result.state == "failed" else "info"
            self._show_outcome(Notice(level, result.text))

    def _set_running(self, *, is_running: bool) -> None:
        self.progress.setVisible(is_running)
        self.stop_button.setVisible(is_running)
        for widget in (self.format, self.destination, self.browse_button, self.form):
            widget.setEnabled(not is_running)
        self.outcome.setVisible(True)
        self.outcome.setStyleSheet("")
        self._update_state()

    def _show_outcome(self, notice: Notice) -> None:
        show_outcome(self.outcome, notice, self._job_label)
        self._update_state()


def nearest_existing(path: Path) -> Path:
    """The folder that `path` is to lie in, or the nearest one above it that is there."""
    return next(folder for folder in path.absolute().parents if folder.exists())
