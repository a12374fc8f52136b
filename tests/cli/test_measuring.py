"""`evaluate effort`, `evaluate score` and `checkpoints calibrate` on two tiny drawn sequences."""

import shutil

import numpy as np
import pytest
from PIL import Image

from tests.cli.conftest import assert_fails, run


@pytest.fixture
def root(tmp_path):
    """Two sequences of four frames, a square that moves, in DAVIS layout."""
    folder = tmp_path / "DAVIS"
    for number, name in enumerate(("one", "two")):
        pictures = folder / "JPEGImages" / "480p" / name
        masks = folder / "Annotations" / "480p" / name
        for place in (pictures, masks):
            place.mkdir(parents=True)
        for index in range(4):
            pixels = np.zeros((48, 64), np.uint8)
            pixels[10:30, 10 + index : 30 + index] = 255
            shown = np.full((48, 64, 3), 60 + 90 * number, np.uint8)
            shown[pixels > 0] = (200, 40, 40)
            Image.fromarray(shown).save(pictures / f"{index:05d}.png")
            Image.fromarray(pixels).save(masks / f"{index:05d}.png")
    return folder


def test_effort_compares_orders_and_the_baseline(root, checkpoint):
    ran = run(
        "evaluate", "effort", "--root", root, "--tracker", checkpoint,
        "--threshold", 0.8, "--threads", 1, "--json",
    )  # fmt: skip
    assert ran.status == 0, ran.err
    methods = ran.json["methods"]
    assert [(m["order"], m["threshold"]) for m in methods] == [
        ("lowest score", 0.8),
        ("largest repair", 0.8),
        ("lowest score", 0.8),
    ]
    assert methods[2]["method"] == "interpolation + GrabCut"
    for method in methods:
        assert 25 <= method["gestures_per_100_frames"] <= 150
        assert set(method["J_after"]) == {"0", "1", "2", "5"}


def test_effort_in_words_without_baselines(root, checkpoint):
    ran = run(
        "evaluate", "effort", "--root", root, "--tracker", checkpoint, "--threshold", 0.5,
        "--no-baselines", "--policy", "forward", "--no-guidance", "--threads", 1,
    )  # fmt: skip
    assert ran.status == 0, ran.err
    assert "gestures" in ran.err
    assert "GrabCut" not in ran.err


def test_effort_without_nanotrack(root, checkpoint, tmp_path):
    ran = run(
        "evaluate", "effort", "--root", root, "--tracker", checkpoint, "--nanotrack", tmp_path
    )
    assert_fails(ran, "v2_backbone.onnx")


def test_a_checkpoint_is_calibrated_and_its_score_measured(root, checkpoint, tmp_path):
    copy = tmp_path / "copy.safetensors"
    shutil.copy(checkpoint, copy)
    before = run("info", copy, "--json").json["sha256"]
    ran = run(
        "checkpoints", "calibrate", copy, "--root", root, "--composed-frames", 6,
        "--threads", 1, "--json",
    )  # fmt: skip
    if ran.status:  # a random network may find the square nowhere, or everywhere
        assert_fails(ran, "cannot be calibrated")
        return
    assert "2 sequences" in ran.json["fitted_on"]
    assert "raw" in ran.json["weights"]
    assert run("info", copy, "--json").json["sha256"] != before
    measured = run("evaluate", "score", "--root", root, "--tracker", copy, "--threads", 1, "--json")
    assert measured.status == 0, measured.err
    assert len(measured.json["sequences"]) == 2 + 6
