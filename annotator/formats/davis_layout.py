"""Names and numbers of DAVIS, for the writer and for the verifier."""

import enum
import re

from annotator.formats.selection import Selection

RESOLUTION = "480p"
"""The folder's name in every DAVIS tool, whatever the size of the pictures."""
MAX_OBJECTS = 253
"""254 and 255 are "void" for one tool or another."""
FRAME_NAME = re.compile(r"[0-9]{5}\.png")


class Variant(enum.Enum):
    DAVIS_2017 = "davis"
    DAVIS_2016 = "davis2016"

    @property
    def year(self) -> str:
        return "2017" if self is Variant.DAVIS_2017 else "2016"

    @property
    def mode(self) -> str:
        """Pillow's mode of the pictures."""
        return "P" if self is Variant.DAVIS_2017 else "L"


def frame_name(number: int) -> str:
    """From 0."""
    return f"{number:05d}.png"


def object_ids(selection: Selection) -> dict[int, int]:
    """DAVIS index by track id: 1..N over the objects that have a mask in these frames."""
    wanted = set(selection.frames)
    present = sorted(
        track.id
        for track in selection.tracks
        if any(
            index in wanted and observation.mask is not None and not observation.mask.is_empty
            for index, observation in track.observations.items()
        )
    )
    return {track_id: number for number, track_id in enumerate(present, start=1)}
