"""Reads weights in any of the forms they come in, and says what a file is when it is not one.

Understood: our .safetensors, the official code's .pth (bare or wrapped with optimiser state,
`module.` prefix, written by torch 0.3 without num_batches_tracked) and PySOT's names (SPEC 4).
Pickles are only ever read with torch's restricted unpickler.
"""

from __future__ import annotations

import _codecs
import pickle
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from annotator.core.errors import AnnotatorError
from annotator.tracking.siammask.architectures import NETWORK_CONFIGS
from annotator.tracking.siammask.config import NetworkConfig
from annotator.tracking.siammask.network import SiamMask

Weights = dict[str, Tensor]

PYSOT_PREFIXES = (
    ("backbone.", "features.features."),
    ("neck.downsample.", "features.downsample."),
    ("rpn_head.", "rpn_model."),
    ("mask_head.", "mask_model.mask."),
    ("refine_head.", "refine_model."),
)
_WRAPPERS = ("state_dict", "model", "network")
_COUNTER = "num_batches_tracked"


class CheckpointError(AnnotatorError):
    """A checkpoint that is missing, damaged, or of something else."""


@dataclass(frozen=True)
class StoredWeights:
    """Tensors under the official names, and the file's text metadata (safetensors only)."""

    tensors: Weights
    metadata: dict[str, str]
    form: str  # "safetensors", "official" or "PySOT"


def read_weights(path: Path) -> StoredWeights:
    """Read a file. Raises CheckpointError that says what the file is instead."""
    if not path.exists():
        raise CheckpointError(f"{path} does not exist; check the path of the checkpoint")
    if path.is_dir():
        raise CheckpointError(f"{path} is a folder; name the checkpoint file inside of it")
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}") from error
    if not head:
        raise CheckpointError(f"{path} is empty; download or copy the checkpoint again")
    if path.suffix == ".safetensors":
        tensors, metadata = _read_safetensors(path, head)
        return StoredWeights(_official_names(tensors)[0], metadata, "safetensors")
    tensors, pysot = _official_names(_read_pickle(path, head))
    return StoredWeights(tensors, {}, "PySOT" if pysot else "official")


def read_metadata(path: Path) -> dict[str, str]:
    """Metadata of a safetensors file without its tensors."""
    try:
        with safe_open(path, framework="pt") as file:
            return dict(file.metadata() or {})
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(f"{path} is not a readable safetensors file: {error}") from error


def _read_safetensors(path: Path, head: bytes) -> tuple[Weights, dict[str, str]]:
    try:
        with safe_open(path, framework="pt") as file:
            return {key: file.get_tensor(key) for key in file.keys()}, file.metadata() or {}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError) as error:
        kind = _kind(head)
        raise CheckpointError(
            f"{path} is {kind}, not a safetensors file; choose a checkpoint"
            if kind
            else f"{path} is a damaged or incomplete safetensors file; copy it again ({error})"
        ) from error


def _allowed_globals() -> list[Any]:
    # The official trainer stored its best accuracy as a numpy scalar next to the weights.
    scalar = np.float64(0).__reduce__()[0]
    dtypes = [type(np.dtype(kind)) for kind in (np.float64, np.float32, np.int64)]
    return [scalar, (scalar, "numpy.core.multiarray.scalar"), np.dtype, *dtypes, _codecs.encode]


def _read_pickle(path: Path, head: bytes) -> Weights:
    kind = _kind(head)
    if kind:
        raise CheckpointError(f"{path} is {kind}, not a checkpoint; choose a .safetensors or .pth")
    try:
        with torch.serialization.safe_globals(_allowed_globals()):
            loaded = torch.load(path, map_location="cpu", weights_only=True)
    except (
        pickle.UnpicklingError,
        RuntimeError,
        EOFError,
        ValueError,
        KeyError,
        zipfile.BadZipFile,
    ) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0].split(". ")[0]
        raise CheckpointError(
            f"{path} is not a checkpoint that can be read safely; it may be damaged, incomplete, "
            f"or something else ({reason[:160]})"
        ) from error
    return _unwrap(path, loaded)


def _unwrap(path: Path, loaded: object) -> Weights:
    if isinstance(loaded, Mapping):
        for key in _WRAPPERS:
            if isinstance(loaded.get(key), Mapping):
                loaded = loaded[key]
                break
    if not isinstance(loaded, Mapping):
        raise CheckpointError(
            f"{path} holds a {type(loaded).__name__}, not the weights of a network"
        )
    tensors = {str(key): value for key, value in loaded.items() if isinstance(value, Tensor)}
    if not tensors:
        raise CheckpointError(
            f"{path} holds no tensors (its first entry is {next(iter(loaded), 'missing')!r}); "
            "it is not the weights of a network"
        )
    return tensors


def _official_names(tensors: Weights) -> tuple[Weights, bool]:
    """Strip one `module.`, translate PySOT's names; the flag says whether they were PySOT's."""
    plain = {key.removeprefix("module."): value for key, value in tensors.items()}
    is_pysot = any(key.startswith(("rpn_head.", "neck.")) for key in plain)
    if is_pysot:
        plain = {_from_pysot(key): value for key, value in plain.items()}
    if any(key.startswith("features.features.") for key in plain):
        return plain, is_pysot
    known = _all_known_names()
    if not known.intersection(plain):
        prefixed = {f"features.{key}": value for key, value in plain.items()}
        if known.intersection(prefixed):
            plain = prefixed
    return plain, is_pysot


