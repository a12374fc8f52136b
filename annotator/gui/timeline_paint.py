"""Paints the parts of the timeline. No state of its own: everything comes in as a `Scene`."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from annotator.gui import glyphs, lane_raster
from annotator.gui.filmstrip import Filmstrip
from annotator.gui.lane_images import LaneLook
from annotator.gui.lane_raster import mix
from annotator.gui.timeline_layout import label_left, ticks, time_text
from annotator.gui.timeline_scene import LaneJob, Scene, SceneColors, range_px, rgb, visible_on

MARK_MARGIN_PX = 8
"""Marks reach so far beyond the middle of their frame."""

HEADER_MARGIN_PX = 8
"""Free at the right of a header; the playhead reaches so far into it."""

LABEL_SPACING_PX = 76


def paint(painter: QPainter, rect: QRect, scene: Scene, theme: SceneColors, font: QFont) -> None:
    """Paint the part of the viewport inside `rect`; the caller has set the clip to it."""
    stack = scene.stack
    painter.fillRect(rect, theme.base)
    left = stack.header_width_px
    lane_area = QRect(left, stack.lanes_top_px, scene.view.width_px, 1 << 20) & rect
    lanes = stack.lanes_between(rect.top(), rect.bottom() + 1)
    if not lane_area.isEmpty():
        painter.save()
        painter.setClipRect(lane_area)
        for lane in lanes:
            _paint_lane(painter, lane_area, lane, scene, theme)
        _paint_range_shade(painter, lane_area, scene, theme)
        painter.restore()
    if rect.left() < left:
        painter.save()
        painter.setFont(font)
        for lane in lanes:
            _paint_header_ground(painter, lane, scene, theme)
            if rect.left() < left - HEADER_MARGIN_PX:
                _paint_header(painter, lane, scene, theme)
        painter.restore()
    if rect.top() < stack.ruler_height_px:
        _paint_ruler(painter, rect, scene, theme, font)
    if scene.filmstrip is not None and rect.top() < stack.lanes_top_px:
        _paint_filmstrip(painter, rect, scene, scene.filmstrip, theme)
    _paint_playhead(painter, rect, scene, theme)
    painter.fillRect(QRect(left - 1, 0, 1, rect.bottom() + 1), theme.line)


def _paint_lane(
    painter: QPainter, area: QRect, lane: int, scene: Scene, theme: SceneColors
) -> None:
    track, stack = scene.tracks[lane], scene.stack
    top, height = stack.top_of(lane), stack.lane_height_px
    is_selected = track.id == scene.selected_track_id
    base = rgb(_lane_background(theme, lane, is_selected=is_selected))
    look = LaneLook(
        view=scene.view,
        scale=scene.device_pixel_ratio,
        color=visible_on(track.color, base),
        background=base,
        text=rgb(theme.text),
        reviewed=rgb(theme.reviewed),
        warning=rgb(theme.warning),
        is_shown=track.is_shown,
    )
    image = scene.images.image(track, scene.store.lane(track.id), look)
    painter.drawImage(QPoint(stack.header_width_px, top), image)
    _paint_plan(painter, lane, scene, theme)
    painter.fillRect(QRect(area.left(), top + height - 1, area.width(), 1), theme.line)


def _lane_background(theme: SceneColors, lane: int, *, is_selected: bool) -> QColor:
    if is_selected:
        return QColor(*mix(rgb(theme.base), rgb(theme.accent), 0.16))
    return theme.alternate if lane % 2 else theme.base


def _paint_plan(painter: QPainter, lane: int, scene: Scene, theme: SceneColors) -> None:
    """What a running propagation has still to do: a thin line, with an arrow at its head."""
    job = scene.jobs.get(scene.tracks[lane].id)
    if job is None or job.head is None or job.end is None:
        return
    view, left = scene.view, scene.stack.header_width_px
    y = scene.stack.top_of(lane) + (lane_raster.BAR_TOP + lane_raster.BAR_BOTTOM) / 2
    head, end = left + view.center_x_of(job.head), left + view.center_x_of(job.end)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.accent, 2, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(head, y), QPointF(end, y))
    sign = 1 if job.end >= job.head else -1
    painter.setPen(QPen(theme.base, 1))
    painter.setBrush(theme.accent)
    tip = head + sign * 7
    arrow = [QPointF(tip, y), QPointF(head, y - 6), QPointF(head, y + 6)]
    painter.drawPolygon(QPolygonF(arrow))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _paint_range_shade(painter: QPainter, area: QRect, scene: Scene, theme: SceneColors) -> None:
    """Dim what is outside the in/out range."""
    bounds = range_px(scene)
    if bounds is None:
        return
    shade = QColor(0, 0, 0, 80 if theme.base.lightness() < 128 else 26)
    first, last = bounds
    painter.fillRect(QRectF(area.left(), area.top(), first - area.left(), area.height()), shade)
    right = area.right() + 1
    painter.fillRect(QRectF(last, area.top(), right - last, area.height()), shade)


def _paint_header_ground(painter: QPainter, lane: int, scene: Scene, theme: SceneColors) -> None:
    stack = scene.stack
    top, height, width = stack.top_of(lane), stack.lane_height_px, stack.header_width_px
    is_selected = scene.tracks[lane].id == scene.selected_track_id
    color = theme.header
    if is_selected:
        color = QColor(*mix(rgb(theme.header), rgb(theme.accent), 0.28))
    painter.fillRect(QRect(0, top, width, height), color)
    if is_selected:
        painter.fillRect(QRect(0, top, 3, height), theme.accent)
    painter.fillRect(QRect(0, top + height - 1, width, 1), theme.line)


def _paint_header(painter: QPainter, lane: int, scene: Scene, theme: SceneColors) -> None:
    track, stack = scene.tracks[lane], scene.stack
    top, height, width = stack.top_of(lane), stack.lane_height_px, stack.header_width_px
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.line, 1))
    painter.setBrush(QColor(*track.color))
    job = scene.jobs.get(track.id)
    text_height = height - 13 if job else height - 1
    middle = top + text_height / 2
    painter.drawRoundedRect(QRectF(9, middle - 5, 10, 10), 2.5, 2.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    right = width - HEADER_MARGIN_PX
    for is_on, glyph in (
        (track.is_locked, glyphs.draw_locked),
        (not track.is_shown, glyphs.draw_closed_eye),
    ):
        if is_on:
            right -= 16
            glyph(painter, QRectF(right, middle - 7, 14, 14), theme.dim)
    painter.setPen(theme.text if track.is_shown else theme.dim)
    metrics = QFontMetricsF(painter.font())
    name = metrics.elidedText(track.name, Qt.TextElideMode.ElideRight, right - 32)
    painter.drawText(QRectF(26, top, right - 28, text_height), Qt.AlignmentFlag.AlignVCenter, name)
    if job is not None:
        _paint_header_job(painter, job, top, scene, theme)


def _paint_header_job(
    painter: QPainter, job: LaneJob, top: int, scene: Scene, theme: SceneColors
) -> None:
    width, height = scene.stack.header_width_px, scene.stack.lane_height_px
    painter.save()
    font = painter.font()
    font.setPointSizeF(max(6.5, font.pointSizeF() * 0.8))
    painter.setFont(font)
    painter.setPen(theme.dim)
    bar = QRectF(26, top + height - 6, width - 36, 3)
    text = QRectF(26, top + height - 19, width - 36, 13)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, job.text)
    painter.fillRect(bar, theme.line)
    bar.setWidth(bar.width() * min(max(job.fraction, 0.0), 1.0))
    painter.fillRect(bar, theme.accent)
    painter.restore()


def _paint_ruler(
    painter: QPainter, rect: QRect, scene: Scene, theme: SceneColors, font: QFont
) -> None:
    view, left, height = scene.view, scene.stack.header_width_px, scene.stack.ruler_height_px
    painter.fillRect(QRect(rect.left(), 0, rect.width(), height), theme.header)
    painter.fillRect(QRect(rect.left(), height - 1, rect.width(), 1), theme.line)
    painter.save()
    painter.setFont(font)
    painter.setClipRect(rect & QRect(left, 0, view.width_px, height))
    _paint_range_band(painter, scene, theme)
    _paint_ticks(painter, rect, scene, theme)
    painter.restore()


def _paint_filmstrip(
    painter: QPainter, rect: QRect, scene: Scene, strip: Filmstrip, theme: SceneColors
) -> None:
    stack = scene.stack
    left, top, height = stack.header_width_px, stack.ruler_height_px, stack.strip_height_px
    painter.fillRect(QRect(0, top, left, height), theme.header)
    painter.save()
    area = rect & QRect(left, top, scene.view.width_px, height)
    painter.setClipRect(area)
    painter.fillRect(area, theme.base)
    strip.paint(painter, QRect(area.left(), top, area.width(), height), left, scene.view)
    painter.restore()
    painter.fillRect(QRect(rect.left(), top + height - 1, rect.width(), 1), theme.line)


def _paint_range_band(painter: QPainter, scene: Scene, theme: SceneColors) -> None:
    bounds = range_px(scene)
    if bounds is None:
        return
    height = scene.stack.ruler_height_px
    band = QColor(theme.accent)
    band.setAlpha(60)
    painter.fillRect(QRectF(bounds[0], height - 9, bounds[1] - bounds[0], 8), band)
    for x, is_set, inward in (
        (bounds[0], scene.in_frame is not None, 1),
        (bounds[1], scene.out_frame is not None, -1),
    ):
        if is_set:
            painter.fillRect(QRectF(x - (inward < 0) * 2, height - 15, 2, 14), theme.accent)
            painter.fillRect(QRectF(x - (inward < 0) * 5, height - 15, 5, 2), theme.accent)


def _paint_ticks(painter: QPainter, rect: QRect, scene: Scene, theme: SceneColors) -> None:
    """Those in `rect`; where a label goes depends on those before it, wherever they are."""
    view, left, height = scene.view, scene.stack.header_width_px, scene.stack.ruler_height_px
    shown_s = scene.time_s(view.frame_at(view.width_px)) - scene.time_s(view.frame_at(0))
    decimals = 2 if shown_s * LABEL_SPACING_PX < view.width_px else 0
    metrics, free_from = painter.fontMetrics(), -math.inf
    for tick in ticks(view, LABEL_SPACING_PX):
        x = round(left + view.x_of(tick.frame))
        is_seen = rect.left() <= x <= rect.right()
        if not tick.is_major:
            if is_seen:
                painter.fillRect(QRect(x, height - 5, 1, 4), theme.line)
            continue
        if is_seen:
            painter.fillRect(QRect(x, 3, 1, height - 4), theme.line)
        number = str(tick.frame + 1)
        text = time_text(scene.time_s(tick.frame), decimals=decimals)
        width = max(metrics.horizontalAdvance(number), metrics.horizontalAdvance(text))
        edge = left + view.width_px
        label_x = label_left(x, width, free_from_px=free_from, edge_px=edge)
        if label_x is None:
            continue
        free_from = label_x + width
        if label_x > rect.right() or free_from < rect.left():
            continue
        painter.setPen(theme.text)
        label = QRectF(label_x, 1, width + 1, 16)
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, number)
        painter.setPen(theme.dim)
        painter.drawText(label.translated(0, 15), Qt.AlignmentFlag.AlignVCenter, text)


def _paint_playhead(painter: QPainter, rect: QRect, scene: Scene, theme: SceneColors) -> None:
    view, left = scene.view, scene.stack.header_width_px
    x0, width = view.x_of(scene.current_frame), view.px_per_frame
    if x0 + width < -8 or x0 > view.width_px + 8:
        return
    painter.save()
    area = QRect(left - HEADER_MARGIN_PX, 0, view.width_px + 16, rect.bottom() + 1)
    painter.setClipRect(rect & area)
    if width >= 3:
        column = QColor(theme.accent)
        column.setAlpha(60)
        painter.fillRect(QRectF(left + x0, 0, width, rect.bottom() + 1), column)
    center = round(left + x0 + width / 2 - 0.5)
    painter.fillRect(QRect(center, 0, 1, rect.bottom() + 1), theme.accent)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.header, 1))
    painter.setBrush(theme.accent)
    middle = center + 0.5
    bottom = scene.stack.ruler_height_px - 1
    points = ((-6, -12), (6, -12), (6, -6), (0, 0), (-6, -6))
    painter.drawPolygon(QPolygonF([QPointF(middle + dx, bottom + dy) for dx, dy in points]))
    painter.restore()
