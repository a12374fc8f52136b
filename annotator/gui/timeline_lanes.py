"""What the timeline knows of each track: one small code and one score byte per frame.

Painting 50 objects over 100,000 frames at 60 Hz rules out walking the observations, so each track
has two numpy arrays (3 bytes a frame). They are filled once, in slices that never hold the window
up, and afterwards only at the frames that an edit touched. Codes are bit sets, so that a pixel
column that covers many frames is one bitwise OR: nothing in it disappears when zoomed out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntFlag
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from annotator.core.edits import Touched
from annotator.core.project import Observation, Origin, Project, Track, Visibility
from annotator.gui.timeline_layout import Cells

NO_SCORE = 255
"""The score byte of a frame without a score; scores 0..1 are 0..254."""

SLICE_FRAMES = 2000
"""Frames read per slice of the initial build: about 2 ms."""


class State(IntFlag):
    """Bits of a frame's code. A frame has exactly one of the first six."""

    EMPTY = 1
    MANUAL = 2
    PROPAGATED = 4
    MERGED = 8
    IMPORTED = 16
    ABSENT = 32
    """Out of view, or with `OCCLUDED` hidden: no mask."""
    OCCLUDED = 64
    REVIEWED = 128
    UNREVIEWED = 256
    LOCKED = 512
    FLAGGED = 1024
    CANDIDATE = 2048
    """A box without a mask, to run the tracker on; the frame counts as empty."""
    BLANK = 4096
    """A mask without a pixel: nothing was found there, and the frame counts as empty. Where a
    person made it so, the frame is a keyframe."""


_EMPTY = int(State.EMPTY)


def state_of(observation: Observation | None) -> int:
    """The code of one frame."""
    if observation is None:
        return _EMPTY
    if observation.visibility is Visibility.OUT_OF_VIEW:
        code = 32
    elif observation.is_hidden:
        code = 32 | 64
    elif observation.is_candidate:
        code = 1 | 2048
    else:
        origin = observation.origin
        if origin is Origin.PROPAGATED:
            code = 4
        elif origin is Origin.MANUAL:
            code = 2
        else:
            code = 8 if origin is Origin.MERGED else 16
        if observation.mask is not None and observation.mask.is_empty:
            code = (2 if origin is Origin.MANUAL else 1) | 4096
        if observation.visibility is Visibility.OCCLUDED:
            code |= 64
    code |= 128 if observation.reviewed else 256
    if observation.locked:
        code |= 512
    if observation.flagged:
        code |= 1024
    return code


def score_byte(score: float | None) -> int:
    """A score of 0..1 in 255 steps; a missing one or NaN is `NO_SCORE`."""
    if score is None or score != score:
        return NO_SCORE
    return round(min(max(score, 0.0), 1.0) * 254)


class Lane:
    """The codes (`states`, uint16) and score bytes (`scores`, uint8) of one track."""

    def __init__(self, frame_count: int) -> None:
        self.states: NDArray[np.uint16] = np.full(frame_count, _EMPTY, np.uint16)
        self.scores: NDArray[np.uint8] = np.full(frame_count, NO_SCORE, np.uint8)
        self.version = 0
        """Counts the changes: an image of the lane is good while it stays."""

    def read(self, track: Track, frames: Iterable[int]) -> None:
        """Copy the state of `frames` from the track; frames beyond the video are ignored."""
        count = len(self.states)
        inside = [frame for frame in frames if 0 <= frame < count]
        if not inside:
            return
        self.version += 1
        found = [track.observations.get(frame) for frame in inside]
        index = np.array(inside, np.intp)
        self.states[index] = [state_of(observation) for observation in found]
        self.scores[index] = [
            NO_SCORE if observation is None else score_byte(observation.score)
            for observation in found
        ]

    def clear(self) -> None:
        self.replace(np.uint16(_EMPTY), np.uint8(NO_SCORE))

    def replace(
        self, states: NDArray[np.uint16] | np.uint16, scores: NDArray[np.uint8] | np.uint8
    ) -> None:
        """Other codes and score bytes for all frames."""
        self.version += 1
        self.states[:] = states
        self.scores[:] = scores

    def states_of(self, cells: Cells) -> NDArray[np.uint16]:
        """Per cell: the OR of its frames' codes."""
        first, last = int(cells.starts[0]), int(cells.starts[-1])
        states = self.states[first:last]
        if last - first == len(cells):
            return states
        return np.bitwise_or.reduceat(states, cells.starts[:-1] - first)

    def scores_of(self, cells: Cells) -> NDArray[np.uint8]:
        """Per cell: the worst score of its frames, `NO_SCORE` if none has one."""
        first, last = int(cells.starts[0]), int(cells.starts[-1])
        scores = self.scores[first:last]
        if last - first == len(cells):
            return scores
        return np.minimum.reduceat(scores, cells.starts[:-1] - first)


@dataclass
class _Pending:
    track_id: int
    frames: Iterator[int]


class LaneStore:
    """The lanes of a project, kept up to date from what edits say they touched."""

    def __init__(self) -> None:
        self._lanes: dict[int, Lane] = {}
        self._pending: deque[_Pending] = deque()
        self._frame_count = 0

    @property
    def is_complete(self) -> bool:
        return not self._pending

    def lane(self, track_id: int) -> Lane:
        """The lane of a track; an empty one if the track is not known yet."""
        found = self._lanes.get(track_id)
        if found is None:
            found = self._lanes[track_id] = Lane(self._frame_count)
        return found

    def reset(self, project: Project | None) -> None:
        """Forget everything; queue all tracks of `project` for `build_slice`."""
        self._lanes.clear()
        self._pending.clear()
        self._frame_count = project.video.frame_count if project else 0
        for track in project.tracks.values() if project else ():
            self._queue(track, track.observations)

    def update(self, project: Project, touched: Touched) -> dict[int, tuple[int, int]]:
        """Take over an edit. Returns, per track, the first and last frame to repaint."""
        if project.video.frame_count != self._frame_count:
            self.reset(project)
            return dict.fromkeys(project.tracks, (0, self._frame_count - 1))
        for track_id in touched.tracks:
            if track_id not in project.tracks:
                self._lanes.pop(track_id, None)
        dirty: dict[int, tuple[int, int]] = {}
        for track_id, frames in touched.frames.items():
            track = project.tracks.get(track_id)
            if track is None or not frames:
                continue
            if len(frames) > SLICE_FRAMES:
                self._queue(track, frames)
            else:
                self.lane(track_id).read(track, frames)
            dirty[track_id] = (min(frames), max(frames))
        return dirty

    def build_slice(self, project: Project) -> set[int]:
        """Read the next few thousand queued frames. Returns the tracks that changed.

        Frames are read from the project now, not when they were queued, so an edit in between is
        never overwritten by an older state.
        """
        changed: set[int] = set()
        budget = SLICE_FRAMES
        while self._pending and budget > 0:
            pending = self._pending[0]
            frames = list(islice(pending.frames, budget))
            budget -= max(1, len(frames))
            track = project.tracks.get(pending.track_id)
            if track is None or len(frames) == 0:
                self._pending.popleft()
                continue
            self.lane(pending.track_id).read(track, frames)
            changed.add(pending.track_id)
        return changed

    def _queue(self, track: Track, frames: Iterable[int]) -> None:
        ordered = list(frames)
        if ordered:
            self._pending.append(_Pending(track.id, iter(ordered)))
