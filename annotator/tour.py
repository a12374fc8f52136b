"""The guided demo: the main job on the window's own session, step by step.

The same script drives a window on a screen and an offscreen one; only the pauses differ. Every
step is a verb of the session, as a person's gesture would call it: open, draw a box, propagate,
correct one frame with the brush, propagate again, export.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Direction
from annotator.gui.brush import Stroke
from annotator.gui.main_window import MainWindow
from annotator.session.session import Session
from annotator.session.values import Notice

TICK_MS = 30
Condition = Callable[[], bool]
Script = Iterator[Condition]


class TourError(AnnotatorError):
    """A step of the demo that did not work."""


@dataclass(frozen=True)
class TourPlan:
    """What the demo does, and where its results go. `pause_ms` is time to look at a step."""

    clip: Path
    folder: Path
    frame: int
    box: Box
    name: str
    category: str
    pause_ms: int = 0

    @property
    def project_path(self) -> Path:
        return self.folder / f"{self.clip.stem}.annot"

    @property
    def coco_path(self) -> Path:
        return self.folder / "coco.json"

    @property
    def davis_path(self) -> Path:
        return self.folder / "davis"

    @property
    def screenshot_path(self) -> Path:
        return self.folder / "screenshot.png"


class Tour(QObject):
    """Runs the script on a timer, so that the window stays as alive as it always is."""

    told = Signal(str)
    finished = Signal(object)  # None, or the exception that ended it

    def __init__(self, session: Session, window: MainWindow, plan: TourPlan) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._plan = plan
        self._script = self._steps()
        self._until: Condition = lambda: True
        self._errors: list[str] = []
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        session.notified.connect(self._on_notified)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        """Give up, as when the window is closed before the end."""
        self._timer.stop()

    def hand_over(self) -> None:
        """Say that the window is the person's from now on."""
        self._tell("Done. The window is yours: draw a box (R), propagate (T), ? lists the keys.")

    # -- the steps --------------------------------------------------------------------------

    def _steps(self) -> Script:
        session, plan = self._session, self._plan
        self._tell("1/6  Opening the clip; its project is saved all the time.")
        session.open_media(plan.clip, plan.project_path)
        session.go_to_frame(plan.frame)
        yield self._has_picture(plan.frame)
        yield from self._pause()

        self._tell("2/6  Drawing one box around the object: its mask appears.")
        track_id = session.start_track(plan.box, plan.frame)
        yield self._is_idle
        self._require_masks(track_id, 1)
        category_id = session.add_category(plan.category)
        session.update_track(track_id, name=plan.name, category_id=category_id)
        yield from self._pause()

        self._tell("3/6  Propagating forward: each mask is saved as soon as it exists.")
        yield from self._propagate(track_id, plan.frame)
        yield from self._pause()

        frame = self._frame_to_correct(track_id)
        self._tell(f"4/6  Correcting frame {frame + 1} with the brush.")
        session.go_to_frame(frame)
        yield self._has_picture(frame)
        yield from self._pause()
        corrected = self._brush(track_id, frame)
        yield from self._pause()

        self._tell("5/6  Propagating again from there; what was drawn by hand stays.")
        yield from self._propagate(track_id, frame)
        if self._mask_at(track_id, frame) != corrected:
            raise TourError("The corrected frame was changed by propagating; please report this.")
        yield from self._pause()

        self._tell("6/6  Exporting COCO and DAVIS; both are read back and compared.")
        session.export("coco", plan.coco_path)
        session.export("davis", plan.davis_path)
        yield self._is_idle
        self._require_files()
        session.go_to_frame(frame)
        yield self._has_picture(frame)
        yield from self._pause()
        self._window.toasts.clear()
        yield self._is_shown(frame)
        self._take_screenshot()

    def _propagate(self, track_id: int, from_frame: int) -> Script:
        session = self._session
        session.propagate(track_id, from_frame, Direction.FORWARD)
        while session.jobs:
            self._show_newest(from_frame)
            yield lambda: True
        last = self._frame_count() - 1
        self._require_masks(track_id, last - from_frame + 1)

    def _brush(self, track_id: int, frame: int) -> Mask:
        """A stroke along the middle of the object, which closes gaps in its mask."""
        mask = self._mask_at(track_id, frame)
        if mask is None or mask.is_empty:
            raise TourError(f"There is no mask to correct on frame {frame + 1}.")
        start, end, diameter = middle_line(mask, self._rotated_box_at(track_id, frame))
        pixels = mask.to_array()
        stroke = Stroke(pixels, diameter)
        for point in (start, end):
            stroke.extend(*point, is_inside=True)
        corrected = Mask.from_array(pixels)
        self._session.set_mask(track_id, frame, corrected, "Brush")
        return corrected

    def _frame_to_correct(self, track_id: int) -> int:
        """The frame nearest to the middle of the clip that has a mask to correct."""
        middle = self._frame_count() // 2
        frames = range(self._plan.frame + 1, self._frame_count())
        for frame in sorted(frames, key=lambda frame: abs(frame - middle)):
            mask = self._mask_at(track_id, frame)
            if mask is not None and not mask.is_empty:
                return frame
        raise TourError("No frame has a mask to correct: the weights do not follow the object.")

    def _take_screenshot(self) -> None:
        path = self._plan.screenshot_path
        if not self._window.grab().save(str(path)):
            raise TourError(f"The screenshot could not be written to {path}.")

    # -- conditions and checks --------------------------------------------------------------

    def _is_idle(self) -> bool:
        return not self._session.jobs

    def _has_picture(self, frame: int) -> Condition:
        session = self._session
        return lambda: session.current_frame == frame and session.current_image is not None

    def _is_shown(self, frame: int) -> Condition:
        """Picture, status line and list of doubtful frames show what is there."""
        session, window = self._session, self._window
        return lambda: (
            window.canvas.frame_index == frame
            and window.status_panel.is_fresh
            and session.saved_state == "saved"
            and not session.is_review_unknown
        )

    def _pause(self) -> Script:
        clock = QElapsedTimer()
        clock.start()
        yield lambda: clock.elapsed() >= self._plan.pause_ms

    def _show_newest(self, from_frame: int) -> None:
        """Follow the newest mask, as the timeline's follow mode does."""
        done = max((job.done for job in self._session.jobs), default=0)
        if done and self._session.current_frame != from_frame + done:
            self._session.go_to_frame(from_frame + done)

    def _frame_count(self) -> int:
        project = self._session.project
        return project.video.frame_count if project is not None else 0

    def _mask_at(self, track_id: int, frame: int) -> Mask | None:
        project = self._session.project
        observation = project.observation(track_id, frame) if project is not None else None
        return observation.mask if observation is not None else None

    def _rotated_box_at(self, track_id: int, frame: int) -> RotatedBox | None:
        project = self._session.project
        observation = project.observation(track_id, frame) if project is not None else None
        return observation.rotated_box if observation is not None else None

    def _require_masks(self, track_id: int, count: int) -> None:
        project = self._session.project
        found = len(project.track(track_id).observations) if project is not None else 0
        if found < count:
            raise TourError(f"{count} masks were expected and {found} came.")

    def _require_files(self) -> None:
        for path in (self._plan.coco_path, self._plan.davis_path):
            if not path.exists():
                raise TourError(f"The export {path} is missing.")

    # -- running ----------------------------------------------------------------------------

    def _tell(self, text: str) -> None:
        self._window.toasts.show_notice(Notice("info", text))
        self.told.emit(text)

    @Slot(object)
    def _on_notified(self, notice: Notice) -> None:
        if notice.level == "error":
            self._errors.append(notice.text)

    @Slot()
    def _on_tick(self) -> None:
        try:
            if self._errors:
                raise TourError(self._errors[0])
            if self._until():
                self._until = next(self._script)
        except StopIteration:
            self._end(None)
        except Exception as error:  # the script's boundary: it ends, and its caller is told
            self._end(error)

    def _end(self, error: Exception | None) -> None:
        self._timer.stop()
        self.finished.emit(error)


def middle_line(
    mask: Mask, rotated_box: RotatedBox | None
) -> tuple[tuple[float, float], tuple[float, float], float]:
    """The middle 60 % of an object's long axis, image coordinates, and a brush a fifth as wide
    as the object is there."""
    if rotated_box is None:
        box = mask.box or Box(0, 0, 1, 1)
        rotated_box = RotatedBox(*box.center, box.width, box.height, 0.0)
    angle = math.radians(rotated_box.angle_degrees)
    length, breadth = rotated_box.width, rotated_box.height
    if breadth > length:
        length, breadth, angle = breadth, length, angle + math.pi / 2
    half_x, half_y = 0.3 * length * math.cos(angle), 0.3 * length * math.sin(angle)
    x, y = rotated_box.center_x, rotated_box.center_y
    return (x - half_x, y - half_y), (x + half_x, y + half_y), max(4.0, breadth / 5)
