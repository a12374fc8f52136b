"""How much of the bare tracker's rate is left when frames are decoded and masks stored.

Both are measured in turns, with the same weights, threads and frames: the bare tracker on frames
that lie in memory, and the whole run on the video file into a project file.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from annotator.cli.projects import recording
from annotator.cli.prompts import Prompt
from annotator.cli.propagation_run import Job, plan, propagate_lanes, set_prompts
from annotator.core.frames import Image
from annotator.core.geometry import Box
from annotator.core.project import Direction, Project
from annotator.media.open_media import media_ref, open_media, source_factory
from annotator.tracking.tracker import Tracker

SIZE = (854, 480)
"""Width and height: 480p, as in DAVIS."""

FRAMES_PER_S = 25
MAX_FRAMES = 60


def measure(
    tracker: Tracker[Any], clip: Path, box: Box, *, seconds: float = 20.0
) -> dict[str, float | int]:
    """Frames per second of both, and their ratio; medians over turns of the whole clip.

    `clip` is enlarged to 480p first, and `box` (pixels of `clip`, frame 0) with it.
    """
    with tempfile.TemporaryDirectory(prefix="annotator-benchmark-") as name:
        folder = Path(name)
        frames, scale = enlarged(clip)
        video = write_video(folder / "clip.mp4", frames)
        box = Box(box.x * scale, box.y * scale, box.width * scale, box.height * scale)
        bare_rates: list[float] = []
        whole_rates: list[float] = []
        ends = time.perf_counter() + seconds
        bare(tracker, frames[:10], box)  # loads and warms what is slow the first time
        while len(bare_rates) < 3 or time.perf_counter() < ends:
            bare_rates.append(rate(partial(bare, tracker, frames, box), len(frames)))
            output = folder / f"{len(bare_rates)}.annot"
            whole_rates.append(rate(partial(whole, tracker, video, output, box), len(frames)))
    ratios = [w / b for w, b in zip(whole_rates, bare_rates, strict=True)]
    return {
        "width": SIZE[0],
        "height": SIZE[1],
        "frames": len(frames),
        "turns": len(bare_rates),
        "tracker_fps": round(statistics.median(bare_rates), 2),
        "end_to_end_fps": round(statistics.median(whole_rates), 2),
        "ratio": round(statistics.median(ratios), 4),
    }


def rate(work: Callable[[], None], frames: int) -> float:
    """Frames per second of one turn."""
    started = time.perf_counter()
    work()
    return frames / (time.perf_counter() - started)


def bare(tracker: Tracker[Any], frames: Sequence[Image], box: Box) -> None:
    """The same network calls on frames in memory: the box's mask, then every other frame."""
    mask = tracker.predict(frames[0], box).mask
    state = tracker.init(frames[0], box, None if mask.is_empty else mask)
    for frame in frames[1:]:
        state, _prediction = tracker.update(frame, state)


def whole(tracker: Tracker[Any], video: Path, output: Path, box: Box) -> None:
    """Decode, track and store, as `annotator propagate` does it."""
    source = open_media(video)
    try:
        project = Project(video=source.info, media=media_ref(video))
        with recording(output, project) as record:
            job = Job(tracker, source_factory(source), project, record)
            seeds = set_prompts(job, [Prompt("object", "object", 0, box)])
            propagate_lanes(job, plan(project, seeds, [Direction.FORWARD], None))
    finally:
        source.close()


def enlarged(clip: Path) -> tuple[list[Image], float]:
    """All frames of a clip at 480p, and by how much its pixels grew."""
    source = open_media(clip)
    try:
        scale = min(SIZE[0] / source.info.width, SIZE[1] / source.info.height)
        frames = []
        for index in range(min(MAX_FRAMES, source.info.frame_count)):
            picture = cv2.resize(source.read(index), SIZE, interpolation=cv2.INTER_CUBIC)
            frames.append(np.ascontiguousarray(picture, np.uint8))
        return frames, scale
    finally:
        source.close()


def write_video(path: Path, frames: Sequence[Image]) -> Path:
    """H.264 at a quality as of a camera, with B-frames."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FRAMES_PER_S)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "18", "preset": "veryfast", "bf": "2"}
        for image in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode(None))
    return path
