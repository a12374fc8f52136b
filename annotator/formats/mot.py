"""MOTChallenge boxes: `gt/gt.txt`, written and read (FORMATS 5.7).

Nine columns: frame, id, left, top, width, height, active, class, visibility. Frames, ids and the
corner count from 1, so left is x + 1. The box is the tight box of the mask. Visibility is 0.5 for
occluded objects: how much of them is hidden is not known.
"""

from collections.abc import Iterator
from pathlib import Path

from annotator.core.geometry import RotatedBox
from annotator.core.project import Project, Visibility
from annotator.formats.comparing import boxes, recipe_checks
from annotator.formats.export import SEQUENCE_NAME, ExportJob, Recipe, Written
from annotator.formats.options import ExportOptions
from annotator.formats.reading import (
    MAX_FRAMES,
    MAX_OBJECTS,
    Found,
    FoundObject,
    NumberedFrames,
    Reading,
    ReadOptions,
    check_picture_size,
    choose_sequence,
    refuse,
)
from annotator.formats.reports import Finding
from annotator.formats.sequence_info import sequence_info
from annotator.formats.staging import FRAME_MAP_NAME, REPORT_NAME
from annotator.formats.text_files import (
    frame_position,
    lines_of,
    number,
    one_line,
    read_ini,
    whole_number,
)

FIRST = 1
OCCLUDED = 0.5
_COLUMNS_RESULT, _COLUMNS_TRUTH = 10, 9


def preflight(project: Project, options: ExportOptions) -> list[Finding]:
    return [Finding("warn", "MOTChallenge holds boxes: masks are written as their boxes.")]


def write_files(job: ExportJob) -> Written:
    """`gt.txt`, the names of the classes, what the sequence is; on request the images."""
    root = job.target / job.sequence
    (root / "gt").mkdir(parents=True)
    if job.options.include_images:
        (root / "img1").mkdir()
    classes = {category_id: n for n, category_id in enumerate(job.project.categories, start=1)}
    frames: list[tuple[int, str, int]] = []
    masks, written = 0, set[int]()
    with (root / "gt" / "gt.txt").open("w", encoding="ascii", newline="\n") as file:
        for position, index in enumerate(job.selection.frames):
            job.tick(position, len(job.selection.frames))
            frame = position + FIRST
            for one in job.selection.masks(index):
                box = one.mask.box
                if box is None:
                    continue
                seen = OCCLUDED if one.observation.visibility is Visibility.OCCLUDED else 1
                place = f"{box.x + 1:g},{box.y + 1:g},{box.width:g},{box.height:g}"
                kind = classes[one.track.category_id]
                file.write(f"{frame},{one.track.id},{place},1,{kind},{seen}\n")
                masks += 1
                written.add(one.track.id)
            if job.options.include_images:
                job.write_image(root / "img1" / f"{frame:06d}.jpg", index)
            frames.append((index, f"{frame:06d}", frame))
    names = "".join(f"{one_line(category.name)}\n" for category in job.project.categories.values())
    (root / "gt" / "labels.txt").write_text(names, "utf-8")
    (root / "seqinfo.ini").write_text(sequence_info(job), "utf-8")
    (job.target / "seqmap.txt").write_text(f"name\n{job.sequence}\n", "utf-8")
    ids = {track.id: track.id for track in job.selection.tracks if track.id in written}
    images = len(frames) if job.options.include_images else 0
    return Written(frames, ids, masks, 4 + images)


