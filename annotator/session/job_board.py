"""Which jobs run, how far they are, and that every thread is joined."""

import time
from collections import deque
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from annotator.session.hand import Hand
from annotator.session.job import Job
from annotator.session.values import JobKind, JobStatus

MAX_RUNNING = 2
"""Queued jobs at a time: while one decodes, the network works for the other."""
RATE_SMOOTHING = 0.2
"""Weight of the newest interval in the moving average of the frame rate."""


class JobBoard(QObject):
    """Starts jobs and keeps their status until they are settled.

    A settled job is off the board at once, while its thread may need up to one more frame to
    notice; `_threads` holds it until then.
    """

    changed = Signal()

    def __init__(self, hand: Hand, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hand = hand
        self._next_id = 1
        self._statuses: dict[int, JobStatus] = {}
        self._jobs: dict[int, Job] = {}
        self._moved_at_s: dict[int, float] = {}
        self._threads: list[Job] = []
        self._queued: list[Job] = []
        self._waiting: deque[Job] = deque()

    @property
    def statuses(self) -> tuple[JobStatus, ...]:
        """Running jobs, oldest first."""
        return tuple(self._statuses.values())

    def status(self, job_id: int) -> JobStatus | None:
        """One running job; None when it has ended."""
        return self._statuses.get(job_id)

    def new_id(self) -> int:
        """A number that no job had before."""
        self._next_id += 1
        return self._next_id - 1

    def start(self, job: Job, *statuses: JobStatus, is_queued: bool = False) -> None:
        """Show the job, by one status for each of its parts, and start its thread.

        A queued one waits until fewer than `MAX_RUNNING` of its kind run.
        """
        job.setParent(self)
        job.hand = self._hand
        job.finished.connect(self._on_thread_finished)
        must_wait = is_queued and sum(one in self._queued for one in self._threads) >= MAX_RUNNING
        for status in statuses:
            self._statuses[status.job_id] = replace(status, is_waiting=must_wait)
            self._jobs[status.job_id] = job
            self._moved_at_s[status.job_id] = time.monotonic()
        if is_queued:
            self._queued.append(job)
        if must_wait:
            self._waiting.append(job)
        else:
            self._threads.append(job)
            job.start()
        self.changed.emit()

    def count(self, job_id: int) -> None:
        """One more frame of this job is done; its rate and remaining time follow."""
        before = self._statuses[job_id]
        now_s = time.monotonic()
        interval_s = max(1e-6, now_s - self._moved_at_s[job_id])
        self._moved_at_s[job_id] = now_s
        done = before.done + 1
        # The first interval holds the loading of the weights: no rate from it.
        fps = before.fps
        if done == 2:
            fps = 1 / interval_s
        elif done > 2:
            mean_s = (1 - RATE_SMOOTHING) / fps + RATE_SMOOTHING * interval_s
            fps = 1 / mean_s
        eta_s = max(0, before.total - done) / fps if fps else None
        self._statuses[job_id] = replace(before, done=done, fps=fps, eta_s=eta_s)
        self.changed.emit()

    def show_progress(self, job_id: int, fraction: float, label: str) -> None:
        """Of a job that counts in parts of a whole."""
        before = self._statuses.get(job_id)
        if before is not None:
            done = round(fraction * before.total)
            self._statuses[job_id] = replace(before, done=done, label=label or before.label)
            self.changed.emit()

    def ask_to_stop(self, job_id: int, label: str) -> None:
        """Ask the job to stop, under another label; it stays until its worker has ended."""
        before = self._statuses.get(job_id)
        if before is not None:
            self._jobs[job_id].stop()
            self._statuses[job_id] = replace(before, label=label)
            self.changed.emit()

    def is_stopping(self, job_id: int) -> bool:
        """Whether the job was asked to stop (or is gone)."""
        job = self._jobs.get(job_id)
        return job is None or job.should_stop()

    def settle(self, job_id: int) -> bool:
        """Stop the job and take it off the board; False when it was not on it."""
        if job_id not in self._statuses:
            return False
        job = self._jobs.pop(job_id)
        del self._statuses[job_id], self._moved_at_s[job_id]
        job.stop_part(job_id)
        if job in self._waiting and job not in self._jobs.values():
            self._waiting.remove(job)
            self._queued.remove(job)
            job.deleteLater()
        self.changed.emit()
        return True

    def join_all(self, *, but: JobKind | None = None) -> None:
        """Stop every job, except those of one kind, and wait until their threads have ended."""
        kept = {self._jobs[one.job_id] for one in self.statuses if one.kind == but}
        for job_id in [job_id for job_id, job in self._jobs.items() if job not in kept]:
            self.settle(job_id)
        for job in [job for job in self._threads if job not in kept]:
            job.stop()
            job.wait()
            job.deleteLater()
            self._threads.remove(job)
        self._queued.clear()

    @Slot()
    def _on_thread_finished(self) -> None:
        for job in [job for job in self._threads if job.isFinished()]:
            job.wait()
            self._threads.remove(job)
            if job in self._queued:
                self._queued.remove(job)
            job.deleteLater()
        self._start_waiting()

    def _start_waiting(self) -> None:
        while self._waiting and sum(one in self._queued for one in self._threads) < MAX_RUNNING:
            job = self._waiting.popleft()
            for job_id in [job_id for job_id, one in self._jobs.items() if one is job]:
                self._statuses[job_id] = replace(self._statuses[job_id], is_waiting=False)
                self._moved_at_s[job_id] = time.monotonic()
            self._threads.append(job)
            job.start()
            self.changed.emit()
