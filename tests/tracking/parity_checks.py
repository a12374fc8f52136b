"""How a fixture is compared: samples, errors relative to the largest value, polygons."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def crc(array: Array) -> int:
    """CRC-32 of the bytes in C order."""
    return zlib.crc32(np.ascontiguousarray(array).tobytes())


def relative(found: Array, expected: Array) -> float:
    """Largest difference over the largest expected value."""
    difference = np.abs(np.asarray(found, np.float64) - expected).max()
    return float(difference / max(1e-12, float(np.abs(expected).max())))


def sample(array: Array, count: int) -> Array:
    """The values that the fixtures keep of a large array."""
    flat = np.ravel(array)
    return flat[(np.arange(count, dtype=np.int64) * 2654435761 + 12345) % flat.size]


def polygon_distance(found: Array, expected: Array) -> float:
    """Largest coordinate difference, whatever corner comes first and in whatever direction."""
    corners = np.asarray(found, float).reshape(4, 2)
    target = np.asarray(expected, float).reshape(4, 2)
    return min(
        float(np.abs(np.roll(corners[::direction], shift, 0) - target).max())
        for direction in (1, -1)
        for shift in range(4)
    )


def wave(k: Array) -> Array:
    """Integer parabola wave of period 256, values -256..256."""
    phase = k & 127
    return np.where(k & 128, -1, 1) * ((phase * (128 - phase)) >> 4)


def picture(t: int, height: int = 272, width: int = 352) -> NDArray[np.uint8]:
    """Frame t (0..6) of the synthetic sequence, BGR: a tilted ellipse that moves and grows."""
    y, x = np.mgrid[:height, :width].astype(np.int64)
    a, b = 44 + t, 27
    dx, dy = x - 150 - 5 * t, y - 130 - 3 * t
    u, v = 4 * dx + 3 * dy, 4 * dy - 3 * dx
    inside = u * u * b * b + v * v * a * a <= 25 * a * a * b * b
    out = np.empty((height, width, 3), np.int64)
    for c in range(3):
        back = (
            96
            + 16 * c
            + ((40 * wave(3 * x + (5 + c) * y + 40 * c + 2 * t)) >> 8)
            + ((28 * wave((7 + 2 * c) * x - 4 * y + 90 * c - 3 * t)) >> 8)
            + ((73 * x + 151 * y + (c + 3) * x * y) & 31)
            - 16
        )
        fore = (
            (60, 150, 200)[c]
            + ((50 * wave(11 * dx + (6 + 3 * c) * dy)) >> 8)
            + ((30 * wave(5 * dx - 17 * dy + 64 * c)) >> 8)
        )
        out[:, :, c] = np.where(inside, fore, back)
    return np.clip(out, 0, 255).astype(np.uint8)


def blob_logits(size: int, k: int) -> Array:
    """The network output that backproject.npz forces: a tilted ellipse."""
    i, j = np.mgrid[:size, :size].astype(np.int64) * (127 // size)
    i, j = i - 58, j - 62
    form = k - (25 * j * j + 16 * i * i + 12 * i * j)
    return np.clip(form / 4000.0, -6, 6).astype(np.float32)


@dataclass
class TraceErrors:
    """The worst of every comparison of one trace."""

    crops_differ: int = 0
    ids_differ: int = 0
    position: float = 0.0
    size: float = 0.0
    score: float = 0.0
    mask: float = 0.0
    iou: float = 1.0
    polygon: float = 0.0


def run_trace(adapter: Any, trace: Any, frame: Any) -> TraceErrors:
    """Run every frame of a trace from the stored previous state."""
    hyper = json.loads(str(trace["hp"]))
    box = trace["init_box"].astype(float)
    position, size = box[:2] + box[2:] / 2, box[2:]
    first = int(trace["t0"]) if "t0" in trace else 0
    indices = trace["frame"] if "frame" in trace else np.arange(1, len(trace["score"]) + 1)
    adapter.start(frame(first), position, size, hyper)
    worst = TraceErrors()
    for k, index in enumerate(indices):
        image = frame(int(index))
        found = adapter.step(image, position, size)
        _compare(worst, trace, k, found, image.shape[:2], hyper)
        position, size = trace["target_pos"][k], trace["target_sz"][k]
    return worst


def _compare(
    worst: TraceErrors,
    trace: Any,
    k: int,
    found: dict[str, Any],
    shape: tuple[int, int],
    hyper: dict[str, Any],
) -> None:
    worst.crops_differ += crc(found["crop"]) != trace["crop_crc"][k]
    is_clear = trace["margin"][k] > 1e-4
    worst.ids_differ += int(found["best_id"] != trace["best_id"][k] and is_clear)
    difference = np.abs(found["target_pos"] - trace["target_pos"][k]).max()
    worst.position = max(worst.position, float(difference))
    worst.size = max(worst.size, float(np.abs(found["target_sz"] - trace["target_sz"][k]).max()))
    worst.score = max(worst.score, abs(found["score"] - trace["score"][k]))
    if "mask_bits" not in trace:
        return
    height, width = shape
    stored = np.unpackbits(trace["mask_bits"][k])[: height * width].reshape(height, width)
    expected, mask = stored.astype(bool), found["mask"] > hyper.get("seg_thr", 0.3)
    union = max(1, int((mask | expected).sum()))
    worst.iou = min(worst.iou, float((mask & expected).sum() / union))
    distance = polygon_distance(found["polygon"], trace["polygon"][k])
    worst.polygon = max(worst.polygon, distance)
    if "mask_s" in trace:
        values = sample(found["mask"], trace["mask_s"].shape[1])
        worst.mask = max(worst.mask, float(np.abs(values - trace["mask_s"][k]).max()))