def read_mot(path: Path, options: ReadOptions) -> Reading:
    """A text file, a sequence, or a data set; ground truth (9 columns) or results (10)."""
    text = _text_file(path, options)
    root = text.parent.parent if text.parent.name in ("gt", "det") else text.parent
    info = read_ini(root / "seqinfo.ini")
    first = FIRST if options.first_number is None else options.first_number
    last = max(
        (
            whole_number(parts[0], place, "the frame", highest=MAX_FRAMES)
            for place, parts in _rows(text)
        ),
        default=first - 1,
    )
    place = "'seqinfo.ini'"
    listed = whole_number(info.get("seqlength", "0"), place, "seqLength", highest=MAX_FRAMES)
    total = listed or options.frame_count or last - first + 1
    if not 0 < total <= MAX_FRAMES:
        raise refuse(f"'{text.name}'", "there are no frames in it", "choose another file")
    size = options.size
    if "imwidth" in info:
        width = whole_number(info["imwidth"], place, "imWidth")
        height = whole_number(info.get("imheight", ""), place, "imHeight")
        size = check_picture_size(width, height, place)
    reading = Reading(NumberedFrames(total, "{:06d}", first), size, sequence=root.name)
    rate = info.get("framerate", "")
    reading.fps = float(rate) if rate.isdecimal() and 0 < len(rate) < 5 and int(rate) else None
    labels = text.parent / "labels.txt"
    names = [line[:1000] for _, line in lines_of(labels)][:1000] if labels.is_file() else []
    reading.found = _found(text, names, first, reading)
    return reading


def _text_file(path: Path, options: ReadOptions) -> Path:
    if path.is_file():
        return path
    for place in (path / "gt" / "gt.txt", path / "gt.txt"):
        if place.is_file():
            return place
    texts = {one.parent.parent.name: one for one in sorted(path.glob("*/gt/gt.txt"))}
    return texts[choose_sequence(list(texts), options, f"'{path.name}'")]


def _rows(text: Path) -> Iterator[tuple[str, list[str]]]:
    for place, line in lines_of(text):
        if line.strip():
            parts = line.split(",", 12)
            if len(parts) < 8:
                raise refuse(place, f"it has {len(parts)} columns", "MOT has 9 or 10")
            yield place, parts


def _found(text: Path, names: list[str], first: int, reading: Reading) -> Iterator[Found]:
    seen: set[tuple[int, int]] = set()
    for place, parts in _rows(text):
        is_truth = parts[7].strip() != "-1"
        if len(parts) not in ((_COLUMNS_TRUTH,) if is_truth else (_COLUMNS_RESULT,)):
            reading.problems.add(f"{place}: it has {len(parts)} columns; evaluators want 9 or 10.")
        frame = whole_number(parts[0], place, "the frame", highest=MAX_FRAMES)
        position = frame_position(frame, first, place, len(reading.frames))
        track_id = whole_number(parts[1], place, "the id")
        if (position, track_id) in seen:
            raise refuse(place, f"object {track_id} comes twice in frame {frame}")
        seen.add((position, track_id))
        left, top, width, height = (number(part, place, "the box") for part in parts[2:6])
        if width <= 0 or height <= 0:
            raise refuse(place, f"the box is {width:g} x {height:g}")
        if is_truth and whole_number(parts[6], place, "active") == 0:
            continue
        box = RotatedBox(left - 1 + width / 2, top - 1 + height / 2, width, height, 0.0)
        visibility = Visibility.VISIBLE
        if is_truth and len(parts) > 8 and number(parts[8], place, "visibility") <= OCCLUDED:
            visibility = Visibility.OCCLUDED
        key = _object(reading, track_id, parts[7] if is_truth else "", names, place)
        score = None if is_truth else number(parts[6], place, "the score")
        yield Found(position, key, box=box, visibility=visibility, score=score)


def _object(reading: Reading, track_id: int, kind: str, names: list[str], place: str) -> str:
    key = str(track_id)
    if key not in reading.objects:
        if track_id < 1:
            reading.problems.add(f"{place}: object ids count from 1.")
        if len(reading.objects) >= MAX_OBJECTS:
            raise refuse(place, f"it has more than {MAX_OBJECTS} objects")
        value = whole_number(kind, place, "the class") if kind else 0
        name = names[value - 1] if 1 <= value <= len(names) else f"class {value}" if value else ""
        reading.objects[key] = FoundObject("", name, "", value or None, track_id or None)
    return key


_check, _verify = recipe_checks(read_mot, boxes)
MOT = Recipe(
    name="mot",
    is_folder=True,
    verified_with="the rules of TrackEval",
    own_names=("seqmap.txt", SEQUENCE_NAME, FRAME_MAP_NAME, REPORT_NAME),
    preflight=preflight,
    write_files=write_files,
    check_files=_check,
    verify=_verify,
)
