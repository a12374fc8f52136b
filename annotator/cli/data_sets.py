"""Options of the commands that measure on a labelled set, and the sequences they name."""

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.evaluation.benchmark import LabelledSequence


class Year(enum.StrEnum):
    DAVIS_2016 = "2016"
    DAVIS_2017 = "2017"


DavisOption = Annotated[
    Path, typer.Option("--root", metavar="DAVIS", help="The data set's folder.")
]
SubsetOption = Annotated[
    str | None,
    typer.Option("--set", help="A list of ImageSets, as val. Default: every sequence."),
]
YearOption = Annotated[
    Year, typer.Option("--year", help="2016: all objects as one; 2017: each by itself, merged.")
]
TrackerOption = Annotated[
    str | None,
    typer.Option("--tracker", metavar="SPEC", help="checkpoint or checkpoint?key=value."),
]


def open_sequences(
    root: Path, subset: str | None, year: Year = Year.DAVIS_2016
) -> "list[LabelledSequence]":
    """What `--root`, `--set` and `--year` name."""
    from annotator.evaluation.benchmark import find_sequences

    names = sequence_names(root, subset) if subset is not None else None
    return find_sequences(root, merge_objects=year is Year.DAVIS_2016, names=names)


def sequence_names(root: Path, subset: str) -> list[str]:
    """The names in `ImageSets/<year>/<subset>.txt`, wherever below ImageSets it lies."""
    lists = sorted((root / "ImageSets").glob(f"**/{subset}.txt"))
    if not lists:
        raise AnnotatorError(f"{root / 'ImageSets'} has no list {subset}.txt; check --set.")
    lines = lists[-1].read_text(encoding="utf-8").split()
    # DAVIS 2016 lists a picture and its mask a line, DAVIS 2017 the names.
    names = (Path(line).parent.name if "/" in line else line for line in lines)
    return list(dict.fromkeys(names))
