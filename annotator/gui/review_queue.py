"""The frames to look at next, over all objects, most urgent first.

Which frame of one object is urgent is a pure function of its observations (`core.review`); here
the objects are merged, and only those that an edit touched are looked at again, a moment later,
because a running propagation edits many times a second.
"""

from dataclasses import dataclass
from heapq import merge

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from annotator.core.edits import Edit
from annotator.core.review import Reason, ReviewItem, ReviewOrder, lowest_score_first
from annotator.session.session import Session

REFRESH_MS = 400
MAX_STOPS = 500
"""More are not worth showing: the first ones are dealt with first."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One frame of one object."""

    track_id: int
    item: ReviewItem

    @property
    def frame_index(self) -> int:
        """Where it is."""
        return self.item.frame_index


class ReviewQueue(QObject):
    """Keeps the ranked stops of the open project."""

    changed = Signal()

    def __init__(
        self,
        session: Session,
        order: ReviewOrder = lowest_score_first,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._order = order
        self._per_track: dict[int, list[ReviewItem]] = {}
        self._dirty: set[int] = set()
        self.stops: tuple[Stop, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        session.opened.connect(self._on_opened)
        session.closed.connect(self._on_closed)
        session.edited.connect(self._on_edited)
        if session.project is not None:
            self._on_opened()

    @Slot()
    def refresh(self) -> None:
        """Look at the objects that changed."""
        self._timer.stop()
        project = self._session.project
        for track_id in self._dirty:
            track = project.tracks.get(track_id) if project is not None else None
            if track is None or track.is_locked:
                self._per_track.pop(track_id, None)
            else:
                self._per_track[track_id] = self._order(track.observations)[:MAX_STOPS]
        self._dirty.clear()
        lanes = [
            [Stop(track_id, item) for item in items] for track_id, items in self._per_track.items()
        ]
        ranked = merge(*lanes, key=lambda stop: -stop.item.urgency)
        stops = tuple(stop for stop, _ in zip(ranked, range(MAX_STOPS), strict=False))
        if stops != self.stops:
            self.stops = stops
            self.changed.emit()

    def neighbour(self, steps: int) -> Stop | None:
        """The stop `steps` after the one at the playhead, else the first; None: nothing to do."""
        self.refresh_if_needed()
        if not self.stops:
            return None
        here = (self._session.selected_track_id, self._session.current_frame)
        places = [(stop.track_id, stop.frame_index) for stop in self.stops]
        if here not in places:
            return self.stops[0 if steps > 0 else -1]
        return self.stops[(places.index(here) + steps) % len(self.stops)]

    def after_accepting(self) -> Stop | None:
        """The stop that takes the place of the accepted one."""
        here = (self._session.selected_track_id, self._session.current_frame)
        places = [(stop.track_id, stop.frame_index) for stop in self.stops]
        place = places.index(here) if here in places else 0
        self._mark(here[0])
        self.refresh()
        left = [one for one in self.stops if (one.track_id, one.frame_index) != here]
        return left[min(place, len(left) - 1)] if left else None

    def refresh_if_needed(self) -> None:
        """Now, not in a moment."""
        if self._dirty:
            self.refresh()

    def _mark(self, track_id: int | None) -> None:
        if track_id is not None:
            self._dirty.add(track_id)

    @Slot()
    def _on_opened(self) -> None:
        project = self._session.project
        self._per_track.clear()
        self._dirty = set(project.tracks) if project is not None else set()
        self.refresh()

    @Slot()
    def _on_closed(self) -> None:
        self._per_track.clear()
        self._dirty.clear()
        self.refresh()

    @Slot(object)
    def _on_edited(self, edit: Edit) -> None:
        touched = edit.touched
        self._dirty.update(touched.frames, touched.tracks)
        if self._dirty and not self._timer.isActive():
            self._timer.start()


def reason_text(item: ReviewItem) -> str:
    """Why, in words."""
    known = {
        Reason.FLAGGED: _tr("flagged"),
        Reason.EMPTY_MASK: _tr("nothing was found"),
        Reason.LOW_SCORE: _tr("low score"),
        Reason.NO_SCORE: _tr("no score"),
    }
    texts = [known.get(reason, _tr(str(reason.value))) for reason in item.reasons]
    return ", ".join(texts) if texts else _tr("not looked at yet")


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)
