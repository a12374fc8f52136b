"""Imported boxes become masks without a window: each on its own frame, saved as it comes."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from annotator.cli.console import progress
from annotator.core.edits import Edit, SetObservations
from annotator.core.frames import FrameSource
from annotator.core.project import Project, Provenance
from annotator.tracking.candidates import accepted, candidates_of, predict_boxes
from annotator.tracking.tracker import Tracker

LABEL = "Run boxes"


@dataclass(frozen=True, slots=True)
class BoxesRun:
    """How many boxes there were to run, were run, and became masks."""

    boxes: int
    done: int
    masks: int

    @property
    def was_stopped(self) -> bool:
        """Whether some were not run."""
        return self.done < self.boxes


def run_boxes(
    project: Project,
    source: FrameSource,
    tracker: Tracker[Any],
    record: Callable[[Edit], None],
    should_stop: Callable[[], bool],
) -> BoxesRun:
    """Run every imported box of unlocked objects; `record` applies and saves an edit."""
    candidates = candidates_of(project)
    run_id = uuid.uuid4().hex
    created_at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    done = masks = 0
    with progress(LABEL, len(candidates), unit="boxes") as report:
        for index, found in predict_boxes(
            tracker, source.read, candidates, lambda _key: should_stop()
        ):
            made_by = Provenance(
                "siammask",
                tracker.checkpoint_name,
                tracker.checkpoint_hash,
                run_id,
                seed_frame=index,
                created_at=created_at,
            )
            for track_id, prediction in found:
                observations = project.track(track_id).observations
                taken = accepted(observations, index, prediction, made_by)
                if taken is not None:
                    record(SetObservations(track_id, {index: taken}, LABEL))
                    masks += 1
            done += len(found)
            report(done, LABEL)
    return BoxesRun(len(candidates), done, masks)
