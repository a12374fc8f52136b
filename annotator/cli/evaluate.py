"""`annotator evaluate`: run a tracker over a data set and score it."""

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli import evaluate_vot
from annotator.cli.ablation import ablation
from annotator.cli.console import progress, say, write_json
from annotator.cli.options import (
    Device,
    DeviceOption,
    JsonOption,
    Precision,
    PrecisionOption,
    ThreadsOption,
    TrackerChoice,
)
from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.core.geometry import Box
    from annotator.core.mask import Mask
    from annotator.evaluation.benchmark import (
        BenchmarkResult,
        Frame,
        LabelledSequence,
        PredictionLike,
        SequenceResult,
        TrackerLike,
    )
    from annotator.evaluation.effort import SequenceEffort
    from annotator.evaluation.methods import Method


class Year(enum.StrEnum):
    DAVIS_2016 = "2016"
    DAVIS_2017 = "2017"


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
    return group


def group_callback() -> None:
    """Run a tracker over a data set and score it."""


def davis(
    root: Annotated[Path, typer.Option("--root", metavar="DAVIS", help="The data set's folder.")],
    subset: Annotated[
        str | None,
        typer.Option("--set", help="A list of ImageSets, as val. Default: every sequence."),
    ] = None,
    tracker: Annotated[
        str | None,
        typer.Option("--tracker", metavar="SPEC", help="checkpoint or checkpoint?key=value."),
    ] = None,
    results: Annotated[
        Path | None,
        typer.Option(
            "--results",
            metavar="DIR",
            help="Masks as <sequence>/<frame>.png: scored, or with --tracker written first.",
        ),
    ] = None,
    year: Annotated[
        Year, typer.Option("--year", help="2016: all objects as one; 2017: each by itself.")
    ] = Year.DAVIS_2016,
    start: Annotated[
        Start, typer.Option("--start", help="The tracker is given a box, or the mask too.")
    ] = Start.BOX,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    as_json: JsonOption = False,
) -> None:
    """J and F on a DAVIS data set, one box per object and no correction."""
    from annotator.evaluation.benchmark import find_sequences, score_folder

    is_merged = year is Year.DAVIS_2016
    names = sequence_names(root, subset) if subset is not None else None
    sequences = find_sequences(root, merge_objects=is_merged, names=names)
    if results is not None and tracker is None:
        outcome = score_folder(results, sequences)
    else:
        if results is not None and not is_merged:
            raise typer.BadParameter("masks of a run are written with --year 2016 only")
        choice = TrackerChoice(tracker, device, threads, precision)
        outcome = run_tracker(choice, sequences, start, results)
    if as_json:
        write_json(outcome.to_json())
    else:
        say(outcome.table())


