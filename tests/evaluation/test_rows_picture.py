"""The picture of RoWs at chosen pixels, and the command that draws it."""

from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image

from annotator.evaluation.rows_picture import draw_rows
from tests.cli.conftest import BOX, assert_fails, checkpoint, clip, clip_file, run

__all__ = ["checkpoint", "clip", "clip_file"]  # fixtures of the commands' tests

GREEN, AMBER = (0, 200, 90), (255, 190, 0)


@dataclass(frozen=True)
class Row:
    cell: tuple[int, int]
    score: float
    window: np.ndarray
    probabilities: np.ndarray


def row_of(cell: tuple[int, int], part: slice) -> Row:
    mask = np.zeros((63, 63), np.float32)
    mask[part, part] = 0.9
    return Row(cell, 0.5, np.full((127, 127, 3), 100, np.uint8), mask)


def test_tiles_lie_in_order_and_show_their_masks():
    rows = [
        row_of((y, x), slice(10, 20) if x == 8 else slice(40, 50)) for y in (8, 12) for x in (8, 12)
    ]
    crop = np.full((255, 255, 3), 60, np.uint8)
    scores = np.zeros((25, 25), np.float32)
    scores[12, 12] = 1
    picture = draw_rows(
        crop, scores, rows, columns=2, chosen=(12, 12), threshold=0.4, stride=8
    )  # fmt: skip
    side = 2 * (127 + 18) + 6  # of the map on the left: as high as two tiles and their gap
    assert picture.shape == (side + 12, 6 + side + 6 + 2 * (127 + 6), 3)
    tiles = picture[:, 6 + side :]

    def tile(y: int, x: int) -> np.ndarray:
        top, left = 6 + 18 + y * (127 + 18 + 6), 6 + x * (127 + 6)
        return tiles[top : top + 127, left : left + 127]

    half_green = [50, 150, 95]
    assert tile(0, 0)[30, 30].tolist() == half_green
    assert tile(0, 0)[90, 90].tolist() == [100, 100, 100]
    assert tile(0, 1)[90, 90].tolist() == half_green
    assert tile(0, 1)[30, 30].tolist() == [100, 100, 100]
    assert tile(1, 1)[1, 60].tolist() == list(AMBER)
    assert tile(1, 0)[1, 60].tolist() == [100, 100, 100]
    center = 6 + side // 2
    assert (picture[center - 9 : center + 9, center - 9 : center + 9] == AMBER).all(axis=2).any()
    assert picture[10, 10].tolist() == [60, 60, 60]


def test_the_command_draws_a_clip(clip, checkpoint, tmp_path):
    options = ("--box", BOX, "--tracker", checkpoint, "--threads", 1, "--precision", "float32")
    out = tmp_path / "rows.png"
    ran = run("evaluate", "rows", clip, *options, "--frame", 3, "--grid", 3, "-o", out)
    assert ran.status == 0, ran.err
    assert "9 RoWs" in ran.err
    with Image.open(out) as picture:
        assert picture.height == 3 * (127 + 18) + 2 * 6 + 12
    assert_fails(
        run("evaluate", "rows", clip, *options, "-o", tmp_path / "none" / "rows.png"), "written"
    )
    assert_fails(
        run("evaluate", "rows", clip, *options, "--grid", 9, "--step", 9, "-o", out), "fit"
    )


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d"])
def test_a_box_that_is_none(clip, checkpoint, tmp_path, box):
    ran = run("evaluate", "rows", clip, "--box", box, "-o", tmp_path / "rows.png")
    assert ran.status == 2
