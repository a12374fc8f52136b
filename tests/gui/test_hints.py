"""Hints come in order, each until it was followed, and never again."""

import pytest
from PySide6.QtCore import Qt

from annotator.core.edits import SetObservations
from annotator.core.project import Direction, Observation, Origin
from annotator.gui.hints import Hints
from annotator.gui.preferences import Preferences
from tests.fakes import FakeTracker, Gate, square_mask
from tests.gui.canvas_helpers import add_track, open_canvas


@pytest.fixture
def session(make_session):
    return make_session(frame_count=20, size=(96, 64))


@pytest.fixture
def preferences(tmp_path):
    return Preferences(tmp_path / "window.ini")


@pytest.fixture
def hints(qtbot, session, preferences):
    return Hints(session, preferences, open_canvas(qtbot, session))


def test_hints_follow_the_work(session, preferences, hints):
    assert "Drag a box" in hints.label.text()
    assert hints.label.isVisible()
    assert hints.label.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    dog = add_track(session, {0: (10, 10, 20, 20)})
    assert "Press T" in hints.label.text()
    found = Observation(square_mask((10, 10, 20, 20)), Origin.PROPAGATED, score=0.9)
    session.do(SetObservations(dog, dict.fromkeys(range(1, 9), found), "Propagate"))
    assert "doubtful" in hints.label.text()
    session.set_reviewed(dog, [7], True)
    assert not hints.label.isVisible()
    assert all(preferences.has_seen(name) for name in ("box", "propagate", "review"))


def test_a_hint_makes_room_for_the_picture(session, preferences, hints):
    assert not hints._timer.isActive()  # there is nothing else to do
    dog = add_track(session, {0: (10, 10, 20, 20)})
    hints._timer.timeout.emit()
    hints._timer.stop()
    session.set_mask(dog, 0, square_mask((10, 10, 22, 22)), "Brush")
    assert not hints.label.isVisible()
    assert not preferences.has_seen("propagate")
    found = Observation(square_mask((10, 10, 20, 20)), Origin.PROPAGATED, score=0.9)
    session.do(SetObservations(dog, {1: found}, "Propagate"))
    assert hints.label.isVisible()  # another one


def test_a_hint_is_as_high_as_its_text(session, hints):
    def lines() -> float:
        return hints.label.height() / hints.label.fontMetrics().height()

    hints._over.resize(900, 400)
    hints._over.setStyleSheet("QLabel#hint { padding: 8px 14px; }")
    hints.show_again()
    one_line = lines()
    dog = add_track(session, {0: (10, 10, 20, 20)})
    found = Observation(square_mask((10, 10, 20, 20)), Origin.PROPAGATED, score=0.9)
    session.do(SetObservations(dog, {1: found}, "Propagate"))
    assert lines() == pytest.approx(one_line + 1, abs=0.2)


def test_what_was_followed_is_not_shown_again(qtbot, session, preferences, hints):
    add_track(session, {0: (10, 10, 20, 20)})
    session.undo()
    assert not hints.label.isVisible()
    hints.show_again()
    assert "Drag a box" in hints.label.text()
    hints._over.resize(600, 400)
    qtbot.waitUntil(lambda: abs(hints.label.geometry().center().x() - 300) <= 2)
    session.close_project()
    assert not hints.label.isVisible()
    assert not preferences.has_seen("box")


def test_loading_the_network_in_the_background_is_no_answer_to_a_hint(
    session, preferences, hints, qtbot
):
    session.prepare_tracker()
    assert session.jobs
    assert "Drag a box" in hints.label.text()
    assert hints.label.isVisible()
    qtbot.waitUntil(lambda: not session.jobs)
    assert hints.label.isVisible()
    assert not preferences.has_seen("box")


def test_a_run_hides_the_hint_until_it_ends(make_session, qtbot, preferences):
    gate = Gate()
    session = make_session(frame_count=20, tracker=FakeTracker(gate=gate))
    hints = Hints(session, preferences, open_canvas(qtbot, session))
    dog = add_track(session, {0: (10, 10, 20, 20)})
    session.propagate(dog, 0, Direction.FORWARD)
    assert not hints.label.isVisible()
    assert not preferences.has_seen("propagate")
    gate.open()
    qtbot.waitUntil(lambda: not session.jobs)
    assert "doubtful" in hints.label.text()
    assert hints.label.isVisible()
    assert preferences.has_seen("propagate")
