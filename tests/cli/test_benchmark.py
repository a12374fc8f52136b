"""The benchmarks' own arithmetic, and that they run; never how fast this machine is."""

import json
from pathlib import Path

import pytest

from annotator.cli import benchmark, end_to_end
from annotator.cli.projects import read_project
from annotator.core.geometry import Box
from annotator.media.open_media import open_media
from tests.cli.conftest import assert_fails, run
from tests.fakes import FakeTracker


@pytest.fixture
def tracker():
    """Follows nothing: its frames carry no index here, so each mask is the box itself."""
    return FakeTracker(velocity=(0.0, 0.0))


def test_end_to_end_compares_the_same_frames(tracker, clip):
    figures = end_to_end.measure(tracker, clip, Box(20, 16, 20, 16), seconds=0.0)
    assert (figures["width"], figures["height"], figures["frames"]) == (854, 480, 8)
    assert figures["turns"] == 3
    assert figures["tracker_fps"] > 0
    assert figures["end_to_end_fps"] > 0
    assert figures["ratio"] > 0
    calls = len(tracker.updated_frames)
    # A warm-up and three turns of both, each of them a prediction on the box and seven frames.
    assert calls == 7 * 8


def test_the_measured_run_stores_every_mask(tracker, clip, tmp_path):
    output = tmp_path / "whole.annot"
    end_to_end.whole(tracker, clip, output, Box(20, 16, 20, 16))
    (track,) = read_project(output).tracks.values()
    assert sorted(track.observations) == list(range(8))


def test_clips_are_enlarged_to_480p(clip, tmp_path):
    frames, scale = end_to_end.enlarged(clip)
    assert {frame.shape for frame in frames} == {(480, 854, 3)}
    assert scale == pytest.approx(480 / 64)
    video = end_to_end.write_video(tmp_path / "out.mp4", frames)
    source = open_media(video)
    assert (source.info.width, source.info.height, source.info.frame_count) == (854, 480, 8)
    source.close()


def test_figures_for_a_person(capsys):
    benchmark.tell(
        {
            "threads": 2,
            "torch": "2",
            "machine": "x",
            "variants": {"plain": {"median_ms": 100.0, "ratio": 1.0}},
            "end_to_end": {
                "width": 854, "height": 480, "end_to_end_fps": 45.0, "tracker_fps": 50.0,
                "ratio": 0.9,
            },
        }
    )  # fmt: skip
    text = capsys.readouterr().err
    assert "100.0 ms" in text
    assert "45.0 frames/s, 90% of the bare tracker's 50.0" in text


def test_a_checkpoint_that_is_not_there():
    assert_fails(run("benchmark", "propagate", "--checkpoint", Path("none.pth")), "none.pth")


@pytest.mark.parametrize("name", ["scrub", "timeline", "open", "export", "project"])
def test_each_part_can_be_asked_for(name):
    ran = run("benchmark", name, "--help")
    assert ran.status == 0, ran.err
    assert "--json" in ran.out + ran.err


def test_figures_go_to_a_program_or_to_a_person(capsys):
    facts = {"part": {"nearest": {"p50_ms": 12.0}, "rest_ms": 3}, "frames": 10}
    benchmark.report(facts, as_json=True)
    assert json.loads(capsys.readouterr().out) == facts
    benchmark.report(facts, as_json=False)
    told = capsys.readouterr()
    assert told.out == ""
    assert "p50 ms 12.0" in told.err
