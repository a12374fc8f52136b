"""Whole runs of a few steps: losses fall, runs resume exactly, stop cleanly, say what is wrong."""

import math
import os
import signal
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from annotator.tracking.siammask.checkpoint import describe_checkpoint, load_network
from annotator.tracking.training.config import ConfigError, TrainingConfig
from annotator.tracking.training.log import LOG_FIELDS, read_log
from annotator.tracking.training.loop import StopRequest, Trainer, TrainingError, run_training
from annotator.tracking.training.model import Average, build_network, frozen_parameters
from annotator.tracking.training.pairs import pair_loader
from tests.tracking.training.sets import small_config

RESOURCES = Path(__file__).parents[3] / "resources" / "training"


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def part(config: TrainingConfig, name: str, **values: object) -> TrainingConfig:
    return config.model_copy(update={name: getattr(config, name).model_copy(update=values)})


class StopAfter(StopRequest):
    """Asks to stop once the trainer has seen so many pairs."""

    def __init__(self, trainer: Trainer, pairs: int) -> None:
        super().__init__()
        self._trainer, self._pairs = trainer, pairs

    def __bool__(self) -> bool:
        return self._trainer.pairs_seen >= self._pairs


def test_a_run_resumes_exactly(tmp_path: Path) -> None:
    config = small_config(tmp_path)
    whole = Trainer(config, resume=False)
    whole.run(lambda _: None, StopRequest())

    config = config.model_copy(update={"run_directory": tmp_path / "parts"})
    first = Trainer(config, resume=False)
    first.run(lambda _: None, StopAfter(first, 4))
    assert first.pairs_seen == 4
    # A loading process of its own, which reads ahead, changes nothing.
    torch.manual_seed(99)
    second = Trainer(part(config, "runtime", workers=1), resume=True)
    assert second.pairs_seen == 4
    second.run(lambda _: None, StopRequest())

    assert second.pairs_seen == whole.pairs_seen == 8
    for name, tensor in whole.network.state_dict().items():
        assert torch.equal(tensor, second.network.state_dict()[name]), name
        assert torch.equal(whole.average.state[name], second.average.state[name]), name
    ends = [torch.load(t.directory / "state.pt", weights_only=True) for t in (whole, second)]
    assert torch.equal(ends[0]["rng"], ends[1]["rng"])
    moments = [end["optimiser"]["state"] for end in ends]
    assert moments[0].keys() == moments[1].keys() != set()
    for number, values in moments[0].items():
        assert values.keys() == {"step", "exp_avg", "exp_avg_sq"}
        for name, tensor in values.items():
            assert torch.equal(tensor, moments[1][number][name]), (number, name)
    assert ends[0]["optimiser"]["param_groups"] == ends[1]["optimiser"]["param_groups"]
    columns = ("pairs", "lr", "loss", "score", "box", "mask63", "refine", "dice")
    logs = [
        [[row[c] for c in columns] for row in read_log(folder / "log.csv")]
        for folder in (tmp_path / "run", tmp_path / "parts")
    ]
    assert str(logs[0]) == str(logs[1])  # as text: NaN equals NaN
    assert len(logs[0]) == 4
    assert (tmp_path / "run" / "snapshots" / "00000004.pt").is_file()


def test_averaged_weights_load_as_a_checkpoint(tmp_path: Path) -> None:
    config = part(small_config(tmp_path), "schedule", total_pairs=2)
    path = Trainer(config, resume=False).run(lambda _: None, StopRequest())
    assert describe_checkpoint(path).architecture == "siammask_mobilenetv2"
    assert not load_network(path).network.training


def test_training_reduces_the_loss(tmp_path: Path) -> None:
    config = part(small_config(tmp_path), "optimiser", lr=2e-3, ema_halflife_pairs=0)
    config = part(config, "schedule", total_pairs=100, warmup_pairs=0)
    trainer = Trainer(config, resume=False)
    loader = iter(pair_loader_of(config))
    batch = next(b for b in loader if (b.cells >= 0).any())
    values = [trainer.step(batch)["loss"] for _ in range(6)]
    assert values[-1] < 0.7 * values[0]
    frozen = frozen_parameters(trainer.network, config)
    assert frozen
    assert all(parameter.grad is None for parameter in frozen)
    for name, tensor in trainer.average.state.items():  # half-life 0: the weights themselves
        assert torch.equal(tensor, trainer.network.state_dict()[name])


def pair_loader_of(config: TrainingConfig) -> object:
    from annotator.tracking.training.datasets import load_catalogue

    return pair_loader(load_catalogue(config.datasets), config, 0)


@pytest.mark.parametrize("what", ["loss", "gradient"])
def test_a_step_that_is_not_finite_changes_nothing(tmp_path: Path, what: str) -> None:
    config = small_config(tmp_path)
    trainer = Trainer(config, resume=False)
    head = trainer.network.rpn_model.cls.head[3]
    if what == "loss":
        with torch.no_grad():
            head.bias.fill_(math.inf)
    else:
        head.bias.register_hook(lambda gradient: gradient * math.inf)
    before = {name: tensor.clone() for name, tensor in trainer.network.state_dict().items()}
    loss = trainer.step(next(iter(pair_loader_of(config))))["loss"]
    assert math.isfinite(loss) == (what == "gradient")
    for name, tensor in trainer.network.state_dict().items():  # batch-norm statistics too
        assert torch.equal(tensor, before[name]), name
    assert trainer.pairs_seen == 2


