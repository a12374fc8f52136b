"""What an export dialog needs to know of the formats: the choices, offered one level up."""

from annotator.formats.options import (
    ExportOptions,
    FrameNames,
    Holes,
    Overlaps,
    Scope,
    Segmentation,
)

__all__ = ["ExportOptions", "FrameNames", "Holes", "Overlaps", "Scope", "Segmentation"]
