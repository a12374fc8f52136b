"""From measured times to the figures that are told."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


def figures(values_ms: Sequence[float]) -> dict[str, float | int]:
    """Count, median, 95th and 99th percentile and maximum, in ms; zeros when there are none."""
    known = list(values_ms) or [0.0]
    # Of a single value there are no quantiles but itself.
    cuts = statistics.quantiles(known, n=100, method="inclusive") if len(known) > 1 else known * 99
    return {
        "count": len(values_ms),
        "p50_ms": round(cuts[49], 2),
        "p95_ms": round(cuts[94], 2),
        "p99_ms": round(cuts[98], 2),
        "max_ms": round(max(known), 2),
    }


@dataclass
class Stopwatch:
    """Seconds of each `with` block."""

    times_s: list[float] = field(default_factory=list)
    _started: float = 0.0

    def __enter__(self) -> Self:
        self._started = time.perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.times_s.append(time.perf_counter() - self._started)

    @property
    def median_s(self) -> float:
        return statistics.median(self.times_s)
