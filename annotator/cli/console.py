"""Talking to people (standard error) and to programs (standard output)."""

import itertools
import json
import math
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, Protocol

import typer

Report = Callable[[float, str], None]
"""`report(done, text)`: `done` in the units of the total it was made for."""


def say(text: str) -> None:
    """A line for a person."""
    typer.echo(text, err=True)


def number_of(count: int, noun: str) -> str:
    """1 mask, 2 masks."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def fail(text: str) -> None:
    """The one sentence of a failed command."""
    sentence = " ".join(text.split())
    typer.echo(f"annotator: {sentence}", err=True)


def write_json(value: object) -> None:
    """A value for a program, with names as they are (not escaped) and keys in a fixed order.

    A number that is not known (NaN) or without limit is null: JSON has neither.
    """
    typer.echo(json.dumps(_finite(value), indent=2, ensure_ascii=False, allow_nan=False))


def _finite(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


class Outcome(Protocol):
    """A result that can be told to a program and to a person."""

    def to_json(self) -> object: ...

    def table(self) -> str: ...


def write_outcome(outcome: Outcome, *, as_json: bool) -> None:
    """For a program with `--json`, else for a person."""
    if as_json:
        write_json(outcome.to_json())
    else:
        say(outcome.table())


def write_table(facts: Mapping[str, Any]) -> None:
    """Facts for a person, one a line."""
    width = max(len(name) for name in facts) + 2
    for name, value in facts.items():
        if isinstance(value, Mapping) and not value:
            continue
        shown = _shown(value)
        label = name.replace("_", " ")
        for line_number, line in enumerate(shown):
            say(f"{label if line_number == 0 else '':<{width}}{line}")


def _shown(value: object) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, Mapping):
        pairs = ((str(k).replace("_", " "), v) for k, v in value.items() if v not in (None, {}))
        return [", ".join(f"{name} {', '.join(_shown(v))}" for name, v in pairs)]
    if isinstance(value, (list, tuple)):
        return [line for item in value for line in _shown(item)] or ["none"]
    return ["unknown" if value is None or value == "" else str(value)]


@contextmanager
def progress(label: str, total: float, unit: str = "frames") -> Iterator[Report]:
    """Show how far a job is: a bar with rate and time left on a terminal, else a line per 10 %."""
    if sys.stderr.isatty():
        with _bar(label, total, unit) as report:
            yield report
    else:
        yield _TenPercentLines(label, total, unit).report


@contextmanager
def counted(label: str, total: float, unit: str) -> Iterator[Callable[[str], None]]:
    """`progress` of a job that reports each part once, with a text, when it is done."""
    done = itertools.count(1)
    with progress(label, total, unit) as report:
        yield lambda text: report(next(done), text)


@contextmanager
def _bar(label: str, total: float, unit: str) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f} {task.fields[unit]}"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    started = time.monotonic()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(label, total=total, unit=unit, rate="")

        def report(done: float, text: str = "") -> None:
            elapsed = time.monotonic() - started
            rate = f"{done / elapsed:.1f} {unit}/s" if elapsed > 0.5 and done else ""
            bar.update(task, completed=done, rate=rate, description=text or label)

        yield report


class _TenPercentLines:
    """Progress for a log file: one line each time another tenth is done."""

    def __init__(self, label: str, total: float, unit: str) -> None:
        self._label = label
        self._total = max(total, 1e-9)
        self._unit = unit
        self._tenths = 0
        self._started = time.monotonic()

    def report(self, done: float, text: str = "") -> None:
        """Say it when another tenth of the total is done."""
        tenths = int(10 * min(done / self._total, 1.0) + 1e-6)
        if tenths <= self._tenths:
            return
        self._tenths = tenths
        rate = done / max(time.monotonic() - self._started, 1e-9)
        left_s = (self._total - done) / rate
        timing = f", {rate:.1f} {self._unit}/s, {left_s:.0f} s left" if self._unit else ""
        say(f"{text or self._label}: {10 * tenths} %{timing}")


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Ctrl-C asks a job to stop at its next step; a second one stops it at once.

    Yields `should_stop`. Signals reach the main thread only; elsewhere it never becomes true.
    """
    stopped = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stopped.is_set
        return

    def on_interrupt(_number: int, _frame: FrameType | None) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    previous = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield stopped.is_set
    finally:
        signal.signal(signal.SIGINT, previous)
