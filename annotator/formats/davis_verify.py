"""Read DAVIS annotations with Pillow: are they what they should be, and would they be scored?"""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from annotator.core.errors import AnnotatorError
from annotator.core.mask import Mask
from annotator.core.palette import davis_palette
from annotator.core.project import Project
from annotator.formats.davis_layout import (
    FRAME_NAME,
    MAX_OBJECTS,
    RESOLUTION,
    Variant,
    frame_name,
)
from annotator.formats.frame_names import read_frame_map, sequence_name
from annotator.formats.index_png import masks_of
from annotator.formats.layers import visible_masks
from annotator.formats.options import ExportError, ExportOptions
from annotator.formats.parallel import in_order
from annotator.formats.png import PngError, PngMask, read_png
from annotator.formats.reports import ProblemList, VerifyReport
from annotator.formats.selection import Placed, Selection, object_ids, select
from annotator.formats.staging import FRAME_MAP_NAME, REPORT_NAME, read_report

Tick = Callable[[int, int], None]


def check_sequence(
    variant: Variant,
    folder: Path,
    expected: Sequence[tuple[str, list[Placed]]],
    ids: Mapping[int, int],
    tick: Tick,
) -> VerifyReport:
    """Every frame is there, of the right kind, and each object's visible pixels are its own."""
    problems = ProblemList()
    checked = 0
    values = ids if variant is Variant.DAVIS_2017 else dict.fromkeys(ids, 255)
    first = next((placed[0].mask for _, placed in expected if placed), None)
    pixels = 1 if first is None else first.width * first.height

    def check(item: tuple[str, list[Placed]]) -> tuple[list[str], int]:
        """What is wrong with one picture, and how many masks were compared."""
        name, placed = item
        try:
            png = read_png(folder / name)
        except PngError as error:
            return [f"{error}."], 0
        texts = _kind_problems(variant, png) + compare_labels(png.pixels, placed, values)
        return [f"{name}: {text}." for text in texts], len(placed)

    for number, (texts, count) in enumerate(in_order(check, expected, pixels=pixels)):
        tick(number, len(expected))
        for text in texts:
            problems.add(text)
        checked += count
    extra = {path.name for path in folder.iterdir()} - {name for name, _ in expected}
    for name in sorted(extra):
        problems.add(f"{name} was not expected there.")
    return VerifyReport(problems.all(), checked)


def compare_labels(
    labels: NDArray[np.uint8], placed: Sequence[Placed], values: Mapping[int, int]
) -> list[str]:
    """Differences between `(height, width)` labels and masks given from the lowest layer up.

    Where they differ, it goes from the top layer down, the other way than the writer paints.
    """
    if placed and labels.shape != (placed[0].mask.height, placed[0].mask.width):
        height, width = labels.shape
        wanted = placed[0].mask
        return [f"it is {width} x {height} pixels, the project {wanted.width} x {wanted.height}"]
    if _is_as_expected(labels, placed, values):
        return []
    texts = []
    covered = np.zeros(labels.shape, np.bool_)
    for one in reversed(placed):
        x, y, crop = one.mask.crop()
        region = np.s_[y : y + crop.shape[0], x : x + crop.shape[1]]
        visible = crop & ~covered[region]
        wrong = int(np.count_nonzero(labels[region][visible] != values[one.track.id]))
        if wrong:
            texts.append(f"object '{one.track.name}' differs in {wrong} pixels")
        covered[region] |= crop
    extra = int(np.count_nonzero((labels != 0) & ~covered))
    if extra:
        texts.append(f"{extra} pixels belong to no object")
    return texts


def _is_as_expected(
    labels: NDArray[np.uint8], placed: Sequence[Placed], values: Mapping[int, int]
) -> bool:
    """Compares runs, which is much less than pixels."""
    wanted: dict[int, Mask] = {}
    for one, mask in visible_masks(placed):
        value = values[one.track.id]
        wanted[value] = wanted[value].union(mask) if value in wanted else mask
    return dict(masks_of(labels)) == wanted


