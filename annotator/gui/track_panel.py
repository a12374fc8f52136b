"""The list of objects: select, rename, categorise, colour, show, lock, order, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QColorDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.project import Track
from annotator.gui import glyphs
from annotator.gui.attempt import attempt
from annotator.gui.filtered_rows import FilteredRows
from annotator.gui.glyphs import glyph_icon
from annotator.gui.lane_filter import LaneFilter
from annotator.gui.merge_dialog import MergeDialog
from annotator.gui.track_delegate import ROW_HEIGHT_PX, TrackDelegate
from annotator.gui.track_model import JOB_ROLE, Column, TrackModel
from annotator.session.session import Session
from annotator.session.values import JobStatus

ICON_COLUMN_PX = 30
FIT_MS = 100
CELL_MARGINS_PX = 12
WIDEST_SHARE = "100 %  ■"
MAX_CATEGORY_SHARE = 0.4
"""Of the width of the list."""


class TrackPanel(QWidget):
    """A table of the objects with buttons below. The selected row is the session's selection."""

    def __init__(
        self,
        session: Session,
        parent: QWidget | None = None,
        *,
        lane_filter: LaneFilter | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._is_syncing = False
        self.model = TrackModel(session, self)
        self.table = self._make_table()
        self.filtered = None
        if lane_filter is not None:
            self.filtered = FilteredRows(session, lane_filter, self.model, self.table)
            lane_filter.changed.connect(self._update_state)
        self._hint = QLabel(self.tr("No objects yet.\nDraw a box around one in the picture."))
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setEnabled(False)
        self._hint.setWordWrap(True)
        self.up_button = self._button(self.tr("Move up (further behind)"), lambda: self._move(-1))
        self.down_button = self._button(
            self.tr("Move down (further in front)"), lambda: self._move(1)
        )
        self.delete_button = self._button(
            self.tr("Delete the object in all frames"), self._delete_selected
        )
        self._lay_out()
        self._connect()
        self._on_selection_changed()
        self._update_state()

    # -- building ---------------------------------------------------------------------------

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setItemDelegate(TrackDelegate(table))
        table.setAccessibleName(self.tr("Objects"))
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setMouseTracking(True)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        table.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed)
        table.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        table.setDragDropOverwriteMode(False)
        table.setDropIndicatorShown(True)
        table.setTabKeyNavigation(False)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT_PX)
        header = table.horizontalHeader()
        header.hide()
        header.setMinimumSectionSize(ICON_COLUMN_PX)
        for column in Column:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            table.setColumnWidth(column, ICON_COLUMN_PX)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        return table

    def _button(self, text: str, call: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setIconSize(QSize(16, 16))
        button.setAutoRaise(True)
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _checked=False: call())
        return button

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(4, 2, 4, 4)
        buttons.setSpacing(2)
        buttons.addWidget(self.up_button)
        buttons.addWidget(self.down_button)
        buttons.addStretch(1)
        buttons.addWidget(self.delete_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if self.filtered is not None:
            layout.addWidget(self.filtered)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._hint, 1)
        layout.addLayout(buttons)
        self._set_icons()

    def _set_icons(self) -> None:
        for button, glyph in (
            (self.up_button, glyphs.draw_up),
            (self.down_button, glyphs.draw_down),
            (self.delete_button, glyphs.draw_trash),
        ):
            button.setIcon(glyph_icon(glyph, self.palette()))

    def _connect(self) -> None:
        self._session.selection_changed.connect(self._on_selection_changed)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.table.clicked.connect(self._on_clicked)
        self.table.doubleClicked.connect(self._on_double_clicked)
        self.table.customContextMenuRequested.connect(self._on_menu_requested)
        for signal in (
            self.model.rowsInserted,
            self.model.rowsRemoved,
            self.model.layoutChanged,
            self.model.modelReset,
        ):
            signal.connect(self._on_rows_changed)
        self._fit_timer = QTimer(self, singleShot=True, interval=FIT_MS)
        self._fit_timer.timeout.connect(self._fit_category)
        self.model.dataChanged.connect(self._fit_soon)

    # -- selection, both ways ---------------------------------------------------------------

    @Slot()
    def _on_selection_changed(self) -> None:
        """The session selected another object: show its row."""
        row = self.model.row_of(self._session.selected_track_id)
        self._is_syncing = True
        if row is None:
            self.table.selectionModel().clear()
        elif row != self.table.currentIndex().row():
            flag = QItemSelectionModel.SelectionFlag
            index = self.model.index(row, Column.NAME)
            self.table.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
            self.table.scrollTo(index)
        self._is_syncing = False
        self._update_state()

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        """The person chose another row: tell the session."""
        if not self._is_syncing and current.isValid():
            track_id = self.model.track_id(current.row())
            if track_id != self._session.selected_track_id:
                self._session.select_track(track_id)

    @Slot()
    def _on_rows_changed(self) -> None:
        self._on_selection_changed()
        self._fit_category()

    @Slot()
    def _fit_soon(self) -> None:
        """Once for many changes: a run makes a hundred in a second."""
        if not self._fit_timer.isActive():
            self._fit_timer.start()

    @Slot()
    def _fit_category(self) -> None:
        """As wide as the longest category needs, so that the rest is for names."""
        rows = range(self.model.rowCount())
        texts = {str(self.model.index(row, Column.CATEGORY).data()) for row in rows}
        metrics = self.table.fontMetrics()
        longest = max(metrics.horizontalAdvance(text) for text in (*texts, WIDEST_SHARE))
        most = round(self.width() * MAX_CATEGORY_SHARE)
        width = min(longest + CELL_MARGINS_PX, most)
        if width != self.table.columnWidth(Column.CATEGORY):
            self.table.setColumnWidth(Column.CATEGORY, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names and categories share the room."""
        super().resizeEvent(event)
        self._fit_category()

    @Slot()
    def _update_state(self) -> None:
        count = self.model.rowCount()
        row = self.table.currentIndex().row()
        self.table.setVisible(count > 0)
        self._hint.setVisible(count == 0)
        self.up_button.setEnabled(row >= 0 and self._neighbour(row, -1) >= 0)
        self.down_button.setEnabled(row >= 0 and self._neighbour(row, 1) < count)
        self.delete_button.setEnabled(row >= 0)

    # -- gestures ---------------------------------------------------------------------------

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        job = cast(JobStatus | None, index.data(JOB_ROLE))
        if index.column() == Column.DELETE:
            self._delete_row(index.row())
        elif index.column() == Column.CATEGORY and job is not None:
            self._session.stop(job.job_id)

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        if index.column() == Column.COLOR:
            self.choose_color(index.row())

    def choose_color(self, row: int) -> None:
        """Open the colour dialog for an object; the window stays usable."""
        track = self.model.track(row)
        if track is None:
            return
        track_id = track.id
        dialog = QColorDialog(QColor(*track.color), self)
        dialog.setWindowTitle(self.tr("Colour of {name}").format(name=track.name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda color: self._on_color_selected(track_id, color))
        dialog.open()

    def _on_color_selected(self, track_id: int, color: QColor) -> None:
        row = self.model.row_of(track_id)
        if row is not None:
            self.model.set_color(row, color)

    def _move(self, step: int) -> None:
        row = self.table.currentIndex().row()
        self.model.move_row(row, self._neighbour(row, step))

    def _neighbour(self, row: int, step: int) -> int:
        """Over what is filtered out, or nothing would be seen to move."""
        return row + step if self.filtered is None else self.filtered.neighbour(row, step)

    def _delete_selected(self) -> None:
        self._delete_row(self.table.currentIndex().row())

    def _delete_row(self, row: int) -> None:
        """Delete at once: the session's notice offers Undo, which is kinder than a question."""
        track_id = self.model.track_id(row)
        if track_id is not None:
            attempt(self._session, lambda: self._session.delete_track(track_id))

    @Slot(QPoint)
    def _on_menu_requested(self, position: QPoint) -> None:
        index = self.table.indexAt(position)
        if index.isValid():
            menu = self.menu_for(index.row())
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.table.viewport().mapToGlobal(position))

    def menu_for(self, row: int) -> QMenu:
        """What can be done to the object in a row, by keyboard too."""
        menu, session = QMenu(self), self._session
        track = self.model.track(row)
        if track is None:
            return menu
        shown, locked = self.model.index(row, Column.SHOWN), self.model.index(row, Column.LOCKED)
        entries: list[tuple[str, Callable[[], object]]] = [
            (self.tr("Rename"), lambda: self.table.edit(self.model.index(row, Column.NAME))),
            (self.tr("Category…"), lambda: self.table.edit(self.model.index(row, Column.CATEGORY))),
            (self.tr("Colour…"), lambda: self.choose_color(row)),
            (self.tr("Hide") if track.is_shown else self.tr("Show"), lambda: self._toggle(shown)),
            (
                self.tr("Unlock") if track.is_locked else self.tr("Lock"),
                lambda: self._toggle(locked),
            ),
            (self.tr("Move up"), lambda: self.model.move_row(row, self._neighbour(row, -1))),
            (self.tr("Move down"), lambda: self.model.move_row(row, self._neighbour(row, 1))),
            (self.tr("Duplicate"), lambda: self._make(session.duplicate_track, track.id)),
            (
                self.tr("Split at frame {n}").format(n=session.current_frame + 1),
                lambda: self._make(session.split_track, track.id, session.current_frame),
            ),
            (self.tr("Merge another into it…"), lambda: self._ask_merge(track)),
            (self.tr("Delete object"), lambda: self._delete_row(row)),
        ]
        for text, call in entries:
            menu.addAction(text).triggered.connect(lambda _checked=False, call=call: call())
        return menu

    def _make(self, verb: Callable[..., int], *arguments: int) -> None:
        """What is made is then selected."""
        attempt(self._session, lambda: self._session.select_track(verb(*arguments)))

    def _ask_merge(self, track: Track) -> None:
        dialog = MergeDialog(self._session, track, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _toggle(self, index: QModelIndex) -> None:
        is_set = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        new = Qt.CheckState.Unchecked if is_set else Qt.CheckState.Checked
        self.model.setData(index, new, Qt.ItemDataRole.CheckStateRole)

    def changeEvent(self, event: QEvent) -> None:
        """The icons take the colour of the palette."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "delete_button"):
            self._set_icons()
        super().changeEvent(event)
