"""`annotator export`: a project in another program's format."""

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.console import interruptible, say, write_json
from annotator.cli.options import JsonOption

if TYPE_CHECKING:
    from annotator.core.frames import FrameSource
    from annotator.core.project import Project


class Scope(enum.StrEnum):
    ALL = "all"
    ANNOTATED = "annotated"
    REVIEWED = "reviewed"


class Segmentation(enum.StrEnum):
    RLE = "rle"
    POLYGONS = "polygons"


class Holes(enum.StrEnum):
    RLE = "rle"
    FILL = "fill"


class Overlaps(enum.StrEnum):
    LAYER_ORDER = "layer_order"
    REFUSE = "refuse"


class FrameNames(enum.StrEnum):
    SOURCE = "source"
    NUMBERED = "numbered"


class ImageSet(enum.StrEnum):
    TRAIN = "train"
    VAL = "val"


def export(
    project: Annotated[Path, typer.Argument(metavar="P.annot", help="The project.")],
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help="coco, davis or davis2016.")],
    destination: Annotated[Path, typer.Argument(metavar="DEST", help="A file or a folder.")],
    scope: Annotated[
        Scope, typer.Option("--scope", help="Frames: all, those with a mask, or reviewed ones.")
    ] = Scope.ALL,
    segmentation: Annotated[
        Segmentation, typer.Option("--segmentation", help="COCO: runs or exact polygons.")
    ] = Segmentation.RLE,
    holes: Annotated[
        Holes, typer.Option("--holes", help="Masks with holes among polygons: as runs, or filled.")
    ] = Holes.RLE,
    overlaps: Annotated[
        Overlaps,
        typer.Option("--overlaps", help="One object a pixel: upper layer wins, or refuse."),
    ] = Overlaps.LAYER_ORDER,
    images: Annotated[bool, typer.Option("--images", help="Write the pictures too.")] = False,
    track: Annotated[
        list[int] | None, typer.Option("--track", help="Only this object (its id); repeatable.")
    ] = None,
    first: Annotated[int, typer.Option("--from", min=0, help="First frame.")] = 0,
    last: Annotated[int | None, typer.Option("--to", min=0, help="Last frame.")] = None,
    step: Annotated[int, typer.Option("--step", min=1, help="Every how many-th frame.")] = 1,
    frame_names: Annotated[
        FrameNames, typer.Option("--frame-names", help="COCO: as in the source, or numbered.")
    ] = FrameNames.SOURCE,
    sequence: Annotated[
        str, typer.Option("--sequence", help="Name of the sequence. Default: the video's name.")
    ] = "",
    image_set: Annotated[
        ImageSet, typer.Option("--image-set", help="DAVIS: the list that names the sequence.")
    ] = ImageSet.VAL,
    as_json: JsonOption = False,
) -> None:
    """Export a project; the result is re-read and compared mask by mask before it is kept."""
    from annotator.cli.exporting import export_project
    from annotator.cli.projects import read_project
    from annotator.formats.options import ExportOptions
    from annotator.formats.registry import find_format

    find_format(format_name)
    options = ExportOptions(
        scope=scope.value,
        segmentation=segmentation.value,
        holes=holes.value,
        overlaps=overlaps.value,
        include_images=images,
        track_ids=tuple(track) if track else None,
        first_frame=first,
        last_frame=last,
        frame_step=step,
        frame_names=frame_names.value,
        sequence_name=sequence,
        image_set=image_set.value,
    )
    opened = read_project(project)
    source = open_source(opened, is_required=images)
    try:
        with interruptible() as should_stop:
            report = export_project(
                opened, format_name, destination, options, source=source, should_stop=should_stop
            )
    finally:
        if source is not None:
            source.close()
    if as_json:
        write_json(report.to_json())


def open_source(project: "Project", *, is_required: bool) -> "FrameSource | None":
    """The media of a project, for frame names, times and pictures; None where they are gone."""
    from annotator.core.errors import AnnotatorError
    from annotator.media.open_media import is_same_media, open_media

    media = project.media
    problem = "The project names no video"
    if media is not None:
        if is_same_media(media, media.path):
            return open_media(media.path)
        problem = f"{media.path} is missing, or is not the video that was annotated"
    if is_required:
        raise AnnotatorError(f"{problem}; relink it in the window, or export without --images.")
    say(f"Note: {problem}; frames are named by their numbers.")
    return None
