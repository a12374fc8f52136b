"""Icons, drawn for this program as SVG with `currentColor`, in the colour of the theme."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 22, 32, 44)
"""In device pixels, so that buttons are sharp at ratios 1, 1.5 and 2."""


def resources_dir() -> Path:
    """Icons and the style sheet: inside an installed package, or beside it in the repository."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def icon_path(name: str) -> Path:
    """The file of an icon."""
    return resources_dir() / "icons" / f"{name}.svg"


def icon(name: str, color: str, disabled_color: str | None = None) -> QIcon:
    """An icon in a colour (#rrggbb), and in another one where it is disabled."""
    made = QIcon()
    source = icon_path(name).read_text(encoding="utf-8")
    modes = [(QIcon.Mode.Normal, color)]
    if disabled_color is not None:
        modes.append((QIcon.Mode.Disabled, disabled_color))
    for mode, mode_color in modes:
        renderer = _renderer(source, mode_color)
        for size in SIZES:
            made.addPixmap(_rendered(renderer, size), mode)
    return made


def icon_pixmap(name: str, color: str, size: int) -> QPixmap:
    """An icon of `size` device pixels."""
    return _rendered(_renderer(icon_path(name).read_text(encoding="utf-8"), color), size)


def _renderer(source: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(source.replace("currentColor", color).encode()))


def _rendered(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
