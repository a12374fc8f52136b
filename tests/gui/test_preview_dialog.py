"""The preview of a run over reviewed frames: its rows, what is taken, and when nothing is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QStyle, QStyleOptionViewItem

from annotator.core.project import Direction, Origin
from annotator.gui.marks import ADDED, REMOVED, marks_on
from annotator.gui.preview_dialog import PreviewDialog
from annotator.gui.timeline_menu import TimelineMenu
from annotator.session.previewed import Change
from tests.fakes import FakeTracker, Gate, square_mask
from tests.gui.canvas_helpers import add_track
from tests.gui.test_actions import open_window

BOX = (10, 20, 12, 12)
TICKED, UNTICKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked
FORWARD = Direction.FORWARD


@pytest.fixture
def session(make_session):
    """Frame 0 by hand; 1 to 4 reviewed as the tracker sees them, 5 to 9 reviewed and far off,
    10 to 12 not reviewed and far off, nothing after. A second object is on frame 0 only.
    """
    session = make_session(frame_count=20)
    boxes = {index: (10 + index, 20, 12, 12) for index in range(5)}
    boxes |= dict.fromkeys(range(5, 13), (60, 40, 12, 12))
    track_id = add_track(session, boxes, origin=Origin.PROPAGATED)
    session.set_mask(track_id, 0, square_mask((10, 20, 12, 12)), "Brush")
    session.set_reviewed(track_id, range(1, 10), True)
    add_track(session, {0: (30, 40, 10, 10)}, "Cat")
    session.select_track(track_id)
    return session


@pytest.fixture
def dialog(session, qtbot):
    return shown(session, qtbot, lambda: session.propagate(1, 0, FORWARD, on_reviewed="preview"))


def shown(session, qtbot, start):
    """The dialog over what a command previews, when it is over."""
    start()
    dialog = PreviewDialog(session)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not session.jobs)
    dialog.refresh()
    return dialog


def row(dialog, *place):
    """The item of an object, or of one of its ranges."""
    item = dialog.tree.topLevelItem(place[0])
    return item if len(place) == 1 else item.child(place[1])


def ticks(dialog, place=0):
    item = row(dialog, place)
    return [item.child(number).checkState(0) is TICKED for number in range(item.childCount())]


def click_box(dialog, item):
    """On the box of a row, with the mouse."""
    tree = dialog.tree
    option = QStyleOptionViewItem()
    option.initFrom(tree)
    option.rect = tree.visualItemRect(item)
    option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
    box = tree.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, tree)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=box.center())


def accept(dialog, qtbot):
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)


def test_rows_say_how_much_each_range_changes(dialog) -> None:
    assert [(one.first, one.last, one.change) for one in dialog.ranges.values()] == [
        (1, 4, Change.NONE),
        (5, 9, Change.LARGE),
        (10, 12, Change.LARGE),
        (13, 19, Change.NEW),
    ]
    cells = [[row(dialog, 0, place).text(column) for column in range(4)] for place in range(4)]
    assert cells[0] == ["2 – 5", "reviewed", "unchanged", ""]
    assert cells[1] == ["6 – 10", "reviewed", "large, down to 0 % overlap", "+720  −720"]
    assert cells[3][:3] == ["14 – 20", "nothing", "new masks"]
    assert (row(dialog, 0).text(0), row(dialog, 0).text(2)) == ("Dog", "15 of 19 frames")
    assert "15 of 19" in dialog.title.text()


def test_what_was_reviewed_must_be_ticked_by_hand(dialog) -> None:
    assert ticks(dialog) == [False, False, True, True]
    assert not row(dialog, 0, 0).flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert row(dialog, 0).checkState(0) is Qt.CheckState.PartiallyChecked


def test_only_ticked_ranges_are_taken_in_one_step(session, dialog, qtbot) -> None:
    before = session.project.copy()
    click_box(dialog, row(dialog, 0, 1))
    click_box(dialog, row(dialog, 0, 3))
    assert ticks(dialog) == [False, True, True, False]
    accept(dialog, qtbot)
    observations = session.project.track(1).observations
    assert observations[7].mask == square_mask((17, 20, 12, 12))
    assert not observations[7].reviewed
    assert observations[3] is before.observation(1, 3)
    assert 15 not in observations
    assert [one.first for one in dialog.ranges.values()] == [1, 13]
    assert ticks(dialog) == [False, False]
    assert dialog.isVisible()
    session.undo()
    assert session.project == before


@pytest.mark.parametrize(
    "close",
    [
        lambda dialog: dialog.close(),
        lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape),
        lambda dialog: QTest.mouseClick(
            dialog.buttons.button(QDialogButtonBox.StandardButton.Close), Qt.MouseButton.LeftButton
        ),
    ],
)
def test_closing_takes_nothing(session, dialog, close) -> None:
    before = session.project.copy()
    close(dialog)
    assert not dialog.isVisible()
    assert session.project == before
    assert session.previewed_ranges == {}


def test_the_dialog_closes_when_nothing_is_left_to_take(dialog, qtbot) -> None:
    row(dialog, 0, 1).setCheckState(0, TICKED)
    accept(dialog, qtbot)
    assert not dialog.isVisible()


def test_a_row_leads_to_its_frame_and_the_picture_marks_what_changes(session, dialog) -> None:
    session.select_track(2)
    dialog.tree.setCurrentItem(row(dialog, 0, 1))
    assert session.selected_track_id == 1
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


# -- several objects ------------------------------------------------------------------------


@pytest.fixture
def both(session, qtbot):
    """The dialog over both objects, forward."""
    return shown(session, qtbot, lambda: session.propagate_all(0, on_reviewed="preview"))


def test_every_object_has_its_rows_and_the_picture_marks_them_all(session, both) -> None:
    assert [row(both, place).text(0) for place in (0, 1)] == ["Dog", "Cat"]
    assert [row(both, place).childCount() for place in (0, 1)] == [4, 1]
    assert row(both, 1, 0).text(0) == "2 – 20"
    assert [color for _, color in marks_on(session, 7)] == [ADDED, REMOVED, ADDED]
    assert len(both.ranges) == 5


def test_an_object_is_refused_or_taken_as_a_whole(session, both, qtbot) -> None:
    before = session.project.copy()
    click_box(both, row(both, 1))
    assert ticks(both, 1) == [False]
    click_box(both, row(both, 0))
    assert ticks(both, 0) == [False, True, True, True]
    accept(both, qtbot)
    assert session.project.track(2) == before.track(2)
    assert sorted(session.project.track(1).observations) == list(range(20))
    assert not session.project.observation(1, 7).reviewed
    session.undo()
    assert session.project == before


def test_what_comes_later_of_a_refused_object_is_not_ticked(make_session, qtbot) -> None:
    gate = Gate()
    session = make_session(frame_count=12, tracker=FakeTracker(gate=gate))
    add_track(session, {0: BOX})
    add_track(session, dict.fromkeys(range(3, 5), (60, 40, 12, 12)), origin=Origin.PROPAGATED)
    session.set_mask(2, 0, square_mask((30, 40, 10, 10)), "Brush")
    session.propagate_all(0, on_reviewed="preview")
    dialog = PreviewDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    gate.allow(4)
    qtbot.waitUntil(lambda: session.preview_progress.done == 4)
    dialog.refresh()
    assert dialog.stop_button.isEnabled()
    assert (dialog.bar.value(), dialog.bar.maximum()) == (4, 22)
    click_box(dialog, row(dialog, 1))
    gate.open()
    qtbot.waitUntil(lambda: not session.jobs)
    dialog.refresh()
    assert ticks(dialog, 0) == [True]
    assert ticks(dialog, 1) == [False, False, False]
    assert not dialog.stop_button.isEnabled()


def test_stopping_keeps_what_was_found(make_session, qtbot) -> None:
    gate = Gate()
    session = make_session(frame_count=12, tracker=FakeTracker(gate=gate))
    add_track(session, {0: BOX})
    session.propagate(1, 0, FORWARD, on_reviewed="preview")
    dialog = PreviewDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    gate.allow(3)
    qtbot.waitUntil(lambda: session.preview_progress.done == 3)
    qtbot.mouseClick(dialog.stop_button, Qt.MouseButton.LeftButton)
    gate.open()
    qtbot.waitUntil(lambda: not session.jobs)
    dialog.refresh()
    assert [one.frames for one in dialog.ranges.values()] == [range(1, 4)]
    accept(dialog, qtbot)
    assert sorted(session.project.track(1).observations) == [0, 1, 2, 3]


# -- the commands ---------------------------------------------------------------------------


@pytest.fixture
def window(session, qtbot):
    return open_window(qtbot, session)


def dialogs(window):
    return [one for one in window.findChildren(PreviewDialog) if one.isVisible()]


@pytest.mark.parametrize(
    ("action", "objects"),
    [
        ("propagate_forward", ["Dog"]),
        ("propagate_step", ["Dog"]),
        ("propagate_both", ["Dog"]),
        ("propagate_range", ["Dog"]),
        ("propagate_all_range", ["Dog", "Cat"]),
        ("preview_forward", ["Dog"]),
        ("preview_both", ["Dog"]),
        ("preview_range", ["Dog"]),
        ("preview_all", ["Dog", "Cat"]),
        ("preview_all_both", ["Dog", "Cat"]),
        ("preview_all_range", ["Dog", "Cat"]),
    ],
)
def test_a_command_over_reviewed_frames_shows_what_would_change(
    session, window, qtbot, action, objects
) -> None:
    session.set_in_frame(0)
    session.set_out_frame(12)
    before = session.project.copy()
    window.actions_table[action].trigger()
    (dialog,) = dialogs(window)
    assert [row(dialog, place).text(0) for place in range(len(objects))] == objects
    assert dialog.tree.topLevelItemCount() == len(objects)
    qtbot.waitUntil(lambda: not session.jobs)
    assert session.project == before
    dialog.close()


def test_another_preview_takes_the_place_of_the_first(session, window, qtbot) -> None:
    window.actions_table["propagate_forward"].trigger()
    (dialog,) = dialogs(window)
    qtbot.waitUntil(lambda: not session.jobs)
    dialog.refresh()
    row(dialog, 0, 1).setCheckState(0, TICKED)
    window.actions_table["preview_all"].trigger()
    assert dialogs(window) == [dialog]
    qtbot.waitUntil(lambda: not session.jobs)
    dialog.refresh()
    assert ticks(dialog) == [False, False, True, True]
    assert dialog.tree.topLevelItemCount() == 2
    dialog.close()


def test_the_timeline_menu_previews_too(session, window, qtbot) -> None:
    menu = TimelineMenu(session, 1, 0, window)
    actions = {action.text(): action for action in menu.actions()}
    actions["Propagate forward from here"].trigger()
    (dialog,) = dialogs(window)
    qtbot.waitUntil(lambda: not session.jobs)
    dialog.close()


def test_a_run_that_stops_at_a_reviewed_frame_offers_the_preview(session, window, qtbot) -> None:
    session.set_reviewed(1, [1, 2], False)
    window.actions_table["propagate_all"].trigger()
    qtbot.waitUntil(lambda: not session.jobs)
    (toast,) = [one for one in window.toasts.toasts if one.notice.preview is not None]
    assert "stops before frame 4, which is reviewed" in toast.notice.text
    assert dialogs(window) == []
    button = next(one for one in toast.findChildren(QPushButton) if one.text() == "Preview")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    (dialog,) = dialogs(window)
    assert [row(dialog, place).text(0) for place in (0, 1)] == ["Dog", "Cat"]
    qtbot.waitUntil(lambda: not session.jobs)
    dialog.close()
