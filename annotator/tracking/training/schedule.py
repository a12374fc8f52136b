"""Learning rates as pure functions of the pairs seen."""

from __future__ import annotations

import math

from annotator.tracking.training.config import ScheduleConfig


def paper_learning_rates(config: ScheduleConfig) -> list[float]:
    """Learning rate of each epoch (SPEC 10.5).

    Warm-up epochs climb geometrically from `warmup_start` to `start` without reaching it, as the
    paper's code does; the others are spaced evenly on a logarithmic scale from `start` to `end`.
    """
    rise = config.start / config.warmup_start
    warm = config.warmup_epochs
    rates = [config.warmup_start * rise ** (epoch / warm) for epoch in range(warm)]
    rest = config.epochs - warm
    fall = math.log(config.end / config.start)
    rates += [config.start * math.exp(fall * (step / max(1, rest - 1))) for step in range(rest)]
    return rates


def learning_rate(config: ScheduleConfig, peak: float, pairs_seen: int) -> float:
    """Learning rate of the next step after `pairs_seen` pairs; `peak` is the optimiser's `lr`."""
    if config.kind == "paper":
        rates = paper_learning_rates(config)
        return rates[min(pairs_seen // config.epoch_pairs, len(rates) - 1)]
    if pairs_seen < config.warmup_pairs:
        return peak * (0.02 + 0.98 * pairs_seen / config.warmup_pairs)
    cooldown = config.cooldown_fraction * config.total_pairs
    left = (config.total_pairs - pairs_seen) / cooldown if cooldown > 0 else 1.0
    factor = min(1.0, max(0.0, left))
    return peak * (config.final_lr_factor + (1 - config.final_lr_factor) * factor)


def backbone_learns(config: ScheduleConfig, pairs_seen: int) -> bool:
    """Whether the later backbone layers train yet: the paper waits for half of the epochs."""
    if config.kind != "paper":
        return True
    epoch = pairs_seen // config.epoch_pairs
    return epoch >= config.unfreeze_fraction * config.epochs
