"""`annotator benchmark`: the figures, with ratios measured side by side."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.cli.console import say, write_json, write_table
from annotator.cli.demo import read_demo
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

SecondsOption = Annotated[
    float, typer.Option("--seconds", min=0.0, help="How long each part is measured at least.")
]


def commands() -> typer.Typer:
    group = typer.Typer(help="Measure speed, side by side.", no_args_is_help=True)
    group.command("propagate")(propagate)
    group.command("window")(window)
    group.command("scrub")(scrub)
    group.command("timeline")(timeline)
    group.command("open")(open_)
    group.command("export")(export)
    group.command("project")(project)
    return group


def propagate(
    checkpoint: CheckpointOption = None,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    seconds: SecondsOption = 20.0,
    as_json: JsonOption = False,
) -> None:
    """Time the networks against a plain evaluation, and a whole run against the bare tracker."""
    from annotator.cli.end_to_end import measure
    from annotator.core.geometry import Box
    from annotator.tracking.siammask import benchmark

    say("Measuring the networks …")
    facts = benchmark.run([checkpoint], threads=threads, seconds=seconds)
    say("Measuring a whole run at 480p …")
    clip, demo = read_demo()
    tracker = TrackerChoice(checkpoint, device, threads, precision).build()
    facts["end_to_end"] = measure(tracker, clip, Box(*demo["box"]), seconds=seconds)
    if as_json:
        write_json(facts)
    else:
        tell(facts)


def tell(facts: dict[str, Any]) -> None:
    """The same figures for a person."""
    say(f"{facts['threads']} threads, torch {facts['torch']}, {facts['machine']}")
    say(f"{'one frame of the network':<34}{'median':>10}{'ratio':>9}")
    for name, figures in facts["variants"].items():
        say(f"{name:<34}{figures['median_ms']:>7.1f} ms{figures['ratio']:>9.3f}")
    whole = facts["end_to_end"]
    say(
        f"decode + track + store at {whole['width']} x {whole['height']}: "
        f"{whole['end_to_end_fps']:.1f} frames/s, {whole['ratio']:.0%} of the bare tracker's "
        f"{whole['tracker_fps']:.1f}"
    )


def window(
    checkpoint: CheckpointOption = None,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Measure how late a 10 ms timer of the window is while a propagation runs."""
    from annotator.cli.window import has_display, tracker_from

    clip, demo = read_demo()
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from annotator import app
    from annotator.core.geometry import Box

    choice = TrackerChoice(checkpoint, device, threads, precision)
    with tempfile.TemporaryDirectory(prefix="annotator-benchmark-") as name:
        facts = app.measure_liveness(clip, Box(*demo["box"]), Path(name), tracker_from(choice))
    if as_json:
        write_json(facts)
    say(
        f"{facts['frames']} frames at {facts['fps']:.1f} a second; the window's 10 ms timer was "
        f"late by {facts['p50_ms']:.1f} ms (median), {facts['p99_ms']:.1f} ms (99 %), "
        f"{facts['max_ms']:.1f} ms (at most)"
    )


def scrub(
    checkpoint: CheckpointOption = None,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Time pictures, jumps, drags and brush strokes in the window while a propagation runs."""
    from annotator.cli.benchmark_window import shown_window

    choice = TrackerChoice(checkpoint, device, threads, precision)
    with _folder() as folder, shown_window(choice, folder / "settings.ini") as (session, window):
        from annotator.benchmarks import scrub as part

        report(part.measure(session, window, folder, tell=say), as_json=as_json)


def timeline(as_json: JsonOption = False) -> None:
    """Time painting the timeline of 50 objects over 100,000 frames: scroll, zoom, playhead."""
    from annotator.cli.benchmark_window import shown_window

    with (
        _folder() as folder,
        shown_window(TrackerChoice(), folder / "settings.ini") as (session, window),
    ):
        from annotator.benchmarks import lanes

        report(lanes.measure(session, window, folder, tell=say), as_json=as_json)


def open_(as_json: JsonOption = False) -> None:
    """Time opening an hour of video, against reading its packets once."""
    from annotator.cli.benchmark_window import shown_window

    with (
        _folder() as folder,
        shown_window(TrackerChoice(), folder / "settings.ini") as (session, window),
    ):
        from annotator.benchmarks import opening

        report(opening.measure(session, window, folder, tell=say), as_json=as_json)


def export(
    frames: Annotated[int, typer.Option("--frames", min=1, help="Frames of the video.")] = 100,
    as_json: JsonOption = False,
) -> None:
    """Time every export of 1080p masks, its verification included."""
    from annotator.benchmarks import exporting

    with _folder() as folder:
        report(exporting.measure(folder, tell=say, frames=frames), as_json=as_json)


def project(as_json: JsonOption = False) -> None:
    """Save 50,000 masks, open them again in a window, look around; times and memory."""
    from annotator.benchmarks import project as part
    from annotator.cli.benchmark_window import look_around

    with _folder() as folder:
        report(part.measure(folder, look_around, tell=say), as_json=as_json)


def report(facts: dict[str, Any], *, as_json: bool) -> None:
    """To a program or to a person."""
    if as_json:
        write_json(facts)
    else:
        write_table(flat(facts))


def flat(facts: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Nested groups of figures as lines of their own."""
    lines: dict[str, Any] = {}
    for name, value in facts.items():
        label = f"{before}{name}"
        if isinstance(value, Mapping) and any(isinstance(one, Mapping) for one in value.values()):
            lines |= flat(value, f"{label}: ")
        else:
            lines[label] = value
    return lines


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="annotator-benchmark-") as name:
        yield Path(name)
