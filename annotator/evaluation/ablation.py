"""The ablation of the paper (Table 5): trackers times data sets, each measured once and kept.

The runner knows no tracker and no data set of its own: both are handed in. A row whose weights
are missing, or that fails, is marked with the reason, and the others run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.evaluation.ablation_config import (
    MEASURES,
    AblationConfig,
    DavisSet,
    Measure,
    Row,
    VotSet,
    window_of,
)
from annotator.evaluation.ablation_speed import (
    box_of_mask,
    box_of_region,
    frames_per_second,
    remembered,
    tracking_step,
)
from annotator.evaluation.ablation_store import Store, of_masks, of_regions, to_masks, to_regions
from annotator.evaluation.benchmark import (
    BenchmarkResult,
    Frame,
    LabelledSequence,
    PredictionLike,
    track_sequence,
)
from annotator.evaluation.multi_object import MapTracker, by_video, track_objects
from annotator.evaluation.regions import Polygon
from annotator.evaluation.vot import VotResult
from annotator.evaluation.vot_data import RegionSequence
from annotator.evaluation.vot_run import REPORTS, RegionPrediction, run_supervised

ROWS_FOLDER = "rows"
SPEED_FILE = "speed.json"
Values: TypeAlias = dict[tuple[Measure, str], float]
"""By measure and data set; the speed belongs to the set ``""``."""


@dataclass(frozen=True)
class Identity:
    """What decides about a tracker's results; equal identities give equal masks."""

    checkpoint: str
    sha256: str
    backbone: str
    settings: Mapping[str, Any]


class Found(PredictionLike, RegionPrediction, Protocol):
    """A prediction of which both kinds of sets can make what they need."""


class BuiltTracker(Protocol):
    """A tracker that both kinds of sets can ask; frames are (H, W, 3) uint8 RGB."""

    def init(self, frame: Frame, box: Box, mask: Mask | None = None) -> Any: ...  # noqa: ANN401

    def update(self, frame: Frame, state: Any) -> tuple[Any, Found]: ...  # noqa: ANN401

    def predict(self, frame: Frame, box: Box) -> PredictionLike: ...


class Trackers(Protocol):
    """From a tracker's specification to the tracker. Both raise AnnotatorError, in words."""

    def identify(self, specification: str) -> Identity: ...

    def build(self, specification: str) -> BuiltTracker: ...

    def with_maps(self, tracker: BuiltTracker) -> MapTracker:
        """The same with the probabilities of its masks."""
        ...


@dataclass(frozen=True)
class MaskData:
    """A DAVIS set and its sequences."""

    config: DavisSet
    sequences: Sequence[LabelledSequence]


@dataclass(frozen=True)
class RegionData:
    """A VOT set and its sequences."""

    config: VotSet
    sequences: Sequence[RegionSequence]


Data: TypeAlias = MaskData | RegionData


@dataclass(frozen=True)
class RowResult:
    """What was found of a row. `problem` says why nothing, or not everything, was."""

    row: Row
    identity: Identity | None
    values: Values
    problem: str = ""


@dataclass(frozen=True)
class AblationResult:
    """Rows in the order of the configuration; `hardware` says where the speed was measured.

    `missing` says which sets could not be read.
    """

    title: str
    data: tuple[Data, ...]
    rows: tuple[RowResult, ...]
    hardware: str
    missing: tuple[str, ...] = ()


class KnownRegions:
    """A sequence of regions, each asked for once, and cut after `length` frames."""

    def __init__(self, sequence: RegionSequence, length: int | None = None) -> None:
        self._sequence = sequence
        self._length = min(len(sequence), length or len(sequence))
        self._known: dict[int, Polygon | None] = {}

    @property
    def name(self) -> str:
        return self._sequence.name

    def __len__(self) -> int:
        return self._length

    def frame(self, index: int) -> Frame:
        return self._sequence.frame(index)

    def region(self, index: int) -> Polygon | None:
        if index not in self._known:
            self._known[index] = self._sequence.region(index)
        return self._known[index]


