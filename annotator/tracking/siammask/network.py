"""SiamMask and its relatives: wires backbone, heads and refinement; holds weights, nothing else.

What a tracker must remember of an object is `ExemplarFeatures`, a value: one network serves any
number of objects, and several of them in one call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from annotator.tracking.siammask.backbones import Backbone, BackboneMaps
from annotator.tracking.siammask.config import MASK_SIZE, NetworkConfig
from annotator.tracking.siammask.heads import Correlate, MaskHead, depthwise_correlation
from annotator.tracking.siammask.refine import Guidance, GuidanceKeys, Refinement, crop_windows

# Maps narrower than this come from an exemplar (15..18 cells) or from the 143-pixel search crop
# of refinement training; four cells are cut from each of their sides (SPEC 1).
_CROP_BELOW_CELLS = 20


@dataclass(frozen=True)
class ExemplarFeatures:
    """What the network needs of N exemplars: correlation kernels and, with guidance, keys.

    Kernels are (N, C, 5, 5); None for a branch that the network does not have. A score that reads
    the mask's correlation (SiamMask-2B) has the mask's kernel.
    """

    score_kernel: Tensor
    box_kernel: Tensor | None = None
    mask_kernel: Tensor | None = None
    keys: GuidanceKeys | None = None

    def __len__(self) -> int:
        return int(self.score_kernel.shape[0])

    def detach(self) -> ExemplarFeatures:
        """The same values without gradient."""
        return _map_tensors(self, Tensor.detach)

    def select(self, index: Sequence[int] | Tensor) -> ExemplarFeatures:
        """The exemplars at `index`, in that order."""
        positions = torch.as_tensor(index, device=self.score_kernel.device)
        return _map_tensors(self, lambda tensor: tensor.index_select(0, positions))

    @staticmethod
    def stack(parts: Sequence[ExemplarFeatures]) -> ExemplarFeatures:
        """Exemplars of several objects as one batch. Key sets are padded to the longest."""
        if len(parts) == 1:
            return parts[0]
        return ExemplarFeatures(
            torch.cat([part.score_kernel for part in parts]),
            _cat([part.box_kernel for part in parts]),
            _cat([part.mask_kernel for part in parts]),
            None
            if parts[0].keys is None
            else _stack_keys([part.keys for part in parts if part.keys is not None]),
        )


def _cat(kernels: Sequence[Tensor | None]) -> Tensor | None:
    present = [kernel for kernel in kernels if kernel is not None]
    return torch.cat(present) if present else None


def _map_tensors(
    features: ExemplarFeatures, function: Callable[[Tensor], Tensor]
) -> ExemplarFeatures:
    keys = features.keys
    return ExemplarFeatures(
        function(features.score_kernel),
        None if features.box_kernel is None else function(features.box_kernel),
        None if features.mask_kernel is None else function(features.mask_kernel),
        None if keys is None else GuidanceKeys(*(function(tensor) for tensor in keys)),
    )


def _stack_keys(parts: list[GuidanceKeys]) -> GuidanceKeys:
    longest = max(part.keys.shape[1] for part in parts)

    def padded(tensor: Tensor) -> Tensor:
        missing = longest - tensor.shape[1]
        if missing == 0:
            return tensor
        shape = (tensor.shape[0], missing, *tensor.shape[2:])
        return torch.cat((tensor, tensor.new_zeros(shape)), 1)

    return GuidanceKeys(
        *(torch.cat([padded(t) for t in column]) for column in zip(*parts, strict=True))
    )


@dataclass(frozen=True)
class SearchOutputs:
    """Results for N search regions, S = 25 cells per side at a 255 crop (AlexNet: 17).

    score: logits (N, 2 * anchors, S, S), background channels first, or (N, 1, S, S) of a
    similarity. box (N, 4 * anchors, S, S), None without a box branch.
    mask_corr (N, C, S, S): what mask head and refinement read, None without a mask branch.
    levels: backbone maps at strides 2, 4, 8. margin_cells: cells that the window of RoW 0 lies
    outside of the maps (4 at a 255 crop, 0 where the adjusted map was cropped).
    search_map and mask_kernel take the place of mask_corr in `fast_cpu`, which evaluates the mask
    branch at the chosen RoW only.
    """

    score: Tensor
    box: Tensor | None
    mask_corr: Tensor | None
    levels: tuple[Tensor, Tensor, Tensor]
    margin_cells: int
    keys: GuidanceKeys | None = None
    search_map: Tensor | None = None
    mask_kernel: Tensor | None = None


class AdjustLayer(nn.Module):
    """1x1 convolution and BN, no ReLU, shared by exemplar and search region (SPEC 1)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.downsample = nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs)
        )

    def forward(self, top: Tensor) -> Tensor:
        adjusted: Tensor = self.downsample(top)
        return adjusted


