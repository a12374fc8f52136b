"""Results of an ablation on disk: one JSON file per row and data set, written after each sequence.

A file holds the key of what made it (weights, hyper-parameters, set, machine). Under another key
it counts as nothing, so that only what changed is run again.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from annotator.evaluation.benchmark import FrameResult, SequenceResult
from annotator.evaluation.vot import Code, Result, VotRun
from annotator.evaluation.vot_data import RegionSequence

Key = Mapping[str, Any]
Stored = dict[str, dict[str, Any]]
"""By the sequence's name: what was found there, as plain values."""


class Store:
    """The results of one row on one set."""

    def __init__(self, folder: Path, row: str, data: str, key: Key) -> None:
        self.path = folder / f"{_file_name(row)}--{_file_name(data)}.json"
        self._key = json.loads(json.dumps(key))
        self.sequences = self._read()

    def _read(self) -> Stored:
        try:
            document = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(document, dict) or document.get("key") != self._key:
            return {}
        sequences = document.get("sequences")
        return sequences if isinstance(sequences, dict) else {}

    def add(self, found: Stored) -> None:
        """Keep sequences. In one go: a crash leaves the file of before."""
        self.sequences |= found
        document = {"key": self._key, "sequences": self.sequences}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.path.with_name(self.path.name + ".part")
        temporary.write_text(json.dumps(document, indent=1), encoding="utf-8")
        os.replace(temporary, self.path)


def _file_name(name: str) -> str:
    """The name in plain letters, with a few of its hash where that loses something."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return plain if plain == name else f"{plain}-{sha256(name.encode()).hexdigest()[:6]}"


def of_masks(result: SequenceResult) -> dict[str, Any]:
    """J and F of a sequence as plain values."""
    return {"seconds": result.seconds, "frames": [asdict(frame) for frame in result.frames]}


def to_masks(name: str, values: Mapping[str, Any]) -> SequenceResult:
    """The inverse of `of_masks`."""
    frames = tuple(FrameResult(**frame) for frame in values["frames"])
    return SequenceResult(name, frames, values["seconds"])


def of_regions(run: VotRun) -> dict[str, Any]:
    """A run as plain values: a code, or the numbers of a polygon, per frame."""
    return {
        "size": [run.width, run.height],
        "results": [
            int(result) if isinstance(result, Code) else np.round(result, 4).ravel().tolist()
            for result in run.results
        ],
        "seconds": list(run.seconds),
    }


def to_regions(sequence: RegionSequence, values: Mapping[str, Any]) -> VotRun:
    """The inverse of `of_regions`; the truth is the sequence's."""
    results: Sequence[Result] = [
        Code(one) if isinstance(one, int) else np.array(one, np.float64).reshape(-1, 2)
        for one in values["results"]
    ]
    width, height = values["size"]
    truths = tuple(sequence.region(index) for index in range(len(sequence)))
    return VotRun(sequence.name, width, height, truths, tuple(results), tuple(values["seconds"]))
