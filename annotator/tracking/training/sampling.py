"""Choose which objects and frames make a training pair.

Pair number i of a run depends on the seed and i alone, so a run resumes exactly and the number of
loading processes does not change what is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from annotator.tracking.training.config import (
    CompositionConfig,
    NegativeConfig,
    TrainingConfig,
)
from annotator.tracking.training.datasets import Catalogue, Dataset, ObjectFrame, ObjectTrack

Generator = np.random.Generator


class PairKind(Enum):
    """What the search crop shows."""

    POSITIVE = "positive"
    OTHER = "other"
    ALIKE = "alike"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Pair:
    """Exemplar and search frames, and what is composed into the search crop.

    `search` is the object the search crop is centred on: the target itself, or for a negative pair
    another object (`ELSEWHERE`: the target, to be kept out of view). `background` fills what lies
    beyond the search picture; with `is_swapped` everything but the target.
    """

    kind: PairKind
    exemplar: ObjectFrame
    search: ObjectFrame
    is_still: bool
    background: ObjectFrame | None
    is_swapped: bool
    distractors: tuple[ObjectFrame, ...]


def pair_generator(seed: int, index: int) -> Generator:
    """The random stream of pair `index`."""
    return np.random.Generator(np.random.PCG64([seed, index]))


def draw_pair(rng: Generator, catalogue: Catalogue, config: TrainingConfig) -> Pair:
    """Draw one pair: data set by weight, video and object uniformly, two frames within the gap."""
    dataset = _draw_dataset(rng, catalogue)
    video, track = _draw_track(rng, dataset)
    exemplar = _choice(rng, track.frames)
    kind = _draw_kind(rng, config.augmentation.negative)
    composition = config.augmentation.composition
    if kind is PairKind.OTHER:
        _, other = _draw_track(rng, _draw_dataset(rng, catalogue))
        if other is not track:
            search = _choice(rng, other.frames)
            background = _draw_background(
                rng, catalogue, composition, is_still=len(other.frames) == 1
            )
            return Pair(kind, exemplar, search, False, background, False, ())
    if kind is PairKind.ALIKE:
        alike = _look_alike(rng, catalogue, video, track)
        if alike is not None:
            background = _draw_background(
                rng, catalogue, composition, is_still=len(alike.frames) == 1
            )
            search = _choice(rng, alike.frames)
            return Pair(kind, exemplar, search, False, background, False, ())
    search = _within_gap(rng, track, exemplar, dataset.max_gap)
    is_still = len(track.frames) == 1
    background = _draw_background(rng, catalogue, composition, is_still=is_still)
    if kind is PairKind.ELSEWHERE:
        return Pair(kind, exemplar, search, False, background, False, ())
    is_swapped = is_still and rng.random() < composition.background_swap
    distractors = _draw_distractors(rng, catalogue, video, track, composition)
    return Pair(
        PairKind.POSITIVE,
        exemplar,
        search,
        is_still,
        background,
        is_swapped and background is not None,
        distractors,
    )


def _draw_background(
    rng: Generator,
    catalogue: Catalogue,
    config: CompositionConfig,
    *,
    is_still: bool,
) -> ObjectFrame | None:
    """Another picture to show beyond the rim of the search picture, or None for a flat rim."""
    if rng.random() >= config.rim_fill * (1.0 if is_still else 0.5):
        return None
    _, behind = _draw_track(rng, _draw_dataset(rng, catalogue))
    return _choice(rng, behind.frames)


def _choice(rng: Generator, frames: tuple[ObjectFrame, ...]) -> ObjectFrame:
    return frames[int(rng.integers(len(frames)))]


def _draw_dataset(rng: Generator, catalogue: Catalogue) -> Dataset:
    weights = np.array([dataset.weight for dataset in catalogue.datasets])
    return catalogue.datasets[int(rng.choice(len(weights), p=weights / weights.sum()))]


def _draw_track(rng: Generator, dataset: Dataset) -> tuple[tuple[ObjectTrack, ...], ObjectTrack]:
    video = dataset.videos[int(rng.integers(len(dataset.videos)))]
    return video, video[int(rng.integers(len(video)))]


def _draw_kind(rng: Generator, config: NegativeConfig) -> PairKind:
    if rng.random() >= config.probability:
        return PairKind.POSITIVE
    shares = np.array([config.other, config.alike, config.elsewhere])
    kinds = (PairKind.OTHER, PairKind.ALIKE, PairKind.ELSEWHERE)
    return kinds[int(rng.choice(3, p=shares / shares.sum()))]


def _look_alike(
    rng: Generator, catalogue: Catalogue, video: tuple[ObjectTrack, ...], track: ObjectTrack
) -> ObjectTrack | None:
    """Another object of the same picture (half of the time where there is one) or group.

    The group of a video is the video itself, so a video with one object has no look-alike.
    """
    beside = [other for other in video if other is not track]
    if beside and rng.random() < 0.5:
        return beside[int(rng.integers(len(beside)))]
    group = catalogue.groups[track.group]
    if len(group) < 2:
        return None
    other = group[int(rng.integers(len(group)))]
    return None if other is track else other


def _within_gap(
    rng: Generator, track: ObjectTrack, exemplar: ObjectFrame, max_gap: int
) -> ObjectFrame:
    near = tuple(f for f in track.frames if abs(f.position - exemplar.position) <= max_gap)
    return _choice(rng, near)


def _draw_distractors(
    rng: Generator,
    catalogue: Catalogue,
    video: tuple[ObjectTrack, ...],
    track: ObjectTrack,
    config: CompositionConfig,
) -> tuple[ObjectFrame, ...]:
    if rng.random() >= config.distractor:
        return ()
    chosen: list[ObjectFrame] = []
    for _ in range(1 if rng.random() < 0.7 else 2):
        alike = None
        if rng.random() < config.look_alike:
            alike = _look_alike(rng, catalogue, video, track)
        if alike is None:
            _, alike = _draw_track(rng, _draw_dataset(rng, catalogue))
        if alike is not track:
            chosen.append(_choice(rng, alike.frames))
    return tuple(chosen)
