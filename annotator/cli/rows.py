"""`annotator evaluate rows`: the masks of many RoWs of one frame, after Figure 8."""

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.console import say
from annotator.cli.data_sets import TrackerOption
from annotator.cli.options import (
    Device,
    DeviceOption,
    Precision,
    PrecisionOption,
    ThreadsOption,
    TrackerChoice,
)
from annotator.core.errors import AnnotatorError


def rows(
    media: Annotated[Path, typer.Argument(metavar="MEDIA", help="Video, folder or one image.")],
    box: Annotated[str, typer.Option("--box", metavar="X,Y,W,H", help="Around the object.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="PNG", help="The picture.")],
    start: Annotated[
        int, typer.Option("--start-frame", min=0, help="Frame of the box, from 0.")
    ] = 0,
    frame: Annotated[
        int | None,
        typer.Option("--frame", min=0, help="Frame to search in. Default: that of the box."),
    ] = None,
    count: Annotated[int, typer.Option("--grid", min=1, help="RoWs per line and column.")] = 5,
    step: Annotated[int, typer.Option("--step", min=1, help="Cells between two RoWs.")] = 2,
    tracker: TrackerOption = None,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
) -> None:
    """Draw the masks of many RoWs: what the network sees in each window of one search region.

    The exemplar is the box in its frame; the search region lies at the same place in the other.
    """
    import cv2

    from annotator.cli.prompts import parse_box
    from annotator.evaluation.rows_picture import draw_rows
    from annotator.media.open_media import open_media
    from annotator.tracking.siammask.row_masks import masks_of_rows
    from annotator.tracking.siammask.tracker import SiamMaskTracker

    try:
        around = parse_box(box)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--box") from None
    built = TrackerChoice(tracker, device, threads, precision).build()
    if not isinstance(built, SiamMaskTracker):
        raise AnnotatorError(f"{built.checkpoint_name} has no RoWs; name a SiamMask checkpoint.")
    source = open_media(media)
    try:
        state = built.init(source.read(start), around)
        searched = source.read(start if frame is None else frame)
    finally:
        source.close()
    found = masks_of_rows(built, searched, state, count=count, step=step)
    picture = draw_rows(
        found.crop,
        found.scores,
        found.rows,
        columns=count,
        chosen=found.chosen,
        threshold=built.hyper.mask_threshold,
        stride=built.hyper.stride,
    )
    if not cv2.imwrite(str(out), picture[..., ::-1]):
        raise AnnotatorError(f"{out} cannot be written; name a .png in a folder that exists.")
    scores = [row.score for row in found.rows]
    say(f"{len(scores)} RoWs, scores {min(scores):.3f} to {max(scores):.3f} → {out}")
