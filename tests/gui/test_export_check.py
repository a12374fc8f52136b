"""The background check of an export: the last question is the one that is answered."""

from __future__ import annotations

import threading

import pytest
import shiboken6

from annotator.core.errors import AnnotatorError
from annotator.gui import export_check
from annotator.gui.export_check import ExportCheck
from annotator.session.export_options import ExportOptions
from annotator.session.values import Notice
from tests.fakes import square_mask
from tests.gui.test_timeline import add_tracks


@pytest.fixture
def session(make_session):
    session = make_session(frame_count=5)
    add_tracks(session, 1)
    return session


@pytest.fixture
def check(session):
    return ExportCheck(session)


def test_it_finds_that_there_is_nothing(check, qtbot) -> None:
    with qtbot.waitSignal(check.found) as caught:
        check.request("coco", ExportOptions())
    (notices,) = caught.args
    assert [notice.level for notice in notices] == ["error"]


def test_it_finds_nothing_wrong(check, session, qtbot) -> None:
    session.set_mask(1, 0, square_mask((3, 3, 9, 9)), "Brush")
    with qtbot.waitSignal(check.found) as caught:
        check.request("coco", ExportOptions(include_images=True))
    assert caught.args == [()]


def test_an_impossible_question_is_an_error(check, session, qtbot) -> None:
    with qtbot.waitSignal(check.found) as caught:
        check.request("coco", ExportOptions(track_ids=(77,)))
    assert "77" in caught.args[0][0].text


def test_a_defect_is_told_and_the_next_question_is_answered(check, qtbot, monkeypatch) -> None:
    def fail(*_arguments):
        raise ZeroDivisionError("a defect")

    with monkeypatch.context() as patch, qtbot.waitSignal(check.found) as caught:
        patch.setattr(export_check.export_task, "findings", fail)
        check.request("coco", ExportOptions())
    assert "a defect" in caught.args[0][0].text
    with qtbot.waitSignal(check.found):
        check.request("coco", ExportOptions())


def test_only_the_last_question_is_answered(check, qtbot, monkeypatch) -> None:
    gate, asked = threading.Event(), []

    def findings(_project, name, _options):
        asked.append(name)
        gate.wait(60)
        return [Notice("warning", name)]

    monkeypatch.setattr(export_check.export_task, "findings", findings)
    answers = []
    check.found.connect(lambda notices: answers.append(notices[0].text))
    check.request("coco", ExportOptions())
    qtbot.waitUntil(lambda: asked == ["coco"])
    check.request("davis", ExportOptions())
    check.request("davis2016", ExportOptions())
    qtbot.waitUntil(lambda: not check._timer.isActive())
    gate.set()
    qtbot.waitUntil(lambda: answers == ["davis2016"])
    assert asked == ["coco", "davis2016"]


def test_the_dialog_may_go_meanwhile(check, qtbot, monkeypatch) -> None:
    gate, done = threading.Event(), threading.Event()

    def findings(*_arguments):
        gate.wait(60)
        done.set()
        raise AnnotatorError("too late")

    monkeypatch.setattr(export_check.export_task, "findings", findings)
    check.request("coco", ExportOptions())
    qtbot.waitUntil(lambda: check._is_running)
    shiboken6.delete(check)
    gate.set()
    assert done.wait(60)


def test_without_a_project_nothing_is_started(make_session) -> None:
    check = ExportCheck(make_session(media=False))
    check.request("coco", ExportOptions())
    check._start()
    assert not check._is_running
