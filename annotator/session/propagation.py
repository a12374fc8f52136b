"""Turns what a person asks of the tracker into jobs, and what it predicts into edits.

Each prediction is applied, saved and announced as soon as it arrives; what it replaced is kept in
its run. When a batch of runs ends, fails or is undone, that becomes one undo step
(`annotator.session.batches`).
"""

import logging
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from annotator.core.edits import Compound, Edit, SetObservations, add_category
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, SourceFactory, VideoInfo
from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Category, Direction
from annotator.session import gestures
from annotator.session.batches import Batches
from annotator.session.document import Document
from annotator.session.job_board import JobBoard
from annotator.session.propagation_job import (
    Arrival,
    CandidatesJob,
    MergeJob,
    PredictionJob,
    PropagationJob,
    TrackerJob,
)
from annotator.session.requests import Request
from annotator.session.run_plan import (
    FramesByDirection,
    plan,
    plan_candidates,
    plan_merge,
    require_frames,
)
from annotator.session.runs import Batch, FollowUp, Run
from annotator.session.settings import Settings
from annotator.session.shared_tracker import TrackerSupply
from annotator.session.values import JobKind, JobResult, Notice
from annotator.tracking.candidates import accepted, candidates_of
from annotator.tracking.tracker import Prediction

log = logging.getLogger(__name__)


