"""What a reader of a format gives, whatever the format.

A reader is one function: path and choices in, a `Reading` out. It follows the rules of the
format's official tools, decodes with libraries that are not ours (pycocotools, Pillow, expat,
json, csv), and serves twice: an export is compared with what comes back through it, and an
import builds a project from it. Masks come as a stream, so that long videos stay flat in memory.

Files are of unknown origin. Everything is checked before it is used, and what cannot be used is
refused with one sentence that names the place (`ReadError`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TypeGuard, overload

from annotator.core.attributes import Attribute
from annotator.core.errors import AnnotatorError
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Visibility
from annotator.formats.answers import Answers
from annotator.formats.reports import ProblemList

MAX_PICTURE_PIXELS = 2**26
"""67 megapixels, twice 8K video: what a reader takes memory for."""
MAX_FRAMES = 10**6
MAX_OBJECTS = 10**5


class ReadError(AnnotatorError):
    """A file that cannot be used; says which, where in it, why, and what to do."""


class ImportCancelledError(AnnotatorError):
    """The import was stopped because it was asked to."""

    def __init__(self) -> None:
        super().__init__("The import was stopped; nothing was changed.")


@dataclass(frozen=True, slots=True)
class FoundFrame:
    """`name` as `frame_map.csv` has it; `number` is the likely index in the source, from 0."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class NumberedFrames(Sequence[FoundFrame]):
    """Frames that only have numbers. Takes no memory, however many a file claims."""

    total: int
    pattern: str = "{:06d}"
    first: int = 0
    """Number of the first frame in the names."""

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, index: int) -> FoundFrame: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[FoundFrame]: ...
    def __getitem__(self, index: int | slice) -> FoundFrame | Sequence[FoundFrame]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self.total))]
        if not 0 <= index < self.total:
            raise IndexError(index)
        return FoundFrame(self.pattern.format(index + self.first), index)


@dataclass(frozen=True, slots=True)
class FoundObject:
    """What a file says about an object; empty or None where it says nothing."""

    name: str = ""
    category: str = ""
    supercategory: str = ""
    category_id: int | None = None
    track_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One object in one frame: a mask, or only a box, or only a state."""

    frame: int
    """Position in `Reading.frames`."""
    key: str
    """Of the object, in `Reading.objects`."""
    mask: Mask | None = None
    box: RotatedBox | None = None
    visibility: Visibility = Visibility.VISIBLE
    score: float | None = None
    reviewed: bool = False
    locked: bool = False
    flagged: bool = False
    answers: Answers = field(default_factory=dict)
    """To the attributes of its category."""


@dataclass(slots=True)
class Reading:
    """An opened file or folder. `objects`, `problems` and `notes` are complete once `found`
    has run to its end.
    """

    frames: Sequence[FoundFrame]
    size: tuple[int, int] | None
    """(width, height); None where the format does not say and the caller did not either."""
    found: Iterator[Found] = field(default_factory=lambda: iter(()))
    objects: dict[str, FoundObject] = field(default_factory=dict)
    problems: ProblemList = field(default_factory=ProblemList)
    """What the format's official reader or evaluator refuses or gets wrong."""
    notes: list[str] = field(default_factory=list)
    fps: float | None = None
    sequence: str = ""
    attributes: dict[str, tuple[Attribute, ...]] = field(default_factory=dict)
    """What categories ask of their objects, by name of the category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the caller knows or chooses; a format ignores what does not concern it."""

    sequence: str = ""
    """Which one, of a data set with several."""
    size: tuple[int, int] | None = None
    """(width, height) of the pictures, for formats that do not say."""
    frame_count: int | None = None
    first_number: int | None = None
    """Number of the first frame in the file; None means as the format prescribes."""


Reader = Callable[[Path, ReadOptions], Reading]


def refuse(place: str, what: str, advice: str = "") -> ReadError:
    """One sentence. `place` is a file name, with line or item."""
    return ReadError(f"{place}: {what}{f'; {advice}' if advice else ''}.")


def check_picture_size(width: object, height: object, place: str) -> tuple[int, int]:
    """The size as numbers, if pictures of that size are possible here."""
    if not (is_whole(width) and is_whole(height)):
        raise refuse(place, f"width and height are {short(width)} and {short(height)}")
    if width < 1 or height < 1 or width * height > MAX_PICTURE_PIXELS:
        raise refuse(place, f"a picture of {width} x {height} pixels is not possible here")
    return int(width), int(height)


def is_whole(value: object) -> TypeGuard[int]:
    """A whole number that is not a truth value."""
    return isinstance(value, int) and not isinstance(value, bool)


def short(value: object) -> str:
    """For messages: never a megabyte of somebody's file."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def safe_name(name: object, place: str) -> str:
    """A name from a file that will be part of a path: one plain component."""
    if not isinstance(name, str) or not name or len(name) > 200:
        raise refuse(place, f"{short(name)} is not a file name")
    bad = name in (".", "..") or any(c in "/\\\0:" for c in name) or not name.isprintable()
    if bad:
        raise refuse(place, f"{short(name)} leads out of the folder", "use plain names")
    return name


def choose_sequence(names: Sequence[str], options: ReadOptions, place: str) -> str:
    """The only one, or the one that was asked for."""
    if not names:
        raise refuse(place, "there are no annotations in it", "choose another folder")
    if options.sequence:
        if options.sequence not in names:
            raise refuse(place, f"there is no sequence {short(options.sequence)} in it")
        return options.sequence
    if len(names) > 1:
        some = ", ".join(names[:5])
        raise refuse(place, f"it holds {len(names)} sequences ({some})", "choose one")
    return names[0]


def source_numbers(stems: Sequence[str]) -> list[int]:
    """Likely source indices of frames with these names: the number at the end of each name if
    all differ and grow, else the position.
    """
    numbers = [_last_number(stem) for stem in stems]
    known = [number for number in numbers if number is not None]
    grows = all(a < b for a, b in pairwise(known))
    if len(known) == len(stems) and grows and (not known or known[-1] < MAX_FRAMES):
        return known
    return list(range(len(stems)))


def _last_number(stem: str) -> int | None:
    digits = stem[len(stem.rstrip("0123456789")) :]
    return int(digits) if digits and len(digits) <= 12 else None
