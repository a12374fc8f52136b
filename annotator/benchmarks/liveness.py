"""Is the window alive? How late a timer of the GUI thread is while a propagation runs."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

from annotator.benchmarks.figures import figures as figures_of
from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Direction
from annotator.session.session import Session
from annotator.session.values import Notice

INTERVAL_MS = 10


class DelayMeter(QObject):
    """Collects by how much each tick of a 10 ms timer came later than it should, in ms."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.delays_ms: list[float] = []
        self._last: float | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _on_tick(self) -> None:
        now = time.perf_counter()
        if self._last is not None:
            self.delays_ms.append(max(0.0, 1000 * (now - self._last) - INTERVAL_MS))
        self._last = now


def measure(session: Session, clip: Path, box: Box, folder: Path) -> dict[str, float | int]:
    """Propagate `box` through `clip` and follow it; the figures of the delays."""
    problems: list[str] = []

    def remember(notice: Notice) -> None:
        if notice.level == "error":
            problems.append(notice.text)

    session.notified.connect(remember)
    session.open_media(clip, folder / "liveness.annot")
    track_id = session.start_track(box, 0)
    wait_until(lambda: not session.jobs)
    meter = DelayMeter()
    meter.start()
    started = time.perf_counter()
    session.propagate(track_id, 0, Direction.FORWARD)
    session.play()
    wait_until(lambda: not session.jobs)
    seconds = time.perf_counter() - started
    meter.stop()
    if problems:
        raise AnnotatorError(problems[0])
    project = session.project
    frames = len(project.track(track_id).observations) - 1 if project is not None else 0
    return {"frames": frames, "fps": round(frames / seconds, 2), **figures(meter.delays_ms)}


def figures(delays_ms: list[float]) -> dict[str, float | int]:
    """Median, 99th percentile and maximum; zeros when it was over before the timer ticked."""
    known = figures_of(delays_ms)
    return {
        "ticks": known["count"],
        **{name: known[name] for name in ("p50_ms", "p99_ms", "max_ms")},
    }


def wait_until(condition: Callable[[], bool]) -> None:
    """Run the event loop until `condition` holds, which a timer asks now and then."""
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if condition() else None)
    timer.start(INTERVAL_MS)
    loop.exec()
    timer.stop()
