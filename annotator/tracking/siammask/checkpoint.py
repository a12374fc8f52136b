"""Find, describe, load and convert checkpoints.

Our own form is .safetensors with text metadata: architecture, name, hyper-parameters, training.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file

from annotator.tracking.siammask.architectures import DEFAULT_SETTINGS, NETWORK_CONFIGS
from annotator.tracking.siammask.config import (
    VOT18_SETTINGS,
    HyperParameters,
    NetworkConfig,
)
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.score import Calibration
from annotator.tracking.siammask.weights_file import (
    CheckpointError,
    StoredWeights,
    Weights,
    expected_shapes,
    read_metadata,
    read_weights,
    recognise,
)

__all__ = [
    "CheckpointError",
    "CheckpointInfo",
    "LoadedCheckpoint",
    "convert_checkpoint",
    "describe_checkpoint",
    "find_checkpoint",
    "list_checkpoints",
    "load_network",
    "save_checkpoint",
    "search_directories",
    "store_calibration",
]

DEFAULT_NAME = "siammask-mobilenetv2"
SUFFIXES = (".safetensors", ".pth", ".pt")
ENVIRONMENT_VARIABLE = "ANNOTATOR_CHECKPOINTS"
_PREFIX = "annotator."
_FLOAT16_MAX = 65504.0


@dataclass(frozen=True)
class CheckpointInfo:
    """What a checkpoint file is. `problem` says why it cannot be used; empty when it can.

    `training` is what its maker wrote down: data, pairs seen, results. `calibration` turns what the
    network finds into the reported score, where one was fitted.
    """

    path: Path
    name: str
    architecture: str
    form: str
    sha256: str
    size_bytes: int
    parameters: int
    hyper: HyperParameters
    training: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    calibration: Calibration | None = None

    @property
    def answers(self) -> str:
        """What a tracker with these weights finds; empty for a file that cannot be used."""
        config = NETWORK_CONFIGS.get(self.architecture)
        if config is None:
            return ""
        return "masks" if config.has_mask else "boxes, shown as filled masks"


@dataclass(frozen=True)
class LoadedCheckpoint:
    """A network with its weights, in eval mode on the CPU, and where they came from."""

    network: SiamMask
    info: CheckpointInfo


def search_directories() -> list[Path]:
    """Where names are looked up: $ANNOTATOR_CHECKPOINTS, the repository's or package's folder."""
    package = Path(__file__).resolve().parents[2]
    named = os.environ.get(ENVIRONMENT_VARIABLE, "")
    folders = [Path(part).expanduser() for part in named.split(os.pathsep) if part]
    return [*folders, package.parent / "checkpoints", package / "checkpoints"]


def _available() -> list[Path]:
    return [
        path
        for folder in search_directories()
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.suffix in SUFFIXES and path.is_file()
    ]


def find_checkpoint(name_or_path: str | Path | None = None) -> Path:
    """The file of a name or path; None is the default one that comes with the program."""
    available = _available()
    if name_or_path is None:
        return _find_default(available)
    path = Path(name_or_path).expanduser()
    if path.exists():
        return path
    for candidate in available:
        if str(name_or_path) in (candidate.name, candidate.stem):
            return candidate
    if path.suffix in SUFFIXES or len(path.parts) > 1:
        raise CheckpointError(f"{path} does not exist; check the path of the checkpoint")
    names = ", ".join(candidate.stem for candidate in available) or "none"
    raise CheckpointError(
        f"there is no checkpoint called {name_or_path}; give a path or one of: {names}"
    )


def _find_default(available: list[Path]) -> Path:
    for path in available:
        if path.stem == DEFAULT_NAME:
            return path
    if available:
        return available[0]
    raise CheckpointError(
        "no checkpoint was found; name one with --checkpoint, or set the environment variable "
        f"{ENVIRONMENT_VARIABLE} to the folder that holds them"
    )


def list_checkpoints() -> list[CheckpointInfo]:
    """Every checkpoint in the search directories; unusable ones with their problem."""
    found = []
    for path in _available():
        try:
            found.append(describe_checkpoint(path))
        except CheckpointError as error:
            found.append(
                CheckpointInfo(
                    path, path.stem, "", "", "", _size(path), 0, HyperParameters(), {}, str(error)
                )
            )
    return found


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def describe_checkpoint(name_or_path: str | Path) -> CheckpointInfo:
    """What a checkpoint is; its tensors are checked against the network it claims to be."""
    path = find_checkpoint(name_or_path)
    stored = read_weights(path)
    return _info(path, stored, _config_of(path, stored))


def _config_of(path: Path, stored: StoredWeights, wanted: str | None = None) -> NetworkConfig:
    name = wanted or stored.metadata.get(_PREFIX + "architecture")
    if name is None:
        return recognise(path, stored.tensors)
    if name not in NETWORK_CONFIGS:
        known = ", ".join(NETWORK_CONFIGS)
        raise CheckpointError(
            f"{path} is for the network {name}, which this version does not know ({known})"
        )
    return recognise(path, stored.tensors, NETWORK_CONFIGS[name])


def _info(path: Path, stored: StoredWeights, config: NetworkConfig) -> CheckpointInfo:
    metadata = stored.metadata
    expected = expected_shapes(config)
    return CheckpointInfo(
        path=path,
        name=metadata.get(_PREFIX + "name", path.stem),
        architecture=config.name,
        form=stored.form,
        sha256=file_hash(path),
        size_bytes=_size(path),
        parameters=sum(
            shape.numel()
            for name, shape in expected.items()
            if not name.endswith(("running_mean", "running_var", "num_batches_tracked"))
        ),
        hyper=_stored_hyper(path, stored, config),
        training=_json(path, metadata.get(_PREFIX + "training", "{}")),
        calibration=_stored_calibration(path, metadata),
    )


def _stored_calibration(path: Path, metadata: Mapping[str, str]) -> Calibration | None:
    text = metadata.get(_PREFIX + "calibration")
    if text is None:
        return None
    try:
        return Calibration.from_json(text)
    except ValueError as error:
        raise CheckpointError(
            f"the score calibration in {path} cannot be used ({error}); calibrate it again"
        ) from error


def _stored_hyper(path: Path, stored: StoredWeights, config: NetworkConfig) -> HyperParameters:
    default = DEFAULT_SETTINGS[config.name]
    if stored.form == "PySOT" and config.has_refinement:
        default = VOT18_SETTINGS  # what PySOT publishes for these weights (SPEC 7)
    values = _json(path, stored.metadata.get(_PREFIX + "hyper", "{}"))
    return change_settings(default, values)


def change_settings(hyper: HyperParameters, changes: Mapping[str, Any]) -> HyperParameters:
    """Hyper-parameters with some values replaced; text is converted to the field's type."""
    current = asdict(hyper)
    known = [f.name for f in fields(HyperParameters)]
    converted: dict[str, Any] = {}
    for key, value in changes.items():
        if key not in current:
            raise CheckpointError(
                f"there is no hyper-parameter {key}; known are {', '.join(known)}"
            )
        kind = type(current[key])
        try:
            converted[key] = tuple(float(v) for v in value) if kind is tuple else kind(float(value))
        except (TypeError, ValueError) as error:
            raise CheckpointError(f"{value!r} is no value for {key}; give a number") from error
    return replace(hyper, **converted)


