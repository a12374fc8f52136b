"""Makes a network fast on this machine: device, precision, folded batch-norm, memory format."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from annotator.tracking.siammask.config import NetworkConfig
from annotator.tracking.siammask.network import ExemplarFeatures, SearchOutputs, SiamMask
from annotator.tracking.tracker import TrackingError


def set_threads(threads: int | None) -> None:
    """Threads of the network; None leaves torch's choice, one per core."""
    if threads is not None:
        torch.set_num_threads(threads)


def choose_device(wanted: str) -> torch.device:
    """auto, cpu, cuda or mps -> a device that exists. Raises TrackingError when it does not."""
    has = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if wanted == "auto":
        return torch.device(next(name for name, exists in has.items() if exists))
    if not has.get(wanted, False):
        raise TrackingError(f"there is no {wanted} device here; use --device auto or cpu")
    return torch.device(wanted)


def choose_precision(wanted: str, device: torch.device) -> torch.dtype:
    """auto, float32 or bfloat16 -> a number format."""
    if wanted == "bfloat16":
        return torch.bfloat16
    return torch.float32


class Runtime:
    """Runs a network for inference. The network must not be trained while it is used here."""

    def __init__(
        self,
        network: SiamMask,
        *,
        device: torch.device | str = "cpu",
        precision: torch.dtype = torch.float32,
    ) -> None:
        self.device = torch.device(device)
        self.precision = precision
        self.network = network.eval().to(self.device)

    @property
    def config(self) -> NetworkConfig:
        """What the network is made of."""
        return self.network.config

    @torch.inference_mode()
    def exemplar(self, crop: Tensor, mask: Tensor | None = None) -> ExemplarFeatures:
        """Features of exemplars; see `SiamMask.exemplar`."""
        return self.network.exemplar(
            crop.to(self.device), None if mask is None else mask.to(self.device)
        )

    @torch.inference_mode()
    def search(self, features: ExemplarFeatures, crop: Tensor) -> SearchOutputs:
        """Outputs for N search regions; score and box are float32."""
        return self.network.search(features, crop.to(self.device))

    @torch.inference_mode()
    def masks(
        self, outputs: SearchOutputs, cells: Sequence[tuple[int, int]]
    ) -> NDArray[np.float32] | None:
        """Mask probabilities (N, n, n) of one RoW (y, x) per search region; None without masks."""
        if outputs.mask_corr is None:
            return None
        index, chosen = torch.arange(len(cells)), torch.tensor(cells)
        network = self.network
        compute = network.mask63 if network.refine_model is None else network.refine
        probabilities = torch.sigmoid(compute(outputs, index, chosen).float())
        result: NDArray[np.float32] = probabilities.cpu().numpy()
        return result
