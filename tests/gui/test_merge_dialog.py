"""Merging two objects: what the dialog says beforehand is what happens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from annotator.core.project import Origin
from annotator.gui.merge_dialog import MergeDialog
from tests.gui.canvas_helpers import add_track

BOX, OTHER = (10, 10, 20, 20), (40, 30, 10, 10)


@pytest.fixture
def session(make_session):
    """A dog on 0 to 9 (propagated), a cat on 8 to 12 (manual), a bird on 20."""
    session = make_session(frame_count=30)
    add_track(session, dict.fromkeys(range(10), BOX), origin=Origin.PROPAGATED)
    add_track(session, dict.fromkeys(range(8, 13), OTHER), name="Cat")
    add_track(session, {20: OTHER}, name="Bird")
    return session


@pytest.fixture
def dialog(session, qtbot):
    dialog = MergeDialog(session, session.project.track(1))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def accept(qtbot, dialog) -> None:
    button = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_object_that_shares_the_fewest_frames_comes_first(dialog) -> None:
    assert [dialog.other.itemText(row) for row in range(dialog.other.count())] == ["Bird", "Cat"]
    assert "never on the same frame" in dialog.note.text()


def test_it_says_whose_masks_stay_and_does_so(session, dialog, qtbot) -> None:
    dialog.other.setCurrentIndex(1)
    assert "2 frame(s) have both" in dialog.note.text()
    assert "0 of “Dog”, 2 of “Cat”" in dialog.note.text()
    theirs = dict(session.project.track(2).observations)
    accept(qtbot, dialog)
    assert list(session.project.tracks) == [1, 3]
    merged = session.project.track(1).observations
    assert {index: merged[index] for index in theirs} == theirs
    assert sorted(merged) == list(range(13))
    session.undo()
    assert session.project.track(2).observations == theirs


def test_a_locked_object_is_refused_and_the_dialog_stays(session, dialog, qtbot) -> None:
    session.update_track(3, is_locked=True)
    accept(qtbot, dialog)
    assert dialog.isVisible()
    assert list(session.project.tracks) == [1, 2, 3]
