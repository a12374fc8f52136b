"""Which frame is proposed first, and why."""

import numpy as np
import pytest

from annotator.core.mask import Mask
from annotator.core.project import Observation, Origin, Visibility
from annotator.core.review import Reason, lowest_score_first

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
