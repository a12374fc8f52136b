"""Export: which format, where to, and what of the project."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from annotator.core.errors import AnnotatorError
from annotator.gui.export_check import ExportCheck
from annotator.gui.export_options_form import ExportOptionsForm
from annotator.gui.format_dialog import FormatDialog, wrapped_label
from annotator.gui.sentences import in_words
from annotator.gui.theme import theme_of
from annotator.session.session import Session
from annotator.session.values import FormatInfo, Notice


class ExportDialog(FormatDialog):
    """Asks what to export where; says beforehand what would be refused."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, session.export_formats(), parent)
        self._is_refused = False
        self._exported_to: Path | None = None
        self._check = ExportCheck(session, self)
        self._check.found.connect(self._on_found)
        self.setWindowTitle(self.tr("Export"))
        self.path.setAccessibleName(self.tr("Destination"))
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Plain)
        line.setEnabled(False)
        self.form = ExportOptionsForm(session, self)
        self.form.changed.connect(self._on_options_changed)
        self.findings = wrapped_label(self)
        self.findings.setAccessibleName(self.tr("Warnings"))
        self.findings.hide()
        self._complete(self.tr("Export"), self.form, (line, self.form), last=(self.findings,))
        self.progress.setAccessibleName(self.tr("Export progress"))
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    # -- choices ----------------------------------------------------------------------------

    def default_destination(self, info: FormatInfo) -> Path:
        """Beside the video: ``clip_davis`` for a folder, ``clip_coco.json`` for a file."""
        near = self._session.media_path or self._session.project_path or Path.home() / "export"
        return near.parent / f"{near.stem}_{info.name}{'' if info.is_folder else info.suffix}"

    def _show_format(self, info: FormatInfo) -> None:
        self.path.setText(str(self.default_destination(info)))
        self._on_options_changed()

    @Slot()
    def _on_options_changed(self) -> None:
        info = self.chosen_format
        self.form.show_format(info)
        try:
            self._check.request(info.name, self.form.options())
        except AnnotatorError as error:
            self._show_found((Notice("error", str(error)),))
        self._exported_to = None
        self._forget_outcome()

    @Slot(object)
    def _on_found(self, notices: tuple[Notice, ...]) -> None:
        """Show what the check found."""
        info = self.chosen_format
        needs_video = info.needs_video or (
            "include_images" in info.choices and self.form.images.isChecked()
        )
        if needs_video and self._session.media_path is None:
            text = self.tr("The images cannot be exported without the video; relink it first.")
            notices = (Notice("error", text), *notices)
        self._show_found(notices)

    def _show_found(self, notices: tuple[Notice, ...]) -> None:
        """What would be refused cannot be started."""
        self._is_refused = any(notice.level == "error" for notice in notices)
        self.findings.setText("\n".join(f"⚠ {in_words(notice.text)}" for notice in notices))
        self.findings.setVisible(bool(notices))
        theme = theme_of(self.palette())
        color = theme.danger if self._is_refused else theme.warning
        self.findings.setStyleSheet(f"color: {color};")
        self._update_state()

    def _judge(self, path: Path | None) -> tuple[str, bool]:
        info = self.chosen_format
        text, is_possible = "", path is not None
        if path is None:
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
        return text, is_possible and not self._is_refused

    def _ask_path(self, info: FormatInfo) -> str:
        path = self.path.text()
        if info.is_folder:
            return QFileDialog.getExistingDirectory(
                self, self.tr("Export into a folder"), str(Path(path).parent)
            )
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export to a file"),
            path,
            f"{in_words(info.title)} (*{info.suffix})",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        return name + info.suffix if name and not Path(name).suffix else name

    # -- the job ----------------------------------------------------------------------------

    def _start(self, info: FormatInfo, path: Path) -> int:
        return self._session.export(info.name, path, self.form.options())

    def _show_outcome(self, notice: Notice) -> None:
        if notice.level == "info":
            self._exported_to = self._path()  # that it exists now is no news
        super()._show_outcome(notice)


def nearest_existing(path: Path) -> Path:
    """The folder that `path` is to lie in, or the nearest one above it that is there."""
    return next(folder for folder in path.absolute().parents if folder.exists())
