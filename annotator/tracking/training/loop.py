"""The training loop: steps, averaged weights, log, checkpoints that resume exactly.

A run lives in its directory: ``state.pt`` (all that is needed to go on), ``log.csv``,
``config.json`` and ``snapshots/``. SIGINT and SIGTERM end a run after the step in hand, with a
checkpoint; ``torchrun`` starts it on several processes (gradients are averaged, process 0 writes).
"""

from __future__ import annotations

import contextlib
import csv
import math
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import torch
from torch import nn

from annotator.core.errors import AnnotatorError
from annotator.tracking.training.config import TrainingConfig, load_config
from annotator.tracking.training.datasets import load_catalogue
from annotator.tracking.training.model import (
    Average,
    build_network,
    build_optimiser,
    learning_parameters,
    set_learning_rate,
    set_train_mode,
)
from annotator.tracking.training.objective import pair_losses
from annotator.tracking.training.pairs import PairBatch, pair_loader
from annotator.tracking.training.schedule import backbone_learns, learning_rate

LOG_FIELDS = ("pairs", "lr", "loss", "score", "box", "mask63", "refine", "dice", "iou",
              "pairs_per_s", "eta_min")  # fmt: skip

Progress = Callable[[dict[str, float]], None]


class TrainingError(AnnotatorError):
    """Training cannot start or go on."""


class StopRequest:
    """True once SIGINT or SIGTERM has arrived; restores the former handlers on exit."""

    def __init__(self) -> None:
        self._is_set = False
        self._former: dict[int, Any] = {}

    def __enter__(self) -> StopRequest:
        with contextlib.suppress(ValueError):  # signals are for the main thread only
            for number in (signal.SIGINT, signal.SIGTERM):
                self._former[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)

    def __bool__(self) -> bool:
        return self._is_set

    def _on_signal(self, _: int, __: FrameType | None) -> None:
        self._is_set = True


def run_training(
    config_path: Path,
    *,
    resume: bool = False,
    progress: Progress | None = None,
    run_directory: Path | None = None,
    total_pairs: int | None = None,
) -> Path:
    """Train as `config_path` says; returns the file of the averaged weights.

    `run_directory` and `total_pairs` replace the configuration's. `resume` goes on from the last
    checkpoint of the run directory; without it the directory must not hold one. `progress` gets
    the fields of `LOG_FIELDS` at every line of the log.

    Raises:
        ConfigError, DatasetError, TrainingError: what is wrong and what to do.
    """
    config = load_config(config_path)
    if run_directory is not None:
        config = config.model_copy(update={"run_directory": run_directory})
    if total_pairs is not None:
        schedule = config.schedule.model_copy(update={"total_pairs": total_pairs})
        config = config.model_copy(update={"schedule": schedule})
    with StopRequest() as stop:
        return Trainer(config, resume=resume).run(progress or (lambda _: None), stop)


def choose_device(config: TrainingConfig) -> tuple[torch.device, bool]:
    """The device, and whether to compute in bfloat16."""
    wanted = config.runtime.device
    has_cuda = bool(torch.cuda.is_available())
    if wanted == "cuda" and not has_cuda:
        raise TrainingError("No CUDA device was found; set runtime.device to auto or cpu.")
    device = torch.device("cuda" if has_cuda and wanted != "cpu" else "cpu")
    if config.runtime.precision == "auto":
        # On CPUs without AMX oneDNN's bfloat16 convolutions take about twice as long as float32.
        return device, device.type == "cuda"
    return device, config.runtime.precision == "bfloat16"


