"""The window program: the one place where everything is wired together.

The tracker is handed over as a factory, so that torch loads in a worker when the first box is
drawn, and the window opens at once.
"""

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from annotator import __version__
from annotator.core.geometry import Box
from annotator.tracking.tracker import Tracker

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from annotator.gui.main_window import MainWindow
    from annotator.session.session import Session
    from annotator.session.settings import Settings, TrackerSettings
    from annotator.tour import TourPlan

TrackerFrom = Callable[["TrackerSettings"], Tracker[Any]]
"""Builds the tracker that the settings ask for; called in a worker thread."""

SIGNAL_POLL_MS = 200
PREPARE_AFTER_MS = 300
"""Long enough for the window to be painted first."""
HEADLESS_SIZE = (1280, 800)
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""As in glibc's malloc.h."""

MMAP_THRESHOLD_BYTES = 4 * 2**20
"""Below a 1080p picture, above what the network's layers take at every frame."""
TRIM_THRESHOLD_BYTES = 16 * 2**20
"""Free memory that is kept for the next picture on the screen: clearing new pages is slow."""


def prepare_environment() -> None:
    """What must be so before Qt starts.

    On import, opencv-python's Linux wheel points Qt at the plugins of its own Qt 5, with which
    PySide6 cannot open a window; so it is imported first, and then its variables are dropped.
    """
    import cv2

    # A helper thread of OpenCV competes with the network's; the window would wait for it.
    cv2.setNumThreads(1)
    for variable in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(variable, None)


def return_large_memory() -> None:
    """Give the memory of pictures back as soon as they are dropped (glibc only).

    By default glibc raises the size from which it does so to that of the largest block freed so
    far; pictures that come and go then leave holes, a fifth of the program's memory.
    """
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            mallopt = ctypes.CDLL(None).mallopt
            mallopt(M_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES)
            mallopt(M_TRIM_THRESHOLD, TRIM_THRESHOLD_BYTES)


def create_application() -> "QApplication":
    """The QApplication of this process, made once."""
    prepare_environment()
    return_large_memory()
    from PySide6.QtWidgets import QApplication

    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    _scale_everything()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("annotator")
    application.setOrganizationName("annotator")
    application.setApplicationVersion(__version__)
    return application


def _scale_everything() -> None:
    """The size that the person chose, on top of one that the environment asks for.

    By Qt's own factor, which is read when the application is made: texts, icons, rows, handles
    and the timeline grow together, and the picture stays sharp.
    """
    from annotator.gui.preferences import Preferences

    percent = Preferences().ui_scale
    if percent != 100:
        with contextlib.suppress(ValueError):
            factor = float(os.environ.get("QT_SCALE_FACTOR") or 1) * percent / 100
            os.environ["QT_SCALE_FACTOR"] = f"{factor:g}"


def run(path: Path | None, tracker_from: TrackerFrom, demo_clip: Path | None = None) -> int:
    """Open the window, with `path` (media or a project) in it; the exit status of the program."""
    application = create_application()
    from PySide6.QtCore import QTimer

    with opened_window(tracker_from, demo_clip) as (session, window):
        window.show()
        if path is not None:
            window.dialogs.open_path(path)
        # The network's libraries load while the person looks for the object, so that the first
        # box need not wait for them.
        QTimer.singleShot(PREPARE_AFTER_MS, session.prepare_tracker)
        with leaving_on_signals(application):
            return application.exec()


def run_demo(
    plan: "TourPlan",
    tracker_from: TrackerFrom,
    *,
    stays_open: bool,
    tell: Callable[[str], None],
    done: Callable[[], None],
    settings_path: Path | None = None,
) -> bool:
    """The guided demo; True when it ran to its end, False when the window was closed before.

    `done` is called at its end; with `stays_open` the window is then the person's, until it is
    closed.
    """
    application = create_application()
    from annotator.session.settings import Settings
    from annotator.tour import Tour

    outcome: list[Exception | None] = []
    with opened_window(tracker_from, plan.clip, Settings(settings_path)) as (session, window):
        tour = Tour(session, window, plan)

        def on_finished(error: Exception | None) -> None:
            outcome.append(error)
            if error is None:
                done()
                if stays_open:
                    tour.hand_over()
            if error is not None or not stays_open:
                application.quit()

        tour.told.connect(tell)
        tour.finished.connect(on_finished)
        window.show()
        if not stays_open:
            window.resize(*HEADLESS_SIZE)
        tour.start()
        with leaving_on_signals(application):
            application.exec()
        tour.stop()
    if outcome and outcome[0] is not None:
        raise outcome[0]
    return bool(outcome)


def measure_liveness(
    clip: Path, box: Box, folder: Path, tracker_from: TrackerFrom
) -> dict[str, float | int]:
    """How late the window's timers are while a propagation runs: `benchmarks.liveness`."""
    create_application()
    from annotator.benchmarks import liveness
    from annotator.session.settings import Settings

    settings = Settings(folder / "settings.ini")
    with opened_window(tracker_from, None, settings) as (session, window):
        window.show()
        window.resize(*HEADLESS_SIZE)
        return liveness.measure(session, clip, box, folder)


@contextlib.contextmanager
def opened_window(
    tracker_from: TrackerFrom,
    demo_clip: Path | None = None,
    settings: "Settings | None" = None,
) -> Iterator[tuple["Session", "MainWindow"]]:
    """Session and window, wired; on leaving, every job is stopped and joined."""
    from annotator.gui.errors import install_error_reporting
    from annotator.gui.main_window import MainWindow
    from annotator.media.open_media import open_media
    from annotator.session.session import Session
    from annotator.session.settings import Settings

    chosen = settings or Settings()
    session = Session(open_media, tracker_from, chosen)
    try:
        window = MainWindow(session, (lambda: demo_clip) if demo_clip is not None else None)
        reporter = install_error_reporting(window)
        try:
            yield session, window
        finally:
            window.hide()  # the end may wait for weights that are being loaded
            session.shutdown()
            reporter.uninstall()
    finally:
        session.shutdown()


@contextlib.contextmanager
def leaving_on_signals(application: "QApplication") -> Iterator[None]:
    """Ctrl-C and SIGTERM end the program; nothing is asked, and what is finished is kept.

    Python sees signals only between two of its own instructions, and Qt's loop runs none while
    nothing happens; so a timer lets it look.
    """
    from PySide6.QtCore import QTimer

    def leave(_number: int, _frame: FrameType | None) -> None:
        application.quit()

    watched = (signal.SIGINT, signal.SIGTERM)
    previous = [(number, signal.signal(number, leave)) for number in watched]
    timer = QTimer()
    timer.timeout.connect(_look_for_signals)
    timer.start(SIGNAL_POLL_MS)
    try:
        yield
    finally:
        timer.stop()
        for number, handler in previous:
            signal.signal(number, handler)


def _look_for_signals() -> None:
    """Running any Python is enough."""
