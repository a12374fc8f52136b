"""The jobs that run the tracker: propagation, a merge from both sides, the mask of one box."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from annotator.core.frames import FrameIndex, FrameSource, Image, SourceFactory
from annotator.core.geometry import Box, RotatedBox
from annotator.session.job import Job
from annotator.session.shared_tracker import SharedTracker
from annotator.tracking.candidates import Candidate, predict_boxes
from annotator.tracking.merge import merge_predictions
from annotator.tracking.tracker import Lane, Prediction, propagate_together
from annotator.tracking.turned import predict_turned

MAX_RESULTS_IN_FLIGHT = 4


@dataclass(frozen=True, slots=True)
class Arrival:
    """One frame on its way from a worker to the session, with the weights that made its masks.

    `image` spares whoever follows the run a second decoding; few are in flight, so few are held.
    """

    frame_index: FrameIndex
    image: Image
    results: tuple[tuple[int, Prediction], ...]
    """By the job's number on the board."""
    checkpoint_name: str
    checkpoint_hash: str


class TrackerJob(Job):
    """A job with its own frame source, the shared tracker, and bounded results in flight."""

    video_measured = Signal(
        object, object
    )  # SourceFactory, VideoInfo: decoding corrected the index

    def __init__(
        self,
        job_id: int,
        source_factory: SourceFactory,
        tracker: SharedTracker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(job_id, parent)
        self._source_factory = source_factory
        self._tracker = tracker
        self._slots = threading.Semaphore(MAX_RESULTS_IN_FLIGHT)

    def stop(self) -> None:
        """Ask the worker to stop, also when it waits for the window to take its results."""
        super().stop()
        self._slots.release()

    def release_slot(self) -> None:
        """The window has taken one result; called by the receiver of `predicted`."""
        self._slots.release()

    def work(self) -> None:
        """Wait for the tracker, open the source in this thread, track, close."""
        if not self._tracker.load(self.should_stop):
            return
        source = self._source_factory()
        opened_as = source.info
        try:
            self._track(source)
        finally:
            if source.info != opened_as:
                self.video_measured.emit(self._source_factory, source.info)
            source.close()

    def _track(self, source: FrameSource) -> None:
        raise NotImplementedError

    def _send(
        self, frame_index: FrameIndex, image: Image, results: Sequence[tuple[int, Prediction]]
    ) -> bool:
        """Hand a frame over; waits while the window is behind. False when stopped."""
        self._slots.acquire()
        if self.should_stop():
            return False
        tracker = self._tracker
        arrival = Arrival(
            frame_index,
            image,
            tuple(results),
            tracker.checkpoint_name,
            tracker.checkpoint_hash,
        )
        self.predicted.emit(self.job_id, arrival)
        return True


class LanesJob(TrackerJob):
    """A job of several objects, each of which can be stopped by itself."""

    def __init__(
        self,
        job_id: int,
        source_factory: SourceFactory,
        tracker: SharedTracker,
        keys: Iterable[int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(job_id, source_factory, tracker, parent)
        self._going = set(keys)

    def stop_part(self, job_id: int) -> None:
        """Go on without one object; without the last one there is nothing to do."""
        self._going.discard(job_id)  # atomic, and the worker only asks for membership
        if not self._going:
            self.stop()

    def is_stopped(self, key: int) -> bool:
        """Whether an object's part has been stopped."""
        return self.should_stop() or key not in self._going


class PropagationJob(LanesJob):
    """Propagates objects together; one pass for each direction, one after the other."""

    def __init__(
        self,
        job_id: int,
        source_factory: SourceFactory,
        tracker: SharedTracker,
        passes: Sequence[Sequence[Lane]],
        parent: QObject | None = None,
    ) -> None:
        keys = {lane.key for lanes in passes for lane in lanes}
        super().__init__(job_id, source_factory, tracker, keys, parent)
        self._passes = passes

    def _track(self, source: FrameSource) -> None:
        images = LastImage(source, self.let_hand_go_first)
        for lanes in self._passes:
            for frame_index, results in propagate_together(
                self._tracker, images.read, lanes, self.is_stopped
            ):
                if not self._send(frame_index, images.newest, results):
                    return


class MergeJob(LanesJob):
    """Fills the frames between two keyframes of one object from both sides.

    The forward pass is kept (masks are small); with each frame of the backward pass the blend of
    both is handed over.
    """

    def __init__(
        self,
        job_id: int,
        source_factory: SourceFactory,
        tracker: SharedTracker,
        forward: Lane,
        backward: Lane,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(job_id, source_factory, tracker, [forward.key], parent)
        self._forward = forward
        self._backward = backward

    def _track(self, source: FrameSource) -> None:
        first, last = self._forward.seed.frame_index, self._backward.seed.frame_index
        images = LastImage(source, self.let_hand_go_first)
        ahead: dict[FrameIndex, Prediction] = {}
        for frame_index, results in propagate_together(
            self._tracker, images.read, [self._forward], self.is_stopped
        ):
            ahead[frame_index] = results[0][1]
        for frame_index, results in propagate_together(
            self._tracker, images.read, [self._backward], self.is_stopped
        ):
            key, backward = results[0]
            nearness = (last - frame_index) / (last - first)
            merged = merge_predictions(ahead[frame_index], backward, nearness=nearness)
            if not self._send(frame_index, images.newest, [(key, merged)]):
                return


class CandidatesJob(LanesJob):
    """The masks of imported boxes, each on its own frame."""

    def __init__(
        self,
        job_id: int,
        source_factory: SourceFactory,
        tracker: SharedTracker,
        candidates: Sequence[Candidate],
        parent: QObject | None = None,
    ) -> None:
        keys = {one.key for one in candidates}
        super().__init__(job_id, source_factory, tracker, keys, parent)
        self._candidates = candidates

    def _track(self, source: FrameSource) -> None:
        images = LastImage(source, self.let_hand_go_first)
        for frame_index, results in predict_boxes(
            self._tracker, images.read, self._candidates, self.is_stopped
        ):
            if not self._send(frame_index, images.newest, results):
                return


class LastImage:
    """Reads frames and remembers the newest, for whoever follows the run.

    `before` is called before each: the moment to let others go first.
    """

    def __init__(self, source: FrameSource, before: Callable[[], None]) -> None:
        self._source = source
        self._before = before
        self._newest: Image | None = None

    def read(self, frame_index: FrameIndex) -> Image:
        """See `FrameSource.read`."""
        self._before()
        self._newest = self._source.read(frame_index)
        return self._newest

    @property
    def newest(self) -> Image:
        """What was read last."""
        assert self._newest is not None
        return self._newest


class PredictionJob(TrackerJob):
    """The mask of one box, upright or turned, on one frame."""

    def __init__(
        self,
        job_id: int,
        source_factory: SourceFactory,
        tracker: SharedTracker,
        frame_index: FrameIndex,
        box: Box | RotatedBox,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(job_id, source_factory, tracker, parent)
        self._frame_index = frame_index
        self._box = box

    def _track(self, source: FrameSource) -> None:
        image = source.read(self._frame_index)
        if not self.should_stop():
            if isinstance(self._box, RotatedBox):
                prediction = predict_turned(self._tracker.predict, image, self._box)
            else:
                prediction = self._tracker.predict(image, self._box)
            self._send(self._frame_index, image, [(self.job_id, prediction)])
