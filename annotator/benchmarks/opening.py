"""An hour of video: how soon it is there."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import av

from annotator.benchmarks import synthetic
from annotator.benchmarks.figures import Stopwatch
from annotator.benchmarks.liveness import wait_until
from annotator.benchmarks.painting import PaintWatch, wait
from annotator.gui.main_window import MainWindow
from annotator.media.open_media import open_media
from annotator.session.session import Session

HOUR_FRAMES = 3600 * synthetic.FRAMES_PER_S
SIZE = (1280, 720)
OPENINGS = 5


def measure(
    session: Session,
    window: MainWindow,
    folder: Path,
    *,
    tell: Callable[[str], None],
    frames: int = HOUR_FRAMES,
    gop: int = synthetic.GOP,
) -> dict[str, Any]:
    """Seconds until the index is known (against reading all packets once, in turns), until the
    window shows the first picture, and until it shows one from the middle.
    """
    tell(f"Making a video of {frames} frames …")
    clip = synthetic.write_video(folder / "long.mp4", frames, SIZE, gop=gop, crf=30)
    tell("Opening it …")
    ours, plain = Stopwatch(), Stopwatch()
    for _ in range(OPENINGS):
        with ours:
            source = open_media(clip)
        counted = source.info.frame_count
        source.close()
        with plain:
            packets = _read_packets(clip)
    canvas = window.canvas
    watch = PaintWatch(canvas, lambda: canvas.frame_index)
    wait(0.2)
    shown_s = watch.until(lambda frame: frame == 0, partial(session.open_media, clip))
    middle = counted // 2 + gop // 3
    started = time.perf_counter()
    session.go_to_frame(middle)
    wait_until(lambda: canvas.frame_index == middle)
    middle_s = time.perf_counter() - started
    session.close_project()
    return {
        "frames": counted,
        "packets": packets,
        "width": SIZE[0],
        "height": SIZE[1],
        "file_mib": round(clip.stat().st_size / 2**20, 1),
        "open_s": round(ours.median_s, 4),
        "read_packets_s": round(plain.median_s, 4),
        "ratio": round(ours.median_s / plain.median_s, 3),
        "window_to_first_picture_s": round(shown_s, 3),
        "jump_to_middle_s": round(middle_s, 3),
    }


def _read_packets(clip: Path) -> int:
    """The least that any exact index without trust in the container's own table would cost."""
    with av.open(str(clip)) as container:
        return sum(packet.size > 0 for packet in container.demux(container.streams.video[0]))