class Propagation(QObject):
    """Runs the tracker on objects of one document. Lives in the GUI thread."""

    notified = Signal(object)  # Notice
    video_measured = Signal(object)  # VideoInfo
    arrived = Signal(int, int, object)  # batch, frame index, (H, W, 3) uint8 RGB

    def __init__(
        self,
        document: Document,
        batches: Batches,
        board: JobBoard,
        trackers: TrackerSupply,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._document = document
        self._batches = batches
        self._board = board
        self._trackers = trackers
        self.source_factory: SourceFactory | None = None

    # -- starting ---------------------------------------------------------------------------

    def start_track(
        self, name: str, category_id: int | None, frame_index: FrameIndex, box: Box
    ) -> int:
        """Add a track now; its mask on that frame follows. One undo step."""
        project = self._document.project
        box = gestures.usable_box(project.video, box)
        source_factory = self.require_source()
        if not project.categories:  # a step of its own: other objects may come to use it
            self._document.do(add_category(Category(1, "object")))
        track_id = project.next_track_id
        inverse = self._document.apply(gestures.add_track(project, name, category_id))
        run = self._predict(source_factory, track_id, frame_index, box, self.tr("Draw box"))
        run.inverses.append(inverse)
        return track_id

    def redraw_box(self, track_id: int, frame_index: FrameIndex, box: Box | RotatedBox) -> None:
        """Ask the network again for this frame only; a turned box is kept as it was drawn."""
        project = self._document.project
        gestures.require_unlocked_frame(project, track_id, frame_index)
        if isinstance(box, RotatedBox):
            gestures.usable_box(project.video, box.axis_aligned())
        else:
            box = gestures.usable_box(project.video, box)
        source_factory = self.require_source()
        self._batches.settle_track(track_id)
        self._predict(source_factory, track_id, frame_index, box, self.tr("Redraw box"))

    def propagate(self, request: Request) -> int:
        """Run the tracker on one object; the job's id."""
        gestures.require_unlocked(self._document.project, request.track_id)
        self.require_source()
        follow_up = FollowUp(self._board.new_id(), request)
        pending = self._batches.pending_prediction(request.track_id, request.seed_frame)
        if pending is not None:
            self._batches.withdraw_follow_up(pending)  # one job per object: the last one asked for
            pending.follow_up = follow_up
        else:
            self._start_follow_up(follow_up)
        return follow_up.job_id

    def propagate_together(self, requests: Sequence[Request], label: str) -> int:
        """Run the tracker on several objects in one job, one undo step; the job's id.

        Objects with nothing to fill are left out; raises when that is all of them.
        """
        self.require_source()
        wanted, refusals = [], []
        for request in requests:
            try:
                wanted.append((request, require_frames(self._document.project, request)))
            except AnnotatorError as error:
                refusals.append(error)
        if not wanted:
            raise refusals[0] if refusals else AnnotatorError("There is no object to propagate.")
        return self._start_propagation(self._board.new_id(), wanted, label)

    def merge(self, track_id: int, first: FrameIndex, last: FrameIndex) -> int:
        """Fill the frames between two masks from both; the job's id."""
        project = self._document.project
        source_factory, job_id = self.require_source(), self._board.new_id()
        run, ahead, back = plan_merge(project, track_id, first, last, job_id)
        self._batches.settle_track(track_id)
        job = MergeJob(job_id, source_factory, self._trackers.current(), ahead, back)
        self._start(job, "merge", self.tr("Merge from both sides"), [run])
        return job_id

    def run_candidates(
        self, track_ids: Iterable[int] | None, frames: Iterable[FrameIndex] | None
    ) -> int:
        """Run the tracker on imported boxes, each on its own frame; the job's id."""
        found = candidates_of(self._document.project, track_ids, frames)
        batch_id = self._board.new_id()
        runs, keyed = plan_candidates(found, batch_id, self._board.new_id)
        source_factory = self.require_source()
        for run in runs:
            self._batches.settle_track(run.track_id)
        job = CandidatesJob(batch_id, source_factory, self._trackers.current(), keyed)
        self._start(job, "candidates", self.tr("Run boxes"), runs)
        return batch_id

    def _start_follow_up(self, follow_up: FollowUp) -> None:
        request = follow_up.request
        is_forward = request.directions == (Direction.FORWARD,)
        label = self.tr("Propagate forward") if is_forward else self.tr("Propagate backward")
        if len(request.directions) > 1:
            label = self.tr("Propagate both ways")
        frames = require_frames(self._document.project, request)
        self._start_propagation(follow_up.job_id, [(request, frames)], label)

    def _start_propagation(
        self, batch_id: int, wanted: Sequence[tuple[Request, FramesByDirection]], label: str
    ) -> int:
        planned = plan(self._document.project, wanted, batch_id, self._board.new_id)
        for run in planned.runs:
            self._batches.settle_track(run.track_id)
        passes = list(planned.passes.values())
        job = PropagationJob(batch_id, self.require_source(), self._trackers.current(), passes)
        self._start(job, "propagate", label, planned.runs, planned.direction)
        return batch_id

    def _predict(
        self,
        source_factory: SourceFactory,
        track_id: int,
        frame_index: FrameIndex,
        box: Box | RotatedBox,
        label: str,
    ) -> Run:
        job = PredictionJob(
            self._board.new_id(), source_factory, self._trackers.current(), frame_index, box
        )
        run = Run(job.job_id, track_id, frame_index, frozenset([frame_index]))
        self._start(job, "predict", label, [run])
        return run

    def _start(
        self,
        job: TrackerJob,
        kind: JobKind,
        label: str,
        runs: Iterable[Run],
        direction: Direction | None = None,
    ) -> None:
        job.predicted.connect(self._on_predicted)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        job.video_measured.connect(self._on_video_measured)
        self._batches.start(job, kind, label, runs, direction)

    def require_source(self) -> SourceFactory:
        """Where jobs get their pictures; raises when the video is missing."""
        if self.source_factory is None:
            raise AnnotatorError("The video of this project is missing; relink it first.")
        return self.source_factory

    # -- arriving ---------------------------------------------------------------------------

    @Slot(int, object)
    def _on_predicted(self, batch_id: int, arrival: Arrival) -> None:
        batch = self._batches.get(batch_id)
        if batch is None:
            return  # settled meanwhile: too late
        batch.job.release_slot()
        try:
            self._apply(batch, arrival)
        except AnnotatorError as error:
            self._batches.close(batch_id, "failed", str(error))
            self.notified.emit(Notice("error", str(error)))

    def _apply(self, batch: Batch, arrival: Arrival) -> None:
        """All masks of a frame as one edit, so one transaction."""
        edits: list[Edit] = []
        ended: list[tuple[Run, bool]] = []
        for job_id, prediction in arrival.results:
            run = batch.runs.get(job_id)
            if run is None or run.is_finished:
                continue
            if batch.kind == "candidates":
                edits += self._take_candidate(batch, run, prediction, arrival)
                continue
            before = self._document.project.observation(run.track_id, arrival.frame_index)
            if batch.kind != "predict" and before is not None and before.is_barrier:
                ended.append((run, False))  # became one while the worker was on its way
                continue
            edit, has_converged = self._take(batch, run, prediction, arrival)
            edits.append(edit)
            if has_converged or (len(batch.runs) > 1 and not run.rest):
                ended.append((run, has_converged))  # the others may have far to go
        if edits:
            edit = edits[0] if len(edits) == 1 else Compound(tuple(edits), batch.label)
            self._document.apply(edit)
        for job_id, _ in arrival.results:
            if self._board.status(job_id) is not None:
                self._board.count(job_id)
        if self._batches.get(batch.batch_id) is None:
            return  # a slot of `edited` has settled it
        self.arrived.emit(batch.batch_id, arrival.frame_index, arrival.image)
        for run, has_converged in ended:
            if has_converged:
                self._tell_converged(run)
            self._batches.finish(batch, run, "done")

    def _take(
        self, batch: Batch, run: Run, prediction: Prediction, arrival: Arrival
    ) -> tuple[Edit, bool]:
        """The edit that puts a prediction in its place, and whether the run may end with it."""
        frame_index, settings = arrival.frame_index, self._settings
        observations = self._document.project.track(run.track_id).observations
        before = observations.get(frame_index)
        mask = self._mask(batch, prediction)
        now = batch.observation(run, frame_index, prediction, mask, arrival).keeping_said(before)
        run.remember(frame_index, before)
        # A merge is asked for all of its frames, and says on each how far its sides differ.
        has_converged = (
            batch.kind == "propagate"
            and bool(run.rest)
            and settings.stops_when_converged
            and run.has_converged(before, now, observations, settings.convergence)
        )
        return SetObservations(run.track_id, {frame_index: now}, batch.label), has_converged

    def _take_candidate(
        self, batch: Batch, run: Run, prediction: Prediction, arrival: Arrival
    ) -> list[Edit]:
        """The same of an imported box; nothing where nothing was found in it."""
        frame_index = arrival.frame_index
        observations = self._document.project.track(run.track_id).observations
        made_by = batch.provenance(run, frame_index, arrival)
        taken = accepted(observations, frame_index, prediction, made_by)
        if taken is None:
            batch.missed += 1
            run.rest.discard(frame_index)
            return []
        run.remember(frame_index, observations.get(frame_index))
        return [SetObservations(run.track_id, {frame_index: taken}, batch.label)]

    def _tell_converged(self, run: Run) -> None:
        track = self._document.project.track(run.track_id)
        text = self.tr("“{name}”: %n frame(s) unchanged, so the run stopped.", "", len(run.rest))
        self.notified.emit(Notice("info", text.format(name=track.name)))

    def _mask(self, batch: Batch, prediction: Prediction) -> Mask:
        """Where a person asked for a mask and nothing was found, the box stands in."""
        mask = prediction.mask
        if batch.kind != "predict" or not mask.is_empty:
            return mask
        video = self._document.project.video
        text = self.tr("Nothing was found in the box; correct the mask with the brush.")
        self.notified.emit(Notice("warning", text))
        return Mask.from_array(prediction.box.pixels(width=video.width, height=video.height))

    @Slot(object, object)
    def _on_video_measured(self, source_factory: SourceFactory, video: VideoInfo) -> None:
        if source_factory == self.source_factory:  # not what was relinked or closed meanwhile
            self.video_measured.emit(video)

    @Slot(int, str)
    def _on_failed(self, batch_id: int, text: str) -> None:
        batch = self._batches.get(batch_id)
        if batch is None:
            log.info("job %d failed after it was stopped: %s", batch_id, text)
            return
        text = f"{batch.label}: {text}"
        if batch.kind == "predict" and not any(run.replaced for run in batch.runs.values()):
            self._batches.roll_back(batch, text)
        else:
            self._batches.close(batch_id, "failed", text)
        self.notified.emit(Notice("error", text))

    @Slot(int)
    def _on_ended(self, batch_id: int) -> None:
        batch = self._batches.get(batch_id)
        if batch is None:
            return
        follow_up, batch.follow_up = batch.follow_up, None
        self._batches.close(batch_id, "done")
        if follow_up is None:
            return
        try:
            self._start_follow_up(follow_up)
        except AnnotatorError as error:
            self.notified.emit(Notice("error", str(error)))
            self._batches.tell_end(JobResult(follow_up.job_id, "failed", str(error)))
