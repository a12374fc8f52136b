"""Progress for terminals and log files, tables for people, JSON for programs."""

import json

import pytest

from annotator.cli import console


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test moves."""
    times = [0.0]
    monkeypatch.setattr(console.time, "monotonic", lambda: times[0])
    return times


def test_one_and_many_are_told_apart():
    told = [console.number_of(count, "box prompt") for count in (0, 1, 2)]
    assert told == ["0 box prompts", "1 box prompt", "2 box prompts"]


def test_a_log_file_gets_a_line_per_ten_percent(capsys, clock):
    with console.progress("Working", 250) as report:
        for done in range(1, 251):
            clock[0] = done / 50
            report(done, "Working")
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(" %")[0] for line in lines] == [
        f"Working: {percent}" for percent in range(10, 101, 10)
    ]
    assert lines[0] == "Working: 10 %, 50.0 frames/s, 4 s left"
    assert lines[-1] == "Working: 100 %, 50.0 frames/s, 0 s left"


def test_big_steps_say_only_where_they_arrive(capsys, clock):
    with console.progress("Writing", 1.0, unit="") as report:
        report(0.05, "a")
        report(0.55, "b")
        report(0.55, "c")
        report(1.0, "d")
    assert capsys.readouterr().err.splitlines() == ["b: 50 %", "d: 100 %"]


def test_nothing_to_do_is_no_division_by_zero(capsys):
    with console.progress("Nothing", 0) as report:
        report(0, "Nothing")
        report(1, "Nothing")
    assert "100 %" in capsys.readouterr().err


def test_a_terminal_gets_a_bar(monkeypatch, capsys):
    monkeypatch.setattr(console.sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    with console.progress("Working", 10) as report:
        for done in range(1, 11):
            report(done, "Working")
    assert capsys.readouterr().out == ""


def test_json_keeps_names_readable(capsys):
    console.write_json({"name": "狗 🐕", "frames": 3})
    captured = capsys.readouterr()
    assert "狗 🐕" in captured.out
    assert json.loads(captured.out) == {"name": "狗 🐕", "frames": 3}
    assert captured.err == ""


def test_json_has_null_for_what_is_not_known(capsys):
    nan, endless = float("nan"), float("inf")
    console.write_json({"a": nan, "b": [1.5, -endless, {"c": (endless, 2)}]})
    text = capsys.readouterr().out
    assert json.loads(text) == {"a": None, "b": [1.5, None, {"c": [None, 2]}]}


def test_a_table(capsys):
    console.write_table(
        {
            "frame_count": 3,
            "variable": False,
            "codec": "",
            "notices": [],
            "training": {},
            "tracks": [{"id": 1, "states": {"manual": 2}}, {"id": 2, "first_frame": None}],
        }
    )
    assert capsys.readouterr().err.splitlines() == [
        "frame count  3",
        "variable     no",
        "codec        unknown",
        "notices      none",
        "tracks       id 1, states manual 2",
        "             id 2",
    ]


def test_a_failure_is_one_line(capsys):
    console.fail("First line\n  and the second.")
    assert capsys.readouterr().err == "annotator: First line and the second.\n"
