"""The ablation on drawn sets: rows, what is kept, what is run again, and what is missing."""

import csv
import io
import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.evaluation.ablation import (
    AblationResult,
    Identity,
    mask_data,
    plan_ablation,
    region_data,
    run_plan,
)
from annotator.evaluation.ablation_config import AblationConfig, read_ablation
from annotator.evaluation.ablation_speed import (
    ROUNDS,
    box_of_mask,
    box_of_region,
    frames_per_second,
    tracking_step,
)
from annotator.evaluation.ablation_table import csv_text, markdown, plain
from annotator.evaluation.benchmark import EvaluationError, find_sequences
from annotator.evaluation.speed_plot import draw_speed_plot, panels
from annotator.evaluation.vot_data import MaskedSequence
from tests.evaluation.test_benchmark import FRAMES, write_set

UNTIMED = ["EAO", "A", "R", "J", "F"]
RED = {"name": "Red", "tracker": "good", "measures": UNTIMED}


@dataclass(frozen=True)
class Found:
    mask: Mask
    score: float
    box: Box
    rotated_box: RotatedBox | None = None


@dataclass
class RedTracker:
    """Finds the red square; `shift` moves its box away from it."""

    shift: float = 0.0
    mask_threshold: float = 0.5
    updates: int = 0

    def init(self, frame: np.ndarray, box: Box, mask: Mask | None = None) -> int:
        return 0

    def update(self, frame: np.ndarray, state: int) -> tuple[int, Found]:
        self.updates += 1
        found = Mask.from_array((frame[..., 0] > 140) & (frame[..., 2] < 60))
        box = found.box
        assert box is not None
        moved = Box(box.x + self.shift, box.y, box.width, box.height)
        return state, Found(found, 0.9, moved)

    def predict(self, frame: np.ndarray, box: Box) -> Found:
        return self.update(frame, 0)[1]


@dataclass
class FakeTrackers:
    """`name?shift=N`; a name that is not known has no weights."""

    known: dict[str, str] = field(default_factory=lambda: {"good": "a1"})
    built: list[RedTracker] = field(default_factory=list)

    def identify(self, specification: str) -> Identity:
        name, _, query = specification.partition("?")
        if name not in self.known:
            raise EvaluationError(f"there is no checkpoint called {name}; train it.")
        return Identity(name, self.known[name], "painted", {"query": query})

    def build(self, specification: str) -> RedTracker:
        _, _, query = specification.partition("?shift=")
        self.built.append(RedTracker(float(query or 0)))
        return self.built[-1]

    def with_maps(self, tracker: Any) -> Any:
        raise EvaluationError("no maps here.")

    @property
    def updates(self) -> int:
        return sum(tracker.updates for tracker in self.built)


def config_of(root: Path, rows: list[dict[str, Any]], **davis: Any) -> AblationConfig:
    data = [
        {"kind": "vot", "name": "V", "root": root, "window": "vot2019"},
        {"kind": "davis", "name": "D", "root": root, **davis},
    ]
    return AblationConfig.model_validate({"title": "T", "data": data, "rows": rows})


@pytest.fixture
def measure(tmp_path: Path) -> Callable[..., AblationResult]:
    root = tmp_path / "set"
    write_set(root)

    def run(rows: list[dict[str, Any]], trackers: FakeTrackers, **options: Any) -> AblationResult:
        hardware = options.pop("hardware", "a machine")
        config = config_of(root, rows, **options)
        vot, davis = config.data
        merge = davis.year == 2016
        data = [
            region_data(vot, [MaskedSequence(one) for one in find_sequences(root)]),
            mask_data(davis, find_sequences(root, merge_objects=merge)),
        ]
        plan = plan_ablation(config, data, trackers, tmp_path / "kept", hardware=hardware)
        heard: list[int] = []
        result = run_plan(plan, trackers, lambda done, text: heard.append(done))
        if not any(row.problem for row in result.rows):
            assert (heard or [0])[-1] == plan_frames(plan, heard)
        return result

    def plan_frames(plan: Any, heard: list[int]) -> int:
        assert plan.frames == 0  # everything is known now
        return (heard or [0])[-1]

    return run


