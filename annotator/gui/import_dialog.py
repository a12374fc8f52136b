"""Import: format, place, choices; then progress and the result, in the same dialog.

As with an export, the dialog never blocks the window, and closing it lets the job run on.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.core.errors import AnnotatorError
from annotator.gui.dialog_parts import show_outcome, title_label, wrapped_label
from annotator.gui.format_words import losses_text
from annotator.gui.theme import theme_of
from annotator.session.label_import import ImportOptions
from annotator.session.session import Session
from annotator.session.values import FormatInfo, JobResult, JobStatus, Level, Notice

_AS_PRESCRIBED = -1


class ImportDialog(QDialog):
    """Asks what to import from where, starts the job, shows how it goes."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._formats = {info.name: info for info in session.import_formats()}
        self._job_id: int | None = None
        self._job_label = ""
        self.setWindowTitle(self.tr("Import labels"))
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
        self.path = QLineEdit(self)
        self.path.setAccessibleName(self.tr("File or folder"))
        self.browse_button = QPushButton(self.tr("Browse…"), self)
        self.hint = wrapped_label(self)
        self.sequence = QLineEdit(self)
        self.sequence.setPlaceholderText(self.tr("the only one in it"))
        self.first_number = QSpinBox(self)
        self.first_number.setRange(_AS_PRESCRIBED, 1_000_000)
        self.first_number.setSpecialValueText(self.tr("as the format prescribes"))
        self.first_number.setValue(_AS_PRESCRIBED)
        self.empty = QComboBox(self)
        self.empty.addItem(self.tr("the object is absent"), "absent")
        self.empty.addItem(self.tr("not known"), "unknown")
        self.scale = QCheckBox(self.tr("Scale labels of another size to the video"), self)
        self.run_boxes = QCheckBox(self.tr("Run the tracker on boxes without a mask"), self)
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(self.tr("Import progress"))
        self.progress.setTextVisible(False)
        self.outcome = wrapped_label(self)
        self.import_button = QPushButton(self.tr("Import"), self)
        self.import_button.setDefault(True)
        self.stop_button = QPushButton(self.tr("Stop"), self)
        self.close_button = QPushButton(self.tr("Close"), self)

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self.path, 1)
        place.addWidget(self.browse_button)
        self.fields = QWidget(self)
        self._form = QFormLayout(self.fields)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.addRow(self.tr("Sequence"), self.sequence)
        self._form.addRow(self.tr("Number of the first frame"), self.first_number)
        self._form.addRow(self.tr("Frames without a mask"), self.empty)
        self._form.addRow(self.scale)
        self._form.addRow(self.run_boxes)
        note = wrapped_label(self)
        note.setObjectName("mutedLabel")
        note.setText(
            self.tr(
                "Everything becomes new objects; those of the project stay as they are. "
                "Imported masks are protected from propagation."
            )
        )
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.stop_button, self.close_button, self.import_button):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(10)
        layout.addWidget(title_label(self.tr("Format"), self.format))
        layout.addWidget(self.format)
        layout.addWidget(self.losses)
        layout.addWidget(title_label(self.tr("File or folder"), self.path))
        layout.addLayout(place)
        layout.addWidget(self.hint)
        layout.addWidget(self.fields)
        layout.addWidget(note)
        layout.addStretch(1)
        layout.addWidget(self.progress)
        layout.addWidget(self.outcome)
        layout.addLayout(buttons)
        self.progress.hide()
        self.outcome.hide()
        self.stop_button.hide()

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._on_format_changed)
        self.path.textChanged.connect(self._on_path_changed)
        self.browse_button.clicked.connect(self._on_browse_clicked)
        self.import_button.clicked.connect(self._on_import_clicked)
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

    def options(self) -> ImportOptions:
        """What is chosen; fields that do not concern the format are as if left alone."""
        info = self.chosen_format
        choices = info.choices if info is not None else frozenset[str]()
        number = self.first_number.value()
        is_set = "first_number" in choices and number != _AS_PRESCRIBED
        return ImportOptions(
            sequence=self.sequence.text().strip() if "sequence" in choices else "",
            empty=self.empty.currentData() if "empty" in choices else None,
            scaling="nearest" if self.scale.isChecked() else "refuse",
            first_number=number if is_set else None,
        )

    @Slot()
    def _on_format_changed(self) -> None:
        info = self.chosen_format
        if info is None:
            return
        self.losses.setText(losses_text(info.losses))
        self.losses.setVisible(bool(info.losses))
        for name in ("sequence", "first_number", "empty"):
            self._form.setRowVisible(getattr(self, name), name in info.choices)
        self.outcome.hide()
        self._update_state()

    @Slot()
    def _on_path_changed(self) -> None:
        self.outcome.hide()
        self._update_state()

    def _path(self) -> Path | None:
        text = self.path.text().strip()
        return Path(text).expanduser() if text else None

    def _update_state(self) -> None:
        """The hint below the path, and whether Import can be pressed."""
        path, text = self._path(), ""
        if path is None:
            text = self.tr("Choose what to import.")
        elif not path.exists():
            text = self.tr("“{0}” does not exist; check the path.").format(path)
        self.hint.setText(text)
        self.hint.setVisible(bool(text))
        self.hint.setStyleSheet(f"color: {theme_of(self.palette()).warning};")
        self.import_button.setEnabled(not text and self._job_id is None)
        layout = self.layout()
        if layout is not None and self.isVisible():
            needed = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), needed))

    @Slot()
    def _on_browse_clicked(self) -> None:
        info = self.chosen_format
        if info is None:
            return
        near = self._path() or self._session.media_path or Path.home() / "labels"
        if info.is_folder:
            name = QFileDialog.getExistingDirectory(
                self, self.tr("Import a folder"), str(near.parent)
            )
        else:
            filters = self.tr("{0} (*{1});;All files (*)").format(info.title, info.suffix)
            name, _ = QFileDialog.getOpenFileName(
                self, self.tr("Import a file"), str(near.parent), filters
            )
        if name:
            self.path.setText(name)

    # -- the job ----------------------------------------------------------------------------

    @Slot()
    def _on_import_clicked(self) -> None:
        path, info = self._path(), self.chosen_format
        if path is None or info is None:
            return
        try:
            self._job_id = self._session.import_labels(
                info.name, path, self.options(), run_boxes=self.run_boxes.isChecked()
            )
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
            self.outcome.setText(f"{status.label}…" if status.label else "")

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
        show_outcome(self.outcome, notice, self._job_label)
        self._update_state()
