"""Composed clips: the target leaves, is gone for a while, and returns."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from annotator.evaluation.benchmark import EvaluationError, find_sequences
from annotator.evaluation.compose import (
    WAYS,
    ComposedClip,
    Way,
    compose,
    compose_set,
    paint_over,
    write_clip,
)


@dataclass(frozen=True)
class Drawn:
    """A square of one colour that moves before another colour."""

    name: str
    ink: tuple[int, int, int]
    paper: tuple[int, int, int]
    size: tuple[int, int] = (48, 64)
    count: int = 5

    def __len__(self) -> int:
        return self.count

    def truth(self, index: int) -> np.ndarray:
        mask = np.zeros(self.size, bool)
        mask[20:32, 10 + index : 22 + index] = True
        return mask

    def frame(self, index: int) -> np.ndarray:
        picture = np.empty((*self.size, 3), np.uint8)
        picture[:] = self.paper
        picture[self.truth(index)] = self.ink
        return picture


RED = Drawn("red", (200, 30, 30), (90, 90, 90))
BLUE = Drawn("blue", (30, 30, 200), (10, 60, 10), (60, 80), 3)


@pytest.mark.parametrize("way", WAYS)
def test_the_target_is_there_then_away_then_back(way: Way) -> None:
    clip = compose(RED, BLUE, way, length=20)
    present = [bool(clip.truth(i).any()) for i in range(len(clip))]
    assert present[0]
    assert present[-1]
    assert 4 <= present.count(False) <= 9
    first, last = present.index(False), 19 - present[::-1].index(False)
    assert not any(present[first : last + 1])  # one absence, not several
    for index in range(len(clip)):
        frame, truth = clip.frame(index), clip.truth(index)
        assert frame.shape == (48, 64, 3)
        assert frame.dtype == np.uint8
        inner = truth.copy()
        inner[:, 1:] &= truth[:, :-1]
        inner[:, :-1] &= truth[:, 1:]
        if inner.any():
            assert frame[inner][:, 0].mean() > 150  # the truth lies on the red square
        if not truth.any():
            assert not ((frame[..., 0] > 150) & (frame[..., 2] < 80)).any()


def test_slide_stands_before_the_other_sequence() -> None:
    clip = compose(RED, BLUE, "slide", length=20)
    assert tuple(clip.frame(0)[2, 2]) == (10, 60, 10)
    assert tuple(clip.frame(10)[2, 60]) == (10, 60, 10)


def test_cut_shows_the_other_sequence_only_while_away() -> None:
    clip = compose(RED, BLUE, "cut", length=20)
    shown = [tuple(clip.frame(i)[2, 2]) == (10, 60, 10) for i in range(20)]
    assert shown == [not clip.truth(i).any() for i in range(20)]


def test_paint_over_leaves_the_rest_alone() -> None:
    mask = RED.truth(0)
    painted = paint_over(RED.frame(0), mask)
    assert abs(painted[mask].astype(int) - 90).max() < 30
    assert np.array_equal(painted[:10], RED.frame(0)[:10])
    assert np.array_equal(paint_over(RED.frame(0), np.zeros_like(mask)), RED.frame(0))


def test_compose_is_repeatable() -> None:
    first, again = (compose(RED, BLUE, "vanish", length=8) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first.frames, again.frames, strict=True))


def test_a_set_gives_one_clip_per_way_and_sequence() -> None:
    clips = list(compose_set([RED, BLUE], length=6))
    assert sorted(clip.name for clip in clips) == sorted(
        f"{way}-{name}" for way in WAYS for name in ("red", "blue")
    )
    # A single sequence has nothing to stand before.
    assert [clip.name for clip in compose_set([RED], length=6)] == ["vanish-red"]
    assert len(list(compose_set([RED], length=6, backgrounds=[BLUE]))) == 3


def test_a_target_that_is_not_there_at_first_is_refused() -> None:
    class Late(Drawn):
        def truth(self, index: int) -> np.ndarray:
            return np.zeros(self.size, bool)

    with pytest.raises(EvaluationError, match="empty first mask"):
        compose(Late("late", (1, 1, 1), (2, 2, 2)), BLUE, "slide")


def test_written_clips_are_read_as_a_set(tmp_path: Path) -> None:
    clip = compose(RED, BLUE, "cut", length=8)
    write_clip(tmp_path, clip)
    read = find_sequences(tmp_path)[0]
    assert read.name == "cut-red"
    assert len(read) == 8
    for index in range(8):
        assert np.array_equal(read.truth(index), clip.truth(index))
        assert abs(read.frame(index).astype(int) - clip.frame(index)).mean() < 3


def test_objects_of_one_sequence_become_plain_names() -> None:
    clip = compose(Drawn("street/2", (1, 2, 3), (4, 5, 6)), BLUE, "cut", length=4)
    assert isinstance(clip, ComposedClip)
    assert clip.name == "cut-street-2"
