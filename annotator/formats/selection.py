"""Which frames and masks an export holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.core.frames import FrameIndex
from annotator.core.mask import Mask
from annotator.core.project import Observation, Origin, Project, Track
from annotator.formats.options import ExportError, ExportOptions


@dataclass(frozen=True, slots=True)
class Placed:
    """A mask in one frame; never empty."""

    track: Track
    observation: Observation
    mask: Mask


@dataclass(frozen=True, slots=True)
class Selection:
    """Frames by their index in the source, in order; tracks from the lowest layer up."""

    frames: tuple[FrameIndex, ...]
    tracks: tuple[Track, ...]

    def masks(self, frame_index: FrameIndex) -> list[Placed]:
        """From the lowest layer up."""
        return list(_placed(self.tracks, frame_index))

    def absent(self, frame_index: FrameIndex) -> list[tuple[Track, Observation]]:
        """Objects that are known to have no mask there."""
        return [
            (track, observation)
            for track in self.tracks
            if (observation := track.observations.get(frame_index)) is not None
            and (observation.mask is None or observation.mask.is_empty)
        ]

    def state(self, frame_index: FrameIndex) -> str:
        """One word for the frame map: reviewed, manual, propagated, imported, absent or
        unlabelled.
        """
        placed = self.masks(frame_index)
        if not placed:
            return "absent" if self.absent(frame_index) else "unlabelled"
        if all(one.observation.reviewed for one in placed):
            return "reviewed"
        if any(one.observation.is_keyframe for one in placed):
            return "manual"
        if all(one.observation.origin is Origin.IMPORTED for one in placed):
            return "imported"
        return "propagated"


def select(project: Project, options: ExportOptions) -> Selection:
    """What the options leave of the project. `ExportError` when they name what is not there."""
    tracks = tuple(project.tracks.values())
    if options.track_ids is not None:
        unknown = [i for i in options.track_ids if i not in project.tracks]
        if unknown:
            raise ExportError(f"There is no object {unknown[0]} to export; choose others.")
        wanted = set(options.track_ids)
        tracks = tuple(track for track in tracks if track.id in wanted)
    count = project.video.frame_count
    last = count - 1 if options.last_frame is None else options.last_frame
    if options.first_frame >= count or last >= count:
        raise ExportError(f"The video has {count} frames; choose a range inside it.")
    frames = range(options.first_frame, last + 1, options.frame_step)
    wanted_frames = tuple(index for index in frames if _in_scope(tracks, index, options))
    return Selection(wanted_frames, tracks)


def _in_scope(tracks: tuple[Track, ...], frame_index: FrameIndex, options: ExportOptions) -> bool:
    if options.scope == "all":
        return True
    placed = _placed(tracks, frame_index)
    if options.scope == "annotated":
        return next(placed, None) is not None
    # A frame of which only some masks were checked would teach that the others are background.
    reviewed = [one.observation.reviewed for one in placed]
    return bool(reviewed) and all(reviewed)


def _placed(tracks: tuple[Track, ...], frame_index: FrameIndex) -> Iterator[Placed]:
    for track in tracks:
        observation = track.observations.get(frame_index)
        if observation is None or observation.mask is None or observation.mask.is_empty:
            continue
        yield Placed(track, observation, observation.mask)


def object_ids(selection: Selection) -> dict[int, int]:
    """1..N by track id, over the objects that have a mask in these frames."""
    wanted = set(selection.frames)
    present = sorted(
        track.id
        for track in selection.tracks
        if any(
            index in wanted and observation.mask is not None and not observation.mask.is_empty
            for index, observation in track.observations.items()
        )
    )
    return {track_id: number for number, track_id in enumerate(present, start=1)}
