"""The networks as a CPU runs them fastest: same results, less work (see also kernels.py).

- Batch-norm is folded and weights are packed; ReLU and additions happen inside of convolutions.
- Score and box branch are one convolution, one correlation and one head.
- The mask branch is evaluated at the chosen RoW only: 5x5 cells instead of 29x29. The 63x63 head
  is not evaluated at all where there is a refinement.
- Where the adjust layer widens (MobileNetV2), it is folded into the convolutions after it: it is
  linear and they have no padding, so this is exact.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
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
from annotator.tracking.siammask.config import EXEMPLAR_MARGIN_CELLS, MASK_SIZE
from annotator.tracking.siammask.heads import CorrelationBranch
from annotator.tracking.siammask.kernels import (
    Activation,
    Conv,
    PackedConv,
    Scratch,
    correlate,
    cut_windows,
    folded,
    pack,
)
from annotator.tracking.siammask.network import ExemplarFeatures, SearchOutputs, SiamMask
from annotator.tracking.siammask.refine import (
    GuidanceKeys,
    LightRefinement,
    ResNetRefinement,
    upsample_aligned,
)

_KERNEL_INPUT = 7  # cells of the exemplar's map
_SEARCH_CELLS = 31


class _Packer:
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


class _FastBottleneck:
    def __init__(self, block: Bottleneck, pack_conv: _Packer, size: int) -> None:
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

    def __init__(self, backbone: ResNet50, pack_conv: _Packer) -> None:
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
        p0 = self._conv1(_channels_last(crop.to(self._dtype)))
        x = F.max_pool2d(p0, 3, 2, 1)
        maps = []
        for stage in self._stages:
            for block in stage:
                x = block(x)
            maps.append(x)
        return BackboneMaps((p0, maps[0], maps[1]), maps[2])


class _FastInvertedResidual:
    def __init__(self, block: InvertedResidual, pack_conv: _Packer, size: int) -> None:
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

    def __init__(self, backbone: MobileNetV2, pack_conv: _Packer) -> None:
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
        stride_8 = _channels_last(torch.cat((kept[5], x), 1))
        return BackboneMaps((kept[0], kept[2], stride_8), stride_8)


def _channels_last(x: Tensor) -> Tensor:
    return x.contiguous(memory_format=torch.channels_last)


def _joined(convs: Sequence[nn.Conv2d], *, groups: int = 1) -> nn.Conv2d:
    """Convolutions of equal shape as one with all their outputs, one after the other."""
    first = convs[0]
    joined = nn.Conv2d(
        first.in_channels * groups,
        sum(conv.out_channels for conv in convs),
        first.kernel_size,  # type: ignore[arg-type]
        padding=first.padding,  # type: ignore[arg-type]
        groups=groups,
    )
    joined.weight.data = torch.cat([conv.weight.data for conv in convs])
    joined.bias = nn.Parameter(torch.cat([_bias(conv) for conv in convs]))
    return joined


def _bias(conv: nn.Conv2d) -> Tensor:
    assert conv.bias is not None
    return conv.bias.data


def _after(adjust: nn.Conv2d, conv: nn.Conv2d) -> nn.Conv2d:
    """`conv(adjust(x))` as one convolution; adjust is 1x1 and conv has no padding."""
    merged = nn.Conv2d(adjust.in_channels, conv.out_channels, conv.kernel_size)  # type: ignore[arg-type]
    weight = conv.weight.data.double()
    merged.weight.data = torch.einsum(
        "oakl,at->otkl", weight, adjust.weight.data[:, :, 0, 0].double()
    ).float()
    shift = torch.einsum("oakl,a->o", weight, _bias(adjust).double()).float()
    merged.bias = nn.Parameter(_bias(conv) + shift)
    return merged


def _block_diagonal(convs: Sequence[nn.Conv2d]) -> nn.Conv2d:
    """1x1 convolutions on neighbouring channels as one."""
    joined = nn.Conv2d(
        sum(conv.in_channels for conv in convs), sum(conv.out_channels for conv in convs), 1
    )
    joined.weight.data.zero_()
    row = column = 0
    for conv in convs:
        rows = slice(row, row + conv.out_channels)
        columns = slice(column, column + conv.in_channels)
        joined.weight.data[rows, columns] = conv.weight.data
        row, column = rows.stop, columns.stop
    joined.bias = nn.Parameter(torch.cat([_bias(conv) for conv in convs]))
    return joined


def _conv_bn(sequence: nn.Sequential) -> nn.Conv2d:
    return folded(cast(nn.Conv2d, sequence[0]), sequence[1])


class FastHeads:
    """Adjust layer and all branches."""

    def __init__(self, network: SiamMask, pack_conv: _Packer) -> None:
        self.has_mask = network.mask_model is not None
        branches = [network.rpn_model.cls, network.rpn_model.loc]
        mask = [] if network.mask_model is None else [network.mask_model.mask]
        adjust = _conv_bn(network.features.downsample.downsample)
        kernel_convs = [_conv_bn(branch.conv_kernel) for branch in branches + mask]
        search_convs = [_conv_bn(branch.conv_search) for branch in branches + mask]
        self._adjust: PackedConv | None = None
        if adjust.in_channels < adjust.out_channels:
            kernel_convs = [_after(adjust, conv) for conv in kernel_convs]
            search_convs = [_after(adjust, conv) for conv in search_convs]
        else:
            self._adjust = pack_conv.direct(adjust, None, "none", size=_SEARCH_CELLS)
        self._channels = kernel_convs[0].out_channels
        dense = pack_conv.direct
        self._kernels = dense(_joined(kernel_convs), None, "relu", size=_KERNEL_INPUT)
        self._search = pack_conv(_joined(search_convs[:2]), None, "relu", size=_SEARCH_CELLS)
        if mask:
            self._search_mask = dense(search_convs[2], None, "relu", size=_KERNEL_INPUT)
        hidden = [_conv_bn(branch.head) for branch in branches]
        last = [folded(cast(nn.Conv2d, branch.head[3])) for branch in branches]
        self._hidden = dense(_joined(hidden, groups=2), None, "relu", size=25)
        self._last = dense(_block_diagonal(last), None, "none", size=25)
        self._score_channels = last[0].out_channels

    def search_map(self, top: Tensor) -> Tensor:
        """What the branches' convolutions read; an exemplar's map is cropped to 7x7."""
        cells = top.shape[3]
        if cells <= EXEMPLAR_MARGIN_CELLS * 2 + _KERNEL_INPUT + 1:
            inside = slice(EXEMPLAR_MARGIN_CELLS, EXEMPLAR_MARGIN_CELLS + _KERNEL_INPUT)
        else:
            inside = slice(0, _SEARCH_CELLS)
        top = _channels_last(top[:, :, inside, inside])
        return top if self._adjust is None else self._adjust(top)

    def kernels(self, exemplar_map: Tensor) -> list[Tensor]:
        """(N, C, 7, 7) -> kernels (N, C, 5, 5) of score, box and, where there is one, mask."""
        joined = self._kernels(exemplar_map)
        return [part.contiguous() for part in torch.split(joined, self._channels, 1)]

    def score_and_box(
        self, score_kernel: Tensor, box_kernel: Tensor, search_map: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Float32 score (N, 2 * anchors, 25, 25) and box (N, 4 * anchors, 25, 25)."""
        kernels = torch.cat((score_kernel, box_kernel), 1)
        corr = correlate(self._search(search_map), kernels)
        outputs = self._last(self._hidden(corr)).float()
        return (
            outputs[:, : self._score_channels].contiguous(),
            outputs[:, self._score_channels :].contiguous(),
        )

    def mask_vectors(
        self, mask_kernel: Tensor, search_map: Tensor, cells: Sequence[tuple[int, int]]
    ) -> Tensor:
        """The mask branch's correlation at one RoW (y, x) per sample: (N, C, 1, 1)."""
        size = _KERNEL_INPUT
        patches = [
            search_map[i : i + 1, :, y : y + size, x : x + size] for i, (y, x) in enumerate(cells)
        ]
        searched = self._search_mask(_channels_last(torch.cat(patches)))  # (N, C, 5, 5)
        return (searched * mask_kernel).sum((2, 3), keepdim=True)