def test_every_measure_of_a_row(measure):
    (row,) = measure([{"name": "Red", "tracker": "good"}], FakeTrackers()).rows
    assert row.problem == ""
    assert row.values["J", "D"] > 0.9
    assert row.values["F", "D"] > 0.95
    assert row.values["R", "V"] == 0
    assert row.values["fps", ""] > 0
    assert np.isnan(row.values["EAO", "V"])  # no sequence is 46 frames long


def test_nothing_is_run_twice(measure):
    rows = [RED]
    first = measure(rows, trackers := FakeTrackers())
    assert trackers.updates == 2 * (FRAMES - 1) + 2 * (FRAMES - 2)
    again = measure(rows, trackers := FakeTrackers())
    assert trackers.built == []
    assert again.rows[0].values == pytest.approx(first.rows[0].values, nan_ok=True)


@pytest.mark.parametrize(
    ("rows", "known", "options"),
    [
        ([RED], {"good": "b2"}, {}),
        ([RED | {"tracker": "good?shift=1"}], {"good": "a1"}, {}),
        ([RED], {"good": "a1"}, {"hardware": "another"}),
    ],
    ids=["weights", "settings", "machine"],
)
def test_what_changed_is_run_again(measure, rows, known, options):
    measure([RED], FakeTrackers())
    measure(rows, trackers := FakeTrackers(known), **options)
    assert trackers.updates == 2 * (FRAMES - 1) + 2 * (FRAMES - 2)


def test_only_the_part_that_changed_is_run_again(measure):
    measure([RED], FakeTrackers())
    changed = [RED | {"region": "box"}]
    measure(changed, trackers := FakeTrackers())
    assert trackers.updates == 2 * (FRAMES - 1)  # the VOT set; masks do not depend on the region
    measure([*changed, RED | {"name": "New"}], trackers := FakeTrackers())
    assert trackers.updates == 2 * (FRAMES - 1) + 2 * (FRAMES - 2)


def test_an_interruption_costs_one_sequence(measure, monkeypatch):
    rows = [{"name": "Red", "tracker": "good", "measures": ["J"]}]
    update = RedTracker.update

    def interrupted(self, frame, state):
        if self.updates == FRAMES:  # in the second sequence
            raise KeyboardInterrupt
        return update(self, frame, state)

    monkeypatch.setattr(RedTracker, "update", interrupted)
    with pytest.raises(KeyboardInterrupt):
        measure(rows, FakeTrackers())
    monkeypatch.undo()
    result = measure(rows, trackers := FakeTrackers())
    assert trackers.updates == FRAMES - 2
    assert result.rows[0].values["J", "D"] > 0.9


def test_a_damaged_file_of_results_counts_as_none(measure, tmp_path):
    rows = [{"name": "Red", "tracker": "good", "measures": ["J"]}]
    measure(rows, FakeTrackers())
    (path,) = (tmp_path / "kept" / "rows").iterdir()
    path.write_text(path.read_text()[:50])
    measure(rows, trackers := FakeTrackers())
    assert trackers.updates == 2 * (FRAMES - 2)


def test_missing_weights_mark_their_row_and_the_others_run(measure):
    rows = [{"name": "Gone", "tracker": "lost"}, {"name": "Red", "tracker": "good"}]
    result = measure(rows, FakeTrackers())
    assert "no checkpoint called lost" in result.rows[0].problem
    assert result.rows[1].values["J", "D"] > 0.9
    text = markdown(result)
    assert "| Gone (not complete) | – | – |" in text
    assert "- Gone: there is no checkpoint called lost; train it." in text


