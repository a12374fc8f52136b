"""`annotator verify`: re-read an export with an independent reader."""

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.console import say, write_json
from annotator.cli.options import JsonOption


def verify(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help="coco, davis or davis2016.")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The exported file or folder.")],
    project: Annotated[
        Path | None, typer.Option("--project", help="Compare mask by mask with this project.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Re-read an export with the independent reader and report every difference."""
    from annotator.cli.projects import read_project
    from annotator.formats import registry

    chosen = registry.find_format(format_name)
    expected = read_project(project) if project is not None else None
    report = chosen.verify(path, expected)
    if as_json:
        write_json(
            {
                "format": chosen.name,
                "path": str(path),
                "checked": report.checked,
                "problems": list(report.problems),
            }
        )
    for problem in report.problems:
        say(problem)
    if report.problems:
        say(f"{len(report.problems)} problems in {path}.")
        raise typer.Exit(1)
    say(f"{path}: {report.checked} masks checked, no problem.")
