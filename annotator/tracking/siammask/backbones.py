"""Backbones at output stride 8: the modified ResNet-50 of the official code, and MobileNetV2.

Both take BGR crops as float 0..255 (N, 3, S, S). Both hand over the maps the refinement needs and
the map that is correlated. Attribute names of the ResNet are those of the official checkpoints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from annotator.tracking.siammask.refine import LightRefinement, Refinement, ResNetRefinement


@dataclass(frozen=True)
class BackboneMaps:
    """`levels`: maps for refinement at strides 2, 4, 8; `top`: the deepest map, stride 8."""

    levels: tuple[Tensor, Tensor, Tensor]
    top: Tensor


class Backbone(nn.Module):
    """What a network needs to know of a backbone; crops are BGR, float 0..255, (N, 3, S, S).

    level_channels, top_channels: channels of its `BackboneMaps`. head_channels: those of the
    branches on top of it. margin_cells: cells cut from each side of an exemplar's map because of
    padding, and how far the window of the first RoW begins outside of a search map. spare_cells:
    cells at the far rim without counterpart at the near one. refinement: made for its levels.
    """

    level_channels: ClassVar[tuple[int, int, int]]
    top_channels: ClassVar[int]
    head_channels: ClassVar[int] = 256
    margin_cells: ClassVar[int] = 4
    spare_cells: ClassVar[int] = 0
    refinement: ClassVar[type[Refinement] | None] = None

    def forward(self, crop: Tensor) -> BackboneMaps:
        raise NotImplementedError

    def stages(self) -> list[list[nn.Module]]:
        """Its parts from the picture on: training freezes the first ones."""
        raise NotImplementedError


class Bottleneck(nn.Module):
    """1x1, 3x3, 1x1 with BN, and a shortcut (SPEC 1). A stride-2 3x3 has padding 0."""

    def __init__(
        self, inputs: int, width: int, *, stride: int, dilation: int, shortcut_kernel: int | None
    ) -> None:
        super().__init__()
        padding = 2 - stride if stride > 1 else dilation
        outputs = width * 4
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, padding, dilation, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample: nn.Sequential | None = None
        if shortcut_kernel is not None:
            shortcut_padding = 1 if shortcut_kernel == 3 and stride == 1 else 0
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, shortcut_kernel, stride, shortcut_padding, bias=False),
                nn.BatchNorm2d(outputs),
            )

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        shortcut = x if self.downsample is None else self.downsample(x)
        output: Tensor = self.relu(y + shortcut)
        return output


def _stage(
    inputs: int, width: int, blocks: int, *, stride: int, dilation: int, shortcut_kernel: int
) -> nn.Sequential:
    # The first block of a dilated stage runs at half the dilation (SPEC 1, layer3.0).
    first = Bottleneck(
        inputs,
        width,
        stride=stride,
        dilation=max(1, dilation // 2),
        shortcut_kernel=shortcut_kernel,
    )
    rest = [
        Bottleneck(width * 4, width, stride=1, dilation=dilation, shortcut_kernel=None)
        for _ in range(blocks - 1)
    ]
    return nn.Sequential(first, *rest)


class ResNet50(Backbone):
    """ResNet-50 without layer4 at stride 8, with unpadded stem (SPEC 1).

    A 127 crop gives maps of 61, 31, 15 and 15 cells; a 255 crop 125, 63, 31 and 31.
    """

    level_channels = (64, 256, 512)
    top_channels = 1024
    refinement = ResNetRefinement

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 0, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = _stage(64, 64, 3, stride=1, dilation=1, shortcut_kernel=1)
        self.layer2 = _stage(256, 128, 4, stride=2, dilation=1, shortcut_kernel=3)
        self.layer3 = _stage(512, 256, 6, stride=1, dilation=2, shortcut_kernel=3)

    def forward(self, crop: Tensor) -> BackboneMaps:
        p0 = self.relu(self.bn1(self.conv1(crop)))  # (N, 64, 125, 125)
        p1 = self.layer1(self.maxpool(p0))  # (N, 256, 63, 63)
        p2 = self.layer2(p1)  # (N, 512, 31, 31)
        p3 = self.layer3(p2)  # (N, 1024, 31, 31)
        return BackboneMaps((p0, p1, p2), p3)

    def stages(self) -> list[list[nn.Module]]:
        """conv1 with bn1, and the three layers."""
        return [[self.conv1, self.bn1], [self.layer1], [self.layer2], [self.layer3]]


class InvertedResidual(nn.Module):
    """MobileNetV2's block with folded batch-norm: every convolution has a bias, ReLU6 between."""

    def __init__(
        self, inputs: int, outputs: int, *, expansion: int, stride: int, dilation: int
    ) -> None:
        super().__init__()
        width = inputs * expansion
        self.expand = nn.Conv2d(inputs, width, 1) if expansion > 1 else None
        self.depthwise = nn.Conv2d(width, width, 3, stride, dilation, dilation, groups=width)
        self.project = nn.Conv2d(width, outputs, 1)
        self.has_shortcut = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = x if self.expand is None else F.relu6(self.expand(x))
        y = F.relu6(self.depthwise(y))
        y = self.project(y)
        output: Tensor = x + y if self.has_shortcut else y
        return output


