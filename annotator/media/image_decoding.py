"""One image file to upright 8-bit RGB."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import imageio.v3 as imageio
import numpy as np
from imageio.core.v3_plugin_api import PluginV3
from numpy.typing import NDArray
from PIL import Image as PillowImage

from annotator.core.frames import Image
from annotator.media.media_error import MediaError

_ORIENTATION_TAG = 0x0112
_SIDEWAYS = frozenset({5, 6, 7, 8})

_HEADER_ERRORS = (OSError, ValueError, SyntaxError, PillowImage.DecompressionBombError)


def exif_orientation(image: PillowImage.Image) -> int:
    """1 (upright) to 8, as in the EXIF standard; 1 where the header is silent or nonsense.

    Always 1 for tif: Pillow and OpenCV both turn those upright by themselves. A png is asked only
    for what stands before its pixels, because Pillow would decode them to look behind.
    """
    if image.format == "TIFF" or (image.format == "PNG" and "exif" not in image.info):
        return 1
    try:
        value = image.getexif().get(_ORIENTATION_TAG, 1)
    except (*_HEADER_ERRORS, KeyError, TypeError):
        return 1
    return value if value in range(1, 9) else 1


def upright_size(image: PillowImage.Image) -> tuple[int, int]:
    """`(width, height)` after the EXIF orientation is applied; reads the header only."""
    width, height = image.size
    return (height, width) if exif_orientation(image) in _SIDEWAYS else (width, height)


def decode_image(path: Path) -> Image:
    """`(height, width, 3)` uint8 RGB, C-contiguous, upright; `MediaError` names the file.

    OpenCV decodes, from memory because its own file access fails on non-ASCII paths under
    Windows. What it refuses goes through imageio.
    """
    with _named_errors(path):
        pixels = _decode_single(path)
        if pixels is None:
            pixels = imageio.imread(path, index=0, plugin="pillow", rotate=False)
        with PillowImage.open(path) as header:
            orientation = exif_orientation(header)
        return np.ascontiguousarray(_upright(_as_rgb8(pixels), orientation))


class PageReader:
    """Pages of gif, tif and webp files through imageio; belongs to one thread.

    The file read last stays open, because a gif page builds on the pages before it.
    """

    def __init__(self) -> None:
        self._path: Path | None = None
        self._file: PluginV3 | None = None
        self._orientation = 1

    def read(self, path: Path, page: int) -> Image:
        """As `decode_image`, for one page of a file."""
        with _named_errors(path):
            if self._file is None or self._path != path:
                self.close()
                self._file = imageio.imopen(path, "r", plugin="pillow")
                self._path = path
                with PillowImage.open(path) as header:
                    self._orientation = exif_orientation(header)
            pixels = self._file.read(index=page)
            return np.ascontiguousarray(_upright(_as_rgb8(pixels), self._orientation))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise MediaError(f"“{path.name}” is gone; put it back or open the folder again.") from error
    except (*_HEADER_ERRORS, cv2.error, EOFError) as error:
        raise MediaError(
            f"“{path.name}” cannot be decoded (it may be damaged); repair or replace it."
        ) from error


def _decode_single(path: Path) -> NDArray[np.generic] | None:
    """What OpenCV makes of it, in RGB order and as stored (not turned); None if it refuses."""
    data = np.fromfile(path, dtype=np.uint8)
    if not len(data) or _seems_cut_short(data):
        return None
    flags = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
    pixels: NDArray[np.generic] | None = cv2.imdecode(data, flags)
    if pixels is None or pixels.ndim == 2:
        return pixels
    return pixels[:, :, 2::-1] if pixels.shape[2] >= 3 else pixels[:, :, 0]


def _seems_cut_short(data: NDArray[np.uint8]) -> bool:
    """Whether a jpg has no end after its last scan; OpenCV would fill the rest with grey.

    Pillow then has the last word: data appended to a sound file may look the same.
    """
    raw = data.tobytes()
    return raw.startswith(b"\xff\xd8") and raw.rfind(b"\xff\xd9") < raw.rfind(b"\xff\xda")


def _as_rgb8(pixels: NDArray[np.generic]) -> Image:
    """Grey, RGB or RGBA of any depth → `(height, width, 3)` uint8; alpha is dropped.

    16 bits keep their upper half, so dark stays dark. Floats are taken to run from 0 to 1.
    """
    if pixels.ndim == 3 and pixels.shape[2] <= 2:
        pixels = pixels[:, :, 0]
    if pixels.dtype == np.bool_:
        pixels = pixels.astype(np.uint8) * np.uint8(255)
    elif np.issubdtype(pixels.dtype, np.floating):
        pixels = np.rint(np.clip(np.nan_to_num(pixels), 0, 1) * 255)
    elif pixels.dtype != np.uint8:
        bits = 16 if pixels.dtype.itemsize > 1 else 8
        pixels = np.clip(pixels.astype(np.int64), 0, 2**bits - 1) >> (bits - 8)
    image = pixels.astype(np.uint8)
    if image.ndim == 2:
        return np.repeat(image[:, :, None], 3, axis=2)
    return image[:, :, :3]


def _upright(image: Image, orientation: int) -> Image:
    """Undo an EXIF orientation: 2, 4, 5, 7 are mirrored; 3, 5–8 are turned."""
    if orientation in (2, 4, 5, 7):
        image = image[:, ::-1]
    clockwise_turns = {3: 2, 4: 2, 5: 3, 6: 1, 7: 1, 8: 3}.get(orientation, 0)
    return np.rot90(image, k=-clockwise_turns)
