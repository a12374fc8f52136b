"""`annotator evaluate`: run a tracker over a data set and score it."""

import enum
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import evaluate_vot
from annotator.cli.ablation import ablation
from annotator.cli.console import counted, say, write_outcome
from annotator.cli.data_sets import (
    DavisOption,
    SubsetOption,
    TrackerOption,
    Year,
    YearOption,
    open_sequences,
)
from annotator.cli.hardware import hardware_of
from annotator.cli.options import (
    Device,
    DeviceOption,
    JsonOption,
    Precision,
    PrecisionOption,
    ThreadsOption,
    TrackerChoice,
)
from annotator.cli.rows import rows
from annotator.cli.toolkit import trax
from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.core.mask import Mask
    from annotator.evaluation.benchmark import BenchmarkResult, LabelledSequence, SequenceResult
    from annotator.evaluation.davis import Pixels
    from annotator.evaluation.effort import SequenceEffort
    from annotator.evaluation.methods import Method
    from annotator.evaluation.multi_object import Indices


class Policy(enum.StrEnum):
    FORWARD = "forward"
    BOTH = "both"
    NEAREST = "nearest"


class Start(enum.StrEnum):
    BOX = "box"
    GUIDED = "guided"
    MASK = "mask"


def commands() -> typer.Typer:
    group = typer.Typer(help="Run a tracker over a data set and score it.", no_args_is_help=True)
    group.callback()(group_callback)
    group.command("davis")(davis)
    group.command("effort")(effort)
    group.command("score")(score)
    evaluate_vot.add_to(group)
    group.command("ablation")(ablation)
    group.command("rows")(rows)
    group.command("trax")(trax)
    return group


def group_callback() -> None:
    """Run a tracker over a data set and score it."""


def davis(
    root: DavisOption,
    subset: SubsetOption = None,
    tracker: TrackerOption = None,
    results: Annotated[
        Path | None,
        typer.Option(
            "--results",
            metavar="DIR",
            help="Masks as <sequence>/<frame>.png: scored, or with --tracker written first.",
        ),
    ] = None,
    year: YearOption = Year.DAVIS_2016,
    start: Annotated[
        Start, typer.Option("--start", help="The tracker is given a box, or the mask too.")
    ] = Start.BOX,
    pictures: Annotated[
        Path | None,
        typer.Option("--pictures", metavar="DIR", help="Write pictures of the worst frames."),
    ] = None,
    worst: Annotated[int, typer.Option("--worst", min=1, help="How many pictures.")] = 10,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    as_json: JsonOption = False,
) -> None:
    """J and F on a DAVIS data set, one box per object and no correction."""
    from annotator.evaluation.pictures import write_pictures
    from annotator.evaluation.result_folder import read_result, score_folder

    if pictures is not None and pictures.is_dir() and any(pictures.iterdir()):
        raise AnnotatorError(f"{pictures} holds files already; name an empty folder.")
    sequences = open_sequences(root, subset, year)
    masks: dict[tuple[str, int], Mask] = {}
    if results is not None and tracker is None:
        outcome = score_folder(results, sequences)
    else:
        choice = TrackerChoice(tracker, device, threads, precision)
        run = run_tracker if year is Year.DAVIS_2016 else run_merged
        outcome = run(choice, sequences, start, results, masks)
    write_outcome(outcome, as_json=as_json)
    if pictures is None:
        return

    def predicted(sequence: "LabelledSequence", index: int) -> "Pixels":
        mask = masks.get((sequence.name, index))
        if mask is not None:
            return mask.to_array()
        assert results is not None
        return read_result(results, sequence, index)

    written = write_pictures(outcome, sequences, predicted, pictures, worst)
    say(f"{len(written)} worst frames → {pictures}")


