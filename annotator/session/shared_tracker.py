"""One tracker for all jobs.

The weights are large and immutable, and everything that belongs to one object is in the state
value, so concurrent jobs share one tracker instance. Each call passes a turnstile: a lock that
serves in order of arrival. Two propagations thereby alternate frame by frame, where a plain
`threading.Lock` lets the thread that just released it take it again and starve the other.
One network call at a time also keeps the network's own thread pool from being oversubscribed.

Rejected: one tracker per job (memory times objects, and the calls compete for the same cores),
and a single worker thread for all jobs (a job's decoding would then wait for another's network).
"""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType
from typing import Any

from annotator.core.frames import Image
from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.session.settings import Settings, TrackerSettings
from annotator.tracking.tracker import Prediction, Tracker, TrackerFactory

TrackerBuilder = Callable[[TrackerSettings], Tracker[Any]]
"""Builds the tracker that these settings ask for; called in the worker that uses it first."""


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
    """A tracker that is built at its first use, in the worker that uses it first.

    When building fails, the error goes to that caller and the next one tries again.
    """

    def __init__(self, factory: TrackerFactory) -> None:
        self._factory = factory
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

    def load(self) -> None:
        """Build it now, so that the first box does not have to wait."""
        with self._turnstile:
            self._loaded()

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
        """The tracker; call it inside the turnstile only."""
        if self._tracker is None:
            self._tracker = self._factory()
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

    def current(self) -> SharedTracker:
        """GUI thread only: it reads the settings."""
        wanted = self._settings.tracker
        if self._tracker is None or wanted != self._made_for:
            self._made_for = wanted
            self._tracker = SharedTracker(partial(self._builder, wanted))
        return self._tracker
