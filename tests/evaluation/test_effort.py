"""The simulated labeler on a drawn clip, with trackers that fail in known ways."""

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from annotator.core.frames import FrameIndex
from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.core.project import Observation, Origin, Project, Visibility
from annotator.core.review import largest_repair_first, lowest_score_first
from annotator.evaluation.benchmark import EvaluationError, LabelledSequence, find_sequences
from annotator.evaluation.effort import Labeler, _empty_project, measure_effort
from annotator.evaluation.methods import TRACK_ID, Clip, InterpolationMethod, TrackerMethod

HEIGHT, WIDTH, FRAMES = 48, 96, 11
Frame = NDArray[np.uint8]


def write_clip(root: Path, *, hidden: tuple[int, ...] = ()) -> LabelledSequence:
    """A red square of 12 pixels that moves 6 a frame; the frame index is in the blue channel."""
    pictures, masks = root / "JPEGImages" / "480p" / "clip", root / "Annotations" / "480p" / "clip"
    pictures.mkdir(parents=True)
    masks.mkdir(parents=True)
    for index in range(FRAMES):
        indices = np.zeros((HEIGHT, WIDTH), np.uint8)
        if index not in hidden:
            indices[18:30, 6 * index + 2 : 6 * index + 14] = 1
        picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
        picture[indices > 0] = (0, 0, 200)
        picture[..., 0] = index
        cv2.imwrite(str(pictures / f"{index:05d}.png"), picture)
        Image.fromarray(indices).save(masks / f"{index:05d}.png")
    return find_sequences(root)[0]


@dataclass(frozen=True)
class Found:
    mask: Mask
    score: float


class DriftingTracker:
    """Right for `reach` frames from its seed, then silent about it or not; counts its work."""

    def __init__(self, reach: int = 99, *, is_honest: bool = True) -> None:
        self.reach = reach
        self.is_honest = is_honest
        self.updates: list[tuple[int, int]] = []
        self.guided: list[bool] = []

    def init(self, frame: Frame, box: Box, mask: Mask | None = None) -> int:
        self.guided.append(mask is not None)
        return int(frame[0, 0, 2])

    def update(self, frame: Frame, state: int) -> tuple[int, Found]:
        index = int(frame[0, 0, 2])
        self.updates.append((state, index))
        distance = abs(index - state)
        pixels = frame[..., 0] > 100
        if distance > self.reach:
            pixels = np.roll(pixels, 20, axis=0)
        score = 1 / (1 + distance) if self.is_honest else distance / 100
        return state, Found(Mask.from_array(pixels), score)

    def predict(self, frame: Frame, box: Box) -> Found:
        return Found(Mask.from_array(frame[..., 0] > 100), 1.0)


class BlurredTracker(DriftingTracker):
    """Its mask of a drawn box is too large."""

    def predict(self, frame: Frame, box: Box) -> Found:
        wide = cv2.dilate((frame[..., 0] > 100).astype(np.uint8), np.ones((9, 9)))
        return Found(Mask.from_array(wide), 1.0)


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    return Clip(write_clip(tmp_path))


def test_nothing_to_correct(clip: Clip) -> None:
    effort = Labeler(clip, TrackerMethod(DriftingTracker(), "x"), 0.8).annotate(lowest_score_first)
    assert (effort.gestures, effort.corrections, effort.looks) == (1, 0, 0)
    assert effort.j_after == (1.0,)
    assert (effort.j(0), effort.j(5)) == (1.0, 1.0)
    assert effort.frames == FRAMES


def test_an_honest_score_halves_nothing_but_finds_the_bad_ones(clip: Clip) -> None:
    """Reach 3 of 11 frames: the last one is corrected, then only the middle is left."""
    method = TrackerMethod(DriftingTracker(reach=3), "x", policy="nearest")
    effort = Labeler(clip, method, 0.8).annotate(lowest_score_first)
    # Frame 10 (lowest) repairs 7..10; of 4..6, frame 5 is lowest and repairs the rest.
    assert effort.corrections == 2
    assert effort.looks == 2
    assert effort.j_after[-1] == 1.0
    assert list(effort.j_after) == sorted(effort.j_after)


def test_a_lying_score_costs_looks(clip: Clip) -> None:
    honest = TrackerMethod(DriftingTracker(reach=3), "x")
    lying = TrackerMethod(DriftingTracker(reach=3, is_honest=False), "x")
    good = Labeler(clip, honest, 0.8).annotate(lowest_score_first)
    bad = Labeler(clip, lying, 0.8).annotate(lowest_score_first)
    assert bad.looks > good.looks
    assert bad.looks > bad.corrections


