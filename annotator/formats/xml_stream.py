"""Read an XML file element by element with expat. No entities: a file with a DTD is refused."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.parsers import expat

from annotator.formats.reading import ReadError, refuse

_CHUNK = 2**16
_MAX_DEPTH = 32
_MAX_TEXT = 2**16


@dataclass(frozen=True, slots=True)
class XmlEvent:
    """The beginning of an element with its attributes, or its end with its text."""

    kind: Literal["start", "end"]
    tag: str
    attributes: dict[str, str]
    text: str
    place: str
    depth: int


def xml_events(path: Path) -> Iterator[XmlEvent]:
    """Beginnings and ends of all elements, in order."""
    reader = _Reader(path.name)
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                reader.feed(chunk, is_last=False)
                yield from reader.drain()
            reader.feed(b"", is_last=True)
            yield from reader.drain()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise refuse(f"'{path.name}'", f"it cannot be read ({reason})") from None


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._events: deque[XmlEvent] = deque()
        self._open: list[tuple[str, list[str]]] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._on_start
        self._parser.EndElementHandler = self._on_end
        self._parser.CharacterDataHandler = self._on_text
        self._parser.StartDoctypeDeclHandler = self._on_doctype

    def feed(self, data: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(data, is_last)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code) or "it is broken"
            raise refuse(f"'{self._name}', line {error.lineno}", f"{what} (XML)") from None
        except (ValueError, LookupError) as error:  # an unknown encoding
            raise refuse(f"'{self._name}'", str(error)[:80]) from None

    def drain(self) -> Iterator[XmlEvent]:
        while self._events:
            yield self._events.popleft()

    def _place(self) -> str:
        return f"'{self._name}', line {self._parser.CurrentLineNumber}"

    def _on_start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _MAX_DEPTH:
            raise refuse(self._place(), "elements are nested too deeply")
        self._open.append((tag, []))
        self._add("start", tag, attributes, "")

    def _on_end(self, tag: str) -> None:
        _, texts = self._open.pop()
        self._events.append(
            XmlEvent("end", tag, {}, "".join(texts).strip(), self._place(), len(self._open) + 1)
        )

    def _add(self, kind: Literal["start", "end"], tag: str, has: dict[str, str], text: str) -> None:
        self._events.append(XmlEvent(kind, tag, has, text, self._place(), len(self._open)))

    def _on_text(self, text: str) -> None:
        if not self._open:
            return
        texts = self._open[-1][1]
        if len(texts) >= _MAX_TEXT:
            raise refuse(self._place(), "an element has too much text")
        texts.append(text[:_MAX_TEXT])

    def _on_doctype(self, *_: object) -> None:
        error: ReadError = refuse(self._place(), "it has a DTD", "remove it: entities are unsafe")
        raise error
