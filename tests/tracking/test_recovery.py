"""A lost object: its size is kept, other places are searched in turn, and it is taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch

from annotator.core.geometry import Box
from annotator.tracking.siammask.anchors import Decoded
from annotator.tracking.siammask.architectures import DEFAULT_SETTINGS, SIAMMASK_MOBILENETV2
from annotator.tracking.siammask.config import DAVIS_SETTINGS, HyperParameters
from annotator.tracking.siammask.crops import search_geometry
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.recovery import Lost, places_to_search
from annotator.tracking.siammask.runtime import Runtime
from annotator.tracking.siammask.score import Calibration
from annotator.tracking.siammask.tracker import SiamMaskTracker, State, Step

HEIGHT, WIDTH = 240, 320
FRAME = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
HYPER = replace(DAVIS_SETTINGS, lost_below=0.2, found_above=0.5)


def test_places_cover_the_picture_in_turn() -> None:
    lost = Lost((40, 30))
    seen = [
        place
        for frame in range(1, 40)
        for place in places_to_search(replace(lost, frames=frame), 1, width=WIDTH, height=HEIGHT)
    ]
    pitch = 2.4 * (40 * 30) ** 0.5
    for x in range(0, WIDTH, 20):
        for y in range(0, HEIGHT, 20):
            nearest = min(max(abs(x - px), abs(y - py)) for px, py in seen)
            assert nearest <= pitch / 2 + 1
    both = places_to_search(lost, 2, width=WIDTH, height=HEIGHT)
    assert both == seen[:2]


def test_a_large_object_needs_one_place_only() -> None:
    assert places_to_search(Lost((400, 300)), 3, width=WIDTH, height=HEIGHT) == [(160, 120)]


class Scripted(SiamMaskTracker):
    """Finds the object with `score(center)`; moves 3 pixels and grows by half in every frame."""

    def __init__(self, hyper: HyperParameters = HYPER, *, is_calibrated: bool = True) -> None:
        torch.manual_seed(0)
        calibration = Calibration((), (), 0.0) if is_calibrated else None
        super().__init__(Runtime(SiamMask(SIAMMASK_MOBILENETV2)), hyper, calibration=calibration)
        self.target: tuple[float, float] | None = (60.0, 60.0)
        self.looks = 0

    def _look_for(self, frame: np.ndarray, states: Sequence[State]) -> list[Step]:
        steps = []
        for state in states:
            self.looks += 1
            x, y = state.center
            score = 0.1
            if self.target is not None and np.hypot(x - self.target[0], y - self.target[1]) < 60:
                score = 0.9
            center = self.target if score > 0.5 and self.target is not None else (x + 3, y)
            size = (state.size[0] * 1.5, state.size[1] * 1.5)
            steps.append(
                Step(
                    replace(state, center=center, size=size),
                    search_geometry(state.center, state.size, self.hyper),
                    Decoded(0, (12, 12), score, 1.0, (0.0, 0.0), size, 1.0),
                    Box.from_center(*center, width=size[0], height=size[1]),
                    None,
                    score,
                )
            )
        return steps


def run(tracker: Scripted, frames: int, state: State) -> State:
    for _ in range(frames):
        state = tracker.steps(FRAME, [state])[0].state
    return state


def start(tracker: Scripted) -> State:
    return tracker.init(FRAME, Box.from_center(60, 60, width=40, height=30))


def test_the_size_is_kept_while_lost_and_the_object_found_again() -> None:
    tracker = Scripted()
    state = run(tracker, 1, start(tracker))
    assert state.lost is None
    assert state.size == (60, 45)
    tracker.target = None
    state = run(tracker, 3, state)
    assert state.lost == Lost((60, 45), 3)
    assert state.size == (60, 45)
    tracker.target = (280.0, 200.0)
    for _ in range(12):
        state = run(tracker, 1, state)
        if state.lost is None:
            break
    assert state.center == (280.0, 200.0)
    assert state.lost is None


def test_one_more_look_per_frame_while_lost_none_otherwise() -> None:
    tracker = Scripted()
    state = run(tracker, 3, start(tracker))
    assert tracker.looks == 3
    tracker.target = None
    state = run(tracker, 1, state)  # lost only after this frame
    assert tracker.looks == 4
    run(tracker, 2, state)
    assert tracker.looks == 8


def test_objects_that_are_not_lost_are_left_alone() -> None:
    tracker = Scripted()
    held = start(tracker)
    gone = replace(held, center=(300.0, 230.0))
    held, gone = (step.state for step in tracker.steps(FRAME, [held, gone]))
    assert held.lost is None
    assert gone.lost == Lost((40, 30))
    held, gone = (step.state for step in tracker.steps(FRAME, [held, gone]))
    assert held.center == (60, 60)
    assert gone.lost is None  # the first place to search is near the object
    assert tracker.looks == 5


@pytest.mark.parametrize(
    "tracker", [Scripted(DAVIS_SETTINGS), Scripted(HYPER, is_calibrated=False)]
)
def test_official_settings_and_uncalibrated_networks_never_lose_anything(
    tracker: Scripted,
) -> None:
    tracker.target = None
    state = run(tracker, 3, start(tracker))
    assert state.lost is None
    assert state.size != (40, 30)
    assert tracker.looks == 3


def test_only_the_light_network_does_it_by_default() -> None:
    on = [name for name, hyper in DEFAULT_SETTINGS.items() if hyper.lost_below]
    assert on == [SIAMMASK_MOBILENETV2.name]
