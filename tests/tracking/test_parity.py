"""The official code's results on computed pictures (tests/data/reference/README.md)."""

from __future__ import annotations

import json
from functools import cache, partial
from typing import Any

import numpy as np
import pytest

from annotator.tracking.siammask.runtime import Runtime
from tests.tracking.parity_adapter import Adapter, paste_logits
from tests.tracking.parity_checks import (
    blob_logits,
    crc,
    picture,
    polygon_distance,
    relative,
    run_trace,
    sample,
)
from tests.tracking.recipe import REFERENCE, load_recipe

NETWORKS = ("sharp", "base", "rpn")
SEEDS = {"sharp": 10, "base": 7, "rpn": 9}
RUNTIMES = {"plain": partial(Runtime, is_plain=True), "fast": Runtime}
STAGE_LIMIT = 1e-5
MASK_LIMIT = 1e-4


def load(name: str) -> Any:
    return np.load(REFERENCE / name)


@cache
def adapter(short: str, runtime: str = "plain") -> Adapter:
    return Adapter(short, SEEDS[short], runtime=RUNTIMES[runtime])


@cache
def frame(t: int) -> Any:
    return picture(t)


def exemplar_window() -> Any:
    return frame(0)[67:194, 87:214]


def search_window() -> Any:
    return frame(1)[8:263, 24:279]


def test_the_synthetic_pictures_are_those_of_the_fixtures():
    inputs = load("inputs.npz")
    assert [crc(frame(t)) for t in range(7)] == list(inputs["frame_crc"])
    assert crc(exemplar_window()) == inputs["template_crc"]
    assert crc(search_window()) == inputs["search_crc"]


def test_crops_are_equal_bit_by_bit():
    inputs = load("inputs.npz")
    mean = frame(0).mean((0, 1))
    assert np.abs(mean - inputs["avg_chans"]).max() < 1e-9
    for k, (position, size, model) in enumerate(
        zip(inputs["crop_pos"], inputs["crop_size"], inputs["crop_model"], strict=True)
    ):
        crop = Adapter.crop(frame(0), position, int(size), int(model), mean)
        assert crc(crop) == inputs["crop_crc"][k], f"crop {k} at {position}, side {size}"


@pytest.mark.parametrize("short", NETWORKS)
def test_weights_have_the_official_names(short: str):
    stored = load(f"{short}_net.npz")["weights_crc"]
    weights = adapter(short).weights()
    assert [crc(weights[name]) for name in sorted(weights)] == list(stored)


@pytest.mark.parametrize("short", NETWORKS)
def test_backbone_stages(short: str):
    fixture = load(f"{short}_net.npz")
    for which, image in (("template", exemplar_window()), ("search", search_window())):
        for k, stage in enumerate(adapter(short).stages(image)):
            key = f"{which}_p{k}"
            if f"{key}_s" not in fixture:
                continue
            expected, stats = fixture[f"{key}_s"], fixture[f"{key}_stats"]
            error = np.abs(sample(stage, expected.size) - expected).max() / stats[2]
            assert error <= STAGE_LIMIT, key
            found = [stage.mean(dtype=np.float64), stage.std(dtype=np.float64), np.abs(stage).max()]
            assert relative(np.array(found), stats) <= STAGE_LIMIT, key


@pytest.mark.parametrize("short", NETWORKS)
def test_heads_and_masks(short: str):
    fixture = load(f"{short}_net.npz")
    cells = [(int(y), int(x)) for y, x in fixture["cells_yx"]] if "cells_yx" in fixture else []
    outputs = adapter(short).heads(exemplar_window(), search_window(), cells)
    compared = set()
    for name, value in outputs.items():
        limit = MASK_LIMIT if name.startswith(("mask63", "refine")) else STAGE_LIMIT
        if f"{name}_q" in fixture:
            error = relative(value, fixture[f"{name}_q"] * fixture[f"{name}_scale"])
        elif f"{name}_5" in fixture:
            error = relative(np.ravel(value)[::5], fixture[f"{name}_5"])
        elif f"{name}_s" in fixture:
            expected = fixture[f"{name}_s"]
            error = np.abs(sample(value, expected.size) - expected).max()
            error /= fixture[f"{name}_stats"][2]
        else:
            continue
        compared.add(name)
        assert error <= limit, name
    wanted = {"zf", "xf", "cls", "loc"}
    if short != "rpn":
        wanted |= {"mask_corr"} | {f"mask63_{y}_{x}" for y, x in cells}
    if short == "sharp":
        wanted |= {f"refine_{y}_{x}" for y, x in cells}
    assert wanted <= compared


