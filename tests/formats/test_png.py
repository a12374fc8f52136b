"""PNG files: written by us, read by Pillow and by OpenCV; damaged ones refused early."""

import contextlib
import struct
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from annotator.core.palette import davis_palette
from annotator.formats.png import PngError, encode_png, encode_png16, read_labels, read_png

SIGNATURE = b"\x89PNG\r\n\x1a\n"
pictures = hnp.arrays(np.uint8, st.tuples(st.integers(1, 20), st.integers(1, 20)))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(pixels=pictures, grey=st.booleans())
def test_pillow_reads_what_was_written(tmp_path, pixels, grey):
    path = tmp_path / "a.png"
    path.write_bytes(encode_png(pixels, None if grey else davis_palette()))
    read = read_png(path)
    np.testing.assert_array_equal(read.pixels, pixels)
    assert read.mode == ("L" if grey else "P")
    assert read.palette == (b"" if grey else davis_palette())
    with Image.open(path) as image:
        image.verify()


@pytest.mark.parametrize("encode", [encode_png, encode_png16])
@pytest.mark.parametrize("filled", [(0, 0), (0, 3), (70_000, 70_001), (4321, 69_000), (0, 70_001)])
def test_blank_rows_above_and_below(tmp_path, encode, filled):
    """As many rows as make the sums of Adler-32 wrap around."""
    pixels = np.zeros((70_001, 3), np.uint16 if encode is encode_png16 else np.uint8)
    pixels[filled[0] : filled[1], 1] = 201
    pixels[filled[0] : filled[1] : 7] = 1
    path = tmp_path / "a.png"
    path.write_bytes(encode(pixels))
    np.testing.assert_array_equal(read_labels(path).pixels, pixels)
    at, data = path.read_bytes().index(b"IDAT"), path.read_bytes()
    size = int.from_bytes(data[at - 4 : at], "big")
    zlib.decompress(data[at + 4 : at + 4 + size])  # checks the sum, which Pillow does not


@settings(deadline=None)
@given(pictures)
def test_another_decoder_agrees_on_the_colours(pixels):
    decoded = cv2.imdecode(
        np.frombuffer(encode_png(pixels, davis_palette()), np.uint8), cv2.IMREAD_COLOR
    )
    colours = np.frombuffer(davis_palette(), np.uint8).reshape(256, 3)
    np.testing.assert_array_equal(decoded[..., ::-1], colours[pixels])


def test_a_palette_has_256_colours():
    with pytest.raises(ValueError, match="256 colours"):
        encode_png(np.zeros((2, 2), np.uint8), b"\0\0\0")


def test_a_small_file_cannot_claim_a_gigantic_picture(tmp_path):
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 3, 0, 0, 0)
    path = tmp_path / "bomb.png"
    path.write_bytes(SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", b""))
    with pytest.raises(PngError, match=r"claims|not a readable"):
        read_png(path)


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" * 9]
)
def test_other_files_are_refused(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(PngError, match="not a readable PNG"):
        read_png(tmp_path / "a.png")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(PngError, match="not a readable PNG"):
        read_png(tmp_path / "none.png")


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(place=st.integers(0, 2000), value=st.integers(0, 255), cut=st.integers(0, 100))
def test_damage_is_an_error_or_a_picture_but_never_a_crash(tmp_path, place, value, cut):
    whole = bytearray(encode_png(np.eye(24, dtype=np.uint8), davis_palette()))
    whole[place % len(whole)] = value
    path = tmp_path / "a.png"
    path.write_bytes(whole[: len(whole) - cut])
    with contextlib.suppress(PngError):
        read_png(path)
