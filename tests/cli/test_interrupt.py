"""Ctrl-C: the command stops within a frame, keeps what is finished and says so."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from annotator.cli.console import interruptible
from annotator.cli.projects import read_project
from tests.cli.conftest import BOX, blob
from tests.media.clips import write_clip

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process")
def test_an_interrupted_propagation_keeps_its_masks(checkpoint, tmp_path):
    frames = 400  # so many that it is still at work when it is interrupted
    clip = write_clip(
        tmp_path / "clip.mp4", frames, size=(96, 64), draw=lambda n, s: blob(n % 40, s)
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "annotator", "propagate", str(clip), "--box", BOX,
         "--checkpoint", str(checkpoint), "--threads", "1", "--precision", "float32",
         "--export", f"coco={tmp_path / 'coco.json'}"],
        cwd=REPOSITORY, env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    first = process.stderr.readline()  # "Propagating: 10 %": it is at work
    process.send_signal(signal.SIGINT)
    out, rest = process.communicate(timeout=150)
    assert first.startswith("Propagating: 10 %"), first + rest
    assert process.returncode == 1
    assert "Stopped" in rest
    assert "Traceback" not in rest
    assert out == ""
    (track,) = read_project(clip.with_name("clip.annot")).tracks.values()
    kept = sorted(track.observations)
    assert kept == list(range(len(kept)))
    assert frames // 10 <= len(kept) < frames
    assert not (tmp_path / "coco.json").exists()


def test_the_first_interrupt_asks_and_the_second_ends():
    before = signal.getsignal(signal.SIGINT)

    def interrupt_twice(should_stop):
        signal.raise_signal(signal.SIGINT)
        assert should_stop()
        signal.raise_signal(signal.SIGINT)

    with interruptible() as should_stop:
        assert not should_stop()
        with pytest.raises(KeyboardInterrupt):
            interrupt_twice(should_stop)
    assert signal.getsignal(signal.SIGINT) is before


def test_in_another_thread_signals_are_left_alone():
    seen = []

    def work():
        with interruptible() as should_stop:
            seen.append(should_stop())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]
