"""Propagation over any tracker, without torch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.tracking.tracker import (
    Lane,
    Prediction,
    Seed,
    TrackingError,
    check_box,
    propagate,
    propagate_together,
)

SEED = Seed(3, Box(1, 1, 4, 4))


class CountingTracker:
    """Its state counts the frames that it has seen; frames are their own index."""

    checkpoint_name = "counting"
    checkpoint_hash = ""

    def __init__(self) -> None:
        self.log: list[str] = []

    def init(self, frame: np.ndarray, box: Box, mask: Mask | None = None) -> int:
        self.log.append(f"init {int(frame[0, 0, 0])} {'mask' if mask else 'box'}")
        return 0

    def update(self, frame: np.ndarray, state: int) -> tuple[int, Prediction]:
        self.log.append(f"update {int(frame[0, 0, 0])}")
        return state + 1, Prediction(Mask.empty(2, 2), 0.5, Box(state, 0, 1, 1))

    def update_many(self, frame: np.ndarray, states: Sequence[int]) -> list[tuple[int, Prediction]]:
        return [self.update(frame, state) for state in states]

    def predict(self, frame: np.ndarray, box: Box) -> Prediction:
        return self.update(frame, self.init(frame, box))[1]


def read(index: int) -> np.ndarray:
    return np.full((2, 2, 3), index, np.uint8)


@pytest.mark.parametrize("frames", [range(4, 8), range(2, -1, -1), [9, 5]])
def test_frames_come_in_the_order_asked_for(frames: Sequence[int]):
    tracker = CountingTracker()
    results = list(propagate(tracker, read, SEED, frames, lambda: False))
    assert [index for index, _ in results] == list(frames)
    assert [prediction.box.x for _, prediction in results] == list(range(len(frames)))
    assert tracker.log[0] == "init 3 box"


def test_a_known_mask_reaches_the_tracker():
    tracker = CountingTracker()
    seed = Seed(0, Box(1, 1, 4, 4), Mask.empty(2, 2))
    list(propagate(tracker, read, seed, [], lambda: False))
    assert tracker.log == ["init 0 mask"]


def test_nothing_runs_when_stopped_before_the_start():
    tracker = CountingTracker()
    assert list(propagate(tracker, read, SEED, range(9), lambda: True)) == []
    assert tracker.log == []


def test_stopping_takes_effect_within_one_frame():
    tracker, stop = CountingTracker(), []
    seen = []
    for index, _ in propagate(tracker, read, SEED, range(4, 100), lambda: bool(stop)):
        seen.append(index)
        if index == 6:
            stop.append(True)
    assert seen == [4, 5, 6]
    assert tracker.log[-1] == "update 6"


def test_a_result_that_arrives_after_the_stop_is_dropped():
    answers = iter([False, False, True])
    results = list(propagate(CountingTracker(), read, SEED, [4, 5], lambda: next(answers)))
    assert results == []


def test_frames_are_read_one_at_a_time():
    requested: list[int] = []

    def counting_read(index: int) -> np.ndarray:
        requested.append(index)
        return read(index)

    results = propagate(CountingTracker(), counting_read, SEED, range(4, 100), lambda: False)
    next(results)
    assert requested == [3, 4]


def test_boxes_are_checked_against_the_picture():
    check_box(Box(-5, -5, 10, 10), width=20, height=20)
    with pytest.raises(TrackingError, match=r"25,0,5,5 lies outside of the picture \(20 x 20"):
        check_box(Box(25, 0, 5, 5), width=20, height=20)
    with pytest.raises(TrackingError, match="draw a box"):
        check_box(Box(5, 5, 0, 0), width=20, height=20)


# -- several objects ------------------------------------------------------------------------


def lane(key: int, seed: int, frames: Sequence[int]) -> Lane:
    return Lane(key, Seed(seed, Box(1, 1, 4, 4)), frames)


def test_objects_share_the_frames_where_they_run_together():
    tracker, reads = CountingTracker(), []

    def read_once(index: int) -> np.ndarray:
        reads.append(index)
        return read(index)

    lanes = [lane(7, 2, [3, 4, 5]), lane(8, 4, [5, 6])]
    results = list(propagate_together(tracker, read_once, lanes, lambda _: False))
    assert reads == [2, 3, 4, 5, 6]
    assert [(index, [key for key, _ in found]) for index, found in results] == [
        (3, [7]),
        (4, [7]),
        (5, [7, 8]),
        (6, [8]),
    ]
    states = {index: [one.box.x for _, one in found] for index, found in results}
    assert states == {3: [0], 4: [1], 5: [2, 0], 6: [1]}


def test_several_objects_backward_over_gaps():
    lanes = [lane(1, 9, [8, 5]), lane(2, 7, [6, 5])]
    results = list(propagate_together(CountingTracker(), read, lanes, lambda _: False))
    assert [index for index, _ in results] == [8, 6, 5]
    assert [one.step for one in lanes] == [-1, -1]
    assert lane(3, 4, []).step == 0


def test_a_stopped_object_is_left_out_and_the_others_go_on():
    tracker, stopped = CountingTracker(), set()
    found = []
    lanes = [lane(1, 0, range(1, 5)), lane(2, 0, range(1, 5))]
    for index, results in propagate_together(tracker, read, lanes, stopped.__contains__):
        found.append((index, [key for key, _ in results]))
        stopped.add({2: 1, 3: 2}.get(index))
    assert found == [(1, [1, 2]), (2, [1, 2]), (3, [2])]
    assert "update 4" not in tracker.log
