"""Clips that many tests share; written once per run, read only."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.media.clips import B_FRAMES, OPEN_GOP, write_clip

FRAMES = 40
_UNEVEN_MS = [40 * i + 9 * (i % 3) + 100 * (i // 7) for i in range(FRAMES)]
_QUICK_VP9 = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "10", "g": "15"}
_INTRA_REFRESH = {"x264-params": "intra-refresh=1:keyint=12:bframes=0"}

CLIPS: dict[str, dict[str, Any]] = {
    "b_frames.mp4": {"options": B_FRAMES},
    "b_frames.mkv": {"options": B_FRAMES},
    "b_frames.ts": {"options": B_FRAMES},
    "b_frames.avi": {"options": B_FRAMES},
    "b_frames.flv": {"options": B_FRAMES},
    "open_gop.mp4": {"options": OPEN_GOP},
    "open_gop.mkv": {"options": OPEN_GOP},
    "open_gop.ts": {"options": OPEN_GOP},
    "uneven.mp4": {"options": B_FRAMES, "times_ms": _UNEVEN_MS},
    "uneven.mkv": {"options": B_FRAMES, "times_ms": _UNEVEN_MS},
    "refresh.mp4": {"options": _INTRA_REFRESH},
    "refresh.ts": {"options": _INTRA_REFRESH},
    "one_group.mp4": {"options": {"g": "1000", "bf": "2"}},
    "mpeg4.mp4": {"codec": "mpeg4", "options": {"bf": "2", "g": "10"}},
    "mpeg4.avi": {"codec": "mpeg4", "options": {"bf": "2", "g": "10"}},
    "mpeg2.ts": {"codec": "mpeg2video", "options": {"bf": "2", "g": "12"}},
    "vp8.webm": {"codec": "libvpx", "options": _QUICK_VP9 | {"auto-alt-ref": "1"}},
    "vp9.webm": {"codec": "libvpx-vp9", "options": _QUICK_VP9 | {"auto-alt-ref": "1"}},
    "mjpeg.avi": {"codec": "mjpeg", "pix_fmt": "yuvj420p"},
    "ffv1.mkv": {"codec": "ffv1"},
    "ten_bit.mov": {"codec": "prores_ks", "pix_fmt": "yuv422p10le"},
    "no_times.h264": {"options": B_FRAMES},
    "odd_444.mp4": {"size": (67, 45), "pix_fmt": "yuv444p"},
    "odd_vp9.webm": {"size": (67, 45), "codec": "libvpx-vp9", "options": _QUICK_VP9},
    "odd_mjpeg.avi": {"size": (67, 45), "codec": "mjpeg", "pix_fmt": "yuvj420p"},
}


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """`clip(name)` → path of one of `CLIPS`."""
    folder = tmp_path_factory.mktemp("clips")

    def make(name: str) -> Path:
        path = folder / name
        if not path.exists():
            write_clip(path, FRAMES, **CLIPS[name])
        return path

    return make


@pytest.fixture
def shuffled() -> Callable[[int], list[int]]:
    """`shuffled(n)` → 0 … n-1 in an order that is the same in every run."""

    def shuffle(count: int) -> list[int]:
        order = list(range(count))
        random.Random(20240229).shuffle(order)
        return order

    return shuffle
