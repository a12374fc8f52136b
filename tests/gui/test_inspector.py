"""The inspector tells what the project holds."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from annotator.core.edits import SetObservations
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Direction, Observation, Origin, Provenance, Visibility
from annotator.gui.inspector import UNKNOWN_YET, Inspector, described, rotated_text
from annotator.gui.mask_commands import MaskCommands
from tests.fakes import square_mask
from tests.gui.canvas_helpers import add_track, at, move, open_canvas


@pytest.fixture
def session(make_session):
    return make_session(frame_count=20, size=(96, 64))


@pytest.fixture
def canvas(qtbot, session):
    return open_canvas(qtbot, session)


@pytest.fixture
def inspector(qtbot, session, canvas):
    inspector = Inspector(session, canvas)
    qtbot.addWidget(inspector)
    with qtbot.waitExposed(inspector):
        inspector.show()
    return inspector


def test_nothing_selected_is_said(inspector):
    assert inspector.title.text() == "Nothing selected"
    assert inspector.rows == []


def test_everything_known_of_a_mask_is_there(qtbot, session, inspector):
    dog = add_track(session, {})
    session.select_track(dog)
    made = Provenance("siammask", "light", "abcdef0123456789", "run-7", 3, Direction.BACKWARD,
                      "2026-01-02T03:04:05+00:00")  # fmt: skip
    mask = square_mask((10, 10, 20, 20)).union(square_mask((50, 40, 4, 4)))
    observation = Observation(
        mask, Origin.PROPAGATED, score=0.8125, rotated_box=RotatedBox(20, 20, 20, 20, 5),
        provenance=made, flagged=True,
    )  # fmt: skip
    session.do(SetObservations(dog, {0: observation}, "Propagate"))
    qtbot.waitUntil(lambda: dict(inspector.rows).get("Parts") == "2")
    rows = dict(inspector.rows)
    assert inspector.title.text() == "Dog · frame 1"
    assert rows["Area"].startswith("416 px (6.77%")
    assert rows["Box"] == "10, 10   44 × 34"
    assert rows["Score"] == "0.812"
    assert rows["State"] == "visible, flagged"
    assert rows["Rotated box"].endswith("5.0°")
    assert rows["Weights"] == "light (abcdef012345)"
    assert (rows["Started at"], rows["Run"]) == ("4 ←", "run-7")
    assert rows["Time"] == "2026-01-02 03:04:05 UTC"
    assert rows["Made by"] == "siammask"
    assert "Edited" not in rows


def test_an_empty_mask_is_said(session):
    track_id = add_track(session, {})
    nothing = Observation(Mask.empty(4, 4), Origin.PROPAGATED)
    track = session.project.track(track_id)
    assert ("Area", "none: the mask is empty") in described(session.project, track, nothing)
    gone = replace(nothing, visibility=Visibility.OUT_OF_VIEW)
    assert "Area" not in dict(described(session.project, track, gone))


def test_edits_by_hand_are_counted(qtbot, session, canvas, inspector):
    dog = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(dog)
    commands = MaskCommands(session, canvas)
    for expected, change in (
        ("once, by: growing", lambda: commands.grow(1)),
        ("2 times, last by: moving", lambda: commands.nudge(3, 0)),
        ("3 times, last by: smoothing", commands.smooth),
        ("2 times, last by: moving", session.undo),
    ):
        change()
        qtbot.waitUntil(lambda wanted=expected: dict(inspector.rows).get("Edited") == wanted)
        assert "Made by" not in dict(inspector.rows)
        assert dict(inspector.rows)["Time"].endswith("UTC")


def test_an_edited_mask_tells_the_run_it_was_made_from(qtbot, session, canvas, inspector):
    dog = add_track(session, {})
    session.select_track(dog)
    made = Provenance("siammask", "light", "abcdef0123456789", "run-7", 3, Direction.BACKWARD)
    there = Observation(square_mask((10, 10, 20, 20)), Origin.PROPAGATED, provenance=made)
    session.do(SetObservations(dog, {0: there}, "Propagate"))
    MaskCommands(session, canvas).grow(1)
    qtbot.waitUntil(lambda: "Edited" in dict(inspector.rows))
    rows = dict(inspector.rows)
    assert rows["Edited"] == "once, by: growing"
    assert rows["Origin"] == "Keyframe: made by hand"
    assert rows["Weights"] == "light (abcdef012345)"
    assert (rows["Started at"], rows["Run"]) == ("4 ←", "run-7")


def test_what_takes_long_is_measured_where_one_stays(qtbot, session, canvas, inspector):
    dog = add_track(session, {frame: (10, 10, 20, 20 + frame) for frame in range(4)})
    session.select_track(dog)
    for frame_index in range(1, 4):  # passed by
        session.go_to_frame(frame_index)
    inspector.refresh()
    rows = dict(inspector.rows)
    assert rows["Area"].startswith("4")
    assert (rows["Parts"], rows["Rotated box"]) == (UNKNOWN_YET, UNKNOWN_YET)
    qtbot.waitUntil(lambda: dict(inspector.rows)["Parts"] == "1")
    assert dict(inspector.rows)["Rotated box"] == "20.0, 21.5   20.0 × 23.0   0.0°"
    label = next(one for one in inspector.findChildren(QLabel) if one.accessibleName() == "Parts")
    session.go_to_frame(0)
    qtbot.waitUntil(lambda: dict(inspector.rows)["Rotated box"].endswith("20.0 × 20.0   0.0°"))
    assert label.text() == "1"  # the same label: only texts change from frame to frame


def test_a_box_turned_by_half_is_told_by_the_smaller_angle():
    assert rotated_text(RotatedBox(20, 20, 30, 10, -155.6)).endswith("24.4°")
    assert rotated_text(RotatedBox(20, 20, 30, 10, 100)).endswith("-80.0°")


def test_the_mask_under_the_pointer_comes_first(qtbot, session, canvas, inspector):
    add_track(session, {0: (60, 10, 20, 20)}, "Cat")
    dog = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(dog)
    move(canvas, at(canvas, 70, 20))
    qtbot.waitUntil(lambda: inspector.title.text() == "Cat · frame 1")
    move(canvas, at(canvas, 50, 50))
    qtbot.waitUntil(lambda: inspector.title.text() == "Dog · frame 1")
    session.go_to_frame(3)
    qtbot.waitUntil(lambda: inspector.title.text() == "Dog · frame 4")
    assert dict(inspector.rows)["State"] == "nothing here yet"


def test_what_changed_while_it_was_out_of_sight_is_there_when_it_comes(qtbot, session, canvas):
    inspector = Inspector(session, canvas)
    qtbot.addWidget(inspector)
    session.select_track(add_track(session, {0: (10, 10, 20, 20)}))
    assert inspector.title.text() == "Nothing selected"
    with qtbot.waitExposed(inspector):
        inspector.show()
    assert dict(inspector.rows)["Box"] == "10, 10   20 × 20"
