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

from annotator.tracking.siammask.backbones import MobileNetV2, ResNet50
from annotator.tracking.siammask.config import EXEMPLAR_MARGIN_CELLS, MASK_SIZE
from annotator.tracking.siammask.fast_backbones import (
    FastMobileNet,
    FastResNet,
    Packer,
    channels_last,
)
from annotator.tracking.siammask.fast_heads import FastHeads, bias_of, conv_bn
from annotator.tracking.siammask.heads import CorrelationBranch
from annotator.tracking.siammask.kernels import PackedConv, cut_windows, folded
from annotator.tracking.siammask.network import ExemplarFeatures, SearchOutputs, SiamMask
from annotator.tracking.siammask.refine import (
    GuidanceKeys,
    LightRefinement,
    ResNetRefinement,
    upsample_aligned,
)


def has_fast_form(network: SiamMask) -> bool:
    """Whether `FastCpuNetwork` knows the network's backbone."""
    return isinstance(network.features.features, (ResNet50, MobileNetV2))


class _TwoConvs:
    def __init__(self, sequence: nn.Sequential, pack_conv: Packer, size: int) -> None:
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

    def __init__(self, module: ResNetRefinement, pack_conv: Packer) -> None:
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

    def __init__(self, module: LightRefinement, pack_conv: Packer) -> None:
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
                guidance = channels_last(upsample_aligned(guidance)) if i < 2 else guidance
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
        pack_conv = Packer(dtype)
        backbone = network.features.features
        self._backbone: FastResNet | FastMobileNet
        if isinstance(backbone, ResNet50):
            self._backbone = FastResNet(backbone, pack_conv)
        elif isinstance(backbone, MobileNetV2):
            self._backbone = FastMobileNet(backbone, pack_conv)
        else:
            raise ValueError(f"there is no fast form of {network.config.name}")
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
        score, box, mask_kernel = self._heads.kernels(self._heads.search_map(maps.top))
        keys = None if self._guidance is None else self._guidance.keys(maps.levels[2], mask)
        return ExemplarFeatures(score, box, mask_kernel, keys)

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
            guidance = channels_last(self._guidance(windows[2], outputs.keys))
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
    for conv in (conv_bn(branch.head), folded(cast(nn.Conv2d, branch.head[3]))):
        matrices += [conv.weight.data[:, :, 0, 0].t().contiguous(), bias_of(conv)]
    return matrices
