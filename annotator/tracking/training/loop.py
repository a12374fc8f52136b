"""The training loop: steps, averaged weights, log, checkpoints that resume exactly.

A run lives in its directory: ``state.pt`` (all that is needed to go on), ``average.pt``,
``best.pt``, ``log.csv``, ``config.json`` and ``snapshots/``. SIGINT and SIGTERM end a run after the
step in hand, with a checkpoint; ``torchrun`` starts it on several processes.

With several processes batch-norm takes its statistics from each process's share of the batch, and
losses are means over that share, as in the published code. Statistics over all processes would cost
a round of messages per layer; with eight pairs and more per process they bring nothing.
"""

from __future__ import annotations

import contextlib
import math
import signal
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from torch import nn

from annotator.core.errors import AnnotatorError
from annotator.tracking.training.config import EvaluationConfig, TrainingConfig, load_config
from annotator.tracking.training.datasets import load_catalogue
from annotator.tracking.training.held_out import HeldOut, Quality, Standing, without_held_out
from annotator.tracking.training.log import Log
from annotator.tracking.training.model import (
    Average,
    build_network,
    build_optimiser,
    learning_buffers,
    learning_parameters,
    set_learning_rate,
    set_train_mode,
)
from annotator.tracking.training.objective import pair_losses
from annotator.tracking.training.pairs import PairBatch, pair_loader
from annotator.tracking.training.processes import Processes
from annotator.tracking.training.schedule import backbone_learns, learning_rate

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
    open_held_out: Callable[[EvaluationConfig], HeldOut] | None = None,
) -> Path:
    """Train as `config_path` says; returns the file of the averaged weights.

    `run_directory` and `total_pairs` replace the configuration's. `resume` goes on from the last
    checkpoint of the run directory; without it the directory must not hold one. `progress` gets
    the fields of `LOG_FIELDS` at every line of the log. `open_held_out` serves configurations that
    name held-out sequences.

    Raises:
        ConfigError, DatasetError, TrainingError: what is wrong and what to do.
    """
    config = load_config(config_path)
    if run_directory is not None:
        config = config.model_copy(update={"run_directory": run_directory})
    if total_pairs is not None:
        schedule = config.schedule.model_copy(update={"total_pairs": total_pairs})
        config = config.model_copy(update={"schedule": schedule})
    held_out = None
    if config.evaluation.root is not None:
        if open_held_out is None:
            raise TrainingError("Nothing here can measure held-out sequences; drop [evaluation].")
        held_out = open_held_out(config.evaluation)
    with StopRequest() as stop:
        trainer = Trainer(config, resume=resume, held_out=held_out)
        return trainer.run(progress or (lambda _: None), stop)


def choose_device(config: TrainingConfig, local_rank: int = 0) -> tuple[torch.device, bool]:
    """The device of this machine's process `local_rank`, and whether to compute in bfloat16."""
    wanted = config.runtime.device
    has_cuda = bool(torch.cuda.is_available())
    if wanted == "cuda" and not has_cuda:
        raise TrainingError("No CUDA device was found; set runtime.device to auto or cpu.")
    device = torch.device("cpu")
    if has_cuda and wanted != "cpu":
        device = torch.device("cuda", local_rank)
        torch.cuda.set_device(device)
    if config.runtime.precision == "auto":
        # On CPUs without AMX oneDNN's bfloat16 convolutions take about twice as long as float32.
        return device, device.type == "cuda"
    return device, config.runtime.precision == "bfloat16"


