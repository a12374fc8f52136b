"""COCO instances: one JSON file, compressed run-lengths by default, exact polygons on request.

Rules: FORMATS 5.1. Beyond COCO's own keys, which is all that its tools read, each image says
which frame it is (`video_id`, `frame_index`, `pts`) and which objects are known to be absent, and
each annotation has its `track_id`, `score`, `attributes`, `rotated_box` and `provenance_id`.
Annotations keep overlaps. The file is written frame by frame, so memory does not grow with it.
"""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any, TextIO

from annotator.core.frames import FrameIndex
from annotator.core.mask import Mask
from annotator.core.project import Observation, Project, Provenance, Visibility
from annotator.formats.coco_check import check_coco
from annotator.formats.coco_verify import verify_coco, with_holes_filled
from annotator.formats.export import ExportJob, Recipe, Written
from annotator.formats.frame_names import frame_times, source_file_names
from annotator.formats.options import ExportOptions
from annotator.formats.polygons import trace
from annotator.formats.reports import Finding, VerifyReport
from annotator.formats.selection import Placed

VIDEO_ID = 1


def image_id(frame_index: FrameIndex) -> int:
    """Ids begin at 1 and do not depend on which frames are exported."""
    return frame_index + 1


def preflight(project: Project, options: ExportOptions) -> list[Finding]:
    findings = []
    names = [category.name for category in project.categories.values()]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        text = f"Two categories are called '{twice[0]}'; tools that go by name will merge them."
        findings.append(Finding("warn", text))
    if options.segmentation == "polygons" and options.holes == "fill":
        text = "Holes in masks will be filled, because polygons cannot hold them."
        findings.append(Finding("warn", text))
    return findings


def write_files(job: ExportJob) -> Written:
    """The JSON file and, on request, the images beside it."""
    frames = job.selection.frames
    names = source_file_names(job.project, job.source, frames)
    if job.options.frame_names == "numbered":
        names = [f"{number:05d}.jpg" for number in range(len(frames))]
    if job.options.include_images:
        names = _write_images(job, names)
    writer = _Writer(job, names)
    with job.target.open("w", encoding="ascii", newline="\n") as file:
        writer.write(file)
    mapped = [(index, name, image_id(index)) for index, name in zip(frames, names, strict=True)]
    ids = {track.id: track.id for track in job.selection.tracks if track.id in writer.tracks}
    images = len(names) if job.options.include_images else 0
    return Written(mapped, ids, writer.masks, 1 + images, writer.warnings())


def check_files(job: ExportJob, written: Written) -> VerifyReport:
    return check_coco(job.target, job.selection, job.options, job.tick)


