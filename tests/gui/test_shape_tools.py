"""Polygon, lasso, moving a mask, box handles: real mouse gestures, asserted on the project."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.geometry import RotatedBox
from annotator.core.project import Origin
from annotator.gui.box_handles import BoxHandles
from annotator.gui.select_tool import ARM_VIEW_PX
from annotator.session import mask_tools
from tests.gui.canvas_helpers import add_track, at, drag, image_point, mask_of, move, open_canvas

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session(make_session):
    return make_session(frame_count=20, size=(96, 64))


@pytest.fixture
def canvas(qtbot, session):
    return open_canvas(qtbot, session, (520, 380))


@pytest.fixture
def notices(session, canvas):
    told = []
    session.notified.connect(told.append)
    canvas.noticed.connect(told.append)
    return told


@pytest.fixture
def dog(session, canvas):
    track_id = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(track_id)
    return track_id


def click(canvas, *points, modifiers=Qt.KeyboardModifier.NoModifier):
    for point in points:
        QTest.mouseClick(canvas, LEFT, modifiers, point)


def area_of(canvas, points):
    exact = [image_point(canvas, point) for point in points]
    return mask_tools.polygon(exact, width=96, height=64).to_array()


@pytest.mark.parametrize("tool", ["polygon", "lasso"])
def test_a_shape_with_nothing_selected_is_a_new_object(session, canvas, notices, tool):
    corners = [at(canvas, 40, 10), at(canvas, 80, 12), at(canvas, 60, 50)]
    canvas.set_tool(tool)
    if tool == "polygon":
        click(canvas, *corners)
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    else:
        drag(canvas, *corners)
    (track_id,) = session.project.tracks
    assert session.selected_track_id == track_id
    assert (mask_of(session, track_id) == area_of(canvas, corners)).all()
    made_with = session.project.tracks[track_id].observations[0].provenance
    assert (made_with.source, made_with.edits) == (tool, 0)
    session.undo()
    assert session.project.tracks == {}
    click(canvas, corners[0], modifiers=SHIFT)  # nothing to take away from
    assert "Select an object first" in notices[0].text


# -- polygon --------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["enter", "first corner", "double click"])
def test_a_polygon_is_added_in_one_step(session, canvas, dog, ending):
    canvas.set_tool("polygon")
    corners = [at(canvas, 40, 10), at(canvas, 80, 12), at(canvas, 60, 50)]
    before = mask_of(session, dog)
    click(canvas, *corners)
    if ending == "enter":
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    elif ending == "first corner":
        click(canvas, corners[0])
    else:
        QTest.mouseDClick(canvas, LEFT, pos=corners[-1])
    np.testing.assert_array_equal(mask_of(session, dog), before | area_of(canvas, corners))
    made = session.project.tracks[dog].observations[0]
    assert (made.origin, made.provenance.source, made.provenance.edits) == (
        Origin.MANUAL,
        "polygon",
        1,
    )
    assert session.history.undo_label == "Polygon"
    session.undo()
    np.testing.assert_array_equal(mask_of(session, dog), before)


@pytest.mark.parametrize("modifier", [SHIFT, ALT])
def test_a_polygon_takes_away_with_shift_or_alt(session, canvas, dog, modifier):
    canvas.set_tool("polygon")
    corners = [at(canvas, 5, 5), at(canvas, 20, 5), at(canvas, 20, 45), at(canvas, 5, 45)]
    before = mask_of(session, dog)
    click(canvas, *corners, modifiers=modifier)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    np.testing.assert_array_equal(mask_of(session, dog), before & ~area_of(canvas, corners))


def test_backspace_takes_a_corner_back_and_escape_the_polygon(session, canvas, dog):
    canvas.set_tool("polygon")
    before = mask_of(session, dog)
    corners = [at(canvas, 40, 10), at(canvas, 80, 12), at(canvas, 60, 50)]
    click(canvas, corners[0], corners[1], at(canvas, 90, 60))
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    click(canvas, corners[2])
    assert canvas.cancel_gesture()
    assert not canvas.tool.is_active
    np.testing.assert_array_equal(mask_of(session, dog), before)
    click(canvas, *corners[:2])
    QTest.keyClick(canvas, Qt.Key.Key_Return)  # two corners have no area
    np.testing.assert_array_equal(mask_of(session, dog), before)


# -- lasso ----------------------------------------------------------------------------------


def test_a_lasso_adds_what_it_goes_around(session, canvas, dog):
    canvas.set_tool("lasso")
    path = [at(canvas, 40, 20), at(canvas, 70, 20), at(canvas, 70, 40), at(canvas, 40, 40)]
    before = mask_of(session, dog)
    drag(canvas, *path)
    np.testing.assert_array_equal(mask_of(session, dog), before | area_of(canvas, path))
    assert session.history.undo_label == "Lasso"


def test_a_lasso_takes_away(session, canvas, dog, notices):
    canvas.set_tool("lasso")
    path = [at(canvas, 15, 5), at(canvas, 50, 5), at(canvas, 50, 50), at(canvas, 15, 50)]
    drag(canvas, *path, modifiers=SHIFT)
    assert not mask_of(session, dog)[:, 15:].any()
    drag(canvas, at(canvas, 60, 50), at(canvas, 80, 50), at(canvas, 80, 60), modifiers=SHIFT)
    assert "changes nothing" in notices[-1].text


# -- protection -----------------------------------------------------------------------------


@pytest.mark.parametrize("tool", ["lasso", "brush"])
def test_protected_objects_keep_their_pixels(session, canvas, dog, tool):
    other = add_track(session, {0: (50, 10, 20, 40)})
    session.select_track(dog)
    session.settings.protects_others = True
    before = mask_of(session, other)
    canvas.set_tool(tool)
    canvas.set_brush_size(20)
    drag(canvas, at(canvas, 20, 20), at(canvas, 80, 20), at(canvas, 80, 40), at(canvas, 20, 40))
    after = mask_of(session, dog)
    assert after.sum() > 400
    assert not (after & before).any()
    np.testing.assert_array_equal(mask_of(session, other), before)


# -- soft brush and pen ---------------------------------------------------------------------


def test_a_soft_brush_is_narrower_and_grows_by_going_over(session, canvas, dog):
    canvas.preferences.brush_hardness = 20
    canvas.set_tool("brush")
    canvas.set_brush_size(24)
    line = (at(canvas, 60, 12), at(canvas, 60, 52))
    drag(canvas, *line)
    once = mask_of(session, dog)[30, 40:].sum()
    drag(canvas, *line, *line[::-1], *line)
    often = mask_of(session, dog)[30, 40:].sum()
    canvas.preferences.brush_hardness = 100
    assert 4 < once < often <= 24


def test_soft_strokes_one_after_another_widen_each_other(session, canvas, dog):
    canvas.preferences.brush_hardness = 20
    canvas.set_tool("brush")
    canvas.set_brush_size(24)
    before, widths = mask_of(session, dog), []
    for _ in range(3):
        drag(canvas, at(canvas, 60, 12), at(canvas, 60, 52))
        widths.append(mask_of(session, dog)[30, 40:].sum())
    assert widths == sorted(set(widths))
    for _ in range(3):
        session.undo()
    np.testing.assert_array_equal(mask_of(session, dog), before)
    drag(canvas, at(canvas, 60, 12), at(canvas, 60, 52))
    canvas.preferences.brush_hardness = 100
    assert mask_of(session, dog)[30, 40:].sum() == widths[0]


def pen(canvas, kind, point, pressure):
    position = QPointF(point)
    held = LEFT if kind is not QEvent.Type.TabletRelease else Qt.MouseButton.NoButton
    event = QTabletEvent(
        kind, QPointingDevice.primaryPointingDevice(), position,
        QPointF(canvas.mapToGlobal(point)), pressure, 0, 0, 0, 0, 0,
        Qt.KeyboardModifier.NoModifier, LEFT, held,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_a_pen_that_presses_less_paints_thinner(session, canvas, dog):
    canvas.set_tool("brush")
    canvas.set_brush_size(20)
    widths = []
    for column, pressure in ((45, 0.2), (75, 1.0)):
        start, end = at(canvas, column, 12), at(canvas, column, 52)
        pen(canvas, QEvent.Type.TabletPress, start, pressure)
        QTest.mousePress(canvas, LEFT, pos=start)  # Qt makes it of an ignored pen event
        move(canvas, end, buttons=LEFT)
        pen(canvas, QEvent.Type.TabletRelease, end, 0)
        QTest.mouseRelease(canvas, LEFT, pos=end)
        widths.append(int(mask_of(session, dog)[30, column - 12 : column + 12].sum()))
    assert widths[0] < 9
    assert widths[1] in range(19, 22)


# -- moving ---------------------------------------------------------------------------------


def test_the_selected_mask_moves_with_the_pointer(session, canvas, dog):
    before = mask_of(session, dog)
    canvas.set_shows_rotated_box(False)
    start, end = at(canvas, 20, 20), at(canvas, 45, 30)
    drag(canvas, start, at(canvas, 30, 25), end)
    (x0, y0), (x1, y1) = image_point(canvas, start), image_point(canvas, end)
    shift = (round(y1 - y0), round(x1 - x0))
    np.testing.assert_array_equal(mask_of(session, dog), np.roll(before, shift, (0, 1)))
    assert session.history.undo_label == "Move mask"


def test_a_click_or_a_first_drag_moves_nothing(session, canvas, dog):
    other = add_track(session, {0: (50, 10, 20, 40)})
    session.select_track(dog)
    before = mask_of(session, dog), mask_of(session, other)
    click(canvas, at(canvas, 20, 20))
    drag(canvas, at(canvas, 60, 20), at(canvas, 80, 40))  # only selects
    assert session.selected_track_id == other
    np.testing.assert_array_equal(mask_of(session, dog), before[0])
    np.testing.assert_array_equal(mask_of(session, other), before[1])


def test_a_move_can_be_given_up(session, canvas, dog):
    canvas.set_shows_rotated_box(False)
    before = mask_of(session, dog)
    drag(canvas, at(canvas, 20, 20), at(canvas, 60, 40), release=False)
    assert canvas.cancel_gesture()
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 60, 40))
    np.testing.assert_array_equal(mask_of(session, dog), before)


# -- handles --------------------------------------------------------------------------------


def test_dragging_a_corner_of_the_box_predicts_again(qtbot, session, canvas, dog):
    start, end = at(canvas, 30, 30), at(canvas, 50, 45)
    drag(canvas, start, at(canvas, 40, 40), end)
    qtbot.waitUntil(lambda: not session.jobs)
    x, y = image_point(canvas, end)
    box = session.project.tracks[dog].observations[0].mask.box
    assert (box.x, box.y) == (10, 10)
    assert (box.right, box.bottom) == pytest.approx((x, y), abs=1)
    session.undo()
    assert mask_of(session, dog).sum() == 400


def test_turning_the_box_predicts_in_the_turned_box_and_keeps_it(qtbot, session, canvas, dog):
    handles = BoxHandles.upright(
        mask_tools.rotated_box(session.project.observation(dog, 0).mask), 0
    )
    x, y = handles.points()["rotate"]
    start = at(canvas, x, y)
    start.setY(start.y() - round(ARM_VIEW_PX))
    drag(canvas, start, at(canvas, 30, 8), at(canvas, 36, 4))  # from above to the upper right
    qtbot.waitUntil(lambda: not session.jobs)
    seen = session.project.observation(dog, 0)
    turned = seen.rotated_box
    assert turned.angle_degrees == pytest.approx(45, abs=2)
    assert (turned.width, turned.height) == pytest.approx((20, 20))
    # The tracker of the tests fills its box, so the mask is the turned square.
    expected = mask_tools.polygon(turned.corners().tolist(), width=96, height=64)
    assert seen.mask.iou(expected) > 0.9
    session.undo()
    assert mask_of(session, dog).sum() == 400


def test_a_locked_frame_has_no_handles(session, canvas, dog):
    session.set_locked(dog, [0], True)
    drag(canvas, at(canvas, 30, 30), at(canvas, 50, 45))
    assert mask_of(session, dog).sum() == 400


@pytest.mark.parametrize("angle", [9.0, -171.0, 189.0])
def test_the_turning_handle_is_at_the_upper_end(angle):
    handles = BoxHandles.upright(RotatedBox(50, 40, 20, 30, angle), arm=5)
    assert handles.box.angle_degrees == pytest.approx(9)
    assert handles.points()["rotate"][1] < 40


@pytest.mark.parametrize("angle", [9.0, -171.0])
def test_above_the_picture_the_turning_handle_is_at_the_lower_end(angle):
    handles = BoxHandles.upright(RotatedBox(50, 16, 20, 30, angle), arm=5)
    assert handles.points()["rotate"][1] > 30


@pytest.mark.parametrize("angle", [0.0, 30.0, -75.0])
def test_the_opposite_corner_stays(angle):
    handles = BoxHandles(RotatedBox(50, 40, 20, 10, angle), arm=5)
    points = handles.points()
    x, y = points["se"]
    larger = BoxHandles(handles.dragged("se", x + 3, y + 2), arm=5)
    assert larger.points()["nw"] == pytest.approx(points["nw"])
    assert larger.points()["se"] == pytest.approx((x + 3, y + 2))
    side = BoxHandles(handles.dragged("n", *points["rotate"]), arm=5)
    assert side.box.height == pytest.approx(15)
    assert side.points()["s"] == pytest.approx(points["s"])
    assert handles.hit(x + 1, y, reach=2) == "se"
    assert handles.hit(200, 200, reach=2) is None


def test_turning_goes_in_steps_with_shift():
    handles = BoxHandles(RotatedBox(50, 40, 20, 10, 0), arm=5)
    assert handles.dragged("rotate", 70, 40).angle_degrees == pytest.approx(90)
    assert handles.dragged("rotate", 50, 20).angle_degrees == pytest.approx(0)
    assert handles.dragged("rotate", 60, 21, in_steps=True).angle_degrees == pytest.approx(30)
