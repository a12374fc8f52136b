"""Work beside the project: exports and copies, each a snapshot in a thread of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from annotator.session.job import TaskJob
from annotator.session.job_board import JobBoard
from annotator.session.values import JobKind, JobResult, JobState, JobStatus, Level, Notice

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Outcome:
    """What a task has to say when it is done, and what it wrote."""

    text: str
    path: Path | None = None


Task = Callable[[Progress, Callable[[], bool]], Outcome]
"""`task(progress, should_stop)`, run in a worker."""


class Tasks(QObject):
    """Starts tasks on the job board and tells their end, once, in a notice and a `JobResult`."""

    notified = Signal(object)  # Notice
    job_ended = Signal(object)  # JobResult

    def __init__(self, board: JobBoard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._labels: dict[int, str] = {}
        self._results: dict[int, JobResult] = {}

    def start(self, task: Task, label: str, kind: JobKind = "export") -> int:
        """Run the task in a worker, on a progress scale of 100; the job's id."""
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
    def _on_succeeded(self, job_id: int, outcome: Outcome) -> None:
        self._remember(job_id, "done", outcome.text, outcome.path)

    @Slot(int, str)
    def _on_failed(self, job_id: int, text: str) -> None:
        if self._board.is_stopping(job_id):
            self._remember(job_id, "stopped", self.tr("Stopped."))
        else:
            self._remember(job_id, "failed", f"{self._labels.get(job_id, '')}: {text}")

    @Slot(int, str)
    def _on_stopped(self, job_id: int, text: str) -> None:
        self._remember(job_id, "stopped", text)

    def _remember(self, job_id: int, state: JobState, text: str, path: Path | None = None) -> None:
        if self._labels.pop(job_id, None) is None:
            return
        self._results[job_id] = JobResult(job_id, state, text, path)
        level: Level = "error" if state == "failed" else "info"
        self.notified.emit(Notice(level, text))

    @Slot(int)
    def _on_ended(self, job_id: int) -> None:
        self._board.settle(job_id)
        result = self._results.pop(job_id, None)
        if result is not None:
            self.job_ended.emit(result)