class _TwoConvs:
    def __init__(self, sequence: nn.Sequential, pack_conv: _Packer, size: int) -> None:
        self._first = pack_conv(cast(nn.Conv2d, sequence[0]), None, "relu", size=size)
        self._second = pack_conv(cast(nn.Conv2d, sequence[2]), None, "relu", size=size)

    def __call__(self, x: Tensor) -> Tensor:
        return self._second(self._first(x))


class _Deconv:
    """A transposed convolution from one cell: a matrix product."""

    def __init__(self, deconv: nn.ConvTranspose2d, dtype: torch.dtype) -> None:
        weight = deconv.weight.data  # (C, outputs, n, n)
        self._shape = (weight.shape[2], weight.shape[3], weight.shape[1])
        self._weight = weight.permute(0, 2, 3, 1).reshape(weight.shape[0], -1).to(dtype)
        assert deconv.bias is not None
        self._bias = deconv.bias.data.to(dtype)

    def __call__(self, vector: Tensor) -> Tensor:
        cells = (vector[:, :, 0, 0] @ self._weight).view(-1, *self._shape) + self._bias
        return cells.permute(0, 3, 1, 2)


class FastResNetRefinement:
    """`refine.ResNetRefinement` for inference."""

    def __init__(self, module: ResNetRefinement, pack_conv: _Packer) -> None:
        self._deconv = _Deconv(module.deconv, pack_conv.dtype)
        sizes = {"v0": 61, "v1": 31, "v2": 15, "h2": 15, "h1": 31, "h0": 61}
        self._pairs = {
            name: _TwoConvs(cast(nn.Sequential, module.get_submodule(name)), pack_conv, size)
            for name, size in sizes.items()
        }
        self._posts = [
            pack_conv.direct(module.post0, None, "none", size=31),
            pack_conv.direct(module.post1, None, "none", size=61),
            pack_conv.direct(module.post2, None, "none", size=127),
        ]

    def __call__(self, vector: Tensor, windows: Sequence[Tensor]) -> Tensor:
        x = self._deconv(vector)
        steps = (("h2", "v2", 31), ("h1", "v1", 61), ("h0", "v0", 127))
        for (own, skip, size), window, post in zip(
            steps, reversed(windows), self._posts, strict=True
        ):
            x = self._pairs[own](x) + self._pairs[skip](window)
            x = post(F.interpolate(x, size=(size, size)))
        return x[:, 0]


