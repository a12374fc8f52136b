"""Saving in the background: every edit one transaction, in order, as soon as possible.

The writer thread owns the project file. The session puts the frozen changes of each edit into
its queue; nothing is ever skipped or reordered. When saving fails (disk full, folder made
read-only) the changes stay in the queue, the person is told once, and the writer tries again
every `RETRY_S` seconds, after `retry()`, and once more when it closes.
"""

import logging
import queue
import threading
from typing import Protocol

from PySide6.QtCore import QObject, QThread, Signal

from annotator.formats.project_file import Changes
from annotator.session.job import describe_failure

log = logging.getLogger(__name__)
RETRY_S = 2.0


class ChangesFile(Protocol):
    """What the writer needs of a project file."""

    def save(self, changes: Changes) -> None:
        """One transaction."""
        ...

    def close(self) -> None:
        """Fold the journal in and let go of the lock."""
        ...


class ProjectWriter(QThread):
    """Owns the project file from `start` until `close_file` returns."""

    saved = Signal(int)  # how many changes have been saved so far
    failed = Signal(str)  # once per outage
    recovered = Signal()

    def __init__(self, file: ChangesFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ProjectWriter")
        self._file = file
        self._queue: queue.SimpleQueue[Changes | None] = queue.SimpleQueue()
        self._retry_now = threading.Event()
        self._closing = threading.Event()
        self._put_count = 0
        self._saved_count = 0

    @property
    def pending_count(self) -> int:
        """Changes that are not on disk yet."""
        return self._put_count - self._saved_count

    def put(self, changes: Changes) -> int:
        """Queue one transaction; its number comes back with `saved`. GUI thread only."""
        self._put_count += 1
        self._queue.put(changes)
        return self._put_count

    def retry(self) -> None:
        """After a failure: try again now, not in two seconds."""
        self._retry_now.set()

    def close_file(self) -> int:
        """Save what is queued, close the file, end the thread; how many changes were lost."""
        self._closing.set()
        self._retry_now.set()
        self._queue.put(None)
        if self.isRunning():
            self.wait()
        else:
            self._file.close()
        return self.pending_count

    def run(self) -> None:
        """QThread's entry point: drain the queue until the closing mark."""
        try:
            while (changes := self._queue.get()) is not None:
                if not self._save_until_done(changes):
                    break
        finally:
            self._close_quietly()

    def _save_until_done(self, changes: Changes) -> bool:
        """False when the file is closing and saving still fails."""
        has_failed = False
        while True:
            self._retry_now.clear()  # before asking for `closing`: its wake-up must not be lost
            is_last_try = self._closing.is_set()
            try:
                self._file.save(changes)
            except Exception as error:  # the worker's boundary: whatever sqlite or the OS says
                log.warning("saving failed", exc_info=True)
                if not has_failed:
                    has_failed = True
                    self.failed.emit(describe_failure(error))
                if is_last_try:
                    return False
                self._retry_now.wait(RETRY_S)
                continue
            self._saved_count += 1
            self.saved.emit(self._saved_count)
            if has_failed:
                self.recovered.emit()
            return True

    def _close_quietly(self) -> None:
        try:
            self._file.close()
        except Exception as error:
            log.warning("closing the project file failed", exc_info=True)
            self.failed.emit(describe_failure(error))
