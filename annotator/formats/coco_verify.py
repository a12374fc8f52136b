"""Read a COCO file with pycocotools, as everybody will, and compare what comes back.

pycocotools trusts its input: its C code reads and writes where a damaged run-length or polygon
sends it. So everything is checked before it gets there, also in a file of unknown origin.
"""

import contextlib
import io
import json
import math
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from scipy import ndimage

from annotator.core.frames import FrameIndex
from annotator.core.mask import MAX_PIXELS, Mask, MaskError
from annotator.core.project import Project
from annotator.formats.options import ExportError, ExportOptions
from annotator.formats.reports import ProblemList, VerifyReport
from annotator.formats.selection import select

Item = Mapping[str, Any]
_MAX_FILE_BYTES = 600 * 2**20
_MAX_POLYGON_NUMBERS = 10**6
_MAX_OUTLINE = 5 * 10**6  # pixels; the rasteriser takes 40 bytes for each
_READING = threading.Lock()


def with_holes_filled(mask: Mask) -> Mask:
    """The mask without its holes; a gap that is open at a corner is no hole, as for polygons."""
    x, y, crop = mask.crop()
    pixels = np.zeros((mask.height, mask.width), np.bool_)
    filled = ndimage.binary_fill_holes(crop, structure=np.ones((3, 3), np.bool_))
    pixels[y : y + crop.shape[0], x : x + crop.shape[1]] = filled
    return Mask.from_array(pixels)


def verify_coco(path: Path, project: Project | None) -> VerifyReport:
    """Check a COCO instances file of any origin; with a project, compare its masks.

    Problems are what COCO's reader or evaluator refuses or gets wrong, and differences. Raises
    `ExportError` when it is not a COCO file at all.
    """
    dataset = _read_json(Path(path))
    problems = ProblemList()
    check_tables(dataset, problems)
    coco = index_dataset(dataset, problems)
    checked = 0
    masks: dict[tuple[FrameIndex, int], Mask] = {}
    for annotation in _items(dataset, "annotations"):
        name = f"annotation {_short(annotation.get('id'))}"
        mask = _safe_mask(coco, annotation, name, problems)
        if mask is None:
            continue
        checked += 1
        if project is not None:
            _remember(coco, annotation, mask, masks, name, problems)
    if project is not None:
        _compare(coco, project, masks, problems)
    return VerifyReport(problems.all(), checked)


# Loading


def _read_json(path: Path) -> dict[str, Any]:
    if path.is_dir():
        raise ExportError(f"'{path.name}' is a folder; choose the COCO file in it.")
    size = path.stat().st_size
    if size > _MAX_FILE_BYTES:
        raise ExportError(f"'{path.name}' has {size >> 20} MB; files up to 600 MB can be checked.")
    try:
        dataset = json.loads(path.read_bytes())
    except json.JSONDecodeError as error:
        raise ExportError(
            f"'{path.name}' is not JSON: {error.msg} in line {error.lineno}; choose a COCO file."
        ) from None
    except (ValueError, RecursionError) as error:
        raise ExportError(f"'{path.name}' is not JSON ({error}); choose a COCO file.") from None
    if not isinstance(dataset, dict) or not {"images", "annotations"} <= dataset.keys():
        raise ExportError(
            f"'{path.name}' is not a COCO instances file: it has no images and annotations."
        )
    return dataset


def index_dataset(dataset: dict[str, Any], problems: ProblemList) -> COCO:
    """pycocotools' own index over what is well-formed enough for it."""
    coco = COCO()
    coco.dataset = {
        "images": [i for i in _items(dataset, "images") if _is_id(i.get("id"))],
        "categories": [c for c in _items(dataset, "categories") if _is_id(c.get("id"))],
        "annotations": [
            a
            for a in _items(dataset, "annotations")
            if all(_is_id(a.get(key)) for key in ("id", "image_id", "category_id"))
        ],
    }
    with _READING, contextlib.redirect_stdout(io.StringIO()):
        coco.createIndex()
    left_out = len(list(_list(dataset, "annotations"))) - len(coco.dataset["annotations"])
    if left_out:
        problems.add(f"{left_out} annotations have no whole numbers as id, image and category.")
    return coco


# Tables


