"""CVAT 1.1 XML as a reading, with expat (FORMATS 5.9).

Polygons and masks become masks, boxes become prompts. Of a track only what is written is taken,
never what CVAT would interpolate. The frame of the source is start + frame * step.
"""

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.core.attributes import Attribute, Kind
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Visibility
from annotator.formats.answers import asked
from annotator.formats.rasterize import MAX_NUMBERS, mask_of_polygons, mask_of_row_runs
from annotator.formats.reading import (
    MAX_FRAMES,
    MAX_OBJECTS,
    Found,
    FoundFrame,
    FoundObject,
    Reading,
    ReadOptions,
    check_picture_size,
    refuse,
    short,
    source_numbers,
)
from annotator.formats.text_files import number, numbers, runs_of, whole_number
from annotator.formats.xml_stream import XmlEvent, xml_events

_STEP = re.compile(r"step=([1-9][0-9]{0,5})")
_SHAPES = frozenset({"box", "polygon", "mask", "polyline", "points", "ellipse", "skeleton"})
_MAX_TEXT = 1000
_MAX_ATTRIBUTES = 200
_MAX_CHOICES = 1000
_KINDS = {
    "checkbox": Kind.BOOLEAN,
    "select": Kind.CHOICE,
    "radio": Kind.CHOICE,
    "number": Kind.NUMBER,
}


class Variant(enum.Enum):
    VIDEO = "cvat"
    IMAGES = "cvat-images"


@dataclass(slots=True)
class _Facts:
    """What the first look finds."""

    root: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    images: list[str] = field(default_factory=list)
    sizes: set[tuple[int, int]] = field(default_factory=set)
    highest: int = -1
    labels: list[str] = field(default_factory=list)
    attributes: dict[str, tuple[Attribute, ...]] = field(default_factory=dict)
    """What the labels ask."""
    asked: list[Attribute] = field(default_factory=list)
    """What the label asks that is being read."""
    asking: dict[str, str] = field(default_factory=dict)
    """Of the attribute that is being read."""
    unusable: int = 0


def read_cvat(variant: Variant, path: Path, options: ReadOptions) -> Reading:
    """An XML of either variant: what is in it decides."""
    if path.is_dir():
        raise refuse(f"'{path.name}'", "it is a folder", "choose the XML file in it")
    facts = _look_through(path)
    name = f"'{path.name}'"
    if facts.root != "annotations":
        raise refuse(name, "it has no <annotations>", "choose an XML file of CVAT")
    if len(facts.sizes) > 1:
        raise refuse(name, "its images have different sizes", "import one video at a time")
    size = next(iter(facts.sizes), None) or _original_size(facts.meta, name) or options.size
    if size is None:
        raise refuse(name, "it does not say how large the pictures are", "name the video")
    if facts.images:
        numbers = source_numbers([image.rpartition(".")[0] for image in facts.images])
        frames = [FoundFrame(n, i) for n, i in zip(facts.images, numbers, strict=True)]
    else:
        frames = _task_frames(facts, name)
    if not frames:
        raise refuse(name, "there are no frames in it", "choose another file")
    reading = Reading(frames, size, attributes=facts.attributes)
    if facts.unusable:
        reading.notes.append(f"{facts.unusable} attributes cannot be used and were left out.")
    reading.found = _found(path, facts.labels, reading, size)
    return reading


def _look_through(path: Path) -> _Facts:
    facts = _Facts()
    for event in xml_events(path):
        if event.kind == "start":
            if event.depth == 1:
                facts.root = event.tag
            elif event.tag == "image" and event.depth == 2:
                _note_image(event, facts)
            elif event.tag in _SHAPES and "frame" in event.attributes:
                frame = whole_number(
                    event.attributes["frame"], event.place, "the frame", highest=MAX_FRAMES
                )
                facts.highest = max(facts.highest, frame)
        elif event.depth >= 7 or (event.depth == 5 and event.tag == "label"):
            _note_attribute(event, facts)
        elif event.tag == "name" and event.depth == 6 and len(facts.labels) < 1000:
            facts.labels.append(event.text[:_MAX_TEXT])
        elif event.depth <= 5 and event.text and len(facts.meta) < 1000:
            facts.meta.setdefault(event.tag, event.text[:_MAX_TEXT])
    return facts


