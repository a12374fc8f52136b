"""Files that hold less than they promise: they open with what they have and say so.

The judge is a plain decoding pass: open the file, feed packet after packet to one decoder
thread, and look at what comes out.
"""

import random
import wave
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from annotator.media.media_error import MediaError
from annotator.media.video_file import VideoFile
from tests.media.clips import B_FRAMES, OPEN_GOP, number_in, write_clip

Shuffled = Callable[[int], list[int]]
FRAMES = 60
_CONTAINERS = {"mp4": {"movflags": "faststart"}, "mkv": {}, "ts": {}, "avi": {}}


def plainly_decoded(path: Path) -> list[int]:
    found: list[int] = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        stream.codec_context.thread_type = "SLICE"
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                continue
            found.extend(number_in(frame.to_ndarray(format="rgb24")) for frame in frames)
    return found


def read_in_order(video: VideoFile) -> list[int]:
    found: list[int] = []
    while len(found) < video.info.frame_count:
        try:
            found.append(number_in(video.read(len(found))))
        except MediaError:  # the last frames turned out to be missing
            assert len(found) >= video.info.frame_count
    return found


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """`large(suffix)` → a clip in that container whose packets outweigh its headers."""
    folder = tmp_path_factory.mktemp("large")

    def make(suffix: str) -> bytes:
        path = folder / f"large.{suffix}"
        if not path.exists():
            write_clip(
                path,
                FRAMES,
                size=(320, 192),
                options=B_FRAMES | {"crf": "3"},
                container_options=_CONTAINERS[suffix],
            )
        return path.read_bytes()

    return make


def check_against_plain_decoding(path: Path, shuffled: Shuffled, threads: int) -> VideoFile:
    expected = plainly_decoded(path)
    assert 0 < len(expected) <= FRAMES
    corrections: list[int] = []
    with VideoFile.open(path, threads=threads, on_index_corrected=corrections.append) as video:
        for frame_index in shuffled(video.info.frame_count):
            if frame_index < video.info.frame_count:
                try:
                    video.read(frame_index)
                except MediaError:
                    assert frame_index >= video.info.frame_count
        assert read_in_order(video) == expected
        at_random = {i: number_in(video.read(i)) for i in shuffled(len(expected))}
        assert [at_random[i] for i in range(len(expected))] == expected
        assert video.info.is_count_exact
        assert not corrections or corrections[-1] == len(expected)
        assert video.verify() == len(expected)
    return video


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("share", [0.63, 0.9])
@pytest.mark.parametrize("suffix", _CONTAINERS)
def test_cut_short(
    tmp_path: Path,
    shuffled: Shuffled,
    large: Callable[[str], bytes],
    suffix: str,
    share: float,
    threads: int,
) -> None:
    data = large(suffix)
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(data[: int(len(data) * share)])
    video = check_against_plain_decoding(path, shuffled, threads)
    assert video.info.frame_count < FRAMES
    if suffix != "ts":  # a transport stream may end anywhere; nothing in it tells
        assert "frames but holds only" in video.notices[0]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("count", [40, 3000])
@pytest.mark.parametrize("suffix", _CONTAINERS)
def test_damaged_in_the_middle(
    tmp_path: Path,
    shuffled: Shuffled,
    large: Callable[[str], bytes],
    suffix: str,
    count: int,
    threads: int,
) -> None:
    data = bytearray(large(suffix))
    place = len(data) * 6 // 10
    data[place : place + count] = random.Random(7).randbytes(count)
    path = tmp_path / f"damaged.{suffix}"
    path.write_bytes(bytes(data))
    video = check_against_plain_decoding(path, shuffled, threads)
    if video.info.frame_count < FRAMES:
        assert video.notices


@pytest.mark.parametrize("threads", [1, 2])
def test_a_packet_without_a_picture_renumbers_what_follows(tmp_path: Path, threads: int) -> None:
    path = spoil_one_picture(write_clip(tmp_path / "clip.mp4", 50, options=B_FRAMES))
    corrections: list[int] = []
    with VideoFile.open(path, threads=threads, on_index_corrected=corrections.append) as video:
        assert video.info.frame_count == 50
        found = read_in_order(video)
        missing = sorted(set(range(50)) - set(found))
        assert len(missing) == 1
        assert found == [n for n in range(50) if n not in missing]
        assert corrections == [49]
        assert video.info.frame_count == 49
        assert "yields 49 frames" in video.notices[0]
        assert "promised 50" in video.notices[0]


def test_reading_the_missing_frame_brings_the_one_that_takes_its_place(tmp_path: Path) -> None:
    path = spoil_one_picture(write_clip(tmp_path / "clip.mp4", 50, options=B_FRAMES))
    missing = ({*range(50)} - {*plainly_decoded(path)}).pop()
    with VideoFile.open(path) as video:
        assert number_in(video.read(missing)) == missing + 1
        assert video.info.frame_count == 49


