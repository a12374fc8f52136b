"""PNG files of masks: written here, read by Pillow.

DAVIS's own tools read with Pillow, so Pillow is the reader that an export is checked with, and the
writer is another program: these few lines over zlib. That also keeps the bytes the same whatever
the version of Pillow. OpenCV can do neither: it gives palette pictures as colours (FORMATS 5.3).
"""

import contextlib
import functools
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from annotator.core.errors import AnnotatorError
from annotator.formats.reading import MAX_PICTURE_PIXELS

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _PALETTE = 0, 3
_LEVEL = 6
_ZLIB_HEADER, _LAST_BLOCK = b"\x78\xda", b"\x03\x00"
_ADLER_BASE = 65521
_FILTER_SUB = 1
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
    """`pixels` (height, width) uint8 or uint16 and Pillow's mode."""

    pixels: NDArray[np.unsignedinteger]
    mode: str


def encode_png(pixels: NDArray[np.uint8], palette: bytes | None = None) -> bytes:
    """8-bit PNG of `(height, width)`: with 768 palette bytes index-coloured, without them grey."""
    if palette is not None and len(palette) != 768:
        raise ValueError(f"a palette has 256 colours of 3 bytes, got {len(palette)} bytes")
    return _file(pixels, _GREY if palette is None else _PALETTE, palette)


def encode_png16(pixels: NDArray[np.uint16]) -> bytes:
    """16-bit grey PNG of `(height, width)`, as MOTS has it."""
    return _file(pixels.astype(">u2"), _GREY, None)


def _file(pixels: NDArray[Any], kind: int, palette: bytes | None) -> bytes:
    height, width = pixels.shape
    header = struct.pack(">IIBBBBB", width, height, 8 * pixels.itemsize, kind, 0, 0, 0)
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", header),
            b"" if palette is None else _chunk(b"PLTE", palette),
            _chunk(b"IDAT", _deflated(pixels)),
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
        pixels = np.asarray(image)
        if pixels.dtype.kind not in "ub" and (pixels.min() < 0 or pixels.max() > 65535):
            raise PngError(f"'{path.name}' has values beyond 16 bits")
        kind = np.uint8 if pixels.dtype.kind == "b" or pixels.itemsize == 1 else np.uint16
        return PngLabels(pixels.astype(kind, copy=False), image.mode)


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


def _deflated(pixels: NDArray[Any]) -> bytes:
    """The rows, each after the byte that names its filter, as a zlib stream.

    Masks are long runs: looking for nothing else is twice as fast and a third smaller. Blank rows
    above and below the objects are taken ready-made: parts that end with a full flush can be put
    together.
    """
    height, width = pixels.shape
    filled = np.flatnonzero(pixels.max(axis=1)) if width else np.zeros(0, np.intp)
    top, bottom = (int(filled[0]), int(filled[-1]) + 1) if filled.size else (height, height)
    line = width * pixels.itemsize + 1
    rows = np.zeros((bottom - top, line), np.uint8)
    rows[:, 1:] = np.ascontiguousarray(pixels[top:bottom]).view(np.uint8)
    if pixels.itemsize == 2:  # of two bytes in turn: only the differences to the left are runs
        rows[:, 3:] -= rows[:, 1:-2].copy()
        rows[:, 0] = _FILTER_SUB
    middle = rows.data.cast("B") if rows.size else b""
    checksum = _after_zeros(zlib.adler32(b""), top * line)
    checksum = _after_zeros(zlib.adler32(middle, checksum), (height - bottom) * line)
    parts = (_blank(top, line), _compressed(middle), _blank(height - bottom, line))
    return b"".join((_ZLIB_HEADER, *parts, _LAST_BLOCK, struct.pack(">I", checksum)))


def _compressed(data: bytes | memoryview) -> bytes:
    """A raw part of a stream; ends at a whole byte and refers to nothing before it."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_RLE)
    return compressor.compress(data) + compressor.flush(zlib.Z_FULL_FLUSH)


def _blank(rows: int, line: int) -> bytes:
    """That many rows of zeros, of powers of two: few have to be kept."""
    powers = (power for power in range(rows.bit_length()) if rows >> power & 1)
    return b"".join(_zeros(line << power) for power in powers)


@functools.lru_cache(maxsize=64)
def _zeros(count: int) -> bytes:
    return _compressed(bytes(count))


def _after_zeros(checksum: int, count: int) -> int:
    """Adler-32 goes on over zeros: the first sum stays, the second grows by it each time."""
    first, second = checksum & 0xFFFF, checksum >> 16
    return (second + count * first) % _ADLER_BASE << 16 | first


def _chunk(kind: bytes, data: bytes) -> bytes:
    return b"".join(
        (struct.pack(">I", len(data)), kind, data, struct.pack(">I", zlib.crc32(kind + data)))
    )
