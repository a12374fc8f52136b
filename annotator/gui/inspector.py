"""Everything that is known of one mask: the one under the pointer, else the selected object's.

What takes long to find out, parts and rotated box, is measured beside the window, and only where
one stays for a moment: stepping from frame to frame must not wait for it.
"""

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.core.attributes import Attribute, Value, text_of
from annotator.core.geometry import RotatedBox
from annotator.core.project import Direction, Observation, Project, Track, Visibility
from annotator.gui.attempt import attempt
from annotator.gui.attribute_field import AttributeField
from annotator.gui.canvas import Canvas
from annotator.gui.categories_dialog import CategoriesDialog
from annotator.gui.punctuation import listed
from annotator.gui.shape_meter import Shape, ShapeMeter
from annotator.gui.state_words import dispute_text, origin_text, reason_text, tool_text
from annotator.session.attribute_gestures import set_value
from annotator.session.session import Session

REST_MS = 80
UNKNOWN_YET = "…"
SHOWN_RUN_CHARS = 12
"""Enough to tell runs apart; all 32 would not fit."""
Rows = list[tuple[str, str]]


class Inspector(QWidget):
    """A list of names and values, updated a moment after something changed.

    Attributes of the selected object can be changed here; of another one under the pointer they
    are shown.
    """

    def __init__(self, session: Session, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._canvas = canvas
        self._pointed: int | None = None
        self.title = QLabel(self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self._rows: Rows = []
        self._values: list[QLabel] = []
        self._meter = ShapeMeter(self)
        self._meter.changed.connect(self.refresh)
        self._form = QFormLayout()
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        inner = QWidget(self)
        layout = QVBoxLayout(inner)
        layout.addWidget(self.title)
        self._fields: list[AttributeField] = []
        self._attributes = QFormLayout()  # to be answered: above what is only to be read
        layout.addLayout(self._attributes)
        layout.addLayout(self._form)
        self.define_button = QPushButton(self.tr("Categories and attributes…"), self)
        self.define_button.setAutoDefault(False)
        self.define_button.clicked.connect(self.define)
        layout.addWidget(self.define_button)
        layout.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.setAccessibleName(self.tr("Inspector"))
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self.refresh)
        for signal in (
            session.edited,
            session.frame_ready,
            session.selection_changed,
            session.opened,
            session.closed,
        ):
            signal.connect(self._wait)
        canvas.pointer_moved.connect(self._on_pointer_moved)
        self.refresh()

    @property
    def rows(self) -> Rows:
        """Names and values that are shown."""
        return list(self._rows)

    @Slot()
    def refresh(self) -> None:
        """Show what is there now."""
        project, frame_index = self._session.project, self._canvas.frame_index
        track_id = self._pointed if self._pointed is not None else self._session.selected_track_id
        track = project.tracks.get(track_id or 0) if project is not None else None
        rows: Rows = []
        title = self.tr("Nothing selected")
        if project is not None and track is not None and frame_index is not None:
            title = self.tr("{0} · frame {1}").format(track.name, frame_index + 1)
            observation = track.observations.get(frame_index)
            mask = observation.mask if observation is not None else None
            rows = described(project, track, observation, self._meter.shape_of(mask))
        is_selected = track is not None and track.id == self._session.selected_track_id
        asked = () if project is None or track is None else attributes_of(project, track)
        if track is not None and not is_selected and frame_index is not None:
            values = ((one.name, one.value_at(track.attributes, frame_index)) for one in asked)
            rows += [(name, text_of(value) or "–") for name, value in values]
        self._show_fields(asked if is_selected else ())
        for field in self._fields:
            if track is not None and frame_index is not None:
                field.setEnabled(not track.is_locked)
                field.show_value(field.attribute.value_at(track.attributes, frame_index))
        self.define_button.setVisible(project is not None)
        self.title.setText(title)
        if rows != self._rows:
            self._show(rows)

    def _show(self, rows: Rows) -> None:
        before, self._rows = self._rows, rows
        if [name for name, _ in before] == [name for name, _ in rows]:
            for label, (_, value) in zip(self._values, rows, strict=True):
                label.setText(value)
            return
        self._values = []
        while self._form.rowCount():
            self._form.removeRow(0)
        for name, value in rows:
            label = QLabel(value)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setAccessibleName(name)
            # A text that may wrap claims no height of its own, and is squeezed in a low panel.
            label.setMinimumHeight(label.fontMetrics().height())
            self._form.addRow(name, label)
            self._values.append(label)

    def _show_fields(self, asked: tuple[Attribute, ...]) -> None:
        if asked == tuple(field.attribute for field in self._fields):
            return
        while self._attributes.rowCount():
            self._attributes.removeRow(0)
        self._fields = [AttributeField(attribute) for attribute in asked]
        for field in self._fields:
            field.changed.connect(self._on_value_changed)
            self._attributes.addRow(field.attribute.name, field)

    @Slot(object, object)
    def _on_value_changed(self, attribute: Attribute, value: Value | None) -> None:
        attempt(self._session, lambda: self._set_value(attribute, value))
        self._wait()

    def _set_value(self, attribute: Attribute, value: Value | None) -> None:
        project, frame_index = self._session.project, self._canvas.frame_index
        track_id = self._session.selected_track_id
        if project is None or track_id is None or frame_index is None:
            return
        label = self.tr("Set {0}").format(attribute.name)
        edit = set_value(project, track_id, attribute, frame_index, value, label)
        if edit is not None:
            self._session.do(edit)

    @Slot()
    def define(self) -> None:
        """Ask for the categories and what they ask of objects."""
        project = self._session.project
        track = project.tracks.get(self._session.selected_track_id or 0) if project else None
        dialog = CategoriesDialog(
            self._session, track.category_id if track is not None else None, self
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def _wait(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Out of sight nothing was followed."""
        super().showEvent(event)
        self.refresh()

    @Slot(object)
    def _on_pointer_moved(self, pixel: tuple[int, int] | None) -> None:
        pointed = None
        if pixel is not None and self.isVisible():
            pointed = self._canvas.track_at(pixel[0] + 0.5, pixel[1] + 0.5)
        if pointed != self._pointed:
            self._pointed = pointed
            self._wait()


def attributes_of(project: Project, track: Track) -> tuple[Attribute, ...]:
    """What the category of an object asks."""
    category = project.categories.get(track.category_id)
    return category.attributes if category is not None else ()


def described(
    project: Project, track: Track, observation: Observation | None, shape: Shape | None = None
) -> Rows:
    """Names and values of one object on one frame; `shape` as far as it is known."""
    category = project.categories.get(track.category_id)
    rows: Rows = [(_tr("Category"), category.name if category is not None else "–")]
    if observation is None:
        return [*rows, (_tr("State"), _tr("nothing here yet"))]
    rows.append((_tr("Origin"), origin_text(observation)))
    rows.append((_tr("State"), state_text(observation)))
    reason = reason_text(observation)
    if reason:
        rows.append((_tr("Reason"), reason))
    mask = observation.mask
    if mask is not None and mask.is_empty and not observation.is_absent:
        rows.append((_tr("Area"), _tr("none: the mask is empty")))
    if mask is not None and mask.box is not None:
        box = mask.box
        share = mask.area / (mask.width * mask.height)
        rows += [
            (_tr("Area"), _tr("{0:,} px ({1:.2%} of the picture)").format(mask.area, share)),
            (_tr("Box"), f"{box.x:.0f}, {box.y:.0f}   {box.width:.0f} × {box.height:.0f}"),
            (_tr("Parts"), UNKNOWN_YET if shape is None else str(shape.parts)),
        ]
        rotated = observation.rotated_box or (shape.rotated_box if shape is not None else None)
        text = UNKNOWN_YET if rotated is None else rotated_text(rotated)
        rows.append((_tr("Rotated box"), text))
    if observation.score is not None:
        rows.append((_tr("Score"), f"{observation.score:.3f}"))
    if observation.disagreement is not None:
        rows.append((_tr("Two sides differ"), dispute_text(observation)))
    return [*rows, *provenance_rows(observation)]


def state_text(observation: Observation) -> str:
    """Visibility and marks, in words."""
    visibility = {
        Visibility.VISIBLE: _tr("visible"),
        Visibility.OCCLUDED: _tr("occluded"),
        Visibility.OUT_OF_VIEW: _tr("out of view"),
    }
    seen = _tr("hidden behind something")
    if not observation.is_hidden:
        seen = visibility[observation.visibility]
    marks = (
        (observation.reviewed, _tr("reviewed")),
        (observation.locked, _tr("locked")),
        (observation.flagged, _tr("flagged")),
    )
    return listed([seen, *(text for is_set, text in marks if is_set)])


def rotated_text(box: RotatedBox) -> str:
    """Centre, size, angle; a box turned by half looks the same, so from -90° to 90°."""
    angle = (box.angle_degrees + 90) % 180 - 90
    return (
        f"{box.center_x:.1f}, {box.center_y:.1f}   {box.width:.1f} × {box.height:.1f}   "
        f"{angle:.1f}°"
    )


def provenance_rows(observation: Observation) -> Rows:
    """Who made it, from what, when."""
    provenance = observation.provenance
    if provenance is None:
        return []
    tool = tool_text(provenance.source)
    if provenance.edits:
        rows = [(_tr("Edited"), edits_text(provenance.edits, tool))]
    else:
        rows = [(_tr("Made by"), tool)]
    if provenance.checkpoint:
        short = provenance.checkpoint_hash[:12]
        rows.append((_tr("Weights"), f"{provenance.checkpoint} ({short})"))
    if provenance.seed_frame is not None:
        arrow = {Direction.FORWARD: "→", Direction.BACKWARD: "←", None: ""}[provenance.direction]
        rows.append((_tr("Started at"), f"{provenance.seed_frame + 1} {arrow}".strip()))
    if provenance.run_id:
        rows.append((_tr("Run"), provenance.run_id[:SHOWN_RUN_CHARS]))
    if provenance.created_at:
        rows.append((_tr("Time"), provenance.created_at[:19].replace("T", " ") + " UTC"))
    return rows


def edits_text(edits: int, tool: str) -> str:
    """How often a mask was changed by hand, and with what."""
    if edits == 1:
        return _tr("once, by: {tool}").format(tool=tool)
    return _tr("{count} times, last by: {tool}").format(count=edits, tool=tool)


def _tr(text: str) -> str:
    return QCoreApplication.translate("inspector", text)
