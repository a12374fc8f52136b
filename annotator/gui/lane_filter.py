"""Which objects the timeline and the list of objects show, and the field above the lanes for it.

The selected object is always shown: what is drawn, or reached through the review queue, must
not be out of sight.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from annotator.core.edits import Edit
from annotator.core.project import Project, Track
from annotator.gui.icons import icon
from annotator.gui.theme import theme_of
from annotator.gui.timeline_lanes import LaneStore, State
from annotator.session.session import Session

REFRESH_MS = 200
"""A run edits many times a second."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What an object must be to be shown; all of it."""

    text: str = ""
    """Every word of it in the name or the category, in any case."""
    needs_review: bool = False
    lacks_keyframes: bool = False

    def is_met(
        self, track: Track, category: str, *, needs_review: bool, has_keyframes: bool
    ) -> bool:
        """Whether a track is to be shown."""
        if (self.needs_review and not needs_review) or (self.lacks_keyframes and has_keyframes):
            return False
        known = f"{track.name} {category}".casefold()
        return all(word in known for word in self.text.casefold().split())


NO_DEMAND = Demand()


class LaneFilter(QWidget):
    """A field for names, a menu for the rest, a button for the legend."""

    changed = Signal()  # other lanes are shown
    legend_requested = Signal(QPoint)  # global
    left = Signal()  # the keyboard goes on in the lanes

    def __init__(self, session: Session, store: LaneStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._store = store
        self._demand = NO_DEMAND
        self._ids: frozenset[int] | None = None
        self._count = 0
        self._timer = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Filter objects"))
        self.field.setAccessibleName(self.tr("Filter objects by name or category"))
        self.field.setToolTip(self.tr("Show only objects whose name or category has these words"))
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_text_changed)
        self.menu_button = self._button(self.tr("Show only some objects"))
        self.menu_button.setToolTip(self.menu_button.accessibleName())
        self.menu_button.setCheckable(True)  # to be seen that it is on
        self.menu_button.clicked.connect(self._show_menu)
        self.legend_button = self._button(self.tr("Legend"))  # the legend itself is its tooltip
        self.legend_button.clicked.connect(self._on_legend_clicked)
        self.menu = self._make_menu()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(5, 4, 0, 4)
        layout.setSpacing(1)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.menu_button)
        layout.addWidget(self.legend_button)
        self._set_icons()
        session.opened.connect(self.clear)
        session.review_changed.connect(self._refresh_soon)
        session.edited.connect(self._on_edited)

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("smallButton")
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(name)
        return button

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        self.review_action = menu.addAction(self.tr("With frames to review"))
        self.keyframes_action = menu.addAction(self.tr("Without keyframes"))
        for action in (self.review_action, self.keyframes_action):
            action.setCheckable(True)
            action.toggled.connect(self._on_toggled)
        menu.addSeparator()
        menu.addAction(self.tr("All objects")).triggered.connect(
            lambda _checked=False: self.clear()
        )
        return menu

    # -- what is shown ----------------------------------------------------------------------

    @property
    def is_on(self) -> bool:
        """Whether some objects may have no lane."""
        return self._ids is not None

    @property
    def counts(self) -> tuple[int, int]:
        """How many objects are as demanded, and how many there are."""
        return self._count if self._ids is None else len(self._ids), self._count

    def shown(self, tracks: tuple[Track, ...]) -> tuple[Track, ...]:
        """Those that have a lane, in the same order."""
        ids, selected = self._ids, self._session.selected_track_id
        if ids is None:
            return tracks
        return tuple(track for track in tracks if track.id in ids or track.id == selected)

    @Slot()
    def clear(self) -> None:
        """Show all objects."""
        self.field.clear()
        for action in (self.review_action, self.keyframes_action):
            action.setChecked(False)

    @Slot()
    def refresh(self) -> None:
        """Ask all objects again."""
        project = self._session.project
        ids = None if project is None or self._demand == NO_DEMAND else self._met(project)
        self.menu_button.setChecked(self._demand.needs_review or self._demand.lacks_keyframes)
        count = len(project.tracks) if project is not None else 0
        if (ids, count) != (self._ids, self._count):
            self._ids, self._count = ids, count
            self.changed.emit()

    def _met(self, project: Project) -> frozenset[int]:
        demand = self._demand
        to_review: Collection[int] = ()
        if demand.needs_review:
            to_review = {stop.track_id for stop in self._session.review_stops}
        names = {number: one.name for number, one in project.categories.items()}
        return frozenset(
            track.id
            for track in project.tracks.values()
            if demand.is_met(
                track,
                names.get(track.category_id, ""),
                needs_review=track.id in to_review,
                has_keyframes=demand.lacks_keyframes and self._has_keyframes(track),
            )
        )

    def _has_keyframes(self, track: Track) -> bool:
        return bool((self._store.lane(track.id).states & int(State.MANUAL)).any())

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._demand = replace(self._demand, text=text.strip())
        self.refresh()

    @Slot()
    def _on_toggled(self) -> None:
        self._demand = replace(
            self._demand,
            needs_review=self.review_action.isChecked(),
            lacks_keyframes=self.keyframes_action.isChecked(),
        )
        self.refresh()

    @Slot(object)
    def _on_edited(self, _edit: Edit) -> None:
        self._refresh_soon()

    @Slot()
    def _refresh_soon(self) -> None:
        if self._demand != NO_DEMAND and not self._timer.isActive():
            self._timer.start()

    # -- gestures ---------------------------------------------------------------------------

    def ask(self) -> None:
        """Put the cursor into the field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    @Slot()
    def _show_menu(self) -> None:
        self.refresh()  # the click has toggled the button, which is for the demand to say
        self.menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    @Slot()
    def _on_legend_clicked(self) -> None:
        corner = self.legend_button.rect().bottomLeft()
        self.legend_requested.emit(self.legend_button.mapToGlobal(corner))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Down go to the lanes; Escape shows all objects first."""
        if watched is not self.field or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        is_escape = event.key() == Qt.Key.Key_Escape
        if event.type() == QEvent.Type.ShortcutOverride and is_escape:
            event.accept()  # or it would stop what runs
            return True
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Escape)
        if event.type() == QEvent.Type.KeyPress and event.key() in keys:
            if is_escape:
                self.clear()
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """The icons take the colour of the palette."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "legend_button"):
            self._set_icons()
        super().changeEvent(event)

    def _set_icons(self) -> None:
        theme = theme_of(self.palette())
        self.menu_button.setIcon(icon("filter", theme.text, theme.faint))
        self.legend_button.setIcon(icon("info", theme.text, theme.faint))
