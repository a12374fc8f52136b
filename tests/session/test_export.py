"""Exports run beside the project, from a snapshot, and tell their end once."""

import json

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Direction
from annotator.session.export_options import ExportOptions
from annotator.session.tasks import Tasks
from tests.fakes import square_mask
from tests.session.helpers import Recorder, idle, started_track, wait_until


@pytest.fixture
def session(make_session, qtbot):
    made = make_session(frame_count=12)
    track_id = started_track(made, qtbot, frame=0)
    made.propagate(track_id, 0, Direction.FORWARD)
    wait_until(qtbot, idle(made))
    return made


def test_the_formats_are_those_of_the_table(make_session):
    formats = {one.name: one for one in make_session(media=False).export_formats()}
    assert {"coco", "davis", "davis2016"} <= set(formats)
    assert (formats["coco"].is_folder, formats["coco"].suffix) == (False, ".json")
    assert formats["davis"].is_folder
    assert all(one.title and one.losses for one in formats.values())


def test_an_export_is_a_job_whose_end_is_told(session, qtbot, tmp_path):
    notices = Recorder(session.notified)
    destination = tmp_path / "out.json"
    job_id = session.export("coco", destination)
    assert [(job.job_id, job.kind) for job in session.jobs] == [(job_id, "export")]
    wait_until(qtbot, idle(session))
    (notice,) = notices.values
    assert notice.level == "info"
    assert "verified" in notice.text
    assert len(json.loads(destination.read_text())["annotations"]) == 12


def test_an_export_is_of_the_moment_it_was_asked_for(session, qtbot, tmp_path):
    destination = tmp_path / "out.json"
    session.export("coco", destination)
    session.delete_track(1)
    wait_until(qtbot, idle(session))
    assert len(json.loads(destination.read_text())["annotations"]) == 12


def test_options_reach_the_writer(session, qtbot, tmp_path):
    destination = tmp_path / "out.json"
    session.export("coco", destination, ExportOptions(first_frame=3, last_frame=5))
    wait_until(qtbot, idle(session))
    assert len(json.loads(destination.read_text())["annotations"]) == 3


def test_findings_before_an_export(session):
    session.set_mask(1, 3, square_mask((1, 1, 3, 3)), "Brush stroke")
    assert all(one.level in ("warning", "error") for one in session.export_findings("davis"))


def test_an_unknown_format_is_refused_at_once(session, tmp_path):
    with pytest.raises(AnnotatorError, match="coco"):
        session.export("pascal", tmp_path / "x")
    assert session.jobs == ()


def test_an_export_that_fails_is_told_once(session, qtbot, tmp_path):
    notices = Recorder(session.notified)
    session.export("coco", tmp_path / "no such folder" / "deeper" / "out.json")
    wait_until(qtbot, idle(session))
    assert [notice.level for notice in notices.values] == ["error"]


def test_a_stopped_task_is_heard_of_no_more(session, qtbot):
    tasks = session._tasks
    notices = Recorder(session.notified)

    def wait_for_stop(progress, should_stop):
        while not should_stop():
            progress(0.5, "half done")
        raise AnnotatorError("stopped half way")

    job_id = tasks.start(wait_for_stop, "Export")
    wait_until(qtbot, lambda: session.jobs[0].done == 50)
    assert session.jobs[0].label == "half done"
    session.stop(job_id)
    assert session.jobs == ()
    wait_until(qtbot, lambda: not session._board._threads)
    assert notices.values == []


def test_the_network_can_be_loaded_ahead_and_fails_in_silence(make_session, qtbot):
    session = make_session()
    calls = []

    def factory():
        calls.append(len(calls))
        raise AnnotatorError("The checkpoint is missing; choose one.")

    session._trackers._factory = factory
    notices = Recorder(session.notified)
    session.prepare_tracker()
    assert [job.kind for job in session.jobs] == ["load"]
    wait_until(qtbot, idle(session))
    assert notices.values == []
    session.start_track(Box(5, 5, 9, 9), 0)
    wait_until(qtbot, idle(session))
    assert [notice.level for notice in notices.values] == ["error"]
    assert calls == [0, 1]


def test_a_defect_in_a_task_is_told_in_words(session, qtbot):
    tasks: Tasks = session._tasks
    notices = Recorder(session.notified)

    def divide(progress, should_stop):
        return 1 // 0

    tasks.start(divide, "Export")
    wait_until(qtbot, idle(session))
    assert [notice.level for notice in notices.values] == ["error"]
    assert "unexpected" in notices.values[0].text
