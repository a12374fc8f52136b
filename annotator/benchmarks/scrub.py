"""How long the window lets a person wait for a picture or a stroke while a propagation runs.

The propagation waits while a hand moves, so most pictures come with the network at rest. What
comes first after a rest finds the network at full work, and is told apart.
"""

import itertools
import random
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent

from annotator.benchmarks import synthetic
from annotator.benchmarks.figures import figures
from annotator.benchmarks.liveness import wait_until
from annotator.benchmarks.painting import PaintWatch, wait
from annotator.core.edits import AddTrack, SetObservations
from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Direction, Project
from annotator.gui.main_window import MainWindow
from annotator.session.session import Session
from annotator.session.values import Notice

WINDOW = (1920, 1080)
CACHED_FRAMES = 40
OBJECTS = 10
OBJECT_PX = 460
"""Diameter; the ragged outline inside it leaves about 400 pixels."""

DRAG_S = 4.0
TICK_S = 1 / 60
UHD = (3840, 2160)
UHD_GOP = 50
REST_S = 1.2
"""The hand has rested, and the propagation is at full work again."""
RESTS = 10
STROKES = 40
STROKES_A_FRAME = 4
PAINTED_FRAMES = 5
STROKE_MOVES = 40
BRUSH_PX = 160


class Bench:
    """A window on one clip, in which a propagation runs as long as it is needed."""

    def __init__(self, session: Session, window: MainWindow) -> None:
        self.session, self.window = session, window
        self._problems: list[str] = []
        session.settings.follows_propagation = False
        session.notified.connect(self._remember)
        canvas = window.canvas
        self.watch = PaintWatch(canvas, lambda: canvas.frame_index)

    def open(self, clip: Path, objects: int, diameter: int, frames: range) -> None:
        """Open a clip and give it objects with masks on some frames."""
        self.session.open_media(clip)
        project = self.project
        size = (project.video.width, project.video.height)
        made = synthetic.empty_project(project.video, objects)
        for track, thing in zip(
            made.tracks.values(), synthetic.wanderers(size, objects, diameter), strict=True
        ):
            self.session.do(AddTrack(track))
            provenance = synthetic.run_of(track.id)
            seen = {frame: thing.observation(frame, provenance) for frame in frames}
            self.session.do(SetObservations(track.id, seen))
        self.session.select_track(1)
        canvas = self.window.canvas
        wait_until(lambda: canvas.frame_index is not None and self.window.timeline.is_up_to_date)

    @property
    def project(self) -> Project:
        """The open one."""
        project = self.session.project
        if project is None:
            raise AnnotatorError("The benchmark's clip could not be opened.")
        return project

    def propagate(self) -> int:
        """Start following the ball of the synthetic video; the frames it covers."""
        video = self.project.video
        side = video.height / 4
        left = video.width * 0.8 - side / 2
        track_id = self.session.start_track(Box(left, (video.height - side) / 2, side, side), 0)
        wait_until(lambda: not self.session.jobs)
        self.session.propagate(track_id, 0, Direction.FORWARD)
        self.session.select_track(1)
        wait(1.0)
        return track_id

    def check(self) -> None:
        """Raise what went wrong; the propagation must have been running all the time."""
        if self._problems:
            raise AnnotatorError(self._problems[0])
        if not self.session.jobs:
            raise AnnotatorError("The propagation ended before the measurement; nothing to tell.")

    def forget_pictures(self) -> None:
        """Nothing is decoded any more."""
        self.session._playhead.recount(self.project.video.frame_count)

    def close(self) -> None:
        self.session.stop()
        self.session.close_project()

    def _remember(self, notice: Notice) -> None:
        if notice.level == "error":
            self._problems.append(notice.text)

    def show(self, frame: int) -> float:
        """Milliseconds from the request until the frame itself was painted."""
        if frame == self.window.canvas.frame_index:
            return 0.0
        go = self.session.go_to_frame
        return 1000 * self.watch.until(lambda shown: shown == frame, lambda: go(frame))


