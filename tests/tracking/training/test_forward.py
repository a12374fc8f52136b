"""The training forward pass gives what the network gives, and the true gradients."""

import torch
from torch import Tensor

from annotator.tracking.siammask import heads
from annotator.tracking.siammask.architectures import SIAMMASK_MOBILENETV2
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.training.forward import (
    backbone_maps,
    depthwise_correlation,
    search_outputs,
)


def freeze_depthwise(network: SiamMask, start: int) -> None:
    for block in list(network.features.features.blocks)[start:]:
        for parameter in block.get_submodule("depthwise").parameters():
            parameter.requires_grad_(False)


def light_network() -> SiamMask:
    torch.manual_seed(0)
    return SiamMask(SIAMMASK_MOBILENETV2)


def test_correlation_and_its_gradients() -> None:
    torch.manual_seed(1)
    search = torch.randn(3, 4, 13, 11, dtype=torch.double)
    kernel = torch.randn(3, 4, 5, 5, dtype=torch.double)
    weight = torch.randn(3, 4, 9, 7, dtype=torch.double)
    results: list[list[Tensor]] = []
    for function in (heads.depthwise_correlation, depthwise_correlation):
        x, k = search.clone().requires_grad_(), kernel.clone().requires_grad_()
        correlated = function(x, k)
        (correlated * weight).sum().backward()
        results.append([correlated.detach(), x.grad, k.grad])
    for expected, found in zip(*results, strict=True):
        torch.testing.assert_close(found, expected)


def test_backbone_and_its_gradients() -> None:
    network = light_network().double()
    freeze_depthwise(network, 6)
    for name, parameter in network.features.features.named_parameters():
        if name.startswith("stem") or int(name.split(".")[1]) < 6:
            parameter.requires_grad_(False)
    crop = torch.rand(2, 3, 63, 63, dtype=torch.double) * 255
    weight = torch.randn(2, 128, 8, 8, dtype=torch.double)
    results: list[list[Tensor]] = []
    for function in (network.backbone, lambda x: backbone_maps(network, x)):
        network.zero_grad()
        maps = function(crop)
        (maps.top * weight).sum().backward()
        learning = [p.grad for p in network.features.features.parameters() if p.requires_grad]
        assert all(gradient is not None for gradient in learning)
        results.append([maps.top.detach(), *maps.levels, *learning])
    assert len(results[0]) > 20
    for expected, found in zip(*results, strict=True):
        torch.testing.assert_close(found, expected)


def test_search_outputs_equal_the_networks() -> None:
    network = light_network().eval()
    freeze_depthwise(network, 7)
    exemplar, search = torch.rand(1, 3, 127, 127) * 255, torch.rand(1, 3, 255, 255) * 255
    mask = torch.zeros(1, 127, 127)
    mask[:, 40:80, 50:90] = 1
    with torch.no_grad():
        features = network.exemplar(exemplar, mask)
        expected = network.search(features, search)
        maps = backbone_maps(network, exemplar)
        found = search_outputs(network, network.exemplar_features(maps, mask), search)
    torch.testing.assert_close(found.score, expected.score)
    torch.testing.assert_close(found.box, expected.box)
    torch.testing.assert_close(found.mask_corr, expected.mask_corr)
    cells, index = torch.tensor([[12, 12], [0, 24]]), torch.tensor([0, 0])
    torch.testing.assert_close(
        network.refine(found, index, cells), network.refine(expected, index, cells)
    )
