"""What a row of the table of actions is, and the menus that the rows go to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from annotator.gui.commands import Commands

CONTEXT = "actions"
Call: TypeAlias = Callable[[Commands], object]
Test: TypeAlias = Callable[[Commands], bool]


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text for lupdate, which looks for this name; PySide6's own is typed `object`."""
    return text


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One row. `keys` are portable key sequences, the first is shown in the menu."""

    id: str
    menu: str
    """Which menu, by id; empty: keys only. A trailing "-" puts a separator before it."""
    text: str
    keys: tuple[str, ...]
    call: Call
    enabled: Test = Commands.has_project
    icon: str = ""
    checked: Test | None = None
    """Makes it checkable: says whether it is checked now."""
    group: str = ""
    """Checkable actions of a group exclude each other."""


# The id of a menu in another one begins with that of the other.
MENUS: tuple[tuple[str, str], ...] = (
    ("file", QT_TRANSLATE_NOOP("actions", "&File")),
    ("edit", QT_TRANSLATE_NOOP("actions", "&Edit")),
    ("view", QT_TRANSLATE_NOOP("actions", "&View")),
    ("go", QT_TRANSLATE_NOOP("actions", "&Go")),
    ("object", QT_TRANSLATE_NOOP("actions", "&Object")),
    ("state", QT_TRANSLATE_NOOP("actions", "&State")),
    ("mask", QT_TRANSLATE_NOOP("actions", "&Mask")),
    ("propagate", QT_TRANSLATE_NOOP("actions", "&Propagate")),
    ("propagate/preview", QT_TRANSLATE_NOOP("actions", "Pre&view over reviewed frames")),
    ("review", QT_TRANSLATE_NOOP("actions", "&Review")),
    ("tools", QT_TRANSLATE_NOOP("actions", "&Tools")),
    ("help", QT_TRANSLATE_NOOP("actions", "&Help")),
)