def mask_data(config: DavisSet, sequences: Sequence[LabelledSequence]) -> MaskData:
    """The sequences of a set, cut where the configuration says so."""
    end = config.frames
    cut = [replace(one, pictures=one.pictures[:end], masks=one.masks[:end]) for one in sequences]
    return MaskData(config, cut)


def region_data(config: VotSet, sequences: Sequence[RegionSequence]) -> RegionData:
    """The sequences of a set, cut where the configuration says so."""
    return RegionData(config, [KnownRegions(one, config.frames) for one in sequences])


# -- what is left to do ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """A row on a set: what is known, and the groups of sequences that are not."""

    row: Row
    data: Data
    store: Store

    @property
    def groups(self) -> list[list[Any]]:
        """Sequences that are run together: the objects of one video, else each by itself."""
        if isinstance(self.data, MaskData) and self.data.config.year == 2017:
            return [list(group) for group in by_video(self.data.sequences)]
        return [[one] for one in self.data.sequences]

    @property
    def pending(self) -> list[list[Any]]:
        known = self.store.sequences
        return [group for group in self.groups if any(one.name not in known for one in group)]


def _key(row: Row, data: Data, identity: Identity, hardware: str) -> dict[str, Any]:
    key: dict[str, Any] = {
        "sha256": identity.sha256,
        "settings": dict(identity.settings),
        "hardware": hardware,
        "root": str(data.config.root.resolve()),
        "frames": data.config.frames,
    }
    if isinstance(data, RegionData):
        return key | {"region": row.region}
    return key | {"year": data.config.year, "start": data.config.start}


@dataclass(frozen=True)
class Plan:
    """What an ablation has to do: parts of all rows that can run, and why the others cannot."""

    config: AblationConfig
    data: tuple[Data, ...]
    identities: Mapping[str, Identity]
    problems: Mapping[str, str]
    parts: tuple[_Part, ...]
    folder: Path
    hardware: str

    def of(self, row: Row) -> list[_Part]:
        """The parts of one row."""
        return [part for part in self.parts if part.row is row]

    @property
    def frames(self) -> int:
        """Frames that are not measured yet."""
        return sum(len(one) for part in self.parts for group in part.pending for one in group)


def plan_ablation(
    config: AblationConfig,
    data: Sequence[Data],
    trackers: Trackers,
    folder: Path,
    *,
    hardware: str,
) -> Plan:
    """Look at the weights and at what is known below `folder`.

    hardware: names the machine and how it is used; a change of it is a reason to measure again.
    """
    identities: dict[str, Identity] = {}
    problems: dict[str, str] = {}
    parts = []
    for row in config.rows:
        try:
            identity = identities[row.name] = trackers.identify(row.tracker)
        except AnnotatorError as error:
            problems[row.name] = str(error)
            continue
        for one in data:
            if row.asks(one.config.kind):
                key = _key(row, one, identity, hardware)
                store = Store(folder / ROWS_FOLDER, row.name, one.config.name, key)
                parts.append(_Part(row, one, store))
    return Plan(config, tuple(data), identities, problems, tuple(parts), folder, hardware)


def run_plan(
    plan: Plan, trackers: Trackers, progress: Callable[[int, str], None] = lambda done, text: None
) -> AblationResult:
    """Measure what is not known, keep it after every sequence, and collect all.

    `progress(done, text)` counts towards `Plan.frames`.
    """
    done = 0

    def advanced(frames: int, text: str) -> None:
        nonlocal done
        done += frames
        progress(done, text)

    problems = {
        row.name: plan.problems.get(row.name, "") or _run(plan.of(row), trackers, advanced)
        for row in plan.config.rows
    }
    speeds = _speeds(plan, problems, trackers)
    rows = []
    for row in plan.config.rows:
        values = _collected(plan.of(row))
        if row.name in speeds:
            values["fps", ""] = speeds[row.name]
        identity = plan.identities.get(row.name)
        rows.append(RowResult(row, identity, values, problems[row.name]))
    return AblationResult(plan.config.title, plan.data, tuple(rows), plan.hardware)


