"""`annotator checkpoints calibrate`: teach the reported score to tell right masks from wrong."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.console import say, write_json
from annotator.cli.options import JsonOption, ThreadsOption

if TYPE_CHECKING:
    from annotator.evaluation.benchmark import Labelled, LabelledSequence


def calibrate(
    checkpoint: Annotated[Path, typer.Argument(help="A .safetensors file; it is changed.")],
    roots: Annotated[
        list[Path],
        typer.Option("--root", metavar="DAVIS", help="A labelled set for training. Repeatable."),
    ],
    objects: Annotated[
        int, typer.Option("--objects", min=1, help="At most so many objects of a sequence.")
    ] = 2,
    frames: Annotated[
        int, typer.Option("--frames", min=2, help="At most so many frames of a sequence.")
    ] = 45,
    length: Annotated[
        int, typer.Option("--composed-frames", min=0, help="Frames of a composed clip; 0: none.")
    ] = 24,
    threads: ThreadsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fit the reported score on sequences that the network may learn from, and store it.

    Never name a set here that anything is measured with.
    """
    from annotator.evaluation.benchmark import auroc
    from annotator.tracking.siammask.build import build_tracker
    from annotator.tracking.siammask.checkpoint import store_calibration
    from annotator.tracking.training.calibrate import fit, gather, held_out_scores

    tracker = build_tracker(str(checkpoint), threads=threads)
    samples = gather(
        tracker,
        clips_of(roots, objects=objects, frames=frames, length=length),
        group_of=lambda clip: getattr(clip, "source", clip.name).split("/")[0],
        progress=lambda done, name: say(f"{done} frames, {name}"),
    )
    calibration = fit(samples)
    store_calibration(checkpoint, calibration)
    wrong = [not right for right in samples.is_right]
    report = {
        "fitted_on": calibration.measured,
        "auroc_network_score": auroc([-s for s in samples.raw_scores()], wrong),
        "auroc_held_out": auroc([-s for s in held_out_scores(samples)], wrong),
        "weights": dict(zip(calibration.names, calibration.weights, strict=True)),
    }
    if as_json:
        write_json(report)
        return
    say(f"{checkpoint}: calibrated on {calibration.measured}.")
    say(
        f"AUROC of the score against wrong masks: {report['auroc_network_score']:.3f} before, "
        f"{report['auroc_held_out']:.3f} on sequences held out."
    )


def clips_of(roots: list[Path], *, objects: int, frames: int, length: int) -> "Iterator[Labelled]":
    """The sequences of all roots, and clips composed of those with frames enough."""
    from annotator.evaluation.benchmark import find_sequences
    from annotator.evaluation.compose import compose_set

    for root in roots:
        counts: dict[str, int] = {}
        firsts: list[LabelledSequence] = []
        for sequence in find_sequences(root, merge_objects=False):
            name = sequence.name.split("/")[0]
            counts[name] = counts.get(name, 0) + 1
            if counts[name] > objects:
                continue
            short = replace(
                sequence, pictures=sequence.pictures[:frames], masks=sequence.masks[:frames]
            )
            yield short
            if counts[name] == 1:
                firsts.append(short)
        if length:
            yield from compose_set(firsts, length=length)
