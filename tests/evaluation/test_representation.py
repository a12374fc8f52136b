"""The representation experiment: oracles by hand, strategies with a tracker that knows."""

import json
import math
from dataclasses import dataclass, replace

import numpy as np
import pytest

from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.evaluation.benchmark import EvaluationError
from annotator.evaluation.regions import box_corners, polygon_overlap
from annotator.evaluation.representation import (
    RepresentationResult,
    Strategy,
    fixed_aspect_oracle,
    jittered,
    measure_representation,
    min_max_oracle,
    minimum_rectangle_oracle,
    polygon_area,
)

WIDTH, HEIGHT = 160, 120


def target(index: int) -> RotatedBox:
    return RotatedBox(70 + index, 60, 60, 24, 25.0 + index)


def filled(box: RotatedBox) -> np.ndarray:
    rows, columns = np.indices((HEIGHT, WIDTH))
    angle = np.radians(box.angle_degrees)
    x, y = columns - box.center_x, rows - box.center_y
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    return (np.abs(u) <= box.width / 2) & (np.abs(v) <= box.height / 2)


class Sequence:
    """Frames with their number in the first pixel."""

    name = "turning"

    def __init__(self, length: int = 8, *, has_truth: bool = True) -> None:
        self.length, self.has_truth = length, has_truth

    def __len__(self) -> int:
        return self.length

    def frame(self, index: int) -> np.ndarray:
        pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
        pixels[0, 0] = index
        return pixels

    def region(self, index: int) -> np.ndarray | None:
        return target(index).corners() if self.has_truth else None


@dataclass(frozen=True)
class State:
    center: tuple[float, float]
    size: tuple[float, float]


@dataclass(frozen=True)
class Answer:
    mask: Mask
    box: Box
    rotated_box: RotatedBox | None = None


class Knowing:
    """Answers with the exact mask; its box is where it was told to look."""

    def __init__(self) -> None:
        self.places: list[tuple[int, State]] = []

    def init(self, frame: np.ndarray, box: Box, mask: Mask | None = None) -> State:
        return State(box.center, (box.width, box.height))

    def update(self, frame: np.ndarray, state: State) -> tuple[State, Answer]:
        index = int(frame[0, 0, 0])
        self.places.append((index, state))
        box = Box.from_center(*state.center, width=state.size[0], height=state.size[1])
        return state, Answer(Mask.from_array(filled(target(index))), box)


def test_order_of_the_strategies():
    result = measure_representation(Knowing(), [Sequence()])
    assert [one.name for one in result.strategies] == [
        "oracle, fixed aspect", "oracle, Min-max", "oracle, MBR",
        "box branch", "mask, Min-max", "mask, MBR", "mask, Opt",
    ]  # fmt: skip
    assert result["oracle, MBR"].mean_iou > 0.99
    assert result["mask, MBR"].mean_iou > 0.9
    assert result["mask, Opt"].mean_iou > 0.9
    assert result["mask, Min-max"].mean_iou == pytest.approx(
        result["oracle, Min-max"].mean_iou, abs=0.05
    )
    assert result["mask, Min-max"].mean_iou < 0.75


def test_frames_are_drawn_without_the_first_and_repeatably():
    first, second, other = Knowing(), Knowing(), Knowing()
    measure_representation(first, [Sequence(30)], frames_per_sequence=5, seed=3)
    measure_representation(second, [Sequence(30)], frames_per_sequence=5, seed=3)
    measure_representation(other, [Sequence(30)], frames_per_sequence=5, seed=4)
    drawn = [index for index, _ in first.places]
    assert drawn == sorted(set(drawn))
    assert len(drawn) == 5
    assert 0 not in drawn
    assert first.places == second.places
    assert first.places != other.places


def test_short_sequences_give_what_they_have():
    heard: list[str] = []
    result = measure_representation(Knowing(), [Sequence(4)], progress=heard.append)
    assert len(result.strategies[0].overlaps) == 3
    assert heard == ["turning"]
    for nothing in (Sequence(1), Sequence(has_truth=False)):
        with pytest.raises(EvaluationError, match="no frame but the first"):
            measure_representation(Knowing(), [nothing])


def test_another_way_to_place_the_search():
    tracker = Knowing()

    def unmoved(state: State, _box: Box) -> State:
        return replace(state, size=(1.0, 1.0))

    measure_representation(tracker, [Sequence(3)], relocate=unmoved)
    assert {state.size for _, state in tracker.places} == {(1.0, 1.0)}


def test_jitter_stays_within_its_bounds():
    random = np.random.default_rng(0)
    box = Box(10, 20, 40, 40)  # context 40, side 80: 80 / 127 image pixels per crop pixel
    boxes = [jittered(box, random) for _ in range(300)]
    shifts = np.array([one.center for one in boxes]) - box.center
    scales = np.array([one.width / box.width for one in boxes])
    assert np.abs(shifts).max() <= 16 * 80 / 127
    assert np.abs(shifts).max() > 15 * 80 / 127
    assert scales.min() >= 2**-0.25
    assert scales.max() <= 2**0.25
    assert all(one.width == one.height for one in boxes)


def test_oracles_of_an_upright_truth_are_the_truth():
    truth = box_corners(Box(10, 10, 30, 20))
    for region in (
        min_max_oracle(truth),
        minimum_rectangle_oracle(truth),
        fixed_aspect_oracle(truth, truth),
    ):
        assert polygon_overlap(region, truth) == 1


def test_fixed_aspect_keeps_centre_and_area():
    truth = target(0).corners()
    region = fixed_aspect_oracle(truth, box_corners(Box(0, 0, 20, 10)))
    np.testing.assert_allclose(region.mean(axis=0), truth.mean(axis=0))
    width, height = region[2] - region[0]
    assert width / height == pytest.approx(2)
    assert polygon_area(region) == pytest.approx(60 * 24)


def test_oracle_of_a_turned_truth():
    truth = target(0).corners()
    np.testing.assert_allclose(polygon_area(minimum_rectangle_oracle(truth)), 60 * 24)
    kite = np.array([[10, 0], [30, 10], [10, 20], [0, 10]], float)
    around = minimum_rectangle_oracle(kite)
    assert polygon_area(around) <= polygon_area(min_max_oracle(kite)) + 1e-9
    assert polygon_area(around) >= polygon_area(kite)


def test_shares_are_of_frames_strictly_above():
    strategy = Strategy("one", (0.5, 0.6, 0.8, 0.2))
    assert (strategy.share_above(0.5), strategy.share_above(0.7)) == (0.5, 0.25)
    assert strategy.mean_iou == pytest.approx(0.525)
    result = RepresentationResult((strategy,))
    values = json.loads(json.dumps(result.to_json()))
    assert values["frames"] == 4
    assert values["strategies"][0]["mAP@0.7"] == 0.25
    assert "52.50" in result.table()
    assert values["strategies"][0]["ms"] is None
    assert "4 frames" in result.table()
    timed = RepresentationResult((strategy, Strategy("two", (0.5,) * 4, 12.345)))
    assert "12.35" in timed.table()
    assert timed.to_json()["strategies"][1]["ms"] == 12.345


def test_making_boxes_is_timed_and_oracles_are_not():
    result = measure_representation(Knowing(), [Sequence(4)])
    assert result["mask, Opt"].milliseconds > 0
    assert math.isnan(result["oracle, MBR"].milliseconds)
