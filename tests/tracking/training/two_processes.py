"""What each of two processes does in `test_processes.py`; started by torchrun with a folder.

Everything a process finds is written to ``FOLDER/<scenario>-<rank>.pt``.
"""

import hashlib
import math
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from annotator.tracking.training import loop
from annotator.tracking.training.config import TrainingConfig
from annotator.tracking.training.held_out import Quality
from annotator.tracking.training.loop import StopRequest, Trainer
from annotator.tracking.training.pairs import PairBatch
from annotator.tracking.training.processes import Processes
from tests.tracking.training.sets import small_config

TOTAL_PAIRS = 11
"""Two batches of four and a rest, of which one process would get a pair more than the other."""


def shared_config(folder: Path, name: str) -> TrainingConfig:
    """Batches of four, plain gradient descent, so that equal gradients give equal steps."""
    return small_config(
        folder,
        run_directory=folder / name,
        batch_size=4,
        optimiser={"kind": "sgd", "lr": 0.01, "ema_halflife_pairs": 8},
        schedule={"total_pairs": TOTAL_PAIRS, "warmup_pairs": 4},
        evaluation={"root": str(folder), "every_pairs": 8},
    )


class Watched(Trainer):
    """Remembers which pairs it saw, step by step, and calls `before_step`."""

    before_step: Callable[["Watched"], None] = staticmethod(lambda _: None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.digests: list[list[str]] = []

    def step(self, batch: PairBatch) -> dict[str, float]:
        self.digests.append([digest(search) for search in batch.search])
        self.before_step(self)
        return super().step(batch)

    def found(self) -> dict[str, Any]:
        return {
            "network": {k: v.clone() for k, v in self.network.state_dict().items()},
            "average": {k: v.clone() for k, v in self.average.state.items()},
            "optimiser": self.optimiser.state_dict(),
            "pairs_seen": self.pairs_seen,
            "digests": self.digests,
        }


def digest(tensor: torch.Tensor) -> str:
    return hashlib.sha256(tensor.numpy().tobytes()).hexdigest()


class OnlyFirst:
    """A held-out set that only the first process may measure."""

    names = ("held",)

    def __init__(self, rank: int) -> None:
        self.rank = rank
        self.count = 0

    def measure(self, _: Path, __: Callable[[], bool]) -> Quality:
        assert self.rank == 0
        self.count += 1
        return Quality(0.5, 0.5)


def whole(folder: Path, rank: int) -> dict[str, Any]:
    """To the end of the schedule. Each process has a directory of its own: one stays empty."""
    held_out = OnlyFirst(rank)
    trainer = Watched(shared_config(folder, f"whole{rank}"), resume=False, held_out=held_out)
    trainer.run(lambda _: None, StopRequest())
    return trainer.found() | {"measured": held_out.count}


def plain_run(config: TrainingConfig) -> dict[str, Any]:
    """A run whose step is a mean over pairs: boxes only, batch-norm as it is."""
    only_boxes = {"score": 0, "mask63": 0, "refine": 0, "dice": 0}
    losses = config.losses.model_copy(update=only_boxes)
    usual = loop.set_train_mode
    loop.set_train_mode = lambda network, *_, **__: network.eval()
    try:
        trainer = Watched(config.model_copy(update={"losses": losses}), resume=False)
        trainer.run(lambda _: None, StopRequest())
    finally:
        loop.set_train_mode = usual
    return trainer.found()


def plain(folder: Path, rank: int) -> dict[str, Any]:
    return plain_run(shared_config(folder, f"plain{rank}"))


def stopped_and_resumed(folder: Path, rank: int) -> dict[str, Any]:
    """SIGINT reaches the second process alone, in its first step."""

    def interrupt(trainer: Watched) -> None:
        if rank == 1 and len(trainer.digests) == 1:
            os.kill(os.getpid(), signal.SIGINT)

    config = shared_config(folder, "parts")
    first = Watched(config, resume=False)
    first.before_step = interrupt  # type: ignore[method-assign]
    with StopRequest() as stop:
        first.run(lambda _: None, stop)
    # The first process has written its checkpoint before the other may read it.
    torch.distributed.barrier()
    second = Watched(config, resume=True)
    resumed_at = second.pairs_seen
    second.run(lambda _: None, StopRequest())
    return second.found() | {"stopped_at": first.pairs_seen, "resumed_at": resumed_at}


def not_finite(folder: Path, rank: int) -> dict[str, Any]:
    """In the second step the loss of the second process is infinite."""
    states: list[dict[str, torch.Tensor]] = []
    usual = loop.pair_losses

    def spoiled(*args: Any) -> tuple[torch.Tensor, dict[str, float]]:
        loss, parts = usual(*args)
        return (loss * math.inf if rank == 1 and len(states) == 2 else loss), parts

    def keep(trainer: Watched) -> None:
        states.append({k: v.clone() for k, v in trainer.network.state_dict().items()})

    trainer = Watched(shared_config(folder, "spoiled"), resume=False)
    trainer.before_step = keep  # type: ignore[method-assign]
    loop.pair_losses = spoiled
    try:
        trainer.run(lambda _: None, StopRequest())
    finally:
        loop.pair_losses = usual
    return trainer.found() | {"states": states}


def gradients(_: Path, rank: int) -> dict[str, Any]:
    """One that both have, one that the first alone has, and one that nobody has."""
    processes = Processes.from_environment()
    parameters = [torch.nn.Parameter(torch.zeros(2, 2)) for _ in range(3)]
    parameters[0].grad = torch.full((2, 2), float(rank))
    if rank == 0:
        parameters[1].grad = torch.full((2, 2), 3.0)
    processes.average_gradients(parameters)
    flags = processes.any([rank == 0, rank == 1, False], torch.device("cpu"))
    return {"gradients": [parameter.grad for parameter in parameters], "flags": flags}


def alone(folder: Path, _: int) -> dict[str, Any]:
    """The plain run in one process."""
    return plain_run(shared_config(folder, "alone"))


SCENARIOS = (whole, plain, stopped_and_resumed, not_finite, gradients)


def main() -> None:
    folder = Path(sys.argv[1])
    processes = Processes.from_environment()
    torch.set_num_threads(1)
    with processes.joined(torch.device("cpu")):
        for scenario in SCENARIOS if processes.world > 1 else (alone,):
            found = scenario(folder, processes.rank)
            torch.save(found, folder / f"{scenario.__name__}-{processes.rank}.pt")
    os._exit(0)  # gloo's threads once aborted a process that was taking itself apart


if __name__ == "__main__":
    main()
