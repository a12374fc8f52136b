"""The preview of a run over reviewed frames: its rows, what is taken, and when nothing is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from annotator.core.project import Direction, Origin
from annotator.gui.main_window import MainWindow
from annotator.gui.marks import ADDED, REMOVED, marks_on
from annotator.gui.preview_dialog import PreviewDialog
from annotator.session.rerun_preview import Change
from tests.fakes import FakeTracker, Gate, square_mask
from tests.gui.canvas_helpers import add_track

BOX = (10, 20, 12, 12)
TICKED = Qt.CheckState.Checked


@pytest.fixture
def session(make_session):
    """Frame 0 by hand; 1 to 4 reviewed as the tracker sees them, 5 to 9 reviewed and far off,
    10 to 12 not reviewed and far off, nothing after.
    """
    session = make_session(frame_count=20)
    boxes = {index: (10 + index, 20, 12, 12) for index in range(5)}
    boxes |= dict.fromkeys(range(5, 13), (60, 40, 12, 12))
    track_id = add_track(session, boxes, origin=Origin.PROPAGATED)
    session.set_mask(track_id, 0, square_mask((10, 20, 12, 12)), "Brush")
    session.set_reviewed(track_id, range(1, 10), True)
    session.select_track(track_id)
    return session


@pytest.fixture
def dialog(session, qtbot):
    dialog = PreviewDialog(session, session.project.track(1), 0, Direction.FORWARD)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: len(session.previewed_frames) == 19 and not session.jobs)
    dialog.refresh()
    return dialog


def ticks(dialog) -> list[bool]:
    return [
        dialog.table.item(row, 0).checkState() is TICKED for row in range(dialog.table.rowCount())
    ]


def test_rows_say_how_much_each_range_changes(dialog) -> None:
    assert [(one.first, one.last, one.change) for one in dialog.ranges] == [
        (1, 4, Change.NONE),
        (5, 9, Change.LARGE),
        (10, 12, Change.LARGE),
        (13, 19, Change.NEW),
    ]
    cells = [[dialog.table.item(row, column).text() for column in range(4)] for row in range(4)]
    assert cells[0] == ["2 – 5", "reviewed", "unchanged", ""]
    assert cells[1] == ["6 – 10", "reviewed", "large, down to 0 % overlap", "+720  −720"]
    assert cells[3][:3] == ["14 – 20", "nothing", "new masks"]
    assert "15 of 19" in dialog.title.text()


def test_what_was_reviewed_must_be_ticked_by_hand(dialog) -> None:
    assert ticks(dialog) == [False, False, True, True]
    assert not dialog.table.item(0, 0).flags() & Qt.ItemFlag.ItemIsUserCheckable


def test_only_ticked_ranges_are_taken_in_one_step(session, dialog, qtbot) -> None:
    before = session.project.copy()
    dialog.table.item(1, 0).setCheckState(TICKED)
    dialog.table.item(3, 0).setCheckState(Qt.CheckState.Unchecked)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    observations = session.project.track(1).observations
    assert observations[7].mask == square_mask((17, 20, 12, 12))
    assert not observations[7].reviewed
    assert observations[3] is before.observation(1, 3)
    assert 15 not in observations
    assert [one.first for one in dialog.ranges] == [1, 13]
    assert dialog.isVisible()
    session.undo()
    assert session.project == before


def test_closing_takes_nothing(session, dialog) -> None:
    before = session.project.copy()
    dialog.close()
    assert session.project == before
    assert session.previewed_frames == ()


def test_the_dialog_closes_when_nothing_is_left_to_take(session, dialog, qtbot) -> None:
    dialog.table.item(1, 0).setCheckState(TICKED)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def test_a_row_leads_to_its_frame_and_the_picture_marks_what_changes(session, dialog) -> None:
    dialog.table.setCurrentCell(1, 1)
    assert session.current_frame in range(5, 10)
    (added, color), (removed, other) = marks_on(session, 6)
    assert (color, other) == (ADDED, REMOVED)
    assert added == square_mask((16, 20, 12, 12))
    assert removed == square_mask((60, 40, 12, 12))
    assert [color for _, color in marks_on(session, 15)] == [ADDED]
    assert marks_on(session, 0) == []


def test_closing_the_project_closes_the_dialog(session, dialog) -> None:
    session.close_project()
    assert not dialog.isVisible()


def test_t_over_reviewed_frames_previews_instead_of_refusing(make_session, qtbot) -> None:
    gate = Gate()
    session = make_session(frame_count=20, tracker=FakeTracker(gate=gate))
    add_track(session, dict.fromkeys(range(1, 6), BOX), origin=Origin.PROPAGATED)
    session.set_mask(1, 0, square_mask(BOX), "Brush")
    session.set_reviewed(1, range(1, 6), True)
    session.select_track(1)
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.show()
    before = session.project.copy()
    window.commands.propagate(Direction.FORWARD)
    (dialog,) = window.findChildren(PreviewDialog)
    window.commands.preview(Direction.FORWARD)  # another preview takes its place
    assert not dialog.isVisible()
    gate.open()
    qtbot.waitUntil(lambda: not session.jobs)
    assert session.project == before
