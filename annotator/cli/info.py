"""`annotator info`: what a video, folder, project or checkpoint is."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli.console import interruptible, progress, write_json, write_table
from annotator.cli.options import JsonOption
from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.core.frames import FrameSource
    from annotator.core.project import Project, Track

PROJECT_SUFFIX = ".annot"
CHECKPOINT_SUFFIXES = frozenset({".safetensors", ".pth", ".pt", ".ckpt", ".bin"})


def info(
    path: Annotated[Path, typer.Argument(help="A video, a folder, a project or a checkpoint.")],
    as_json: JsonOption = False,
) -> None:
    """Tell what a video, folder, project or checkpoint is.

    Frames are counted by decoding.
    """
    if not path.exists():
        raise AnnotatorError(f"{path} does not exist; check the path.")
    if path.suffix == PROJECT_SUFFIX and path.is_file():
        facts = project_facts(path)
    elif path.suffix in CHECKPOINT_SUFFIXES and path.is_file():
        facts = checkpoint_facts(path)
    else:
        facts = media_facts(path)
    if as_json:
        write_json(facts)
    else:
        write_table(facts)


def media_facts(path: Path) -> dict[str, Any]:
    """Facts about a video or a folder; decodes all of it."""
    from annotator.media.open_media import open_media

    source = open_media(path)
    try:
        is_complete = count_frames(source)
        video = source.info
        notices = [str(notice) for notice in getattr(source, "notices", [])]
    finally:
        source.close()
    if not is_complete:
        raise AnnotatorError(f"Stopped before all frames of {path} were counted.")
    return {
        "kind": "folder" if path.is_dir() else "video",
        "path": str(path),
        "width": video.width,
        "height": video.height,
        "frames": video.frame_count,
        "fps": round(video.fps, 4),
        "variable_frame_rate": video.variable_frame_rate,
        "rotation_degrees": video.rotation_degrees,
        "codec": video.codec,
        "notices": notices,
    }


def count_frames(source: "FrameSource") -> bool:
    """Decode everything, so that the count is certain; False when it was interrupted."""
    verify = getattr(source, "verify", None)
    if verify is None:
        return True
    with (
        interruptible() as should_stop,
        progress("Counting frames", source.info.frame_count) as report,
    ):
        verify(lambda done, total: report(min(done, total), "Counting frames"), should_stop)
        return not should_stop()


def project_facts(path: Path) -> dict[str, Any]:
    """Facts about a project file, read as it was last saved."""
    from annotator.cli.projects import read_project

    project = read_project(path)
    video, media = project.video, project.media
    return {
        "kind": "project",
        "path": str(path),
        "media": media.path if media is not None else None,
        "width": video.width,
        "height": video.height,
        "frames": video.frame_count,
        "frames_counted_by_decoding": video.is_count_exact,
        "categories": [category.name for category in project.categories.values()],
        "tracks": [track_facts(project, track) for track in project.tracks.values()],
    }


def track_facts(project: "Project", track: "Track") -> dict[str, Any]:
    """Name, category, and how many frames are in which state."""
    observations = track.observations
    states = Counter(observation.origin.value for observation in observations.values())
    flags = {
        "absent": sum(o.is_absent for o in observations.values()),
        "reviewed": sum(o.reviewed for o in observations.values()),
        "locked": sum(o.locked for o in observations.values()),
    }
    return {
        "id": track.id,
        "name": track.name,
        "category": project.categories[track.category_id].name,
        "frames": len(observations),
        "first_frame": min(observations, default=None),
        "last_frame": max(observations, default=None),
        "states": dict(sorted(states.items())) | {k: v for k, v in flags.items() if v},
    }


def checkpoint_facts(name_or_path: str | Path) -> dict[str, Any]:
    """Architecture, size and hash of weights."""
    from annotator.cli.checkpoints import describe

    return {"kind": "checkpoint", **describe(name_or_path)}
