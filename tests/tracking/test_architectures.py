"""The table of networks: every system on every backbone, its maps, its checkpoint, its tracker."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from annotator.core.geometry import Box
from annotator.tracking.siammask.architectures import (
    BACKBONES,
    DEFAULT_SETTINGS,
    NETWORK_CONFIGS,
    SYSTEMS,
    architecture_name,
)
from annotator.tracking.siammask.build import build_tracker
from annotator.tracking.siammask.checkpoint import load_network, save_checkpoint
from annotator.tracking.siammask.config import NetworkConfig
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.runtime import Runtime
from annotator.tracking.siammask.tracker import SiamMaskTracker
from annotator.tracking.siammask.weights_file import missing_names
from tests.tracking.parity_checks import picture

# ResNet-50 and the three-branch networks have tests of their own.
NEW = ("siammask_2b_mobilenetv2", "siammask_2b_base_mobilenetv2", "siamfc_mobilenetv2",
       "siamrpn_mobilenetv2", "siammask_base_mobilenetv2",
       "siammask_2b_base_alexnet", "siamfc_alexnet")  # fmt: skip


def make(name: str) -> SiamMask:
    """Random, but with batch-norm that changes something, so that folding it is noticed."""
    torch.manual_seed(4)
    network = SiamMask(NETWORK_CONFIGS[name]).eval()
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.running_mean.uniform_(-0.2, 0.2)
                module.running_var.uniform_(0.5, 1.5)
    return network


def frame(t: int) -> np.ndarray:
    return np.ascontiguousarray(picture(t)[..., ::-1])


def test_every_system_stands_on_every_backbone():
    for backbone_name, backbone in BACKBONES.items():
        for system_name, system in SYSTEMS.items():
            if system.has_refinement and backbone.refinement is None:
                with pytest.raises(KeyError):
                    architecture_name(system_name, backbone_name)
                continue
            config = NETWORK_CONFIGS[architecture_name(system_name, backbone_name)]
            assert (config.backbone, config.head) == (backbone, system.head)
            assert config.has_mask == system.has_mask
    assert set(DEFAULT_SETTINGS) == set(NETWORK_CONFIGS)


def test_the_published_networks_keep_their_names():
    assert architecture_name("siammask", "resnet50") == "siammask_sharp"
    assert architecture_name("siammask_base", "resnet50") == "siammask_base"
    assert architecture_name("siamrpn", "resnet50") == "siamrpn_resnet"
    assert architecture_name("siammask", "mobilenetv2") == "siammask_mobilenetv2"


@pytest.mark.parametrize("config", NETWORK_CONFIGS.values(), ids=lambda config: config.name)
def test_no_network_passes_for_another(config: NetworkConfig):
    """A checkpoint is told by its tensors; only a part may be found in its whole."""
    with torch.device("meta"):
        tensors = SiamMask(config).state_dict()
    for other in NETWORK_CONFIGS.values():
        if missing_names(other, tensors):
            continue
        assert other.backbone is config.backbone
        assert other.head is config.head
        assert other.has_mask <= config.has_mask
        assert other.has_refinement <= config.has_refinement


@pytest.mark.parametrize(
    ("name", "search", "cells"),
    [
        ("siammask_sharp", 255, 25),
        ("siammask_sharp", 143, 3),
        ("siamfc_mobilenetv2", 255, 25),
        ("siamfc_mobilenetv2", 143, 3),
        ("siamfc_alexnet", 255, 17),
        ("siamfc_alexnet", 143, 3),
    ],
)
@torch.inference_mode()
def test_cells_of_the_response(name: str, search: int, cells: int):
    network = make(name)
    outputs = network.search(
        network.exemplar(torch.rand(1, 3, 127, 127) * 255), torch.rand(1, 3, search, search) * 255
    )
    assert outputs.score.shape[2:] == (cells, cells)
    assert network.config.response_cells(search) == cells
    if search == 255:
        assert DEFAULT_SETTINGS[name].score_size == cells


@pytest.mark.parametrize("name", NEW)
def test_fast_and_plain_evaluation_agree(name: str):
    network = make(name)
    exemplar, search = (torch.rand(2, 3, size, size) * 255 for size in (127, 255))
    plain, fast = Runtime(network, is_plain=True), Runtime(network)
    outputs = [runtime.search(runtime.exemplar(exemplar), search) for runtime in (plain, fast)]
    torch.testing.assert_close(outputs[1].score, outputs[0].score, rtol=1e-3, atol=1e-3)
    has_box = network.config.head.has_box
    assert all((found.box is not None) == has_box for found in outputs)
    cells = [(8, 8), (0, 16)]
    masks = [runtime.masks(found, cells) for runtime, found in zip((plain, fast), outputs)]  # noqa: B905
    if network.config.has_mask:
        np.testing.assert_allclose(masks[1], masks[0], atol=1e-3)
    else:
        assert masks == [None, None]


@pytest.mark.parametrize("name", NEW)
def test_every_system_is_a_tracker(name: str, tmp_path: Path):
    network = make(name)
    path = tmp_path / "weights.safetensors"
    save_checkpoint(path, network.state_dict(), network.config, half=False)
    assert load_network(path).info.architecture == name
    tracker = build_tracker(str(path), "cpu", precision="float32")
    assert tracker.hyper == DEFAULT_SETTINGS[name]
    states = [tracker.init(frame(0), box) for box in (Box(111, 96, 78, 68), Box(20, 30, 60, 40))]
    for t in (1, 2):
        found = tracker.update_many(frame(t), states)
        states = [state for state, _ in found]
        for state, prediction in found:
            assert (prediction.mask.height, prediction.mask.width) == (272, 352)
            assert 0 <= prediction.score <= 1
            assert 0 <= state.center[0] <= 352
            assert 10 <= state.size[1] <= 272
            if not network.config.has_mask:
                assert prediction.rotated_box is None
                assert prediction.mask.box is not None
    alone = tracker.update(frame(3), states[1])[0]
    together = tracker.update_many(frame(3), states)[1][0]
    assert together.center == pytest.approx(alone.center, abs=0.1)


def test_averaged_weights_of_a_training_say_which_network_they_are(tmp_path: Path):
    network = make("siammask_2b_base_mobilenetv2")
    torch.save({"arch": network.config.name, "state_dict": network.state_dict()}, tmp_path / "a.pt")
    assert load_network(tmp_path / "a.pt").info.architecture == network.config.name


def test_two_branches_can_be_asked_for_their_box_of_the_score():
    """SiamMask-2B-box: several sizes in place of the mask's Min-max box."""
    name = "siammask_2b_mobilenetv2"
    hyper = replace(DEFAULT_SETTINGS[name], scale_steps=3)
    tracker = SiamMaskTracker(Runtime(make(name)), hyper)
    start = Box(111, 96, 78, 68)
    state, prediction = tracker.update(frame(1), tracker.init(frame(0), start))
    factors = [state.size[0] / start.width, state.size[1] / start.height]
    assert factors[0] == pytest.approx(factors[1])
    assert min(abs(factors[0] - f) for f in (1 / 1.0375, 1, 1.0375)) < 1e-6
    assert prediction.rotated_box is not None