def _note_attribute(event: XmlEvent, facts: _Facts) -> None:
    """The end of a part of an attribute, of an attribute, or of a label."""
    if event.depth == 8:
        facts.asking.setdefault(event.tag, event.text)
    elif event.tag == "attribute":
        has, facts.asking = facts.asking, {}
        made = asked(
            has.get("name", ""),
            _KINDS.get(has.get("input_type", ""), Kind.TEXT),
            has.get("values", "").splitlines()[:_MAX_CHOICES],
            has.get("default_value", ""),
            is_per_frame=has.get("mutable", "").lower() == "true",
        )
        known = {one.name for one in facts.asked}
        if made is None or made.name in known or len(known) >= _MAX_ATTRIBUTES:
            facts.unusable += 1
        else:
            facts.asked.append(made)
    elif event.tag == "label" and facts.labels:
        facts.attributes.setdefault(facts.labels[-1], tuple(facts.asked))
        facts.asked = []


def _note_image(event: XmlEvent, facts: _Facts) -> None:
    name = event.attributes.get("name", "")
    if not name or len(name) > _MAX_TEXT or len(facts.images) >= MAX_FRAMES:
        raise refuse(event.place, "the image has no name, or there are too many")
    width = whole_number(event.attributes.get("width", ""), event.place, "the width")
    height = whole_number(event.attributes.get("height", ""), event.place, "the height")
    facts.sizes.add(check_picture_size(width, height, event.place))
    facts.images.append(name)


def _original_size(meta: dict[str, str], name: str) -> tuple[int, int] | None:
    if "width" not in meta or "height" not in meta:
        return None
    width = whole_number(meta["width"], name, "the width")
    return check_picture_size(width, whole_number(meta["height"], name, "the height"), name)


def _task_frames(facts: _Facts, name: str) -> list[FoundFrame]:
    """Frames of the task; in the source they begin at its start and go by its step."""
    given = facts.meta.get("size", "0")
    total = whole_number(given, name, "the size of the task", highest=MAX_FRAMES)
    first = whole_number(
        facts.meta.get("start_frame", "0"), name, "the first frame", highest=MAX_FRAMES
    )
    step = _STEP.search(facts.meta.get("frame_filter", ""))
    stride = int(step.group(1)) if step else 1
    # A small file may claim a million frames; only those with shapes are needed.
    total = facts.highest + 1 if facts.highest >= 0 else min(total, 1)
    if first + total * stride > MAX_FRAMES:
        raise refuse(name, "it has frames beyond the length of any video")
    return [FoundFrame(f"frame_{i:06d}", first + i * stride) for i in range(total)]


