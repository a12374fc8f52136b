"""One tracker for all jobs.

The weights are large and immutable, and everything that belongs to one object is in the state
value, so concurrent jobs share one tracker instance. Each call passes a turnstile: a lock that
serves in order of arrival. Two propagations thereby alternate frame by frame, where a plain
`threading.Lock` lets the thread that just released it take it again and starve the other.
One network call at a time also keeps the network's own thread pool from being oversubscribed.

Rejected: one tracker per job (memory times objects, and the calls compete for the same cores),
and a single worker thread for all jobs (a job's decoding would then wait for another's network).

Loading the libraries and the weights takes seconds and cannot be interrupted. It has a thread of
its own, so that a job that waits for it can be stopped, and a project closed, meanwhile. That
thread is joined at the very end, when the window is gone already. Rejected: to leave it alone in a
daemon thread. Libraries that are still being loaded while the process ends may crash it.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from functools import partial
from types import TracebackType
from typing import Any

from annotator.core.frames import Image
from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.session.priority import JOB_NICENESS, give_way
from annotator.session.settings import Settings, TrackerSettings
from annotator.tracking.tracker import Prediction, Tracker, TrackerFactory

TrackerBuilder = Callable[[TrackerSettings], Tracker[Any]]
"""Builds the tracker that these settings ask for; called in the thread that loads it."""

STOP_CHECK_S = 0.05
"""How often who waits for a tracker to be loaded looks whether it is to stop."""


class Turnstile:
    """A lock that serves the threads in the order in which they came."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._next_ticket = 0
        self._serving = 0

    def __enter__(self) -> None:
        with self._condition:
            ticket = self._next_ticket
            self._next_ticket += 1
            self._condition.wait_for(lambda: self._serving == ticket)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._condition:
            self._serving += 1
            self._condition.notify_all()


class SharedTracker:
    """A tracker that is built at its first use, by `executor`.

    When building fails, the error goes to those who wait, and whoever comes next tries again.
    """

    def __init__(self, factory: TrackerFactory, executor: Executor) -> None:
        self._factory = factory
        self._executor = executor
        self._lock = threading.Lock()
        self._loading: Future[Tracker[Any]] | None = None
        self._tracker: Tracker[Any] | None = None
        self._turnstile = Turnstile()

    @property
    def checkpoint_name(self) -> str:
        """Empty until the weights are loaded."""
        return self._tracker.checkpoint_name if self._tracker is not None else ""

    @property
    def checkpoint_hash(self) -> str:
        """Empty until the weights are loaded."""
        return self._tracker.checkpoint_hash if self._tracker is not None else ""

    def load(self, should_stop: Callable[[], bool] = lambda: False) -> bool:
        """Have it built if need be and wait for that; False when told to stop waiting."""
        if self._tracker is None:
            with self._lock:
                loading = self._loading
                if loading is None or (loading.done() and loading.exception() is not None):
                    loading = self._loading = self._executor.submit(self._factory)
            while not wait([loading], STOP_CHECK_S).done:
                if should_stop():
                    return False
            self._tracker = loading.result()
        return True

    def init(self, frame: Image, box: Box, mask: Mask | None = None) -> object:
        """State of a new object; see `Tracker.init`."""
        with self._turnstile:
            return self._loaded().init(frame, box, mask)

    def update(self, frame: Image, state: object) -> tuple[object, Prediction]:
        """One frame of one object; see `Tracker.update`."""
        with self._turnstile:
            return self._loaded().update(frame, state)

    def update_many(
        self, frame: Image, states: Sequence[object]
    ) -> list[tuple[object, Prediction]]:
        """One frame of several objects; see `Tracker.update_many`."""
        with self._turnstile:
            return self._loaded().update_many(frame, states)

    def predict(self, frame: Image, box: Box) -> Prediction:
        """Box to mask on the same frame; see `Tracker.predict`."""
        with self._turnstile:
            return self._loaded().predict(frame, box)

    def _loaded(self) -> Tracker[Any]:
        self.load()
        assert self._tracker is not None
        return self._tracker


class TrackerSupply:
    """Hands out the shared tracker of the present settings; a new one after they changed.

    Jobs that run keep the tracker they started with. The settings are read here, in the GUI
    thread; the worker that builds gets them as a frozen value.
    """

    def __init__(self, builder: TrackerBuilder, settings: Settings) -> None:
        self._builder = builder
        self._settings = settings
        self._made_for: TrackerSettings | None = None
        self._tracker: SharedTracker | None = None
        self._executor = ThreadPoolExecutor(
            1, "tracker-loader", initializer=give_way, initargs=(JOB_NICENESS,)
        )

    def current(self) -> SharedTracker:
        """GUI thread only: it reads the settings."""
        wanted = self._settings.tracker
        if self._tracker is None or wanted != self._made_for:
            self._made_for = wanted
            self._tracker = SharedTracker(partial(self._builder, wanted), self._executor)
        return self._tracker

    def close(self) -> None:
        """Wait until nothing is being loaded any more; what has not begun never is."""
        self._executor.shutdown(cancel_futures=True)
