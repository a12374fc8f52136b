"""The held-out sequences of a training run, measured with the tracker that people use."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.console import counted
from annotator.cli.data_sets import sequence_names
from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.tracking.training.config import EvaluationConfig
    from annotator.tracking.training.held_out import Quality


class HeldOutSequences:
    """What `[evaluation]` of a configuration names; its `root` must be given."""

    def __init__(self, config: "EvaluationConfig") -> None:
        from annotator.evaluation.benchmark import find_sequences

        assert config.root is not None
        names = list(config.sequences) or None
        if config.image_set is not None:
            names = sequence_names(config.root, config.image_set)
        self._start = config.start
        self._sequences = []
        for sequence in find_sequences(config.root, names=names):
            count = config.max_frames or len(sequence)
            # Said now, not in the middle of a run.
            if len(sequence) < 3 or not sequence.truth(0).any():
                raise AnnotatorError(
                    f"The held-out sequence {sequence.name} has fewer than three frames, or "
                    "nothing in its first mask; leave it out."
                )
            short = replace(
                sequence, pictures=sequence.pictures[:count], masks=sequence.masks[:count]
            )
            self._sequences.append(short)

    @property
    def names(self) -> tuple[str, ...]:
        """Folder names of the sequences."""
        return tuple(sequence.name for sequence in self._sequences)

    def measure(self, weights: Path, should_stop: Callable[[], bool]) -> "Quality | None":
        """Mean J and F; None when `should_stop` was true between two sequences."""
        from annotator.evaluation.benchmark import BenchmarkResult, track_sequence
        from annotator.tracking.siammask.build import build_tracker
        from annotator.tracking.training.held_out import Quality

        # Always float32, so that figures of one run compare: auto takes what is faster just now.
        tracker = build_tracker(str(weights), precision="float32")
        results = []
        with counted("Held-out sequences", len(self._sequences), "sequences") as report:
            for sequence in self._sequences:
                if should_stop():
                    return None
                results.append(track_sequence(tracker, sequence, start=self._start))
                report(f"Held out: {sequence.name}, J {results[-1].j.mean:.3f}")
        outcome = BenchmarkResult(tuple(results), self._start)
        return Quality(outcome.j.mean, outcome.f.mean)
