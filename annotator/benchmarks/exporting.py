"""Masks a second of every export format, verification included."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from annotator.benchmarks import synthetic
from annotator.core.edits import SetObservations
from annotator.core.errors import AnnotatorError
from annotator.core.project import Project
from annotator.formats.options import ExportOptions
from annotator.formats.registry import FORMATS, Format
from annotator.media.open_media import media_ref, open_media
from annotator.media.video_file import VideoFile

OBJECTS = 5
OBJECT_PX = 460
FRAMES = 100
YARDSTICK = "OpenCV, one PNG per mask, never read again"


def measure(
    folder: Path,
    *,
    tell: Callable[[str], None],
    frames: int = FRAMES,
    size: tuple[int, int] = synthetic.HD,
) -> dict[str, Any]:
    """Per format: masks a second, and that over the yardstick's rate, measured just before it."""
    clip = synthetic.write_video(folder / "clip.mp4", frames, size, gop=frames)
    source = open_media(clip)
    assert isinstance(source, VideoFile)
    try:
        project = _project(clip, source)
        formats = {}
        for chosen in FORMATS.values():
            tell(f"Exporting {chosen.name} …")
            formats[chosen.name] = _one(chosen, project, source, folder)
    finally:
        source.close()
    return {
        "frames": frames,
        "objects": OBJECTS,
        "width": size[0],
        "height": size[1],
        "yardstick": YARDSTICK,
        "formats": formats,
    }


def _project(clip: Path, source: VideoFile) -> Project:
    video = source.info
    project = synthetic.empty_project(video, OBJECTS)
    project.media = media_ref(clip)
    size = (video.width, video.height)
    things = synthetic.wanderers(size, OBJECTS, min(OBJECT_PX, video.height // 2))
    for track_id, thing in zip(project.tracks, things, strict=True):
        run = synthetic.run_of(track_id)
        seen = {index: thing.observation(index, run) for index in range(video.frame_count)}
        SetObservations(track_id, seen).apply(project)
    return project


def _one(chosen: Format, project: Project, source: VideoFile, folder: Path) -> dict[str, Any]:
    plain = _yardstick(project, folder)
    destination = folder / f"out-{chosen.name}{chosen.suffix}"
    started = time.perf_counter()
    try:
        report = chosen.write(
            project,
            destination,
            ExportOptions(),
            source=source,
            progress=lambda _done, _text: None,
            should_stop=lambda: False,
        )
    except AnnotatorError as error:
        return {"refused": str(error)}
    rate = report.masks / (time.perf_counter() - started)
    return {"masks": report.masks, "masks_per_s": round(rate, 1), "ratio": round(rate / plain, 3)}


def _yardstick(project: Project, folder: Path, count: int = 40) -> float:
    """Masks a second that a plain script would write."""
    track = next(iter(project.tracks.values()))
    masks = [one.mask for one in list(track.observations.values())[:count] if one.mask is not None]
    started = time.perf_counter()
    for mask in masks:
        cv2.imwrite(str(folder / "mask.png"), mask.to_array().astype(np.uint8))
    return len(masks) / (time.perf_counter() - started)
