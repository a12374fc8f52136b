"""Turns what the tracker predicts into edits; one run of the tracker is one undo step.

Each prediction is applied, saved and announced as soon as it arrives; what it replaced is kept
in the run. When the run ends, fails, is stopped or is settled by an edit of the same object, the
replaced values become one undo step. From then on the run is unknown here, so results that were
still on their way are dropped.

*Settling* an object's run before its masks are edited or undone keeps steps of one object in
order in the history. Steps of different objects touch different frames of different tracks and
may be undone in any order; the one thing they share, the next track id, is looked after in
`_closed_step`.
"""

import logging
import uuid
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, Signal, Slot

from annotator.core.edits import (
    Compound,
    Edit,
    RemoveTrack,
    SetObservations,
    Touched,
    UpdateTrack,
)
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, SourceFactory
from annotator.core.geometry import Box
from annotator.core.project import Direction, Observation, Origin, Provenance
from annotator.session import gestures
from annotator.session.document import Document
from annotator.session.job_board import JobBoard
from annotator.session.propagation_job import Arrival, PredictionJob, PropagationJob, TrackerJob
from annotator.session.shared_tracker import TrackerSupply
from annotator.session.values import JobKind, JobResult, JobState, JobStatus, Notice

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FollowUp:
    """A propagation that was asked for before its seed's mask had arrived."""

    job_id: int
    direction: Direction
    until: FrameIndex | None


@dataclass
class Run:
    """What the session remembers of a job while it runs. GUI thread only."""

    job: TrackerJob
    kind: JobKind
    track_id: int
    label: str
    seed_frame: FrameIndex
    direction: Direction | None
    newest_at_start: Edit | None
    inverses: list[Edit] = field(default_factory=list)
    """Of what was applied apart from predictions (the new track), oldest first."""
    replaced: dict[FrameIndex, Observation | None] = field(default_factory=dict)
    follow_up: FollowUp | None = None
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    created_at: str = field(default_factory=gestures.now_iso)


