"""The backbones for inference on a CPU: batch-norm folded, weights packed, fewer passes."""

from __future__ import annotations

from typing import cast

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from annotator.tracking.siammask.backbones import (
    BackboneMaps,
    Bottleneck,
    InvertedResidual,
    MobileNetV2,
    ResNet50,
)
from annotator.tracking.siammask.kernels import (
    Activation,
    Conv,
    PackedConv,
    Scratch,
    folded,
    pack,
)


class Packer:
    """Packs convolutions of one network: one number format, one scratch space."""

    def __init__(self, dtype: torch.dtype) -> None:
        self.dtype = dtype
        self.scratch = Scratch()

    def __call__(
        self,
        conv: nn.Conv2d,
        norm: nn.Module | None,
        activation: Activation,
        *,
        size: int,
    ) -> Conv:
        return pack(
            folded(conv, norm), activation, size=size, dtype=self.dtype, scratch=self.scratch
        )

    def direct(
        self, conv: nn.Conv2d, norm: nn.Module | None, activation: Activation, *, size: int
    ) -> PackedConv:
        return PackedConv(folded(conv, norm), activation, size=size, dtype=self.dtype)


def channels_last(x: Tensor) -> Tensor:
    """The same values in channels-last memory."""
    return x.contiguous(memory_format=torch.channels_last)


class _FastBottleneck:
    def __init__(self, block: Bottleneck, pack_conv: Packer, size: int) -> None:
        out_size = size if block.conv2.stride == (1, 1) else (size - 1) // 2
        self._conv1 = pack_conv.direct(block.conv1, block.bn1, "relu", size=size)
        self._conv2 = pack_conv(block.conv2, block.bn2, "relu", size=size)
        self._conv3 = pack_conv.direct(block.conv3, block.bn3, "relu", size=out_size)
        self._shortcut: Conv | None = None
        if block.downsample is not None:
            conv, norm = block.downsample
            self._shortcut = pack_conv(cast(nn.Conv2d, conv), norm, "none", size=size)
        self.out_size = out_size

    def __call__(self, x: Tensor) -> Tensor:
        shortcut = x if self._shortcut is None else self._shortcut(x)
        return self._conv3.plus(self._conv2(self._conv1(x)), shortcut)


class FastResNet:
    """`backbones.ResNet50` for inference."""

    def __init__(self, backbone: ResNet50, pack_conv: Packer) -> None:
        self._dtype = pack_conv.dtype
        self._conv1 = pack_conv.direct(backbone.conv1, backbone.bn1, "relu", size=255)
        size = 63
        self._stages: list[list[_FastBottleneck]] = []
        for stage in (backbone.layer1, backbone.layer2, backbone.layer3):
            blocks = []
            for block in stage:
                blocks.append(_FastBottleneck(cast(Bottleneck, block), pack_conv, size))
                size = blocks[-1].out_size
            self._stages.append(blocks)

    def __call__(self, crop: Tensor) -> BackboneMaps:
        p0 = self._conv1(channels_last(crop.to(self._dtype)))
        x = F.max_pool2d(p0, 3, 2, 1)
        maps = []
        for stage in self._stages:
            for block in stage:
                x = block(x)
            maps.append(x)
        return BackboneMaps((p0, maps[0], maps[1]), maps[2])


class _FastInvertedResidual:
    def __init__(self, block: InvertedResidual, pack_conv: Packer, size: int) -> None:
        self._expand: PackedConv | None = None
        if block.expand is not None:
            self._expand = pack_conv.direct(block.expand, None, "relu6", size=size)
        self._depthwise = pack_conv.direct(block.depthwise, None, "relu6", size=size)
        self.out_size = size // block.depthwise.stride[0]
        self._project = pack_conv.direct(block.project, None, "none", size=self.out_size)
        self._has_shortcut = block.has_shortcut

    def __call__(self, x: Tensor) -> Tensor:
        y = x if self._expand is None else self._expand(x)
        y = self._depthwise(y)
        return self._project.plus(y, x) if self._has_shortcut else self._project(y)


class FastMobileNet:
    """`backbones.MobileNetV2` for inference.

    The input conversion (BGR to RGB, x / 128 - 1) is folded into the first convolution; a border
    of 128 takes the place of its zero padding, because 128 is what becomes zero.
    """

    def __init__(self, backbone: MobileNetV2, pack_conv: Packer) -> None:
        self._dtype = pack_conv.dtype
        stem = folded(backbone.stem)
        assert stem.bias is not None
        raw = nn.Conv2d(3, stem.out_channels, 3, 2, 0)
        raw.weight.data = stem.weight.data.flip(1) / 128.0
        raw.bias = nn.Parameter(stem.bias.data - stem.weight.data.sum((1, 2, 3)))
        # In bfloat16 this would round pixels near the mean away; the first layer stays float32.
        self._stem = PackedConv(raw, "relu6", size=257)
        size = 128
        self._blocks = []
        for block in backbone.blocks:
            fast = _FastInvertedResidual(cast(InvertedResidual, block), pack_conv, size)
            self._blocks.append(fast)
            size = fast.out_size

    def __call__(self, crop: Tensor) -> BackboneMaps:
        samples, _, height, width = crop.shape
        padded = crop.new_full((samples, height + 2, width + 2, 3), 128.0)
        padded[:, 1:-1, 1:-1].copy_(crop.permute(0, 2, 3, 1))
        x = self._stem(padded.permute(0, 3, 1, 2)).to(self._dtype)
        kept = {}
        for index, block in enumerate(self._blocks):
            x = block(x)
            if index in (0, 2, 5):
                kept[index] = x
        stride_8 = channels_last(torch.cat((kept[5], x), 1))
        return BackboneMaps((kept[0], kept[2], stride_8), stride_8)