# (outputs, expansion, stride, dilation) of blocks 0..12. Block 6 keeps stride 8 instead of going
# to 16; the blocks after it are dilated by 2, so their 3x3 still sees what it was trained to see.
MOBILENET_BLOCKS: tuple[tuple[int, int, int, int], ...] = (
    (16, 1, 1, 1),
    (24, 6, 2, 1),
    (24, 6, 1, 1),
    (32, 6, 2, 1),
    (32, 6, 1, 1),
    (32, 6, 1, 1),
    (64, 6, 1, 1),
    (64, 6, 1, 2),
    (64, 6, 1, 2),
    (64, 6, 1, 2),
    (96, 6, 1, 2),
    (96, 6, 1, 2),
    (96, 6, 1, 2),
)


class MobileNetV2(Backbone):
    """MobileNetV2-1.0, blocks 0..12, at output stride 8 with padding 1 everywhere.

    Stem output i sits on pixel 2i of the crop, stride-4 cells on 4i, stride-8 cells on 8i. A 127
    crop gives 64, 32, 16 cells, a 255 crop 128, 64, 32. The stride-8 level joins block 5 and 12.
    """

    level_channels = (16, 24, 128)
    top_channels = 128
    head_channels = 192
    spare_cells = 1
    refinement = LightRefinement

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 3, 2, 1)
        inputs = 32
        blocks = []
        for outputs, expansion, stride, dilation in MOBILENET_BLOCKS:
            blocks.append(
                InvertedResidual(
                    inputs, outputs, expansion=expansion, stride=stride, dilation=dilation
                )
            )
            inputs = outputs
        self.blocks = nn.ModuleList(blocks)

    def forward(self, crop: Tensor) -> BackboneMaps:
        x = crop.flip(1) * (1.0 / 128.0) - 1.0  # BGR 0..255 -> RGB -1..1
        x = F.relu6(self.stem(x))  # (N, 32, 128, 128)
        kept = {}
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in (0, 2, 5):
                kept[index] = x
        stride_8 = torch.cat((kept[5], x), 1)  # (N, 32 + 96, 32, 32)
        return BackboneMaps((kept[0], kept[2], stride_8), stride_8)

    def stages(self) -> list[list[nn.Module]]:
        """The blocks, the first one with the stem."""
        first, *rest = self.blocks
        return [[self.stem, first], *([block] for block in rest)]


def load_mobilenet_npz(backbone: MobileNetV2, path: Path | str) -> None:
    """Fill a MobileNetV2 from an .npz of folded weights (`stem.*`, `blocks.{0..16}.*`).

    Blocks 13..16 of the file are not part of this backbone and are ignored.
    Raises ValueError naming the missing tensors when the file does not fit.
    """
    with np.load(path) as stored:
        arrays: Mapping[str, np.ndarray] = {key: stored[key] for key in stored.files}
    wanted = backbone.state_dict()
    missing = [
        key
        for key, tensor in wanted.items()
        if key not in arrays or arrays[key].shape != tensor.shape
    ]
    if missing:
        raise ValueError(
            f"{path} holds no MobileNetV2 with folded batch-norm: "
            f"{len(missing)} tensors are missing or have another shape, first {missing[0]}"
        )
    backbone.load_state_dict({key: torch.from_numpy(arrays[key]) for key in wanted})
