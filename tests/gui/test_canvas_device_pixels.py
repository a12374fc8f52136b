"""Picture and masks share one grid at every device pixel ratio (each in a process of its own)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("ratio", ["1", "1.5", "2"])
def test_every_device_pixel_agrees(ratio):
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": ratio,
        "PYTHONPATH": str(REPOSITORY),
    }
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("dpr_check.py"))],
        env=environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["ratio"] == float(ratio)
    assert [zoom for zoom in report["zooms"] if zoom["wrong"]] == []
    assert all(zoom["checked"] > 1000 for zoom in report["zooms"])
