"""Export as a task of a worker: a snapshot goes in, one sentence comes out."""

from collections.abc import Callable
from pathlib import Path

from annotator.core.frames import SourceFactory
from annotator.core.project import Project
from annotator.formats.registry import FORMATS, ExportOptions, ExportReport, find_format
from annotator.session.tasks import Outcome, Progress, Task
from annotator.session.values import FormatInfo, Notice


def format_infos() -> list[FormatInfo]:
    """The export formats, in the order of the table."""
    return [
        FormatInfo(
            one.name,
            one.title,
            one.is_folder,
            one.suffix,
            one.losses,
            one.choices,
            one.needs_video,
        )
        for one in FORMATS.values()
    ]


def findings(project: Project, format_name: str, options: ExportOptions | None) -> list[Notice]:
    """What would be refused ("error") or should be known ("warning") before an export.

    Looks through every frame: call it in a worker, on a copy of the project.
    """
    found = find_format(format_name).preflight(project, options or ExportOptions())
    return [Notice("error" if one.level == "refuse" else "warning", one.text) for one in found]


def export_task(
    project: Project,
    format_name: str,
    destination: Path,
    options: ExportOptions | None,
    source_factory: SourceFactory | None,
) -> Task:
    """A task that writes `project` and has it read again by a reader that is not ours."""
    chosen = find_format(format_name)

    def run(progress: Progress, should_stop: Callable[[], bool]) -> Outcome:
        source = source_factory() if source_factory is not None else None
        try:
            report = chosen.write(
                project,
                destination,
                options,
                source=source,
                progress=progress,
                should_stop=should_stop,
            )
        finally:
            if source is not None:
                source.close()
        return Outcome(describe(report), Path(report.destination))

    return run


def describe(report: ExportReport) -> str:
    """One sentence on a finished export, and what it warns of."""
    text = (
        f"Exported {report.masks} masks on {report.frames} frames to “{report.destination}”; "
        f"verified with {report.verified_with}."
    )
    return " ".join((text, *report.warnings))
