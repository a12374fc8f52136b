"""The network's forward pass as training needs it: depth-wise layers with a fast gradient.

On a CPU torch's gradient of a grouped convolution with one channel per group is slow: 500 ms for
one correlation of a batch of 16 on two cores, 1 s for a dilated depth-wise layer. Here the gradient
towards the input is one more such convolution (fast), the correlation's towards its kernel a
batched product (together about 40 ms). The depth-wise filters of the backbone do not learn: they
are 2 % of its weights, and their gradient alone would double the time of a step.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from annotator.tracking.siammask.backbones import BackboneMaps, InvertedResidual, MobileNetV2
from annotator.tracking.siammask.network import ExemplarFeatures, SearchOutputs, SiamMask


def _correlate(search: Tensor, kernel: Tensor, padding: int = 0) -> Tensor:
    samples, channels = kernel.shape[:2]
    correlated = F.conv2d(
        search.reshape(1, samples * channels, *search.shape[2:]),
        kernel.reshape(samples * channels, 1, *kernel.shape[2:]),
        padding=padding,
        groups=samples * channels,
    )
    return correlated.reshape(samples, channels, *correlated.shape[2:])


class _Correlation(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, search: Tensor, kernel: Tensor) -> Tensor:  # noqa: ANN401
        ctx.save_for_backward(search, kernel)
        return _correlate(search, kernel)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor]:  # noqa: ANN401
        search, kernel = ctx.saved_tensors
        gradient = gradients[0].to(search.dtype)
        side = kernel.shape[-1]
        to_search = _correlate(gradient, kernel.flip(2, 3), padding=side - 1)
        # Every offset of the kernel sees one window of the search map.
        windows = (
            search.contiguous().unfold(2, gradient.shape[2], 1).unfold(3, gradient.shape[3], 1)
        )
        columns = windows.flatten(0, 1).reshape(-1, side * side, gradient[0, 0].numel())
        to_kernel = torch.bmm(columns, gradient.reshape(columns.shape[0], -1, 1))
        return to_search, to_kernel.reshape(kernel.shape)


def depthwise_correlation(search: Tensor, kernel: Tensor) -> Tensor:
    """As `heads.depthwise_correlation`: search (N, C, H, W), square kernel (N, C, h, h)."""
    kernel = kernel.to(search.dtype)  # autocast does not know of this function
    correlated: Tensor = _Correlation.apply(search, kernel)  # type: ignore[no-untyped-call]
    return correlated


class _FixedDepthwise(torch.autograd.Function):
    """A stride-1 depth-wise 3x3 whose filters do not learn; padding equals dilation."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, dilation: int) -> Tensor:  # noqa: ANN401
        ctx.save_for_backward(weight)
        ctx.dilation = dilation
        return F.conv2d(
            x, weight, bias, padding=dilation, dilation=dilation, groups=weight.shape[0]
        )

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None, None]:  # noqa: ANN401
        (weight,) = ctx.saved_tensors
        dilation = ctx.dilation
        gradient = gradients[0].to(weight.dtype)
        to_input = F.conv2d(
            gradient,
            weight.flip(2, 3),
            padding=dilation,
            dilation=dilation,
            groups=weight.shape[0],
        )
        return to_input, None, None, None


def _learning_block(block: InvertedResidual, x: Tensor) -> Tensor:
    """`InvertedResidual.forward` with a fixed depth-wise layer; stride 1, expanding blocks."""
    assert block.expand is not None
    expanded = F.relu6(block.expand(x))
    layer = block.depthwise
    assert layer.bias is not None
    weight, bias = layer.weight.to(expanded.dtype), layer.bias.to(expanded.dtype)
    filtered: Tensor = _FixedDepthwise.apply(  # type: ignore[no-untyped-call]
        expanded, weight, bias, layer.dilation[0]
    )
    projected: Tensor = block.project(F.relu6(filtered))
    return x + projected if block.has_shortcut else projected


def backbone_maps(network: SiamMask, crop: Tensor) -> BackboneMaps:
    """`SiamMask.backbone` with cheap gradients for the blocks of a MobileNetV2 that learn."""
    backbone = network.features.features
    if not isinstance(backbone, MobileNetV2):
        return network.backbone(crop)
    x = F.relu6(backbone.stem(crop.flip(1) * (1.0 / 128.0) - 1.0))
    kept: dict[int, Tensor] = {}
    for index, block in enumerate(backbone.blocks):
        assert isinstance(block, InvertedResidual)
        learns = block.project.weight.requires_grad and not block.depthwise.weight.requires_grad
        x = _learning_block(block, x) if learns and torch.is_grad_enabled() else block(x)
        if index in (0, 2, 5):
            kept[index] = x
    stride_8 = torch.cat((kept[5], x), 1)
    return BackboneMaps((kept[0], kept[2], stride_8), stride_8)


def search_outputs(network: SiamMask, features: ExemplarFeatures, crop: Tensor) -> SearchOutputs:
    """What `SiamMask.search` returns, with gradients at a bearable price; crop (N, 3, S, S)."""
    return network.respond(features, backbone_maps(network, crop), depthwise_correlation)
