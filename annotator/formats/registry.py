"""The table of formats: the dialog, the command line and the documentation are made from it.

A format is a record of functions (`Recipe`), not a subclass; adding one is adding a row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameSource
from annotator.core.project import Project
from annotator.formats.coco import COCO
from annotator.formats.davis import DAVIS, DAVIS_2016
from annotator.formats.export import Progress, Recipe, find_obstacles, run_export
from annotator.formats.options import ExportCancelledError, ExportError, ExportOptions
from annotator.formats.reports import ExportReport, Finding, VerifyReport

__all__ = [
    "FORMATS",
    "ExportCancelledError",
    "ExportError",
    "ExportOptions",
    "ExportReport",
    "Finding",
    "Format",
    "VerifyReport",
    "find_format",
]


def _no_progress(_fraction: float, _text: str) -> None:
    pass


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """One row. `suffix` is empty for formats that are a folder."""

    recipe: Recipe
    title: str
    suffix: str
    losses: str
    """What a project holds and this format cannot, in words for people."""

    @property
    def name(self) -> str:
        """As on the command line."""
        return self.recipe.name

    @property
    def is_folder(self) -> bool:
        return self.recipe.is_folder

    def preflight(self, project: Project, options: ExportOptions) -> list[Finding]:
        """What would be refused or should be known, before anything is written."""
        return find_obstacles(self.recipe, project, options)

    def write(
        self,
        project: Project,
        destination: Path,
        options: ExportOptions | None = None,
        *,
        source: FrameSource | None = None,
        progress: Progress = _no_progress,
        should_stop: Callable[[], bool] = _never,
    ) -> ExportReport:
        """Write, read back with a reader that is not ours, move into place. On any
        `ExportError` (also when stopped: `ExportCancelledError`) nothing has changed.
        """
        return run_export(
            self.recipe,
            project,
            Path(destination),
            options or ExportOptions(),
            source=source,
            progress=progress,
            should_stop=should_stop,
        )

    def verify(self, path: Path, project: Project | None = None) -> VerifyReport:
        """Check an export of any origin; with a project, compare mask by mask."""
        try:
            return self.recipe.verify(Path(path), project)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ExportError(f"'{path}' cannot be read: {reason}; check the path.") from error


def _table(*formats: Format) -> Mapping[str, Format]:
    return MappingProxyType({one.name: one for one in formats})


FORMATS = _table(
    Format(
        COCO,
        "COCO instances (JSON)",
        ".json",
        "Frames where an object is absent are only noted in extra keys that COCO tools ignore. "
        "Polygons cannot hold holes: such masks are written as run-lengths, or filled if asked.",
    ),
    Format(
        DAVIS,
        "DAVIS 2017 (palette PNG)",
        "",
        "One object per pixel: overlaps go to the upper layer. Names, categories, scores, states "
        "and rotated boxes are not stored. At most 253 objects. Frames are numbered anew from 0.",
    ),
    Format(
        DAVIS_2016,
        "DAVIS 2016 (black and white PNG)",
        "",
        "All objects become one foreground. Names, categories, scores, states and rotated boxes "
        "are not stored. Frames are numbered anew from 0.",
    ),
)


def find_format(name: str) -> Format:
    """The format of that name; an error that lists the known ones."""
    try:
        return FORMATS[name]
    except KeyError:
        known = ", ".join(FORMATS)
        raise AnnotatorError(f"There is no format '{name}'; choose one of {known}.") from None
