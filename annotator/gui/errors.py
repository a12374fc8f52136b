"""Whatever goes wrong uncaught reaches the person once, in words, and the log.

Four ways lead here: `sys.excepthook` (slots and event handlers of the GUI thread),
`threading.excepthook` (worker threads), Qt's own messages (to the log only, except fatal ones), and
`report`, for code that caught something itself. An `AnnotatorError` is a sentence for a person and
shown in the language of the window; anything else is a defect of this program and says so.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
import threading
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QMessageBox, QWidget

from annotator.core.errors import AnnotatorError
from annotator.gui.sentences import in_words

LOG_NAME = "annotator"
LOG_BYTES = 1_000_000
LOG_FILES = 3

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

ExceptHook = Callable[
    [type[BaseException], BaseException, TracebackType | None],
    object,
]
QtHandler = Callable[[QtMsgType, QMessageLogContext, str], None]


def log_dir() -> Path:
    """Where this platform keeps logs of a user's programs."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Logs" / LOG_NAME
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / LOG_NAME / "Logs"
    return Path(os.environ.get("XDG_STATE_HOME", home / ".local" / "state")) / LOG_NAME


def set_up_logging(folder: Path | None = None) -> tuple[Path | None, logging.Handler]:
    """Log the program's messages to a rotating file; to stderr where no file can be written.

    Returns the file (or None) and the handler, which the caller removes when it is done.
    """
    folder = folder if folder is not None else log_dir()
    path: Path | None = folder / f"{LOG_NAME}.log"
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / f"{LOG_NAME}.log",
            maxBytes=LOG_BYTES,
            backupCount=LOG_FILES,
            encoding="utf-8",
        )
    except OSError:
        path, handler = None, logging.StreamHandler()
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
    )
    logger = logging.getLogger(LOG_NAME)
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return path, handler


class _Hooks:
    """What was replaced, and how it is put back.

    Not a QObject: it must work while the reporter is being destroyed. Defects are also passed on
    to a hook that somebody else had installed before (a debugger, a test runner); the
    interpreter's own hooks only print and are left out.
    """

    def __init__(
        self,
        on_exception: ExceptHook,
        on_thread_exception: Callable[[threading.ExceptHookArgs], object],
        on_qt_message: QtHandler,
    ) -> None:
        self._on_exception = on_exception
        self._on_thread_exception = on_thread_exception
        self._old = sys.excepthook
        self._old_thread = threading.excepthook
        sys.excepthook = on_exception
        threading.excepthook = on_thread_exception
        self._old_qt: QtHandler | None = qInstallMessageHandler(on_qt_message)
        self._is_installed = True

    def restore(self) -> None:
        """Give the hooks back, unless somebody replaced ours meanwhile."""
        if not self._is_installed:
            return
        self._is_installed = False
        if sys.excepthook == self._on_exception:
            sys.excepthook = self._old
        if threading.excepthook == self._on_thread_exception:
            threading.excepthook = self._old_thread
        qInstallMessageHandler(self._old_qt)

    def pass_on(self, error: BaseException) -> None:
        """To the hook that was there before."""
        if self._old is not sys.__excepthook__:
            self._old(type(error), error, error.__traceback__)

    def pass_on_from_thread(self, hook: threading.ExceptHookArgs) -> None:
        """To the hook that was there before."""
        if self._old_thread is not threading.__excepthook__:
            self._old_thread(hook)

    def pass_on_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> bool:
        """To the handler that was there before; whether there was one."""
        if self._old_qt is not None:
            self._old_qt(kind, context, text)
        return self._old_qt is not None


