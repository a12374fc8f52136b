"""The review queue as a list: click to go there, accept, go on."""

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QAction, QColor, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.review import Reason
from annotator.gui.attempt import attempt
from annotator.gui.mnemonics import plain_text
from annotator.gui.punctuation import listed
from annotator.session.review_queue import ReviewStop
from annotator.session.session import Session

MAX_ROWS = 500
"""More are not worth showing: the first ones are dealt with first."""

Index = QModelIndex | QPersistentModelIndex
FRAME, OBJECT, REASON = range(3)
REFRESH_MS = 300
ROW_HEIGHT_PX = 24
ROW_MARGIN_PX = 6
LEAST_HEIGHT_PX = 40
"""Titles and a bit of a row: the window fits half a screen."""
LEAST_REASON_CHARS = 26
"""In less room a column of its own would break a reason into a word per line."""
BESIDE_TEXT_PX = 60
"""Of a row: the colour of the object, margins, the scroll bar."""


class ReviewModel(QAbstractTableModel):
    """One row per stop."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stops = session.review_stops[:MAX_ROWS]
        self.is_stacked = False

    def set_stacked(self, *, value: bool) -> None:
        """Whether the reason stands below the object, in the object's column."""
        self.is_stacked = value
        if self._stops:
            last = self.index(self.rowCount() - 1, OBJECT)
            self.dataChanged.emit(self.index(0, OBJECT), last)

    def stop(self, row: int) -> ReviewStop | None:
        """The stop of a row."""
        return self._stops[row] if 0 <= row < len(self._stops) else None

    def names(self) -> set[str]:
        """Of the objects that are listed."""
        project = self._session.project
        tracks = project.tracks if project is not None else {}
        return {tracks[stop.track_id].name for stop in self._stops if stop.track_id in tracks}

    def row_of(self, track_id: int | None, frame_index: int) -> int:
        """Where a frame of an object stands; -1 if it is not in the queue."""
        for row, stop in enumerate(self._stops):
            if stop.track_id == track_id and stop.frame_index == frame_index:
                return row
        return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (as Qt has it)
        """All of them."""
        return 0 if parent.isValid() else len(self._stops)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (as Qt has it)
        """Frame, object, reason."""
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Titles."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return (self.tr("Frame"), self.tr("Object"), self.tr("Why"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, and the object's colour."""
        stop = self.stop(index.row())
        project = self._session.project
        track = project.tracks.get(stop.track_id) if project is not None and stop else None
        if stop is None or track is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            reason = reason_text(stop)
            name = f"{track.name}\n{reason}" if self.is_stacked else track.name
            texts = (str(stop.frame_index + 1), name, reason)
            return texts[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == OBJECT:
            return QColor(*track.color)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr("Urgency {0:.0%}: {1}").format(stop.urgency, reason_text(stop))
        return None

    def refresh(self) -> None:
        """Read the queue again."""
        stops = self._session.review_stops[:MAX_ROWS]
        if stops != self._stops:
            self.beginResetModel()
            self._stops = stops
            self.endResetModel()


class ReviewTable(QTableView):
    """Rows as high as their reasons need. Where it is narrow, a reason stands below its object."""

    def __init__(self, model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setShowGrid(False)
        self.setMinimumHeight(LEAST_HEIGHT_PX)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT_PX)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT_PX)
        header = self.horizontalHeader()
        header.setSectionResizeMode(FRAME, QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._place_columns()
        # Later, because higher rows bring a scroll bar, and that makes the columns narrower.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._fit_rows)
        header.sectionResized.connect(self._timer.start)
        model.modelReset.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other lines."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        # By the whole width: the scroll bar comes and goes with the height of the rows.
        metrics = self.fontMetrics()
        names_px = max(map(metrics.horizontalAdvance, self._model.names()), default=0)
        room_px = self.width() - self.sizeHintForColumn(FRAME) - names_px - BESIDE_TEXT_PX
        is_stacked = room_px < LEAST_REASON_CHARS * metrics.averageCharWidth()
        if is_stacked != self._model.is_stacked:
            self._model.set_stacked(value=is_stacked)
            self._place_columns()
        self._timer.start()

    @property
    def is_fitted(self) -> bool:
        """Whether every row has the height that it needs."""
        return not self._timer.isActive()

    def _place_columns(self) -> None:
        mode, header = QHeaderView.ResizeMode, self.horizontalHeader()
        is_stacked = self._model.is_stacked
        header.setSectionHidden(REASON, is_stacked)
        header.setSectionResizeMode(OBJECT, mode.Stretch if is_stacked else mode.ResizeToContents)
        header.setSectionResizeMode(REASON, mode.Stretch)

    @Slot()
    def _fit_rows(self) -> None:
        """Equal texts are measured once: there are hundreds of rows, and few different reasons."""
        heights: dict[object, int] = {}
        for row in range(self._model.rowCount()):
            stop = self._model.stop(row)
            key = None if stop is None else (stop.track_id, stop.reasons)
            if key not in heights:
                heights[key] = max(ROW_HEIGHT_PX, self.sizeHintForRow(row) + ROW_MARGIN_PX)
            if self.rowHeight(row) != heights[key]:
                self.setRowHeight(row, heights[key])


class ReviewPanel(QWidget):
    """Buttons over the list; `actions`: back, accept, next, those of the window."""

    def __init__(
        self, session: Session, actions: list[QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.model = ReviewModel(session, self)
        self.table = ReviewTable(self.model, self)
        self.table.setAccessibleName(self.tr("Frames to review"))
        self.table.clicked.connect(self._on_clicked)
        self.table.activated.connect(self._on_clicked)
        self.summary = QLabel(self)
        self.summary.setObjectName("mutedLabel")
        buttons = QHBoxLayout()
        self.summary.setWordWrap(True)  # the panel may be narrow
        texts = (self.tr("Back"), self.tr("Accept"), self.tr("Next"))
        for action, text in zip(actions, texts, strict=True):
            button = QToolButton(self)
            button.setObjectName("panelButton")
            button.setText(text)  # the action's own text is too long for a panel
            button.setToolTip(action.toolTip())
            button.setAccessibleName(plain_text(action.text()))
            button.clicked.connect(action.trigger)
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        buttons.addStretch(1)
        layout.addWidget(self.summary)
        layout.addLayout(buttons)
        layout.addWidget(self.table, 1)
        self._timer = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        session.review_changed.connect(self.refresh)
        session.opened.connect(self.refresh)
        session.closed.connect(self.refresh)
        session.edited.connect(self._on_edited)
        session.frame_changed.connect(self._show_place)
        session.selection_changed.connect(self._show_place)
        self.refresh()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        stop = self.model.stop(index.row())
        if stop is not None:
            attempt(self._session, lambda: self._go_to(stop))

    def _go_to(self, stop: ReviewStop) -> None:
        self._session.pause()
        self._session.visit_review(stop)

    @Slot()
    def _on_edited(self) -> None:
        # What was settled is left out at once; a run edits many times a second.
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def refresh(self) -> None:
        """Show the queue as it is now."""
        self.model.refresh()
        count = len(self._session.review_stops)
        project = self._session.project
        text = self.tr("{0} to look at").format(count) if count else self.tr("All done")
        if project is None or not any(one.observations for one in project.tracks.values()):
            text = self.tr("Nothing to review yet")
        elif self._session.is_review_unknown:
            text = self.tr("Looking for doubtful frames…")
        self.summary.setText(text)
        self._show_place()

    @Slot()
    def _show_place(self) -> None:
        row = self.model.row_of(self._session.selected_track_id, self._session.current_frame)
        if row < 0:
            self.table.clearSelection()
        else:
            self.table.selectRow(row)


def reason_text(stop: ReviewStop) -> str:
    """Why, in words."""
    return listed(reason_words(stop))


def reason_words(stop: ReviewStop) -> list[str]:
    """Each reason in words."""
    texts = {
        Reason.FLAGGED: _tr("flagged"),
        Reason.EMPTY_MASK: _tr("nothing was found"),
        Reason.LOW_SCORE: _tr("low score"),
        Reason.NO_SCORE: _tr("no score"),
        Reason.DISAGREEMENT: _tr("forward and backward disagree"),
        Reason.AREA_JUMP: _tr("the size jumps"),
        Reason.PLACE_JUMP: _tr("the place jumps"),
        Reason.PIECES: _tr("several parts"),
        Reason.BOX_MISFIT: _tr("the shape jumps"),
        Reason.BORDER: _tr("reaches the edge of the picture"),
        Reason.SEAM: _tr("two runs meet and differ"),
    }
    return [texts[reason] for reason in stop.reasons]


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)
