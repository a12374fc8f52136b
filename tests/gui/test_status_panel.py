"""The status line: position, score, running jobs with a stop button, saved state."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from annotator.core.edits import SetObservations
from annotator.core.frames import VideoInfo
from annotator.core.geometry import Box
from annotator.core.project import Absence, Direction, Observation, Origin, Visibility
from annotator.gui.job_rows import JobRow, eta_text
from annotator.gui.media_words import media_words
from annotator.gui.status_panel import StatusPanel
from annotator.session.states import absent
from annotator.session.values import JobStatus
from tests.fakes import FakeTracker, Gate, square_mask
from tests.gui.canvas_helpers import add_track
from tests.gui.test_timeline import add_tracks


@pytest.fixture
def session(make_session):
    return make_session(frame_count=200)


@pytest.fixture
def panel(session, qtbot):
    panel = StatusPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1300, 30)
    panel.show()
    return panel


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0 s"), (45, "45 s"), (59.7, "1:00"), (125, "2:05"), (3725, "1:02:05")],
)
def test_eta_text(seconds: float, text: str) -> None:
    assert eta_text(seconds) == text


def test_frame_and_time(panel, session, qtbot) -> None:
    session.go_to_frame(49)
    qtbot.waitUntil(lambda: panel.position.text() == "Frame 50 of 200 · 0:01.96")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "96 × 64 · 25 fps · 60 frames"),
        ({"codec": "h264", "fps": 30000 / 1001}, "96 × 64 · h264 · 29.97 fps · 60 frames"),
        (
            {"variable_frame_rate": True, "rotation_degrees": 90, "is_count_exact": True},
            "96 × 64 · about 25 fps, variable · turned by 90° · 60 frames, counted",
        ),
    ],
)
def test_media_in_words(changes, text) -> None:
    video = VideoInfo(**{"width": 96, "height": 64, "frame_count": 60, **changes})
    assert media_words(video) == text


def test_the_video_is_told_while_no_object_is_selected(panel, session, qtbot) -> None:
    expected = media_words(session.project.video)
    qtbot.waitUntil(lambda: panel.score.text() == expected)
    assert panel.position.toolTip() == expected
    track_id = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(track_id)
    qtbot.waitUntil(lambda: "Dog" in panel.score.text())
    session.close_project()
    qtbot.waitUntil(lambda: not panel.score.text() and not panel.position.toolTip())


def test_a_hidden_object_is_not_called_a_keyframe(panel, session, qtbot) -> None:
    track_id = add_track(session, {0: (10, 10, 20, 20)})
    session.select_track(track_id)
    session.set_state(track_id, [0], absent(Absence.HIDDEN, "behind the bus"), "Hide")
    said = "Dog: hidden behind something · behind the bus"
    qtbot.waitUntil(lambda: panel.score.text() == said)


def test_nothing_open(make_session, qtbot) -> None:
    panel = StatusPanel(make_session(media=False))
    qtbot.addWidget(panel)
    assert panel.position.text() == "No video open"
    assert panel.score.text() == ""


def test_score_of_the_selected_object(panel, session, qtbot) -> None:
    (track_id,) = add_tracks(session, 1)
    session.select_track(track_id)
    qtbot.waitUntil(lambda: panel.score.text() == "Object 1: nothing on this frame")
    observation = Observation(None, Origin.PROPAGATED, score=0.834)
    session.do(SetObservations(track_id, {0: observation}))
    qtbot.waitUntil(lambda: panel.score.text() == "Object 1: propagated · score 0.83")
    absent = Observation(None, Origin.MANUAL, Visibility.OUT_OF_VIEW)
    session.do(SetObservations(track_id, {0: absent}))
    qtbot.waitUntil(lambda: panel.score.text() == "Object 1: out of view")
    session.select_track(None)
    qtbot.waitUntil(lambda: panel.score.text() == media_words(session.project.video))


def test_states_and_their_reason_in_words(panel, session, qtbot) -> None:
    (track_id,) = add_tracks(session, 1)
    session.select_track(track_id)
    mask = square_mask((10, 10, 20, 20))
    one = Observation(
        mask, Origin.MANUAL, Visibility.OCCLUDED, reviewed=True, locked=True, reason="glare"
    )
    session.do(SetObservations(track_id, {0: one}))
    told = "keyframe: made by hand · occluded · reviewed · locked · glare"
    qtbot.waitUntil(lambda: panel.score.text() == f"Object 1: {told}")
    gone = Observation(None, Origin.MANUAL, Visibility.OUT_OF_VIEW, reason="behind the reef")
    session.do(SetObservations(track_id, {0: gone}))
    qtbot.waitUntil(lambda: panel.score.text() == "Object 1: out of view · behind the reef")


def test_why_a_frame_is_to_be_reviewed(panel, session, qtbot) -> None:
    (track_id,) = add_tracks(session, 1)
    session.select_track(track_id)
    mask = square_mask((10, 10, 20, 20))
    doubtful = Observation(mask, Origin.PROPAGATED, score=0.1, flagged=True)
    session.do(SetObservations(track_id, {0: doubtful}))
    told = "Object 1: propagated · score 0.10 · flagged · low score"
    qtbot.waitUntil(lambda: panel.score.text() == told)
    session.set_reviewed(track_id, [0], True)
    told = "Object 1: propagated · score 0.10 · reviewed · flagged"
    qtbot.waitUntil(lambda: panel.score.text() == told)


def test_a_running_job_and_its_stop_button(make_session, qtbot) -> None:
    gate = Gate()
    gate.allow(1)
    session = make_session(frame_count=40, tracker=FakeTracker(gate=gate))
    panel = StatusPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    track_id = session.start_track(Box(10, 10, 20, 20), 0)
    qtbot.waitUntil(lambda: 0 in session.project.track(track_id).observations)
    job_id = session.propagate(track_id, 0, Direction.FORWARD)
    gate.allow(4)
    qtbot.waitUntil(lambda: 4 in session.project.track(track_id).observations)
    qtbot.waitUntil(lambda: [row.job_id for row in panel.job_rows] == [job_id])
    row = panel.job_rows[0]
    qtbot.waitUntil(lambda: row.bar.value() == 4)
    assert row.bar.maximum() == 39
    assert row.rate.text().startswith("4/39")
    assert row.stop_button.accessibleName()
    qtbot.mouseClick(row.stop_button, Qt.MouseButton.LeftButton)
    gate.open()
    qtbot.waitUntil(lambda: not session.jobs)
    qtbot.waitUntil(lambda: not panel.job_rows)
    assert 4 in session.project.track(track_id).observations


def test_numbers_of_a_job(session, qtbot) -> None:
    row = JobRow(session, 7)
    qtbot.addWidget(row)
    row.show_status(
        JobStatus(7, 1, "propagate", "Propagate dog", 120, 400, 14.25, 19.6, Direction.FORWARD)
    )
    assert row.rate.text() == "120/400 · 14.2 fps · 20 s left"
    row.show_status(JobStatus(7, None, "export", "Writing", 30, 100, 0.0, None))
    assert row.rate.text() == "30 %"
    row.show_status(JobStatus(7, None, "predict", "Find the object", 0, 0))
    assert row.rate.text() == ""
    assert row.bar.maximum() == 0
    row.show_status(JobStatus(7, 1, "propagate", "Propagate", 0, 40, is_waiting=True))
    assert row.rate.text() == "waiting"


def test_more_jobs_than_room(panel, monkeypatch, qtbot) -> None:
    jobs = tuple(JobStatus(i, i, "propagate", f"Job {i}", 1, 9) for i in range(5))
    monkeypatch.setattr(type(panel._session), "jobs", property(lambda _self: jobs))
    panel._session.jobs_changed.emit()
    qtbot.waitUntil(lambda: panel.more.text() == "+3 more")
    assert [row.job_id for row in panel.job_rows] == [0, 1]
    assert "Job 4" in panel.more.toolTip()
    panel.resize(700, 30)
    qtbot.waitUntil(lambda: panel.more.text() == "+4 more")


@pytest.mark.parametrize(
    ("state", "text", "tip"),
    [
        ("saved", "✓ Saved", ""),
        ("saving", "● Saving…", ""),
        ("error: the disk is full", "⚠ Not saved", "the disk is full"),
    ],
)
def test_saved_state(panel, qtbot, state: str, text: str, tip: str) -> None:
    panel._session.saved_state_changed.emit(state)
    qtbot.waitUntil(lambda: panel.saved.text() == text)
    assert panel.saved.toolTip() == tip


def test_what_is_saved_at_once_changes_nothing_on_the_line(panel, monkeypatch) -> None:
    monkeypatch.setattr(panel.saved, "setText", lambda text: pytest.fail(text))
    for state in ("saving", "saved"):
        panel._session.saved_state_changed.emit(state)
    panel._refresh()


def test_a_saved_mark_follows_the_theme(panel) -> None:
    before = panel.saved.styleSheet()
    palette = panel.palette()
    is_dark = palette.color(palette.ColorRole.Base).lightness() < 128
    palette.setColor(palette.ColorRole.Base, "white" if is_dark else "black")
    palette.setColor(palette.ColorRole.Window, "white" if is_dark else "black")
    panel.setPalette(palette)
    assert panel.saved.styleSheet() != before


def test_a_long_text_is_elided_and_whole_in_the_tooltip(panel, session, qtbot) -> None:
    (track_id,) = add_tracks(session, 1)
    session.update_track(track_id, name="A very long name " * 20)
    session.select_track(track_id)
    qtbot.waitUntil(lambda: "very long" in panel.score.text())
    panel.grab()
    assert panel.score.toolTip() == panel.score.text()
