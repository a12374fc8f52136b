"""The list of jobs: every run with its object, its progress or that it waits, and its stop."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from annotator.core.project import Direction
from annotator.gui.job_rows import JobList
from annotator.gui.status_panel import StatusPanel
from annotator.session.job_board import MAX_RUNNING
from tests.fakes import FakeTracker, Gate, square_mask
from tests.gui.test_timeline import add_tracks

OBJECTS = MAX_RUNNING + 2


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def session(make_session, gate):
    """More propagations than may run at a time, each of another object."""
    session = make_session(frame_count=40, tracker=FakeTracker(gate=gate))
    for track_id in add_tracks(session, OBJECTS):
        session.set_mask(track_id, 0, square_mask((4, 4, 9, 9)), "Brush")
        session.propagate(track_id, 0, Direction.FORWARD)
    yield session
    gate.open()


@pytest.fixture
def panel(session, qtbot):
    panel = StatusPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1200, 30)
    panel.show()
    return panel


@pytest.fixture
def jobs(panel, qtbot) -> JobList:
    qtbot.mouseClick(panel.more, Qt.MouseButton.LeftButton)
    (found,) = panel.findChildren(JobList)
    return found


def test_all_jobs_are_listed_and_waiting_ones_say_so(session, jobs) -> None:
    assert jobs.isVisible()
    assert [row.job_id for row in jobs.job_rows] == [job.job_id for job in session.jobs]
    assert [row.rate.text() for row in jobs.job_rows[MAX_RUNNING:]] == ["waiting"] * 2
    assert jobs.job_rows[3].label.text() == "Object 4 · Propagate forward"
    assert jobs.title.text() == "2 running, 2 waiting"


def test_one_is_stopped_and_the_next_starts(session, jobs, gate, qtbot) -> None:
    gate.allow(6)
    first = session.jobs[0].job_id
    qtbot.waitUntil(lambda: session.jobs[0].done > 0)
    qtbot.mouseClick(jobs.job_rows[0].stop_button, Qt.MouseButton.LeftButton)
    assert first not in [job.job_id for job in session.jobs]
    gate.allow(6)
    qtbot.waitUntil(lambda: sum(job.is_waiting for job in session.jobs) == 1)
    qtbot.waitUntil(lambda: jobs.title.text() == "2 running, 1 waiting")
    assert 1 in session.project.track(1).observations  # what had arrived stays


def test_a_waiting_one_is_withdrawn(session, jobs, qtbot) -> None:
    qtbot.mouseClick(jobs.job_rows[-1].stop_button, Qt.MouseButton.LeftButton)
    assert [job.track_id for job in session.jobs] == [1, 2, 3]
    qtbot.waitUntil(lambda: len(jobs.job_rows) == 3)


def test_all_are_stopped(session, jobs, gate, qtbot) -> None:
    qtbot.mouseClick(jobs.stop_all, Qt.MouseButton.LeftButton)
    assert session.jobs == ()
    qtbot.waitUntil(lambda: jobs.title.text() == "Nothing is running.")
    assert not jobs.job_rows
    assert not jobs.stop_all.isEnabled()
