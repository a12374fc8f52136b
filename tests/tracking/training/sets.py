"""Small data sets in COCO and DAVIS layout, drawn when a test asks for them."""

import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pycocotools import mask as coco_mask

from annotator.tracking.training.config import TrainingConfig

SIDE = 160


def picture(rng: np.random.Generator, mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Textured ground with objects of their own colour, BGR."""
    noise = rng.integers(0, 60, (*mask.shape, 3))
    colors = rng.integers(80, 190, (256, 3))
    return (noise + colors[mask]).astype(np.uint8)


def write_coco(root: Path, pictures: int = 6) -> Path:
    """Two ellipses per picture; every mask form COCO knows; folders `cats` and `dogs`."""
    rng = np.random.default_rng(3)
    images, annotations = [], []
    for number in range(pictures):
        folder = ("cats", "dogs")[number % 2]
        (root / folder).mkdir(parents=True, exist_ok=True)
        indices = np.zeros((SIDE, SIDE), np.uint8)
        cv2.ellipse(indices, (50, 60), (30, 20), 20, 0, 360, 1, -1)
        cv2.ellipse(indices, (115, 110), (20, 30), 0, 0, 360, 2, -1)
        name = f"{folder}/{number:03d}.png"
        cv2.imwrite(str(root / name), picture(rng, indices))
        images.append({"id": number + 1, "file_name": name, "width": SIDE, "height": SIDE})
        for value in (1, 2):
            runs = coco_mask.encode(np.asfortranarray((indices == value).astype(np.uint8)))
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": number + 1,
                    "category_id": 1,
                    "bbox": [float(v) for v in coco_mask.toBbox(runs)],
                    "area": float(coco_mask.area(runs)),
                    "iscrowd": 0,
                    "segmentation": {"size": [SIDE, SIDE], "counts": runs["counts"].decode()},
                }
            )
    document = {"images": images, "annotations": annotations, "categories": [{"id": 1}]}
    (root / "instances.json").write_text(json.dumps(document))
    return root


def write_davis(root: Path, frames: int = 8, resolution: str = "480p") -> Path:
    """One sequence of two squares that move; the second leaves in the last frames."""
    rng = np.random.default_rng(4)
    pictures = root.joinpath("JPEGImages", resolution, "walk")
    masks = root.joinpath("Annotations", resolution, "walk")
    pictures.mkdir(parents=True)
    masks.mkdir(parents=True)
    for index in range(frames):
        indices = np.zeros((120, 200), np.uint8)
        indices[20:60, 10 + 8 * index : 50 + 8 * index] = 1
        if index < frames - 2:
            indices[70:110, 120:160] = 3
        image = Image.fromarray(indices, mode="P")
        image.putpalette(bytes(range(256)) * 3)
        image.save(masks / f"{index:05d}.png")
        cv2.imwrite(str(pictures / f"{index:05d}.jpg"), picture(rng, indices))
    return root


def small_config(tmp_path: Path, **changes: object) -> TrainingConfig:
    """Both sets, batches of two, no loading process, one thread, float32."""
    coco, davis = tmp_path / "coco", tmp_path / "davis"
    if not coco.exists():
        write_coco(coco)
        write_davis(davis)
    values: dict[str, object] = {
        "run_directory": tmp_path / "run",
        "seed": 7,
        "batch_size": 2,
        "datasets": [
            {"kind": "coco", "path": coco},
            {"kind": "davis", "path": davis, "max_gap": 3},
        ],
        "schedule": {"total_pairs": 8, "warmup_pairs": 2},
        "runtime": {
            "workers": 0,
            "threads": 1,
            "device": "cpu",
            "precision": "float32",
            "log_every": 1,
            "snapshot_pairs": 4,
        },
    }
    return TrainingConfig.model_validate({**values, **changes})
