"""The filter of the timeline in the list of objects too: one field, and said where it acts."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTableView, QWidget

from annotator.gui.lane_filter import LaneFilter
from annotator.gui.track_model import TrackModel
from annotator.session.session import Session


class FilteredRows(QWidget):
    """Hides the rows of objects that have no lane. Itself a line that says so, and shows all again;
    out of sight while nothing is filtered.
    """

    def __init__(
        self, session: Session, lane_filter: LaneFilter, model: TrackModel, table: QTableView
    ) -> None:
        super().__init__(table.parentWidget())
        self._session = session
        self._filter = lane_filter
        self._model = model
        self._table = table
        self.text = QLabel(self)
        self.text.setObjectName("mutedLabel")
        self.text.setToolTip(
            self.tr("The field for it is above the lanes of the timeline (Ctrl+F)")
        )
        self.all_button = QPushButton(self.tr("Show all"), self)
        self.all_button.setAutoDefault(True)  # Enter presses it; Space plays, in the whole window
        self.all_button.clicked.connect(lane_filter.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.all_button)
        for signal in (
            lane_filter.changed,
            session.selection_changed,  # the selected object is always shown
            model.rowsInserted,
            model.rowsRemoved,
            model.layoutChanged,
            model.modelReset,
        ):
            signal.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the rows that are to be shown."""
        project = self._session.project
        tracks = tuple(project.tracks.values()) if project is not None else ()
        shown = {track.id for track in self._filter.shown(tracks)}
        for row in range(self._model.rowCount()):
            is_hidden = self._model.track_id(row) not in shown
            if is_hidden != self._table.isRowHidden(row):
                self._table.setRowHidden(row, is_hidden)
        self.text.setText(self.tr("Filtered: {0} of {1} objects").format(*self._filter.counts))
        self.setVisible(self._filter.is_on)

    def neighbour(self, row: int, step: int) -> int:
        """The next row that is shown, above (-1) or below (1); -1 or the count where none is."""
        row += step
        while 0 <= row < self._model.rowCount() and self._table.isRowHidden(row):
            row += step
        return row
