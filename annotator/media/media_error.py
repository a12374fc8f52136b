"""What goes wrong with a video or a folder of images."""

from annotator.core.errors import AnnotatorError


class MediaError(AnnotatorError):
    """A file or folder cannot be opened, or a frame of it cannot be read."""
