"""Names and numbers of DAVIS, for the writer and for the verifier."""

import enum
import re

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
