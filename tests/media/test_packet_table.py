"""The container's promises, read without decoding."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from annotator.media.decoder import open_container
from annotator.media.packet_table import NO_TIME, PacketTable
from tests.media.conftest import FRAMES


def table(
    pts: Sequence[int | None], dts: Sequence[int | None] | None = None, keys: tuple[int, ...] = (0,)
) -> PacketTable:
    def stamps(values: Sequence[int | None]) -> np.ndarray:
        return np.array([NO_TIME if v is None else v for v in values], dtype=np.int64)

    count = len(pts)
    return PacketTable(
        pts=stamps(pts),
        dts=stamps(dts if dts is not None else list(range(count))),
        position=np.arange(count, dtype=np.int64) * 100,
        is_key=np.isin(np.arange(count), keys),
        is_shown=np.ones(count, dtype=np.bool_),
    )


def test_presentation_order_sorts_by_time() -> None:
    found = table([0, 3, 1, 2, 4])
    assert found.presentation_order.tolist() == [0, 2, 3, 1, 4]
    assert found.presentation_rank.tolist() == [0, 3, 1, 2, 4]
    assert found.has_all_pts


def test_equal_times_keep_their_decode_order() -> None:
    assert table([0, 2, 2, 1]).presentation_order.tolist() == [0, 3, 1, 2]


def test_negative_times() -> None:
    assert table([-3, -1, -2, 0]).presentation_order.tolist() == [0, 2, 1, 3]


def test_a_missing_pts_is_replaced_by_the_decode_time() -> None:
    found = table([0, None, 2], [0, 1, 2])
    assert found.times.tolist() == [0, 1, 2]
    assert not found.has_all_pts


def test_without_any_time_it_is_the_decode_order() -> None:
    found = table([5, None, 1], [None, None, None])
    assert found.presentation_order.tolist() == [0, 1, 2]


def test_a_clock_that_starts_anew_keeps_the_parts_apart() -> None:
    first = [100 + i for i in range(50)]
    second = list(range(50))
    found = table([*first, *second], [*first, *second])
    assert found.presentation_order.tolist() == list(range(100))


def test_a_small_step_back_of_the_decode_time_is_no_new_clock() -> None:
    found = table([0, 3, 1, 2, 4, 5], [0, 1, 0, 2, 3, 4])
    assert found.presentation_order.tolist() == [0, 2, 3, 1, 4, 5]


def test_find_by_time_and_place() -> None:
    found = table([0, 3, 1, 3])
    assert found.find(3, 100) == 1
    assert found.find(3, 300) == 3
    assert found.find(1, None) == 2
    assert found.find(3, None) is None, "two packets have that time"
    assert found.find(7, 100) is None
    assert found.find(None, None) is None
    assert found.find(None, -1) is None


def test_an_empty_stream() -> None:
    found = table([])
    assert len(found) == 0
    assert found.presentation_order.tolist() == []
    assert found.keyframes.tolist() == []


@pytest.mark.parametrize("name", ["b_frames.mp4", "open_gop.mkv", "mpeg2.ts", "mjpeg.avi"])
def test_reading_a_file_gives_one_row_per_packet(clip: Callable[[str], Path], name: str) -> None:
    container, stream = open_container(clip(name))
    with container:
        found = PacketTable.from_container(container, stream)
    assert len(found) == FRAMES
    assert found.is_key[0]
    assert found.is_shown.all()
    assert found.damaged == 0
    assert sorted(found.presentation_order.tolist()) == list(range(FRAMES))
