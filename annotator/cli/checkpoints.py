"""`annotator checkpoints`: which weights there are, and what is in them."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli.calibrate import calibrate
from annotator.cli.console import say, write_json, write_table
from annotator.cli.options import JsonOption
from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.tracking.siammask.checkpoint import CheckpointInfo


def commands() -> typer.Typer:
    group = typer.Typer(help="List, show and convert weights.", no_args_is_help=True)
    group.command("list")(list_all)
    group.command("show")(show)
    group.command("convert")(convert)
    group.command("calibrate")(calibrate)
    return group


def describe(name_or_path: str | Path) -> dict[str, Any]:
    """What a checkpoint is, as plain values."""
    from annotator.tracking.siammask.checkpoint import describe_checkpoint

    return facts_of(describe_checkpoint(name_or_path))


def facts_of(found: "CheckpointInfo") -> dict[str, Any]:
    """The facts of a checkpoint as plain values."""
    facts: dict[str, Any] = {
        "name": found.name,
        "path": str(found.path),
        "architecture": found.architecture,
        "answers": found.answers,
        "form": found.form,
        "parameters": found.parameters,
        "size_bytes": found.size_bytes,
        "sha256": found.sha256,
        "hyper_parameters": asdict(found.hyper),
        "training": dict(found.training),
    }
    return facts | ({"problem": found.problem} if found.problem else {})


def list_all(as_json: JsonOption = False) -> None:
    """List the weights that can be named, with what is wrong with those that cannot be used."""
    from annotator.tracking.siammask.checkpoint import list_checkpoints, search_directories

    found = list_checkpoints()
    if as_json:
        write_json([facts_of(one) for one in found])
        return
    for one in found:
        size = f"{one.size_bytes / 1e6:.1f} MB"
        say(f"{one.name:<28}{one.problem or f'{one.architecture}: {one.answers}, {size}'}")
        say(f"{'':<28}{one.path}")
    if not found:
        folders = ", ".join(str(folder) for folder in search_directories())
        say(f"There are no checkpoints; put some into one of: {folders}.")


def show(
    name: Annotated[str, typer.Argument(metavar="NAME|PATH", help="Which weights.")],
    as_json: JsonOption = False,
) -> None:
    """Architecture, hyper-parameters, training and hash of weights."""
    facts = describe(name)
    if as_json:
        write_json(facts)
    else:
        write_table(facts)


def convert(
    source: Annotated[Path, typer.Argument(metavar="SRC", help="An official .pth, or PySOT's.")],
    destination: Annotated[Path, typer.Argument(metavar="DST", help="A .safetensors file.")],
    name: Annotated[
        str | None, typer.Option("--name", help="Its name. Default: the file's name.")
    ] = None,
    half: Annotated[bool, typer.Option("--half", help="Store float16: half the size.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read an official .pth or a PySOT file and write .safetensors."""
    from annotator.tracking.siammask.checkpoint import convert_checkpoint

    if destination.exists():
        raise AnnotatorError(f"{destination} exists already; remove it or choose another name.")
    written = convert_checkpoint(source, destination, name=name, half=half)
    if as_json:
        write_json(facts_of(written))
    say(f"{written.path}: {written.architecture}, SHA-256 {written.sha256}")
