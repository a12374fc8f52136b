"""The objects of the project as a table. Rows are in layer order, the lowest layer first.

The number keys and the lanes of the timeline use the same order. The model holds no track: it asks
the session, and changes come back through `edited`, so undo and the project file agree with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Slot,
)
from PySide6.QtGui import QColor

from annotator.core.edits import Compound, Edit, ReorderTracks, UpdateTrack, add_category
from annotator.core.project import Category, Track
from annotator.gui.attempt import attempt
from annotator.session.session import Session
from annotator.session.values import JobStatus

Index = QModelIndex | QPersistentModelIndex
MIME_TYPE = "application/x-annotator-tracks"
NO_INDEX = QModelIndex()
COLOR_ROLE = Qt.ItemDataRole.UserRole + 1
"""The colour of the object in a row, a QColor."""
JOB_ROLE = Qt.ItemDataRole.UserRole + 2
"""The run of the object in a row, a JobStatus; None when there is none."""


class Column(IntEnum):
    SHOWN = 0
    LOCKED = 1
    COLOR = 2
    NAME = 3
    CATEGORY = 4
    DELETE = 5


class TrackModel(QAbstractTableModel):
    """Number key, colour, name, category, shown, locked of each object."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._ids = self._project_ids()
        self._jobs: dict[int, JobStatus] = {}
        session.opened.connect(self._on_reset)
        session.closed.connect(self._on_reset)
        session.edited.connect(self._on_edited)
        session.jobs_changed.connect(self._on_jobs_changed)
        self._on_jobs_changed()

    # -- reading ----------------------------------------------------------------------------

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(Column)

    def track_id(self, row: int) -> int | None:
        """The object in a row; None beyond the end."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, track_id: int | None) -> int | None:
        """The row of an object; None if it is not in the table."""
        return self._ids.index(track_id) if track_id in self._ids else None

    def track(self, row: int) -> Track | None:
        """The track in a row, as it is in the project now."""
        project, track_id = self._session.project, self.track_id(row)
        return project.tracks.get(track_id) if project and track_id is not None else None

    def categories(self) -> list[Category]:
        """All categories of the project."""
        project = self._session.project
        return list(project.categories.values()) if project else []

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        flags = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled
        if index.column() in (Column.NAME, Column.CATEGORY):
            flags |= flag.ItemIsEditable
        if index.column() in (Column.SHOWN, Column.LOCKED):
            flags |= flag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        track = self.track(index.row()) if index.isValid() else None
        if track is None:
            return None
        column = Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(track, column, index.row())
        if role == Qt.ItemDataRole.CheckStateRole and column <= Column.LOCKED:
            is_set = track.is_shown if column is Column.SHOWN else track.is_locked
            return Qt.CheckState.Checked if is_set else Qt.CheckState.Unchecked
        if role == COLOR_ROLE:
            return QColor(*track.color)
        if role == JOB_ROLE:
            return self._jobs.get(track.id)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._description(track, column, index.row())
        return None

    def _text(self, track: Track, column: Column, row: int) -> str | None:
        if column is Column.NAME:
            return track.name
        if column is Column.CATEGORY:
            project = self._session.project
            category = project.categories.get(track.category_id) if project else None
            return category.name if category else ""
        if column is Column.COLOR:
            return str(row + 1) if row < 9 else ""
        return None

    def _description(self, track: Track, column: Column, row: int) -> str:
        if column is Column.SHOWN:
            return self.tr("Shown: click to hide") if track.is_shown else self.tr("Hidden")
        if column is Column.LOCKED:
            return self.tr("Locked") if track.is_locked else self.tr("Not locked: click to lock")
        if column is Column.COLOR:
            key = self.tr("Key {n}: select it").format(n=row + 1) if row < 9 else ""
            return "\n".join(filter(None, [self.tr("Double-click to change the colour"), key]))
        if column is Column.CATEGORY and track.id in self._jobs:
            return self.tr("Stop {name}; what has arrived stays").format(name=track.name)
        if column is Column.CATEGORY:
            name = self._text(track, column, row) or ""
            return self.tr("Category {name}; double-click to change").format(name=name)
        if column is Column.DELETE:
            return self.tr("Delete {name} in all frames").format(name=track.name)
        boxes = sum(one.is_candidate for one in track.observations.values())
        text = self.tr("%n box(es) without a mask: Propagate > Run boxes", "", boxes)
        return f"{track.name}\n{text}" if boxes else track.name

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        is_text = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if orientation is not Qt.Orientation.Horizontal or not is_text:
            return None
        return {
            Column.SHOWN: self.tr("Shown"),
            Column.LOCKED: self.tr("Locked"),
            Column.COLOR: self.tr("Key"),
            Column.NAME: self.tr("Object"),
            Column.CATEGORY: self.tr("Category"),
            Column.DELETE: self.tr("Delete"),
        }[Column(section)]

    # -- changing (through the session) -----------------------------------------------------

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        track = self.track(index.row()) if index.isValid() else None
        if track is None:
            return False
        column = Column(index.column())
        if role == Qt.ItemDataRole.CheckStateRole and column <= Column.LOCKED:
            is_set = Qt.CheckState(value) == Qt.CheckState.Checked
            name = "is_shown" if column is Column.SHOWN else "is_locked"
            return self._update(track, **{name: is_set})
        if role != Qt.ItemDataRole.EditRole:
            return False
        text = " ".join(str(value).split())
        if column is Column.NAME and text:
            return self._update(track, name=text)
        if column is Column.CATEGORY and text:
            return self._set_category(track, text)
        return False

    def set_color(self, row: int, color: QColor) -> None:
        """Give the object in a row another colour."""
        track = self.track(row)
        if track is not None and color.isValid():
            self._update(track, color=(color.red(), color.green(), color.blue()))

    def _update(self, track: Track, **changes: object) -> bool:
        """One undo step; nothing where nothing changes."""
        if any(getattr(track, name) != value for name, value in changes.items()):
            return self._attempt(lambda: self._session.update_track(track.id, **changes))
        return True

    def _set_category(self, track: Track, name: str) -> bool:
        """By name; a name that is new adds the category in the same undo step."""
        for category in self.categories():
            if category.name.casefold() == name.casefold():
                return self._update(track, category_id=category.id)
        new_id = max((category.id for category in self.categories()), default=0) + 1
        edits = (
            add_category(Category(new_id, name)),
            UpdateTrack(track.id, {"category_id": new_id}),
        )
        return self._attempt(lambda: self._session.do(Compound(edits, self.tr("Add category"))))

    def _attempt(self, call: Callable[[], None]) -> bool:
        return attempt(self._session, call)

    def move_row(self, row: int, to_row: int) -> None:
        """Put the object of `row` where `to_row` is; the others close up."""
        if not (0 <= row < len(self._ids) and 0 <= to_row < len(self._ids)) or row == to_row:
            return
        order = list(self._ids)
        order.insert(to_row, order.pop(row))
        self._attempt(lambda: self._session.do(ReorderTracks(tuple(order))))

    # -- drag and drop ----------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        rows = sorted({index.row() for index in indexes})
        ids = " ".join(str(self._ids[row]) for row in rows)
        data.setData(MIME_TYPE, QByteArray(ids.encode("ascii")))
        return data

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        return data.hasFormat(MIME_TYPE) and action == Qt.DropAction.MoveAction

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Insert the dragged objects before `row` (or at the row dropped on)."""
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        dragged = [int(text) for text in bytes(data.data(MIME_TYPE).data()).split()]
        dragged = [track_id for track_id in dragged if track_id in self._ids]
        if row < 0:
            row = parent.row() if parent.isValid() else len(self._ids)
        before = [track_id for track_id in self._ids[:row] if track_id not in dragged]
        after = [track_id for track_id in self._ids[row:] if track_id not in dragged]
        order = tuple(before + dragged + after)
        if dragged and order != tuple(self._ids):
            self._attempt(lambda: self._session.do(ReorderTracks(order)))
        return bool(dragged)

    # -- following the session --------------------------------------------------------------

    def _project_ids(self) -> list[int]:
        project = self._session.project
        return list(project.tracks) if project else []

    @Slot()
    def _on_reset(self) -> None:
        self.beginResetModel()
        self._ids = self._project_ids()
        self.endResetModel()

    @Slot()
    def _on_jobs_changed(self) -> None:
        before, jobs = self._jobs, self._session.jobs
        self._jobs = {job.track_id: job for job in jobs if job.track_id is not None}
        for row, track_id in enumerate(self._ids):
            if before.get(track_id) != self._jobs.get(track_id):
                self.dataChanged.emit(
                    self.index(row, Column.NAME), self.index(row, Column.CATEGORY)
                )

    @Slot(object)
    def _on_edited(self, edit: Edit) -> None:
        touched = edit.touched
        if touched.order:
            self._take_over(self._project_ids())
        for row, track_id in enumerate(self._ids):
            if touched.categories or track_id in touched.tracks:
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def _take_over(self, new_ids: list[int]) -> None:
        """Announce removed, then added, then moved rows, so that selections survive."""
        for row in reversed(range(len(self._ids))):
            if self._ids[row] not in new_ids:
                self.beginRemoveRows(NO_INDEX, row, row)
                del self._ids[row]
                self.endRemoveRows()
        for row, track_id in enumerate(new_ids):
            if track_id not in self._ids:
                at = min(row, len(self._ids))
                self.beginInsertRows(NO_INDEX, at, at)
                self._ids.insert(at, track_id)
                self.endInsertRows()
        if self._ids != new_ids:
            self.layoutAboutToBeChanged.emit()
            before = self.persistentIndexList()
            after = [
                self.index(new_ids.index(self._ids[index.row()]), index.column())
                for index in before
            ]
            self._ids = new_ids
            self.changePersistentIndexList(before, after)
            self.layoutChanged.emit()
            # The number keys belong to rows, not to objects.
            self.dataChanged.emit(
                self.index(0, Column.COLOR), self.index(len(new_ids) - 1, Column.COLOR)
            )
