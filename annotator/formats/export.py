"""What every export does: look, write beside, read back, move into place."""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, FrameSource, Image
from annotator.core.project import Project
from annotator.formats.frame_names import (
    MappedFrame,
    frame_times,
    sequence_name,
    write_frame_map,
)
from annotator.formats.options import ExportCancelledError, ExportError, ExportOptions
from annotator.formats.pixel_hash import pixel_hash
from annotator.formats.reports import ExportReport, Finding, VerifyReport
from annotator.formats.selection import Selection, select
from annotator.formats.staging import Staging, check_destination

JPEG_QUALITY = 95
SEQUENCE_NAME = "<sequence>"
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Written:
    """What a format wrote. `frames` are its names and its own numbers, in order."""

    frames: Sequence[tuple[FrameIndex, str, int]]
    export_ids: dict[int, int]
    masks: int
    files: int
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class ExportJob:
    """One export under way: what is exported, where it is written for now."""

    project: Project
    options: ExportOptions
    selection: Selection
    sequence: str
    target: Path
    """The staged file or folder."""
    images: Path
    """Where a file export may put its images; a folder export has them in `target`."""
    source: FrameSource | None
    progress: Progress
    should_stop: Callable[[], bool]
    drawn: list[str] = field(default_factory=list)
    """Pixel hashes of what a lossy format was given, to compare with what comes back."""
    _phase: tuple[float, float, str] = field(default=(0.0, 1.0, ""))
    _hashes: dict[FrameIndex, str] = field(default_factory=dict)
    _coming: dict[FrameIndex, Future[Future[str] | None]] = field(default_factory=dict)
    """Frames that are read by now or will be, and then their hashes; None where none is."""
    _hashing: Future[str] | None = None
    """The last hash that was begun."""

    def begin(self, start: float, end: float, text: str) -> None:
        """From now on progress runs from `start` to `end` (of 1)."""
        self._phase = (start, end, text)
        self.tick(0, 1)

    def tick(self, done: int, total: int) -> None:
        """Tell the progress; raises `ExportCancelledError` when asked to stop."""
        if self.should_stop():
            raise ExportCancelledError("The export was stopped; nothing was changed.")
        start, end, text = self._phase
        self.progress(start + (end - start) * done / max(1, total), text)

    def read_image(self, frame_index: FrameIndex) -> Image:
        """`(height, width, 3)` RGB at the project's size."""
        image = self._read(frame_index)
        if self.options.pixel_hashes and frame_index not in self._hashes:
            self._hashes[frame_index] = pixel_hash(image)
        return image

    def _read(self, frame_index: FrameIndex) -> Image:
        if self.source is None:
            raise ExportError("The images cannot be exported without the video; relink it first.")
        image = self.source.read(frame_index)
        height, width = image.shape[:2]
        video = self.project.video
        if (width, height) != (video.width, video.height):
            raise ExportError(
                f"Frame {frame_index + 1} is {width} x {height} pixels, the project "
                f"{video.width} x {video.height}; relink the video that was annotated."
            )
        return image

    def blank(self, kind: type[np.unsignedinteger]) -> NDArray[np.unsignedinteger]:
        """`(height, width)` of zeros."""
        return np.zeros((self.project.video.height, self.project.video.width), kind)

    def hash_beside(self, reader: Executor, hasher: Executor) -> None:
        """Begin with the pixel hashes of all frames. Until `pixel_hash` has been asked for the
        last of them, `reader` alone may read pictures. Each executor is one thread.
        """
        if self.source is not None and self.options.pixel_hashes:
            frames = self.selection.frames
            self._coming = {
                index: reader.submit(self._read_and_hash, index, hasher) for index in frames
            }

    def _read_and_hash(self, frame_index: FrameIndex, hasher: Executor) -> Future[str] | None:
        """Reads one picture while the one before is hashed, so that there are never many."""
        try:
            image = self._read(frame_index)
        except AnnotatorError:
            return None
        if self._hashing is not None:
            wait([self._hashing])
        self._hashing = hasher.submit(pixel_hash, image)
        return self._hashing

    def pixel_hash(self, frame_index: FrameIndex) -> str:
        """By which the frame is found again after a re-encode; empty when it is not known, as of
        a video that lies about its size or length: its masks are exported.
        """
        if self.source is None or not self.options.pixel_hashes:
            return ""
        if frame_index in self._coming:
            begun = self._coming.pop(frame_index).result()
            return "" if begun is None else begun.result()
        if frame_index not in self._hashes:
            try:
                self.read_image(frame_index)
            except AnnotatorError:
                return ""
        return self._hashes[frame_index]

    def write_image(self, path: Path, frame_index: FrameIndex) -> None:
        """A frame as PNG, or as JPEG without colour subsampling; checked to be readable at its
        size.
        """
        image = self.read_image(frame_index)
        picture = PillowImage.fromarray(image)
        if path.suffix == ".png":
            picture.save(path, format="PNG", compress_level=1)
        else:
            picture.save(path, format="JPEG", quality=JPEG_QUALITY, subsampling=0)
        with PillowImage.open(path) as read:
            read.load()
            if read.size != (image.shape[1], image.shape[0]):
                raise ExportError(f"'{path.name}' does not read back at its size; nothing changed.")


