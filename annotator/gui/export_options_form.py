"""The choices of an export: objects, frames, and what the chosen format leaves open."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from annotator.session.export_options import ExportOptions
from annotator.session.session import Session

COCO = "coco"
DAVIS = "davis"


class ExportOptionsForm(QWidget):
    """Fields for `ExportOptions`; shows those that concern the format."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.objects = self._combo(
            (self.tr("All objects"), "all"),
            (self.tr("Shown objects only"), "shown"),
            (self.tr("The selected object only"), "selected"),
        )
        self.frames = self._combo(
            (self.tr("All frames"), "all"),
            (self.tr("Frames with a mask"), "annotated"),
            (self.tr("Frames whose masks are all reviewed"), "reviewed"),
        )
        self.only_range = QCheckBox(self)
        self.step = QSpinBox(self)
        self.step.setRange(1, 1000)
        self.step.setPrefix(self.tr("every "))
        self.step.setSpecialValueText(self.tr("every frame"))
        self.segmentation = self._combo(
            (self.tr("Run lengths (exact)"), "rle"),
            (self.tr("Polygons along the pixel edges (exact)"), "polygons"),
        )
        self.holes = self._combo(
            (self.tr("Keep masks with holes exact, as run lengths"), "rle"),
            (self.tr("Fill the holes"), "fill"),
        )
        self.frame_names = self._combo(
            (self.tr("As in the source"), "source"),
            (self.tr("Numbered"), "numbered"),
        )
        self.overlaps = self._combo(
            (self.tr("The upper object wins"), "layer_order"),
            (self.tr("Refuse to export overlaps"), "refuse"),
        )
        self.image_set = self._combo(("val", "val"), ("train", "train"))
        self.sequence = QLineEdit(self)
        self.sequence.setPlaceholderText(self.tr("the video's name"))
        self.images = QCheckBox(self.tr("Include the images"), self)
        self._lay_out()
        self._connect()
        self._on_range_changed()

    def _combo(self, *choices: tuple[str, str]) -> QComboBox:
        box = QComboBox(self)
        for text, value in choices:
            box.addItem(text, value)
        return box

    def _lay_out(self) -> None:
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, field in (
            (self.tr("&Objects"), self.objects),
            (self.tr("&Frames"), self.frames),
            ("", self.only_range),
            (self.tr("S&tep"), self.step),
            (self.tr("&Masks as"), self.segmentation),
            (self.tr("&Holes"), self.holes),
            (self.tr("File &names"), self.frame_names),
            (self.tr("O&verlaps"), self.overlaps),
            (self.tr("&Sequence"), self.sequence),
            (self.tr("Image s&et"), self.image_set),
            ("", self.images),
        ):
            label = QLabel(text, self)
            label.setBuddy(field)
            if text:
                field.setAccessibleName(text.replace("&", ""))
            self._form.addRow(label, field)

    def _connect(self) -> None:
        for box in self.findChildren(QComboBox):
            box.currentIndexChanged.connect(self._on_changed)
        for check in self.findChildren(QCheckBox):
            check.toggled.connect(self._on_changed)
        self.step.valueChanged.connect(self._on_changed)
        self.sequence.textChanged.connect(self._on_changed)
        self._session.range_changed.connect(self._on_range_changed)

    def show_format(self, format_name: str) -> None:
        """Show the fields of a format."""
        is_coco, is_davis = format_name.startswith(COCO), format_name.startswith(DAVIS)
        has_polygons = is_coco and self.segmentation.currentData() == "polygons"
        for field, is_shown in (
            (self.segmentation, is_coco),
            (self.holes, has_polygons),
            (self.frame_names, is_coco),
            (self.overlaps, is_davis),
            (self.sequence, is_davis),
            (self.image_set, is_davis),
        ):
            self._form.setRowVisible(field, is_shown)

    def options(self) -> ExportOptions:
        """What the fields say. `ExportError` when they contradict each other."""
        session = self._session
        has_range = self.only_range.isEnabled() and self.only_range.isChecked()
        return ExportOptions(
            scope=self.frames.currentData(),
            segmentation=self.segmentation.currentData(),
            holes=self.holes.currentData(),
            overlaps=self.overlaps.currentData(),
            include_images=self.images.isChecked(),
            track_ids=self._track_ids(),
            first_frame=(session.in_frame or 0) if has_range else 0,
            last_frame=session.out_frame if has_range else None,
            frame_step=self.step.value(),
            frame_names=self.frame_names.currentData(),
            sequence_name=self.sequence.text().strip(),
            image_set=self.image_set.currentData(),
        )

    def _track_ids(self) -> tuple[int, ...] | None:
        project, which = self._session.project, self.objects.currentData()
        if project is None or which == "all":
            return None
        if which == "selected":
            selected = self._session.selected_track_id
            return () if selected is None else (selected,)
        return tuple(track.id for track in project.tracks.values() if track.is_shown)

    def _on_changed(self) -> None:
        self.changed.emit()

    def _on_range_changed(self) -> None:
        session = self._session
        has_range = session.in_frame is not None or session.out_frame is not None
        self.only_range.setEnabled(has_range)
        if not has_range or session.project is None:
            self.only_range.setText(self.tr("Only the in–out range (none is set)"))
            return
        first = (session.in_frame or 0) + 1
        last = session.out_frame
        last = session.project.video.frame_count if last is None else last + 1
        text = self.tr("Only the in–out range, frames {a} to {b}")
        self.only_range.setText(text.format(a=first, b=last))
        self._on_changed()
