"""`annotator import`: a data set in another program's format becomes a project."""

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.console import interruptible, number_of, progress, say, write_json
from annotator.cli.export import FORMAT_HELP
from annotator.cli.options import (
    CheckpointOption,
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
    from collections.abc import Callable

    from annotator.cli.candidates import BoxesRun
    from annotator.core.edits import Edit
    from annotator.core.frames import FrameSource
    from annotator.core.project import Project
    from annotator.formats.importing import Imported, ImportOptions


class Empty(enum.StrEnum):
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Scaling(enum.StrEnum):
    REFUSE = "refuse"
    NEAREST = "nearest"


def import_(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help=FORMAT_HELP)],
    source: Annotated[Path, typer.Argument(metavar="SRC", help="The file or folder.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="P.annot", help="The new project.")
    ],
    media: Annotated[
        Path | None,
        typer.Option("--media", help="The video; frames are found again after a re-encode."),
    ] = None,
    sequence: Annotated[
        str, typer.Option("--sequence", help="Which one, of a data set with several.")
    ] = "",
    empty: Annotated[
        Empty | None,
        typer.Option("--empty", help="Frames without a mask of an object: absent, or not known."),
    ] = None,
    scaling: Annotated[
        Scaling,
        typer.Option("--scaling", help="Masks of another size than the video: refuse, or scale."),
    ] = Scaling.REFUSE,
    first_number: Annotated[
        int | None,
        typer.Option("--first-number", min=0, help="Number of the first frame in the files."),
    ] = None,
    run_boxes: Annotated[
        bool, typer.Option("--run-boxes", help="Run the tracker on boxes; needs --media.")
    ] = False,
    checkpoint: CheckpointOption = None,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Make a project of a data set; masks are protected, boxes are prompts for the tracker.

    Ctrl-C while boxes are run keeps the masks that are finished.
    """
    from annotator.cli.projects import recording
    from annotator.formats.importing import ImportOptions
    from annotator.formats.registry import find_format

    find_format(format_name)
    if run_boxes and media is None:
        raise typer.BadParameter("boxes are run on a video; name it with --media.")
    options = ImportOptions(
        sequence=sequence,
        empty=None if empty is None else empty.value,
        scaling=scaling.value,
        first_number=first_number,
    )
    imported = read(format_name, source, options, media)
    ran = None
    with recording(output, imported.project) as record:
        if run_boxes and media is not None:
            choice = TrackerChoice(checkpoint, device, threads, precision)
            ran = _run_boxes(imported.project, media, choice, record)
    for note in imported.notes:
        say(f"Note: {note}")
    tracks = len(imported.project.tracks)
    found = ((tracks, "object"), (imported.masks, "mask"), (imported.prompts, "box prompt"))
    say(f"{', '.join(number_of(*one) for one in found)} → {output}")
    if ran is not None:
        made = number_of(ran.masks, "mask")
        say(f"{ran.done} of {ran.boxes} boxes were run; {made}, to be reviewed.")
    if as_json:
        facts: dict[str, object] = {
            "objects": tracks,
            "masks": imported.masks,
            "box_prompts": imported.prompts,
        }
        if ran is not None:
            facts |= {"boxes_run": ran.done, "masks_made": ran.masks, "stopped": ran.was_stopped}
        write_json(facts | {"notes": list(imported.notes)})
    if ran is not None and ran.was_stopped:
        raise AnnotatorError(f"Stopped; the {ran.masks} masks that were made are kept in {output}.")


def _run_boxes(
    project: "Project", media: Path, choice: TrackerChoice, record: "Callable[[Edit], None]"
) -> "BoxesRun":
    from annotator.cli.candidates import run_boxes
    from annotator.media.open_media import open_media

    tracker = choice.build()
    source = open_media(media)
    try:
        with interruptible() as should_stop:
            return run_boxes(project, source, tracker, record, should_stop)
    finally:
        source.close()


def read(format_name: str, path: Path, options: "ImportOptions", media: Path | None) -> "Imported":
    """The data set as a project, placed on the frames of the video if there is one."""
    from annotator.formats.registry import find_format
    from annotator.media.open_media import media_ref, open_media

    frames: FrameSource | None = open_media(media) if media is not None else None
    try:
        with (
            interruptible() as should_stop,
            progress(f"Importing {format_name}", 1.0, unit="") as report,
        ):
            return find_format(format_name).read(
                path,
                options,
                source=frames,
                media=media_ref(media) if media is not None else None,
                progress=report,
                should_stop=should_stop,
            )
    finally:
        if frames is not None:
            frames.close()
