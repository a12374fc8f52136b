"""The name of the machine that a speed was measured on."""

import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.cli.options import TrackerChoice

_CPU_FACTS = Path("/proc/cpuinfo")


def hardware_of(choice: "TrackerChoice") -> str:
    """Where the trackers of a choice run, and how."""
    from annotator.tracking.siammask.runtime import choose_device

    device = choose_device(choice.device.value).type
    return f"{hardware_name(device, choice.threads)}, {choice.precision.value}"


def hardware_name(device: str, threads: int | None = None) -> str:
    """`device` is cpu, cuda or mps; of a CPU the threads that are used are named too."""
    if device == "cuda":
        import torch

        return torch.cuda.get_device_name()
    used = threads or os.cpu_count() or 1
    return f"{cpu_name()}, {used} thread{'' if used == 1 else 's'}"


def cpu_name() -> str:
    """What the processor is called, or at least its architecture."""
    if _CPU_FACTS.is_file():
        for line in _CPU_FACTS.read_text(encoding="utf-8", errors="replace").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name" and value.strip():
                return " ".join(value.split())
    return platform.processor() or platform.machine() or "unknown CPU"
