"""The training pairs of a run as a torch data set: pair i depends on the seed and i alone."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from annotator.tracking.siammask.config import NetworkConfig
from annotator.tracking.training.augmentation import PairCrops, render_pair
from annotator.tracking.training.config import TrainingConfig
from annotator.tracking.training.datasets import Catalogue, PictureStore
from annotator.tracking.training.model import network_config
from annotator.tracking.training.sampling import draw_pair, pair_generator
from annotator.tracking.training.targets import box_weight, mask_cells


class PairBatch(NamedTuple):
    """N pairs. Crops are BGR uint8 (N, S, S, 3); masks uint8 of 0 and 1 (N, S, S).

    labels (N, A, n, n) of 1, 0, -1; deltas (N, 4, A, n, n); box_weight (N, A, n, n);
    cells (N, M, 2) as y, x, -1 where unused.
    """

    exemplar: Tensor
    exemplar_mask: Tensor
    search: Tensor
    search_mask: Tensor
    labels: Tensor
    deltas: Tensor
    box_weight: Tensor
    cells: Tensor


class PairDataset(Dataset[PairBatch]):
    """Pair number i of a run, rendered when asked for."""

    def __init__(self, catalogue: Catalogue, config: TrainingConfig) -> None:
        self._catalogue = catalogue
        self._config = config
        self._store = PictureStore(config.runtime.cache_mib << 20)
        self._network: NetworkConfig = network_config(config)

    def __getitem__(self, index: int) -> PairBatch:
        rng = pair_generator(self._config.seed, index)
        pair = draw_pair(rng, self._catalogue, self._config)
        config = self._config
        crops = render_pair(rng, pair, self._store, config.augmentation, config.search_size)
        return self._with_targets(crops, rng)

    def _with_targets(self, crops: PairCrops, rng: np.random.Generator) -> PairBatch:
        config = self._config.targets
        targets = self._network.head.targets(
            crops.search_box,
            search_size=self._config.search_size,
            cells=self._network.response_cells(self._config.search_size),
            config=config,
            rng=rng,
        )
        labels = targets.labels
        return PairBatch(
            torch.from_numpy(crops.exemplar),
            torch.from_numpy(crops.exemplar_mask),
            torch.from_numpy(crops.search),
            torch.from_numpy(crops.search_mask),
            torch.from_numpy(labels),
            torch.from_numpy(targets.deltas),
            torch.from_numpy(box_weight(labels)),
            torch.from_numpy(mask_cells(targets, config.mask_cells, rng)),
        )


class _Span(Sampler[int]):
    """Pair numbers from `start` up to `stop`; every `step`-th for one of several processes."""

    def __init__(self, start: int, stop: int, step: int) -> None:
        self._range = range(start, stop, step)

    def __iter__(self) -> Iterator[int]:
        return iter(self._range)

    def __len__(self) -> int:
        return len(self._range)


def _quiet_worker(_: int) -> None:
    # One loading process is one thread; OpenCV would start one per core.
    cv2.setNumThreads(0)
    # Ctrl-C reaches every process of a terminal; the trainer alone ends a run.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def pair_loader(
    catalogue: Catalogue,
    config: TrainingConfig,
    start: int,
    *,
    rank: int = 0,
    world: int = 1,
) -> DataLoader[PairBatch]:
    """Whole batches from pair `start` to the end of the schedule.

    A process takes every `world`-th pair from its `rank` on: as many batches as each of the others.
    """
    left = config.schedule.total_pairs - start
    stop = start + left // config.batch_size * config.batch_size
    return DataLoader(
        PairDataset(catalogue, config),
        batch_size=config.batch_size // world,
        sampler=_Span(start + rank, stop, world),
        num_workers=config.runtime.workers,
        prefetch_factor=4 if config.runtime.workers else None,
        worker_init_fn=_quiet_worker,
        generator=torch.Generator(),  # else every start of a loader draws from the run's numbers
        drop_last=True,
    )
