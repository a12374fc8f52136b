"""The one-channel score of SiamFC and of SiamMask's two-branch variant: how alike is each RoW?

It says where the target is, not how large: SiamFC looks at several scales and takes the best
(`HyperParameters.scale_steps`); SiamMask-2B takes the Min-max box of its mask. Place and window are
SiamFC's: the map is interpolated to single pixels of the crop, the map and the cosine window each
sum to one. Learned with L_sim (SPEC 10.6).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from annotator.tracking.siammask.anchors import Decoded
from annotator.tracking.siammask.config import HyperParameters
from annotator.tracking.siammask.heads import (
    BranchParts,
    Correlate,
    CorrelationBranch,
    ScoreHead,
    depthwise_correlation,
    two_layers,
)
from annotator.tracking.training.paper_losses import similarity_labels, similarity_loss
from annotator.tracking.training.targets import RowTargets

if TYPE_CHECKING:
    from annotator.tracking.siammask.network import SearchOutputs
    from annotator.tracking.training.config import LossConfig, TargetConfig
    from annotator.tracking.training.pairs import PairBatch


class SimilarityHead(ScoreHead):
    """SiamFC: a correlation of its own and one channel."""

    has_box = False

    def __init__(self, channels: int) -> None:
        super().__init__(channels)
        self.score = CorrelationBranch(channels, 1)

    def kernels(self, exemplar: Tensor, mask_kernel: Tensor | None) -> tuple[Tensor, Tensor | None]:
        return self.score.kernel(exemplar), None

    def forward(
        self,
        kernels: tuple[Tensor, Tensor | None],
        search: Tensor,
        mask_corr: Tensor | None,
        correlate: Correlate = depthwise_correlation,
    ) -> tuple[Tensor, Tensor | None]:
        return self.score(kernels[0], search, correlate), None

    def parts(self, mask: CorrelationBranch | None) -> list[BranchParts]:
        return [self.score.parts()]

    @staticmethod
    def decode(
        score: NDArray[np.floating],
        box: NDArray[np.floating] | None,
        target_size_crop: tuple[float, float],
        hyper: HyperParameters,
    ) -> Decoded:
        """score (1, S, S). The size is the target's, to be followed at `size_lr`."""
        step, size = hyper.stride, hyper.score_size
        fine = to_pixels(score[0], step)
        rising = fine - fine.min()
        ranking = rising / max(float(rising.sum()), 1e-12) * (1 - hyper.window_influence)
        ranking += pixel_window(len(fine)) * hyper.window_influence
        y, x = np.unravel_index(int(np.argmax(ranking)), ranking.shape)
        row, column = (min(size - 1, round(float(at) / step)) for at in (y, x))
        middle = (size // 2) * step
        return Decoded(
            best_id=row * size + column,
            cell=(row, column),
            score=float(1 / (1 + np.exp(-float(fine[y, x])))),
            penalty=1.0,
            offset_crop=(float(x) - middle, float(y) - middle),
            size_crop=target_size_crop,
            size_rate=hyper.size_lr,
        )

    @staticmethod
    def targets(
        box: tuple[float, float, float, float] | None,
        *,
        search_size: int,
        cells: int,
        config: TargetConfig,
        rng: np.random.Generator,
    ) -> RowTargets:
        """SiamFC's rule: positive within `positive_radius` of the centre, all others negative."""
        shape = (1, cells, cells)
        zeros = np.zeros((4, *shape), np.float32)
        if box is None:
            return RowTargets(np.zeros(shape, np.int8), zeros, zeros[0])
        center = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]) - search_size // 2
        labels = similarity_labels(
            torch.from_numpy(center[None]),
            torch.tensor([True]),
            size=cells,
            radius=config.positive_radius,
        )
        at = (np.arange(cells) - (cells - 1) / 2) * 8
        away = np.hypot((at - center[1])[:, None], (at - center[0])[None, :])
        nearness = 1 / (1 + away[None].astype(np.float32))
        return RowTargets(labels.numpy().astype(np.int8), zeros, nearness)

    @staticmethod
    def losses(outputs: SearchOutputs, batch: PairBatch, weight: LossConfig) -> dict[str, Tensor]:
        """L_sim, the same for SiamFC and L_2B."""
        if not weight.score:
            return {}
        loss = similarity_loss(outputs.score, batch.labels[:, 0].float())
        return {"score": loss * weight.score}


class MaskSimilarityHead(SimilarityHead):
    """SiamMask-2B: two more 1x1 convolutions on the mask branch's correlation."""

    def __init__(self, channels: int) -> None:
        ScoreHead.__init__(self, channels)
        self.head = two_layers(channels, 1)

    def kernels(self, exemplar: Tensor, mask_kernel: Tensor | None) -> tuple[Tensor, Tensor | None]:
        assert mask_kernel is not None
        return mask_kernel, None

    def forward(
        self,
        kernels: tuple[Tensor, Tensor | None],
        search: Tensor,
        mask_corr: Tensor | None,
        correlate: Correlate = depthwise_correlation,
    ) -> tuple[Tensor, Tensor | None]:
        assert mask_corr is not None
        return self.head(mask_corr), None

    def parts(self, mask: CorrelationBranch | None) -> list[BranchParts]:
        assert mask is not None
        return [BranchParts(mask.conv_kernel, mask.conv_search, self.head)]


def to_pixels(cells: NDArray[np.floating], step: int) -> NDArray[np.float64]:
    """(S, S) -> ((S - 1) * step + 1,) * 2, bicubic; every `step`-th value is that of a cell."""
    at = np.arange((len(cells) - 1) * step + 1, dtype=np.float32) / step
    x, y = np.meshgrid(at, at)
    fine = cv2.remap(
        np.asarray(cells, np.float32), x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(fine, np.float64)


@lru_cache(maxsize=8)
def pixel_window(size: int) -> NDArray[np.float64]:
    """(size, size) outer product of two Hanning windows; its sum is 1."""
    hanning = np.hanning(size)
    window = np.outer(hanning, hanning)
    window /= window.sum()
    window.setflags(write=False)
    return window
