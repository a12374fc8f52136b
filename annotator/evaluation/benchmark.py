"""Run a tracker over a labelled set in DAVIS layout, and tabulate.

A tracker gets one box, that of the first ground-truth mask, and nothing else. As DAVIS asks, the
first and the last frame do not count. The tracker is handed in; nothing here imports one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.evaluation.davis import (
    Pixels,
    Statistics,
    contour_accuracy,
    region_similarity,
    statistics,
)

Frame = NDArray[np.uint8]
Start = Literal["box", "guided", "mask"]
OnMask = Callable[[str, int, Mask], None]
"""`on_mask(sequence, frame index, mask)`: what a tracker found."""


class EvaluationError(AnnotatorError):
    """A labelled set or a folder of results that cannot be evaluated."""


class PredictionLike(Protocol):
    """What is read of a tracker's result."""

    @property
    def mask(self) -> Mask: ...

    @property
    def score(self) -> float: ...


class TrackerLike(Protocol):
    """What a benchmark asks of a tracker; frames are (H, W, 3) uint8 RGB."""

    def init(self, frame: Frame, box: Box, mask: Mask | None = None) -> Any: ...  # noqa: ANN401

    def update(self, frame: Frame, state: Any) -> tuple[Any, PredictionLike]: ...  # noqa: ANN401

    def predict(self, frame: Frame, box: Box) -> PredictionLike: ...


class Labelled(Protocol):
    """Frames with the truth about one object: a sequence on disk, or a composed clip."""

    @property
    def name(self) -> str: ...

    def __len__(self) -> int: ...

    def frame(self, index: int) -> Frame:
        """RGB, (H, W, 3) uint8."""
        ...

    def truth(self, index: int) -> Pixels:
        """The object's mask, (H, W) bool."""
        ...


@dataclass(frozen=True)
class LabelledSequence:
    """Frames with masks: `pictures` and `masks` run in parallel.

    `value` chooses one object of the index masks; None merges all (DAVIS-2016).
    """

    name: str
    pictures: tuple[Path, ...]
    masks: tuple[Path, ...]
    value: int | None = None

    def __len__(self) -> int:
        return len(self.masks)

    def frame(self, index: int) -> Frame:
        """RGB, (H, W, 3) uint8."""
        picture = cv2.imread(str(self.pictures[index]), cv2.IMREAD_COLOR)
        if picture is None:
            raise EvaluationError(f"{self.pictures[index]} cannot be decoded; restore the file.")
        return np.ascontiguousarray(picture[..., ::-1], np.uint8)

    def truth(self, index: int) -> Pixels:
        """The object's mask, (H, W) bool."""
        return object_pixels(read_indices(self.masks[index]), self.value)


def read_indices(path: Path) -> NDArray[np.uint8]:
    """An index or 0/255 PNG as (H, W) uint8, palette indices untouched."""
    try:
        with Image.open(path) as image:
            plain = image if image.mode in ("P", "L") else image.convert("L")
            return np.array(plain, np.uint8)
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read as a mask ({error}).") from error


def object_pixels(indices: NDArray[np.uint8], value: int | None) -> Pixels:
    """Where an index mask holds `value`; None: anything but 0."""
    hit: Pixels = indices > 0 if value is None else indices == value
    return hit


def find_sequences(
    root: Path, *, merge_objects: bool = True, names: Sequence[str] | None = None
) -> list[LabelledSequence]:
    """The sequences below `root` (``JPEGImages/<R>/<name>``, ``Annotations/<R>/<name>``).

    With `merge_objects` one per sequence (DAVIS-2016), else one per object of the first mask.

    Raises:
        EvaluationError: no such layout, a name that is not there, or frames without picture.
    """
    annotations = root / "Annotations"
    if not annotations.is_dir():
        raise EvaluationError(f"{root} has no folder Annotations; name a set in DAVIS layout.")
    folders = _one_size(annotations, {path.parent for path in annotations.glob("**/*.png")})
    known = [folder.name for folder in folders]
    for name in names or ():
        if name not in known:
            raise EvaluationError(f"{root} has no sequence {name}; it has {', '.join(known)}.")
    found: list[LabelledSequence] = []
    for folder in folders:
        if names is None or folder.name in names:
            found.extend(_sequences_of(root, folder, merge_objects=merge_objects))
    if not found:
        raise EvaluationError(f"{annotations} holds no PNG masks; check the path.")
    return found


