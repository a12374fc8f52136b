"""DAVIS 2016 and 2017, and any folder of index pictures like them, as a reading."""

from pathlib import Path

from annotator.formats.davis_layout import RESOLUTION, Variant
from annotator.formats.index_png import found_in, listed_frames, pngs, size_of, subfolders
from annotator.formats.reading import (
    FoundFrame,
    FoundObject,
    Reading,
    ReadOptions,
    choose_sequence,
    refuse,
)

VOID = (254, 255)


def read_davis(variant: Variant, path: Path, options: ReadOptions) -> Reading:
    """A DAVIS folder, a folder of sequences, or one sequence."""
    folder = _sequence_folder(path, options)
    files = pngs(folder)
    size = size_of(files[0])
    # Without a frame map DAVIS counts from 0 without gaps.
    frames = [FoundFrame(file.name, number) for number, file in enumerate(files)]
    if variant is Variant.DAVIS_2017 and files[0].name != "00000.png":
        frames = listed_frames(files)
    reading = Reading(frames, size, sequence=folder.name)
    void: set[int] = set()

    def key_of(value: int, place: str) -> str | None:
        if variant is Variant.DAVIS_2016:
            reading.objects.setdefault("1", FoundObject())
            return "1"
        if value > 255:
            raise refuse(place, f"index {value} is more than 8 bits hold")
        if value in VOID:
            if not void:
                reading.notes.append("Pixels of index 254 or 255 (void) were left out.")
            void.add(value)
            return None
        reading.objects.setdefault(str(value), FoundObject(track_id=value))
        return str(value)

    reading.found = found_in(files, size, key_of)
    return reading


def _sequence_folder(path: Path, options: ReadOptions) -> Path:
    if not path.is_dir():
        raise refuse(f"'{path.name}'", "it is not a folder", "choose a DAVIS folder")
    for kind in ("Annotations", "Annotations_unsupervised"):
        folder = path / kind / RESOLUTION
        if folder.is_dir():
            return _chosen(folder, options)
    if pngs(path):
        return path
    return _chosen(path, options)


def _chosen(folder: Path, options: ReadOptions) -> Path:
    names = [one.name for one in subfolders(folder) if pngs(one)]
    return folder / choose_sequence(names, options, f"'{folder.name}'")
