"""What a run over reviewed frames would change, to be accepted range by range.

The window stays usable: a click on a row goes to its frame, where the picture shows what would be
added and removed. Closing takes nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.core.project import Direction, Track
from annotator.gui.attempt import attempt
from annotator.gui.marks import ADDED, REMOVED
from annotator.session.rerun_preview import Change, PreviewedRange, previewed_ranges
from annotator.session.session import Session

REFRESH_MS = 100


class PreviewDialog(QDialog):
    """Starts the preview and shows it as it grows."""

    def __init__(
        self,
        session: Session,
        track: Track,
        frame_index: int,
        direction: Direction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._track_name = track.name
        self._ranges: list[PreviewedRange] = []
        self._boxes: list[QTableWidgetItem] = []
        self._is_filling = False
        self._ticked: dict[int, bool] = {}
        """What the person ticked or unticked, by the first frame of the range."""
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Preview of “{0}”").format(track.name))
        self.resize(560, 420)
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.table = self._make_table()
        self.note = QLabel(self._legend())
        self.note.setObjectName("mutedLabel")
        self.note.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.accept_button = QPushButton(self.tr("&Accept ticked"))
        self.buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.ApplyRole)
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self._on_accept_clicked)
        self.buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        for widget in (self.title, self.bar, self.table, self.note, self.buttons):
            layout.addWidget(widget)
        self._timer = QTimer(self, interval=REFRESH_MS, singleShot=True)
        self._timer.timeout.connect(self.refresh)
        self._job_id = session.preview_rerun(track.id, frame_index, direction)
        session.preview_changed.connect(self._on_preview_changed)
        session.jobs_changed.connect(self._on_preview_changed)
        session.closed.connect(self.close)
        self.refresh()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 4, self)
        table.setAccessibleName(self.tr("Ranges"))
        table.setHorizontalHeaderLabels(
            [self.tr("Frames"), self.tr("Now"), self.tr("Change"), self.tr("Pixels")]
        )
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        table.itemChanged.connect(self._on_item_changed)
        table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        return table

    def _legend(self) -> str:
        signs = "<span style='color:{0}'>■</span> {1} &nbsp; <span style='color:{2}'>■</span> {3}"
        return signs.format(
            QColor(*ADDED).name(),
            self.tr("would be added"),
            QColor(*REMOVED).name(),
            self.tr("would be removed"),
        )

    # -- showing ----------------------------------------------------------------------------

    @property
    def ranges(self) -> list[PreviewedRange]:
        """The rows."""
        return list(self._ranges)

    @Slot()
    def refresh(self) -> None:
        """Show what has been found so far."""
        self._show_progress()
        ranges = previewed_ranges(self._session.previewed_frames)
        if ranges == self._ranges:
            return
        self._is_filling = True
        self._ranges = ranges
        self.table.setRowCount(len(ranges))
        self._boxes = [QTableWidgetItem() for _ in ranges]
        for row, one in enumerate(ranges):
            self._fill_row(row, one)
        self._is_filling = False
        self._update_button()

    def _fill_row(self, row: int, one: PreviewedRange) -> None:
        frames = f"{one.first + 1} – {one.last + 1}" if one.last > one.first else f"{one.first + 1}"
        added = sum(frame.added for frame in one.frames)
        removed = sum(frame.removed for frame in one.frames)
        texts = (
            frames,
            self._now_text(one),
            self._change_text(one),
            "" if one.change is Change.NONE else f"+{added:,}  −{removed:,}",
        )
        first = self._boxes[row]
        for column, text in enumerate(texts):
            item = QTableWidgetItem() if column else first
            item.setText(text)
            item.setToolTip(text)
            self.table.setItem(row, column, item)
        if one.change is Change.NONE:
            first.setFlags(first.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
            return
        is_ticked = self._ticked.get(one.first, not one.is_reviewed)
        first.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)

    def _now_text(self, one: PreviewedRange) -> str:
        if one.is_reviewed:
            return self.tr("reviewed")
        return self.tr("nothing") if one.change is Change.NEW else self.tr("not reviewed")

    def _change_text(self, one: PreviewedRange) -> str:
        if one.change is Change.NEW:
            return self.tr("new masks")
        if one.change is Change.NONE:
            return self.tr("unchanged")
        text = self.tr("small") if one.change is Change.SMALL else self.tr("large")
        return self.tr("{0}, down to {1} % overlap").format(text, round(100 * one.worst_iou))

    def _show_progress(self) -> None:
        status = next((job for job in self._session.jobs if job.job_id == self._job_id), None)
        frames = self._session.previewed_frames
        changed = sum(
            len(one.frames) for one in previewed_ranges(frames) if one.change is not Change.NONE
        )
        text = self.tr("{0} of {1} frames looked at would change; nothing has changed yet.")
        self.title.setText(text.format(changed, len(frames)))
        if status is not None:
            self.bar.setRange(0, status.total)
            self.bar.setValue(status.done)
        else:
            self.bar.setRange(0, 1)
            self.bar.setValue(1)

    def _update_button(self) -> None:
        self.accept_button.setEnabled(bool(self._chosen()))

    # -- choosing ---------------------------------------------------------------------------

    def _chosen(self) -> list[int]:
        """Frames of the ticked ranges."""
        return [
            frame.frame_index
            for row, one in enumerate(self._ranges)
            if self._boxes[row].checkState() is Qt.CheckState.Checked
            for frame in one.frames
        ]

    @Slot(QTableWidgetItem)
    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if self._is_filling or item.column() != 0:
            return
        self._ticked[self._ranges[item.row()].first] = item.checkState() is Qt.CheckState.Checked
        self._update_button()

    @Slot(QModelIndex, QModelIndex)
    def _on_row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        """Where the range changes most."""
        if not self._is_filling and 0 <= current.row() < len(self._ranges):
            frames = self._ranges[current.row()].frames
            self._session.go_to_frame(min(frames, key=lambda one: one.iou).frame_index)

    @Slot()
    def _on_accept_clicked(self) -> None:
        chosen = self._chosen()
        if not attempt(self._session, lambda: self._session.accept_preview(chosen)):
            return
        self.refresh()
        is_over = all(job.job_id != self._job_id for job in self._session.jobs)
        if is_over and all(one.change is Change.NONE for one in self._ranges):
            self.close()

    @Slot()
    def _on_preview_changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """What was not accepted is forgotten."""
        self._timer.stop()
        self._session.preview_changed.disconnect(self._on_preview_changed)
        self._session.discard_preview()
        super().closeEvent(event)
