"""Ways to fill the frames between what a labeler has drawn: a tracker, or interpolated boxes.

A method sees what the product sees: the project with its barriers, and the frame just drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from annotator.core.frames import FrameIndex
from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.core.project import Direction, Observation, Origin, Project, Provenance
from annotator.evaluation.baselines import Fill, fill_box, interpolate_box
from annotator.evaluation.benchmark import Frame, Labelled, TrackerLike

TRACK_ID = 1

Policy = Literal["forward", "both", "nearest"]
"""What is propagated from a corrected frame.

``forward``: forward to the next barrier. ``both``: backward to the previous barrier as well.
``nearest``: both ways, each to half way where the barrier is a keyframe, so that every frame
comes from the keyframe nearest to it.
"""


class Clip:
    """A labelled sequence in memory: frames are decoded once, the truth is held as masks."""

    def __init__(self, sequence: Labelled) -> None:
        self.name = sequence.name
        self._sequence = sequence
        self._frames: dict[FrameIndex, Frame] = {}
        self.truth = [Mask.from_array(sequence.truth(i)) for i in range(len(sequence))]

    def __len__(self) -> int:
        return len(self.truth)

    def frame(self, frame_index: FrameIndex) -> Frame:
        """RGB, (H, W, 3) uint8."""
        if frame_index not in self._frames:
            self._frames[frame_index] = self._sequence.frame(frame_index)
        return self._frames[frame_index]


class Method(Protocol):
    """Turns boxes and corrected masks into masks of the other frames, one clip at a time."""

    @property
    def name(self) -> str: ...

    def begin(self, clip: Clip) -> None:
        """A new clip; forget the one before."""
        ...

    def draw(self, frame_index: FrameIndex, box: Box) -> Mask:
        """The mask of the object in a box that was just drawn."""
        ...

    def fill(self, project: Project, from_frame: FrameIndex) -> dict[FrameIndex, Observation]:
        """New observations of the track `TRACK_ID` after `from_frame` was drawn or corrected."""
        ...


@dataclass
class _Run:
    """One run of a tracker from a seed; goes on where it stopped."""

    seed_frame: FrameIndex
    direction: Direction
    state: Any
    found: dict[FrameIndex, Observation] = field(default_factory=dict)
    """In order of travel."""

    def is_along(self, frames: Sequence[FrameIndex]) -> bool:
        """Whether it has seen, or would go on to see, just these frames (absent ones it skips)."""
        return all(seen == wanted for seen, wanted in zip(self.found, frames, strict=False))


class TrackerMethod:
    """Propagation by a tracker, as the product does it.

    `is_guided` hands the tracker the seed's mask as well as its box. The seed's box is the tight
    one of its mask, as in the product; with `keeps_drawn_box`, where it was drawn, that one (for
    trackers whose mask says less than their box). Runs from the same seed over the same frames
    are remembered: a barrier only decides how far they go.
    """

    def __init__(
        self,
        tracker: TrackerLike,
        name: str,
        *,
        policy: Policy = "nearest",
        is_guided: bool = True,
        keeps_drawn_box: bool = False,
    ) -> None:
        self.name = name
        self._tracker = tracker
        self._policy: Policy = policy
        self._is_guided = is_guided
        self._keeps_drawn_box = keeps_drawn_box
        self._drawn: dict[Mask, Box] = {}
        self._clip: Clip | None = None
        self._runs: dict[tuple[FrameIndex, Mask, Direction], _Run] = {}

    def begin(self, clip: Clip) -> None:
        """Runs of the clip before are forgotten, those of the same one kept."""
        if clip is not self._clip:
            self._clip = clip
            self._runs.clear()
            self._drawn.clear()

    def draw(self, frame_index: FrameIndex, box: Box) -> Mask:
        """The tracker's own mask on that frame, the box where it finds nothing."""
        frame = self._frame(frame_index)
        mask = self._tracker.predict(frame, box).mask
        if mask.is_empty:
            height, width = frame.shape[:2]
            mask = Mask.from_array(box.pixels(width=width, height=height))
        if self._keeps_drawn_box:
            self._drawn[mask] = box
        return mask

    def fill(self, project: Project, from_frame: FrameIndex) -> dict[FrameIndex, Observation]:
        """Propagate from `from_frame` as the policy says."""
        observation = project.observation(TRACK_ID, from_frame)
        mask = observation.mask if observation is not None else None
        if mask is None or mask.is_empty:
            return {}  # absent: nothing to start from
        filled: dict[FrameIndex, Observation] = {}
        for direction in self._directions():
            frames = self._frames_to_fill(project, from_frame, direction)
            filled |= self._propagated(from_frame, mask, direction, frames)
        return filled

    def _directions(self) -> tuple[Direction, ...]:
        if self._policy == "forward":
            return (Direction.FORWARD,)
        return (Direction.FORWARD, Direction.BACKWARD)

    def _frames_to_fill(
        self, project: Project, from_frame: FrameIndex, direction: Direction
    ) -> list[FrameIndex]:
        frames = project.frames_to_run(TRACK_ID, from_frame, direction)
        barrier = project.next_barrier(TRACK_ID, from_frame, direction)
        if barrier is None:
            # Before the object was first drawn there is nothing to replace.
            return [] if direction is Direction.BACKWARD else frames
        observation = project.observation(TRACK_ID, barrier)
        is_seed = observation is not None and observation.is_keyframe
        if self._policy != "nearest" or not is_seed:
            return frames
        return [index for index in frames if abs(index - from_frame) <= abs(barrier - index)]

    def _propagated(
        self,
        seed_frame: FrameIndex,
        mask: Mask,
        direction: Direction,
        frames: Sequence[FrameIndex],
    ) -> dict[FrameIndex, Observation]:
        if not frames:
            return {}
        run = self._runs.get((seed_frame, mask, direction))
        if run is None or not run.is_along(frames):
            run = self._start(seed_frame, mask, direction)
            self._runs[seed_frame, mask, direction] = run
        for frame_index in frames[len(run.found) :]:
            run.state, prediction = self._tracker.update(self._frame(frame_index), run.state)
            run.found[frame_index] = Observation(
                prediction.mask,
                Origin.PROPAGATED,
                score=prediction.score,
                rotated_box=getattr(prediction, "rotated_box", None),  # not every tracker's
                provenance=Provenance(self.name, seed_frame=seed_frame, direction=direction),
            )
        return {frame_index: run.found[frame_index] for frame_index in frames}

    def _start(self, seed_frame: FrameIndex, mask: Mask, direction: Direction) -> _Run:
        box = self._drawn.get(mask, mask.box)
        assert box is not None
        given = mask if self._is_guided else None
        return _Run(seed_frame, direction, self._tracker.init(self._frame(seed_frame), box, given))

    def _frame(self, frame_index: FrameIndex) -> Frame:
        assert self._clip is not None
        return self._clip.frame(frame_index)


