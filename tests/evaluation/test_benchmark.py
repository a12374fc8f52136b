"""The benchmark on a drawn set: a square that moves, and trackers that follow it or do not."""

import math
import shutil
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.evaluation.benchmark import (
    EvaluationError,
    auroc,
    find_sequences,
    run_benchmark,
    track_sequence,
)

HEIGHT, WIDTH, FRAMES = 60, 80, 6


def write_set(root: Path, names: tuple[str, ...] = ("one", "two"), objects: int = 1) -> None:
    """Squares of 12 pixels that move 3 pixels a frame, each with its own value and colour."""
    for name in names:
        pictures = root / "JPEGImages" / "480p" / name
        masks = root / "Annotations" / "480p" / name
        pictures.mkdir(parents=True)
        masks.mkdir(parents=True)
        for index in range(FRAMES):
            indices = np.zeros((HEIGHT, WIDTH), np.uint8)
            for value in range(1, objects + 1):
                top, left = 10 + 20 * (value - 1), 5 + 3 * index
                indices[top : top + 12, left : left + 12] = value
            image = Image.fromarray(indices, mode="P")
            image.putpalette([0, 0, 0, 200, 0, 0, 0, 200, 0] + [0] * 759)
            image.save(masks / f"{index:05d}.png")
            picture = np.where(indices[..., None] > 0, (200, 40, 10), (90, 90, 90))
            cv2.imwrite(str(pictures / f"{index:05d}.jpg"), picture.astype(np.uint8)[..., ::-1])


@dataclass(frozen=True)
class Found:
    mask: Mask
    score: float


class ColourTracker:
    """Finds the red square; `lost_from` makes it return nothing from that update on."""

    def __init__(self, lost_from: int = 99) -> None:
        self.lost_from = lost_from
        self.given: list[Mask | None] = []

    def _find(self, frame: NDArray[np.uint8]) -> Mask:
        return Mask.from_array((frame[..., 0] > 140) & (frame[..., 2] < 60))

    def init(self, frame: NDArray[np.uint8], box: Box, mask: Mask | None = None) -> int:
        self.given.append(mask)
        return 0

    def update(self, frame: NDArray[np.uint8], state: int) -> tuple[int, Found]:
        if state >= self.lost_from:
            return state + 1, Found(Mask.empty(*frame.shape[:2]), 0.1)
        return state + 1, Found(self._find(frame), 0.9)

    def predict(self, frame: NDArray[np.uint8], box: Box) -> Found:
        return Found(self._find(frame), 0.9)


def test_perfect_tracker(tmp_path: Path) -> None:
    write_set(tmp_path)
    heard: list[str] = []
    result = run_benchmark(
        ColourTracker(), find_sequences(tmp_path), progress=lambda s: heard.append(s.name)
    )
    assert heard == ["one", "two"]
    assert result.j.mean > 0.9
    assert result.f.mean > 0.95
    assert result.j.recall == 1.0


def test_first_and_last_frame_do_not_count(tmp_path: Path) -> None:
    write_set(tmp_path, ("one",))
    (result,) = run_benchmark(ColourTracker(), find_sequences(tmp_path)).sequences
    assert [frame.index for frame in result.frames] == list(range(1, FRAMES - 1))


def test_lost_tracker_is_seen_in_value_and_score(tmp_path: Path) -> None:
    write_set(tmp_path, ("one",))
    result = run_benchmark(ColourTracker(lost_from=2), find_sequences(tmp_path))
    assert result.j.mean == pytest.approx(0.5, abs=0.05)
    assert result.j.recall == 0.5
    assert result.j.decay > 0.5
    assert result.score_auroc == 1.0


@pytest.mark.parametrize(("start", "is_given"), [("box", False), ("guided", True), ("mask", True)])
def test_what_the_tracker_is_told(tmp_path: Path, start: str, is_given: bool) -> None:
    write_set(tmp_path, ("one",))
    tracker = ColourTracker()
    track_sequence(tracker, find_sequences(tmp_path)[0], start=start)  # type: ignore[arg-type]
    assert [mask is not None for mask in tracker.given] == [is_given]


