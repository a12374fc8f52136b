"""The official code's results on a real sequence; skipped where the reference is not at hand."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from annotator.tracking.siammask import anchors, crops
from annotator.tracking.siammask.config import HyperParameters
from annotator.tracking.siammask.refine import ResNetRefinement
from annotator.tracking.siammask.runtime import Runtime
from tests.tracking.parity_adapter import Adapter, paste_logits
from tests.tracking.parity_checks import crc, polygon_distance, relative, run_trace

pytestmark = pytest.mark.shared
RUNTIMES = {"plain": partial(Runtime, is_plain=True), "fast": Runtime}
SEEDS = {"sharp": 20, "base": 21, "rpn": 22}
_ADAPTERS: dict[tuple[str, str], Adapter] = {}


@pytest.fixture(scope="module")
def folder(shared_dir: Path) -> Path:
    path = shared_dir / "reference" / "fixtures" / "dev"
    if not path.is_dir():
        pytest.skip("the reference data has no fixtures/dev")
    return path


def adapter(short: str, runtime: str = "plain") -> Adapter:
    key = (short, runtime)
    if key not in _ADAPTERS:
        _ADAPTERS[key] = Adapter(short, SEEDS[short], runtime=RUNTIMES[runtime])
    return _ADAPTERS[key]


def picked(value: Any, fixture: Any, name: str) -> Any:
    """Only the channels that the fixture kept."""
    channels = f"{name}_channels"
    return value[:, fixture[channels]] if channels in fixture else value


@pytest.mark.parametrize("short", SEEDS)
def test_every_tensor_of_the_recipe(folder: Path, short: str):
    digests = json.loads((folder / "weights_crc.json").read_text())[short]
    weights = adapter(short).weights()
    assert {name: list(w.shape) for name, w in weights.items()} == {
        name: shape for name, (shape, _) in digests.items()
    }
    assert all(crc(weights[name]) == digest for name, (_, digest) in digests.items())


@pytest.mark.parametrize("which", ["template", "search"])
def test_backbone_stages(folder: Path, which: str):
    inputs, fixture = np.load(folder / "inputs.npz"), np.load(folder / f"sharp_{which}_stages.npz")
    for k, stage in enumerate(adapter("sharp").stages(inputs[which])):
        name = f"p{k}"
        assert relative(picked(stage, fixture, name), fixture[name]) <= 1e-5, name


@pytest.mark.parametrize("short", SEEDS)
def test_heads_and_masks(folder: Path, short: str):
    inputs, fixture = np.load(folder / "inputs.npz"), np.load(folder / f"{short}_heads.npz")
    cells = []
    if "positions_yx" in fixture:
        cells = [(int(y), int(x)) for y, x in fixture["positions_yx"]]
    outputs = adapter(short).heads(inputs["template"], inputs["search"], cells)
    names = [name for name in outputs if name in fixture]
    assert {"zf", "xf", "cls", "loc"} <= set(names)
    for name in names:
        limit = 1e-4 if name.startswith("refine") else 1e-5
        assert relative(picked(outputs[name], fixture, name), fixture[name]) <= limit, name


def test_crops_of_a_real_picture(folder: Path):
    fixture = np.load(folder / "crops.npz")
    stored = np.load(folder / "frame_bgr_00.npz")
    image = stored[stored.files[0]]
    expected = {127: list(fixture["crops127"]), 255: list(fixture["crops255"])}
    for position, size, model in zip(
        fixture["pos"], fixture["size"], fixture["model"], strict=True
    ):
        crop = Adapter.crop(image, position, int(size), int(model), fixture["avg_chans"])
        assert np.array_equal(crop, expected[int(model)].pop(0)), (position, size)
    assert not any(expected.values())


def test_steps_of_the_refinement(folder: Path):
    inputs, fixture = np.load(folder / "inputs.npz"), np.load(folder / "sharp_refine_steps.npz")
    network = adapter("sharp").network
    assert isinstance(network.refine_model, ResNetRefinement)
    found: dict[str, Any] = {}
    names = ("deconv", "v2", "v1", "v0", "h2", "post0", "post1", "post2")
    hooks = [
        network.refine_model.get_submodule(name).register_forward_hook(
            lambda _, __, output, name=name: found.__setitem__(name, output.numpy())
        )
        for name in names
    ]
    y, x = (int(v) for v in fixture["pos"])
    adapter("sharp").heads(inputs["template"], inputs["search"], [(y, x)])
    for hook in hooks:
        hook.remove()
    for name in names:
        limit = 1e-4 if name.startswith("post") else 1e-5
        assert relative(found[name], fixture[name]) <= limit, name


def test_refinement_on_the_small_search_crop_of_its_training(folder: Path):
    inputs, fixture = np.load(folder / "inputs.npz"), np.load(folder / "sharp_train143.npz")
    score, box, masks = adapter("sharp").train143(inputs["template"], fixture["search143"])
    assert relative(score, fixture["cls"]) <= 1e-5
    assert relative(box, fixture["loc"]) <= 1e-5
    assert relative(masks[:, ::2, ::2], fixture["masks_every2"]) <= 1e-4


@pytest.mark.parametrize(
    ("name", "runtime"),
    [
        ("sharp_davis", "plain"),
        ("sharp_davis", "fast"),
        ("sharp_vot", "fast"),
        ("base_base", "fast"),
        ("rpn_base", "fast"),
    ],
)
def test_tracking_frame_by_frame(folder: Path, name: str, runtime: str):
    stored = np.load(folder / "frames.npz")

    def frame(n: int) -> Any:
        image = cv2.imdecode(stored[f"jpeg_{n:02d}"], cv2.IMREAD_COLOR)
        if crc(image) != int(stored[f"bgr_crc_{n:02d}"]):
            pytest.skip("this JPEG decoder differs from the reference's")
        return image

    trace = np.load(folder / f"trace_{name}.npz")
    worst = run_trace(adapter(name.split("_")[0], runtime), trace, frame)
    assert worst.crops_differ == 0
    assert worst.ids_differ == 0
    assert worst.position <= 0.05
    assert worst.size <= 0.05
    assert worst.score <= 1e-4
    assert worst.iou >= 0.997
    assert worst.polygon <= 0.5


def test_mask_probabilities_in_the_picture(folder: Path):
    trace = np.load(folder / "trace_sharp_davis.npz")
    stored = np.load(folder / "trace_sharp_davis_prob.npz")
    for k, index in enumerate(trace["frame"]):
        if f"mask_small_{index}" not in stored:
            continue
        best, (height, width) = int(trace["best_id"][k]), trace["mask_shape"]
        cell = (best // 25) % 25, best % 25
        crop_box, side = trace["crop_box"][k], int(trace["s_x"][k])
        center = (crop_box[0] + side / 2, crop_box[1] + side / 2)
        pasted = crops.paste_mask(
            stored[f"mask_small_{index}"],
            crops.SearchGeometry(center, side, 1.0),
            cell,
            width=int(width),
            height=int(height),
            hyper=HyperParameters(),
        )
        whole = pasted.full(width=int(width), height=int(height))[::3, ::3]
        assert np.abs(whole - stored[f"mask_in_img_{index}_every3"]).max() <= 1e-5


def test_decoding(folder: Path):
    fixture = np.load(folder / "decode.npz")
    for k in range(int(fixture["n"])):
        found = Adapter.decode(
            fixture[f"c{k}_cls"],
            fixture[f"c{k}_loc"],
            fixture[f"c{k}_pos"],
            fixture[f"c{k}_sz"],
            json.loads(str(fixture[f"c{k}_hp"])),
        )
        assert found["best_id"] == fixture[f"c{k}_best_id"]
        for name in ("score", "boxes", "penalty", "pscore", "unclamped"):
            if f"c{k}_{name}" in fixture:
                assert relative(found[name], fixture[f"c{k}_{name}"]) <= 1e-5, name


def test_pasting_a_mask_back_and_its_rotated_box(folder: Path):
    fixture = np.load(folder / "backproject.npz")
    for k in range(int(fixture["n"])):
        hyper = json.loads(str(fixture[f"c{k}_hp"]))
        height, width = (int(v) for v in fixture[f"c{k}_im_hw"])
        best = int(fixture[f"c{k}_best_id"])
        cell = (best // 25) % 25, best % 25
        pasted = paste_logits(
            fixture[f"c{k}_logits"],
            fixture[f"c{k}_pos"],
            int(fixture[f"c{k}_s_x"]),
            cell,
            width,
            height,
        )
        expected = fixture[f"c{k}_mask_in_img"]
        whole = pasted.full(width=width, height=height)
        assert np.abs(whole - expected).max() <= 1e-5
        binary = expected > hyper["seg_thr"]
        corners = Adapter.rotated_box(binary, fixture[f"c{k}_unclamped"])
        assert polygon_distance(corners, fixture[f"c{k}_polygon"]) <= 1e-2


@pytest.mark.parametrize(("search", "cells"), [(127, 25), (71, 3)])
def test_training_grids(folder: Path, search: int, cells: int):
    fixture = np.load(folder / "anchors.npz")
    grid = anchors.training_grid(HyperParameters(), search_size=2 * search + 1, score_size=cells)
    assert np.abs(grid - fixture[f"train_center_{search}_{cells}"]).max() < 1e-4
