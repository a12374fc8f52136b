"""Work beside the project: exports, imports, copies, each on a snapshot in a thread of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from annotator.core.errors import AnnotatorError
from annotator.session.job import TaskJob
from annotator.session.job_board import JobBoard
from annotator.session.values import JobKind, JobResult, JobState, JobStatus, Level, Notice

Progress = Callable[[float, str], None]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Outcome:
    """What a task has to say when it is done, and what it wrote or can be undone of it."""

    text: str
    path: Path | None = None
    can_undo: bool = False


Work = Callable[[Progress, Callable[[], bool]], Found]
"""`work(progress, should_stop)`, run in a worker."""
Task = Work[Outcome]


class Tasks(QObject):
    """Starts tasks on the job board and tells their end, once, in a notice and a `JobResult`."""

    notified = Signal(object)  # Notice
    job_ended = Signal(object)  # JobResult

    def __init__(self, board: JobBoard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._labels: dict[int, str] = {}
        self._results: dict[int, JobResult] = {}
        self._takers: dict[int, Callable[[Any], Outcome]] = {}

    def start(self, task: Task, label: str, kind: JobKind = "export") -> int:
        """Run the task in a worker, on a progress scale of 100; the job's id."""
        return self._start(task, label, kind)

    def _start(self, task: Work[Any], label: str, kind: JobKind) -> int:
        job = TaskJob(self._board.new_id(), task)
        job.progressed.connect(self._on_progressed)
        job.succeeded.connect(self._on_succeeded)
        job.failed.connect(self._on_failed)
        job.stopped.connect(self._on_stopped)
        job.ended.connect(self._on_ended)
        if kind != "load":  # nobody asked for it: its end, good or bad, is told at the first use
            self._labels[job.job_id] = label
        self._board.start(job, JobStatus(job.job_id, None, kind, label, done=0, total=100))
        return job.job_id

    def start_and_take(
        self,
        task: Work[Found],
        take: Callable[[Found], Outcome],
        label: str,
        kind: JobKind,
    ) -> int:
        """Run a task whose result is put to use by `take`, in the GUI thread, unless it was
        asked to stop before; the job's id. `take` may raise `AnnotatorError`.
        """
        job_id = self._start(task, label, kind)
        self._takers[job_id] = take
        return job_id

    def stop(self, job_id: int) -> None:
        """Ask a task to stop; how it ended is told when its worker has ended."""
        label = self._labels.get(job_id)
        if label is None:
            self._board.settle(job_id)
        else:
            self._board.ask_to_stop(job_id, self.tr("Stopping"))

    @Slot(int, float, str)
    def _on_progressed(self, job_id: int, fraction: float, text: str) -> None:
        if not self._board.is_stopping(job_id):
            self._board.show_progress(job_id, fraction, text)

    @Slot(int, object)
    def _on_succeeded(self, job_id: int, found: Any) -> None:  # noqa: ANN401 - of any task
        take = self._takers.pop(job_id, None)
        if take is None:
            self._remember(job_id, "done", found)
        elif self._board.is_stopping(job_id):
            self._remember(job_id, "stopped", Outcome(self.tr("Stopped.")))
        else:
            try:
                self._remember(job_id, "done", take(found))
            except AnnotatorError as error:
                self._on_failed(job_id, str(error))

    @Slot(int, str)
    def _on_failed(self, job_id: int, text: str) -> None:
        if self._board.is_stopping(job_id):
            self._remember(job_id, "stopped", Outcome(self.tr("Stopped.")))
        else:
            self._remember(job_id, "failed", Outcome(f"{self._labels.get(job_id, '')}: {text}"))

    @Slot(int, str)
    def _on_stopped(self, job_id: int, text: str) -> None:
        self._remember(job_id, "stopped", Outcome(text))

    def _remember(self, job_id: int, state: JobState, outcome: Outcome) -> None:
        if self._labels.pop(job_id, None) is None:
            return
        self._results[job_id] = JobResult(job_id, state, outcome.text, outcome.path)
        level: Level = "error" if state == "failed" else "info"
        self.notified.emit(Notice(level, outcome.text, outcome.can_undo))

    @Slot(int)
    def _on_ended(self, job_id: int) -> None:
        self._takers.pop(job_id, None)
        self._board.settle(job_id)
        result = self._results.pop(job_id, None)
        if result is not None:
            self.job_ended.emit(result)