def test_a_correction_found_in_one_thread_holds_in_the_other(tmp_path: Path) -> None:
    path = spoil_one_picture(write_clip(tmp_path / "clip.mp4", 50, options=B_FRAMES))
    with VideoFile.open(path) as video, video.another() as other:
        found = read_in_order(video)
        assert other.info == video.info
        assert other.notices == video.notices
        assert [number_in(other.read(i)) for i in (44, 40, 3)] == [found[i] for i in (44, 40, 3)]


def spoil_one_picture(path: Path) -> Path:
    """Overwrite a packet that nothing refers to; its length stays, so the container is sound."""
    with av.open(str(path)) as container:
        packets = [p for p in container.demux(video=0) if p.size]
        # nal_ref_idc, behind the four bytes of length, is 0 where no picture refers to this one
        spoiled = next(p for p in packets[25:] if not bytes(p)[4] & 0x60)
        place, size = spoiled.pos, spoiled.size
    assert place is not None
    data = bytearray(path.read_bytes())
    data[place : place + size] = b"\xff" * size
    path.write_bytes(bytes(data))
    return path


def test_a_start_that_refers_to_what_was_cut_away(tmp_path: Path) -> None:
    """An open group at the head: its first pictures need a keyframe that is gone."""
    whole = write_clip(tmp_path / "whole.ts", 40, options=OPEN_GOP)
    with av.open(str(whole)) as container:
        starts = [p.pos for p in container.demux(video=0) if p.size and p.is_keyframe]
    assert starts[1] is not None
    data = whole.read_bytes()
    path = tmp_path / "recording.ts"
    path.write_bytes(data[: 3 * 188] + data[starts[1] // 188 * 188 :])
    expected = plainly_decoded(path)
    with VideoFile.open(path) as video:
        assert read_in_order(video) == expected
        assert video.info.frame_count == len(expected)


@pytest.mark.parametrize("threads", [1, 2])
def test_recordings_joined_end_to_end(tmp_path: Path, shuffled: Shuffled, threads: int) -> None:
    """The clock starts anew in the middle, so time stamps occur twice."""
    first = write_clip(tmp_path / "first.ts", 30, options=B_FRAMES)
    second = write_clip(tmp_path / "second.ts", numbers=range(30, 60), options=B_FRAMES)
    path = tmp_path / "joined.ts"
    path.write_bytes(second.read_bytes() + first.read_bytes())
    expected = [*range(30, 60), *range(30)]
    with VideoFile.open(path, threads=threads) as video:
        assert {i: number_in(video.read(i)) for i in shuffled(60)} == dict(enumerate(expected))


def test_an_edit_list_hides_frames_as_players_do(tmp_path: Path) -> None:
    """Pictures with negative times are in the file but are not shown."""
    path = write_clip(
        tmp_path / "edited.mp4", 40, options=B_FRAMES, times_ms=[40 * i - 200 for i in range(40)]
    )
    expected = plainly_decoded(path)
    assert expected == list(range(5, 40))
    with VideoFile.open(path) as video:
        assert video.info.frame_count == 35
        assert read_in_order(video) == expected
        assert video.time_s(0) == 0
        assert video.notices == []


def test_a_text_file_named_mp4(tmp_path: Path) -> None:
    path = tmp_path / "notes 🐟.mp4"
    path.write_text("This is no video.\n" * 50, encoding="utf-8")
    with pytest.raises(MediaError, match=r"notes 🐟.mp4” is not a video"):
        VideoFile.open(path)


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    with pytest.raises(MediaError, match="is empty"):
        VideoFile.open(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="does not exist"):
        VideoFile.open(tmp_path / "absent.mp4")


def test_sound_without_pictures(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16_000))
    with pytest.raises(MediaError, match="contains no video"):
        VideoFile.open(path)


def test_nothing_but_garbage_in_the_packets(tmp_path: Path, large: Callable[[str], bytes]) -> None:
    data = bytearray(large("mp4"))
    start = data.index(b"mdat") + 4
    data[start:] = b"\xff" * (len(data) - start)
    path = tmp_path / "garbage.mp4"
    path.write_bytes(bytes(data))
    with pytest.raises(MediaError, match="no picture that can be decoded"):
        VideoFile.open(path)


def test_the_beginning_alone(tmp_path: Path, large: Callable[[str], bytes]) -> None:
    """An mp4 whose index stood at the end and was cut off cannot be opened."""
    path = write_clip(tmp_path / "clip.mp4", 20)
    path.write_bytes(path.read_bytes()[:800])
    with pytest.raises(MediaError, match="index is missing"):
        VideoFile.open(path)
