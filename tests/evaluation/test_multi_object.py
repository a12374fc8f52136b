"""Merging several objects of a video: against the rule written out, and on drawn sets."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.evaluation.benchmark import EvaluationError, find_sequences, read_indices
from annotator.evaluation.multi_object import (
    OUTSIDE,
    by_video,
    merge_maps,
    run_merged_benchmark,
    track_objects,
)
from tests.evaluation.test_benchmark import FRAMES, HEIGHT, WIDTH, write_set

probabilities = st.sampled_from([OUTSIDE, 0.0, 0.2, 0.35, float(np.float32(0.35)), 0.5, 0.9])


def merged_by_loops(maps: np.ndarray, threshold: float) -> np.ndarray:
    """The rule of the protocol, pixel by pixel."""
    merged = np.zeros(maps.shape[1:], np.uint8)
    for y, x in np.ndindex(*maps.shape[1:]):
        values = [float(one[y, x]) for one in maps]
        if max(values) > threshold:
            merged[y, x] = values.index(max(values)) + 1
    return merged


@given(arrays(np.float32, st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4)),
              elements=probabilities.map(lambda value: float(np.float32(value)))))  # fmt: skip
def test_merging_is_the_rule_of_the_protocol(maps):
    for threshold in (0.3, 0.35, 0.5):
        np.testing.assert_array_equal(
            merge_maps(maps, threshold=threshold), merged_by_loops(maps, threshold)
        )


def test_merging_by_hand():
    first = [[0.9, 0.4, 0.1, -1.0, 0.5]]
    second = [[0.8, 0.6, 0.25, -1.0, 0.5]]
    merged = merge_maps(np.array([first, second], np.float32), threshold=0.25)
    # The third wins but is not above the threshold; the last is a tie.
    np.testing.assert_array_equal(merged, [[1, 2, 0, 0, 1]])
    with pytest.raises(EvaluationError, match="1 to 255"):
        merge_maps(np.zeros((0, 2, 2), np.float32), threshold=0.5)


@dataclass(frozen=True)
class Found:
    mask: Mask
    score: float
    probabilities: np.ndarray


class BandTracker:
    """Finds the square in the rows of its box, and is `eagerness` sure of all around it."""

    mask_threshold = 0.35

    def __init__(self, eagerness: dict[int, float] | None = None) -> None:
        self.eagerness = eagerness or {}
        self.given: list[Mask | None] = []

    def init(self, frame: np.ndarray, box: Box, mask: Mask | None = None) -> int:
        self.given.append(mask)
        return int(box.y)

    def update(self, frame: np.ndarray, state: int) -> tuple[int, Found]:
        pixels = np.full(frame.shape[:2], self.eagerness.get(state, OUTSIDE), np.float32)
        band = slice(state, state + 12)
        pixels[band][frame[band, :, 0] > 140] = 0.8
        return state, Found(Mask.from_array(pixels > self.mask_threshold), 0.7, pixels)

    def predict(self, frame: np.ndarray, box: Box) -> Found:
        return self.update(frame, int(box.y))[1]


@pytest.fixture
def objects(tmp_path: Path) -> list:
    write_set(tmp_path, ("pair",), objects=2)
    return find_sequences(tmp_path, merge_objects=False)


def test_each_object_is_scored_on_the_merged_map(objects):
    one, two = track_objects(BandTracker(), objects)
    assert (one.name, two.name) == ("pair/1", "pair/2")
    assert one.j.mean > 0.9
    assert two.j.mean > 0.9
    assert [frame.index for frame in one.frames] == list(range(1, FRAMES - 1))
    assert one.seconds > 0


def test_the_surer_object_takes_what_both_claim(objects):
    # The second (rows from 30 on) claims everything, and keeps what the first is less sure of.
    one, two = track_objects(BandTracker({30: 0.5}), objects)
    assert one.j.mean > 0.9
    assert two.j.mean < 0.1
    one, two = track_objects(BandTracker({30: 0.95}), objects)
    assert one.j.mean == 0


def test_maps_hold_the_values_of_the_truth_in_every_frame(tmp_path):
    write_set(tmp_path, ("pair",), objects=2)
    folder = tmp_path / "Annotations" / "480p" / "pair"
    for path in folder.iterdir():  # ids need not be 1 and 2
        indices = read_indices(path)
        Image.fromarray(np.choose(indices, (0, 3, 7)).astype(np.uint8)).save(path)
    sequences = find_sequences(tmp_path, merge_objects=False)
    seen: dict[int, np.ndarray] = {}
    result = run_merged_benchmark(
        BandTracker(), sequences, on_map=lambda name, index, values: seen.update({index: values})
    )
    assert [one.name for one in result.sequences] == ["pair/3", "pair/7"]
    assert sorted(seen) == list(range(FRAMES))
    assert seen[0].shape == (HEIGHT, WIDTH)
    assert seen[0].dtype == np.uint8
    for index, values in seen.items():
        assert set(np.unique(values)) == {0, 3, 7}
        assert np.mean(values == read_indices(sequences[0].masks[index])) > 0.98
    np.testing.assert_array_equal(seen[0], read_indices(sequences[0].masks[0]))


def test_videos_are_run_one_by_one(tmp_path):
    write_set(tmp_path, ("a", "b"), objects=2)
    sequences = find_sequences(tmp_path, merge_objects=False)
    assert [[one.name for one in video] for video in by_video(sequences)] == [
        ["a/1", "a/2"],
        ["b/1", "b/2"],
    ]
    heard: list[str] = []
    tracker = BandTracker()
    run_merged_benchmark(tracker, sequences, start="mask", progress=lambda s: heard.append(s.name))
    assert heard == ["a/1", "a/2", "b/1", "b/2"]
    assert [mask is not None for mask in tracker.given] == [True] * 4
    run_merged_benchmark(tracker, sequences[:1], start="guided")
    assert tracker.given[-1] is not None
    run_merged_benchmark(tracker, sequences[:1])
    assert tracker.given[-1] is None


def test_an_object_that_is_not_in_the_first_mask(objects):
    from dataclasses import replace

    with pytest.raises(EvaluationError, match="empty first mask"):
        track_objects(BandTracker(), [replace(objects[0], value=9)])
