"""Shapes of the networks and hyper-parameters of the tracker, as frozen values.

Names follow the paper's code: anchor, window influence, penalty k, context amount (SPEC 6 and 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BackboneName = Literal["resnet50", "mobilenetv2", "alexnet"]

EXEMPLAR_SIZE = 127  # side of the exemplar crop, pixels
SEARCH_SIZE = 255  # side of the search crop, pixels
STRIDE = 8  # pixels of a crop per cell of the score map
SCORE_SIZE = 25  # cells per side of the score map at a 255-pixel search crop
EXEMPLAR_MARGIN_CELLS = 4  # the exemplar's window of cell 0 starts this many cells outside
MASK_SIZE = 63  # side of the unrefined mask, cells
REFINED_SIZE = 127  # side of the refined mask, pixels of the search crop


@dataclass(frozen=True)
class NetworkConfig:
    """What a network is made of; two networks with equal configs have equal state_dict names.

    `name` is the architecture written into checkpoints. `guidance` adds the exemplar's mask as
    extra input of the refinement (only for the MobileNetV2 backbone).
    """

    name: str
    backbone: BackboneName
    head_channels: int = 256
    anchors: int = 5
    has_mask: bool = True
    has_refinement: bool = True
    guidance: bool = False


SIAMMASK_RESNET50 = NetworkConfig("siammask_sharp", "resnet50")
SIAMMASK_RESNET50_BASE = NetworkConfig("siammask_base", "resnet50", has_refinement=False)
SIAMRPN_RESNET50 = NetworkConfig("siamrpn_resnet", "resnet50", has_mask=False, has_refinement=False)
SIAMMASK_MOBILENETV2 = NetworkConfig(
    "siammask_mobilenetv2", "mobilenetv2", head_channels=192, guidance=True
)

SIAMRPN_ALEXNET = NetworkConfig("siamrpn_alexnet", "alexnet", has_mask=False, has_refinement=False)
SIAMMASK_ALEXNET = NetworkConfig("siammask_alexnet", "alexnet", has_refinement=False)

NETWORK_CONFIGS: dict[str, NetworkConfig] = {
    config.name: config
    for config in (
        SIAMMASK_RESNET50,
        SIAMMASK_RESNET50_BASE,
        SIAMRPN_RESNET50,
        SIAMMASK_MOBILENETV2,
        SIAMRPN_ALEXNET,
        SIAMMASK_ALEXNET,
    )
}


@dataclass(frozen=True)
class HyperParameters:
    """Per-frame inference settings (SPEC 7). The defaults are those of siammask_base.

    `size_lr` is the paper code's `lr`: how far the size follows the prediction, times penalty
    and score. `mask_threshold` binarises the mask's probability (strictly above).
    `mask_size` is the side of the mask that is pasted back: 127 refined, 63 not.

    Three matter only to a calibrated score (`score`, `recovery`): an object is lost below
    `lost_below` (0: never), then `lost_places` more places are searched in every frame, and
    one above `found_above` is taken.

    `lesson_ridge` is the pull towards the network's mask where a known mask teaches (`lesson`); 0:
    nothing is taught.
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

    @property
    def score_size(self) -> int:
        """Cells per side of the score map."""
        return (self.search_size - self.exemplar_size) // self.stride + 1 + self.base_size


BASE_SETTINGS = HyperParameters()
DAVIS_SETTINGS = HyperParameters(0.04, 0.40, 1.00, 0.35, REFINED_SIZE)
VOT_SETTINGS = HyperParameters(0.04, 0.42, 0.25, 0.30, REFINED_SIZE)
VOT18_SETTINGS = HyperParameters(0.10, 0.41, 0.32, 0.15, REFINED_SIZE)
LIGHT_SETTINGS = HyperParameters(
    0.04, 0.40, 1.00, 0.35, REFINED_SIZE, lost_below=0.1, lesson_ridge=30.0
)

ALEXNET_SETTINGS = HyperParameters(base_size=0)

DEFAULT_SETTINGS: dict[str, HyperParameters] = {
    SIAMMASK_RESNET50.name: DAVIS_SETTINGS,
    SIAMMASK_RESNET50_BASE.name: BASE_SETTINGS,
    SIAMRPN_RESNET50.name: BASE_SETTINGS,
    SIAMMASK_MOBILENETV2.name: LIGHT_SETTINGS,
    SIAMRPN_ALEXNET.name: ALEXNET_SETTINGS,
    SIAMMASK_ALEXNET.name: ALEXNET_SETTINGS,
}
