"""Helpers of the timeline's painting, and the symbols."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette

from annotator.gui import glyphs
from annotator.gui.glyphs import glyph_icon
from annotator.gui.timeline_layout import FrameView, LaneStack
from annotator.gui.timeline_scene import SceneColors, playhead_rect, rgb, visible_on

GLYPHS = [
    glyphs.draw_eye,
    glyphs.draw_closed_eye,
    glyphs.draw_locked,
    glyphs.draw_unlocked,
    glyphs.draw_trash,
    glyphs.draw_stop,
    glyphs.draw_up,
    glyphs.draw_down,
    glyphs.draw_check,
    glyphs.draw_flag,
    glyphs.draw_dashed_box,
]


def drawn(glyph, side: int = 32) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    glyph(painter, QRectF(image.rect()), QColor("black"))
    painter.end()
    return image


@pytest.mark.parametrize("glyph", GLYPHS)
def test_a_symbol_stays_in_its_box_and_restores_the_painter(qapp, glyph) -> None:
    image = QImage(64, 64, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    before = painter.transform()
    glyph(painter, QRectF(16, 16, 32, 32), QColor("black"))
    assert painter.transform() == before
    painter.end()
    outside = [image.pixelColor(x, y).alpha() for x in range(64) for y in (10, 53)]
    assert max(outside) == 0
    inside = [image.pixelColor(x, y).alpha() for x in range(16, 48) for y in range(16, 48)]
    assert max(inside) > 200


def test_symbols_are_told_apart_by_shape(qapp) -> None:
    images = [drawn(glyph) for glyph in GLYPHS]
    for i, image in enumerate(images):
        assert all(image != other for other in images[i + 1 :])


def test_icons_fade_where_disabled(qapp) -> None:
    from PySide6.QtGui import QIcon

    icon = glyph_icon(glyphs.draw_stop, QPalette())
    strong = icon.pixmap(32, 32, QIcon.Mode.Normal).toImage().pixelColor(16, 16).alpha()
    weak = icon.pixmap(32, 32, QIcon.Mode.Disabled).toImage().pixelColor(16, 16).alpha()
    assert strong > 2 * weak


def test_diamond(qapp) -> None:
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    glyphs.draw_diamond(painter, QPointF(10, 10), 6, QColor("red"), QColor("black"))
    painter.end()
    assert image.pixelColor(10, 10) == QColor("red")
    assert image.pixelColor(5, 5) == QColor("white")


@pytest.mark.parametrize("color", [(255, 255, 250), (240, 228, 66), (20, 20, 20), (0, 0, 60)])
@pytest.mark.parametrize("base", [(255, 255, 255), (20, 20, 24)])
def test_track_colours_show_on_any_background(color, base) -> None:
    def luma(c) -> float:
        return 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]

    assert abs(luma(visible_on(color, base)) - luma(base)) >= 20


def test_colours_follow_the_palette(qapp) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor(20, 20, 20))
    palette.setColor(QPalette.ColorRole.Text, QColor(240, 240, 240))
    colors = SceneColors.of(palette)
    assert rgb(colors.base) == (20, 20, 20)
    assert colors.base.lightness() < colors.line.lightness() < colors.text.lightness()


@pytest.mark.parametrize("frame", [0, 57, 99])
@pytest.mark.parametrize("zoom", [1, 7, 40])
def test_playhead_rect_covers_line_and_handle(frame: int, zoom: float) -> None:
    view = FrameView.fitted(100, 500).zoomed(zoom, 250)
    rect = playhead_rect(view, LaneStack(3), frame, 200)
    left = LaneStack(3).header_width_px + view.x_of(frame)
    width = view.px_per_frame
    center = left + width / 2
    assert rect.contains(QRect(round(center) - 6, 0, 12, 200))
    assert rect.left() <= left
    assert rect.right() >= left + width - 1
