"""Several objects of one video as DAVIS-2017 wants them: one index map per frame (SPEC 9).

Every object is followed by itself, as if it were alone. A pixel then belongs to the object whose
probability is highest there, if that is above the threshold of the mask.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.evaluation.benchmark import (
    BenchmarkResult,
    EvaluationError,
    Frame,
    FrameResult,
    LabelledSequence,
    PredictionLike,
    SequenceResult,
    Start,
)
from annotator.evaluation.davis import contour_accuracy, region_similarity

OUTSIDE = -1.0
"""Value of a probability map where the tracker's mask does not reach."""

Maps = NDArray[np.floating]
Indices = NDArray[np.uint8]
OnMap = Callable[[str, int, Indices], None]
"""`on_map(video, frame index, values)`: the merged map, with the values of the truth's masks."""


class MapPrediction(PredictionLike, Protocol):
    """A prediction that also tells how sure each pixel is."""

    @property
    def probabilities(self) -> NDArray[np.float32]:
        """(H, W), `OUTSIDE` where the mask does not reach."""
        ...


class MapTracker(Protocol):
    """What the protocol asks of a tracker; frames are (H, W, 3) uint8 RGB."""

    @property
    def mask_threshold(self) -> float:
        """A pixel above it belongs to the object."""
        ...

    def init(self, frame: Frame, box: Box, mask: Mask | None = None) -> Any: ...  # noqa: ANN401

    def update(self, frame: Frame, state: Any) -> tuple[Any, MapPrediction]: ...  # noqa: ANN401

    def predict(self, frame: Frame, box: Box) -> PredictionLike: ...


def merge_maps(maps: Maps, *, threshold: float) -> Indices:
    """(N, H, W) probabilities of N objects -> (H, W) of 0 for none, k + 1 for the k-th object.

    Of equal probabilities the first object has it; only values strictly above `threshold` count.
    """
    if not 0 < len(maps) < 256:
        raise EvaluationError(f"an index map holds 1 to 255 objects, not {len(maps)}.")
    winner = maps.argmax(axis=0)
    highest = np.take_along_axis(maps, winner[None], axis=0)[0].astype(np.float64)
    return np.where(highest > threshold, winner + 1, 0).astype(np.uint8)


def by_video(sequences: Iterable[LabelledSequence]) -> list[list[LabelledSequence]]:
    """The objects of each video, in order; sequences of a video share their masks' files."""
    return [list(group) for _, group in groupby(sequences, key=lambda one: one.masks)]


def track_objects(
    tracker: MapTracker,
    objects: Sequence[LabelledSequence],
    *,
    start: Start = "box",
    on_map: OnMap | None = None,
) -> list[SequenceResult]:
    """Follow all objects of one video, merge them frame by frame, and score each.

    start: see `benchmark.track_sequence`. `seconds` of a result is the time of its object alone.
    `on_map` gets every frame; the first is the truth, and first and last are neither scored
    nor timed.

    Raises:
        EvaluationError: an object has no pixel in the first mask.
    """
    video = objects[0].name.split("/")[0]
    values = np.array([0, *(one.value or 1 for one in objects)], np.uint8)
    frame = objects[0].frame(0)
    states: list[Any] = []
    seconds = [0.0] * len(objects)
    for k, one in enumerate(objects):
        began = time.perf_counter()
        states.append(_started(tracker, frame, one, start))
        seconds[k] = time.perf_counter() - began
    first = np.stack([one.truth(0) for one in objects]).astype(np.float32)
    if on_map is not None:
        on_map(video, 0, values[merge_maps(first, threshold=tracker.mask_threshold)])
    scored: list[list[FrameResult]] = [[] for _ in objects]
    last = len(objects[0]) - 1
    for index in range(1, last if on_map is None else last + 1):
        frame = objects[0].frame(index)
        maps, scores = [], []
        for k, state in enumerate(states):
            began = time.perf_counter()
            states[k], prediction = tracker.update(frame, state)
            seconds[k] += time.perf_counter() - began if index < last else 0.0
            maps.append(prediction.probabilities)
            scores.append(prediction.score)
        merged = merge_maps(np.stack(maps), threshold=tracker.mask_threshold)
        if on_map is not None:
            on_map(video, index, values[merged])
        if index < last:
            for k, one in enumerate(objects):
                truth, predicted = one.truth(index), merged == k + 1
                j, f = region_similarity(truth, predicted), contour_accuracy(truth, predicted)
                scored[k].append(FrameResult(index, j, f, scores[k]))
    return [
        SequenceResult(one.name, tuple(frames), spent)
        for one, frames, spent in zip(objects, scored, seconds, strict=True)
    ]


def _started(tracker: MapTracker, frame: Frame, sequence: LabelledSequence, start: Start) -> Any:  # noqa: ANN401
    known = Mask.from_array(sequence.truth(0))
    if known.box is None:
        raise EvaluationError(f"{sequence.name} has an empty first mask; nothing can be tracked.")
    if start == "box":
        return tracker.init(frame, known.box)
    given = known if start == "mask" else tracker.predict(frame, known.box).mask
    return tracker.init(frame, known.box, None if given.is_empty else given)


def run_merged_benchmark(
    tracker: MapTracker,
    sequences: Iterable[LabelledSequence],
    *,
    start: Start = "box",
    progress: Callable[[SequenceResult], None] | None = None,
    on_map: OnMap | None = None,
) -> BenchmarkResult:
    """`track_objects` over a set; `progress` hears of every object when its video is done."""
    results: list[SequenceResult] = []
    for objects in by_video(sequences):
        for result in track_objects(tracker, objects, start=start, on_map=on_map):
            results.append(result)
            if progress is not None:
                progress(result)
    return BenchmarkResult(tuple(results), start)
