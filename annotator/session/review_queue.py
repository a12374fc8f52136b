"""The frames to look at next, over all objects.

Ranking looks into every mask, so it is done in a thread, on a snapshot, when edits have come to
rest, and only for the objects that changed. A frame leaves the queue when it is accepted
(reviewed) or corrected, and comes back when its mask has changed: a run writes new observations,
and those are not reviewed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from annotator.core.doubt import MeasuredMasks
from annotator.core.edits import Edit
from annotator.core.frames import FrameIndex
from annotator.core.project import Observation, Project
from annotator.core.review import (
    Reason,
    ReviewItem,
    ReviewOrder,
    in_one_queue,
    largest_repair_first,
)
from annotator.session.job import Job


def remembering_order() -> ReviewOrder:
    """By expected repair; measures a mask only once, as long as it is there."""
    return partial(largest_repair_first, measure=MeasuredMasks())


ORDER: Callable[[], ReviewOrder] = remembering_order
"""Makes the order of one object."""
REST_MS = 300
"""Ranked when nothing has changed for so long; while a run goes on, that is at its end."""


@dataclass(frozen=True)
class ReviewStop:
    """A frame of an object to look at. `urgency` is 0..1."""

    track_id: int
    frame_index: FrameIndex
    urgency: float
    reasons: tuple[Reason, ...]


class RankJob(Job):
    """Ranks the frames of some objects."""

    def __init__(
        self,
        job_id: int,
        orders: dict[int, ReviewOrder],
        tracks: dict[int, dict[FrameIndex, Observation]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(job_id, parent)
        self._orders = orders
        self._tracks = tracks

    def work(self) -> None:
        """One list of items for each object."""
        ranked: dict[int, list[ReviewItem]] = {}
        for track_id, observations in self._tracks.items():
            if self.should_stop():
                return
            items = self._orders[track_id](observations)
            ranked[track_id] = [item for item in items if item.reasons]
        self.succeeded.emit(self.job_id, ranked)


class ReviewQueue(QObject):
    """Keeps the stops of one project in order. Lives in the GUI thread."""

    changed = Signal()

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._orders: dict[int, ReviewOrder] = {}
        self._items: dict[int, list[ReviewItem]] = {}
        self._stops: tuple[ReviewStop, ...] = ()
        self._places: dict[tuple[int, FrameIndex], ReviewStop] = {}
        self._visited: tuple[int, FrameIndex] | None = None
        self._passed: set[tuple[int, FrameIndex]] = set()
        """Where the person has been, or has gone past."""
        self._dirty = set(project.tracks)
        self._job: RankJob | None = None
        self._job_count = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self._rank)
        if self._dirty:
            self._timer.start()

    @property
    def stops(self) -> tuple[ReviewStop, ...]:
        """Most urgent first; those that were settled since the last ranking are left out."""
        return tuple(stop for stop in self._stops if self._is_open(stop))

    def stop_at(self, track_id: int, frame_index: FrameIndex) -> ReviewStop | None:
        """What is to be looked at there; None: nothing."""
        stop = self._places.get((track_id, frame_index))
        return stop if stop is not None and self._is_open(stop) else None

    @property
    def is_ranking(self) -> bool:
        """Whether the order is about to change."""
        return bool(self._dirty) or self._job is not None

    @property
    def is_unknown(self) -> bool:
        """Whether nothing was ranked so far, but will be: no stops does not mean all is well."""
        return self.is_ranking and not self._items

    def note(self, edit: Edit) -> None:
        """An edit was applied: its objects are ranked again when edits come to rest."""
        touched = edit.touched
        self._dirty |= touched.frames.keys() | touched.tracks
        if self._passed:  # what has changed is to be looked at again
            self._passed -= {(i, frame) for i, frames in touched.frames.items() for frame in frames}
        if self._dirty:
            self._timer.start()

    def neighbour(
        self, track_id: int | None, frame_index: FrameIndex, step: int
    ) -> ReviewStop | None:
        """The stop after (1) or before (-1) this place in the order.

        From a place that was not reached through the queue, as the end of a run: the first other
        one, or the last.
        """
        here, stops = (track_id, frame_index), self.stops
        places = [(stop.track_id, stop.frame_index) for stop in stops]
        if here != self._visited or here not in places:
            others = [stop for stop, place in zip(stops, places, strict=True) if place != here]
            return (others[0] if step > 0 else others[-1]) if others else None
        place = places.index((track_id or 0, frame_index)) + step
        return stops[place] if 0 <= place < len(stops) else None

    def after_settling(self, track_id: int | None, frame_index: FrameIndex) -> ReviewStop | None:
        """Where to go on from a place that is settled now: to the first stop not passed so far.

        That is the next one, unless what was settled has changed the order.
        """
        here = track_id, frame_index
        passed = self._passed | {here}
        if here == self._visited:
            for stop in self.stops:
                if (stop.track_id, stop.frame_index) not in passed:
                    return stop
        return self.neighbour(track_id, frame_index, 1)

    def visit(self, stop: ReviewStop, *, is_after_settling: bool = False) -> None:
        """The person is looking at this stop now, and so has passed those before it."""
        self._visited = here = stop.track_id, stop.frame_index
        places = [(one.track_id, one.frame_index) for one in self.stops]
        passed = {here, *(places[: places.index(here)] if here in places else ())}
        self._passed = self._passed | passed if is_after_settling else passed

    def close(self) -> None:
        """Stop and join the worker; nothing is ranked any more."""
        self._timer.stop()
        self._dirty.clear()  # or the end of the worker, which is told later, would start another
        if self._job is not None:
            self._job.stop()
            self._job.wait()
            self._job = None

    def _is_open(self, stop: ReviewStop) -> bool:
        track = self._project.tracks.get(stop.track_id)
        observation = track.observations.get(stop.frame_index) if track is not None else None
        return observation is not None and not observation.is_barrier

    @Slot()
    def _rank(self) -> None:
        if self._job is not None:
            return  # what is dirty now comes after it
        tracks = {
            track_id: dict(self._project.tracks[track_id].observations)
            for track_id in self._dirty
            if track_id in self._project.tracks
        }
        for track_id in self._dirty - tracks.keys():
            self._items.pop(track_id, None)
            self._orders.pop(track_id, None)
        self._dirty.clear()
        orders = {track_id: self._orders.setdefault(track_id, ORDER()) for track_id in tracks}
        self._job_count += 1
        job = self._job = RankJob(self._job_count, orders, tracks, self)
        job.succeeded.connect(self._on_ranked)
        job.finished.connect(self._on_finished)
        job.start()

    @Slot(int, object)
    def _on_ranked(self, job_id: int, ranked: dict[int, list[ReviewItem]]) -> None:
        self._items.update(ranked)
        stops = [
            ReviewStop(track_id, item.frame_index, item.urgency, item.reasons)
            for track_id, item in in_one_queue(self._items)
        ]
        self._stops = tuple(stops)
        self._places = {(stop.track_id, stop.frame_index): stop for stop in stops}
        self.changed.emit()

    @Slot()
    def _on_finished(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.wait()
            job.deleteLater()
        if self._dirty:
            self._timer.start()
