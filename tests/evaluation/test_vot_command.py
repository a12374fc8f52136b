"""`annotator evaluate vot` and `representation`, from files to a table."""

import numpy as np
import pytest
from PIL import Image

from tests.cli.conftest import assert_fails, checkpoint, run

__all__ = ["checkpoint"]  # a fixture of the other commands' tests


@pytest.fixture
def vot_root(tmp_path):
    """One sequence of fifteen frames: a bright square that stands still."""
    root = tmp_path / "VOT"
    place = root / "square" / "color"
    place.mkdir(parents=True)
    noise = np.random.default_rng(0).integers(0, 60, (48, 64, 3)).astype(np.uint8)
    noise[14:34, 20:44] = (230, 120, 40)
    for index in range(15):
        Image.fromarray(noise).save(place / f"{index + 1:08d}.jpg")
    (root / "square" / "groundtruth.txt").write_text("20,14,43,14,43,33,20,33\n" * 15)
    (root / "list.txt").write_text("square\n")
    return root


def test_a_tracker_is_run_and_its_files_score_the_same(vot_root, checkpoint, tmp_path):
    results = tmp_path / "results"
    options = ("--tracker", checkpoint, "--threads", 1, "--precision", "float32", "--json")
    ran = run("evaluate", "vot", "--root", vot_root, "--results", results, *options)
    assert ran.status == 0, ran.err
    written = (results / "baseline" / "square" / "square_001.txt").read_text().splitlines()
    assert len(written) == 15
    assert written[0] == "1"
    again = run("evaluate", "vot", "--root", vot_root, "--results", results, "--json")
    assert again.status == 0, again.err
    assert again.json["lost"] == ran.json["lost"]
    assert again.json["accuracy"] == pytest.approx(ran.json["accuracy"], abs=1e-3)
    assert ran.json["EAO"] is None  # no sequence of a hundred frames
    table = run("evaluate", "vot", "--root", vot_root, "--results", results, "--window", "vot2019")
    assert "lengths 46 to 291" in table.err


def test_results_that_are_perfect(vot_root, tmp_path):
    place = tmp_path / "results" / "square"
    place.mkdir(parents=True)
    region = "20,14,43,14,43,33,20,33\n"
    (place / "square_001.txt").write_text("1\n" + region * 14)
    ran = run("evaluate", "vot", "--root", vot_root, "--results", tmp_path / "results", "--json")
    assert ran.status == 0, ran.err
    assert (ran.json["accuracy"], ran.json["robustness"]) == (1, 0)


def test_representation_is_a_table(vot_root, checkpoint):
    options = ("--tracker", checkpoint, "--threads", 1, "--precision", "float32", "--count", 2)
    ran = run("evaluate", "representation", "--root", vot_root, *options, "--json")
    assert ran.status == 0, ran.err
    assert ran.json["frames"] == 2
    by_name = {one["name"]: one for one in ran.json["strategies"]}
    assert by_name["oracle, MBR"]["mIOU"] == pytest.approx(1)
    assert len(by_name) == 7


def test_what_is_not_there(vot_root, tmp_path):
    assert_fails(run("evaluate", "vot", "--root", tmp_path, "--results", tmp_path), "VOT set")
    arguments = ("evaluate", "vot", "--root", vot_root, "--results", tmp_path)
    assert_fails(run(*arguments), "square_001.txt")
    assert_fails(run(*arguments, "--sequence", "circle"), "no sequence circle")
