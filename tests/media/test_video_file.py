"""Frame `n` is the `n`-th decoded picture in presentation order, however it is asked for."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from annotator.core.errors import AnnotatorError
from annotator.media.media_error import MediaError
from annotator.media.video_file import VideoFile, default_threads
from annotator.media.walk import Walk
from tests.media.clips import B_FRAMES, number_in, write_clip
from tests.media.conftest import CLIPS, FRAMES

Clip = Callable[[str], Path]
Shuffled = Callable[[int], list[int]]


def numbers(video: VideoFile, order: list[int] | range) -> list[int]:
    return [number_in(video.read(frame_index)) for frame_index in order]


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("name", CLIPS)
def test_every_frame_at_random_forward_and_backward(
    clip: Clip, shuffled: Shuffled, name: str, threads: int
) -> None:
    with VideoFile.open(clip(name), threads=threads) as video:
        assert video.info.frame_count == FRAMES
        order = shuffled(FRAMES)
        assert numbers(video, order) == order
        assert numbers(video, range(FRAMES)) == list(range(FRAMES))
        backward = range(FRAMES - 1, -1, -1)
        assert numbers(video, backward) == list(backward)
        assert numbers(video, range(0, FRAMES, 7)) == list(range(0, FRAMES, 7))
        assert video.info.frame_count == FRAMES
        assert video.notices == []


@pytest.mark.parametrize("name", CLIPS)
def test_frames_are_rgb_arrays_of_the_announced_size(clip: Clip, name: str) -> None:
    with VideoFile.open(clip(name)) as video:
        image = video.read(FRAMES // 2)
        width, height = CLIPS[name].get("size", (64, 48))
        assert image.shape == (height, width, 3)
        assert (video.info.width, video.info.height) == (width, height)
        assert image.dtype == np.uint8
        assert image.flags.c_contiguous


def test_reading_on_decodes_each_packet_once(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    with VideoFile.open(clip("one_group.mp4"), threads=1) as video:
        restarts: list[int] = []
        real = type(video._decoder).restart
        monkeypatch.setattr(
            type(video._decoder),
            "restart",
            lambda decoder, ordinal: (restarts.append(ordinal), real(decoder, ordinal))[1],
        )
        numbers(video, range(FRAMES))
        assert restarts == [], "the head was decoded on opening; reading on never seeks"


def test_stepping_back_through_a_group_decodes_it_once(
    clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    with VideoFile.open(clip("one_group.mp4"), threads=1) as video:
        video.read(FRAMES - 1)
        restarts: list[int] = []
        real = type(video._decoder).restart
        monkeypatch.setattr(
            type(video._decoder),
            "restart",
            lambda decoder, ordinal: (restarts.append(ordinal), real(decoder, ordinal))[1],
        )
        numbers(video, range(FRAMES - 2, -1, -1))
        assert len(restarts) == 1


def test_stepping_back_with_little_memory_is_still_exact(clip: Clip) -> None:
    with VideoFile.open(clip("one_group.mp4"), kept_bytes=20_000) as video:
        backward = range(FRAMES - 1, -1, -1)
        assert numbers(video, backward) == list(backward)


def test_a_keyframe_far_ahead_is_reached_by_seeking(
    clip: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_clip(tmp_path / "long.mp4", 200, options={"g": "10", "bf": "0"})
    with VideoFile.open(path, threads=1) as video:
        fed: list[int] = []
        real = type(video._decoder)._decode
        monkeypatch.setattr(
            type(video._decoder),
            "_decode",
            lambda decoder, packet: (fed.append(0), real(decoder, packet))[1],
        )
        assert number_in(video.read(155)) == 155
        assert len(fed) < 15


@pytest.fixture(scope="module")
def long_group(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hundred frames behind one keyframe, two of three of them used by no other."""
    options = {"g": "200", "bf": "3", "b_strategy": "0", "sc_threshold": "0", "b-pyramid": "none"}
    return write_clip(tmp_path_factory.mktemp("long") / "long.mp4", 240, options=options)


