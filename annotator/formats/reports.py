"""What an export or a check has to say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

MAX_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """Known before anything is written: a reason to refuse, or something to be told."""

    level: Literal["refuse", "warn"]
    text: str


@dataclass(frozen=True, slots=True)
class ExportReport:
    """A finished export. Also written beside it as JSON, without the place and the time."""

    format_name: str
    destination: Path
    sequence: str
    frames: int
    masks: int
    files: int
    export_ids: Mapping[int, int]
    """Id in the exported files, by track id."""
    verified_with: str
    """The reader that is not ours."""
    warnings: tuple[str, ...] = ()
    objects: tuple[Mapping[str, Any], ...] = ()
    """What the exported objects are, in layer order: the importer brings it back."""
    size: tuple[int, int] = (0, 0)
    """(width, height) of the pictures."""

    def to_json(self) -> dict[str, Any]:
        """The same for the same project, whatever the time and the machine."""
        return {
            "program": "annotator",
            "format": self.format_name,
            "sequence": self.sequence,
            "frames": self.frames,
            "masks": self.masks,
            "width": self.size[0],
            "height": self.size[1],
            "objects": [dict(one) for one in self.objects],
            "verified_with": self.verified_with,
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The result of reading an export again. `checked` counts masks."""

    problems: tuple[str, ...]
    checked: int
    notes: tuple[str, ...] = ()
    """Not wrong, but good to know before the data are used."""

    @property
    def is_good(self) -> bool:
        return not self.problems


@dataclass(slots=True)
class ProblemList:
    """Collects problems; past `MAX_PROBLEMS` it only counts."""

    texts: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, text: str) -> None:
        self.count += 1
        if self.count <= MAX_PROBLEMS:
            self.texts.append(text)

    def all(self) -> tuple[str, ...]:
        more = self.count - len(self.texts)
        return (*self.texts, f"… and {more} more problems.") if more else tuple(self.texts)
