"""A defect in a handler of the canvas is reported and does not take the process with it.

PySide6 6.11 crashes when a handler raises under a Python override of `event` that called the
inherited one, so no widget of ours overrides `event` or its relatives.
"""

import re
import subprocess
import sys
from pathlib import Path

import annotator.gui

ROOT = Path(__file__).resolve().parents[2]
DISPATCHERS = ("event", "viewportEvent", "notify", "sceneEvent", "nativeEvent")


def test_a_defect_in_a_handler_is_reported_and_survived():
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.raising_canvas"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=170,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert lines[-1] == "end"
    assert sum("a defect under the mouse" in line for line in lines) == 3
    assert sum("a defect under a key" in line for line in lines) == 3


def test_no_widget_overrides_what_dispatches_events():
    pattern = re.compile(rf"def ({'|'.join(DISPATCHERS)})\(self, \w+: Q\w*Event")
    found = [
        (path.name, match.group(1))
        for path in Path(annotator.gui.__file__).parent.glob("*.py")
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
