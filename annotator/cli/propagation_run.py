"""Propagation without a window: several objects at once, frame by frame, into a project.

It keeps the rules of the window's propagation (a prompt makes a manual frame; nothing overwrites
a barrier; each frame is in the project as soon as it exists) with the same pieces of `core`, but
without the session, because that needs Qt. All objects go through the network together.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.cli.pipeline import read_ahead
from annotator.cli.prompts import Prompt
from annotator.core.edits import AddTrack, Compound, Edit, SetObservations, add_category
from annotator.core.frames import FrameIndex, Image, SourceFactory
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
from annotator.tracking.tracker import Prediction, Tracker


@dataclass(frozen=True, slots=True)
class Seed:
    """An object's manual frame, and the tracker's state right after it."""

    track_id: int
    frame: FrameIndex
    state: Any


@dataclass(slots=True)
class Lane:
    """One object going one way: the frames that are its own, and where the tracker stands."""

    seed: Seed
    direction: Direction
    frames: Sequence[FrameIndex]
    """In order of travel."""
    state: Any


@dataclass(frozen=True)
class Job:
    """Everything that a run works with. `record` applies an edit and has it saved."""

    tracker: Tracker[Any]
    open_source: SourceFactory
    project: Project
    record: Callable[[Edit], None]
    should_stop: Callable[[], bool] = lambda: False
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    created_at: str = field(default_factory=lambda: _now())


def propagate_lanes(
    job: Job, lanes: Sequence[Lane], frame_done: Callable[[FrameIndex], None] = lambda _index: None
) -> int:
    """All lanes, forward ones first; the number of masks made.

    Stops after the frame at which `should_stop` becomes true.
    """
    return sum(
        sweep(job, [lane for lane in lanes if lane.direction is direction], frame_done)
        for direction in (Direction.FORWARD, Direction.BACKWARD)
    )


def set_prompts(job: Job, prompts: Sequence[Prompt]) -> list[Seed]:
    """Make each prompt a manual frame of its object; adds objects and categories as needed."""
    seeds: list[Seed] = []
    for index, frame in read_ahead(job.open_source, sorted({p.frame for p in prompts})):
        here = [prompt for prompt in prompts if prompt.frame == index]
        seeds.extend(_set_prompt(job, prompt, frame) for prompt in here)
    return seeds


def plan(
    project: Project,
    seeds: Sequence[Seed],
    directions: Sequence[Direction],
    until: FrameIndex | None,
) -> list[Lane]:
    """The lanes of a run. Between two prompts of an object that run towards each other, each one
    goes half of the way, because a tracker is best near its prompt."""
    lanes = []
    for seed in seeds:
        for direction in directions:
            reached = _own_limit(until, seed.frame, direction)
            frames = project.frames_to_run(seed.track_id, seed.frame, direction, reached)
            if len(directions) > 1:
                frames = _up_to_midpoint(frames, seed, seeds, direction)
            if frames:
                lanes.append(Lane(seed, direction, frames, seed.state))
    return lanes


def sweep(job: Job, lanes: Sequence[Lane], frame_done: Callable[[FrameIndex], None]) -> int:
    """Go through the frames of lanes that share a direction; the number of masks made."""
    count = 0
    here: dict[FrameIndex, list[Lane]] = {}
    for lane in lanes:
        for index in lane.frames:
            here.setdefault(index, []).append(lane)
    is_backward = bool(lanes) and lanes[0].direction is Direction.BACKWARD
    reader = read_ahead(job.open_source, sorted(here, reverse=is_backward))
    try:
        for index, frame in reader:
            if job.should_stop():
                break
            active = here[index]
            count += len(active)
            _step(job, index, frame, active)
            frame_done(index)
    finally:
        reader.close()
    return count


def frame_total(lanes: Iterable[Lane]) -> int:
    """How many times `frame_done` will be called for these lanes."""
    keys = {(lane.direction, frame) for lane in lanes for frame in lane.frames}
    return len(keys)


def _step(job: Job, index: FrameIndex, frame: Image, lanes: Sequence[Lane]) -> None:
    """Update all objects on one frame; one edit, so one transaction."""
    results = job.tracker.update_many(frame, [lane.state for lane in lanes])
    edits: list[Edit] = []
    for lane, (state, prediction) in zip(lanes, results, strict=True):
        lane.state = state
        source = _provenance(job, "siammask", lane.seed.frame, lane.direction)
        observation = _observation(prediction, Origin.PROPAGATED, source)
        edits.append(SetObservations(lane.seed.track_id, {index: observation}, "Propagate"))
    job.record(edits[0] if len(edits) == 1 else Compound(tuple(edits), "Propagate"))


def _own_limit(
    until: FrameIndex | None, frame: FrameIndex, direction: Direction
) -> FrameIndex | None:
    """`--to N` bounds the direction in which N lies; the other one is not concerned."""
    return until if until is not None and (until - frame) * direction.step >= 0 else None


def _up_to_midpoint(
    frames: list[FrameIndex], seed: Seed, seeds: Sequence[Seed], direction: Direction
) -> list[FrameIndex]:
    step = direction.step
    distances = [
        (other.frame - seed.frame) * step for other in seeds if other.track_id == seed.track_id
    ]
    ahead = min((distance for distance in distances if distance > 0), default=None)
    if ahead is None:
        return frames
    # Of the frames strictly between, forward takes the extra one of an odd number.
    own = ahead // 2 if direction is Direction.FORWARD else (ahead - 1) // 2
    return [index for index in frames if abs(index - seed.frame) <= own]


def _set_prompt(job: Job, prompt: Prompt, frame: Image) -> Seed:
    prediction = job.tracker.predict(frame, prompt.box)
    source = _provenance(job, "box", prompt.frame, None)
    observation = _observation(prediction, Origin.MANUAL, source)
    track_id = _track_of(job, prompt)
    job.record(SetObservations(track_id, {prompt.frame: observation}, "Draw box"))
    known = None if prediction.mask.is_empty else prediction.mask
    return Seed(track_id, prompt.frame, job.tracker.init(frame, prompt.box, known))


def _track_of(job: Job, prompt: Prompt) -> int:
    """The object of that name and category; added if there is none."""
    project = job.project
    category_id = _category_of(job, prompt.category)
    for track in project.tracks.values():
        if track.name == prompt.name and track.category_id == category_id:
            return track.id
    track_id = project.next_track_id
    color = track_color(track_id - 1)
    job.record(AddTrack(Track(track_id, prompt.name, category_id, color)))
    return track_id


def _category_of(job: Job, name: str) -> int:
    for category in job.project.categories.values():
        if category.name == name:
            return category.id
    category_id = max(job.project.categories, default=0) + 1
    job.record(add_category(Category(category_id, name)))
    return category_id


def _observation(prediction: Prediction, origin: Origin, provenance: Provenance) -> Observation:
    return Observation(
        mask=prediction.mask,
        origin=origin,
        score=prediction.score,
        rotated_box=prediction.rotated_box,
        provenance=provenance,
    )


def _provenance(
    job: Job, source: str, seed_frame: FrameIndex, direction: Direction | None
) -> Provenance:
    return Provenance(
        source=source,
        checkpoint=job.tracker.checkpoint_name,
        checkpoint_hash=job.tracker.checkpoint_hash,
        run_id=job.run_id,
        seed_frame=seed_frame,
        direction=direction,
        created_at=job.created_at,
    )


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
