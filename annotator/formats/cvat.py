"""CVAT 1.1 XML: tracks of polygons (for video), or masks per image (for images).

Rules: FORMATS 5.9. In a track every exported frame is a keyframe, so nothing is interpolated, and
each visible stretch ends with a shape that is `outside`. A track has one polygon per frame: holes
and separate parts are joined by bridges of no width. Frames are numbered from 0 in the order of
the export.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import TextIO
from xml.sax import saxutils

from annotator.core.attributes import Attribute, Kind, Limits, text_of
from annotator.core.frames import FrameIndex
from annotator.core.project import Category, Observation, Project, Track, Visibility
from annotator.formats.answers import limits_of
from annotator.formats.bridges import single_polygon
from annotator.formats.comparing import as_is, recipe_checks
from annotator.formats.cvat_read import Variant, read_cvat
from annotator.formats.export import ExportJob, Recipe, Written
from annotator.formats.frame_names import frame_stems, source_file_names
from annotator.formats.options import ExportOptions
from annotator.formats.rasterize import row_runs
from annotator.formats.reports import Finding
from annotator.formats.selection import Placed, object_ids

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, not even escaped."""


def escape(text: str) -> str:
    return saxutils.escape(_FORBIDDEN.sub("", text))


def quoteattr(text: str) -> str:
    return saxutils.quoteattr(_FORBIDDEN.sub("", text))


def preflight(variant: Variant, project: Project, options: ExportOptions) -> list[Finding]:
    names = [category.name for category in project.categories.values()]
    findings = []
    if len(set(names)) < len(names):
        findings.append(
            Finding("warn", "Two categories have one name; in CVAT they are one label.")
        )
    if variant is Variant.VIDEO:
        text = "Holes and separate parts are joined by bridges of no width, which CVAT shows."
        findings.append(Finding("warn", text))
    return findings


def write_files(variant: Variant, job: ExportJob) -> Written:
    """The XML and, on request, the images in `<stem>_images`."""
    frames = job.selection.frames
    names = _image_names(job)
    if job.options.include_images:
        job.images.mkdir()
        for position, (index, name) in enumerate(zip(frames, names, strict=True)):
            job.tick(position, 2 * len(frames))
            job.write_image(job.images / name, index)
        job.begin(0.3, 0.6, "Writing")
    with job.target.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n')
        file.write("  <version>1.1</version>\n")
        file.writelines(_meta(variant, job))
        if variant is Variant.VIDEO:
            masks, bridged = _write_tracks(file, job)
        else:
            masks, bridged = _write_images(file, job, names), 0
        file.write("</annotations>\n")
    style = [f"frame_{n:06d}" for n in range(len(frames))] if variant is Variant.VIDEO else names
    mapped = [(index, name, n) for n, (index, name) in enumerate(zip(frames, style, strict=True))]
    warnings = (f"{bridged} masks have holes or several parts: bridges join them.",)
    ids = {track_id: track_id for track_id in object_ids(job.selection)}
    images = len(frames) if job.options.include_images else 0
    return Written(mapped, ids, masks, 1 + images, warnings if bridged else ())


def _image_names(job: ExportJob) -> list[str]:
    frames = job.selection.frames
    if job.options.frame_names == "source" and not job.options.include_images:
        return source_file_names(job.project, job.source, frames)
    stems = frame_stems(job.project, job.source, frames, job.options.frame_names)
    return [f"{stem}.jpg" for stem in stems]


def _meta(variant: Variant, job: ExportJob) -> Iterator[str]:
    """What CVAT wants to know of the task."""
    video, count = job.project.video, len(job.selection.frames)
    mode = "interpolation" if variant is Variant.VIDEO else "annotation"
    yield "  <meta>\n    <task>\n"
    yield f"      <id>1</id>\n      <name>{escape(job.sequence)}</name>\n"
    yield f"      <size>{count}</size>\n      <mode>{mode}</mode>\n      <overlap>0</overlap>\n"
    yield "      <start_frame>0</start_frame>\n"
    yield f"      <stop_frame>{max(0, count - 1)}</stop_frame>\n"
    yield "      <frame_filter></frame_filter>\n      <labels>\n"
    for category in job.project.categories.values():
        yield f"        <label><name>{escape(category.name)}</name>"
        yield "<type>any</type><attributes>"
        for attribute in category.attributes:
            yield _asked(job.project, category, attribute)
        yield "</attributes></label>\n"
    yield "      </labels>\n      <original_size>"
    yield f"<width>{video.width}</width><height>{video.height}</height></original_size>\n"
    yield f"      <source>{escape(job.sequence)}</source>\n    </task>\n  </meta>\n"


_INPUTS = {
    Kind.TEXT: "text",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "checkbox",
    Kind.CHOICE: "select",
}


