"""A labeler at the window: finds things on the screen, and acts with mouse and keys only.

Where things are is read off the screen: the picture by the colour around it, the timeline by the
playhead that wanders from its first to its last frame. What came of a gesture is read from the
project file, which the program writes at once.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from cv2.typing import MatLike

from annotator.core.project import Observation, Project, Track
from annotator.formats.project_file import load_project
from annotator.gui.canvas import BACKGROUND, FIT_MARGIN
from annotator.gui.timeline_layout import LANE_HEIGHT_PX, RULER_HEIGHT_PX
from annotator.gui.view_transform import ViewTransform
from tests.acceptance.desktop import Desktop, Pixels, Point, wait_until

REPOSITORY = Path(__file__).resolve().parents[2]
PLAYHEAD_LENGTH_PX = 60
"""Nothing else below the picture that moves with the playhead is this high."""
NAME_BEHIND_SWATCH_PX = 50
THUMBNAIL = (160, 90)


@dataclass(frozen=True)
class Canvas:
    """Where the picture is, while it fits: view pixels are screen pixels from `left`, `top`."""

    left: int
    top: int
    width: int
    height: int
    view: ViewTransform

    def at(self, x: float, y: float) -> Point:
        """The place on the screen of a point of the picture."""
        view_x, view_y = self.view.to_view(x, y)
        return self.left + view_x, self.top + view_y


@dataclass(frozen=True)
class Timeline:
    """Where frames and lanes are, while the whole video fits."""

    top: int
    first_x: float
    px_per_frame: float

    def ruler(self, frame: int) -> Point:
        """On the ruler."""
        return self.first_x + frame * self.px_per_frame, self.top + RULER_HEIGHT_PX / 2

    def lane(self, lane: int, frame: int) -> Point:
        """In the lane of an object; the first is the lowest layer."""
        y = self.top + RULER_HEIGHT_PX + (lane + 0.5) * LANE_HEIGHT_PX
        return self.first_x + frame * self.px_per_frame, y


class Labeler:
    """Drives one running program."""

    def __init__(
        self,
        desktop: Desktop,
        process: subprocess.Popen[bytes],
        project_path: Path,
        pictures: Path,
        frames: Pixels,
    ) -> None:
        self.desktop = desktop
        self.process = process
        self._frames = frames
        self.project_path = project_path
        self._pictures = pictures
        self._canvas: Canvas | None = None
        self._timeline: Timeline | None = None

    # -- the project ------------------------------------------------------------------------

    def project(self) -> Project:
        """As it is saved now."""
        project, problems = load_project(self.project_path)
        assert not problems
        return project

    def track(self, track_id: int) -> Track:
        """An object as it is saved now."""
        return self.project().tracks[track_id]

    def at(self, track_id: int, frame: int) -> Observation | None:
        """What an object has on a frame."""
        return self.track(track_id).observations.get(frame)

    def until(self, holds: Callable[[Project], object], what: str) -> Project:
        """Wait until something holds of the saved project; that project."""
        found: list[Project] = []

        def look() -> object:
            assert self.process.poll() is None, f"the program ended while waiting: {what}"
            found[:] = [self.project()]
            return holds(found[0])

        wait_until(look, what)
        return found[0]

    def until_at(
        self, track_id: int, frame: int, holds: Callable[[Observation], object], what: str
    ) -> Observation:
        """Wait until something holds of one object on one frame."""

        def look(project: Project) -> object:
            track = project.tracks.get(track_id)
            one = track.observations.get(frame) if track is not None else None
            return one is not None and holds(one)

        return self.until(look, what).tracks[track_id].observations[frame]

    # -- looking ----------------------------------------------------------------------------

    def picture(self, name: str) -> None:
        """Keep what is on the screen, once it rests."""
        self.desktop.settle()
        self.picture_now(name)

    def picture_now(self, name: str) -> None:
        """Keep what is on the screen at this moment."""
        number = len(list(self._pictures.glob("*.png"))) + 1
        self.desktop.save(self._pictures / f"{number:02d} {name}.png")

    def canvas(self) -> Canvas:
        """Found once; the picture must fit whenever it is used."""
        if self._canvas is None:
            self._canvas = self.find_canvas()
        return self._canvas

    def find_canvas(self) -> Canvas:
        """By the dark surface around the picture, which must fit."""
        color = BACKGROUND.getRgb()[:3]
        wait_until(lambda: _largest(self.desktop.screen(), color), "the picture appears")
        left, top, width, height = _largest(self.desktop.settle(), color)
        video = self.project().video
        size = video.width, video.height
        view = ViewTransform.fitting(size, (width, height), FIT_MARGIN)
        return Canvas(left, top, width, height, view)

    def timeline(self) -> Timeline:
        """By the playhead at either end; goes to the last frame the first time."""
        if self._timeline is None:
            below = self.canvas()
            self.desktop.key("Home")
            before = self.desktop.settle()
            self.desktop.key("End")
            after = self.desktop.settle()
            changed = (before != after).any(axis=2)
            changed[: below.top + below.height] = False
            columns = np.flatnonzero(changed.sum(axis=0) >= PLAYHEAD_LENGTH_PX)
            gap = int(np.argmax(np.diff(columns)))
            first, last = columns[: gap + 1], columns[gap + 1 :]
            count = self.project().video.frame_count
            x0, x1 = float(first.mean()), float(last.mean())
            top = int(np.flatnonzero(changed[:, round(x0)])[0])
            self._timeline = Timeline(top, x0, (x1 - x0) / (count - 1))
        return self._timeline

    def frame_on_screen(self) -> int:
        """Which frame the picture is of, whatever is drawn over it; the picture must fit."""
        canvas, video = self.canvas(), self.project().video
        (left, top), (right, bottom) = canvas.at(0, 0), canvas.at(video.width, video.height)
        shown = self.desktop.screen()[round(top) : round(bottom), round(left) : round(right)]
        small = cv2.resize(shown, THUMBNAIL, interpolation=cv2.INTER_AREA)
        apart = np.abs(self._frames.astype(np.int16) - small)
        return int(np.argmin(np.minimum(apart, 20).mean(axis=(1, 2, 3))))

    def until_frame(self, frame: int) -> None:
        """Wait until that frame is on the screen."""
        wait_until(lambda: self.frame_on_screen() == frame, f"the picture of frame {frame + 1}")

    def name_in_list(self, track_id: int) -> Point:
        """On an object's name in the list, which stands behind a patch of its colour."""
        screen, canvas = self.desktop.settle(), self.canvas()
        same = (screen == np.array(self.track(track_id).color, np.uint8)).all(axis=2)
        same[:, : canvas.left + canvas.width] = False
        same[canvas.top + canvas.height :] = False
        rows, columns = np.nonzero(same)
        assert len(rows), "the object is not in the list"
        return float(np.median(columns)) + NAME_BEHIND_SWATCH_PX, float(np.median(rows))

    # -- going ------------------------------------------------------------------------------

    def go_to(self, frame: int) -> None:
        """Type the frame's number into the field."""
        self.desktop.key("g")
        self.desktop.type(str(frame + 1))
        self.desktop.key("Return")
        self.until_frame(frame)

    # -- the picture ------------------------------------------------------------------------

    def drag(self, points: Sequence[Point], *, held: str = "") -> None:
        """Along a line of points of the picture."""
        canvas = self.canvas()
        self.desktop.drag([canvas.at(*point) for point in points], held=held)

    def click(self, point: Point) -> None:
        """On a point of the picture."""
        self.desktop.click(self.canvas().at(*point))

    def propagate(self, count: int) -> None:
        """So many frames on, asked for in the dialog."""
        self.desktop.key("ctrl+alt+Right")
        self.desktop.wait_for_window("Propagate")
        self.desktop.key("ctrl+a")
        self.desktop.type(str(count))
        self.picture("how many frames")
        self.desktop.key("Return")

    def close(self) -> int:
        """Close the window as its manager does; the exit status of the program."""
        self.desktop.key("alt+F4")
        return self.process.wait(timeout=60)


