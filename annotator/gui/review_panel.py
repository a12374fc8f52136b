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
from PySide6.QtGui import QAction, QColor
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


class ReviewModel(QAbstractTableModel):
    """One row per stop."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stops = session.review_stops[:MAX_ROWS]

    def stop(self, row: int) -> ReviewStop | None:
        """The stop of a row."""
        return self._stops[row] if 0 <= row < len(self._stops) else None

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
            texts = (str(stop.frame_index + 1), track.name, reason_text(stop))
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


class ReviewPanel(QWidget):
    """Buttons over the list; `actions`: back, accept, next, those of the window."""

    def __init__(
        self, session: Session, actions: list[QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.model = ReviewModel(session, self)
        self.table = self._make_table()
        self.summary = QLabel(self)
        self.summary.setObjectName("mutedLabel")
        buttons = QHBoxLayout()
        self.summary.setWordWrap(True)  # the panel may be narrow
        buttons.addWidget(self.summary, 1)
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

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Frames to review"))
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(24)
        header = table.horizontalHeader()
        header.setSectionResizeMode(FRAME, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(OBJECT, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(REASON, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.clicked.connect(self._on_clicked)
        table.activated.connect(self._on_clicked)
        return table

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        stop = self.model.stop(index.row())
        if stop is not None:
            attempt(self._session, lambda: self._go_to(stop))

    def _go_to(self, stop: ReviewStop) -> None:
        self._session.pause()
        self._session.select_track(stop.track_id)
        self._session.go_to_frame(stop.frame_index)

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
        Reason.BOX_MISFIT: _tr("does not fit its rotated box"),
        Reason.BORDER: _tr("reaches the edge of the picture"),
        Reason.SEAM: _tr("two runs meet and differ"),
    }
    return [texts[reason] for reason in stop.reasons]


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)
