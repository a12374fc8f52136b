"""Python's garbage is collected in the GUI thread only.

The collector runs in whichever thread happens to allocate. A closed dialog, or any QObject in a
reference cycle, would then be destroyed in a worker: Qt takes the lock of its connections and
waits for the interpreter, while the GUI thread holds the interpreter and waits for that lock. Both
wait for ever. So automatic collection is off while a session lives, and a timer does its work.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL_MS = 500
_FULL_AFTER_S = 20.0
"""A full collection looks at every object; more often than this it would be felt."""


class GarbageCollector(QObject):
    """Collects in the thread of its event loop, by Python's own thresholds, until closed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._full_at = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def close(self) -> None:
        """Give collection back to Python; call it when no worker is left."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()
        self._was_enabled = False

    @Slot()
    def collect(self) -> None:
        """The oldest generation that is due."""
        due = [
            generation
            for generation, (count, threshold) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if count > threshold
        ]
        if not due:
            return
        generation = max(due)
        if generation == 2:
            if time.monotonic() - self._full_at < _FULL_AFTER_S:
                generation = 1
            else:
                self._full_at = time.monotonic()
        gc.collect(generation)