@contextlib.contextmanager
def labeler_at(
    desktop: Desktop,
    path: Path,
    *,
    frames: Pixels,
    home: Path,
    pictures: Path,
    log: Path,
    frame: int = 0,
) -> Iterator[Labeler]:
    """Start the program on a video or project, and wait until its window shows that frame."""
    environment = {
        "PATH": os.environ.get("PATH", ""), "HOME": str(home), "LANG": "C.UTF-8",
        "DISPLAY": desktop.display, "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
    }  # fmt: skip
    command = [sys.executable, "-m", "annotator", "--debug", str(path)]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=output, stderr=output
        )
    try:
        labeler = Labeler(desktop, process, path.with_suffix(".annot"), pictures, frames)
        wait_until(
            lambda: process.poll() is not None or " – Annotator" in desktop.active_title(),
            "the window opens",
        )
        assert process.poll() is None, log.read_text()
        labeler.until_frame(frame)
        yield labeler
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _largest(screen: Pixels, color: tuple[int, ...]) -> tuple[int, ...]:
    """Left, top, width and height of the largest area of exactly that colour; () without one."""
    same = (screen == np.array(color, np.uint8)).all(axis=2).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(same, connectivity=4)
    if count < 2:
        return ()
    found = stats[1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))]
    return tuple(int(value) for value in found[:4]) if found[cv2.CC_STAT_AREA] > 10_000 else ()


def thumbnails(media: Path) -> Pixels:
    """Small pictures of all frames, ``(frames, height, width, 3)`` RGB, by OpenCV's own reader."""
    pictures = _folder_pictures(media) if media.is_dir() else _video_pictures(media)
    small = [cv2.resize(one, THUMBNAIL, interpolation=cv2.INTER_AREA) for one in pictures]
    return np.stack(small)[..., ::-1]


def _folder_pictures(folder: Path) -> Iterator[MatLike]:
    for path in sorted(folder.iterdir()):
        picture = cv2.imread(str(path))
        assert picture is not None, path
        yield picture


def _video_pictures(clip: Path) -> Iterator[MatLike]:
    video = cv2.VideoCapture(str(clip))
    while (read := video.read())[0]:
        yield read[1]
    video.release()
