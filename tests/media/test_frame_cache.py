"""The cache holds at most its bytes, keeps what is used, and survives several threads."""

import threading

import numpy as np
import pytest
from av.video.frame import VideoFrame
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from annotator.media.frame_cache import FrameCache
from annotator.media.recent_frames import RecentFrames


def image(size: int = 10, value: int = 0) -> NDArray[np.uint8]:
    return np.full((size, 1, 3), value, dtype=np.uint8)


def test_it_gives_back_what_it_was_given() -> None:
    cache = FrameCache(100)
    assert cache.get(0) is None
    kept = image(value=7)
    cache.put(0, kept)
    assert cache.get(0) is kept
    assert 0 in cache
    assert 1 not in cache
    assert (len(cache), cache.size_bytes, cache.max_bytes) == (1, 30, 100)


def test_the_longest_unused_goes_first() -> None:
    cache = FrameCache(90)
    for frame_index in range(3):
        cache.put(frame_index, image())
    cache.get(0)
    cache.put(3, image())
    assert [i for i in range(4) if i in cache] == [0, 2, 3]


def test_replacing_a_frame_counts_it_once() -> None:
    cache = FrameCache(90)
    cache.put(0, image(10))
    cache.put(0, image(20))
    assert cache.size_bytes == 60
    assert len(cache) == 1


def test_a_frame_larger_than_the_bound_is_not_kept() -> None:
    cache = FrameCache(90)
    cache.put(0, image())
    cache.put(1, image(31))
    assert 1 not in cache
    assert 0 in cache


def test_cached_frames_cannot_be_painted_into() -> None:
    cache = FrameCache(90)
    cache.put(0, image())
    kept = cache.get(0)
    assert kept is not None
    with pytest.raises(ValueError, match="read-only"):
        kept[0, 0, 0] = 1


def test_clear() -> None:
    cache = FrameCache(90)
    cache.put(0, image())
    cache.clear()
    assert (len(cache), cache.size_bytes) == (0, 0)
    assert cache.get(0) is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 20), st.booleans())))
def test_the_bound_always_holds(steps: list[tuple[int, int, bool]]) -> None:
    cache = FrameCache(120)
    for frame_index, size, is_put in steps:
        if is_put:
            cache.put(frame_index, image(size))
        else:
            cache.get(frame_index)
        kept = [cache.get(i) for i in range(10)]
        assert cache.size_bytes == sum(k.nbytes for k in kept if k is not None) <= 120


def test_several_threads() -> None:
    cache = FrameCache(300)
    wrong: list[int] = []

    def work(seed: int) -> None:
        random = np.random.default_rng(seed)
        for frame_index in random.integers(0, 30, 400).tolist():
            found = cache.get(frame_index)
            if found is None:
                cache.put(frame_index, image(value=frame_index))
            elif found[0, 0, 0] != frame_index:
                wrong.append(frame_index)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert cache.size_bytes <= 300


def decoded(width: int = 64) -> VideoFrame:
    return VideoFrame(width, 64, "gray")


def test_recent_frames_narrow_keep_the_last_only() -> None:
    recent = RecentFrames(10**6)
    for key in range(3):
        recent.put(key, decoded())
    assert [recent.get(key) is not None for key in range(3)] == [False, False, True]


def test_recent_frames_wide_keep_what_fits() -> None:
    frame_bytes = decoded().planes[0].buffer_size
    recent = RecentFrames(3 * frame_bytes)
    recent.is_wide = True
    for key in range(5):
        recent.put(key, decoded())
    assert [recent.get(key) is not None for key in range(5)] == [False, False, True, True, True]
    recent.put(4, decoded())
    assert len(recent) == 3
    recent.is_wide = False
    recent.put(5, decoded())
    assert len(recent) == 1
    recent.clear()
    assert recent.get(5) is None


def test_recent_frames_keep_the_newest_even_if_it_is_too_large() -> None:
    recent = RecentFrames(10)
    recent.is_wide = True
    recent.put(0, decoded(1000))
    assert recent.get(0) is not None
