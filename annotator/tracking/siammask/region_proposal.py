"""The score and box branches of SiamRPN and SiamMask: anchors of five shapes at every RoW."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from annotator.tracking.siammask import anchors
from annotator.tracking.siammask.anchors import Decoded
from annotator.tracking.siammask.config import HyperParameters
from annotator.tracking.siammask.heads import (
    BranchParts,
    Correlate,
    CorrelationBranch,
    ScoreHead,
    depthwise_correlation,
)
from annotator.tracking.training import losses
from annotator.tracking.training.paper_losses import smooth_l1_box_loss
from annotator.tracking.training.targets import (
    RowTargets,
    anchor_targets,
    negative_targets,
    sample_labels,
    training_grid,
)

if TYPE_CHECKING:
    from annotator.tracking.siammask.network import SearchOutputs
    from annotator.tracking.training.config import LossConfig, TargetConfig
    from annotator.tracking.training.pairs import PairBatch

ANCHORS = 5


class RegionProposalHead(ScoreHead):
    """Scores (2 per anchor, background first) and box offsets (4 per anchor)."""

    has_box = True

    def __init__(self, channels: int) -> None:
        super().__init__(channels)
        self.cls = CorrelationBranch(channels, 2 * ANCHORS)
        self.loc = CorrelationBranch(channels, 4 * ANCHORS)

    def kernels(self, exemplar: Tensor, mask_kernel: Tensor | None) -> tuple[Tensor, Tensor | None]:
        return self.cls.kernel(exemplar), self.loc.kernel(exemplar)

    def forward(
        self,
        kernels: tuple[Tensor, Tensor | None],
        search: Tensor,
        mask_corr: Tensor | None,
        correlate: Correlate = depthwise_correlation,
    ) -> tuple[Tensor, Tensor | None]:
        score_kernel, box_kernel = kernels
        assert box_kernel is not None
        return self.cls(score_kernel, search, correlate), self.loc(box_kernel, search, correlate)

    def parts(self, mask: CorrelationBranch | None) -> list[BranchParts]:
        return [self.cls.parts(), self.loc.parts()]

    @staticmethod
    def decode(
        score: NDArray[np.floating],
        box: NDArray[np.floating] | None,
        target_size_crop: tuple[float, float],
        hyper: HyperParameters,
    ) -> Decoded:
        assert box is not None
        return anchors.decode(score, box, target_size_crop, hyper)

    @staticmethod
    def targets(
        box: tuple[float, float, float, float] | None,
        *,
        search_size: int,
        cells: int,
        config: TargetConfig,
        rng: np.random.Generator,
    ) -> RowTargets:
        """SPEC 10.3: by overlap of anchor and box."""
        grid = training_grid(search_size, cells)
        if box is None:
            targets = negative_targets(grid, whole_map=not config.sampled)
            positives, total = 0, 16
        else:
            targets = anchor_targets(grid, box, config)
            positives, total = 16, 64
        if not config.sampled:
            return targets
        labels = sample_labels(targets.labels, rng, positives=positives, total=total)
        return replace(targets, labels=labels)

    @staticmethod
    def losses(outputs: SearchOutputs, batch: PairBatch, weight: LossConfig) -> dict[str, Tensor]:
        """Score and box of L_3B."""
        parts: dict[str, Tensor] = {}
        if weight.score:
            if weight.hard_negatives:
                score = losses.hard_score_loss(outputs.score, batch.labels, weight.hard_negatives)
            else:
                score = losses.balanced_score_loss(outputs.score, batch.labels)
            parts["score"] = score * weight.score
        if weight.box and outputs.box is not None:
            is_smooth = weight.box_kind == "smooth_l1"
            box_loss = smooth_l1_box_loss if is_smooth else losses.box_loss
            box = box_loss(outputs.box, batch.deltas, batch.box_weight)
            parts["box"] = box * weight.box
        return parts
