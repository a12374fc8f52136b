"""The configuration of an ablation: which trackers, on which sets, and what to report.

Paths and trackers may hold ``${NAME}`` environment variables, so one file serves every machine;
relative paths start at the working directory.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from annotator.evaluation.benchmark import EvaluationError, Start
from annotator.evaluation.vot import WINDOWS

Region = Literal["rotated", "box", "min-max", "mbr", "opt"]
Measure = Literal["EAO", "A", "R", "J", "F", "fps"]
Window = Literal["vot2016", "vot2018", "vot2019", "vot2016-pysot"]
MEASURES: dict[Literal["davis", "vot"], tuple[Measure, ...]] = {
    "vot": ("EAO", "A", "R"),
    "davis": ("J", "F"),
}
"""What a set of each kind can tell, beside the speed."""


def _expand(value: object) -> object:
    """A variable that is not set stays as it is: the set or the row is then missing, by name."""
    return os.path.expandvars(value) if isinstance(value, str) else value


Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Set(_Strict):
    name: Text
    root: Annotated[Path, BeforeValidator(_expand)]
    sequences: tuple[str, ...] | None = None
    """Only these; all of the set by default."""
    frames: Annotated[int, Field(ge=3)] | None = None
    """Only so many from the start of each sequence: for a trial."""


class DavisSet(_Set):
    """J and F on a set in DAVIS layout."""

    kind: Literal["davis"]
    subset: str | None = None
    """A list of ``ImageSets``, as ``val``."""
    year: Literal[2016, 2017] = 2016
    """2016: all objects as one. 2017: each by itself, then merged into one map."""
    start: Start = "box"


class VotSet(_Set):
    """Accuracy, robustness and EAO on a set of VOT, or on DAVIS masks with boxes fitted to them."""

    kind: Literal["vot"]
    window: Window = "vot2018"


DataSet = Annotated[DavisSet | VotSet, Field(discriminator="kind")]


class Row(_Strict):
    """One line of the table."""

    name: Text
    tracker: Annotated[Text, BeforeValidator(_expand)]
    """A checkpoint, or ``checkpoint?key=value`` to change hyper-parameters."""
    region: Region = "rotated"
    """What counts as the tracker's answer on VOT sets."""
    measures: tuple[Measure, ...] = ("EAO", "A", "R", "J", "F", "fps")

    def asks(self, kind: Literal["davis", "vot"]) -> bool:
        """Whether a set of this kind says anything that the row reports."""
        return any(measure in self.measures for measure in MEASURES[kind])


class AblationConfig(_Strict):
    title: str = "Ablation"
    data: Annotated[tuple[DataSet, ...], Field(min_length=1)]
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        for what, names in (
            ("data", [one.name for one in self.data]),
            ("rows", [row.name for row in self.rows]),
        ):
            twice = [name for name in names if names.count(name) > 1]
            if twice:
                raise ValueError(f"two {what} are called {twice[0]}; give each its own name")
        for row in self.rows:
            if not any(row.asks(one.kind) for one in self.data):
                raise ValueError(f"no data set tells what row {row.name} reports; add one")
        return self


def read_ablation(path: Path) -> AblationConfig:
    """Read and check a TOML file.

    Raises:
        EvaluationError: the file is missing, is not TOML, or a key or value is wrong.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read ({error.strerror}); check it.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} is not valid TOML: {error}; correct that line.") from error
    try:
        return AblationConfig.model_validate(values)
    except ValidationError as error:
        # A mistyped key is also a missing one: that says less.
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        reason = "there is no such key" if first["type"] == "extra_forbidden" else first["msg"]
        raise EvaluationError(f"{path}: {place}: {reason}.") from error


def window_of(data: VotSet) -> tuple[int, int]:
    """Lengths over which the EAO of the set is averaged."""
    return WINDOWS[data.window]
