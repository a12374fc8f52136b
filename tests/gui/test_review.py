"""The review queue: its order, its keys, and what accepting does."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from annotator.core.edits import SetObservations
from annotator.core.project import Observation, Origin
from annotator.gui.review_panel import OBJECT, REASON, ReviewModel
from annotator.gui.review_queue import ReviewQueue
from tests.fakes import square_mask
from tests.gui.canvas_helpers import add_track
from tests.gui.test_actions import open_window, texts

Key = Qt.Key
BOX = (10, 10, 20, 20)


@pytest.fixture
def session(make_session):
    return make_session(frame_count=30, size=(96, 64))


@pytest.fixture
def window(qtbot, session):
    return open_window(qtbot, session)


def propagated(session, scores, name="Dog"):
    """A track with a keyframe on frame 0 and a propagated mask per score."""
    track_id = add_track(session, {0: BOX}, name)
    masks = {
        frame: Observation(square_mask(BOX), Origin.PROPAGATED, score=score)
        for frame, score in scores.items()
    }
    session.do(SetObservations(track_id, masks, "Propagate"))
    return track_id


def places(queue):
    queue.refresh()
    return [(stop.track_id, stop.frame_index) for stop in queue.stops]


def test_stops_of_all_objects_are_ranked_together(qtbot, session):
    dog = propagated(session, {1: 0.9, 2: 0.2, 3: 0.6})
    cat = propagated(session, {1: 0.4, 5: 0.95}, "Cat")
    queue = ReviewQueue(session)
    assert places(queue) == [(dog, 2), (cat, 1), (dog, 3), (dog, 1), (cat, 5)]


def test_edits_are_followed_a_moment_later(qtbot, session):
    queue = ReviewQueue(session)
    with qtbot.waitSignal(queue.changed):
        dog = propagated(session, {1: 0.9, 2: 0.2})
    assert [stop.frame_index for stop in queue.stops] == [2, 1]
    with qtbot.waitSignal(queue.changed):
        session.set_mask(dog, 2, square_mask((5, 5, 5, 5)), "Brush")
    assert [stop.frame_index for stop in queue.stops] == [1]
    with qtbot.waitSignal(queue.changed):
        session.update_track(dog, is_locked=True)
    assert queue.stops == ()
    with qtbot.waitSignal(queue.changed):
        session.undo()
    session.close_project()
    assert queue.stops == ()


def test_the_model_is_sound(qtbot, session):
    dog = propagated(session, {1: 0.9, 2: 0.2})
    queue = ReviewQueue(session)
    model = ReviewModel(session, queue)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == 2
    assert [model.index(0, column).data() for column in range(3)] == ["3", "Dog", "low score"]
    assert model.index(1, REASON).data() == "not looked at yet"
    assert "80%" in model.index(0, OBJECT).data(Qt.ItemDataRole.ToolTipRole)
    assert model.row_of(dog, 1) == 1
    assert model.row_of(dog, 9) == -1
    session.delete_track(dog)
    queue.refresh()
    assert model.rowCount() == 0


def test_keys_walk_through_the_queue(window, session):
    dog = propagated(session, {1: 0.9, 2: 0.2})
    cat = propagated(session, {1: 0.4}, "Cat")
    visited = []
    for key in (Key.Key_Period, Key.Key_Period, Key.Key_Period, Key.Key_Period, Key.Key_Comma):
        QTest.keyClick(window.canvas, key)
        visited.append((session.selected_track_id, session.current_frame))
    assert visited == [(dog, 2), (cat, 1), (dog, 1), (dog, 2), (dog, 1)]


def test_accepting_marks_reviewed_and_goes_on(window, session):
    dog = propagated(session, {1: 0.9, 2: 0.2})
    cat = propagated(session, {1: 0.4}, "Cat")
    QTest.keyClick(window.canvas, Key.Key_Period)
    for expected in ((cat, 1), (dog, 1)):
        QTest.keyClick(window.canvas, Key.Key_Y)
        assert (session.selected_track_id, session.current_frame) == expected
    QTest.keyClick(window.canvas, Key.Key_Y)
    assert "Nothing is left to review" in texts(window)[-1]
    assert all(session.project.tracks[dog].observations[frame].reviewed for frame in (1, 2))
    session.undo()
    assert not session.project.tracks[dog].observations[1].reviewed


def test_a_click_in_the_list_goes_there(qtbot, window, session):
    dog = propagated(session, {1: 0.9, 2: 0.2})
    window.commands.review.refresh()
    panel = window.review_panel
    assert panel.summary.text().startswith("2 ")
    panel.chosen.emit(panel.model.stop(1))
    assert (session.selected_track_id, session.current_frame) == (dog, 1)
    assert [index.row() for index in panel.table.selectionModel().selectedRows()] == [1]
