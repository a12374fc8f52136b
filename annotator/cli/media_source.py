"""How the commands open a video or a folder: the notices of the file reach the person once."""

from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.console import say

if TYPE_CHECKING:
    from annotator.core.frames import FrameSource


def open_and_tell(path: Path) -> "FrameSource":
    """Open media; say what it has to tell (truncated, a corrected index)."""
    from annotator.media.open_media import open_media

    source = open_media(path)
    for notice in getattr(source, "notices", []):
        say(f"Note: {notice}")
    return source
