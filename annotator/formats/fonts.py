"""Fonts for names in pictures: Pillow's own where it has the letters, else one of this system.

Pillow's font is the same everywhere, so overlays have the same bytes on every machine as long as
it has the letters of the names, which are those of English. Others need a font of the system; what
none can draw becomes a question mark. The export tells either.
"""

import functools
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
_NO_GLYPH = chr(0xFFFF)
"""No font has it, so it looks as all missing letters do."""
_LARGE_FONTS = (
    *("NotoSansCJK-Regular.ttc", "DroidSansFallbackFull.ttf", "DejaVuSans.ttf"),
    *("msyh.ttc", "malgun.ttf", "meiryo.ttc", "seguisym.ttf", "arialuni.ttf"),
    *("PingFang.ttc", "Hiragino Sans GB.ttc", "Arial Unicode.ttf"),
)
"""Where fontconfig is not known. Pillow looks for them in the folders of the system."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a name is drawn. `text` is the name with `?` for what the font lacks."""

    text: str
    font: Font
    missing: str = ""
    is_of_system: bool = False


def letterings(names: Iterable[str], size: int) -> Mapping[str, Lettering]:
    """By name; `size` in pixels."""
    own = ImageFont.load_default(size=size)
    return {name: _lettering(name, own, size) for name in dict.fromkeys(names)}


def _lettering(name: str, own: Font, size: int) -> Lettering:
    missing = _missing(own, name)
    best = Lettering(_without(name, missing), own, missing)
    for path in _candidates(missing) if missing else ():
        try:
            font = ImageFont.truetype(path, size)
        except OSError:
            continue
        lacks = _missing(font, name)
        if len(lacks) < len(best.missing):
            best = Lettering(_without(name, lacks), font, lacks, is_of_system=True)
        if not lacks:
            break
    return best


def _candidates(letters: str) -> Iterator[str]:
    for letter in letters[:20]:
        path = _matched(letter)
        if path:
            yield path
    yield from _LARGE_FONTS


@functools.lru_cache(maxsize=256)
def _matched(letter: str) -> str:
    """The font that fontconfig has for a letter; empty where there is no fontconfig."""
    tool = shutil.which("fc-match")
    if tool is None:
        return ""
    command = [tool, "-f", "%{file}", f"sans:charset={ord(letter):x}"]
    try:
        found = subprocess.run(command, capture_output=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return found.stdout.decode("utf-8", "replace")


def _missing(font: Font, text: str) -> str:
    """The letters of a text that the font lacks, each once."""
    letters = [letter for letter in dict.fromkeys(text) if not letter.isspace()]
    if not isinstance(font, ImageFont.FreeTypeFont):
        return "".join(letter for letter in letters if not letter.isascii())
    blank = _drawn(font, _NO_GLYPH)
    return "".join(letter for letter in letters if _drawn(font, letter) == blank)


def _drawn(font: ImageFont.FreeTypeFont, letter: str) -> tuple[tuple[int, int], bytes]:
    picture = font.getmask(letter)
    return picture.size, bytes(picture)


def _without(name: str, missing: str) -> str:
    return "".join("?" if letter in missing else letter for letter in name)