class Trainer:
    """One run: network, optimiser, averaged weights and position, and how to save them."""

    def __init__(self, config: TrainingConfig, *, resume: bool) -> None:
        self.config = config
        self.directory = config.run_directory
        self.rank = int(os.environ.get("RANK", "0"))
        self.world = int(os.environ.get("WORLD_SIZE", "1"))
        if config.batch_size % self.world:
            raise TrainingError(f"batch_size must be a multiple of {self.world} processes.")
        if config.runtime.threads:
            torch.set_num_threads(config.runtime.threads)
        self.device, self.use_bfloat16 = choose_device(config)
        random.seed(config.seed)
        np.random.seed(config.seed)
        torch.manual_seed(config.seed)
        self.network = build_network(config).to(self.device)
        for parameter in self.network.parameters():
            if parameter.ndim == 4:
                parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
        self.optimiser = build_optimiser(self.network, config)
        self.average = Average(self.network, config)
        self.pairs_seen = 0
        self.directory.mkdir(parents=True, exist_ok=True)
        if resume:
            self._load()
        elif self._state_path.exists():
            raise TrainingError(f"{self.directory} already holds a run; resume it, or delete it.")
        else:
            (self.directory / "config.json").write_text(config.model_dump_json(indent=1))

    @property
    def _state_path(self) -> Path:
        return self.directory / "state.pt"

    @property
    def weights_path(self) -> Path:
        """The averaged weights, ready for `annotator checkpoints convert`."""
        return self.directory / "average.pt"

    def run(self, progress: Progress, stop: StopRequest) -> Path:
        """Train to the end of the schedule or until `stop`."""
        if self.world > 1 and not torch.distributed.is_initialized():
            torch.distributed.init_process_group("nccl" if self.device.type == "cuda" else "gloo")
        config = self.config
        catalogue = load_catalogue(config.datasets)
        loader = pair_loader(catalogue, config, self.pairs_seen, rank=self.rank, world=self.world)
        meter = _Meter(self.directory / "log.csv", config, self.pairs_seen)
        saved_at = time.monotonic()
        for batch in loader:
            meter.add(self.step(batch))
            if self.rank == 0:
                row = meter.flush(self.pairs_seen, self._lr())
                if row is not None:
                    progress(row)
                if time.monotonic() - saved_at > 60 * config.runtime.checkpoint_minutes:
                    self.save()
                    saved_at = time.monotonic()
                self._snapshot()
            if stop:
                break
        if self.rank == 0:
            self.save()
        return self.weights_path

    def _lr(self) -> float:
        return learning_rate(self.config.schedule, self.config.optimiser.lr, self.pairs_seen)

    def step(self, batch: PairBatch) -> dict[str, float]:
        """One optimiser step; returns the losses. A loss that is not finite changes nothing."""
        config = self.config
        learns = backbone_learns(config.schedule, self.pairs_seen)
        set_train_mode(self.network, config, backbone=learns)
        set_learning_rate(self.optimiser, config, self._lr(), backbone=learns)
        device = PairBatch(*(tensor.to(self.device, non_blocking=True) for tensor in batch))
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.use_bfloat16):
            loss, parts = pair_losses(self.network, device, config)
        self.optimiser.zero_grad(set_to_none=True)
        value = float(loss.detach())
        if loss.requires_grad and math.isfinite(value) and value < 1e4:
            loss.backward()  # type: ignore[no-untyped-call]
            parameters = learning_parameters(self.network)
            if self.world > 1:
                _average_gradients(parameters, self.world)
            nn.utils.clip_grad_norm_(parameters, config.optimiser.clip_norm)
            self.optimiser.step()
        self.pairs_seen += config.batch_size
        self.average.update(self.network, self.pairs_seen)
        return {"loss": value, **parts}

    def save(self) -> None:
        """Write ``state.pt`` and the averaged weights; a crash half-way leaves the old files."""
        state = {
            "pairs_seen": self.pairs_seen,
            "network": self.network.state_dict(),
            "average": self.average.state,
            "optimiser": self.optimiser.state_dict(),
            "rng": torch.get_rng_state(),
            "config": self.config.model_dump_json(),
        }
        _write(state, self._state_path)
        _write(self._weights(), self.weights_path)

    def _weights(self) -> dict[str, Any]:
        arch = self.network.config.name
        weights = {k: v.detach().cpu().contiguous() for k, v in self.average.state.items()}
        return {"arch": arch, "pairs": self.pairs_seen, "state_dict": weights}

    def _snapshot(self) -> None:
        every = self.config.runtime.snapshot_pairs
        before = self.pairs_seen - self.config.batch_size
        if every and self.pairs_seen // every > before // every:
            folder = self.directory / "snapshots"
            folder.mkdir(exist_ok=True)
            _write(self._weights(), folder / f"{self.pairs_seen // every * every:08d}.pt")

    def _load(self) -> None:
        if not self._state_path.exists():
            raise TrainingError(f"{self.directory} holds no run to resume; start without resume.")
        state = torch.load(self._state_path, map_location="cpu", weights_only=True)
        self.network.load_state_dict(state["network"])
        self.average.state = {k: v.to(self.device) for k, v in state["average"].items()}
        self.optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["rng"])
        self.pairs_seen = int(state["pairs_seen"])


def _average_gradients(parameters: list[nn.Parameter], world: int) -> None:
    for parameter in parameters:
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
        torch.distributed.all_reduce(parameter.grad)
        parameter.grad /= world


def _write(content: object, path: Path) -> None:
    part = path.with_suffix(".part")
    torch.save(content, part)
    part.replace(path)


class _Meter:
    """Means of the losses since the last line, speed and remaining time, to ``log.csv``."""

    def __init__(self, path: Path, config: TrainingConfig, pairs_seen: int) -> None:
        self._path = path
        self._config = config
        self._rows: list[dict[str, float]] = []
        self._since = time.monotonic()
        self._pairs = pairs_seen

    def add(self, row: dict[str, float]) -> None:
        self._rows.append(row)

    def flush(self, pairs_seen: int, lr: float) -> dict[str, float] | None:
        """A line every `log_every` steps, None in between."""
        if len(self._rows) < self._config.runtime.log_every:
            return None
        now = time.monotonic()
        speed = (pairs_seen - self._pairs) / max(1e-6, now - self._since)
        left = self._config.schedule.total_pairs - pairs_seen
        line = {"pairs": float(pairs_seen), "lr": lr}
        for field in LOG_FIELDS[2:9]:
            values = [row[field] for row in self._rows if not math.isnan(row.get(field, math.nan))]
            line[field] = sum(values) / len(values) if values else math.nan
        line |= {"pairs_per_s": speed, "eta_min": left / speed / 60}
        is_new = not self._path.exists()
        with self._path.open("a", newline="") as file:
            writer = csv.DictWriter(file, LOG_FIELDS)
            if is_new:
                writer.writeheader()
            writer.writerow({name: f"{value:.6g}" for name, value in line.items()})
        self._rows, self._since, self._pairs = [], now, pairs_seen
        return line


def read_log(path: Path) -> Iterator[dict[str, float]]:
    """The lines of a ``log.csv``."""
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            yield {name: float(value) for name, value in row.items()}
