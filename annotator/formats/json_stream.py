"""Read a JSON file piece by piece, so that memory grows with the largest piece only.

The pieces are decoded by Python's own `json`; here is only what finds their ends. Limits: a
piece of 32 MB, a nesting that Python's decoder allows, and no NaN or Infinity, which JSON lacks.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self, TextIO

from annotator.formats.reading import ReadError, refuse

MAX_PIECE = 32 * 2**20
_CHUNK = 2**20
_AFTER = frozenset(" \t\n\r,:]}")
_SPACE = re.compile(r"[ \t\n\r]*")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


class JsonPieces:
    """A cursor in a JSON file, used as a context manager.

    `keys()` and `elements()` step through an object or a list; for each step the caller must
    take the value: with `value()`, or by stepping into it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._decoder = json.JSONDecoder(parse_constant=_no_constant)
        self._text = ""
        self._at = 0
        self._before = 0
        """Characters before `_text`."""
        self._is_end = False

    def __enter__(self) -> Self:
        try:
            self._file: TextIO = self._path.open(encoding="utf-8-sig")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise refuse(f"'{self._path.name}'", f"it cannot be read ({reason})") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    @property
    def place(self) -> str:
        return f"'{self._path.name}', character {self._before + self._at}"

    def peek(self) -> str:
        """The next character that is not a space; empty at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text):
                return self._text[self._at]
            if self._is_end:
                return ""
            self._more()

    def keys(self) -> Iterator[str]:
        """Names of the members of an object."""
        self._take("{")
        if self._skip("}"):
            return
        while True:
            key = self.value()
            if not isinstance(key, str):
                raise self._broken("the name of a member is expected")
            self._take(":")
            yield key
            if self._skip("}"):
                return
            self._take(",")

    def elements(self) -> Iterator[int]:
        """Positions in a list."""
        self._take("[")
        if self._skip("]"):
            return
        number = 0
        while True:
            yield number
            number += 1
            if self._skip("]"):
                return
            self._take(",")

    def value(self) -> Any:  # noqa: ANN401 - JSON is of any type
        """The whole next value."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._is_end:
                    self._at = min(error.pos, len(self._text))
                    raise self._broken(error.msg.lower()) from None
            except RecursionError:
                raise self._broken("it is nested too deeply") from None
            except ValueError as error:
                raise self._broken(str(error)[:80]) from None
            else:
                # A number may go on in the next chunk.
                if self._is_end or self._text[end : end + 1] in _AFTER:
                    self._at = end
                    return value
            self._more()

    def skip(self) -> None:
        """Leave a value out without holding it, if it is a list or an object."""
        kind = self.peek()
        if kind == "[":
            for _ in self.elements():
                self.value()
        elif kind == "{":
            for _ in self.keys():
                self.value()
        else:
            self.value()

    def finish(self) -> None:
        """Nothing may follow."""
        if self.peek():
            raise self._broken("something follows after the end")

    def _more(self) -> None:
        rest = self._text[self._at :]
        if len(rest) > MAX_PIECE:
            raise self._broken(f"a single part has more than {MAX_PIECE >> 20} MB, or is broken")
        try:
            chunk = self._file.read(max(_CHUNK, len(rest)))
        except ValueError:
            raise self._broken("it is not UTF-8 text") from None
        except OSError as error:
            raise self._broken(f"it cannot be read ({error.strerror})") from None
        self._is_end = not chunk
        self._before += self._at
        self._text, self._at = rest + chunk, 0

    def _take(self, mark: str) -> None:
        if not self._skip(mark):
            raise self._broken(f"'{mark}' is expected")

    def _skip(self, mark: str) -> bool:
        if self.peek() != mark:
            return False
        self._at += 1
        return True

    def _broken(self, what: str) -> ReadError:
        return refuse(self.place, what, "it is not the JSON that is expected")


def read_small_json(path: Path, max_bytes: int = 64 * 2**20) -> Any:  # noqa: ANN401
    """A whole file of limited size."""
    try:
        size = path.stat().st_size
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise refuse(f"'{path.name}'", f"it cannot be read ({reason})") from None
    if size > max_bytes:
        raise refuse(f"'{path.name}'", f"it has {size >> 20} MB, more than such a file can have")
    with JsonPieces(path) as pieces:
        value = pieces.value()
        pieces.finish()
    return value
