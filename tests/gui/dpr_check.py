"""Run as a program with QT_SCALE_FACTOR set: compares every device pixel of canvas and mask.

The clip is white where the mask is and black elsewhere, the mask is shown opaque and green. So
where the two grids agree, a device pixel of the picture is either black or green; any other
colour is a pixel that the mask missed or covered wrongly. Prints JSON: the ratio, and per zoom
the number of device pixels checked and wrong.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
from PySide6.QtCore import QEventLoop, QPointF, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from annotator.core.edits import AddTrack
from annotator.core.mask import Mask
from annotator.core.project import Observation, Origin, Track
from annotator.gui.canvas import Canvas
from annotator.gui.overlay import LayerStyle
from annotator.session.session import Session
from annotator.session.settings import Settings
from tests.fakes import FakeSource, FakeTracker, write_fake_media

GREEN = (0, 255, 0)
SIZE = (96, 64)
SCALES = (0.5, 1.0, 1.5, 2.0, 2.7, 3.0, 4.0, 7.3)


def pattern():
    """An irregular region with single pixels and lines, (64, 96) bool."""
    return np.random.default_rng(3).random((SIZE[1], SIZE[0])) < 0.3


class PatternSource(FakeSource):
    def read(self, frame_index):
        return np.repeat(pattern()[:, :, None], 3, axis=2).astype(np.uint8) * 255

    def another(self):
        return PatternSource(1, SIZE)


def rgb_of(image):
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return flat[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def check(canvas, outer, scale):
    """(checked, wrong) device pixels of one zoom."""
    canvas._zoom(scale, QPointF(200, 150))
    shown = rgb_of(outer.grab().toImage()).astype(int)
    ratio = canvas.devicePixelRatioF()
    view = canvas.view
    # Where the canvas begins on the device's grid: its first touched device pixel.
    left, top = int(canvas.x() * ratio), int(canvas.y() * ratio)
    height = min(shown.shape[0] - top, int(canvas.height() * ratio)) - 2
    width = min(shown.shape[1] - left, int(canvas.width() * ratio)) - 2
    part = shown[top + 2 : top + height, left + 2 : left + width]
    columns = view.image_columns(2, width)
    rows = view.image_rows(2, height)
    inside_x, inside_y = (columns >= 0) & (columns < SIZE[0]), (rows >= 0) & (rows < SIZE[1])
    part = part[inside_y][:, inside_x]
    expected = pattern()[rows[inside_y]][:, columns[inside_x]]
    is_green = (part == GREEN).all(axis=2)
    wrong = is_green != expected
    if scale >= 2 or scale == 1:
        # Here the picture shows square pixels: outside the mask it is black, never grey.
        wrong |= ~expected & (part.sum(axis=2) != 0)
    return {"scale": scale, "checked": wrong.size, "wrong": int(wrong.sum())}


def main():
    app = QApplication([])
    folder = Path(tempfile.mkdtemp())
    settings = Settings(folder / "settings.ini")
    settings.opacity, settings.has_outline = 1.0, False
    session = Session(lambda _path: PatternSource(1, SIZE), lambda _: FakeTracker(), settings)
    outer = QWidget()
    outer.resize(460, 350)
    canvas = Canvas(session, outer)
    canvas.setGeometry(33, 21, 411, 307)  # odd: half a device pixel at a ratio of 1.5
    outer.show()
    session.open_media(write_fake_media(folder / "clip.mp4"))
    observation = Observation(Mask.from_array(pattern()), Origin.MANUAL)
    session.do(AddTrack(Track(1, "Pattern", 1, GREEN, observations={0: observation})))
    # Objects that are not selected are a little transparent; here every pixel must tell.
    canvas.scene.style = lambda color, **_: LayerStyle(color, 255, outline_width=0)
    loop = QEventLoop()
    session.frame_ready.connect(lambda *_: loop.quit())
    QTimer.singleShot(10_000, loop.quit)
    if canvas.frame_index is None:
        loop.exec()
    results = [check(canvas, outer, scale) for scale in SCALES]
    report = {"ratio": canvas.devicePixelRatioF(), "zooms": results}
    session.shutdown()
    outer.close()
    app.quit()
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
