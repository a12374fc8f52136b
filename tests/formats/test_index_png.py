"""Pictures of indices: all values, 8 and 16 bits, and what is no picture of masks."""

import numpy as np
import pytest
from PIL import Image

from annotator.formats import index_png
from annotator.formats.index_png import labels_of, masks_of
from annotator.formats.png import encode_png16, png_size, read_labels
from annotator.formats.reading import ReadError


def write16(path, pixels):
    path.write_bytes(encode_png16(pixels.astype(np.uint16)))


def test_16_bits_are_what_pillow_reads_and_writes(tmp_path):
    pixels = np.array([[0, 1, 255, 256], [2001, 10000, 65534, 65535]])
    write16(tmp_path / "a.png", pixels)
    with Image.open(tmp_path / "a.png") as image:
        assert image.mode == "I;16"
        np.testing.assert_array_equal(np.array(image), pixels)
    Image.fromarray(pixels.astype(np.uint16)).save(tmp_path / "b.png")
    for name in ("a.png", "b.png"):
        np.testing.assert_array_equal(read_labels(tmp_path / name).pixels, pixels)
    assert png_size(tmp_path / "a.png") == (4, 2)


def test_masks_of_all_values():
    labels = np.zeros((30, 50), np.uint16)
    labels[3:9, 10:20] = 7
    labels[5:9, 15:30] = 65535
    labels[29, 49] = 1
    found = dict(masks_of(labels))
    assert list(found) == [1, 7, 65535]
    for value, mask in found.items():
        np.testing.assert_array_equal(mask.to_array(), labels == value)
    assert list(masks_of(np.zeros((3, 3), np.uint16))) == []


def test_masks_of_noise():
    labels = np.random.default_rng(0).integers(0, 3, (31, 17)).astype(np.uint8)
    labels[:4], labels[:, 15:] = 0, 0
    for part in (labels, labels[4:], labels[:, :15], np.ones((3, 4), np.uint8)):
        found = dict(masks_of(part))
        assert list(found) == sorted(set(part.ravel().tolist()) - {0})
        for value, mask in found.items():
            np.testing.assert_array_equal(mask.to_array(), part == value)


def test_a_pattern_of_single_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(index_png, "MAX_SPANS", 40)
    pattern = (np.indices((10, 10)).sum(axis=0) % 2).astype(np.uint8)
    with pytest.raises(ReadError, match=r"^'a\.png': it changes its value more than 40 times"):
        list(masks_of(pattern, "'a.png'"))


def test_a_photograph_is_refused(tmp_path):
    noise = np.random.default_rng(0).integers(0, 60_000, (100, 100))
    write16(tmp_path / "a.png", noise)
    labels = labels_of(tmp_path / "a.png", (100, 100))
    with pytest.raises(ReadError, match=r"different values; that is no picture of masks\.$"):
        list(masks_of(labels, "'a.png'"))
    Image.new("RGB", (5, 5)).save(tmp_path / "rgb.png")
    with pytest.raises(ReadError, match="a picture in colours"):
        labels_of(tmp_path / "rgb.png", (5, 5))
    with pytest.raises(ReadError, match="100 x 100 pixels, the first 5 x 5"):
        labels_of(tmp_path / "a.png", (5, 5))


def test_a_picture_that_claims_gigabytes_is_refused(tmp_path):
    write16(tmp_path / "a.png", np.zeros((2, 2)))
    data = bytearray((tmp_path / "a.png").read_bytes())
    data[16:24] = (100_000).to_bytes(4, "big") * 2
    import zlib

    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(ReadError, match=r"more pixels than any video|too large"):
        labels_of(tmp_path / "a.png", (2, 2))
