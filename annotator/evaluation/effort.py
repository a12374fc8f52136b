"""The simulated labeler: how many gestures until every frame of a labelled set is good.

The labeler draws the true box on the object's first frame and lets the method fill the rest. If
the mask in that box is not good enough, it is corrected first. Then the review order proposes one
frame after the other. A good one is accepted (marked reviewed: a look, no gesture). A bad one is
corrected (its true mask, or "absent" where there is none: one gesture) and the method fills again
between the barriers, as the product does. It ends when every frame is good.

*Good* means an IoU with the truth of at least the threshold; absent and empty agree. Frames
before the object appears do not count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from annotator.core.frames import FrameIndex, VideoInfo
from annotator.core.mask import Mask
from annotator.core.project import Category, Observation, Origin, Project, Track, Visibility
from annotator.core.review import ReviewOrder, lowest_score_first
from annotator.evaluation.benchmark import EvaluationError, Labelled
from annotator.evaluation.methods import TRACK_ID, Clip, Method

REPORTED_CORRECTIONS = (0, 1, 2, 5)


@dataclass(frozen=True)
class SequenceEffort:
    """What one object of one sequence took.

    `j_after[k]` is the mean IoU over all counted frames after k corrections. `looks` counts the
    frames that the queue proposed, those that turned out good included.
    """

    name: str
    frames: int
    looks: int
    j_after: tuple[float, ...]

    @property
    def boxes(self) -> int:
        return 1

    @property
    def corrections(self) -> int:
        return len(self.j_after) - 1

    @property
    def gestures(self) -> int:
        return self.boxes + self.corrections

    def j(self, corrections: int) -> float:
        """Mean IoU after that many corrections, or after all when fewer were needed."""
        return self.j_after[min(corrections, self.corrections)]


@dataclass(frozen=True)
class MethodEffort:
    """One method over a set, at one threshold."""

    method: str
    threshold: float
    sequences: tuple[SequenceEffort, ...]
    order: str = ""

    @property
    def title(self) -> str:
        """The method, and the order where it is named."""
        return f"{self.method}, {self.order}" if self.order else self.method

    @property
    def gestures(self) -> int:
        """Boxes and corrections of the whole set."""
        return sum(s.gestures for s in self.sequences)

    @property
    def gestures_per_100(self) -> float:
        """Gestures of the whole set per 100 frames of it."""
        return 100 * self.gestures / sum(s.frames for s in self.sequences)

    @property
    def looks_per_100(self) -> float:
        """Proposed frames of the whole set per 100 frames of it."""
        return 100 * sum(s.looks for s in self.sequences) / sum(s.frames for s in self.sequences)

    def j(self, corrections: int) -> float:
        """Mean over sequences."""
        return float(np.mean([s.j(corrections) for s in self.sequences]))

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "method": self.method,
            "order": self.order,
            "threshold": self.threshold,
            "gestures_per_100_frames": self.gestures_per_100,
            "looks_per_100_frames": self.looks_per_100,
            "J_after": {str(k): self.j(k) for k in REPORTED_CORRECTIONS},
            "sequences": [{**asdict(s), "gestures": s.gestures} for s in self.sequences],
        }


@dataclass(frozen=True)
class EffortResult:
    """All methods at all thresholds."""

    methods: tuple[MethodEffort, ...]

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {"methods": [method.to_json() for method in self.methods]}

    def table(self) -> str:
        """Per threshold and method, gestures per 100 frames, looks, and J in percent."""
        width = max(len("method"), *(len(m.title) for m in self.methods))
        names = [s.name for s in self.methods[0].sequences]
        columns = "  ".join(f"J after {k}" for k in REPORTED_CORRECTIONS)
        lines = []
        for threshold in dict.fromkeys(m.threshold for m in self.methods):
            lines.append(f"IoU of at least {threshold:g} in every frame; gestures per 100 frames")
            lines.append(f"{'method':<{width}}  gestures  looks  {columns}  " + "  ".join(names))
            lines.extend(_line(m, width) for m in self.methods if m.threshold == threshold)
        return "\n".join([*lines, *self._orders_compared()])

    def _orders_compared(self) -> list[str]:
        """What each further order of the first method takes beside its first, over thresholds."""
        gestures: dict[str, list[int]] = {}
        for one in self.methods:
            if one.method == self.methods[0].method:
                gestures.setdefault(one.order, []).append(one.gestures)
        (first, usual), *others = gestures.items()
        return [
            f"{order}: {sum(counts)} gestures where {first} takes {sum(usual)} "
            f"({sum(counts) / sum(usual) - 1:+.1%}); by threshold "
            + ", ".join(f"{a} and {b}" for a, b in zip(counts, usual, strict=True))
            for order, counts in others
        ]


def _line(method: MethodEffort, width: int) -> str:
    js = "  ".join(f"{100 * method.j(k):9.1f}" for k in REPORTED_CORRECTIONS)
    each = "  ".join(f"{100 * s.gestures / s.frames:>{len(s.name)}.0f}" for s in method.sequences)
    counts = f"{method.gestures_per_100:8.1f}  {method.looks_per_100:5.1f}"
    return f"{method.title:<{width}}  {counts}  {js}  {each}"


class Labeler:
    """One object of one clip, being annotated."""

    def __init__(self, clip: Clip, method: Method, threshold: float) -> None:
        self._clip = clip
        self._method = method
        self._threshold = threshold
        present = [i for i, mask in enumerate(clip.truth) if not mask.is_empty]
        if not present:
            raise EvaluationError(f"{clip.name} never shows its object; leave it out.")
        self._start = present[0]
        self._project = _empty_project(clip)
        self._ious: dict[FrameIndex, float] = {}
        self.looks = 0
        self.j_after: list[float] = []

    def annotate(self, order: ReviewOrder) -> SequenceEffort:
        """Draw, propagate, correct, until every frame is good."""
        self._method.begin(self._clip)
        self._draw()
        if not self._is_good(self._start):
            self._correct(self._start)
        while not all(self._is_good(i) for i in range(self._start, len(self._clip))):
            queue = order(self._track.observations)
            if not queue:
                raise EvaluationError(f"the review order leaves bad frames of {self._clip.name}.")
            self._look_at(queue[0].frame_index)
        frames = len(self._clip) - self._start
        return SequenceEffort(self._clip.name, frames, self.looks, tuple(self.j_after))

    @property
    def _track(self) -> Track:
        return self._project.track(TRACK_ID)

    def _draw(self) -> None:
        box = self._clip.truth[self._start].box
        assert box is not None
        mask = self._method.draw(self._start, box)
        self._put(self._start, Observation(mask, Origin.MANUAL))
        self._propagate(self._start)

    def _look_at(self, frame_index: FrameIndex) -> None:
        self.looks += 1
        if self._is_good(frame_index):
            seen = self._track.observations[frame_index]
            self._track.observations[frame_index] = replace(seen, reviewed=True)
        else:
            self._correct(frame_index)

    def _correct(self, frame_index: FrameIndex) -> None:
        truth = self._clip.truth[frame_index]
        observation = Observation(truth, Origin.MANUAL)
        if truth.is_empty:
            observation = Observation(None, Origin.MANUAL, Visibility.OUT_OF_VIEW)
        self._put(frame_index, observation)
        self._propagate(frame_index)

    def _propagate(self, from_frame: FrameIndex) -> None:
        for frame_index, observation in self._method.fill(self._project, from_frame).items():
            if frame_index >= self._start:
                self._put(frame_index, observation)
        counted = range(self._start, len(self._clip))
        self.j_after.append(float(np.mean([self._ious[i] for i in counted])))

    def _put(self, frame_index: FrameIndex, observation: Observation) -> None:
        truth = self._clip.truth[frame_index]
        found = observation.mask or Mask.empty(truth.height, truth.width)
        self._track.observations[frame_index] = observation
        self._ious[frame_index] = found.iou(truth)

    def _is_good(self, frame_index: FrameIndex) -> bool:
        return self._ious[frame_index] >= self._threshold


def _empty_project(clip: Clip) -> Project:
    height, width = clip.truth[0].height, clip.truth[0].width
    video = VideoInfo(
        width=width,
        height=height,
        frame_count=len(clip),
        fps=25.0,
        variable_frame_rate=False,
        rotation_degrees=0,
        codec="",
        is_count_exact=True,
    )
    track = Track(TRACK_ID, clip.name, 1, (255, 255, 255))
    return Project(
        video,
        categories={1: Category(1, "object")},
        tracks={TRACK_ID: track},
        next_track_id=TRACK_ID + 1,
    )


def measure_effort(
    methods: Sequence[Method],
    sequences: Sequence[Labelled],
    *,
    thresholds: Sequence[float] = (0.8, 0.9),
    orders: Mapping[str, ReviewOrder] | None = None,
    progress: Callable[[str, float, SequenceEffort], None] | None = None,
) -> EffortResult:
    """Every method at every threshold over a set; `progress` hears of every finished sequence.

    `orders` are review orders by name, the lowest score first without them. The first method is
    measured with each; the others, whose scores mean less, with the first.
    """
    named = orders or {"": lowest_score_first}
    runs = [
        (threshold, method, name)
        for threshold in thresholds
        for number, method in enumerate(methods)
        for name in (named if number == 0 else list(named)[:1])
    ]
    efforts: list[list[SequenceEffort]] = [[] for _ in runs]
    for sequence in sequences:
        clip = Clip(sequence)
        for found, (threshold, method, name) in zip(efforts, runs, strict=True):
            found.append(Labeler(clip, method, threshold).annotate(named[name]))
            if progress is not None:
                progress(method.name, threshold, found[-1])
    return EffortResult(
        tuple(
            MethodEffort(method.name, threshold, tuple(found), name)
            for found, (threshold, method, name) in zip(efforts, runs, strict=True)
        )
    )