@pytest.mark.parametrize("threads", [1, 3])
def test_a_long_way_is_shorter_and_ends_with_the_same_picture(
    long_group: Path, shuffled: Shuffled, threads: int
) -> None:
    with VideoFile.open(long_group) as video:
        plain = [video.read(frame_index) for frame_index in range(240)]
        assert video.info.is_count_exact
    with VideoFile.open(long_group, threads=threads, kept_bytes=50_000) as video:
        for frame_index in [*shuffled(240)[:40], 239, 0, 238, 5]:
            for near in (frame_index, frame_index - 1, frame_index + 1):
                if 0 <= near < 240:
                    np.testing.assert_array_equal(video.read(near), plain[near])
        assert video.notices == []
        for frame_index in range(240):
            np.testing.assert_array_equal(video.read(frame_index), plain[frame_index])
        assert video.info.is_count_exact
        assert video.info.frame_count == 240


def test_what_no_other_picture_needs_is_passed_by(long_group: Path) -> None:
    with VideoFile.open(long_group, threads=1) as video:
        decoded = []
        put = video._recent.put
        video._recent.put = lambda key, frame: (decoded.append(key), put(key, frame))  # type: ignore[method-assign]
        assert number_in(video.read(150)) == 150
        assert len(decoded) < 60
        assert number_in(video.read(0)) == 0


def test_pictures_passed_by_on_a_way_given_up_come_all_the_same(long_group: Path) -> None:
    for stop_after in range(20, 40):
        with VideoFile.open(long_group, threads=1) as video:
            asked = iter(range(stop_after))
            assert video.read_unless(180, lambda: next(asked, None) is None) is None  # noqa: B023
            walk = video._walk
            assert walk is not None
            assert walk.last is not None
            place = video._order.rank(walk.last.key)
            for frame_index in (place + 1, place + 2, place + 9, place + 10, 130, 131):
                assert number_in(video.read(frame_index)) == frame_index
            assert video._decoder is not None
            assert video._decoder.can_pass_by
            assert [number_in(video.read(n)) for n in range(170, 240)] == list(range(170, 240))
            assert video.notices == []
            assert video.info.frame_count == 240


