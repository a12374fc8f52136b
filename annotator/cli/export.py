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


FORMAT_HELP = "coco, davis, youtube-vos, mots ...; docs/formats.md lists all."


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


class Parts(enum.StrEnum):
    BRIDGE = "bridge"
    SPLIT = "split"


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
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help=FORMAT_HELP)],
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
    parts: Annotated[
        Parts, typer.Option("--parts", help="YOLO: parts joined by bridges, or a line for each.")
    ] = Parts.BRIDGE,
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
        ImageSet,
        typer.Option("--image-set", help="DAVIS, YouTube-VOS, YOLO: the part it belongs to."),
    ] = ImageSet.VAL,
    category: Annotated[
        list[str] | None,
        typer.Option("--category", metavar="NAME=NAME", help="Rename a category; repeatable."),
    ] = None,
    pixel_hash: Annotated[
        bool,
        typer.Option(
            "--pixel-hash/--no-pixel-hash",
            help="Describe each frame, to find it again after a re-encode (decodes the video).",
        ),
    ] = True,
    outlines: Annotated[
        bool, typer.Option("--outlines/--no-outlines", help="Overlay: a line around each mask.")
    ] = True,
    labels: Annotated[
        bool, typer.Option("--labels/--no-labels", help="Overlay: the names of the objects.")
    ] = True,
    side_by_side: Annotated[
        bool, typer.Option("--side-by-side", help="Overlay: the untouched frame to the left.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Export a project.

    The result is re-read with an independent reader and compared mask by mask before it is kept.
    """
    from annotator.cli.exporting import export_project
    from annotator.cli.projects import read_project
    from annotator.formats.options import ExportOptions
    from annotator.formats.registry import CHOICES, find_format

    chosen = find_format(format_name)
    options = ExportOptions(
        scope=scope.value,
        segmentation=segmentation.value,
        holes=holes.value,
        parts=parts.value,
        overlaps=overlaps.value,
        include_images=images,
        track_ids=tuple(track) if track else None,
        first_frame=first,
        last_frame=last,
        frame_step=step,
        frame_names=frame_names.value,
        sequence_name=sequence,
        image_set=image_set.value,
        category_map=tuple(parse_category(text) for text in category or ()),
        pixel_hashes=pixel_hash,
        outlines=outlines,
        labels=labels,
        side_by_side=side_by_side,
    )
    for field, option in CHOICES.items():
        if field not in chosen.choices and getattr(options, field) != getattr(
            ExportOptions(), field
        ):
            say(f"Note: {option.split()[0]} makes no difference for {chosen.name}.")
    opened = read_project(project)
    source = open_source(opened, is_required=images or chosen.needs_video)
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


def parse_category(text: str) -> tuple[str, str]:
    """`dog=animal`."""
    old, mark, new = text.partition("=")
    if not mark or not old or not new:
        raise typer.BadParameter(f"'{text}' is not NAME=NAME, such as dog=animal.")
    return old, new


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
        raise AnnotatorError(f"{problem}; relink it in the window.")
    say(f"Note: {problem}; frames are named by their numbers.")
    return None
