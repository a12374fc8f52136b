"""The processes that train one network together, as `torchrun` starts them.

Each takes its share of every batch. Gradients and batch-norm statistics are averaged, so all hold
equal weights; whatever could end a run or skip a step is agreed on, so none waits for another.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import torch
from torch import Tensor, distributed, nn

_PATIENCE = timedelta(hours=2)  # the others wait while the first one measures held-out sequences


@dataclass(frozen=True)
class Processes:
    """This process among `world`; `rank` 0 writes. `local_rank` counts on this machine."""

    rank: int = 0
    world: int = 1
    local_rank: int = 0

    @classmethod
    def from_environment(cls) -> Processes:
        """As `torchrun` says; a single process without it."""
        names = (("RANK", "0"), ("WORLD_SIZE", "1"), ("LOCAL_RANK", "0"))
        return cls(*(int(os.environ.get(name, default)) for name, default in names))

    @property
    def is_first(self) -> bool:
        """Whether this process writes files and reports."""
        return self.rank == 0

    @contextlib.contextmanager
    def joined(self, device: torch.device) -> Iterator[None]:
        """Connect the processes; they part when all is well (a failed one just ends)."""
        if self.world == 1 or distributed.is_initialized():
            yield
            return
        distributed.init_process_group(
            "nccl" if device.type == "cuda" else "gloo", timeout=_PATIENCE
        )
        yield
        distributed.barrier()  # nobody parts while another still works
        distributed.destroy_process_group()

    def any(self, flags: Sequence[bool], device: torch.device) -> list[bool]:
        """For every flag whether it is set in any process."""
        if self.world == 1 or not flags:
            return list(flags)
        numbers = torch.tensor([int(flag) for flag in flags], dtype=torch.int32, device=device)
        distributed.all_reduce(numbers, distributed.ReduceOp.MAX)
        return [bool(number) for number in numbers.tolist()]

    @torch.no_grad()
    def average(self, tensors: Sequence[Tensor]) -> None:
        """Replace float32 tensors by their mean over the processes."""
        if self.world == 1 or not tensors:
            return
        flat = torch.cat([tensor.reshape(-1) for tensor in tensors])
        distributed.all_reduce(flat)
        flat /= self.world
        start = 0
        for tensor in tensors:
            tensor.copy_(flat[start : start + tensor.numel()].view(tensor.shape))
            start += tensor.numel()

    def average_gradients(self, parameters: Sequence[nn.Parameter]) -> None:
        """Mean gradients; a parameter that has none in any process keeps none."""
        if self.world == 1 or not parameters:
            return
        has = [parameter.grad is not None for parameter in parameters]
        gradients: list[Tensor] = []
        for parameter, is_used in zip(parameters, self.any(has, parameters[0].device), strict=True):
            if is_used:
                if parameter.grad is None:
                    parameter.grad = torch.zeros_like(parameter)
                gradients.append(parameter.grad)
        self.average(gradients)
