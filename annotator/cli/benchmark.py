"""`annotator benchmark`: the figures, with ratios measured side by side."""

import typer


def commands() -> typer.Typer:
    return typer.Typer(help="Measure speed, side by side.", no_args_is_help=True)
