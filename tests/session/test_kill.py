"""`kill -9` at any moment loses nothing that was on screen for more than half a second."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.project import Direction
from annotator.formats.project_file import ProjectFile
from tests.fakes import square_mask
from tests.session.helpers import idle, started_track, wait_until

FRAMES = 4000
SIZE = (640, 360)
"""Large enough that the made-up tracker is about as quick as a real one may ever be."""
ROUNDS = 6
MAX_LOSS_S = 0.5
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_kill_during_propagation_loses_nothing_shown_for_half_a_second(
    make_session, qtbot, tmp_path
):
    session = make_session(frame_count=FRAMES, size=SIZE)
    started_track(session, qtbot, frame=0)
    other = started_track(session, qtbot, frame=3)
    session.set_mask(1, FRAMES - 1, square_mask((5, 5, 9, 9), SIZE), "Brush stroke")
    session.propagate(other, 3, Direction.FORWARD, until=8)
    wait_until(qtbot, idle(session))
    session.set_mask(other, 6, square_mask((1, 2, 30, 4), SIZE), "Brush stroke")
    session.close_project()

    manual = _manual_masks(tmp_path / "clip.annot")
    chance = random.Random(20)
    for _ in range(ROUNDS):
        announced = _run_and_kill(tmp_path, chance.uniform(0.55, 1.3))
        due = [one for one in announced if one[2] < announced[-1][2] - MAX_LOSS_S]
        assert due, "the run was killed before anything was due"
        _check_database(tmp_path / "clip.annot")
        stored = _stored_run_ids(tmp_path / "clip.annot")
        lost = [frame for frame, run_id, _ in due if stored.get(frame) != run_id]
        assert not lost
        assert _manual_masks(tmp_path / "clip.annot") == manual


def _run_and_kill(folder, lifetime_s):
    """The announced (frame, run id, time).

    The time is what the process itself has used: on a loaded machine it may stand still at any
    moment, and what it could not do then is not lost by it.
    """
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.session.propagate_until_killed",
            str(folder),
            str(FRAMES),
            *map(str, SIZE),
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "QT_QPA_PLATFORM": "offscreen"},
    )
    announced = []
    with process:
        for line in process.stdout:
            frame, run_id, at_s = line.split()
            announced.append((int(frame), run_id, float(at_s)))
            if announced[-1][2] - announced[0][2] > lifetime_s:
                break
        process.send_signal(signal.SIGKILL)
        for line in process.stdout:
            if line.endswith("\n"):
                frame, run_id, at_s = line.split()
                announced.append((int(frame), run_id, float(at_s)))
    assert process.returncode == -signal.SIGKILL
    return announced


def _check_database(path):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _stored_run_ids(path):
    file, project, problems = ProjectFile.open(path)
    file.close()
    assert problems == ()
    project.check()
    observations = project.track(1).observations
    return {
        frame: one.provenance.run_id
        for frame, one in observations.items()
        if one.provenance is not None
    }


def _manual_masks(path):
    file, project, _ = ProjectFile.open(path)
    file.close()
    return {
        (track.id, frame): one
        for track in project.tracks.values()
        for frame, one in track.observations.items()
        if one.is_keyframe
    }
