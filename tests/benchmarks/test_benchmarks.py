"""That the benchmarks run and count right; never how fast this machine is."""

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication

from annotator.benchmarks import (
    exporting,
    lanes,
    looking_around,
    opening,
    painting,
    project,
    scrub,
    synthetic,
)
from annotator.benchmarks.figures import Stopwatch, figures
from annotator.cli import benchmark
from annotator.core.errors import AnnotatorError
from annotator.formats.project_file import load_project
from annotator.gui.main_window import MainWindow
from annotator.gui.preferences import Preferences
from annotator.media.open_media import open_media
from annotator.session.session import Session
from tests.fakes import FakeTracker


@pytest.fixture
def window(qtbot, settings, tmp_path):
    session = Session(open_media, lambda _: FakeTracker(velocity=(0.0, 0.0)), settings)
    made = MainWindow(session, preferences=Preferences(tmp_path / "window.ini"))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield session, made
    session.shutdown()


def quiet(_text):
    """Nobody reads it."""


def test_figures_of_known_values():
    found = figures([float(value) for value in range(1, 101)])
    assert found["count"] == 100
    assert (found["p50_ms"], found["p95_ms"], found["p99_ms"]) == (50.5, 95.05, 99.01)
    assert found["max_ms"] == 100
    assert figures([1.0, 2.0])["p50_ms"] == 1.5
    assert figures([7.0])["p95_ms"] == 7
    assert figures([])["p99_ms"] == 0


def test_a_stopwatch_leaves_out_what_failed():
    watch = Stopwatch()
    with watch:
        pass
    with pytest.raises(RuntimeError), watch:
        raise RuntimeError
    assert len(watch.times_s) == 1
    assert watch.median_s >= 0


def test_requests_are_answered_by_pictures_as_near_as_a_keyframe():
    gop = synthetic.GOP
    asked = [(1.0, 3 * gop + 60), (1.1, 5 * gop + 10), (1.3, 5 * gop + 12)]
    seen = [(0.5, 0), (1.04, 3 * gop), (1.2, 5 * gop), (1.9, 5 * gop + 12)]
    # The second is answered after 100 ms; the third by what is on screen already.
    assert scrub._answers(asked, seen) == pytest.approx([40.0, 100.0])


def test_a_request_that_a_later_one_overtook_is_answered_with_it():
    gop = synthetic.GOP
    asked = [(1.0, gop + 40), (1.1, 7 * gop + 40)]
    seen = [(0.5, 20 * gop), (1.25, 7 * gop)]
    assert scrub._answers(asked, seen) == pytest.approx([250.0, 150.0])


def test_a_drag_goes_there_and_back_inside_the_clip():
    shares = list(scrub._there_and_back(101))
    assert shares[0] == 0
    assert shares[50] == 1
    assert shares[-1] == pytest.approx(0.3)
    assert max(abs(a - b) for a, b in pairwise(shares)) < 0.03


def test_scrub_measures_on_a_small_clip(window, tmp_path, monkeypatch):
    session, made = window
    made.resize(900, 700)
    bench = scrub.Bench(session, made)
    clip = synthetic.write_video(tmp_path / "clip.mp4", 750, (96, 64))
    bench.open(clip, 3, 30, range(6))
    monkeypatch.setattr(scrub, "CACHED_FRAMES", 6)
    assert len(list(scrub._cached(bench, 2))) >= 10
    nearest, exact = scrub._jumps(bench, scrub._places(750))
    assert len(nearest) == len(exact)
    assert all(first <= last for first, last in zip(nearest, exact, strict=True))
    monkeypatch.setattr(scrub, "DRAG_S", 0.3)
    found = scrub._drag(bench)
    assert found["rest_to_exact_ms"] > 0
    with pytest.raises(AnnotatorError, match="propagation ended"):
        bench.check()
    bench.close()


