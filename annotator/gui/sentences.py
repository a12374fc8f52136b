"""What the packages below the window say, in the language of the window.

They know nothing of Qt or languages and speak English: errors, warnings before an export, what was
left out of an import, problems of a file. The command line prints that as it is. The window
recognizes each sentence by its template, ``“{name}” is empty; choose a video.``, and says the
translation of the template with the same values. `scripts/update_translations.py` collects the
templates from the sources (`resources/i18n/sentences.json`); a test fails while one lacks its
translation, and what is not recognized stays English.

Rejected: errors that carry their template and values. Six hundred sentences in seventy modules, in
lists, reports and each other's middles, would be written less readably for the sake of one reader,
and one that somebody forgot to mark would stay English without a test to tell.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QCoreApplication

from annotator.gui.icons import resources_dir

CONTEXT = "sentences"
TEMPLATES_NAME = "sentences.json"
_PLACEHOLDER = re.compile(r"(\{[^{}]*\})")
_AFTER_SENTENCE = re.compile(r"(?<=[.!?…。！？]) (?=\S)")
_CLAUSE_END = "; "
_AFTER_PLACE = ": "
_IN_LIST = ", "
_END = "."
_QUOTES = ("“", "'", '"')
_FEW_LETTERS = 12
"""A template with fewer letters of its own says too little to reach over the end of a clause."""
_HARDLY_ANY_LETTERS = 6
"""With fewer, such as ``{what} is {text}``, it fits anything: what comes first must be known."""
_WITHIN_A_CLAUSE = r"('[^']*'|\[[^]]*\]|(?:(?![;:.,] ).)*?)"
_SAME_EVERYWHERE = re.compile(r"""[\d.,x× ]+|'[^']*'|“[^”]*”|"[^"]*\"""")
"""Numbers and names."""


def in_words(text: str) -> str:
    """A sentence or several, translated as far as they are known."""
    return _phrase_book().translated(text) or text