def measure(
    session: Session, window: MainWindow, folder: Path, *, tell: Callable[[str], None]
) -> dict[str, Any]:
    """All figures; `folder` is for the clips. The window is shown already."""
    window.resize(*WINDOW)
    bench = Bench(session, window)
    facts: dict[str, Any] = {}
    tell("Making a 1080p clip …")
    clip = synthetic.write_video(folder / "hd.mp4", 10_000)
    bench.open(clip, OBJECTS, OBJECT_PX, range(CACHED_FRAMES))
    track_id = bench.propagate()
    before, started = len(bench.project.track(track_id).observations), time.perf_counter()
    tell("Cached frames …")
    facts["window"] = [window.width(), window.height()]
    facts["canvas"] = [window.canvas.width(), window.canvas.height()]
    facts["cached_1080p_10_masks"] = figures(list(_cached(bench)))
    facts["cached_first_after_rest"] = figures(list(_cached_after_rest(bench)))
    tell("Jumping and dragging over frames that are not decoded yet …")
    places = _places(bench.project.video.frame_count)
    nearest, exact = _jumps(bench, places[RESTS:])
    first_after_rest, _ = _jumps(bench, places[:RESTS], REST_S)
    bench.forget_pictures()
    facts["uncached_gop_250"] = {
        "jump_to_nearest": figures(nearest),
        "jump_to_exact": figures(exact),
        "jump_first_after_rest": figures(first_after_rest),
        **_drag(bench),
    }
    bench.check()
    frames = len(bench.project.track(track_id).observations) - before
    facts["propagated_fps_meanwhile"] = round(frames / (time.perf_counter() - started), 2)
    bench.close()
    tell("Making a 4K clip …")
    clip = synthetic.write_video(folder / "uhd.mp4", 20 * UHD_GOP, UHD, gop=UHD_GOP)
    bench.open(clip, 2, 2 * OBJECT_PX, range(PAINTED_FRAMES))
    bench.propagate()
    tell("Painting …")
    facts["brush_4k"] = _paint(bench)
    bench.check()
    bench.close()
    return facts


def _cached(bench: Bench, rounds: int = 4) -> Iterator[float]:
    """Frames whose pictures are at hand, in any order; their masks have to be drawn anew."""
    frames = list(range(CACHED_FRAMES))
    for frame in frames:
        bench.show(frame)
    chance = random.Random(0)
    for _ in range(rounds):
        chance.shuffle(frames)
        for frame in frames:
            if frame != bench.window.canvas.frame_index:
                yield bench.show(frame)


def _cached_after_rest(bench: Bench) -> Iterator[float]:
    """The same, one at a time."""
    for frame in range(RESTS):
        wait(REST_S)
        yield bench.show(frame)


def _jumps(
    bench: Bench, frames: Iterable[int], pause_s: float = 0.1
) -> tuple[list[float], list[float]]:
    """Single jumps far away: until a picture near the frame is shown, and until it is itself."""
    nearest, exact = [], []
    for frame in frames:
        on_screen = bench.window.canvas.frame_index or 0
        goal = max(_to_keyframe(frame), 1)
        if abs(frame - on_screen) <= goal:
            continue
        started = time.perf_counter()
        go = bench.session.go_to_frame
        is_near = partial(_is_within, frame, goal)
        nearest.append(1000 * bench.watch.until(is_near, partial(go, frame)))
        wait_until(partial(_shows, bench, frame))
        exact.append(1000 * (time.perf_counter() - started))
        wait(pause_s)
    return nearest, exact


