"""`evaluate davis` on drawn sets: several objects, and the speed with its machine."""

import numpy as np
from PIL import Image

from tests.cli.conftest import run
from tests.evaluation.test_benchmark import FRAMES, write_set


def test_objects_of_a_video_are_merged_and_written_as_one_map(tmp_path, checkpoint):
    root, out = tmp_path / "DAVIS", tmp_path / "out"
    write_set(root, ("pair",), objects=2)
    options = ("--year", 2017, "--threads", 1, "--precision", "float32", "--json")
    ran = run(
        "evaluate", "davis", "--root", root, "--tracker", checkpoint, "--results", out, *options
    )
    assert ran.status == 0, ran.err
    assert [one["name"] for one in ran.json["sequences"]] == ["pair/1", "pair/2"]
    assert ran.json["frames_per_second"] > 0
    assert "1 thread, float32" in ran.json["hardware"]
    paths = sorted((out / "pair").iterdir())
    assert [path.name for path in paths] == [f"{index:05d}.png" for index in range(FRAMES)]
    with Image.open(paths[0]) as first, Image.open(paths[2]) as later:
        assert first.mode == later.mode == "P"
        assert set(np.unique(np.asarray(first))) == {0, 1, 2}
        assert set(np.unique(np.asarray(later))) <= {0, 1, 2}
    again = run("evaluate", "davis", "--root", root, "--results", out, "--year", 2017, "--json")
    assert again.status == 0, again.err
    for ours, theirs in zip(ran.json["sequences"], again.json["sequences"], strict=True):
        assert ours["J"] == theirs["J"]
        assert ours["F"] == theirs["F"]


def test_the_speed_comes_with_the_machine(tmp_path, checkpoint):
    write_set(tmp_path, ("one",))
    ran = run("evaluate", "davis", "--root", tmp_path, "--tracker", checkpoint, "--threads", 1)
    assert ran.status == 0, ran.err
    assert "frames per second without decoding, " in ran.err
    assert "1 thread, auto" in ran.err
