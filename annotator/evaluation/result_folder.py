"""Masks of a tracker as the DAVIS scorers read them: ``<sequence>/<frame>.png``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from annotator.core.mask import Mask
from annotator.core.palette import davis_palette
from annotator.evaluation.benchmark import (
    BenchmarkResult,
    EvaluationError,
    FrameResult,
    LabelledSequence,
    SequenceResult,
    object_pixels,
    read_indices,
)
from annotator.evaluation.davis import Pixels, contour_accuracy, region_similarity


def result_path(folder: Path, sequence: LabelledSequence, index: int) -> Path:
    """Where the mask of a frame lies; all objects of a video share it."""
    return folder / sequence.name.split("/")[0] / sequence.masks[index].name


def read_result(folder: Path, sequence: LabelledSequence, index: int) -> Pixels:
    """The mask of a frame, (H, W) bool, empty where there is no file.

    Raises:
        EvaluationError: the file cannot be read, or is not of the size of the truth.
    """
    path = result_path(folder, sequence, index)
    with Image.open(sequence.masks[index]) as image:
        size = (image.height, image.width)
    if not path.is_file():
        return np.zeros(size, np.bool_)
    predicted = object_pixels(read_indices(path), sequence.value)
    if predicted.shape != size:
        raise EvaluationError(f"{path} is not of the size of the truth; export it again.")
    return predicted


def write_result(folder: Path, sequence: LabelledSequence, index: int, mask: Mask) -> None:
    """Write the mask of a frame as 0 and 255."""
    path = result_path(folder, sequence, index)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(mask.to_array().astype(np.uint8) * 255).save(path)


def write_indices(
    folder: Path, sequence: LabelledSequence, index: int, values: NDArray[np.uint8]
) -> None:
    """Write the objects of a frame as an index PNG, (H, W) of the values of the truth."""
    path = result_path(folder, sequence, index)
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(values, mode="P")
    image.putpalette(davis_palette())
    image.save(path)


def score_folder(folder: Path, sequences: Sequence[LabelledSequence]) -> BenchmarkResult:
    """J and F of a folder of index masks; a missing file is an empty mask."""
    if not folder.is_dir():
        raise EvaluationError(f"{folder} is no folder; name the folder that holds the sequences.")
    results = []
    for sequence in sequences:
        frames = []
        for index in range(1, len(sequence) - 1):
            truth, predicted = sequence.truth(index), read_result(folder, sequence, index)
            j, f = region_similarity(truth, predicted), contour_accuracy(truth, predicted)
            frames.append(FrameResult(index, j, f, math.nan))
        results.append(SequenceResult(sequence.name, tuple(frames)))
    return BenchmarkResult(tuple(results), "folder")
