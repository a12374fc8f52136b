"""An export against the project it was made from, through the reader of its format."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from annotator.core.frames import FrameIndex
from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Project, Track
from annotator.formats.export import ExportJob, Written
from annotator.formats.layers import visible_masks
from annotator.formats.options import ExportOptions
from annotator.formats.reading import Found, Reader, ReadError, Reading, ReadOptions
from annotator.formats.reports import ProblemList, VerifyReport
from annotator.formats.selection import Placed, Selection, object_ids, select
from annotator.formats.sidecars import (
    exported_tracks,
    frame_map_of,
    reported_objects,
    source_indices,
)

Tick = Callable[[int, int], None]
Shown = Callable[[Sequence[Placed]], list[tuple[Placed, Mask | Box | RotatedBox]]]
"""What a format holds of the masks of one frame; see `as_is`, `visible`, `boxes`."""
BOX_TOLERANCE = 0.02
"""Pixels. Boxes are written with at least two decimals."""


def as_is(placed: Sequence[Placed]) -> list[tuple[Placed, Mask | Box | RotatedBox]]:
    """Each mask whole, overlaps included."""
    return [(one, one.mask) for one in placed]


def visible(placed: Sequence[Placed]) -> list[tuple[Placed, Mask | Box | RotatedBox]]:
    """What the upper layers leave of each."""
    return [(one, mask) for one, mask in visible_masks(placed)]


def boxes(placed: Sequence[Placed]) -> list[tuple[Placed, Mask | Box | RotatedBox]]:
    """The tight box of each."""
    return [(one, box) for one in placed if (box := one.mask.box) is not None]


def rotated_boxes(placed: Sequence[Placed]) -> list[tuple[Placed, Mask | Box | RotatedBox]]:
    """The rotated box that the tracker gave, else the tight one."""
    return [
        (one, one.observation.rotated_box or box)
        for one in placed
        if (box := one.mask.box) is not None
    ]


def check_export(reader: Reader, shown: Shown, job: ExportJob, written: Written) -> VerifyReport:
    """Read what was just written; every mask must come back, and nothing else."""
    video = job.project.video
    options = ReadOptions(
        sequence=job.sequence, size=(video.width, video.height), frame_count=len(written.frames)
    )
    keys = {str(export_id): track_id for track_id, export_id in written.export_ids.items()}
    try:
        reading = reader(job.target, options)
        by_name = {name: index for index, name, _ in written.frames}
        indices = [by_name.get(frame.name) for frame in reading.frames]
        comparison = _Comparison(job.selection, shown, reading.problems)
        comparison.run(reading, indices, keys.get, job.tick)
    except ReadError as error:
        return VerifyReport((str(error),), 0)
    comparison.find_missing()
    return VerifyReport(reading.problems.all(), comparison.matched)


def verify_with(reader: Reader, shown: Shown, path: Path, project: Project | None) -> VerifyReport:
    """Check an export of any origin; with a project, compare mask by mask.

    What the reader refuses is the one problem that is reported; what is no such export at all
    raises `ReadError` from the reader's first look.
    """
    rows = frame_map_of(path)
    size, count = None, len(rows) or None
    if project is not None:
        size = (project.video.width, project.video.height)
        count = count or project.video.frame_count
    reading = reader(path, ReadOptions(size=size, frame_count=count))
    try:
        if project is not None:
            return _compare(reading, shown, path, project)
        checked = sum(found.mask is not None or found.box is not None for found in reading.found)
        return VerifyReport(reading.problems.all(), checked, tuple(reading.notes))
    except ReadError as error:
        reading.problems.add(str(error))
        return VerifyReport(reading.problems.all(), 0, tuple(reading.notes))


def _compare(reading: Reading, shown: Shown, path: Path, project: Project) -> VerifyReport:
    selection = select(project, ExportOptions())
    indices: list[FrameIndex | None] = []
    for index in source_indices(reading, frame_map_of(path)):
        inside = index < project.video.frame_count
        indices.append(index if inside else None)
        if not inside:
            reading.problems.add(
                f"frame {index + 1} is none of the {project.video.frame_count} of the project."
            )
    chosen = tuple(sorted({index for index in indices if index is not None}))
    tracks = exported_tracks(path, project)
    selection = Selection(chosen, tuple(t for t in selection.tracks if t.id in tracks))
    comparison = _Comparison(selection, shown, reading.problems)
    comparison.run(reading, indices, _resolver(path, reading, selection), _no_tick)
    comparison.find_missing()
    return VerifyReport(reading.problems.all(), comparison.matched, tuple(reading.notes))


def _resolver(path: Path, reading: Reading, selection: Selection) -> Callable[[str], int | None]:
    """Track id by the key of a found object: the report's, else the file's own, else by order."""
    reported = {one.key: one.track_id for one in reported_objects(path)}
    by_order = {str(number): i for i, number in object_ids(selection).items()}

    def resolve(key: str) -> int | None:
        if reported:
            return reported.get(key)
        own = reading.objects[key].track_id if key in reading.objects else None
        return own if own is not None else by_order.get(key)

    return resolve


def _no_tick(_done: int, _total: int) -> None:
    pass


@dataclass(slots=True)
class _Comparison:
    selection: Selection
    shown: Shown
    problems: ProblemList
    matched: int = 0
    _seen: dict[int, set[FrameIndex]] = field(default_factory=dict)
    _frame: FrameIndex | None = None
    _wanted: dict[int, Mask | Box | RotatedBox] = field(default_factory=dict)
    _tracks: dict[int, Track] = field(default_factory=dict)
    _due: dict[FrameIndex, list[Track]] = field(default_factory=dict)
    """What has to be there, of frames where it is known already."""

    def run(
        self,
        reading: Reading,
        indices: Sequence[FrameIndex | None],
        resolve: Callable[[str], int | None],
        tick: Tick,
    ) -> None:
        """Look at everything that the reader finds."""
        for number, found in enumerate(reading.found):
            if number % 64 == 0:
                tick(min(found.frame, len(indices)), len(indices))
            if found.mask is None and found.box is None:
                continue
            index = indices[found.frame] if found.frame < len(indices) else None
            track_id = resolve(found.key)
            if index is None or track_id is None:
                self.problems.add(f"object {found.key} in frame {found.frame + 1} is unexpected.")
                continue
            self._look(index, track_id, found)

    def _look(self, index: FrameIndex, track_id: int, found: Found) -> None:
        wanted = self._of(index, track_id)
        where = f"object {track_id} in frame {index + 1}"
        if wanted is None:
            self.problems.add(f"{where} is not in the project.")
            return
        frames = self._seen.setdefault(track_id, set())
        if index in frames:
            self.problems.add(f"{where} occurs twice.")
            return
        frames.add(index)
        self.matched += 1
        text = _difference(found, wanted)
        if text:
            self.problems.add(f"{where}: {text}.")

    def _of(self, index: FrameIndex, track_id: int) -> Mask | Box | RotatedBox | None:
        """What the format should hold of one object."""
        if self.shown is not visible:
            placed = self._placed(index, track_id)
            return None if placed is None else self.shown([placed])[0][1]
        # Layers need all objects of the frame; formats with layers are read frame by frame.
        if index != self._frame:
            self._frame = index
            shown = self.shown(self.selection.masks(index))
            self._wanted = {one.track.id: what for one, what in shown}
            self._due[index] = [one.track for one, _ in shown]
        return self._wanted.get(track_id)

    def _placed(self, index: FrameIndex, track_id: int) -> Placed | None:
        if not self._tracks:
            self._tracks = {track.id: track for track in self.selection.tracks}
        track = self._tracks.get(track_id)
        observation = track.observations.get(index) if track is not None else None
        mask = observation.mask if observation is not None else None
        if track is None or observation is None or mask is None or mask.is_empty:
            return None
        return Placed(track, observation, mask)

    def find_missing(self) -> None:
        """Name what did not come back."""
        for index in self.selection.frames:
            due = self._due.get(index)
            if due is None:
                due = [one.track for one, _ in self.shown(self.selection.masks(index))]
            for track in due:
                if index not in self._seen.get(track.id, ()):
                    self.problems.add(f"'{track.name}' in frame {index + 1} is missing.")


def _difference(found: Found, wanted: Mask | Box | RotatedBox) -> str:
    if isinstance(wanted, Mask):
        return _mask_difference(found.mask, wanted)
    if found.box is None:
        return "it is no box"
    one, other = found.box, _turned(wanted)
    pairs = zip(one.corners().ravel().tolist(), other.corners().ravel().tolist(), strict=True)
    far = max(abs(a - b) for a, b in pairs)
    return "" if far <= BOX_TOLERANCE else f"the box is off by {far:.2f} pixels"


def _turned(box: Box | RotatedBox) -> RotatedBox:
    if isinstance(box, RotatedBox):
        return box
    return RotatedBox(*box.center, box.width, box.height, 0.0)


def _mask_difference(found: Mask | None, wanted: Mask) -> str:
    if found == wanted:
        return ""
    if found is None:
        return "it is no mask"
    if (found.height, found.width) != (wanted.height, wanted.width):
        return f"it is {found.width} x {found.height} instead of the project's size"
    both = found.intersection(wanted).area
    return (
        f"the mask differs: {wanted.area - both} pixels are missing, "
        f"{found.area - both} are too many"
    )


def recipe_checks(
    reader: Reader, shown: Shown
) -> tuple[
    Callable[[ExportJob, Written], VerifyReport], Callable[[Path, Project | None], VerifyReport]
]:
    """`(check_files, verify)` of a recipe."""
    return partial(check_export, reader, shown), partial(verify_with, reader, shown)
