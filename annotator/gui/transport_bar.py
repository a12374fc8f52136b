"""Buttons to move through the video, and where the playhead is."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from annotator.gui.number_field import NumberField
from annotator.session.session import Session


class TransportBar(QWidget):
    """First, previous, play, next, last; frame number (1-based) and time; the in/out range."""

    left = Signal()  # a frame was typed, the focus may go back to the picture

    def __init__(
        self, session: Session, actions: Sequence[QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("transport")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 4)
        layout.setSpacing(2)
        self._range = QLabel(self)
        layout.addWidget(self._range, 1)
        for action in actions:
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setIconSize(QSize(20, 20))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            layout.addWidget(button)
        layout.addSpacing(10)
        self.frame_field = NumberField(self)
        self.frame_field.setAccessibleName(self.tr("Frame"))
        self.frame_field.setToolTip(self.tr("Frame number (G)"))
        self.frame_field.setKeyboardTracking(False)
        self.frame_field.setMinimumWidth(84)
        self.frame_field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.frame_field.editingFinished.connect(self._on_frame_typed)
        layout.addWidget(self.frame_field)
        self._position = QLabel(self)
        self._position.setMinimumWidth(170)
        layout.addWidget(self._position, 1)
        session.opened.connect(self._on_opened)
        session.frame_changed.connect(self._on_frame_changed)
        session.frame_ready.connect(self._on_frame_changed)
        session.range_changed.connect(self._on_range_changed)
        session.edited.connect(self._on_edited)
        self._on_opened()

    def ask_frame(self) -> None:
        """Put the cursor into the frame number."""
        self.frame_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.frame_field.selectAll()

    @Slot()
    def _on_opened(self) -> None:
        self._on_edited()
        self._on_range_changed()

    @Slot()
    def _on_edited(self) -> None:
        """The number of frames may have been corrected."""
        project = self._session.project
        count = project.video.frame_count if project is not None else 1
        if self.frame_field.maximum() != count or self.frame_field.minimum() != 1:
            self.frame_field.setRange(1, max(1, count))
        self._on_frame_changed(self._session.current_frame)

    @Slot(int)
    def _on_frame_changed(self, frame_index: int) -> None:
        if not self.frame_field.hasFocus():
            self.frame_field.blockSignals(True)
            self.frame_field.setValue(frame_index + 1)
            self.frame_field.blockSignals(False)
        time_s = self._session.frame_time_s(frame_index)
        text = f"/ {self.frame_field.maximum()}"
        self._position.setText(text if time_s is None else f"{text}     {time_text(time_s)}")

    @Slot()
    def _on_range_changed(self) -> None:
        first, last = self._session.in_frame, self._session.out_frame
        if first is None and last is None:
            self._range.setText("")
            return
        start = "…" if first is None else str(first + 1)
        end = "…" if last is None else str(last + 1)
        self._range.setText(self.tr("Range {0} – {1}").format(start, end))

    @Slot()
    def _on_frame_typed(self) -> None:
        frame_index = self.frame_field.value() - 1
        if self._session.project is not None and frame_index != self._session.current_frame:
            self._session.go_to_frame(frame_index)
        if self.frame_field.hasFocus():
            self.left.emit()


def time_text(time_s: float) -> str:
    """m:ss.mmm, with hours where there are any."""
    milliseconds = round(time_s * 1000)
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{minutes:02d}:{seconds:02d}.{milliseconds:03d}"
    return f"{hours}:{text}" if hours else text
