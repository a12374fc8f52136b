"""Texts are read without their letters for the keyboard."""

import pytest

from annotator.gui.mnemonics import plain_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("&Open video…", "Open video…"),
        ("Save a c&opy", "Save a copy"),
        ("Cats && dogs", "Cats & dogs"),
        ("打开视频(&O)…", "打开视频…"),
        ("Delete (all)", "Delete (all)"),
    ],
)
def test_letters_for_the_keyboard_are_left_out(text, expected):
    assert plain_text(text) == expected