def _json(path: Path, text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise CheckpointError(f"the metadata of {path} are damaged; copy it again") from error
    return value if isinstance(value, dict) else {}


def file_hash(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_network(
    name_or_path: str | Path | None = None, *, architecture: str | None = None
) -> LoadedCheckpoint:
    """Load a checkpoint; None is the default one.

    `architecture` demands one network where the file could serve as several.
    Raises CheckpointError that says what is missing or what the file is instead.
    """
    path = find_checkpoint(name_or_path)
    stored = read_weights(path)
    config = _config_of(path, stored, architecture)
    with torch.device("meta"):
        network = SiamMask(config)
    state = _complete(path, config, stored.tensors)
    network.load_state_dict(state, assign=True)
    return LoadedCheckpoint(network.eval(), _info(path, stored, config))


def _complete(path: Path, config: NetworkConfig, tensors: Weights) -> Weights:
    """float32 tensors of the network, BN's counters added where old files lack them."""
    state: Weights = {}
    for name in expected_shapes(config):
        if name not in tensors:
            state[name] = torch.zeros((), dtype=torch.long)
            continue
        tensor = tensors[name]
        state[name] = tensor.float() if tensor.is_floating_point() else tensor
        if not bool(torch.isfinite(state[name]).all()):
            raise CheckpointError(
                f"{path} holds numbers that are not finite in {name}; it is damaged, or the "
                "training failed"
            )
    return state


def save_checkpoint(
    path: Path,
    state: Mapping[str, torch.Tensor],
    config: NetworkConfig,
    *,
    name: str | None = None,
    hyper: HyperParameters | None = None,
    training: Mapping[str, Any] | None = None,
    calibration: Calibration | None = None,
    half: bool = True,
) -> None:
    """Write .safetensors, in one go: a crash leaves the old file.

    `half` stores weights as float16; vectors (biases, BN) stay float32, because the variance of
    BN after the first convolution exceeds float16's range.
    """
    tensors = {}
    for key in expected_shapes(config):
        tensor = state[key].detach().cpu().contiguous()
        fits = tensor.dim() > 1 and float(tensor.abs().max()) < _FLOAT16_MAX
        tensors[key] = tensor.half() if half and fits else tensor.clone()
    metadata = {
        _PREFIX + "architecture": config.name,
        _PREFIX + "name": name or path.stem,
        _PREFIX + "hyper": json.dumps(asdict(hyper or DEFAULT_SETTINGS[config.name])),
        _PREFIX + "training": json.dumps(dict(training or {}), sort_keys=True),
    }
    if calibration is not None:
        metadata[_PREFIX + "calibration"] = calibration.to_json()
    _write(path, tensors, metadata)


def _write(path: Path, tensors: Weights, metadata: Mapping[str, str]) -> None:
    """In one go: a crash leaves the old file."""
    temporary = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(tensors, temporary, dict(metadata))
        os.replace(temporary, path)
    except (OSError, SafetensorError) as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or error
        raise CheckpointError(
            f"{path} cannot be written ({reason}); choose another folder or make room"
        ) from error


def convert_checkpoint(
    source: str | Path,
    destination: Path,
    *,
    name: str | None = None,
    training: Mapping[str, Any] | None = None,
    half: bool = False,
) -> CheckpointInfo:
    """Any readable checkpoint (official .pth, PySOT, ours) -> .safetensors with metadata."""
    if destination.suffix != ".safetensors":
        raise CheckpointError(f"{destination} must end in .safetensors; change the name")
    loaded = load_network(source)
    save_checkpoint(
        destination,
        loaded.network.state_dict(),
        loaded.network.config,
        name=name or destination.stem,
        hyper=loaded.info.hyper,
        training=training if training is not None else loaded.info.training,
        calibration=loaded.info.calibration,
        half=half,
    )
    return describe_checkpoint(destination)


def stored_name(path: Path) -> str:
    """Name in a file's metadata without reading its tensors; its stem for other forms."""
    if path.suffix != ".safetensors":
        return path.stem
    return read_metadata(path).get(_PREFIX + "name", path.stem)


def store_calibration(path: Path, calibration: Calibration | None) -> None:
    """Write the calibration into a .safetensors checkpoint, or remove it; the rest stays as it is.

    The file's hash changes.
    """
    if path.suffix != ".safetensors":
        raise CheckpointError(f"{path} holds no metadata; convert it to .safetensors first")
    stored = read_weights(path)
    metadata = dict(stored.metadata)
    metadata.pop(_PREFIX + "calibration", None)
    if calibration is not None:
        metadata[_PREFIX + "calibration"] = calibration.to_json()
    _write(path, stored.tensors, metadata)
