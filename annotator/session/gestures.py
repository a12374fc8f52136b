"""What a gesture means: plain functions from a project and a gesture to the edit that does it.

They return None when there is nothing to change, and raise `AnnotatorError` when the gesture is
not allowed (a locked object, a locked frame, a box without area).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from annotator.core.edits import AddTrack, Compound, Edit, SetObservations, add_category
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, VideoInfo
from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.core.palette import track_color
from annotator.core.project import (
    Category,
    Direction,
    Observation,
    Origin,
    Project,
    Provenance,
    Track,
)
from annotator.tracking.tracker import Seed

MIN_BOX_SIDE_PX = 2.0
Observations = dict[FrameIndex, Observation | None]


def now_iso() -> str:
    """This moment in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def require_unlocked(project: Project, track_id: int) -> Track:
    """The track, if it may be changed."""
    track = project.track(track_id)
    if track.is_locked:
        raise AnnotatorError(f"“{track.name}” is locked; unlock it in the list to change it.")
    return track


def require_unlocked_frame(project: Project, track_id: int, frame_index: FrameIndex) -> Track:
    """The track, if it may be changed on that frame."""
    track = require_unlocked(project, track_id)
    observation = track.observations.get(frame_index)
    if observation is not None and observation.locked:
        raise AnnotatorError(
            f"Frame {frame_index + 1} of “{track.name}” is locked; unlock the frame to change it."
        )
    return track


def usable_box(video: VideoInfo, box: Box) -> Box:
    """The part of a drawn box that lies in the picture; at least two pixels wide and high."""
    inside = box.clipped(width=video.width, height=video.height) if box.is_finite() else None
    if inside is None:
        raise AnnotatorError(
            "The box lies outside the picture or has no area; drag a rectangle over the object."
        )
    if inside.width < MIN_BOX_SIDE_PX or inside.height < MIN_BOX_SIDE_PX:
        raise AnnotatorError(
            "The box is too small; drag a rectangle of at least 2 × 2 pixels over the object."
        )
    return inside


def add_track(
    project: Project,
    name: str,
    category_id: int | None,
    observations: Mapping[FrameIndex, Observation] | None = None,
    label: str = "",
) -> Edit:
    """A new track on top, empty or not; with a first category if the project has none."""
    track_id = project.next_track_id
    before: list[Edit] = []
    if category_id not in project.categories:
        category_id = next(iter(project.categories), None)
    if category_id is None:
        category_id = 1
        before = [add_category(Category(1, "object"))]
    track = Track(track_id, name, category_id, track_color(track_id - 1))
    track.observations.update(observations or {})
    added = AddTrack(track, label=label) if label else AddTrack(track)
    return Compound((*before, added), added.label) if before else added


def manual(mask: Mask, source: str, made_from: Observation | None = None) -> Observation:
    """What a person has drawn just now, with which tool; from which mask, if any."""
    made_with = Provenance(source=source, created_at=now_iso())
    if made_from is not None and made_from.mask is not None:
        before = made_from.provenance or Provenance(source="")
        made_with = replace(
            before, source=source, created_at=made_with.created_at, edits=before.edits + 1
        )
    return Observation(mask=mask, origin=Origin.MANUAL, provenance=made_with)


def mask_edit(
    project: Project, track_id: int, frame_index: FrameIndex, made: Observation, label: str
) -> Edit | None:
    """A mask `made` by hand: a keyframe. An empty one removes what is there."""
    track = require_unlocked_frame(project, track_id, frame_index)
    before = track.observations.get(frame_index)
    if made.mask is None or made.mask.is_empty:
        return SetObservations(track_id, {frame_index: None}, label) if before else None
    if before is not None and before.is_keyframe and before.mask == made.mask:
        return None
    return SetObservations(track_id, {frame_index: made.keeping_said(before)}, label)


def delete_masks(
    project: Project, track_id: int, frames: Iterable[FrameIndex], label: str
) -> Edit | None:
    """Remove the observations of these frames; locked frames keep theirs."""
    track = require_unlocked(project, track_id)
    gone: Observations = {
        index: None
        for index in sorted(set(frames))
        if index in track.observations and not track.observations[index].locked
    }
    return SetObservations(track_id, gone, label) if gone else None


def seed_at(project: Project, track_id: int, frame_index: FrameIndex) -> Seed:
    """Where a propagation starts: the mask on that frame, and its tight box."""
    observation = project.observation(track_id, frame_index)
    mask = observation.mask if observation is not None else None
    box = mask.box if mask is not None else None
    if box is None:
        raise AnnotatorError(
            f"There is no mask on frame {frame_index + 1} to propagate from; "
            "draw a box or a mask there first."
        )
    return Seed(frame_index, box, mask)


def nothing_to_propagate(
    project: Project, from_frame: FrameIndex, direction: Direction, until: FrameIndex | None
) -> AnnotatorError:
    """Why there is no frame to propagate to, and what to do."""
    following = from_frame + direction.step
    if not 0 <= following < project.video.frame_count:
        return AnnotatorError("There is no frame in that direction; propagate the other way.")
    if until is not None and (until - from_frame) * direction.step <= 0:
        return AnnotatorError(
            "The last frame to propagate to lies on the other side; choose another range."
        )
    return AnnotatorError(
        f"Frame {following + 1} is already yours (manual, reviewed, locked or absent) and is "
        "never overwritten; start from there, or delete its mask first."
    )