def _one_size(annotations: Path, folders: set[Path]) -> list[Path]:
    """Each sequence once, sorted: where there are several sizes that of 480p, as DAVIS scores."""
    by_name: dict[str, list[Path]] = {}
    for folder in sorted(folders):
        by_name.setdefault(folder.name, []).append(folder)
    chosen = []
    for name, sizes in by_name.items():
        fitting = sizes if len(sizes) == 1 else [f for f in sizes if f.parent.name == "480p"]
        if not fitting:
            found = ", ".join(folder.parent.name for folder in sizes)
            raise EvaluationError(f"{annotations} has {name} in several sizes: {found}; keep one.")
        chosen.append(fitting[0])
    return sorted(chosen)


def _sequences_of(root: Path, folder: Path, *, merge_objects: bool) -> Iterator[LabelledSequence]:
    pictures_folder = root / "JPEGImages" / folder.relative_to(root / "Annotations")
    masks = sorted(folder.glob("*.png"))
    pictures = []
    for mask in masks:
        candidates = [pictures_folder / f"{mask.stem}{end}" for end in (".jpg", ".png")]
        existing = [path for path in candidates if path.is_file()]
        if not existing:
            raise EvaluationError(f"{mask} has no picture {candidates[0]}; complete the set.")
        pictures.append(existing[0])
    values: list[int | None] = [None]
    if not merge_objects:
        values = [int(v) for v in np.unique(read_indices(masks[0])) if v]
    for value in values:
        name = folder.name if value is None else f"{folder.name}/{value}"
        yield LabelledSequence(name, tuple(pictures), tuple(masks), value)


@dataclass(frozen=True, slots=True)
class FrameResult:
    """One frame: J, F, and the tracker's score (NaN where there is none)."""

    index: int
    j: float
    f: float
    score: float


@dataclass(frozen=True)
class SequenceResult:
    """All counted frames of a sequence. `seconds` is the tracker's time, without decoding."""

    name: str
    frames: tuple[FrameResult, ...]
    seconds: float = math.nan

    @property
    def j(self) -> Statistics:
        return statistics([frame.j for frame in self.frames])

    @property
    def f(self) -> Statistics:
        return statistics([frame.f for frame in self.frames])


@dataclass(frozen=True)
class BenchmarkResult:
    """Results of a set; its value is the mean over sequences."""

    sequences: tuple[SequenceResult, ...]
    start: str = ""
    details: dict[str, str] = field(default_factory=dict)

    @property
    def j(self) -> Statistics:
        return _mean([sequence.j for sequence in self.sequences])

    @property
    def f(self) -> Statistics:
        return _mean([sequence.f for sequence in self.sequences])

    @property
    def score_auroc(self) -> float:
        """How well a low score foretells J < 0.5, over all frames; 0.5 is chance."""
        frames = [frame for sequence in self.sequences for frame in sequence.frames]
        return auroc([-f.score for f in frames], [f.j < 0.5 for f in frames])

    @property
    def frames_per_second(self) -> float:
        """Of the tracker, without decoding; NaN for a folder of results."""
        seconds = sum(sequence.seconds for sequence in self.sequences)
        frames = sum(len(sequence.frames) for sequence in self.sequences)
        return frames / seconds if seconds > 0 else math.nan

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "start": self.start,
            **self.details,
            "J": asdict(self.j),
            "F": asdict(self.f),
            "J&F": (self.j.mean + self.f.mean) / 2,
            "score_auroc": self.score_auroc,
            "frames_per_second": self.frames_per_second,
            "sequences": [
                {
                    "name": sequence.name,
                    "J": asdict(sequence.j),
                    "F": asdict(sequence.f),
                    "ms_per_frame": 1000 * sequence.seconds / max(1, len(sequence.frames)),
                    "frames": [asdict(frame) for frame in sequence.frames],
                }
                for sequence in self.sequences
            ],
        }

    def table(self) -> str:
        """One line per sequence and one for the set, values in percent."""
        width = max([len("sequence"), *(len(sequence.name) for sequence in self.sequences)])
        head = f"{'sequence':<{width}}      J  recall  decay      F  recall  decay  ms/frame"
        lines = [head]
        for s in self.sequences:
            speed = f"{1000 * s.seconds / max(1, len(s.frames)):8.1f}"
            lines.append(f"{s.name:<{width}}  {_columns(s.j)}  {_columns(s.f)}  {speed}")
        lines.append(f"{'mean':<{width}}  {_columns(self.j)}  {_columns(self.f)}")
        lines.append(f"score AUROC against J < 0.5: {self.score_auroc:.3f}")
        if "hardware" in self.details:
            speed = f"{self.frames_per_second:.1f} frames per second without decoding"
            lines.append(f"{speed}, {self.details['hardware']}")
        return "\n".join(lines)