def _from_pysot(key: str) -> str:
    for theirs, ours in PYSOT_PREFIXES:
        if key.startswith(theirs):
            return ours + key.removeprefix(theirs)
    return key


def to_pysot_name(key: str) -> str:
    """The name PySOT gives to one of our tensors."""
    for theirs, ours in PYSOT_PREFIXES:
        if key.startswith(ours):
            return theirs + key.removeprefix(ours)
    return key


@cache
def expected_shapes(config: NetworkConfig) -> Mapping[str, torch.Size]:
    """Names and shapes of a network's state_dict, without allocating it."""
    with torch.device("meta"):
        network = SiamMask(config)
    return {name: tensor.shape for name, tensor in network.state_dict().items()}


def _all_known_names() -> set[str]:
    return {name for config in NETWORK_CONFIGS.values() for name in expected_shapes(config)}


def recognise(path: Path, tensors: Weights, wanted: NetworkConfig | None = None) -> NetworkConfig:
    """Which network the tensors are, the largest that is complete.

    Raises CheckpointError naming what is missing when none is, or when it is not `wanted`.
    """
    if wanted is not None and not missing_names(wanted, tensors):
        return wanted
    complete = [c for c in NETWORK_CONFIGS.values() if not missing_names(c, tensors)]
    complete.sort(key=lambda config: len(expected_shapes(config)))
    if wanted is not None:
        text = _describe_missing(path, wanted, tensors)
        instead = f"{text}; it is a checkpoint of {complete[-1].name}" if complete else text
        raise CheckpointError(instead)
    if not complete:
        raise CheckpointError(_what_else(path, tensors))
    for larger in NETWORK_CONFIGS.values():
        # A half of the refinement, say, means that something was lost on the way.
        extra = set(expected_shapes(larger)) - set(expected_shapes(complete[-1]))
        if larger not in complete and extra.intersection(tensors):
            raise CheckpointError(_describe_missing(path, larger, tensors))
    return complete[-1]


def missing_names(config: NetworkConfig, tensors: Weights) -> list[str]:
    """Tensors of the network that are absent or of another shape (BN's counters may be)."""
    return [
        name
        for name, shape in expected_shapes(config).items()
        if not name.endswith(_COUNTER) and (name not in tensors or tensors[name].shape != shape)
    ]


def _describe_missing(path: Path, config: NetworkConfig, tensors: Weights) -> str:
    missing = missing_names(config, tensors)
    wrong = [name for name in missing if name in tensors]
    if wrong:
        name = wrong[0]
        found, shape = tuple(tensors[name].shape), tuple(expected_shapes(config)[name])
        return (
            f"{path} does not fit {config.name}: {len(missing)} tensors are missing or have "
            f"another shape, first {name}, which is {found} instead of {shape}"
        )
    parts = sorted({name.split(".")[0] for name in missing})
    return (
        f"{path} does not fit {config.name}: {len(missing)} tensors are missing "
        f"(of {', '.join(parts)}), first {missing[0]}"
    )


def _what_else(path: Path, tensors: Weights) -> str:
    matches = {
        config.name: len(expected_shapes(config)) - len(missing_names(config, tensors))
        for config in NETWORK_CONFIGS.values()
    }
    if "conv1.weight" in tensors and "layer1.0.conv1.weight" in tensors:
        return (
            f"{path} is a plain ResNet backbone (such as torchvision's), not a tracker: the "
            "adjust layer, rpn_model and mask_model are missing; use it to start a training"
        )
    backbone_only = all(
        key.startswith(("features.features.", "features.layer", "features.conv1", "features.bn1"))
        for key in tensors
    )
    if backbone_only and max(matches.values()):
        return (
            f"{path} holds a backbone only, not a tracker: features.downsample, rpn_model and "
            "mask_model are missing; use it to start a training"
        )
    counters = sum(1 for name in expected_shapes(_closest(matches)) if name.endswith(_COUNTER))
    if max(matches.values()) - counters > 10:
        return _describe_missing(path, _closest(matches), tensors)
    some = ", ".join(sorted(tensors)[:3])
    return (
        f"{path} holds the weights of another network: none of its {len(tensors)} tensors "
        f"({some}, …) belongs to a SiamMask; {_closest(matches).name} would need "
        "rpn_model.cls.head.3.weight, for one"
    )


def _closest(matches: dict[str, int]) -> NetworkConfig:
    return NETWORK_CONFIGS[max(matches, key=lambda name: matches[name])]


_SIGNATURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive (unpack it first)"),
    (b"\x08\x00\x00\x00", ""),
    (b"\x93NUMPY", "a numpy array"),
    (b"SQLite format 3", "a SQLite file, perhaps a project"),
)


def _kind(head: bytes) -> str:
    """What a file is by its first bytes; empty when it may be a checkpoint."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head[4:8] == b"ftyp":
        return "a video"
    if head.lstrip().lower().startswith((b"<!doctype", b"<html")):
        return "a web page (was the download blocked?)"
    if b"\0" in head:
        return ""
    try:
        text = head.decode("utf-8", errors="strict" if len(head) < 512 else "ignore")
    except UnicodeDecodeError:
        return ""
    printable = sum(character.isprintable() or character.isspace() for character in text)
    is_text = len(text.encode()) > 0.9 * len(head) and printable > 0.97 * len(text)
    return "a text file" if is_text else ""
