"""Import: which format, where from, and how the labels are to be read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from annotator.gui.format_dialog import FormatDialog, wrapped_label
from annotator.gui.number_field import NumberField
from annotator.gui.sentences import in_words
from annotator.session.label_import import ImportOptions, guessed_format
from annotator.session.session import Session
from annotator.session.values import FormatInfo

_AS_PRESCRIBED = -1


class ImportDialog(FormatDialog):
    """Asks what to import from where."""

    def __init__(
        self, session: Session, parent: QWidget | None = None, path: Path | None = None
    ) -> None:
        super().__init__(session, session.import_formats(), parent)
        self.setWindowTitle(self.tr("Import labels"))
        self.path.setAccessibleName(self.tr("File or folder"))
        fields = self._make_fields()
        note = wrapped_label(self)
        note.setObjectName("mutedLabel")
        note.setText(
            self.tr(
                "Everything becomes new objects; those of the project stay as they are. "
                "Imported masks are protected from propagation."
            )
        )
        self._complete(self.tr("Import"), fields, (fields, note))
        self.progress.setAccessibleName(self.tr("Import progress"))
        if path is not None:
            self.path.setText(str(path))
            self._choose_format_of(path)

    def _make_fields(self) -> QWidget:
        self.sequence = QLineEdit(self)
        self.sequence.setPlaceholderText(self.tr("the only one in it"))
        self.first_number = NumberField(self)
        self.first_number.setRange(_AS_PRESCRIBED, 1_000_000)
        self.first_number.setSpecialValueText(self.tr("as the format prescribes"))
        self.first_number.setValue(_AS_PRESCRIBED)
        self.empty = QComboBox(self)
        self.empty.addItem(self.tr("the object is absent"), "absent")
        self.empty.addItem(self.tr("not known"), "unknown")
        self.scale = QCheckBox(self.tr("Scale labels of another size to the video"), self)
        self.run_boxes = QCheckBox(self.tr("Run the tracker on boxes without a mask"), self)
        fields = QWidget(self)
        self._form = QFormLayout(fields)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.addRow(self.tr("Sequence"), self.sequence)
        self._form.addRow(self.tr("Number of the first frame"), self.first_number)
        self._form.addRow(self.tr("Frames without a mask"), self.empty)
        self._form.addRow(self.scale)
        self._form.addRow(self.run_boxes)
        return fields

    # -- choices ----------------------------------------------------------------------------

    def options(self) -> ImportOptions:
        """What is chosen; fields that do not concern the format are as if left alone."""
        choices, number = self.chosen_format.choices, self.first_number.value()
        is_set = "first_number" in choices and number != _AS_PRESCRIBED
        return ImportOptions(
            sequence=self.sequence.text().strip() if "sequence" in choices else "",
            empty=self.empty.currentData() if "empty" in choices else None,
            scaling="nearest" if self.scale.isChecked() else "refuse",
            first_number=number if is_set else None,
        )

    def _show_format(self, info: FormatInfo) -> None:
        for name in ("sequence", "first_number", "empty"):
            self._form.setRowVisible(getattr(self, name), name in info.choices)

    def _choose_format_of(self, path: Path) -> None:
        """Where the files themselves say what they are, a person need not."""
        row = self.format.findData(guessed_format(path))
        if row >= 0:
            self.format.setCurrentIndex(row)

    @Slot()
    def _on_path_changed(self) -> None:
        self._forget_outcome()

    def _judge(self, path: Path | None) -> tuple[str, bool]:
        if path is None:
            return self.tr("Choose what to import."), False
        if not path.exists():
            return self.tr("“{0}” does not exist; check the path.").format(path), False
        return "", True

    def _ask_path(self, info: FormatInfo) -> str:
        near = self._path() or self._session.media_path or Path.home() / "labels"
        if info.is_folder:
            return QFileDialog.getExistingDirectory(
                self, self.tr("Import a folder"), str(near.parent)
            )
        filters = self.tr("{0} (*{1});;All files (*)").format(in_words(info.title), info.suffix)
        return QFileDialog.getOpenFileName(
            self, self.tr("Import a file"), str(near.parent), filters
        )[0]

    # -- the job ----------------------------------------------------------------------------

    def _start(self, info: FormatInfo, path: Path) -> int:
        return self._session.import_labels(
            info.name, path, self.options(), run_boxes=self.run_boxes.isChecked()
        )
