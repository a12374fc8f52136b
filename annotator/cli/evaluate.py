"""`annotator evaluate`: run a tracker over a data set and score it."""

import typer


def commands() -> typer.Typer:
    return typer.Typer(help="Run a tracker over a data set and score it.", no_args_is_help=True)
