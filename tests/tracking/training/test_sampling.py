"""Which objects and frames meet in a pair."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from annotator.tracking.training.config import TrainingConfig
from annotator.tracking.training.datasets import Catalogue, load_catalogue
from annotator.tracking.training.sampling import Pair, PairKind, draw_pair, pair_generator
from tests.tracking.training.sets import small_config


@pytest.fixture
def config(tmp_path: Path) -> TrainingConfig:
    return small_config(tmp_path)


@pytest.fixture
def catalogue(config: TrainingConfig) -> Catalogue:
    return load_catalogue(config.datasets)


def draw(catalogue: Catalogue, config: TrainingConfig, count: int = 400) -> list[Pair]:
    return [draw_pair(pair_generator(1, i), catalogue, config) for i in range(count)]


def change(config: TrainingConfig, part: str, **values: object) -> TrainingConfig:
    inner = getattr(config.augmentation, part).model_copy(update=values)
    augmentation = config.augmentation.model_copy(update={part: inner})
    return config.model_copy(update={"augmentation": augmentation})


def test_a_pair_depends_on_seed_and_number_alone(
    catalogue: Catalogue, config: TrainingConfig
) -> None:
    assert draw(catalogue, config, 20) == draw(catalogue, config, 20)
    assert draw_pair(pair_generator(1, 5), catalogue, config) == draw(catalogue, config, 6)[5]
    other = [draw_pair(pair_generator(2, i), catalogue, config) for i in range(20)]
    assert other != draw(catalogue, config, 20)


def test_share_of_negatives(catalogue: Catalogue, config: TrainingConfig) -> None:
    kinds = Counter(pair.kind for pair in draw(catalogue, config))
    assert set(kinds) == set(PairKind)
    assert 0.7 < kinds[PairKind.POSITIVE] / 400 < 0.9
    none = change(config, "negative", probability=0.0)
    assert {pair.kind for pair in draw(catalogue, none, 50)} == {PairKind.POSITIVE}


def test_positive_pairs_show_one_object_within_the_gap(
    catalogue: Catalogue, config: TrainingConfig
) -> None:
    tracks = {
        frame: track
        for dataset in catalogue.datasets
        for video in dataset.videos
        for track in video
        for frame in track.frames
    }
    for pair in draw(catalogue, config):
        same = tracks[pair.exemplar] is tracks[pair.search]
        assert same == (pair.kind in (PairKind.POSITIVE, PairKind.ELSEWHERE))
        if same and len(tracks[pair.exemplar].frames) > 1:
            assert abs(pair.exemplar.position - pair.search.position) <= 3
        assert all(tracks[d] is not tracks[pair.exemplar] for d in pair.distractors)
        if pair.kind is not PairKind.POSITIVE:
            assert pair.distractors == ()


def test_look_alikes_come_from_the_group(catalogue: Catalogue, config: TrainingConfig) -> None:
    only = change(config, "negative", probability=1.0, other=0.0, elsewhere=0.0)
    alike = [p for p in draw(catalogue, only) if p.kind is PairKind.ALIKE]
    assert alike
    for pair in alike:
        assert pair.search.picture.parent.name == pair.exemplar.picture.parent.name


def test_weights_of_data_sets(catalogue: Catalogue, config: TrainingConfig) -> None:
    weights = [d.weight for d in catalogue.datasets]
    assert weights == [1.0, 1.0]
    stills = np.mean([pair.exemplar.picture.suffix == ".png" for pair in draw(catalogue, config)])
    assert 0.4 < stills < 0.6


def test_backgrounds_are_for_stills_first(catalogue: Catalogue, config: TrainingConfig) -> None:
    filled = change(config, "composition", rim_fill=1.0, background_swap=1.0)
    for pair in draw(catalogue, filled, 100):
        if pair.kind is PairKind.POSITIVE:
            assert pair.is_swapped == pair.is_still
            assert not pair.is_still or pair.background is not None
    plain = change(config, "composition", rim_fill=0.0, distractor=0.0)
    for pair in draw(catalogue, plain, 100):
        assert pair.background is None
        assert not pair.is_swapped
        assert pair.distractors == ()
