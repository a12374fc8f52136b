"""Depth-wise correlation of exemplar and search region, and the score, box and mask branches.

Attribute names are those of the official checkpoints (SPEC 2 and appendix).
"""

from __future__ import annotations

import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn


def depthwise_correlation(search: Tensor, kernel: Tensor) -> Tensor:
    """Valid cross-correlation of every channel of every sample with its own kernel.

    search (N, C, H, W), kernel (N, C, h, w) -> (N, C, H - h + 1, W - w + 1).
    """
    samples, channels = kernel.shape[:2]
    correlated = F.conv2d(
        search.reshape(1, samples * channels, *search.shape[2:]),
        kernel.reshape(samples * channels, 1, *kernel.shape[2:]),
        groups=samples * channels,
    )
    return correlated.reshape(samples, channels, *correlated.shape[2:])


def _conv3x3_bn_relu(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class CorrelationBranch(nn.Module):
    """One branch: a convolution on either side, correlation, and two 1x1 convolutions."""

    def __init__(self, channels: int, outputs: int) -> None:
        super().__init__()
        self.conv_kernel = _conv3x3_bn_relu(channels, channels)
        self.conv_search = _conv3x3_bn_relu(channels, channels)
        self.head = nn.Sequential(
            nn.Conv2d(channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, outputs, 1),
        )

    def kernel(self, exemplar: Tensor) -> Tensor:
        """(N, C, 7, 7) -> correlation kernel (N, C, 5, 5)."""
        kernel: Tensor = self.conv_kernel(exemplar)
        return kernel

    def correlate(self, kernel: Tensor, search: Tensor) -> Tensor:
        """kernel (N, C, 5, 5), search (N, C, 31, 31) -> (N, C, 25, 25)."""
        return depthwise_correlation(self.conv_search(search), kernel)

    def forward(self, kernel: Tensor, search: Tensor) -> Tensor:
        output: Tensor = self.head(self.correlate(kernel, search))
        return output


class ScoreAndBoxHead(nn.Module):
    """Region proposal: scores (2 per anchor, background first) and box offsets (4 per anchor)."""

    def __init__(self, channels: int, anchors: int) -> None:
        super().__init__()
        self.cls = CorrelationBranch(channels, 2 * anchors)
        self.loc = CorrelationBranch(channels, 4 * anchors)


class MaskHead(nn.Module):
    """The mask branch: its correlation feeds the refinement, its head gives 63x63 logits."""

    def __init__(self, channels: int, mask_size: int) -> None:
        super().__init__()
        self.mask = CorrelationBranch(channels, mask_size * mask_size)
