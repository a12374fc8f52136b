"""Times one network frame (search region in, mask out) in several ways, side by side.

The yardstick is a plain evaluation of siammask_sharp in float32, its unused 63x63 head included.
Variants take turns, so that other work on the machine touches all of them alike; what counts are
the ratios within one run.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from annotator.tracking.siammask.checkpoint import load_network
from annotator.tracking.siammask.config import EXEMPLAR_SIZE, SEARCH_SIZE, SIAMMASK_RESNET50
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.runtime import Runtime, choose_precision, set_threads

YARDSTICK = "resnet50 plain float32"
_CENTRE = (12, 12)
_WARM_UP = 2
_MIN_ROUNDS = 5


@dataclass
class Variant:
    """One way to compute a frame, and the times measured so far in ms."""

    name: str
    frame: Callable[[], object]
    times_ms: list[float] = field(default_factory=list)

    def measure(self) -> None:
        """Compute one frame."""
        started = time.perf_counter()
        self.frame()
        self.times_ms.append(1000 * (time.perf_counter() - started))


def run(
    checkpoints: Sequence[str | Path | None] = (None,),
    *,
    threads: int | None = None,
    seconds: float = 20.0,
) -> dict[str, Any]:
    """Median ms per frame and ratio to the yardstick, for ResNet-50 and for checkpoints.

    `checkpoints` are names or paths, None the default one. Measures until `seconds` have passed,
    at least five rounds. Returns a dict ready for JSON.
    """
    set_threads(threads)
    precision = choose_precision("auto", torch.device("cpu"))
    variants = [*_resnet_variants(), *_checkpoint_variants(checkpoints, precision)]
    for variant in variants:
        for _ in range(_WARM_UP):
            variant.frame()
    rounds, ends = 0, time.perf_counter() + seconds
    while rounds < _MIN_ROUNDS or time.perf_counter() < ends:
        for variant in variants:
            variant.measure()
        rounds += 1
    return _report(variants, rounds, precision)


def _report(variants: list[Variant], rounds: int, precision: torch.dtype) -> dict[str, Any]:
    reference = statistics.median(variants[0].times_ms)
    fastest = min(variants[0].times_ms)
    return {
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "machine": platform.processor() or platform.machine(),
        "precision_auto": str(precision).removeprefix("torch."),
        "rounds": rounds,
        "yardstick": YARDSTICK,
        "variants": {
            variant.name: {
                "median_ms": round(statistics.median(variant.times_ms), 3),
                "fastest_ms": round(min(variant.times_ms), 3),
                "ratio": round(statistics.median(variant.times_ms) / reference, 4),
                "ratio_of_fastest": round(min(variant.times_ms) / fastest, 4),
            }
            for variant in variants
        },
    }


def _resnet_variants() -> list[Variant]:
    torch.manual_seed(0)
    network = SiamMask(SIAMMASK_RESNET50).eval()  # times do not depend on the weights
    return [
        Variant(YARDSTICK, _plain_frame(network)),
        Variant("resnet50 float32", _frame(Runtime(network))),
        Variant("resnet50 bfloat16", _frame(Runtime(network, precision=torch.bfloat16))),
    ]


def _checkpoint_variants(
    checkpoints: Sequence[str | Path | None], precision: torch.dtype
) -> list[Variant]:
    variants = []
    for checkpoint in checkpoints:
        loaded = load_network(checkpoint)
        for dtype in sorted({torch.float32, precision}, key=str, reverse=True):
            name = f"{loaded.info.name} {str(dtype).removeprefix('torch.')}"
            variants.append(Variant(name, _frame(Runtime(loaded.network, precision=dtype))))
    return variants


def _crops() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    exemplar = torch.rand(1, 3, EXEMPLAR_SIZE, EXEMPLAR_SIZE, generator=generator) * 255
    search = torch.rand(1, 3, SEARCH_SIZE, SEARCH_SIZE, generator=generator) * 255
    mask = torch.zeros(1, EXEMPLAR_SIZE, EXEMPLAR_SIZE)
    mask[:, 40:88, 40:88] = 1
    return exemplar, search, mask


def _frame(runtime: Runtime) -> Callable[[], object]:
    exemplar, search, mask = _crops()
    search = search.contiguous(memory_format=torch.channels_last)
    features = runtime.exemplar(exemplar, mask)
    return lambda: runtime.masks(runtime.search(features, search), [_CENTRE])


def _plain_frame(network: SiamMask) -> Callable[[], object]:
    exemplar, search, _ = _crops()
    index, cells = torch.tensor([0]), torch.tensor([_CENTRE])
    with torch.inference_mode():
        features = network.exemplar(exemplar)

    @torch.inference_mode()
    def frame() -> torch.Tensor:
        outputs = network.search(features, search)
        network.mask63_map(outputs)
        return torch.sigmoid(network.refine(outputs, index, cells))

    return frame
