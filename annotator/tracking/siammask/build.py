"""From a checkpoint's name to a tracker that is ready: the one place that chooses how to run."""

from __future__ import annotations

from urllib.parse import parse_qsl

from annotator.tracking.siammask.checkpoint import change_settings, load_network
from annotator.tracking.siammask.runtime import build_runtime, choose_device, set_threads
from annotator.tracking.siammask.tracker import SiamMaskTracker


def build_tracker(
    checkpoint: str | None = None,
    device: str = "auto",
    threads: int | None = None,
    precision: str = "auto",
) -> SiamMaskTracker:
    """Load a checkpoint and make it fast on this machine.

    checkpoint: name, path, or either with hyper-parameters: `name?window_influence=0.3&lr=1`;
    None is the default one. device: auto, cpu, cuda or mps. precision: auto, float32 or bfloat16.
    Raises CheckpointError or TrackingError in words for a person.
    """
    name, settings = split_specification(checkpoint)
    set_threads(threads)
    loaded = load_network(name)
    hyper = change_settings(loaded.info.hyper, settings)
    runtime = build_runtime(loaded.network, choose_device(device), precision)
    return SiamMaskTracker(
        runtime,
        hyper,
        checkpoint_name=loaded.info.name,
        checkpoint_hash=loaded.info.sha256,
        calibration=loaded.info.calibration,
    )


def split_specification(specification: str | None) -> tuple[str | None, dict[str, str]]:
    """`checkpoint?key=value&key=value` -> name or path, and the hyper-parameters to change."""
    if not specification:
        return None, {}
    name, _, query = specification.partition("?")
    return name or None, dict(parse_qsl(query, keep_blank_values=True))
