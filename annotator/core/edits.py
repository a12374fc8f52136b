"""Every change to a project.

An edit is a frozen value; `apply` changes the project and returns the edit that undoes it, so
undo, redo, saving and repainting all work from the same few classes. An edit that cannot be
applied raises `ProjectError` and leaves the project as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from annotator.core.frames import FrameIndex, VideoInfo
from annotator.core.project import (
    Category,
    MediaRef,
    Observation,
    Project,
    ProjectError,
    Track,
)

TRACK_FIELDS = frozenset({"name", "category_id", "color", "is_shown", "is_locked", "attributes"})


@dataclass(frozen=True, slots=True)
class Touched:
    """What an edit changes: enough to save and repaint no more than that."""

    frames: Mapping[int, frozenset[FrameIndex]] = field(default_factory=dict)
    """Observations, by track id."""
    tracks: frozenset[int] = frozenset()
    """Tracks added, removed or with changed attributes."""
    order: bool = False
    categories: bool = False
    media: bool = False

    def merged(self, other: "Touched") -> "Touched":
        frames = dict(self.frames)
        for track_id, indices in other.frames.items():
            frames[track_id] = frames.get(track_id, frozenset()) | indices
        return Touched(
            frames,
            self.tracks | other.tracks,
            self.order or other.order,
            self.categories or other.categories,
            self.media or other.media,
        )


class Edit(Protocol):
    @property
    def label(self) -> str:
        """What the undo menu calls it."""
        ...

    @property
    def touched(self) -> Touched: ...

    @property
    def size_bytes(self) -> int:
        """About what it holds in memory."""
        ...

    def apply(self, project: Project) -> "Edit":
        """Change the project; return the edit that undoes exactly this."""
        ...


@dataclass(frozen=True, slots=True)
class AddTrack:
    """Put a track at `position` of the layer order (None: on top)."""

    track: Track
    position: int | None = None
    label: str = "Add object"

    @property
    def touched(self) -> Touched:
        track_id = self.track.id
        return Touched(
            {track_id: frozenset(self.track.observations)}, frozenset({track_id}), order=True
        )

    @property
    def size_bytes(self) -> int:
        return self.track.size_bytes

    def apply(self, project: Project) -> "RemoveTrack":
        track = self.track
        if track.id < 1 or track.id in project.tracks:
            raise ProjectError(f"object id {track.id} cannot be used again")
        if track.category_id not in project.categories:
            raise ProjectError(f"object '{track.name}' has an unknown category; add it first")
        for frame_index, observation in track.observations.items():
            project.check_observation(frame_index, observation)
        inverse = RemoveTrack(track.id, project.next_track_id, label=self.label)
        items = list(project.tracks.items())
        position = len(items) if self.position is None else self.position
        items.insert(position, (track.id, track.copy()))
        project.tracks = dict(items)
        project.next_track_id = max(project.next_track_id, track.id + 1)
        return inverse


@dataclass(frozen=True, slots=True)
class RemoveTrack:
    """Remove a track. `next_track_id` is set only by the inverse of adding, to restore it."""

    track_id: int
    next_track_id: int | None = None
    label: str = "Delete object"

    @property
    def touched(self) -> Touched:
        return Touched({}, frozenset({self.track_id}), order=True)

    @property
    def size_bytes(self) -> int:
        return 100

    def apply(self, project: Project) -> AddTrack:
        track = project.track(self.track_id)
        position = list(project.tracks).index(self.track_id)
        del project.tracks[self.track_id]
        if self.next_track_id is not None:
            project.next_track_id = self.next_track_id
        return AddTrack(track, position, label=self.label)


@dataclass(frozen=True, slots=True)
class UpdateTrack:
    """Change attributes of a track: name, category, colour, shown, locked."""

    track_id: int
    changes: Mapping[str, Any]
    label: str = "Change object"

    @property
    def touched(self) -> Touched:
        return Touched({}, frozenset({self.track_id}))

    @property
    def size_bytes(self) -> int:
        return 300

    def apply(self, project: Project) -> "UpdateTrack":
        track = project.track(self.track_id)
        unknown = set(self.changes) - TRACK_FIELDS
        if unknown:
            raise ProjectError(f"an object has no attribute {', '.join(sorted(unknown))}")
        category_id = self.changes.get("category_id", track.category_id)
        if category_id not in project.categories:
            raise ProjectError("that category does not exist; add it first")
        before = {name: getattr(track, name) for name in self.changes}
        for name, value in self.changes.items():
            setattr(track, name, value)
        return replace(self, changes=before)


@dataclass(frozen=True, slots=True)
class ReorderTracks:
    """Set the layer order: all track ids, the lowest layer first."""

    order: tuple[int, ...]
    label: str = "Reorder objects"

    @property
    def touched(self) -> Touched:
        return Touched(order=True)

    @property
    def size_bytes(self) -> int:
        return 100 + 8 * len(self.order)

    def apply(self, project: Project) -> "ReorderTracks":
        before = tuple(project.tracks)
        if sorted(before) != sorted(self.order):
            raise ProjectError("the new order must name every object exactly once")
        project.tracks = {track_id: project.tracks[track_id] for track_id in self.order}
        return replace(self, order=before)


@dataclass(frozen=True, slots=True)
class SetObservations:
    """Set (or, with None, delete) observations of one track."""

    track_id: int
    observations: Mapping[FrameIndex, Observation | None]
    label: str = "Edit mask"

    @property
    def touched(self) -> Touched:
        return Touched({self.track_id: frozenset(self.observations)})

    @property
    def size_bytes(self) -> int:
        return 100 + sum(
            60 if observation is None else observation.size_bytes
            for observation in self.observations.values()
        )

    def apply(self, project: Project) -> "SetObservations":
        track = project.track(self.track_id)
        for frame_index, observation in self.observations.items():
            if observation is not None:
                project.check_observation(frame_index, observation)
        before = {index: track.observations.get(index) for index in self.observations}
        for frame_index, observation in self.observations.items():
            if observation is None:
                track.observations.pop(frame_index, None)
            else:
                track.observations[frame_index] = observation
        return replace(self, observations=before)


@dataclass(frozen=True, slots=True)
class SetCategory:
    """Add or change a category, or, with None, remove one that no object uses."""

    category_id: int
    category: Category | None
    label: str = "Change category"

    @property
    def touched(self) -> Touched:
        return Touched(categories=True)

    @property
    def size_bytes(self) -> int:
        return 300

    def apply(self, project: Project) -> "SetCategory":
        before = project.categories.get(self.category_id)
        if self.category is None:
            used_by = [t.name for t in project.tracks.values() if t.category_id == self.category_id]
            if used_by:
                raise ProjectError(
                    f"the category is used by '{used_by[0]}'; give that object another one first"
                )
            project.categories.pop(self.category_id, None)
        else:
            if self.category.id != self.category_id or self.category_id < 1:
                raise ProjectError(f"category {self.category_id} has a wrong id")
            project.categories[self.category_id] = self.category
            # By id, so that undoing a removal restores the same order.
            project.categories = dict(sorted(project.categories.items()))
        return replace(self, category=before)


def add_category(category: Category) -> SetCategory:
    return SetCategory(category.id, category, label="Add category")


def remove_category(category_id: int) -> SetCategory:
    return SetCategory(category_id, None, label="Delete category")


@dataclass(frozen=True, slots=True)
class SetMedia:
    """The video was relinked, or its frames were counted again."""

    media: MediaRef | None
    video: VideoInfo
    label: str = "Relink video"

    @property
    def touched(self) -> Touched:
        return Touched(media=True)

    @property
    def size_bytes(self) -> int:
        return 500

    def apply(self, project: Project) -> "SetMedia":
        before = replace(self, media=project.media, video=project.video)
        trial = replace(project, media=self.media, video=self.video)
        trial.check()
        project.media, project.video = self.media, self.video
        return before


@dataclass(frozen=True, slots=True)
class Compound:
    """Several edits as one step: all of them or none."""

    edits: tuple[Edit, ...]
    label: str

    @property
    def touched(self) -> Touched:
        touched = Touched()
        for edit in self.edits:
            touched = touched.merged(edit.touched)
        return touched

    @property
    def size_bytes(self) -> int:
        return 100 + sum(edit.size_bytes for edit in self.edits)

    def apply(self, project: Project) -> "Compound":
        inverses: list[Edit] = []
        try:
            for edit in self.edits:
                inverses.append(edit.apply(project))  # noqa: PERF401 - kept when one raises
        except ProjectError:
            for inverse in reversed(inverses):
                inverse.apply(project)
            raise
        return Compound(tuple(reversed(inverses)), self.label)
