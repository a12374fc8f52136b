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
FILL_ALPHA = 150
Mark = tuple[Mask, Color]


def marks_on(session: Session, frame_index: int) -> list[Mark]:
    """What is to be marked on a frame."""
    found = session.previewed_frame(frame_index)
    if found is None:
        return []
    one = found[1]
    new, old = one.after.mask, one.before.mask if one.before is not None else None
    if new is None:
        return []
    if old is None:
        return [(new, ADDED)]
    return [(new.difference(old), ADDED), (old.difference(new), REMOVED)]


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
