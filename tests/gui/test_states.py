"""The states of frames from keys, menus and the dialog: what they leave in the project."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from annotator.core.edits import SetObservations
from annotator.core.project import Absence, Observation, Origin, Visibility
from annotator.gui.canvas import Canvas
from annotator.gui.canvas_menu import CanvasMenu
from annotator.gui.inspector import described
from annotator.gui.marks import DISPUTED, marks_on
from annotator.gui.state_dialog import MARKS, SEEN, StateDialog
from annotator.gui.state_words import absence_text, reason_text
from annotator.gui.timeline_menu import TimelineMenu, observation_text
from tests.fakes import square_mask
from tests.gui.canvas_helpers import add_track, at
from tests.gui.test_timeline import add_tracks

MASK = square_mask((10, 10, 20, 20))


@pytest.fixture
def session(make_session):
    session = make_session(frame_count=20)
    add_tracks(session, 1)
    for frame in range(3, 8):
        session.set_mask(1, frame, MASK, "Brush")
    session.select_track(1)
    return session


@pytest.fixture
def dialog(session, qtbot):
    """At frame 4 with the range 3 to 9 around it."""
    session.set_in_frame(3)
    session.set_out_frame(9)
    dialog = StateDialog(session, session.project.track(1), 4)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def seen_row(visibility, absence=None) -> int:
    return SEEN.index((visibility, absence))


def accept(qtbot, dialog) -> None:
    button = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_out_of_view_on_the_range_with_own_words(session, dialog, qtbot) -> None:
    assert "4 to 10" in dialog.frames.currentText()
    dialog.seen.setCurrentIndex(seen_row(Visibility.OUT_OF_VIEW))
    dialog.reason.setCurrentText("the camera looks away")
    assert "5 mask(s)" in dialog.note.text() or "5 masks" in dialog.note.text()
    accept(qtbot, dialog)
    for frame in range(3, 10):
        seen = session.project.observation(1, frame)
        assert seen.is_absent
        assert seen.reason == "the camera looks away"
        assert seen.absence is None
    session.undo()
    assert session.project.observation(1, 5).mask == MASK


def test_a_suggested_reason_is_stored_as_what_it_means(session, dialog, qtbot) -> None:
    dialog.frames.setCurrentIndex(0)
    dialog.seen.setCurrentIndex(seen_row(Visibility.OUT_OF_VIEW))
    dialog.reason.setCurrentIndex(dialog.reason.findText(absence_text(Absence.NOT_YET)))
    dialog.flagged.setCurrentIndex(MARKS.index(True))
    accept(qtbot, dialog)
    seen = session.project.observation(1, 4)
    assert (seen.absence, seen.reason, seen.flagged) == (Absence.NOT_YET, "", True)
    assert session.project.observation(1, 5).mask == MASK


def test_what_is_not_chosen_stays(session, dialog, qtbot) -> None:
    session.set_reviewed(1, [4], True)
    dialog.locked.setCurrentIndex(MARKS.index(True))
    dialog.frames.setCurrentIndex(0)
    accept(qtbot, dialog)
    seen = session.project.observation(1, 4)
    assert (seen.reviewed, seen.locked, seen.flagged) == (True, True, False)
    assert (seen.mask, seen.visibility) == (MASK, Visibility.VISIBLE)


def test_cancel_changes_nothing(session, dialog, qtbot) -> None:
    steps = session.history
    dialog.seen.setCurrentIndex(seen_row(Visibility.OUT_OF_VIEW))
    dialog.reject()
    assert session.history == steps


def test_the_dialog_opens_with_what_is_there(session, qtbot) -> None:
    session.set_absent(1, [4], Absence.HIDDEN)
    dialog = StateDialog(session, session.project.track(1), 4)
    qtbot.addWidget(dialog)
    assert dialog.seen.currentIndex() == seen_row(Visibility.OCCLUDED, Absence.HIDDEN)
    dialog.reason.setCurrentText("a bus")
    accept(qtbot, dialog)
    assert session.project.observation(1, 4).reason == "a bus"
    assert reason_text(session.project.observation(1, 4)) == "a bus"  # the state says: hidden


def test_the_reason_is_shown_where_the_state_is(session) -> None:
    seen = Observation(
        None, Origin.MANUAL, Visibility.OUT_OF_VIEW, absence=Absence.LEFT, reason="<b>left"
    )
    track = session.project.track(1)
    assert "&lt;b&gt;left" in observation_text(track, 4, seen)
    rows = dict(described(session.project, track, seen))
    assert rows["Reason"] == "it has left the picture – <b>left"
    assert "Reason" not in dict(described(session.project, track, Observation(MASK, seen.origin)))


def test_reasons_of_the_timeline_menu(session, qtbot) -> None:
    menu = TimelineMenu(session, 1, 5)
    qtbot.addWidget(menu)
    (submenu,) = [one.menu() for one in menu.actions() if one.menu() is not None]
    assert [one.text() for one in submenu.actions()] == [absence_text(one) for one in Absence]
    submenu.actions()[0].trigger()
    assert session.project.observation(1, 5).absence is Absence.LEFT


def test_deleting_the_range_from_the_menu_spares_locked_frames(session, qtbot) -> None:
    session.set_in_frame(3)
    session.set_out_frame(6)
    session.set_locked(1, [5], True)
    menu = TimelineMenu(session, 1, 4)
    qtbot.addWidget(menu)
    next(one for one in menu.actions() if one.text() == "Delete range").trigger()
    assert sorted(session.project.track(1).observations) == [5, 7]


def test_the_picture_has_a_menu_for_the_object_under_the_pointer(session, qtbot) -> None:
    canvas = Canvas(session)
    qtbot.addWidget(canvas)
    canvas.resize(480, 320)
    canvas.show()
    menus = CanvasMenu(canvas)
    session.go_to_frame(5)
    qtbot.waitUntil(lambda: canvas.frame_index == 5)
    session.select_track(None)
    menu = menus.menu_at(at(canvas, 20, 20))
    qtbot.addWidget(menu)
    assert session.selected_track_id == 1
    assert menu.frames == range(5, 6)
    session.select_track(None)
    assert menus.menu_at(QPoint(0, 0)) is None


def test_what_a_merge_leaves_in_dispute_is_shown(session, settings) -> None:
    disputed = square_mask((12, 12, 4, 5))
    merged = Observation(MASK, Origin.MERGED, disagreement=0.234, disputed=disputed)
    session.do(SetObservations(1, {5: merged}))
    track = session.project.track(1)
    assert "23 % of their pixels (20 px)" in observation_text(track, 5, merged)
    assert dict(described(session.project, track, merged))["Two sides differ"]
    assert marks_on(session, 5) == [(disputed, DISPUTED)]
    assert marks_on(session, 4) == []
    settings.shows_disputes = False
    assert marks_on(session, 5) == []
    settings.shows_disputes = True
    session.select_track(None)
    assert marks_on(session, 5) == [(disputed, DISPUTED)]


def test_disputes_of_all_objects_that_are_shown_are_marked(session) -> None:
    disputed = {1: square_mask((12, 12, 4, 5)), 2: square_mask((30, 30, 3, 3))}
    add_track(session, {0: (30, 30, 9, 9)}, "Cat")
    for track_id, pixels in disputed.items():
        merged = Observation(MASK, Origin.MERGED, disagreement=0.2, disputed=pixels)
        session.do(SetObservations(track_id, {5: merged}))
    assert marks_on(session, 5) == [(disputed[1], DISPUTED), (disputed[2], DISPUTED)]
    session.update_track(1, is_shown=False)
    assert marks_on(session, 5) == [(disputed[2], DISPUTED)]
    session.set_mask(2, 5, MASK, "Brush")  # a person has decided it
    assert marks_on(session, 5) == []
