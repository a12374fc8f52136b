"""Read data sets in their standard layouts into one catalogue of objects.

COCO instances (stills), DAVIS (index or binary masks) and YouTube-VOS are all turned into
`ObjectTrack`: an object with its frames. Pictures and PNG masks are decoded when first needed and
kept in a `PictureStore` of bounded size.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pycocotools import mask as coco_mask

from annotator.core.errors import AnnotatorError
from annotator.tracking.training.config import DatasetConfig

Picture = NDArray[np.uint8]


class DatasetError(AnnotatorError):
    """A data set is missing or not in the layout that was promised."""


@dataclass(frozen=True, slots=True)
class IndexMask:
    """One object of an index PNG; `value` None means every value above 0."""

    path: Path
    value: int | None


@dataclass(frozen=True, slots=True)
class RunsMask:
    """A COCO mask: compressed column-major runs."""

    height: int
    width: int
    counts: bytes


@dataclass(frozen=True, slots=True)
class ObjectFrame:
    """An object in one picture. `box`: x, y, width, height of its mask in pixels."""

    picture: Path
    position: int
    mask: IndexMask | RunsMask
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ObjectTrack:
    """An object with its frames in order. `group`: things of the same kind, for look-alikes."""

    group: str
    frames: tuple[ObjectFrame, ...]


@dataclass(frozen=True)
class Dataset:
    """Videos of one source; a video is a list of the tracks that live in the same pictures."""

    weight: float
    max_gap: int
    videos: tuple[tuple[ObjectTrack, ...], ...]


@dataclass(frozen=True)
class Catalogue:
    datasets: tuple[Dataset, ...]
    groups: dict[str, tuple[ObjectTrack, ...]] = field(default_factory=dict)

    @property
    def track_count(self) -> int:
        return sum(len(video) for dataset in self.datasets for video in dataset.videos)


class PictureStore:
    """Decoded pictures (BGR uint8) and masks, kept until `max_bytes` are in use."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._used = 0
        self._kept: dict[Path, Picture] = {}

    def picture(self, path: Path) -> Picture:
        """The picture as BGR uint8 (H, W, 3)."""
        return self._get(path, is_mask=False)

    def mask(self, mask: IndexMask | RunsMask) -> Picture:
        """The mask as uint8 (H, W) of 0 and 1."""
        if isinstance(mask, RunsMask):
            decoded = coco_mask.decode({"size": [mask.height, mask.width], "counts": mask.counts})
            return np.ascontiguousarray(decoded)
        indices = self._get(mask.path, is_mask=True)
        hit = indices > 0 if mask.value is None else indices == mask.value
        return hit.view(np.uint8)

    def _get(self, path: Path, *, is_mask: bool) -> Picture:
        kept = self._kept.get(path)
        if kept is not None:
            return kept
        decoded = read_index_png(path) if is_mask else _read_picture(path)
        if self._used + decoded.nbytes <= self._max_bytes:
            self._kept[path] = decoded
            self._used += decoded.nbytes
        return decoded


def read_index_png(path: Path) -> Picture:
    """Palette, gray or 0/255 PNG as (H, W) uint8 of object values; colours are not expanded."""
    with Image.open(path) as image:
        array = np.asarray(image.convert("L") if image.mode in ("RGB", "RGBA", "1") else image)
    return np.ascontiguousarray(array.astype(np.uint8))


def _read_picture(path: Path) -> Picture:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise DatasetError(f"The picture {path} cannot be decoded; download it again.")
    return picture.astype(np.uint8, copy=False)


def load_catalogue(configs: Sequence[DatasetConfig]) -> Catalogue:
    """Read every data set's annotations (not its pictures).

    Raises:
        DatasetError: a folder is missing or holds no usable object.
    """
    readers = {"coco": _read_coco, "davis": _read_sequences, "youtube_vos": _read_sequences}
    datasets: list[Dataset] = []
    groups: dict[str, list[ObjectTrack]] = defaultdict(list)
    for config in configs:
        videos = readers[config.kind](config)
        if not videos:
            raise DatasetError(f"No usable object in {config.path}; check its layout and filters.")
        datasets.append(Dataset(config.weight, config.max_gap, tuple(videos)))
        for video in videos:
            for track in video:
                groups[track.group].append(track)
    return Catalogue(tuple(datasets), {name: tuple(tracks) for name, tracks in groups.items()})


