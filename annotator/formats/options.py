"""What a person chooses for an export."""

from dataclasses import dataclass
from typing import Literal

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex

Scope = Literal["all", "annotated", "reviewed"]
Segmentation = Literal["rle", "polygons"]
Holes = Literal["rle", "fill"]
Parts = Literal["bridge", "split"]
Overlaps = Literal["layer_order", "refuse"]
FrameNames = Literal["source", "numbered"]

_CHOICES = {
    "scope": ("all", "annotated", "reviewed"),
    "segmentation": ("rle", "polygons"),
    "holes": ("rle", "fill"),
    "parts": ("bridge", "split"),
    "overlaps": ("layer_order", "refuse"),
    "frame_names": ("source", "numbered"),
    "image_set": ("train", "val"),
}


class ExportError(AnnotatorError):
    """An export that cannot be made, or was made and found wrong; nothing was changed."""


class ExportCancelledError(ExportError):
    """The export was stopped on request; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """Choices for all formats; a format ignores those that do not concern it."""

    scope: Scope = "all"
    """Frames: all; those with a mask; those whose masks are all reviewed."""
    segmentation: Segmentation = "rle"
    """COCO: compressed runs, or polygons along the pixel edges."""
    holes: Holes = "rle"
    """Masks with holes among polygons: written as runs (exact), or with their holes filled."""
    parts: Parts = "bridge"
    """YOLO: separate parts of a mask joined to one polygon, or each a polygon of its own."""
    overlaps: Overlaps = "layer_order"
    """Formats with one object per pixel: the upper layer wins, or the export is refused."""
    include_images: bool = False
    track_ids: tuple[int, ...] | None = None
    """Only these objects; None means all."""
    first_frame: FrameIndex = 0
    last_frame: FrameIndex | None = None
    """Included; None means the end."""
    frame_step: int = 1
    frame_names: FrameNames = "source"
    """Formats with names of frames: as in the source, or numbered from 0."""
    sequence_name: str = ""
    """DAVIS: name of the sequence; empty means the name of the video."""
    image_set: str = "val"
    """DAVIS, YouTube-VOS, YOLO: the part that the sequence belongs to: train or val."""
    category_map: tuple[tuple[str, str], ...] = ()
    """Pairs (name in the project, name in the export)."""
    pixel_hashes: bool = True
    """Frames are described in `frame_map.csv`, if the video is there: it is decoded for that."""
    outlines: bool = True
    """Overlay: a line around each mask."""
    labels: bool = True
    """Overlay: the name of each object."""
    side_by_side: bool = False
    """Overlay: the untouched frame to the left."""

    def __post_init__(self) -> None:
        for field, allowed in _CHOICES.items():
            value = getattr(self, field)
            if value not in allowed:
                raise ExportError(f"{field} cannot be '{value}'; use {' or '.join(allowed)}.")
        if self.frame_step < 1:
            raise ExportError(f"The frame step is {self.frame_step}; use 1 or more.")
        if self.first_frame < 0 or (
            self.last_frame is not None and self.last_frame < self.first_frame
        ):
            raise ExportError("The frame range is empty; choose a last frame after the first.")
