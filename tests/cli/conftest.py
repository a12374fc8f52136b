"""A small clip, a small random network, and the program run in this process."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from annotator.cli.application import application
from tests.media.clips import write_clip

BOX = "20,16,20,16"
FRAMES = 8


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def sentence(self):
        """The one line of a failed command."""
        (line,) = [line for line in self.err.splitlines() if line.startswith("annotator: ")]
        return line.removeprefix("annotator: ")


def run(*arguments):
    """Run a command in this process."""
    result = CliRunner().invoke(application(), [str(argument) for argument in arguments])
    return Ran(result.exit_code, result.stdout, result.stderr)


def assert_fails(ran, *words):
    """Exit status 1 and one clear sentence, no traceback."""
    assert ran.status == 1, ran.err
    assert "Traceback" not in ran.err
    assert "Unexpected" not in ran.err, ran.err
    for word in words:
        assert word in ran.sentence
    assert ran.out == ""


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every file below a folder with its content."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def blob(number, size):
    """A bright square that moves right on noise, so that a frame is never empty."""
    width, height = size
    picture = np.random.default_rng(0).integers(0, 60, (height, width, 3)).astype(np.uint8)
    picture[16:32, 20 + number : 40 + number] = (230, 120, 40)
    return picture


@pytest.fixture(scope="session")
def clip_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clip")
    return write_clip(folder / "clip.mp4", FRAMES, size=(96, 64), draw=blob)


@pytest.fixture
def clip(clip_file, tmp_path):
    """A clip of 8 frames, 96 x 64, in a folder of its own."""
    folder = tmp_path / "media"
    folder.mkdir()
    copy = folder / "clip.mp4"
    copy.write_bytes(clip_file.read_bytes())
    return copy


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory):
    """The default network with random weights: right shapes, meaningless masks."""
    import torch

    from annotator.tracking.siammask.architectures import NETWORK_CONFIGS
    from annotator.tracking.siammask.checkpoint import save_checkpoint
    from annotator.tracking.siammask.network import SiamMask

    torch.manual_seed(0)
    config = NETWORK_CONFIGS["siammask_mobilenetv2"]
    path = tmp_path_factory.mktemp("weights") / "random.safetensors"
    save_checkpoint(path, SiamMask(config).state_dict(), config)
    return path


@pytest.fixture(scope="session")
def project_file(clip_file, checkpoint):
    """The clip propagated from one box."""
    path = clip_file.with_name("made.annot")
    options = ("--precision", "float32", "--threads", "1")
    ran = run(
        "propagate", clip_file, "--box", BOX, "-o", path, "--checkpoint", checkpoint, *options
    )
    assert ran.status == 0, ran.err
    return path
