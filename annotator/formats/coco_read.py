"""COCO instances as a reading: two passes over the file, one annotation at a time.

Objects go by `track_id` where annotations have one (this program and video tools write it); else
each annotation is an object of its own, because COCO knows no identities.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask, MaskError
from annotator.core.project import Visibility
from annotator.formats.json_stream import JsonPieces
from annotator.formats.rasterize import mask_of_polygons
from annotator.formats.reading import (
    MAX_FRAMES,
    Found,
    FoundFrame,
    FoundObject,
    Reading,
    ReadOptions,
    check_picture_size,
    is_whole,
    refuse,
    short,
    source_numbers,
)

MAX_TEXT = 1000
Item = Mapping[str, Any]


@dataclass(slots=True)
class _Tables:
    """What is known before the annotations are read."""

    images: dict[int, int] = field(default_factory=dict)
    """Position by image id."""
    names: list[str] = field(default_factory=list)
    indices: list[int | None] = field(default_factory=list)
    absent: list[tuple[int, str, Visibility]] = field(default_factory=list)
    categories: dict[int, tuple[str, str]] = field(default_factory=dict)
    sizes: set[tuple[int, int]] = field(default_factory=set)
    has_annotations: bool = False


def read_coco(path: Path, options: ReadOptions) -> Reading:
    """A COCO instances file, run-lengths of all kinds and polygons."""
    if path.is_dir():
        raise refuse(f"'{path.name}'", "it is a folder", "choose the COCO file in it")
    tables = _Tables()
    with JsonPieces(path) as pieces:
        for key in pieces.keys():  # noqa: SIM118 - not a mapping
            if key in ("images", "categories") and pieces.peek() == "[":
                for _ in pieces.elements():
                    place = pieces.place
                    _note(tables, key, pieces.value(), place)
            else:
                tables.has_annotations |= key == "annotations"
                pieces.skip()
        pieces.finish()
    name = f"'{path.name}'"
    if not tables.images or not tables.has_annotations:
        raise refuse(name, "it has no images and annotations", "choose a COCO instances file")
    if len(tables.sizes) > 1:
        some = ", ".join(f"{w} x {h}" for w, h in sorted(tables.sizes)[:3])
        raise refuse(
            name, f"its images have different sizes ({some})", "import one video at a time"
        )
    reading = Reading(_frames(tables), next(iter(tables.sizes)))
    reading.found = _found(path, tables, reading)
    return reading


def _frames(tables: _Tables) -> list[FoundFrame]:
    known = [index for index in tables.indices if index is not None]
    if len(known) == len(tables.names) and len(set(known)) == len(known):
        return [FoundFrame(n, i) for n, i in zip(tables.names, known, strict=True)]
    numbers = source_numbers([Path(name).stem for name in tables.names])
    return [FoundFrame(n, i) for n, i in zip(tables.names, numbers, strict=True)]


def _note(tables: _Tables, key: str, item: object, place: str) -> None:
    if not isinstance(item, dict) or not is_whole(item.get("id")):
        raise refuse(place, f"one of the {key} has no whole number as id")
    number = item["id"]
    if key == "categories":
        tables.categories[number] = (_text(item.get("name")), _text(item.get("supercategory")))
        return
    if number in tables.images:
        raise refuse(place, f"image id {number} is used twice")
    if len(tables.images) >= MAX_FRAMES:
        raise refuse(place, f"it has more than {MAX_FRAMES} images")
    name = item.get("file_name")
    if not isinstance(name, str) or len(name) > MAX_TEXT:
        raise refuse(place, f"image {number} has no file_name")
    index = item.get("frame_index")
    position = tables.images[number] = len(tables.images)
    tables.names.append(name)
    usable = is_whole(index) and 0 <= index < MAX_FRAMES
    tables.indices.append(index if usable else None)
    tables.sizes.add(check_picture_size(item.get("width"), item.get("height"), place))
    absent = item.get("absent")
    for one in absent if isinstance(absent, list) else ():
        state = _visibility(one.get("visibility")) if isinstance(one, dict) else None
        if state is not None and is_whole(one.get("track_id")):
            tables.absent.append((position, str(one["track_id"]), state))


def _found(path: Path, tables: _Tables, reading: Reading) -> Iterator[Found]:
    with JsonPieces(path) as pieces:
        for key in pieces.keys():  # noqa: SIM118
            if key == "annotations" and pieces.peek() == "[":
                for _ in pieces.elements():
                    place = pieces.place
                    yield from _annotation(pieces.value(), tables, reading, place)
            else:
                pieces.skip()
    for position, key, state in tables.absent:
        if key in reading.objects:
            yield Found(position, key, visibility=state)


def _annotation(item: object, tables: _Tables, reading: Reading, place: str) -> Iterator[Found]:
    if not isinstance(item, dict):
        raise refuse(place, f"an annotation is {short(item)}")
    place = f"{place} (annotation {short(item.get('id'))})"
    position = tables.images.get(item["image_id"]) if is_whole(item.get("image_id")) else None
    if position is None:
        raise refuse(place, f"there is no image {short(item.get('image_id'))}")
    key = _object_key(item, tables, reading)
    attributes = item.get("attributes")
    flags = attributes if isinstance(attributes, dict) else {}
    make = partial(
        Found,
        position,
        key,
        visibility=Visibility.OCCLUDED if flags.get("occluded") is True else Visibility.VISIBLE,
        score=_number(item.get("score")),
        reviewed=flags.get("reviewed") is True,
        locked=flags.get("locked") is True,
        flagged=flags.get("flagged") is True,
    )
    size = reading.size or (0, 0)
    segmentation = item.get("segmentation")
    if segmentation:
        mask = segmentation_mask(segmentation, size, place)
        yield make(mask=mask, box=_rotated_box(item.get("rotated_box")))
    else:
        box = _rotated_box(item.get("rotated_box")) or _upright_box(item.get("bbox"))
        if box is None:
            raise refuse(place, "it has neither a segmentation nor a bbox")
        yield make(box=box)


def segmentation_mask(segmentation: object, size: tuple[int, int], place: str) -> Mask:
    """Run-lengths of either kind, or polygons, as a mask of `size` (width, height)."""
    width, height = size
    if isinstance(segmentation, list):
        return mask_of_polygons(segmentation, width=width, height=height, place=place)
    if not isinstance(segmentation, dict):
        raise refuse(place, f"the segmentation is {short(segmentation)}")
    if segmentation.get("size") != [height, width]:
        raise refuse(
            place,
            f"the size of the run-lengths is {short(segmentation.get('size'))}, "
            f"not [height, width] = [{height}, {width}]",
        )
    try:
        return Mask.from_coco(segmentation)
    except MaskError as error:
        raise refuse(place, str(error)) from None


def _object_key(item: Item, tables: _Tables, reading: Reading) -> str:
    track_id = item.get("track_id")
    if not is_whole(track_id) or not 0 < track_id <= 10**9:
        track_id = None
    key = str(track_id) if track_id is not None else f"annotation {short(item.get('id'))}"
    if key not in reading.objects:
        number = item.get("category_id")
        name, above = tables.categories.get(number, ("", "")) if is_whole(number) else ("", "")
        own = number if name and is_whole(number) else None
        reading.objects[key] = FoundObject("", name, above, own, track_id)
    return key


def _rotated_box(values: object) -> RotatedBox | None:
    if not isinstance(values, list) or len(values) != 5:
        return None
    numbers = [_number(value) for value in values]
    known = [value for value in numbers if value is not None]
    return RotatedBox(*known) if len(known) == 5 else None


def _upright_box(values: object) -> RotatedBox | None:
    if not isinstance(values, list) or len(values) != 4:
        return None
    numbers = [_number(value) for value in values]
    x, y, width, height = numbers
    if x is None or y is None or width is None or height is None or width <= 0 or height <= 0:
        return None
    return RotatedBox(x + width / 2, y + height / 2, width, height, 0.0)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -1e9 <= value <= 1e9 else None


def _text(value: object) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def _visibility(value: object) -> Visibility | None:
    return next((one for one in Visibility if one.value == value), None)
