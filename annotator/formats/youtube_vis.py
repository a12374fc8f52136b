"""COCO for video (YouTube-VIS): one annotation per object, with a list over the frames.

Rules: FORMATS 5.2. Run-lengths are uncompressed, because TrackEval takes no others in ground
truth. Beyond the format's keys an annotation says `track_id` and `name`, the video `frame_indices`
(index in the source of each frame). File names begin with the folder of the video, by which
TrackEval names the sequence. Overlaps are kept.
"""

import json
from collections.abc import Iterator
from typing import Any, TextIO

from annotator.core.frames import FrameIndex
from annotator.core.mask import Mask
from annotator.core.project import Project, Track
from annotator.formats.comparing import as_is, recipe_checks
from annotator.formats.export import ExportJob, Recipe, Written
from annotator.formats.frame_names import source_file_names
from annotator.formats.options import ExportOptions
from annotator.formats.reports import Finding
from annotator.formats.selection import object_ids, select
from annotator.formats.youtube_vis_read import read_youtube_vis

VIDEO_ID = 1


def preflight(project: Project, options: ExportOptions) -> list[Finding]:
    names = {category.name for category in project.categories.values()}
    findings = []
    if len(names) < len(project.categories):
        text = "Two categories have one name; tools that go by name will merge them."
        findings.append(Finding("warn", text))
    if not select(project, options).frames:
        findings.append(Finding("refuse", "No frame is left to export; choose other frames."))
    return findings


def write_files(job: ExportJob) -> Written:
    """The JSON file and, on request, the images in `<stem>_images/<sequence>`."""
    frames = job.selection.frames
    names = _file_names(job)
    if job.options.include_images:
        (job.images / job.sequence).mkdir(parents=True)
        job.begin(0.0, 0.3, "Writing images")
        for number, (index, name) in enumerate(zip(frames, names, strict=True)):
            job.tick(number, len(frames))
            job.write_image(job.images / name, index)
        job.begin(0.3, 0.6, "Writing")
    present = object_ids(job.selection)
    tracks = [track for track in job.selection.tracks if track.id in present]
    masks = 0
    with job.target.open("w", encoding="ascii", newline="\n") as file:
        _write_head(file, job, names)
        for number, track in enumerate(tracks):
            file.write(",\n" if number else "\n")
            masks += _write_annotation(file, job, track, (number, len(tracks)))
        file.write("\n]}\n")
    mapped = [(index, name, i) for i, (index, name) in enumerate(zip(frames, names, strict=True))]
    images = len(names) if job.options.include_images else 0
    return Written(mapped, {track.id: track.id for track in tracks}, masks, 1 + images)


def _file_names(job: ExportJob) -> list[str]:
    frames = job.selection.frames
    names = source_file_names(job.project, job.source, frames)
    if job.options.frame_names == "numbered":
        names = [f"{number:05d}.jpg" for number in range(len(frames))]
    if job.options.include_images:
        stems = [name.rsplit(".", 1)[0] for name in names]
        unique = len(set(stems)) == len(stems)
        names = [f"{s}.jpg" if unique else f"{i:05d}.jpg" for i, s in enumerate(stems)]
    return [f"{job.sequence}/{name}" for name in names]


def _write_head(file: TextIO, job: ExportJob, names: list[str]) -> None:
    project = job.project
    video = {
        "id": VIDEO_ID,
        "width": project.video.width,
        "height": project.video.height,
        "length": len(names),
        "file_names": names,
        "frame_indices": list(job.selection.frames),
    }
    categories = [
        {"id": c.id, "name": c.name, "supercategory": c.supercategory}
        for c in project.categories.values()
    ]
    info = {"description": job.sequence, "version": "1.0", "contributor": "annotator"}
    file.write(f'{{"info": {_json(info)},\n"licenses": [],\n"videos": [\n{_json(video)}\n],\n')
    file.write(f'"categories": {_json(categories)},\n"annotations": [')


def _write_annotation(file: TextIO, job: ExportJob, track: Track, which: tuple[int, int]) -> int:
    """Passes over the track, so that no list of all its runs is ever held."""
    video = job.project.video
    head = {
        "id": track.id,
        "track_id": track.id,
        "name": track.name,
        "video_id": VIDEO_ID,
        "category_id": track.category_id,
        "iscrowd": 0,
        "height": video.height,
        "width": video.width,
    }
    frames = job.selection.frames
    file.write(_json(head)[:-1])

    def runs() -> Iterator[dict[str, Any] | None]:
        for number, mask in enumerate(_masks(track, frames)):
            job.tick(which[0] * len(frames) + number, which[1] * len(frames))
            yield _runs(mask)

    _write_list(file, "segmentations", runs())
    _write_list(file, "areas", (m.area if m else None for m in _masks(track, frames)))
    _write_list(file, "bboxes", (_box(mask) for mask in _masks(track, frames)))
    masks = sum(mask is not None for mask in _masks(track, frames))
    file.write("}")
    return masks


def _masks(track: Track, frames: tuple[FrameIndex, ...]) -> Iterator[Mask | None]:
    for index in frames:
        observation = track.observations.get(index)
        mask = observation.mask if observation is not None else None
        yield None if mask is None or mask.is_empty else mask


def _runs(mask: Mask | None) -> dict[str, Any] | None:
    if mask is None:
        return None
    return {"size": [mask.height, mask.width], "counts": mask.runs.tolist()}


def _box(mask: Mask | None) -> list[float] | None:
    box = mask.box if mask is not None else None
    return None if box is None else [box.x, box.y, box.width, box.height]


def _write_list(file: TextIO, key: str, items: Iterator[Any]) -> None:
    file.write(f', "{key}": [')
    for number, item in enumerate(items):
        file.write(f"{', ' if number else ''}{_json(item)}")
    file.write("]")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


_check, _verify = recipe_checks(read_youtube_vis, as_is)
YOUTUBE_VIS = Recipe(
    name="youtube-vis",
    is_folder=False,
    verified_with="pycocotools, by the rules of the YouTube-VIS API and TrackEval",
    own_names=(),
    preflight=preflight,
    write_files=write_files,
    check_files=_check,
    verify=_verify,
)
