"""Select: click an object; drag the selected one to move its mask, drag a handle of its box.

The handles are those of the rotated box. Letting go of one asks the network again for this frame,
in the box as it was drawn, at its angle.
"""

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Track
from annotator.gui.box_handles import BoxHandles, Handle
from annotator.gui.edit_target import commit, mask_of, paintable_track
from annotator.gui.tools import FAR, EditLayer, Tool, ToolEvent, ToolHost
from annotator.session import mask_tools

HANDLE_VIEW_PX = 4.5
REACH_VIEW_PX = 9.0
ARM_VIEW_PX = 26.0
MOVE_VIEW_PX = 6.0
"""A shorter drag is taken for a click."""


@dataclass(frozen=True, slots=True)
class _Move:
    track: Track
    frame_index: int
    mask: Mask
    start: ToolEvent


@dataclass(frozen=True, slots=True)
class _Drag:
    track_id: int
    frame_index: int
    handle: Handle
    handles: BoxHandles


class SelectTool(Tool):
    """Click selects the topmost object under the pointer; a click beside keeps the selection."""

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._move: _Move | None = None
        self._shift: tuple[int, int] = (0, 0)
        self._drag: _Drag | None = None
        self._dragged: RotatedBox | None = None
        self._box_cache: tuple[Mask, RotatedBox | None] | None = None
        self._ratio = 1.0

    @property
    def is_active(self) -> bool:
        """A mask or a handle is being dragged."""
        return self._drag is not None or self._shift != (0, 0)

    def press(self, event: ToolEvent) -> None:
        """Select at once: waiting for the release feels slow."""
        drag = self._handle_at(event)
        if drag is not None:
            self._host.stay()
            self._drag, self._dragged = drag, drag.handles.box
            return
        track_id = self._host.track_at(event.image_x, event.image_y)
        if track_id is None:
            return
        if track_id == self._host.session.selected_track_id:
            self._begin_move(event)
        else:
            self._host.session.select_track(track_id)

    def move(self, event: ToolEvent) -> None:
        """Drag what was taken."""
        if self._drag is not None:
            self._dragged = self._drag.handles.dragged(
                self._drag.handle, event.image_x, event.image_y, in_steps=event.has_shift
            )
            self._host.update_view(QRect(0, 0, FAR, FAR))
        elif self._move is not None:
            self._move_to(event)

    def release(self, event: ToolEvent) -> None:
        """A new prediction, or the mask in its new place: one undo step."""
        self.move(event)
        drag, box = self._drag, self._dragged
        move, shift = self._move, self._shift
        self.cancel()
        if drag is not None and box is not None and box != drag.handles.box:
            self._host.session.redraw_box(drag.track_id, drag.frame_index, box)
        elif move is not None and shift != (0, 0):
            after = mask_tools.moved(move.mask, *shift)
            commit(self._host, move.track, move.frame_index, after, _tr("Move mask"), "move")

    def cancel(self) -> bool:
        """Everything stays as it was."""
        was_active = self.is_active
        if self._shift != (0, 0):
            self._host.set_edit_layer(None)
        self._move = self._drag = self._dragged = None
        self._shift = (0, 0)
        if was_active:
            self._host.update_view(QRect(0, 0, FAR, FAR))
        return was_active

    def paint(self, painter: QPainter, ratio: float) -> None:
        """Handles of the selected object's box; the box itself while it is dragged."""
        self._ratio = ratio
        handles = self._handles()
        if self._drag is not None and self._dragged is not None:
            handles = BoxHandles(self._dragged, self._drag.handles.arm)
        if handles is None or self._shift != (0, 0):
            return
        view = self._host.view
        points = {name: QPointF(*view.to_view(*at)) for name, at in handles.points().items()}
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(QColor(0, 0, 0, 190), 3.0 * ratio))
        painter.drawLine(points["n"], points["rotate"])
        painter.setPen(QPen(QColor(255, 255, 255), 1.2 * ratio))
        painter.drawLine(points["n"], points["rotate"])
        if self._drag is not None:
            corners = QPolygonF([points[name] for name in ("nw", "ne", "se", "sw")])
            painter.drawPolygon(corners)
        painter.setPen(QPen(QColor(0, 0, 0, 210), 1.2 * ratio))
        painter.setBrush(QColor(255, 255, 255))
        half = HANDLE_VIEW_PX * ratio
        for name, point in points.items():
            if name == "rotate":
                painter.drawEllipse(point, half + ratio, half + ratio)
            else:
                painter.drawRect(
                    QRect(
                        round(point.x() - half),
                        round(point.y() - half),
                        round(2 * half),
                        round(2 * half),
                    )
                )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # -- moving -----------------------------------------------------------------------------

    def _begin_move(self, event: ToolEvent) -> None:
        target = self._target()
        mask = mask_of(*target) if target is not None else None
        if target is not None and mask is not None:
            self._host.stay()
            self._move = _Move(*target, mask, event)

    def _move_to(self, event: ToolEvent) -> None:
        move = self._move
        if move is None:
            return
        far = math.hypot(event.view_x - move.start.view_x, event.view_y - move.start.view_y)
        if self._shift == (0, 0) and far < MOVE_VIEW_PX * self._ratio:
            return
        if paintable_track(self._host) is None:
            self._move = None
            return
        dx, dy = event.image_x - move.start.image_x, event.image_y - move.start.image_y
        self._shift = round(dx), round(dy)
        pixels = mask_tools.moved(move.mask, *self._shift).to_array()
        self._host.set_edit_layer(EditLayer(move.track.id, pixels))

    # -- handles ----------------------------------------------------------------------------

    def _handle_at(self, event: ToolEvent) -> _Drag | None:
        handles, target = self._handles(), self._target()
        if handles is None or target is None:
            return None
        reach = REACH_VIEW_PX * self._ratio / self._host.view.scale
        handle = handles.hit(event.image_x, event.image_y, reach)
        if handle is None or paintable_track(self._host) is None:
            return None
        return _Drag(target[0].id, target[1], handle, handles)

    def _handles(self) -> BoxHandles | None:
        """Of the mask on screen, if the rotated box is shown and may be changed."""
        target = self._target()
        mask = mask_of(*target) if target is not None else None
        if target is None or mask is None or not self._host.shows_rotated_box:
            return None
        track, frame_index = target
        if track.is_locked or not track.is_shown or track.observations[frame_index].locked:
            return None
        box = track.observations[frame_index].rotated_box
        if box is None:
            if self._box_cache is None or self._box_cache[0] != mask:
                self._box_cache = (mask, mask_tools.rotated_box(mask))
            box = self._box_cache[1]
        if box is None:
            return None
        return BoxHandles.upright(box, ARM_VIEW_PX * self._ratio / self._host.view.scale)

    def _target(self) -> tuple[Track, int] | None:
        """Selected object and frame on screen, silently."""
        session, frame_index = self._host.session, self._host.frame_index
        project = session.project
        if project is None or frame_index is None:
            return None
        track = project.tracks.get(session.selected_track_id or 0)
        return (track, frame_index) if track is not None else None


def _tr(text: str) -> str:
    return QCoreApplication.translate("tools", text)
