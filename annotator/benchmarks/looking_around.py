"""Opens a project in the window and uses it as a person would: how long, how much memory."""

import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from annotator.benchmarks.liveness import wait_until
from annotator.benchmarks.painting import PaintWatch, wait
from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Direction
from annotator.gui.main_window import MainWindow
from annotator.session.session import Session

WINDOW = (1920, 1080)
JUMPS = 30
PLAYED_S = 3.0
PROPAGATED_S = 10.0

Resident = Callable[[], tuple[float | None, float | None]]


def look_around(
    session: Session, window: MainWindow, path: Path, resident_mib: Resident
) -> dict[str, Any]:
    """Open `path`; jump, play, load the network and propagate one more object meanwhile.

    `resident_mib()` tells the memory now and at most so far.
    """
    window.resize(*WINDOW)
    window.show()
    wait(0.2)
    canvas = window.canvas
    watch = PaintWatch(canvas, lambda: canvas.frame_index)
    facts: dict[str, Any] = {"empty_mib": resident_mib()[0]}
    started = time.perf_counter()
    shown_s = watch.until(lambda frame: frame == 0, partial(session.open_project, path))
    wait_until(lambda: window.timeline.is_up_to_date)
    facts["open_to_first_picture_s"] = round(shown_s, 3)
    facts["open_to_whole_timeline_s"] = round(time.perf_counter() - started, 3)
    facts["opened_mib"] = resident_mib()[0]
    _scrub(session, window)
    facts["scrubbed_mib"] = resident_mib()[0]
    session.prepare_tracker()
    wait_until(lambda: not session.jobs)
    facts["with_network_mib"] = resident_mib()[0]
    _propagate(session, window)
    now, peak = resident_mib()
    facts |= {"propagated_mib": now, "peak_mib": peak}
    session.close_project()
    return facts


def _scrub(session: Session, window: MainWindow) -> None:
    """Jump to frames and wait for each, then play."""
    project = session.project
    if project is None:
        raise AnnotatorError("The benchmark's project could not be opened.")
    chance = random.Random(0)
    for _ in range(JUMPS):
        frame = chance.randrange(project.video.frame_count)
        session.go_to_frame(frame)
        wait_until(partial(_shows, window, frame))
    session.play()
    wait(PLAYED_S)
    session.pause()


def _propagate(session: Session, window: MainWindow) -> None:
    """Follow one more object, and look elsewhere meanwhile."""
    project = session.project
    assert project is not None
    video = project.video
    session.settings.follows_propagation = False
    side = video.height / 4
    box = Box(video.width * 0.8 - side / 2, (video.height - side) / 2, side, side)
    track_id = session.start_track(box, 0)
    wait_until(lambda: not session.jobs)
    session.propagate(track_id, 0, Direction.FORWARD)
    ends = time.perf_counter() + PROPAGATED_S
    chance = random.Random(1)
    while time.perf_counter() < ends:
        frame = chance.randrange(video.frame_count)
        session.go_to_frame(frame)
        wait_until(partial(_shows, window, frame))
    session.stop()
    wait_until(lambda: not session.jobs)


def _shows(window: MainWindow, frame: int) -> bool:
    return window.canvas.frame_index == frame
