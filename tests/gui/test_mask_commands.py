"""Keys that change a mask: real key events, asserted on the project."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.core.edits import SetObservations
from annotator.core.project import Direction, Observation, Origin, Provenance
from annotator.session import mask_tools
from tests.fakes import square_mask
from tests.gui.canvas_helpers import add_track
from tests.gui.test_actions import open_window, texts

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key
HOLED = square_mask((10, 10, 20, 20)).difference(square_mask((15, 15, 4, 4)))
SPLIT = square_mask((10, 10, 20, 20)).union(square_mask((50, 40, 5, 5)))


@pytest.fixture
def session(make_session):
    return make_session(frame_count=30, size=(96, 64))


@pytest.fixture
def window(qtbot, session):
    return open_window(qtbot, session)


@pytest.fixture
def dog(session, window):
    track_id = add_track(session, {0: (10, 10, 20, 20), 2: (30, 20, 10, 10)})
    session.select_track(track_id)
    return track_id


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.canvas, key, modifiers)


def mask_at(session, track_id, frame=0):
    observation = session.project.tracks[track_id].observations.get(frame)
    return observation.mask if observation is not None else None


@pytest.mark.parametrize(
    ("before", "key", "modifiers", "expected"),
    [
        (HOLED, Key.Key_F, CTRL | SHIFT, square_mask((10, 10, 20, 20))),
        (SPLIT, Key.Key_I, CTRL | SHIFT, square_mask((10, 10, 20, 20))),
        (SPLIT, Key.Key_S, CTRL | SHIFT, mask_tools.smoothed(SPLIT)),
        (HOLED, Key.Key_Up, ALT, mask_tools.grown(HOLED, 1)),
        (HOLED, Key.Key_Down, ALT, mask_tools.grown(HOLED, -1)),
        (HOLED, Key.Key_Left, ALT | SHIFT, mask_tools.moved(HOLED, -1, 0)),
        (HOLED, Key.Key_Right, ALT | SHIFT, mask_tools.moved(HOLED, 1, 0)),
        (HOLED, Key.Key_Up, ALT | SHIFT, mask_tools.moved(HOLED, 0, -1)),
        (HOLED, Key.Key_Down, ALT | SHIFT, mask_tools.moved(HOLED, 0, 1)),
    ],
)
def test_a_key_changes_the_mask_in_one_step(window, session, dog, before, key, modifiers, expected):
    session.set_mask(dog, 0, before, "Before")
    press(window, key, modifiers)
    assert mask_at(session, dog) == expected
    made = session.project.tracks[dog].observations[0]
    assert made.origin is Origin.MANUAL
    assert made.provenance.edits == 2
    assert made.provenance.source != "brush"
    session.undo()
    assert mask_at(session, dog) == before


def test_what_changes_nothing_makes_no_step(window, session, dog):
    label = session.history.undo_label
    press(window, Key.Key_F, CTRL | SHIFT)
    assert session.history.undo_label == label
    assert "changes nothing" in texts(window)[-1]


def test_the_last_pixels_are_not_shrunk_away(window, session, dog):
    session.set_mask(dog, 0, square_mask((10, 10, 2, 2)), "Before")
    press(window, Key.Key_Down, ALT)
    assert mask_at(session, dog).area == 4
    assert "Nothing would be left" in texts(window)[-1]


def test_masks_come_from_the_neighbours(window, session, dog):
    session.go_to_frame(1)
    press(window, Key.Key_B, CTRL | SHIFT)
    assert mask_at(session, dog, 1) == mask_at(session, dog, 0)
    press(window, Key.Key_B, CTRL | ALT)
    assert mask_at(session, dog, 1) == mask_at(session, dog, 2)
    session.go_to_frame(5)
    press(window, Key.Key_B, CTRL | SHIFT)
    assert "no mask on the previous frame" in texts(window)[-1]
    session.go_to_frame(0)
    press(window, Key.Key_B, CTRL | SHIFT)
    assert texts(window)[-1] == "This is the first frame."
    session.go_to_frame(29)
    press(window, Key.Key_B, CTRL | ALT)
    assert texts(window)[-1] == "This is the last frame."


def test_copies_say_which_run_they_come_from(window, session, dog):
    made = Provenance("siammask", "light", "ab12", "run", 2, Direction.BACKWARD)
    mask = square_mask((30, 20, 12, 12))
    there = Observation(mask, Origin.PROPAGATED, provenance=made)
    session.do(SetObservations(dog, {1: there}, "Propagate"))
    session.go_to_frame(1)
    press(window, Key.Key_C, CTRL)
    press(window, Key.Key_B, CTRL)
    session.go_to_frame(7)
    press(window, Key.Key_V, CTRL)
    for frame in (2, 7):
        copied = session.project.tracks[dog].observations[frame]
        assert (copied.mask, copied.origin) == (mask, Origin.MANUAL)
        told = replace(copied.provenance, created_at="")
        assert told == replace(made, source="copy", edits=1)


def test_what_was_copied_in_another_project_is_of_no_run(window, session, dog):
    made = Provenance("siammask", "light", "ab12", "run", 2, Direction.BACKWARD)
    there = Observation(square_mask((30, 20, 12, 12)), Origin.PROPAGATED, provenance=made)
    session.do(SetObservations(dog, {0: there}, "Propagate"))
    path = session.project_path
    press(window, Key.Key_C, CTRL)
    session.close_project()
    session.open_project(path)
    session.select_track(dog)
    session.go_to_frame(7)
    press(window, Key.Key_V, CTRL)
    pasted = session.project.tracks[dog].observations[7].provenance
    assert (pasted.source, pasted.run_id, pasted.seed_frame) == ("copy", "", None)


def test_the_outline_snaps(qtbot, window, session, dog):
    # The bright square of the fake clip lies at x 10..22, y 21..33 on frame 0.
    session.set_mask(dog, 0, square_mask((12, 23, 8, 8)), "Before")
    qtbot.waitUntil(lambda: session.current_image is not None)
    press(window, Key.Key_E, SHIFT)
    assert mask_at(session, dog).iou(square_mask((10, 21, 12, 12))) > 0.9
    assert session.history.undo_label == "Snap to edges"


def test_layers_change_and_come_back(window, session, dog):
    others = [add_track(session, {0: (40, 10, 5, 5)}) for _ in range(2)]
    session.select_track(dog)
    press(window, Key.Key_PageUp, CTRL)
    assert list(session.project.tracks) == [others[0], dog, others[1]]
    press(window, Key.Key_PageUp, CTRL | SHIFT)
    assert list(session.project.tracks) == [*others, dog]
    press(window, Key.Key_PageUp, CTRL)
    assert "there already" in texts(window)[-1]
    session.undo()
    assert list(session.project.tracks) == [others[0], dog, others[1]]


def test_protection_holds_for_keys_too(window, session, dog):
    other = add_track(session, {0: (30, 10, 10, 20)})
    session.select_track(dog)
    press(window, Key.Key_P, SHIFT)
    assert window.actions_table["protect_others"].isChecked()
    press(window, Key.Key_Up, ALT)
    assert mask_at(session, dog).intersection(mask_at(session, other)).is_empty
    assert mask_at(session, dog).box.x == 9
    press(window, Key.Key_P, SHIFT)
    press(window, Key.Key_Up, ALT)
    assert not mask_at(session, dog).intersection(mask_at(session, other)).is_empty


def test_tools_have_keys_and_the_hardness_a_field(window, dog):
    press(window, Key.Key_P)
    assert window.canvas.tool.name == "polygon"
    press(window, Key.Key_S)
    assert window.canvas.tool.name == "lasso"
    window.tool_bar.hardness.setValue(40)
    assert window.canvas.preferences.brush_hardness == 40
    window.tool_bar.hardness.setValue(100)
    assert np.isclose(window.canvas.preferences.brush_hardness, 100)
