"""Whatever goes wrong reaches the person once, in words, and the log."""

from __future__ import annotations

import logging
import sys
import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, qInstallMessageHandler, qWarning
from PySide6.QtWidgets import QMessageBox, QWidget

from annotator.core.errors import AnnotatorError
from annotator.gui import errors
from annotator.gui.errors import ErrorReporter, install_error_reporting, log_dir, set_up_logging


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def bare_hooks(monkeypatch):
    """The interpreter's own hooks, as in the program; the test runner's would fail the test."""
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)


@pytest.fixture
def reporter(window, tmp_path, bare_hooks):
    reporter = ErrorReporter(window, tmp_path / "logs")
    reporter.install()
    yield reporter
    reporter.uninstall()


def log_text(reporter: ErrorReporter) -> str:
    return reporter.log_path.read_text(encoding="utf-8")


def raise_in_hook(error: BaseException) -> None:
    """As the interpreter does for an uncaught error."""
    try:
        raise error
    except BaseException:
        sys.excepthook(*sys.exc_info())


def wait_for_message(qtbot, reporter: ErrorReporter) -> QMessageBox:
    qtbot.waitUntil(lambda: len(reporter.open_messages) == 1)
    return reporter.open_messages[0]


def test_an_error_of_ours_is_its_sentence(reporter, qtbot) -> None:
    raise_in_hook(AnnotatorError("The box lies outside the picture; draw it inside."))
    box = wait_for_message(qtbot, reporter)
    assert box.text() == "The box lies outside the picture; draw it inside."
    assert box.icon() == QMessageBox.Icon.Warning
    assert "draw it inside" in log_text(reporter)
    assert "Traceback" not in log_text(reporter)


def test_a_defect_says_that_work_is_saved_and_where_details_are(reporter, qtbot) -> None:
    raise_in_hook(ValueError("boom"))
    box = wait_for_message(qtbot, reporter)
    assert "Something went wrong: boom." in box.text()
    assert "Your work is saved" in box.text()
    assert str(reporter.log_path) in box.text()
    assert "ValueError: boom" in log_text(reporter)
    assert "raise_in_hook" in log_text(reporter)


def test_a_defect_without_words_is_named(reporter) -> None:
    assert "ZeroDivisionError" in reporter.text_of_defect(ZeroDivisionError())


def test_the_same_defect_is_told_once_and_logged_each_time(reporter, qtbot) -> None:
    for _ in range(5):
        raise_in_hook(ValueError("boom"))
    box = wait_for_message(qtbot, reporter)
    box.close()
    qtbot.waitUntil(lambda: not reporter.open_messages)
    raise_in_hook(ValueError("boom"))
    raise_in_hook(ValueError("from the same place, other words"))
    raise_in_hook(KeyError("another kind"))
    box = wait_for_message(qtbot, reporter)
    assert "another kind" in box.text()
    assert log_text(reporter).count("ValueError: boom") == 6


def test_a_repeated_mistake_is_told_again_but_not_twice_at_once(reporter, qtbot) -> None:
    for _ in range(3):
        raise_in_hook(AnnotatorError("Choose a video first."))
    box = wait_for_message(qtbot, reporter)
    box.close()
    qtbot.waitUntil(lambda: not reporter.open_messages)
    raise_in_hook(AnnotatorError("Choose a video first."))
    wait_for_message(qtbot, reporter)


def test_an_error_in_a_thread_is_shown_in_the_gui_thread(reporter, qtbot) -> None:
    def work() -> None:
        raise RuntimeError("in a worker")

    thread = threading.Thread(target=work, name="worker-7")
    thread.start()
    thread.join()
    assert not reporter.open_messages
    box = wait_for_message(qtbot, reporter)
    assert "in a worker" in box.text()
    assert "worker-7" in log_text(reporter)


def test_an_error_in_a_slot_gets_here(reporter, qtbot) -> None:
    class Sender(QObject):
        sent = Signal()

    def fail() -> None:
        raise LookupError("in a slot")

    sender = Sender()
    sender.sent.connect(fail)
    QTimer.singleShot(0, sender.sent.emit)
    assert "in a slot" in wait_for_message(qtbot, reporter).text()


