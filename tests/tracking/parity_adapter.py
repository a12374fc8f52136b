"""The tracker as the reference fixtures want to call it: BGR pictures, official names."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from annotator.core.geometry import Box
from annotator.tracking.siammask import anchors, crops
from annotator.tracking.siammask.architectures import (
    SIAMMASK_RESNET50,
    SIAMMASK_RESNET50_BASE,
    SIAMRPN_RESNET50,
)
from annotator.tracking.siammask.config import HyperParameters
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.runtime import Runtime
from annotator.tracking.siammask.tracker import SiamMaskTracker, State
from tests.tracking.recipe import load_recipe

Array = NDArray[Any]
CONFIGS = {"sharp": SIAMMASK_RESNET50, "base": SIAMMASK_RESNET50_BASE, "rpn": SIAMRPN_RESNET50}
HYPER_NAMES = {
    "penalty_k": "penalty_k",
    "window_influence": "window_influence",
    "lr": "size_lr",
    "seg_thr": "mask_threshold",
    "out_size": "mask_size",
    "instance_size": "search_size",
    "base_size": "base_size",
}


def recipe_network(short: str, seed: int) -> SiamMask:
    """One of the official networks with the deterministic weights of SPEC 12."""
    network = SiamMask(CONFIGS[short]).eval()
    shapes = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}
    weights = load_recipe().state_dict_numpy(shapes, seed)
    network.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
    return network


def hyper_from(fixture: dict[str, Any]) -> HyperParameters:
    """Hyper-parameters under the names of the official code."""
    return HyperParameters(**{HYPER_NAMES[name]: value for name, value in fixture.items()})


def to_tensor(image: Array) -> torch.Tensor:
    """(H, W, 3) -> (1, 3, H, W) float."""
    return torch.from_numpy(np.ascontiguousarray(image)).permute(2, 0, 1)[None].float()


class Adapter:
    """Offers what the reference's check_parity_example.py documents."""

    def __init__(self, short: str, seed: int, *, runtime: Any = Runtime) -> None:
        self.network = recipe_network(short, seed)
        self.make_runtime = runtime

    def weights(self) -> dict[str, Array]:
        return {name: tensor.numpy() for name, tensor in self.network.state_dict().items()}

    @torch.inference_mode()
    def stages(self, image: Array) -> list[Array]:
        maps = self.network.backbone(to_tensor(image))
        return [level.numpy() for level in (*maps.levels, maps.top)]

    @torch.inference_mode()
    def heads(
        self, exemplar: Array, search: Array, positions: list[tuple[int, int]] = ()
    ) -> dict[str, Array]:
        network, crop = self.network, to_tensor(search)
        features = network.exemplar(to_tensor(exemplar))
        outputs = network.search(features, crop)
        adjusted = network.adjust(network.backbone(crop).top)[0]
        result = {
            "zf": network.adjust(network.backbone(to_tensor(exemplar)).top)[0],
            "xf": adjusted,
            "cls": outputs.score,
            "loc": outputs.box,
            "cls_corr": network.rpn_model.cls.correlate(features.score_kernel, adjusted),
            "loc_corr": network.rpn_model.loc.correlate(features.box_kernel, adjusted),
        }
        if network.mask_model is not None:
            result["mask_corr"] = outputs.mask_corr
            cells, index = torch.tensor(positions), torch.zeros(len(positions), dtype=torch.long)
            for (y, x), mask in zip(positions, network.mask63(outputs, index, cells), strict=True):
                result[f"mask63_{y}_{x}"] = mask
            if network.refine_model is not None:
                masks = network.refine(outputs, index, cells)
                for (y, x), mask in zip(positions, masks, strict=True):
                    result[f"refine_{y}_{x}"] = mask
        return {name: tensor.numpy() for name, tensor in result.items()}

    @torch.inference_mode()
    def train143(self, exemplar: Array, search: Array) -> tuple[Array, Array, Array]:
        features = self.network.exemplar(to_tensor(exemplar))
        outputs = self.network.search(features, to_tensor(search))
        cells = torch.tensor([(y, x) for y in range(3) for x in range(3)])
        masks = self.network.refine(outputs, torch.zeros(9, dtype=torch.long), cells)
        return outputs.score.numpy(), outputs.box.numpy(), masks.numpy()

    def start(self, frame: Array, pos: Array, sz: Array, hp: dict[str, Any]) -> None:
        self.hyper = hyper_from(hp)
        self.tracker = SiamMaskTracker(self.make_runtime(self.network), self.hyper)
        box = Box.from_center(*map(float, pos), width=float(sz[0]), height=float(sz[1]))
        self.first = self.tracker.init(np.ascontiguousarray(frame[..., ::-1]), box)

    def step(self, frame: Array, pos: Array, sz: Array) -> dict[str, Any]:
        center, size = tuple(map(float, pos)), tuple(map(float, sz))
        state = State(center, size, self.first.fill, self.first.features)
        rgb = np.ascontiguousarray(frame[..., ::-1])
        (found,) = self.tracker.steps(rgb, [state])
        height, width = frame.shape[:2]
        result = {
            "target_pos": np.array(found.state.center),
            "target_sz": np.array(found.state.size),
            "score": found.decoded.score,
            "best_id": found.decoded.best_id,
            "crop": self.tracker.search_crop(rgb, state, found.geometry)[..., ::-1],
        }
        if found.pasted is not None:
            result["mask"] = found.pasted.full(width=width, height=height)
            result["polygon"] = self.tracker.rotated_box(found).corners()
        return result

    @staticmethod
    def crop(image: Array, pos: Array, size: int, model_size: int, mean: Array) -> Array:
        fill = np.asarray(mean).astype(np.uint8)
        return crops.crop_square(image, tuple(pos), size, output_size=model_size, fill=fill)

    @staticmethod
    def anchors() -> Array:
        return anchors.test_grid(HyperParameters())

    @staticmethod
    def decode(cls: Array, loc: Array, pos: Array, sz: Array, hp: dict[str, Any]) -> dict[str, Any]:
        hyper = hyper_from(hp)
        size = (float(sz[0]), float(sz[1]))
        geometry = crops.search_geometry((float(pos[0]), float(pos[1])), size, hyper)
        scale = geometry.scale_crop_per_image
        target = (size[0] * scale, size[1] * scale)
        found = anchors.decode(cls[0], loc[0], target, hyper)
        scores, boxes = anchors.foreground_scores(cls[0]), anchors.decode_boxes(loc[0], hyper)
        penalty = anchors.change_penalty(boxes, target, hyper)
        influence = hyper.window_influence
        rate = found.size_rate
        moved = (
            pos[0] + found.offset_crop[0] / scale,
            pos[1] + found.offset_crop[1] / scale,
            size[0] * (1 - rate) + found.size_crop[0] / scale * rate,
            size[1] * (1 - rate) + found.size_crop[1] / scale * rate,
        )
        return {
            "score": scores,
            "boxes": boxes,
            "penalty": penalty,
            "pscore": penalty * scores * (1 - influence) + anchors.cosine_window(hyper) * influence,
            "best_id": found.best_id,
            "lr": rate,
            "unclamped": np.array(moved),
        }

    @staticmethod
    def back_project(
        logits: Array, pos: Array, side: int, y: int, x: int, width: int, height: int
    ) -> Array:
        return paste_logits(logits, pos, side, (y, x), width, height).full(
            width=width, height=height
        )

    @staticmethod
    def rotated_box(mask: Array, unclamped: Array) -> Array:
        whole = crops.PastedMask(0, 0, mask.astype(np.float32))
        fitted = crops.fit_rotated_box(whole, 0.5)
        if fitted is not None:
            return fitted.corners()
        x, y, w, h = unclamped
        return np.array([(x - w / 2, y - h / 2), (x + w / 2, y - h / 2),
                         (x + w / 2, y + h / 2), (x - w / 2, y + h / 2)])  # fmt: skip


def paste_logits(
    logits: Array, pos: Array, side: int, cell: tuple[int, int], width: int, height: int
) -> crops.PastedMask:
    """Paste (n, n) logits as the tracker does."""
    probabilities = torch.sigmoid(torch.from_numpy(np.ascontiguousarray(logits))).numpy()
    geometry = crops.SearchGeometry((float(pos[0]), float(pos[1])), side, 1.0)
    return crops.paste_mask(
        probabilities, geometry, cell, width=width, height=height, hyper=HyperParameters()
    )
