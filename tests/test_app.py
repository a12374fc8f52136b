"""The wiring: cv2's variables, settings and options, signals, liveness; the program on real X."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

pytest.importorskip("PySide6.QtWidgets")

from PySide6.QtCore import QTimer

from annotator import app
from annotator.benchmarks import liveness
from annotator.cli.options import Device, Precision, TrackerChoice
from annotator.cli.window import tracker_from
from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.session.settings import Settings
from tests.fakes import FakeTracker, write_fake_media
from tests.media.clips import write_clip

REPOSITORY = Path(__file__).resolve().parents[1]
CV2_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


def test_variables_that_cv2_sets_for_its_own_qt_are_dropped(monkeypatch):
    for name in CV2_VARIABLES:
        monkeypatch.setenv(name, "/somewhere/cv2/qt")
    app.prepare_environment()
    assert not set(CV2_VARIABLES) & set(os.environ)
    app.prepare_environment()  # and dropping what is not there is no error


def test_an_application_is_made_once(qapp):
    assert app.create_application() is qapp


def test_a_window_over_real_media(qapp, tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", 6, size=(96, 64))
    settings = Settings(tmp_path / "settings.ini")
    hook = sys.excepthook
    with app.opened_window(lambda _: FakeTracker(), None, settings) as (session, window):
        window.dialogs.open_path(clip)
        assert session.project.video.frame_count == 6
        assert sys.excepthook is not hook
    assert sys.excepthook == hook
    assert session.project is None
    assert (tmp_path / "clip.annot").is_file()


def test_interrupting_the_program_leaves_its_loop(qapp):
    before = signal.getsignal(signal.SIGINT)
    with app.leaving_on_signals(qapp):
        QTimer.singleShot(0, lambda: os.kill(os.getpid(), signal.SIGINT))
        assert qapp.exec() == 0
    assert signal.getsignal(signal.SIGINT) is before


def test_options_win_over_settings(monkeypatch, tmp_path):
    settings = Settings(tmp_path / "settings.ini")
    settings.checkpoint, settings.threads, settings.precision = "chosen", 3, "float32"
    built = []
    monkeypatch.setattr(TrackerChoice, "build", lambda self: built.append(self) or FakeTracker())
    tracker_from(TrackerChoice())(settings)
    tracker_from(TrackerChoice("named", Device.CPU, 2, Precision.BFLOAT16))(settings)
    assert built == [
        TrackerChoice("chosen", Device.AUTO, 3, Precision.FLOAT32),
        TrackerChoice("named", Device.CPU, 2, Precision.BFLOAT16),
    ]


# -- liveness -------------------------------------------------------------------------------


def test_liveness_counts_ticks_and_frames(make_session, tmp_path):
    session = make_session(frame_count=30, media=False)
    clip = write_fake_media(tmp_path / "clip.mp4")
    facts = liveness.measure(session, clip, Box(20, 20, 10, 10), tmp_path)
    assert facts["frames"] == 29
    assert 0 <= facts["p50_ms"] <= facts["p99_ms"] <= facts["max_ms"]


def test_liveness_tells_a_failure(make_session, tmp_path):
    session = make_session(frame_count=30, media=False, tracker=FakeTracker(fail_at=4))
    clip = write_fake_media(tmp_path / "clip.mp4")
    with pytest.raises(AnnotatorError, match="made-up"):
        liveness.measure(session, clip, Box(20, 20, 10, 10), tmp_path)


def test_figures_of_known_delays():
    facts = liveness.figures([float(number) for number in range(101)])
    assert facts["p50_ms"] == pytest.approx(50, abs=1)
    assert facts["p99_ms"] == pytest.approx(99, abs=1)
    assert (facts["max_ms"], facts["ticks"]) == (100, 101)
    assert liveness.figures([])["p99_ms"] == 0


# -- real processes -------------------------------------------------------------------------


def plain_environment(home: Path) -> dict[str, str]:
    environment = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
    return environment | {"HOME": str(home), "OMP_NUM_THREADS": "1"}


@pytest.mark.timeout(600)  # half a minute, were the machine this test's own
def test_the_demo_without_a_display(tmp_path):
    """With the bundled clip and weights, as `bash run.sh demo` starts it on a server."""
    out = tmp_path / "demo output"
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "demo", "--out", str(out)],
        cwd=REPOSITORY, env=plain_environment(tmp_path), capture_output=True, text=True,
        timeout=580, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "110 masks, 2 of them by hand" in done.stderr
    names = {path.name for path in out.iterdir()}
    assert {"demo.annot", "coco.json", "davis", "screenshot.png"} <= names
    with Image.open(out / "screenshot.png") as screenshot:
        assert screenshot.size == (1280, 800)


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
def test_the_window_on_a_real_x_server(tmp_path):
    """The xcb plug-in loads beside cv2's Qt, a video opens, and SIGTERM ends it cleanly."""
    clip = write_clip(tmp_path / "clip.mp4", 6, size=(96, 64))
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=[write_end], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write_end)
    try:
        with os.fdopen(read_end) as pipe:
            display = pipe.readline().strip()
        assert re.fullmatch(r"\d+", display)
        done = subprocess.run(
            [sys.executable, "-c", _OPEN_AND_LEAVE, str(clip)],
            cwd=REPOSITORY, env=plain_environment(tmp_path) | {"DISPLAY": f":{display}"},
            capture_output=True, text=True, timeout=170, check=False,
        )  # fmt: skip
    finally:
        server.terminate()
        server.wait()
    assert done.returncode == 0, done.stderr
    assert "xcb clip.mp4 – Annotator" in done.stdout
    assert (tmp_path / "clip.annot").is_file()


_OPEN_AND_LEAVE = """
import os, signal, sys
from PySide6.QtCore import QTimer
from annotator import app
from annotator.benchmarks import liveness
from annotator.__main__ import main

application = app.create_application()

def look():
    for window in application.topLevelWidgets():
        if window.isVisible() and window.windowTitle().startswith("clip.mp4"):
            print(application.platformName(), window.windowTitle(), flush=True)
            timer.stop()
            os.kill(os.getpid(), signal.SIGTERM)

timer = QTimer()
timer.timeout.connect(look)
timer.start(50)
sys.argv = ["annotator", sys.argv[1]]
main()
"""


@pytest.mark.parametrize(
    ("percent", "before", "after"),
    [(100, None, None), (150, None, "1.5"), (150, "2", "3"), (150, "rubbish", "rubbish")],
)
def test_the_size_of_everything_is_told_to_qt(monkeypatch, tmp_path, percent, before, after):
    from annotator.gui import preferences

    chosen = preferences.Preferences(tmp_path / "window.ini")
    chosen.ui_scale = percent
    monkeypatch.setattr(preferences, "Preferences", lambda: chosen)
    monkeypatch.delenv("QT_SCALE_FACTOR", raising=False)
    if before is not None:
        monkeypatch.setenv("QT_SCALE_FACTOR", before)
    app._scale_everything()
    assert os.environ.get("QT_SCALE_FACTOR") == after
