"""Export as a task of a worker: a snapshot goes in, one sentence comes out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from annotator.core.errors import AnnotatorError
from annotator.core.frames import SourceFactory
from annotator.core.project import Project
from annotator.formats.registry import FORMATS, ExportOptions, ExportReport, Format
from annotator.session.values import FormatInfo

Task = Callable[[Callable[[float, str], None], Callable[[], bool]], Any]


def format_infos() -> list[FormatInfo]:
    """The export formats, in the order of the table."""
    return [
        FormatInfo(
            name=one.name,
            title=one.title,
            is_folder=one.is_folder,
            suffix="" if one.is_folder else one.suffix,
            losses=one.losses,
        )
        for one in FORMATS.values()
    ]


def find_format(name: str) -> Format:
    """The format of that name."""
    try:
        return FORMATS[name]
    except KeyError:
        known = ", ".join(FORMATS)
        raise AnnotatorError(f"There is no format “{name}”; choose one of {known}.") from None


def export_task(
    project: Project,
    format_name: str,
    destination: Path,
    options: ExportOptions | None,
    source_factory: SourceFactory | None,
) -> Task:
    """A task that writes `project`, has it re-read by an independent reader, and reports."""
    chosen = find_format(format_name)
    used = options if options is not None else ExportOptions()

    def run(
        progress: Callable[[float, str], None], should_stop: Callable[[], bool]
    ) -> ExportReport:
        source = source_factory() if source_factory is not None else None
        try:
            return chosen.write(
                project,
                destination,
                used,
                source=source,
                progress=progress,
                should_stop=should_stop,
            )
        finally:
            if source is not None:
                source.close()

    return run
