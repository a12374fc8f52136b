"""Marks between words in the language of the window: Chinese has its own, of full width."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication


def listed(words: Iterable[str]) -> str:
    """One, two, three."""
    return _tr(", ").join(words)


def titled(title: str, text: str) -> str:
    """Title: text."""
    return _tr("{title}: {text}").format(title=title, text=text)


def percent(value: float) -> str:
    """A whole number of percent."""
    return _tr("{value:.0f} %").format(value=value)


def _tr(text: str) -> str:
    return QCoreApplication.translate("punctuation", text)
