"""Folders of masks: scored as the run that wrote them, whatever is missing in them."""

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotator.core.mask import Mask
from annotator.evaluation.benchmark import EvaluationError, find_sequences, run_benchmark
from annotator.evaluation.result_folder import read_result, score_folder, write_result
from tests.evaluation.test_benchmark import FRAMES, ColourTracker, write_set


def test_what_a_run_writes_scores_as_the_run(tmp_path: Path) -> None:
    write_set(tmp_path / "set")
    sequences = find_sequences(tmp_path / "set")
    by_name = {sequence.name: sequence for sequence in sequences}
    results = tmp_path / "results"

    def write(name: str, index: int, mask: Mask) -> None:
        write_result(results, by_name[name], index, mask)

    run = run_benchmark(ColourTracker(lost_from=2), sequences, on_mask=write)
    scored = score_folder(results, sequences)
    assert (scored.j, scored.f) == (run.j, run.f)
    for one, other in zip(run.sequences, scored.sequences, strict=True):
        assert [(f.index, f.j, f.f) for f in one.frames] == [
            (f.index, f.j, f.f) for f in other.frames
        ]
    # The official scorers pair files with the truth by their order, so none may be missing.
    for sequence in sequences:
        written = sorted(path.name for path in (results / sequence.name).iterdir())
        assert written == [path.name for path in sequence.masks]
        assert np.array_equal(read_result(results, sequence, 0), sequence.truth(0))
    with Image.open(results / "one" / "00001.png") as image:
        assert image.mode == "L"
        assert set(np.unique(np.asarray(image))) == {0, 255}


def test_folder_of_results(tmp_path: Path) -> None:
    write_set(tmp_path / "set", ("one",))
    sequences = find_sequences(tmp_path / "set")
    results = tmp_path / "results" / "one"
    results.mkdir(parents=True)
    for index in range(FRAMES - 2):  # one counted frame is missing and counts as empty
        name = f"{index:05d}.png"
        source = tmp_path / "set" / "Annotations" / "480p" / "one" / name
        (results / name).write_bytes(source.read_bytes())
    result = score_folder(tmp_path / "results", sequences)
    assert result.j.mean == pytest.approx(0.75)
    assert math.isnan(result.score_auroc)


def test_folder_of_another_size(tmp_path: Path) -> None:
    write_set(tmp_path / "set", ("one",))
    (tmp_path / "results" / "one").mkdir(parents=True)
    Image.fromarray(np.zeros((5, 5), np.uint8)).save(tmp_path / "results" / "one" / "00001.png")
    with pytest.raises(EvaluationError, match="size"):
        score_folder(tmp_path / "results", find_sequences(tmp_path / "set"))
    with pytest.raises(EvaluationError, match="no folder"):
        score_folder(tmp_path / "absent", [])