class Propagation(QObject):
    """Runs the tracker on objects of one document. Lives in the GUI thread."""

    notified = Signal(object)  # Notice
    video_measured = Signal(object)  # VideoInfo
    arrived = Signal(int, int, object)  # job id, frame index, (H, W, 3) uint8 RGB
    job_ended = Signal(object)  # JobResult

    def __init__(
        self,
        document: Document,
        board: JobBoard,
        trackers: TrackerSupply,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._board = board
        self._trackers = trackers
        self._runs: dict[int, Run] = {}
        self.source_factory: SourceFactory | None = None

    # -- starting ---------------------------------------------------------------------------

    def start_track(
        self, name: str, category_id: int | None, frame_index: FrameIndex, box: Box
    ) -> int:
        """Add a track now; its mask on that frame follows. One undo step."""
        project = self._document.project
        box = gestures.usable_box(project.video, box)
        source_factory = self._require_source()
        track_id = project.next_track_id
        inverse = self._document.apply(gestures.add_track(project, name, category_id))
        run = self._predict(source_factory, track_id, frame_index, box, self.tr("Draw box"))
        run.inverses.append(inverse)
        return track_id

    def redraw_box(self, track_id: int, frame_index: FrameIndex, box: Box) -> None:
        """Ask the network again for this frame only."""
        project = self._document.project
        gestures.require_unlocked_frame(project, track_id, frame_index)
        box = gestures.usable_box(project.video, box)
        source_factory = self._require_source()
        self.settle_track(track_id)
        self._predict(source_factory, track_id, frame_index, box, self.tr("Redraw box"))

    def propagate(
        self,
        track_id: int,
        from_frame: FrameIndex,
        direction: Direction,
        until: FrameIndex | None = None,
    ) -> int:
        """Run the tracker from a mask to the next barrier, or to `until`; the job's id."""
        gestures.require_unlocked(self._document.project, track_id)
        self._require_source()
        follow_up = FollowUp(self._board.new_id(), direction, until)
        pending = self._pending_prediction(track_id, from_frame)
        if pending is not None:
            pending.follow_up = follow_up  # one job per object: the last one asked for
        else:
            self._start_propagation(track_id, from_frame, follow_up)
        return follow_up.job_id

    def _start_propagation(self, track_id: int, from_frame: FrameIndex, request: FollowUp) -> None:
        self.settle_track(track_id)
        project = self._document.project
        seed = gestures.seed_at(project, track_id, from_frame)
        frames = project.frames_to_propagate(track_id, from_frame, request.direction, request.until)
        if not frames:
            raise gestures.nothing_to_propagate(
                project, from_frame, request.direction, request.until
            )
        is_forward = request.direction is Direction.FORWARD
        label = self.tr("Propagate forward") if is_forward else self.tr("Propagate backward")
        job = PropagationJob(
            request.job_id, self._require_source(), self._trackers.current(), seed, frames
        )
        run = Run(
            job=job,
            kind="propagate",
            track_id=track_id,
            label=label,
            seed_frame=from_frame,
            direction=request.direction,
            newest_at_start=self._document.history.newest,
        )
        self._start(run, total=len(frames))

    def _predict(
        self,
        source_factory: SourceFactory,
        track_id: int,
        frame_index: FrameIndex,
        box: Box,
        label: str,
    ) -> Run:
        job = PredictionJob(
            self._board.new_id(), source_factory, self._trackers.current(), frame_index, box
        )
        run = Run(
            job=job,
            kind="predict",
            track_id=track_id,
            label=label,
            seed_frame=frame_index,
            direction=None,
            newest_at_start=self._document.history.newest,
        )
        self._start(run, total=1)
        return run

    def _start(self, run: Run, total: int) -> None:
        job = run.job
        job.predicted.connect(self._on_predicted)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        job.video_measured.connect(self.video_measured)
        self._runs[job.job_id] = run
        self._document.forget_redo()  # a run is a new action, from its start
        status = JobStatus(
            job_id=job.job_id,
            track_id=run.track_id,
            kind=run.kind,
            label=run.label,
            done=0,
            total=total,
            direction=run.direction,
        )
        self._board.start(job, status)

    def _require_source(self) -> SourceFactory:
        if self.source_factory is None:
            raise AnnotatorError("The video of this project is missing; relink it first.")
        return self.source_factory

    def _pending_prediction(self, track_id: int, frame_index: FrameIndex) -> Run | None:
        for run in self._runs.values():
            if run.kind == "predict" and (run.track_id, run.seed_frame) == (track_id, frame_index):
                return run
        return None

    # -- arriving ---------------------------------------------------------------------------

    @Slot(int, object)
    def _on_predicted(self, job_id: int, arrival: Arrival) -> None:
        run = self._runs.get(job_id)
        if run is None:
            return  # settled meanwhile: too late
        run.job.release_slot()
        try:
            self._apply(run, arrival)
        except AnnotatorError as error:
            self.settle(job_id)
            self.notified.emit(Notice("error", str(error)))

    def _apply(self, run: Run, arrival: Arrival) -> None:
        frame_index = arrival.frame_index
        before = self._document.project.observation(run.track_id, frame_index)
        if run.kind == "propagate" and before is not None and before.is_barrier:
            self.settle(run.job.job_id)  # became a barrier while the worker was on its way
            return
        observation = self._observation(run, arrival)
        edit = SetObservations(run.track_id, {frame_index: observation}, run.label)
        self._document.apply(edit)
        run.replaced.setdefault(frame_index, before)
        if run.job.job_id in self._runs:  # a slot of `edited` may have settled it
            self._board.count(run.job.job_id)
            self.arrived.emit(run.job.job_id, frame_index, arrival.image)

    def _observation(self, run: Run, arrival: Arrival) -> Observation:
        is_asked_for = run.kind == "predict"  # a person drew the box here: a keyframe
        prediction = arrival.prediction
        mask, rotated_box = prediction.mask, prediction.rotated_box
        if is_asked_for and mask.is_empty:
            video = self._document.project.video
            inside = prediction.box.clipped(width=video.width, height=video.height)
            if inside is not None:
                mask = gestures.box_mask(video, inside)
            text = self.tr("Nothing was found in the box; correct the mask with the brush.")
            self.notified.emit(Notice("warning", text))
        return Observation(
            mask=mask,
            origin=Origin.MANUAL if is_asked_for else Origin.PROPAGATED,
            score=prediction.score,
            rotated_box=rotated_box,
            provenance=Provenance(
                source="box" if is_asked_for else "siammask",
                checkpoint=arrival.checkpoint_name,
                checkpoint_hash=arrival.checkpoint_hash,
                run_id=run.run_id,
                seed_frame=run.seed_frame,
                direction=run.direction,
                created_at=run.created_at,
            ),
        )

    @Slot(int, str)
    def _on_failed(self, job_id: int, text: str) -> None:
        run = self._runs.get(job_id)
        if run is None:
            log.info("job %d failed after it was stopped: %s", job_id, text)
            return
        if run.kind == "predict" and not run.replaced:
            self._roll_back(run)
        else:
            self._close(job_id)
        text = f"{run.label}: {text}"
        self.notified.emit(Notice("error", text))
        self.job_ended.emit(JobResult(job_id, "failed", text))

    @Slot(int)
    def _on_ended(self, job_id: int) -> None:
        run = self._runs.get(job_id)
        if run is None:
            return
        self.settle(job_id, "done")
        if run.follow_up is None:
            return
        try:
            self._start_propagation(run.track_id, run.seed_frame, run.follow_up)
        except AnnotatorError as error:
            self.notified.emit(Notice("error", str(error)))

    # -- settling ---------------------------------------------------------------------------

    def settle(self, job_id: int, state: JobState = "stopped") -> bool:
        """Stop a run and make what arrived one undo step; False when there is no such run."""
        has_closed = self._close(job_id)
        if has_closed:
            self.job_ended.emit(JobResult(job_id, state))
        return has_closed

    def _close(self, job_id: int) -> bool:
        run = self._runs.pop(job_id, None)
        if run is None:
            return False
        self._board.settle(job_id)
        step = self._closed_step(run)
        if step is not None:
            self._document.push(step)
        else:
            self._document.history_changed.emit()  # nothing arrived: one thing less to undo
        return True

    def settle_track(self, track_id: int) -> bool:
        """Settle the run of one object; whether there was one."""
        job_ids = [job_id for job_id, run in self._runs.items() if run.track_id == track_id]
        for job_id in job_ids:
            self.settle(job_id)
        return bool(job_ids)

    def settle_all(self) -> None:
        """Settle every run, oldest first."""
        for job_id in list(self._runs):
            self.settle(job_id)

    def make_way(self, touched: Touched) -> None:
        """Settle the runs that an edit would get in the way of; the others go on.

        A rename or a colour disturbs no propagation. An object whose first mask is still pending
        has no undo step of its own yet, so its attributes and the layer order wait for that.
        """
        for job_id, run in list(self._runs.items()):
            is_named = run.track_id in touched.tracks
            is_new = bool(run.inverses)
            is_reordering = touched.order and not touched.tracks
            if (
                touched.media
                or run.track_id in touched.frames
                or (is_named and (touched.order or is_new))
                or (is_reordering and is_new)
            ):
                self.settle(job_id)

    def absorb(self, edit: Edit) -> bool:
        """Make a rename of an object whose first mask is pending part of that same undo step."""
        if not isinstance(edit, UpdateTrack):
            return False
        for run in self._runs.values():
            if run.inverses and run.track_id == edit.track_id:
                run.inverses.append(self._document.apply(edit))
                return True
        return False

    def stop(self, job_id: int) -> bool:
        """Settle a run, or withdraw a propagation that still waits for its seed."""
        for run in self._runs.values():
            if run.follow_up is not None and run.follow_up.job_id == job_id:
                run.follow_up = None
                return True
        return self.settle(job_id)

    def newest_run(self) -> int | None:
        """The job that is newer than every undo step; the latest, if several are."""
        newest = self._document.history.newest
        job_ids = [i for i, run in self._runs.items() if run.newest_at_start is newest]
        return max(job_ids, default=None)

    def newest_propagation(self) -> int | None:
        """The propagation that was started last and still runs."""
        job_ids = [i for i, run in self._runs.items() if run.kind == "propagate"]
        return max(job_ids, default=None)

    def label(self, job_id: int) -> str:
        """What the undo menu calls a running job."""
        return self._runs[job_id].label

    def _roll_back(self, run: Run) -> None:
        """Take away what a failed run had applied: everything is as it was before."""
        del self._runs[run.job.job_id]
        self._board.settle(run.job.job_id)
        for inverse in reversed(run.inverses):
            self._document.apply(self._without_lost_ids(inverse))

    def _closed_step(self, run: Run) -> Edit | None:
        parts = [self._without_lost_ids(inverse) for inverse in run.inverses]
        if run.replaced:
            parts.append(SetObservations(run.track_id, dict(run.replaced), run.label))
        if len(parts) <= 1:
            return parts[0] if parts else None
        return Compound(tuple(reversed(parts)), run.label)

    def _without_lost_ids(self, inverse: Edit) -> Edit:
        """Let an inverse restore the next track id only if no later track depends on it."""
        if isinstance(inverse, Compound):
            return replace(inverse, edits=tuple(map(self._without_lost_ids, inverse.edits)))
        if isinstance(inverse, RemoveTrack):
            is_last = self._document.project.next_track_id == inverse.track_id + 1
            return inverse if is_last else replace(inverse, next_track_id=None)
        return inverse
