"""The jobs that run the tracker: a propagation, and the mask of one box."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from annotator.core.frames import FrameIndex, FrameSource, Image, SourceFactory
from annotator.core.geometry import Box
from annotator.session.job import Job
from annotator.session.shared_tracker import SharedTracker
from annotator.tracking.tracker import Prediction, Seed, propagate

MAX_RESULTS_IN_FLIGHT = 4


@dataclass(frozen=True, slots=True)
class Arrival:
    """One prediction on its way from a worker to the session, with the weights that made it.

    `image` spares whoever follows the run a second decoding; few are in flight, so few are held.
    """

    frame_index: FrameIndex
    image: Image
    prediction: Prediction
    checkpoint_name: str
    checkpoint_hash: str


class TrackerJob(Job):
    """A job with its own frame source, the shared tracker, and bounded results in flight."""

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
        """Open the source in this thread, track, close."""
        source = self._source_factory()
        opened_as = source.info
        try:
            self._track(source)
        finally:
            self._announce_correction(opened_as, source.info)
            source.close()

    def _track(self, source: FrameSource) -> None:
        raise NotImplementedError

    def _send(self, frame_index: FrameIndex, image: Image, prediction: Prediction) -> bool:
        """Hand a result over; waits while the window is behind. False when stopped."""
        self._slots.acquire()
        if self.should_stop():
            return False
        tracker = self._tracker
        self.predicted.emit(
            self.job_id,
            Arrival(
                frame_index,
                image,
                prediction,
                tracker.checkpoint_name,
                tracker.checkpoint_hash,
            ),
        )
        return True


class PropagationJob(TrackerJob):
    """Propagates one object from a seed over `frames`, in that order."""

    def __init__(
        self,
        job_id: int,
        source_factory: SourceFactory,
        tracker: SharedTracker,
        seed: Seed,
        frames: Sequence[FrameIndex],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(job_id, source_factory, tracker, parent)
        self._seed = seed
        self._frames = frames

    def _track(self, source: FrameSource) -> None:
        image: Image | None = None

        def read(frame_index: FrameIndex) -> Image:
            nonlocal image
            image = source.read(frame_index)
            return image

        results = propagate(self._tracker, read, self._seed, self._frames, self.should_stop)
        for frame_index, prediction in results:
            if image is None or not self._send(frame_index, image, prediction):
                return


class PredictionJob(TrackerJob):
    """The mask of one box on one frame."""

    def __init__(
        self,
        job_id: int,
        source_factory: SourceFactory,
        tracker: SharedTracker,
        frame_index: FrameIndex,
        box: Box,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(job_id, source_factory, tracker, parent)
        self._frame_index = frame_index
        self._box = box

    def _track(self, source: FrameSource) -> None:
        image = source.read(self._frame_index)
        if not self.should_stop():
            self._send(self._frame_index, image, self._tracker.predict(image, self._box))
