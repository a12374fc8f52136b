"""MOTS: text (`frame id class height width rle`) and 16-bit PNG, as KITTI and as MOTSChallenge.

Rules: FORMATS 5.6. An object's number is class * 1000 + instance. The evaluators know the classes
car (1) and pedestrian (2); others follow from 3 on and are listed in `instances/labels.txt`, as
CVAT and datumaro do. No two masks may share a pixel, so the layer order decides. KITTI counts
frames from 0, MOTSChallenge from 1.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TextIO

import numpy as np

from annotator.core.mask import Mask
from annotator.core.project import Project
from annotator.formats.comparing import recipe_checks, visible
from annotator.formats.export import SEQUENCE_NAME, ExportJob, Recipe, Written
from annotator.formats.frame_names import sequence_name
from annotator.formats.index_png import write_pictures
from annotator.formats.layers import HiddenObjects, overlap_findings
from annotator.formats.mots_read import CLASSES, MAX_INSTANCE, Variant, read_mots
from annotator.formats.options import ExportOptions
from annotator.formats.png import encode_png16
from annotator.formats.reports import Finding
from annotator.formats.selection import Selection, object_ids, select
from annotator.formats.sequence_info import sequence_info
from annotator.formats.staging import FRAME_MAP_NAME, REPORT_NAME
from annotator.formats.text_files import one_line

_MAX_CLASS = 64  # 16 bits hold 65 thousands


def preflight(variant: Variant, project: Project, options: ExportOptions) -> list[Finding]:
    selection = select(project, options)
    names = _class_names(project, selection)
    findings = overlap_findings(selection, options)
    other = [name for name in names if name not in CLASSES]
    if other:
        findings.append(
            Finding(
                "warn",
                f"The official evaluators know the classes car and pedestrian and refuse others, "
                f"here '{other[0]}'; map your categories to these to have it scored.",
            )
        )
    sequence = sequence_name(project, options.sequence_name)
    if variant is Variant.KITTI and not (len(sequence) == 4 and sequence.isdecimal()):
        text = (
            f"The tools of KITTI name sequences by four digits; give one instead of '{sequence}'."
        )
        findings.append(Finding("warn", text))
    if len(names) > _MAX_CLASS:
        text = f"MOTS holds at most {_MAX_CLASS} classes, these are {len(names)}; map some."
        findings.append(Finding("refuse", text))
    counts = [
        sum(v // 1000 == n for v in _numbers(project, selection).values())
        for n in range(1, len(names) + 1)
    ]
    if max(counts, default=0) > MAX_INSTANCE:
        text = f"MOTS holds at most {MAX_INSTANCE} objects per class; choose fewer."
        findings.append(Finding("refuse", text))
    return findings


def _class_names(project: Project, selection: Selection) -> list[str]:
    """Class n is the n-th name; car and pedestrian are always the first two."""
    present = object_ids(selection)
    used = {project.categories[t.category_id].name for t in selection.tracks if t.id in present}
    return [*CLASSES, *sorted(used - set(CLASSES))]


def _numbers(project: Project, selection: Selection) -> dict[int, int]:
    """class * 1000 + instance by track id; instances count from 1 in each class."""
    names = _class_names(project, selection)
    counts: dict[int, int] = {}
    numbers = {}
    for track_id in object_ids(selection):
        name = project.categories[project.tracks[track_id].category_id].name
        number = names.index(name) + 1
        counts[number] = counts.get(number, 0) + 1
        numbers[track_id] = number * 1000 + counts[number]
    return numbers


class _Files:
    """Where the parts of an export lie."""

    def __init__(self, variant: Variant, job: ExportJob) -> None:
        root, sequence = job.target, job.sequence
        self.pictures = root / "instances" / sequence
        self.labels = root / "instances" / "labels.txt"
        if variant is Variant.KITTI:
            self.text = root / "instances_txt" / f"{sequence}.txt"
            self.images = root / "training" / "image_02" / sequence
            self.suffix = ".png"  # the tools of KITTI look for nothing else
        else:
            self.text = root / sequence / "gt" / "gt.txt"
            self.images = root / sequence / "img1"
            self.suffix = ".jpg"
        self.seqmap = root / "seqmap.txt"
        self.info = root / sequence / "seqinfo.ini"


def write_files(variant: Variant, job: ExportJob) -> Written:
    """Text and pictures with the same content, the list of classes, what the sequence is."""
    files = _Files(variant, job)
    numbers = _numbers(job.project, job.selection)
    for folder in (files.pictures, files.text.parent):
        folder.mkdir(parents=True)
    if job.options.include_images:
        files.images.mkdir(parents=True)
    hidden, masks, written = HiddenObjects(), 0, set[int]()
    frames: list[tuple[int, str, int]] = []

    def pictures(text: TextIO) -> Iterator[tuple[Path, list[tuple[int, Mask]]]]:
        nonlocal masks
        for position, index in enumerate(job.selection.frames):
            job.tick(position, len(job.selection.frames))
            placed = job.selection.masks(index)
            frame = position + variant.first
            path = files.pictures / f"{frame:06d}.png"
            yield path, [(numbers[one.track.id], one.mask) for one in placed]
            shown = hidden.look(index, placed)
            for track_id, mask in shown.items():
                text.write(_line(frame, numbers[track_id], mask))
            if job.options.include_images:
                job.write_image(files.images / f"{frame:06d}{files.suffix}", index)
            frames.append((index, f"{frame:06d}", frame))
            written.update(shown)
            masks += len(shown)

    with files.text.open("w", encoding="ascii", newline="\n") as text:
        write_pictures(pictures(text), job.blank(np.uint16), encode_png16)
    names = _class_names(job.project, job.selection)
    files.labels.write_text("".join(f"{one_line(name)}\n" for name in names), "utf-8")
    extra = _write_info(variant, files, job)
    ids = {track_id: number for track_id, number in numbers.items() if track_id in written}
    count = len(frames) * (2 if job.options.include_images else 1) + 2 + extra
    return Written(frames, ids, masks, count, hidden.warnings())


def _line(frame: int, number: int, mask: Mask) -> str:
    counts = mask.counts.decode("ascii")
    return f"{frame} {number} {number // 1000} {mask.height} {mask.width} {counts}\n"


def _write_info(variant: Variant, files: _Files, job: ExportJob) -> int:
    """What the evaluators want to know of the sequence; the number of files."""
    last = len(job.selection.frames) - 1 + variant.first
    if variant is Variant.KITTI:
        files.seqmap.write_text(f"{job.sequence} empty {variant.first:06d} {last:06d}\n", "utf-8")
        return 1
    files.seqmap.write_text(f"name\n{job.sequence}\n", "utf-8")
    files.info.write_text(sequence_info(job), "utf-8")
    return 2


def _recipe(variant: Variant) -> Recipe:
    check, verify = recipe_checks(partial(read_mots, variant), visible)
    own = ("instances", "instances_txt", "training", "seqmap.txt")
    return Recipe(
        name=variant.value,
        is_folder=True,
        verified_with="pycocotools and Pillow, by the rules of mots_tools and TrackEval",
        own_names=(*own, SEQUENCE_NAME, FRAME_MAP_NAME, REPORT_NAME),
        preflight=partial(preflight, variant),
        write_files=partial(write_files, variant),
        check_files=check,
        verify=verify,
    )


MOTS = _recipe(Variant.CHALLENGE)
MOTS_KITTI = _recipe(Variant.KITTI)
