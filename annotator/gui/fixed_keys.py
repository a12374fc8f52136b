"""Keys that work in one panel only and cannot be changed: for the list of all keys."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence


def fixed_keys() -> list[tuple[str, str]]:
    """What they do, and the keys as this platform writes them."""
    rows = (
        (_tr("In the picture: move it (hold and drag)"), ("Space",)),
        (_tr("In the picture: hide the masks (hold)"), ("Tab",)),
        (_tr("In the picture: brush and eraser swap (hold)"), ("Alt",)),
        (_tr("On the timeline: zoom in"), ("+",)),
        (_tr("On the timeline: zoom out"), ("-",)),
        (_tr("On the timeline: the whole video"), ("*",)),
        (_tr("On the timeline: filmstrip"), ("/",)),
        (_tr("On the timeline: object above or below"), ("Up", "Down")),
        (_tr("On the timeline: turn over what is on screen"), ("Shift+PgUp", "Shift+PgDown")),
    )
    return [(text, ",  ".join(_native(key) for key in keys)) for text, keys in rows]


def _native(key: str) -> str:
    """A key that is only held is no sequence of keys, and has its name in all languages."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key


def _tr(text: str) -> str:
    return QCoreApplication.translate("fixed_keys", text)
