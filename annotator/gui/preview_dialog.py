"""What a run over reviewed frames would change, to be accepted object by object and range by range.

The window stays usable: a click on a row goes to its frame, where the picture shows what would be
added and removed. Closing takes nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.core.project import Track
from annotator.gui.attempt import attempt
from annotator.gui.marks import ADDED, REMOVED
from annotator.session.previewed import Change, PreviewedRange
from annotator.session.session import Session

REFRESH_MS = 100
REFRESH_SHARE = 10
"""Showing takes at most about one part in so many of the time, however many ranges there are."""
SWATCH_PX = 12
NAME_WIDTH_PX = 170
KEY_ROLE = Qt.ItemDataRole.UserRole
CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked
RangeKey = tuple[int, int]
"""An object, and the frame at which the range was begun."""


class PreviewDialog(QDialog):
    """Shows the session's preview as it grows; one row for each object, under it its ranges."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._ranges: dict[RangeKey, PreviewedRange] = {}
        self._items: dict[RangeKey, QTreeWidgetItem] = {}
        self._objects: dict[int, QTreeWidgetItem] = {}
        self._ticked: dict[RangeKey, bool] = {}
        """What the person ticked or unticked."""
        self._refused: set[int] = set()
        """Objects of which the person unticked everything: what comes later is not ticked."""
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Preview"))
        self.resize(560, 460)
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.stop_button = QPushButton(self.tr("&Stop"))
        self.stop_button.setToolTip(self.tr("Look no further; what was found stays in the list"))
        self.stop_button.setAutoDefault(False)
        self.stop_button.clicked.connect(session.stop_preview)
        self.tree = self._make_tree()
        self.note = QLabel(self._legend())
        self.note.setObjectName("mutedLabel")
        self.note.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.accept_button = QPushButton(self.tr("&Accept ticked"))
        self.buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.ApplyRole)
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self._on_accept_clicked)
        self.buttons.rejected.connect(self.close)
        self._arrange()
        self._timer = QTimer(self, interval=REFRESH_MS, singleShot=True)
        self._timer.timeout.connect(self.refresh)
        session.preview_changed.connect(self._on_preview_changed)
        session.preview_started.connect(self.begin)
        session.edited.connect(self._on_preview_changed)  # names and colours
        session.closed.connect(self.close)
        self.refresh()
        self.tree.setFocus()

    def _arrange(self) -> None:
        running = QHBoxLayout()
        running.addWidget(self.bar, 1)
        running.addWidget(self.stop_button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.title)
        layout.addLayout(running)
        for widget in (self.tree, self.note, self.buttons):
            layout.addWidget(widget)

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setAccessibleName(self.tr("Objects and ranges"))
        tree.setHeaderLabels(
            [self.tr("Frames"), self.tr("Now"), self.tr("Change"), self.tr("Pixels")]
        )
        tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.setUniformRowHeights(True)
        header = tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, NAME_WIDTH_PX)
        header.setStretchLastSection(True)
        tree.itemChanged.connect(self._on_item_changed)
        tree.currentItemChanged.connect(self._on_current_changed)
        return tree

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
    def ranges(self) -> dict[RangeKey, PreviewedRange]:
        """The rows, but for those of the objects."""
        return dict(self._ranges)

    @Slot()
    def begin(self) -> None:
        """Another preview takes the place of what was shown."""
        self._ticked.clear()
        self._refused.clear()
        self.refresh()
        self.raise_()

    @Slot()
    def refresh(self) -> None:
        """Show what has been found so far."""
        took = QElapsedTimer()
        took.start()
        found = self._session.previewed_ranges
        with QSignalBlocker(self.tree):
            self._show_objects(found)
            before = self._ranges
            self._ranges = {
                (track_id, one.begun_at): one for track_id, of in found.items() for one in of
            }
            for key in [key for key in self._items if key not in self._ranges]:
                self._objects[key[0]].removeChild(self._items.pop(key))
            for track_id, ranges in found.items():
                self._show_ranges(track_id, ranges, before)
                self._show_box(track_id)
        self._show_progress()
        self.accept_button.setEnabled(bool(self._chosen()))
        self._timer.setInterval(max(REFRESH_MS, REFRESH_SHARE * took.elapsed()))

    def _show_objects(self, found: dict[int, list[PreviewedRange]]) -> None:
        project = self._session.project
        tracks = project.tracks if project is not None else {}
        for track_id in [one for one in self._objects if one not in found]:
            gone = self._objects.pop(track_id)
            for key in [key for key in self._items if key[0] == track_id]:
                del self._items[key]
            self.tree.takeTopLevelItem(self.tree.indexOfTopLevelItem(gone))
        for track_id, ranges in found.items():
            if track_id not in self._objects:
                item = QTreeWidgetItem(self.tree)
                item.setData(0, KEY_ROLE, (track_id, None))
                item.setExpanded(True)
                self._objects[track_id] = item
            if track_id in tracks:
                self._show_object(self._objects[track_id], tracks[track_id], ranges)

    def _show_object(
        self, item: QTreeWidgetItem, track: Track, ranges: list[PreviewedRange]
    ) -> None:
        swatch = QPixmap(SWATCH_PX, SWATCH_PX)
        swatch.fill(QColor(*track.color))
        item.setIcon(0, QIcon(swatch))
        item.setText(0, track.name)
        changed = sum(len(one.frames) for one in ranges if one.change is not Change.NONE)
        seen = sum(len(one.frames) for one in ranges)
        item.setText(2, self.tr("{0} of {1} frames").format(changed, seen) if seen else "")

    def _show_ranges(
        self,
        track_id: int,
        ranges: list[PreviewedRange],
        before: dict[RangeKey, PreviewedRange],
    ) -> None:
        parent = self._objects[track_id]
        for row, one in enumerate(ranges):
            key = (track_id, one.begun_at)
            item = self._items.get(key)
            if item is None:
                item = self._items[key] = QTreeWidgetItem()
                item.setData(0, KEY_ROLE, key)
                parent.insertChild(row, item)
            elif before.get(key) is one:
                continue
            self._fill(item, key, one)

    def _fill(self, item: QTreeWidgetItem, key: RangeKey, one: PreviewedRange) -> None:
        frames = f"{one.first + 1} – {one.last + 1}" if one.last > one.first else f"{one.first + 1}"
        texts = (
            frames,
            self._now_text(one),
            self._change_text(one),
            "" if one.change is Change.NONE else f"+{one.added:,}  −{one.removed:,}",
        )
        for column, text in enumerate(texts):
            if item.text(column) != text:
                item.setText(column, text)
                item.setToolTip(column, text)
        if one.change is Change.NONE:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
            return
        is_default = not one.is_reviewed and key[0] not in self._refused
        is_ticked = self._ticked.get(key, is_default)
        item.setCheckState(0, CHECKED if is_ticked else UNCHECKED)

    def _show_box(self, track_id: int) -> None:
        """Of an object, after those of its ranges; none where nothing would change."""
        parent = self._objects[track_id]
        states = {item.checkState(0) for item in self._checkable(track_id)}
        if not states:
            parent.setData(0, Qt.ItemDataRole.CheckStateRole, None)
        else:
            is_mixed = len(states) > 1
            parent.setCheckState(
                0, Qt.CheckState.PartiallyChecked if is_mixed else next(iter(states))
            )

    def _checkable(self, track_id: int) -> list[QTreeWidgetItem]:
        """Rows of the ranges of an object that would change."""
        return [
            self._items[key]
            for key, one in self._ranges.items()
            if key[0] == track_id and one.change is not Change.NONE
        ]

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
        progress = self._session.preview_progress
        seen = sum(len(one.frames) for one in self._ranges.values())
        changed = sum(
            len(one.frames) for one in self._ranges.values() if one.change is not Change.NONE
        )
        text = self.tr(
            "{0} of {1} frames looked at would change. Nothing changes before you accept it."
        )
        self.title.setText(text.format(changed, seen))
        self.bar.setRange(0, max(1, progress.total))
        self.bar.setValue(progress.done if progress.is_running else max(1, progress.total))
        self.stop_button.setEnabled(progress.is_running)

    # -- choosing ---------------------------------------------------------------------------

    def _chosen(self) -> dict[int, list[int]]:
        """Frames of the ticked ranges, by object."""
        chosen: dict[int, list[int]] = {}
        for key, one in self._ranges.items():
            item = self._items[key]
            if one.change is not Change.NONE and item.checkState(0) is CHECKED:
                chosen.setdefault(key[0], []).extend(one.frames)
        return chosen

    @Slot(QTreeWidgetItem, int)
    def _on_item_changed(self, item: QTreeWidgetItem, column: int) -> None:
        if column != 0:
            return
        track_id, begun_at = item.data(0, KEY_ROLE)
        is_ticked = item.checkState(0) is CHECKED
        clicked = [item]
        if begun_at is None:
            (self._refused.discard if is_ticked else self._refused.add)(track_id)
            clicked = self._checkable(track_id)
        with QSignalBlocker(self.tree):
            for one in clicked:
                one.setCheckState(0, CHECKED if is_ticked else UNCHECKED)
                self._ticked[one.data(0, KEY_ROLE)] = is_ticked
            self._show_box(track_id)
        self.accept_button.setEnabled(bool(self._chosen()))

    @Slot(QTreeWidgetItem, QTreeWidgetItem)
    def _on_current_changed(
        self, current: QTreeWidgetItem | None, _previous: QTreeWidgetItem | None
    ) -> None:
        """To the object, and to the frame of the range that changes most."""
        if current is None:
            return
        track_id, begun_at = current.data(0, KEY_ROLE)
        project = self._session.project
        if project is not None and track_id in project.tracks:
            self._session.select_track(track_id)
        if begun_at is not None:
            self._session.go_to_frame(self._ranges[track_id, begun_at].worst)

    @Slot()
    def _on_accept_clicked(self) -> None:
        chosen = self._chosen()
        if not attempt(self._session, lambda: self._session.accept_preview(chosen)):
            return
        self.refresh()
        is_left = any(one.change is not Change.NONE for one in self._ranges.values())
        if not is_left and not self._session.preview_progress.is_running:
            self.close()

    @Slot()
    def _on_preview_changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def done(self, result: int) -> None:
        """However it was closed: what was not accepted is forgotten."""
        self._timer.stop()
        self._session.preview_changed.disconnect(self._on_preview_changed)
        self._session.preview_started.disconnect(self.begin)
        self._session.edited.disconnect(self._on_preview_changed)
        self._session.discard_preview()
        super().done(result)
