"""Sequences with one region per frame: VOT-2016/2018 in the toolkit's layout, or DAVIS masks.

A VOT set is a folder with ``list.txt`` and, per sequence, ``groundtruth.txt`` and the pictures,
beside it (2016) or in ``color`` (2018). Lines hold a polygon, or x, y, width, height.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from annotator.evaluation.benchmark import EvaluationError, Frame, LabelledSequence
from annotator.evaluation.box_from_mask import BoxFit, fit_optimal
from annotator.evaluation.regions import Polygon, corners_of

TRUTH_NAME = "groundtruth.txt"
LIST_NAME = "list.txt"
_PICTURES = (".jpg", ".jpeg", ".png")


class RegionSequence(Protocol):
    """Frames with a region of the target in each."""

    @property
    def name(self) -> str: ...

    def __len__(self) -> int: ...

    def frame(self, index: int) -> Frame:
        """RGB, (H, W, 3) uint8."""
        ...

    def region(self, index: int) -> Polygon | None:
        """The target's corners; None where nobody says."""
        ...


@dataclass(frozen=True)
class VotSequence:
    """One sequence of a VOT set: `pictures` and `regions` run in parallel."""

    name: str
    pictures: tuple[Path, ...]
    regions: tuple[Polygon | None, ...]

    def __len__(self) -> int:
        return len(self.regions)

    def frame(self, index: int) -> Frame:
        picture = cv2.imread(str(self.pictures[index]), cv2.IMREAD_COLOR)
        if picture is None:
            raise EvaluationError(f"{self.pictures[index]} cannot be decoded; restore the file.")
        return np.ascontiguousarray(picture[..., ::-1], np.uint8)

    def region(self, index: int) -> Polygon | None:
        return self.regions[index]


@dataclass(frozen=True)
class MaskedSequence:
    """A sequence with masks whose regions are fitted to them, as the makers of VOT-2016 did."""

    sequence: LabelledSequence
    fit: Callable[..., BoxFit] = fit_optimal

    @property
    def name(self) -> str:
        return self.sequence.name

    def __len__(self) -> int:
        return len(self.sequence)

    def frame(self, index: int) -> Frame:
        return self.sequence.frame(index)

    def region(self, index: int) -> Polygon | None:
        fitted = self.fit(self.sequence.truth(index))
        return None if fitted is None else fitted.corners()


def find_vot_sequences(root: Path, names: Sequence[str] | None = None) -> list[VotSequence]:
    """The sequences of a VOT set, in the order of its list; without a list by name.

    Raises:
        EvaluationError: no such set, a sequence that is not there, or files that do not fit.
    """
    listed = root / LIST_NAME
    if listed.is_file():
        known = [line.strip() for line in _text(listed).splitlines() if line.strip()]
    else:
        known = sorted(path.parent.name for path in root.glob(f"*/{TRUTH_NAME}"))
    if not known:
        raise EvaluationError(
            f"{root} has neither {LIST_NAME} nor sequences with {TRUTH_NAME}; name a VOT set."
        )
    for name in names or ():
        if name not in known:
            raise EvaluationError(f"{root} has no sequence {name}; it has {', '.join(known)}.")
    return [read_vot_sequence(root / name) for name in known if names is None or name in names]


def read_vot_sequence(folder: Path) -> VotSequence:
    """One sequence. Raises EvaluationError when truth and pictures are missing or do not fit."""
    truth = folder / TRUTH_NAME
    if not truth.is_file():
        raise EvaluationError(f"{folder} has no {TRUTH_NAME}; complete the set.")
    lines = _text(truth).splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    regions = tuple(parse_region(line, f"{truth}, line {n}") for n, line in enumerate(lines, 1))
    pictures = _pictures(folder)
    if not regions or len(pictures) < len(regions):
        raise EvaluationError(
            f"{folder} has {len(pictures)} pictures for {len(regions)} regions; complete the set."
        )
    return VotSequence(folder.name, pictures[: len(regions)], regions)


def _pictures(folder: Path) -> tuple[Path, ...]:
    for place in (folder / "color", folder):
        if place.is_dir():
            found = [path for path in place.iterdir() if path.suffix.lower() in _PICTURES]
            if found:
                return tuple(sorted(found))
    return ()


def parse_region(line: str, place: str) -> Polygon | None:
    """Corners of a line of numbers; None where they are not finite or only a code.

    Raises:
        EvaluationError: no numbers, a number of them that is no region, or a mask.
    """
    if line.lstrip().startswith("m"):
        raise EvaluationError(
            f"{place} is a mask; this evaluation compares polygons, as VOT did until 2019."
        )
    try:
        numbers = [float(part) for part in line.replace("\t", ",").split(",")]
        if len(numbers) == 1:
            return None
        corners = corners_of(numbers)
    except ValueError as error:
        raise EvaluationError(f"{place} is no region ({error}); restore the file.") from error
    return corners if np.isfinite(corners).all() else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read ({error}); restore the file.") from error
