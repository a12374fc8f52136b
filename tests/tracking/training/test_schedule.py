"""Learning rates against the reference values (SPEC 10.5), and the default schedule's shape."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.tracking.training.config import ScheduleConfig, load_config
from annotator.tracking.training.schedule import (
    backbone_learns,
    learning_rate,
    paper_learning_rates,
)

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
RESOURCES = Path(__file__).parents[3] / "resources" / "training"

WSD = ScheduleConfig(total_pairs=10_000, warmup_pairs=1_000, cooldown_fraction=0.2)


@pytest.mark.parametrize(
    ("name", "key"),
    [("resnet50-stage1", "lr_siammask_base"), ("resnet50-stage2", "lr_siammask_sharp")],
)
def test_rates_of_the_paper(name: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_TRAINING_DATA", "/data")
    config = load_config(RESOURCES / f"{name}.toml")
    expected = np.load(REFERENCE / "losses.npz")[key]
    np.testing.assert_allclose(paper_learning_rates(config.schedule), expected, rtol=1e-9)
    schedule = config.schedule
    for epoch in range(schedule.epochs):
        first = learning_rate(schedule, config.optimiser.lr, epoch * schedule.epoch_pairs)
        last = learning_rate(schedule, config.optimiser.lr, (epoch + 1) * schedule.epoch_pairs - 1)
        assert first == last == pytest.approx(expected[epoch])


def test_the_backbone_waits_for_half_of_the_epochs() -> None:
    schedule = ScheduleConfig(kind="paper", epoch_pairs=10, total_pairs=200)
    assert [backbone_learns(schedule, 10 * e) for e in (0, 9, 10, 19)] == [False, False, True, True]
    assert backbone_learns(WSD, 0)


def test_warm_up_constant_cool_down() -> None:
    rates = [learning_rate(WSD, 1.0, pairs) for pairs in range(0, 10_001, 100)]
    assert rates[0] == pytest.approx(0.02)
    assert rates[:11] == sorted(rates[:11])
    assert set(rates[10:81]) == {1.0}
    assert rates[80:] == sorted(rates[80:], reverse=True)
    assert rates[-1] == pytest.approx(WSD.final_lr_factor)


@given(st.integers(0, 7_999), st.integers(10_000, 1_000_000))
def test_a_larger_total_changes_nothing_before_the_cool_down(pairs: int, total: int) -> None:
    longer = WSD.model_copy(update={"total_pairs": total})
    assert learning_rate(longer, 1e-3, pairs) == learning_rate(WSD, 1e-3, pairs)


@given(st.integers(0, 20_000))
def test_rates_stay_in_range(pairs: int) -> None:
    assert 0 < learning_rate(WSD, 1e-3, pairs) <= 1e-3
