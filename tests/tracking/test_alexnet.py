"""AlexNet: sizes of its maps, and the trackers built on it."""

import numpy as np
import pytest
import torch

from annotator.core.geometry import Box
from annotator.tracking.siammask.alexnet import AlexNet
from annotator.tracking.siammask.architectures import BACKBONES, DEFAULT_SETTINGS, NETWORK_CONFIGS
from annotator.tracking.siammask.checkpoint import load_network, save_checkpoint
from annotator.tracking.siammask.fast_cpu import FastCpuNetwork, has_fast_form
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.runtime import Runtime
from annotator.tracking.siammask.tracker import SiamMaskTracker

NAMES = ["siamrpn_alexnet", "siammask_base_alexnet"]


def make(name: str) -> SiamMask:
    torch.manual_seed(0)
    return SiamMask(NETWORK_CONFIGS[name]).eval()


@pytest.mark.parametrize(("side", "cells"), [(127, (29, 12, 6)), (255, (61, 28, 22))])
@torch.inference_mode()
def test_nothing_is_padded(side: int, cells: tuple[int, int, int]):
    maps = AlexNet().eval()(torch.rand(1, 3, side, side) * 255)
    assert tuple(level.shape[-1] for level in maps.levels) == cells
    assert tuple(level.shape[1] for level in maps.levels) == AlexNet.level_channels
    assert maps.top.shape == (1, AlexNet.top_channels, cells[2], cells[2])


@torch.inference_mode()
def test_stride_is_eight():
    backbone = AlexNet().eval()
    crop = torch.rand(1, 3, 135, 135) * 255
    here, there = backbone(crop[..., :127, :127]).top, backbone(crop[..., 8:, 8:]).top
    np.testing.assert_allclose(here[..., 1:, 1:], there[..., :-1, :-1], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", NAMES)
@torch.inference_mode()
def test_scores_are_seventeen_cells(name: str):
    network = make(name)
    exemplar = network.exemplar(torch.rand(1, 3, 127, 127) * 255)
    outputs = network.search(exemplar, torch.rand(1, 3, 255, 255) * 255)
    size = DEFAULT_SETTINGS[name].score_size
    assert size == 17
    assert outputs.score.shape == (1, 10, size, size)
    assert outputs.box.shape == (1, 20, size, size)
    assert (outputs.mask_corr is None) == (name == "siamrpn_alexnet")


@pytest.mark.parametrize("name", NAMES)
def test_a_tracker_runs_and_does_not_run_away(name: str):
    runtime = Runtime(make(name))
    tracker = SiamMaskTracker(runtime, DEFAULT_SETTINGS[name])
    frame = np.random.default_rng(0).integers(0, 255, (90, 120, 3)).astype(np.uint8)
    state = tracker.init(frame, Box(40, 30, 30, 24))
    for _ in range(2):
        state, prediction = tracker.update(frame, state)
    assert prediction.mask.height == 90
    assert 0 <= state.center[0] <= 120
    assert (prediction.rotated_box is None) == (name == "siamrpn_alexnet")


def test_it_runs_as_it_is_written():
    network = make("siamrpn_alexnet")
    assert not has_fast_form(network)
    with pytest.raises(ValueError, match="no fast form"):
        FastCpuNetwork(network, torch.float32)


@pytest.mark.parametrize("name", NAMES)
def test_checkpoints_are_recognised(name: str, tmp_path):
    network = make(name)
    path = tmp_path / "weights.safetensors"
    save_checkpoint(path, network.state_dict(), network.config)
    loaded = load_network(path)
    assert loaded.info.architecture == name
    assert loaded.info.hyper.score_size == 17


def test_every_backbone_has_a_configuration():
    assert {config.backbone_name for config in NETWORK_CONFIGS.values()} == set(BACKBONES)
