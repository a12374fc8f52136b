"""`annotator demo`: the main job on the bundled clip with the bundled weights."""

import json
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli import bundled
from annotator.cli.console import say
from annotator.cli.options import (
    CheckpointOption,
    Device,
    DeviceOption,
    Precision,
    PrecisionOption,
    ThreadsOption,
    TrackerChoice,
)
from annotator.cli.window import go_offscreen, has_display, tracker_from
from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.tour import TourPlan

DEFAULT_FOLDER = Path("demo-output")
LOOKING_MS = 1200
"""How long each step stays on the screen before the next one."""


def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Without a window, even where there is a display.")
    ] = False,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the results go.")
    ] = DEFAULT_FOLDER,
    checkpoint: CheckpointOption = None,
    device: DeviceOption = Device.AUTO,
    threads: ThreadsOption = None,
    precision: PrecisionOption = Precision.AUTO,
) -> None:
    """Show the main job on a bundled clip.

    Box, propagate, correct one frame with the brush, propagate again, export: a guided session in
    the window, or offscreen where there is no display.
    """
    is_headless = headless or not has_display()
    clip, facts = read_demo()
    choice = TrackerChoice(checkpoint, device, threads, precision)
    prepare_folder(out, clip.stem)
    from annotator import app

    plan = make_plan(clip, facts, out.absolute(), pause_ms=0 if is_headless else LOOKING_MS)
    with tempfile.TemporaryDirectory(prefix="annotator-demo-") as private:
        if is_headless:
            go_offscreen(Path(private))
        finished = app.run_demo(
            plan,
            tracker_from(choice),
            stays_open=not is_headless,
            tell=say,
            done=partial(tell_results, plan),
            settings_path=Path(private) / "settings.ini" if is_headless else None,
        )
    if not finished:
        raise AnnotatorError(f"The window was closed before the demo was over; see {out}.")


def read_demo() -> tuple[Path, dict[str, Any]]:
    """The clip, and what is in it: the box of the object on its first frame."""
    clip = bundled.demo_clip()
    facts_path = bundled.resources_dir() / f"{bundled.DEMO_NAME}.json"
    if clip is None or not facts_path.is_file():
        raise AnnotatorError(
            f"The demo clip is not in {bundled.resources_dir()}; install the program again."
        )
    facts: dict[str, Any] = json.loads(facts_path.read_text(encoding="utf-8"))
    return clip, facts


def make_plan(clip: Path, facts: dict[str, Any], folder: Path, *, pause_ms: int) -> "TourPlan":
    from annotator.core.geometry import Box
    from annotator.tour import TourPlan

    return TourPlan(
        clip=clip,
        folder=folder,
        frame=int(facts["frame"]),
        box=Box(*(float(number) for number in facts["box"])),
        name=str(facts["name"]),
        category=str(facts["category"]),
        pause_ms=pause_ms,
    )


def result_names(stem: str) -> frozenset[str]:
    """Everything that a demo leaves in its folder."""
    project = f"{stem}.annot"
    side_files = (f"{project}{suffix}" for suffix in ("", "-wal", "-shm", ".lock"))
    coco = ("coco.json", "coco.report.json", "coco.frame_map.csv")
    return frozenset({*side_files, *coco, "davis", "screenshot.png"})


def prepare_folder(folder: Path, stem: str) -> None:
    """An empty folder: new, or that of an earlier demo; others are refused and left alone."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise AnnotatorError(
            f"The folder {folder} cannot be made ({error.strerror}); choose another with --out."
        ) from error
    if not names <= result_names(stem):
        raise AnnotatorError(
            f"The folder {folder} holds other files; choose a new or an empty one with --out."
        )
    for name in names:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def tell_results(plan: "TourPlan") -> None:
    """What was done and where it is."""
    from annotator.cli.projects import read_project

    project = read_project(plan.project_path)
    for track in project.tracks.values():
        manual = len(track.keyframes())
        say(f"{track.name}: {len(track.observations)} masks, {manual} of them by hand.")
    say(f"Project     {plan.project_path}")
    say(f"COCO        {plan.coco_path}")
    say(f"DAVIS       {plan.davis_path}")
    say(f"Screenshot  {plan.screenshot_path}")
