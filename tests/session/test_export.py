"""Exports run beside the project, from a snapshot, and tell their end once."""

import json

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Direction
from annotator.formats.registry import ExportCancelledError
from annotator.session import export_task
from annotator.session.export_options import ExportOptions
from annotator.session.tasks import Outcome, Tasks
from annotator.session.values import JobResult, Notice
from tests.fakes import Gate, square_mask
from tests.session.helpers import Recorder, frozen, idle, started_track, wait_until


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
    notices, ends = Recorder(session.notified), Recorder(session.job_ended)
    destination = tmp_path / "out.json"
    job_id = session.export("coco", destination)
    assert [(job.job_id, job.kind) for job in session.jobs] == [(job_id, "export")]
    wait_until(qtbot, idle(session))
    (notice,) = notices.values
    assert notice.level == "info"
    assert "verified" in notice.text
    assert ends.values == [JobResult(job_id, "done", notice.text, destination)]
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
    found = export_task.findings(frozen(session), "davis", None)
    assert found
    assert all(one.level in ("warning", "error") for one in found)


def test_an_unknown_format_is_refused_at_once(session, tmp_path):
    with pytest.raises(AnnotatorError, match="coco"):
        session.export("pascal", tmp_path / "x")
    assert session.jobs == ()


def test_an_export_that_fails_is_told_once(session, qtbot, tmp_path):
    notices, ends = Recorder(session.notified), Recorder(session.job_ended)
    (tmp_path / "a file").write_text("")
    job_id = session.export("coco", tmp_path / "a file" / "deeper" / "out.json")
    wait_until(qtbot, idle(session))
    (notice,) = notices.values
    assert notice.level == "error"
    assert ends.values == [JobResult(job_id, "failed", notice.text)]


class StoppedAtOnce:
    """A format whose export waits to be stopped."""

    def write(self, project, destination, options, *, source, progress, should_stop):
        while not should_stop():
            progress(0.5, "half done")
        raise ExportCancelledError("The export was stopped; nothing was changed.")


def test_a_stopped_export_is_told_as_stopped_and_not_as_failed(
    session, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setattr(export_task, "find_format", lambda name: StoppedAtOnce())
    notices, ends = Recorder(session.notified), Recorder(session.job_ended)
    job_id = session.export("coco", tmp_path / "out.json")
    wait_until(qtbot, lambda: session.jobs[0].done == 50)
    session.stop(job_id)
    wait_until(qtbot, idle(session))
    text = "The export was stopped; nothing was changed."
    assert notices.values == [Notice("info", text)]
    assert ends.values == [JobResult(job_id, "stopped", text)]


def test_a_task_stopped_too_late_has_its_result(session, qtbot, tmp_path):
    gate = Gate()
    ends = Recorder(session.job_ended)

    def write(progress, should_stop):
        gate.pass_through()
        return Outcome("Written.", tmp_path / "copy")

    job_id = session._tasks.start(write, "Save a copy")
    session.stop(job_id)
    assert [job.label for job in session.jobs] == ["Stopping"]
    gate.open()
    wait_until(qtbot, idle(session))
    assert ends.values == [JobResult(job_id, "done", "Written.", tmp_path / "copy")]


def test_a_task_that_fails_when_stopped_is_stopped(session, qtbot):
    tasks = session._tasks
    notices, ends = Recorder(session.notified), Recorder(session.job_ended)

    def wait_for_stop(progress, should_stop):
        while not should_stop():
            progress(0.5, "half done")
        raise AnnotatorError("stopped half way")

    job_id = tasks.start(wait_for_stop, "Export")
    wait_until(qtbot, lambda: session.jobs[0].done == 50)
    assert session.jobs[0].label == "half done"
    session.stop(job_id)
    wait_until(qtbot, idle(session))
    wait_until(qtbot, lambda: not session._board._threads)
    assert [notice.level for notice in notices.values] == ["info"]
    assert [(one.job_id, one.state) for one in ends.values] == [(job_id, "stopped")]


def test_the_network_can_be_loaded_ahead_and_fails_in_silence(make_session, qtbot):
    session = make_session()
    calls = []

    def factory(_settings):
        calls.append(len(calls))
        raise AnnotatorError("The checkpoint is missing; choose one.")

    session._trackers._builder = factory
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
