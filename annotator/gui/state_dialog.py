"""Says what an object is like on some frames: seen or not and why, checked, locked, flagged."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.core.project import Absence, Observation, Project, Track, Visibility
from annotator.gui.attempt import attempt
from annotator.gui.mnemonics import plain_text
from annotator.gui.state_words import absence_text, suggested_reasons
from annotator.session.session import Session
from annotator.session.states import MAX_REASON_CHARS, StateChange

Seen = tuple[Visibility | None, Absence | None]
"""A row of the list. Hidden is occluded without a mask."""
LEAVE: Seen = (None, None)
HIDDEN: Seen = (Visibility.OCCLUDED, Absence.HIDDEN)
OUT_OF_VIEW: Seen = (Visibility.OUT_OF_VIEW, None)
SEEN = (LEAVE, (Visibility.VISIBLE, None), (Visibility.OCCLUDED, None), HIDDEN, OUT_OF_VIEW)
MARKS = (None, True, False)
OUT_OF_VIEW_REASONS = (Absence.LEFT, Absence.NOT_YET, Absence.UNKNOWN)


class StateDialog(QDialog):
    """For one object; OK is one undo step."""

    def __init__(
        self, session: Session, track: Track, frame_index: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._track_id = track.id
        self._ranges: list[range] = []
        self._reason_before = ""
        self.setWindowTitle(self.tr("State of “{0}”").format(track.name))
        self.setMinimumWidth(440)
        self.frames = self._make_frames(frame_index)
        self.seen = self._make_seen()
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.reason.lineEdit()
        assert line is not None
        line.setMaxLength(MAX_REASON_CHARS)
        line.setPlaceholderText(self.tr("Choose one, or say it in your own words"))
        self.reviewed = self._mark(self.tr("yes: propagation keeps it"))
        self.locked = self._mark(self.tr("yes: nothing changes it"))
        self.flagged = self._mark(self.tr("yes: to come back to"))
        self.note = QLabel()
        self.note.setObjectName("mutedLabel")
        self.note.setWordWrap(True)
        button = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(button.Ok | button.Cancel, self)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.frames.currentIndexChanged.connect(self._on_changed)
        self.seen.currentIndexChanged.connect(self._on_seen_changed)
        self._show_present(track.observations.get(frame_index))
        self._on_changed()

    # -- building ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for text, field in (
            (self.tr("&Frames"), self.frames),
            (self.tr("The object &is"), self.seen),
            (self.tr("&Reason"), self.reason),
            (self.tr("Re&viewed"), self.reviewed),
            (self.tr("&Locked"), self.locked),
            (self.tr("Fla&gged"), self.flagged),
        ):
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            label = QLabel(text)
            label.setBuddy(field)
            field.setAccessibleName(plain_text(text))
            form.addRow(label, field)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.note)
        layout.addWidget(self.buttons)

    def _make_frames(self, here: int) -> QComboBox:
        """The range first where the frame lies in it: it was set for something like this."""
        project, marked = self._session.project, self._session.marked_range
        count = project.video.frame_count if project is not None else here + 1
        offered = [(self.tr("this one ({0})").format(here + 1), range(here, here + 1))]
        if marked is not None:
            text = self.tr("the range, {0} to {1}").format(marked.start + 1, marked.stop)
            offered.append((text, marked))
        text = self.tr("from here to the end, {0} to {1}").format(here + 1, count)
        offered.append((text, range(here, count)))
        text = self.tr("from the start to here, 1 to {0}").format(here + 1)
        offered.append((text, range(here + 1)))
        box = QComboBox()
        box.addItems([text for text, _ in offered])
        self._ranges = [frames for _, frames in offered]
        if marked is not None and here in marked:
            box.setCurrentIndex(1)
        return box

    def _make_seen(self) -> QComboBox:
        box = QComboBox()
        box.addItems(
            [
                self.tr("as it is now"),
                self.tr("visible"),
                self.tr("occluded: partly hidden, the mask stays"),
                self.tr("hidden: behind something, no mask"),
                self.tr("out of view: not in the picture, no mask"),
            ]
        )
        return box

    def _mark(self, yes: str) -> QComboBox:
        """In the order of `MARKS`."""
        box = QComboBox()
        box.addItems([self.tr("as it is now"), yes, self.tr("no")])
        return box

    def _show_present(self, observation: Observation | None) -> None:
        """Nothing changes unless the person says so; the reason that is there can be edited."""
        self._on_seen_changed()
        if observation is None:
            return
        if observation.mask is None and observation.visibility is not Visibility.VISIBLE:
            is_hidden = observation.visibility is Visibility.OCCLUDED
            self.seen.setCurrentIndex(SEEN.index(HIDDEN if is_hidden else OUT_OF_VIEW))
        reason = observation.reason
        if observation.absence in OUT_OF_VIEW_REASONS and not reason:
            reason = absence_text(observation.absence)
        self._reason_before = reason
        self._write(reason)

    def _write(self, reason: str) -> None:
        self.reason.setCurrentText(reason)
        line = self.reason.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    # -- what was chosen --------------------------------------------------------------------

    @property
    def change(self) -> StateChange:
        """What the fields say."""
        visibility, absence = SEEN[self.seen.currentIndex()]
        text = " ".join(self.reason.currentText().split())
        reason: str | None = text
        if visibility is None and text == self._reason_before:
            reason = None
        if visibility is Visibility.OUT_OF_VIEW:
            known = {absence_text(one): one for one in OUT_OF_VIEW_REASONS}
            absence = known.get(text)
            reason = "" if absence is not None else text
        return StateChange(
            visibility,
            absence,
            reason,
            reviewed=MARKS[self.reviewed.currentIndex()],
            locked=MARKS[self.locked.currentIndex()],
            flagged=MARKS[self.flagged.currentIndex()],
        )

    @Slot()
    def _on_accepted(self) -> None:
        frames, change = self._ranges[self.frames.currentIndex()], self.change
        session, track_id = self._session, self._track_id
        if attempt(session, lambda: session.set_state(track_id, frames, change)):
            self.accept()

    @Slot()
    def _on_seen_changed(self) -> None:
        """Other suggestions; what was typed stays."""
        visibility = SEEN[self.seen.currentIndex()][0]
        text = self.reason.currentText()
        self.reason.clear()
        if visibility is Visibility.OUT_OF_VIEW:
            self.reason.addItems([absence_text(one) for one in OUT_OF_VIEW_REASONS])
        self.reason.addItems(suggested_reasons(visibility))
        self._write(text)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        """Say beforehand how many masks would go."""
        project: Project | None = self._session.project
        track = project.tracks.get(self._track_id) if project is not None else None
        lost = 0
        if track is not None and self.change.takes_masks:
            seen = [track.observations.get(i) for i in self._ranges[self.frames.currentIndex()]]
            lost = sum(one is not None and one.mask is not None and not one.locked for one in seen)
        self.note.setText(
            self.tr("%n mask(s) will be deleted; Undo brings them back.", "", lost) if lost else ""
        )
