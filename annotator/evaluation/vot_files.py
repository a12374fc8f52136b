"""Results of VOT runs in the toolkit's files.

Below the folder of a tracker: ``baseline/<sequence>/<sequence>_001.txt``, one line per frame, a
polygon or a code, and ``<sequence>_time.txt`` with seconds per frame. Repetitions are _002 and
on. PySOT's folders, without ``baseline``, are read too.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotator.evaluation.benchmark import EvaluationError
from annotator.evaluation.regions import Polygon
from annotator.evaluation.vot import Code, Result, VotRun
from annotator.evaluation.vot_data import RegionSequence, parse_region

EXPERIMENT = "baseline"


def write_run(folder: Path, run: VotRun) -> Path:
    """Write one run as the first repetition; returns the file of regions."""
    place = folder / EXPERIMENT / run.name
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{run.name}_001.txt"
    lines = "".join(f"{_line(result)}\n" for result in run.results)
    path.write_text(lines, encoding="ascii", newline="\n")
    if run.seconds:
        times = "".join(f"{value:.6f}\n" for value in run.seconds)
        (place / f"{run.name}_time.txt").write_text(times, encoding="ascii", newline="\n")
    return path


def _line(result: Result) -> str:
    if isinstance(result, Code):
        return str(result.value)
    return ",".join(f"{value:.4f}" for value in result.ravel().tolist())


def read_runs(folder: Path, sequences: Sequence[RegionSequence]) -> tuple[VotRun, ...]:
    """The runs of a tracker's folder over these sequences, all repetitions.

    Raises:
        EvaluationError: a sequence without results, or results that do not fit it.
    """
    runs = []
    for sequence in sequences:
        name = sequence.name
        places = [folder / EXPERIMENT / name, folder / name]
        paths = [path for place in places for path in sorted(place.glob(f"{name}_[0-9]*.txt"))]
        if not paths:
            raise EvaluationError(f"{places[0]} has no results {name}_001.txt; run the tracker.")
        height, width = sequence.frame(0).shape[:2]
        truths = tuple(sequence.region(index) for index in range(len(sequence)))
        for path in paths:
            results = read_results(path, len(sequence))
            seconds = _read_seconds(path.with_name(f"{name}_time.txt"), len(sequence))
            runs.append(VotRun(name, width, height, truths, results, seconds))
    return tuple(runs)


def read_results(path: Path, length: int) -> tuple[Result, ...]:
    """One file of results. Raises EvaluationError when it does not hold `length` of them."""
    try:
        lines = path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read ({error}); restore the file.") from error
    if len(lines) != length:
        raise EvaluationError(f"{path} has {len(lines)} lines for {length} frames; run it again.")
    return tuple(_result(line, f"{path}, line {number}") for number, line in enumerate(lines, 1))


def _result(line: str, place: str) -> Result:
    if "," not in line:
        try:
            # Some tools write codes as numbers with decimals.
            return Code(int(float(line)))
        except ValueError as error:
            raise EvaluationError(f"{place} is neither region nor code: {line[:40]}.") from error
    region: Polygon | None = parse_region(line, place)
    return Code.SKIPPED if region is None else region


def _read_seconds(path: Path, length: int) -> tuple[float, ...]:
    """Seconds of the first repetition; nothing when the file is not there or does not fit."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
        seconds = tuple(float(line.split(",")[0]) for line in lines)
    except (OSError, ValueError):
        return ()
    return seconds if len(seconds) == length else ()
