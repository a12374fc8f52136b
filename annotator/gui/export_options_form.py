"""The choices of an export: objects, frames, and what the chosen format leaves open."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from annotator.core.errors import AnnotatorError
from annotator.gui.mnemonics import plain_text
from annotator.gui.number_field import NumberField
from annotator.session.export_options import ExportOptions
from annotator.session.session import Session
from annotator.session.values import FormatInfo


class ExportOptionsForm(QWidget):
    """Fields for `ExportOptions`; shows those that concern the format."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._info: FormatInfo | None = None
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
        self.step = NumberField(self)
        self.step.setRange(1, 1000)
        self.step.setPrefix(self.tr("every "))
        self.step.setSuffix(self.tr(" frames"))
        self.step.setSpecialValueText(self.tr("every frame"))
        self.segmentation = self._combo(
            (self.tr("Run lengths (exact)"), "rle"),
            (self.tr("Polygons along the pixel edges (exact)"), "polygons"),
        )
        self.holes = self._combo(
            (self.tr("Keep masks with holes exact, as run lengths"), "rle"),
            (self.tr("Fill the holes"), "fill"),
        )
        self.parts = self._combo(
            (self.tr("Joined by bridges of no width"), "bridge"),
            (self.tr("A polygon for each"), "split"),
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
        self.categories = QLineEdit(self)
        self.categories.setPlaceholderText(self.tr("dog=animal, cat=animal"))
        self.categories.setToolTip(self.tr("Names of categories in the export, by commas"))
        self.images = QCheckBox(self.tr("Include the images"), self)
        self.outlines = QCheckBox(self.tr("Outlines"), self)
        self.labels = QCheckBox(self.tr("Names of the objects"), self)
        self.side_by_side = QCheckBox(self.tr("The untouched frame beside it"), self)
        self.pixel_hashes = QCheckBox(
            self.tr("Describe frames, to find them after a re-encode"), self
        )
        for box in (self.outlines, self.labels, self.pixel_hashes):
            box.setChecked(True)
        self._by_choice: dict[str, QWidget] = {
            "segmentation": self.segmentation,
            "holes": self.holes,
            "parts": self.parts,
            "frame_names": self.frame_names,
            "overlaps": self.overlaps,
            "sequence_name": self.sequence,
            "image_set": self.image_set,
            "include_images": self.images,
            "outlines": self.outlines,
            "labels": self.labels,
            "side_by_side": self.side_by_side,
        }
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
            (self.tr("Separate &parts"), self.parts),
            (self.tr("File &names"), self.frame_names),
            (self.tr("O&verlaps"), self.overlaps),
            (self.tr("&Sequence"), self.sequence),
            (self.tr("Image s&et"), self.image_set),
            (self.tr("&Categories"), self.categories),
            ("", self.outlines),
            ("", self.labels),
            ("", self.side_by_side),
            ("", self.images),
            ("", self.pixel_hashes),
        ):
            label = QLabel(text, self)
            label.setBuddy(field)
            if text:
                field.setAccessibleName(plain_text(text))
            self._form.addRow(label, field)

    def _connect(self) -> None:
        for box in self.findChildren(QComboBox):
            box.currentIndexChanged.connect(self._on_changed)
        for check in self.findChildren(QCheckBox):
            check.toggled.connect(self._on_changed)
        self.step.valueChanged.connect(self._on_changed)
        for line in self.findChildren(QLineEdit):
            line.textChanged.connect(self._on_changed)
        self._session.range_changed.connect(self._on_range_changed)

    def show_format(self, info: FormatInfo) -> None:
        """Show the fields that make a difference in a format; the others count as untouched."""
        self._info = info
        has_polygons = self.segmentation.currentData() == "polygons"
        for choice, field in self._by_choice.items():
            is_moot = choice == "holes" and not has_polygons
            self._form.setRowVisible(field, choice in info.choices and not is_moot)

    def options(self) -> ExportOptions:
        """What the fields say. `AnnotatorError` when that cannot be understood."""
        session = self._session
        has_range = self.only_range.isEnabled() and self.only_range.isChecked()
        choices = {
            choice: _value(field)
            for choice, field in self._by_choice.items()
            if self._info is None or choice in self._info.choices
        }
        return ExportOptions(
            scope=self.frames.currentData(),
            track_ids=self._track_ids(),
            first_frame=(session.in_frame or 0) if has_range else 0,
            last_frame=session.out_frame if has_range else None,
            frame_step=self.step.value(),
            category_map=self._category_map(),
            pixel_hashes=self.pixel_hashes.isChecked(),
            **choices,
        )

    def _category_map(self) -> tuple[tuple[str, str], ...]:
        """`dog=animal, cat=animal`."""
        pairs = []
        for part in filter(None, map(str.strip, re.split("[,，]", self.categories.text()))):
            old, mark, new = (text.strip() for text in part.partition("="))
            if not (old and mark and new):
                text = self.tr("“{0}” is no change of a category; write “dog=animal”.")
                raise AnnotatorError(text.format(part))
            pairs.append((old, new))
        return tuple(pairs)

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


def _value(field: QWidget) -> Any:  # noqa: ANN401 - of the option that the field stands for
    if isinstance(field, QComboBox):
        return field.currentData()
    if isinstance(field, QCheckBox):
        return field.isChecked()
    assert isinstance(field, QLineEdit)
    return field.text().strip()
