"""What one paint pass of the timeline needs, and the colours it uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRect
from PySide6.QtGui import QColor, QPalette

from annotator.core.frames import FrameIndex
from annotator.core.project import Track
from annotator.gui.filmstrip import Filmstrip
from annotator.gui.lane_images import LaneImages
from annotator.gui.lane_raster import Rgb, mix
from annotator.gui.timeline_lanes import LaneStore
from annotator.gui.timeline_layout import FrameView, LaneStack
from annotator.session.values import JobStatus


@dataclass(frozen=True)
class LaneJob:
    """A running job as its lane shows it. `head` is the newest frame, `end` the last planned."""

    fraction: float
    text: str
    head: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Scene:
    """Everything one paint pass needs."""

    tracks: tuple[Track, ...]
    view: FrameView
    stack: LaneStack
    store: LaneStore
    images: LaneImages
    current_frame: int
    selected_track_id: int | None
    in_frame: int | None
    out_frame: int | None
    jobs: Mapping[int, LaneJob]
    device_pixel_ratio: float
    time_s: Callable[[int], float]
    """Seconds from the first frame, by frame index."""
    filmstrip: Filmstrip | None = None


@dataclass(frozen=True)
class SceneColors:
    """Colours taken from the palette, so that light, dark and high contrast all work."""

    base: QColor
    alternate: QColor
    text: QColor
    dim: QColor
    line: QColor
    accent: QColor
    header: QColor
    reviewed: QColor
    warning: QColor

    @staticmethod
    def of(palette: QPalette) -> SceneColors:
        base = palette.color(QPalette.ColorRole.Base)
        text = palette.color(QPalette.ColorRole.Text)
        is_dark = base.lightness() < 128
        dark, light = rgb(base), rgb(text)
        return SceneColors(
            base=base,
            alternate=QColor(*mix(dark, light, 0.035)),
            text=text,
            dim=QColor(*mix(light, dark, 0.35)),
            line=QColor(*mix(dark, light, 0.18)),
            accent=palette.color(QPalette.ColorRole.Highlight),
            header=palette.color(QPalette.ColorRole.Window),
            reviewed=QColor(60, 190, 140) if is_dark else QColor(0, 128, 92),
            warning=QColor(255, 140, 60) if is_dark else QColor(200, 80, 0),
        )


def rgb(color: QColor) -> Rgb:
    return color.red(), color.green(), color.blue()


def visible_on(color: Rgb, base: Rgb) -> Rgb:
    """A track colour that would drown in the background is moved towards its opposite."""
    if abs(_luma(color) - _luma(base)) >= 40:
        return color
    return mix(color, (255, 255, 255) if _luma(base) < 128 else (0, 0, 0), 0.3)


def _luma(color: Rgb) -> float:
    return 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]


def range_px(scene: Scene) -> tuple[float, float] | None:
    """Left and right edge of the in/out range in viewport px; None when there is none."""
    if scene.in_frame is None and scene.out_frame is None:
        return None
    view, left = scene.view, scene.stack.header_width_px
    first = scene.in_frame if scene.in_frame is not None else 0
    last = scene.out_frame if scene.out_frame is not None else view.frame_count - 1
    x0 = min(max(view.x_of(first), -2.0), view.width_px + 2.0)
    x1 = min(max(view.x_of(last + 1), -2.0), view.width_px + 2.0)
    return left + x0, left + max(x0, x1)


def playhead_rect(view: FrameView, stack: LaneStack, frame: int, height_px: int) -> QRect:
    """What has to be repainted when the playhead leaves or reaches `frame`."""
    x = stack.header_width_px + round(view.x_of(frame))
    width = max(1, round(view.px_per_frame))
    return QRect(x - 9, 0, width + 18, height_px)


def lane_jobs(
    jobs: Iterable[JobStatus], heads: Mapping[int, FrameIndex], frame_count: int
) -> dict[int, LaneJob]:
    """What runs on each object, by its id; `heads`: the newest frame of each."""
    found: dict[int, LaneJob] = {}
    for status in jobs:
        if status.track_id is None or status.kind != "propagate":
            continue
        head, end = heads.get(status.track_id), None
        if head is not None and status.direction is not None:
            end = head + status.direction.step * max(0, status.total - status.done)
            end = min(max(0, end), frame_count - 1)
        text = _tr("{done} of {total}").format(done=status.done, total=status.total)
        if status.fps > 0:
            text += _tr(" · {fps:.1f} fps").format(fps=status.fps)
        found[status.track_id] = LaneJob(status.done / max(1, status.total), text, head, end)
    return found


def _tr(text: str) -> str:
    return QCoreApplication.translate("TimelineView", text)
