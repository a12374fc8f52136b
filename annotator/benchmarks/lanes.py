"""How fast the timeline paints: 50 objects over 100,000 frames, as dense as it gets."""

import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from annotator.benchmarks import synthetic
from annotator.benchmarks.figures import figures
from annotator.benchmarks.painting import PaintWatch, wait
from annotator.core.frames import VideoInfo
from annotator.formats.project_file import ProjectFile
from annotator.gui.main_window import MainWindow
from annotator.gui.timeline_lanes import State
from annotator.gui.timeline_layout import FrameView
from annotator.session.session import Session

OBJECTS = 50
FRAMES = 100_000
SIZE = (1440, 1000)
"""Of the timeline, in pixels: 27 lanes are on screen."""

ROUNDS = 60


def measure(
    session: Session, window: MainWindow, folder: Path, *, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Milliseconds from a change to the painted timeline."""
    tell("Making the project …")
    path = folder / "long.annot"
    video = VideoInfo(1920, 1080, FRAMES, is_count_exact=True)
    ProjectFile.create(path, synthetic.empty_project(video, OBJECTS)).close()
    session.open_project(path)
    timeline = window.timeline
    timeline.setParent(None)  # alone, so that nothing else of the window is painted with it
    timeline.resize(*SIZE)
    timeline.show()
    _fill(session, window)
    wait(0.3)
    watch = PaintWatch(timeline.viewport(), lambda: 0)
    tell("Painting …")
    facts: dict[str, Any] = {"objects": OBJECTS, "frames": FRAMES, "size": list(SIZE)}

    def until_painted(request: Callable[[], object]) -> float:
        return 1000 * watch.until(lambda _: True, request)

    for name, views in _tours(timeline.frame_view).items():
        facts[name] = figures([until_painted(partial(timeline.set_frame_view, v)) for v in views])
    timeline.set_frame_view(FrameView.fitted(FRAMES, timeline.frame_view.width_px))
    wait(0.1)
    chance = random.Random(0)
    jumps = [chance.randrange(FRAMES) for _ in range(ROUNDS)]
    moves = [until_painted(partial(session.go_to_frame, frame)) for frame in jumps]
    facts["playhead"] = figures(moves)
    repaints = [until_painted(timeline.viewport().update) for _ in range(ROUNDS)]
    facts["unchanged"] = figures(repaints)
    session.close_project()
    timeline.close()
    return facts


def _fill(session: Session, window: MainWindow) -> None:
    """Every lane full: spans of all kinds, keyframes, flags and reviewed frames in many places."""
    random_of = np.random.default_rng(0)
    project = session.project
    assert project is not None
    for track_id in project.tracks:
        lane = window.timeline.store.lane(track_id)
        states = np.full(FRAMES, int(State.PROPAGATED | State.UNREVIEWED), np.uint16)
        states[random_of.random(FRAMES) < 0.02] = int(State.MANUAL | State.UNREVIEWED)
        for start in random_of.integers(0, FRAMES - 400, 300):
            states[start : start + 200] = int(State.PROPAGATED | State.REVIEWED)
        states[random_of.random(FRAMES) < 0.003] |= int(State.FLAGGED)
        scores = random_of.integers(60, 255, FRAMES).astype(np.uint8)
        lane.replace(states, scores)


def _tours(view: FrameView) -> dict[str, Iterator[FrameView]]:
    """Views to be shown one after the other."""
    whole = FrameView.fitted(FRAMES, view.width_px)
    deepest = whole.max_px_per_frame
    zooms = [whole.px_per_frame * (deepest / whole.px_per_frame) ** (n / ROUNDS) for n in range(61)]
    middle = FRAMES / 2

    def at(scale: float, first: float) -> FrameView:
        return FrameView(FRAMES, first, scale, view.width_px).clamped()

    def scroll(scale: float, step_px: int) -> Iterator[FrameView]:
        return (at(scale, (500 + step_px * n) / scale) for n in range(ROUNDS))

    return {
        "zoom": (at(scale, middle - view.width_px / scale / 2) for scale in zooms),
        # By whole pixels, as a wheel, a scroll bar and a dragged mouse do it.
        "scroll_zoomed_out": scroll(4 * whole.px_per_frame, 80),
        "scroll_dense": scroll(0.5, 17),
        "scroll_single_frames": scroll(deepest, 33),
    }
