"""Accuracy against speed, as in Figure 4 of the paper: a picture made with matplotlib.

matplotlib is an extra of this project (`plots`) and is imported only here, without pyplot: no
window, no state of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.evaluation.ablation import AblationResult
from annotator.evaluation.ablation_config import Measure
from annotator.evaluation.benchmark import EvaluationError

REAL_TIME_FPS = 25.0
_PLOTTED: tuple[Measure, ...] = ("EAO", "J")
_MARKERS = "osD^vP*Xh<>pd"


@dataclass(frozen=True)
class Panel:
    """One plot: a measure on a set, and of each row its name, speed and value."""

    title: str
    points: tuple[tuple[str, float, float], ...]


def panels(result: AblationResult) -> list[Panel]:
    """A panel for every set: EAO or J against the speed, of the rows that have both."""
    found = []
    for data in result.data:
        for measure in _PLOTTED:
            name = data.config.name
            points = []
            for one in result.rows:
                speed = one.values.get(("fps", ""), math.nan)
                value = one.values.get((measure, name), math.nan)
                if not math.isnan(speed) and not math.isnan(value):
                    points.append((one.row.name, speed, value))
            if points:
                found.append(Panel(f"{measure}, {name}", tuple(points)))
    return found


def draw_speed_plot(shown: Sequence[Panel], path: Path, *, hardware: str) -> None:
    """Write a PNG of all panels side by side; rows keep colour and marker through them.

    Raises:
        EvaluationError: there is no point to show, or matplotlib is not installed.
    """
    if not shown:
        raise EvaluationError("no row has both a speed and a measure yet; there is no plot.")
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise EvaluationError(
            "the plot needs matplotlib; install it with: pip install matplotlib"
        ) from error
    names = list(dict.fromkeys(name for panel in shown for name, _, _ in panel.points))
    figure = Figure(figsize=(5.2 * len(shown) + 2.6, 4.4), dpi=130, layout="constrained")
    axes = figure.subplots(1, len(shown), squeeze=False)[0]
    for axis, panel in zip(axes, shown, strict=True):
        axis.set_xscale("log")
        axis.axvline(REAL_TIME_FPS, color="0.6", linestyle="--", linewidth=1)
        for name, speed, value in panel.points:
            k = names.index(name)
            axis.plot(
                speed, value, linestyle="none", color=f"C{k % 10}", label=name,
                marker=_MARKERS[k % len(_MARKERS)], markersize=9,
            )  # fmt: skip
        speeds = [speed for _, speed, _ in panel.points]
        axis.set_xlim(min(*speeds, REAL_TIME_FPS) / 1.5, max(*speeds, REAL_TIME_FPS) * 1.5)
        axis.xaxis.set_major_formatter("{x:g}")
        axis.xaxis.set_minor_formatter("{x:g}")
        axis.tick_params(axis="x", which="minor", labelsize=7)
        axis.set_xlabel("frames per second (dashed: real time)")
        axis.set_title(panel.title)
        axis.grid(visible=True, which="both", linewidth=0.4, alpha=0.6)
    handles = {
        label: handle
        for axis in axes
        for handle, label in zip(*axis.get_legend_handles_labels(), strict=True)
    }
    figure.legend(list(handles.values()), list(handles), loc="outside right upper", frameon=False)
    figure.suptitle(hardware, fontsize=9)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, format="png")
