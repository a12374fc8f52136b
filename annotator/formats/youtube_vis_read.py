"""YouTube-VIS JSON as a reading, by the rules of `ytvos.py` and of TrackEval (FORMATS 5.2).

Two passes: the first learns the videos, the categories and what each annotation is; the second
takes the masks, one at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.core.mask import Mask
from annotator.formats.coco_read import MAX_TEXT, segmentation_mask
from annotator.formats.json_stream import JsonPieces
from annotator.formats.reading import (
    MAX_FRAMES,
    Found,
    FoundFrame,
    FoundObject,
    Reading,
    ReadOptions,
    check_picture_size,
    choose_sequence,
    is_whole,
    refuse,
    short,
    source_numbers,
)

_PER_FRAME = ("segmentations", "areas", "bboxes")


@dataclass(slots=True)
class _Video:
    name: str
    size: tuple[int, int]
    file_names: list[str]
    indices: list[int] | None


@dataclass(slots=True)
class _Annotation:
    facts: dict[str, Any] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    areas: list[Any] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    place: str = ""


@dataclass(slots=True)
class _Tables:
    videos: dict[int, _Video] = field(default_factory=dict)
    categories: dict[int, tuple[str, str]] = field(default_factory=dict)
    annotations: list[_Annotation] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


def read_youtube_vis(path: Path, options: ReadOptions) -> Reading:
    """One video of a YouTube-VIS file."""
    if path.is_dir():
        raise refuse(f"'{path.name}'", "it is a folder", "choose the JSON file in it")
    tables = _read_tables(path)
    name = f"'{path.name}'"
    if not {"videos", "annotations"} <= tables.keys or not tables.videos:
        raise refuse(name, "it has no videos and annotations", "choose a YouTube-VIS file")
    names = {video.name: number for number, video in tables.videos.items()}
    video_id = names[choose_sequence(list(names), options, name)]
    video = tables.videos[video_id]
    numbers = video.indices or source_numbers([Path(n).stem for n in video.file_names])
    frames = [FoundFrame(n, i) for n, i in zip(video.file_names, numbers, strict=True)]
    reading = Reading(frames, video.size, sequence=video.name)
    _check_rules(tables, reading)
    chosen = {}
    for position, annotation in enumerate(tables.annotations):
        if annotation.facts.get("video_id") == video_id:
            chosen[position] = _object_of(annotation, tables, reading)
    reading.found = _found(path, chosen, tables, reading)
    return reading


def _read_tables(path: Path) -> _Tables:
    tables = _Tables()
    with JsonPieces(path) as pieces:
        for key in pieces.keys():  # noqa: SIM118 - not a mapping
            tables.keys.add(key)
            if key not in ("videos", "categories", "annotations") or pieces.peek() != "[":
                pieces.skip()
                continue
            for _ in pieces.elements():
                place = pieces.place
                if key == "annotations":
                    tables.annotations.append(_read_annotation(pieces, place))
                else:
                    _note(tables, key, pieces.value(), place)
        pieces.finish()
    return tables


def _note(tables: _Tables, key: str, item: object, place: str) -> None:
    if not isinstance(item, dict) or not is_whole(item.get("id")):
        raise refuse(place, f"one of the {key} has no whole number as id")
    if key == "categories":
        texts = [item.get("name"), item.get("supercategory")]
        name, above = (t[:MAX_TEXT] if isinstance(t, str) else "" for t in texts)
        tables.categories[item["id"]] = (name, above)
        return
    size = check_picture_size(item.get("width"), item.get("height"), place)
    names = item.get("file_names")
    if not isinstance(names, list) or not 0 < len(names) <= MAX_FRAMES:
        raise refuse(place, "a video has no list of file names")
    if not all(isinstance(n, str) and 0 < len(n) <= MAX_TEXT for n in names):
        raise refuse(place, "a file name is no text, or too long")
    if len(set(names)) != len(names):
        raise refuse(place, "two frames of a video have one file name")
    if item["id"] in tables.videos:
        raise refuse(place, f"video id {item['id']} is used twice")
    indices = _indices(item.get("frame_indices"), len(names))
    name = names[0].split("/")[0] if "/" in names[0] else f"video {item['id']}"
    known = {video.name for video in tables.videos.values()}
    name = f"{name} ({item['id']})" if name in known else name
    tables.videos[item["id"]] = _Video(name, size, names, indices)


def _indices(given: object, count: int) -> list[int] | None:
    """Source indices of the frames, where a file of this program says them."""
    if not isinstance(given, list) or len(given) != count:
        return None
    usable = all(is_whole(i) and 0 <= i < MAX_FRAMES for i in given)
    return given if usable and len(set(given)) == count else None


def _read_annotation(pieces: JsonPieces, place: str) -> _Annotation:
    annotation = _Annotation(place=place)
    if pieces.peek() != "{":
        raise refuse(place, f"an annotation is {short(pieces.value())}")
    for key in pieces.keys():  # noqa: SIM118
        if key not in _PER_FRAME or pieces.peek() != "[":
            value = pieces.value()
            if not isinstance(value, list | dict) or key not in _PER_FRAME:
                annotation.facts[key] = value if not isinstance(value, list | dict) else None
            continue
        count = 0
        kept = {"areas": annotation.areas, "bboxes": annotation.boxes}.get(key)
        for _ in pieces.elements():
            value = pieces.value()
            count += 1
            if kept is not None and count <= MAX_FRAMES:
                kept.append(value)
        annotation.lengths[key] = count
    return annotation


def _check_rules(tables: _Tables, reading: Reading) -> None:
    """What the official readers refuse or get wrong."""
    problems = reading.problems
    for key in {"info", "licenses", "categories"} - tables.keys:
        problems.add(f'"{key}" is missing; the official reader fails without it.')
    for video in tables.videos.values():
        if "/" not in video.file_names[0]:
            problems.add(
                f"'{video.file_names[0][:60]}' has no folder; TrackEval takes it for the sequence."
            )
    ids: set[int] = set()
    for annotation in tables.annotations:
        facts, where = annotation.facts, annotation.place
        number = facts.get("id")
        if not is_whole(number) or number < 1 or number in ids:
            problems.add(f"{where}: id {short(number)} is not a new whole number from 1 on.")
        else:
            ids.add(number)
        if facts.get("iscrowd") not in (0, 1):
            problems.add(f"{where}: iscrowd is not 0 or 1.")
        if not is_whole(facts.get("width")) or not is_whole(facts.get("height")):
            problems.add(f"{where}: width and height are missing, which TrackEval wants.")
        if facts.get("category_id") not in tables.categories:
            problems.add(f"{where}: its category is not in the file.")


def _object_of(annotation: _Annotation, tables: _Tables, reading: Reading) -> str:
    """The key of the object; it is added to the reading."""
    facts = annotation.facts
    number, track_id = facts.get("id"), facts.get("track_id")
    if not is_whole(number):
        raise refuse(annotation.place, "the annotation has no whole number as id")
    key = str(number)
    if key in reading.objects:
        raise refuse(annotation.place, f"annotation id {number} is used twice")
    count = annotation.lengths.get("segmentations", 0)
    if count != len(reading.frames):
        raise refuse(
            annotation.place,
            f"segmentations has {count} entries, the video {len(reading.frames)} frames",
        )
    for per_frame in ("areas", "bboxes"):
        if annotation.lengths.get(per_frame) != len(reading.frames):
            reading.problems.add(f"{annotation.place}: {per_frame} is not as long as the video.")
    category_id = facts.get("category_id")
    known = tables.categories.get(category_id) if is_whole(category_id) else None
    name = facts.get("name")
    reading.objects[key] = FoundObject(
        name[:MAX_TEXT] if isinstance(name, str) else "",
        *(known or ("", "")),
        category_id if known is not None else None,
        track_id if is_whole(track_id) and track_id > 0 else (number if number > 0 else None),
    )
    return key


def _found(
    path: Path, chosen: dict[int, str], tables: _Tables, reading: Reading
) -> Iterator[Found]:
    with JsonPieces(path) as pieces:
        for key in pieces.keys():  # noqa: SIM118
            if key != "annotations" or pieces.peek() != "[":
                pieces.skip()
                continue
            for position in pieces.elements():
                if position not in chosen:
                    pieces.skip()
                    continue
                annotation = tables.annotations[position]
                yield from _masks(pieces, chosen[position], annotation, reading)


def _masks(
    pieces: JsonPieces, key: str, annotation: _Annotation, reading: Reading
) -> Iterator[Found]:
    size = reading.size or (0, 0)
    for name in pieces.keys():  # noqa: SIM118
        if name != "segmentations":
            pieces.skip()
            continue
        for number in pieces.elements():
            place = pieces.place
            segmentation = pieces.value()
            if segmentation is None:
                continue
            mask = segmentation_mask(segmentation, size, place)
            is_text = isinstance(segmentation, dict) and isinstance(segmentation["counts"], str)
            _check_facts(mask, is_text, annotation, number, reading)
            yield Found(number, key, mask)


def _check_facts(
    mask: Mask, is_compressed: bool, annotation: _Annotation, number: int, reading: Reading
) -> None:
    problems, where = reading.problems, f"{annotation.place}, frame {number + 1}"
    if mask.is_empty:
        problems.add(f"{where}: the mask is empty; write null.")
        return
    if is_compressed:
        problems.add(f"{where}: the run-lengths are compressed; TrackEval fails on ground truth.")
    box = mask.box
    wanted = [] if box is None else [box.x, box.y, box.width, box.height]
    if number < len(annotation.areas) and annotation.areas[number] != mask.area:
        problems.add(f"{where}: area is {short(annotation.areas[number])}, not {mask.area}.")
    if number < len(annotation.boxes) and annotation.boxes[number] != wanted:
        problems.add(f"{where}: bbox is {short(annotation.boxes[number])}, not {wanted}.")
