"""From a name to a tracker; choices of device and precision; the shape of the benchmark."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from annotator.core.geometry import Box
from annotator.tracking.siammask import benchmark, runtime
from annotator.tracking.siammask.architectures import SIAMMASK_MOBILENETV2
from annotator.tracking.siammask.build import build_tracker, split_specification
from annotator.tracking.siammask.checkpoint import CheckpointError, save_checkpoint
from annotator.tracking.siammask.config import LIGHT_SETTINGS
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.runtime import Runtime
from annotator.tracking.tracker import TrackingError
from tests.tracking.parity_checks import picture


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("weights") / "random.safetensors"
    save_checkpoint(path, SiamMask(SIAMMASK_MOBILENETV2).state_dict(), SIAMMASK_MOBILENETV2)
    return path


def test_a_tracker_from_a_path(checkpoint: Path):
    tracker = build_tracker(str(checkpoint), device="cpu", precision="float32")
    assert tracker.checkpoint_name == "random"
    assert len(tracker.checkpoint_hash) == 64
    assert tracker.hyper == LIGHT_SETTINGS
    prediction = tracker.predict(picture(0), Box(111, 96, 78, 68))
    assert prediction.mask.width == 352


def test_hyper_parameters_in_the_name(checkpoint: Path):
    tracker = build_tracker(f"{checkpoint}?mask_threshold=0.6&penalty_k=0.2", precision="float32")
    assert tracker.hyper.mask_threshold == 0.6
    assert tracker.hyper.penalty_k == 0.2
    with pytest.raises(CheckpointError, match="no hyper-parameter treshold"):
        build_tracker(f"{checkpoint}?treshold=1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, (None, {})),
        ("", (None, {})),
        ("name", ("name", {})),
        ("/a b/c.pth?x=1&y=2", ("/a b/c.pth", {"x": "1", "y": "2"})),
        ("?x=1", (None, {"x": "1"})),
    ],
)
def test_specifications(text: str | None, expected: tuple):
    assert split_specification(text) == expected


def test_choices_of_device():
    assert runtime.choose_device("cpu").type == "cpu"
    assert runtime.choose_device("auto").type in {"cpu", "cuda", "mps"}
    if not torch.cuda.is_available():
        with pytest.raises(TrackingError, match="no cuda device here"):
            runtime.choose_device("cuda")
    with pytest.raises(TrackingError, match="no toaster device"):
        runtime.choose_device("toaster")


def test_choices_of_precision(monkeypatch: pytest.MonkeyPatch):
    cpu = torch.device("cpu")
    assert runtime.choose_precision("float32", cpu) == torch.float32
    assert runtime.choose_precision("bfloat16", cpu) == torch.bfloat16
    with pytest.raises(TrackingError, match="no precision float8"):
        runtime.choose_precision("float8", cpu)
    monkeypatch.setattr(runtime, "_cpu_has_bfloat16", lambda: True)
    monkeypatch.setattr(runtime, "has_packed_convolution", lambda: True)
    for ratio, expected in ((0.4, torch.bfloat16), (0.9, torch.float32), (2.0, torch.float32)):
        monkeypatch.setattr(runtime, "bfloat16_time_ratio", lambda ratio=ratio: ratio)
        assert runtime.choose_precision("auto", cpu) == expected
    monkeypatch.setattr(runtime, "_cpu_has_bfloat16", lambda: False)
    monkeypatch.setattr(runtime, "bfloat16_time_ratio", lambda: 0.1)
    assert runtime.choose_precision("auto", cpu) == torch.float32


@pytest.mark.parametrize(("bfloat16_s", "expected"), [(0.5, torch.bfloat16), (0.95, torch.float32)])
def test_whole_frames_decide_where_one_layer_likes_bfloat16(
    monkeypatch: pytest.MonkeyPatch, bfloat16_s: float, expected: torch.dtype
):
    monkeypatch.setattr(runtime, "choose_precision", lambda *_: torch.bfloat16)
    monkeypatch.setattr(runtime, "fastest_seconds", lambda *_: [1.0, bfloat16_s])
    network, cpu = SiamMask(SIAMMASK_MOBILENETV2), torch.device("cpu")
    assert runtime.build_runtime(network, cpu, "auto").precision == expected
    assert runtime.build_runtime(network, cpu, "bfloat16").precision == torch.bfloat16


def test_timing_takes_turns_and_the_fastest_counts():
    log: list[str] = []
    found = runtime.fastest_seconds([lambda: log.append("a"), lambda: log.append("b")], 3)
    assert log == ["a", "b"] * 3
    assert all(0 <= seconds < 1 for seconds in found)
    threads = torch.get_num_threads()
    assert runtime.bfloat16_time_ratio(1) > 0
    assert torch.get_num_threads() == threads


def test_number_of_threads(monkeypatch: pytest.MonkeyPatch):
    asked: list[int] = []
    monkeypatch.setattr(torch, "set_num_threads", asked.append)
    runtime.set_threads(None)
    runtime.set_threads(3)
    assert asked == [3]


def test_without_onednn_the_network_runs_as_it_is(
    monkeypatch: pytest.MonkeyPatch, checkpoint: Path
):
    image, box = picture(0), Box(111, 96, 78, 68)
    fast = build_tracker(str(checkpoint), device="cpu", precision="float32")
    monkeypatch.setattr(runtime, "has_packed_convolution", lambda: False)
    plain = build_tracker(str(checkpoint), device="cpu", precision="auto")
    expected, found = fast.predict(image, box), plain.predict(image, box)
    assert found.mask.iou(expected.mask) > 0.99
    assert found.score == pytest.approx(expected.score, abs=1e-4)


def test_the_benchmark_reports_ratios_to_its_yardstick(
    monkeypatch: pytest.MonkeyPatch, checkpoint: Path
):
    network = SiamMask(SIAMMASK_MOBILENETV2).eval()
    variants = [
        benchmark.Variant(benchmark.YARDSTICK, benchmark._plain_frame(network)),
        benchmark.Variant("fast", runtime.trial_frame(Runtime(network))),
    ]
    monkeypatch.setattr(benchmark, "_resnet_variants", lambda: variants)
    monkeypatch.setattr(runtime, "choose_precision", lambda *_: torch.bfloat16)
    monkeypatch.setattr(runtime, "fastest_seconds", lambda *_: [1.0, 0.3])
    report = benchmark.run([checkpoint], seconds=0)
    assert report["rounds"] == 5
    assert set(report["variants"]) == {
        benchmark.YARDSTICK, "fast", "random bfloat16",
    }  # fmt: skip
    assert report["variants"][benchmark.YARDSTICK]["ratio"] == 1
    assert all(v["median_ms"] >= v["fastest_ms"] > 0 for v in report["variants"].values())
