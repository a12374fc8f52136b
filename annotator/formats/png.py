"""PNG files of masks: written here, read by Pillow.

DAVIS's own tools read with Pillow, so Pillow is the reader that an export is checked with, and the
writer is another program: these few lines over zlib. That also keeps the bytes the same whatever
the version of Pillow. OpenCV can do neither: it gives palette pictures as colours (FORMATS 5.3).
"""

import contextlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from annotator.core.errors import AnnotatorError
from annotator.formats.reading import MAX_PICTURE_PIXELS

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _PALETTE = 0, 3
_LEVEL = 6
_PILLOW_ERRORS = (OSError, ValueError, SyntaxError, IndexError, struct.error, zlib.error)


class PngError(AnnotatorError):
    """A PNG that cannot be read, or is not what a mask is stored in."""


@dataclass(frozen=True, slots=True)
class PngMask:
    """`pixels` (height, width) uint8; `mode` as Pillow says: P, L, ...; palette RGB bytes."""

    pixels: NDArray[np.uint8]
    mode: str
    palette: bytes


@dataclass(frozen=True, slots=True)
class PngLabels:
    """`pixels` (height, width) uint16 and Pillow's mode."""

    pixels: NDArray[np.uint16]
    mode: str


def encode_png(pixels: NDArray[np.uint8], palette: bytes | None = None) -> bytes:
    """8-bit PNG of `(height, width)`: with 768 palette bytes index-coloured, without them grey."""
    height, width = pixels.shape
    if palette is not None and len(palette) != 768:
        raise ValueError(f"a palette has 256 colours of 3 bytes, got {len(palette)} bytes")
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with its filter: none
    rows[:, 1:] = pixels
    kind = _GREY if palette is None else _PALETTE
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)),
            b"" if palette is None else _chunk(b"PLTE", palette),
            _chunk(b"IDAT", _deflated(rows)),
            _chunk(b"IEND", b""),
        )
    )


def encode_png16(pixels: NDArray[np.uint16]) -> bytes:
    """16-bit grey PNG of `(height, width)`, as MOTS has it."""
    height, width = pixels.shape
    rows = np.zeros((height, 2 * width + 1), np.uint8)
    rows[:, 1:] = pixels.astype(">u2").view(np.uint8).reshape(height, 2 * width)
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, _GREY, 0, 0, 0)),
            _chunk(b"IDAT", _deflated(rows)),
            _chunk(b"IEND", b""),
        )
    )


def read_labels(path: Path) -> PngLabels:
    """An index or grey PNG of 8 or 16 bits, as Pillow reads it. `PngError` for anything else."""
    with _opened(path) as image:
        if image.mode not in ("P", "L", "1", "I;16", "I;16B", "I"):
            raise PngError(
                f"'{path.name}' is a picture in colours (Pillow mode '{image.mode}'), "
                "not one of indices"
            )
        pixels = np.array(image)
        if pixels.dtype.kind not in "ub" and (pixels.min() < 0 or pixels.max() > 65535):
            raise PngError(f"'{path.name}' has values beyond 16 bits")
        return PngLabels(pixels.astype(np.uint16, copy=False), image.mode)


def png_size(path: Path) -> tuple[int, int]:
    """(width, height) as the header says, without decoding."""
    with _opened(path) as image:
        return image.size


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    try:
        with Image.open(path, formats=["PNG"]) as image:
            width, height = image.size
            if width * height > MAX_PICTURE_PIXELS:
                raise PngError(f"'{path.name}' claims {width} x {height} pixels; that is too large")
            yield image
    except _PILLOW_ERRORS as error:
        raise PngError(f"'{path.name}' is not a readable PNG ({error})") from None
    except Image.DecompressionBombError:
        raise PngError(f"'{path.name}' claims more pixels than any video has") from None


def read_png(path: Path) -> PngMask:
    """A PNG as Pillow reads it. `PngError` for anything else, before memory is taken for it."""
    with _opened(path) as image:
        if image.mode not in ("P", "L", "1"):
            width, height = image.size
            return PngMask(np.zeros((height, width), np.uint8), image.mode, b"")
        image.load()
        palette = bytes(image.palette.palette) if image.palette is not None else b""
        return PngMask(np.array(image, np.uint8), image.mode, palette)


def _deflated(rows: NDArray[np.uint8]) -> bytes:
    """Masks are long runs: looking for nothing else is twice as fast and a third smaller."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_RLE)
    return compressor.compress(rows.tobytes()) + compressor.flush()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return b"".join(
        (struct.pack(">I", len(data)), kind, data, struct.pack(">I", zlib.crc32(kind + data)))
    )
