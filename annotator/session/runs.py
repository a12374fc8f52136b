"""What the session remembers of the jobs that run the tracker, while they run.

A *run* is one object in one job; a *batch* is the job with all its runs, and one undo step.
"""

import uuid
from dataclasses import dataclass, field

from annotator.core.edits import Edit, SetObservations
from annotator.core.frames import FrameIndex
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Direction, Observation, Origin, Provenance
from annotator.session import gestures
from annotator.session.propagation_job import Arrival, TrackerJob
from annotator.session.requests import Request
from annotator.session.settings import Convergence
from annotator.session.values import JobKind
from annotator.tracking.tracker import Prediction

CONVERGED_SCORE = 0.1
"""Scores of the two runs further apart than this are no sign of the same tracker state."""

ORIGINS: dict[JobKind, Origin] = {
    "predict": Origin.MANUAL,  # a person drew the box here: a keyframe
    "propagate": Origin.PROPAGATED,
    "merge": Origin.MERGED,
    "candidates": Origin.PROPAGATED,  # nobody has looked at it yet
}


@dataclass(frozen=True)
class FollowUp:
    """A propagation that was asked for before its seed's mask had arrived."""

    job_id: int
    request: Request


@dataclass
class Run:
    """One object in one job. GUI thread only. `job_id` is its number on the job board."""

    job_id: int
    track_id: int
    seed_frame: FrameIndex
    frames: frozenset[FrameIndex]
    inverses: list[Edit] = field(default_factory=list)
    """Of what was applied apart from predictions (the new track), oldest first."""
    replaced: dict[FrameIndex, Observation | None] = field(default_factory=dict)
    is_finished: bool = False
    unchanged: int = 0
    """How many frames in a row came out as they were before."""
    rest: set[FrameIndex] = field(init=False)
    """Frames that have not come yet."""

    def __post_init__(self) -> None:
        self.rest = set(self.frames)

    def remember(self, frame_index: FrameIndex, before: Observation | None) -> None:
        """A frame has come; what it replaced is kept for undo."""
        self.replaced.setdefault(frame_index, before)
        self.rest.discard(frame_index)

    def step_parts(self, label: str) -> list[Edit]:
        """What undoes this run, oldest first."""
        parts = list(self.inverses)
        if self.replaced:
            parts.append(SetObservations(self.track_id, dict(self.replaced), label))
        return parts

    def has_converged(
        self,
        before: Observation | None,
        now: Observation,
        observations: dict[FrameIndex, Observation],
        wanted: Convergence,
    ) -> bool:
        """Count a frame; whether the rest of the run would only repeat what is there.

        The rest must be there: made by one and the same earlier run, with the same weights.
        """
        if before is None or not _is_same_result(before, now, wanted.iou):
            self.unchanged = 0
            return False
        self.unchanged += 1
        if self.unchanged < wanted.frames:
            return False
        self.unchanged = 0  # if the rest is not there, ask again in as many frames, not in each
        return all(
            (one := observations.get(frame)) is not None and _is_of_same_run(one, before)
            for frame in self.rest
        )


@dataclass
class Batch:
    """One job, its runs, and what is common to them. GUI thread only."""

    batch_id: int
    job: TrackerJob
    kind: JobKind
    label: str
    direction: Direction | None
    newest_before: Edit | None
    """The newest undo step when it last did something else than predict: undone after it."""
    runs: dict[int, Run] = field(default_factory=dict)
    follow_up: FollowUp | None = None
    missed: int = 0
    """Candidates in which nothing was found."""
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    created_at: str = field(default_factory=gestures.now_iso)

    @property
    def is_finished(self) -> bool:
        """Whether every run of it is."""
        return all(run.is_finished for run in self.runs.values())

    def observation(
        self,
        run: Run,
        frame_index: FrameIndex,
        prediction: Prediction,
        mask: Mask,
        arrival: Arrival,
    ) -> Observation:
        """What the project keeps of a prediction."""
        rotated_box: RotatedBox | None = prediction.rotated_box
        return Observation(
            mask=mask,
            origin=ORIGINS[self.kind],
            score=prediction.score,
            rotated_box=rotated_box,
            disagreement=prediction.disagreement,
            disputed=prediction.disputed,
            provenance=self.provenance(run, frame_index, arrival),
        )

    def provenance(self, run: Run, frame_index: FrameIndex, arrival: Arrival) -> Provenance:
        """Where a mask of this batch comes from."""
        return Provenance(
            source="box" if self.kind == "predict" else "siammask",
            checkpoint=arrival.checkpoint_name,
            checkpoint_hash=arrival.checkpoint_hash,
            run_id=self.run_id,
            seed_frame=frame_index if self.kind == "candidates" else run.seed_frame,
            direction=self._direction_at(run, frame_index),
            created_at=self.created_at,
        )

    def _direction_at(self, run: Run, frame_index: FrameIndex) -> Direction | None:
        if self.kind != "propagate":
            return None
        is_ahead = frame_index > run.seed_frame
        return Direction.FORWARD if is_ahead else Direction.BACKWARD


def _is_same_result(before: Observation, now: Observation, least_iou: float) -> bool:
    old, new = before.provenance, now.provenance
    if before.origin is not Origin.PROPAGATED or before.mask is None or now.mask is None:
        return False
    if old is None or new is None or old.checkpoint_hash != new.checkpoint_hash:
        return False
    if before.score is None or now.score is None or before.mask.is_empty:
        return False
    is_same_state = abs(before.score - now.score) <= CONVERGED_SCORE
    return is_same_state and before.mask.iou(now.mask) >= least_iou


def _is_of_same_run(one: Observation, other: Observation) -> bool:
    if one.provenance is None or other.provenance is None:
        return False
    return (one.provenance.run_id, one.provenance.direction) == (
        other.provenance.run_id,
        other.provenance.direction,
    )
