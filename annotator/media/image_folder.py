"""A folder of images, or one file with several pages, as a source of frames."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL import Image as PillowImage
from PIL import UnidentifiedImageError

from annotator.core.frames import FrameIndex, Image, VideoInfo
from annotator.media.image_decoding import PageReader, decode_image, upright_size
from annotator.media.media_error import MediaError

STILL_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp"})
PAGED_SUFFIXES = frozenset({".tif", ".tiff", ".webp", ".gif"})
IMAGE_SUFFIXES = STILL_SUFFIXES | PAGED_SUFFIXES

DEFAULT_FPS = 24.0
"""Images carry no time; the frame rate of cinema (and of DAVIS) is as good as any."""


def natural_key(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Sort key that puts `frame2` before `frame10`; ties are broken by the name itself."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return tuple((1, int(p), "") if i % 2 else (0, 0, p) for i, p in enumerate(parts)), name


@dataclass(frozen=True, slots=True)
class _Page:
    path: Path
    number: int
    """Within the file."""
    siblings: int
    """Pages of the file that are frames, this one included."""


class ImageFolder:
    """A `FrameSource` on images: one frame per image, in natural order of the file names.

    Files with several pages (gif, tif, webp) give one frame per page. All images must have one
    size; sizes are read from the headers on opening, pixels only when a frame is asked for. EXIF
    orientation is applied, as every viewer does, so masks fit what people see. Grey images become
    RGB, an alpha channel is dropped, 16 bits are reduced to the upper 8.
    """

    def __init__(self, path: Path, pages: list[_Page], info: VideoInfo) -> None:
        """Use `ImageFolder.open`."""
        self.path = path
        self.notices: list[str] = []
        self._pages = pages
        self._info = info
        self._names = _unique_names(pages)
        self._reader = PageReader()

    @classmethod
    def open(cls, path: str | Path, *, fps: float = DEFAULT_FPS) -> Self:
        """Open a folder, or a single image file; `MediaError` names what does not fit."""
        path = Path(path)
        files = list_images(path) if path.is_dir() else [path]
        pages: list[_Page] = []
        size: tuple[int, int] | None = None
        for file in files:
            found_size, page_numbers = _look_at(file)
            size = size or found_size
            if found_size != size:
                raise MediaError(
                    f"“{file.name}” is {found_size[0]}×{found_size[1]} but “{files[0].name}” is "
                    f"{size[0]}×{size[1]}; all images of a folder must have the same size, so "
                    "resize or remove it."
                )
            pages.extend(_Page(file, number, len(page_numbers)) for number in page_numbers)
        if size is None:
            raise MediaError(
                f"The folder “{path.name}” contains no images; choose one with "
                "jpg, png, bmp, tif, webp or gif files."
            )
        info = VideoInfo(
            width=size[0],
            height=size[1],
            frame_count=len(pages),
            fps=fps,
            codec=pages[0].path.suffix.lower().lstrip("."),
            is_count_exact=True,
        )
        return cls(path, pages, info)

    def another(self) -> "ImageFolder":
        """The same images for another thread."""
        return ImageFolder(self.path, self._pages, self._info)

    def close(self) -> None:
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def info(self) -> VideoInfo:
        return self._info

    def read(self, frame_index: FrameIndex) -> Image:
        """`(height, width, 3)` uint8 RGB; `MediaError` names a file that cannot be decoded."""
        page = self._page(frame_index)
        if page.siblings == 1:
            image = decode_image(page.path)
        else:
            image = self._reader.read(page.path, page.number)
        height, width = image.shape[:2]
        if (width, height) != (self._info.width, self._info.height):
            raise MediaError(
                f"“{page.path.name}” is {width}×{height} instead of {self._info.width}×"
                f"{self._info.height}: it has changed on disk, so open the folder again."
            )
        return image

    def nearest_keyframe(self, frame_index: FrameIndex) -> FrameIndex:
        """Every image can be decoded alone."""
        return frame_index

    def read_nearest_keyframe(self, frame_index: FrameIndex) -> tuple[FrameIndex, Image]:
        """Every image stands for itself."""
        return frame_index, self.read(frame_index)

    def pts(self, frame_index: FrameIndex) -> int | None:
        self._page(frame_index)
        return None

    def time_s(self, frame_index: FrameIndex) -> float:
        self._page(frame_index)
        return frame_index / self._info.fps

    def name(self, frame_index: FrameIndex) -> str:
        """The file name without suffix, made unique where two files or pages share it."""
        self._page(frame_index)
        return self._names[frame_index]

    def _page(self, frame_index: FrameIndex) -> _Page:
        if not 0 <= frame_index < len(self._pages):
            raise MediaError(
                f"“{self.path.name}” has {len(self._pages)} frames, so there is no frame "
                f"{frame_index + 1}; choose one that exists."
            )
        return self._pages[frame_index]


def list_images(folder: Path) -> list[Path]:
    """Image files directly in a folder, hidden ones left out, in natural order."""
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        raise MediaError(
            f"The folder “{folder.name}” cannot be read ({error.strerror}); check its permissions."
        ) from error
    found = [
        entry
        for entry in entries
        if entry.suffix.lower() in IMAGE_SUFFIXES and not entry.name.startswith(".")
    ]
    return sorted(found, key=lambda entry: natural_key(entry.name))


def _look_at(path: Path) -> tuple[tuple[int, int], list[int]]:
    """Upright `(width, height)` and which pages are frames, from the headers.

    A tif may carry previews of itself; pages of another size than the first are left out.
    """
    try:
        with PillowImage.open(path) as image:
            size = upright_size(image)
            is_paged = path.suffix.lower() in PAGED_SUFFIXES
            numbers = list(range(getattr(image, "n_frames", 1) if is_paged else 1))
            if len(numbers) > 1 and image.format == "TIFF":
                stored_size = image.size
                numbers = [number for number in numbers if _size_of(image, number) == stored_size]
            return size, numbers
    except FileNotFoundError as error:
        raise MediaError(f"“{path}” does not exist; check the path.") from error
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError) as error:
        raise MediaError(
            f"“{path.name}” is not a readable image (it may be damaged); repair or remove it."
        ) from error
    except PillowImage.DecompressionBombError as error:
        raise MediaError(
            f"“{path.name}” is too large to be opened; reduce it or remove it."
        ) from error


def _size_of(image: PillowImage.Image, page: int) -> tuple[int, int]:
    image.seek(page)
    return image.size


def _unique_names(pages: list[_Page]) -> list[str]:
    stems = Counter(path.stem.casefold() for path in {page.path for page in pages})
    names: list[str] = []
    for page in pages:
        name = page.path.stem
        if stems[name.casefold()] > 1:
            name = f"{name}_{page.path.suffix.lstrip('.')}"
        names.append(f"{name}_{page.number:05d}" if page.siblings > 1 else name)
    return names