class ErrorReporter(QObject):
    """Shows each distinct error once. Lives in the GUI thread, as a child of the window."""

    _caught = Signal(object)  # BaseException, from any thread

    def __init__(self, parent: QWidget | None = None, folder: Path | None = None) -> None:
        super().__init__(parent)
        self._window = parent
        self._told: set[str] = set()
        self._open: dict[str, QMessageBox] = {}
        self._lock = threading.Lock()
        self._logger = logging.getLogger(f"{LOG_NAME}.errors")
        self.log_path, self._handler = set_up_logging(folder)
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)
        self._hooks: _Hooks | None = None

    def install(self) -> None:
        """Take over the hooks until `uninstall`, or until this object is destroyed."""
        self._hooks = _Hooks(self._on_exception, self._on_thread_exception, self._on_qt_message)
        self.destroyed.connect(self._hooks.restore)
        self.destroyed.connect(partial(_close_log, self._handler))

    def uninstall(self) -> None:
        """Give the hooks back and close the log."""
        if self._hooks is not None:
            self._hooks.restore()
            self._hooks = None
        _close_log(self._handler)

    @property
    def open_messages(self) -> list[QMessageBox]:
        """The messages on screen."""
        return list(self._open.values())

    def report(self, error: BaseException) -> None:
        """Log an error and show it, from any thread."""
        text = "".join(traceback.format_exception(error))
        if isinstance(error, AnnotatorError):
            self._logger.warning("%s", error, exc_info=None)
        else:
            self._logger.error("%s", text.rstrip())
        with self._lock:
            key = _key_of(error)
            # A person may repeat a mistake and must be told again; a defect is told once.
            if key in self._told and not isinstance(error, AnnotatorError):
                return
            self._told.add(key)
        self._caught.emit(error)

    # -- the hooks --------------------------------------------------------------------------

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.report(error.with_traceback(trace))
        if self._hooks is not None and not isinstance(error, AnnotatorError):
            self._hooks.pass_on(error)

    def _on_thread_exception(self, hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None and not isinstance(hook.exc_value, SystemExit):
            self.report(hook.exc_value.with_traceback(hook.exc_traceback))
            if self._hooks is not None and not isinstance(hook.exc_value, AnnotatorError):
                self._hooks.pass_on_from_thread(hook)

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        level = _QT_LEVELS.get(kind, logging.WARNING)
        logging.getLogger(f"{LOG_NAME}.qt").log(level, "%s", text)
        is_passed_on = self._hooks is not None and self._hooks.pass_on_message(kind, context, text)
        if level >= logging.CRITICAL and not is_passed_on and sys.__stderr__ is not None:
            sys.__stderr__.write(f"{text}\n")

    # -- showing ----------------------------------------------------------------------------

    @Slot(object)
    def _on_caught(self, error: BaseException) -> None:
        key = _key_of(error)
        shown = self._open.get(key)
        if shown is not None:
            shown.raise_()
            return
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("Annotator"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        if isinstance(error, AnnotatorError):
            box.setIcon(QMessageBox.Icon.Warning)
            box.setText(in_words(str(error)))
        else:
            box.setIcon(QMessageBox.Icon.Critical)
            box.setText(self.text_of_defect(error))
            box.setDetailedText("".join(traceback.format_exception(error)))
        box.setStandardButtons(QMessageBox.StandardButton.Close)
        box.setWindowModality(Qt.WindowModality.NonModal)
        box.finished.connect(lambda _result, key=key: self._open.pop(key, None))
        self._open[key] = box
        box.show()

    def text_of_defect(self, error: BaseException) -> str:
        """What is said about an error that is not the person's."""
        what = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        where = str(self.log_path) if self.log_path else self.tr("the terminal")
        return self.tr(
            "Something went wrong: {what}.\n\nYour work is saved. You can go on; if it happens "
            "again, close and open the project. Details are in {where}."
        ).format(what=what.rstrip("."), where=where)


def _close_log(handler: logging.Handler, *_destroyed: object) -> None:
    logging.getLogger(LOG_NAME).removeHandler(handler)
    handler.close()


def _key_of(error: BaseException) -> str:
    """What makes an error distinct: a sentence, or the place it came from."""
    if isinstance(error, AnnotatorError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else str(error)
    return f"{type(error).__qualname__} at {place}"


def install_error_reporting(parent_window: QWidget | None = None) -> ErrorReporter:
    """Route everything uncaught to the log and to one message. Call it once, in the GUI thread."""
    reporter = ErrorReporter(parent_window)
    reporter.install()
    return reporter
