"""VOT's measures against the reference values and by hand."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from annotator.evaluation.vot import (
    WINDOWS,
    Code,
    VotResult,
    VotRun,
    expected_average_overlap,
    expected_overlaps,
)

SMALL = Path(__file__).parents[1] / "data" / "reference" / "vot_eval.npz"
SQUARE = np.array([[10, 10], [20, 10], [20, 20], [10, 20]], float)
HALF = np.add(SQUARE, (5, 0))  # overlaps SQUARE by 6/16


def stored_runs(path: Path) -> tuple[VotRun, ...]:
    stored = np.load(path)
    runs = []
    for k in range(int(stored["n"])):
        is_small = f"v{k}_gt_x4" in stored
        truths, regions = (
            stored[f"v{k}_{name}_x4"] / 4 if is_small else stored[f"v{k}_{name}"]
            for name in ("gt", "pred")
        )
        results = tuple(
            region.reshape(4, 2) if code < 0 else Code(int(code))
            for region, code in zip(regions, stored[f"v{k}_code"], strict=True)
        )
        truths = tuple(truth.reshape(4, 2) for truth in truths)
        size = int(stored["width"]), int(stored["height"])
        runs.append(VotRun(str(k), *size, truths, results))
    return tuple(runs)


def check_fixture(path: Path, windows: dict[tuple[int, int], str]) -> None:
    stored, runs = np.load(path), stored_runs(path)
    for window, name in windows.items():
        result = VotResult(runs, window)
        assert result.eao == pytest.approx(float(stored[name]), abs=1e-6)
    assert result.accuracy == pytest.approx(float(stored["acc"]), abs=1e-6)
    assert result.lost_number == float(stored["lost"])
    assert result.robustness == pytest.approx(float(stored["robustness"]))


def test_measures_of_the_fixture():
    check_fixture(SMALL, {(20, 80): "eao_20_80", (50, 110): "eao_50_110"})


@pytest.mark.shared
def test_measures_of_the_large_fixture(shared_dir):
    names = {
        WINDOWS["vot2016"]: "eao_VOT2016",
        WINDOWS["vot2018"]: "eao_VOT2018",
        WINDOWS["vot2016-pysot"]: "eao_VOT2016_pysot_108_371",
    }
    path = shared_dir / "reference" / "fixtures" / "dev" / "vot_eval.npz"
    check_fixture(path, names)
    for window in ("VOT2016", "VOT2018"):
        assert tuple(np.load(path)[f"low_high_{window}"]) == WINDOWS[window.lower()]


def run_of(*results: object, name: str = "one", seconds: tuple[float, ...] = ()) -> VotRun:
    return VotRun(name, 100, 100, (SQUARE,) * len(results), tuple(results), seconds)


def test_a_perfect_run():
    run = run_of(Code.STARTED, *[SQUARE] * 19)
    result = VotResult((run,), (5, 15))
    assert (result.accuracy, result.lost_number, result.robustness, result.eao) == (1, 0, 0, 1)


def test_burn_in_is_ten_frames_from_each_start():
    run = run_of(Code.STARTED, *[HALF] * 9, SQUARE, Code.FAILED, *[Code.SKIPPED] * 4,
                 Code.STARTED, *[HALF] * 9, SQUARE, SQUARE)  # fmt: skip
    assert run.accuracy == 1
    assert np.count_nonzero(~np.isnan(run.counted_overlaps)) == 3
    assert run.failures == [11]
    overlaps = run.overlaps(right=100, bottom=100)
    assert overlaps[1] == pytest.approx(6 / 16)
    assert math.isnan(overlaps[0])


def test_a_run_that_is_all_burn_in_has_no_accuracy():
    assert math.isnan(run_of(Code.STARTED, SQUARE).accuracy)


def test_frames_without_truth_do_not_count():
    run = VotRun("one", 100, 100, (SQUARE,) * 11 + (None, SQUARE),
                 (Code.STARTED, *[SQUARE] * 12))  # fmt: skip
    assert np.count_nonzero(~np.isnan(run.counted_overlaps)) == 2


def test_a_failure_counts_as_zero_from_there_on():
    lost = run_of(Code.STARTED, SQUARE, Code.FAILED)  # no new start within the sequence
    long = run_of(Code.STARTED, *[SQUARE] * 5, name="two")
    curve = expected_overlaps([lost, long])
    # Lengths 2 and 3: both; from 4 on the first has ended, by its sequence and not by its failure.
    np.testing.assert_allclose(curve, [1, 1, (0.5 + 1) / 2, 1, 1, 1])


def test_a_new_start_makes_a_fragment_and_pads_the_failed_one():
    run = run_of(Code.STARTED, SQUARE, Code.FAILED, *[Code.SKIPPED] * 4, Code.STARTED, SQUARE)
    curve = expected_overlaps([run])
    failed = [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6, 1 / 7, 1 / 8]
    np.testing.assert_allclose(curve[2:], failed[1:])
    assert curve[1] == 1


def test_a_start_behind_the_last_frame_is_an_empty_fragment():
    run = run_of(Code.STARTED, SQUARE, Code.FAILED, *[Code.SKIPPED] * 4)
    curve = expected_overlaps([run])
    assert curve[1] == 1
    assert not np.isnan(curve).any()


def test_lengths_beyond_the_longest_sequence_are_not_known():
    run = run_of(Code.STARTED, *[SQUARE] * 9)
    assert expected_average_overlap([run], low=5, high=50) == 1
    assert math.isnan(expected_average_overlap([run], low=20, high=50))


def test_repetitions_count_by_their_mean():
    good = run_of(Code.STARTED, *[SQUARE] * 9)
    bad = run_of(Code.STARTED, SQUARE, Code.FAILED, *[Code.SKIPPED] * 4, Code.STARTED,
                 SQUARE, SQUARE)  # fmt: skip
    result = VotResult((good, bad), (2, 4))
    assert (result.lost_number, result.frame_count) == (0.5, 10)
    assert result.robustness == 5


def test_speed_and_reports():
    run = run_of(Code.STARTED, *[SQUARE] * 14, seconds=(0.1,) * 15)
    assert run.frames_per_second == pytest.approx(10)
    assert math.isnan(run_of(Code.STARTED).frames_per_second)
    result = VotResult((run,), (5, 15), {"tracker": "fake"})
    values = json.loads(json.dumps(result.to_json()))
    assert values["tracker"] == "fake"
    assert (values["EAO"], values["accuracy"], values["lost"]) == (1, 1, 0)
    assert values["sequences"][0]["failures"] == []
    table = result.table()
    assert "EAO 1.000 (lengths 5 to 15)" in table
    assert "10.0" in table


def test_what_is_not_known_is_null_in_json():
    values = VotResult((run_of(Code.STARTED, SQUARE),), (100, 356)).to_json()
    assert (values["EAO"], values["accuracy"]) == (None, None)
    json.dumps(values, allow_nan=False)
