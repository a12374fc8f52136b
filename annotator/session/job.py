"""A job: one piece of work in one thread.

A job takes values, emits values, and knows neither the project nor a widget. Its signals may
only be connected to slots of QObjects that live in the GUI thread. Cancelling is a
`threading.Event`, because a queued slot of a busy worker would run too late.
"""

import logging
import math
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from annotator.core.errors import AnnotatorError
from annotator.formats.registry import ExportCancelledError, ImportCancelledError
from annotator.session import hand
from annotator.session.hand import Hand
from annotator.session.priority import JOB_NICENESS, give_way

log = logging.getLogger(__name__)


def describe_failure(error: Exception) -> str:
    """What a person is told: our own errors as they are, a defect with its kind."""
    if isinstance(error, AnnotatorError):
        return str(error)
    if isinstance(error, MemoryError):
        return "Not enough memory: close other programs or use a smaller video."
    detail = str(error) or "no details"
    return f"Something unexpected went wrong ({type(error).__name__}: {detail}). See the log."


class Job(QThread):
    """Runs `work` once. Emits one of `failed` and `stopped` at most, and `ended` last of all."""

    predicted = Signal(int, object)  # job id, Arrival
    progressed = Signal(int, float, str)  # job id, fraction done, what is being done
    succeeded = Signal(int, object)  # job id, result
    failed = Signal(int, str)  # job id, one sentence
    stopped = Signal(int, str)  # job id, one sentence: the work gave up because it was asked to
    ended = Signal(int)  # job id

    def __init__(self, job_id: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{type(self).__name__} {job_id}")
        self.job_id = job_id
        self._stop_requested = threading.Event()
        self.hand: Hand | None = None
        """Set by the job board; to be let go first."""
        self._turn_at_s = -math.inf

    def stop(self) -> None:
        """Ask the worker to stop at its next check; returns at once."""
        self._stop_requested.set()

    def stop_part(self, job_id: int) -> None:
        """Stop what stands on the job board under that number; here that is all of it."""
        self.stop()

    def should_stop(self) -> bool:
        """Whether `stop` was called; the worker asks between frames."""
        return self._stop_requested.is_set()

    def let_hand_go_first(self) -> None:
        """Between two pieces of work, in the worker: wait until the person's hand rests.

        Ends when it is this job's turn, hand or no hand, and as soon as it is asked to stop.
        """
        while self.hand is not None and not self.should_stop():
            left_s = min(self.hand.seconds_to_rest(), self._turn_at_s - time.monotonic())
            if left_s <= 0:
                break
            self._stop_requested.wait(left_s)
        self._turn_at_s = time.monotonic() + hand.TURN_S

    def run(self) -> None:
        """QThread's entry point; the one place where a worker's errors are caught."""
        give_way(JOB_NICENESS)
        try:
            self.work()
        except (ExportCancelledError, ImportCancelledError) as error:
            self.stopped.emit(self.job_id, str(error))
        except Exception as error:
            log.exception("job %d failed", self.job_id)
            self.failed.emit(self.job_id, describe_failure(error))
        self.ended.emit(self.job_id)

    def work(self) -> None:
        """What the job does, in the worker thread."""
        raise NotImplementedError


class TaskJob(Job):
    """Any function of `(progress, should_stop)` whose result is a value.

    A task that was asked to stop too late has its result like any other: what was written is
    there. One that fails after it was asked counts as stopped.
    """

    def __init__(
        self,
        job_id: int,
        task: Callable[[Callable[[float, str], None], Callable[[], bool]], Any],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(job_id, parent)
        self._task = task
        self._last_percent = -1

    def work(self) -> None:
        """Run the task."""
        self.succeeded.emit(self.job_id, self._task(self._on_progress, self.should_stop))

    def _on_progress(self, fraction: float, text: str) -> None:
        percent = int(100 * fraction)
        if percent != self._last_percent:  # a hundred signals at most, however long the task
            self._last_percent = percent
            self.progressed.emit(self.job_id, fraction, text)
