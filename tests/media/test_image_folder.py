"""Images as frames: order, formats, depths, orientation, and what is refused."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage

from annotator.media.image_folder import ImageFolder, natural_key
from annotator.media.media_error import MediaError
from tests.media.clips import number_in, picture

_ORIENTATION = 0x0112


def save(path: Path, image: NDArray[Any], **options: Any) -> Path:
    PillowImage.fromarray(image).save(path, **options)
    return path


def save_numbers(folder: Path, names: list[str], size: tuple[int, int] = (64, 48)) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names):
        save(folder / name, picture(number, size))
    return folder


def save_exif(path: Path, image: NDArray[np.uint8], orientation: int) -> Path:
    exif = PillowImage.Exif()
    exif[_ORIENTATION] = orientation
    return save(path, image, exif=exif, quality=95)


def test_natural_order() -> None:
    names = ["frame10.png", "frame9.png", "Frame1.png", "a.png", "frame09b.png", "7.png", "x.png"]
    assert sorted(names, key=natural_key) == [
        "7.png",
        "a.png",
        "Frame1.png",
        "frame9.png",
        "frame09b.png",
        "frame10.png",
        "x.png",
    ]


def test_frames_come_in_natural_order(tmp_path: Path) -> None:
    folder = save_numbers(tmp_path / "shots", [f"shot{i}.png" for i in range(12)])
    (folder / "readme.txt").write_text("no image")
    (folder / ".hidden.png").write_bytes(b"no image either")
    (folder / "sub.png").mkdir()
    (folder / "sub.png").rmdir()
    with ImageFolder.open(folder) as source:
        assert source.info.frame_count == 12
        assert source.info.is_count_exact
        assert [number_in(source.read(i)) for i in range(12)] == list(range(12))
        assert source.name(11) == "shot11"
        assert source.pts(3) is None
        assert source.time_s(12 - 1) == pytest.approx(11 / source.info.fps)
        assert source.read_nearest_keyframe(5)[0] == source.nearest_keyframe(5) == 5
        assert source.notices == []


@pytest.mark.parametrize("suffix", ["jpg", "jpeg", "JPG", "png", "bmp", "tif", "tiff", "webp"])
def test_formats(tmp_path: Path, suffix: str) -> None:
    folder = save_numbers(tmp_path / suffix, [f"{i:03}.{suffix}" for i in range(3)])
    with ImageFolder.open(folder) as source:
        assert [number_in(source.read(i)) for i in range(3)] == [0, 1, 2]
        image = source.read(1)
        assert image.shape == (48, 64, 3)
        assert image.dtype == np.uint8
        assert image.flags.c_contiguous


@pytest.mark.parametrize("name", ["a b", "影片 テスト", "🐟", "ünïcödé"])
def test_any_path(tmp_path: Path, name: str) -> None:
    folder = save_numbers(tmp_path / name, [f"{name} {i}.png" for i in range(3)])
    save(folder / f"{name} 3.jpg", picture(3))
    with ImageFolder.open(folder) as source:
        assert [number_in(source.read(i)) for i in range(4)] == [0, 1, 2, 3]
        assert source.name(2) == f"{name} 2"


def test_colours_are_rgb(tmp_path: Path) -> None:
    image = np.zeros((8, 9, 3), dtype=np.uint8)
    image[:] = (200, 100, 50)
    save(tmp_path / "1.png", image)
    save(tmp_path / "2.bmp", image)
    save(tmp_path / "3.tif", image)
    save(tmp_path / "4.webp", image, lossless=True)
    with ImageFolder.open(tmp_path) as source:
        for frame_index in range(4):
            assert np.array_equal(source.read(frame_index), image)


def depth_images() -> dict[str, tuple[NDArray[Any], NDArray[np.uint8]]]:
    ramp = np.linspace(0, 255, 64 * 48).reshape(48, 64).astype(np.uint8)
    grey = np.repeat(ramp[:, :, None], 3, axis=2)
    colour = picture(0b1010)
    return {
        "grey.png": (ramp, grey),
        "grey.tif": (ramp, grey),
        "grey16.png": (ramp.astype(np.uint16) * 257, grey),
        "grey16.tif": (ramp.astype(np.uint16) * 257, grey),
        "float.tif": (ramp.astype(np.float32) / 255, grey),
        "alpha.png": (np.dstack([colour, ramp]), colour),
        "bits.png": (ramp > 128, np.where(grey > 128, 255, 0).astype(np.uint8)),
    }


@pytest.mark.parametrize("name", depth_images())
def test_depths_and_channels(tmp_path: Path, name: str) -> None:
    stored, expected = depth_images()[name]
    save(tmp_path / name, stored)
    with ImageFolder.open(tmp_path) as source:
        assert np.array_equal(source.read(0), expected)


def test_sixteen_bit_colour(tmp_path: Path) -> None:
    colour = picture(0b0110)
    encoded = cv2.imencode(".png", colour[:, :, ::-1].astype(np.uint16) * 257)[1]
    encoded.tofile(tmp_path / "deep.png")
    with ImageFolder.open(tmp_path) as source:
        assert np.array_equal(source.read(0), colour)


def test_palette_and_grey_with_alpha(tmp_path: Path) -> None:
    image = np.zeros((20, 30, 3), dtype=np.uint8)
    image[:10] = (250, 10, 90)
    PillowImage.fromarray(image).quantize(4).save(tmp_path / "1.png")
    PillowImage.fromarray(image[:, :, 0]).convert("LA").save(tmp_path / "2.png")
    with ImageFolder.open(tmp_path) as source:
        assert np.array_equal(source.read(0), image)
        assert np.array_equal(source.read(1), np.repeat(image[:, :, :1], 3, axis=2))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif"])
def test_exif_orientation_is_applied_once(tmp_path: Path, orientation: int, suffix: str) -> None:
    """Pillow's own transposition is the judge."""
    image = np.full((48, 64, 3), 100, dtype=np.uint8)
    image[:24, :32] = (220, 40, 40)
    image[24:, :32] = (40, 40, 220)
    exif = PillowImage.Exif()
    exif[_ORIENTATION] = orientation
    path = tmp_path / f"turned.{suffix}"
    PillowImage.fromarray(image).save(path, exif=exif)
    with ImageFolder.open(tmp_path) as source:
        found = source.read(0)
        assert found.shape == (source.info.height, source.info.width, 3)
    upright = {
        2: image[:, ::-1],
        3: image[::-1, ::-1],
        4: image[::-1],
        5: image.transpose(1, 0, 2),
        6: np.rot90(image, -1),
        7: image[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(image, 1),
    }.get(orientation, image)
    assert found.shape == upright.shape
    inner = (slice(6, -6), slice(6, -6))
    difference = np.abs(found[inner].astype(int) - upright[inner]).mean()
    assert difference < 6


def test_sizes_are_compared_upright(tmp_path: Path) -> None:
    save_exif(tmp_path / "1.jpg", picture(1, (64, 48)), 1)
    save_exif(tmp_path / "2.jpg", np.ascontiguousarray(np.rot90(picture(2, (64, 48)))), 6)
    with ImageFolder.open(tmp_path) as source:
        assert [number_in(source.read(i)) for i in range(2)] == [1, 2]


def test_different_sizes_are_refused_with_the_first_offender(tmp_path: Path) -> None:
    save_numbers(tmp_path, [f"{i:02}.png" for i in range(5)])
    save(tmp_path / "05 wide.png", picture(5, (80, 48)))
    save(tmp_path / "06.png", picture(6, (10, 10)))
    with pytest.raises(MediaError) as caught:
        ImageFolder.open(tmp_path)
    text = str(caught.value)
    assert "05 wide.png” is 80×48" in text
    assert "64×48" in text
    assert "06" not in text


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing to see")
    with pytest.raises(MediaError, match="contains no images"):
        ImageFolder.open(tmp_path)


def test_a_damaged_header_is_named(tmp_path: Path) -> None:
    save_numbers(tmp_path, ["1.png", "2.png"])
    (tmp_path / "3.png").write_bytes(b"\x89PNG but then nonsense")
    with pytest.raises(MediaError, match=r"3\.png” is not a readable image"):
        ImageFolder.open(tmp_path)


@pytest.mark.parametrize("suffix", ["jpg", "png", "bmp", "tif"])
def test_damaged_pixels_are_named_when_they_are_read(tmp_path: Path, suffix: str) -> None:
    save_numbers(tmp_path, [f"1.{suffix}", f"2.{suffix}"], (320, 240))
    path = tmp_path / f"2.{suffix}"
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    with ImageFolder.open(tmp_path) as source:
        assert number_in(source.read(0)) == 0
        with pytest.raises(MediaError, match=rf"2\.{suffix}” "):
            source.read(1)


def test_a_jpg_with_something_appended_is_sound(tmp_path: Path) -> None:
    """As telephones do with moving pictures."""
    path = save(tmp_path / "1.jpg", picture(1))
    path.write_bytes(path.read_bytes() + b"appended \xff\xda film")
    with ImageFolder.open(tmp_path) as source:
        assert number_in(source.read(0)) == 1


def test_images_that_change_or_vanish_while_open(tmp_path: Path) -> None:
    save_numbers(tmp_path, ["1.png", "2.png"])
    with ImageFolder.open(tmp_path) as source:
        save(tmp_path / "1.png", picture(0, (20, 20)))
        (tmp_path / "2.png").unlink()
        with pytest.raises(MediaError, match="has changed"):
            source.read(0)
        with pytest.raises(MediaError, match="is gone"):
            source.read(1)


@pytest.mark.parametrize("wrong", [-1, 2])
def test_a_frame_that_does_not_exist(tmp_path: Path, wrong: int) -> None:
    with ImageFolder.open(save_numbers(tmp_path, ["1.png", "2.png"])) as source:
        for ask in (source.read, source.name, source.pts, source.time_s):
            with pytest.raises(MediaError, match="has 2 frames"):
                ask(wrong)


def test_names_are_unique(tmp_path: Path) -> None:
    save_numbers(tmp_path, ["1.png", "1.jpg", "2.png"])
    with ImageFolder.open(tmp_path) as source:
        assert [source.name(i) for i in range(3)] == ["1_jpg", "1_png", "2"]


def save_pages(path: Path, count: int) -> Path:
    pages = [PillowImage.fromarray(picture(n)) for n in range(count)]
    options: dict[str, Any] = {"lossless": True} if path.suffix == ".webp" else {}
    pages[0].save(path, save_all=True, append_images=pages[1:], **options)
    return path


@pytest.mark.parametrize("suffix", ["gif", "tif", "webp"])
def test_every_page_of_a_file_is_a_frame(tmp_path: Path, suffix: str) -> None:
    with ImageFolder.open(save_pages(tmp_path / f"many 🐟.{suffix}", 9)) as source:
        assert source.info.frame_count == 9
        assert source.info.codec == suffix
        order = [8, 0, 3, 4, 5, 2, 1, 7, 6]
        assert [number_in(source.read(i)) for i in order] == order
        assert source.name(4) == "many 🐟_00004"
        image = source.read(2)
        assert image.shape == (48, 64, 3)
        assert image.flags.c_contiguous
        with source.another() as other:
            assert number_in(other.read(6)) == 6


def test_pages_among_single_images(tmp_path: Path) -> None:
    save_numbers(tmp_path, ["1.png"])
    save_pages(tmp_path / "2.gif", 3)
    save(tmp_path / "3.png", picture(9))
    with ImageFolder.open(tmp_path) as source:
        assert [number_in(source.read(i)) for i in range(5)] == [0, 0, 1, 2, 9]
        assert [source.name(i) for i in range(5)] == ["1", "2_00000", "2_00001", "2_00002", "3"]


def test_previews_inside_a_tif_are_no_frames(tmp_path: Path) -> None:
    full, preview = PillowImage.fromarray(picture(5)), PillowImage.fromarray(picture(5, (16, 12)))
    full.save(tmp_path / "scan.tif", save_all=True, append_images=[preview])
    with ImageFolder.open(tmp_path / "scan.tif") as source:
        assert source.info.frame_count == 1
        assert number_in(source.read(0)) == 5


def test_opening_reads_headers_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_numbers(tmp_path, [f"{i}.png" for i in range(30)])
    decoded: list[object] = []
    monkeypatch.setattr(cv2, "imdecode", lambda *arguments: decoded.append(arguments))
    monkeypatch.setattr(PillowImage.Image, "load", lambda image: decoded.append(image))
    with ImageFolder.open(tmp_path) as source:
        assert source.info.frame_count == 30
    assert decoded == []
