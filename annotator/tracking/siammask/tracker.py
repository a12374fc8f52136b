"""SiamMaskTracker: the per-frame inference of SPEC 7 and 8, for any number of objects at once.

What is known of an object is a `State` value; the network holds weights only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.tracking.siammask.anchors import Decoded
from annotator.tracking.siammask.config import HyperParameters
from annotator.tracking.siammask.crops import (
    Image,
    PastedMask,
    Point,
    SearchGeometry,
    context_side,
    crop_mask,
    crop_square,
    fit_min_max_box,
    fit_rotated_box,
    search_geometry,
    window_picture,
)
from annotator.tracking.siammask.guided_filter import paste_on_edges
from annotator.tracking.siammask.lesson import Lesson, learn
from annotator.tracking.siammask.motion import best_size, clamp, follow, move, sizes_to_try
from annotator.tracking.siammask.network import ExemplarFeatures, SearchOutputs
from annotator.tracking.siammask.recovery import Lost, places_to_search
from annotator.tracking.siammask.runtime import Runtime
from annotator.tracking.siammask.score import (
    Calibration,
    Evidence,
    Look,
    box_share,
    measure,
    remember,
)
from annotator.tracking.tracker import Prediction, TrackingError, check_box

Judgement = tuple[Look | None, float, NDArray[np.float64] | None]
"""Of one object: what to remember of its look, the score to report, and its signs."""


@dataclass(frozen=True)
class State:
    """One object: where it is (image coordinates), and how the network knows it.

    `fill` is the mean colour of the first frame, RGB, that crops show outside of the picture.
    `features` holds one exemplar; it is None only in tests that force the network's output.
    `look` is what a calibrated score remembers of it; `lost` is set while that score is too low;
    `lesson` is what a known mask taught about it.
    """

    center: Point
    size: Point
    fill: tuple[int, int, int]
    features: ExemplarFeatures
    look: Look | None = None
    lost: Lost | None = None
    lesson: Lesson | None = None

    @property
    def box(self) -> Box:
        """The axis-aligned box, not clipped."""
        return Box.from_center(*self.center, width=self.size[0], height=self.size[1])


@dataclass(frozen=True)
class Step:
    """Everything one update found, before it is turned into a Prediction.

    `moved` is the new box before it was clamped to the picture; `state` holds the clamped one.
    `score` is the one to report: calibrated where the tracker is, else the network's. `signs` are
    the `score.FEATURES` it was made from, None where it is the network's.
    """

    state: State
    geometry: SearchGeometry
    decoded: Decoded
    moved: Box
    pasted: PastedMask | None
    score: float
    signs: NDArray[np.float64] | None = None


class SiamMaskTracker:
    """Tracks with one network. Calls from several threads must not overlap.

    With a `calibration` the reported score is the probability that the mask is right; without,
    it is the network's own.
    """

    def __init__(
        self,
        runtime: Runtime,
        hyper: HyperParameters,
        *,
        checkpoint_name: str = "",
        checkpoint_hash: str = "",
        calibration: Calibration | None = None,
    ) -> None:
        self.runtime = runtime
        self.calibration = calibration
        self.hyper = hyper
        self.checkpoint_name = checkpoint_name
        self.checkpoint_hash = checkpoint_hash

    def init(self, frame: Image, box: Box, mask: Mask | None = None) -> State:
        """Start on the object in `box`; frame (H, W, 3) uint8 RGB.

        A mask of the object, where one is known, guides networks that can use it, and teaches
        with `HyperParameters.lesson_ridge`.
        Raises TrackingError when the box has no area or lies outside of the picture.
        """
        _check_frame(frame)
        height, width = frame.shape[:2]
        check_box(box, width=width, height=height)
        if mask is not None and (mask.height, mask.width) != (height, width):
            raise TrackingError(
                f"the mask is {mask.width} x {mask.height} pixels and the picture {width} x "
                f"{height}; give a mask of the picture's size"
            )
        red, green, blue = (int(value) for value in cv2.mean(frame)[:3])
        center, size = box.center, (box.width, box.height)
        fill = (red, green, blue)
        side = max(1, round(context_side(size, self.hyper)))
        crop = crop_square(
            frame, center, side, output_size=self.hyper.exemplar_size, fill=np.array(fill, np.uint8)
        )
        known = None
        if mask is not None and self.runtime.config.guidance:
            pixels = crop_mask(mask, center, side, output_size=self.hyper.exemplar_size)
            known = torch.from_numpy(pixels).float().div_(255)[None]
        features = self.runtime.exemplar(_to_network([crop]), known)
        state = State(center, size, fill, features, self._look(features, size, crop))
        if mask is None or not self.hyper.lesson_ridge:
            return state
        return replace(state, lesson=self._lesson(frame, state, mask))

    def update(self, frame: Image, state: State) -> tuple[State, Prediction]:
        """Find the object in the next frame, (H, W, 3) uint8 RGB."""
        return self.update_many(frame, [state])[0]

    def update_many(self, frame: Image, states: Sequence[State]) -> list[tuple[State, Prediction]]:
        """Find several objects in one frame with one call of the network."""
        return [(step.state, self.prediction(frame, step)) for step in self.steps(frame, states)]

    def predict(self, frame: Image, box: Box) -> Prediction:
        """The mask of the object in `box`, on that same frame."""
        return self.update(frame, self.init(frame, box))[1]

    def steps(self, frame: Image, states: Sequence[State]) -> list[Step]:
        """`update_many`, with everything that was found on the way."""
        if not states:
            return []
        _check_frame(frame)
        found = self._look_for(frame, states)
        if self.calibration is None or not self.hyper.lost_below:
            return found
        for i, elsewhere in self._look_elsewhere(frame, states):
            if elsewhere.score > max(found[i].score, self.hyper.found_above):
                found[i] = elsewhere
        return [self._with_loss(state, step) for state, step in zip(states, found, strict=True)]

    def _look_elsewhere(self, frame: Image, states: Sequence[State]) -> list[tuple[int, Step]]:
        """Further places of the objects that are lost, with the number of the object."""
        height, width = frame.shape[:2]
        tries = [
            (i, replace(state, center=place))
            for i, state in enumerate(states)
            if state.lost is not None
            for place in places_to_search(
                state.lost, int(self.hyper.lost_places), width=width, height=height
            )
        ]
        steps = self._look_for(frame, [state for _, state in tries])
        return [(i, step) for (i, _), step in zip(tries, steps, strict=True)]

    def _with_loss(self, before: State, step: Step) -> Step:
        """The step, its state marked as lost, with the size of before, where the score is low."""
        if step.score >= self.hyper.lost_below:
            return replace(step, state=replace(step.state, lost=None))
        lost = Lost(before.size)
        if before.lost is not None:
            lost = Lost(before.lost.size, before.lost.frames + 1)
        return replace(step, state=replace(step.state, size=lost.size, lost=lost))

    @property
    def _tries_sizes(self) -> bool:
        return self.hyper.scale_steps > 1 and not self.runtime.config.head.has_box

    def _look_for(self, frame: Image, states: Sequence[State]) -> list[Step]:
        """One search crop per state; of a network that cannot box, one per size that is tried."""
        if not self._tries_sizes:
            return self._look_at(frame, states, [state.size for state in states])
        tried = [(s, size) for s in states for size in sizes_to_try(s.size, self.hyper)]
        steps = self._look_at(frame, [s for s, _ in tried], [size for _, size in tried])
        each = len(tried) // max(1, len(states))
        groups = [steps[first : first + each] for first in range(0, len(steps), each or 1)]
        return [g[best_size([step.decoded.score for step in g], self.hyper)] for g in groups]

    def _look_at(self, frame: Image, states: Sequence[State], sizes: Sequence[Point]) -> list[Step]:
        """One search crop per state, made for a target of that size."""
        if not states:
            return []
        height, width = frame.shape[:2]
        geometries = [
            search_geometry(state.center, size, self.hyper)
            for state, size in zip(states, sizes, strict=True)
        ]
        crops = [
            self.search_crop(frame, state, geometry)
            for state, geometry in zip(states, geometries, strict=True)
        ]
        features = ExemplarFeatures.stack([state.features for state in states])
        outputs = self.runtime.search(features, _to_network(crops))
        decoded = self._decoded(outputs, sizes, geometries)
        masks = self.runtime.masks(outputs, [d.cell for d in decoded])
        judged = self._judged(states, crops, outputs, decoded, masks)
        taught = None if masks is None else self._taught(states, crops, decoded, masks)
        steps = []
        for i, state in enumerate(states):
            pasted = None
            if taught is not None:
                pasted = paste_on_edges(
                    taught[i],
                    frame,
                    crops[i],
                    geometries[i],
                    decoded[i].cell,
                    hyper=self.hyper,
                )
            moved = self._moved(state, decoded[i], geometries[i], pasted)
            look, score, signs = judged[i]
            center, size = clamp(moved, width=width, height=height)
            clamped = replace(state, center=center, size=size, look=look)
            steps.append(Step(clamped, geometries[i], decoded[i], moved, pasted, score, signs))
        return steps

    def _decoded(
        self,
        outputs: SearchOutputs,
        sizes: Sequence[Point],
        geometries: Sequence[SearchGeometry],
    ) -> list[Decoded]:
        """The chosen RoW of every search region, made for a target of that size."""
        scores = outputs.score.float().cpu().numpy()
        boxes = None if outputs.box is None else outputs.box.float().cpu().numpy()
        decode = self.runtime.config.head.decode
        return [
            decode(
                scores[i],
                None if boxes is None else boxes[i],
                geometries[i].in_crop(sizes[i]),
                self.hyper,
            )
            for i in range(len(sizes))
        ]

    def _moved(
        self, state: State, decoded: Decoded, geometry: SearchGeometry, pasted: PastedMask | None
    ) -> Box:
        """The target's next box, not clamped; without a box branch that of its mask."""
        box = None
        if pasted is not None and not self.runtime.config.head.has_box and not self._tries_sizes:
            box = fit_min_max_box(pasted, self.hyper.mask_threshold)
        if box is None:
            return move(state.center, state.size, decoded, geometry)
        return follow(box, state.size, self.hyper.size_lr)

    def _lesson(self, frame: Image, state: State, mask: Mask) -> Lesson | None:
        """What the network gets wrong on the seed's own frame, where the mask is known."""
        geometry = search_geometry(state.center, state.size, self.hyper)
        crop = self.search_crop(frame, state, geometry)
        outputs = self.runtime.search(state.features, _to_network([crop]))
        (decoded,) = self._decoded(outputs, [state.size], [geometry])
        masks = self.runtime.masks(outputs, [decoded.cell])
        if masks is None:
            return None
        known = crop_mask(
            mask,
            geometry.center_image,
            geometry.side_image,
            output_size=self.hyper.search_size,
        )
        return learn(
            masks[0],
            window_picture(crop, decoded.cell, self.hyper),
            window_picture(known, decoded.cell, self.hyper) > 127,
            threshold=self.hyper.mask_threshold,
            ridge=self.hyper.lesson_ridge,
        )

    def _taught(
        self,
        states: Sequence[State],
        crops: Sequence[Image],
        decoded: Sequence[Decoded],
        masks: NDArray[np.float32],
    ) -> list[NDArray[np.float32]]:
        """The masks of the chosen RoWs, corrected by the lessons of those that have one."""
        return [
            mask
            if state.lesson is None
            else state.lesson.corrected(mask, window_picture(crop, found.cell, self.hyper))
            for state, crop, found, mask in zip(states, crops, decoded, masks, strict=True)
        ]

    def _look(self, features: ExemplarFeatures, size: Point, crop: Image) -> Look | None:
        if self.calibration is None or features.keys is None:
            return None
        foreground = features.keys.foreground[0].float().cpu().numpy()
        if not foreground.any():  # no mask is known: most of the box's ellipse is the object
            scale = self.hyper.exemplar_size / context_side(size, self.hyper)
            foreground = box_share((size[0] * scale, size[1] * scale))
        return remember(features.keys.keys[0].float().cpu().numpy(), foreground, crop)

    def _judged(
        self,
        states: Sequence[State],
        crops: Sequence[Image],
        outputs: SearchOutputs,
        decoded: Sequence[Decoded],
        masks: NDArray[np.float32] | None,
    ) -> list[Judgement]:
        if self.calibration is None:
            return [(s.look, d.score, None) for s, d in zip(states, decoded, strict=True)]
        windows = self.runtime.window_looks(outputs, [d.cell for d in decoded])
        scores = outputs.score.float().cpu().numpy()
        judged: list[Judgement] = []
        for i, state in enumerate(states):
            evidence = Evidence(
                scores[i],
                decoded[i],
                None if masks is None else masks[i],
                None if windows is None else windows[i],
                window_picture(crops[i], decoded[i].cell, self.hyper),
            )
            signs, look = measure(evidence, state.look)
            judged.append((look, self.calibration.score(signs), signs))
        return judged

    def search_crop(self, frame: Image, state: State, geometry: SearchGeometry) -> Image:
        """The search crop, (255, 255, 3) uint8 in the colour order of the frame."""
        return crop_square(
            frame,
            geometry.center_image,
            geometry.side_image,
            output_size=self.hyper.search_size,
            fill=np.array(state.fill, np.uint8),
        )

    def prediction(self, frame: Image, step: Step) -> Prediction:
        """The step as the product shows it. Without a mask branch the mask is the filled box."""
        height, width = frame.shape[:2]
        if step.pasted is None:
            return Prediction(
                Mask.from_array(step.state.box.pixels(width=width, height=height)),
                step.score,
                step.state.box,
            )
        pixels = step.pasted.binary(self.hyper.mask_threshold, width=width, height=height)
        return Prediction(
            Mask.from_array(pixels), step.score, step.state.box, self.rotated_box(step)
        )

    def rotated_box(self, step: Step) -> RotatedBox:
        """Fitted to the mask; where that is too small, the axis-aligned un-clamped box."""
        fitted = None
        if step.pasted is not None:
            fitted = fit_rotated_box(step.pasted, self.hyper.mask_threshold)
        if fitted is not None:
            return fitted
        (center_x, center_y), moved = step.moved.center, step.moved
        return RotatedBox(center_x, center_y, moved.width, moved.height, 0.0)


def _check_frame(frame: NDArray[np.uint8]) -> None:
    if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 3 or not frame.size:
        raise TrackingError(
            f"a frame is an array (height, width, 3) of uint8, not {frame.shape} of {frame.dtype}"
        )


def _to_network(crops: Sequence[Image]) -> torch.Tensor:
    """RGB crops (S, S, 3) -> (N, 3, S, S) float32 BGR 0..255 in channels-last memory."""
    stacked = np.stack(crops)[..., ::-1]
    return torch.from_numpy(stacked.astype(np.float32, order="C")).permute(0, 3, 1, 2)