def effort(
    root: Annotated[Path, typer.Option("--root", metavar="DAVIS", help="The data set's folder.")],
    subset: Annotated[
        str | None,
        typer.Option("--set", help="A list of ImageSets, as val. Default: every sequence."),
    ] = None,
    tracker: Annotated[
        str | None,
        typer.Option("--tracker", metavar="SPEC", help="checkpoint or checkpoint?key=value."),
    ] = None,
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
    year: Annotated[
        Year, typer.Option("--year", help="2016: all objects as one; 2017: each by itself.")
    ] = Year.DAVIS_2016,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Gestures of a simulated labeler until every frame is good, for a tracker and baselines."""
    from annotator.core.review import largest_repair_first, lowest_score_first
    from annotator.evaluation.baselines import NanoTrackGrabCut
    from annotator.evaluation.benchmark import find_sequences
    from annotator.evaluation.effort import measure_effort
    from annotator.evaluation.methods import InterpolationMethod, TrackerMethod

    names = sequence_names(root, subset) if subset is not None else None
    sequences = find_sequences(root, merge_objects=year is Year.DAVIS_2016, names=names)
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
    done = 0
    total = len(sequences) * (len(methods) + len(orders) - 1) * len(wanted)
    with progress("Labeling", total, "runs") as report:

        def finished(method: str, threshold: float, result: "SequenceEffort") -> None:
            nonlocal done
            done += 1
            report(done, f"{result.name}, {method}: {result.gestures} gestures to {threshold:g}")

        outcome = measure_effort(
            methods, sequences, thresholds=wanted, orders=orders, progress=finished
        )
    if as_json:
        write_json(outcome.to_json())
    else:
        say(outcome.table())


def score(
    root: Annotated[Path, typer.Option("--root", metavar="DAVIS", help="The data set's folder.")],
    subset: Annotated[
        str | None,
        typer.Option("--set", help="A list of ImageSets, as val. Default: every sequence."),
    ] = None,
    tracker: Annotated[
        str | None,
        typer.Option("--tracker", metavar="SPEC", help="checkpoint or checkpoint?key=value."),
    ] = None,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Whether the reported score tells right masks from wrong, targets that leave included."""
    from annotator.evaluation.benchmark import find_sequences
    from annotator.evaluation.certainty import measure_certainty

    names = sequence_names(root, subset) if subset is not None else None
    sequences = find_sequences(root, names=names)
    built = TrackerChoice(tracker, device, threads, precision).build()
    done = 0
    with progress("Tracking", 4 * len(sequences), "clips") as report:

        def finished(result: "SequenceResult") -> None:
            nonlocal done
            done += 1
            report(done, f"{result.name}: J {result.j.mean:.3f}")

        outcome = measure_certainty(built, sequences, progress=finished)
    if as_json:
        write_json(outcome.to_json())
    else:
        say(outcome.table())


def sequence_names(root: Path, subset: str) -> list[str]:
    """The names in `ImageSets/<year>/<subset>.txt`, wherever below ImageSets it lies."""
    lists = sorted((root / "ImageSets").glob(f"**/{subset}.txt"))
    if not lists:
        raise AnnotatorError(f"{root / 'ImageSets'} has no list {subset}.txt; check --set.")
    lines = lists[-1].read_text(encoding="utf-8").split()
    # DAVIS 2016 lists a picture and its mask a line, DAVIS 2017 the names.
    names = (Path(line).parent.name if "/" in line else line for line in lines)
    return list(dict.fromkeys(names))


def run_tracker(
    choice: TrackerChoice, sequences: "list[LabelledSequence]", start: Start, folder: Path | None
) -> "BenchmarkResult":
    """Run and score; with a folder, the masks are written there too."""
    from annotator.evaluation.benchmark import run_benchmark

    built = choice.build()
    recorder = Recorder(built) if folder is not None else None
    by_name = {sequence.name: sequence for sequence in sequences}
    done = 0
    with progress("Sequences", len(sequences), "sequences") as report:

        def finished(result: "SequenceResult") -> None:
            nonlocal done
            done += 1
            report(done, f"{result.name}: J {result.j.mean:.3f}, F {result.f.mean:.3f}")
            if recorder is not None and folder is not None:
                write_masks(folder, by_name[result.name], recorder.taken())

        return run_benchmark(recorder or built, sequences, start=start.value, progress=finished)


class Recorder:
    """A tracker that remembers the masks it gave, in order."""

    def __init__(self, tracker: "TrackerLike") -> None:
        self._tracker = tracker
        self._masks: list[Mask] = []

    def init(self, frame: "Frame", box: "Box", mask: "Mask | None" = None) -> object:
        return self._tracker.init(frame, box, mask)

    def update(self, frame: "Frame", state: object) -> "tuple[Any, PredictionLike]":
        state, prediction = self._tracker.update(frame, state)
        self._masks.append(prediction.mask)
        return state, prediction

    def predict(self, frame: "Frame", box: "Box") -> "PredictionLike":
        return self._tracker.predict(frame, box)

    def taken(self) -> "list[Mask]":
        """The masks since the last call."""
        masks, self._masks = self._masks, []
        return masks


def write_masks(folder: Path, sequence: "LabelledSequence", masks: "list[Mask]") -> None:
    """`<sequence>/<frame>.png`, 0 and 255, of the frames that count: all but first and last."""
    import numpy as np
    from PIL import Image

    place = folder / sequence.name
    place.mkdir(parents=True, exist_ok=True)
    for index, mask in enumerate(masks, 1):
        pixels = mask.to_array().astype(np.uint8) * 255
        Image.fromarray(pixels).save(place / sequence.masks[index].name)
