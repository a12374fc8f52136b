"""What a training step minimises: the weighted losses of every branch a network has."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from annotator.tracking.siammask.network import SearchOutputs, SiamMask
from annotator.tracking.training import losses
from annotator.tracking.training.config import TrainingConfig
from annotator.tracking.training.forward import backbone_maps, search_outputs
from annotator.tracking.training.pairs import PairBatch


def pair_losses(
    network: SiamMask, batch: PairBatch, config: TrainingConfig
) -> tuple[Tensor, dict[str, float]]:
    """The weighted sum of all losses of a batch, and each part's value."""
    exemplar = _to_input(batch.exemplar)
    maps = backbone_maps(network, exemplar)
    features = network.exemplar_features(maps, batch.exemplar_mask.float())
    outputs = search_outputs(network, features, _to_input(batch.search))
    parts: dict[str, Tensor] = network.rpn_model.losses(outputs, batch, config.losses)
    iou = math.nan
    if network.mask_model is not None:
        more, iou = _mask_losses(network, outputs, batch, config)
        parts.update(more)
    # A batch without positive pairs has no mask to learn from, stage two then nothing at all.
    total = sum(parts.values(), torch.zeros((), device=batch.search.device))
    return total, {**{name: float(part.detach()) for name, part in parts.items()}, "iou": iou}


def _mask_losses(
    network: SiamMask, outputs: SearchOutputs, batch: PairBatch, config: TrainingConfig
) -> tuple[dict[str, Tensor], float]:
    weight = config.losses
    used = batch.cells[..., 0] >= 0  # (N, M)
    batch_index = torch.nonzero(used)[:, 0]
    if not len(batch_index):
        return {}, math.nan
    cells = batch.cells[used]
    target = batch.search_mask.float() * 2 - 1
    padding = outputs.margin_cells * losses.STRIDE
    windows = losses.mask_windows(target, batch_index, cells, padding=padding)
    parts: dict[str, Tensor] = {}
    quality = None
    is_paper = weight.mask_kind == "soft_margin"
    mask_loss = losses.soft_margin_mask_loss if is_paper else losses.known_mask_loss
    if weight.mask63:
        logits = network.mask63(outputs, batch_index, cells)
        parts["mask63"] = weight.mask63 * mask_loss(logits, windows)
        quality = losses.mask_quality(logits, windows)
    if network.refine_model is not None and weight.refine:
        logits = network.refine(outputs, batch_index, cells)
        parts["refine"] = weight.refine * mask_loss(logits, windows)
        if weight.dice:
            parts["dice"] = weight.dice * losses.dice_loss(logits, windows)
        quality = losses.mask_quality(logits, windows)
    return parts, math.nan if quality is None else quality.mean_iou


def _to_input(crop: Tensor) -> Tensor:
    """(N, S, S, 3) uint8 -> (N, 3, S, S) float32, channels last in memory."""
    return crop.permute(0, 3, 1, 2).float()
