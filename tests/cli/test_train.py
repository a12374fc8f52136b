"""`annotator train` as a command: a tiny run that is measured on a held-out sequence."""

import csv
import math

import pytest
import torch
from PIL import Image

from tests.cli.conftest import assert_fails, run
from tests.tracking.training.sets import write_coco, write_davis

CONFIG = """
run_directory = "{run}"
batch_size = 2
[evaluation]
root = "{davis}"
every_pairs = 2
max_frames = 4
{more}
[schedule]
total_pairs = {total}
[runtime]
workers = 0
threads = 1
device = "cpu"
log_every = 1
[[datasets]]
kind = "coco"
path = "{coco}"
"""


@pytest.fixture
def configured(tmp_path):
    coco, davis = write_coco(tmp_path / "coco", 2), write_davis(tmp_path / "davis")

    def write(total=4, more=""):
        path = tmp_path / "config.toml"
        path.write_text(
            CONFIG.format(run=tmp_path / "run", davis=davis, coco=coco, total=total, more=more)
        )
        return path

    return write


def test_the_best_weights_are_kept_and_run(configured, tmp_path):
    ran = run("train", configured())
    assert ran.status == 0, ran.err
    assert "Held out: walk" in ran.err
    assert "nan" not in ran.err
    best = tmp_path / "run" / "best.pt"
    assert f"Best on the held-out sequences → {best}" in ran.err
    with (tmp_path / "run" / "log.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["pairs"] for row in rows] == ["2", "4"]
    figures = [(float(row["held_out_j"]), float(row["held_out_f"])) for row in rows]
    assert all(0 <= value <= 1 for figure in figures for value in figure)
    stored = torch.load(best, weights_only=True)
    kept = max(range(2), key=lambda i: (sum(figures[i]), i))
    assert stored["pairs"] == 2 * (kept + 1)
    assert math.isclose(stored["held_out"]["j"], figures[kept][0], rel_tol=1e-5)

    # The figure is that of the tracker that people run.
    again = run(
        "evaluate", "davis", "--root", short_copy(tmp_path), "--tracker", best,
        "--precision", "float32", "--threads", 1, "--json",
    )  # fmt: skip
    assert again.json["J"]["mean"] == pytest.approx(stored["held_out"]["j"], abs=1e-9)


def short_copy(tmp_path):
    """The first four frames, as `max_frames` says."""
    for path in (tmp_path / "davis").glob("**/walk/*"):
        if int(path.stem) >= 4:
            path.unlink()
    return tmp_path / "davis"


def test_held_out_sequences_that_are_not_there(configured, tmp_path):
    assert_fails(run("train", configured(more='sequences = ["run"]')), "run", "walk")
    assert_fails(run("train", configured(more='image_set = "val"')), "val.txt")
    (tmp_path / "davis" / "ImageSets").mkdir()
    (tmp_path / "davis" / "ImageSets" / "val.txt").write_text("walk\n")
    ran = run("train", configured(total=2, more='image_set = "val"'))
    assert ran.status == 0, ran.err
    for path in (tmp_path / "davis" / "Annotations" / "480p" / "walk").iterdir():
        if int(path.stem) >= 2:
            path.unlink()
    assert_fails(run("train", configured(total=2)), "walk", "three frames")
    (tmp_path / "davis" / "Annotations").rename(tmp_path / "short")
    write_davis(tmp_path / "other")
    (tmp_path / "other" / "Annotations").rename(tmp_path / "davis" / "Annotations")
    first = tmp_path / "davis" / "Annotations" / "480p" / "walk" / "00000.png"
    Image.new("P", (200, 120)).save(first)
    assert_fails(run("train", configured(total=2)), "walk", "first mask")
