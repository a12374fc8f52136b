"""A long project: how fast it is saved, how soon it opens again, how much memory it needs."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from annotator.benchmarks import synthetic
from annotator.benchmarks.figures import Stopwatch
from annotator.core.edits import SetObservations
from annotator.core.project import Project
from annotator.formats.project_file import ProjectFile, changes_of
from annotator.media.open_media import media_ref, open_media

OBJECTS = 5
OBJECT_PX = 460
FRAMES = 10_000
OPENINGS = 3
MIB = 2**20


InWindow = Callable[[Path, Path], dict[str, Any]]
"""Opens a project (the first path) with new settings (the second) in a window, and measures."""


def measure(
    folder: Path,
    in_window: InWindow,
    *,
    tell: Callable[[str], None],
    frames: int = FRAMES,
    size: tuple[int, int] = synthetic.HD,
    gop: int = synthetic.GOP,
) -> dict[str, Any]:
    """All figures. The window is measured in a process of its own, which has nothing to forget."""
    tell(f"Making a clip of {frames} frames …")
    clip = synthetic.write_video(folder / "clip.mp4", frames, size, gop=gop)
    path = folder / "clip.annot"
    tell(f"Saving {OBJECTS * frames} masks, each as an edit of its own …")
    facts = {"frames": frames, "objects": OBJECTS, **_save(clip, path)}
    tell("Opening it again …")
    facts |= _reopen(path)
    tell("Opening it in a window, and looking around …")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        facts["window"] = fresh.submit(in_window, path, folder / "settings.ini").result()
    return facts


def _save(clip: Path, path: Path) -> dict[str, Any]:
    source = open_media(clip)
    video = replace(source.info, is_count_exact=True)
    source.close()
    project = synthetic.empty_project(video, OBJECTS)
    project.media = media_ref(clip)
    ProjectFile.create(path, project).close()
    yardstick = sqlite3.connect(path.with_suffix(".plain"), isolation_level=None)
    yardstick.execute("PRAGMA journal_mode = WAL")
    yardstick.execute("PRAGMA synchronous = NORMAL")
    yardstick.execute("CREATE TABLE mask (track_id, frame_index, mask BLOB)")
    file = ProjectFile.open(path).file
    ours, plain = Stopwatch(), Stopwatch()
    size = 0
    for edit in _edits(project):
        with ours:
            edit.apply(project)
            file.save(changes_of(edit, project))
        (index, observation) = next(iter(edit.observations.items()))
        assert observation is not None
        assert observation.mask is not None
        blob = observation.mask.compressed()
        size += len(blob)
        if index % 10 == 0:
            with plain:
                yardstick.execute("INSERT INTO mask VALUES (?, ?, ?)", (edit.track_id, index, blob))
    file.close()
    yardstick.close()
    masks = len(ours.times_s)
    rate = masks / sum(ours.times_s)
    return {
        "masks": masks,
        "bytes_per_mask": round(size / masks),
        "file_mib": round(path.stat().st_size / MIB, 1),
        "saved_masks_per_s": round(rate, 1),
        "save_ratio": round(rate * sum(plain.times_s) / len(plain.times_s), 3),
    }


def _edits(project: Project) -> Iterator[SetObservations]:
    """As five objects propagated together arrive."""
    video = project.video
    diameter = min(OBJECT_PX, video.height // 2)
    things = synthetic.wanderers((video.width, video.height), OBJECTS, diameter)
    runs = {track_id: synthetic.run_of(track_id) for track_id in project.tracks}
    for index in range(video.frame_count):
        for track_id, thing in zip(project.tracks, things, strict=True):
            yield SetObservations(track_id, {index: thing.observation(index, runs[track_id])})


def _reopen(path: Path) -> dict[str, Any]:
    """The file alone, in turns with reading the same rows and doing nothing with them."""
    ours, plain = Stopwatch(), Stopwatch()
    for _ in range(OPENINGS):
        with ours:
            opened = ProjectFile.open(path)
        opened.file.close()
        with plain:
            connection = sqlite3.connect(path)
            connection.execute("SELECT * FROM observation").fetchall()
            connection.close()
    return {
        "reopen_file_s": round(ours.median_s, 3),
        "reopen_ratio": round(ours.median_s / plain.median_s, 2),
    }


def resident_mib() -> tuple[float | None, float | None]:
    """Resident memory of this process now, and at most so far; None where it is not told."""
    try:
        import resource
    except ImportError:  # Windows
        return None, None
    unit = MIB if sys.platform == "darwin" else 1024
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return None, peak
    return round(pages * resource.getpagesize() / MIB), peak
