"""A tracker as the VOT toolkit runs it: a process that answers over TraX.

The toolkit starts the process, sends a picture's path with the target's region, then one picture
after another, and reads a region for each. Regions are polygons, or masks for VOT-2020 and later.
The package `trax` (of `vot-trax`) is imported only when it is used.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from annotator.core.mask import Mask
from annotator.evaluation.benchmark import EvaluationError, Frame
from annotator.evaluation.regions import corners_of, start_box
from annotator.evaluation.vot_run import RegionPrediction, RegionTracker, ReportRegion

CHANNEL = "color"


def load_trax() -> Any:  # noqa: ANN401
    """The package that talks TraX. Raises EvaluationError where it is not installed."""
    try:
        return importlib.import_module("trax")
    except (ImportError, OSError) as error:
        raise EvaluationError(
            f"the VOT toolkit talks TraX, and Python's trax cannot be used ({error}); install it "
            "with: pip install vot-trax"
        ) from error


def serve(
    tracker: RegionTracker,
    report: ReportRegion | None,
    *,
    name: str,
    trax: Any,  # noqa: ANN401
) -> int:
    """Answer until the toolkit quits; returns the number of pictures that were answered.

    report: makes a polygon of a prediction; None: masks are asked for and answered.
    trax: what `load_trax` gave. It talks over standard input and output, or over the socket that
    the toolkit names in the environment.
    """
    formats = [trax.Region.POLYGON] if report is not None else [trax.Region.MASK]
    answered = 0
    state: Any = None
    with trax.server.Server(formats, [trax.Image.PATH], [CHANNEL], name) as server:
        while True:
            request = server.wait()
            if request.type not in (trax.TraxStatus.INITIALIZE, trax.TraxStatus.FRAME):
                return answered
            frame = read_picture(Path(request.image[CHANNEL].path()))
            if request.type == trax.TraxStatus.INITIALIZE:
                region, _ = request.objects[0]
                state = _started(tracker, frame, region, trax)
                server.status([(region, {})])
            elif state is None:
                raise EvaluationError("the toolkit sent a frame before the target's region.")
            else:
                state, prediction = tracker.update(frame, state)
                facts = {"confidence": str(getattr(prediction, "score", ""))}
                server.status([(_answer(prediction, report, trax), facts)])
            answered += 1


def read_picture(path: Path) -> Frame:
    """RGB, (H, W, 3) uint8."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise EvaluationError(f"{path} cannot be decoded; restore the file.")
    return np.ascontiguousarray(picture[..., ::-1], np.uint8)


def _started(tracker: RegionTracker, frame: Frame, region: Any, trax: Any) -> Any:  # noqa: ANN401
    if region.type == trax.Region.MASK:
        mask = _whole(region, frame.shape[0], frame.shape[1])
        if mask.box is None:
            raise EvaluationError("the toolkit's first mask is empty; nothing can be tracked.")
        return tracker.init(frame, mask.box, mask)
    if region.type == trax.Region.RECTANGLE:
        return tracker.init(frame, start_box(corners_of(region.bounds())))
    return tracker.init(frame, start_box(np.array([region.get(k) for k in range(region.size())])))


def _whole(region: Any, height: int, width: int) -> Mask:  # noqa: ANN401
    """A mask region, which has an offset and ends where the object does, at the picture's size."""
    pixels = np.zeros((height, width), np.bool_)
    left, top = region.offset()
    part = region.array()[: max(0, height - top), : max(0, width - left)] > 0
    pixels[top : top + part.shape[0], left : left + part.shape[1]] = part
    return Mask.from_array(pixels)


def _answer(
    prediction: RegionPrediction,
    report: ReportRegion | None,
    trax: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    if report is not None:
        corners = report(prediction)
        return trax.Polygon.create([(float(x), float(y)) for x, y in corners])
    if prediction.mask.is_empty:
        return trax.Mask.create(np.zeros((1, 1), np.uint8))
    left, top, part = prediction.mask.crop()
    return trax.Mask.create(np.ascontiguousarray(part, np.uint8), x=left, y=top)
