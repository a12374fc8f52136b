"""`annotator train`: training of the networks, also as `torchrun … -m annotator train`."""

import math
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
    from annotator.cli.held_out import HeldOutSequences
    from annotator.tracking.training.loop import run_training
    from annotator.tracking.training.processes import Processes

    weights = run_training(
        config,
        resume=resume,
        progress=tell,
        run_directory=run_directory,
        total_pairs=total_pairs,
        open_held_out=HeldOutSequences,
    )
    if Processes.from_environment().is_first:
        say(f"Averaged weights → {weights}")
        best = weights.with_name("best.pt")
        if best.is_file():
            say(f"Best on the held-out sequences → {best}")


def tell(fields: Mapping[str, float]) -> None:
    """A line of the log: what was seen, how well, how fast."""
    shown = (
        f"{name} {value:,.0f}" if abs(value) >= 100 else f"{name} {value:.4g}"
        for name, value in fields.items()
        if not math.isnan(value)
    )
    say("  ".join(shown))