def test_sigterm_stops_after_the_step(tmp_path: Path) -> None:
    config = part(small_config(tmp_path), "schedule", total_pairs=10_000)
    trainer = Trainer(config, resume=False)

    def on_line(row: dict[str, float]) -> None:
        assert set(row) == set(LOG_FIELDS)
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    with StopRequest() as stop:
        trainer.run(on_line, stop)
    assert trainer.pairs_seen == 2
    assert (tmp_path / "run" / "state.pt").is_file()
    assert signal.getsignal(signal.SIGTERM) == before


def test_run_training_from_a_file(tmp_path: Path) -> None:
    config = small_config(tmp_path)
    text = [f'run_directory = "{tmp_path / "unused"}"', "batch_size = 2"]
    text += ["[runtime]", "workers = 0", "threads = 1", 'precision = "bfloat16"', "log_every = 1"]
    text += ["[[datasets]]", 'kind = "coco"', f'path = "{config.datasets[0].path}"']
    path = tmp_path / "config.toml"
    path.write_text("\n".join(text))
    rows: list[dict[str, float]] = []
    weights = run_training(
        path, progress=rows.append, run_directory=tmp_path / "there", total_pairs=2
    )
    assert weights == tmp_path / "there" / "average.pt"
    assert weights.is_file()
    assert [row["pairs"] for row in rows] == [2]
    with pytest.raises(TrainingError, match="already holds a run"):
        run_training(path, run_directory=tmp_path / "there", total_pairs=2)
    with pytest.raises(TrainingError, match="no run to resume"):
        run_training(path, resume=True, run_directory=tmp_path / "elsewhere", total_pairs=2)


def test_other_devices_and_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = small_config(tmp_path)
    if not torch.cuda.is_available():
        with pytest.raises(TrainingError, match="CUDA"):
            Trainer(part(config, "runtime", device="cuda"), resume=False)
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(TrainingError, match="multiple of 3"):
        Trainer(config, resume=False)


def test_several_processes_see_different_pairs(tmp_path: Path) -> None:
    from annotator.tracking.training.datasets import load_catalogue

    config = small_config(tmp_path)
    catalogue = load_catalogue(config.datasets)
    whole = next(iter(pair_loader(catalogue, config, 4)))
    shares = [next(iter(pair_loader(catalogue, config, 4, rank=r, world=2))) for r in (0, 1)]
    assert torch.equal(whole.search, torch.cat([share.search for share in shares]))


def test_wrong_initial_weights(tmp_path: Path) -> None:
    config = small_config(tmp_path)
    missing = part(config, "model", backbone_weights=tmp_path / "none.npz")
    with pytest.raises(ConfigError, match="backbone_weights"):
        build_network(missing)
    save_file({"a": torch.zeros(1)}, tmp_path / "other.safetensors")
    other = part(config, "model", initial_checkpoint=tmp_path / "other.safetensors")
    with pytest.raises(ConfigError, match="no tensor of this network"):
        build_network(other)


def test_initial_checkpoint_is_used(tmp_path: Path) -> None:
    config = small_config(tmp_path)
    torch.manual_seed(1)
    state = {name: t.contiguous() for name, t in build_network(config).state_dict().items()}
    save_file(state, tmp_path / "start.safetensors")
    torch.manual_seed(2)
    started = part(config, "model", initial_checkpoint=tmp_path / "start.safetensors")
    network = build_network(started)
    assert torch.equal(network.rpn_model.cls.head[0].weight, state["rpn_model.cls.head.0.weight"])


def test_average_follows_with_its_half_life(tmp_path: Path) -> None:
    config = part(small_config(tmp_path), "optimiser", ema_halflife_pairs=10.0)
    network = torch.nn.Linear(1, 1, bias=False)
    average = Average(network, config)
    start = float(network.weight)
    with torch.no_grad():
        network.weight.fill_(start + 1)
    for step in range(5):  # five steps of two pairs are one half-life
        average.update(network, 1000 + 2 * step)
    assert float(average.state["weight"]) == pytest.approx(start + 0.5, abs=1e-5)


@pytest.mark.parametrize("stage", [1, 2])
def test_recipe_of_the_paper_runs(
    tmp_path: Path, stage: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.tracking.training.config import load_config

    monkeypatch.setenv("ANNOTATOR_TRAINING_DATA", str(tmp_path))
    recipe = load_config(RESOURCES / f"resnet50-stage{stage}.toml")
    small = small_config(tmp_path)
    config = recipe.model_copy(
        update={
            "run_directory": small.run_directory,
            "datasets": small.datasets,
            "runtime": small.runtime,
            "batch_size": 2,
            "model": recipe.model.model_copy(
                update={"backbone_weights": None, "initial_checkpoint": None}
            ),
        }
    )
    trainer = Trainer(config, resume=False)
    names = dict(trainer.network.named_parameters())
    before = {name: parameter.detach().clone() for name, parameter in names.items()}
    batch = next(b for b in pair_loader_of(config) if (b.cells >= 0).any())
    losses = trainer.step(batch)
    assert math.isfinite(losses["loss"])
    moved = {n for n, p in names.items() if not torch.equal(p.detach(), before[n])}
    if stage == 1:
        assert {"score", "box", "mask63"} <= set(losses)
        assert not any(name.startswith("features.features") for name in moved)
        assert "features.downsample.downsample.0.weight" in moved
        assert "mask_model.mask.head.3.weight" in moved
    else:
        assert "refine" in losses
        assert {name.split(".")[0] for name in moved} == {"mask_model", "refine_model"}
        assert "mask_model.mask.head.3.weight" not in moved
