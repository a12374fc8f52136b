"""Labels find their frames in a re-encode of the video, by time and pixel hash."""

from collections.abc import Callable, Sequence

import numpy as np

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, FrameSource
from annotator.formats.frame_names import MappedFrame
from annotator.formats.pixel_hash import SAME, align, as_numbers, distance, pixel_hash
from annotator.formats.reading import ImportCancelledError

_SAMPLES = 24
Places = dict[FrameIndex, FrameIndex | None]


def realigned(
    rows: Sequence[MappedFrame],
    source: FrameSource,
    progress: Callable[[float, str], None],
    should_stop: Callable[[], bool],
) -> tuple[Places | None, str]:
    """Index in `source` by index in the annotated video, and what to tell about it.

    None when the frames are where they were, or when there is nothing to tell by. The video is
    decoded whole only if a sample of its frames differs.
    """
    hashed = [row for row in rows if row.pixel_hash]
    if not hashed:
        return None, ""
    if _is_in_place(hashed, source):
        return None, ""
    new, times = [], []
    count = source.info.frame_count
    for index in range(count):
        if should_stop():
            raise ImportCancelledError
        progress(index / count, "Comparing frames")
        new.append(pixel_hash(source.read(index)))
        times.append(source.time_s(index))
    old_times = [row.time_s if row.time_s is not None else 0.0 for row in hashed]
    found = align(as_numbers([row.pixel_hash for row in hashed]), as_numbers(new), old_times, times)
    if found is None:
        return None, "The video is too long to look for its frames; they are placed by number."
    places: Places = {row.source_index: place for row, place in zip(hashed, found, strict=True)}
    matched = sum(place is not None for place in found)
    if not matched:
        raise AnnotatorError(
            "No frame of this video shows what was annotated; choose the video that was."
        )
    return places, f"This is another encoding: {matched} of {len(found)} frames were found again."


def _is_in_place(rows: Sequence[MappedFrame], source: FrameSource) -> bool:
    """A sample of the frames, the last included, is where it was, and no neighbour fits better."""
    if rows[-1].source_index >= source.info.frame_count:
        return False
    chosen = np.unique(np.linspace(0, len(rows) - 1, _SAMPLES).round().astype(int)).tolist()
    for number in chosen:
        row = rows[number]
        wanted = as_numbers([row.pixel_hash])[0]
        around = range(row.source_index - 1, row.source_index + 2)
        near = [i for i in around if 0 <= i < source.info.frame_count]
        far = {
            i: float(distance(as_numbers([pixel_hash(source.read(i))])[0], wanted)) for i in near
        }
        own = far[row.source_index]
        if own > SAME or own > min(far.values()) + 0.75:
            return False
    return True