@dataclass(frozen=True, slots=True)
class Recipe:
    """The functions of one format."""

    name: str
    is_folder: bool
    verified_with: str
    own_names: tuple[str, ...]
    """Folder exports: everything that may lie at the top level. `SEQUENCE_NAME` stands for the
    name of the sequence."""
    preflight: Callable[[Project, ExportOptions], list[Finding]]
    write_files: Callable[[ExportJob], Written]
    check_files: Callable[[ExportJob, Written], VerifyReport]
    verify: Callable[[Path, Project | None], VerifyReport]
    reads_pictures: bool = False
    """Whether `write_files` needs the video even without `include_images`."""


def run_export(
    recipe: Recipe,
    project: Project,
    destination: Path,
    options: ExportOptions,
    *,
    source: FrameSource | None,
    progress: Progress,
    should_stop: Callable[[], bool],
) -> ExportReport:
    """Export `project`. On any error nothing has changed at `destination`.

    `ExportError` says what stands in the way; `ExportCancelledError` when `should_stop` was
    answered with true.
    """
    destination = Path(destination).absolute()
    if options.include_images and source is None:
        raise ExportError("The images cannot be exported without the video; relink it first.")
    project = with_mapped_categories(project, options)
    findings = _findings(recipe, project, options)
    for finding in findings:
        if finding.level == "refuse":
            raise ExportError(finding.text)
    sequence = sequence_name(project, options.sequence_name)
    own_names = [sequence if name == SEQUENCE_NAME else name for name in recipe.own_names]
    check_destination(
        destination, is_folder=recipe.is_folder, own_names=own_names, sequence=sequence
    )
    with (
        Staging(destination, is_folder=recipe.is_folder) as staging,
        _helpers() as (reader, hasher),
    ):
        job = ExportJob(
            project,
            options,
            select(project, options),
            sequence,
            staging.main,
            staging.images,
            source,
            progress,
            should_stop,
        )
        if not (options.include_images or recipe.reads_pictures):
            job.hash_beside(reader, hasher)
        job.begin(0.0, 0.6, "Writing")
        written = recipe.write_files(job)
        job.begin(0.6, 0.9, "Reading back and comparing")
        _require_good(recipe, recipe.check_files(job, written), written)
        job.begin(0.9, 0.98, "Describing frames")
        write_frame_map(staging.frame_map, _mapped_frames(job, written))
        report = _report(recipe, job, written, destination, findings)
        text = json.dumps(report.to_json(), ensure_ascii=False, indent=1)
        staging.report.write_text(text + "\n", "utf-8")
        job.begin(0.99, 1.0, "Moving into place")
        staging.commit()
    progress(1.0, "Done")
    return report