@dataclass(slots=True)
class _Writer:
    """Writes one file and counts what there is to be told about it."""

    job: ExportJob
    names: list[str]
    tracks: set[int] = field(default_factory=set)
    masks: int = 0
    holed: int = 0
    filled_pixels: int = 0
    provenances: dict[Provenance, int] = field(default_factory=dict)

    def write(self, file: TextIO) -> None:
        project = self.job.project
        categories = [
            {"id": c.id, "name": c.name, "supercategory": c.supercategory}
            for c in project.categories.values()
        ]
        # "info" and "licenses" are there because COCO's own reader fails without them.
        info = {"description": self.job.sequence, "version": "1.0", "contributor": "annotator"}
        file.write(f'{{"info": {_json(info)},\n"licenses": [],\n')
        file.write(f'"videos": {_json([self._video()])},\n"categories": {_json(categories)},\n')
        _write_list(file, "images", self._images())
        file.write(",\n")
        _write_list(file, "annotations", self._annotations())
        file.write(",\n")
        _write_list(file, "provenance", self._provenances())
        file.write("}\n")

    def warnings(self) -> tuple[str, ...]:
        if not self.holed:
            return ()
        if self.job.options.holes == "fill":
            return (
                f"The holes of {self.holed} masks were filled: {self.filled_pixels} pixels more.",
            )
        return (
            f"{self.holed} masks have holes, which polygons cannot hold: these are run-lengths.",
        )

    def _video(self) -> dict[str, Any]:
        video = self.job.project.video
        return {
            "id": VIDEO_ID,
            "name": self.job.sequence,
            "width": video.width,
            "height": video.height,
            "fps": float(video.fps),
            "frame_count": video.frame_count,
        }

    def _images(self) -> Iterator[dict[str, Any]]:
        job = self.job
        for index, name in zip(job.selection.frames, self.names, strict=True):
            pts, time_s = frame_times(job.project, job.source, index)
            image: dict[str, Any] = {
                "id": image_id(index),
                "file_name": name,
                "width": job.project.video.width,
                "height": job.project.video.height,
                "video_id": VIDEO_ID,
                "frame_index": index,
                "pts": pts,
                "time_s": None if time_s is None else round(float(time_s), 6),
            }
            absent = [
                {"track_id": track.id, "visibility": observation.visibility.value}
                for track, observation in job.selection.absent(index)
            ]
            yield image | ({"absent": absent} if absent else {})

    def _annotations(self) -> Iterator[dict[str, Any]]:
        frames = self.job.selection.frames
        for number, index in enumerate(frames):
            self.job.tick(number, len(frames))
            for placed in self.job.selection.masks(index):
                self.masks += 1
                self.tracks.add(placed.track.id)
                yield self._annotation(index, placed)

    def _annotation(self, frame_index: FrameIndex, placed: Placed) -> dict[str, Any]:
        observation = placed.observation
        segmentation, mask = self._segmentation(placed)
        box = mask.box
        annotation = {
            "id": self.masks,  # from 1: the evaluator takes 0 for "not matched"
            "image_id": image_id(frame_index),
            "category_id": placed.track.category_id,
            "segmentation": segmentation,
            "area": mask.area,
            "bbox": [] if box is None else [box.x, box.y, box.width, box.height],
            "iscrowd": 0,
            "track_id": placed.track.id,
            "attributes": _attributes(observation),
        }
        # JSON knows no NaN; a score that is no number is not known.
        if observation.score is not None and math.isfinite(observation.score):
            annotation["score"] = float(observation.score)
        turned = observation.rotated_box
        values = [] if turned is None else [float(value) for value in astuple(turned)]
        if values and all(map(math.isfinite, values)):
            annotation["rotated_box"] = values
        if observation.provenance is not None:
            known = self.provenances
            annotation["provenance_id"] = known.setdefault(observation.provenance, len(known) + 1)
        return annotation

    def _segmentation(self, placed: Placed) -> tuple[object, Mask]:
        """What is written, and the mask that it stands for."""
        mask = placed.mask
        if self.job.options.segmentation == "rle":
            return mask.to_coco(), mask
        outline = trace(mask)
        if outline.holes:
            self.holed += 1
            if self.job.options.holes == "rle":
                return mask.to_coco(), mask
            filled = with_holes_filled(mask)
            self.filled_pixels += filled.area - mask.area
            return outline.parts, filled
        return outline.parts, mask

    def _provenances(self) -> list[dict[str, Any]]:
        return [
            {
                "id": number,
                "source": one.source,
                "checkpoint": one.checkpoint,
                "checkpoint_hash": one.checkpoint_hash,
                "run_id": one.run_id,
                "seed_frame": None if one.seed_frame is None else int(one.seed_frame),
                "direction": None if one.direction is None else one.direction.value,
                "created_at": one.created_at,
                "edits": one.edits,
            }
            for one, number in self.provenances.items()
        ]


def _attributes(observation: Observation) -> dict[str, Any]:
    return {
        "origin": observation.origin.value,
        "occluded": observation.visibility is Visibility.OCCLUDED,
        "reviewed": bool(observation.reviewed),
        "locked": bool(observation.locked),
        "flagged": bool(observation.flagged),
    }


def _write_images(job: ExportJob, names: list[str]) -> list[str]:
    """JPEG files in `<stem>_images`; their names."""
    stems = [Path(name).stem for name in names]
    if len(set(stems)) != len(stems):
        stems = [f"{number:05d}" for number in range(len(names))]
    job.images.mkdir()
    job.begin(0.0, 0.3, "Writing images")
    for number, (index, stem) in enumerate(zip(job.selection.frames, stems, strict=True)):
        job.tick(number, len(stems))
        job.write_image(job.images / f"{stem}.jpg", index)
    job.begin(0.3, 0.6, "Writing")
    return [f"{stem}.jpg" for stem in stems]


def _write_list(file: TextIO, key: str, items: Iterable[dict[str, Any]]) -> None:
    """One item per line, so that two exports can be compared line by line."""
    file.write(f'"{key}": [')
    for number, item in enumerate(items):
        file.write(f"{',' if number else ''}\n{_json(item)}")
    file.write("\n]")


def _json(value: object) -> str:
    """ASCII, because COCO's reader opens files in the encoding of the machine."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


COCO = Recipe(
    name="coco",
    is_folder=False,
    verified_with="pycocotools",
    own_names=(),
    preflight=preflight,
    write_files=write_files,
    check_files=check_files,
    verify=verify_coco,
)
