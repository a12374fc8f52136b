"""DAVIS 2017 (one palette PNG per frame, an index per object) and DAVIS 2016 (black and white).

Layout and rules: FORMATS 5.3. Frames are numbered from 00000 without gaps, so an export of some
frames numbers them anew, and `frame_map.csv` leads back. Object ids are 1..N in the order of the
track ids. Where objects overlap, the upper layer has the pixel.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from annotator.core.frames import FrameIndex
from annotator.core.mask import Mask
from annotator.core.palette import davis_palette
from annotator.core.project import Project
from annotator.formats.davis_layout import (
    MAX_OBJECTS,
    RESOLUTION,
    Variant,
    frame_name,
)
from annotator.formats.davis_verify import check_sequence, verify_davis
from annotator.formats.export import ExportJob, Recipe, Written
from annotator.formats.index_png import write_pictures
from annotator.formats.layers import HiddenObjects, overlap_findings, visible_masks
from annotator.formats.options import ExportOptions
from annotator.formats.png import encode_png
from annotator.formats.reports import Finding, VerifyReport
from annotator.formats.selection import Selection, object_ids, select
from annotator.formats.staging import FRAME_MAP_NAME, REPORT_NAME

OWN_NAMES = ("Annotations", "JPEGImages", "ImageSets", FRAME_MAP_NAME, REPORT_NAME)
MAX_FRAMES = 100_000


def preflight(variant: Variant, project: Project, options: ExportOptions) -> list[Finding]:
    """What the official evaluator would refuse or score wrongly."""
    selection = select(project, options)
    ids = object_ids(selection)
    findings = []
    if len(selection.frames) > MAX_FRAMES:
        text = f"DAVIS numbers frames with five digits; export at most {MAX_FRAMES} frames."
        findings.append(Finding("refuse", text))
    if variant is Variant.DAVIS_2016:
        if len(ids) > 1:
            text = f"DAVIS 2016 knows one foreground: the masks of {len(ids)} objects become one."
            findings.append(Finding("warn", text))
    elif len(ids) > MAX_OBJECTS:
        text = f"DAVIS holds at most {MAX_OBJECTS} objects, these are {len(ids)}; choose fewer."
        findings.append(Finding("refuse", text))
    else:
        findings += _late_objects(selection, ids)
        findings += overlap_findings(selection, options)
    if len(selection.frames) < 3:
        text = "The official scorer leaves out the first and the last frame: no frame is left."
        findings.append(Finding("warn", text))
    if not options.include_images:
        text = "The official scorer also wants the images (JPEGImages); they are not included."
        findings.append(Finding("warn", text))
    return findings


def write_files(variant: Variant, job: ExportJob) -> Written:
    """Annotations, the list that names the sequence and, on request, the images."""
    ids = object_ids(job.selection)
    palette = davis_palette() if variant is Variant.DAVIS_2017 else None
    encode = partial(encode_png, palette=palette)
    values = ids if variant is Variant.DAVIS_2017 else dict.fromkeys(ids, 255)
    annotations = job.target / "Annotations" / RESOLUTION / job.sequence
    images = job.target / "JPEGImages" / RESOLUTION / job.sequence
    listing = job.target / "ImageSets" / variant.year
    for folder in (annotations, listing, *((images,) if job.options.include_images else ())):
        folder.mkdir(parents=True)
    frames: list[tuple[int, str, int]] = []
    hidden = HiddenObjects()
    masks = 0

    def pictures() -> Iterator[tuple[Path, list[tuple[int, Mask]]]]:
        nonlocal masks
        for number, source_index in enumerate(job.selection.frames):
            job.tick(number, len(job.selection.frames))
            placed = job.selection.masks(source_index)
            name = frame_name(number)
            yield annotations / name, [(values[one.track.id], one.mask) for one in placed]
            if variant is Variant.DAVIS_2017:
                hidden.look(source_index, placed)
            if job.options.include_images:
                job.write_image(images / f"{number:05d}.jpg", source_index)
            frames.append((source_index, name, number))
            masks += len(placed)

    write_pictures(pictures(), job.blank(np.uint8), encode)
    (listing / f"{job.options.image_set}.txt").write_text(f"{job.sequence}\n", "utf-8")
    files = len(frames) * (2 if job.options.include_images else 1) + 1
    return Written(frames, ids, masks, files, hidden.warnings())


def check_files(variant: Variant, job: ExportJob, written: Written) -> VerifyReport:
    """Read every PNG with Pillow and compare each object's visible pixels."""
    folder = job.target / "Annotations" / RESOLUTION / job.sequence
    expected = [(name, job.selection.masks(index)) for index, name, _ in written.frames]
    return check_sequence(variant, folder, expected, written.export_ids, job.tick)


def _late_objects(selection: Selection, ids: dict[int, int]) -> list[Finding]:
    if not selection.frames:
        return []
    there = _visible(selection, selection.frames[0])
    late = [track.name for track in selection.tracks if track.id in ids.keys() - there]
    if not late:
        return []
    names = ", ".join(f"'{name}'" for name in late[:5]) + (" …" if len(late) > 5 else "")
    start = next((i for i in selection.frames if _visible(selection, i) >= ids.keys()), None)
    text = (
        "The official evaluator counts the objects of the first frame and stops at any other: "
        f"{names} start later. Export each object alone."
    )
    if start is not None:
        text = (
            "The official evaluator counts the objects of the first frame and stops at any other: "
            f"{names} start later. Export from frame {start + 1} on, or each object alone."
        )
    return [Finding("warn", text)]


def _visible(selection: Selection, frame_index: FrameIndex) -> set[int]:
    """The objects that have pixels there, which upper layers may take from them."""
    return {one.track.id for one, _ in visible_masks(selection.masks(frame_index))}


def _recipe(variant: Variant) -> Recipe:
    return Recipe(
        name=variant.value,
        is_folder=True,
        verified_with="Pillow",
        own_names=OWN_NAMES,
        preflight=partial(preflight, variant),
        write_files=partial(write_files, variant),
        check_files=partial(check_files, variant),
        verify=partial(verify_davis, variant),
    )


DAVIS = _recipe(Variant.DAVIS_2017)
DAVIS_2016 = _recipe(Variant.DAVIS_2016)
