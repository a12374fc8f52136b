"""A data set becomes a project (FORMATS 5.13).

Masks become imported observations, which propagation never overwrites. Boxes become observations
of origin imported with a rotated box and without a mask: a *box prompt*, a candidate to run the
tracker on (`annotator.tracking.candidates`). Frames are placed by `frame_map.csv` if there is
one, and by its pixel hashes when the video was re-encoded.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from annotator.core.attributes import Attribute
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, FrameSource, VideoInfo
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.palette import track_color
from annotator.core.project import (
    Category,
    MediaRef,
    Observation,
    Origin,
    Project,
    Provenance,
    Track,
    Visibility,
)
from annotator.formats.answers import Answers, values_of
from annotator.formats.frame_names import MappedFrame
from annotator.formats.reading import (
    MAX_FRAMES,
    MAX_OBJECTS,
    Found,
    FoundObject,
    ImportCancelledError,
    Reader,
    Reading,
    ReadOptions,
    check_picture_size,
    refuse,
)
from annotator.formats.realign import realigned
from annotator.formats.sidecars import (
    ReportedObject,
    frame_map_of,
    reported_objects,
    reported_size,
    source_indices,
)

Empty = Literal["absent", "unknown"]
Scaling = Literal["refuse", "nearest"]
NO_CATEGORY = "object"
_MAX_ABSENCES = 3 * 10**6


class LabelImportError(AnnotatorError):
    """A data set that cannot become a project; says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """Choices for all formats; a format ignores those that do not concern it."""

    sequence: str = ""
    """Which one, of a data set with several."""
    empty: Empty | None = None
    """Where an object has no mask in a frame that is listed: absent or not labelled. None: absent
    for formats whose every frame shows all objects, else not labelled."""
    scaling: Scaling = "refuse"
    """Masks of another size than the video: refused, or scaled to it (nearest neighbour)."""
    first_number: int | None = None
    """Number of the first frame in the files; None: as the format prescribes."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A project, and what is to be told about it."""

    project: Project
    notes: tuple[str, ...]
    masks: int
    prompts: int


def box_prompts(project: Project) -> Iterator[tuple[int, FrameIndex, RotatedBox]]:
    """`(track id, frame, box)` of imported boxes that have no mask yet, in order."""
    for track in project.tracks.values():
        for index in sorted(track.observations):
            one = track.observations[index]
            if one.is_candidate and one.rotated_box is not None:
                yield track.id, index, one.rotated_box


def import_project(
    name: str,
    reader: Reader,
    path: Path,
    options: ImportOptions,
    *,
    is_dense: bool,
    video: VideoInfo | None = None,
    source: FrameSource | None = None,
    media: MediaRef | None = None,
    progress: Callable[[float, str], None],
    should_stop: Callable[[], bool],
) -> Imported:
    """Read `path` as format `name`. `AnnotatorError` says what stands in the way.

    `video` is what the labels must fit; None: what `source` is.
    """
    rows = frame_map_of(path)
    if video is None and source is not None:
        video = source.info
    known_size = (video.width, video.height) if video is not None else reported_size(path)
    read_options = ReadOptions(
        sequence=options.sequence,
        size=known_size,
        frame_count=len(rows) or (video.frame_count if video is not None else None),
        first_number=options.first_number,
    )
    reading = reader(path, read_options)
    size = reading.size or known_size
    if size is None:
        raise refuse(
            f"'{path.name}'", "it does not say how large the pictures are", "name the video"
        )
    check_picture_size(*size, f"'{path.name}'")
    indices: Sequence[FrameIndex | None] = source_indices(reading, rows)
    notes = []
    if source is not None and rows:
        indices, texts = _on_media(
            source_indices(reading, rows), rows, source, progress, should_stop
        )
        notes += texts
    chosen = _video(reading, indices, size, video, f"'{path.name}'")
    builder = _Builder(name, reading, chosen, media, options)
    builder.name_objects(reported_objects(path))
    for number, found in enumerate(reading.found):
        if number % 64 == 0:
            if should_stop():
                raise ImportCancelledError
            progress(min(1.0, found.frame / max(1, len(reading.frames))), "Reading")
        builder.add(found, indices)
    if is_dense and options.empty != "unknown":
        builder.fill_absences([index for index in indices if index is not None])
    project = builder.finish()
    notes += builder.notes()
    return Imported(project, tuple(notes), builder.masks, builder.prompts)


