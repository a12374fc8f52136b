"""The batches that run, and how each of them ends: as one undo step.

*Settling* an object's run before its masks are edited or undone keeps steps of one object in
order in the history: the run leaves its batch and becomes a step of its own. Steps of different
objects touch different frames of different tracks and may be undone in any order; the one thing
they share, the next track id, is looked after in `_without_lost_ids`.
"""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from annotator.core.edits import Compound, Edit, RemoveTrack, Touched, UpdateTrack
from annotator.core.frames import FrameIndex
from annotator.core.project import Direction
from annotator.session.document import Document
from annotator.session.job_board import JobBoard
from annotator.session.propagation_job import TrackerJob
from annotator.session.runs import Batch, Run
from annotator.session.values import JobKind, JobResult, JobState, JobStatus, Notice


class Batches(QObject):
    """The batches of one document, from their start to their undo step. GUI thread only.

    From the moment one is closed it is unknown here, so whatever was still on its way from its
    worker is dropped.
    """

    notified = Signal(object)  # Notice
    ended = Signal(int)  # batch id
    job_ended = Signal(object)  # JobResult

    def __init__(self, document: Document, board: JobBoard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._board = board
        self._batches: dict[int, Batch] = {}

    # -- which there are --------------------------------------------------------------------

    def get(self, batch_id: int) -> Batch | None:
        """One that runs; None when it has ended."""
        return self._batches.get(batch_id)

    def pending_prediction(self, track_id: int, frame_index: FrameIndex) -> Batch | None:
        """The one that brings the mask of that object on that frame."""
        for batch in self._batches.values():
            for run in batch.runs.values():
                is_there = (run.track_id, run.seed_frame) == (track_id, frame_index)
                if batch.kind == "predict" and is_there:
                    return batch
        return None

    def newest_step(self) -> Batch | None:
        """The one that is newer than every undo step; the latest, if several are."""
        newest = self._document.history.newest
        numbers = [i for i, batch in self._batches.items() if batch.newest_before is newest]
        return self._batches[max(numbers)] if numbers else None

    def newest_propagation(self) -> int | None:
        """The batch that was started last and fills frames."""
        numbers = [i for i, batch in self._batches.items() if batch.kind != "predict"]
        return max(numbers, default=None)

    # -- starting ---------------------------------------------------------------------------

    def start(
        self,
        job: TrackerJob,
        kind: JobKind,
        label: str,
        runs: Iterable[Run],
        direction: Direction | None = None,
    ) -> Batch:
        """Put a job with its runs on the board, and start it."""
        batch = Batch(job.job_id, job, kind, label, direction, self._document.history.newest)
        batch.runs = {run.job_id: run for run in runs}
        self._batches[batch.batch_id] = batch
        self._document.forget_redo()  # a run is a new action, from its start
        statuses = [
            JobStatus(
                job_id=run.job_id,
                track_id=run.track_id,
                kind=kind,
                label=label,
                done=0,
                total=len(run.frames),
                direction=direction,
            )
            for run in batch.runs.values()
        ]
        self._board.start(job, *statuses, is_queued=kind != "predict")
        return batch

    # -- settling ---------------------------------------------------------------------------

    def settle(self, number: int) -> bool:
        """Stop a batch, or one run, and make what arrived one undo step; False if there is none."""
        if number in self._batches:
            return self.close(number, "stopped")
        for batch in self._batches.values():
            if number in batch.runs:
                self._detach(batch, batch.runs[number])
                return True
        return False

    def settle_track(self, track_id: int) -> None:
        """Settle the runs of one object."""
        runs = [(b, r) for b in self._batches.values() for r in b.runs.values()]
        for batch, run in [(b, r) for b, r in runs if r.track_id == track_id]:
            self._detach(batch, run)

    def settle_all(self) -> None:
        """Settle every batch, oldest first."""
        for batch_id in list(self._batches):
            self.close(batch_id, "stopped")

    def make_way(self, touched: Touched) -> None:
        """Settle the runs that an edit would get in the way of; the others go on.

        A rename or a colour disturbs no propagation. An object whose first mask is still pending
        has no undo step of its own yet, so its attributes and the layer order wait for that.
        """
        for batch in list(self._batches.values()):
            for run in list(batch.runs.values()):
                is_named = run.track_id in touched.tracks
                is_new = bool(run.inverses)
                is_reordering = touched.order and not touched.tracks
                if (
                    touched.media
                    or run.track_id in touched.frames
                    or (is_named and (touched.order or is_new))
                    or (is_reordering and is_new)
                ):
                    self._detach(batch, run)

    def absorb(self, edit: Edit) -> bool:
        """Make a rename of an object whose first mask is pending part of that same undo step."""
        if not isinstance(edit, UpdateTrack):
            return False
        for batch in self._batches.values():
            for run in batch.runs.values():
                if run.inverses and run.track_id == edit.track_id:
                    self._document.apply(edit)  # undone when the object goes
                    # It may need what the newest step made (its category): undone before that.
                    batch.newest_before = self._document.history.newest
                    self._document.forget_redo()
                    return True
        return False

    # -- ending -----------------------------------------------------------------------------

    def stop(self, number: int) -> bool:
        """Stop a batch or one of its runs, or withdraw a propagation that waits for its seed.

        A run that is stopped for itself stays part of its batch's undo step.
        """
        for batch in list(self._batches.values()):
            if batch.follow_up is not None and batch.follow_up.job_id == number:
                self.withdraw_follow_up(batch)
                return True
            run = batch.runs.get(number)
            if run is not None:
                self.finish(batch, run, "stopped")
                return True
        return self.settle(number)

    def finish(self, batch: Batch, run: Run, state: JobState) -> None:
        """A run is over; its batch is when this was the last one."""
        run.is_finished = True
        if batch.is_finished:
            self.close(batch.batch_id, state)
        elif self._board.settle(run.job_id):
            self.job_ended.emit(JobResult(run.job_id, state))

    def close(self, batch_id: int, state: JobState, text: str = "") -> bool:
        """A batch is over: what arrived is one undo step. False if it was over before."""
        batch = self._batches.pop(batch_id, None)
        if batch is None:
            return False
        ended = [job_id for job_id in batch.runs if self._board.settle(job_id)]
        batch.job.stop()
        if batch.missed:
            text = self.tr(
                "Nothing was found in %n box(es); they stay as they are.", "", batch.missed
            )
            self.notified.emit(Notice("warning", text))
        parts = [part for run in batch.runs.values() for part in run.step_parts(batch.label)]
        self._push(parts, batch.label)
        for job_id in ended:
            self.job_ended.emit(JobResult(job_id, state, text))
        self.ended.emit(batch_id)
        self.withdraw_follow_up(batch)
        return True

    def roll_back(self, batch: Batch, text: str) -> None:
        """Take away what a failed prediction had applied: everything is as it was before."""
        del self._batches[batch.batch_id]
        for run in batch.runs.values():
            self._board.settle(run.job_id)
            for inverse in reversed(run.inverses):
                self._document.apply(self._without_lost_ids(inverse))
            self.job_ended.emit(JobResult(run.job_id, "failed", text))
        self.withdraw_follow_up(batch)
        self._document.history_changed.emit()  # one thing less to undo

    def withdraw_follow_up(self, batch: Batch) -> None:
        """What waits for this prediction is not run."""
        follow_up, batch.follow_up = batch.follow_up, None
        if follow_up is not None:
            self.tell_end(JobResult(follow_up.job_id, "stopped"))

    def tell_end(self, result: JobResult) -> None:
        """Of a batch that never began."""
        self.job_ended.emit(result)
        self.ended.emit(result.job_id)

    def _detach(self, batch: Batch, run: Run) -> None:
        """Make one run of a batch an undo step of its own; the others go on."""
        if len(batch.runs) == 1:
            self.close(batch.batch_id, "stopped")
            return
        del batch.runs[run.job_id]
        has_told = not self._board.settle(run.job_id)
        self._push(run.step_parts(batch.label), batch.label)
        if not has_told:
            self.job_ended.emit(JobResult(run.job_id, "stopped"))
        if batch.is_finished:
            self.close(batch.batch_id, "done")

    def _push(self, parts: list[Edit], label: str) -> None:
        parts = [self._without_lost_ids(part) for part in parts]
        if not parts:
            self._document.history_changed.emit()  # nothing arrived: one thing less to undo
        elif len(parts) == 1:
            self._document.push(parts[0])
        else:
            self._document.push(Compound(tuple(reversed(parts)), label))

    def _without_lost_ids(self, inverse: Edit) -> Edit:
        """Let an inverse restore the next track id only if no later track depends on it."""
        if isinstance(inverse, Compound):
            return replace(inverse, edits=tuple(map(self._without_lost_ids, inverse.edits)))
        if isinstance(inverse, RemoveTrack):
            is_last = self._document.project.next_track_id == inverse.track_id + 1
            return inverse if is_last else replace(inverse, next_track_id=None)
        return inverse
