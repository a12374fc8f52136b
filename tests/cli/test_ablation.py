"""`evaluate ablation`: from a configuration to a table, a file of values and a picture."""

import csv
import json

import pytest
from PIL import Image

from annotator.cli.hardware import cpu_name, hardware_name
from tests.cli.conftest import assert_fails, run
from tests.evaluation.test_benchmark import write_set

CONFIG = """
title = "Two rows"
[[data]]
kind = "davis"
name = "squares"
root = "{root}"
year = {year}
subset = "small"
[[data]]
kind = "vot"
name = "none"
root = "{root}/none"
[[rows]]
name = "Random"
tracker = "{checkpoint}?mask_threshold=0.4"
measures = ["J", "F", "fps"]
[[rows]]
name = "Missing"
tracker = "no-such-network"
"""


@pytest.fixture
def configuration(tmp_path, checkpoint):
    root = tmp_path / "DAVIS"
    write_set(root, ("one", "two"), objects=2)
    (root / "ImageSets").mkdir()
    (root / "ImageSets" / "small.txt").write_text("two\n")

    def write(year=2016, checkpoint=checkpoint):
        path = tmp_path / "ablation.toml"
        path.write_text(CONFIG.format(root=root, year=year, checkpoint=checkpoint))
        return path

    return write


def ablation(path, out, *more):
    return run("evaluate", "ablation", path, "--out", out, "--threads", 1, *more)


@pytest.mark.parametrize("year", [2016, 2017])
def test_a_table_and_a_plot(configuration, tmp_path, year):
    out = tmp_path / "out"
    ran = ablation(configuration(year), out, "--precision", "float32", "--json")
    assert ran.status == 0, ran.err
    random, missing = ran.json["rows"]
    assert 0 <= random["values"]["J squares"] <= 1
    assert random["values"]["fps"] > 0
    assert random["backbone"] == "mobilenetv2"
    assert "no-such-network" in missing["problem"]
    assert "1 thread, float32" in ran.json["hardware"]
    assert "none: " in (out / "table.md").read_text()
    rows = list(csv.DictReader((out / "table.csv").read_text().splitlines()))
    assert [row["name"] for row in rows] == ["Random", "Missing"]
    with Image.open(out / "speed.png") as picture:
        assert picture.width > 400
    before = {path: path.stat().st_mtime_ns for path in (out / "rows").iterdir()}
    again = ablation(configuration(year), out, "--precision", "float32", "--json")
    assert again.json["rows"][0]["values"] == random["values"]
    assert {path: path.stat().st_mtime_ns for path in (out / "rows").iterdir()} == before
    (kept,) = before
    names = json.loads(kept.read_text())["sequences"]
    assert set(names) == ({"two"} if year == 2016 else {"two/1", "two/2"})


def test_what_is_not_there(configuration, tmp_path):
    assert_fails(ablation(tmp_path / "none.toml", tmp_path), "none.toml")
    ran = ablation(configuration(checkpoint="neither"), tmp_path / "out")
    assert ran.status == 1
    assert "No row could be measured" in ran.sentence
    assert "No speed.png" in ran.err
    path = configuration()
    path.write_text(path.read_text().replace("DAVIS", "Davis"))
    assert_fails(ablation(path, tmp_path / "out"), "No data set can be read", "squares")


def test_the_machine_has_a_name(tmp_path, monkeypatch):
    facts = tmp_path / "cpuinfo"
    facts.write_text("processor : 0\nmodel name\t: Fast   CPU 9000\n")
    monkeypatch.setattr("annotator.cli.hardware._CPU_FACTS", facts)
    assert hardware_name("cpu", 3) == "Fast CPU 9000, 3 threads"
    assert hardware_name("mps", 1) == "Fast CPU 9000, 1 thread"
    monkeypatch.setattr("annotator.cli.hardware._CPU_FACTS", tmp_path / "none")
    assert cpu_name()