def test_a_picture_that_does_not_come_in_a_hurry_comes_without(
    long_group: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a codec that takes more pictures for useless than it should."""
    with VideoFile.open(long_group, threads=1) as video:
        real = Walk.hurry_to

        def too_far(walk: Walk, key: int, *, kept: int) -> None:
            real(walk, key, kept=kept)
            if walk._checks_from:
                walk._checks_from = walk._decoder.wanted_from = 240

        monkeypatch.setattr(Walk, "hurry_to", too_far)
        assert number_in(video.read(149)) == 149
        assert video._decoder is not None
        assert not video._decoder.can_pass_by
        assert video._order._unfit_starts == set()
        assert number_in(video.read(90)) == 90


def test_the_count_becomes_exact_once_every_frame_has_come_by(clip: Clip) -> None:
    with VideoFile.open(clip("b_frames.mp4")) as video:
        assert not video.info.is_count_exact
        numbers(video, range(FRAMES))
        assert video.info.is_count_exact


def test_verify_counts_by_decoding_and_reports_progress(clip: Clip) -> None:
    with VideoFile.open(clip("open_gop.mkv")) as video:
        seen: list[tuple[int, int]] = []
        assert video.verify(lambda done, total: seen.append((done, total))) == FRAMES
        assert seen[0] == (1, FRAMES)
        assert seen[-1] == (FRAMES, FRAMES)
        assert video.info.is_count_exact


def test_verify_can_be_cancelled(clip: Clip) -> None:
    with VideoFile.open(clip("open_gop.mkv")) as video:
        seen: list[int] = []
        count = video.verify(lambda done, _: seen.append(done), lambda: len(seen) >= 3)
        assert count == FRAMES
        assert len(seen) == 3
        assert not video.info.is_count_exact
        assert number_in(video.read(17)) == 17


@pytest.mark.parametrize("wrong", [-1, FRAMES, FRAMES + 1000])
def test_a_frame_that_does_not_exist_is_refused_in_words(clip: Clip, wrong: int) -> None:
    with VideoFile.open(clip("b_frames.mp4")) as video:
        for ask in (video.read, video.pts, video.time_s, video.read_nearest_keyframe):
            with pytest.raises(MediaError, match=f"has {FRAMES} frames") as caught:
                ask(wrong)
            assert isinstance(caught.value, AnnotatorError)


def test_times_of_an_even_clip(clip: Clip) -> None:
    with VideoFile.open(clip("b_frames.mp4")) as video:
        info = video.info
        assert info.fps == 25
        assert not info.variable_frame_rate
        assert info.codec == "h264"
        assert info.rotation_degrees == 0
        assert [video.time_s(i) for i in (0, 1, 25)] == [0, 0.04, 1]
        stamps = [video.pts(i) for i in range(FRAMES)]
        assert None not in stamps
        assert stamps == sorted(stamps, key=lambda pts: pts or 0)


@pytest.mark.parametrize("name", ["uneven.mp4", "uneven.mkv"])
def test_times_of_an_uneven_clip_follow_the_time_stamps(clip: Clip, name: str) -> None:
    expected_ms = CLIPS[name]["times_ms"]
    with VideoFile.open(clip(name)) as video:
        assert video.info.variable_frame_rate
        assert video.info.fps == pytest.approx(1000 * (FRAMES - 1) / expected_ms[-1], rel=1e-3)
        times = [video.time_s(i) for i in range(FRAMES)]
        assert times == pytest.approx([ms / 1000 for ms in expected_ms], abs=1e-3)


def test_rounded_milliseconds_are_not_a_variable_rate(tmp_path: Path) -> None:
    thirds = [round(1000 * i / 30) for i in range(30)]
    path = write_clip(tmp_path / "thirty.mkv", 30, times_ms=thirds)
    with VideoFile.open(path) as video:
        assert not video.info.variable_frame_rate
        assert video.info.fps == pytest.approx(30, rel=0.01)


def test_without_time_stamps_the_frame_rate_tells_the_time(clip: Clip) -> None:
    with VideoFile.open(clip("no_times.h264")) as video:
        assert video.pts(3) is None
        assert video.time_s(10) == pytest.approx(10 / video.info.fps)
        assert video.info.is_count_exact, "such a file is decoded once to be opened"


def test_names_are_the_padded_index(clip: Clip) -> None:
    with VideoFile.open(clip("b_frames.mp4")) as video:
        assert video.name(0) == "00000"
        assert video.name(12345) == "12345"


def test_a_keyframe_stands_in_while_scrubbing(clip: Clip) -> None:
    with VideoFile.open(clip("b_frames.mp4")) as video:
        place, image = video.read_nearest_keyframe(22)
        assert place == video.nearest_keyframe(22) == 24
        assert number_in(image) == 24
        place, image = video.read_nearest_keyframe(3)
        assert (place, number_in(image)) == (3, 3), "frames at hand are shown as they are"
        assert number_in(video.read(9)) == 9, "the position for reading on is left alone"


def test_the_first_keyframe_stands_in_without_opening_the_file_again(
    clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    with VideoFile.open(clip("b_frames.mp4")) as opened, opened.another() as video:
        video.read_nearest_keyframe(22)
        monkeypatch.delattr("annotator.media.decoder.open_container")
        place, image = video.read_nearest_keyframe(3)
        assert (place, number_in(image)) == (0, 0)


@pytest.mark.parametrize("name", CLIPS)
def test_stand_ins_are_what_they_say_in_any_order(clip: Clip, name: str) -> None:
    with VideoFile.open(clip(name)) as opened, opened.another() as video:
        for frame_index in (30, 1, 39, 0, 20, 2):
            place, image = video.read_nearest_keyframe(frame_index)
            assert number_in(image) == place


def test_a_stand_in_that_cannot_be_decoded_alone_is_replaced_by_the_frame(clip: Clip) -> None:
    with VideoFile.open(clip("refresh.mp4")) as video:
        for frame_index in (11, 25, 39):
            place, image = video.read_nearest_keyframe(frame_index)
            assert number_in(image) == place


def test_a_walk_is_given_up_and_gone_on_with(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    with VideoFile.open(clip("one_group.mp4"), threads=1) as video:
        asked: list[int] = []

        def stop_at_the_tenth() -> bool:
            asked.append(len(asked))
            return len(asked) >= 10

        last = FRAMES - 1
        assert video.read_unless(last, stop_at_the_tenth) is None
        restarts: list[int] = []
        monkeypatch.setattr(
            type(video._decoder), "restart", lambda _, start: restarts.append(start)
        )
        image = video.read_unless(last, lambda: False)
        assert image is not None
        assert number_in(image) == last
        assert restarts == []
        assert number_in(video.read(last)) == last


def test_a_source_that_has_rested_reads_on(clip: Clip, shuffled: Shuffled) -> None:
    with VideoFile.open(clip("one_group.mp4")) as video:
        video.read(7)
        video.rest()
        assert video._decoder is None
        assert video.time_s(3) > video.time_s(2)
        assert numbers(video, shuffled(FRAMES)[:12]) == shuffled(FRAMES)[:12]


def test_another_for_a_second_thread_shares_the_index(clip: Clip, shuffled: Shuffled) -> None:
    with VideoFile.open(clip("open_gop.mp4")) as video:
        order = shuffled(FRAMES)
        found: list[int] = []

        def read_all() -> None:
            with video.another() as other:
                found.extend(numbers(other, order))

        thread = threading.Thread(target=read_all)
        thread.start()
        assert numbers(video, order[::-1]) == order[::-1]
        thread.join()
        assert found == order
        assert video.info.frame_count == FRAMES


@pytest.mark.parametrize(
    "name", ["with space.mp4", "影片 テスト.mp4", "🐟 fish & 100%d.mp4", "a:b.mp4", "-dash.mp4"]
)
def test_any_file_name(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = write_clip(tmp_path / "plain.mp4", 6, options=B_FRAMES)
    path = plain.rename(tmp_path / name)
    with VideoFile.open(path) as video:
        assert numbers(video, range(6)) == list(range(6))
    monkeypatch.chdir(tmp_path)
    with VideoFile.open(name) as video, video.another() as other:
        assert number_in(other.read(3)) == 3


def test_a_clip_of_one_frame(tmp_path: Path) -> None:
    with VideoFile.open(write_clip(tmp_path / "one.mp4", 1)) as video:
        assert video.info.frame_count == 1
        assert number_in(video.read(0)) == 0
        assert video.info.is_count_exact
        assert video.info.fps == 25


def test_default_threads_leave_processors_for_others() -> None:
    assert 1 <= default_threads() <= 4


@pytest.mark.shared
def test_a_real_clip_at_random_equals_itself_in_order(shared_dir: Path) -> None:
    path = shared_dir / "data" / "clips" / "01_dog.mp4"
    with VideoFile.open(path) as video:
        wanted = [3, 47, 120, 121, 288]
        assert video.info.frame_count == 289
        at_random = {i: video.read(i).copy() for i in [121, 3, 288, 47, 120]}
        with video.another() as other:
            for frame_index in range(289):
                image = other.read(frame_index)
                if frame_index in wanted:
                    assert np.array_equal(image, at_random[frame_index])
        assert video.info.is_count_exact
