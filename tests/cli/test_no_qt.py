"""No command but the window loads Qt, and help loads next to nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import BOX

REPOSITORY = Path(__file__).resolve().parents[2]
PROBE = """
import json, sys
from annotator.__main__ import main
sys.argv[0] = "annotator"
try:
    main()
except SystemExit as leaving:
    status = leaving.code
print("\\n" + json.dumps([status, sorted({name.split(".")[0] for name in sys.modules})]))
"""


def modules_after(*arguments):
    """Run a command in a process of its own: its status and the top-level modules it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *map(str, arguments)],
        cwd=REPOSITORY, env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True, text=True, timeout=170, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    status, modules = json.loads(done.stdout.splitlines()[-1])
    return status, set(modules)


def test_help_is_light():
    status, modules = modules_after("--help")
    assert status == 0
    assert not modules & {"PySide6", "torch", "cv2", "av", "numpy", "scipy", "pydantic"}


@pytest.mark.parametrize("command", ["info", "export", "verify", "checkpoints", "evaluate"])
def test_commands_load_no_qt(command, clip, project_file, checkpoint, tmp_path):
    arguments = {
        "info": (clip,),
        "export": (project_file, "coco", tmp_path / "masks.json"),
        "verify": ("coco", tmp_path / "none.json"),
        "checkpoints": ("show", checkpoint),
        "evaluate": ("davis", "--root", tmp_path, "--results", tmp_path),
    }
    status, modules = modules_after(command, *arguments[command])
    assert status == (1 if command in ("verify", "evaluate") else 0)
    assert "PySide6" not in modules
    if command in ("info", "export", "verify"):
        assert "torch" not in modules


def test_propagate_loads_no_qt(clip, checkpoint, tmp_path):
    status, modules = modules_after(
        "propagate", clip, "--box", BOX, "--to", 2, "--checkpoint", checkpoint,
        "--threads", 1, "--precision", "float32",
        "--export", f"davis={tmp_path / 'davis'}",
    )  # fmt: skip
    assert status == 0
    assert "torch" in modules
    assert "PySide6" not in modules


def test_train_and_benchmark_load_no_qt_before_they_work(tmp_path):
    for arguments in (("train", tmp_path / "none.toml"), ("benchmark", "propagate", "--help")):
        _status, modules = modules_after(*arguments)
        assert "PySide6" not in modules
