"""Makes a network fast on this machine: device, precision, and which of the two paths to take.

On a CPU with oneDNN the network runs as `fast_cpu.FastCpuNetwork`; elsewhere as it is, with
channels-last memory. `precision="auto"` measures instead of trusting CPU flags: bfloat16 is three
times as fast as float32 where the CPU has AMX, and half as fast where it has AVX512-BF16 only.
"""

from __future__ import annotations

import copy
import functools
import threading
import time
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from annotator.tracking.siammask.config import (
    EXEMPLAR_SIZE,
    SCORE_SIZE,
    SEARCH_SIZE,
    NetworkConfig,
)
from annotator.tracking.siammask.fast_cpu import FastCpuNetwork, has_fast_form
from annotator.tracking.siammask.kernels import PackedConv, has_packed_convolution
from annotator.tracking.siammask.network import ExemplarFeatures, SearchOutputs, SiamMask
from annotator.tracking.siammask.refine import crop_windows
from annotator.tracking.tracker import TrackingError

PRECISIONS = {"float32": torch.float32, "bfloat16": torch.bfloat16}
_WORTH_IT = 0.8  # share of float32's time below which bfloat16 is taken
_TRIAL_FRAMES = 4


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
    """auto, float32 or bfloat16 -> a number format; auto takes bfloat16 where it is faster."""
    if wanted in PRECISIONS:
        return PRECISIONS[wanted]
    if wanted != "auto":
        raise TrackingError(f"there is no precision {wanted}; use auto, float32 or bfloat16")
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    if device.type != "cpu" or not has_packed_convolution() or not _cpu_has_bfloat16():
        return torch.float32
    return torch.bfloat16 if bfloat16_time_ratio() < _WORTH_IT else torch.float32


def _cpu_has_bfloat16() -> bool:
    supported = getattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", None)
    return supported is not None and bool(supported())


@torch.inference_mode()
def bfloat16_time_ratio(repetitions: int = 15) -> float:
    """Time of a typical convolution in bfloat16 over float32, on one thread; about 30 ms.

    The fastest of interleaved calls counts: a busy machine must not decide.
    """
    conv = nn.Conv2d(256, 256, 1)
    calls: list[Callable[[], object]] = []
    for dtype in (torch.float32, torch.bfloat16):
        packed = PackedConv(conv, "relu", size=31, dtype=dtype)
        x = torch.ones(1, 256, 31, 31, dtype=dtype).to(memory_format=torch.channels_last)
        calls.append(functools.partial(packed, x))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        float32_s, bfloat16_s = fastest_seconds(calls, repetitions)
    finally:
        torch.set_num_threads(threads)
    return bfloat16_s / float32_s


def fastest_seconds(calls: Sequence[Callable[[], object]], repetitions: int) -> list[float]:
    """The shortest time of each of several calls, which take turns."""
    best = [float("inf")] * len(calls)
    for _ in range(repetitions):
        for i, call in enumerate(calls):
            started = time.perf_counter()
            call()
            best[i] = min(best[i], time.perf_counter() - started)
    return best


