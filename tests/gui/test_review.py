"""The review panel and its keys, over the session's queue."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from annotator.core.edits import SetObservations
from annotator.core.project import Observation, Origin
from annotator.core.review import Reason
from annotator.gui.review_panel import OBJECT, REASON, ReviewModel, ReviewTable, reason_text
from annotator.session.review_queue import ReviewStop
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


def propagated(qtbot, session, scores, name="Dog"):
    """A track with a keyframe on frame 0 and a propagated mask per score, ranked."""
    with qtbot.waitSignal(session.review_changed):
        track_id = add_track(session, {0: BOX}, name)
        masks = {
            frame: Observation(square_mask(BOX), Origin.PROPAGATED, score=score)
            for frame, score in scores.items()
        }
        session.do(SetObservations(track_id, masks, "Propagate"))
    return track_id


def test_the_model_is_sound(qtbot, session):
    model = ReviewModel(session)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    dog = propagated(qtbot, session, {1: 0.4, 2: 0.2})
    model.refresh()
    assert model.rowCount() == 2
    assert [model.index(0, column).data() for column in (0, 1)] == ["3", "Dog"]
    assert "low score" in model.index(0, REASON).data()
    assert "%" in model.index(0, OBJECT).data(Qt.ItemDataRole.ToolTipRole)
    assert model.row_of(dog, 1) == 1
    assert model.row_of(dog, 9) == -1
    session.delete_track(dog)
    model.refresh()
    assert model.rowCount() == 0


ALL_REASONS = tuple(Reason)


@pytest.fixture
def list_of(qtbot, session):
    """A list of some stops, of a given width."""

    def make(width, *stops):
        model = ReviewModel(session)
        table = ReviewTable(model)
        qtbot.addWidget(table)
        table.resize(width, 400)
        with qtbot.waitExposed(table):
            table.show()
        model.beginResetModel()
        model._stops = stops
        model.endResetModel()
        qtbot.waitUntil(lambda: table.is_fitted)
        return table

    return make


def seen_text(table, row):
    """What a row says, as far as it has room for it."""
    model = table.model()
    column = OBJECT if model.is_stacked else REASON
    index, metrics = model.index(row, column), table.fontMetrics()
    room = table.visualRect(index)
    icon_px = 0 if column == REASON else 24
    wrapped = metrics.boundingRect(
        0, 0, room.width() - icon_px, 9999, Qt.TextFlag.TextWordWrap, index.data()
    )
    assert wrapped.height() <= room.height()
    assert wrapped.width() <= room.width()
    return index.data()


@pytest.mark.parametrize("width", [200, 220, 300, 500, 900])
@pytest.mark.parametrize("name", ["Dog", "Person with a red umbrella"])
def test_every_reason_is_whole_however_narrow_the_list(session, list_of, width, name):
    track_id = add_track(session, {0: BOX}, name)
    stops = [ReviewStop(track_id, 3, 0.5, (reason,)) for reason in ALL_REASONS]
    stops.append(ReviewStop(track_id, 1204, 0.9, ALL_REASONS))
    table = list_of(width, *stops)
    for row, stop in enumerate(stops):
        assert reason_text(stop) in seen_text(table, row)
    assert table.horizontalScrollBar().maximum() == 0


def test_where_there_is_room_the_reason_has_its_column(qtbot, session, list_of):
    stop = ReviewStop(add_track(session, {0: BOX}, "Dog"), 3, 0.5, (Reason.DISAGREEMENT,))
    table = list_of(500, stop)
    assert not table.isColumnHidden(REASON)
    assert table.model().index(0, OBJECT).data() == "Dog"
    assert table.rowHeight(0) < 30
    table.resize(200, 400)
    assert table.isColumnHidden(REASON)
    assert table.model().index(0, OBJECT).data() == "Dog\nforward and backward disagree"
    table.resize(500, 400)
    assert not table.isColumnHidden(REASON)
    qtbot.waitUntil(lambda: table.rowHeight(0) < 30)


def test_keys_walk_through_the_queue(qtbot, window, session):
    dog = propagated(qtbot, session, {1: 0.45, 2: 0.2})
    cat = propagated(qtbot, session, {1: 0.4}, "Cat")
    visited = []
    for key in (Key.Key_Period, Key.Key_Period, Key.Key_Period, Key.Key_Comma):
        QTest.keyClick(window.canvas, key)
        visited.append((session.selected_track_id, session.current_frame))
    assert visited == [(dog, 2), (dog, 1), (cat, 1), (dog, 1)]
    QTest.keyClick(window.canvas, Key.Key_Period)
    QTest.keyClick(window.canvas, Key.Key_Period)
    assert "end of the review queue" in texts(window)[-1]


def test_an_empty_queue_tells_whether_anything_was_done(qtbot, window, session):
    assert window.review_panel.summary.text() == "Nothing to review yet"
    propagated(qtbot, session, {1: 0.99})
    qtbot.waitUntil(lambda: window.review_panel.summary.text() == "All done")


def test_before_anything_was_ranked_nothing_is_called_done(qtbot, window, session):
    add_track(session, {0: BOX, 1: BOX})
    window.review_panel.refresh()
    assert window.review_panel.summary.text() == "Looking for doubtful frames…"
    QTest.keyClick(window.canvas, Key.Key_Period)
    assert "Still looking" in texts(window)[-1]
    qtbot.waitUntil(lambda: window.review_panel.summary.text() == "All done")


def test_accepting_marks_reviewed_and_goes_on(qtbot, window, session):
    dog = propagated(qtbot, session, {1: 0.45, 2: 0.2})
    QTest.keyClick(window.canvas, Key.Key_Period)
    QTest.keyClick(window.canvas, Key.Key_Y)
    assert (session.selected_track_id, session.current_frame) == (dog, 1)
    QTest.keyClick(window.canvas, Key.Key_Y)
    assert "Nothing is left to review" in texts(window)[-1]
    assert all(session.project.tracks[dog].observations[frame].reviewed for frame in (1, 2))
    qtbot.waitUntil(lambda: window.review_panel.summary.text() == "All done")
    session.undo()
    assert not session.project.tracks[dog].observations[1].reviewed


def test_a_click_in_the_list_goes_there(qtbot, window, session):
    dog = propagated(qtbot, session, {1: 0.45, 2: 0.2})
    panel = window.review_panel
    assert panel.summary.text().startswith("2 ")
    panel.table.clicked.emit(panel.model.index(1, 0))
    assert (session.selected_track_id, session.current_frame) == (dog, 1)
    assert [index.row() for index in panel.table.selectionModel().selectedRows()] == [1]


def test_from_a_clicked_row_the_key_goes_to_the_row_below(qtbot, window, session):
    propagated(qtbot, session, {1: 0.45, 2: 0.2, 3: 0.3})
    panel = window.review_panel
    assert panel.model.rowCount() == 3
    below = panel.model.stop(2)
    panel.table.clicked.emit(panel.model.index(1, 0))
    QTest.keyClick(window.canvas, Key.Key_Period)
    assert session.current_frame == below.frame_index
