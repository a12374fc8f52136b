"""Shapes of the networks and hyper-parameters of the tracker, as frozen values.

Names follow the paper's code: anchor, window influence, penalty k, context amount (SPEC 6 and 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.tracking.siammask.backbones import Backbone
    from annotator.tracking.siammask.heads import ScoreHead

EXEMPLAR_SIZE = 127  # side of the exemplar crop, pixels
SEARCH_SIZE = 255  # side of the search crop, pixels
STRIDE = 8  # pixels of a crop per cell of the score map
SCORE_SIZE = 25  # cells per side of the score map at a 255-pixel search crop
EXEMPLAR_MARGIN_CELLS = 4  # of padded backbones: the window of cell 0 starts this far outside
MASK_SIZE = 63  # side of the unrefined mask, cells
REFINED_SIZE = 127  # side of the refined mask, pixels of the search crop


@dataclass(frozen=True)
class NetworkConfig:
    """What a network is made of; two networks with equal configs have equal state_dict names.

    `name` is the architecture written into checkpoints; all of them are in `architectures`.
    """

    name: str
    backbone_name: str
    backbone: type[Backbone]
    head: type[ScoreHead]
    has_mask: bool
    has_refinement: bool

    @property
    def head_channels(self) -> int:
        """Channels of the branches."""
        return self.backbone.head_channels

    @property
    def guidance(self) -> bool:
        """Whether the exemplar's mask is an extra input of the refinement."""
        refinement = self.backbone.refinement
        return self.has_refinement and refinement is not None and refinement.takes_guidance

    def response_cells(self, search_size: int) -> int:
        """Cells per side of the score map for a search crop of that side.

        25 at 255 pixels, 17 without padding, 3 at the 143 pixels of the paper's second stage, whose
        maps are cut like an exemplar's.
        """
        cells = (search_size - EXEMPLAR_SIZE) // STRIDE + 1
        return cells + 2 * self.backbone.margin_cells if search_size >= SEARCH_SIZE else cells


@dataclass(frozen=True)
class HyperParameters:
    """Per-frame inference settings (SPEC 7). The defaults are those of siammask_base.

    `size_lr` is the paper code's `lr`: how far the size follows the prediction, times penalty
    and score. `mask_threshold` binarises the mask's probability (strictly above).
    `mask_size` is the side of the mask that is pasted back: 127 refined, 63 not.

    Three matter only to a calibrated score (`score`, `recovery`): an object is lost below
    `lost_below` (0: never), then `lost_places` more places are searched in every frame, and
    one above `found_above` is taken.

    `scale_steps` (odd) and `scale_step` are SiamFC's pyramid for networks without a box branch: how
    many sizes of the target are tried in a frame, and the ratio of two neighbours; the odds of all
    but the present size are multiplied by `scale_penalty`. With one step the box of such a network
    is the Min-max box of its mask.

    `lesson_ridge` is the pull towards the network's mask where a known mask teaches (`lesson`); 0:
    nothing is taught.

    `edge_radius` is how far, in mask pixels, the edges of a mask are drawn to those of the picture
    (`guided_filter`); 0: not. `edge_epsilon` is the variance of colours, of 0..1, that is flat.
    """

    penalty_k: float = 0.09
    window_influence: float = 0.39
    size_lr: float = 0.38
    mask_threshold: float = 0.30
    mask_size: int = MASK_SIZE
    context_amount: float = 0.5
    exemplar_size: int = EXEMPLAR_SIZE
    search_size: int = SEARCH_SIZE
    stride: int = STRIDE
    base_size: int = 8
    anchor_ratios: tuple[float, ...] = (0.33, 0.5, 1.0, 2.0, 3.0)
    anchor_scale: float = 8.0
    lost_below: float = 0.0
    lost_places: int = 1
    found_above: float = 0.5
    lesson_ridge: float = 0.0
    edge_radius: int = 0
    edge_epsilon: float = 1e-4
    scale_steps: int = 1
    scale_step: float = 1.0375
    scale_penalty: float = 0.9745

    @property
    def score_size(self) -> int:
        """Cells per side of the score map."""
        return (self.search_size - self.exemplar_size) // self.stride + 1 + self.base_size


BASE_SETTINGS = HyperParameters()
DAVIS_SETTINGS = HyperParameters(0.04, 0.40, 1.00, 0.35, REFINED_SIZE)
VOT_SETTINGS = HyperParameters(0.04, 0.42, 0.25, 0.30, REFINED_SIZE)
VOT18_SETTINGS = HyperParameters(0.10, 0.41, 0.32, 0.15, REFINED_SIZE)
LIGHT_SETTINGS = HyperParameters(
    0.04, 0.40, 1.00, 0.35, REFINED_SIZE, lost_below=0.1, lesson_ridge=30.0, edge_radius=3
)

# SiamFC's own values; the paper gives none for its two-branch variant.
SIAMFC_SETTINGS = HyperParameters(window_influence=0.176, size_lr=0.59, scale_steps=3)
TWO_BRANCH_SETTINGS = HyperParameters(window_influence=0.176, size_lr=1.0, mask_threshold=0.35)
