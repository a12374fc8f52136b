"""Pictures of the worst frames: which ones, and what is drawn where."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from annotator.core.errors import AnnotatorError
from annotator.evaluation.benchmark import (
    BenchmarkResult,
    FrameResult,
    SequenceResult,
    find_sequences,
)
from annotator.evaluation.pictures import draw_frame, worst_frames, write_pictures
from tests.evaluation.test_benchmark import HEIGHT, WIDTH, write_set

GREEN, MAGENTA = (0, 230, 90), (255, 40, 220)


def result(**js: list[float]) -> BenchmarkResult:
    return BenchmarkResult(
        tuple(
            SequenceResult(
                name, tuple(FrameResult(i, j, j / 2, 0.9) for i, j in enumerate(values, 1))
            )
            for name, values in js.items()
        )
    )


def test_the_worst_come_first_and_apart() -> None:
    values = [0.9, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    found = worst_frames(result(one=values, two=[0.15, 0.95]), 3)
    assert [(name, frame.index) for name, frame in found] == [("one", 2), ("two", 1), ("one", 7)]
    assert len(worst_frames(result(one=values), 1)) == 1


def test_outlines_and_caption() -> None:
    frame = np.full((40, 400, 3), 100, np.uint8)
    truth, predicted = np.zeros((40, 400), bool), np.zeros((40, 400), bool)
    truth[10:30, 20:60] = True
    predicted[10:30, 200:240] = True
    drawn = draw_frame(frame, truth, predicted, "one 00002  J 0.000")
    assert drawn.shape == (2 * 40 + 34, 800, 3)  # enlarged twice, with a strip below
    assert tuple(drawn[40, 40]) == GREEN
    assert tuple(drawn[40, 400]) == MAGENTA
    assert tuple(drawn[40, 80]) == (100, 100, 100)  # inside nothing is covered
    strip = drawn[80:]
    assert (strip[:, :300] > 200).all(-1).any()
    assert (frame == 100).all()  # what was given is not drawn on


def test_files(tmp_path: Path) -> None:
    write_set(tmp_path / "set")
    sequences = find_sequences(tmp_path / "set")
    outcome = result(one=[0.5, 0.1], two=[0.3])
    paths = write_pictures(
        outcome, sequences, lambda s, index: ~s.truth(index), tmp_path / "out", 5
    )
    assert [path.name for path in paths] == ["01-one-00002.png", "02-two-00001.png"]
    picture = cv2.imread(str(paths[0]))
    assert picture is not None
    zoom = 640 // WIDTH
    assert picture.shape == (HEIGHT * zoom + 34, 640, 3)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises((AnnotatorError, OSError)):
        write_pictures(outcome, sequences, lambda s, i: s.truth(i), tmp_path / "file", 1)
