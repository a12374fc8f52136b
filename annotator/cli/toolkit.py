"""`annotator evaluate trax`: the tracker that the VOT toolkit starts."""

import enum
from typing import Annotated

import typer

from annotator.cli.options import (
    Device,
    DeviceOption,
    Precision,
    PrecisionOption,
    ThreadsOption,
    TrackerChoice,
)


class Answer(enum.StrEnum):
    ROTATED = "rotated"
    BOX = "box"
    MIN_MAX = "min-max"
    MBR = "mbr"
    OPT = "opt"
    MASK = "mask"


def trax(
    tracker: Annotated[
        str | None,
        typer.Option("--tracker", metavar="SPEC", help="checkpoint or checkpoint?key=value."),
    ] = None,
    report: Annotated[
        Answer,
        typer.Option("--report", help="A polygon made this way; or the mask, from VOT-2020 on."),
    ] = Answer.ROTATED,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
) -> None:
    """Answer the VOT toolkit, which starts this command by itself (docs/paper.md)."""
    from annotator.evaluation.trax_server import load_trax, serve
    from annotator.evaluation.vot_run import REPORTS

    protocol = load_trax()
    built = TrackerChoice(tracker, device, threads, precision).build()
    serve(built, REPORTS.get(report.value), name=built.checkpoint_name, trax=protocol)