class Trainer:
    """One run: network, optimiser, averaged weights and position, and how to save them."""

    def __init__(
        self, config: TrainingConfig, *, resume: bool, held_out: HeldOut | None = None
    ) -> None:
        self.config = config
        self.directory = config.run_directory
        self.processes = Processes.from_environment()
        if config.batch_size % self.processes.world:
            raise TrainingError(
                f"batch_size must be a multiple of {self.processes.world} processes."
            )
        if config.runtime.threads:
            torch.set_num_threads(config.runtime.threads)
        self.device, self.use_bfloat16 = choose_device(config, self.processes.local_rank)
        torch.manual_seed(config.seed)
        self.network = build_network(config).to(self.device)
        for parameter in self.network.parameters():
            if parameter.ndim == 4:
                parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
        self.optimiser = build_optimiser(self.network, config)
        self.average = Average(self.network, config)
        self.pairs_seen = 0
        self.standing = Standing()
        if resume:
            self._load()
        elif self._state_path.exists():
            raise TrainingError(f"{self.directory} already holds a run; resume it, or delete it.")
        elif self.processes.is_first:
            self.directory.mkdir(parents=True, exist_ok=True)
            (self.directory / "config.json").write_text(config.model_dump_json(indent=1))
        self._held_out = held_out
        if held_out is not None:
            self.standing = self.standing.on(held_out, config.evaluation)

    @property
    def _state_path(self) -> Path:
        return self.directory / "state.pt"

    @property
    def weights_path(self) -> Path:
        """The averaged weights, ready for `annotator checkpoints convert`."""
        return self.directory / "average.pt"

    @property
    def best_path(self) -> Path:
        """The averaged weights that did best on the held-out sequences."""
        return self.directory / "best.pt"

    def run(self, progress: Progress, stop: StopRequest) -> Path:
        """Train to the end of the schedule or until `stop` in any process."""
        with self.processes.joined(self.device):
            self._run(progress, stop)
        return self.weights_path

    def _run(self, progress: Progress, stop: StopRequest) -> None:
        processes = self.processes
        names = self._held_out.names if self._held_out is not None else ()
        catalogue = load_catalogue(without_held_out(self.config.datasets, names))
        loader = pair_loader(
            catalogue, self.config, self.pairs_seen, rank=processes.rank, world=processes.world
        )
        log = None
        if processes.is_first:
            log = Log(self.directory / "log.csv", self.config, self.pairs_seen)
            self._report(log, progress, stop)
        saved_at = time.monotonic()
        for batch in loader:
            losses = self.step(batch)
            if log is not None:
                log.add(losses)
                self._report(log, progress, stop)
                if time.monotonic() - saved_at > 60 * self.config.runtime.checkpoint_minutes:
                    self.save()
                    saved_at = time.monotonic()
                self._snapshot()
            if processes.any([bool(stop)], self.device)[0]:
                break
        if processes.is_first:
            self.save()

    def _report(self, log: Log, progress: Progress, stop: StopRequest) -> None:
        began = time.monotonic()
        quality = self._measure_if_due(stop)
        log.leave_out(time.monotonic() - began)
        line = log.flush(self.pairs_seen, self._lr(), quality)
        if line is not None:
            progress(line)

    def _measure_if_due(self, stop: StopRequest) -> Quality | None:
        """The averaged weights on the held-out sequences; what was stopped is due again."""
        if self._held_out is None:
            return None
        every, last = self.config.evaluation.every_pairs, self.standing.measured_pairs
        is_over = self.pairs_seen + self.config.batch_size > self.config.schedule.total_pairs
        is_due = self.pairs_seen // every > last // every or (is_over and self.pairs_seen > last)
        if not is_due:
            return None
        _write(self._weights(), self.weights_path)
        with torch.random.fork_rng(devices=[]):
            quality = self._held_out.measure(self.weights_path, lambda: bool(stop))
        if quality is None:
            return None
        self.standing = self.standing.after(quality, self.pairs_seen)
        if self.standing.best_pairs == self.pairs_seen:
            _write(self._weights() | {"held_out": asdict(quality)}, self.best_path)
        self.save()
        return quality

    def _lr(self) -> float:
        return learning_rate(self.config.schedule, self.config.optimiser.lr, self.pairs_seen)

    def step(self, batch: PairBatch) -> dict[str, float]:
        """One optimiser step; returns the losses. A loss that is not finite changes nothing."""
        config = self.config
        self.prepare_step()
        statistics = learning_buffers(self.network)
        before = [buffer.clone() for buffer in statistics]
        device = PairBatch(*(tensor.to(self.device, non_blocking=True) for tensor in batch))
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.use_bfloat16):
            loss, parts = pair_losses(self.network, device, config)
        self.optimiser.zero_grad(set_to_none=True)
        value = float(loss.detach())
        is_sound = math.isfinite(value) and value < 1e4
        if is_sound and loss.requires_grad:
            loss.backward()  # type: ignore[no-untyped-call]
        if self.processes.any([not is_sound], self.device)[0] or not self._descend():
            for buffer, former in zip(statistics, before, strict=True):
                buffer.copy_(former)
        self.processes.average([buffer for buffer in statistics if buffer.is_floating_point()])
        self.pairs_seen += config.batch_size
        self.average.update(self.network, self.pairs_seen)
        return {"loss": value, **parts}

    def prepare_step(self) -> None:
        """Set what learns, and how fast, for the pairs that come next."""
        learns = backbone_learns(self.config.schedule, self.pairs_seen)
        set_train_mode(self.network, self.config, backbone=learns)
        set_learning_rate(self.optimiser, self.config, self._lr(), backbone=learns)

    def _descend(self) -> bool:
        """Move the weights along the mean gradient of all processes; False: it is not finite."""
        parameters = learning_parameters(self.network)
        self.processes.average_gradients(parameters)
        norm = nn.utils.clip_grad_norm_(parameters, self.config.optimiser.clip_norm)
        if not bool(torch.isfinite(norm)):
            return False
        if any(parameter.grad is not None for parameter in parameters):
            self.optimiser.step()
        return True

    def save(self) -> None:
        """Write ``state.pt`` and the averaged weights; a crash half-way leaves the old files."""
        state = {
            "pairs_seen": self.pairs_seen,
            "network": self.network.state_dict(),
            "average": self.average.state,
            "optimiser": self.optimiser.state_dict(),
            "rng": torch.get_rng_state(),
            "standing": asdict(self.standing),
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
        self.standing = Standing(**state.get("standing", {}))


def _write(content: object, path: Path) -> None:
    part = path.with_suffix(".part")
    torch.save(content, part)
    part.replace(path)