def _places(frame_count: int) -> list[int]:
    """Frames in the last three quarters, each nearest to another keyframe, in any order."""
    chance = random.Random(1)
    groups = list(range(frame_count // synthetic.GOP // 4, frame_count // synthetic.GOP))
    chance.shuffle(groups)
    reach = synthetic.GOP // 2 - 1
    return [max(0, group * synthetic.GOP + chance.randint(-reach, reach)) for group in groups]


def _is_within(frame: int, reach: int, shown: int | None) -> bool:
    return shown is not None and abs(shown - frame) <= reach


def _shows(bench: Bench, frame: int) -> bool:
    return bench.window.canvas.frame_index == frame


def _to_keyframe(frame: int) -> int:
    """Distance to the nearest keyframe."""
    return min(frame % synthetic.GOP, synthetic.GOP - frame % synthetic.GOP)


def _drag(bench: Bench) -> dict[str, Any]:
    """The cursor is dragged over the whole clip and back, 60 requests a second, then rests.

    A request is answered by the first painted picture that is as near to it, or to a later
    request, as the nearest keyframe; one that is answered by what is shown already is not counted.
    """
    last = bench.project.video.frame_count - 1
    path = [round(last * share) for share in _there_and_back(round(DRAG_S / TICK_S))]
    asked: list[tuple[float, int]] = []
    seen: list[tuple[float, int]] = [(time.perf_counter(), bench.window.canvas.frame_index or 0)]
    bench.watch.painted = lambda frame, when: seen.append((when, -1 if frame is None else frame))
    steps = iter(path)

    def ask() -> None:
        frame = next(steps, None)
        if frame is None:
            timer.stop()
            return
        asked.append((time.perf_counter(), frame))
        bench.session.go_to_frame(frame)

    timer = QTimer(interval=round(1000 * TICK_S), timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(ask)
    timer.start()
    wait_until(lambda: not timer.isActive())
    rest_s = asked[-1][0]
    wait_until(lambda: bench.window.canvas.frame_index == path[-1])
    rested_ms = 1000 * (time.perf_counter() - rest_s)
    wait(0.1)
    return {
        "drag_to_nearest": figures(_answers(asked, seen)),
        "rest_to_exact_ms": round(rested_ms, 1),
    }


def _there_and_back(count: int) -> Iterator[float]:
    """Shares of the way, ending somewhere in the middle of a group of pictures."""
    for number in range(count):
        place = 2 * number / (count - 1)
        yield place if place <= 1 else 1 - 0.7 * (place - 1)


def _answers(asked: list[tuple[float, int]], seen: list[tuple[float, int]]) -> list[float]:
    """Per request that what is on screen does not answer: ms until it was answered."""
    waits = []
    for number, (when, frame) in enumerate(asked):
        on_screen = [shown for at, shown in seen if at <= when][-1:]
        if any(abs(shown - frame) <= _to_keyframe(frame) for shown in on_screen):
            continue
        for at, shown in seen:
            later = (one for then, one in asked[number:] if then <= at)
            if at > when and any(abs(shown - one) <= _to_keyframe(one) for one in later):
                waits.append(1000 * (at - when))
                break
    return waits


def _paint(bench: Bench) -> dict[str, Any]:
    """Brush strokes on the masks of 4K frames, a few on each before the next frame."""
    canvas = bench.window.canvas
    canvas.set_tool("brush")
    canvas.set_brush_size(BRUSH_PX)
    times: dict[str, list[float]] = {"press": [], "move": [], "release": []}
    chance = random.Random(2)
    for number in range(STROKES):
        if number % STROKES_A_FRAME == 0:
            bench.show(1 + number // STROKES_A_FRAME % (PAINTED_FRAMES - 1))
        for name, taken in zip(times, _paint_one(bench, chance), strict=True):
            times[name] += taken
    rested = []
    for number in range(RESTS):
        bench.show(number % PAINTED_FRAMES)
        wait(REST_S)
        rested += _paint_one(bench, chance)[0]
    return {
        **{name: figures(taken) for name, taken in times.items()},
        "press_after_rest": figures(rested),
    }


def _paint_one(bench: Bench, chance: random.Random) -> tuple[list[float], list[float], list[float]]:
    """One stroke: milliseconds of its press, of each move, and of its release."""
    points = _stroke(bench, chance)
    press = _send(bench, QEvent.Type.MouseButtonPress, points[0])
    moves = []
    for point in points[1:]:
        moves.append(_send(bench, QEvent.Type.MouseMove, point))
        wait(TICK_S / 4)
    release = _send(bench, QEvent.Type.MouseButtonRelease, points[-1])
    wait(0.2)
    return [press], moves, [release]


def _stroke(bench: Bench, chance: random.Random) -> list[tuple[float, float]]:
    """Points of the picture, in pixels, in wide curves."""
    video = bench.project.video
    x, y = chance.uniform(0.2, 0.8) * video.width, chance.uniform(0.2, 0.8) * video.height
    points = []
    for number in itertools.islice(itertools.count(), STROKE_MOVES):
        x += 24
        y += 30 if number // 8 % 2 else -30
        points.append((x, y))
    return points


def _send(bench: Bench, kind: QEvent.Type, pixel: tuple[float, float]) -> float:
    """Milliseconds from a mouse event at a pixel of the picture until the window was painted."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    is_move = kind == QEvent.Type.MouseMove
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    canvas = bench.window.canvas
    # Where that pixel is now: the window may still be finding its place on the screen.
    point = QPointF(*canvas.view.to_view(*pixel)) / canvas.devicePixelRatioF()
    where = QPointF(canvas.mapToGlobal(point.toPoint()))
    event = QMouseEvent(
        kind, point, where, none if is_move else left, held, Qt.KeyboardModifier.NoModifier
    )
    return 1000 * bench.watch.until(
        lambda _frame: True, lambda: QCoreApplication.sendEvent(canvas, event)
    )
