"""The object table: follows the session row by row, and changes go through the session."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester

from annotator.core.edits import RemoveTrack, ReorderTracks
from annotator.gui.track_model import COLOR_ROLE, MIME_TYPE, Column, TrackModel
from tests.gui.test_timeline import add_tracks

CHECK = Qt.ItemDataRole.CheckStateRole
MOVE = Qt.DropAction.MoveAction


@pytest.fixture
def session(make_session):
    session = make_session()
    add_tracks(session, 4)
    return session


@pytest.fixture
def model(session):
    model = TrackModel(session)
    model.tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return model


def names(model: TrackModel) -> list[str]:
    return [model.index(row, Column.NAME).data() for row in range(model.rowCount())]


def ids(model: TrackModel) -> list[int | None]:
    return [model.track_id(row) for row in range(model.rowCount())]


def test_rows_are_in_layer_order(model, session) -> None:
    assert ids(model) == list(session.project.tracks) == [1, 2, 3, 4]
    assert names(model)[0] == "Object 1"
    assert model.index(2, Column.COLOR).data() == "3"
    assert model.index(0, Column.CATEGORY).data() == "object"
    assert model.index(0, Column.NAME).data(COLOR_ROLE) == QColor(220, 40, 40)
    assert model.row_of(3) == 2
    assert model.row_of(99) is None
    assert model.track_id(7) is None


def test_only_the_first_nine_have_a_number_key(model, session) -> None:
    add_tracks(session, 7)
    keys = [model.index(row, Column.COLOR).data() for row in range(model.rowCount())]
    assert keys == [*"123456789", "", ""]


def test_adding_removing_and_moving_keep_other_rows(model, session) -> None:
    third = QPersistentModelIndex(model.index(2, Column.NAME))
    add_tracks(session, 1)
    session.do(RemoveTrack(1))
    assert ids(model) == [2, 3, 4, 5]
    session.do(ReorderTracks((5, 4, 3, 2)))
    assert ids(model) == [5, 4, 3, 2]
    assert third.row() == 2
    assert third.data() == "Object 3"
    for _ in range(3):
        session.undo()
    assert ids(model) == [1, 2, 3, 4]
    assert third.data() == "Object 3"


def test_rename_is_an_undoable_edit(model, session) -> None:
    assert model.setData(model.index(1, Column.NAME), "  Brown   dog ")
    assert session.project.track(2).name == "Brown dog"
    assert names(model)[1] == "Brown dog"
    session.undo()
    assert names(model)[1] == "Object 2"


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_name_is_refused(model, session, text: str) -> None:
    assert not model.setData(model.index(1, Column.NAME), text)
    assert session.project.track(2).name == "Object 2"


def test_the_same_name_is_no_step(model, session) -> None:
    label = session.history.undo_label
    assert model.setData(model.index(1, Column.NAME), "Object 2")
    assert session.history.undo_label == label


def test_a_known_category_is_taken_whatever_its_case(model, session) -> None:
    other = session.add_category("Person")
    assert model.setData(model.index(0, Column.CATEGORY), "person")
    assert session.project.track(1).category_id == other
    assert len(session.project.categories) == 2


def test_a_new_category_is_one_step(model, session) -> None:
    before = dict(session.project.categories)
    assert model.setData(model.index(0, Column.CATEGORY), "Dog")
    assert model.index(0, Column.CATEGORY).data() == "Dog"
    assert "Dog" in [category.name for category in model.categories()]
    session.undo()
    assert session.project.categories == before
    assert model.index(0, Column.CATEGORY).data() == "object"


def test_show_and_lock(model, session) -> None:
    assert model.setData(model.index(0, Column.SHOWN), Qt.CheckState.Unchecked, CHECK)
    assert not session.project.track(1).is_shown
    assert model.setData(model.index(0, Column.LOCKED), Qt.CheckState.Checked, CHECK)
    assert session.project.track(1).is_locked
    assert model.index(0, Column.SHOWN).data(CHECK) == Qt.CheckState.Unchecked
    assert model.index(0, Column.LOCKED).data(CHECK) == Qt.CheckState.Checked


def test_colour(model, session) -> None:
    model.set_color(1, QColor(1, 2, 3))
    assert session.project.track(2).color == (1, 2, 3)
    model.set_color(1, QColor())
    assert session.project.track(2).color == (1, 2, 3)


@pytest.mark.parametrize(
    ("row", "to_row", "expected"),
    [
        (0, 1, [2, 1, 3, 4]),
        (3, 0, [4, 1, 2, 3]),
        (0, 3, [2, 3, 4, 1]),
        (0, -1, [1, 2, 3, 4]),
        (3, 4, [1, 2, 3, 4]),
        (-1, 0, [1, 2, 3, 4]),
    ],
)
def test_move_row(model, session, row: int, to_row: int, expected: list[int]) -> None:
    model.move_row(row, to_row)
    assert list(session.project.tracks) == expected == ids(model)


@pytest.mark.parametrize(
    ("dragged", "before", "expected"),
    [
        (0, 2, [2, 1, 3, 4]),
        (0, -1, [2, 3, 4, 1]),
        (3, 0, [4, 1, 2, 3]),
        (1, 1, [1, 2, 3, 4]),
        (1, 2, [1, 2, 3, 4]),
    ],
)
def test_drop_between_rows(model, session, dragged: int, before: int, expected) -> None:
    data = model.mimeData([model.index(dragged, Column.NAME), model.index(dragged, 0)])
    assert model.dropMimeData(data, MOVE, before, 0, model.index(-1, -1))
    assert list(session.project.tracks) == expected


def test_drop_on_a_row_puts_it_before(model, session) -> None:
    data = model.mimeData([model.index(3, Column.NAME)])
    assert model.dropMimeData(data, MOVE, -1, -1, model.index(1, 0))
    assert ids(model) == [1, 4, 2, 3]


def test_foreign_drops_are_refused(model, session) -> None:
    data = model.mimeData([])
    data.removeFormat(MIME_TYPE)
    data.setText("hello")
    assert not model.dropMimeData(data, MOVE, 0, 0, model.index(-1, -1))
    assert ids(model) == [1, 2, 3, 4]


def test_every_cell_says_what_it_is(model) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    for column in Column:
        assert model.index(0, column).data(role)
        assert model.headerData(column, Qt.Orientation.Horizontal)


def test_reopening_resets(model, session) -> None:
    media = session.media_path
    session.close_project()
    assert model.rowCount() == 0
    session.open_media(media)
    assert ids(model) == [1, 2, 3, 4]