def test_objects_apart_or_merged(tmp_path: Path) -> None:
    write_set(tmp_path, ("pair",), objects=2)
    apart = find_sequences(tmp_path, merge_objects=False)
    assert [s.name for s in apart] == ["pair/1", "pair/2"]
    merged = find_sequences(tmp_path)
    assert [s.name for s in merged] == ["pair"]
    assert np.count_nonzero(merged[0].truth(0)) == 2 * np.count_nonzero(apart[0].truth(0))


def test_choice_of_sequences(tmp_path: Path) -> None:
    write_set(tmp_path)
    assert [s.name for s in find_sequences(tmp_path, names=["two"])] == ["two"]
    with pytest.raises(EvaluationError, match="three"):
        find_sequences(tmp_path, names=["three"])


def test_of_several_sizes_480p_is_taken(tmp_path: Path) -> None:
    write_set(tmp_path)
    for kind in ("JPEGImages", "Annotations"):
        shutil.copytree(tmp_path / kind / "480p", tmp_path / kind / "1080p")
    found = find_sequences(tmp_path)
    assert [s.name for s in found] == ["one", "two"]
    assert {s.masks[0].parts[-3] for s in found} == {"480p"}
    for kind in ("JPEGImages", "Annotations"):
        (tmp_path / kind / "480p").rename(tmp_path / kind / "720p")
    with pytest.raises(EvaluationError, match="several sizes: 1080p, 720p"):
        find_sequences(tmp_path)


def test_masks_of_every_frame_are_reported(tmp_path: Path) -> None:
    write_set(tmp_path, ("one",))
    (sequence,) = find_sequences(tmp_path)
    masks: dict[int, Mask] = {}
    tracker = ColourTracker(lost_from=3)

    def keep(name: str, index: int, mask: Mask) -> None:
        assert name == "one"
        assert index not in masks
        masks[index] = mask

    heard = track_sequence(tracker, sequence, on_mask=keep)
    silent = track_sequence(tracker, sequence)
    assert heard.frames == silent.frames
    assert sorted(masks) == list(range(FRAMES))
    assert np.array_equal(masks[0].to_array(), sequence.truth(0))
    assert [masks[index].is_empty for index in range(FRAMES)] == [False] * 4 + [True] * 2


def test_layout_errors(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="Annotations"):
        find_sequences(tmp_path)
    write_set(tmp_path, ("one",))
    (tmp_path / "JPEGImages" / "480p" / "one" / "00003.jpg").unlink()
    with pytest.raises(EvaluationError, match=r"00003\.jpg"):
        find_sequences(tmp_path)


def test_empty_first_mask(tmp_path: Path) -> None:
    write_set(tmp_path, ("one",))
    path = tmp_path / "Annotations" / "480p" / "one" / "00000.png"
    Image.fromarray(np.zeros((HEIGHT, WIDTH), np.uint8)).save(path)
    with pytest.raises(EvaluationError, match="empty first mask"):
        track_sequence(ColourTracker(), find_sequences(tmp_path)[0])


def test_damaged_picture(tmp_path: Path) -> None:
    write_set(tmp_path, ("one",))
    (tmp_path / "JPEGImages" / "480p" / "one" / "00002.jpg").write_bytes(b"no picture")
    with pytest.raises(EvaluationError, match="decoded"):
        track_sequence(ColourTracker(), find_sequences(tmp_path)[0])


def test_table_and_json(tmp_path: Path) -> None:
    write_set(tmp_path)
    result = run_benchmark(ColourTracker(), find_sequences(tmp_path), start="guided")
    table = result.table().splitlines()
    assert table[0].startswith("sequence")
    assert [line.split()[0] for line in table[1:4]] == ["one", "two", "mean"]
    document = result.to_json()
    assert document["start"] == "guided"
    assert document["J&F"] == pytest.approx((result.j.mean + result.f.mean) / 2)
    assert len(document["sequences"][0]["frames"]) == FRAMES - 2


def test_auroc_by_hand() -> None:
    assert auroc([0.9, 0.8, 0.1], [True, True, False]) == 1.0
    assert auroc([0.1, 0.9], [True, False]) == 0.0
    assert auroc([0.5, 0.5], [True, False]) == 0.5
    assert auroc([0.3, 0.2, 0.3, 0.1], [True, False, False, True]) == pytest.approx(0.375)
    assert math.isnan(auroc([0.3, 0.2], [True, True]))
    assert math.isnan(auroc([math.nan, 0.2], [True, False]))
