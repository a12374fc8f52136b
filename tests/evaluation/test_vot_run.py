"""VOT sets, supervised runs and result files, on sets made here."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.evaluation.benchmark import EvaluationError, find_sequences
from annotator.evaluation.regions import box_corners, polygon_overlap
from annotator.evaluation.vot import Code
from annotator.evaluation.vot_data import (
    MaskedSequence,
    VotSequence,
    find_vot_sequences,
    parse_region,
    read_vot_sequence,
)
from annotator.evaluation.vot_files import read_results, read_runs, write_run
from annotator.evaluation.vot_run import REPORTS, run_all, run_supervised

SIZE = 64, 48  # width, height


@dataclass(frozen=True)
class Given:
    """A sequence of black frames with a number in the first pixel and regions as they are told."""

    regions: tuple[np.ndarray | None, ...]
    name: str = "given"

    def __len__(self) -> int:
        return len(self.regions)

    def frame(self, index: int) -> np.ndarray:
        pixels = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
        pixels[0, 0] = index
        return pixels

    def region(self, index: int) -> np.ndarray | None:
        return self.regions[index]


@dataclass(frozen=True)
class Answer:
    mask: Mask
    box: Box
    rotated_box: RotatedBox | None = None


class Scripted:
    """Stays at the box that it was given, but in the frames of `away` says another place."""

    def __init__(self, away: set[int]) -> None:
        self.away = away
        self.starts: list[tuple[int, Box]] = []

    def init(self, frame: np.ndarray, box: Box, mask: Mask | None = None) -> Box:
        self.starts.append((int(frame[0, 0, 0]), box))
        return box

    def update(self, frame: np.ndarray, state: Box) -> tuple[Box, Answer]:
        box = Box(50, 38, 8, 8) if int(frame[0, 0, 0]) in self.away else state
        pixels = np.zeros((SIZE[1], SIZE[0]), bool)
        pixels[round(box.y) : round(box.bottom), round(box.x) : round(box.right)] = True
        return state, Answer(Mask.from_array(pixels), box)


TARGET = box_corners(Box(10, 10, 12, 10))


def codes(results: tuple[object, ...]) -> str:
    return "".join(str(r.value) if isinstance(r, Code) else "." for r in results)


def test_a_failure_starts_anew_five_frames_later():
    tracker = Scripted({4, 11})
    run = run_supervised(tracker, Given((TARGET,) * 14))
    assert codes(run.results) == "1...200001.200"
    assert [frame for frame, _ in tracker.starts] == [0, 9]
    assert (run.width, run.height, run.failures) == (64, 48, [4, 11])
    assert len(run.seconds) == 14
    assert run.seconds[5] == 0


def test_a_run_starts_as_the_papers_code_does():
    tracker = Scripted(set())
    run_supervised(tracker, Given((TARGET, TARGET)))
    assert tracker.starts[0][1] == Box(9.5, 9.5, 13, 11)


def test_frames_without_truth_neither_fail_nor_start():
    tracker = Scripted({3, 4})
    run = run_supervised(tracker, Given((None, TARGET, TARGET, None, TARGET, *[None] * 5, TARGET)))
    assert codes(run.results) == "01..2000001"
    with pytest.raises(EvaluationError, match="no region to start from"):
        run_supervised(tracker, Given((None, None)))


def test_what_lies_outside_of_the_picture_is_lost():
    outside = box_corners(Box(-40, 10, 12, 10))
    run = run_supervised(Scripted(set()), Given((outside, outside)))
    assert codes(run.results) == "12"


def test_reports():
    pixels = np.zeros((48, 64), bool)
    pixels[10:20, 12:30] = True
    pixels[40, 60] = True  # a speck does not count
    turned = RotatedBox(20, 20, 10, 4, 30)
    answer = Answer(Mask.from_array(pixels), Box(1, 2, 3, 4), turned)
    expected = np.array([[12, 10], [29, 10], [29, 19], [12, 19]], float)
    for name in ("min-max", "mbr", "opt"):
        assert polygon_overlap(REPORTS[name](answer), expected) == 1
    np.testing.assert_allclose(REPORTS["rotated"](answer), turned.corners())
    np.testing.assert_allclose(REPORTS["box"](answer), box_corners(answer.box))
    nothing = Answer(Mask.empty(48, 64), Box(1, 2, 3, 4))
    for report in REPORTS.values():
        np.testing.assert_allclose(report(nothing), box_corners(nothing.box))


# -- data sets ---------------------------------------------------------------------------------


def make_set(root: Path, *, folder: str = "color", listed: bool = True) -> Path:
    for number, name in enumerate(("ball", "ant")):
        place = root / name / folder
        place.mkdir(parents=True)
        for index in range(3):
            pixels = np.full((48, 64, 3), 10 * number + index, np.uint8)
            Image.fromarray(pixels).save(place / f"{index + 1:08d}.png")
        lines = ["10,10,21,10,21,19,10,19", "10.5\t10\t12\t10", "nan,nan,nan,nan"]
        (root / name / "groundtruth.txt").write_text("\n".join(lines) + "\n\n")
    if listed:
        (root / "list.txt").write_text("ball\nant\n")
    return root


@pytest.mark.parametrize("folder", ["color", ""])
def test_sets_of_both_years(tmp_path, folder):
    found = find_vot_sequences(make_set(tmp_path, folder=folder))
    assert [one.name for one in found] == ["ball", "ant"]
    ant = found[1]
    assert len(ant) == 3
    assert ant.frame(2).tolist()[0][0] == [12, 12, 12]
    np.testing.assert_array_equal(ant.region(0), [[10, 10], [21, 10], [21, 19], [10, 19]])
    np.testing.assert_array_equal(ant.region(1)[[0, 2]], [[10.5, 10], [21.5, 19]])
    assert ant.region(2) is None


def test_a_set_without_a_list_and_a_choice(tmp_path):
    make_set(tmp_path, listed=False)
    assert [one.name for one in find_vot_sequences(tmp_path)] == ["ant", "ball"]
    assert [one.name for one in find_vot_sequences(tmp_path, ["ball"])] == ["ball"]
    with pytest.raises(EvaluationError, match="no sequence cat; it has ant, ball"):
        find_vot_sequences(tmp_path, ["cat"])


def test_sets_that_are_none(tmp_path):
    with pytest.raises(EvaluationError, match="name a VOT set"):
        find_vot_sequences(tmp_path)
    (tmp_path / "list.txt").write_text("cat\n")
    with pytest.raises(EvaluationError, match="no groundtruth"):
        find_vot_sequences(tmp_path)
    make_set(tmp_path)
    (tmp_path / "ball" / "color" / "00000002.png").unlink()
    with pytest.raises(EvaluationError, match="2 pictures for 3 regions"):
        read_vot_sequence(tmp_path / "ball")
    broken = tmp_path / "ant" / "color" / "00000001.png"
    broken.write_bytes(b"nothing")
    with pytest.raises(EvaluationError, match="cannot be decoded"):
        read_vot_sequence(tmp_path / "ant").frame(0)
    (tmp_path / "ant" / "groundtruth.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_vot_sequence(tmp_path / "ant")


def test_lines_that_are_no_region():
    assert parse_region("0", "line 1") is None
    for line, words in (("m1,2,3,4,5", "is a mask"), ("1,2,x", "no region"), ("1,2,3", "pairs")):
        with pytest.raises(EvaluationError, match=words):
            parse_region(line, "line 1")


def test_regions_of_masks(tmp_path):
    pixels = np.zeros((48, 64), np.uint8)
    pixels[10:20, 12:30] = 255
    for name, ending in (("JPEGImages", "jpg"), ("Annotations", "png")):
        (tmp_path / name / "480p" / "one").mkdir(parents=True)
        for index, values in enumerate((pixels, np.zeros_like(pixels))):
            Image.fromarray(values).save(tmp_path / name / "480p" / "one" / f"{index}.{ending}")
    sequence = MaskedSequence(find_sequences(tmp_path)[0])
    assert (sequence.name, len(sequence), sequence.frame(0).shape) == ("one", 2, (48, 64, 3))
    expected = np.array([[12, 10], [29, 10], [29, 19], [12, 19]], float)
    assert polygon_overlap(sequence.region(0), expected) == 1
    assert sequence.region(1) is None


# -- result files ------------------------------------------------------------------------------


def test_results_are_written_as_the_toolkit_does_and_read_back(tmp_path):
    sequence = Given((TARGET,) * 12)
    (run,) = run_all(Scripted({3}), [sequence])
    path = write_run(tmp_path, run)
    assert path == tmp_path / "baseline" / "given" / "given_001.txt"
    lines = path.read_text().splitlines()
    assert lines[0] == "1"
    assert lines[1] == "9.5000,9.5000,22.5000,9.5000,22.5000,20.5000,9.5000,20.5000"
    assert lines[3:9] == ["2", "0", "0", "0", "0", "1"]
    (again,) = read_runs(tmp_path, [sequence])
    assert codes(again.results) == codes(run.results)
    assert again.accuracy == pytest.approx(run.accuracy, nan_ok=True)
    assert again.seconds == pytest.approx(run.seconds, abs=1e-6)


def test_repetitions_and_the_folders_of_other_tools(tmp_path):
    place = tmp_path / "given"
    place.mkdir()
    for number in (1, 2):
        (place / f"given_{number:03d}.txt").write_text("1.0000\n1,2,3,4\n")
    (place / "given_time.txt").write_text("fast\n")
    runs = read_runs(tmp_path, [Given((TARGET, TARGET))])
    assert [codes(run.results) for run in runs] == ["1.", "1."]
    assert runs[0].seconds == ()


def test_results_that_do_not_fit(tmp_path):
    sequence = Given((TARGET, TARGET))
    with pytest.raises(EvaluationError, match="no results given_001"):
        read_runs(tmp_path, [sequence])
    path = tmp_path / "r.txt"
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_results(path, 2)
    for text, words in (("1\n", "1 lines for 2"), ("1\n7\n", "neither"), ("1\nx,y\n", "no region")):
        path.write_text(text)
        with pytest.raises(EvaluationError, match=words):
            read_results(path, 2)


def test_progress_is_told_of_each_sequence():
    heard = []
    sequences = [Given((TARGET,) * 2, "a"), Given((TARGET,) * 2, "b")]
    run_all(Scripted(set()), sequences, progress=lambda run: heard.append(run.name))
    assert heard == ["a", "b"]


def test_vot_sequence_is_a_value():
    one = VotSequence("a", (Path("1.png"),), (None,))
    assert (len(one), one.region(0)) == (1, None)
