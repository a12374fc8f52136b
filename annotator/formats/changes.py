"""`Changes`: what one edit changed, as values that any thread may write to the project file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.core.attributes import AttributeValues
from annotator.core.edits import Edit, Touched
from annotator.core.frames import FrameIndex, VideoInfo
from annotator.core.palette import Color
from annotator.core.project import Category, MediaRef, Observation, Project


@dataclass(frozen=True, slots=True)
class TrackRow:
    """A track without its observations and its place in the layer order."""

    id: int
    name: str
    category_id: int
    color: Color
    is_shown: bool
    is_locked: bool
    attributes: AttributeValues


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """What exists once per project."""

    media: MediaRef | None
    video: VideoInfo
    next_track_id: int


@dataclass(frozen=True, slots=True)
class TrackObservations:
    """Observations of one track to set or, where None, to delete.

    With `replaces_all` they are all that the track has, whatever the file held before.
    """

    track_id: int
    observations: Mapping[FrameIndex, Observation | None]
    replaces_all: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows to write, in one transaction. None means untouched."""

    label: str = ""
    project: ProjectRow | None = None
    categories: tuple[Category, ...] | None = None
    layers: tuple[int, ...] | None = None
    tracks: tuple[TrackRow, ...] = ()
    removed_tracks: tuple[int, ...] = ()
    observations: tuple[TrackObservations, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        return self == Changes(self.label)


def changes_of(edit: Edit, project: Project) -> Changes:
    """The rows that `edit`, just applied to `project`, changed.

    Called in the thread that applied it; the result shares nothing that can change.
    """
    return changes_of_touched(edit.touched, project, edit.label)


def changes_of_touched(touched: Touched, project: Project, label: str = "") -> Changes:
    """As `changes_of`, for what several edits together touched."""
    named = touched.tracks | frozenset(touched.frames)
    return Changes(
        label=label,
        # Adding a track moves the next id, so the project's row goes with the tracks.
        project=project_row(project) if touched.media or touched.tracks else None,
        categories=tuple(project.categories.values()) if touched.categories else None,
        layers=tuple(project.tracks) if touched.order else None,
        tracks=tuple(
            track_row(project, track_id)
            for track_id in sorted(touched.tracks)
            if track_id in project.tracks
        ),
        removed_tracks=tuple(sorted(named - project.tracks.keys())),
        observations=tuple(
            _observations(touched, project, track_id)
            for track_id in sorted(named)
            if track_id in project.tracks and touched.frames.get(track_id)
        ),
    )


def everything_of(project: Project) -> Changes:
    """All rows of a project, for a new file."""
    return Changes(
        label="New project",
        project=project_row(project),
        categories=tuple(project.categories.values()),
        layers=tuple(project.tracks),
        tracks=tuple(track_row(project, track_id) for track_id in project.tracks),
        observations=tuple(
            TrackObservations(track.id, dict(track.observations), replaces_all=True)
            for track in project.tracks.values()
        ),
    )


def project_row(project: Project) -> ProjectRow:
    return ProjectRow(project.media, project.video, project.next_track_id)


def track_row(project: Project, track_id: int) -> TrackRow:
    track = project.tracks[track_id]
    return TrackRow(
        track.id,
        track.name,
        track.category_id,
        track.color,
        track.is_shown,
        track.is_locked,
        track.attributes,
    )


def _observations(touched: Touched, project: Project, track_id: int) -> TrackObservations:
    observations = project.tracks[track_id].observations
    frames = touched.frames[track_id]
    return TrackObservations(
        track_id,
        {index: observations.get(index) for index in sorted(frames)},
        # A track that was removed and added again in one step may have had other frames before.
        replaces_all=track_id in touched.tracks and frames >= observations.keys(),
    )
