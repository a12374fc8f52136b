"""What was just written to a COCO file, against what was to be written."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pycocotools.coco import COCO

from annotator.core.frames import FrameIndex
from annotator.core.mask import Mask
from annotator.core.project import Track
from annotator.formats.coco_verify import (
    attribute_problems,
    check_tables,
    difference,
    index_dataset,
    is_read_as,
    with_holes_filled,
)
from annotator.formats.json_stream import JsonPieces
from annotator.formats.options import ExportOptions
from annotator.formats.reading import short
from annotator.formats.reports import ProblemList, VerifyReport
from annotator.formats.selection import Placed, Selection

Item = Mapping[str, Any]


def check_coco(
    path: Path, selection: Selection, options: ExportOptions, tick: Callable[[int, int], None]
) -> VerifyReport:
    """Whether a file that was just written holds exactly the selection.

    The annotations are taken one by one, so that memory does not grow with them; each is read by
    pycocotools as if it had loaded the file.
    """
    problems = ProblemList()
    coco = _tables_of(path, problems)
    wanted = {index + 1: index for index in selection.frames}
    if list(coco.imgs) != list(wanted):
        problems.add("the list of images is not the list of frames.")
    tracks = {track.id: track for track in selection.tracks}
    seen: dict[FrameIndex, set[int]] = {}
    checked = 0
    for number, annotation in enumerate(_annotations_of(path), start=1):
        tick(min(number, len(wanted)), len(wanted))
        _check_annotation(annotation, number, coco, problems)
        frame_index = wanted.get(annotation["image_id"])
        track = tracks.get(annotation["track_id"])
        placed = _placed_in(track, frame_index)
        known = seen.setdefault(-1 if frame_index is None else frame_index, set())
        if placed is None or frame_index is None or placed.track.id in known:
            problems.add(f"annotation {short(annotation['id'])} was not expected.")
            continue
        known.add(placed.track.id)
        checked += 1
        for text in _differences(coco, annotation, placed, options):
            problems.add(f"'{placed.track.name}' in frame {frame_index + 1}: {text}.")
    for index in selection.frames:
        for placed in selection.masks(index):
            if placed.track.id not in seen.get(index, ()):
                problems.add(f"'{placed.track.name}' in frame {index + 1}: it is missing.")
    return VerifyReport(problems.all(), checked)


def _placed_in(track: Track | None, index: FrameIndex | None) -> Placed | None:
    observation = None if track is None or index is None else track.observations.get(index)
    if track is None or observation is None or observation.mask is None:
        return None
    return None if observation.mask.is_empty else Placed(track, observation, observation.mask)


def _tables_of(path: Path, problems: ProblemList) -> COCO:
    """pycocotools' index of everything but the annotations; what is wrong with it is noted."""
    dataset: dict[str, Any] = {}
    with JsonPieces(path) as pieces:
        for key in pieces.keys():  # noqa: SIM118 - not a mapping
            if key in ("annotations", "provenance"):
                pieces.skip()
            elif pieces.peek() == "[":
                dataset[key] = [pieces.value() for _ in pieces.elements()]
            else:
                dataset[key] = pieces.value()
        pieces.finish()
    check_tables(dataset | {"annotations": []}, problems)
    return index_dataset(dataset, problems)


def _annotations_of(path: Path) -> Iterator[Item]:
    with JsonPieces(path) as pieces:
        for key in pieces.keys():  # noqa: SIM118
            if key == "annotations":
                for _ in pieces.elements():
                    yield pieces.value()
            else:
                pieces.skip()


def _check_annotation(annotation: Item, number: int, coco: COCO, problems: ProblemList) -> None:
    """What `check_tables` looks for, in one of the annotations; ids are 1, 2, 3, ..."""
    where = f"annotation {short(annotation.get('id'))}"
    if annotation.get("id") != number:
        problems.add(f"{where} should be {number}.")
    if annotation.get("image_id") not in coco.imgs:
        problems.add(f"{where} belongs to an image that is not in the file.")
    if annotation.get("category_id") not in coco.cats:
        problems.add(f"{where} has a category that is not in the file.")
    if annotation.get("iscrowd") != 0:
        problems.add(f"{where} has no iscrowd of 0.")


def _differences(coco: COCO, annotation: Item, placed: Placed, options: ExportOptions) -> list[str]:
    """Between what was read and the mask that was to be written."""
    expected = placed.mask
    is_polygon = isinstance(annotation["segmentation"], list)
    if is_polygon and options.holes == "fill":
        expected = with_holes_filled(expected)
    texts = attribute_problems(annotation, expected)
    if not is_read_as(coco, annotation, expected):
        found = Mask.from_array(coco.annToMask(annotation))
        if found != expected:
            texts.append(difference(found, expected))
    if annotation["category_id"] != placed.track.category_id:
        texts.append("it has another category")
    return texts
