"""What a format is: a record of functions and facts, not a base class."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameSource, VideoInfo
from annotator.core.project import MediaRef, Project
from annotator.formats.export import Progress, Recipe, find_obstacles, run_export
from annotator.formats.importing import Imported, ImportOptions, import_project
from annotator.formats.losses import Loss, sentences
from annotator.formats.options import ExportError, ExportOptions
from annotator.formats.reading import Reader
from annotator.formats.reports import ExportReport, Finding, VerifyReport


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
    lost: frozenset[Loss]
    """What the format's own files cannot hold, without the report that lies beside them."""
    remark: str = ""
    reader: Reader | None = None
    """None: the format is for looking at, and cannot be imported."""
    is_dense: bool = False
    """Every listed frame shows all objects, so one that is not there is absent."""
    needs_video: bool = False
    """It cannot be written without the frames."""
    choices: frozenset[str] = frozenset()
    """Fields of `ExportOptions` that make a difference here, beside those of all formats (which
    frames and objects, categories, pixel hashes)."""
    read_choices: frozenset[str] = frozenset()
    """Fields of `ImportOptions` that its own files make necessary."""

    @property
    def import_choices(self) -> frozenset[str]:
        """Fields of `ImportOptions` that make a difference here, beside the scaling."""
        return self.read_choices | ({"empty"} if self.is_dense else frozenset())

    @property
    def losses(self) -> str:
        """What a project holds and this format cannot, in words for people."""
        return sentences(self.lost, self.remark)

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

    def read(
        self,
        path: Path,
        options: ImportOptions | None = None,
        *,
        video: VideoInfo | None = None,
        source: FrameSource | None = None,
        media: MediaRef | None = None,
        progress: Progress = _no_progress,
        should_stop: Callable[[], bool] = _never,
    ) -> Imported:
        """A project made of a data set. With the video (`source`, and `media` to remember it by)
        sizes are compared and frames are found again after a re-encode; with its facts alone
        (`video`) sizes are compared.
        """
        path = Path(path)
        if self.reader is None:
            raise AnnotatorError(f"{self.title} cannot be imported; it holds pictures, no masks.")
        if not path.exists():
            raise AnnotatorError(f"'{path}' does not exist; check the path.")
        try:
            return import_project(
                self.name,
                self.reader,
                path,
                options or ImportOptions(),
                is_dense=self.is_dense,
                video=video,
                source=source,
                media=media,
                progress=progress,
                should_stop=should_stop,
            )
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise AnnotatorError(f"'{path}' cannot be read: {reason}; check the path.") from error
