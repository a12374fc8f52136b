"""What a run would change, before it changes anything.

Reviewed frames are barriers, so a plain run stops before them. A preview runs over them, keeps
what it finds beside the project, and tells frame by frame how it differs; the person then takes
ranges of it, as one undo step, or nothing. Manual, imported and locked frames are ends for it too.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from annotator.core.edits import SetObservations
from annotator.core.frames import FrameIndex, SourceFactory
from annotator.core.project import Direction, Observation, Origin, Project
from annotator.session import gestures
from annotator.session.job_board import JobBoard
from annotator.session.propagation_job import Arrival, PropagationJob
from annotator.session.runs import Batch, Run
from annotator.session.shared_tracker import SharedTracker
from annotator.session.values import JobResult, JobState, JobStatus, Notice
from annotator.tracking.tracker import Lane


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

    frames: tuple[PreviewedFrame, ...]
    change: Change
    is_reviewed: bool

    @property
    def first(self) -> FrameIndex:
        """Of its frames."""
        return self.frames[0].frame_index

    @property
    def last(self) -> FrameIndex:
        """Of its frames."""
        return self.frames[-1].frame_index

    @property
    def worst_iou(self) -> float:
        """Of what is there and what would be."""
        return min(one.iou for one in self.frames)


def previewed_ranges(frames: Iterable[PreviewedFrame]) -> list[PreviewedRange]:
    """Frames in order of time, as ranges."""
    groups: list[list[PreviewedFrame]] = []
    for one in frames:
        is_next = bool(groups) and groups[-1][-1].frame_index == one.frame_index - 1
        if is_next and _kind(groups[-1][-1]) == _kind(one):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [PreviewedRange(tuple(group), *_kind(group[0])) for group in groups]


def _kind(one: PreviewedFrame) -> tuple[Change, bool]:
    before = one.before
    if before is None or before.mask is None:
        return Change.NEW, before is not None and before.reviewed
    if one.iou >= SAME_IOU:
        return Change.NONE, before.reviewed
    return (Change.SMALL if one.iou >= SMALL_IOU else Change.LARGE), before.reviewed


class RerunPreview(QObject):
    """One preview at a time. Lives in the GUI thread."""

    changed = Signal()
    notified = Signal(object)  # Notice
    job_ended = Signal(object)  # JobResult

    def __init__(self, board: JobBoard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._batch: Batch | None = None
        self._frames: dict[FrameIndex, PreviewedFrame] = {}
        self._project: Project | None = None
        self.track_id: int | None = None

    @property
    def frames(self) -> tuple[PreviewedFrame, ...]:
        """What was found so far, in order of time."""
        return tuple(self._frames[index] for index in sorted(self._frames))

    def frame(self, frame_index: FrameIndex) -> PreviewedFrame | None:
        """What was found on a frame."""
        return self._frames.get(frame_index)

    def start(
        self,
        project: Project,
        track_id: int,
        from_frame: FrameIndex,
        direction: Direction,
        source_factory: SourceFactory,
        tracker: SharedTracker,
    ) -> int:
        """Run over what a plain run would stop at; the job's id."""
        gestures.require_unlocked(project, track_id)
        seed = gestures.seed_at(project, track_id, from_frame)
        frames = frames_to_preview(project, track_id, from_frame, direction)
        if not frames:
            raise gestures.nothing_to_propagate(project, from_frame, direction, None)
        self.clear()
        job_id, label = self._board.new_id(), self.tr("Preview")
        job = PropagationJob(job_id, source_factory, tracker, [[Lane(job_id, seed, frames)]])
        job.predicted.connect(self._on_predicted)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        run = Run(job_id, track_id, from_frame, frozenset(frames))
        self._batch = Batch(job_id, job, "propagate", label, direction, None, {job_id: run})
        self._project, self.track_id = project, track_id
        status = JobStatus(job_id, track_id, "propagate", label, 0, len(frames))
        self._board.start(job, status, is_queued=True)
        return job_id

    def stop(self, job_id: int) -> bool:
        """Stop looking further; what was found stays to be taken."""
        if self._batch is None or self._batch.batch_id != job_id:
            return False
        self._end("stopped")
        return True

    def clear(self) -> None:
        """Forget what was found."""
        self._end("stopped")
        self._frames.clear()
        self._project = self.track_id = None
        self.changed.emit()

    def edit(self, frames: Iterable[FrameIndex], label: str) -> SetObservations | None:
        """The edit that takes these frames; what has become a person's since then stays."""
        if self._project is None or self.track_id not in self._project.tracks:
            return None
        observations = gestures.require_unlocked(self._project, self.track_id).observations
        chosen = {
            index: self._frames[index].after
            for index in sorted(set(frames))
            if index in self._frames and not is_end(observations.get(index))
        }
        return SetObservations(self.track_id, dict(chosen), label) if chosen else None

    def drop(self, frames: Iterable[FrameIndex]) -> None:
        """Forget what was found on these frames: it was taken."""
        for index in frames:
            self._frames.pop(index, None)
        self.changed.emit()

    @Slot(int, object)
    def _on_predicted(self, job_id: int, arrival: Arrival) -> None:
        batch, project = self._batch, self._project
        if batch is None or project is None or batch.batch_id != job_id:
            return
        batch.job.release_slot()
        run, index = batch.runs[job_id], arrival.frame_index
        track = project.tracks.get(run.track_id)
        if track is None:
            self.clear()
            return
        prediction = arrival.results[0][1]
        after = batch.observation(run, index, prediction, prediction.mask, arrival)
        before = track.observations.get(index)
        old = before.mask if before is not None else None
        new = prediction.mask
        if old is None:
            found = PreviewedFrame(index, before, after, 0.0, new.area, 0)
        else:
            added, removed = new.difference(old).area, old.difference(new).area
            found = PreviewedFrame(index, before, after, old.iou(new), added, removed)
        self._frames[index] = found
        self._board.count(job_id)
        self.changed.emit()

    @Slot(int, str)
    def _on_failed(self, job_id: int, text: str) -> None:
        if self._batch is not None and self._batch.batch_id == job_id:
            self._end("failed", text)
            self.notified.emit(Notice("error", text))

    @Slot(int)
    def _on_ended(self, job_id: int) -> None:
        if self._batch is not None and self._batch.batch_id == job_id:
            self._end("done")

    def _end(self, state: JobState, text: str = "") -> None:
        batch, self._batch = self._batch, None
        if batch is not None:
            self._board.settle(batch.batch_id)
            self.job_ended.emit(JobResult(batch.batch_id, state, text))


def frames_to_preview(
    project: Project, track_id: int, from_frame: FrameIndex, direction: Direction
) -> list[FrameIndex]:
    """As for a run, but over reviewed frames."""
    end = project.video.frame_count if direction.step > 0 else -1
    observations = project.track(track_id).observations
    frames = []
    for index in range(from_frame + direction.step, end, direction.step):
        observation = observations.get(index)
        if observation is not None and observation.is_skipped:
            continue
        if is_end(observation):
            break
        frames.append(index)
    return frames


def is_end(observation: Observation | None) -> bool:
    """Whether a preview stops there too."""
    return observation is not None and (
        observation.origin in (Origin.MANUAL, Origin.IMPORTED)
        or observation.locked
        or observation.is_skipped
    )
