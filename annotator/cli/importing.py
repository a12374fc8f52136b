"""`annotator import`: a data set in another program's format becomes a project."""

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.console import interruptible, progress, say, write_json
from annotator.cli.export import FORMAT_HELP
from annotator.cli.options import JsonOption

if TYPE_CHECKING:
    from annotator.core.frames import FrameSource
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
    as_json: JsonOption = False,
) -> None:
    """Make a project of a data set; masks are protected, boxes are prompts for the tracker."""
    from annotator.formats.importing import ImportOptions
    from annotator.formats.project_file import ProjectFile
    from annotator.formats.registry import find_format

    find_format(format_name)
    options = ImportOptions(
        sequence=sequence,
        empty=None if empty is None else empty.value,
        scaling=scaling.value,
        first_number=first_number,
    )
    imported = read(format_name, source, options, media)
    ProjectFile.create(output, imported.project).close()
    for note in imported.notes:
        say(f"Note: {note}")
    tracks = len(imported.project.tracks)
    say(f"{tracks} objects, {imported.masks} masks, {imported.prompts} box prompts → {output}")
    if as_json:
        facts = {"objects": tracks, "masks": imported.masks, "box_prompts": imported.prompts}
        write_json(facts | {"notes": list(imported.notes)})


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
