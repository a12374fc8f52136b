"""`annotator [PATH]`: the window."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli import bundled
from annotator.cli.options import (
    CheckpointOption,
    Device,
    DeviceOption,
    Precision,
    PrecisionOption,
    ThreadsOption,
    TrackerChoice,
)
from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.app import TrackerFrom
    from annotator.session.settings import TrackerSettings
    from annotator.tracking.tracker import Tracker

COMMAND = "open"
OFFSCREEN_SIZE = (2048, 1280)
"""Of the screen where there is none: Qt's own is 800 x 800, and windows keep inside of it."""


def has_display() -> bool:
    """Whether a window could be shown: a display server on Linux, always elsewhere."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def go_offscreen(folder: Path) -> None:
    """Windows of this process are drawn on a screen that nobody sees, described in a file there.

    To be called before the application exists.
    """
    platform = "offscreen"
    if sys.platform.startswith("linux"):
        width, height = OFFSCREEN_SIZE
        screen = {"name": "offscreen", "x": 0, "y": 0, "width": width, "height": height}
        described = folder / "screen.json"
        described.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
        platform += f":configfile={described}"
    os.environ["QT_QPA_PLATFORM"] = platform


def open_window(
    path: Annotated[Path | None, typer.Argument(help="A video, a folder or a project.")] = None,
    checkpoint: CheckpointOption = None,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
) -> None:
    """Open the window."""
    if path is not None and not path.exists():
        raise AnnotatorError(f"{path} does not exist; check the path.")
    is_offscreen = os.environ.get("QT_QPA_PLATFORM", "") not in ("", "xcb", "wayland")
    if not has_display() and not is_offscreen:
        raise AnnotatorError(
            "There is no display to open a window on; set DISPLAY, or use the commands "
            "that need none (annotator --help)."
        )
    from annotator import app

    status = app.run(
        path,
        tracker_from(TrackerChoice(checkpoint, device, threads, precision)),
        bundled.demo_clip(),
    )
    if status:
        raise typer.Exit(status)


def tracker_from(choice: TrackerChoice) -> "TrackerFrom":
    """Builds the tracker of the window: the command line wins over the settings."""

    def build(settings: "TrackerSettings") -> "Tracker[Any]":
        chosen = TrackerChoice(
            choice.checkpoint or settings.checkpoint or None,
            choice.device if choice.device is not Device.AUTO else Device(settings.device),
            choice.threads or settings.threads or None,
            choice.precision
            if choice.precision is not Precision.AUTO
            else Precision(settings.precision),
        )
        return chosen.build()

    return build
