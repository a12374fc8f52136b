"""Held-out sequences: never trained on, measured on time, and the best weights are kept."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import torch

from annotator.tracking.training.config import DatasetConfig, EvaluationConfig, TrainingConfig
from annotator.tracking.training.datasets import DatasetError, load_catalogue
from annotator.tracking.training.held_out import Quality, Standing, without_held_out
from annotator.tracking.training.log import Log, read_log
from annotator.tracking.training.loop import StopRequest, Trainer, TrainingError, run_training
from tests.tracking.training.sets import small_config, write_davis


@dataclass
class Marks:
    """Gives the J of a list, one after the other; remembers which weights it was shown."""

    js: list[float]
    names: Sequence[str] = ("held",)
    seen: list[int] = field(default_factory=list)
    on_measure: Callable[[], None] = lambda: None

    def measure(self, weights: Path, should_stop: Callable[[], bool]) -> Quality | None:
        stored = torch.load(weights, weights_only=True)
        self.seen.append(stored["pairs"])
        torch.rand(3)  # a measurement may draw random numbers; the run must not notice
        self.on_measure()
        return None if should_stop() else Quality(self.js.pop(0), 0.5)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def measured_config(tmp_path: Path, **changes: object) -> TrainingConfig:
    """Eight pairs in steps of two, measured after 4, 6 (never at 2) and at the end."""
    evaluation = {"root": str(tmp_path / "held"), "every_pairs": 3}
    return small_config(tmp_path, **{"evaluation": evaluation, **changes})


class Now(StopRequest):
    """A stop request that a test sets."""

    def request(self) -> None:
        self._is_set = True


def test_the_best_is_kept_and_a_resumed_run_remembers_it(tmp_path: Path) -> None:
    marks, stop = Marks([0.4, 0.7]), Now()
    config = measured_config(tmp_path)
    first = Trainer(config, resume=False, held_out=marks)
    lines: list[dict[str, float]] = []

    def on_line(line: dict[str, float]) -> None:
        lines.append(line)
        if line["pairs"] == 6:
            stop.request()

    first.run(on_line, stop)
    assert marks.seen == [4, 6]
    assert [line["held_out_j"] for line in lines[1:]] == [0.4, 0.7]
    assert math.isnan(lines[0]["held_out_j"])
    best = torch.load(first.best_path, weights_only=True)
    assert (best["pairs"], best["held_out"]) == (6, {"j": 0.7, "f": 0.5})

    worse = Marks([0.6])
    second = Trainer(config, resume=True, held_out=worse)
    assert second.standing.best_pairs == 6
    second.run(lambda _: None, StopRequest())
    assert worse.seen == [8]
    assert (second.standing.best_pairs, second.standing.best_j) == (6, 0.7)
    again = torch.load(second.best_path, weights_only=True)
    assert all(torch.equal(best["state_dict"][k], v) for k, v in again["state_dict"].items())
    log = list(read_log(config.run_directory / "log.csv"))
    assert [line["held_out_j"] for line in log[1:]] == [0.4, 0.7, 0.6]


def test_measuring_changes_nothing_of_the_run(tmp_path: Path) -> None:
    config = measured_config(tmp_path, schedule={"total_pairs": 6, "warmup_pairs": 2})
    measured = Trainer(config, resume=False, held_out=Marks([0.1, 0.2]))
    measured.run(lambda _: None, StopRequest())
    plain = Trainer(config.model_copy(update={"run_directory": tmp_path / "plain"}), resume=False)
    plain.run(lambda _: None, StopRequest())
    states = [torch.load(t.directory / "state.pt", weights_only=True) for t in (measured, plain)]
    assert torch.equal(states[0]["rng"], states[1]["rng"])
    for name, tensor in states[0]["network"].items():
        assert torch.equal(tensor, states[1]["network"][name]), name


def test_a_measurement_that_was_stopped_is_done_on_resuming(tmp_path: Path) -> None:
    config = measured_config(tmp_path)
    stop = Now()
    marks = Marks([0.3], on_measure=stop.request)
    first = Trainer(config, resume=False, held_out=marks)
    first.run(lambda _: None, stop)
    assert (marks.seen, first.pairs_seen) == ([4], 4)
    assert not first.best_path.exists()
    marks = Marks([0.3, 0.2, 0.1])
    Trainer(config, resume=True, held_out=marks).run(lambda _: None, StopRequest())
    assert marks.seen == [4, 6, 8]


def test_held_out_sequences_are_no_training_data(tmp_path: Path) -> None:
    config = measured_config(tmp_path)
    seen = {
        track.group
        for dataset in load_catalogue(without_held_out(config.datasets, ["walk", "x"])[:1]).datasets
        for video in dataset.videos
        for track in video
    }
    assert seen == {"coco/cats", "coco/dogs"}
    # A copy under another path and in another size is left out too, and an empty set is an error.
    copy = DatasetConfig(kind="davis", path=write_davis(tmp_path / "copy", 4, "x"), resolution="x")
    assert load_catalogue([copy]).track_count == 2
    with pytest.raises(DatasetError, match="No usable object"):
        load_catalogue(without_held_out([copy], ["walk"]))
    with pytest.raises(DatasetError, match="No usable object"):
        Trainer(config, resume=False, held_out=Marks([], ("walk",))).run(
            lambda _: None, StopRequest()
        )


def test_standing() -> None:
    config = EvaluationConfig(root=Path("there"))
    standing = Standing().on(Marks([]), config)
    standing = standing.after(Quality(0.4, 0.6), 10)
    assert (standing.best_pairs, standing.measured_pairs) == (10, 10)
    standing = standing.after(Quality(0.6, 0.3), 20)  # a better J alone is not better
    assert (standing.best_pairs, standing.measured_pairs) == (10, 20)
    standing = standing.after(Quality(math.nan, 0.9), 30)
    assert (standing.best_pairs, standing.measured_pairs) == (10, 30)
    assert standing.on(Marks([]), config) == standing
    other = Marks([], names=("run",))
    assert standing.on(other, config).best_pairs == 0
    changed = config.model_copy(update={"max_frames": 9})
    assert standing.on(Marks([]), changed).measured_pairs == 0
    assert replace(Standing(), best_pairs=5).after(Quality(0, 0), 6).best_pairs == 6


def test_lines_after_the_last_checkpoint_are_taken_back(tmp_path: Path) -> None:
    config = small_config(tmp_path)
    path = tmp_path / "log.csv"
    path.write_text("pairs,lr,loss\n2,0.1,5\n4,0.1,4\n6,0.1,3\n")  # as an older version wrote it
    log = Log(path, config, pairs_seen=4)
    log.add({"loss": 2.5})
    log.flush(6, 0.2)
    lines = list(read_log(path))
    assert [(line["pairs"], line["loss"]) for line in lines] == [(2, 5), (4, 4), (6, 2.5)]
    assert math.isnan(lines[0]["held_out_j"])


def test_speed_does_not_count_measuring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("annotator.tracking.training.log.time.monotonic", lambda: clock[0])
    log = Log(tmp_path / "log.csv", small_config(tmp_path), pairs_seen=0)
    clock[0] += 2 + 30  # two seconds of training, thirty of measuring
    log.leave_out(30)
    line = log.flush(4, 0.1, Quality(0.5, 0.5))
    assert line is not None
    assert line["pairs_per_s"] == pytest.approx(2)
    assert line["eta_min"] == pytest.approx((8 - 4) / 2 / 60)


def test_a_program_that_cannot_measure_says_so(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        f'run_directory = "{tmp_path / "run"}"\n[evaluation]\nroot = "there"\n'
        '[[datasets]]\nkind = "coco"\npath = "here"\n'
    )
    with pytest.raises(TrainingError, match="evaluation"):
        run_training(config)
