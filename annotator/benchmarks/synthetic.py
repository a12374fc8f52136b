"""Videos, masks and projects made to be measured.

A long video is one group of pictures written again and again with later times: a real file with
a real index, whose every frame has to be decoded as from a camera, without hours of encoding.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.core.frames import Image, VideoInfo
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.palette import track_color
from annotator.core.project import (
    Category,
    Direction,
    Observation,
    Origin,
    Project,
    Provenance,
    Track,
)

FRAMES_PER_S = 25
GOP = 250
"""Frames from one keyframe to the next: x264's own default."""

HD = (1920, 1080)
"""Width and height."""

SHAPES = 24
"""Outlines that an object goes through, again and again."""

Runs = NDArray[np.int64]


def write_video(
    path: Path, frame_count: int, size: tuple[int, int] = HD, *, gop: int = GOP, crf: int = 23
) -> Path:
    """H.264 with B-frames and a keyframe every `gop` frames; `frame_count` is a multiple of it."""
    if frame_count % gop:
        raise ValueError(f"{frame_count} frames are not whole groups of {gop}")
    group = path.with_name(f"group-{path.name}")
    _encode(group, gop, size, crf)
    try:
        _repeat(group, path, frame_count // gop, gop)
    finally:
        group.unlink()
    return path


def _encode(path: Path, frame_count: int, size: tuple[int, int], crf: int) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FRAMES_PER_S)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_type = "FRAME"  # else x264 cuts a picture into slices
        stream.options = {
            "crf": str(crf),
            "preset": "veryfast",
            "bf": "2",
            "g": str(frame_count),
            "keyint_min": str(frame_count),
            "sc_threshold": "0",
        }
        for image in pictures(frame_count, size):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode(None))


def _repeat(group: Path, path: Path, times: int, frames: int) -> None:
    with av.open(str(group)) as source, av.open(str(path), "w") as target:
        template = source.streams.video[0]
        stream = target.add_stream_from_template(template)
        assert template.time_base is not None
        ticks = round(Fraction(frames, FRAMES_PER_S) / template.time_base)
        packets = [
            (bytes(packet), packet.pts, packet.dts, packet.is_keyframe)
            for packet in source.demux(template)
            if packet.pts is not None and packet.dts is not None
        ]
        for turn in range(times):
            for data, pts, dts, is_keyframe in packets:
                packet = av.Packet(data)
                packet.stream = stream
                packet.time_base = template.time_base
                packet.pts, packet.dts = pts + turn * ticks, dts + turn * ticks
                packet.is_keyframe = is_keyframe
                target.mux(packet)


def pictures(count: int, size: tuple[int, int]) -> Iterator[Image]:
    """A camera that pans over a rough ground, and returns to where it began."""
    width, height = size
    reach = max(2, height // 12)
    random = np.random.default_rng(0)
    coarse = random.integers(0, 256, (height // 24 + 3, width // 24 + 3, 3), np.uint8)
    whole = (width + 2 * reach, height + 2 * reach)
    ground = cv2.resize(coarse, whole, interpolation=cv2.INTER_CUBIC).astype(np.int16)
    ground += random.integers(-12, 13, ground.shape, np.int16)
    picture = np.clip(ground, 0, 255).astype(np.uint8)
    for index in range(count):
        angle = 2 * math.pi * index / count
        x, y = round(reach * (1 + math.sin(angle))), round(reach * (1 + math.cos(angle)))
        shown = np.ascontiguousarray(picture[y : y + height, x : x + width])
        center = (round(width * (0.5 + 0.3 * math.cos(angle))), height // 2)
        cv2.circle(shown, center, height // 8, (40, 120, 220), -1)
        yield shown


@dataclass(frozen=True)
class _Shape:
    """Where a crop of pixels changes, in column-major order at the height of the frame."""

    changes: Runs
    width: int
    height: int


class Wanderer:
    """An object with a ragged, changing outline that wanders through the picture."""

    def __init__(self, size: tuple[int, int], diameter: int, seed: int) -> None:
        """`size`: width and height of the frame; `diameter` in pixels, smaller than both."""
        self._size = size
        random = np.random.default_rng(seed)
        self._shapes = [_shape(diameter, size[1], turn, seed) for turn in range(SHAPES)]
        self._speed = random.uniform(0.005, 0.02, 2)
        self._phase = random.uniform(0, 2 * math.pi, 2)

    def mask(self, frame_index: int) -> Mask:
        """Its mask on a frame, always wholly inside the picture."""
        shape = self._shapes[frame_index % SHAPES]
        width, height = self._size
        share = 0.5 + 0.5 * np.sin(self._speed * frame_index + self._phase)
        x = round(float(share[0]) * (width - shape.width))
        y = round(float(share[1]) * (height - shape.height))
        bounds = np.concatenate(([0], shape.changes + x * height + y, [width * height]))
        return Mask.from_runs(height, width, np.diff(bounds))

    def observation(self, frame_index: int, provenance: Provenance) -> Observation:
        """As a propagation stores it."""
        mask = self.mask(frame_index)
        box = mask.box
        assert box is not None
        middle = (box.x + box.width / 2, box.y + box.height / 2)
        rotated = RotatedBox(*middle, box.width, box.height, 10.0)
        score = 0.8 + 0.15 * math.sin(frame_index / 40)
        return Observation(
            mask, Origin.PROPAGATED, score=score, rotated_box=rotated, provenance=provenance
        )


def _shape(diameter: int, frame_height: int, turn: int, seed: int) -> _Shape:
    """A round thing with limbs and a hole, different at every turn."""
    random = np.random.default_rng((seed, turn))
    angles = np.linspace(0, 2 * math.pi, 180, endpoint=False)
    radius = np.full(angles.shape, 0.72)
    for wave in range(2, 9):
        sway = 0.4 * math.sin(2 * math.pi * turn / SHAPES)
        radius += 0.24 / wave * np.sin(wave * angles + seed * wave + sway)
    radius = np.clip(radius + random.normal(0, 0.008, angles.shape), 0.2, 1.0)
    middle = diameter / 2
    points = np.stack((np.cos(angles), np.sin(angles)), 1) * radius[:, None] * middle + middle
    pixels = np.zeros((diameter, diameter), np.uint8)
    cv2.fillPoly(pixels, [points.round().astype(np.int32)], 1)
    cv2.circle(pixels, (round(middle), round(middle)), max(1, diameter // 10), 0, -1)
    columns = np.flatnonzero(pixels.any(axis=0))
    rows = np.flatnonzero(pixels.any(axis=1))
    tight = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = tight.shape
    tall = np.zeros((width, frame_height), np.uint8)
    tall[:, :height] = tight.T
    flat = np.concatenate(([0], tall.ravel(), [0]))
    return _Shape(np.flatnonzero(np.diff(flat)).astype(np.int64), width, height)


def empty_project(video: VideoInfo, objects: int) -> Project:
    """Objects without masks."""
    project = Project(video=video, categories={1: Category(1, "thing")})
    for number in range(objects):
        track = Track(number + 1, f"Thing {number + 1}", 1, track_color(number))
        project.tracks[track.id] = track
    project.next_track_id = objects + 1
    return project


def run_of(track_id: int) -> Provenance:
    """Where the masks of one propagated object come from."""
    direction = Direction.FORWARD
    return Provenance(
        "siammask", "synthetic", "0" * 64, f"run-{track_id}", 0, direction, "2026-01-01T00:00:00"
    )


def wanderers(size: tuple[int, int], objects: int, diameter: int) -> list[Wanderer]:
    """Different ones, each the same in every run."""
    return [Wanderer(size, diameter, seed) for seed in range(objects)]
