"""Pictures of the worst frames of a benchmark: outlines of truth and prediction, and figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from annotator.core.errors import AnnotatorError
from annotator.evaluation.benchmark import (
    BenchmarkResult,
    Frame,
    FrameResult,
    LabelledSequence,
)
from annotator.evaluation.davis import Pixels

APART = 5
"""Frames of one sequence that are closer to a worse one than this show the same failure."""

_TRUTH, _PREDICTION, _INK, _STRIP = (0, 230, 90), (255, 40, 220), (255, 255, 255), (24, 24, 24)
_MIN_WIDTH = 640

Predicted = Callable[[LabelledSequence, int], Pixels]
"""The mask that is shown for a frame, (H, W) bool."""


def worst_frames(result: BenchmarkResult, count: int) -> list[tuple[str, FrameResult]]:
    """At most `count` frames of lowest J, worst first; of a sequence at least `APART` apart."""
    found: list[tuple[str, FrameResult]] = []
    frames = [(one.name, frame) for one in result.sequences for frame in one.frames]
    for name, frame in sorted(frames, key=lambda item: item[1].j):
        if len(found) == count:
            break
        if all(name != other or abs(frame.index - kept.index) >= APART for other, kept in found):
            found.append((name, frame))
    return found


def write_pictures(
    result: BenchmarkResult,
    sequences: Sequence[LabelledSequence],
    predicted: Predicted,
    folder: Path,
    count: int,
) -> list[Path]:
    """Write the worst frames as ``<rank>-<sequence>-<frame>.png``; returns the files.

    Raises:
        AnnotatorError: a picture cannot be read or written.
    """
    by_name = {sequence.name: sequence for sequence in sequences}
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for rank, (name, frame) in enumerate(worst_frames(result, count), 1):
        sequence = by_name[name]
        picture = draw_frame(
            sequence.frame(frame.index),
            sequence.truth(frame.index),
            predicted(sequence, frame.index),
            f"{name} {sequence.masks[frame.index].stem}  {_figures(frame)}",
        )
        stem = f"{rank:02d}-{name.replace('/', '-')}-{sequence.masks[frame.index].stem}"
        path = folder / f"{stem}.png"
        if not cv2.imwrite(str(path), picture[..., ::-1]):
            raise AnnotatorError(f"{path} cannot be written; check the folder and the disk.")
        paths.append(path)
    return paths


def draw_frame(frame: Frame, truth: Pixels, predicted: Pixels, caption: str) -> Frame:
    """The frame (RGB) with both outlines above a strip with the caption; small ones enlarged."""
    zoom = max(1, math.ceil(_MIN_WIDTH / frame.shape[1]))
    shown = _enlarged(frame, zoom)
    for mask, color in ((truth, _TRUTH), (predicted, _PREDICTION)):
        enlarged = _enlarged(mask.astype(np.uint8), zoom)
        outlines, _ = cv2.findContours(enlarged, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(shown, outlines, -1, (0, 0, 0), 4, cv2.LINE_AA)
        cv2.drawContours(shown, outlines, -1, color, 2, cv2.LINE_AA)
    height, width = 34, shown.shape[1]
    strip = np.full((height, width, 3), _STRIP, np.uint8)
    legend = (("truth", _TRUTH, width - 190), ("prediction", _PREDICTION, width - 120))
    for text, color, left in ((caption, _INK, 10), *legend):
        cv2.putText(strip, text, (left, 23), cv2.FONT_HERSHEY_SIMPLEX, 0.5, color, 1, cv2.LINE_AA)
    return np.vstack((shown, strip))


def _enlarged(pixels: Frame, zoom: int) -> Frame:
    size = (pixels.shape[1] * zoom, pixels.shape[0] * zoom)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _figures(frame: FrameResult) -> str:
    score = "" if math.isnan(frame.score) else f"  score {frame.score:.2f}"
    return f"J {frame.j:.3f}  F {frame.f:.3f}{score}"
