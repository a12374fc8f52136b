"""What an export format cannot hold, in the language of the window.

The registry's sentences are put together from clauses, so the clauses are what is translated.
"""

import re

from PySide6.QtCore import QCoreApplication

CONTEXT = "formats"
_SEPARATORS = re.compile(r"(; |\.(?: |$))")


def clauses(text: str) -> list[str]:
    """The clauses of some sentences, without what is between them, as they are translated."""
    return [_lowered(part) for part in _SEPARATORS.split(text)[::2] if part]


def losses_text(text: str) -> str:
    """The same sentences, each clause translated."""
    parts = _SEPARATORS.split(text)
    return "".join(
        part if place % 2 else _translated(part) for place, part in enumerate(parts) if part
    )


def _translated(clause: str) -> str:
    source = _lowered(clause)
    found = QCoreApplication.translate(CONTEXT, source)
    return clause if found == source else found


def _lowered(clause: str) -> str:
    """A clause at the beginning and within a sentence is the same text."""
    return clause[:1].lower() + clause[1:]
