"""The project: what is annotated, and the rules that always hold.

A `Project` knows nothing of files, threads, selection or history. It is changed by edits only
(`annotator.core.edits`); everything in it but `Project` and `Track` is an immutable value.
"""

import enum
from dataclasses import dataclass, field, replace

from annotator.core.attributes import Attribute, AttributeValues
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, VideoInfo
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.palette import Color


class ProjectError(AnnotatorError):
    """A project, or a change to it, that breaks one of its rules."""


class Origin(enum.Enum):
    """Who made an observation. A *keyframe* is a frame whose observation is manual."""

    MANUAL = "manual"
    PROPAGATED = "propagated"
    MERGED = "merged"
    IMPORTED = "imported"


class Visibility(enum.Enum):
    VISIBLE = "visible"
    OCCLUDED = "occluded"
    OUT_OF_VIEW = "out_of_view"


class Absence(enum.Enum):
    """Why an object has no mask on a frame where it is not visible."""

    LEFT = "left"
    """It has left the picture."""
    HIDDEN = "hidden"
    """It is in the picture, behind something else."""
    NOT_YET = "not_yet"
    """It has not appeared yet."""
    UNKNOWN = "unknown"


class Direction(enum.Enum):
    FORWARD = "forward"
    BACKWARD = "backward"

    @property
    def step(self) -> int:
        return 1 if self is Direction.FORWARD else -1


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a mask came from. `source` is the tool ("box", "brush", "siammask", ...).

    A mask that a person has changed keeps the weights, run, seed frame and direction of the mask
    that it was made from; one drawn from nothing has none.
    """

    source: str
    checkpoint: str = ""
    checkpoint_hash: str = ""
    run_id: str = ""
    seed_frame: FrameIndex | None = None
    direction: Direction | None = None
    created_at: str = ""
    """ISO 8601, UTC."""
    edits: int = 0
    """How often a person has changed the mask since it was drawn, predicted or imported; if ever,
    `source` and `created_at` are of the last time."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One track in one frame. `mask` is None when only the state is known (object absent)."""

    mask: Mask | None
    origin: Origin
    visibility: Visibility = Visibility.VISIBLE
    score: float | None = None
    rotated_box: RotatedBox | None = None
    provenance: Provenance | None = None
    reviewed: bool = False
    locked: bool = False
    flagged: bool = False
    disagreement: float | None = None
    """Of a merged mask: 1 - IoU of what came from either side. None for every other."""
    absence: Absence | None = None
    """Why there is no mask, where a person has said it."""
    reason: str = ""
    """Why the state is what it is, in a person's own words."""
    disputed: Mask | None = None
    """Of a merged mask: the pixels that only one side claims."""

    @property
    def is_keyframe(self) -> bool:
        return self.origin is Origin.MANUAL

    @property
    def is_absent(self) -> bool:
        return self.visibility is Visibility.OUT_OF_VIEW

    @property
    def is_hidden(self) -> bool:
        """In the picture and wholly behind something: no mask."""
        return (
            self.mask is None
            and self.visibility is Visibility.OCCLUDED
            and self.absence is Absence.HIDDEN
        )

    @property
    def is_candidate(self) -> bool:
        """A box without a mask: something to run the tracker on."""
        return self.mask is None and self.rotated_box is not None and not self.is_absent

    @property
    def is_barrier(self) -> bool:
        """Propagation never overwrites it: a person made, checked, locked or imported it.

        A mask that is only marked (occluded and why, flagged) is none: another mask may take its
        place, and what was said of the frame stays (`keeping_said`).
        """
        return self.reviewed or self.is_lasting

    @property
    def is_lasting(self) -> bool:
        """A barrier that a run over reviewed frames leaves alone too."""
        return (
            self.origin in (Origin.MANUAL, Origin.IMPORTED)
            or self.locked
            or self.is_absent
            or (self.reviewed and self.mask is None)
        )

    @property
    def is_skipped(self) -> bool:
        """Propagation goes on behind it: a barrier without a mask to start from."""
        return self.is_barrier and self.mask is None

    def keeping_said(self, before: "Observation | None") -> "Observation":
        """This mask, with what a person has said of its frame: occluded, why, flagged.

        That is about what is seen there, not about the mask, so whoever makes another mask, the
        tracker or a brush, leaves it. Reviewed and locked were said of the old mask and go with
        it. A mask where there was said to be nothing takes that back, but for the flag.
        """
        if before is None:
            return self
        if before.is_absent:
            return replace(self, flagged=before.flagged)
        return replace(
            self, visibility=before.visibility, reason=before.reason, flagged=before.flagged
        )

    @property
    def size_bytes(self) -> int:
        """About what it occupies in memory."""
        masks = (self.mask, self.disputed)
        return 200 + sum(mask.size_bytes for mask in masks if mask is not None)


