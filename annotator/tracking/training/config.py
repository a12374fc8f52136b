"""Typed, validated configuration of a training run, read from TOML.

A wrong key, a wrong type or a value out of range is an error that names the place. Paths may hold
``${NAME}`` environment variables, so one file serves every machine; relative paths start at the
working directory.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from annotator.core.errors import AnnotatorError


class ConfigError(AnnotatorError):
    """The training configuration cannot be used; the message names the key and the remedy."""


def _expand(value: object) -> object:
    if not isinstance(value, str):
        return value
    missing = [n for n in re.findall(r"\$\{(\w+)\}", value) if n not in os.environ]
    if missing:
        raise ValueError(f"the environment variable {missing[0]} is not set; set it to a folder")
    return os.path.expandvars(value)


ExpandedPath = Annotated[Path, BeforeValidator(_expand)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DatasetConfig(_Strict):
    """One data set in a standard layout.

    ``coco``: ``path/instances.json`` and pictures below ``path``. ``davis``: ``path/JPEGImages/R``
    and ``path/Annotations/R`` with index PNG files. ``youtube_vos``: the same without R.
    """

    kind: Literal["coco", "davis", "youtube_vos"]
    path: ExpandedPath
    weight: Positive = 1.0
    annotations: str = "instances.json"
    resolution: str = "480p"
    merge_objects: bool = False
    """All values of a mask are one object (DAVIS-2016)."""
    max_gap: Annotated[int, Field(ge=1)] = 25
    """Largest distance between the two frames of a pair, in frames of the data set."""
    exclude: tuple[str, ...] = ()
    """Folders (COCO) or sequences (DAVIS) to leave out."""
    min_area: NotNegative = 150.0
    """Objects of fewer pixels are dropped per frame."""


class ViewConfig(_Strict):
    """Random geometry of one crop; shifts in crop pixels, scales as powers of two."""

    shift: NotNegative
    scale_log2: NotNegative
    aspect_log2: NotNegative = 0.0
    rotation_degrees: NotNegative = 0.0
    elastic: NotNegative = 0.0
    """Largest smooth displacement of a still's search crop, in crop pixels."""
    elastic_probability: Fraction = 0.0


class AppearanceConfig(_Strict):
    """Random changes of the pixels of a crop; each crop of a pair draws its own."""

    gray: Fraction = 0.1
    brightness: NotNegative = 25.0
    contrast: NotNegative = 0.2
    saturation: NotNegative = 0.3
    channel_gain: NotNegative = 0.1
    noise: Fraction = 0.15
    blur: Fraction = 0.15
    motion_blur: Fraction = 0.15
    low_resolution: Fraction = 0.1
    pca_color: bool = False
    """The colour shift of the paper's code (SPEC 10.2) in place of the changes above."""


class CompositionConfig(_Strict):
    """What is pasted into search crops, and how often."""

    background_swap: Fraction = 0.3
    """Stills only: the target cut out and put before another picture."""
    rim_fill: Fraction = 0.8
    """Stills are smaller than a search region: how often the flat rim around them gives way to
    another picture (half as often for videos), so that texture does not give the target away."""
    distractor: Fraction = 0.45
    look_alike: Fraction = 0.6
    """Share of distractors that come from the target's own group (same kind of object)."""
    occluder: Fraction = 0.35
    """Share of distractors that may cover part of the target; the others go behind it."""
    min_visible: Fraction = 0.45


class NegativeConfig(_Strict):
    """Pairs whose search crop does not hold the target."""

    probability: Fraction = 0.2
    other: NotNegative = 1.0
    """Relative share: any object of any data set."""
    alike: NotNegative = 1.5
    """Relative share: another object of the same picture or group."""
    elsewhere: NotNegative = 1.0
    """Relative share: the target's own picture, at a place without the target."""


class GuidanceConfig(_Strict):
    """Exemplar masks for mask guidance."""

    drop: Fraction = 0.2
    damage: Fraction = 0.6


