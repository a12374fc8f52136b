"""Every network by its name: the systems of the paper, each on every backbone.

A new backbone is one new file (a `Backbone`, as `alexnet.py`) and a line of `BACKBONES`; it then
carries every system. A new way to score is one new file (a `ScoreHead`, as `similarity.py`) and a
line of `SYSTEMS`; it then runs on every backbone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.tracking.siammask.alexnet import AlexNet
from annotator.tracking.siammask.backbones import Backbone, MobileNetV2, ResNet50
from annotator.tracking.siammask.config import (
    BASE_SETTINGS,
    DAVIS_SETTINGS,
    LIGHT_SETTINGS,
    MASK_SIZE,
    REFINED_SIZE,
    SIAMFC_SETTINGS,
    TWO_BRANCH_SETTINGS,
    HyperParameters,
    NetworkConfig,
)
from annotator.tracking.siammask.heads import ScoreHead
from annotator.tracking.siammask.region_proposal import RegionProposalHead
from annotator.tracking.siammask.similarity import MaskSimilarityHead, SimilarityHead


@dataclass(frozen=True)
class System:
    """What stands on a backbone, and the hyper-parameters it starts from."""

    head: type[ScoreHead]
    hyper: HyperParameters
    has_mask: bool = False
    has_refinement: bool = False


BACKBONES: dict[str, type[Backbone]] = {
    "resnet50": ResNet50,
    "mobilenetv2": MobileNetV2,
    "alexnet": AlexNet,
}

SYSTEMS: dict[str, System] = {
    "siammask": System(RegionProposalHead, DAVIS_SETTINGS, has_mask=True, has_refinement=True),
    "siammask_base": System(RegionProposalHead, BASE_SETTINGS, has_mask=True),
    "siammask_2b": System(
        MaskSimilarityHead, TWO_BRANCH_SETTINGS, has_mask=True, has_refinement=True
    ),
    "siammask_2b_base": System(MaskSimilarityHead, TWO_BRANCH_SETTINGS, has_mask=True),
    "siamrpn": System(RegionProposalHead, BASE_SETTINGS),
    "siamfc": System(SimilarityHead, SIAMFC_SETTINGS),
}

# The published networks have their own names.
_PUBLISHED = {
    "siammask_resnet50": "siammask_sharp",
    "siammask_base_resnet50": "siammask_base",
    "siamrpn_resnet50": "siamrpn_resnet",
}


def architecture_name(system: str, backbone: str) -> str:
    """The name of a system on a backbone, as checkpoints have it. KeyError: there is none."""
    name = f"{system}_{backbone}"
    name = _PUBLISHED.get(name, name)
    NETWORK_CONFIGS[name]
    return name


def _all_networks() -> tuple[dict[str, NetworkConfig], dict[str, HyperParameters]]:
    networks, settings = {}, {}
    for backbone_name, backbone in BACKBONES.items():
        for system_name, system in SYSTEMS.items():
            if system.has_refinement and backbone.refinement is None:
                continue
            name = f"{system_name}_{backbone_name}"
            name = _PUBLISHED.get(name, name)
            networks[name] = NetworkConfig(
                name,
                backbone_name,
                backbone,
                system.head,
                system.has_mask,
                system.has_refinement,
            )
            settings[name] = replace(
                system.hyper,
                base_size=2 * backbone.margin_cells,
                mask_size=REFINED_SIZE if system.has_refinement else MASK_SIZE,
            )
    return networks, settings


NETWORK_CONFIGS, DEFAULT_SETTINGS = _all_networks()
DEFAULT_SETTINGS["siammask_mobilenetv2"] = LIGHT_SETTINGS

SIAMMASK_RESNET50 = NETWORK_CONFIGS["siammask_sharp"]
SIAMMASK_RESNET50_BASE = NETWORK_CONFIGS["siammask_base"]
SIAMRPN_RESNET50 = NETWORK_CONFIGS["siamrpn_resnet"]
SIAMMASK_MOBILENETV2 = NETWORK_CONFIGS["siammask_mobilenetv2"]
