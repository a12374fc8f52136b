"""`annotator train`: training of the networks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.console import say


def train(
    config: Annotated[Path, typer.Argument(metavar="CONFIG", help="A training configuration.")],
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where the last run stopped.")
    ] = False,
    run_directory: Annotated[
        Path | None, typer.Option("--run-directory", help="Instead of the configuration's.")
    ] = None,
    total_pairs: Annotated[
        int | None, typer.Option("--total-pairs", min=1, help="Instead of the configuration's.")
    ] = None,
) -> None:
    """Train a network.

    Ctrl-C ends it after the step in hand, and --resume goes on from there.
    """
    from annotator.tracking.training.loop import run_training

    weights = run_training(
        config,
        resume=resume,
        progress=tell,
        run_directory=run_directory,
        total_pairs=total_pairs,
    )
    say(f"Averaged weights → {weights}")


def tell(fields: Mapping[str, float]) -> None:
    """A line of the log: what was seen, how well, how fast."""
    shown = (
        f"{name} {value:,.0f}" if abs(value) >= 100 else f"{name} {value:.4g}"
        for name, value in fields.items()
    )
    say("  ".join(shown))
