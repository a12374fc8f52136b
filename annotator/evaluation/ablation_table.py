"""The table of an ablation as Markdown, CSV and plain values."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from typing import Any

from annotator.evaluation.ablation import AblationResult, RowResult
from annotator.evaluation.ablation_config import MEASURES, Measure, VotSet, window_of

_DIGITS: dict[Measure, int] = {"EAO": 3, "A": 3, "R": 2, "J": 3, "F": 3, "fps": 1}
_NOTHING = "–"


def columns(result: AblationResult) -> list[tuple[Measure, str]]:
    """Measure and set of every column that some row reports, the speed last."""
    reported = {measure for one in result.rows for measure in one.row.measures}
    found = [
        (measure, data.config.name)
        for data in result.data
        for measure in MEASURES[data.config.kind]
        if measure in reported
    ]
    return [*found, ("fps", "")] if "fps" in reported else found


def markdown(result: AblationResult) -> str:
    """A title, the table, and below it what was not measured and on what."""
    shown = columns(result)
    heads = ["", "backbone", *(" ".join(part for part in column if part) for column in shown)]
    lines = [f"# {result.title}", "", _line(heads), _line(["---"] * 2 + ["---:"] * len(shown))]
    for one in result.rows:
        cells = [_cell(one, column) for column in shown]
        mark = " (not complete)" if one.problem else ""
        lines.append(_line([one.row.name + mark, _backbone(one), *cells]))
    lines += ["", *(f"- {note}" for note in notes(result))]
    return "\n".join(lines) + "\n"


def notes(result: AblationResult) -> list[str]:
    """What is to be said about the table: gaps, sets, machine."""
    said = [f"{one.row.name}: {one.problem}" for one in result.rows if one.problem]
    said += result.missing
    for data in result.data:
        config = data.config
        frames = sum(len(sequence) for sequence in data.sequences)
        cut = "" if config.frames is None else f", the first {config.frames} of each"
        window = ""
        if isinstance(config, VotSet):
            low, high = window_of(config)
            window = f"; EAO over lengths {low} to {high}"
        count = len(data.sequences)
        said.append(f"{config.name}: {count} sequences, {frames} frames{cut}{window}")
    return [*said, f"fps: all rows in turns, without decoding, median; {result.hardware}"]


def csv_text(result: AblationResult) -> str:
    """One line per row; empty where nothing is known."""
    shown = columns(result)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    heads = [" ".join(part for part in column if part) for column in shown]
    writer.writerow(["name", "backbone", "tracker", "region", "sha256", *heads, "problem"])
    for one in result.rows:
        identity = one.identity
        writer.writerow(
            [
                one.row.name,
                identity.backbone if identity else "",
                one.row.tracker,
                one.row.region,
                identity.sha256 if identity else "",
                *(_number(one.values.get(column)) for column in shown),
                one.problem,
            ]
        )
    return buffer.getvalue()


def plain(result: AblationResult) -> dict[str, Any]:
    """Everything as plain values; what is not known is None."""
    return {
        "title": result.title,
        "hardware": result.hardware,
        "rows": [
            {
                "name": one.row.name,
                "tracker": one.row.tracker,
                "region": one.row.region,
                "backbone": one.identity.backbone if one.identity else None,
                "sha256": one.identity.sha256 if one.identity else None,
                "values": {
                    " ".join(part for part in column if part): _known(one.values.get(column))
                    for column in columns(result)
                },
                "problem": one.problem or None,
            }
            for one in result.rows
        ],
        "notes": notes(result),
    }


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _backbone(one: RowResult) -> str:
    return one.identity.backbone if one.identity else _NOTHING


def _cell(one: RowResult, column: tuple[Measure, str]) -> str:
    value = _known(one.values.get(column))
    return _NOTHING if value is None else f"{value:.{_DIGITS[column[0]]}f}"


def _number(value: float | None) -> str:
    known = _known(value)
    return "" if known is None else repr(round(known, 6))


def _known(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value