def _run(parts: Sequence[_Part], trackers: Trackers, advanced: Callable[[int, str], None]) -> str:
    """Run what is pending of one row; returns the sentence of what went wrong."""
    if not any(part.pending for part in parts):
        return ""
    try:
        tracker = trackers.build(parts[0].row.tracker)
        for part in parts:
            for group in part.pending:
                part.store.add(_measured(part, group, tracker, trackers))
                text = f"{part.row.name}, {part.data.config.name}, {group[0].name}"
                advanced(sum(len(one) for one in group), text)
    except AnnotatorError as error:
        return str(error)
    return ""


def _measured(
    part: _Part, group: list[Any], tracker: BuiltTracker, trackers: Trackers
) -> dict[str, dict[str, Any]]:
    data = part.data
    if isinstance(data, RegionData):
        (sequence,) = group
        run = run_supervised(tracker, sequence, REPORTS[part.row.region])
        return {run.name: of_regions(run)}
    start = data.config.start
    if data.config.year == 2016:
        results = [track_sequence(tracker, one, start=start) for one in group]
    else:
        results = track_objects(trackers.with_maps(tracker), group, start=start)
    return {result.name: of_masks(result) for result in results}


# -- what is known ---------------------------------------------------------------------------


def _collected(parts: Sequence[_Part]) -> Values:
    """The values of a row from what is stored; a set that is not finished has none."""
    values: Values = {}
    for part in parts:
        if not part.pending:
            name, wanted = part.data.config.name, part.row.measures
            found = _values(part)
            values |= {(one, name): value for one, value in found.items() if one in wanted}
    return values


def _values(part: _Part) -> dict[Measure, float]:
    """What one finished set says."""
    stored, data = part.store.sequences, part.data
    if isinstance(data, RegionData):
        runs = tuple(to_regions(one, stored[one.name]) for one in data.sequences)
        vot = VotResult(runs, window_of(data.config))
        return dict(zip(MEASURES["vot"], (vot.eao, vot.accuracy, vot.robustness), strict=True))
    masks = BenchmarkResult(tuple(to_masks(one.name, stored[one.name]) for one in data.sequences))
    return dict(zip(MEASURES["davis"], (masks.j.mean, masks.f.mean), strict=True))


def _speeds(plan: Plan, problems: Mapping[str, str], trackers: Trackers) -> dict[str, float]:
    """Frames per second of all rows that report it, on the first sequence of the first set.

    Without decoding; with the making of the region where a row is measured on regions.
    """
    rows = [row for row in plan.config.rows if "fps" in row.measures and not problems[row.name]]
    key = {
        "hardware": plan.hardware,
        "root": str(plan.data[0].config.root.resolve()),
        "rows": {
            row.name: [plan.identities[row.name].sha256, plan.identities[row.name].settings]
            for row in rows
        },
        "regions": {row.name: row.region for row in rows},
    }

    def measure() -> dict[str, float]:
        data = plan.data[0]
        sequence = data.sequences[0]
        if isinstance(data, RegionData):
            box = box_of_region(data.sequences[0])
        else:
            box = box_of_mask(data.sequences[0])
        steps = {}
        for row in rows:
            has_regions = any(isinstance(part.data, RegionData) for part in plan.of(row))
            report = REPORTS[row.region] if has_regions else None
            with suppress(AnnotatorError):  # such a row has no speed
                steps[row.name] = tracking_step(trackers.build(row.tracker), sequence, box, report)
        return frames_per_second(steps)

    return remembered(plan.folder / SPEED_FILE, key, measure) if rows else {}
