"""Depth-wise correlation of exemplar and search region, the mask branch, and what a score head is.

Attribute names are those of the official checkpoints (SPEC 2 and appendix).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeAlias

import numpy as np
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn

from annotator.tracking.siammask.anchors import Decoded
from annotator.tracking.siammask.config import HyperParameters

if TYPE_CHECKING:
    from annotator.tracking.siammask.network import SearchOutputs
    from annotator.tracking.training.config import LossConfig, TargetConfig
    from annotator.tracking.training.pairs import PairBatch
    from annotator.tracking.training.targets import RowTargets

Correlate: TypeAlias = Callable[[Tensor, Tensor], Tensor]
"""search map (N, C, H, W), kernel (N, C, h, w) -> (N, C, H - h + 1, W - w + 1)."""


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


def two_layers(channels: int, outputs: int) -> nn.Sequential:
    """What a branch makes of a correlation: 1x1 convolution, BN, ReLU, 1x1 convolution."""
    return nn.Sequential(
        nn.Conv2d(channels, channels, 1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(inplace=True),
        nn.Conv2d(channels, outputs, 1),
    )


class CorrelationBranch(nn.Module):
    """One branch: a convolution on either side, correlation, and two 1x1 convolutions."""

    def __init__(self, channels: int, outputs: int) -> None:
        super().__init__()
        self.conv_kernel = _conv3x3_bn_relu(channels, channels)
        self.conv_search = _conv3x3_bn_relu(channels, channels)
        self.head = two_layers(channels, outputs)

    def kernel(self, exemplar: Tensor) -> Tensor:
        """(N, C, 7, 7) -> correlation kernel (N, C, 5, 5)."""
        kernel: Tensor = self.conv_kernel(exemplar)
        return kernel

    def correlate(
        self, kernel: Tensor, search: Tensor, correlate: Correlate = depthwise_correlation
    ) -> Tensor:
        """kernel (N, C, 5, 5), search (N, C, 31, 31) -> (N, C, 25, 25)."""
        return correlate(self.conv_search(search), kernel)

    def parts(self) -> BranchParts:
        """Its layers."""
        return BranchParts(self.conv_kernel, self.conv_search, self.head)

    def forward(
        self, kernel: Tensor, search: Tensor, correlate: Correlate = depthwise_correlation
    ) -> Tensor:
        output: Tensor = self.head(self.correlate(kernel, search, correlate))
        return output


class BranchParts(NamedTuple):
    """The layers of a branch, for those who evaluate them in another way."""

    conv_kernel: nn.Sequential
    conv_search: nn.Sequential
    head: nn.Sequential


class MaskHead(nn.Module):
    """The mask branch: its correlation feeds the refinement, its head gives 63x63 logits."""

    def __init__(self, channels: int, mask_size: int) -> None:
        super().__init__()
        self.mask = CorrelationBranch(channels, mask_size * mask_size)


class ScoreHead(nn.Module):
    """Scores every RoW, and boxes it where it can. One file holds all that is known of one kind.

    That is: the layers, the way from a score map to a place (`decode`), and what it learns
    (`targets`, `losses`). `has_box`: it boxes; otherwise the box comes from the mask (Min-max) or
    from the best of several scales.
    """

    has_box: ClassVar[bool]

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels

    def kernels(self, exemplar: Tensor, mask_kernel: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """(N, C, 7, 7), and the mask branch's kernel -> kernels of score and, if any, box."""
        raise NotImplementedError

    def forward(
        self,
        kernels: tuple[Tensor, Tensor | None],
        search: Tensor,
        mask_corr: Tensor | None,
        correlate: Correlate = depthwise_correlation,
    ) -> tuple[Tensor, Tensor | None]:
        """kernels, search (N, C, 31, 31), the mask branch's correlation -> score and box maps."""
        raise NotImplementedError

    def parts(self, mask: CorrelationBranch | None) -> list[BranchParts]:
        """The branches of score and, if any, box; `mask` is the mask branch of the network."""
        raise NotImplementedError

    @staticmethod
    def decode(
        score: NDArray[np.floating],
        box: NDArray[np.floating] | None,
        target_size_crop: tuple[float, float],
        hyper: HyperParameters,
    ) -> Decoded:
        """Choose the RoW of one search region; logits as `forward` gave them, without N."""
        raise NotImplementedError

    @staticmethod
    def targets(
        box: tuple[float, float, float, float] | None,
        *,
        search_size: int,
        cells: int,
        config: TargetConfig,
        rng: np.random.Generator,
    ) -> RowTargets:
        """What to learn from a search crop; `box` is x1, y1, x2, y2 in its pixels, None: absent."""
        raise NotImplementedError

    @staticmethod
    def losses(outputs: SearchOutputs, batch: PairBatch, weight: LossConfig) -> dict[str, Any]:
        """Weighted losses (tensors) by the name they have in the log."""
        raise NotImplementedError
