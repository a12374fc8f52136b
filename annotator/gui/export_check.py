"""What an export would refuse or should warn of, found in the background.

Looking through all frames of a long project takes longer than a click may, so the check runs in a
thread, on a snapshot. One runs at a time; of the requests made meanwhile, only the last counts.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from annotator.core.project import Project
from annotator.session import export_task
from annotator.session.export_options import ExportOptions
from annotator.session.job import describe_failure
from annotator.session.session import Session
from annotator.session.values import Notice

DEBOUNCE_MS = 150


class ExportCheck(QObject):
    """Answers the last `request` with `found`, a tuple of notices."""

    found = Signal(object)  # tuple[Notice, ...]
    _answered = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: tuple[str, ExportOptions] | None = None
        self._is_running = False
        self._timer = QTimer(self, interval=DEBOUNCE_MS, singleShot=True)
        self._timer.timeout.connect(self._start)
        self._answered.connect(self._on_answered)

    def request(self, format_name: str, options: ExportOptions) -> None:
        """Ask anew; the answer to an earlier request is not told any more."""
        self._wanted = (format_name, options)
        self._timer.start()

    @Slot()
    def _start(self) -> None:
        project = self._session.project
        if self._wanted is None or self._is_running or project is None:
            return
        format_name, options = self._wanted
        self._wanted, self._is_running = None, True
        # Whether there are images to include is the dialog's to say; here there is no source.
        options = replace(options, include_images=False)
        arguments = (project.copy(), format_name, options)
        # A daemon: it only reads a snapshot, and quitting must not wait for it.
        threading.Thread(target=self._run, args=arguments, daemon=True).start()

    def _run(self, project: Project, format_name: str, options: ExportOptions) -> None:
        """In the worker thread."""
        try:
            notices = tuple(export_task.findings(project, format_name, options))
        except Exception as error:  # the worker's boundary
            notices = (Notice("error", describe_failure(error)),)
        try:
            self._answered.emit(notices)
        except RuntimeError:
            return  # the dialog was closed and deleted meanwhile

    @Slot(object)
    def _on_answered(self, notices: tuple[Notice, ...]) -> None:
        self._is_running = False
        if self._wanted is not None:
            self._start()
        else:
            self.found.emit(notices)
