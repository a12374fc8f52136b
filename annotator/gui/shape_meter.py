"""Measures of a mask that take long on a large picture, taken in a thread beside the window."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.session import mask_tools

STAY_MS = 150
"""A mask that is asked for as long as this is measured; those passed by are not."""
ASK_MS = 20
"""How often it is looked whether the measures are there."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What `measured` finds out."""

    parts: int
    rotated_box: RotatedBox | None


def measured(mask: Mask) -> Shape:
    """Some 20 ms for a ragged mask on a 4K picture."""
    return Shape(mask_tools.component_count(mask), mask_tools.rotated_box(mask))


class ShapeMeter(QObject):
    """Answers at once with what is known, and says so when more is.

    The thread is given a mask and nothing else, and the answer is fetched rather than sent: no
    QObject is ever touched from it.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: Mask | None = None
        self._known: tuple[Mask, Shape] | None = None
        self._running: tuple[Mask, Future[Shape]] | None = None
        self._executor = ThreadPoolExecutor(1, "shape")
        self._stay = QTimer(self, singleShot=True, interval=STAY_MS)
        self._stay.timeout.connect(self._measure)
        self._ask = QTimer(self, interval=ASK_MS)
        self._ask.timeout.connect(self._fetch)

    def shape_of(self, mask: Mask | None) -> Shape | None:
        """The shape of this mask, if it is known; else `changed` follows once it is."""
        if mask != self._wanted:
            self._wanted = mask
            self._stay.start()
        if self._known is not None and self._known[0] == mask:
            return self._known[1]
        return None

    @Slot()
    def _measure(self) -> None:
        mask, is_known = self._wanted, self._known is not None and self._known[0] == self._wanted
        if mask is None or is_known or self._running is not None:
            return
        self._running = mask, self._executor.submit(measured, mask)
        self._ask.start()

    @Slot()
    def _fetch(self) -> None:
        if self._running is None or not self._running[1].done():
            return
        mask, future = self._running
        self._running = None
        self._ask.stop()
        self._known = mask, future.result()
        if mask == self._wanted:
            self.changed.emit()
        elif not self._stay.isActive():
            self._measure()
