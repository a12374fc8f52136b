"""From a path to frames, and recognising media that moved or changed."""

import os
from pathlib import Path

import pytest

from annotator.core.frames import FrameSource
from annotator.media.image_folder import ImageFolder
from annotator.media.open_media import (
    MediaError,
    is_same_media,
    media_ref,
    open_media,
    source_factory,
)
from annotator.media.video_file import VideoFile
from tests.media.clips import number_in, write_clip
from tests.media.test_image_folder import save_numbers, save_pages


def test_a_path_tells_what_opens_it(tmp_path: Path) -> None:
    video = write_clip(tmp_path / "clip.mp4", 4)
    folder = save_numbers(tmp_path / "shots", ["1.png", "2.png"])
    gif = save_pages(tmp_path / "loop.gif", 3)
    for path, kind, count in (
        (video, VideoFile, 4),
        (folder, ImageFolder, 2),
        (gif, ImageFolder, 3),
    ):
        for given in (path, str(path)):
            source = open_media(given)
            assert isinstance(source, kind)
            assert source.info.frame_count == count
            source.close()


@pytest.mark.parametrize("name", ["missing.mp4", "missing folder"])
def test_a_missing_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(MediaError, match=f"{name}” does not exist"):
        open_media(tmp_path / name)


def test_the_factory_opens_the_same_frames_again(tmp_path: Path) -> None:
    for path in (
        write_clip(tmp_path / "🐟 clip.mp4", 4),
        save_numbers(tmp_path / "影片", ["1.png", "2.png", "3.png"]),
    ):
        with open_media(path) as source:
            make = source_factory(source)
            first, second = make(), make()
            for other in (first, second):
                assert_is_source(other)
                assert number_in(other.read(2)) == 2
                other.close()
            assert number_in(source.read(1)) == 1


def assert_is_source(source: FrameSource) -> None:
    """The type checker is the judge; this only uses it."""
    assert source.info.frame_count > 2
    assert source.name(0)
    assert source.time_s(0) == 0
    assert source.pts(0) in (None, 0)


def test_progress_and_corrections_reach_the_caller(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "raw.h264", 10, options={"bf": "2"})
    seen: list[tuple[int, int]] = []
    with open_media(path, threads=1, progress=lambda *step: seen.append(step)) as source:
        assert source.info.frame_count == 10
    assert seen[-1] == (10, 10)


# Recognising


def test_a_moved_video_is_the_same(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 4)
    ref = media_ref(path)
    assert ref.kind == "video"
    assert Path(ref.path) == path
    assert ref.size_bytes == path.stat().st_size
    assert is_same_media(ref, path)
    moved = path.rename(tmp_path / "moved 🐟.mp4")
    assert is_same_media(ref, moved)
    assert not is_same_media(ref, path)


def test_a_changed_video_is_another(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 4)
    ref = media_ref(path)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    assert not is_same_media(ref, path)
    path.write_bytes(bytes(data) + b"\0")
    assert not is_same_media(ref, path)


def test_large_files_are_known_by_head_and_tail(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(bytes(5 * 2**20))
    ref = media_ref(path)
    with path.open("r+b") as file:
        file.seek(2**21)
        file.write(b"middle")
    assert is_same_media(ref, path), "the middle is not looked at"
    with path.open("r+b") as file:
        file.seek(-10, os.SEEK_END)
        file.write(b"tail")
    assert not is_same_media(ref, path)


def test_folders_are_known_by_names_and_sizes(tmp_path: Path) -> None:
    folder = save_numbers(tmp_path / "shots", ["1.png", "2.png"])
    ref = media_ref(folder)
    assert ref.kind == "folder"
    assert ref.size_bytes == sum(p.stat().st_size for p in folder.iterdir())
    (folder / "notes.txt").write_text("not part of it")
    moved = folder.rename(tmp_path / "elsewhere")
    assert is_same_media(ref, moved)
    (moved / "2.png").rename(moved / "3.png")
    assert not is_same_media(ref, moved)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    file = tmp_path / "file.mp4"
    file.touch()
    assert not is_same_media(media_ref(empty), file)


def test_a_relative_path_is_remembered_as_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_clip(tmp_path / "clip.mp4", 2)
    monkeypatch.chdir(tmp_path)
    assert media_ref("clip.mp4") == media_ref(path)


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="does not exist"):
        media_ref(tmp_path / "missing.mp4")
