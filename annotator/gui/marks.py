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
    """What is to be marked on a frame: of a preview, else of the objects that were merged."""
    found = session.previewed_on(frame_index)
    if not found:
        return _disputed(session, frame_index) if session.settings.shows_disputes else []
    return [
        (pixels, color)
        for _, one in found
        for pixels, color in ((one.added_pixels, ADDED), (one.removed_pixels, REMOVED))
        if pixels is not None
    ]


def _disputed(session: Session, frame_index: int) -> list[Mark]:
    """Of every object that is shown, the pixels that only one side of its merge claims."""
    project = session.project
    found = []
    for track in project.tracks.values() if project is not None else ():
        one = track.observations.get(frame_index) if track.is_shown else None
        if one is not None and one.disputed is not None:
            found.append((one.disputed, DISPUTED))
    return found


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