@cache
def _phrase_book() -> "PhraseBook":
    path = resources_dir() / "i18n" / TEMPLATES_NAME
    return PhraseBook(json.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class _Template:
    """A text with placeholders, and how to find what stands in their place."""

    text: str
    pattern: str
    """A regular expression; compiled when `longest` is in a sentence."""
    longest: str
    """Literal text that every such sentence contains."""
    names: tuple[str, ...]
    quoted: frozenset[str]
    """Placeholders in quotation marks: names, which are not translated."""
    letters: int

    def values(self, text: str) -> dict[str, str] | None:
        """What stands in the place of each placeholder, if this is such a sentence."""
        match = re.fullmatch(self.pattern, text, re.DOTALL) if self.longest in text else None
        return dict(zip(self.names, match.groups(), strict=True)) if match is not None else None


class PhraseBook:
    """Templates of sentences, and Qt's translations of them in force at the moment."""

    def __init__(self, templates: Iterable[str]) -> None:
        known = list(templates)
        self._plain = {_key(text): text for text in known if "{" not in text}
        parsed = [_parsed(text) for text in known if "{" in text]
        self._templates = sorted(parsed, key=lambda one: (-one.letters, -len(one.pattern)))
        self._most_sentences = max((len(_AFTER_SENTENCE.split(text)) for text in known), default=1)
        self._found: dict[str, str | None] = {}
        self._filled: dict[str, str | None] = {}

    def translated(self, text: str) -> str | None:
        """None where nothing of it is known."""
        self._found.clear()
        self._filled.clear()
        return self._translated(text)

    def _translated(self, text: str) -> str | None:
        """The same, for a part too; many a part is come upon in several ways."""
        if text not in self._found:
            self._found[text] = (
                self._whole(text)
                or self._by_sentences(text)
                or self._by_parts(text.removesuffix(_END), _END if text.endswith(_END) else "")
            )
        return self._found[text]

    def _whole(self, text: str) -> str | None:
        """As one template; with its full stop or without."""
        found = self._template(text)
        if found is None and text.endswith(_END):
            without = self._template(text.removesuffix(_END))
            found = without + _said(_END) if without else None
        elif found is None:
            with_end = self._template(text + _END)
            found = with_end.removesuffix(_said(_END)) if with_end else None
        return found

    def _template(self, text: str) -> str | None:
        if text not in self._filled:
            self._filled[text] = self._fill(text)
        return self._filled[text]

    def _fill(self, text: str) -> str | None:
        plain = self._plain.get(_key(text))
        if plain is not None:
            said = _said(plain)
            return said if said != plain else None
        for one in self._templates:
            values = one.values(text)
            said = _said(one.text) if values is not None else one.text
            if values is None or said == one.text:
                continue
            found = {
                name: self._value(value, is_name=name in one.quoted)
                for name, value in values.items()
            }
            if one.letters >= _HARDLY_ANY_LETTERS or found[one.names[0]] is not None:
                return said.format(**{name: found[name] or value for name, value in values.items()})
        return None

    def _value(self, text: str, *, is_name: bool) -> str | None:
        """What a placeholder stands for; None where that is not known."""
        is_said = is_name or _SAME_EVERYWHERE.fullmatch(text)
        return text if is_said else self._translated(text)

    def _by_sentences(self, text: str) -> str | None:
        """One after the other; a template may hold several."""
        sentences = _AFTER_SENTENCE.split(text)
        if len(sentences) == 1:
            return None
        said: list[str] = []
        is_known = False
        start = 0
        while start < len(sentences):
            end = min(len(sentences), start + self._most_sentences)
            found = None
            while found is None and end > start:
                part = " ".join(sentences[start:end])
                # Alone it may fall into parts; as the beginning of more it must be a template.
                found = self._whole(part) or (self._translated(part) if end == start + 1 else None)
                end -= 1
            is_known = is_known or found is not None
            said.append(found if found is not None else part)
            start = end + 1
        return _joined(said) if is_known else None

    def _by_parts(self, text: str, end: str) -> str | None:
        """What follows a place (or the name of a job), clauses, or the items of a list."""
        for separator, count in ((_AFTER_PLACE, 1), (_CLAUSE_END, -1), (_IN_LIST, -1)):
            parts = text.split(separator, count)
            if len(parts) == 1:
                continue
            found = [self._value(part, is_name=False) for part in parts]
            said = [new or old for new, old in zip(found, parts, strict=True)]
            if said != parts and (None not in found or separator != _IN_LIST):
                return _said(separator).join(said) + (_said(end) if end else "")
        return None


def _parsed(text: str) -> _Template:
    pieces = _PLACEHOLDER.split(text)
    literals, names = pieces[::2], tuple(piece[1:-1] for piece in pieces[1::2])
    letters = sum(character.isalpha() for character in "".join(literals))
    value = "(.*?)" if letters >= _FEW_LETTERS else _WITHIN_A_CLAUSE
    first = literals[0]
    if first[:1].isalpha():
        beginning = f"[{first[0].lower()}{first[0].upper()}]{re.escape(first[1:])}"
    else:
        beginning = re.escape(first)
    pattern = beginning + "".join(value + re.escape(literal) for literal in literals[1:])
    quoted = {name for before, name in zip(literals, names, strict=False) if before[-1:] in _QUOTES}
    longest = max((first[1:], *literals[1:]), key=len)
    return _Template(text, pattern, longest, names, frozenset(quoted), letters)


def _key(text: str) -> str:
    """The same text at the beginning and within a sentence."""
    return text[:1].lower() + text[1:]


def _said(template: str) -> str:
    return QCoreApplication.translate(CONTEXT, template)


def _joined(sentences: list[str]) -> str:
    """With a space, except after a full stop of full width, which has its own."""
    text = ""
    for sentence in sentences:
        is_separate = text and not text.endswith(("。", "！", "？"))
        text += (" " if is_separate else "") + sentence
    return text
