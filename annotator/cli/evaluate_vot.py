"""`annotator evaluate vot` and `evaluate representation`: how well boxes fit, as VOT asks."""

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.console import counted, write_outcome
from annotator.cli.data_sets import TrackerOption
from annotator.cli.options import (
    Device,
    DeviceOption,
    JsonOption,
    Precision,
    PrecisionOption,
    ThreadsOption,
    TrackerChoice,
)

if TYPE_CHECKING:
    from annotator.evaluation.vot import VotRun
    from annotator.evaluation.vot_data import RegionSequence


class Report(enum.StrEnum):
    ROTATED = "rotated"
    BOX = "box"
    MIN_MAX = "min-max"
    MBR = "mbr"
    OPT = "opt"


class Window(enum.StrEnum):
    VOT2016 = "vot2016"
    VOT2018 = "vot2018"
    VOT2019 = "vot2019"
    VOT2016_PYSOT = "vot2016-pysot"


RootOption = Annotated[
    Path,
    typer.Option("--root", metavar="VOT", help="A VOT set; or DAVIS, boxes fitted to its masks."),
]
SequenceOption = Annotated[
    list[str] | None,
    typer.Option("--sequence", metavar="NAME", help="Only these sequences; may be repeated."),
]


def add_to(group: typer.Typer) -> None:
    """Register the commands of this module."""
    group.command("vot")(vot)
    group.command("representation")(representation)


def vot(
    root: RootOption,
    sequence: SequenceOption = None,
    tracker: TrackerOption = None,
    results: Annotated[
        Path | None,
        typer.Option(
            "--results",
            metavar="DIR",
            help="A tracker's folder in the toolkit's layout: scored, or with --tracker written.",
        ),
    ] = None,
    report: Annotated[
        Report, typer.Option("--report", help="What counts as the tracker's answer.")
    ] = Report.ROTATED,
    window: Annotated[
        Window, typer.Option("--window", help="Sequence lengths of the EAO.")
    ] = Window.VOT2018,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Accuracy, robustness and EAO: VOT's supervised run, started again after failures."""
    from annotator.evaluation.vot import WINDOWS, VotResult
    from annotator.evaluation.vot_files import read_runs, write_run
    from annotator.evaluation.vot_run import REPORTS, run_all

    found = region_sequences(root, sequence)
    if results is not None and tracker is None:
        outcome = VotResult(read_runs(results, found), WINDOWS[window.value])
    else:
        built = TrackerChoice(tracker, device, threads, precision).build()
        with counted("Sequences", len(found), "sequences") as show:

            def finished(run: "VotRun") -> None:
                show(f"{run.name}: accuracy {run.accuracy:.3f}, lost {len(run.failures)}")
                if results is not None:
                    write_run(results, run)

            runs = run_all(built, found, REPORTS[report.value], progress=finished)
        details = {"tracker": built.checkpoint_name, "report": report.value}
        outcome = VotResult(runs, WINDOWS[window.value], details)
    write_outcome(outcome, as_json=as_json)


def representation(
    root: RootOption,
    sequence: SequenceOption = None,
    tracker: TrackerOption = None,
    count: Annotated[int, typer.Option("--count", min=1, help="Frames drawn per sequence.")] = 20,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the random numbers.")] = 0,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Table 1 of the paper: how well boxes made from masks fit rotated truth, with oracles."""
    from annotator.evaluation.representation import measure_representation

    found = region_sequences(root, sequence)
    built = TrackerChoice(tracker, device, threads, precision).build()
    with counted("Sequences", len(found), "sequences") as show:
        outcome = measure_representation(
            built, found, frames_per_sequence=count, seed=seed, progress=show
        )
    write_outcome(outcome, as_json=as_json)


def region_sequences(root: Path, names: list[str] | None) -> "list[RegionSequence]":
    """Sequences of a VOT set, or of a DAVIS set with boxes fitted to the masks."""
    from annotator.evaluation.benchmark import find_sequences
    from annotator.evaluation.vot_data import MaskedSequence, find_vot_sequences

    if (root / "Annotations").is_dir():
        return [MaskedSequence(one) for one in find_sequences(root, names=names)]
    return list(find_vot_sequences(root, names))
