"""Exports of the commands: find the format, check the place, write with progress, tell."""

from collections.abc import Callable
from pathlib import Path

from annotator.cli.console import number_of, progress, say
from annotator.core.frames import FrameSource
from annotator.core.project import Project
from annotator.formats.options import ExportOptions
from annotator.formats.registry import find_format
from annotator.formats.reports import ExportReport
from annotator.formats.staging import check_parent


def check_destination(name: str, destination: Path) -> None:
    """Raise what can be known before hours of work: a wrong format, a place that cannot be."""
    find_format(name)
    check_parent(destination)


def export_project(
    project: Project,
    name: str,
    destination: Path,
    options: ExportOptions | None = None,
    *,
    source: FrameSource | None,
    should_stop: Callable[[], bool] = lambda: False,
) -> ExportReport:
    """Write an export, have it re-read and compared, and tell what was written."""
    chosen = find_format(name)
    with progress(f"Exporting {chosen.name}", 1.0, unit="") as report:
        written = chosen.write(
            project,
            destination,
            options or ExportOptions(),
            source=source,
            progress=report,
            should_stop=should_stop,
        )
    for warning in written.warnings:
        say(f"Note: {warning}")
    say(
        f"{chosen.title}: {number_of(written.masks, 'mask')} on "
        f"{number_of(written.frames, 'frame')}, "
        f"verified with {written.verified_with} → {destination}"
    )
    return written