class Runtime:
    """Runs a network for inference. The network must not be trained while it is used here.

    `is_plain` evaluates the network as it is written, the yardstick of tests and benchmarks.
    Calls from several threads wait for each other.
    """

    def __init__(
        self,
        network: SiamMask,
        *,
        device: torch.device | str = "cpu",
        precision: torch.dtype = torch.float32,
        is_plain: bool = False,
    ) -> None:
        self.device = torch.device(device)
        self.precision = precision
        self.config: NetworkConfig = network.config
        self._lock = threading.Lock()
        self._fast: FastCpuNetwork | None = None
        self._network = network.eval()
        if is_plain:
            return
        with torch.inference_mode():
            if self.device.type == "cpu" and has_packed_convolution() and has_fast_form(network):
                self._fast = FastCpuNetwork(network, precision)
            else:
                self._network = copy.deepcopy(network).to(self.device, precision)
                for parameter in self._network.parameters():
                    if parameter.dim() == 4:
                        parameter.data = parameter.data.contiguous(
                            memory_format=torch.channels_last
                        )

    @torch.inference_mode()
    def exemplar(self, crop: Tensor, mask: Tensor | None = None) -> ExemplarFeatures:
        """Features of exemplars: crop (N, 3, 127, 127) BGR 0..255, mask (N, 127, 127) or None."""
        with self._lock:
            if self._fast is not None:
                return self._fast.exemplar(crop, mask)
            return self._network.exemplar(
                self._moved(crop), None if mask is None else self._moved(mask)
            )

    @torch.inference_mode()
    def search(self, features: ExemplarFeatures, crop: Tensor) -> SearchOutputs:
        """Outputs for N search regions, crop (N, 3, 255, 255); score and box in float32."""
        with self._lock:
            if self._fast is not None:
                return self._fast.search(features, crop)
            return self._network.search(features, self._moved(crop))

    @torch.inference_mode()
    def masks(
        self, outputs: SearchOutputs, cells: Sequence[tuple[int, int]]
    ) -> NDArray[np.float32] | None:
        """Mask probabilities (N, n, n) of one RoW (y, x) per search region; None without masks."""
        if not self.config.has_mask:
            return None
        with self._lock:
            probabilities = torch.sigmoid(self._mask_logits(outputs, cells).float())
        result: NDArray[np.float32] = probabilities.cpu().numpy()
        return result

    @torch.inference_mode()
    def window_looks(
        self, outputs: SearchOutputs, cells: Sequence[tuple[int, int]]
    ) -> NDArray[np.float32] | None:
        """Embedded cells (N, 256, D) of the window of one RoW (y, x) per search region.

        They compare with the keys of the exemplar. None for a network without guidance.
        """
        network = self._network
        if network.guidance is None or network.refine_model is None:
            return None
        geometry = network.refine_model.windows[2]
        margin = outputs.margin_cells
        starts = [
            (geometry.stride * (y - margin), geometry.stride * (x - margin)) for y, x in cells
        ]
        with self._lock:
            level = outputs.levels[2].to(network.guidance.project.weight.dtype)
            windows = crop_windows(level, list(range(len(cells))), starts, geometry.size)
            looks: NDArray[np.float32] = network.guidance.embed(windows).float().cpu().numpy()
        return looks

    def _mask_logits(self, outputs: SearchOutputs, cells: Sequence[tuple[int, int]]) -> Tensor:
        if self._fast is not None:
            return self._fast.mask_logits(outputs, cells)
        network = self._network
        index = torch.arange(len(cells), device=self.device)
        chosen = torch.tensor(cells, device=self.device)
        if network.refine_model is None:
            return network.mask63(outputs, index, chosen)
        return network.refine(outputs, index, chosen)

    def _moved(self, tensor: Tensor) -> Tensor:
        return tensor.to(self.device, self.precision)


def build_runtime(network: SiamMask, device: torch.device, precision: str = "auto") -> Runtime:
    """The runtime of a precision; auto measures whole frames where bfloat16 may be worth it."""
    dtype = choose_precision(precision, device)
    runtime = Runtime(network, device=device, precision=dtype)
    if precision != "auto" or dtype == torch.float32 or device.type != "cpu":
        return runtime
    # float32 has Winograd's convolutions, bfloat16 has not: what one layer says is not enough.
    exact = Runtime(network, device=device)
    exact_s, rounded_s = fastest_seconds([trial_frame(exact), trial_frame(runtime)], _TRIAL_FRAMES)
    return runtime if rounded_s < _WORTH_IT * exact_s else exact


def trial_frame(runtime: Runtime) -> Callable[[], object]:
    """A call that computes one frame of one made-up object: search region in, mask out."""
    generator = torch.Generator().manual_seed(0)
    exemplar = torch.rand(1, 3, EXEMPLAR_SIZE, EXEMPLAR_SIZE, generator=generator) * 255
    search = torch.rand(1, 3, SEARCH_SIZE, SEARCH_SIZE, generator=generator) * 255
    search = search.contiguous(memory_format=torch.channels_last)
    mask = torch.zeros(1, EXEMPLAR_SIZE, EXEMPLAR_SIZE)
    mask[:, 40:88, 40:88] = 1
    features = runtime.exemplar(exemplar, mask)
    centre = (SCORE_SIZE // 2, SCORE_SIZE // 2)
    return lambda: runtime.masks(runtime.search(features, search), [centre])