class AugmentationConfig(_Strict):
    exemplar: ViewConfig = ViewConfig(shift=4, scale_log2=0.15, rotation_degrees=8)
    search: ViewConfig = ViewConfig(
        shift=56,
        scale_log2=0.35,
        aspect_log2=0.12,
        rotation_degrees=18,
        elastic=6,
        elastic_probability=0.25,
    )
    appearance: AppearanceConfig = AppearanceConfig()
    composition: CompositionConfig = CompositionConfig()
    negative: NegativeConfig = NegativeConfig()
    guidance: GuidanceConfig = GuidanceConfig()
    flip: Fraction = 0.5
    flip_search_only: Fraction = 0.1


class TargetConfig(_Strict):
    """Anchor labels (SPEC 10.3)."""

    positive_iou: Fraction = 0.6
    negative_iou: Fraction = 0.3
    fallback_iou: Fraction = 0.4
    """Where no anchor reaches `positive_iou`, the best one counts from here on (1 turns it off)."""
    sampled: bool = False
    """Sample 16 positive and 48 negative anchors as the paper's code does; else use all."""
    positive_radius: Positive = 16.0
    """SiamFC and SiamMask-2B: cells this near to the target's centre are positive, crop pixels."""
    mask_cells: Annotated[int, Field(ge=1)] = 2
    """Positive cells per pair on which masks are trained."""


class LossConfig(_Strict):
    """Weights of the parts; 0 leaves a part out."""

    score: NotNegative = 1.0
    box: NotNegative = 1.2
    box_kind: Literal["l1", "smooth_l1"] = "l1"
    """The paper's code has L1, its text smooth L1."""
    mask_kind: Literal["known", "soft_margin"] = "known"
    """``known``: cross-entropy within the picture, outlines weighted; or SPEC 10.4's."""
    mask63: NotNegative = 4.0
    refine: NotNegative = 6.0
    dice: NotNegative = 1.0
    hard_negatives: Annotated[int, Field(ge=0)] = 24
    """Hardest negative anchors per pair that get half of the negatives' weight; 0: all equal."""


class ModelConfig(_Strict):
    name: str = "mobilenetv2"
    """The backbone, by its name in `siammask.architectures.BACKBONES`."""
    system: str = "siammask"
    """What stands on it, by its name in `siammask.architectures.SYSTEMS`."""
    backbone_weights: ExpandedPath | None = None
    """``.npz`` (MobileNetV2), a file of backbone weights, or a checkpoint with this backbone."""
    initial_checkpoint: ExpandedPath | None = None
    train_backbone_from: Annotated[int, Field(ge=0)] = 7
    """First of the backbone's `stages` that learns; earlier ones are frozen."""
    train: Literal["all", "refine"] = "all"
    """``refine``: stage two of the paper; only the mask and refinement branches learn."""


class OptimiserConfig(_Strict):
    kind: Literal["adamw", "sgd"] = "adamw"
    lr: Positive = 1.5e-3
    backbone_lr_factor: NotNegative = 0.1
    weight_decay: NotNegative = 1e-4
    momentum: Fraction = 0.9
    clip_norm: Positive = 10.0
    ema_halflife_pairs: NotNegative = 2000.0
    """Half-life of the averaged weights in pairs; 0 turns averaging off."""


class ScheduleConfig(_Strict):
    """Defined in pairs seen, so that batch size and interruptions do not matter.

    ``wsd``: warm-up, constant, then a linear cool-down at the end of `total_pairs`; a run may be
    resumed with a larger total as long as the cool-down has not begun, or with ``total_pairs`` cut
    to end early. ``paper``: SPEC 10.5, per epoch.
    """

    kind: Literal["wsd", "paper"] = "wsd"
    total_pairs: Annotated[int, Field(gt=0)] = 60_000
    warmup_pairs: Annotated[int, Field(ge=0)] = 1_500
    cooldown_fraction: Fraction = 0.2
    final_lr_factor: Fraction = 0.02
    epoch_pairs: Annotated[int, Field(gt=0)] = 600_000
    warmup_epochs: Annotated[int, Field(ge=0)] = 5
    epochs: Annotated[int, Field(gt=0)] = 20
    warmup_start: Positive = 1e-3
    start: Positive = 5e-3
    end: Positive = 2.5e-3
    unfreeze_fraction: Fraction = 0.5