def _read_coco(config: DatasetConfig) -> list[tuple[ObjectTrack, ...]]:
    path = config.path / config.annotations
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path} cannot be read as COCO instances ({error}).") from error
    pictures = {image["id"]: image for image in document["images"]}
    videos: dict[int, list[ObjectTrack]] = defaultdict(list)
    for annotation in document["annotations"]:
        image = pictures[annotation["image_id"]]
        name = str(image["file_name"])
        group = name.split("/")[0] if "/" in name else str(annotation["category_id"])
        if group in config.exclude or annotation.get("iscrowd", 0):
            continue
        if float(annotation["area"]) < config.min_area:
            continue
        x, y, width, height = (float(v) for v in annotation["bbox"])
        if width < 4 or height < 4:
            continue
        mask = _coco_runs(annotation["segmentation"], image["height"], image["width"])
        frame = ObjectFrame(config.path / name, 0, mask, (x, y, width, height))
        videos[image["id"]].append(ObjectTrack(f"{config.path.name}/{group}", (frame,)))
    return [tuple(video) for video in videos.values()]


def _coco_runs(segmentation: Any, height: int, width: int) -> RunsMask:  # noqa: ANN401
    if isinstance(segmentation, list):
        merged = coco_mask.merge(coco_mask.frPyObjects(segmentation, height, width))
    elif isinstance(segmentation["counts"], list):
        merged = coco_mask.frPyObjects(segmentation, height, width)
    else:
        merged = segmentation
    counts = merged["counts"]
    return RunsMask(height, width, counts.encode() if isinstance(counts, str) else counts)


def _read_sequences(config: DatasetConfig) -> list[tuple[ObjectTrack, ...]]:
    tail = [config.resolution] if config.kind == "davis" else []
    pictures = config.path.joinpath("JPEGImages", *tail)
    masks = config.path.joinpath("Annotations", *tail)
    if not pictures.is_dir() or not masks.is_dir():
        raise DatasetError(f"{config.path} needs the folders {pictures} and {masks}.")
    videos: list[tuple[ObjectTrack, ...]] = []
    for folder in sorted(masks.iterdir()):
        if not folder.is_dir() or folder.name in config.exclude:
            continue
        tracks = _read_sequence(config, pictures / folder.name, sorted(folder.glob("*.png")))
        if tracks:
            videos.append(tracks)
    return videos


def _read_sequence(
    config: DatasetConfig, pictures: Path, mask_paths: Iterable[Path]
) -> tuple[ObjectTrack, ...]:
    frames: dict[int | None, list[ObjectFrame]] = defaultdict(list)
    for path in mask_paths:
        picture = pictures / f"{path.stem}.jpg"
        if not picture.is_file():
            continue
        indices = read_index_png(path)
        position = int(path.stem) if path.stem.isdigit() else len(frames[None])
        values = [None] if config.merge_objects else [int(v) for v in np.unique(indices) if v]
        for value in values:
            hit = indices > 0 if value is None else indices == value
            box = _tight_box(hit)
            if box is not None and np.count_nonzero(hit) >= config.min_area:
                frame = ObjectFrame(picture, position, IndexMask(path, value), box)
                frames[value].append(frame)
    group = f"{config.path.name}/{pictures.name}"
    return tuple(ObjectTrack(group, tuple(kept)) for kept in frames.values() if kept)


def _tight_box(hit: NDArray[np.bool_]) -> tuple[float, float, float, float] | None:
    """x, y, width, height of the true pixels; None where there are none or fewer than 4 across."""
    columns = np.flatnonzero(hit.any(axis=0))
    rows = np.flatnonzero(hit.any(axis=1))
    if len(columns) < 4 or len(rows) < 4:
        return None
    left, top = float(columns[0]), float(rows[0])
    return left, top, float(columns[-1]) - left + 1, float(rows[-1]) - top + 1
