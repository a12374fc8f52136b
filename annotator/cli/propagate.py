"""`annotator propagate`: boxes to masks without a window."""

import enum
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.console import interruptible, number_of, progress, say, write_json
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
    from annotator.cli.prompts import Prompt
    from annotator.cli.propagation_run import Job
    from annotator.core.project import Direction, Project


class Way(enum.StrEnum):
    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"

    def directions(self) -> list["Direction"]:
        from annotator.core.project import Direction

        return list(Direction) if self is Way.BOTH else [Direction(self.value)]


@dataclass(frozen=True)
class Request:
    """What the command line asked for, checked as far as it can be without opening anything."""

    media: Path
    prompts: Sequence["Prompt"]
    way: Way
    until: int | None
    output: Path
    exports: Sequence[tuple[str, Path]]


@dataclass(frozen=True)
class Outcome:
    project: "Project"
    masks: int
    frames: int
    seconds: float
    was_stopped: bool


def propagate(
    media: Annotated[Path, typer.Argument(help="A video or a folder of images.")],
    box: Annotated[
        str | None, typer.Option("--box", metavar="X,Y,W,H", help="The object's box, in pixels.")
    ] = None,
    frame: Annotated[
        int, typer.Option("--frame", min=0, help="The frame of --box; frames are 0-based.")
    ] = 0,
    prompts: Annotated[
        Path | None,
        typer.Option(
            "--prompts",
            metavar="FILE.json",
            help='Many objects: [{"name": …, "category": …, "frame": 0, "box": [x, y, w, h]}, …].',
        ),
    ] = None,
    direction: Annotated[Way, typer.Option("--direction", help="From the box.")] = Way.FORWARD,
    to: Annotated[int | None, typer.Option("--to", min=0, help="Last frame to do.")] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="P.annot", help="The project. Default: beside the media."
        ),
    ] = None,
    exports: Annotated[
        list[str] | None,
        typer.Option("--export", metavar="FORMAT=DEST", help="Export when done; repeatable."),
    ] = None,
    checkpoint: CheckpointOption = None,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Propagate boxes into a new project.

    Ctrl-C stops it within a frame and keeps what is finished.
    """
    request = Request(
        media=media,
        prompts=_prompts(box, frame, prompts),
        way=direction,
        until=to,
        output=output or default_project_path(media),
        exports=[parse_export(text) for text in exports or []],
    )
    _check_until(request)
    outcome = execute(request, TrackerChoice(checkpoint, device, threads, precision))
    _tell(request, outcome, as_json=as_json)


def default_project_path(media: Path) -> Path:
    """`clip.annot` beside `clip.mp4`; for a folder, beside the folder."""
    resolved = media.resolve()
    stem = resolved.name if resolved.is_dir() else resolved.stem
    return resolved.with_name(f"{stem}.annot")


def parse_export(text: str) -> tuple[str, Path]:
    """`FORMAT=DEST`; wrong usage if it is something else."""
    name, equals, destination = text.partition("=")
    if not (name and equals and destination):
        raise typer.BadParameter(f"'{text}' is not FORMAT=DEST, as in coco=masks.json")
    return name, Path(destination)


def execute(request: Request, choice: TrackerChoice) -> Outcome:
    """Check, propagate, store, export. Nothing is created before everything was checked."""
    from annotator.cli.exporting import check_destination, export_project
    from annotator.cli.media_source import tell_notices
    from annotator.cli.projects import recording
    from annotator.cli.prompts import check_prompts
    from annotator.cli.propagation_run import Job
    from annotator.core.edits import SetMedia
    from annotator.core.project import Project
    from annotator.media.open_media import media_ref, open_media, source_factory

    source = open_media(request.media)
    try:
        check_prompts(list(request.prompts), source.info)
        check_output(request.output)
        for name, destination in request.exports:
            check_destination(name, destination)
        tracker = choice.build()
        project = Project(video=source.info, media=media_ref(request.media))
        with interruptible() as should_stop:
            with recording(request.output, project) as record:
                job = Job(tracker, source_factory(source), project, record, should_stop)
                outcome = make_masks(request, job)
                if source.info != project.video:  # decoding has shown what the packets did not
                    record(SetMedia(project.media, source.info, "Count frames"))
            tell_notices(source)
            if not outcome.was_stopped:
                for name, destination in request.exports:
                    export_project(
                        project, name, destination, source=source, should_stop=should_stop
                    )
        return outcome
    finally:
        source.close()


def check_output(path: Path) -> None:
    """Raise if the project cannot be made there; an existing one is never written over."""
    if path.suffix != ".annot":
        raise AnnotatorError(f"A project file ends in .annot, unlike {path.name}.")
    if path.exists():
        raise AnnotatorError(f"{path} exists already; remove it, or choose another file with -o.")
    if not path.parent.is_dir():
        raise AnnotatorError(f"The folder {path.parent} does not exist; make it first.")
    try:
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise AnnotatorError(
            f"Nothing can be written into the folder {path.parent} "
            f"({error.strerror}); choose another with -o."
        ) from error


def _prompts(box: str | None, frame: int, file: Path | None) -> list["Prompt"]:
    from annotator.cli.prompts import DEFAULT_CATEGORY, Prompt, parse_box, read_prompts

    if (box is None) == (file is None):
        raise typer.BadParameter("give either --box or --prompts")
    if file is not None:
        return read_prompts(file)
    assert box is not None
    try:
        return [Prompt("object 1", DEFAULT_CATEGORY, frame, parse_box(box))]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--box") from None


def _check_until(request: Request) -> None:
    """`--to` must lie on the side to which a single direction goes."""
    if request.until is None or request.way is Way.BOTH:
        return
    (direction,) = request.way.directions()
    for prompt in request.prompts:
        if (request.until - prompt.frame) * direction.step < 0:
            raise typer.BadParameter(
                f"frame {request.until} is not {direction.value} of frame {prompt.frame}; "
                "choose another --direction",
                param_hint="--to",
            )


def make_masks(request: Request, job: "Job") -> Outcome:
    """Make the masks; each frame is one transaction."""
    from annotator.cli.propagation_run import frame_total, plan, propagate_lanes, set_prompts

    started = time.monotonic()
    seeds = set_prompts(job, request.prompts)
    lanes = plan(job.project, seeds, request.way.directions(), request.until)
    total = frame_total(lanes)
    done = 0
    with progress("Propagating", total) as report:

        def frame_done(_index: int) -> None:
            nonlocal done
            done += 1
            report(done, "Propagating")

        masks = len(seeds) + propagate_lanes(job, lanes, frame_done)
    seconds = time.monotonic() - started
    return Outcome(job.project, masks, done, seconds, was_stopped=done < total)


def _tell(request: Request, outcome: Outcome, *, as_json: bool) -> None:
    """The result; a run that was stopped is a failure that kept what it had."""
    rate = outcome.frames / max(outcome.seconds, 1e-9)
    if as_json:
        write_json(
            {
                "project": str(request.output),
                "masks": outcome.masks,
                "frames": outcome.frames,
                "seconds": round(outcome.seconds, 3),
                "fps": round(rate, 2),
                "stopped": outcome.was_stopped,
                "exports": [str(destination) for _name, destination in request.exports],
            }
        )
    objects = number_of(len(outcome.project.tracks), "object")
    kept = f"{number_of(outcome.masks, 'mask')} of {objects}"
    if outcome.was_stopped:
        raise AnnotatorError(f"Stopped; {kept} are kept in {request.output}.")
    say(f"{kept} in {outcome.seconds:.1f} s ({rate:.1f} frames/s) → {request.output}")
