"""Which format a file or folder probably is: so much that a person need not say it.

Names and the first bytes are looked at, nothing is read whole; the reader has the last word.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

HEAD_BYTES = 1 << 16
DEPTH = 2
"""A data set is a folder of splits or sequences."""
LOOKED_AT = 50
"""Files of a folder; a large folder is listed no further."""
_PALETTE, _SIXTEEN_BITS = 3, 16
"""Of a PNG header: the kind of colour, and the depth that only MOTS uses for grey."""


def guessed_format(path: Path) -> str | None:
    """The name of a format that can be read, or None where nothing speaks for one."""
    try:
        return _of_folder(path, DEPTH) if path.is_dir() else _of_file(path)
    except OSError:
        return None


def _of_file(path: Path) -> str | None:
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return "csv"
    if suffix == ".json":
        return _of_json(path)
    if suffix == ".txt":
        return _of_lines(path)
    if suffix == ".xml" and b"<annotations" in (head := _head(path)):
        return "cvat-images" if b"<image " in head and b"<track " not in head else "cvat"
    return None


def _of_json(path: Path) -> str | None:
    """COCO is of pictures, YouTube-VIS of videos; a file says so where it begins or ends."""
    ends = _head(path) + _tail(path)
    if b'"image_id"' in ends or b'"images"' in ends:
        return "coco"
    return "youtube-vis" if b'"videos"' in ends else None


def _of_lines(path: Path) -> str | None:
    """Ground truth of MOT has commas, that of MOTS spaces; VOT says the kind of its regions."""
    line = _head(path).split(b"\n", 1)[0].strip()
    numbers = line.count(b",") + 1
    if line.startswith(b"m"):
        return "vot"
    if numbers > 1:
        return {4: "vot-rectangle", 8: "vot-polygon"}.get(numbers, "mot")
    return "mots" if line.count(b" ") >= 5 else None


def _of_folder(path: Path, depth: int) -> str | None:
    found = _of_names(path) or _of_pictures(path)
    if found is None and depth:
        folders = (one for one in islice(sorted(path.iterdir()), LOOKED_AT) if one.is_dir())
        found = next(filter(None, (_of_folder(one, depth - 1) for one in folders)), None)
    return found


def _of_names(path: Path) -> str | None:
    """A folder that is laid out as a data set is."""
    for name, wanted in (("meta.json", "youtube-vos"), ("Annotations", "davis")):
        if (path / name).exists():
            return wanted
    if (path / "instances").is_dir():
        return "mots-kitti" if (path / "instances_txt").is_dir() else "mots"
    for found in (path / "gt" / "gt.txt", *islice(_files(path, "groundtruth*.txt"), 1)):
        if found.is_file():
            return _of_lines(found)
    if next(_files(path, "*.yaml"), None) or next(_files(path, "labels/*.txt"), None):
        return "yolo-seg"
    if any(b'"shapes"' in _head(one) for one in islice(_files(path, "*.json"), 1)):
        return "labelme"
    return None


def _of_pictures(path: Path) -> str | None:
    """A palette is for labels; photographs have none."""
    for one in islice(_files(path, "*.png"), 1):
        head = _head(one)[24:26]
        if head[1:] == bytes([_PALETTE]):
            return "davis"
        if head[:1] == bytes([_SIXTEEN_BITS]) and head[1:] == b"\0":
            return "mots"
    return None


def _files(folder: Path, pattern: str) -> Iterator[Path]:
    return (path for path in islice(folder.glob(pattern), LOOKED_AT) if path.is_file())


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - HEAD_BYTES))
        return file.read()
