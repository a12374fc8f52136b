"""The legend of the timeline, drawn with the same code as the lanes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from annotator.gui import glyphs, lane_raster
from annotator.gui.timeline_lanes import NO_SCORE, State
from annotator.gui.timeline_layout import LANE_HEIGHT_PX
from annotator.gui.timeline_scene import SceneColors, rgb

SAMPLE_WIDTH_PX = 54
SCALE = 2
"""Samples are drawn at twice their size, to be sharp on any screen."""

SAMPLE_COLOR = (60, 130, 246)


@dataclass(frozen=True)
class _Sample:
    text: str
    state: State
    score: float | None = None
    mark: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Timeline", text)


def _samples() -> tuple[_Sample, ...]:
    made = State.PROPAGATED
    return (
        _Sample(_tr("Keyframe: made by hand or from your box"), State.MANUAL, mark="diamond"),
        _Sample(_tr("Propagated"), made),
        _Sample(_tr("Merged from both sides"), State.MERGED),
        _Sample(_tr("Imported"), State.IMPORTED),
        _Sample(_tr("Box without a mask: to be run"), State.EMPTY, mark="box"),
        _Sample(_tr("Empty mask: nothing was found"), State.EMPTY | State.BLANK),
        _Sample(_tr("Occluded"), made | State.OCCLUDED),
        _Sample(_tr("Hidden behind something: no mask"), State.ABSENT | State.OCCLUDED),
        _Sample(_tr("Out of view"), State.ABSENT),
        _Sample(_tr("Reviewed"), made | State.REVIEWED, mark="check"),
        _Sample(_tr("Locked"), made | State.LOCKED),
        _Sample(_tr("Flagged"), made, mark="flag"),
        _Sample(_tr("Score"), made, score=0.8),
        _Sample(_tr("Low score"), made, score=0.3),
    )


def sample_image(sample: _Sample, colors: SceneColors) -> QImage:
    """A short lane in one state."""
    width, height = SAMPLE_WIDTH_PX * SCALE, LANE_HEIGHT_PX * SCALE
    score = NO_SCORE if sample.score is None else round(sample.score * 254)
    states = np.full(width, int(sample.state), np.uint16)
    inks = lane_raster.ink_table(
        base=rgb(colors.base),
        track=SAMPLE_COLOR,
        text=rgb(colors.text),
        reviewed=rgb(colors.reviewed),
        warning=rgb(colors.warning),
    )
    tables = lane_raster.tables_of(inks, SCALE)
    pixels = lane_raster.lane_pixels(states, np.full(width, score, np.uint8), tables, 0)
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32).copy()
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(SCALE, SCALE)
    middle = (lane_raster.BAR_TOP + lane_raster.BAR_BOTTOM) / 2
    if sample.mark == "diamond":
        center = QPointF(SAMPLE_WIDTH_PX / 2, middle)
        glyphs.draw_diamond(painter, center, 5.0, QColor(*SAMPLE_COLOR), colors.text)
    elif sample.mark == "box":
        box = QRectF(SAMPLE_WIDTH_PX / 2 - 5.5, middle - 5.5, 11, 11)
        glyphs.draw_dashed_box(painter, box, QColor(*SAMPLE_COLOR))
    elif sample.mark == "check":
        glyphs.draw_check(painter, QRectF(3, 0.5, 8, 8), colors.reviewed)
    elif sample.mark == "flag":
        glyphs.draw_flag(painter, QRectF(SAMPLE_WIDTH_PX / 2, 0, 11, 11), colors.warning)
    painter.end()
    return image


def legend_text(colors: SceneColors) -> str:
    """The legend as rich text with its samples in it."""
    rows = []
    for sample in _samples():
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(sample_image(sample, colors))
        encoded = bytes(data.toBase64().data()).decode("ascii")
        source = f'src="data:image/png;base64,{encoded}"'
        image = f'<img {source} width="{SAMPLE_WIDTH_PX}" height="{LANE_HEIGHT_PX}">'
        rows.append(f'<tr><td>{image}&nbsp;&nbsp;</td><td valign="middle">{sample.text}</td></tr>')
    return f"<table>{''.join(rows)}</table>"