def test_refinement_on_the_small_search_crop_of_its_training():
    fixture = load("sharp_net.npz")
    score, box, masks = adapter("sharp").train143(
        exemplar_window(), search_window()[56:199, 56:199]
    )
    assert relative(score, fixture["train143_cls"]) <= STAGE_LIMIT
    assert relative(box, fixture["train143_loc"]) <= STAGE_LIMIT
    error = np.abs(sample(masks, 512) - fixture["train143_masks_s"]).max()
    assert error / fixture["train143_masks_stats"][2] <= MASK_LIMIT


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("name", ["sharp_davis", "sharp_vot", "base_base", "rpn_base"])
def test_tracking_frame_by_frame(name: str, runtime: str):
    worst = run_trace(adapter(name.split("_")[0], runtime), load(f"trace_{name}.npz"), frame)
    assert worst.crops_differ == 0
    assert worst.ids_differ == 0
    assert worst.position <= 0.05
    assert worst.size <= 0.05
    assert worst.score <= 1e-4
    assert worst.mask <= 1e-3
    assert worst.iou >= 0.997
    assert worst.polygon <= 0.1


def test_anchor_grids():
    fixture = load("anchors.npz")
    assert np.array_equal(Adapter.anchors(), fixture["test_25"])


def test_decoding_of_score_and_box():
    fixture, recipe = load("decode.npz"), load_recipe()
    for k in range(int(fixture["n"])):
        score = (6 * (recipe._u(f"cls{k}", (1, 10, 25, 25), 7) - 0.5)).astype(np.float32)
        box = ((recipe._u(f"loc{k}", (1, 20, 25, 25), 7) - 0.5) * 1.2).astype(np.float32)
        hyper = json.loads(str(fixture[f"c{k}_hp"]))
        found = Adapter.decode(score, box, fixture[f"c{k}_pos"], fixture[f"c{k}_sz"], hyper)
        assert found["best_id"] == fixture[f"c{k}_best_id"]
        for name in ("score", "boxes", "penalty", "pscore"):
            assert relative(found[name][..., ::5], fixture[f"c{k}_{name}_5"]) <= 1e-5, name
        assert relative(found["unclamped"], fixture[f"c{k}_unclamped"]) <= 1e-5
        assert found["lr"] == pytest.approx(float(fixture[f"c{k}_lr"]), rel=1e-5)


@pytest.mark.parametrize("k", range(4))
def test_pasting_a_mask_back_and_its_rotated_box(k: int):
    fixture = load("backproject.npz")
    assert int(fixture["n"]) == 4
    hyper = json.loads(str(fixture[f"c{k}_hp"]))
    height, width = (int(v) for v in fixture[f"c{k}_im_hw"])
    logits = blob_logits(hyper["out_size"], int(fixture[f"c{k}_k"]))
    assert crc(logits) == fixture[f"c{k}_logits_crc"]
    _, y, x = (int(v) for v in fixture[f"c{k}_cell_ayx"])
    pasted = paste_logits(
        logits, fixture[f"c{k}_pos"], int(fixture[f"c{k}_s_x"]), (y, x), width, height
    )
    whole = pasted.full(width=width, height=height)
    assert np.abs(whole[::3, ::3] - fixture[f"c{k}_mask_3"]).max() <= 1e-5
    bits = np.unpackbits(fixture[f"c{k}_mask_bits"])[: height * width]
    expected = bits.reshape(height, width).astype(bool)
    assert np.array_equal(pasted.binary(hyper["seg_thr"], width=width, height=height), expected)
    corners = Adapter.rotated_box(expected, fixture[f"c{k}_unclamped"])
    assert polygon_distance(corners, fixture[f"c{k}_polygon"]) <= 1e-2