class EvaluationConfig(_Strict):
    """Measuring on held-out sequences while training; off without `root`.

    They are left out of the training data. The weights that do best are kept as ``best.pt``.
    """

    root: ExpandedPath | None = None
    """A set in DAVIS layout."""
    sequences: tuple[str, ...] = ()
    """Folder names; empty: those of `image_set`, or all."""
    image_set: str | None = None
    """A list of ``ImageSets``, as ``val``, in place of `sequences`."""
    every_pairs: Annotated[int, Field(ge=1)] = 5_000
    """Measured every so many pairs, and at the end."""
    max_frames: Annotated[int, Field(ge=0)] = 0
    """The first so many frames of each sequence; 0: all."""
    start: Literal["box", "guided", "mask"] = "box"
    """What the tracker is given: a box, the mask it draws in it too, or the true mask."""

    @model_validator(mode="after")
    def _check_choice(self) -> EvaluationConfig:
        if self.sequences and self.image_set:
            raise ValueError("name sequences or image_set, not both")
        if self.root is None and (self.sequences or self.image_set):
            raise ValueError("root is missing; name the folder of the held-out sequences")
        if self.max_frames in (1, 2):
            raise ValueError("max_frames: the first and the last do not count; take 3 or more")
        return self


class RuntimeConfig(_Strict):
    device: Literal["auto", "cpu", "cuda"] = "auto"
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    threads: Annotated[int, Field(ge=0)] = 0
    """Compute threads on the CPU; 0 leaves the choice to torch."""
    workers: Annotated[int, Field(ge=0)] = 1
    cache_mib: Annotated[int, Field(ge=0)] = 2_500
    """Memory for decoded pictures, per worker."""
    checkpoint_minutes: Positive = 5.0
    log_every: Annotated[int, Field(ge=1)] = 20
    """Steps between two lines of the log."""
    snapshot_pairs: Annotated[int, Field(ge=0)] = 10_000
    """Averaged weights are kept every so many pairs; 0: never."""


class TrainingConfig(_Strict):
    run_directory: ExpandedPath
    seed: Annotated[int, Field(ge=0)] = 1
    batch_size: Annotated[int, Field(ge=1)] = 16
    search_size: Literal[143, 255] = 255
    datasets: Annotated[tuple[DatasetConfig, ...], Field(min_length=1)]
    model: ModelConfig = ModelConfig()
    augmentation: AugmentationConfig = AugmentationConfig()
    targets: TargetConfig = TargetConfig()
    losses: LossConfig = LossConfig()
    optimiser: OptimiserConfig = OptimiserConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    evaluation: EvaluationConfig = EvaluationConfig()
    runtime: RuntimeConfig = RuntimeConfig()

    @model_validator(mode="after")
    def _check_negatives(self) -> TrainingConfig:
        negative = self.augmentation.negative
        if negative.probability > 0 and negative.other + negative.alike + negative.elsewhere == 0:
            raise ValueError("augmentation.negative: give at least one kind a share above 0")
        return self


def load_config(path: Path, **changes: Any) -> TrainingConfig:  # noqa: ANN401
    """Read and check a TOML file; `changes` replace top-level keys.

    A file that `extends` another one (a path from its own folder) has that one's values, except
    for those it gives itself; lists are replaced as a whole.

    Raises:
        ConfigError: the file is missing, is not TOML, or a key or value is wrong.
    """
    values = _read(path)
    if "extends" in values:
        values = _merged(_read(path.parent / str(values.pop("extends"))), values)
    try:
        return TrainingConfig.model_validate({**values, **changes})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        reason = "there is no such key" if first["type"] == "extra_forbidden" else first["msg"]
        raise ConfigError(f"{path}: {place}: {reason}; correct it and start again.") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"The configuration {path} cannot be read ({error.strerror}); check the path."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}; correct that line.") from error


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in own.items():
        below = result.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            result[key] = _merged(below, value)
        else:
            result[key] = value
    return result