def verify_davis(variant: Variant, path: Path, project: Project | None) -> VerifyReport:
    """Check a DAVIS folder (or one sequence, or a folder of results) of any origin.

    With a project, its masks are compared too. Problems are differences, and what the official
    evaluator would refuse or score wrongly. Raises `ExportError` when there is nothing to check.
    """
    root, sequences = _find_sequences(Path(path))
    problems, notes = ProblemList(), list[str]()
    checked = 0
    for folder in sequences:
        seen = _read_sequence(variant, folder, problems)
        checked += seen.masks
        _check_images(root, folder, seen, problems, notes)
    _check_image_sets(root, sequences, problems)
    if project is not None:
        folder = _sequence_of(project, root, sequences)
        checked = _compare(variant, folder, root, project, problems)
    return VerifyReport(problems.all(), checked, tuple(notes))


@dataclass(slots=True)
class _Seen:
    """What the pictures of one sequence hold."""

    sizes: set[tuple[int, int]] = field(default_factory=set)
    stems: list[str] = field(default_factory=list)
    ids: set[int] = field(default_factory=set)
    masks: int = 0


def _read_sequence(variant: Variant, folder: Path, problems: ProblemList) -> _Seen:
    seen = _Seen()
    first_ids: set[int] = set()
    where = folder.name
    for number, path in enumerate(_pngs(folder)):
        if path.name != frame_name(number):
            problems.add(
                f"{where}/{path.name} should be {frame_name(number)}: five digits, no gaps."
            )
        try:
            png = read_png(path)
        except PngError as error:
            problems.add(f"{where}: {error}.")
            continue
        for text in _kind_problems(variant, png):
            problems.add(f"{where}/{path.name}: {text}.")
        present = set(np.flatnonzero(np.bincount(png.pixels.ravel(), minlength=256)).tolist())
        seen.sizes.add((png.pixels.shape[1], png.pixels.shape[0]))
        seen.stems.append(path.stem)
        seen.ids |= present - {0}
        seen.masks += len(present - {0})
        if number == 0:
            first_ids = present - {0}
    if len(seen.sizes) > 1:
        sizes = ", ".join(f"{width} x {height}" for width, height in sorted(seen.sizes))
        problems.add(f"{where}: the pictures have different sizes: {sizes}.")
    if variant is Variant.DAVIS_2017:
        _id_problems(where, seen.ids, first_ids, problems)
    elif not first_ids:
        problems.add(f"{where}: the first frame is empty; the evaluator has nothing to start from.")
    return seen


def _id_problems(where: str, ids: set[int], first_ids: set[int], problems: ProblemList) -> None:
    """FORMATS 5.3: the evaluator takes the highest id of the first frame as the count."""
    objects = {i for i in ids if i <= MAX_OBJECTS}
    for void in sorted(ids - objects):
        problems.add(f"{where}: index {void} is used; tools take it for void and stop.")
    count = max(first_ids & objects, default=0)
    late = sorted(i for i in objects if i > count)
    if late:
        problems.add(
            f"{where}: object {late[0]} is not in the first frame; the official evaluator stops "
            f'with "index higher than number of objects".'
        )
    gaps = sorted(set(range(1, count)) - first_ids)
    if gaps:
        problems.add(
            f"{where}: object {gaps[0]} is not in the first frame, but {count} is; an object that "
            "nowhere occurs counts as perfect and raises the score."
        )


def _kind_problems(variant: Variant, png: PngMask) -> list[str]:
    if png.mode != variant.mode:
        wanted = "indices with a palette" if variant is Variant.DAVIS_2017 else "8-bit grey"
        return [f"it is of Pillow mode '{png.mode}', DAVIS {variant.year} wants {wanted}"]
    if variant is Variant.DAVIS_2016:
        other = np.count_nonzero((png.pixels != 0) & (png.pixels != 255))
        return [f"{other} pixels are neither 0 nor 255"] if other else []
    if png.palette != _palette():
        if len(png.palette) != 768:
            return [f"the palette has {len(png.palette) // 3} colours instead of 256"]
        return ["the palette is not the one of DAVIS"]
    return []


@functools.cache
def _palette() -> bytes:
    return davis_palette()


def _check_images(
    root: Path | None, folder: Path, seen: _Seen, problems: ProblemList, notes: list[str]
) -> None:
    if root is None:
        return
    images = root / "JPEGImages" / folder.parent.name / folder.name
    if not images.is_dir():
        notes.append(f"{folder.name} has no JPEGImages, which the official evaluator wants.")
        return
    stems = {path.stem for path in images.glob("*.jpg")}
    missing = sorted(stems.symmetric_difference(seen.stems))
    if missing:
        problems.add(
            f"{folder.name}: {len(missing)} frames have a picture or an annotation but not both, "
            f"the first is {missing[0]}."
        )