def _on_media(
    indices: Sequence[FrameIndex],
    rows: Sequence[MappedFrame],
    source: FrameSource,
    progress: Callable[[float, str], None],
    should_stop: Callable[[], bool],
) -> tuple[list[FrameIndex | None], list[str]]:
    """Source indices in the given video, which may be a re-encode of the annotated one."""
    places, text = realigned(rows, source, progress, should_stop)
    if places is None:
        return list(indices), [text] if text else []
    lost = sum(places.get(index) is None for index in indices)
    left_out = f"{lost} labelled frames do not occur in this video; they were left out."
    return [places.get(index) for index in indices], [text, left_out] if lost else [text]


def _video(
    reading: Reading,
    indices: Sequence[FrameIndex | None],
    size: tuple[int, int],
    video: VideoInfo | None,
    place: str,
) -> VideoInfo:
    last = max((index for index in indices if index is not None), default=-1)
    if video is not None:
        if last >= video.frame_count:
            raise LabelImportError(
                f"The labels reach to frame {last + 1}, the video has {video.frame_count}; "
                "choose the video that was annotated."
            )
        return video
    if not 0 <= last < MAX_FRAMES:
        raise refuse(place, "there are no frames in it, or too many", "choose another file")
    return VideoInfo(*size, last + 1, fps=reading.fps or 25.0)


