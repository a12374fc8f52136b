"""`annotator evaluate ablation`: the rows of Table 5 and the plot of Figure 4."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.console import progress, say, write_json
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
from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.evaluation.ablation import AblationResult, BuiltTracker, Data, Identity
    from annotator.evaluation.ablation_config import AblationConfig, DataSet
    from annotator.evaluation.multi_object import MapTracker

DEFAULT_FOLDER = Path("ablation")
TABLE, VALUES, PLOT = "table.md", "table.csv", "speed.png"


def ablation(
    config: Annotated[
        Path, typer.Argument(metavar="CONFIG", help="Rows and data sets, as ablation/table5.toml.")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Results, kept for the next run.")
    ] = DEFAULT_FOLDER,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Table 5 and Figure 4 of the paper for the checkpoints that are there.

    Writes table.md, table.csv and speed.png. What is measured is kept: after an interruption, or
    with other rows, only what is new or changed is run.
    """
    from annotator.evaluation.ablation_config import read_ablation

    trackers = Checkpoints(TrackerChoice(None, device, threads, precision))
    result = measure(read_ablation(config), out, trackers)
    write_results(result, out)
    if as_json:
        from annotator.evaluation.ablation_table import plain

        write_json(plain(result))
    if all(row.problem for row in result.rows):
        raise AnnotatorError("No row could be measured completely; the reasons are listed above.")


def measure(config: "AblationConfig", folder: Path, trackers: "Checkpoints") -> "AblationResult":
    """Run what is not known, with progress; sets that cannot be read are named in the result."""
    from dataclasses import replace

    from annotator.evaluation.ablation import plan_ablation, run_plan

    data: list[Data] = []
    missing: list[str] = []
    for one in config.data:
        try:
            data.append(opened(one))
        except AnnotatorError as error:
            missing.append(f"{one.name}: {error}")
    if not data:
        raise AnnotatorError(f"No data set can be read. {missing[0]}")
    plan = plan_ablation(config, data, trackers, folder, hardware=trackers.hardware)
    with progress("Measuring", plan.frames) as report:
        result = run_plan(plan, trackers, report)
    return replace(result, missing=tuple(missing))


def opened(config: "DataSet") -> "Data":
    """The sequences of a set."""
    from annotator.cli.data_sets import sequence_names
    from annotator.cli.evaluate_vot import region_sequences
    from annotator.evaluation.ablation import mask_data, region_data
    from annotator.evaluation.benchmark import find_sequences

    names = list(config.sequences) if config.sequences is not None else None
    if config.kind == "vot":
        return region_data(config, region_sequences(config.root, names))
    if config.subset is not None and names is None:
        names = sequence_names(config.root, config.subset)
    merge = config.year == 2016
    return mask_data(config, find_sequences(config.root, merge_objects=merge, names=names))


def write_results(result: "AblationResult", folder: Path) -> None:
    """The table in both forms, and the plot where there is something to plot."""
    from annotator.evaluation.ablation_table import csv_text, markdown
    from annotator.evaluation.speed_plot import draw_speed_plot, panels

    folder.mkdir(parents=True, exist_ok=True)
    text = markdown(result)
    (folder / TABLE).write_text(text, encoding="utf-8")
    (folder / VALUES).write_text(csv_text(result), encoding="utf-8")
    say(text)
    try:
        draw_speed_plot(panels(result), folder / PLOT, hardware=result.hardware)
    except AnnotatorError as error:
        say(f"No {PLOT}: {error}")
    say(f"→ {folder}")


@dataclass(frozen=True)
class Checkpoints:
    """Trackers from checkpoints, all on the same device."""

    choice: TrackerChoice

    @property
    def hardware(self) -> str:
        """Where the network runs, and how."""
        return hardware_of(self.choice)

    def identify(self, specification: str) -> "Identity":
        """Read the checkpoint's facts, without building a tracker."""
        from dataclasses import asdict

        from annotator.evaluation.ablation import Identity
        from annotator.tracking.siammask.architectures import NETWORK_CONFIGS
        from annotator.tracking.siammask.build import split_specification
        from annotator.tracking.siammask.checkpoint import (
            change_settings,
            describe_checkpoint,
            find_checkpoint,
        )

        name, changes = split_specification(specification)
        info = describe_checkpoint(find_checkpoint(name))
        settings = asdict(change_settings(info.hyper, changes))
        backbone = NETWORK_CONFIGS[info.architecture].backbone_name
        return Identity(info.name, info.sha256, backbone, settings)

    def build(self, specification: str) -> "BuiltTracker":
        """Load the weights."""
        from dataclasses import replace

        return replace(self.choice, checkpoint=specification).build()

    def with_maps(self, tracker: "BuiltTracker") -> "MapTracker":
        """The tracker with the probabilities of its masks."""
        from annotator.tracking.siammask.probabilities import with_probabilities

        return with_probabilities(tracker)