def test_a_row_that_fails_keeps_what_it_had(measure):
    result = measure([{"name": "Red", "tracker": "good"}], FakeTrackers(), year=2017)
    assert result.rows[0].problem == "no maps here."
    assert ("R", "V") in result.rows[0].values
    assert ("J", "D") not in result.rows[0].values


def test_a_row_reports_only_what_it_should(measure):
    rows = [
        {"name": "Boxes", "tracker": "good", "region": "box", "measures": ["A", "fps"]},
        {"name": "Masks", "tracker": "good", "measures": ["J"]},
    ]
    trackers = FakeTrackers()
    result = measure(rows, trackers)
    assert [tracker.updates for tracker in trackers.built[:2]] == [
        2 * (FRAMES - 1), 2 * (FRAMES - 2)
    ]  # fmt: skip
    assert set(result.rows[0].values) == {("A", "V"), ("fps", "")}
    assert set(result.rows[1].values) == {("J", "D")}
    assert markdown(result).splitlines()[2] == "|  | backbone | A V | J D | fps |"


def test_speeds_are_measured_in_turns_and_again_when_a_row_is_new(measure):
    rows = [{"name": "Red", "tracker": "good", "measures": ["J", "fps"]}]
    first = measure(rows, trackers := FakeTrackers())
    assert [tracker.updates for tracker in trackers.built] == [2 * (FRAMES - 2), ROUNDS + 2]
    again = measure(rows, trackers := FakeTrackers())
    assert trackers.built == []
    assert again.rows[0].values == first.rows[0].values
    both = measure([*rows, rows[0] | {"name": "New"}], trackers := FakeTrackers())
    assert [tracker.updates for tracker in trackers.built][1:] == [ROUNDS + 2] * 2
    assert all(row.values["fps", ""] > 0 for row in both.rows)


def test_steps_take_turns_and_the_median_counts(monkeypatch):
    now = 0.0
    order: list[str] = []

    def clock() -> float:
        return now

    def step(name: str, seconds: float) -> Callable[[], object]:
        def run() -> None:
            nonlocal now
            order.append(name)
            # The first rounds, and later every tenth, are slow.
            now += seconds * (100 if order.count(name) % 10 < 3 and order.count(name) < 13 else 1)

        return run

    monkeypatch.setattr("annotator.evaluation.ablation_speed.time.perf_counter", clock)
    found = frames_per_second({"a": step("a", 0.01), "b": step("b", 0.04)}, rounds=20)
    assert found == pytest.approx({"a": 100, "b": 25})
    assert order[:4] == ["a", "b", "a", "b"]


def test_where_the_speed_is_measured(tmp_path):
    write_set(tmp_path, ("one",))
    (sequence,) = find_sequences(tmp_path)
    assert box_of_mask(sequence) == Box(5, 10, 12, 12)
    region = box_of_region(MaskedSequence(sequence))
    assert region.center == pytest.approx((10.5, 15.5), abs=0.5)
    tracker = RedTracker()
    step = tracking_step(tracker, sequence, box_of_mask(sequence), None)
    for _ in range(9):
        step()
    assert tracker.updates == 9
    empty = replace(sequence, value=7)
    with pytest.raises(EvaluationError, match="empty first mask"):
        box_of_mask(empty)
    with pytest.raises(EvaluationError, match="no region"):
        box_of_region(MaskedSequence(empty))


def test_the_first_frames_only(measure):
    rows = [{"name": "Red", "tracker": "good", "measures": ["J"]}]
    result = measure(rows, trackers := FakeTrackers(), frames=4)
    assert trackers.updates == 2 * (4 - 2)
    assert "D: 2 sequences, 8 frames, the first 4 of each" in markdown(result)


def test_regions_decide_about_failures(measure):
    rows = [{"name": "Away", "tracker": "good?shift=40", "region": "box", "measures": ["R"]}]
    (row,) = measure(rows, FakeTrackers()).rows
    assert row.values["R", "V"] == pytest.approx(100 * 2 / (2 * FRAMES))