def test_quitting_a_thread_is_no_error(reporter, qtbot) -> None:
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    assert log_text(reporter) == ""


def test_interrupt_is_left_to_python(reporter, monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(sys, "__excepthook__", lambda *details: seen.append(details[0]))
    raise_in_hook(KeyboardInterrupt())
    assert seen == [KeyboardInterrupt]
    assert log_text(reporter) == ""


@pytest.mark.qt_log_ignore("a warning of Qt", extend=True)
def test_messages_of_qt_go_to_the_log(reporter, qtlog) -> None:
    qWarning("a warning of Qt")
    assert "WARNING" in log_text(reporter)
    assert "a warning of Qt" in log_text(reporter)
    assert "a warning of Qt" in [record.message for record in qtlog.records]
    assert not reporter.open_messages


def test_uninstall_gives_the_hooks_back(window, tmp_path) -> None:
    before = (sys.excepthook, threading.excepthook)
    handler = qInstallMessageHandler(None)
    qInstallMessageHandler(handler)
    reporter = ErrorReporter(window, tmp_path)
    reporter.install()
    assert sys.excepthook is not before[0]
    reporter.uninstall()
    assert (sys.excepthook, threading.excepthook) == before
    assert qInstallMessageHandler(handler) is handler


def test_a_defect_is_passed_on_to_an_earlier_hook_a_mistake_is_not(
    window, tmp_path, monkeypatch
) -> None:
    seen: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: seen.append(error))
    monkeypatch.setattr(threading, "excepthook", lambda hook: seen.append(hook.exc_value))
    reporter = ErrorReporter(window, tmp_path)
    reporter.install()
    defect, mistake, in_thread = ValueError("a"), AnnotatorError("b"), OSError("c")
    raise_in_hook(defect)
    raise_in_hook(mistake)

    def work() -> None:
        raise in_thread

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    reporter.uninstall()
    assert seen == [defect, in_thread]


def test_hooks_go_with_the_window(qtbot, tmp_path) -> None:
    before = (sys.excepthook, threading.excepthook)
    window = QWidget()
    reporter = ErrorReporter(window, tmp_path)
    reporter.install()
    handler = reporter._handler
    assert handler in logging.getLogger("annotator").handlers
    del reporter
    shiboken6.delete(window)
    assert (sys.excepthook, threading.excepthook) == before
    assert handler not in logging.getLogger("annotator").handlers


def test_a_hook_put_over_ours_stays(window, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    reporter = ErrorReporter(window, tmp_path)
    reporter.install()

    def later(*_details: object) -> None:
        return None

    sys.excepthook = later
    reporter.uninstall()
    assert sys.excepthook is later


def test_install_error_reporting_logs_to_the_platform_folder(window) -> None:
    reporter = install_error_reporting(window)
    try:
        assert reporter.log_path == log_dir() / "annotator.log"
        assert reporter.log_path.exists()
        assert reporter.parent() is window
    finally:
        reporter.uninstall()


@pytest.mark.parametrize(
    ("platform", "part"),
    [("darwin", "Library/Logs/annotator"), ("win32", "annotator/Logs"), ("linux", "annotator")],
)
def test_log_folder_of_each_platform(platform: str, part: str, monkeypatch) -> None:
    monkeypatch.setattr(errors.sys, "platform", platform)
    assert log_dir().as_posix().endswith(part)


def test_a_folder_that_cannot_be_written_does_not_stop_the_program(tmp_path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("not a folder")
    path, handler = set_up_logging(blocker / "logs")
    logging.getLogger("annotator").removeHandler(handler)
    assert path is None
    assert isinstance(handler, logging.StreamHandler)


def test_the_log_rotates(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(errors, "LOG_BYTES", 2000)
    _path, handler = set_up_logging(tmp_path)
    logger = logging.getLogger("annotator.test")
    for number in range(200):
        logger.warning("line %d", number)
    logging.getLogger("annotator").removeHandler(handler)
    handler.close()
    files = sorted(file.name for file in tmp_path.iterdir())
    assert files == ["annotator.log", "annotator.log.1", "annotator.log.2", "annotator.log.3"]
    assert all(file.stat().st_size <= 2000 for file in tmp_path.iterdir())
