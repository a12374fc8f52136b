"""What a run would change, before it changes anything.

Reviewed frames are barriers, so a plain run stops before them. A preview runs over them, with all
objects of the command and in all its directions, keeps what it finds beside the project, and tells
object by object and range by range how it differs; the person then takes some of it, as one undo
step, or nothing. Manual, imported and locked frames are ends for it too.
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from PySide6.QtCore import QObject, Signal, Slot

from annotator.core.edits import Compound, Edit, SetObservations
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, SourceFactory
from annotator.core.mask import Mask
from annotator.core.project import Direction, Observation, Project
from annotator.session import gestures
from annotator.session.job_board import JobBoard
from annotator.session.propagation_job import Arrival, PropagationJob
from annotator.session.requests import Order, Request, frames_over_reviewed
from annotator.session.runs import Batch, Run
from annotator.session.settings import Convergence
from annotator.session.shared_tracker import SharedTracker
from annotator.session.values import JobResult, JobState, JobStatus, Notice
from annotator.tracking.tracker import Lane, Prediction


@dataclass(frozen=True)
class PreviewedFrame:
    """What is there and what would be; `iou` of the masks, 0 where there is none now."""

    frame_index: FrameIndex
    before: Observation | None
    after: Observation
    iou: float
    added: int = 0
    """Pixels that would become part of the mask."""
    removed: int = 0
    """Pixels that would no longer be."""

    @cached_property
    def added_pixels(self) -> Mask | None:
        """Where; None where nothing was found. Worked out for frames that are looked at."""
        old, new = self.before.mask if self.before is not None else None, self.after.mask
        return new.difference(old) if new is not None and old is not None else new

    @cached_property
    def removed_pixels(self) -> Mask | None:
        """Where; None where there is nothing now."""
        old, new = self.before.mask if self.before is not None else None, self.after.mask
        return old.difference(new) if new is not None and old is not None else None


class Change(enum.Enum):
    """How much a frame would change."""

    NONE = "none"
    SMALL = "small"
    LARGE = "large"
    NEW = "new"
    """There is no mask now."""


SAME_IOU = 0.98
SMALL_IOU = 0.9


@dataclass(frozen=True)
class PreviewedRange:
    """Frames in a row that are alike: reviewed or not, and changed about as much."""

    change: Change
    is_reviewed: bool
    begun_at: FrameIndex
    """Of its frames, the one that was found first: it names the range while it grows."""
    first: FrameIndex
    last: FrameIndex
    worst: FrameIndex
    """Of its frames, the one that would change most."""
    worst_iou: float
    """Of what is there and what would be, on that frame."""
    added: int
    removed: int

    @property
    def frames(self) -> range:
        """Its frames."""
        return range(self.first, self.last + 1)

    def with_next(self, one: PreviewedFrame) -> "PreviewedRange | None":
        """One frame longer, at either end; None where the frame is not next to it or not alike."""
        index = one.frame_index
        if index not in (self.first - 1, self.last + 1):
            return None
        if _kind(one) != (self.change, self.is_reviewed):
            return None
        is_worse = one.iou < self.worst_iou
        return replace(
            self,
            first=min(self.first, index),
            last=max(self.last, index),
            worst=index if is_worse else self.worst,
            worst_iou=min(self.worst_iou, one.iou),
            added=self.added + one.added,
            removed=self.removed + one.removed,
        )


@dataclass
class Found:
    """What was found of one object. `ranges` follow the order in which the frames came."""

    frames: dict[FrameIndex, PreviewedFrame] = field(default_factory=dict)
    ranges: list[PreviewedRange] = field(default_factory=list)

    def add(self, one: PreviewedFrame) -> None:
        """One more frame; those of a range come one after the other."""
        self.frames[one.frame_index] = one
        longer = self.ranges[-1].with_next(one) if self.ranges else None
        if longer is not None:
            self.ranges[-1] = longer
            return
        index = one.frame_index
        change, is_reviewed = _kind(one)
        self.ranges.append(
            PreviewedRange(
                change, is_reviewed, index, index, index, index, one.iou, one.added, one.removed
            )
        )

    def drop(self, frames: Iterable[FrameIndex]) -> None:
        """Forget these frames."""
        gone = set(frames)
        left = [one for index, one in self.frames.items() if index not in gone]
        self.frames, self.ranges = {}, []
        for one in left:
            self.add(one)


def _kind(one: PreviewedFrame) -> tuple[Change, bool]:
    before = one.before
    if before is None or before.mask is None:
        return Change.NEW, before is not None and before.reviewed
    if one.iou >= SAME_IOU:
        return Change.NONE, before.reviewed
    return (Change.SMALL if one.iou >= SMALL_IOU else Change.LARGE), before.reviewed


@dataclass(frozen=True)
class PreviewProgress:
    """How far a preview is; `total` frames of all its objects."""

    done: int = 0
    total: int = 0
    is_running: bool = False


class RerunPreview(QObject):
    """One preview at a time. Lives in the GUI thread."""

    changed = Signal()
    notified = Signal(object)  # Notice
    job_ended = Signal(object)  # JobResult

    def __init__(self, board: JobBoard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._batch: Batch | None = None
        self._project: Project | None = None
        self._convergence: Convergence | None = None
        self._found: dict[int, Found] = {}
        self._done = self._total = 0

    @property
    def found(self) -> Mapping[int, Found]:
        """What was found so far, by object."""
        return self._found

    @property
    def progress(self) -> PreviewProgress:
        """How far it is."""
        return PreviewProgress(self._done, self._total, self._batch is not None)

    def start(
        self,
        project: Project,
        order: Order,
        source_factory: SourceFactory,
        tracker: SharedTracker,
        convergence: Convergence | None,
    ) -> int:
        """Run over what a plain run would stop at; the job's id.

        An object for which there is nothing to do is left out; raises when that is all of them.
        With `convergence`, an object is done when the rest would only repeat what is there.
        """
        able = [(one, self._frames(project, one)) for one in order.requests]
        able = [(one, frames) for one, frames in able if frames]
        if not able:
            first = order.requests[0]
            until = first.until(first.directions[0])
            raise gestures.nothing_to_propagate(
                project, first.seed_frame, first.directions[0], until
            )
        batch_id = self._board.new_id()
        passes: dict[Direction, list[Lane]] = {direction: [] for direction in Direction}
        runs = []
        for request, frames_by_direction in able:
            key = batch_id if len(able) == 1 else self._board.new_id()
            seed = gestures.seed_at(project, request.track_id, request.seed_frame)
            for direction, frames in frames_by_direction.items():
                passes[direction].append(Lane(key, seed, frames))
            everything = frozenset().union(*frames_by_direction.values())
            runs.append(Run(key, request.track_id, request.seed_frame, everything))
        self.clear()
        job = PropagationJob(batch_id, source_factory, tracker, list(passes.values()))
        used = [direction for direction, lanes in passes.items() if lanes]
        self._project, self._convergence = project, convergence
        self._found = {run.track_id: Found() for run in runs}
        self._total = sum(len(run.frames) for run in runs)
        self._launch(job, runs, used[0] if len(used) == 1 else None)
        return batch_id

    def _frames(self, project: Project, request: Request) -> dict[Direction, list[FrameIndex]]:
        gestures.require_unlocked(project, request.track_id)
        is_pending = any(
            one.kind == "predict" and one.track_id == request.track_id
            for one in self._board.statuses
        )
        if is_pending:
            raise AnnotatorError(
                "The mask to start from is still on its way; ask again when it has come."
            )
        found = {
            direction: frames_over_reviewed(project, request, direction)
            for direction in request.directions
        }
        return {direction: frames for direction, frames in found.items() if frames}

    def _launch(self, job: PropagationJob, runs: list[Run], direction: Direction | None) -> None:
        label = self.tr("Preview")
        job.predicted.connect(self._on_predicted)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        by_id = {run.job_id: run for run in runs}
        self._batch = Batch(job.job_id, job, "propagate", label, direction, None, by_id)
        statuses = [
            JobStatus(run.job_id, run.track_id, "propagate", label, 0, len(run.frames))
            for run in runs
        ]
        self._board.start(job, *statuses, is_queued=True)

    def stop(self, job_id: int) -> bool:
        """Stop looking further, for one object or all; what was found stays to be taken."""
        batch = self._batch
        if batch is None or (job_id != batch.batch_id and job_id not in batch.runs):
            return False
        run = batch.runs.get(job_id)
        if run is None:
            self._end("stopped")
        else:
            self._finish(batch, run, "stopped")
        return True

    def stop_all(self) -> None:
        """Stop looking further."""
        self._end("stopped")

    def clear(self) -> None:
        """Forget what was found."""
        self._end("stopped")
        self._found = {}
        self._project = None
        self._done = self._total = 0
        self.changed.emit()

    def forget_gone(self) -> None:
        """Objects that have gone take what was found along: another may get the same number."""
        project = self._project
        if project is None or self._found.keys() <= project.tracks.keys():
            return
        batch = self._batch
        for track_id in self._found.keys() - project.tracks.keys():
            del self._found[track_id]
            for run in batch.runs.values() if batch is not None else ():
                if batch is not None and run.track_id == track_id and not run.is_finished:
                    self._finish(batch, run, "stopped")
        self.changed.emit()

    def present(self, chosen: Mapping[int, Iterable[FrameIndex]]) -> dict[int, list[FrameIndex]]:
        """Those frames of those objects on which something was found, in order of time."""
        found = {
            track_id: sorted(self._found[track_id].frames.keys() & set(frames))
            for track_id, frames in chosen.items()
            if track_id in self._found
        }
        return {track_id: frames for track_id, frames in found.items() if frames}

    def edit(self, chosen: Mapping[int, Iterable[FrameIndex]], label: str) -> Edit | None:
        """What takes these frames of these objects; what has become a person's since stays."""
        project = self._project
        edits = []
        for track_id, frames in self.present(chosen).items():
            if project is None or track_id not in project.tracks:
                continue
            now = gestures.require_unlocked(project, track_id).observations
            wanted = [self._found[track_id].frames[index] for index in frames]
            taken = {
                one.frame_index: one.after.keeping_said(now.get(one.frame_index))
                for one in wanted
                if _may_take(one, now.get(one.frame_index))
            }
            if taken:
                edits.append(SetObservations(track_id, dict(taken), label))
        if not edits:
            return None
        return edits[0] if len(edits) == 1 else Compound(tuple(edits), label)

    def drop(self, chosen: Mapping[int, Iterable[FrameIndex]]) -> None:
        """Forget what was found on these frames: it was taken."""
        for track_id, frames in chosen.items():
            if track_id in self._found:
                self._found[track_id].drop(frames)
        self.changed.emit()

    @Slot(int, object)
    def _on_predicted(self, batch_id: int, arrival: Arrival) -> None:
        batch, project = self._batch, self._project
        if batch is None or project is None or batch.batch_id != batch_id:
            return
        batch.job.release_slot()
        for job_id, prediction in arrival.results:
            run = batch.runs.get(job_id)
            if run is None or run.is_finished:
                continue
            track = project.tracks.get(run.track_id)
            if track is None:
                self._found.pop(run.track_id, None)
                self._finish(batch, run, "stopped")
                continue
            self._done += 1
            if self._board.status(job_id) is not None:
                self._board.count(job_id)
            self._keep(batch, run, arrival, prediction, track.observations)
        self.changed.emit()

    def _keep(
        self,
        batch: Batch,
        run: Run,
        arrival: Arrival,
        prediction: Prediction,
        observations: dict[FrameIndex, Observation],
    ) -> None:
        index, new = arrival.frame_index, prediction.mask
        after = batch.observation(run, index, prediction, new, arrival)
        before = observations.get(index)
        old = before.mask if before is not None else None
        if old is None:
            found = PreviewedFrame(index, before, after, 0.0, new.area, 0)
        else:
            added, removed = new.difference(old).area, old.difference(new).area
            found = PreviewedFrame(index, before, after, old.iou(new), added, removed)
        self._found[run.track_id].add(found)
        run.rest.discard(index)
        wanted = self._convergence
        has_converged = wanted is not None and run.has_converged(
            before, after, observations, wanted
        )
        if has_converged or not run.rest:
            self._finish(batch, run, "done")

    @Slot(int, str)
    def _on_failed(self, job_id: int, text: str) -> None:
        if self._batch is not None and self._batch.batch_id == job_id:
            self._end("failed", text)
            self.notified.emit(Notice("error", text))

    @Slot(int)
    def _on_ended(self, job_id: int) -> None:
        if self._batch is not None and self._batch.batch_id == job_id:
            self._end("done")

    def _finish(self, batch: Batch, run: Run, state: JobState) -> None:
        """An object is done; so is the preview when it was the last one."""
        run.is_finished = True
        self._total -= len(run.rest)
        run.rest.clear()
        if batch.is_finished:
            self._end(state)
        elif self._board.settle(run.job_id):
            self.job_ended.emit(JobResult(run.job_id, state))

    def _end(self, state: JobState, text: str = "") -> None:
        batch, self._batch = self._batch, None
        if batch is None:
            return
        batch.job.stop()
        for job_id in [one for one in batch.runs if self._board.settle(one)]:
            self.job_ended.emit(JobResult(job_id, state, text))
        self.changed.emit()


def _may_take(one: PreviewedFrame, now: Observation | None) -> bool:
    """What was reviewed when the preview looked may go; what a person did since may not."""
    if now is None or not now.is_barrier:
        return True
    return not now.is_lasting and now == one.before