def effort(
    root: DavisOption,
    subset: SubsetOption = None,
    tracker: TrackerOption = None,
    thresholds: Annotated[
        list[float] | None,
        typer.Option(
            "--threshold", min=0.01, max=1.0, help="IoU to reach in every frame [0.8 and 0.9]."
        ),
    ] = None,
    policy: Annotated[
        Policy,
        typer.Option(
            "--policy",
            help="From a corrected frame: forward, both ways, or both ways to half way.",
        ),
    ] = Policy.NEAREST,
    has_guidance: Annotated[
        bool,
        typer.Option("--guidance/--no-guidance", help="Hand corrected masks to the tracker."),
    ] = True,
    has_baselines: Annotated[
        bool,
        typer.Option("--baselines/--no-baselines", help="Compare with boxes filled by GrabCut."),
    ] = True,
    nanotrack: Annotated[
        Path | None,
        typer.Option("--nanotrack", metavar="DIR", help="NanoTrack V2 (ONNX), a second baseline."),
    ] = None,
    year: YearOption = Year.DAVIS_2016,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Gestures of a simulated labeler until every frame is good, for a tracker and baselines."""
    from annotator.core.review import largest_repair_first, lowest_score_first
    from annotator.evaluation.baselines import NanoTrackGrabCut
    from annotator.evaluation.effort import measure_effort
    from annotator.evaluation.methods import InterpolationMethod, TrackerMethod

    sequences = open_sequences(root, subset, year)
    built = TrackerChoice(tracker, device, threads, precision).build()
    methods: list[Method] = [
        TrackerMethod(built, built.checkpoint_name, policy=policy.value, is_guided=has_guidance)
    ]
    if has_baselines:
        methods.append(InterpolationMethod())
    if nanotrack is not None:
        peer = NanoTrackGrabCut(nanotrack)
        methods.append(
            TrackerMethod(peer, "NanoTrack + GrabCut", policy=policy.value, keeps_drawn_box=True)
        )
    wanted = thresholds or [0.8, 0.9]
    orders = {"lowest score": lowest_score_first, "largest repair": largest_repair_first}
    total = len(sequences) * (len(methods) + len(orders) - 1) * len(wanted)
    with counted("Labeling", total, "runs") as report:

        def finished(method: str, threshold: float, result: "SequenceEffort") -> None:
            report(f"{result.name}, {method}: {result.gestures} gestures to {threshold:g}")

        outcome = measure_effort(
            methods, sequences, thresholds=wanted, orders=orders, progress=finished
        )
    write_outcome(outcome, as_json=as_json)


def score(
    root: DavisOption,
    subset: SubsetOption = None,
    tracker: TrackerOption = None,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Whether the reported score tells right masks from wrong, targets that leave included."""
    from annotator.evaluation.certainty import measure_certainty

    sequences = open_sequences(root, subset)
    built = TrackerChoice(tracker, device, threads, precision).build()
    with counted("Tracking", 4 * len(sequences), "clips") as report:

        def finished(result: "SequenceResult") -> None:
            report(f"{result.name}: J {result.j.mean:.3f}")

        outcome = measure_certainty(built, sequences, progress=finished)
    write_outcome(outcome, as_json=as_json)


def run_tracker(
    choice: TrackerChoice,
    sequences: "list[LabelledSequence]",
    start: Start,
    folder: Path | None,
    masks: "dict[tuple[str, int], Mask]",
) -> "BenchmarkResult":
    """Run and score; `masks` gets what was found, by sequence and frame, and so does a folder."""
    from annotator.evaluation.benchmark import run_benchmark
    from annotator.evaluation.result_folder import write_result

    built = choice.build()
    by_name = {sequence.name: sequence for sequence in sequences}

    def found(name: str, index: int, mask: "Mask") -> None:
        masks[name, index] = mask
        if folder is not None:
            write_result(folder, by_name[name], index, mask)

    with counted("Sequences", len(sequences), "sequences") as report:

        def finished(result: "SequenceResult") -> None:
            report(f"{result.name}: J {result.j.mean:.3f}, F {result.f.mean:.3f}")

        outcome = run_benchmark(
            built, sequences, start=start.value, progress=finished, on_mask=found
        )
    return replace(outcome, details={"hardware": hardware_of(choice)})


def run_merged(
    choice: TrackerChoice,
    sequences: "list[LabelledSequence]",
    start: Start,
    folder: Path | None,
    masks: "dict[tuple[str, int], Mask]",
) -> "BenchmarkResult":
    """`run_tracker` for several objects: each followed by itself, scored on the merged map."""
    from annotator.core.mask import Mask
    from annotator.evaluation.multi_object import run_merged_benchmark
    from annotator.evaluation.result_folder import write_indices
    from annotator.tracking.siammask.probabilities import with_probabilities

    built = with_probabilities(choice.build())
    objects: dict[str, list[LabelledSequence]] = {}
    for sequence in sequences:
        objects.setdefault(sequence.name.split("/")[0], []).append(sequence)

    def found(video: str, index: int, values: "Indices") -> None:
        for one in objects[video]:
            masks[one.name, index] = Mask.from_array(values == one.value)
        if folder is not None:
            write_indices(folder, objects[video][0], index, values)

    with counted("Objects", len(sequences), "objects") as report:

        def finished(result: "SequenceResult") -> None:
            report(f"{result.name}: J {result.j.mean:.3f}, F {result.f.mean:.3f}")

        outcome = run_merged_benchmark(
            built, sequences, start=start.value, progress=finished, on_map=found
        )
    return replace(outcome, details={"hardware": hardware_of(choice)})
