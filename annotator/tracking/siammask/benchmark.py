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

from annotator.tracking.siammask.architectures import SIAMMASK_RESNET50
from annotator.tracking.siammask.checkpoint import load_network
from annotator.tracking.siammask.config import (
    EXEMPLAR_SIZE,
    SCORE_SIZE,
    SEARCH_SIZE,
)
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.runtime import Runtime, build_runtime, set_threads, trial_frame

YARDSTICK = "resnet50 plain float32"
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
    variants = _resnet_variants()
    for checkpoint in checkpoints:
        variants += _checkpoint_variants(checkpoint)
    for variant in variants:
        for _ in range(_WARM_UP):
            variant.frame()
    rounds, ends = 0, time.perf_counter() + seconds
    while rounds < _MIN_ROUNDS or time.perf_counter() < ends:
        for variant in variants:
            variant.measure()
        rounds += 1
    return _report(variants, rounds)


def _report(variants: list[Variant], rounds: int) -> dict[str, Any]:
    reference = statistics.median(variants[0].times_ms)
    fastest = min(variants[0].times_ms)
    return {
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "machine": platform.processor() or platform.machine(),
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
        Variant("resnet50 float32", trial_frame(Runtime(network))),
        Variant("resnet50 bfloat16", trial_frame(Runtime(network, precision=torch.bfloat16))),
    ]


def _checkpoint_variants(checkpoint: str | Path | None) -> list[Variant]:
    """As the program runs it (precision auto), named by what auto chose."""
    loaded = load_network(checkpoint)
    runtime = build_runtime(loaded.network, torch.device("cpu"))
    precision = str(runtime.precision).removeprefix("torch.")
    return [Variant(f"{loaded.info.name} {precision}", trial_frame(runtime))]


def _plain_frame(network: SiamMask) -> Callable[[], object]:
    exemplar = torch.rand(1, 3, EXEMPLAR_SIZE, EXEMPLAR_SIZE) * 255
    search = torch.rand(1, 3, SEARCH_SIZE, SEARCH_SIZE) * 255
    index, cells = torch.tensor([0]), torch.tensor([(SCORE_SIZE // 2, SCORE_SIZE // 2)])
    with torch.inference_mode():
        features = network.exemplar(exemplar)

    @torch.inference_mode()
    def frame() -> torch.Tensor:
        outputs = network.search(features, search)
        network.mask63_map(outputs)
        return torch.sigmoid(network.refine(outputs, index, cells))

    return frame
