"""Options that mean the same in every command, and the tracker that they describe."""

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from annotator.tracking.tracker import Tracker


class Device(enum.StrEnum):
    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


class Precision(enum.StrEnum):
    AUTO = "auto"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


CheckpointOption = Annotated[
    str | None,
    typer.Option(
        "--checkpoint",
        metavar="NAME|PATH",
        help="Weights: a file, or a name of `checkpoints list`. Default: the bundled ones.",
    ),
]
DeviceOption = Annotated[Device, typer.Option("--device", help="Where the network runs.")]
ThreadsOption = Annotated[
    int | None, typer.Option("--threads", min=1, help="Threads of the network. Default: all cores.")
]
PrecisionOption = Annotated[
    Precision,
    typer.Option("--precision", help="Of the network's arithmetic; auto takes what is fastest."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


@dataclass(frozen=True)
class TrackerChoice:
    """What `--checkpoint`, `--device`, `--threads` and `--precision` said."""

    checkpoint: str | None = None
    device: Device = Device.AUTO
    threads: int | None = None
    precision: Precision = Precision.AUTO

    def build(self) -> "Tracker[Any]":
        """Load the weights; `AnnotatorError` when that cannot be."""
        from annotator.tracking.siammask.build import build_tracker

        return build_tracker(
            self.checkpoint,
            device=self.device.value,
            threads=self.threads,
            precision=self.precision.value,
        )
