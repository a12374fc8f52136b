"""Ctrl+Shift+P: every action can be found by typing and run with Enter."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.gui.command_palette import MARGIN_PX, CommandPalette, plain_text
from tests.gui.canvas_helpers import add_track
from tests.gui.test_actions import open_window

Key = Qt.Key


@pytest.fixture
def session(make_session):
    return make_session(frame_count=30, size=(96, 64))


@pytest.fixture
def window(qtbot, session):
    return open_window(qtbot, session)


@pytest.fixture
def palette(window):
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.canvas, Key.Key_P, modifiers)
    return window.findChild(CommandPalette)


def rows(palette):
    """Names and keys."""
    items = [palette.list.item(row) for row in range(palette.list.count())]
    keys = Qt.ItemDataRole.AccessibleDescriptionRole
    return [f"{item.text()}    {item.data(keys)}".strip() for item in items]


def test_it_holds_every_action(window, palette):
    assert palette.isVisible()
    named = [action for action in window.actions_table.by_id.values() if plain_text(action)]
    assert palette.list.count() == len(named) + 1  # and the filmstrip


def test_the_filmstrip_is_found(window, palette):
    QTest.keyClicks(palette.field, "filmstrip")
    QTest.keyClick(palette.field, Key.Key_Return)
    assert window.timeline.shows_filmstrip


def test_words_and_keys_are_found(palette):
    palette.field.setText("holes fill")
    assert rows(palette) == ["Fill holes    Ctrl+Shift+F"]
    palette.field.setText("ctrl+shift+i")
    assert rows(palette) == ["Drop islands    Ctrl+Shift+I"]
    palette.field.setText("nothing like it")
    assert rows(palette) == []
    palette.run()
    assert palette.isVisible()


def test_names_stand_in_one_column_and_keys_at_the_right(palette):
    def inked(left, right):
        """Whether anything is drawn between two columns of the row."""
        strip = row.copy(left, 0, right - left, row.height())
        ground = row.pixelColor(2, 2)
        pixels = ((x, y) for x in range(strip.width()) for y in range(strip.height()))
        return any(strip.pixelColor(x, y) != ground for x, y in pixels)

    for words in ("fill holes", "grow"):  # with an icon, and without
        palette.field.setText(words)
        cell = palette.list.visualItemRect(palette.list.item(0))
        row = palette.list.viewport().grab(cell).toImage()
        assert inked(0, 22) == (words == "fill holes")
        assert inked(26, 100)
        assert inked(row.width() - 40, row.width() - MARGIN_PX)


def test_what_begins_as_typed_comes_first(palette):
    palette.field.setText("prop")
    found = rows(palette)
    assert found[0] == "Propagate forward    T"
    assert found[-1].startswith("Reviewed (propagation keeps it)")
    palette.field.setText("mask copy")  # in any order
    assert rows(palette)[0].startswith("Copy mask")


def test_enter_runs_the_chosen_one(session, window, palette):
    add_track(session, {0: (10, 10, 5, 5)})
    QTest.keyClicks(palette.field, "last frame")
    QTest.keyClick(palette.field, Key.Key_Return)
    assert not palette.isVisible()
    assert session.current_frame == 29


def test_what_is_disabled_is_shown_and_does_nothing(session, palette):
    palette.field.setText("redo")
    assert len(rows(palette)) == 1
    palette.run()
    assert palette.isVisible()


def test_arrows_move_in_the_list(palette):
    palette.field.setText("frame")
    start = palette.list.currentRow()
    QTest.keyClick(palette.field, Key.Key_Down)
    assert palette.list.currentRow() == start + 1
    QTest.keyClick(palette.field, Key.Key_Up)
    assert palette.list.currentRow() == start