def _check_image_sets(root: Path | None, sequences: Sequence[Path], problems: ProblemList) -> None:
    if root is None or not (root / "ImageSets").is_dir():
        return
    known = {folder.name for folder in sequences}
    for listing in sorted((root / "ImageSets").glob("*/*.txt")):
        for name in listing.read_text("utf-8", "replace").splitlines()[:100_000]:
            if name.strip() and name.strip() not in known and "/" not in name:
                problems.add(f"{listing.name} names '{name.strip()[:80]}', which is not there.")


def _compare(
    variant: Variant, folder: Path, root: Path | None, project: Project, problems: ProblemList
) -> int:
    """The masks of the project that were compared."""
    selection = select(project, ExportOptions())
    names = {path.name: number for number, path in enumerate(_pngs(folder))}
    frame_map = root / FRAME_MAP_NAME if root is not None else None
    if frame_map is not None and frame_map.is_file():
        try:
            names = {k: v for k, v in read_frame_map(frame_map).items() if FRAME_NAME.fullmatch(k)}
        except AnnotatorError as error:
            problems.add(str(error))
            return 0
    elif len(names) != project.video.frame_count:
        problems.add(
            f"{folder.name} has {len(names)} frames, the project {project.video.frame_count}."
        )
    beyond = [name for name, index in names.items() if index >= project.video.frame_count]
    if beyond:
        problems.add(f"{beyond[0]} stands for a frame that the project does not have.")
    chosen = {n: i for n, i in names.items() if i < project.video.frame_count}
    ids = _ids_of(root, Selection(tuple(chosen.values()), selection.tracks), problems)
    tracks = tuple(track for track in selection.tracks if track.id in ids)
    selection = Selection(selection.frames, tracks)
    expected = [(name, selection.masks(index)) for name, index in chosen.items()]
    report = check_sequence(variant, folder, expected, ids, lambda _done, _total: None)
    for text in report.problems:
        problems.add(text)
    return report.checked


def _ids_of(root: Path | None, selection: Selection, problems: ProblemList) -> dict[int, int]:
    """Object index by track id: as the report says, else as an export would number them."""
    report = read_report(root / REPORT_NAME) if root is not None else None
    if report is None:
        return object_ids(selection)
    known = {track.id for track in selection.tracks}
    ids = {}
    for one in report.get("objects") or []:
        track_id, export_id = (one.get(k) if isinstance(one, dict) else None for k in _ID_KEYS)
        if track_id not in known or not isinstance(export_id, int) or not 0 < export_id < 256:
            problems.add(f"{REPORT_NAME} names object {track_id!r}, which is not in the project.")
            continue
        ids[track_id] = export_id
    return ids


_ID_KEYS = ("track_id", "export_id")


def _pngs(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".png")


def _find_sequences(path: Path) -> tuple[Path | None, list[Path]]:
    """The DAVIS root, if there is one, and the folders with PNG files, sorted."""
    if not path.is_dir():
        raise ExportError(f"'{path}' is not a folder; choose a DAVIS folder.")
    for kind in ("Annotations", "Annotations_unsupervised"):
        folder = path / kind / RESOLUTION
        if folder.is_dir():
            sequences = sorted(sub for sub in folder.iterdir() if sub.is_dir() and _pngs(sub))
            if sequences:
                return path, sequences
    if _pngs(path):
        return None, [path]
    sequences = sorted(sub for sub in path.iterdir() if sub.is_dir() and _pngs(sub))
    if not sequences:
        raise ExportError(
            f"'{path.name}' holds no DAVIS annotations (Annotations/480p/<sequence>/00000.png)."
        )
    return None, sequences


def _sequence_of(project: Project, root: Path | None, sequences: Sequence[Path]) -> Path:
    report = read_report(root / REPORT_NAME) if root is not None else None
    name = report.get("sequence") if report is not None else sequence_name(project)
    for folder in sequences:
        if folder.name == name:
            return folder
    if len(sequences) == 1:
        return sequences[0]
    raise ExportError(f"None of the {len(sequences)} sequences is '{name}' of the project.")
