"""Shared fixtures: Qt without a screen, a private HOME, no thread left behind, fakes wired up.

The environment is set at import, because Qt and QSettings read it when they are first used.
``ANNOTATOR_TEST_PLATFORM=xcb`` runs the window tests on a real X server instead of offscreen.
"""

import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from annotator.session.session import Session

_HOME = tempfile.TemporaryDirectory(prefix="annotator-tests-home-")
_XDG = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_CACHE_HOME": ".cache",
    "XDG_STATE_HOME": ".local/state",
}


def _isolate_environment() -> None:
    os.environ["QT_QPA_PLATFORM"] = os.environ.get("ANNOTATOR_TEST_PLATFORM", "offscreen")
    os.environ["HOME"] = _HOME.name
    for variable, folder in _XDG.items():
        os.environ[variable] = str(Path(_HOME.name) / folder)


_isolate_environment()

_FULL_COLLECTION_AFTER = 40  # tests


def pytest_configure() -> None:
    """No automatic garbage collection: in a worker thread it would destroy other tests' widgets.

    And no test fails because the machine is slow just then.
    """
    gc.disable()
    hypothesis.settings.register_profile(
        "patient",
        parent=hypothesis.settings(),
        deadline=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("patient")


@pytest.fixture(autouse=True)
def _collect_garbage() -> Iterator[None]:
    """What `session.garbage` does for the product, done between tests."""
    yield
    gc.collect(2 if gc.get_count()[2] > _FULL_COLLECTION_AFTER else 1)


def find_shared_dir() -> Path | None:
    """The reference data: ``$ANNOTATOR_SHARED``, else ``../shared`` beside the repository."""
    named = os.environ.get("ANNOTATOR_SHARED")
    path = Path(named) if named else Path(__file__).resolve().parents[2] / "shared"
    return path if path.is_dir() else None


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """Reference data kept beside the repository; skips where it is absent."""
    path = find_shared_dir()
    if path is None:
        pytest.skip("no reference data: set ANNOTATOR_SHARED or put ../shared beside the repo")
    return path


def running_qthreads() -> list[str]:
    """Names of the QThreads that Python started and that still run."""
    qtcore = sys.modules.get("PySide6.QtCore")
    if qtcore is None:
        return []
    import shiboken6

    return [
        f"{type(found).__name__}({found.objectName()})"
        for found in gc.get_objects()
        if isinstance(found, qtcore.QThread) and shiboken6.isValid(found) and found.isRunning()
    ]


@pytest.fixture(autouse=True)
def _no_live_qthread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that leaves a QThread running: such a process aborts when it quits.

    Only tests with Qt are looked at: going through all objects takes long once torch is loaded.
    """
    yield
    alive = running_qthreads() if "qapp" in request.fixturenames else []
    assert not alive, f"threads left running: {alive}"


PATIENCE_MS = 30_000
"""A loaded machine may stand still for seconds. A wait ends as soon as its condition holds."""


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> Any:
    """pytest-qt's, with more patience than its five seconds."""
    from functools import partialmethod

    from pytestqt.qtbot import QtBot

    class PatientBot(QtBot):  # type: ignore[misc]
        waitActive = partialmethod(QtBot.waitActive, timeout=PATIENCE_MS)  # noqa: N815
        waitExposed = partialmethod(QtBot.waitExposed, timeout=PATIENCE_MS)  # noqa: N815
        waitSignal = partialmethod(QtBot.waitSignal, timeout=PATIENCE_MS)  # noqa: N815
        waitSignals = partialmethod(QtBot.waitSignals, timeout=PATIENCE_MS)  # noqa: N815
        waitUntil = partialmethod(QtBot.waitUntil, timeout=PATIENCE_MS)  # noqa: N815
        waitCallback = partialmethod(QtBot.waitCallback, timeout=PATIENCE_MS)  # noqa: N815

    return PatientBot(request)


@pytest.fixture(autouse=True)
def _hand_rests_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No run waits for the hand that a test pretends to move, unless the test says so."""
    monkeypatch.setattr("annotator.session.hand.REST_S", 0.0)


@pytest.fixture(autouse=True)
def _source_language() -> Iterator[None]:
    """No translation that a window installed is left for the next test."""
    yield
    language = sys.modules.get("annotator.gui.language")
    app = language.QCoreApplication.instance() if language is not None else None
    if language is not None and app is not None:
        language.remove_language(app)


@pytest.fixture
def settings(tmp_path: Path) -> Any:
    """Settings in a private ini file."""
    from annotator.session.settings import Settings

    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def make_session(qapp: Any, tmp_path: Path, settings: Any) -> Iterator[Callable[..., "Session"]]:
    """Builds Sessions over fakes; each is shut down when the test ends.

    ``make_session(frame_count=40, size=(96, 64), tracker=None, folder=None, media=True)``
    returns a Session on ``folder/clip.mp4`` (a FakeSource) with its project beside it.
    """
    from annotator.session.session import Session
    from tests.fakes import FakeTracker, fake_opener, write_fake_media

    made: list[Session] = []

    def make(
        frame_count: int = 40,
        size: tuple[int, int] = (96, 64),
        tracker: Any = None,
        folder: Path | None = None,
        media: bool = True,
        opener: Any = None,
    ) -> "Session":
        used = tracker if tracker is not None else FakeTracker()
        session = Session(
            opener or fake_opener(frame_count=frame_count, size=size), lambda _: used, settings
        )
        made.append(session)
        if media:
            session.open_media(write_fake_media((folder or tmp_path) / "clip.mp4"))
        return session

    yield make
    for session in made:
        session.shutdown()
