"""Which runs a command means: plain functions of a project, so that a run and its preview agree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex
from annotator.core.project import Direction, Project
from annotator.session import gestures
from annotator.session.requests import Request, frames_asked
from annotator.session.runs import Run
from annotator.tracking.candidates import Candidate
from annotator.tracking.tracker import Lane, Seed

FramesByDirection = Mapping[Direction, list[FrameIndex]]


@dataclass(frozen=True)
class Plan:
    """Objects that go together: a run for each, and the lanes of each pass of the tracker."""

    runs: list[Run]
    passes: dict[Direction, list[Lane]]

    @property
    def direction(self) -> Direction | None:
        """The only one there is; None with both."""
        used = [direction for direction, lanes in self.passes.items() if lanes]
        return used[0] if len(used) == 1 else None


def frames_to_fill(
    project: Project, request: Request, *, over_reviewed: bool = False
) -> FramesByDirection:
    """Where the tracker would go for one object, without the directions in which it would not."""
    found = {}
    for direction in request.directions:
        frames = frames_asked(project, request, direction, over_reviewed=over_reviewed)
        if frames:
            found[direction] = frames
    return found


def nothing_to_fill(project: Project, request: Request) -> AnnotatorError:
    """Why `frames_to_fill` has found nothing."""
    direction = request.directions[0]
    return gestures.nothing_to_propagate(
        project, request.seed_frame, direction, request.until(direction)
    )


def require_frames(project: Project, request: Request) -> FramesByDirection:
    """`frames_to_fill` of a plain run, if it has something to start from and somewhere to go."""
    gestures.require_unlocked(project, request.track_id)
    gestures.seed_at(project, request.track_id, request.seed_frame)
    found = frames_to_fill(project, request)
    if not found:
        raise nothing_to_fill(project, request)
    return found


def plan(
    project: Project,
    wanted: Sequence[tuple[Request, FramesByDirection]],
    batch_id: int,
    new_id: Callable[[], int],
) -> Plan:
    """One batch of these. A batch of one has the number of its run."""
    passes: dict[Direction, list[Lane]] = {direction: [] for direction in Direction}
    runs = []
    for request, frames_by_direction in wanted:
        key = batch_id if len(wanted) == 1 else new_id()
        seed = gestures.seed_at(project, request.track_id, request.seed_frame)
        for direction, frames in frames_by_direction.items():
            passes[direction].append(Lane(key, seed, frames))
        everything = frozenset[FrameIndex]().union(*frames_by_direction.values())
        runs.append(Run(key, request.track_id, request.seed_frame, everything))
    return Plan(runs, passes)


def plan_merge(
    project: Project, track_id: int, first: FrameIndex, last: FrameIndex, job_id: int
) -> tuple[Run, Lane, Lane]:
    """The run between two masks, and the lanes from either; raises with nothing between them."""
    gestures.require_unlocked(project, track_id)
    ahead = project.frames_to_run(track_id, first, Direction.FORWARD, last - 1)
    back = project.frames_to_run(track_id, last, Direction.BACKWARD, first + 1)
    if not ahead or ahead[::-1] != back:
        raise AnnotatorError(
            "There is nothing to merge here; go between two of the object's masks that are "
            "yours, with frames to fill between them."
        )
    seeds: list[Seed] = [gestures.seed_at(project, track_id, index) for index in (first, last)]
    run = Run(job_id, track_id, first, frozenset(ahead))
    return run, Lane(job_id, seeds[0], ahead), Lane(job_id, seeds[1], back)


def plan_candidates(
    found: Sequence[Candidate], batch_id: int, new_id: Callable[[], int]
) -> tuple[list[Run], list[Candidate]]:
    """A run for each object, and its boxes by the number of that run; raises without any box."""
    if not found:
        raise AnnotatorError(
            "There is no imported box to run here; boxes of locked objects are left out."
        )
    by_track: dict[int, list[FrameIndex]] = {}
    for one in found:
        by_track.setdefault(one.key, []).append(one.frame_index)
    keys = {i: batch_id if len(by_track) == 1 else new_id() for i in by_track}
    runs = [Run(keys[i], i, frames[0], frozenset(frames)) for i, frames in by_track.items()]
    return runs, [replace(one, key=keys[one.key]) for one in found]
