"""What the canvas shows: one picture, and the masks of that same frame over it."""

import math
from collections.abc import Iterable

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from annotator.core.geometry import RotatedBox
from annotator.core.palette import Color, track_color
from annotator.core.project import Observation, Track, Visibility
from annotator.gui.marks import marks_on, paint_marks
from annotator.gui.overlay import LayerStyle, OverlayCache, Placed, render_layer
from annotator.gui.picture import Picture
from annotator.gui.tools import EditLayer
from annotator.gui.view_transform import ViewTransform
from annotator.session.session import Session

OTHERS_STRENGTH = 0.8
OCCLUDED_STRENGTH = 0.45
"""Of the filling, compared with the selected object's."""


class Scene:
    """Picture, masks and how they are shown. Knows the session's state, changes nothing in it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.picture: Picture | None = None
        self.frame_index: int | None = None
        """The frame that `picture` shows."""
        self.edit_layer: EditLayer | None = None
        self.shows_masks = True
        self.shows_rotated_box = True
        self.overlays = OverlayCache()

    def clear(self) -> None:
        """Nothing is open."""
        self.picture = self.frame_index = self.edit_layer = None
        self.overlays = OverlayCache()

    def shown(self) -> list[tuple[Track, Observation]]:
        """Shown tracks with their observation of the frame on screen, the lowest layer first."""
        project, frame_index = self._session.project, self.frame_index
        if project is None or frame_index is None:
            return []
        return [
            (track, observation)
            for track in project.tracks.values()
            if track.is_shown
            if (observation := track.observations.get(frame_index)) is not None
        ]

    def track_at(self, image_x: float, image_y: float) -> int | None:
        """The topmost shown track whose mask, or box without a mask, covers that point."""
        point, boxed = QPointF(image_x, image_y), None
        for track, observation in reversed(self.shown()):
            if observation.mask is not None:
                placed = self.overlays.crop(observation.mask)
                if placed.contains(math.floor(image_x), math.floor(image_y)):
                    return track.id
            elif boxed is None and observation.is_candidate and observation.rotated_box is not None:
                polygon = _polygon(observation.rotated_box)
                if polygon.containsPoint(point, Qt.FillRule.OddEvenFill):
                    boxed = track.id
        return boxed

    def paint(
        self,
        painter: QPainter,
        view: ViewTransform,
        viewport: QRect,
        damaged: Iterable[QRect],
        ratio: float,
    ) -> None:
        """Draw inside `viewport`; the painter's unit is one device pixel.

        `damaged`: the rectangles (device pixels) that are being repainted; only the mask in the
        making is rendered for them alone, everything else comes from caches.
        """
        if self.picture is None:
            return
        self.picture.draw(painter, view, viewport)
        edited = self.edit_layer
        if self.shows_masks:
            for track, observation in self.shown():
                if edited is not None and track.id == edited.track_id:
                    # In its place among the layers: what is painted looks as it will afterwards.
                    self._paint_edit_layer(painter, edited, view, damaged, ratio)
                    edited = None
                elif observation.mask is not None:
                    self._paint_mask(painter, track, observation, view, viewport, ratio)
                is_selected = track.id == self._session.selected_track_id
                if observation.is_candidate or (is_selected and self.shows_rotated_box):
                    is_dashed = observation.is_candidate
                    line = Qt.PenStyle.DashLine if is_dashed else Qt.PenStyle.SolidLine
                    _paint_rotated_box(painter, view, observation, track.color, ratio, line)
        if edited is not None:
            self._paint_edit_layer(painter, edited, view, damaged, ratio)
        if self.shows_masks and self.frame_index is not None:
            marks = marks_on(self._session, self.frame_index)
            paint_marks(painter, marks, self.overlays, view, viewport, ratio)

    def style(
        self, color: Color, *, ratio: float, is_selected: bool, is_occluded: bool = False
    ) -> LayerStyle:
        """The selected object: stronger, with a wider outline and a dark rim."""
        settings = self._session.settings
        strength = settings.opacity * (1.0 if is_selected else OTHERS_STRENGTH)
        alpha = round(255 * strength * (OCCLUDED_STRENGTH if is_occluded else 1.0))
        if is_selected:
            return LayerStyle(color, alpha, max(2, round(2 * ratio)), max(1, round(ratio)))
        return LayerStyle(color, alpha, max(1, round(ratio)) if settings.has_outline else 0)

    def _paint_mask(
        self,
        painter: QPainter,
        track: Track,
        observation: Observation,
        view: ViewTransform,
        viewport: QRect,
        ratio: float,
    ) -> None:
        style = self.style(
            track.color,
            ratio=ratio,
            is_selected=track.id == self._session.selected_track_id,
            is_occluded=observation.visibility is Visibility.OCCLUDED,
        )
        assert observation.mask is not None
        layer = self.overlays.layer(observation.mask, style, view, viewport)
        if layer is not None:
            painter.drawImage(QPoint(layer.x, layer.y), layer.image)

    def _paint_edit_layer(
        self,
        painter: QPainter,
        edited: EditLayer,
        view: ViewTransform,
        damaged: Iterable[QRect],
        ratio: float,
    ) -> None:
        project = self._session.project
        if project is None:
            return
        track = project.tracks.get(edited.track_id)
        color = track.color if track is not None else track_color(edited.track_id - 1)
        style = self.style(color, ratio=ratio, is_selected=True)
        placed = Placed(0, 0, edited.pixels)
        for rect in damaged:
            layer = render_layer(placed, style, view, rect)
            if layer is not None:
                painter.drawImage(QPoint(layer.x, layer.y), layer.image)


def _polygon(box: RotatedBox, view: ViewTransform | None = None) -> QPolygonF:
    """In the image, or where the view shows it."""
    corners = box.corners().tolist()
    return QPolygonF([QPointF(*(view.to_view(x, y) if view else (x, y))) for x, y in corners])


def _paint_rotated_box(
    painter: QPainter,
    view: ViewTransform,
    observation: Observation,
    color: Color,
    ratio: float,
    line: Qt.PenStyle,
) -> None:
    """Dashed: a box that has no mask yet."""
    if observation.rotated_box is None:
        return
    polygon = _polygon(observation.rotated_box, view)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for pen_color, width in ((QColor(0, 0, 0, 140), 3.0), (QColor(*color), 1.2)):
        painter.setPen(QPen(pen_color, width * ratio, line))
        painter.drawPolygon(polygon)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
