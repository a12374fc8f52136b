"""Lines of text files of unknown origin: decoded, bounded, with their numbers."""

import configparser
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from annotator.formats.reading import MAX_FRAMES, is_whole, refuse, short

MAX_LINE = 16 * 2**20
MAX_LINES = 2 * 10**7
_MAX_NUMBER = 1e9


def lines_of(path: Path) -> Iterator[tuple[str, str]]:
    """`(place, line)` without line ends; UTF-8. Empty lines come too."""
    name = f"'{path.name}'"
    try:
        with path.open(encoding="utf-8-sig", newline=None) as file:
            number = 0
            while line := file.readline(MAX_LINE + 1):
                number += 1
                place = f"{name}, line {number}"
                if len(line) > MAX_LINE or number > MAX_LINES:
                    raise refuse(place, "the line or the file is too long")
                yield place, line.rstrip("\n")
    except UnicodeDecodeError:
        raise refuse(name, "it is not UTF-8 text") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise refuse(name, f"it cannot be read ({reason})") from None


def one_line(name: str) -> str:
    """A name for a file with one name per line."""
    return name.replace("\r", " ").replace("\n", " ")


def whole_number(text: str, place: str, what: str, *, lowest: int = 0, highest: int = 10**9) -> int:
    """A whole number in a range; `12.0`, which some tools write, counts."""
    try:
        value = float(text) if len(text) <= 40 else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value != int(value) or not lowest <= value <= highest:
        raise refuse(place, f"{what} is {short(text)}")
    return int(value)


def number(text: str, place: str, what: str) -> float:
    """A finite number."""
    try:
        value = float(text) if len(text) <= 400 else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > _MAX_NUMBER:
        raise refuse(place, f"{what} is {short(text)}")
    return value


def numbers(texts: Sequence[str], place: str, what: str) -> list[float]:
    """Finite numbers: all at once, and one by one only to say which is none."""
    try:
        values = list(map(float, texts))
        if (np.abs(values) <= _MAX_NUMBER).all():  # false for NaN
            return values
    except ValueError:
        pass
    return [number(text, place, what) for text in texts]


def runs_of(text: str, place: str) -> list[int]:
    """Comma-separated counts."""
    parts = text.split(",") if text.strip() else []
    if not all(len(part) <= 12 and part.strip().isdecimal() for part in parts):
        raise refuse(place, "the run-lengths are not whole numbers")
    return [int(part) for part in parts]


def frame_position(value: int, first: int, place: str, count: int | None = None) -> int:
    """0-based position of a frame number of a file that begins with `first`."""
    if not is_whole(value) or not first <= value < first + (MAX_FRAMES if count is None else count):
        numbered = f"frames are numbered {first}"
        advice = numbered if count is None else f"{numbered} to {first + count - 1}"
        raise refuse(place, f"there is no frame {value}", advice)
    return value - first


def read_ini(path: Path) -> dict[str, str]:
    """Keys of an INI file of one section (or none), in lower case; {} when there is no file."""
    if not path.is_file():
        return {}
    text = "\n".join(line for _, line in lines_of(path))[:MAX_LINE]
    if not text.lstrip().startswith("["):
        text = f"[sequence]\n{text}"
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        line = getattr(error, "lineno", None)
        raise refuse(f"'{path.name}'{f', line {line}' if line else ''}", "it is no INI") from None
    return dict(parser[parser.sections()[0]]) if parser.sections() else {}