def test_forward_only_never_goes_back(clip: Clip) -> None:
    tracker = DriftingTracker(reach=3)
    method = TrackerMethod(tracker, "x", policy="forward")
    effort = Labeler(clip, method, 0.8).annotate(lowest_score_first)
    assert all(index > seed for seed, index in tracker.updates)
    assert effort.corrections > 2


def test_a_bad_first_mask_is_corrected_first(clip: Clip) -> None:
    effort = Labeler(clip, TrackerMethod(BlurredTracker(), "x"), 0.8).annotate(lowest_score_first)
    assert (effort.corrections, effort.looks) == (1, 0)
    assert effort.j_after[0] < 1.0
    assert effort.j_after[1] == 1.0


def test_absent_frames_are_marked_absent(tmp_path: Path) -> None:
    """The tracker finds nothing where nothing is, so absence costs no gesture; a ghost does."""
    sequence = write_clip(tmp_path, hidden=(0, 4, 5))
    effort = Labeler(Clip(sequence), TrackerMethod(DriftingTracker(), "x"), 0.8).annotate(
        lowest_score_first
    )
    assert (effort.corrections, effort.frames) == (0, FRAMES - 1)

    class Ghost(DriftingTracker):
        def update(self, frame: Frame, state: int) -> tuple[int, Found]:
            state, found = super().update(frame, state)
            if found.mask.is_empty:
                found = Found(Mask.from_array(np.ones((HEIGHT, WIDTH), bool)), 0.01)
            return state, found

    haunted = Labeler(Clip(sequence), TrackerMethod(Ghost(), "x"), 0.8).annotate(lowest_score_first)
    assert haunted.corrections == 2


def test_an_object_that_never_shows_is_refused(tmp_path: Path) -> None:
    sequence = write_clip(tmp_path, hidden=tuple(range(FRAMES)))
    with pytest.raises(EvaluationError, match="never shows"):
        Labeler(Clip(sequence), TrackerMethod(DriftingTracker(), "x"), 0.8)


# -- methods ------------------------------------------------------------------------------------


def project_with(clip: Clip, keyframes: tuple[FrameIndex, ...], reviewed: int = -1) -> Project:
    project = _empty_project(clip)
    observations = project.track(TRACK_ID).observations
    for index in range(FRAMES):
        origin = Origin.MANUAL if index in keyframes else Origin.PROPAGATED
        observations[index] = Observation(
            clip.truth[index], origin, score=0.5, reviewed=index == reviewed
        )
    return project


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("forward", {5, 6, 7, 8, 9}),
        ("both", {1, 2, 3, 5, 6, 7, 8, 9}),
        ("nearest", {2, 3, 5, 6, 7}),
    ],
)
def test_policies(clip: Clip, policy: str, expected: set[int]) -> None:
    method = TrackerMethod(DriftingTracker(), "x", policy=policy)  # type: ignore[arg-type]
    method.begin(clip)
    assert set(method.fill(project_with(clip, (0, 4, 10)), 4)) == expected


def test_a_reviewed_frame_stops_a_run_but_is_no_seed(clip: Clip) -> None:
    method = TrackerMethod(DriftingTracker(), "x")
    method.begin(clip)
    assert set(method.fill(project_with(clip, (0,), reviewed=8), 4)) == {2, 3, 5, 6, 7}


def test_nothing_is_replaced_before_the_first_frame_of_an_object(clip: Clip) -> None:
    method = TrackerMethod(DriftingTracker(), "x", policy="both")
    method.begin(clip)
    assert min(method.fill(project_with(clip, (4,)), 4)) == 5


def test_runs_of_one_seed_are_shared(clip: Clip) -> None:
    tracker = DriftingTracker()
    method = TrackerMethod(tracker, "x")
    method.begin(clip)
    method.fill(project_with(clip, (0, 10)), 0)
    before = len(tracker.updates)
    filled = method.fill(project_with(clip, (0,)), 0)
    assert len(filled) == FRAMES - 1
    assert len(tracker.updates) == FRAMES - 1
    assert before == 5
    assert tracker.guided == [True]


def test_without_guidance_the_tracker_sees_the_box_only(clip: Clip) -> None:
    tracker = DriftingTracker()
    method = TrackerMethod(tracker, "x", is_guided=False)
    method.begin(clip)
    method.fill(project_with(clip, (0,)), 0)
    assert tracker.guided == [False]


def test_an_absent_frame_seeds_nothing(clip: Clip) -> None:
    method = TrackerMethod(DriftingTracker(), "x")
    method.begin(clip)
    project = project_with(clip, (0,))
    project.track(TRACK_ID).observations[4] = Observation(None, Origin.MANUAL)
    assert method.fill(project, 4) == {}