@dataclass(frozen=True, slots=True)
class Category:
    """Class of an object (COCO)."""

    id: int
    name: str
    supercategory: str = ""
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaRef:
    """Which file the project annotates: enough to notice that it was moved or changed."""

    path: str
    size_bytes: int
    head_tail_sha256: str
    kind: str = "video"
    """`video` or `folder`."""


@dataclass(slots=True)
class Track:
    """One object through time. `id` is permanent and 1-based; changed by edits only."""

    id: int
    name: str
    category_id: int
    color: Color
    is_shown: bool = True
    is_locked: bool = False
    observations: dict[FrameIndex, Observation] = field(default_factory=dict)
    attributes: AttributeValues = field(default_factory=dict)
    """What it answers to the attributes of its category; replaced as a whole, never written to."""

    def copy(self) -> "Track":
        """A track of its own; the observations in it are immutable and shared."""
        return replace(self, observations=dict(self.observations))

    def keyframes(self) -> list[FrameIndex]:
        return sorted(i for i, o in self.observations.items() if o.is_keyframe)

    @property
    def size_bytes(self) -> int:
        return 300 + sum(o.size_bytes for o in self.observations.values())


@dataclass(slots=True)
class Project:
    """Everything that is annotated on one video. Tracks are in layer order, the first lowest."""

    video: VideoInfo
    media: MediaRef | None = None
    categories: dict[int, Category] = field(default_factory=dict)
    tracks: dict[int, Track] = field(default_factory=dict)
    next_track_id: int = 1

    def track(self, track_id: int) -> Track:
        try:
            return self.tracks[track_id]
        except KeyError:
            raise ProjectError(
                f"there is no object {track_id} in this project; it may have been deleted"
            ) from None

    def observation(self, track_id: int, frame_index: FrameIndex) -> Observation | None:
        return self.track(track_id).observations.get(frame_index)

    def next_barrier(
        self, track_id: int, frame_index: FrameIndex, direction: Direction
    ) -> FrameIndex | None:
        """Where a run from `frame_index` ends: at the nearest barrier that has a mask."""
        ahead = (
            index
            for index, observation in self.track(track_id).observations.items()
            if (index - frame_index) * direction.step > 0
            and observation.is_barrier
            and not observation.is_skipped
        )
        return min(ahead, key=lambda index: abs(index - frame_index), default=None)

    def frames_to_run(
        self,
        track_id: int,
        from_frame: FrameIndex,
        direction: Direction,
        until: FrameIndex | None = None,
        *,
        over_reviewed: bool = False,
    ) -> list[FrameIndex]:
        """Frames that a run fills, in order of travel: up to the next barrier that has a mask
        (excluded) or `until` (included), over absent frames, which are left out.

        The one place that knows it: for the window, the command line and the evaluation. With
        `over_reviewed`, frames that are only reviewed are filled like those that are nobody's.
        """
        step = direction.step
        end = self.video.frame_count if step > 0 else -1
        if until is not None:
            end = min(end, until + 1) if step > 0 else max(end, until - 1)
        observations = self.track(track_id).observations
        frames = []
        for frame_index in range(from_frame + step, end, step):
            one = observations.get(frame_index)
            if one is None or not (one.is_lasting if over_reviewed else one.is_barrier):
                frames.append(frame_index)
            elif not one.is_skipped:
                break
        return frames

    def copy(self) -> "Project":
        """A project of its own; what is immutable is shared. Cheap enough for a snapshot."""
        return replace(
            self,
            categories=dict(self.categories),
            tracks={track_id: track.copy() for track_id, track in self.tracks.items()},
        )

    def check(self) -> None:
        """Raise `ProjectError` at the first broken rule."""
        for category_id, category in self.categories.items():
            if category_id != category.id or category_id < 1:
                raise ProjectError(f"category {category_id} has a wrong id")
        for track_id, track in self.tracks.items():
            if track_id != track.id or not 1 <= track_id < self.next_track_id:
                raise ProjectError(f"object {track_id} has a wrong id")
            if track.category_id not in self.categories:
                raise ProjectError(f"object '{track.name}' has an unknown category")
            for frame_index, observation in track.observations.items():
                self.check_observation(frame_index, observation)

    def check_observation(self, frame_index: FrameIndex, observation: Observation) -> None:
        if not 0 <= frame_index < self.video.frame_count:
            raise ProjectError(
                f"frame {frame_index + 1} does not exist: "
                f"the video has {self.video.frame_count} frames"
            )
        for mask in (observation.mask, observation.disputed):
            if mask is None:
                continue
            if (mask.width, mask.height) != (self.video.width, self.video.height):
                raise ProjectError(
                    f"the mask of frame {frame_index + 1} is {mask.width} x {mask.height} pixels, "
                    f"the video {self.video.width} x {self.video.height}"
                )