def check_tables(dataset: Item, problems: ProblemList) -> None:
    """Ids, references and the keys that COCO's reader wants."""
    for key in ("info", "licenses", "categories"):
        if key not in dataset:
            problems.add(f'"{key}" is missing; COCO\'s own reader fails without it.')
    image_ids = _check_ids(dataset, "images", problems, smallest=0)
    category_ids = _check_ids(dataset, "categories", problems, smallest=1)
    _check_ids(dataset, "annotations", problems, smallest=1)
    for image in _items(dataset, "images"):
        width, height, name = (image.get(key) for key in ("width", "height", "file_name"))
        if not _is_size(width, height):
            problems.add(f"image {_short(image.get('id'))} has no usable width and height.")
        if not isinstance(name, str) or not name:
            problems.add(f"image {_short(image.get('id'))} has no file_name.")
        elif name.startswith(("/", "\\")) or ".." in Path(name).parts or name[1:2] == ":":
            problems.add(f"image {_short(image.get('id'))} lies outside: {_short(name)}.")
    for annotation in _items(dataset, "annotations"):
        name = f"annotation {_short(annotation.get('id'))}"
        if not _known(annotation.get("image_id"), image_ids):
            problems.add(f"{name} belongs to an image that is not in the file.")
        if not _known(annotation.get("category_id"), category_ids):
            problems.add(f"{name} has a category that is not in the file.")
        if annotation.get("iscrowd") not in (0, 1):
            problems.add(f"{name} has no iscrowd of 0 or 1.")


def _check_ids(dataset: Item, key: str, problems: ProblemList, *, smallest: int) -> set[int]:
    ids: set[int] = set()
    for item in _items(dataset, key):
        value = item.get("id")
        if _is_id(value) and value >= smallest:
            if value in ids:
                problems.add(f"{key}: id {value} is used twice.")
            ids.add(value)
            continue
        text = f"{key}: id {_short(value)} is not a whole number from {smallest} on"
        problems.add(f"{text}; the evaluator takes 0 for unmatched." if value == 0 else f"{text}.")
    if not isinstance(dataset.get(key, []), list):
        problems.add(f'"{key}" is not a list.')
    return ids


# Masks


def is_read_as(coco: COCO, annotation: Item, mask: Mask) -> bool:
    """Whether pycocotools reads exactly the runs of `mask`, which are the same pixels then.

    It parses the run-lengths (or fills the polygons) and writes them again, which takes a
    hundredth of painting a whole frame. False means "not certain": other runs may be the same
    pixels. The annotation must be well-formed.
    """
    runs = coco_mask.merge([coco.annToRLE(annotation)])
    return list(runs["size"]) == [mask.height, mask.width] and runs["counts"] == mask.counts


def attribute_problems(annotation: Item, mask: Mask) -> list[str]:
    box = mask.box
    wanted = [] if box is None else [box.x, box.y, box.width, box.height]
    texts = []
    if annotation.get("area") != mask.area:
        texts.append(f"area is {_short(annotation.get('area'))}, the mask has {mask.area} pixels")
    if annotation.get("bbox") != wanted:
        texts.append(f"bbox is {_short(annotation.get('bbox'))}, the mask lies in {wanted}")
    return texts


def _is_about(annotation: Item, mask: Mask) -> bool:
    """Whether area and box may be those of the polygon itself, not of its pixels."""
    numbers, box = annotation.get("bbox"), mask.box
    if box is None or not isinstance(numbers, list) or len(numbers) != 4:
        return False
    given = [annotation.get("area"), *numbers]
    wanted = (mask.area, box.x, box.y, box.width, box.height)
    allowed = (2 * (box.width + box.height), 2, 2, 2, 2)
    return all(
        _is_number(a) and abs(a - b) <= limit
        for a, b, limit in zip(given, wanted, allowed, strict=True)
    )


def _safe_mask(coco: COCO, annotation: Item, name: str, problems: ProblemList) -> Mask | None:
    """The mask as pycocotools decodes it; None, with a problem, where it must not see it."""
    image = (
        coco.imgs.get(annotation.get("image_id")) if _is_id(annotation.get("image_id")) else None
    )
    if image is None or not (_is_id(image.get("width")) and _is_id(image.get("height"))):
        return None
    height, width = image["height"], image["width"]
    if not 0 < height * width <= MAX_PIXELS:
        return None
    segmentation = annotation.get("segmentation")
    stated: Mask | None = None
    try:
        if isinstance(segmentation, dict):
            stated = _checked_runs(segmentation, height, width)
        else:
            _check_polygons(segmentation, height, width)
    except MaskError as error:
        problems.add(f"{name}: {error}.")
        return None
    if stated is not None and is_read_as(coco, annotation, stated):
        mask = stated
    else:
        mask = Mask.from_array(coco.annToMask(annotation))
    if mask.is_empty:
        problems.add(f"{name}: the mask is empty; leave such annotations out.")
    if isinstance(segmentation, dict) or not _is_about(annotation, mask):
        for text in attribute_problems(annotation, mask):
            problems.add(f"{name}: {text}.")
    return mask