class FastLightRefinement:
    """`refine.LightRefinement` for inference."""

    def __init__(self, module: LightRefinement, pack_conv: _Packer) -> None:
        self._deconv = _Deconv(module.deconv, pack_conv.dtype)
        direct = pack_conv.direct
        self._h2 = _TwoConvs(module.h2, pack_conv, 16)
        self._h1 = _TwoConvs(module.h1, pack_conv, 32)
        self._h0 = _TwoConvs(module.h0, pack_conv, 64)
        self._posts = [
            direct(module.post2, None, "none", size=16),
            direct(module.post1, None, "none", size=32),
            direct(module.post0, None, "none", size=64),
        ]
        self._skips = [
            direct(module.v2, None, "none", size=16),
            direct(module.v1, None, "none", size=32),
            direct(module.v0, None, "none", size=64),
        ]
        self._guides: list[PackedConv] = []
        if module.g2 is not None and module.g1 is not None and module.g0 is not None:
            self._guides = [
                direct(conv, None, "none", size=size)
                for conv, size in ((module.g2, 16), (module.g1, 32), (module.g0, 64))
            ]

    def __call__(
        self, vector: Tensor, windows: Sequence[Tensor], guidance: Tensor | None
    ) -> Tensor:
        stride_2, stride_4, stride_8 = windows
        skips = [
            skip(window)
            for skip, window in zip(self._skips, (stride_8, stride_4, stride_2), strict=True)
        ]
        if guidance is not None:
            for i, guide in enumerate(self._guides):
                skips[i] = guide.plus(guidance, skips[i])
                guidance = _channels_last(upsample_aligned(guidance)) if i < 2 else guidance
        x = (self._deconv(vector) + skips[0]).relu_()
        x = (upsample_aligned(self._posts[0](self._h2(x))) + skips[1]).relu_()
        x = (upsample_aligned(self._posts[1](self._h1(x))) + skips[2]).relu_()
        x = self._posts[2](self._h0(x))  # (N, 1, 64, 64)
        x = F.interpolate(x.float(), size=(127, 127), mode="bilinear", align_corners=True)
        return x[:, 0]