def _asked(project: Project, category: Category, attribute: Attribute) -> str:
    """The definition of an attribute. CVAT's numbers have limits; what fits none is a text."""
    kind = attribute.kind
    values: tuple[str, ...] = attribute.choices
    default = text_of(attribute.default)
    if kind is Kind.BOOLEAN:
        values, default = ("false", "true"), default or "false"
    elif kind is Kind.CHOICE:
        default = default or values[0]
    elif kind is Kind.NUMBER:
        limits = number_limits(project, category, attribute)
        values = tuple(map(text_of, limits or ()))
        if limits is None:
            kind = Kind.TEXT
        elif not default:
            default = text_of(limits[0]) if limits == attribute.limits else "0"
    return (
        f"<attribute><name>{escape(attribute.name)}</name><mutable>{attribute.is_per_frame}"
        f"</mutable><input_type>{_INPUTS[kind]}</input_type><default_value>"
        f"{escape(default)}</default_value><values>"
        f"{escape(chr(10).join(values))}</values></attribute>"
    )


def number_limits(project: Project, category: Category, attribute: Attribute) -> Limits | None:
    """Limits that the answers of all objects of the category keep to."""
    answers = (
        value
        for track in project.tracks.values()
        if track.category_id == category.id
        for value in track.attributes.get(attribute.name, {}).values()
        if attribute.accepts(value)
    )
    return limits_of(attribute, (float(value) for value in answers))


def _answers(project: Project, track: Track, frame_index: FrameIndex) -> str:
    """The values of an object's attributes on a frame; those without one are left out."""
    asked = project.categories[track.category_id].attributes
    values = ((one.name, one.value_at(track.attributes, frame_index)) for one in asked)
    return "".join(
        f"<attribute name={quoteattr(name)}>{escape(text_of(value))}</attribute>"
        for name, value in values
        if value is not None
    )


# Video


def _write_tracks(file: TextIO, job: ExportJob) -> tuple[int, int]:
    """`(masks, masks with bridges)`."""
    present = object_ids(job.selection)
    tracks = [track for track in job.selection.tracks if track.id in present]
    masks = bridged = 0
    frames = job.selection.frames
    for number, track in enumerate(tracks):
        label = job.project.categories[track.category_id].name
        file.write(f'  <track id="{track.id}" label={quoteattr(label)} source="manual">\n')
        last = ""
        for position, index in enumerate(frames):
            job.tick(number * len(frames) + position, len(tracks) * len(frames))
            points, bridges, occluded = _polygon(track.observations.get(index))
            answers = _answers(job.project, track, index)
            if points:
                file.write(_shape(position, points, 0, occluded, answers))
                masks += 1
                bridged += bridges > 0
            elif last:
                file.write(_shape(position, last, 1, 0, answers))
            last = points
        file.write("  </track>\n")
    return masks, bridged


def _polygon(one: Observation | None) -> tuple[str, int, int]:
    """Points as text (empty without a mask), bridges, and 1 if it is occluded."""
    if one is None or one.mask is None or one.mask.is_empty:
        return "", 0, 0
    polygon, bridges = single_polygon(one.mask)
    points = ";".join(["%d.00,%d.00"] * (len(polygon) // 2)) % tuple(polygon)
    return points, bridges, int(one.visibility is Visibility.OCCLUDED)


def _shape(position: int, points: str, outside: int, occluded: int, answers: str) -> str:
    return (
        f'    <polygon frame="{position}" keyframe="1" outside="{outside}" '
        f'occluded="{occluded}" points="{points}" z_order="0">{answers}</polygon>\n'
    )


# Images


def _write_images(file: TextIO, job: ExportJob, names: list[str]) -> int:
    video, masks = job.project.video, 0
    for position, (index, name) in enumerate(zip(job.selection.frames, names, strict=True)):
        job.tick(position, len(names))
        file.write(
            f'  <image id="{position}" name={quoteattr(name)} '
            f'width="{video.width}" height="{video.height}">\n'
        )
        for order, placed in enumerate(job.selection.masks(index)):
            answers = _answers(job.project, placed.track, index)
            file.write(_mask(job.project, placed, order, answers))
            masks += 1
        file.write("  </image>\n")
    return masks


def _mask(project: Project, placed: Placed, order: int, answers: str) -> str:
    x, y, crop = placed.mask.crop()
    label = project.categories[placed.track.category_id].name
    occluded = int(placed.observation.visibility is Visibility.OCCLUDED)
    runs = ", ".join(map(str, row_runs(crop)))
    return (
        f'    <mask label={quoteattr(label)} source="manual" occluded="{occluded}" rle="{runs}" '
        f'left="{x}" top="{y}" width="{crop.shape[1]}" height="{crop.shape[0]}" '
        f'z_order="{order}" group_id="{placed.track.id}">{answers}</mask>\n'
    )


def _recipe(variant: Variant) -> Recipe:
    check, verify = recipe_checks(partial(read_cvat, variant), as_is)
    return Recipe(
        name=variant.value,
        is_folder=False,
        verified_with="expat and pycocotools" if variant is Variant.VIDEO else "expat",
        own_names=(),
        preflight=partial(preflight, variant),
        write_files=partial(write_files, variant),
        check_files=check,
        verify=verify,
    )


CVAT = _recipe(Variant.VIDEO)
CVAT_IMAGES = _recipe(Variant.IMAGES)
