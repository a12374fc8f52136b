"""The guided demo on a window over fakes: the whole main job, driven by its own script."""

import json
from pathlib import Path

import pytest

pytest.importorskip("PySide6.QtWidgets")

from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Origin
from annotator.formats.project_file import load_project
from annotator.gui.main_window import MainWindow
from annotator.tour import Tour, TourError, TourPlan, middle_line
from tests.fakes import FakeTracker, square_mask, write_fake_media

BOX = Box(20, 20, 20, 16)


@pytest.fixture
def make_tour(make_session, qtbot, tmp_path):
    """A tour over a fake clip of 12 frames."""

    def make(tracker=None, box=BOX):
        session = make_session(frame_count=12, tracker=tracker, media=False)
        window = MainWindow(session)
        qtbot.addWidget(window)
        clip = write_fake_media(tmp_path / "clips" / "clip.mp4")
        folder = tmp_path / "out"
        folder.mkdir(exist_ok=True)
        plan = TourPlan(clip, folder, frame=0, box=box, name="Fish", category="animal")
        return session, Tour(session, window, plan), plan

    return make


def run_to_end(qtbot, tour):
    with qtbot.waitSignal(tour.finished, timeout=60_000) as blocker:
        tour.start()
    return blocker.args[0]


def test_the_whole_tour(make_tour, qtbot):
    session, tour, plan = make_tour()
    told = []
    tour.told.connect(told.append)
    assert run_to_end(qtbot, tour) is None
    assert [text[0] for text in told] == [*"123456"]
    tour.hand_over()
    assert told[-1].startswith("Done.")
    (track,) = session.project.tracks.values()
    assert (track.name, session.project.categories[track.category_id].name) == ("Fish", "animal")
    assert sorted(track.observations) == list(range(12))
    assert track.keyframes() == [0, 6]
    session.shutdown()
    saved, problems = load_project(plan.project_path)
    assert not problems
    assert saved.tracks[1].observations == track.observations
    assert len(json.loads(plan.coco_path.read_text())["annotations"]) == 12
    assert len(list(plan.davis_path.rglob("*.png"))) == 12
    assert plan.screenshot_path.stat().st_size > 1000


def test_the_brushed_frame_gains_the_stroke_and_keeps_it(make_tour, qtbot):
    session, tour, _plan = make_tour()
    assert run_to_end(qtbot, tour) is None
    corrected = session.project.tracks[1].observations[6]
    assert corrected.origin is Origin.MANUAL
    assert corrected.provenance.source == "brush"
    propagated_after = session.project.tracks[1].observations[7]
    assert propagated_after.provenance.seed_frame == 6


def test_the_picture_is_taken_when_the_window_shows_what_is_there(make_tour, qtbot, monkeypatch):
    session, tour, _plan = make_tour()
    window = tour.parent()
    shown = []

    def look(_tour):
        shown.append((window.canvas.frame_index, window.status_panel.position.text()))
        shown.append(window.status_panel.saved.text())
        shown.append(window.review_panel.summary.text())

    monkeypatch.setattr(Tour, "_take_screenshot", look)
    clear = window.toasts.clear

    def make_stale():  # what the script does just before
        clear()
        window.status_panel.position.setText("old")
        window.status_panel._timer.setInterval(300)
        session.go_to_frame(3)
        session.go_to_frame(6)

    window.toasts.clear = make_stale
    assert run_to_end(qtbot, tour) is None
    (frame, position), saved, summary = shown
    assert frame == 6
    assert position.startswith("Frame 7 of 12")
    assert saved == "✓ Saved"
    assert "Looking" not in summary


def test_a_failure_of_the_network_ends_the_tour_with_its_reason(make_tour, qtbot):
    _session, tour, _plan = make_tour(tracker=FakeTracker(fail_at=5))
    error = run_to_end(qtbot, tour)
    assert isinstance(error, TourError)
    assert "made-up failure" in str(error)


def test_a_box_outside_ends_the_tour(make_tour, qtbot):
    _session, tour, _plan = make_tour(box=Box(500, 500, 10, 10))
    assert run_to_end(qtbot, tour) is not None


def test_an_error_of_the_script_is_told(make_tour, qtbot, monkeypatch):
    _session, tour, _plan = make_tour()
    monkeypatch.setattr(Tour, "_brush", lambda *_: 1 / 0)
    assert isinstance(run_to_end(qtbot, tour), ZeroDivisionError)


def test_a_stopped_tour_does_nothing_more(make_tour, qtbot):
    session, tour, _plan = make_tour()
    tour.start()
    tour.stop()
    qtbot.wait_until(lambda: not session.jobs)
    assert session.project is None


def test_the_middle_line_follows_the_longer_side():
    mask = square_mask((10, 10, 40, 10))
    start, end, diameter = middle_line(mask, None)
    assert start == pytest.approx((18, 15))
    assert end == pytest.approx((42, 15))
    assert diameter == 4
    upright = RotatedBox(30, 30, 10, 40, 0)
    start, end, _ = middle_line(mask, upright)
    assert start == pytest.approx((30, 18))
    assert end == pytest.approx((30, 42))


def test_places_of_the_results():
    plan = TourPlan(Path("a/demo.mp4"), Path("out"), 0, BOX, "Fish", "animal")
    assert plan.project_path == Path("out/demo.annot")
    assert {plan.coco_path.name, plan.davis_path.name} == {"coco.json", "davis"}
    assert Mask.empty(4, 4).box is None