class Features(nn.Module):
    """Backbone and adjust layer, under the names of the official checkpoints."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.features: Backbone = config.backbone()
        self.downsample = AdjustLayer(self.features.top_channels, config.head_channels)


class SiamMask(nn.Module):
    """A Siamese network that scores, boxes and masks the exemplar's object in a search region.

    Crops are BGR, float 0..255, (N, 3, S, S). state_dict names of the ResNet-50 networks are
    those of the official code (SPEC appendix).
    """

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
        channels = config.head_channels
        self.features = Features(config)
        self.rpn_model = config.head(channels)
        self.mask_model = MaskHead(channels, MASK_SIZE) if config.has_mask else None
        self.guidance = Guidance() if config.guidance else None
        self.refine_model: Refinement | None = None
        if config.has_refinement:
            if config.backbone.refinement is None:
                raise ValueError(f"there is no refinement for {config.backbone.__name__}")
            self.refine_model = config.backbone.refinement(
                channels, Guidance.channels if config.guidance else 0
            )

    def backbone(self, crop: Tensor) -> BackboneMaps:
        """Backbone maps of a crop, before the adjust layer."""
        maps: BackboneMaps = self.features.features(crop)
        return maps

    def adjust(self, top: Tensor) -> tuple[Tensor, int]:
        """Adjusted map and its margin (4 cells for an uncropped search map, 0 for a cropped one).

        ResNet: 31 cells stay, 15 become 7. MobileNetV2: its last cell has no counterpart at the
        other rim and goes: 32 become 31 (cells 0..30), 16 become 7 (cells 4..10).
        AlexNet pads nothing: its maps stay as they are, and its margin is 0.
        """
        margin = self.config.backbone.margin_cells
        end = top.shape[3] - self.config.backbone.spare_cells
        if margin and top.shape[3] < _CROP_BELOW_CELLS:
            inside = slice(margin, end - margin)
            adjusted: Tensor = self.features.downsample(top)[:, :, inside, inside]
            return adjusted, 0
        return self.features.downsample(top[:, :, :end, :end]), margin

    def exemplar(self, crop: Tensor, mask: Tensor | None = None) -> ExemplarFeatures:
        """Features of exemplars: crop (N, 3, 127, 127), mask (N, 127, 127) of 0..1 or None.

        The mask only matters to a network with guidance; an all-zero one counts as unknown.
        """
        maps = self.backbone(crop)
        return self.exemplar_features(maps, mask)

    def exemplar_features(self, maps: BackboneMaps, mask: Tensor | None) -> ExemplarFeatures:
        """The part of `exemplar` after the backbone."""
        adjusted, _ = self.adjust(maps.top)  # (N, C, 7, 7)
        mask_kernel = None if self.mask_model is None else self.mask_model.mask.kernel(adjusted)
        keys = None if self.guidance is None else self.guidance.keys(maps.levels[2], mask)
        score_kernel, box_kernel = self.rpn_model.kernels(adjusted, mask_kernel)
        return ExemplarFeatures(score_kernel, box_kernel, mask_kernel, keys)

    def search(self, features: ExemplarFeatures, crop: Tensor) -> SearchOutputs:
        """Score, box and mask correlation of N search regions for N exemplars, pairwise.

        crop (N, 3, 255, 255).
        """
        return self.respond(features, self.backbone(crop))

    def respond(
        self,
        features: ExemplarFeatures,
        maps: BackboneMaps,
        correlate: Correlate = depthwise_correlation,
    ) -> SearchOutputs:
        """The part of `search` after the backbone."""
        adjusted, margin = self.adjust(maps.top)  # (N, C, 31, 31)
        mask_corr = None
        if self.mask_model is not None and features.mask_kernel is not None:
            mask_corr = self.mask_model.mask.correlate(features.mask_kernel, adjusted, correlate)
        kernels = features.score_kernel, features.box_kernel
        score, box = self.rpn_model(kernels, adjusted, mask_corr, correlate)
        return SearchOutputs(score, box, mask_corr, maps.levels, margin, features.keys)

    def mask63_map(self, outputs: SearchOutputs) -> Tensor:
        """Unrefined mask logits of every RoW: (N, 3969, S, S), channel = row * 63 + column."""
        if self.mask_model is None or outputs.mask_corr is None:
            raise ValueError(f"{self.config.name} has no mask branch")
        logits: Tensor = self.mask_model.mask.head(outputs.mask_corr)
        return logits

    def mask63(self, outputs: SearchOutputs, batch_index: Tensor, cells: Tensor) -> Tensor:
        """Unrefined mask logits (K, 63, 63) of chosen RoWs: batch_index (K,), cells (K, 2) y, x."""
        if self.mask_model is None:
            raise ValueError(f"{self.config.name} has no mask branch")
        vectors = self.correlation_vectors(outputs, batch_index, cells)
        logits: Tensor = self.mask_model.mask.head(vectors)  # (K, 3969, 1, 1)
        return logits.reshape(-1, MASK_SIZE, MASK_SIZE)

    def correlation_vectors(
        self, outputs: SearchOutputs, batch_index: Tensor, cells: Tensor
    ) -> Tensor:
        """The mask correlation at chosen RoWs: (K, C, 1, 1)."""
        if outputs.mask_corr is None:
            raise ValueError(f"{self.config.name} has no mask branch")
        vectors = outputs.mask_corr[batch_index, :, cells[:, 0], cells[:, 1]]
        return vectors[:, :, None, None]

    def refinement_windows(
        self, outputs: SearchOutputs, batch_index: Tensor, cells: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The three windows of the backbone maps that belong to chosen RoWs."""
        if self.refine_model is None:
            raise ValueError(f"{self.config.name} has no refinement")
        samples = [int(i) for i in batch_index.tolist()]
        margin = outputs.margin_cells
        origins = [(int(y) - margin, int(x) - margin) for y, x in cells.tolist()]
        windows = []
        for level, geometry in zip(outputs.levels, self.refine_model.windows, strict=True):
            starts = [(geometry.stride * y, geometry.stride * x) for y, x in origins]
            windows.append(crop_windows(level, samples, starts, geometry.size))
        return windows[0], windows[1], windows[2]

    def refine(self, outputs: SearchOutputs, batch_index: Tensor, cells: Tensor) -> Tensor:
        """Refined mask logits (K, 127, 127) of chosen RoWs: batch_index (K,), cells (K, 2) y, x."""
        windows = self.refinement_windows(outputs, batch_index, cells)
        vectors = self.correlation_vectors(outputs, batch_index, cells)
        guidance = None
        if self.guidance is not None and outputs.keys is not None:
            chosen = GuidanceKeys(*(tensor[batch_index] for tensor in outputs.keys))
            guidance = self.guidance(windows[2], chosen)
        assert self.refine_model is not None
        logits: Tensor = self.refine_model(vectors, windows, guidance)
        return logits