class InterpolationMethod:
    """Boxes of keyframes, linear in between, filled by GrabCut.

    It has no score, so it claims one that falls with the distance to the nearest keyframe: the
    queue then halves the longest gap, which is what a labeler who interpolates does.
    """

    name = "interpolation + GrabCut"

    def __init__(self, *, fill: Fill = fill_box) -> None:
        self._fill = fill
        self._clip: Clip | None = None
        self._filled: dict[tuple[FrameIndex, Box], Mask] = {}
        self._drawn: dict[Mask, Box] = {}

    def begin(self, clip: Clip) -> None:
        """Masks of the clip before are forgotten, those of the same one kept."""
        if clip is not self._clip:
            self._clip = clip
            self._filled.clear()
            self._drawn.clear()

    def draw(self, frame_index: FrameIndex, box: Box) -> Mask:
        """The box, filled."""
        mask = self._mask(frame_index, box)
        self._drawn[mask] = box  # GrabCut's mask says less than the box
        return mask

    def fill(self, project: Project, from_frame: FrameIndex) -> dict[FrameIndex, Observation]:
        """Every frame that is nobody's, from the keyframes' boxes."""
        assert self._clip is not None
        observations = project.track(TRACK_ID).observations
        boxes = {}
        for frame_index, observation in observations.items():
            mask = observation.mask
            box = None if mask is None else self._drawn.get(mask, mask.box)
            if observation.is_keyframe and box is not None:
                boxes[frame_index] = box
        filled = {}
        for frame_index in range(min(boxes), len(self._clip)):
            old = observations.get(frame_index)
            if old is not None and old.is_barrier:
                continue
            distance = min(abs(frame_index - keyframe) for keyframe in boxes)
            found = self._mask(frame_index, interpolate_box(boxes, frame_index))
            filled[frame_index] = Observation(found, Origin.PROPAGATED, score=1 / (1 + distance))
        return filled

    def _mask(self, frame_index: FrameIndex, box: Box) -> Mask:
        assert self._clip is not None
        key = frame_index, box
        if key not in self._filled:
            self._filled[key] = self._fill(self._clip.frame(frame_index), box)
        return self._filled[key]
