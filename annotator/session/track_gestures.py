"""Gestures on whole objects: split, merge, duplicate, layer order, who is in front.

Like `annotator.session.gestures`: plain functions to the edit that does it, None when there is
nothing to change, `AnnotatorError` when it is not allowed.
"""

from dataclasses import dataclass, replace
from typing import Literal

from annotator.core.edits import (
    AddTrack,
    Compound,
    Edit,
    RemoveTrack,
    ReorderTracks,
    SetObservations,
)
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex
from annotator.core.mask import Mask
from annotator.core.palette import track_color
from annotator.core.project import Observation, Project, Track
from annotator.session.gestures import Observations, require_unlocked

Move = Literal["up", "down", "top", "bottom"]


def split_track(
    project: Project, track_id: int, frame_index: FrameIndex, name: str, label: str
) -> Edit:
    """What the object has from this frame on becomes another object, right above it."""
    track = require_unlocked(project, track_id)
    moved = {i: one for i, one in track.observations.items() if i >= frame_index}
    if not moved or len(moved) == len(track.observations):
        raise AnnotatorError(
            f"“{track.name}” has masks on one side of frame {frame_index + 1} only; go to a "
            "frame between its masks to split it there."
        )
    new_id = project.next_track_id
    other = Track(new_id, name, track.category_id, track_color(new_id - 1), track.is_shown)
    other.observations, other.attributes = moved, track.attributes
    position = list(project.tracks).index(track_id) + 1
    gone: Observations = dict.fromkeys(moved)
    return Compound((SetObservations(track_id, gone, label), AddTrack(other, position)), label)


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging another object into one would do."""

    added: Observations
    """What the one gets."""
    shared: int
    """Frames on which both have something."""
    theirs: int
    """Of those, where the other's is taken."""


def merged_observations(track: Track, other: Track) -> Merged:
    """Where both have something: locked before manual before checked before the rest.

    The object's own stays where that does not decide.
    """
    added: Observations = {}
    shared = theirs = 0
    for index, one in other.observations.items():
        ours = track.observations.get(index)
        shared += ours is not None
        if ours is None or _weight(one) > _weight(ours):
            theirs += ours is not None
            added[index] = one
    return Merged(added, shared, theirs)


def _weight(observation: Observation) -> int:
    if observation.locked:
        return 3
    return 2 if observation.is_keyframe else int(observation.is_barrier)


def merge_tracks(project: Project, track_id: int, other_id: int, label: str) -> Edit:
    """The other object's masks go to this one (see `merged_observations`), and the other goes."""
    track = require_unlocked(project, track_id)
    other = require_unlocked(project, other_id)
    if track_id == other_id:
        raise AnnotatorError("An object cannot be merged with itself; choose another one.")
    added = merged_observations(track, other).added
    return Compound((SetObservations(track_id, added, label), RemoveTrack(other_id)), label)


def duplicate_track(project: Project, track_id: int, name: str, label: str) -> Edit:
    """Another object with the same masks, right above it."""
    track = project.track(track_id)
    new_id = project.next_track_id
    twin = replace(track.copy(), id=new_id, name=name, color=track_color(new_id - 1))
    twin.is_locked = False
    return AddTrack(twin, list(project.tracks).index(track_id) + 1, label)


def move_layer(project: Project, track_id: int, move: Move, label: str) -> Edit | None:
    """Change an object's place in the layer order."""
    project.track(track_id)
    order = [i for i in project.tracks if i != track_id]
    here = list(project.tracks).index(track_id)
    places = {"up": here + 1, "down": here - 1, "top": len(order), "bottom": 0}
    order.insert(min(max(places[move], 0), len(order)), track_id)
    if order == list(project.tracks):
        return None
    return ReorderTracks(tuple(order), label)


def copied_mask(
    project: Project, track_id: int, frame_index: FrameIndex, from_frame: FrameIndex
) -> Observation:
    """What to copy from another frame of the object: something with a mask."""
    in_video = 0 <= from_frame < project.video.frame_count
    observation = project.observation(track_id, from_frame) if in_video else None
    mask = observation.mask if observation is not None else None
    if observation is None or mask is None or mask.is_empty:
        raise AnnotatorError(
            f"There is no mask on the {'previous' if from_frame < frame_index else 'next'} frame "
            "to copy; propagate or draw one there first."
        )
    return observation


def spare_others(
    project: Project, track_id: int | None, frame_index: FrameIndex, mask: Mask
) -> tuple[Mask, int]:
    """The mask without newly painted pixels that belong to other objects; how many those were.

    Pixels that overlapped before stay: only what this gesture adds is held back. Without a track,
    it is a new object's.
    """
    before = project.observation(track_id, frame_index) if track_id is not None else None
    old = before.mask if before is not None else None
    added = mask.difference(old) if old is not None else mask
    taken = Mask.empty(mask.height, mask.width)
    for other in project.tracks.values():
        observation = other.observations.get(frame_index)
        if other.id != track_id and observation is not None and observation.mask is not None:
            taken = taken.union(observation.mask.intersection(added))
    return (mask.difference(taken), taken.area) if not taken.is_empty else (mask, 0)
