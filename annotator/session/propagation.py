"""Turns what the tracker predicts into edits; one job of the tracker is one undo step.

Each prediction is applied, saved and announced as soon as it arrives; what it replaced is kept
in its run. When a batch of runs ends, fails or is undone, the replaced values become one undo
step. From then on the batch is unknown here, so results that were still on their way are dropped.

*Settling* an object's run before its masks are edited or undone keeps steps of one object in
order in the history: the run leaves its batch and becomes a step of its own. Steps of different
objects touch different frames of different tracks and may be undone in any order; the one thing
they share, the next track id, is looked after in `_without_lost_ids`.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from annotator.core.edits import (
    Compound,
    Edit,
    RemoveTrack,
    SetObservations,
    Touched,
    UpdateTrack,
    add_category,
)
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, SourceFactory, VideoInfo
from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Category, Direction, Observation
from annotator.session import gestures
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
from annotator.session.runs import Batch, FollowUp, Run
from annotator.session.settings import Settings
from annotator.session.shared_tracker import TrackerSupply
from annotator.session.values import JobKind, JobResult, JobState, JobStatus, Notice
from annotator.tracking.candidates import accepted, candidates_of
from annotator.tracking.tracker import Lane, Prediction

log = logging.getLogger(__name__)
FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


class Propagation(QObject):
    """Runs the tracker on objects of one document. Lives in the GUI thread.

    Longer than a class should be: starting, arriving and settling share the table of batches,
    and none of them makes sense without the others.
    """

    notified = Signal(object)  # Notice
    video_measured = Signal(object)  # VideoInfo
    arrived = Signal(int, int, object)  # batch, frame index, (H, W, 3) uint8 RGB
    batch_ended = Signal(int)
    job_ended = Signal(object)  # JobResult

    def __init__(
        self,
        document: Document,
        board: JobBoard,
        trackers: TrackerSupply,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._document = document
        self._board = board
        self._trackers = trackers
        self._batches: dict[int, Batch] = {}
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
        self.settle_track(track_id)
        self._predict(source_factory, track_id, frame_index, box, self.tr("Redraw box"))

    def propagate(self, request: Request) -> int:
        """Run the tracker on one object; the job's id."""
        gestures.require_unlocked(self._document.project, request.track_id)
        self.require_source()
        follow_up = FollowUp(self._board.new_id(), request)
        pending = self._pending_prediction(request.track_id, request.seed_frame)
        if pending is not None:
            self._withdraw_follow_up(pending)  # one job per object: the last one asked for
            pending.follow_up = follow_up
        else:
            self._start_follow_up(follow_up)
        return follow_up.job_id

    def propagate_together(self, requests: Sequence[Request], label: str) -> int:
        """Run the tracker on several objects in one job, one undo step; the job's id.

        Objects with nothing to fill are left out; raises when that is all of them.
        """
        project = self._document.project
        self.require_source()
        able, refusals = [], []
        for request in requests:
            try:
                gestures.require_unlocked(project, request.track_id)
                self._lanes(0, request)
                able.append(request)
            except AnnotatorError as error:
                refusals.append(error)
        if not able:
            raise refusals[0] if refusals else AnnotatorError("There is no object to propagate.")
        return self._start_propagation(self._board.new_id(), able, label)

    def merge(self, track_id: int, first: FrameIndex, last: FrameIndex) -> int:
        """Fill the frames between two masks from both; the job's id."""
        project = self._document.project
        gestures.require_unlocked(project, track_id)
        source_factory = self.require_source()
        frames = project.frames_to_run(track_id, first, FORWARD, last - 1)
        back = project.frames_to_run(track_id, last, BACKWARD, first + 1)
        if not frames or frames[::-1] != back:
            raise AnnotatorError(
                "There is nothing to merge here; go between two of the object's masks that are "
                "yours, with frames to fill between them."
            )
        seeds = [gestures.seed_at(project, track_id, index) for index in (first, last)]
        self.settle_track(track_id)
        job_id = self._board.new_id()
        job = MergeJob(
            job_id,
            source_factory,
            self._trackers.current(),
            Lane(job_id, seeds[0], frames),
            Lane(job_id, seeds[1], frames[::-1]),
        )
        run = Run(job_id, track_id, first, frozenset(frames))
        self._start(job, "merge", self.tr("Merge from both sides"), [run], None)
        return job_id

    def run_candidates(
        self, track_ids: Iterable[int] | None, frames: Iterable[FrameIndex] | None
    ) -> int:
        """Run the tracker on imported boxes, each on its own frame; the job's id."""
        found = candidates_of(self._document.project, track_ids, frames)
        if not found:
            raise AnnotatorError(
                "There is no imported box to run here; boxes of locked objects are left out."
            )
        source_factory, batch_id = self.require_source(), self._board.new_id()
        by_track: dict[int, list[FrameIndex]] = {}
        for one in found:
            by_track.setdefault(one.key, []).append(one.frame_index)
        keys = {
            track_id: batch_id if len(by_track) == 1 else self._board.new_id()
            for track_id in by_track
        }
        for track_id in by_track:
            self.settle_track(track_id)
        job = CandidatesJob(
            batch_id,
            source_factory,
            self._trackers.current(),
            [replace(one, key=keys[one.key]) for one in found],
        )
        runs = [Run(keys[i], i, of[0], frozenset(of)) for i, of in by_track.items()]
        self._start(job, "candidates", self.tr("Run boxes"), runs, None)
        return batch_id

    def _start_follow_up(self, follow_up: FollowUp) -> None:
        request = follow_up.request
        is_forward = request.directions == (FORWARD,)
        label = self.tr("Propagate forward") if is_forward else self.tr("Propagate backward")
        if len(request.directions) > 1:
            label = self.tr("Propagate both ways")
        # A batch of one has the number of its run.
        self._start_propagation(follow_up.job_id, [request], label)

    def _start_propagation(self, batch_id: int, requests: Sequence[Request], label: str) -> int:
        for request in requests:
            self.settle_track(request.track_id)
        passes: dict[Direction, list[Lane]] = {FORWARD: [], BACKWARD: []}
        runs = []
        for request in requests:
            key = batch_id if len(requests) == 1 else self._board.new_id()
            lanes = self._lanes(key, request)
            for direction, lane in lanes.items():
                passes[direction].append(lane)
            frames = frozenset(frame for lane in lanes.values() for frame in lane.frames)
            runs.append(Run(key, request.track_id, request.seed_frame, frames))
        job = PropagationJob(
            batch_id, self.require_source(), self._trackers.current(), list(passes.values())
        )
        used = [direction for direction, lanes_of in passes.items() if lanes_of]
        self._start(job, "propagate", label, runs, used[0] if len(used) == 1 else None)
        return batch_id

    def _lanes(self, key: int, request: Request) -> dict[Direction, Lane]:
        """Where the tracker goes for one object; raises when there is nowhere to go."""
        project = self._document.project
        seed = gestures.seed_at(project, request.track_id, request.seed_frame)
        lanes = {}
        for direction in request.directions:
            until = request.until(direction)
            frames = project.frames_to_run(request.track_id, request.seed_frame, direction, until)
            if frames:
                lanes[direction] = Lane(key, seed, frames)
        if not lanes:
            direction = request.directions[0]
            raise gestures.nothing_to_propagate(
                project, request.seed_frame, direction, request.until(direction)
            )
        return lanes

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
        self._start(job, "predict", label, [run], None)
        return run

    def _start(
        self,
        job: TrackerJob,
        kind: JobKind,
        label: str,
        runs: Iterable[Run],
        direction: Direction | None,
    ) -> None:
        job.predicted.connect(self._on_predicted)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        job.video_measured.connect(self._on_video_measured)
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

    def require_source(self) -> SourceFactory:
        """Where jobs get their pictures; raises when the video is missing."""
        if self.source_factory is None:
            raise AnnotatorError("The video of this project is missing; relink it first.")
        return self.source_factory

    def _pending_prediction(self, track_id: int, frame_index: FrameIndex) -> Batch | None:
        for batch in self._batches.values():
            for run in batch.runs.values():
                is_there = (run.track_id, run.seed_frame) == (track_id, frame_index)
                if batch.kind == "predict" and is_there:
                    return batch
        return None

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
            self._close_batch(batch_id, "failed", str(error))
            self.notified.emit(Notice("error", str(error)))

    def _apply(self, batch: Batch, arrival: Arrival) -> None:
        """All masks of a frame as one edit, so one transaction."""
        frame_index = arrival.frame_index
        edits: list[Edit] = []
        ended: list[tuple[Run, bool]] = []
        for job_id, prediction in arrival.results:
            run = batch.runs.get(job_id)
            if run is None or run.is_finished:
                continue
            observations = self._document.project.track(run.track_id).observations
            before = observations.get(frame_index)
            if batch.kind == "candidates":
                made_by = batch.provenance(run, frame_index, arrival)
                taken = accepted(observations, frame_index, prediction, made_by)
                if taken is None:
                    batch.missed += 1
                    run.rest.discard(frame_index)
                else:
                    edits.append(SetObservations(run.track_id, {frame_index: taken}, batch.label))
                    run.remember(frame_index, before)
                continue
            if batch.kind != "predict" and before is not None and before.is_barrier:
                ended.append((run, False))  # became one while the worker was on its way
                continue
            mask = self._mask(batch, prediction)
            now = batch.observation(run, frame_index, prediction, mask, arrival)
            now = now.keeping_said(before)
            edits.append(SetObservations(run.track_id, {frame_index: now}, batch.label))
            run.remember(frame_index, before)
            if run.rest and self._has_converged(run, before, now, observations):
                ended.append((run, True))
            elif len(batch.runs) > 1 and not run.rest:
                ended.append((run, False))  # the others may have far to go
        if edits:
            edit = edits[0] if len(edits) == 1 else Compound(tuple(edits), batch.label)
            self._document.apply(edit)
        for job_id, _ in arrival.results:
            if self._board.status(job_id) is not None:
                self._board.count(job_id)
        if batch.batch_id not in self._batches:
            return  # a slot of `edited` has settled it
        self.arrived.emit(batch.batch_id, frame_index, arrival.image)
        for run, has_converged in ended:
            if has_converged:
                self._tell_converged(run)
            self._finish(batch, run, "done")

    def _has_converged(
        self,
        run: Run,
        before: Observation | None,
        now: Observation,
        observations: dict[FrameIndex, Observation],
    ) -> bool:
        settings = self._settings
        return settings.stops_when_converged and run.has_converged(
            before, now, observations, settings.convergence
        )

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
        inside = prediction.box.clipped(width=video.width, height=video.height)
        text = self.tr("Nothing was found in the box; correct the mask with the brush.")
        self.notified.emit(Notice("warning", text))
        return gestures.box_mask(video, inside) if inside is not None else mask

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
            self._roll_back(batch, text)
        else:
            self._close_batch(batch_id, "failed", text)
        self.notified.emit(Notice("error", text))

    @Slot(int)
    def _on_ended(self, batch_id: int) -> None:
        batch = self._batches.get(batch_id)
        if batch is None:
            return
        follow_up, batch.follow_up = batch.follow_up, None
        self._close_batch(batch_id, "done")
        if follow_up is None:
            return
        try:
            self._start_follow_up(follow_up)
        except AnnotatorError as error:
            self.notified.emit(Notice("error", str(error)))
            self.job_ended.emit(JobResult(follow_up.job_id, "failed", str(error)))
            self.batch_ended.emit(follow_up.job_id)

    def _withdraw_follow_up(self, batch: Batch) -> None:
        """What waits for this prediction is not run."""
        follow_up, batch.follow_up = batch.follow_up, None
        if follow_up is not None:
            self.job_ended.emit(JobResult(follow_up.job_id, "stopped"))
            self.batch_ended.emit(follow_up.job_id)

    # -- settling ---------------------------------------------------------------------------

    def settle(self, number: int) -> bool:
        """Stop a batch, or one run, and make what arrived one undo step; False if there is none."""
        if number in self._batches:
            return self._close_batch(number, "stopped")
        for batch in self._batches.values():
            if number in batch.runs:
                self._detach(batch, batch.runs[number])
                return True
        return False

    def settle_track(self, track_id: int) -> bool:
        """Settle the runs of one object; whether there were any."""
        runs = [(b, r) for b in self._batches.values() for r in b.runs.values()]
        found = [(batch, run) for batch, run in runs if run.track_id == track_id]
        for batch, run in found:
            self._detach(batch, run)
        return bool(found)

    def settle_all(self) -> None:
        """Settle every batch, oldest first."""
        for batch_id in list(self._batches):
            self._close_batch(batch_id, "stopped")

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

    def stop(self, number: int) -> bool:
        """Stop a batch or one of its runs, or withdraw a propagation that waits for its seed.

        A run that is stopped for itself stays part of its batch's undo step.
        """
        for batch in list(self._batches.values()):
            if batch.follow_up is not None and batch.follow_up.job_id == number:
                self._withdraw_follow_up(batch)
                return True
            run = batch.runs.get(number)
            if run is not None:
                self._finish(batch, run, "stopped")
                return True
        return self.settle(number)

    def newest_run(self) -> int | None:
        """The batch that is newer than every undo step; the latest, if several are."""
        newest = self._document.history.newest
        numbers = [i for i, batch in self._batches.items() if batch.newest_before is newest]
        return max(numbers, default=None)

    def newest_propagation(self) -> int | None:
        """The batch that was started last and fills frames."""
        numbers = [i for i, batch in self._batches.items() if batch.kind != "predict"]
        return max(numbers, default=None)

    def label(self, batch_id: int) -> str:
        """What the undo menu calls a batch."""
        return self._batches[batch_id].label

    def run_ids(self, batch_id: int) -> list[int]:
        """Numbers of the runs of a batch on the job board."""
        batch = self._batches.get(batch_id)
        return list(batch.runs) if batch is not None else []

    def _finish(self, batch: Batch, run: Run, state: JobState) -> None:
        """A run is over; its batch is when this was the last one."""
        run.is_finished = True
        if batch.is_finished:
            self._close_batch(batch.batch_id, state)
        elif self._board.settle(run.job_id):
            self.job_ended.emit(JobResult(run.job_id, state))

    def _detach(self, batch: Batch, run: Run) -> None:
        """Make one run of a batch an undo step of its own; the others go on."""
        if len(batch.runs) == 1:
            self._close_batch(batch.batch_id, "stopped")
            return
        del batch.runs[run.job_id]
        has_told = not self._board.settle(run.job_id)
        self._push(run.step_parts(batch.label), batch.label)
        if not has_told:
            self.job_ended.emit(JobResult(run.job_id, "stopped"))
        if batch.is_finished:
            self._close_batch(batch.batch_id, "done")

    def _close_batch(self, batch_id: int, state: JobState, text: str = "") -> bool:
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
        self.batch_ended.emit(batch_id)
        self._withdraw_follow_up(batch)
        return True

    def _push(self, parts: list[Edit], label: str) -> None:
        parts = [self._without_lost_ids(part) for part in parts]
        if not parts:
            self._document.history_changed.emit()  # nothing arrived: one thing less to undo
        elif len(parts) == 1:
            self._document.push(parts[0])
        else:
            self._document.push(Compound(tuple(reversed(parts)), label))

    def _roll_back(self, batch: Batch, text: str) -> None:
        """Take away what a failed prediction had applied: everything is as it was before."""
        del self._batches[batch.batch_id]
        for run in batch.runs.values():
            self._board.settle(run.job_id)
            for inverse in reversed(run.inverses):
                self._document.apply(self._without_lost_ids(inverse))
            self.job_ended.emit(JobResult(run.job_id, "failed", text))
        self._withdraw_follow_up(batch)
        self._document.history_changed.emit()  # one thing less to undo

    def _without_lost_ids(self, inverse: Edit) -> Edit:
        """Let an inverse restore the next track id only if no later track depends on it."""
        if isinstance(inverse, Compound):
            return replace(inverse, edits=tuple(map(self._without_lost_ids, inverse.edits)))
        if isinstance(inverse, RemoveTrack):
            is_last = self._document.project.next_track_id == inverse.track_id + 1
            return inverse if is_last else replace(inverse, next_track_id=None)
        return inverse
