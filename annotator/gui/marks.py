"""Pixels that are marked over the masks: what a preview would change, where a merge is in dispute.

The colours are those of Okabe and Ito, which people with any colour vision tell apart.
"""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter

from annotator.core.mask import Mask
from annotator.core.palette import Color
from annotator.gui.overlay import LayerStyle, OverlayCache
from annotator.gui.view_transform import ViewTransform
from annotator.session.session import Session

ADDED: Color = (0, 158, 115)
REMOVED: Color = (213, 94, 0)
DISPUTED: Color = (240, 228, 66)
FILL_ALPHA = 150
Mark = tuple[Mask, Color]


def marks_on(session: Session, frame_index: int) -> list[Mark]:
    """What is to be marked on a frame: of a preview, else of the selected object's merge."""
    found = session.previewed_frame(frame_index)
    if found is None:
        disputed = _disputed(session, frame_index) if session.settings.shows_disputes else None
        return [] if disputed is None else [(disputed, DISPUTED)]
    one = found[1]
    new, old = one.after.mask, one.before.mask if one.before is not None else None
    if new is None:
        return []
    if old is None:
        return [(new, ADDED)]
    return [(new.difference(old), ADDED), (old.difference(new), REMOVED)]


def _disputed(session: Session, frame_index: int) -> Mask | None:
    project = session.project
    track = project.tracks.get(session.selected_track_id or 0) if project is not None else None
    if track is None or not track.is_shown:
        return None
    observation = track.observations.get(frame_index)
    return observation.disputed if observation is not None else None


def paint_marks(
    painter: QPainter,
    marks: list[Mark],
    overlays: OverlayCache,
    view: ViewTransform,
    viewport: QRect,
    ratio: float,
) -> None:
    """Draw them inside `viewport`; the painter's unit is one device pixel."""
    for mask, color in marks:
        style = LayerStyle(color, FILL_ALPHA, max(1, round(ratio)))
        layer = overlays.layer(mask, style, view, viewport)
        if layer is not None:
            painter.drawImage(QPoint(layer.x, layer.y), layer.image)
