"""Boxes of a data set become masks: each on its own frame, whatever lies between.

A box that was imported is about one frame only, so the network segments it there. Rejected: to
propagate from each box to the next, which would give up what the file says about every frame.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.core.frames import FrameIndex, Image
from annotator.core.geometry import Box, RotatedBox
from annotator.core.project import Observation, Origin, Project, Provenance
from annotator.tracking.tracker import Prediction, Tracker

MIN_SIDE_PX = 2.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A box to run the tracker on. `key` names its object in the results."""

    key: int
    frame_index: FrameIndex
    box: Box


def candidates_of(
    project: Project,
    track_ids: Iterable[int] | None = None,
    frames: Iterable[FrameIndex] | None = None,
) -> list[Candidate]:
    """The imported boxes without a mask that may be run, by frame; None means all.

    Left out are locked objects and frames, and boxes of which nothing lies in the picture.
    """
    chosen = project.tracks if track_ids is None else track_ids
    wanted = None if frames is None else set(frames)
    found = []
    for track in (project.track(track_id) for track_id in chosen):
        for index, one in track.observations.items() if not track.is_locked else ():
            is_wanted = one.is_candidate and not one.locked and (wanted is None or index in wanted)
            box = _inside(one.rotated_box, project) if is_wanted else None
            if box is not None:
                found.append(Candidate(track.id, index, box))
    return sorted(found, key=lambda one: one.frame_index)


def _inside(turned: RotatedBox | None, project: Project) -> Box | None:
    video = project.video
    if turned is None:
        return None
    box = turned.axis_aligned().clipped(width=video.width, height=video.height)
    is_usable = box is not None and min(box.width, box.height) >= MIN_SIDE_PX
    return box if is_usable else None


def predict_boxes(
    tracker: Tracker[Any],
    read: Callable[[FrameIndex], Image],
    candidates: Iterable[Candidate],
    is_stopped: Callable[[int], bool],
) -> Iterator[tuple[FrameIndex, list[tuple[int, Prediction]]]]:
    """The mask in each box; each frame is read once. `is_stopped(key)` is asked before each box."""
    by_frame: dict[FrameIndex, list[Candidate]] = {}
    for one in candidates:
        by_frame.setdefault(one.frame_index, []).append(one)
    for index, here in sorted(by_frame.items()):
        if all(is_stopped(one.key) for one in here):
            continue
        image = read(index)
        found = [
            (one.key, tracker.predict(image, one.box)) for one in here if not is_stopped(one.key)
        ]
        if found:
            yield index, found


def accepted(
    observations: Mapping[FrameIndex, Observation],
    frame_index: FrameIndex,
    prediction: Prediction,
    provenance: Provenance,
) -> Observation | None:
    """What the project keeps of a prediction; None where the box stays as it is.

    It is a propagated observation: to be reviewed, and no person's. What is there by now and is
    no box any more is never replaced.
    """
    before = observations.get(frame_index)
    if before is None or not before.is_candidate or before.locked or prediction.mask.is_empty:
        return None
    made = Observation(
        prediction.mask,
        Origin.PROPAGATED,
        score=prediction.score,
        rotated_box=prediction.rotated_box,
        provenance=provenance,
    )
    return made.keeping_said(before)
