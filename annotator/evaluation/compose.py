"""Clips whose target leaves and returns, composed from labelled sequences.

Labelled sets hold few frames without their object, and those decide whether a score can be
trusted. Three ways, each from a target sequence and, but for the last, another one behind it:

``slide``: the target, cut out, moves over the other sequence, out of the picture, and back.
``cut``: a cut to the other sequence, and back.
``vanish``: the target is painted over with what surrounds it, as if it were hidden.

A clip made of sequences of a set may be used for what that set may be used for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.core.mask import Mask
from annotator.evaluation.benchmark import EvaluationError, Frame, Labelled
from annotator.evaluation.davis import Pixels

Kind = TypeVar("Kind", bound=np.generic)

Way = Literal["slide", "cut", "vanish"]
WAYS: tuple[Way, ...] = get_args(Way)

CLIP_LENGTH = 36
"""Frames of a composed clip; a shorter target sequence is played to and fro."""

_LEAVES, _GONE, _RETURNS, _BACK = 0.3, 0.4, 0.7, 0.8  # as shares of the clip
_FEATHER_PIXELS = 1.5
_INPAINT_SIDE = 160  # painting over is done at this size; only the place counts, not detail


@dataclass(frozen=True)
class ComposedClip:
    """A clip in memory; the same reading as `LabelledSequence`. `source` names its target's."""

    name: str
    frames: tuple[Frame, ...]
    masks: tuple[Pixels, ...]
    source: str = ""

    def __len__(self) -> int:
        return len(self.frames)

    def frame(self, index: int) -> Frame:
        """RGB, (H, W, 3) uint8."""
        return self.frames[index]

    def truth(self, index: int) -> Pixels:
        """(H, W) bool, empty while the target is away."""
        return self.masks[index]


def compose_set(
    sequences: Sequence[Labelled],
    *,
    ways: Sequence[Way] = WAYS,
    length: int = CLIP_LENGTH,
    backgrounds: Sequence[Labelled] | None = None,
) -> Iterator[ComposedClip]:
    """One clip per sequence and way, before the next of `backgrounds` (default: of the set)."""
    behind = sequences if backgrounds is None else backgrounds
    for number, target in enumerate(sequences):
        other = behind[(number + 1) % len(behind)]
        for way in ways:
            if way != "vanish" and other.name == target.name:
                continue
            yield compose(target, other, way, length=length)


def compose(
    target: Labelled, background: Labelled, way: Way, *, length: int = CLIP_LENGTH
) -> ComposedClip:
    """A clip of `length` frames in which the target is away for about a third of the time."""
    name = f"{way}-{target.name.replace('/', '-')}"
    frames, masks = [], []
    for index in range(length):
        frame, mask = _played(target, index)
        if way == "slide":
            behind = _fitted(_played(background, index)[0], frame)
            shift = _slide(target, index / max(1, length - 1))
            frame, mask = _pasted(frame, mask, behind, shift)
        elif _is_away(index, length):
            frame = (
                _fitted(_played(background, index)[0], frame)
                if way == "cut"
                else paint_over(frame, mask)
            )
            mask = np.zeros_like(mask)
        frames.append(frame)
        masks.append(mask)
    return ComposedClip(name, tuple(frames), tuple(masks), target.name)


def _played(sequence: Labelled, index: int) -> tuple[Frame, Pixels]:
    """Frame and truth when the sequence is played to and fro for ever."""
    period = max(1, 2 * len(sequence) - 2)
    position = index % period
    position = min(position, period - position) if len(sequence) > 1 else 0
    return sequence.frame(position), sequence.truth(position)


def _is_away(index: int, length: int) -> bool:
    return _GONE <= index / length < _RETURNS


def _slide(target: Labelled, share: float) -> int:
    """Pixels to the right at a share of the clip: out through the nearer side, and back."""
    mask = Mask.from_array(target.truth(0))
    box = mask.box
    if box is None:
        raise EvaluationError(f"{target.name} has an empty first mask; leave it out.")
    # Twice the width is farther than any place in the picture.
    away = mask.width * 1.2 if box.center[0] >= mask.width / 2 else -mask.width * 1.2
    out = np.interp(share, (_LEAVES, _GONE, _RETURNS, _BACK), (0.0, 1.0, 1.0, 0.0))
    return round(away * float(out))


def _fitted(picture: Frame, like: Frame) -> Frame:
    height, width = like.shape[:2]
    resized = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(resized, np.uint8)


def _pasted(frame: Frame, mask: Pixels, behind: Frame, shift: int) -> tuple[Frame, Pixels]:
    """The target, moved by `shift` pixels to the right, before another picture."""
    moved_frame, moved_mask = _moved(frame, shift), _moved(mask, shift)
    alpha = cv2.GaussianBlur(moved_mask.astype(np.float32), (0, 0), _FEATHER_PIXELS)[..., None]
    blended = moved_frame * alpha + behind * (1 - alpha)
    return np.asarray(np.rint(blended), np.uint8), moved_mask


def _moved(picture: NDArray[Kind], shift: int) -> NDArray[Kind]:
    """Shifted to the right, zeros where nothing is known."""
    width = picture.shape[1]
    result = np.zeros_like(picture)
    if abs(shift) < width:
        into = slice(max(0, shift), min(width, width + shift))
        source = slice(max(0, -shift), min(width, width - shift))
        result[:, into] = picture[:, source]
    return result


def paint_over(frame: Frame, mask: Pixels) -> Frame:
    """The frame without what the mask covers: filled smoothly from around it, with noise."""
    height, width = mask.shape
    if not mask.any():
        return frame
    shrink = min(1.0, _INPAINT_SIDE / max(height, width))
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    hole = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    hole = cv2.dilate(hole, np.ones((3, 3), np.uint8), iterations=2)
    filled = cv2.resize(cv2.inpaint(small, hole, 4, cv2.INPAINT_TELEA), (width, height))
    grain = np.random.default_rng(0).normal(0, 4, (height, width, 1))
    around = cv2.resize(hole, (width, height)).astype(np.float32)
    # Twice the blurred hole: nothing of the target shines through inside of it.
    alpha = np.minimum(1, 2 * cv2.GaussianBlur(around, (0, 0), _FEATHER_PIXELS))[..., None]
    blended = (filled + grain) * alpha + frame * (1 - alpha)
    return np.asarray(np.clip(np.rint(blended), 0, 255), np.uint8)


def write_clip(root: Path, clip: Labelled) -> None:
    """Write a clip below `root` in DAVIS layout: JPEG frames and 0/255 masks."""
    pictures = root / "JPEGImages" / "480p" / clip.name
    masks = root / "Annotations" / "480p" / clip.name
    for folder in (pictures, masks):
        folder.mkdir(parents=True, exist_ok=True)
    for index in range(len(clip)):
        bgr = np.ascontiguousarray(clip.frame(index)[..., ::-1])
        pixels = clip.truth(index).astype(np.uint8) * np.uint8(255)
        picture, mask = pictures / f"{index:05d}.jpg", masks / f"{index:05d}.png"
        quality = [cv2.IMWRITE_JPEG_QUALITY, 95]
        if not (cv2.imwrite(str(picture), bgr, quality) and cv2.imwrite(str(mask), pixels)):
            raise EvaluationError(f"{root} cannot be written; choose another folder.")
