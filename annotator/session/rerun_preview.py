"""What a run would change, before it changes anything.

Reviewed frames are barriers, so a plain run stops before them. A preview runs over them, with all
objects of the command and in all its directions, keeps what it finds beside the project, and tells
object by object and range by range how it differs; the person then takes some of it, as one undo
step, or nothing. Manual, imported and locked frames are ends for it too.
"""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal, Slot

from annotator.core.edits import Compound, Edit, SetObservations
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, SourceFactory
from annotator.core.project import Observation, Project
from annotator.session import gestures
from annotator.session.job_board import JobBoard
from annotator.session.previewed import Found, PreviewedFrame, PreviewProgress
from annotator.session.propagation_job import Arrival, PropagationJob
from annotator.session.requests import Order, Request
from annotator.session.run_plan import (
    FramesByDirection,
    Plan,
    frames_to_fill,
    nothing_to_fill,
    plan,
)
from annotator.session.runs import Batch, Run
from annotator.session.settings import Convergence
from annotator.session.shared_tracker import SharedTracker
from annotator.session.values import JobResult, JobState, JobStatus, Notice
from annotator.tracking.tracker import Prediction


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
            raise nothing_to_fill(project, order.requests[0])
        batch_id = self._board.new_id()
        planned = plan(project, able, batch_id, self._board.new_id)
        self.clear()
        passes = list(planned.passes.values())
        job = PropagationJob(batch_id, source_factory, tracker, passes)
        self._project, self._convergence = project, convergence
        self._found = {run.track_id: Found() for run in planned.runs}
        self._total = sum(len(run.frames) for run in planned.runs)
        self._launch(job, planned)
        return batch_id

    def _frames(self, project: Project, request: Request) -> FramesByDirection:
        gestures.require_unlocked(project, request.track_id)
        is_pending = any(
            one.kind == "predict" and one.track_id == request.track_id
            for one in self._board.statuses
        )
        if is_pending:
            raise AnnotatorError(
                "The mask to start from is still on its way; ask again when it has come."
            )
        return frames_to_fill(project, request, over_reviewed=True)

    def _launch(self, job: PropagationJob, planned: Plan) -> None:
        label = self.tr("Preview")
        job.predicted.connect(self._on_predicted)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        by_id = {run.job_id: run for run in planned.runs}
        self._batch = Batch(job.job_id, job, "propagate", label, planned.direction, None, by_id)
        statuses = [
            JobStatus(run.job_id, run.track_id, "propagate", label, 0, len(run.frames))
            for run in planned.runs
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
