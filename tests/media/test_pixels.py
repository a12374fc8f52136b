"""Upright, and of the right colour."""

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from annotator.media.pixels import Orientation
from annotator.media.video_file import VideoFile
from tests.media.clips import number_in, picture, write_clip

CORNERS = {"top left": (0, 0), "top right": (0, -1), "bottom left": (-1, 0)}


def corner_picture(number: int, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Red at the top left, green at the top right, blue at the bottom left, else grey."""
    width, height = size
    image = np.full((height, width, 3), 128, dtype=np.uint8)
    half_w, half_h = width // 2, height // 2
    image[:half_h, :half_w] = (220, 30, 30)
    image[:half_h, half_w:] = (30, 200, 30)
    image[half_h:, :half_w] = (30, 30, 220)
    return image


def colour_at(image: NDArray[np.uint8], corner: str) -> str:
    y, x = CORNERS[corner]
    height, width = image.shape[:2]
    pixel = image[height // 8 if y == 0 else -height // 8, width // 8 if x == 0 else -width // 8]
    return ("red", "green", "blue")[int(pixel.argmax())] if np.ptp(pixel) > 60 else "grey"


def with_matrix(path: Path, a: int, b: int, c: int, d: int) -> Path:
    """Patch the matrix in the track header of an mp4 (ISO 14496-12, 8.3.2)."""
    data = bytearray(path.read_bytes())
    box = data.index(b"tkhd")
    assert data[box + 4] == 0, "version 0"
    start = box + 4 + 40
    one = 0x10000
    for place, value in enumerate((a * one, b * one, 0, c * one, d * one, 0, 0, 0, 0x40000000)):
        data[start + 4 * place : start + 4 * place + 4] = value.to_bytes(4, "big", signed=True)
    path.write_bytes(bytes(data))
    return path


@pytest.mark.parametrize(
    ("matrix", "degrees", "upright"),
    [
        ((1, 0, 0, 1), 0, ("red", "green", "blue")),
        ((0, 1, -1, 0), 90, ("blue", "red", "grey")),  # a telephone held upright
        ((-1, 0, 0, -1), 180, ("grey", "blue", "green")),
        ((0, -1, 1, 0), 270, ("green", "grey", "red")),
        ((-1, 0, 0, 1), 0, ("green", "red", "grey")),  # a mirrored selfie
        ((1, 0, 0, -1), 180, ("blue", "grey", "red")),  # flipped upside down
    ],
)
def test_rotation_metadata_is_applied_once(
    tmp_path: Path,
    matrix: tuple[int, int, int, int],
    degrees: int,
    upright: tuple[str, str, str],
) -> None:
    path = write_clip(tmp_path / "turned.mp4", 3, size=(64, 48), draw=corner_picture)
    with VideoFile.open(with_matrix(path, *matrix)) as video:
        image = video.read(1)
        expected_size = (48, 64) if degrees % 180 else (64, 48)
        assert (video.info.width, video.info.height) == expected_size
        assert image.shape == (expected_size[1], expected_size[0], 3)
        assert image.flags.c_contiguous
        assert video.info.rotation_degrees == degrees
        assert tuple(colour_at(image, corner) for corner in CORNERS) == upright


@pytest.mark.parametrize(("written", "degrees"), [(90, 270), (180, 180), (270, 90)])
def test_rotation_written_by_libavformat(tmp_path: Path, written: int, degrees: int) -> None:
    """PyAV turns counter-clockwise by what is written; `VideoInfo` counts clockwise."""
    path = write_clip(tmp_path / "turned.mkv", 3, size=(64, 48), rotation=written)
    with VideoFile.open(path) as video:
        assert video.info.rotation_degrees == degrees
        turned_back = np.rot90(video.read(2), k=degrees // 90)
        assert number_in(np.ascontiguousarray(turned_back)) == 2


def test_a_slanted_matrix_is_rounded_and_said(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "slanted.mkv", 2, rotation=80)
    with VideoFile.open(path) as video:
        assert video.info.rotation_degrees in (90, 270)
        assert "rounded" in video.notices[0]


def test_orientation_turns_after_mirroring() -> None:
    image = corner_picture(0, (8, 6))
    assert np.array_equal(Orientation().apply(image), image)
    turned = Orientation(quarter_turns=1, is_mirrored=True).apply(image)
    assert turned.shape == (8, 6, 3)
    assert np.array_equal(turned, np.rot90(image[:, ::-1], k=-1))


# Colour: a flat picture is written with known Y, Cb, Cr and the labels under test.

_MATRICES = {
    "bt709": (1, 0.2126, 0.0722),
    "smpte170m": (6, 0.299, 0.114),
    "bt2020": (9, 0.2627, 0.0593),
}


def rgb_of(y: int, cb: int, cr: int, kr: float, kb: float, *, full_range: bool) -> list[float]:
    """ITU-T H.273, equations for non-constant luminance."""
    luma = y / 255 if full_range else (y - 16) / 219
    blue, red = ((c - 128) / (255 if full_range else 224) for c in (cb, cr))
    r = luma + 2 * (1 - kr) * red
    b = luma + 2 * (1 - kb) * blue
    g = (luma - kr * r - kb * b) / (1 - kr - kb)
    return [255 * min(1, max(0, value)) for value in (r, g, b)]


def write_flat(
    path: Path,
    yuv: tuple[int, int, int],
    *,
    size: tuple[int, int] = (64, 48),
    matrix: int = 2,
    colour_range: int = 1,
) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.options = {"qp": "1"}
        stream.codec_context.colorspace = matrix
        stream.codec_context.color_range = colour_range
        frame = av.VideoFrame(*size, "yuv420p")
        frame.colorspace, frame.color_range = matrix, colour_range
        for plane, value in zip(frame.planes, yuv, strict=True):
            plane.update(bytes([value]) * plane.buffer_size)
        frame.pts = 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("yuv", [(81, 90, 200), (145, 54, 80), (60, 190, 110), (200, 128, 128)])
@pytest.mark.parametrize("full_range", [False, True])
@pytest.mark.parametrize("name", _MATRICES)
def test_colour_matrix_and_range_of_the_stream(
    tmp_path: Path, name: str, full_range: bool, yuv: tuple[int, int, int]
) -> None:
    code, kr, kb = _MATRICES[name]
    path = write_flat(tmp_path / "flat.mp4", yuv, matrix=code, colour_range=2 if full_range else 1)
    with VideoFile.open(path) as video:
        pixel = video.read(0)[24, 32]
    assert pixel == pytest.approx(rgb_of(*yuv, kr, kb, full_range=full_range), abs=2.5)


@pytest.mark.parametrize(("size", "name"), [((64, 48), "smpte170m"), ((1280, 720), "bt709")])
def test_a_silent_stream_is_read_as_players_do(
    tmp_path: Path, size: tuple[int, int], name: str
) -> None:
    _, kr, kb = _MATRICES[name]
    yuv = (120, 80, 170)
    path = write_flat(tmp_path / "silent.mp4", yuv, size=size, matrix=2, colour_range=0)
    with VideoFile.open(path) as video:
        pixel = video.read(0)[20, 20]
    assert pixel == pytest.approx(rgb_of(*yuv, kr, kb, full_range=False), abs=2.5)


@pytest.mark.parametrize("size", [(67, 45), (33, 31), (65, 48), (64, 47)])
def test_odd_sizes_lose_no_column_or_row(tmp_path: Path, size: tuple[int, int]) -> None:
    path = write_clip(
        tmp_path / "odd.mkv", 2, size=size, codec="ffv1", pix_fmt="bgr0", draw=corner_picture
    )
    with VideoFile.open(path) as video:
        assert np.array_equal(video.read(1), corner_picture(1, size))


def test_a_change_of_size_inside_the_stream_is_scaled(tmp_path: Path) -> None:
    small = write_clip(tmp_path / "small.ts", 10, size=(64, 48))
    large = write_clip(tmp_path / "large.ts", numbers=range(10, 20), size=(128, 96))
    path = tmp_path / "both.ts"
    path.write_bytes(small.read_bytes() + large.read_bytes())
    with VideoFile.open(path) as video:
        for frame_index in (3, 17):
            image = video.read(frame_index)
            assert image.shape == (48, 64, 3)
            assert number_in(image) == frame_index


def test_grey_video(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "grey.mkv", 3, codec="ffv1", pix_fmt="gray")
    with VideoFile.open(path) as video:
        assert np.abs(video.read(2).astype(int) - picture(2)).max() <= 2