def test_a_run_goes_over_absent_frames_as_in_the_window(clip: Clip) -> None:
    tracker = DriftingTracker()
    method = TrackerMethod(tracker, "x", policy="both")
    method.begin(clip)
    project = project_with(clip, (0,), reviewed=8)
    assert set(method.fill(project, 4)) == {1, 2, 3, 5, 6, 7}
    absent = Observation(None, Origin.MANUAL, Visibility.OUT_OF_VIEW)
    project.track(TRACK_ID).observations |= {2: absent, 6: absent}
    tracker.updates.clear()
    assert set(method.fill(project, 4)) == {1, 3, 5, 7}
    # What it had seen of the absent frames is no part of the run any more.
    assert tracker.updates == [(4, 5), (4, 7), (4, 3), (4, 1)]
    tracker.updates.clear()
    assert set(method.fill(project, 4)) == {1, 3, 5, 7}
    assert tracker.updates == []


def test_half_way_is_half_way_in_time_where_frames_are_absent(clip: Clip) -> None:
    method = TrackerMethod(DriftingTracker(), "x")
    method.begin(clip)
    project = project_with(clip, (0, 10))
    absent = Observation(None, Origin.MANUAL, Visibility.OUT_OF_VIEW)
    project.track(TRACK_ID).observations |= dict.fromkeys((2, 3, 4), absent)
    assert set(method.fill(project, 0)) == {1, 5}
    assert set(method.fill(project, 10)) == {5, 6, 7, 8, 9}


def filled_rectangle(frame: Frame, box: Box) -> Mask:
    pixels = np.zeros(frame.shape[:2], bool)
    pixels[round(box.y) : round(box.bottom), round(box.x) : round(box.right)] = True
    return Mask.from_array(pixels)


def test_interpolation_needs_the_ends_of_a_straight_line(clip: Clip) -> None:
    method = InterpolationMethod(fill=filled_rectangle)
    effort = Labeler(clip, method, 0.8).annotate(lowest_score_first)
    assert effort.corrections == 1  # the farthest frame, the last, comes first
    assert effort.j_after[-1] == 1.0
    assert effort.j_after[0] < 0.3


def test_interpolation_proposes_the_middle_of_the_longest_gap(clip: Clip) -> None:
    method = InterpolationMethod(fill=filled_rectangle)
    method.begin(clip)
    filled = method.fill(project_with(clip, (0, 2, 10)), 2)
    assert lowest_score_first(filled)[0].frame_index == 6


# -- the whole ----------------------------------------------------------------------------------


def test_measure_effort_tabulates_every_method(tmp_path: Path) -> None:
    sequence = write_clip(tmp_path)
    heard: list[tuple[str, float, int]] = []
    result = measure_effort(
        [
            TrackerMethod(DriftingTracker(reach=3), "tracker"),
            InterpolationMethod(fill=filled_rectangle),
        ],
        [sequence],
        thresholds=(0.8, 0.9),
        progress=lambda name, threshold, effort: heard.append((name, threshold, effort.gestures)),
    )
    assert len(heard) == len(result.methods) == 4
    tracker = result.methods[0]
    assert tracker.gestures_per_100 == pytest.approx(100 * 3 / FRAMES)
    assert tracker.looks_per_100 == pytest.approx(100 * 2 / FRAMES)
    table = result.table()
    assert "0.9" in table
    assert table.count("tracker") == 2
    plain = json.loads(json.dumps(result.to_json()))
    assert plain["methods"][0]["J_after"]["5"] == 1.0
    assert plain["methods"][0]["sequences"][0]["gestures"] == 3


def test_orders_are_compared_on_the_first_method(tmp_path: Path) -> None:
    sequence = write_clip(tmp_path)
    result = measure_effort(
        [
            TrackerMethod(DriftingTracker(reach=3), "tracker"),
            InterpolationMethod(fill=filled_rectangle),
        ],
        [sequence],
        thresholds=(0.8,),
        orders={"lowest": lowest_score_first, "repair": largest_repair_first},
    )
    assert [(m.method, m.order) for m in result.methods] == [
        ("tracker", "lowest"),
        ("tracker", "repair"),
        ("interpolation + GrabCut", "lowest"),
    ]
    assert "tracker, repair" in result.table()
    lowest, repair = (m.gestures for m in result.methods[:2])
    assert result.table().endswith(f"; by threshold {repair} and {lowest}")
    assert f"repair: {repair} gestures where lowest takes {lowest}" in result.table()
