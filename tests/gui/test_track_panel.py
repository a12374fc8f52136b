"""The object list with real events; what it does is asserted on the project."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QComboBox, QLineEdit

from annotator.core.edits import SetObservations
from annotator.core.project import Direction, Observation, Origin
from annotator.gui.track_delegate import share_of
from annotator.gui.track_model import JOB_ROLE, Column
from annotator.gui.track_panel import CELL_MARGINS_PX, MAX_CATEGORY_SHARE, WIDEST_SHARE, TrackPanel
from tests.fakes import FakeTracker, Gate, square_mask
from tests.gui.test_timeline import add_tracks

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session(make_session):
    session = make_session()
    add_tracks(session, 4)
    return session


@pytest.fixture
def panel(session, qtbot):
    panel = TrackPanel(session)
    qtbot.addWidget(panel)
    panel.resize(340, 300)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def cell(panel: TrackPanel, row: int, column: Column):
    return panel.table.visualRect(panel.model.index(row, column)).center()


def click(qtbot, panel: TrackPanel, row: int, column: Column) -> None:
    qtbot.mouseClick(panel.table.viewport(), LEFT, pos=cell(panel, row, column))


def double_click(qtbot, panel: TrackPanel, row: int, column: Column) -> None:
    click(qtbot, panel, row, column)
    qtbot.mouseDClick(panel.table.viewport(), LEFT, pos=cell(panel, row, column))


def test_a_click_selects_in_the_session(panel, session, qtbot) -> None:
    click(qtbot, panel, 2, Column.NAME)
    assert session.selected_track_id == 3


def test_the_session_selects_in_the_list(panel, session) -> None:
    session.select_track(4)
    assert panel.table.currentIndex().row() == 3
    session.select_track(None)
    assert not panel.table.selectionModel().hasSelection()


def test_selection_follows_its_object_when_rows_move(panel, session) -> None:
    session.select_track(2)
    panel.model.move_row(1, 3)
    assert session.selected_track_id == 2
    assert panel.table.currentIndex().row() == 3


def test_arrow_keys_select(panel, session, qtbot) -> None:
    session.select_track(1)
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert session.selected_track_id == 2


def test_eye_and_lock_toggle_by_click_and_space(panel, session, qtbot) -> None:
    click(qtbot, panel, 1, Column.SHOWN)
    assert not session.project.track(2).is_shown
    click(qtbot, panel, 1, Column.SHOWN)
    assert session.project.track(2).is_shown
    click(qtbot, panel, 1, Column.LOCKED)
    assert session.project.track(2).is_locked
    index = panel.model.index(2, Column.SHOWN)
    flag = QItemSelectionModel.SelectionFlag
    panel.table.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
    qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    assert not session.project.track(3).is_shown


def test_inline_rename(panel, session, qtbot) -> None:
    double_click(qtbot, panel, 0, Column.NAME)
    editor = panel.table.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "Brown dog")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.project.track(1).name == "Brown dog")


def test_escape_leaves_the_name(panel, session, qtbot) -> None:
    double_click(qtbot, panel, 0, Column.NAME)
    editor = panel.table.findChild(QLineEdit)
    qtbot.keyClicks(editor, "zzz")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert session.project.track(1).name == "Object 1"


def test_a_new_category_is_typed(panel, session, qtbot) -> None:
    double_click(qtbot, panel, 0, Column.CATEGORY)
    editor = panel.table.findChild(QComboBox)
    assert [editor.itemText(i) for i in range(editor.count())] == ["object"]
    editor.lineEdit().selectAll()
    qtbot.keyClicks(editor.lineEdit(), "dog")
    qtbot.keyClick(editor.lineEdit(), Qt.Key.Key_Return)

    def category_name() -> str:
        project = session.project
        return project.categories[project.track(1).category_id].name

    qtbot.waitUntil(lambda: category_name() == "dog")


def test_a_category_is_chosen_from_the_list(panel, session, qtbot) -> None:
    person = session.add_category("person")
    double_click(qtbot, panel, 1, Column.CATEGORY)
    editor = panel.table.findChild(QComboBox)
    editor.setCurrentIndex(editor.findText("person"))
    editor.activated.emit(editor.currentIndex())
    assert session.project.track(2).category_id == person


def test_colour_dialog(panel, session, qtbot) -> None:
    double_click(qtbot, panel, 2, Column.COLOR)
    dialog = panel.findChild(QColorDialog)
    assert dialog is not None
    assert dialog.currentColor() == QColor(220, 40, 40)
    dialog.setCurrentColor(QColor(0, 90, 200))
    dialog.accept()
    assert session.project.track(3).color == (0, 90, 200)


def test_delete_offers_undo(panel, session, qtbot) -> None:
    notices = []
    session.notified.connect(notices.append)
    click(qtbot, panel, 1, Column.DELETE)
    assert list(session.project.tracks) == [1, 3, 4]
    assert notices[-1].can_undo
    session.undo()
    assert list(session.project.tracks) == [1, 2, 3, 4]


def test_buttons(panel, session, qtbot) -> None:
    session.select_track(1)
    assert not panel.up_button.isEnabled()
    qtbot.mouseClick(panel.down_button, LEFT)
    assert list(session.project.tracks) == [2, 1, 3, 4]
    assert panel.up_button.isEnabled()
    qtbot.mouseClick(panel.up_button, LEFT)
    assert list(session.project.tracks) == [1, 2, 3, 4]
    qtbot.mouseClick(panel.delete_button, LEFT)
    assert list(session.project.tracks) == [2, 3, 4]


def test_the_menu_reaches_everything(panel, session, qtbot) -> None:
    def choose(text: str) -> None:
        menu = panel.menu_for(1)
        next(action for action in menu.actions() if action.text() == text).trigger()

    choose("Hide")
    choose("Lock")
    track = session.project.track(2)
    assert (track.is_shown, track.is_locked) == (False, True)
    choose("Show")
    choose("Unlock")
    assert (track.is_shown, track.is_locked) == (True, False)
    choose("Move up")
    assert list(session.project.tracks) == [2, 1, 3, 4]
    choose("Delete object")
    assert list(session.project.tracks) == [2, 3, 4]


def test_what_is_made_in_the_menu_is_selected(panel, session) -> None:
    def choose(text: str) -> None:
        actions = panel.menu_for(0).actions()
        next(action for action in actions if action.text().startswith(text)).trigger()

    choose("Duplicate")
    assert session.selected_track_id == list(session.project.tracks)[1] == 5
    nothing = Observation(None, Origin.MANUAL)
    session.do(SetObservations(1, {0: nothing, 3: nothing}))
    session.go_to_frame(2)
    choose("Split")
    assert session.selected_track_id == 6
    assert list(session.project.track(6).observations) == [3]


def test_an_empty_list_says_how_to_begin(make_session, qtbot) -> None:
    session = make_session()
    panel = TrackPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.table.isVisible()
    assert not panel.delete_button.isEnabled()
    add_tracks(session, 1)
    assert panel.table.isVisible()


def test_it_paints_selected_hidden_and_locked_rows(panel, session) -> None:
    session.update_track(2, is_shown=False)
    session.update_track(3, is_locked=True)
    session.select_track(3)
    image = panel.table.viewport().grab().toImage()
    swatch = cell(panel, 1, Column.COLOR)
    assert image.pixelColor(swatch.x() - 7, swatch.y()) == QColor(220, 40, 40)


def test_names_for_screen_readers(panel) -> None:
    for widget in (panel.table, panel.up_button, panel.down_button, panel.delete_button):
        assert widget.accessibleName()


def test_a_locked_object_is_not_deleted_and_says_why(panel, session, qtbot) -> None:
    session.update_track(2, is_locked=True)
    notices = []
    session.notified.connect(notices.append)
    click(qtbot, panel, 1, Column.DELETE)
    assert 2 in session.project.tracks
    assert notices[-1].level == "warning"
    assert "locked" in notices[-1].text


def test_names_have_the_room_that_categories_leave(panel, session, qtbot) -> None:
    panel.model.setData(panel.model.index(0, Column.NAME), "A name of about thirty letters")
    before = panel.table.columnWidth(Column.NAME)
    metrics = panel.table.fontMetrics()
    category = max(metrics.horizontalAdvance(text) for text in ("object", WIDEST_SHARE))
    assert panel.table.columnWidth(Column.CATEGORY) == category + CELL_MARGINS_PX
    panel.model.setData(panel.model.index(1, Column.CATEGORY), "a category with very many letters")
    qtbot.waitUntil(lambda: panel.table.columnWidth(Column.NAME) < before)
    share = panel.table.columnWidth(Column.CATEGORY) / panel.width()
    assert share == pytest.approx(MAX_CATEGORY_SHARE, abs=0.01)


@pytest.fixture
def gate():
    gate = Gate()
    yield gate
    gate.open()


def test_a_row_shows_how_far_its_run_is_and_stops_it(make_session, gate, qtbot) -> None:
    session = make_session(frame_count=21, tracker=FakeTracker(gate=gate))
    add_tracks(session, 2)
    session.set_mask(1, 0, square_mask((4, 4, 9, 9)), "Brush")
    panel = TrackPanel(session)
    qtbot.addWidget(panel)
    panel.resize(340, 300)
    panel.show()
    qtbot.waitExposed(panel)
    calm = panel.table.grab().toImage()
    session.propagate(1, 0, Direction.FORWARD)
    gate.allow(5)
    index = panel.model.index(0, Column.CATEGORY)
    qtbot.waitUntil(lambda: (job := index.data(JOB_ROLE)) is not None and job.done == 5)
    assert share_of(index.data(JOB_ROLE)) == 0.25
    assert "Stop Object 1" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert panel.model.index(1, Column.CATEGORY).data(JOB_ROLE) is None
    assert panel.table.grab().toImage() != calm
    click(qtbot, panel, 0, Column.CATEGORY)
    assert session.jobs == ()
    assert index.data(JOB_ROLE) is None
    assert len(session.project.track(1).observations) >= 5  # what had arrived stays
