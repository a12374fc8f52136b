"""Renders the demo clip: no one else's pictures may be in the repository.

A striped fish swims over a sea bed while the camera pans; a second fish of much the same look
passes close by, and a stalk of kelp hides part of the first for a while. Everything comes from
seeded noise and closed formulas, so the same frame index always gives the same picture, and the
true mask of the fish is known: `tests` measure the demo against it.

`python -m annotator.media.demo_clip resources/demo.mp4` renders the bundled file anew, and
`demo.json` beside it, which says what the demo tracks.
"""

import json
import math
import sys
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.core.frames import FrameIndex, Image
from annotator.core.mask import Mask
from annotator.media.demo_painting import (
    HEIGHT,
    HORIZON,
    PANORAMA,
    WIDTH,
    FloatImage,
    Look,
    Pose,
    cast_shadow,
    fish_skin,
    noise,
    paste_fish,
    paste_kelp,
    reef_panorama,
    shifted,
)

FRAME_COUNT, FPS = 110, 25
_NAME, _CATEGORY = "Striped fish", "fish"


@dataclass(frozen=True, slots=True)
class DemoFrame:
    """A picture and the truth about it: where the fish to follow can be seen."""

    image: Image
    mask: Mask


_TARGET = Look((0.93, 0.42, 0.10), (0.98, 0.80, 0.36), (0.13, 0.20, 0.44), 4)
_DISTRACTOR = Look((0.90, 0.33, 0.14), (0.95, 0.71, 0.38), (0.16, 0.18, 0.38), 3)


class DemoScene:
    """All that does not change from frame to frame; `render` adds what does."""

    def render(self, frame_index: FrameIndex) -> DemoFrame:
        """Frame 0 … `FRAME_COUNT` - 1 at `(HEIGHT, WIDTH)`."""
        time = frame_index / FPS
        pan = _camera(time)
        image = self._background(time, pan)
        target, distractor = _target_pose(time), _distractor_pose(time)
        for pose in (distractor, target):
            image = cast_shadow(image, pose)
        image, _ = paste_fish(image, self._distractor_skin, distractor)
        image, visible = paste_fish(image, self._target_skin, target)
        for stalk_x, height, seed in ((-30.0, 300.0, 5), (690.0, 335.0, 6)):
            image, hidden = paste_kelp(image, stalk_x - 1.35 * pan, height, seed, time)
            visible = visible * (1 - hidden)
        image = self._haze(image, time)
        pixels = np.clip(np.rint(image * 255), 0, 255).astype(np.uint8)
        return DemoFrame(pixels, Mask.from_array(visible > 0.5))

    @cached_property
    def _target_skin(self) -> FloatImage:
        return fish_skin(_TARGET, seed=11)

    @cached_property
    def _distractor_skin(self) -> FloatImage:
        return fish_skin(_DISTRACTOR, seed=12)

    @cached_property
    def _reef(self) -> FloatImage:
        return reef_panorama()

    @cached_property
    def _caustic_noise(self) -> FloatImage:
        return noise(HEIGHT, PANORAMA, cell=46, octaves=2, seed=31)

    @cached_property
    def _specks(self) -> NDArray[np.float64]:
        """`(60, 3)`: x, y in pixels and depth 0 to 1 of what drifts in the water."""
        return np.random.default_rng(41).random((60, 3)) * (WIDTH, HEIGHT, 1)

    def _background(self, time: float, pan: float) -> FloatImage:
        view = shifted(self._reef, pan)
        first = shifted(self._caustic_noise, pan + 14 * time)
        second = shifted(self._caustic_noise[::-1], pan + 60 - 11 * time)
        ridges = (1 - np.abs(first - second) * 5.0).clip(0, 1) ** 3
        depth = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None]
        light = 0.26 * ((depth - HORIZON) * 3).clip(0, 0.6)
        lit: FloatImage = (view * (1 + ridges * light * 1.6)[:, :, None]).astype(np.float32)
        return lit

    def _haze(self, image: FloatImage, time: float) -> FloatImage:
        """Drifting specks, and the blue of the water between camera and scene."""
        for x, y, depth in self._specks:
            place = (
                int((x - (8 + 30 * depth) * time) % WIDTH),
                int((y + 4 * np.sin(time + 9 * depth)) % HEIGHT),
            )
            cv2.circle(image, place, 1, (0.72, 0.82, 0.80), -1, cv2.LINE_AA)
        water = np.array((0.10, 0.36, 0.44), dtype=np.float32)
        return cv2.GaussianBlur(image * np.float32(0.90) + water * np.float32(0.10), (0, 0), 0.7)


def _camera(time: float) -> float:
    """Left edge of the view in the panorama, pixels."""
    return 62 * time + 9 * math.sin(1.3 * time)


def _target_pose(time: float) -> Pose:
    return Pose(
        x=150 + 78 * time + 14 * np.sin(1.1 * time),
        y=205 + 30 * np.sin(1.25 * time + 0.4) - 8 * time,
        length=150 + 9 * time,
        angle=0.20 * np.cos(1.25 * time + 0.4) - 0.05,
        phase=2.1 * time,
        heading=1,
    )


def _distractor_pose(time: float) -> Pose:
    return Pose(
        x=585 - 112 * time,
        y=92 + 14 * np.sin(1.7 * time + 1.0),
        length=124 - 3 * time,
        angle=0.08 * np.sin(1.7 * time),
        phase=2.6 * time + 0.3,
        heading=-1,
    )


# The file


def write_demo_clip(path: Path) -> Path:
    """Render and encode the clip (H.264 in MP4), and write `<stem>.json` beside it."""
    scene = DemoScene()
    frames = [scene.render(frame_index) for frame_index in range(FRAME_COUNT)]
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.options = {"crf": "25", "preset": "veryslow", "g": "50", "threads": "1"}
        for frame_index, rendered in enumerate(frames):
            picture = av.VideoFrame.from_ndarray(rendered.image, format="rgb24")
            picture.pts, picture.time_base = frame_index, Fraction(1, FPS)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    box = frames[0].mask.box
    if box is None:
        raise AssertionError("the fish must be in the first frame")
    facts = {
        "video": path.name,
        "frame": 0,
        "box": [box.x, box.y, box.width, box.height],
        "name": _NAME,
        "category": _CATEGORY,
    }
    text = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    path.with_suffix(".json").write_text(text, encoding="utf-8")
    return path


if __name__ == "__main__":
    write_demo_clip(Path(sys.argv[1]))
