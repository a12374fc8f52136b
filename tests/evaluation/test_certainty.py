"""Does the score know: trackers that are honest or boastful about what they lost."""

import json
from dataclasses import dataclass

import numpy as np
import pytest

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.evaluation.certainty import measure_certainty
from tests.evaluation.test_compose import RED


@dataclass(frozen=True)
class Found:
    mask: Mask
    score: float


class RedTracker:
    """Masks the red square, or a place where it is not; says so, or not."""

    def __init__(self, *, is_honest: bool) -> None:
        self.is_honest = is_honest

    def init(self, frame: np.ndarray, box: Box, mask: Mask | None = None) -> int:
        assert mask is not None  # it starts as the product does
        return 0

    def update(self, frame: np.ndarray, state: int) -> tuple[int, Found]:
        red = (frame[..., 0] > 150) & (frame[..., 2] < 80)
        score = 0.9 if red.any() else 0.1
        if not red.any():
            red[:10, :10] = True
        return state, Found(Mask.from_array(red), score if self.is_honest else 1 - score)

    def predict(self, frame: np.ndarray, box: Box) -> Found:
        return self.update(frame, 0)[1]


@pytest.mark.parametrize(("is_honest", "expected"), [(True, 1.0), (False, 0.0)])
def test_auroc_tells_honest_from_boastful(is_honest: bool, expected: float) -> None:
    heard: list[str] = []
    result = measure_certainty(
        RedTracker(is_honest=is_honest),
        [RED],
        ways=("vanish",),
        length=12,
        progress=lambda found: heard.append(found.name),
    )
    assert heard == ["red", "vanish-red"]
    assert result.all_auroc == expected
    assert f"{expected:.3f} (sequences -, composed {expected:.3f})" in result.table()
    plain = json.loads(json.dumps(result.to_json(), default=str))
    assert plain["auroc"] == expected
    assert plain["frames"] == 3 + 10
    assert 3 <= plain["wrong"] <= 5
    assert plain["sequences"][0] == {
        "name": "red",
        "J": pytest.approx(1.0),
        "wrong": 0,
        "score_right": pytest.approx(0.9 if is_honest else 0.1),
        "score_wrong": None,
    }
    assert f"{expected:.3f}" in result.table()


def test_a_sequence_alone_has_nothing_to_stand_before() -> None:
    result = measure_certainty(RedTracker(is_honest=True), [RED], length=12)
    assert [clip.name for clip in result.composed] == ["vanish-red"]