def test_tables_say_the_same(measure):
    rows = [{"name": "Red | bar", "tracker": "good"}, {"name": "Gone", "tracker": "lost"}]
    result = measure(rows, FakeTrackers())
    red, gone = csv.DictReader(io.StringIO(csv_text(result)))
    values = json.loads(json.dumps(plain(result), allow_nan=False))["rows"]
    assert float(red["J D"]) == pytest.approx(values[0]["values"]["J D"], abs=1e-6)
    assert red["EAO V"] == ""
    assert values[0]["values"]["EAO V"] is None
    assert (red["sha256"], gone["problem"]) == ("a1", values[1]["problem"])
    assert "| Red \\| bar | painted | – |" in markdown(result)


def test_the_plot_shows_every_row_with_a_speed(measure, tmp_path):
    rows = [
        {"name": "Red", "tracker": "good"},
        {"name": "Shifted", "tracker": "good?shift=2"},
        {"name": "Slow?", "tracker": "good", "measures": ["J"]},
        {"name": "Gone", "tracker": "lost"},
    ]
    result = measure(rows, FakeTrackers())
    (panel,) = panels(result)  # EAO is not known
    assert panel.title == "J, D"
    assert [name for name, _, _ in panel.points] == ["Red", "Shifted"]
    draw_speed_plot([panel], tmp_path / "new" / "speed.png", hardware=result.hardware)
    pixels = np.asarray(Image.open(tmp_path / "new" / "speed.png").convert("RGB")).reshape(-1, 3)
    colours = {tuple(int(v) for v in colour) for colour in np.unique(pixels, axis=0)}
    assert {(31, 119, 180), (255, 127, 14)} <= colours  # both markers
    with pytest.raises(EvaluationError, match="no plot"):
        draw_speed_plot([], tmp_path / "none.png", hardware="")


CONFIG = """
title = "One"
[[data]]
kind = "davis"
name = "D"
root = "${ANNOTATOR_TEST_ROOT}/x"
[[rows]]
name = "A"
tracker = "a"
"""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("root =", "rood ="), "rood"),
        (('kind = "davis"', 'kind = "coco"'), "data.0"),
        (('tracker = "a"', 'tracker = "a"\nmeasures = ["EAO"]'), "no data set tells"),
        (('tracker = "a"', 'tracker = "a"\n[[rows]]\nname = "A"\ntracker = "b"'), "called A"),
        (('tracker = "a"', ""), "rows.0.tracker"),
        (("title", "title title"), "TOML"),
    ],
)
def test_wrong_configurations(tmp_path, change, message):
    path = tmp_path / "one.toml"
    path.write_text(CONFIG.replace(*change))
    with pytest.raises(EvaluationError, match=message):
        read_ablation(path)


def test_variables_in_a_configuration(tmp_path, monkeypatch):
    path = tmp_path / "one.toml"
    path.write_text(CONFIG)
    monkeypatch.setenv("ANNOTATOR_TEST_ROOT", "/data")
    assert read_ablation(path).data[0].root == Path("/data/x")
    monkeypatch.delenv("ANNOTATOR_TEST_ROOT")
    assert "ANNOTATOR_TEST_ROOT" in str(read_ablation(path).data[0].root)
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_ablation(tmp_path / "none.toml")


def test_the_shipped_table_asks_for_what_the_shipped_trainings_make(monkeypatch):
    monkeypatch.delenv("TABLE5", raising=False)
    resources = Path(__file__).parents[2] / "resources"
    config = read_ablation(resources / "ablation" / "table5.toml")
    trained = {
        tomllib.loads(path.read_text())["run_directory"]
        for path in (resources / "training").glob("table5-*.toml")
    }
    prefix = "${TABLE5}/"
    asked = {
        f"runs/table5/{row.tracker.removeprefix(prefix).split('/')[0]}"
        for row in config.rows
        if row.tracker.startswith(prefix)
    }
    assert asked == trained
    assert len(trained) == 6
    assert {one.kind for one in config.data} == {"vot", "davis"}
