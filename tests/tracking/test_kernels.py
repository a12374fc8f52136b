"""Packed and Winograd convolutions against torch's own; the fast path against the plain one."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from annotator.tracking.siammask import kernels
from annotator.tracking.siammask.architectures import (
    SIAMMASK_MOBILENETV2,
    SIAMMASK_RESNET50,
    SIAMMASK_RESNET50_BASE,
    SIAMRPN_RESNET50,
)
from annotator.tracking.siammask.config import NetworkConfig
from annotator.tracking.siammask.heads import depthwise_correlation
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.runtime import Runtime

pytestmark = pytest.mark.skipif(
    not kernels.has_packed_convolution(), reason="this torch has no oneDNN"
)


@pytest.fixture(autouse=True)
def _inference():
    torch.manual_seed(0)
    with torch.inference_mode():
        yield


def picture(*shape: int) -> torch.Tensor:
    return torch.randn(shape).to(memory_format=torch.channels_last)


def error(found: torch.Tensor, expected: torch.Tensor) -> float:
    return float((found.double() - expected).abs().max() / expected.abs().max())


@pytest.mark.parametrize("activation", ["none", "relu"])
@pytest.mark.parametrize(("padding", "dilation"), [(0, 1), (1, 1), (2, 2), (0, 2), (3, 3)])
@pytest.mark.parametrize("size", [12, 15, 31])
def test_winograd_equals_a_direct_convolution(
    activation: kernels.Activation, padding: int, dilation: int, size: int
):
    conv = nn.Conv2d(16, 24, 3, padding=padding, dilation=dilation)
    fast = kernels.WinogradConv(conv, activation, kernels.Scratch())
    for samples in (1, 2, 5):
        x = picture(samples, 16, size, size)
        expected = conv.double()(x.double())
        conv.float()
        if activation == "relu":
            expected = expected.relu()
        found = fast(x)
        assert found.shape == expected.shape
        assert found.is_contiguous(memory_format=torch.channels_last)
        assert error(found, expected) < 3e-5


def test_winograd_results_do_not_share_memory():
    fast = kernels.WinogradConv(nn.Conv2d(4, 4, 3), "none", kernels.Scratch())
    first = fast(picture(1, 4, 13, 13))
    kept = first.clone()
    fast(picture(1, 4, 13, 13))
    assert torch.equal(first, kept)


def test_layers_of_other_sizes_share_the_scratch_space():
    scratch = kernels.Scratch()
    convs = [nn.Conv2d(8, 8, 3, padding=1), nn.Conv2d(8, 8, 3, padding=2, dilation=2)]
    fast = [kernels.WinogradConv(conv, "none", scratch) for conv in convs]
    for size in (31, 14, 31):
        x = picture(1, 8, size, size)
        for conv, quick in zip(convs, fast, strict=True):
            assert error(quick(x), conv(x).double()) < 3e-5


@pytest.mark.parametrize("activation", ["none", "relu", "relu6"])
@pytest.mark.parametrize(("kernel", "stride", "groups"), [(1, 1, 1), (3, 2, 1), (3, 1, 8)])
def test_packed_convolution(activation: kernels.Activation, kernel: int, stride: int, groups: int):
    conv = nn.Conv2d(8, 16, kernel, stride, groups=groups)
    acts = {"none": lambda x: x, "relu": F.relu, "relu6": F.relu6}
    packed = kernels.PackedConv(conv, activation, size=20)
    for samples, size in ((1, 20), (3, 20), (1, 13)):
        x = picture(samples, 8, size, size) * 4
        assert error(packed(x), acts[activation](conv(x)).double()) < 1e-5


def test_packed_convolution_adds_before_its_activation():
    conv, x, other = nn.Conv2d(8, 8, 1), picture(2, 8, 9, 9), picture(2, 8, 9, 9)
    packed = kernels.PackedConv(conv, "relu", size=9)
    assert error(packed.plus(x, other), (conv(x) + other).relu().double()) < 1e-5
    plain = kernels.PackedConv(conv, "none", size=9)
    assert error(plain.plus(x, other), (conv(x) + other).double()) < 1e-5


def test_folded_batch_norm():
    conv, norm = nn.Conv2d(4, 6, 3, bias=False), nn.BatchNorm2d(6)
    norm.running_mean.uniform_(-1, 1)
    norm.running_var.uniform_(0.5, 2)
    conv.eval()
    norm.eval()
    x = picture(1, 4, 8, 8)
    assert error(kernels.folded(conv, norm)(x), norm(conv(x)).double()) < 1e-5
    assert kernels.folded(conv).bias is not None
    assert conv.bias is None


def test_correlation_of_channels_last_maps():
    search, kernel = picture(3, 16, 11, 11), torch.randn(3, 16, 5, 5)
    expected = depthwise_correlation(search, kernel)
    assert error(kernels.correlate(search, kernel), expected.double()) < 1e-5


def trained_looking(config: NetworkConfig) -> SiamMask:
    """Random weights with batch-norm and guidance that do something."""
    network = SiamMask(config).eval()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_(-0.2, 0.2)
            module.running_var.uniform_(0.5, 1.5)
            module.bias.uniform_(-0.2, 0.2)
        elif isinstance(module, nn.Conv2d) and not module.weight.any():
            nn.init.normal_(module.weight, std=0.3)
    return network


@pytest.mark.parametrize(
    "config", [SIAMMASK_MOBILENETV2, SIAMMASK_RESNET50, SIAMMASK_RESNET50_BASE, SIAMRPN_RESNET50]
)
def test_the_fast_path_computes_what_the_network_says(config: NetworkConfig):
    network = trained_looking(config)
    plain, fast = Runtime(network, is_plain=True), Runtime(network)
    exemplar, search = (torch.rand(2, 3, size, size) * 255 for size in (127, 255))
    mask = torch.zeros(2, 127, 127)
    mask[0, 40:90, 30:80] = 1
    features = [runtime.exemplar(exemplar, mask) for runtime in (plain, fast)]
    assert error(features[1].score_kernel, features[0].score_kernel.double()) < 1e-4
    expected, found = plain.search(features[0], search), fast.search(features[1], search)
    assert error(found.score, expected.score.double()) < 1e-4
    assert error(found.box, expected.box.double()) < 1e-4
    cells = [(12, 12), (0, 24)]
    masks = plain.masks(expected, cells), fast.masks(found, cells)
    if not config.has_mask:
        assert masks == (None, None)
        return
    assert abs(masks[0] - masks[1]).max() < 1e-3


def test_bfloat16_stays_close():
    network = trained_looking(SIAMMASK_MOBILENETV2)
    runtimes = Runtime(network), Runtime(network, precision=torch.bfloat16)
    exemplar, search = (torch.rand(1, 3, size, size) * 255 for size in (127, 255))
    outputs = [r.search(r.exemplar(exemplar), search) for r in runtimes]
    assert outputs[1].score.dtype == torch.float32
    assert error(outputs[1].score, outputs[0].score.double()) < 0.15
    masks = [r.masks(o, [(12, 12)]) for r, o in zip(runtimes, outputs, strict=True)]
    assert abs(masks[0] - masks[1]).mean() < 0.02
