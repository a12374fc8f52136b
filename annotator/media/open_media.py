"""From a path to a source of frames, and how to recognise the same media again."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from annotator.core.frames import SourceFactory
from annotator.core.project import MediaRef
from annotator.media.image_folder import IMAGE_SUFFIXES, ImageFolder, list_images
from annotator.media.media_error import MediaError
from annotator.media.video_file import VideoFile

__all__ = ["MediaError", "is_same_media", "media_ref", "open_media", "source_factory"]

_SAMPLE_BYTES = 2**20


def open_media(
    path: str | Path,
    *,
    threads: int | None = None,
    on_index_corrected: Callable[[int], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> VideoFile | ImageFolder:
    """Open a video file, a folder of images, or one image file (a gif has many frames).

    `MediaError` says in one sentence what is wrong. The keywords concern videos; see
    `VideoFile.open`.
    """
    path = Path(path)
    if not path.exists():
        raise MediaError(f"“{path}” does not exist; check the path.")
    if path.is_dir() or path.suffix.lower() in IMAGE_SUFFIXES:
        return ImageFolder.open(path)
    return VideoFile.open(
        path, threads=threads, on_index_corrected=on_index_corrected, progress=progress
    )


def source_factory(source: VideoFile | ImageFolder) -> SourceFactory:
    """Opens the same media for other threads; a video's index, corrections included, is shared.

    Opening the path anew would do for images, but two videos opened separately could disagree on
    what a frame index means once a damaged place has been found by one of them.
    """
    return source.another


def media_ref(path: str | Path) -> MediaRef:
    """Path, size and a hash: of a file's first and last MiB, or of a folder's names and sizes."""
    path = Path(path).absolute()
    try:
        if path.is_dir():
            size, digest = _fingerprint_of_folder(path)
            return MediaRef(str(path), size, digest, "folder")
        size, digest = _fingerprint_of_file(path)
        return MediaRef(str(path), size, digest, "video")
    except FileNotFoundError as error:
        raise MediaError(f"“{path}” does not exist; check the path.") from error
    except OSError as error:
        raise MediaError(
            f"“{path.name}” cannot be read ({error.strerror}); check its permissions."
        ) from error


def is_same_media(ref: MediaRef, path: str | Path) -> bool:
    """Whether `path` holds what `ref` was made from, wherever it lies; False if unreadable."""
    try:
        other = media_ref(path)
    except MediaError:
        return False
    return (ref.kind, ref.size_bytes, ref.head_tail_sha256) == (
        other.kind,
        other.size_bytes,
        other.head_tail_sha256,
    )


def _fingerprint_of_file(path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        size = path.stat().st_size
        digest.update(file.read(_SAMPLE_BYTES))
        file.seek(max(0, size - _SAMPLE_BYTES))
        digest.update(file.read(_SAMPLE_BYTES))
    return size, digest.hexdigest()


def _fingerprint_of_folder(path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    total = 0
    for image in list_images(path):
        size = image.stat().st_size
        total += size
        digest.update(f"{image.name}\0{size}\n".encode())
    return total, digest.hexdigest()
