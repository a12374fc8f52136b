"""The calibrated score: its signs, its memory, and that it is asked for only where there is one."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.tracking.siammask import checkpoint as ck
from annotator.tracking.siammask.anchors import Decoded
from annotator.tracking.siammask.architectures import (
    DEFAULT_SETTINGS,
    SIAMMASK_MOBILENETV2,
    SIAMRPN_RESNET50,
)
from annotator.tracking.siammask.build import build_tracker
from annotator.tracking.siammask.crops import window_picture
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.runtime import Runtime
from annotator.tracking.siammask.score import (
    FEATURES,
    Calibration,
    Evidence,
    box_share,
    mask_share,
    measure,
    remember,
)
from annotator.tracking.siammask.tracker import SiamMaskTracker
from tests.tracking.parity_checks import picture

CELLS = 16
CALIBRATION = Calibration(("raw", "like"), (0.5, 2.0), -0.25, "a test")


def decoded(score: float = 0.9, size: tuple[float, float] = (64, 64)) -> Decoded:
    return Decoded(0, (12, 12), score, 1.0, (0.0, 0.0), size, 0.5)


def score_map(peaks: dict[tuple[int, int], float]) -> np.ndarray:
    """Logits (2, 25, 25) with these foreground probabilities, 0.01 elsewhere."""
    probability = np.full((25, 25), 0.01)
    for cell, value in peaks.items():
        probability[cell] = value
    return np.stack((np.zeros((25, 25)), np.log(probability / (1 - probability))))


def disc_mask(radius: float = 32, center: float = 63) -> np.ndarray:
    y, x = np.mgrid[:127, :127]
    return ((x - center) ** 2 + (y - center) ** 2 < radius**2).astype(np.float32)


def cells_of(mask: np.ndarray, thing: int = 0, ground: int = 1) -> np.ndarray:
    """Embedded cells (256, 8): one unit vector where the mask is, another elsewhere."""
    vectors = np.eye(8, dtype=np.float32)
    return vectors[np.where(mask_share(mask) > 0.5, thing, ground)]


def coloured(mask: np.ndarray, ink: tuple[int, int, int]) -> np.ndarray:
    shown = np.full((127, 127, 3), 90, np.uint8)
    shown[mask > 0.5] = ink
    return shown


RED, BLUE = (200, 30, 30), (30, 30, 200)
DISC = disc_mask()
LOOK = remember(cells_of(DISC), mask_share(DISC), coloured(DISC, RED))


def signs(evidence: Evidence, look=LOOK) -> dict[str, float]:
    values, _ = measure(evidence, look)
    assert values.shape == (len(FEATURES),)
    assert np.isfinite(values).all()
    return dict(zip(FEATURES, values.tolist(), strict=True))


def same_object(**changes: object) -> Evidence:
    right = Evidence(
        score_map({(12, 12): 0.9}), decoded(), DISC, cells_of(DISC), coloured(DISC, RED)
    )
    return replace(right, **changes)


def test_the_object_itself_looks_like_itself() -> None:
    found = signs(same_object())
    for name in ("like", "recent", "cover", "like_mean"):
        assert found[name] == pytest.approx(1.0, abs=0.02), name
    assert found["colour"] > 0.9
    assert found["match"] > 0.8
    assert found["unlike"] < 0.4
    assert found["inside"] == found["inside_mean"] == 1.0
    assert found["rim"] == 0.0
    assert found["pieces"] == 0.0
    assert found["raw"] == pytest.approx(math.log(9), abs=1e-4)


def test_something_else_does_not() -> None:
    """Another thing of the same shape, with the same network score."""
    other = signs(same_object(window=cells_of(DISC, thing=3), picture=coloured(DISC, BLUE)))
    assert other["like"] < 0.3
    assert other["match"] <= 0.1
    assert other["cover"] < 0.1
    assert other["colour"] < 0.5
    ground = signs(same_object(window=cells_of(DISC, thing=1)))
    assert ground["match"] < -0.7
    assert ground["unlike"] > 0.9


def test_a_second_peak_is_seen_but_not_the_shoulder_of_the_first() -> None:
    alone = signs(same_object(scores=score_map({(12, 12): 0.9, (13, 13): 0.89})))
    rival = signs(same_object(scores=score_map({(12, 12): 0.9, (12, 20): 0.89})))
    assert alone["runner_up"] < -5
    assert rival["runner_up"] == pytest.approx(0, abs=0.2)
    higher = signs(same_object(scores=score_map({(12, 12): 0.9, (2, 2): 0.99})))
    assert higher["highest"] > 2


def test_signs_of_a_poor_mask() -> None:
    undecided = signs(same_object(mask=DISC * 0.2 + 0.45))
    assert undecided["inside"] < 0.4
    assert undecided["rim"] == 3.0
    torn = signs(same_object(mask=np.maximum(disc_mask(12, 25), disc_mask(12, 100))))
    assert torn["pieces"] == pytest.approx(0.5, abs=0.05)
    small = signs(same_object(mask=disc_mask(6)))
    assert small["fill"] < -3
    empty = signs(same_object(mask=np.zeros((127, 127), np.float32)))
    assert empty["fill"] == -4.0
    assert empty["cover"] == -1.0


def test_means_follow_slowly_and_the_look_is_never_changed() -> None:
    _, look = measure(same_object(), LOOK)
    assert math.isnan(LOOK.like_mean)
    assert look is not None
    values, later = measure(same_object(window=cells_of(DISC, thing=3)), look)
    mean = values[FEATURES.index("like_mean")]
    assert 0.6 < mean < 0.9
    assert later is not None
    assert later.like_mean == mean
    assert values[FEATURES.index("recent")] < 0.3


def test_without_guidance_or_mask_the_rest_still_counts() -> None:
    bare, look = measure(same_object(mask=None, window=None), None)
    assert look is None
    assert bare[FEATURES.index("raw")] > 0
    assert np.count_nonzero(bare) <= 3
    coarse = signs(same_object(mask=disc_mask()[::2, ::2][:63, :63]))
    assert coarse["like"] > 0.9


def test_a_thin_object_still_has_a_cell() -> None:
    line = np.zeros((127, 127), np.float32)
    line[:, 60:63] = 1
    look = remember(cells_of(DISC), mask_share(line), coloured(line, RED))
    assert look.is_object.any()


def test_box_share_is_an_ellipse_in_the_middle() -> None:
    share = box_share((64, 32)).reshape(CELLS, CELLS)
    assert share[8, 8] == share[7, 7] == 1
    assert share[8, 2] == 0
    assert share[8].sum() > share[:, 8].sum()
    assert box_share((1, 1)).any()


def test_window_picture_shows_what_the_mask_covers() -> None:
    hyper = DEFAULT_SETTINGS["siammask_mobilenetv2"]
    y, x = np.mgrid[:255, :255]
    crop = np.stack((x, y, x), 2).astype(np.uint8)
    middle = window_picture(crop, (12, 12), hyper)
    assert middle.shape == (127, 127, 3)
    assert tuple(middle[0, 0]) == (64, 64, 64)
    corner = window_picture(crop, (0, 24), hyper)
    assert not corner[:32].any()
    assert tuple(corner[32, 0][:2]) == (160, 0)
    assert not corner[:, 95:].any()


# -- calibrations -------------------------------------------------------------------------------


def test_scores_are_probabilities() -> None:
    values = np.zeros(len(FEATURES))
    assert CALIBRATION.score(values) == pytest.approx(1 / (1 + math.exp(0.25)))
    values[FEATURES.index("like")] = 1e6
    assert CALIBRATION.score(values) == pytest.approx(1.0)
    assert CALIBRATION.score(-values) == pytest.approx(0.0)


def test_json_round_trip_and_what_is_none() -> None:
    assert Calibration.from_json(CALIBRATION.to_json()) == CALIBRATION
    unknown = json.loads(CALIBRATION.to_json()) | {"names": ["raw", "moon"]}
    for text in ("{}", "[]", "nonsense", json.dumps(unknown)):
        with pytest.raises(ValueError, match=r".+"):
            Calibration.from_json(text)


@pytest.fixture(scope="module")
def network() -> SiamMask:
    torch.manual_seed(0)
    return SiamMask(SIAMMASK_MOBILENETV2)


def test_stored_with_the_checkpoint_and_used_by_the_tracker(
    network: SiamMask, tmp_path: Path
) -> None:
    path = tmp_path / "light.safetensors"
    ck.save_checkpoint(path, network.state_dict(), network.config)
    assert ck.describe_checkpoint(path).calibration is None
    before = ck.load_network(path).network.state_dict()
    ck.store_calibration(path, CALIBRATION)
    loaded = ck.load_network(path)
    assert loaded.info.calibration == CALIBRATION
    for key, tensor in loaded.network.state_dict().items():
        assert torch.equal(tensor, before[key])
    assert build_tracker(str(path), precision="float32").calibration == CALIBRATION
    converted = ck.convert_checkpoint(path, tmp_path / "copy.safetensors")
    assert converted.calibration == CALIBRATION
    ck.store_calibration(path, None)
    assert ck.describe_checkpoint(path).calibration is None


def test_a_damaged_calibration_is_named(network: SiamMask, tmp_path: Path) -> None:
    path = tmp_path / "light.safetensors"
    ck.save_checkpoint(path, network.state_dict(), network.config)
    ck.store_calibration(path, Calibration(("moon",), (1.0,), 0.0))
    with pytest.raises(ck.CheckpointError, match="calibrate it again"):
        ck.describe_checkpoint(path)
    with pytest.raises(ck.CheckpointError, match="convert it"):
        ck.store_calibration(tmp_path / "weights.pth", CALIBRATION)


def test_masks_do_not_depend_on_the_calibration_scores_do(network: SiamMask) -> None:
    """And objects tracked together score as they do apart."""
    frames = [np.ascontiguousarray(picture(t)[..., ::-1]) for t in range(3)]
    runtime, hyper = Runtime(network), DEFAULT_SETTINGS[network.config.name]
    plain = SiamMaskTracker(runtime, hyper)
    judged = SiamMaskTracker(runtime, hyper, calibration=CALIBRATION)
    box, other = Box(111, 96, 78, 68), Box(20, 30, 60, 40)
    drawn = np.zeros(frames[0].shape[:2], bool)
    drawn[100:150, 120:180] = True
    mask = Mask.from_array(drawn)
    raw_state, state = plain.init(frames[0], box, mask), judged.init(frames[0], box, mask)
    assert raw_state.look is None
    together = [state, judged.init(frames[0], other)]
    for frame in frames[1:]:
        raw = plain.steps(frame, [raw_state])[0]
        step = judged.steps(frame, [state])[0]
        pair = judged.steps(frame, together)
        raw_state, state, together = raw.state, step.state, [one.state for one in pair]
        assert raw.score == raw.decoded.score
        assert raw.signs is None
        assert step.decoded.cell == raw.decoded.cell
        assert plain.prediction(frame, raw).mask == judged.prediction(frame, step).mask
        assert step.signs is not None
        assert step.score == pytest.approx(CALIBRATION.score(step.signs))
        assert judged.prediction(frame, step).score == step.score
        assert pair[0].score == pytest.approx(step.score, abs=1e-3)


def test_networks_without_masks_can_be_calibrated_too() -> None:
    torch.manual_seed(0)
    hyper = DEFAULT_SETTINGS[SIAMRPN_RESNET50.name]
    tracker = SiamMaskTracker(Runtime(SiamMask(SIAMRPN_RESNET50)), hyper, calibration=CALIBRATION)
    frame = np.ascontiguousarray(picture(0)[..., ::-1])
    prediction = tracker.predict(frame, Box(111, 96, 78, 68))
    assert 0 < prediction.score < 1
