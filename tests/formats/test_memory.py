"""Long projects: what an export and its check hold does not grow with the masks."""

import gc
import tracemalloc

import numpy as np
import pytest

from annotator.core.frames import VideoInfo
from annotator.core.mask import Mask
from annotator.core.project import Category, Observation, Origin, Project, Track
from annotator.formats import json_stream, parallel
from annotator.formats.registry import FORMATS

SIZE = (160, 90)
PER_FRAME_BYTES = 2500
"""Names, numbers and what was seen; COCO's index keeps a record per image. A dense mask would be
14,400.
"""


def long_project(frames):
    rng = np.random.default_rng(0)
    masks = []
    for _ in range(8):
        coarse = rng.random((9, 16)) < 0.4
        masks.append(Mask.from_array(coarse.repeat(10, 0).repeat(10, 1)))
    project = Project(VideoInfo(*SIZE, frames, 25.0), categories={1: Category(1, "car")})
    project.next_track_id = 2
    seen = {i: Observation(masks[i % 8], Origin.PROPAGATED, score=0.5) for i in range(frames)}
    project.tracks[1] = Track(1, "one", 1, (1, 2, 3), observations=seen)
    return project


def peak_bytes(name, frames, folder):
    project = long_project(frames)
    folder.mkdir()
    gc.collect()
    tracemalloc.start()
    try:
        FORMATS[name].write(project, folder / f"a{FORMATS[name].suffix}")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["coco", "youtube-vis", "davis", "mots", "vot", "cvat"])
def test_memory_stays_flat(tmp_path, name, monkeypatch):
    monkeypatch.setattr(json_stream, "_CHUNK", 2**14)  # smaller than the files
    # How many pictures are under way at the peak is chance: 400 kB up or down with four workers.
    monkeypatch.setattr(parallel, "MAX_WORKERS", 1)
    peak_bytes(name, 5, tmp_path / "warm")
    # What other threads allocate meanwhile is counted too, so one clean measurement is enough.
    assert any(growth(name, tmp_path / str(attempt)) < PER_FRAME_BYTES for attempt in range(3))


def growth(name, folder):
    """Bytes per frame between a short and a longer project."""
    folder.mkdir()
    short = peak_bytes(name, 40, folder / "short")
    return (peak_bytes(name, 200, folder / "long") - short) / 160
