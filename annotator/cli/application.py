"""All commands as one program, and the boundary where errors become exit statuses."""

import logging
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer
from typer.core import TyperGroup

from annotator import __version__
from annotator.cli import (
    benchmark,
    checkpoints,
    demo,
    evaluate,
    export,
    importing,
    info,
    propagate,
    train,
    verify,
    window,
)
from annotator.cli.console import fail
from annotator.core.errors import AnnotatorError

DEBUG = "--debug"
ClickContext: TypeAlias = Any
"""Click's context, which newer versions of typer carry within under a private name."""
HELP = """Video mask annotator: draw one box, SiamMask propagates the mask, correct it, export it.

Without a command it opens the window; PATH is a video, a folder of images or a project (.annot)."""


class CommandsOrPath(TyperGroup):
    """A group whose first argument may also be a path, which then opens in the window.

    Known commands come first: a file that is called like one opens as `./info`.
    """

    def parse_args(self, ctx: ClickContext, args: list[str]) -> list[str]:
        """Accept `--debug` before and after the command."""
        own = args[: args.index("--")] if "--" in args else args
        if DEBUG in own:
            args = [DEBUG, *(a for i, a in enumerate(args) if not (a == DEBUG and i < len(own)))]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: ClickContext, args: list[str]) -> tuple[Any, ...]:
        """`annotator PATH` is `annotator open PATH`; a mistyped command stays an error."""
        if args[0] not in self.commands and looks_like_path(args[0]):
            args = [window.COMMAND, *args]
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: ClickContext) -> object:
        """One sentence for what went wrong; the traceback only on request."""
        try:
            return super().invoke(ctx)
        except (Exception, KeyboardInterrupt) as error:  # the last boundary before the person
            if is_control_flow(error):
                raise
            if ctx.params.get("debug"):
                traceback.print_exc()
            fail(sentence_of(error))
            raise typer.Exit(1) from error


def sentence_of(error: BaseException) -> str:
    """What is said about an error."""
    if isinstance(error, AnnotatorError):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "Stopped."
    if isinstance(error, MemoryError):
        return "There is not enough memory; close other programs or use smaller pictures."
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}."
    return f"Unexpected {type(error).__name__}: {error} (run again with {DEBUG} for details)."


def is_control_flow(error: BaseException) -> bool:
    """Typer's own exceptions (usage errors, Exit, Abort), which it turns into statuses itself."""
    return type(error).__module__.split(".")[0] in ("typer", "click")


def looks_like_path(argument: str) -> bool:
    """Whether an unknown first argument is meant as a path rather than a mistyped command."""
    path = Path(argument)
    return path.exists() or bool(path.suffix) or path.name != argument


def print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"annotator {__version__}")
        raise typer.Exit


def set_up_logging(ctx: ClickContext, *, is_debugging: bool) -> None:
    """Messages of the libraries go nowhere, or with `--debug` to standard error."""
    handler = logging.StreamHandler(sys.stderr) if is_debugging else logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    ctx.call_on_close(partial(root.removeHandler, handler))
    if is_debugging:
        ctx.call_on_close(partial(root.setLevel, root.level))
        root.setLevel(logging.DEBUG)


def start(
    ctx: typer.Context,
    debug: Annotated[bool, typer.Option(DEBUG, help="Show tracebacks and log messages.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=print_version, is_eager=True),
    ] = False,
) -> None:
    set_up_logging(ctx, is_debugging=debug)
    if ctx.invoked_subcommand is None:
        window.open_window(path=None)


def application() -> typer.Typer:
    """The program. Built on call, so that importing this module does nothing."""
    app = typer.Typer(
        cls=CommandsOrPath,
        help=HELP,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        subcommand_metavar="[PATH | COMMAND [ARGS]...]",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(start)
    app.command(window.COMMAND, hidden=True)(window.open_window)
    app.command("demo")(demo.demo)
    app.command("info")(info.info)
    app.command("propagate")(propagate.propagate)
    app.command("export")(export.export)
    app.command("import")(importing.import_)
    app.command("verify")(verify.verify)
    app.add_typer(checkpoints.commands(), name="checkpoints")
    app.add_typer(evaluate.commands(), name="evaluate")
    app.command("train")(train.train)
    app.add_typer(benchmark.commands(), name="benchmark")
    return app
