"""Every system learns: a few steps on one batch, on both kinds of map, and the way to a tracker."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from annotator.tracking.siammask.build import build_tracker
from annotator.tracking.training.config import ConfigError, TrainingConfig, load_config
from annotator.tracking.training.datasets import load_catalogue
from annotator.tracking.training.loop import StopRequest, Trainer
from annotator.tracking.training.losses import (
    balanced_score_loss,
    mask_windows,
    soft_margin_mask_loss,
)
from annotator.tracking.training.model import build_network, learning_parameters, network_config
from annotator.tracking.training.objective import pair_losses
from annotator.tracking.training.pairs import PairBatch, pair_loader
from annotator.tracking.training.paper_losses import (
    similarity_loss,
    smooth_l1_box_loss,
    three_branch_loss,
    two_branch_loss,
)
from tests.tracking.training.sets import small_config

RESOURCES = Path(__file__).parents[3] / "resources" / "training"
LIGHT = ("siammask_base", "siammask_2b", "siammask_2b_base", "siamrpn", "siamfc")


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def system_config(tmp_path: Path, system: str, name: str = "mobilenetv2") -> TrainingConfig:
    """The whole of a MobileNetV2 is frozen: it is cheap."""
    frozen = 13 if name == "mobilenetv2" else 0
    return small_config(
        tmp_path,
        model={"name": name, "system": system, "train_backbone_from": frozen},
        optimiser={"lr": 2e-3, "ema_halflife_pairs": 0},
        schedule={"total_pairs": 100, "warmup_pairs": 0},
        augmentation={"negative": {"probability": 0.0}},
    )


def first_batch(config: TrainingConfig) -> PairBatch:
    return next(iter(pair_loader(load_catalogue(config.datasets), config, 0)))


@pytest.mark.parametrize("system", LIGHT)
def test_the_loss_of_every_system_falls(tmp_path: Path, system: str):
    config = system_config(tmp_path, system)
    trainer = Trainer(config, resume=False)
    batch = first_batch(config)
    rows = [trainer.step(batch) for _ in range(5)]
    assert rows[-1]["loss"] < 0.9 * rows[0]["loss"]
    parts = {name for name in rows[0] if name not in ("loss", "iou")}
    has_mask, has_refinement = "mask" in system, system == "siammask_2b"
    assert ("box" in parts) == (system in ("siammask_base", "siamrpn"))
    assert ("mask63" in parts) == has_mask
    assert ("refine" in parts) == has_refinement
    # Without the exemplar's mask in a batch its guidance has nothing to learn from.
    without = [
        name
        for name, parameter in trainer.network.named_parameters()
        if parameter.requires_grad and parameter.grad is None and "guidance" not in name
    ]
    assert without == []


@pytest.mark.parametrize("system", ["siamfc", "siamrpn"])
def test_alexnet_learns_on_seventeen_cells(tmp_path: Path, system: str):
    config = system_config(tmp_path, system, "alexnet")
    batch = first_batch(config)
    assert batch.labels.shape[-2:] == (17, 17)
    assert (batch.cells < 17).all()
    trainer = Trainer(config, resume=False)
    row = trainer.step(batch)
    assert all(math.isfinite(value) for name, value in row.items() if name != "iou")
    for name, parameter in trainer.network.named_parameters():
        assert parameter.grad is not None, name
        assert bool(torch.isfinite(parameter.grad).all()), name


def test_labels_of_a_similarity_have_one_channel(tmp_path: Path):
    batch = first_batch(system_config(tmp_path, "siammask_2b"))
    assert batch.labels.shape == (2, 1, 25, 25)
    for sample in range(2):
        assert (batch.labels[sample] == 1).sum() >= 9
        y, x = batch.cells[sample, 0].tolist()
        assert batch.labels[sample, 0, y, x] == 1
        # The mask is learned where the target is.
        window = batch.search_mask[sample, max(0, y * 8) : y * 8 + 62, max(0, x * 8) : x * 8 + 62]
        assert window.any()


def test_a_trained_system_tracks(tmp_path: Path):
    config = system_config(tmp_path, "siamfc")
    schedule = config.schedule.model_copy(update={"total_pairs": 2})
    trainer = Trainer(config.model_copy(update={"schedule": schedule}), resume=False)
    weights = trainer.run(lambda _: None, StopRequest())
    tracker = build_tracker(str(weights), "cpu", precision="float32")
    assert tracker.runtime.config.name == "siamfc_mobilenetv2"


def test_resnet_two_branch_network_is_built(tmp_path: Path):
    config = system_config(tmp_path, "siammask_2b", "resnet50")
    assert network_config(config).name == "siammask_2b_resnet50"
    with torch.device("meta"):
        network = build_network(config)
    names = {type(p).__name__ for p in learning_parameters(network)}
    assert names
    assert network.rpn_model.head[3].weight.shape == (1, 256, 1, 1)


@torch.no_grad()
def test_the_weights_of_the_text_make_its_two_losses(tmp_path: Path):
    """L_2B = 32 L_mask + L_sim, L_3B = 32 L_mask + L_score + L_box with smooth L1."""
    text = {"mask63": 32.0, "score": 1.0, "box": 1.0, "box_kind": "smooth_l1", "dice": 0.0,
            "mask_kind": "soft_margin", "hard_negatives": 0}  # fmt: skip
    for system in ("siammask_2b_base", "siammask_base"):
        config = system_config(tmp_path, system)
        losses = type(config.losses)(**text)
        config = config.model_copy(update={"losses": losses})
        batch, network = first_batch(config), build_network(config).eval()
        total, _ = pair_losses(network, batch, config)
        exemplar, search = (c.permute(0, 3, 1, 2).float() for c in (batch.exemplar, batch.search))
        outputs = network.search(network.exemplar(exemplar), search)
        used = batch.cells[..., 0] >= 0
        index, cells = torch.nonzero(used)[:, 0], batch.cells[used]
        windows = mask_windows(batch.search_mask.float() * 2 - 1, index, cells)
        mask = soft_margin_mask_loss(network.mask63(outputs, index, cells), windows)
        if system == "siammask_2b_base":
            labels = batch.labels[:, 0].float()
            expected = two_branch_loss(mask, similarity_loss(outputs.score, labels))
        else:
            score = balanced_score_loss(outputs.score, batch.labels)
            box = smooth_l1_box_loss(outputs.box, batch.deltas, batch.box_weight)
            expected = three_branch_loss(mask, score, box)
        assert float(total) == pytest.approx(float(expected), rel=1e-4)


def test_stage_two_of_two_branches_leaves_their_score_alone(tmp_path: Path):
    """The score reads the mask's correlation, so that must not learn; the refinement does."""
    config = system_config(tmp_path, "siammask_2b")
    model = config.model.model_copy(update={"train": "refine"})
    losses = config.losses.model_copy(update={"mask63": 0.0, "score": 0.0, "box": 0.0})
    config = config.model_copy(update={"model": model, "losses": losses})
    learning = {n for n, p in build_network(config).named_parameters() if p.requires_grad}
    assert {name.split(".")[0] for name in learning} == {"refine_model", "guidance"}


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ({"name": "vgg"}, "model.name: there is no vgg; choose one of resnet50"),
        ({"system": "siammask_4b"}, "model.system: there is no siammask_4b"),
        ({"name": "alexnet"}, "alexnet has none; take siammask_base"),
    ],
)
def test_networks_that_are_not_there(tmp_path: Path, model: dict[str, str], words: str):
    with pytest.raises(ConfigError, match=words):
        build_network(small_config(tmp_path, model=model))