def _columns(values: Statistics) -> str:
    return f"{values.mean * 100:5.1f}  {values.recall * 100:6.1f}  {values.decay * 100:5.1f}"


def _mean(values: Sequence[Statistics]) -> Statistics:
    return Statistics(
        float(np.mean([v.mean for v in values])),
        float(np.mean([v.recall for v in values])),
        float(np.mean([v.decay for v in values])),
    )


def auroc(values: Sequence[float], is_positive: Sequence[bool]) -> float:
    """Area under the ROC curve of `values` (higher: more likely positive), ties count half.

    NaN where one of the classes is missing or a value is not a number.
    """
    array, positive = np.asarray(values, np.float64), np.asarray(is_positive, np.bool_)
    count = int(np.count_nonzero(positive))
    if count in (0, len(positive)) or bool(np.isnan(array).any()):
        return math.nan
    _, inverse, counts = np.unique(array, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    above = ranks[positive].sum() - count * (count + 1) / 2
    return float(above / (count * (len(array) - count)))


def track_sequence(
    tracker: TrackerLike,
    sequence: Labelled,
    *,
    start: Start = "box",
    on_mask: OnMask | None = None,
) -> SequenceResult:
    """Follow one object from the box of its first mask to the end.

    start: ``box`` tells the tracker the box only; ``guided`` also the mask it predicts in that
    box, as the product does; ``mask`` the true mask of the first frame.
    `on_mask` gets every frame; the first is the truth, and first and last are not scored.
    """
    first = sequence.truth(0)
    seed_mask = Mask.from_array(first)
    box = seed_mask.box
    if box is None:
        raise EvaluationError(f"{sequence.name} has an empty first mask; nothing can be tracked.")
    frame = sequence.frame(0)
    given = None
    if start == "guided":
        given = tracker.predict(frame, box).mask
        given = None if given.is_empty else given
    elif start == "mask":
        given = seed_mask
    began = time.perf_counter()
    state = tracker.init(frame, box, given)
    seconds = time.perf_counter() - began
    if on_mask is not None:
        on_mask(sequence.name, 0, seed_mask)
    results = []
    for index in range(1, len(sequence) - 1):
        frame = sequence.frame(index)
        began = time.perf_counter()
        state, prediction = tracker.update(frame, state)
        seconds += time.perf_counter() - began
        if on_mask is not None:
            on_mask(sequence.name, index, prediction.mask)
        truth, predicted = sequence.truth(index), prediction.mask.to_array()
        j, f = region_similarity(truth, predicted), contour_accuracy(truth, predicted)
        results.append(FrameResult(index, j, f, prediction.score))
    if on_mask is not None and len(sequence) > 1:
        last = len(sequence) - 1
        on_mask(sequence.name, last, tracker.update(sequence.frame(last), state)[1].mask)
    return SequenceResult(sequence.name, tuple(results), seconds)


def run_benchmark(
    tracker: TrackerLike,
    sequences: Sequence[Labelled],
    *,
    start: Start = "box",
    progress: Callable[[SequenceResult], None] | None = None,
    on_mask: OnMask | None = None,
) -> BenchmarkResult:
    """`track_sequence` over a set; `progress` hears of every finished sequence."""
    results = []
    for sequence in sequences:
        results.append(track_sequence(tracker, sequence, start=start, on_mask=on_mask))
        if progress is not None:
            progress(results[-1])
    return BenchmarkResult(tuple(results), start)