class FastCpuNetwork:
    """A whole network for inference on the CPU, in float32 or bfloat16."""

    def __init__(self, network: SiamMask, dtype: torch.dtype) -> None:
        self.config = network.config
        self.dtype = dtype
        self._geometry = () if network.refine_model is None else network.refine_model.windows
        pack_conv = _Packer(dtype)
        backbone = network.features.features
        self._backbone: FastResNet | FastMobileNet = (
            FastResNet(backbone, pack_conv)
            if isinstance(backbone, ResNet50)
            else FastMobileNet(backbone, pack_conv)
        )
        self._heads = FastHeads(network, pack_conv)
        self._guidance = copy.deepcopy(network.guidance)
        if self._guidance is not None:
            self._guidance.to(dtype)
        self._refine: FastResNetRefinement | FastLightRefinement | None = None
        if isinstance(network.refine_model, ResNetRefinement):
            self._refine = FastResNetRefinement(network.refine_model, pack_conv)
        elif isinstance(network.refine_model, LightRefinement):
            self._refine = FastLightRefinement(network.refine_model, pack_conv)
        self._mask_head: list[Tensor] = []
        if network.mask_model is not None and self._refine is None:
            self._mask_head = _as_matrices(network.mask_model.mask)

    def exemplar(self, crop: Tensor, mask: Tensor | None) -> ExemplarFeatures:
        """See `SiamMask.exemplar`."""
        maps = self._backbone(crop)
        kernels = self._heads.kernels(self._heads.search_map(maps.top))
        keys = None if self._guidance is None else self._guidance.keys(maps.levels[2], mask)
        return ExemplarFeatures(
            kernels[0], kernels[1], kernels[2] if self._heads.has_mask else None, keys
        )

    def search(self, features: ExemplarFeatures, crop: Tensor) -> SearchOutputs:
        """Score and box; what the mask needs is kept for `mask_logits`."""
        maps = self._backbone(crop)
        search_map = self._heads.search_map(maps.top)
        score, box = self._heads.score_and_box(
            features.score_kernel, features.box_kernel, search_map
        )
        return SearchOutputs(
            score,
            box,
            None,
            maps.levels,
            EXEMPLAR_MARGIN_CELLS,
            features.keys,
            search_map=search_map,
            mask_kernel=features.mask_kernel,
        )

    def mask_logits(self, outputs: SearchOutputs, cells: Sequence[tuple[int, int]]) -> Tensor:
        """Mask logits (N, n, n) of one RoW (y, x) per sample, n = 127 refined, 63 not."""
        assert outputs.mask_kernel is not None
        assert outputs.search_map is not None
        vectors = self._heads.mask_vectors(outputs.mask_kernel, outputs.search_map, cells)
        if self._refine is None:
            hidden = torch.addmm(
                self._mask_head[1], vectors[:, :, 0, 0].float(), self._mask_head[0]
            )
            logits = torch.addmm(self._mask_head[3], hidden.relu_(), self._mask_head[2])
            return logits.view(-1, MASK_SIZE, MASK_SIZE)
        windows = self._windows(outputs, cells)
        if isinstance(self._refine, FastResNetRefinement):
            return self._refine(vectors, windows)
        guidance = None
        if self._guidance is not None and outputs.keys is not None and _is_guided(outputs.keys):
            guidance = _channels_last(self._guidance(windows[2], outputs.keys))
        return self._refine(vectors, windows, guidance)

    def _windows(self, outputs: SearchOutputs, cells: Sequence[tuple[int, int]]) -> list[Tensor]:
        """See `SiamMask.refinement_windows`."""
        margin = outputs.margin_cells
        return [
            cut_windows(
                level,
                [(stride * (y - margin), stride * (x - margin)) for y, x in cells],
                size,
            )
            for level, (size, stride) in zip(outputs.levels, self._geometry, strict=True)
        ]


def _is_guided(keys: GuidanceKeys) -> bool:
    return bool(keys.foreground.any())


def _as_matrices(branch: CorrelationBranch) -> list[Tensor]:
    """The mask head for single cells: weight, bias, weight, bias; weights (inputs, outputs)."""
    matrices = []
    for conv in (_conv_bn(branch.head), folded(cast(nn.Conv2d, branch.head[3]))):
        matrices += [conv.weight.data[:, :, 0, 0].t().contiguous(), _bias(conv)]
    return matrices
