"""Adjust layer and branches for inference on a CPU: one convolution, one correlation, one head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn

from annotator.tracking.siammask.config import EXEMPLAR_MARGIN_CELLS
from annotator.tracking.siammask.fast_backbones import Packer, channels_last
from annotator.tracking.siammask.kernels import PackedConv, correlate, folded
from annotator.tracking.siammask.network import SiamMask

_KERNEL_INPUT = 7  # cells of the exemplar's map
_SEARCH_CELLS = 31


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
    joined.bias = nn.Parameter(torch.cat([bias_of(conv) for conv in convs]))
    return joined


def bias_of(conv: nn.Conv2d) -> Tensor:
    """Its bias, which folded convolutions always have."""
    assert conv.bias is not None
    return conv.bias.data


def _after(adjust: nn.Conv2d, conv: nn.Conv2d) -> nn.Conv2d:
    """`conv(adjust(x))` as one convolution; adjust is 1x1 and conv has no padding."""
    merged = nn.Conv2d(adjust.in_channels, conv.out_channels, conv.kernel_size)  # type: ignore[arg-type]
    weight = conv.weight.data.double()
    merged.weight.data = torch.einsum(
        "oakl,at->otkl", weight, adjust.weight.data[:, :, 0, 0].double()
    ).float()
    shift = torch.einsum("oakl,a->o", weight, bias_of(adjust).double()).float()
    merged.bias = nn.Parameter(bias_of(conv) + shift)
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
    joined.bias = nn.Parameter(torch.cat([bias_of(conv) for conv in convs]))
    return joined


def conv_bn(sequence: nn.Sequential) -> nn.Conv2d:
    """The convolution and batch-norm that a sequence starts with, folded."""
    return folded(cast(nn.Conv2d, sequence[0]), sequence[1])


class FastHeads:
    """Adjust layer and all branches."""

    def __init__(self, network: SiamMask, pack_conv: Packer) -> None:
        mask = None if network.mask_model is None else network.mask_model.mask
        branches = network.rpn_model.parts(mask)
        self._scores = len(branches)
        self._has_mask = mask is not None
        joined = list(branches)
        # A score that reads the mask's correlation shares the mask's convolutions.
        self._shares_mask = mask is not None and branches[0].conv_kernel is mask.conv_kernel
        if mask is not None and not self._shares_mask:
            joined.append(mask.parts())
        adjust = conv_bn(network.features.downsample.downsample)
        kernel_convs = [conv_bn(branch.conv_kernel) for branch in joined]
        search_convs = [conv_bn(branch.conv_search) for branch in joined]
        self._adjust: PackedConv | None = None
        if adjust.in_channels < adjust.out_channels:
            kernel_convs = [_after(adjust, conv) for conv in kernel_convs]
            search_convs = [_after(adjust, conv) for conv in search_convs]
        else:
            self._adjust = pack_conv.direct(adjust, None, "none", size=_SEARCH_CELLS)
        self._channels = kernel_convs[0].out_channels
        dense = pack_conv.direct
        self._kernels = dense(_joined(kernel_convs), None, "relu", size=_KERNEL_INPUT)
        scores = _joined(search_convs[: self._scores])
        self._search = pack_conv(scores, None, "relu", size=_SEARCH_CELLS)
        if mask is not None:
            self._search_mask = dense(search_convs[-1], None, "relu", size=_KERNEL_INPUT)
        hidden = [conv_bn(branch.head) for branch in branches]
        last = [folded(cast(nn.Conv2d, branch.head[3])) for branch in branches]
        self._hidden = dense(_joined(hidden, groups=self._scores), None, "relu", size=25)
        self._last = dense(_block_diagonal(last), None, "none", size=25)
        self._score_channels = last[0].out_channels

    def search_map(self, top: Tensor) -> Tensor:
        """What the branches' convolutions read; an exemplar's map is cropped to 7x7."""
        cells = top.shape[3]
        if cells <= EXEMPLAR_MARGIN_CELLS * 2 + _KERNEL_INPUT + 1:
            inside = slice(EXEMPLAR_MARGIN_CELLS, EXEMPLAR_MARGIN_CELLS + _KERNEL_INPUT)
        else:
            inside = slice(0, _SEARCH_CELLS)
        top = channels_last(top[:, :, inside, inside])
        return top if self._adjust is None else self._adjust(top)

    def kernels(self, exemplar_map: Tensor) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """(N, C, 7, 7) -> kernels (N, C, 5, 5) of score, box and mask; None for what is not."""
        joined = self._kernels(exemplar_map)
        parts = [part.contiguous() for part in torch.split(joined, self._channels, 1)]
        box = parts[1] if self._scores > 1 else None
        return parts[0], box, parts[-1] if self._has_mask else None

    def score_and_box(
        self, score_kernel: Tensor, box_kernel: Tensor | None, search_map: Tensor
    ) -> tuple[Tensor, Tensor | None]:
        """Float32 score (N, 2 * anchors or 1, 25, 25) and box (N, 4 * anchors, 25, 25)."""
        kernels = score_kernel if box_kernel is None else torch.cat((score_kernel, box_kernel), 1)
        corr = correlate(self._search(search_map), kernels)
        outputs = self._last(self._hidden(corr)).float()
        score = outputs[:, : self._score_channels].contiguous()
        if box_kernel is None:
            return score, None
        return score, outputs[:, self._score_channels :].contiguous()

    def mask_vectors(
        self, mask_kernel: Tensor, search_map: Tensor, cells: Sequence[tuple[int, int]]
    ) -> Tensor:
        """The mask branch's correlation at one RoW (y, x) per sample: (N, C, 1, 1)."""
        size = _KERNEL_INPUT
        patches = [
            search_map[i : i + 1, :, y : y + size, x : x + size] for i, (y, x) in enumerate(cells)
        ]
        searched = self._search_mask(channels_last(torch.cat(patches)))  # (N, C, 5, 5)
        return (searched * mask_kernel).sum((2, 3), keepdim=True)
