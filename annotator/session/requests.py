"""Which frames a propagation is asked to fill, and from where: plain functions of a project.

A run never goes over a reviewed frame by itself. A command that asks for certain frames, reviewed
ones among them, or that finds nothing but reviewed ones to fill, is answered with a preview
(`annotator.session.rerun_preview`); a run to the next barrier stops before them and says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex
from annotator.core.project import Direction, Project, Track

OnReviewed = Literal["stop", "ask", "preview"]
"""What a command does about reviewed frames: stop before them; show a preview where they are in
its way; show a preview in any case."""


@dataclass(frozen=True)
class Request:
    """What a propagation was asked to fill, from the mask on `seed_frame`.

    Forward up to `last` and backward down to `first`, both included; None: to the next barrier.
    """

    track_id: int
    seed_frame: FrameIndex
    directions: tuple[Direction, ...]
    first: FrameIndex | None = None
    last: FrameIndex | None = None

    def until(self, direction: Direction) -> FrameIndex | None:
        """The bound in that direction."""
        return self.last if direction is Direction.FORWARD else self.first


@dataclass(frozen=True)
class Order:
    """What one command asks for: a run for each request, all of them one undo step."""

    requests: tuple[Request, ...]
    label: str = ""
    """Of the undo step; empty: what the directions of the one request are called."""


def requests_at(
    project: Project,
    track_ids: Iterable[int] | None,
    frame_index: FrameIndex,
    directions: tuple[Direction, ...],
) -> list[Request]:
    """One for each object that has a mask on that frame and is not locked."""
    found = [
        Request(track.id, frame_index, directions)
        for track in _unlocked(project, track_ids)
        if _has_mask(track, frame_index)
    ]
    if not found:
        raise AnnotatorError(
            f"No object that may be changed has a mask on frame {frame_index + 1}; go to a frame "
            "that has one."
        )
    return found


def range_requests(
    project: Project,
    track_ids: Iterable[int] | None,
    frame_index: FrameIndex,
    first: FrameIndex,
    last: FrameIndex,
) -> list[Request]:
    """One for each object with a mask in the range, from the one nearest to `frame_index`.

    A mask that is a person's is preferred to a nearer one that is not.
    """
    found = []
    for track in _unlocked(project, track_ids):
        inside = [i for i in track.observations if first <= i <= last and _has_mask(track, i)]
        own = [i for i in inside if track.observations[i].is_barrier]
        seed = min(own or inside, key=lambda i: abs(i - frame_index), default=None)
        if seed is not None:
            found.append(Request(track.id, seed, tuple(Direction), first, last))
    if not found:
        raise AnnotatorError(
            f"There is no mask from frame {first + 1} to {last + 1} to propagate; draw one there, "
            "or choose another range."
        )
    return found


def merge_ends(
    project: Project, track_id: int, frame_index: FrameIndex
) -> tuple[FrameIndex, FrameIndex]:
    """The nearest masks of a person's before and after a frame; that frame may be the first."""
    track = project.track(track_id)
    own = [i for i, one in track.observations.items() if one.is_barrier and _has_mask(track, i)]
    before = [i for i in own if i <= frame_index]
    after = [i for i in own if i > frame_index]
    if not before or not after:
        raise AnnotatorError(
            f"“{track.name}” needs a mask of yours before and one after frame {frame_index + 1}; "
            "draw or correct one on either side."
        )
    return max(before), min(after)


def _unlocked(project: Project, track_ids: Iterable[int] | None) -> list[Track]:
    chosen = project.tracks if track_ids is None else track_ids
    return [track for i in chosen if not (track := project.track(i)).is_locked]


def _has_mask(track: Track, frame_index: FrameIndex) -> bool:
    observation = track.observations.get(frame_index)
    mask = observation.mask if observation is not None else None
    return mask is not None and not mask.is_empty


def frames_asked(
    project: Project, request: Request, direction: Direction, *, over_reviewed: bool = False
) -> list[FrameIndex]:
    """What a run in that direction would fill, if need be as if reviewed frames were nobody's."""
    return project.frames_to_run(
        request.track_id,
        request.seed_frame,
        direction,
        request.until(direction),
        over_reviewed=over_reviewed,
    )


def stop_at_reviewed(project: Project, request: Request, direction: Direction) -> FrameIndex | None:
    """The reviewed frame before which a plain run would stop; None where none is in its way."""
    plain = frames_asked(project, request, direction)
    wanted = frames_asked(project, request, direction, over_reviewed=True)
    return wanted[len(plain)] if len(wanted) > len(plain) else None


def stops_at_reviewed(project: Project, requests: Iterable[Request]) -> dict[int, FrameIndex]:
    """The first such frame of each object that has one."""
    found: dict[int, FrameIndex] = {}
    for request in requests:
        for direction in request.directions:
            stop = stop_at_reviewed(project, request, direction)
            if stop is not None:
                found.setdefault(request.track_id, stop)
    return found


def must_preview(project: Project, requests: Iterable[Request]) -> bool:
    """Whether reviewed frames are among those asked for, or are all that there is to fill."""
    can_run = is_stopped = False
    for request in requests:
        for direction in request.directions:
            is_reviewed = stop_at_reviewed(project, request, direction) is not None
            if is_reviewed and request.until(direction) is not None:
                return True
            is_stopped |= is_reviewed
            can_run |= bool(frames_asked(project, request, direction))
    return is_stopped and not can_run