class _Builder:
    """Puts what a reader finds into a project."""

    def __init__(
        self,
        name: str,
        reading: Reading,
        video: VideoInfo,
        media: MediaRef | None,
        options: ImportOptions,
    ) -> None:
        self._reading = reading
        self._options = options
        self._project = Project(video=video, media=media)
        self._provenance = Provenance(name)
        self._tracks: dict[str, Track] = {}
        self._reported: dict[str, ReportedObject] = {}
        self._answers: dict[str, dict[FrameIndex, Answers]] = {}
        self._scaled = self._left_out = self._unfit = 0
        self.masks = self.prompts = 0

    def name_objects(self, reported: Sequence[ReportedObject]) -> None:
        self._reported = {one.key: one for one in reported}

    def add(self, found: Found, indices: Sequence[FrameIndex | None]) -> None:
        """Take one object in one frame."""
        index = indices[found.frame] if found.frame < len(indices) else None
        if index is None:
            self._left_out += 1
            return
        track = self._track(found.key)
        before = track.observations.get(index)
        observation = self._observation(found)
        if before is not None:
            observation = self._united(before, observation)
        track.observations[index] = observation
        if found.answers:
            self._answers.setdefault(found.key, {})[index] = found.answers

    def fill_absences(self, indices: Sequence[FrameIndex]) -> None:
        """Frames in which an object does not occur show that it is not there."""
        if len(indices) * len(self._tracks) > _MAX_ABSENCES:
            raise LabelImportError(
                f"{len(self._tracks)} objects on {len(indices)} frames are too many to note where "
                "each is absent; import with empty frames as unknown."
            )
        absent = Observation(
            None, Origin.IMPORTED, Visibility.OUT_OF_VIEW, provenance=self._provenance
        )
        for track in self._tracks.values():
            for index in indices:
                track.observations.setdefault(index, absent)

    def finish(self) -> Project:
        """The project, checked."""
        project = self._project
        self._settle_ids()
        for track in project.tracks.values():
            ordered = sorted(track.observations.items())
            track.observations = dict(ordered)
            for _, one in ordered:
                self.masks += one.mask is not None
                self.prompts += one.mask is None and one.rotated_box is not None
        project.next_track_id = max(project.tracks, default=0) + 1
        project.check()
        return project

    def notes(self) -> list[str]:
        notes = list(self._reading.notes)
        problems = self._reading.problems
        if problems.count:
            notes.append(
                f"The files break {problems.count} rules of their format, the first: "
                f"{problems.texts[0]}"
            )
        video = self._project.video
        if self._scaled:
            notes.append(
                f"{self._scaled} masks or boxes were scaled to {video.width} x {video.height} "
                "pixels."
            )
        if self._unfit:
            notes.append(f"{self._unfit} answers fit no attribute; they were left out.")
        return notes

    # Objects

    def _track(self, key: str) -> Track:
        if key not in self._tracks:
            if len(self._tracks) >= MAX_OBJECTS:
                raise LabelImportError(
                    f"It has more than {MAX_OBJECTS} objects; import a part of it."
                )
            self._tracks[key] = Track(0, "", 0, (0, 0, 0))
        return self._tracks[key]

    def _settle_ids(self) -> None:
        """Ids, names and categories, now that all objects are known."""
        facts = {key: self._facts(key) for key in self._tracks}
        wanted = [fact.track_id for fact in facts.values()]
        keeps = all(i is not None and 0 < i <= 10**9 for i in wanted) and len(set(wanted)) == len(
            wanted
        )
        order = list(self._reported) or sorted(facts, key=lambda key: facts[key].track_id or 0)
        rank = {key: number for number, key in enumerate(order)}
        keys = sorted(facts, key=lambda key: rank.get(key, len(rank)))
        categories = _Categories(self._project, self._reading.attributes)
        numbers = {key: number for number, key in enumerate(facts, start=1)}
        for key in keys:
            fact, track = facts[key], self._tracks[key]
            own = fact.track_id
            track.id = own if keeps and own is not None else numbers[key]
            track.name = fact.name or f"object {track.id}"
            track.category_id = categories.id_of(fact)
            asked = self._project.categories[track.category_id].attributes
            track.attributes, unfit = values_of(asked, self._answers.pop(key, {}))
            self._unfit += unfit
            reported = self._reported.get(key)
            track.color = (reported.color if reported else None) or track_color(track.id - 1)
            self._project.tracks[track.id] = track
        self._project.categories = dict(sorted(self._project.categories.items()))

    def _facts(self, key: str) -> FoundObject:
        own = self._reading.objects.get(key, FoundObject())
        reported = self._reported.get(key)
        if reported is None:
            return own
        return replace(
            own,
            name=reported.name or own.name,
            category=reported.category or own.category,
            supercategory=reported.supercategory or own.supercategory,
            track_id=reported.track_id,
        )

    # Observations

    def _observation(self, found: Found) -> Observation:
        mask, box = found.mask, found.box
        if mask is not None:
            mask = self._fitted(mask)
        elif box is not None:
            box = self._fitted_box(box)
        return Observation(
            mask if mask is None or not mask.is_empty else None,
            Origin.IMPORTED,
            found.visibility if mask is None or not mask.is_empty else Visibility.OUT_OF_VIEW,
            found.score,
            box,
            self._provenance,
            found.reviewed,
            found.locked,
            found.flagged,
        )

    def _united(self, before: Observation, one: Observation) -> Observation:
        """Two parts of one object in one frame."""
        if before.mask is None or one.mask is None:
            return before if one.mask is None else one
        return replace(one, mask=before.mask.union(one.mask))

    def _fitted(self, mask: Mask) -> Mask:
        video = self._project.video
        if (mask.width, mask.height) == (video.width, video.height):
            return mask
        self._require_scaling(mask.width, mask.height)
        rows = np.arange(video.height) * mask.height // video.height
        columns = np.arange(video.width) * mask.width // video.width
        return Mask.from_array(mask.to_array()[rows[:, None], columns])

    def _fitted_box(self, box: RotatedBox) -> RotatedBox:
        video, size = self._project.video, self._reading.size
        if size is None or size == (video.width, video.height):
            return box
        self._require_scaling(*size)
        corners = box.corners() * (video.width / size[0], video.height / size[1])
        return RotatedBox.from_corners(corners)

    def _require_scaling(self, width: int, height: int) -> None:
        video = self._project.video
        if self._options.scaling == "refuse":
            raise LabelImportError(
                f"The labels are {width} x {height} pixels, the video {video.width} x "
                f"{video.height}; choose the video that was annotated, or have them scaled."
            )
        self._scaled += 1


class _Categories:
    """Ids as in the file where they are usable, else new ones, by name."""

    def __init__(self, project: Project, attributes: dict[str, tuple[Attribute, ...]]) -> None:
        self._project = project
        self._attributes = attributes
        self._by_name: dict[tuple[str, str], int] = {}
        self._highest = max(project.categories, default=0)

    def id_of(self, fact: FoundObject) -> int:
        name, above = fact.category or NO_CATEGORY, fact.supercategory
        if (name, above) in self._by_name:
            return self._by_name[name, above]
        taken = self._project.categories
        wanted = fact.category_id
        if wanted is None or not 0 < wanted <= 10**9 or wanted in taken:
            wanted = self._highest + 1
        self._highest = max(self._highest, wanted)
        taken[wanted] = Category(wanted, name, above, self._attributes.get(name, ()))
        self._by_name[name, above] = wanted
        return wanted