def test_strokes_are_painted_on_the_project(window, tmp_path, monkeypatch):
    session, made = window
    bench = scrub.Bench(session, made)
    clip = synthetic.write_video(tmp_path / "clip.mp4", 4, (640, 480), gop=4)
    bench.open(clip, 2, 200, range(3))
    before = {i: bench.project.track(1).observations[i].mask for i in range(3)}
    changes = {"STROKES": 3, "STROKES_A_FRAME": 2, "PAINTED_FRAMES": 3, "STROKE_MOVES": 6}
    for name, value in {**changes, "RESTS": 2, "REST_S": 0.01}.items():
        monkeypatch.setattr(scrub, name, value)
    found = scrub._paint(bench)
    assert {name: times["count"] for name, times in found.items()} == {
        "press": 3,
        "move": 15,
        "release": 3,
        "press_after_rest": 2,
    }
    observations = bench.project.track(1).observations
    assert all(observations[i].mask != mask for i, mask in before.items())
    bench.close()


def test_a_window_that_is_not_painted_is_told(window, monkeypatch):
    _, made = window
    monkeypatch.setattr(painting, "TIMEOUT_S", 0.05)
    monkeypatch.setattr(painting.run, "__defaults__", (0.05,))
    watch = painting.PaintWatch(made.canvas, lambda: 0)
    QApplication.processEvents()
    with pytest.raises(AnnotatorError, match="not painted in time"):
        watch.until(lambda _: False, lambda: None)


def test_the_timeline_is_measured(window, tmp_path, monkeypatch):
    session, made = window
    for name, value in (("OBJECTS", 3), ("FRAMES", 1000), ("ROUNDS", 3), ("SIZE", (500, 200))):
        monkeypatch.setattr(lanes, name, value)
    found = lanes.measure(session, made, tmp_path, tell=quiet)
    assert found["zoom"]["count"] >= 3
    assert found["playhead"]["count"] == 3


def test_opening_is_measured(window, tmp_path, monkeypatch):
    session, made = window
    monkeypatch.setattr(opening, "SIZE", (96, 64))
    found = opening.measure(session, made, tmp_path, tell=quiet, frames=60, gop=20)
    assert found["frames"] == found["packets"] == 60
    assert found["ratio"] > 0


def test_every_format_is_exported_or_says_why_not(tmp_path):
    found = exporting.measure(tmp_path, tell=quiet, frames=2, size=(160, 120))
    assert set(found["formats"]) >= {"coco", "davis", "mots", "yolo-seg"}
    for name, one in found["formats"].items():
        assert ("refused" in one) or one["masks_per_s"] > 0, name
    assert found["formats"]["coco"]["masks"] == 10


def look_around(path, settings):
    """Stands for the window, in the other process."""
    loaded, problems = load_project(path)
    assert not problems
    return {"masks": sum(len(track.observations) for track in loaded.tracks.values())}


def test_a_project_is_saved_and_opened_in_another_process(tmp_path):
    found = project.measure(tmp_path, look_around, tell=quiet, frames=12, size=(160, 120), gop=6)
    assert found["masks"] == 60
    assert found["window"] == {"masks": 60}
    assert found["reopen_ratio"] > 0
    assert found["saved_masks_per_s"] > 0


def test_looking_around_tells_memory_at_each_stage(window, tmp_path, monkeypatch):
    session, made = window
    clip = synthetic.write_video(tmp_path / "clip.mp4", 20, (96, 64), gop=10)
    project._save(clip, tmp_path / "clip.annot")
    monkeypatch.setattr(looking_around, "PLAYED_S", 0.1)
    monkeypatch.setattr(looking_around, "PROPAGATED_S", 0.2)
    monkeypatch.setattr(looking_around, "JUMPS", 3)
    stages = iter(range(100))
    found = looking_around.look_around(
        session, made, tmp_path / "clip.annot", lambda: (float(next(stages)), 99.0)
    )
    assert found["open_to_first_picture_s"] > 0
    assert found["peak_mib"] == 99.0
    assert found["opened_mib"] < found["with_network_mib"]


def test_memory_is_told_in_mib():
    now, peak = project.resident_mib()
    assert peak is not None
    assert peak > 10
    assert now is None or 10 < now <= peak * 1.1


def test_nested_figures_become_lines():
    lines = benchmark.flat({"a": 1, "b": {"c": {"p50_ms": 2.0}, "d": 3}})
    assert lines == {"a": 1, "b: c": {"p50_ms": 2.0}, "b: d": 3}
