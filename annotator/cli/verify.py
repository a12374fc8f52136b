"""`annotator verify`: re-read an export with an independent reader."""

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.console import say, write_json
from annotator.cli.export import FORMAT_HELP
from annotator.cli.options import JsonOption
from annotator.core.errors import AnnotatorError


def verify(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help=FORMAT_HELP)],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The exported file or folder.")],
    project: Annotated[
        Path | None, typer.Option("--project", help="Compare mask by mask with this project.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check an export.

    It is re-read with an independent reader; every difference is reported.
    """
    from annotator.cli.projects import read_project
    from annotator.formats.registry import find_format

    chosen = find_format(format_name)
    if not path.exists():
        raise AnnotatorError(f"{path} does not exist; check the path.")
    expected = read_project(project) if project is not None else None
    report = chosen.verify(path, expected)
    if as_json:
        write_json(
            {
                "format": chosen.name,
                "path": str(path),
                "checked": report.checked,
                "problems": list(report.problems),
                "notes": list(report.notes),
            }
        )
    for problem in report.problems:
        say(problem)
    for note in report.notes:
        say(f"Note: {note}")
    if not report.is_good:
        raise AnnotatorError(f"{path} has {len(report.problems)} problems; they are listed above.")
    say(f"{path}: {report.checked} masks checked, no problem.")