def _checked_runs(segmentation: Item, height: int, width: int) -> Mask:
    mask = Mask.from_coco(segmentation)
    if (mask.height, mask.width) != (height, width):
        raise MaskError(
            f"its size {[mask.height, mask.width]} is not the image's [height, width] "
            f"{[height, width]}"
        )
    return mask


def _check_polygons(segmentation: object, height: int, width: int) -> None:
    """Flat lists of at least three corners, near the image: the rasteriser takes memory for the
    whole length of an edge."""
    if not isinstance(segmentation, list) or not segmentation:
        raise MaskError("it has no segmentation")
    limit = 2 * max(height, width)
    for polygon in segmentation:
        if not isinstance(polygon, list) or len(polygon) < 6 or len(polygon) % 2:
            raise MaskError("a polygon is a list of at least six numbers, x and y in turn")
        if len(polygon) > _MAX_POLYGON_NUMBERS:
            raise MaskError("a polygon has more than half a million corners")
        if not all(_is_number(value) and abs(value) <= limit for value in polygon):
            raise MaskError("a polygon has a corner that is no number or far outside the image")
        corners = np.array(polygon, np.float64).reshape(-1, 2)
        edges = np.abs(corners - np.roll(corners, 1, axis=0)).max(axis=1)
        if edges.sum() > _MAX_OUTLINE:
            raise MaskError("a polygon is longer than the outline of any object")


def difference(found: Mask, expected: Mask) -> str:
    if (found.height, found.width) != (expected.height, expected.width):
        return f"it is {found.width} x {found.height} instead of the project's size"
    both = found.intersection(expected).area
    return (
        f"the mask differs: {expected.area - both} pixels are missing, "
        f"{found.area - both} are too many"
    )


# Comparison with a project


def _remember(
    coco: COCO,
    annotation: Item,
    mask: Mask,
    masks: dict[tuple[FrameIndex, int], Mask],
    name: str,
    problems: ProblemList,
) -> None:
    frame = _frame_of(coco.imgs[annotation["image_id"]])
    track_id = annotation.get("track_id")
    if frame is None or not _is_id(track_id):
        problems.add(f"{name} does not say which frame and object it is, so it is not compared.")
        return
    if (frame, track_id) in masks:
        problems.add(f"{name}: object {track_id} occurs twice in frame {frame + 1}.")
    else:
        masks[frame, track_id] = mask


def _compare(
    coco: COCO,
    project: Project,
    masks: dict[tuple[FrameIndex, int], Mask],
    problems: ProblemList,
) -> None:
    """Both ways: nothing differs, nothing is missing in the frames that the file has."""
    frames = {_frame_of(image) for image in coco.imgs.values()} - {None}
    selection = select(project, ExportOptions())
    for index in selection.frames:
        for placed in selection.masks(index) if index in frames else ():
            where = f"'{placed.track.name}' in frame {index + 1}"
            found = masks.pop((index, placed.track.id), None)
            if found is None:
                problems.add(f"{where} is not in the file.")
            elif found != placed.mask:
                problems.add(f"{where}: {difference(found, placed.mask)}.")
    for index, track_id in masks:
        problems.add(f"object {track_id} in frame {index + 1} is not in the project.")


def _frame_of(image: Item) -> FrameIndex | None:
    index = image.get("frame_index")
    return index if _is_id(index) and index >= 0 else None


# Values of a file of unknown origin


def _list(dataset: Item, key: str) -> Iterable[Any]:
    value = dataset.get(key)
    return value if isinstance(value, list) else []


def _items(dataset: Item, key: str) -> Iterator[dict[str, Any]]:
    return (item for item in _list(dataset, key) if isinstance(item, dict))


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_size(width: object, height: object) -> bool:
    if not (_is_id(width) and _is_id(height)):
        return False
    return width > 0 and height > 0 and width * height <= MAX_PIXELS


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _known(value: object, ids: set[int]) -> bool:
    return _is_id(value) and value in ids


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
