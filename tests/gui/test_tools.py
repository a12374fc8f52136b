"""Tools: real mouse gestures, asserted on the project. One gesture is one undo step."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtTest import QTest

from annotator.core.project import Direction, Origin
from annotator.gui.brush import Stroke
from annotator.gui.tools import draw_label
from tests.fakes import FakeTracker, Gate
from tests.gui.canvas_helpers import (
    add_track,
    at,
    color_at,
    drag,
    image_point,
    mask_of,
    move,
    open_canvas,
    wait_for_frame,
    wheel,
)

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session(make_session):
    return make_session(frame_count=20, size=(96, 64))


@pytest.fixture
def canvas(qtbot, session):
    return open_canvas(qtbot, session)


@pytest.fixture
def notices(session, canvas):
    told = []
    session.notified.connect(told.append)
    canvas.noticed.connect(told.append)
    return told


def undo_all(session):
    count = 0
    while session.history.can_undo:
        session.undo()
        count += 1
    return count


# -- select ---------------------------------------------------------------------------------


def test_a_click_selects_the_topmost_object(session, canvas):
    below = add_track(session, {0: (10, 10, 40, 40)})
    above = add_track(session, {0: (30, 10, 40, 40)})
    QTest.mouseClick(canvas, LEFT, pos=at(canvas, 40, 20))
    assert session.selected_track_id == above
    QTest.mouseClick(canvas, LEFT, pos=at(canvas, 15, 20))
    assert session.selected_track_id == below


def test_a_click_beside_keeps_the_selection(session, canvas):
    track_id = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(track_id)
    QTest.mouseClick(canvas, LEFT, pos=at(canvas, 80, 50))
    assert session.selected_track_id == track_id


# -- box ------------------------------------------------------------------------------------


def test_a_dragged_box_makes_a_track_with_a_manual_mask(qtbot, session, canvas):
    canvas.set_tool("box")
    start, end = at(canvas, 20, 12), at(canvas, 50, 40)
    drag(canvas, start, QPoint(200, 150), end)
    assert len(session.project.tracks) == 1
    track = session.project.tracks[1]
    assert session.selected_track_id == 1
    qtbot.waitUntil(lambda: 0 in track.observations)
    observation = track.observations[0]
    assert observation.origin is Origin.MANUAL
    (x0, y0), (x1, y1) = image_point(canvas, start), image_point(canvas, end)
    expected = np.zeros((64, 96), bool)
    expected[round(y0) : round(y1), round(x0) : round(x1)] = True
    np.testing.assert_array_equal(observation.mask.to_array(), expected)
    assert undo_all(session) == 1
    assert session.project.tracks == {}


def test_a_box_may_be_dragged_in_any_direction_and_beyond_the_picture(qtbot, session, canvas):
    canvas.set_tool("box")
    drag(canvas, at(canvas, 50, 40), QPoint(2, 2))
    qtbot.waitUntil(lambda: bool(session.project.tracks) and not session.jobs)
    pixels = mask_of(session, 1)
    assert pixels[0, 0]
    assert pixels[38, 48]
    assert not pixels[41:, :].any()


@pytest.mark.parametrize("end", [(20, 12), (20.4, 12.3)])
def test_a_click_with_the_box_tool_is_no_box(session, canvas, notices, end):
    canvas.set_tool("box")
    drag(canvas, at(canvas, 20, 12), at(canvas, *end))
    assert session.project.tracks == {}
    assert notices == []


def test_a_box_beside_the_picture_is_refused_in_words(session, canvas, notices):
    canvas.set_tool("box")
    drag(canvas, QPoint(2, 2), QPoint(10, 280))
    assert session.project.tracks == {}
    assert [notice.level for notice in notices] == ["warning"]
    assert "drag it around the whole object" in notices[0].text


def test_a_box_tells_beforehand_whose_it_will_be(qtbot, session, canvas):
    canvas.set_tool("box")
    points = at(canvas, 20, 12), at(canvas, 50, 40)
    assert canvas.tool.caption == ""
    drag(canvas, *points, release=False)
    assert canvas.tool.caption == "30 × 28"
    canvas.cancel_gesture()
    track_id = add_track(session, {0: (10, 10, 20, 20)}, name="Dog" * 20)
    session.select_track(track_id)
    drag(canvas, *points, release=False)
    told = canvas.tool.caption.split("\n")
    assert told[0] == "30 × 28"
    assert told[1].startswith("New object; with Shift “DogDog")
    assert len(told[1]) < 60
    canvas.grab()
    move(canvas, points[1], buttons=LEFT, modifiers=SHIFT)
    assert canvas.tool.caption.split("\n")[1].startswith("“DogDog")
    QTest.mouseRelease(canvas, LEFT, SHIFT, points[1])
    qtbot.waitUntil(lambda: not session.jobs)
    assert set(session.project.tracks) == {track_id}


def test_the_label_of_a_box_stays_in_the_picture(qtbot):
    sheet = QPixmap(300, 200)

    def painted(corner):
        sheet.fill(Qt.GlobalColor.white)
        painter = QPainter(sheet)
        draw_label(painter, QPointF(*corner), "30 × 28\nNew object")
        painter.end()
        image = sheet.toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(200, image.bytesPerLine())
        return np.argwhere(pixels[:, :300] < 128)

    beyond = painted((40, 30))
    assert (beyond.min(axis=0) >= (30, 40)).all()
    before = painted((290, 190))
    assert (before.max(axis=0) <= (190, 290)).all()
    assert len(before) == pytest.approx(len(beyond), rel=0.05)


def test_a_cancelled_box_leaves_everything_as_it_was(session, canvas):
    canvas.set_tool("box")
    drag(canvas, at(canvas, 20, 12), at(canvas, 50, 40), release=False)
    assert canvas.tool.is_active
    assert canvas.cancel_gesture()
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 60, 50))
    assert session.project.tracks == {}
    assert not canvas.cancel_gesture()


def test_shift_predicts_the_selected_object_anew(qtbot, session, canvas):
    track_id = add_track(session, {0: (5, 5, 10, 10), 3: (5, 5, 10, 10)})
    session.select_track(track_id)
    canvas.set_tool("box")
    drag(canvas, at(canvas, 40, 20), at(canvas, 70, 50), modifiers=SHIFT)
    qtbot.waitUntil(lambda: not session.jobs and mask_of(session, track_id)[35, 55])
    assert len(session.project.tracks) == 1
    assert not mask_of(session, track_id)[6:14, 6:14].any()
    assert mask_of(session, track_id, 3)[6:14, 6:14].all()
    session.undo()
    assert mask_of(session, track_id)[6:14, 6:14].all()


def test_shift_without_a_selection_says_so(session, canvas, notices):
    canvas.set_tool("box")
    drag(canvas, at(canvas, 40, 20), at(canvas, 70, 50), modifiers=SHIFT)
    assert session.project.tracks == {}
    assert "Select an object first" in notices[0].text


# -- brush and eraser -----------------------------------------------------------------------


def expected_stroke(canvas, before, diameter, points, *, is_inside):
    stroke = Stroke(before.copy(), diameter)
    for point in points:
        stroke.extend(*image_point(canvas, point), is_inside=is_inside)
    return stroke.pixels


def test_a_stroke_paints_exactly_its_pixels_as_one_undo_step(session, canvas):
    track_id = add_track(session, {0: (10, 10, 20, 20)}, origin=Origin.PROPAGATED)
    session.select_track(track_id)
    session.settings.brush_size_px = 7
    canvas.set_tool("brush")
    before = mask_of(session, track_id)
    points = [at(canvas, 25, 25), at(canvas, 60, 30), at(canvas, 70, 50)]
    drag(canvas, *points)
    expected = expected_stroke(canvas, before, 7, points, is_inside=True)
    assert expected.sum() > before.sum() + 200
    np.testing.assert_array_equal(mask_of(session, track_id), expected)
    assert session.project.tracks[track_id].observations[0].origin is Origin.MANUAL
    session.undo()
    np.testing.assert_array_equal(mask_of(session, track_id), before)
    assert session.project.tracks[track_id].observations[0].origin is Origin.PROPAGATED


def test_nothing_is_in_the_project_before_the_release(session, canvas):
    track_id = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(track_id)
    session.settings.opacity = 1.0
    session.settings.brush_size_px = 10
    canvas.set_tool("brush")
    before = mask_of(session, track_id)
    drag(canvas, at(canvas, 50, 40), at(canvas, 70, 40), release=False)
    np.testing.assert_array_equal(mask_of(session, track_id), before)
    # ... but it is on the screen.
    assert color_at(canvas, 56, 40).getRgb()[:3] == (230, 60, 0)
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 70, 40))
    assert mask_of(session, track_id)[40, 56]
    assert color_at(canvas, 56, 40).getRgb()[:3] == (230, 60, 0)


def test_painting_where_there_is_nothing_makes_a_keyframe(qtbot, session, canvas):
    track_id = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(track_id)
    session.go_to_frame(5)
    wait_for_frame(qtbot, canvas, 5)
    canvas.set_tool("brush")
    drag(canvas, at(canvas, 50, 40), at(canvas, 60, 40))
    observation = session.project.tracks[track_id].observations[5]
    assert observation.is_keyframe
    assert observation.mask.to_array()[40, 55]


def test_the_eraser_erases_and_alt_inverts_both(session, canvas):
    track_id = add_track(session, {0: (10, 10, 60, 40)})
    session.select_track(track_id)
    session.settings.brush_size_px = 6
    canvas.set_tool("eraser")
    drag(canvas, at(canvas, 20, 20), at(canvas, 30, 20))
    assert not mask_of(session, track_id)[20, 20:30].any()
    drag(canvas, at(canvas, 20, 20), at(canvas, 30, 20), modifiers=ALT)
    assert mask_of(session, track_id)[20, 20:30].all()
    assert session.project.tracks[track_id].observations[0].provenance.source == "eraser"
    canvas.set_tool("brush")
    drag(canvas, at(canvas, 40, 30), at(canvas, 50, 30), modifiers=ALT)
    assert not mask_of(session, track_id)[30, 40:50].any()
    made_with = session.project.tracks[track_id].observations[0].provenance
    assert (made_with.source, made_with.edits) == ("brush", 3)


def test_erasing_everything_removes_the_mask(session, canvas):
    track_id = add_track(session, {0: (30, 30, 4, 4), 1: (30, 30, 4, 4)})
    session.select_track(track_id)
    session.settings.brush_size_px = 40
    canvas.set_tool("eraser")
    QTest.mouseClick(canvas, LEFT, pos=at(canvas, 32, 32))
    assert list(session.project.tracks[track_id].observations) == [1]
    session.undo()
    assert mask_of(session, track_id).sum() == 16


def test_erasing_nothing_says_so(qtbot, session, canvas, notices):
    track_id = add_track(session, {0: (30, 30, 4, 4)})
    session.select_track(track_id)
    session.go_to_frame(2)
    wait_for_frame(qtbot, canvas, 2)
    canvas.set_tool("eraser")
    QTest.mouseClick(canvas, LEFT, pos=at(canvas, 32, 32))
    assert "has no mask on this frame" in notices[0].text


def test_a_stroke_that_changes_nothing_is_no_step(session, canvas):
    track_id = add_track(session, {0: (10, 10, 60, 40)})
    session.select_track(track_id)
    steps = session.history.undo_label
    canvas.set_tool("brush")
    drag(canvas, at(canvas, 35, 30), at(canvas, 40, 30))
    assert session.history.undo_label == steps
    session.undo()
    assert session.project.tracks == {}


def test_escape_drops_the_stroke(session, canvas):
    track_id = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(track_id)
    canvas.set_tool("brush")
    before = mask_of(session, track_id)
    drag(canvas, at(canvas, 50, 40), at(canvas, 70, 40), release=False)
    assert canvas.cancel_gesture()
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 70, 40))
    np.testing.assert_array_equal(mask_of(session, track_id), before)


def test_another_frame_ends_the_stroke_without_touching_either(qtbot, session, canvas):
    track_id = add_track(session, {0: (10, 10, 20, 20), 1: (40, 10, 20, 20)})
    session.select_track(track_id)
    canvas.set_tool("brush")
    before = [mask_of(session, track_id, frame) for frame in (0, 1)]
    drag(canvas, at(canvas, 50, 40), at(canvas, 70, 40), release=False)
    session.go_to_frame(1)
    wait_for_frame(qtbot, canvas, 1)
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 70, 40))
    for frame in (0, 1):
        np.testing.assert_array_equal(mask_of(session, track_id, frame), before[frame])


def test_a_stroke_is_not_disturbed_by_a_run_that_the_playhead_follows(qtbot, make_session):
    gate = Gate()
    session = make_session(frame_count=20, tracker=FakeTracker(gate=gate))
    session.follow_propagation = True
    canvas = open_canvas(qtbot, session)
    running = add_track(session, {0: (10, 10, 20, 20)})
    painted = add_track(session, {0: (60, 10, 10, 10)})
    session.propagate(running, 0, Direction.FORWARD)
    gate.allow(3)
    qtbot.waitUntil(lambda: (canvas.frame_index or 0) == 3)
    session.select_track(painted)
    canvas.set_tool("brush")
    drag(canvas, at(canvas, 50, 40), at(canvas, 70, 40), release=False)
    gate.open()
    qtbot.waitUntil(lambda: not session.jobs)
    assert canvas.frame_index == 3
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 70, 40))
    assert mask_of(session, painted, 3)[40, 60]


def test_a_gesture_ends_playing(qtbot, session, canvas):
    session.play()
    qtbot.waitUntil(lambda: (canvas.frame_index or 0) > 0)
    canvas.set_tool("box")
    drag(canvas, at(canvas, 20, 12), at(canvas, 50, 40), release=False)
    assert not session.is_playing
    assert session.current_frame == canvas.frame_index
    canvas.cancel_gesture()


@pytest.mark.parametrize("tool", ["brush", "eraser"])
def test_locked_objects_refuse_with_a_notice(session, canvas, notices, tool):
    track_id = add_track(session, {0: (10, 10, 20, 20)}, is_locked=True)
    session.select_track(track_id)
    canvas.set_tool(tool)
    before = mask_of(session, track_id)
    drag(canvas, at(canvas, 15, 15), at(canvas, 40, 40))
    np.testing.assert_array_equal(mask_of(session, track_id), before)
    assert [notice.level for notice in notices] == ["warning"]
    assert "is locked" in notices[0].text


def test_locked_frames_and_hidden_objects_refuse(session, canvas, notices):
    track_id = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(track_id)
    session.set_locked(track_id, [0], True)
    canvas.set_tool("brush")
    drag(canvas, at(canvas, 15, 15), at(canvas, 40, 40))
    session.set_locked(track_id, [0], False)
    session.update_track(track_id, is_shown=False)
    drag(canvas, at(canvas, 15, 15), at(canvas, 40, 40))
    assert "locked on this frame" in notices[0].text
    assert "is hidden" in notices[1].text
    assert mask_of(session, track_id).sum() == 400


def test_painting_without_a_selection_makes_an_object(session, canvas, notices, qtbot):
    before = session.project.copy()
    session.settings.brush_size_px = 10
    canvas.set_tool("brush")
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 15, 15))
    move(canvas, at(canvas, 40, 15))
    assert session.project == before  # until the gesture ends
    assert color_at(canvas, 30, 15) != color_at(canvas, 30, 50)
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 40, 15))
    (track_id,) = session.project.tracks
    assert session.selected_track_id == track_id
    assert mask_of(session, track_id)[13:17, 15:40].all()
    assert session.project.observation(track_id, 0).origin is Origin.MANUAL
    drag(canvas, at(canvas, 40, 15), at(canvas, 40, 40))  # goes on with the same object
    assert list(session.project.tracks) == [track_id]
    session.propagate(track_id, 0, Direction.FORWARD)  # its mask is a seed
    qtbot.waitUntil(lambda: not session.jobs)
    assert len(session.project.track(track_id).observations) == 20
    assert notices == []
    assert undo_all(session) == 3
    assert session.project.tracks == {}


@pytest.mark.parametrize(
    ("tool", "modifiers"), [("eraser", Qt.KeyboardModifier.NoModifier), ("brush", ALT)]
)
def test_erasing_without_a_selection_says_what_to_do(session, canvas, notices, tool, modifiers):
    canvas.set_tool(tool)
    drag(canvas, at(canvas, 15, 15), at(canvas, 40, 40), modifiers=modifiers)
    assert "Select an object first" in notices[0].text
    assert session.project.tracks == {}


def test_a_new_object_leaves_protected_pixels_to_the_others(session, canvas, notices):
    add_track(session, {0: (10, 10, 40, 40)})
    session.settings.protects_others = True
    session.settings.brush_size_px = 6
    session.select_track(None)
    canvas.set_tool("brush")
    drag(canvas, at(canvas, 20, 20), at(canvas, 30, 20))
    assert len(session.project.tracks) == 1
    drag(canvas, at(canvas, 40, 20), at(canvas, 60, 20))
    new_id = session.selected_track_id
    assert not mask_of(session, new_id)[:, :50].any()
    assert mask_of(session, new_id)[20, 52:60].all()


def test_ctrl_alt_wheel_changes_the_size_and_does_not_zoom(session, canvas):
    session.settings.brush_size_px = 20
    scale = canvas.view.scale
    both = Qt.KeyboardModifier.ControlModifier | ALT
    wheel(canvas, QPoint(200, 150), 1, both)
    assert session.settings.brush_size_px == 23
    # Alt may turn the wheel sideways.
    wheel(canvas, QPoint(200, 150), -1, both, sideways=True)
    assert session.settings.brush_size_px == 20
    assert canvas.view.scale == scale


def test_sizes_stay_usable(session, canvas):
    session.settings.brush_size_px = 2
    canvas.change_brush_size(-5)
    assert session.settings.brush_size_px == 1
    canvas.change_brush_size(100)
    assert session.settings.brush_size_px == 500


def test_strokes_follow_each_other_over_frames_cancels_and_undo(qtbot, session, canvas):
    track_id = add_track(session, {0: (10, 10, 20, 20), 1: (50, 30, 20, 20)})
    session.select_track(track_id)
    session.settings.brush_size_px = 6

    def paint(tool, frame, x, *, is_kept=True):
        """A stroke downwards; what is there afterwards is what one on a fresh copy leaves."""
        session.go_to_frame(frame)
        wait_for_frame(qtbot, canvas, frame)
        expected = mask_of(session, track_id, frame)
        canvas.set_tool(tool)
        start, end = at(canvas, x, 20), at(canvas, x, 44)
        drag(canvas, start, end, release=False)
        if is_kept:
            reference = Stroke(expected, 6)
            for point in (start, end):
                reference.extend(*image_point(canvas, point), is_inside=tool == "brush")
            assert reference.has_changed
            QTest.mouseRelease(canvas, LEFT, pos=end)
        else:
            assert canvas.cancel_gesture()
        own = session.project.observation(track_id, frame).mask
        np.testing.assert_array_equal(own.to_array(), expected)
        np.testing.assert_array_equal(canvas.scene.overlays.crop(own).pixels, own.crop()[2])

    paint("brush", 0, 40)
    paint("brush", 0, 70, is_kept=False)
    paint("eraser", 0, 15)
    paint("brush", 1, 20)
    paint("eraser", 1, 60, is_kept=False)
    session.undo()
    session.undo()
    paint("brush", 0, 60)
    paint("brush", 1, 80)
    assert undo_all(session) == 4


def test_a_small_step_of_a_stroke_repaints_a_small_part(session, canvas, monkeypatch):
    track_id = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(track_id)
    session.settings.brush_size_px = 4
    canvas.set_tool("brush")
    start = at(canvas, 50, 40)
    drag(canvas, start, release=False)
    canvas.grab()
    updated = []
    monkeypatch.setattr(canvas, "update", lambda *rects: updated.extend(rects))
    move(canvas, start + QPoint(3, 0), buttons=LEFT)
    assert updated
    reach = 4 * canvas.view.scale + 3 + 2 * 8
    assert max(rect.width() for rect in updated) <= reach
    assert max(rect.height() for rect in updated) <= reach
