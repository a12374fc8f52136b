"""What the tracker is compared with: boxes from elsewhere, filled by GrabCut.

NanoTrack is OpenCV's `TrackerNano`; the user brings its two ONNX files. Nothing here is part of
the product.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from annotator.core.frames import FrameIndex
from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.evaluation.benchmark import EvaluationError, Frame

GRABCUT_SIDE = 224
"""GrabCut sees its crop at no more than this many pixels a side; twice as many cost four times as
much and gain 0.01 of J."""

GRABCUT_ROUNDS = 5
_CONTEXT = 0.25  # of the box's size, on every side, for GrabCut's idea of the background

Fill = Callable[[Frame, Box], Mask]


def fill_box(frame: Frame, box: Box) -> Mask:
    """The object in a box by GrabCut: the surroundings are background, the inside is open.

    frame (H, W, 3) uint8 RGB. A box outside of the picture gives an empty mask; where GrabCut
    finds nothing, the box itself is the mask.
    """
    height, width = frame.shape[:2]
    inside = box.clipped(width=width, height=height)
    if inside is None:
        return Mask.empty(height, width)
    x0, y0, x1, y1 = _around(inside, width, height)
    shrink = min(1.0, GRABCUT_SIDE / max(x1 - x0, y1 - y0))
    size = max(2, round((x1 - x0) * shrink)), max(2, round((y1 - y0) * shrink))
    crop = cv2.resize(frame[y0:y1, x0:x1], size, interpolation=cv2.INTER_AREA)
    scale_x, scale_y = size[0] / (x1 - x0), size[1] / (y1 - y0)
    left, right = _span((inside.x - x0) * scale_x, (inside.right - x0) * scale_x, size[0])
    top, bottom = _span((inside.y - y0) * scale_y, (inside.bottom - y0) * scale_y, size[1])
    labels = np.zeros((size[1], size[0]), np.uint8)
    labels[top:bottom, left:right] = cv2.GC_PR_FGD
    _grabcut(np.ascontiguousarray(crop), labels)
    found = (labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)
    if not found.any():
        found[top:bottom, left:right] = True
    pixels = np.zeros((height, width), np.bool_)
    grown = cv2.resize(found.astype(np.float32), (x1 - x0, y1 - y0))
    pixels[y0:y1, x0:x1] = grown > 0.5
    return Mask.from_array(pixels)


def _around(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """The box with its surroundings, clipped to the picture, in whole pixels."""
    margin_x, margin_y = box.width * _CONTEXT + 2, box.height * _CONTEXT + 2
    return (
        max(0, math.floor(box.x - margin_x)),
        max(0, math.floor(box.y - margin_y)),
        min(width, math.ceil(box.right + margin_x)),
        min(height, math.ceil(box.bottom + margin_y)),
    )


def _span(first: float, last: float, size: int) -> tuple[int, int]:
    start = min(max(0, round(first)), size - 1)
    return start, min(max(start + 1, round(last)), size)


def _grabcut(crop: Frame, labels: Frame) -> None:
    """GrabCut in place; left as it is where the box fills the whole crop."""
    if bool((labels != cv2.GC_BGD).all()):
        return
    cv2.setRNGSeed(0)  # its k-means starts at random
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(crop, labels, None, background, foreground, GRABCUT_ROUNDS, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]


def interpolate_box(boxes: Mapping[FrameIndex, Box], frame_index: FrameIndex) -> Box:
    """Linear between the nearest boxes in time; constant before the first and after the last."""
    before = max((i for i in boxes if i <= frame_index), default=None)
    after = min((i for i in boxes if i >= frame_index), default=None)
    if before is None or after is None:
        nearest = after if before is None else before
        if nearest is None:
            raise EvaluationError("there is no box to interpolate from; draw one first.")
        return boxes[nearest]
    if before == after:
        return boxes[before]
    share = (frame_index - before) / (after - before)
    a, b = boxes[before], boxes[after]
    return Box(
        *(
            (1 - share) * first + share * second
            for first, second in zip(
                (a.x, a.y, a.width, a.height), (b.x, b.y, b.width, b.height), strict=True
            )
        )
    )


@dataclass(frozen=True)
class FilledBox:
    """A baseline's prediction."""

    mask: Mask
    score: float


class NanoTrackGrabCut:
    """NanoTrack follows the box, GrabCut fills it. States belong to one run: they do change."""

    def __init__(self, folder: Path, *, fill: Fill = fill_box) -> None:
        self._parameters = cv2.TrackerNano.Params()
        backbone, head = find_nanotrack(folder)
        self._parameters.backbone = str(backbone)
        self._parameters.neckhead = str(head)
        self._fill = fill

    def init(self, frame: Frame, box: Box, mask: Mask | None = None) -> cv2.TrackerNano:
        """A tracker of its own for every object; the mask is of no use to it."""
        with _quiet():
            tracker = cv2.TrackerNano.create(self._parameters)
        left, top = round(box.x), round(box.y)
        size = max(1, round(box.right) - left), max(1, round(box.bottom) - top)
        tracker.init(_bgr(frame), (left, top, *size))
        return tracker

    def update(self, frame: Frame, state: cv2.TrackerNano) -> tuple[cv2.TrackerNano, FilledBox]:
        """The next frame's box, filled."""
        found, (x, y, width, height) = state.update(_bgr(frame))
        score = float(state.getTrackingScore())
        if not found or width <= 0 or height <= 0:
            return state, FilledBox(Mask.empty(*frame.shape[:2]), score)
        return state, FilledBox(self._fill(frame, Box(x, y, width, height)), score)

    def predict(self, frame: Frame, box: Box) -> FilledBox:
        """The drawn box, filled."""
        return FilledBox(self._fill(frame, box), 1.0)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without OpenCV's warning, twice for every network, that it runs on the CPU."""
    logging = cv2.utils.logging
    level = logging.getLogLevel()
    logging.setLogLevel(logging.LOG_LEVEL_ERROR)
    try:
        yield
    finally:
        logging.setLogLevel(level)


def _bgr(frame: Frame) -> Frame:
    return np.ascontiguousarray(frame[..., ::-1])


def find_nanotrack(folder: Path) -> tuple[Path, Path]:
    """Backbone and head of NanoTrack V2 below a folder.

    Raises:
        EvaluationError: the files are not there.
    """
    for backbone, head in (
        ("v2_backbone.onnx", "v2_head.onnx"),
        ("nanotrack_backbone_sim.onnx", "nanotrack_head_sim.onnx"),
        ("object_tracking_backbone_2022nov.onnx", "object_tracking_head_2022nov.onnx"),
    ):
        if (folder / backbone).is_file() and (folder / head).is_file():
            return folder / backbone, folder / head
    raise EvaluationError(
        f"{folder} holds no v2_backbone.onnx and v2_head.onnx; name NanoTrack V2's folder."
    )
