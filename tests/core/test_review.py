"""Which frame is proposed first, and why."""

import numpy as np
import pytest

from annotator.core.mask import Mask
from annotator.core.project import Direction, Observation, Origin, Provenance, Visibility
from annotator.core.review import (
    FLAGGED_GRADE,
    Reason,
    ReviewItem,
    in_one_queue,
    largest_repair_first,
    lowest_score_first,
)

SQUARE = np.zeros((8, 8), bool)
SQUARE[2:5, 2:5] = True
MASK = Mask.from_array(SQUARE)


def found(score: float | None, **changes: object) -> Observation:
    return Observation(MASK, Origin.PROPAGATED, score=score, **changes)  # type: ignore[arg-type]


def test_lowest_score_first_then_time() -> None:
    items = lowest_score_first({3: found(0.9), 1: found(0.2), 2: found(0.9), 4: found(0.1)})
    assert [item.frame_index for item in items] == [4, 1, 2, 3]
    assert [item.urgency for item in items] == pytest.approx([0.9, 0.8, 0.1, 0.1])


def test_settled_frames_are_left_out() -> None:
    settled = {
        0: Observation(MASK, Origin.MANUAL),
        1: Observation(MASK, Origin.IMPORTED),
        2: found(0.1, reviewed=True),
        3: found(0.1, locked=True),
        4: Observation(None, Origin.PROPAGATED, Visibility.OUT_OF_VIEW),
    }
    assert lowest_score_first(settled) == []
    assert [i.frame_index for i in lowest_score_first({**settled, 5: found(0.99)})] == [5]


def test_reasons() -> None:
    empty = Observation(Mask.empty(8, 8), Origin.PROPAGATED, score=0.1)
    items = lowest_score_first(
        {0: found(0.9), 1: empty, 2: found(None), 3: found(0.95, flagged=True), 4: found(7.0)}
    )
    by_frame = {item.frame_index: item for item in items}
    assert by_frame[0].reasons == ()
    assert by_frame[1].reasons == (Reason.EMPTY_MASK, Reason.LOW_SCORE)
    assert by_frame[2].reasons == (Reason.NO_SCORE,)
    assert by_frame[3].reasons == (Reason.FLAGGED,)
    assert items[0].frame_index == 3  # somebody asked to look at it again
    assert all(0 <= item.urgency <= 1 for item in items)


def test_no_observation_no_queue() -> None:
    assert lowest_score_first({}) == []
    assert largest_repair_first({}) == []


def test_the_middle_of_a_doubtful_stretch_comes_first() -> None:
    scores = [0.9, 0.9, 0.3, 0.3, 0.3, 0.3, 0.3, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.1]
    track = {i: found(score) for i, score in enumerate(scores)}
    assert lowest_score_first(track)[0].frame_index == 15
    items = largest_repair_first(track)
    assert items[0].frame_index == 4
    assert 0.3 < items[0].urgency < 0.7
    assert sorted(item.frame_index for item in items) == list(range(16))
    assert [item.urgency for item in items] == sorted((i.urgency for i in items), reverse=True)


def test_a_repair_does_not_reach_beyond_a_settled_frame() -> None:
    track = {i: found(0.3) for i in range(11)}
    assert largest_repair_first(track)[0].frame_index == 5
    track[5] = Observation(MASK, Origin.MANUAL)
    assert largest_repair_first(track)[0].frame_index in (2, 8)


def test_flags_come_first_and_all_sure_is_no_problem() -> None:
    track = {0: found(0.1), 1: found(1.0, flagged=True), 2: found(0.1)}
    assert largest_repair_first(track)[0].frame_index == 1
    assert [i.frame_index for i in largest_repair_first({4: found(1.0), 2: found(1.0)})] == [2, 4]


def made_from(seed: int, score: float, direction: Direction = Direction.FORWARD) -> Observation:
    return found(score, provenance=Provenance("siammask", seed_frame=seed, direction=direction))


def test_where_much_is_to_be_repaired_a_run_is_followed_from_its_seed() -> None:
    track = {0: Observation(MASK, Origin.MANUAL)}
    track |= {i: made_from(0, 0.99 if i < 4 else 0.4 if i < 8 else 0.1) for i in range(1, 12)}
    items = largest_repair_first(track)
    assert [item.frame_index for item in items if item.grade == 2] == list(range(4, 12))
    assert items[0].urgency < max(item.urgency for item in items)  # not the worst: the first
    assert [item.grade for item in items] == sorted((i.grade for i in items), reverse=True)


def test_a_backward_run_is_followed_backward_and_the_worse_run_comes_first() -> None:
    track = {6: Observation(MASK, Origin.MANUAL)}
    track |= {i: made_from(6, 0.4) for i in range(7, 11)}
    track |= {i: made_from(6, 0.1, Direction.BACKWARD) for i in range(2, 6)}
    assert [item.frame_index for item in largest_repair_first(track)] == [5, 4, 3, 2, 7, 8, 9, 10]


def test_a_flag_comes_before_every_run() -> None:
    track = {i: made_from(0, 0.1) for i in range(1, 6)}
    track[9] = found(1.0, flagged=True)
    first = largest_repair_first(track)[0]
    assert (first.frame_index, first.grade) == (9, FLAGGED_GRADE)


def test_one_queue_stays_with_an_object_and_begins_with_the_most_urgent() -> None:
    one = [ReviewItem(7, 0.5, grade=2), ReviewItem(8, 0.6, grade=2), ReviewItem(1, 0.15, grade=1)]
    other = [ReviewItem(3, 0.3, grade=2), ReviewItem(2, 0.9, grade=2), ReviewItem(4, 0.01)]
    queue = [(track_id, item.frame_index) for track_id, item in in_one_queue({1: one, 2: other})]
    assert queue == [(2, 3), (2, 2), (1, 7), (1, 8), (1, 1), (2, 4)]
    assert in_one_queue({}) == []