def test_the_backbone_of_a_checkpoint_can_start_another_system(tmp_path: Path):
    first = build_network(system_config(tmp_path, "siamrpn"))
    torch.save({"state_dict": first.state_dict()}, tmp_path / "first.pt")
    config = system_config(tmp_path, "siamfc")
    model = config.model.model_copy(update={"backbone_weights": tmp_path / "first.pt"})
    second = build_network(config.model_copy(update={"model": model}))
    for name, tensor in first.features.features.state_dict().items():
        assert torch.equal(tensor, second.features.features.state_dict()[name])


@pytest.mark.parametrize("path", sorted(RESOURCES.glob("table5-*.toml")), ids=lambda p: p.stem)
def test_table_five_sees_the_same_pairs(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ANNOTATOR_TRAINING_DATA", "/data")
    config, base = load_config(path), load_config(RESOURCES / "table5.toml")
    assert path.stem == "table5-" + config.model.system.replace("_", "-")
    same: dict[str, object] = {"model": base.model, "run_directory": base.run_directory}
    if config.model.system in ("siammask", "siammask_2b"):  # stage two goes on from stage one
        assert (
            str(config.model.initial_checkpoint)
            == f"runs/{path.stem[:6]}/{path.stem[7:]}-base/average.pt"
        )
        same["schedule"] = base.schedule
    assert config.model_copy(update=same) == base
    assert config.model.backbone_weights == base.model.backbone_weights
    assert network_config(config).name.endswith("mobilenetv2")


def test_a_configuration_extends_another(tmp_path: Path):
    (tmp_path / "base.toml").write_text(
        'run_directory = "a"\n[[datasets]]\nkind = "coco"\npath = "x"\n[model]\nsystem = "siamfc"\n'
        "[losses]\nbox = 2.0\nscore = 3.0\n"
    )
    own = tmp_path / "own.toml"
    own.write_text('extends = "base.toml"\nrun_directory = "b"\n[losses]\nbox = 4.0\n')
    config = load_config(own)
    assert str(config.run_directory) == "b"
    assert (config.losses.box, config.losses.score) == (4.0, 3.0)
    assert config.model.system == "siamfc"
    own.write_text('extends = "missing.toml"\n')
    with pytest.raises(ConfigError, match=r"missing\.toml cannot be read"):
        load_config(own)
