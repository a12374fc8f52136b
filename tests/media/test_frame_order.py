"""Promises corrected by what a decoder reports."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from annotator.media.frame_order import STREAM_START, FrameOrder
from tests.media.test_packet_table import table

# Two groups with an open one behind: I0 P3 B1 B2 | I6 B4 B5 P8 B7 in decode order.
_TIMES: list[int | None] = [0, 3, 1, 2, 6, 4, 5, 8, 7]


def order() -> FrameOrder:
    return FrameOrder(table(_TIMES, keys=(0, 4)))


def in_order(found: FrameOrder) -> list[int]:
    """Time stamps of the frames, which name the pictures of this example."""
    return [int(found.table.pts[key // 2]) for key in found.keys]


def keys_of(*times: int) -> list[int]:
    return [2 * _TIMES.index(time) for time in times]


def test_frames_are_promised_in_presentation_order() -> None:
    found = order()
    assert found.count == found.promised_count == 9
    assert in_order(found) == list(range(9))
    assert [found.rank(key) for key in found.keys.tolist()] == list(range(9))
    assert found.key(0) == 0
    assert found.key(9) is None
    assert found.key(-1) is None
    assert not found.is_exact


def test_hidden_packets_are_no_frames() -> None:
    base = table(_TIMES, keys=(0, 4))
    is_shown = np.ones(9, dtype=np.bool_)
    is_shown[[0, 2]] = False
    hidden = type(base)(base.pts, base.dts, base.position, base.is_key, is_shown)
    found = FrameOrder(hidden)
    assert in_order(found) == [2, 3, 4, 5, 6, 7, 8]
    assert found.rank(0) == -1


def test_pictures_before_an_open_keyframe_start_at_the_group_before() -> None:
    found = order()
    starts = {time: found.start_for(2 * _TIMES.index(time)) for time in range(9)}
    assert starts == {time: STREAM_START if time < 6 else 4 for time in range(9)}


def test_a_rejected_start_is_not_used_again() -> None:
    found = order()
    found.reject_start(4)
    assert found.start_for(keys_of(8)[0]) == STREAM_START


def test_nearest_keyframe() -> None:
    found = order()
    assert [found.nearest_keyframe(i) for i in range(9)] == [0, 0, 0, 0, 4, 4, 4, 4, 4]
    assert FrameOrder(table([0, 1], keys=())).nearest_keyframe(0) is None


def test_agreement_makes_the_count_exact() -> None:
    found = order()
    heard: list[int] = []
    found.on_corrected(heard.append)
    first, second = keys_of(0, 1, 2, 3, 4, 5), keys_of(6, 7, 8)
    assert not found.settle(first, next_key=second[0], from_stream_start=False, seeked=False)
    assert not found.is_exact
    assert not found.settle(second, next_key=None, from_stream_start=False, seeked=True)
    assert found.is_exact
    assert heard == []
    assert not found.was_corrected


def test_a_missing_picture_is_taken_out() -> None:
    found = order()
    heard: list[int] = []
    found.on_corrected(heard.append)
    boundary = keys_of(6)[0]
    decoded = keys_of(0, 1, 3, 4, 5)
    assert found.settle(decoded, next_key=boundary, from_stream_start=False, seeked=False)
    assert in_order(found) == [0, 1, 3, 4, 5, 6, 7, 8]
    assert found.rank(keys_of(2)[0]) == -1
    assert found.rank(boundary) == 5
    assert heard == [8]


def test_a_second_picture_of_a_packet_is_put_in() -> None:
    found = order()
    extra = [*keys_of(6, 7), keys_of(7)[0] + 1, *keys_of(8)]
    assert found.settle(extra, next_key=None, from_stream_start=False, seeked=False)
    assert in_order(found) == [0, 1, 2, 3, 4, 5, 6, 7, 7, 8]
    assert found.count == 10


def test_another_order_is_taken_over() -> None:
    found = order()
    decoded = keys_of(6, 8, 7)
    assert found.settle(decoded, next_key=None, from_stream_start=False, seeked=False)
    assert in_order(found) == [0, 1, 2, 3, 4, 5, 6, 8, 7]
    assert found.was_corrected


def test_a_segment_behind_a_seek_corrects_nothing_but_its_start_is_rejected() -> None:
    found = order()
    assert not found.settle(keys_of(6, 8), next_key=None, from_stream_start=False, seeked=True)
    assert found.count == 9
    assert found.start_for(keys_of(8)[0]) == STREAM_START


def test_nothing_before_the_first_keyframe_can_be_settled_too() -> None:
    """The stream begins with pictures that refer to something that was cut away."""
    found = FrameOrder(table([2, 0, 1, 3], keys=(0,)))
    assert found.settle([], next_key=0, from_stream_start=True, seeked=False)
    assert in_order(found) == [2, 3]


def test_a_boundary_that_is_gone_settles_nothing() -> None:
    found = order()
    found.replace_all(keys_of(0, 1, 2, 3))
    assert not found.settle(
        keys_of(0, 1), next_key=keys_of(6)[0], from_stream_start=False, seeked=False
    )
    assert in_order(found) == [0, 1, 2, 3]


def test_the_whole_truth() -> None:
    found = order()
    heard: list[int] = []
    found.on_corrected(heard.append)
    assert found.replace_all(keys_of(0, 1, 2, 3, 6, 7, 8))
    assert found.is_exact
    assert in_order(found) == [0, 1, 2, 3, 6, 7, 8]
    assert not found.replace_all(keys_of(0, 1, 2, 3, 6, 7, 8))
    assert heard == [7]


@given(st.sets(st.integers(0, 8)), st.permutations([0, 1]))
def test_whatever_is_lost_the_segments_together_tell_the_truth(
    lost: set[int], sequence: list[int]
) -> None:
    """Keyframes are kept; segments may be settled in either order."""
    lost -= {0, 6}
    found = order()
    groups = ([0, 1, 2, 3, 4, 5], [6, 7, 8])
    for number in sequence:
        decoded = keys_of(*[time for time in groups[number] if time not in lost])
        next_key = keys_of(6)[0] if number == 0 else None
        found.settle(decoded, next_key=next_key, from_stream_start=False, seeked=False)
    assert in_order(found) == [time for time in range(9) if time not in lost]
    assert found.is_exact
    assert [found.rank(key) for key in found.keys.tolist()] == list(range(found.count))