@dataclass(slots=True)
class _Place:
    """Where the reader is: in which track or image."""

    key: str = ""
    label: str = ""
    position: int = -1
    loose: dict[str, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    """Category by label."""


def _found(
    path: Path, labels: list[str], reading: Reading, size: tuple[int, int]
) -> Iterator[Found]:
    where, image = _Place(), -1
    ids = {label: number_of for number_of, label in reversed(list(enumerate(labels, start=1)))}
    pending: Found | None = None
    answers: dict[str, str] = {}
    name = ""
    for event in xml_events(path):
        if event.kind == "end":
            if event.depth == 2:
                where = _Place()
            elif event.depth == 4 and event.tag == "attribute" and len(answers) < _MAX_ATTRIBUTES:
                answers[name] = event.text
            elif event.depth == 3 and pending is not None:
                yield replace(pending, answers=answers) if answers else pending
                pending = None
            continue
        if event.tag == "attribute" and event.depth == 4:
            name = event.attributes.get("name", "")[:_MAX_TEXT]
        elif event.tag == "track" and event.depth == 2:
            where = _Place(label=event.attributes.get("label", "")[:_MAX_TEXT], ids=ids)
            number_of = whole_number(event.attributes.get("id", ""), event.place, "the track id")
            where.key = _add_object(reading, "", where.label, number_of, event, ids)
        elif event.tag == "image" and event.depth == 2:
            image += 1
            where = _Place(position=image, ids=ids)
        elif event.tag in _SHAPES and event.depth == 3:
            pending, answers = _shape(event, where, reading, size), {}


def _shape(event: XmlEvent, where: _Place, reading: Reading, size: tuple[int, int]) -> Found | None:
    has, place = event.attributes, event.place
    if has.get("outside") == "1":
        return None
    position, key = where.position, where.key
    if position < 0:
        position = whole_number(has.get("frame", ""), place, "the frame", highest=MAX_FRAMES)
        if not key:
            raise refuse(place, "the shape lies in no track")
    else:
        key = _image_object(event, where, reading)
    mask: Mask | None = None
    box: RotatedBox | None = None
    if event.tag == "polygon":
        points = _points(has.get("points", ""), place)
        mask = mask_of_polygons([points], width=size[0], height=size[1], place=place)
    elif event.tag == "mask":
        mask = _mask(has, size, place)
    elif event.tag == "box":
        box = _box(has, place)
    else:
        note = f"Shapes of type {event.tag} hold no area and were left out."
        reading.notes += [note] if note not in reading.notes else []
        return None
    occluded = has.get("occluded") == "1"
    visibility = Visibility.OCCLUDED if occluded else Visibility.VISIBLE
    return Found(position, key, mask, box, visibility)


def _image_object(event: XmlEvent, where: _Place, reading: Reading) -> str:
    """By `group_id`; without one, the n-th shape of a label in each image is one object."""
    label = event.attributes.get("label", "")[:_MAX_TEXT]
    group = event.attributes.get("group_id", "")
    if group and group != "0":
        number_of = whole_number(group, event.place, "group_id")
        return _add_object(reading, "", label, number_of, event, where.ids)
    where.loose[label] = where.loose.get(label, 0) + 1
    key = f"{label} {where.loose[label]}"
    return _add_object(reading, key, label, None, event, where.ids)


def _add_object(
    reading: Reading,
    key: str,
    label: str,
    track_id: int | None,
    event: XmlEvent,
    ids: dict[str, int],
) -> str:
    # Reports of exports go by the number alone.
    key = str(track_id) if track_id is not None else key
    if key not in reading.objects:
        if len(reading.objects) >= MAX_OBJECTS:
            raise refuse(event.place, f"it has more than {MAX_OBJECTS} objects")
        reading.objects[key] = FoundObject("", label, "", ids.get(label), track_id or None)
    return key


def _points(text: str, place: str) -> list[float]:
    pairs = text.split(";")
    if len(pairs) > MAX_NUMBERS // 2 or any(pair.count(",") != 1 for pair in pairs):
        raise refuse(place, f"the points are {short(text[:40])}")
    return numbers(text.replace(";", ",").split(","), place, "a coordinate")


def _mask(has: dict[str, str], size: tuple[int, int], place: str) -> Mask:
    left, top, width, height = (
        whole_number(has.get(key, ""), place, f"{key} of the mask", highest=10**6)
        for key in ("left", "top", "width", "height")
    )
    runs = runs_of(has.get("rle", ""), place)
    return mask_of_row_runs(runs, left=left, top=top, crop=(width, height), size=size, place=place)


def _box(has: dict[str, str], place: str) -> RotatedBox:
    left, top, right, bottom = (
        number(has.get(key, ""), place, key) for key in ("xtl", "ytl", "xbr", "ybr")
    )
    angle = number(has.get("rotation", "0"), place, "the rotation")
    if right <= left or bottom <= top:
        raise refuse(place, f"the box is {right - left:g} x {bottom - top:g}")
    center = ((left + right) / 2, (top + bottom) / 2)
    return RotatedBox(*center, right - left, bottom - top, angle)
