"""Work beside the project: exports and copies, each a snapshot in a thread of its own."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from annotator.session.job import TaskJob
from annotator.session.job_board import JobBoard
from annotator.session.values import JobKind, JobStatus, Notice

Progress = Callable[[float, str], None]
Task = Callable[[Progress, Callable[[], bool]], str]
"""`task(progress, should_stop)` returns the sentence that is told when it is done."""


class Tasks(QObject):
    """Starts tasks on the job board and tells their end, once, in a notice."""

    notified = Signal(object)  # Notice

    def __init__(self, board: JobBoard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._labels: dict[int, str] = {}

    def start(self, task: Task, label: str, kind: JobKind = "export") -> int:
        """Run the task in a worker, on a progress scale of 100; the job's id."""
        job = TaskJob(self._board.new_id(), task)
        job.progressed.connect(self._on_progressed)
        job.succeeded.connect(self._on_succeeded)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        if kind != "load":  # nobody asked for it: its end, good or bad, is told at the first use
            self._labels[job.job_id] = label
        self._board.start(job, JobStatus(job.job_id, None, kind, label, done=0, total=100))
        return job.job_id

    def stop(self, job_id: int) -> None:
        """Stop a task; nothing more is heard of it."""
        self._labels.pop(job_id, None)
        self._board.settle(job_id)

    @Slot(int, float, str)
    def _on_progressed(self, job_id: int, fraction: float, text: str) -> None:
        self._board.show_progress(job_id, fraction, text)

    @Slot(int, object)
    def _on_succeeded(self, job_id: int, text: str) -> None:
        if job_id in self._labels:
            self.notified.emit(Notice("info", text))

    @Slot(int, str)
    def _on_failed(self, job_id: int, text: str) -> None:
        label = self._labels.get(job_id)
        if label is not None:
            self.notified.emit(Notice("error", f"{label}: {text}"))

    @Slot(int)
    def _on_ended(self, job_id: int) -> None:
        self.stop(job_id)
