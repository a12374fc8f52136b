"""Measuring a run on held-out sequences, and remembering its best weights.

What measures is handed in: a network is judged by the tracker that people use, and benchmarks are
no part of the training.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from annotator.tracking.training.config import DatasetConfig, EvaluationConfig


@dataclass(frozen=True)
class Quality:
    """Mean J and F over the held-out sequences, 0 to 1."""

    j: float
    f: float

    @property
    def value(self) -> float:
        """What decides which weights are the best."""
        return (self.j + self.f) / 2


class HeldOut(Protocol):
    """Sequences that a run must not learn from, and how good weights are on them."""

    @property
    def names(self) -> Sequence[str]:
        """Folder names of the sequences."""
        ...

    def measure(self, weights: Path, should_stop: Callable[[], bool]) -> Quality | None:
        """Run the tracker with a file of weights; None when `should_stop` ended it early."""
        ...


@dataclass(frozen=True)
class Standing:
    """When a run was measured last, and its best so far; stored in every checkpoint.

    `measured_on` describes what was measured: figures of different sequences do not compare.
    """

    measured_on: str = ""
    measured_pairs: int = 0
    best_pairs: int = 0
    best_j: float = 0.0
    best_f: float = 0.0

    def after(self, quality: Quality, pairs: int) -> Standing:
        """The standing once `quality` was measured at `pairs`; a tie goes to the later weights."""
        measured = replace(self, measured_pairs=pairs)
        best = Quality(self.best_j, self.best_f).value
        if math.isnan(quality.value) or (self.best_pairs and quality.value < best):
            return measured
        return replace(measured, best_pairs=pairs, best_j=quality.j, best_f=quality.f)

    def on(self, held_out: HeldOut, config: EvaluationConfig) -> Standing:
        """The same where it is about these sequences, else one that knows of no measurement."""
        described = f"{', '.join(held_out.names)}; {config.start}; {config.max_frames}"
        if described == self.measured_on:
            return self
        return Standing(described)


def without_held_out(
    datasets: Sequence[DatasetConfig], names: Iterable[str]
) -> tuple[DatasetConfig, ...]:
    """Data sets without the held-out sequences.

    They are left out by name of every set of sequences, wherever it lies, so that a copy in another
    size does not leak either.
    """
    held_out = tuple(names)
    return tuple(
        dataset
        if dataset.kind == "coco"
        else dataset.model_copy(update={"exclude": (*dataset.exclude, *held_out)})
        for dataset in datasets
    )
