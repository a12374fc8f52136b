"""What the canvas and window tests share: a canvas on a fake clip, and real mouse gestures."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.edits import AddTrack
from annotator.core.project import Observation, Origin, Track
from annotator.gui.canvas import Canvas
from tests.fakes import square_mask

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
COLORS = ((230, 60, 0), (0, 120, 230), (0, 200, 90))


def open_canvas(qtbot, session, size=(420, 300)):
    """A shown canvas with the picture of frame 0."""
    canvas = Canvas(session)
    qtbot.addWidget(canvas)
    canvas.resize(*size)
    with qtbot.waitExposed(canvas):
        canvas.show()
    wait_for_frame(qtbot, canvas, session.current_frame)
    return canvas


def wait_for_frame(qtbot, canvas, frame_index):
    """Until the canvas shows that frame."""
    qtbot.waitUntil(lambda: canvas.frame_index == frame_index)


def add_track(session, boxes, name="Dog", origin=Origin.MANUAL, **attributes):
    """A track with a rectangle `(x, y, width, height)` per frame."""
    project = session.project
    track_id = project.next_track_id
    size = (project.video.width, project.video.height)
    observations = {
        frame: Observation(square_mask(box, size), origin) for frame, box in boxes.items()
    }
    color = COLORS[(track_id - 1) % len(COLORS)]
    track = Track(track_id, name, 1, color, observations=observations, **attributes)
    session.do(AddTrack(track))
    return track_id


def at(canvas, image_x, image_y):
    """The logical position of an image point, to the nearest whole pixel."""
    view_x, view_y = canvas.view.to_view(image_x, image_y)
    ratio = canvas.devicePixelRatioF()
    return QPoint(round(view_x / ratio), round(view_y / ratio))


def image_point(canvas, point):
    """The exact image coordinates of a logical position: what a tool will see there."""
    return canvas.view.to_image(point.x(), point.y())


def move(canvas, point, *, buttons=Qt.MouseButton.NoButton, modifiers=NO_MODIFIER):
    """Move the pointer, with buttons and keys held."""
    position = QPointF(point)
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        position,
        QPointF(canvas.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        buttons,
        modifiers,
    )
    QApplication.sendEvent(canvas, event)


def drag(canvas, *points, button=Qt.MouseButton.LeftButton, modifiers=NO_MODIFIER, release=True):
    """Press at the first point, move through the others, let go at the last."""
    QTest.mousePress(canvas, button, modifiers, points[0])
    for point in points[1:]:
        move(canvas, point, buttons=button, modifiers=modifiers)
    if release:
        QTest.mouseRelease(canvas, button, modifiers, points[-1])


def wheel(canvas, point, notches, modifiers=NO_MODIFIER, *, sideways=False):
    """Turn the wheel by notches; away from the person is positive."""
    delta = QPoint(120 * notches, 0) if sideways else QPoint(0, 120 * notches)
    event = QWheelEvent(
        QPointF(point),
        QPointF(canvas.mapToGlobal(point)),
        QPoint(),
        delta,
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def mask_of(session, track_id, frame_index=0):
    """The pixels of a mask, `(height, width)` bool; None when there is none."""
    observation = session.project.tracks[track_id].observations.get(frame_index)
    return None if observation is None or observation.mask is None else observation.mask.to_array()


def color_at(canvas, image_x, image_y):
    """The colour on screen at an image point."""
    image = canvas.grab().toImage()
    point = at(canvas, image_x, image_y)
    ratio = image.devicePixelRatio()
    return image.pixelColor(int(point.x() * ratio), int(point.y() * ratio))