@contextlib.contextmanager
def _helpers() -> Iterator[tuple[Executor, Executor]]:
    """Two threads, of which the second works for the first; what the first has not begun at the
    end is dropped.
    """
    with ThreadPoolExecutor(1) as second, ThreadPoolExecutor(1) as first:
        try:
            yield first, second
        finally:
            first.shutdown(cancel_futures=True)


def _report(
    recipe: Recipe,
    job: ExportJob,
    written: Written,
    destination: Path,
    findings: Sequence[Finding],
) -> ExportReport:
    return ExportReport(
        recipe.name,
        destination,
        job.sequence,
        len(written.frames),
        written.masks,
        written.files + 2,  # the frame map and the report itself
        written.export_ids,
        recipe.verified_with,
        (*(finding.text for finding in findings), *written.warnings),
        tuple(_described_objects(job.project, written)),
        (job.project.video.width, job.project.video.height),
    )


def _described_objects(project: Project, written: Written) -> Iterator[dict[str, Any]]:
    for track_id, track in project.tracks.items():  # in layer order
        if track_id not in written.export_ids:
            continue
        category = project.categories[track.category_id]
        yield {
            "track_id": track_id,
            "export_id": written.export_ids[track_id],
            "name": track.name,
            "category": category.name,
            "supercategory": category.supercategory,
            "color": list(track.color),
        }


def with_mapped_categories(project: Project, options: ExportOptions) -> Project:
    """The project with its categories renamed as asked; those of one name become one."""
    if not options.category_map:
        return project
    wanted = dict(options.category_map)
    names = {category.name for category in project.categories.values()}
    for name in wanted:
        if name not in names:
            raise ExportError(
                f"There is no category '{name}' to map; the project has {_some(names)}."
            )
    mapped = project.copy()
    ids: dict[str, int] = {}
    for category_id, category in project.categories.items():
        name = wanted.get(category.name, category.name)
        if name in ids:
            del mapped.categories[category_id]
        else:
            ids[name] = category_id
            mapped.categories[category_id] = replace(category, name=name)
    for track in mapped.tracks.values():
        name = project.categories[track.category_id].name
        track.category_id = ids[wanted.get(name, name)]
    return mapped


def _some(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names)[:5])


def find_obstacles(recipe: Recipe, project: Project, options: ExportOptions) -> list[Finding]:
    """What would be refused, or should be known, before anything is written."""
    try:
        return _findings(recipe, with_mapped_categories(project, options), options)
    except ExportError as error:
        return [Finding("refuse", str(error))]


def _findings(recipe: Recipe, project: Project, options: ExportOptions) -> list[Finding]:
    try:
        return [*_common_findings(project, options), *recipe.preflight(project, options)]
    except ExportError as error:
        return [Finding("refuse", str(error))]


def _common_findings(project: Project, options: ExportOptions) -> list[Finding]:
    """What stands in the way of any export."""
    selection = select(project, options)
    if any(selection.masks(index) for index in selection.frames):
        return []
    if options.scope == "reviewed":
        text = "No frame is reviewed yet; review some, or export all annotated frames."
    else:
        text = "There is nothing to export: no frame has a mask; draw a box and propagate first."
    return [Finding("refuse", text)]


def _require_good(recipe: Recipe, report: VerifyReport, written: Written) -> None:
    problems = list(report.problems)
    if not problems and report.checked != written.masks:
        problems = [f"{report.checked} masks came back instead of {written.masks}."]
    if problems:
        raise ExportError(
            f"The export did not read back as it was written ({recipe.verified_with}): "
            f"{problems[0]} Nothing was changed; please report this."
        )


def _mapped_frames(job: ExportJob, written: Written) -> list[MappedFrame]:
    rows = []
    for done, (source_index, name, number) in enumerate(written.frames):
        job.tick(done, len(written.frames))
        pts, time_s = frame_times(job.project, job.source, source_index)
        state = job.selection.state(source_index)
        hashed = job.pixel_hash(source_index)
        rows.append(MappedFrame(source_index, pts, time_s, name, number, state, hashed))
    return rows
