"""What learns, how fast, and the averaged copy of the weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from annotator.tracking.siammask.architectures import (
    BACKBONES,
    NETWORK_CONFIGS,
    SYSTEMS,
    architecture_name,
)
from annotator.tracking.siammask.backbones import MobileNetV2, load_mobilenet_npz
from annotator.tracking.siammask.config import NetworkConfig
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.training.config import ConfigError, TrainingConfig

_BACKBONE_PREFIX = "features.features."
_TENSOR_FILES = (".safetensors", ".pth", ".pt")


def network_config(config: TrainingConfig) -> NetworkConfig:
    """The network that a configuration names.

    Raises:
        ConfigError: there is no such backbone or system, or not together.
    """
    model = config.model
    for key, name, table in (
        ("name", model.name, tuple(BACKBONES)),
        ("system", model.system, tuple(SYSTEMS)),
    ):
        if name not in table:
            known = ", ".join(table)
            raise ConfigError(f"model.{key}: there is no {name}; choose one of {known}.")
    try:
        return NETWORK_CONFIGS[architecture_name(model.system, model.name)]
    except KeyError:
        raise ConfigError(
            f"model.system: {model.system} needs a refinement, and {model.name} has none; "
            f"take {model.system}_base."
        ) from None


def build_network(config: TrainingConfig) -> SiamMask:
    """The network of a configuration with its initial weights, frozen parts marked.

    Raises:
        ConfigError: there is no such network, or its initial weights cannot be read or do not fit.
    """
    network = SiamMask(network_config(config))
    if config.model.backbone_weights is not None:
        _load_backbone(network, config.model.backbone_weights)
    if config.model.initial_checkpoint is not None:
        _load_initial(network, config.model.initial_checkpoint)
    for parameter in frozen_parameters(network, config):
        parameter.requires_grad_(False)
    return network


def _load_backbone(network: SiamMask, path: Path) -> None:
    """From an .npz (MobileNetV2), a file of backbone weights, or a checkpoint of any network."""
    backbone = network.features.features
    try:
        if isinstance(backbone, MobileNetV2) and path.suffix not in _TENSOR_FILES:
            load_mobilenet_npz(backbone, path)
            return
        stored = _tensors(path)
    except (OSError, ValueError) as error:
        raise ConfigError(f"model.backbone_weights: {error}") from error
    stored = {name.removeprefix(_BACKBONE_PREFIX): tensor for name, tensor in stored.items()}
    missing = backbone.load_state_dict(_fitting(backbone, stored), strict=False).missing_keys
    if len(missing) > 0.5 * len(backbone.state_dict()):
        kind = type(backbone).__name__
        raise ConfigError(f"{path} holds no {kind} weights: {missing[0]} is missing.")


def _load_initial(network: SiamMask, path: Path) -> None:
    try:
        stored = _tensors(path)
    except (OSError, ValueError) as error:
        raise ConfigError(f"model.initial_checkpoint: {error}") from error
    fitting = _fitting(network, stored)
    if not fitting:
        raise ConfigError(f"{path} has no tensor of this network; name another checkpoint.")
    network.load_state_dict(fitting, strict=False)


def _tensors(path: Path) -> dict[str, Tensor]:
    if path.suffix == ".safetensors":
        from safetensors.torch import load_file

        return {name: tensor.float() for name, tensor in load_file(path).items()}
    stored = torch.load(path, map_location="cpu", weights_only=True)
    tensors: dict[str, Tensor] = stored.get("state_dict", stored)
    return {name.removeprefix("module."): tensor for name, tensor in tensors.items()}


def _fitting(module: nn.Module, stored: dict[str, Tensor]) -> dict[str, Tensor]:
    """Tensors of `stored` with a name and shape of `module`.

    A 1x1 shortcut of an ordinary ResNet goes into the centre of this network's 3x3 (SPEC 1).
    """
    fitting: dict[str, Tensor] = {}
    for name, wanted in module.state_dict().items():
        tensor = stored.get(name)
        if tensor is None:
            continue
        if tensor.shape != wanted.shape and tensor.shape[:2] == wanted.shape[:2]:
            if tuple(tensor.shape[2:]) != (1, 1):
                continue
            centered = torch.zeros_like(wanted)
            centered[:, :, wanted.shape[2] // 2, wanted.shape[3] // 2] = tensor[:, :, 0, 0]
            tensor = centered
        if tensor.shape == wanted.shape:
            fitting[name] = tensor
    return fitting


def frozen_modules(network: SiamMask, config: TrainingConfig) -> list[nn.Module]:
    """Parts that never learn, early backbone blocks first; their BN stays in eval mode."""
    stages = network.features.features.stages()[: config.model.train_backbone_from]
    frozen = [module for stage in stages for module in stage]
    if config.model.train == "refine":
        # Also what a score that reads the mask's correlation (SiamMask-2B) shares with the mask.
        mask = None if network.mask_model is None else network.mask_model.mask
        scores = [layer for branch in network.rpn_model.parts(mask) for layer in branch]
        frozen = [network.features, *scores]
    return frozen


def frozen_parameters(network: SiamMask, config: TrainingConfig) -> list[nn.Parameter]:
    """Parameters that never learn."""
    frozen = [p for module in frozen_modules(network, config) for p in module.parameters()]
    backbone = network.features.features
    if isinstance(backbone, MobileNetV2):
        # See forward.py: their gradient costs more than it brings.
        layers = list(backbone.blocks)[max(2, config.model.train_backbone_from) :]
        frozen += [p for block in layers for p in block.get_submodule("depthwise").parameters()]
    if config.losses.mask63 == 0 and network.mask_model is not None:
        frozen += list(network.mask_model.mask.head.parameters())
    return frozen


def set_train_mode(network: SiamMask, config: TrainingConfig, *, backbone: bool) -> None:
    """Train mode except for frozen parts, and for the backbone until it `learns`."""
    network.train()
    for module in frozen_modules(network, config):
        module.eval()
    if not backbone:
        network.features.features.eval()


def learning_buffers(network: nn.Module) -> list[Tensor]:
    """Batch-norm statistics that the current train mode lets move."""
    return [
        buffer
        for module in network.modules()
        if module.training
        for buffer in module.buffers(recurse=False)
    ]


def learning_parameters(network: SiamMask) -> list[nn.Parameter]:
    """Everything that may get a gradient."""
    return [parameter for parameter in network.parameters() if parameter.requires_grad]


def build_optimiser(network: SiamMask, config: TrainingConfig) -> torch.optim.Optimizer:
    """AdamW or SGD with two groups: backbone (slower) and the rest; no decay on biases and BN."""
    backbone_ids = {id(p) for p in network.features.features.parameters()}
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for parameter in learning_parameters(network):
        decays = parameter.ndim > 1 or config.optimiser.kind == "sgd"
        groups.setdefault((id(parameter) in backbone_ids, decays), []).append(parameter)
    decay = config.optimiser.weight_decay
    described: list[dict[str, Any]] = [
        {"params": members, "is_backbone": is_backbone, "weight_decay": decay if decays else 0.0}
        for (is_backbone, decays), members in sorted(groups.items(), key=lambda item: item[0])
    ]
    if config.optimiser.kind == "sgd":
        return torch.optim.SGD(
            described, lr=config.optimiser.lr, momentum=config.optimiser.momentum
        )
    return torch.optim.AdamW(described, lr=config.optimiser.lr, fused=True)


def set_learning_rate(
    optimiser: torch.optim.Optimizer, config: TrainingConfig, lr: float, *, backbone: bool
) -> None:
    """Set the rate of every group; a backbone that does not learn yet gets 0."""
    factor = config.optimiser.backbone_lr_factor if backbone else 0.0
    for group in optimiser.param_groups:
        group["lr"] = lr * factor if group["is_backbone"] else lr


class Average:
    """Exponential moving average of weights and buffers, with a half-life in pairs.

    The memory is short at first (a tenth of what was seen), so that early snapshots are usable.
    """

    def __init__(self, network: nn.Module, config: TrainingConfig) -> None:
        self._halflife = config.optimiser.ema_halflife_pairs
        self._batch_size = config.batch_size
        self.state = {name: t.detach().clone() for name, t in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: nn.Module, pairs_seen: int) -> None:
        """Move towards the network's weights after a step."""
        halflife = min(self._halflife, 0.1 * pairs_seen)
        share = 1.0 if halflife <= 0 else 1 - 0.5 ** (self._batch_size / halflife)
        kept, new = [], []
        for name, tensor in network.state_dict().items():
            if tensor.is_floating_point():
                kept.append(self.state[name])
                new.append(tensor)
            else:
                self.state[name].copy_(tensor)
        torch._foreach_lerp_(kept, new, share)
