"""``log.csv`` of a run: mean losses, speed, time left, and figures on held-out sequences."""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Iterator
from pathlib import Path

from annotator.tracking.training.config import TrainingConfig
from annotator.tracking.training.held_out import Quality

LOSS_FIELDS = ("loss", "score", "box", "mask63", "refine", "dice", "iou")
LOG_FIELDS = ("pairs", "lr", *LOSS_FIELDS, "pairs_per_s", "eta_min", "held_out_j", "held_out_f")


class Log:
    """Collects losses; a line is their mean since the line before.

    Lines beyond `pairs_seen`, where a run that was killed is resumed, are taken back.
    """

    def __init__(self, path: Path, config: TrainingConfig, pairs_seen: int) -> None:
        self._path = path
        self._config = config
        self._rows: list[dict[str, float]] = []
        self._since = time.monotonic()
        self._pairs = pairs_seen
        lines = [line for line in read_log(path) if line["pairs"] <= pairs_seen]
        self._write(lines, mode="w")

    def add(self, losses: dict[str, float]) -> None:
        """The losses of one step."""
        self._rows.append(losses)

    def leave_out(self, seconds: float) -> None:
        """Time in which nothing was learned; speed and time left do not count it."""
        self._since += seconds

    def flush(
        self, pairs_seen: int, lr: float, quality: Quality | None = None
    ) -> dict[str, float] | None:
        """Write a line every `log_every` steps and whenever there is a figure; else None."""
        if quality is None and len(self._rows) < self._config.runtime.log_every:
            return None
        now = time.monotonic()
        speed = (pairs_seen - self._pairs) / max(1e-6, now - self._since)
        left = self._config.schedule.total_pairs - pairs_seen
        line = {"pairs": float(pairs_seen), "lr": lr}
        for field in LOSS_FIELDS:
            values = [row[field] for row in self._rows if not math.isnan(row.get(field, math.nan))]
            line[field] = sum(values) / len(values) if values else math.nan
        line |= {"pairs_per_s": speed, "eta_min": left / speed / 60 if speed else math.nan}
        line["held_out_j"] = quality.j if quality else math.nan
        line["held_out_f"] = quality.f if quality else math.nan
        self._write([line], mode="a")
        self._rows, self._since, self._pairs = [], now, pairs_seen
        return line

    def _write(self, lines: list[dict[str, float]], *, mode: str) -> None:
        with self._path.open(mode, newline="") as file:
            writer = csv.DictWriter(file, LOG_FIELDS)
            if mode == "w":
                writer.writeheader()
            for line in lines:
                writer.writerow({name: f"{line[name]:.6g}" for name in LOG_FIELDS})


def read_log(path: Path) -> Iterator[dict[str, float]]:
    """The lines of a ``log.csv``, NaN where a column or a figure is missing; none of no file."""
    if not path.is_file():
        return
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            yield {name: float(row.get(name) or math.nan) for name in LOG_FIELDS}
