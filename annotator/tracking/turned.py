"""The mask in a box that stands at an angle, from a network that knows upright boxes only.

The picture is turned about the middle of the box until the box is upright, and the mask is turned
back. The network then sees no more background around the object than the person left in the box,
where the upright box around the turned one may be half background.
"""

import math
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from annotator.core.frames import Image
from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.tracking.tracker import Prediction

UPRIGHT_DEGREES = 0.5
"""A box turned by less counts as upright."""


def predict_turned(
    predict: Callable[[Image, Box], Prediction], image: Image, box: RotatedBox
) -> Prediction:
    """`predict` with a box at any angle. `image`: (H, W, 3) uint8 RGB.

    The prediction's `rotated_box` is the one that was drawn.
    """
    # Half a circle more is the same box, but would show the object upside down.
    angle = math.remainder(box.angle_degrees, 180)
    if abs(angle) < UPRIGHT_DEGREES:
        return replace(predict(image, box.axis_aligned()), rotated_box=box)
    height, width = image.shape[:2]
    # Room for a box that reaches over the border once it is upright.
    margin = math.ceil(max(box.width, box.height))
    turn = cv2.getRotationMatrix2D(
        (box.center_x - 0.5, box.center_y - 0.5), angle, 1.0
    )  # pixel centres are whole numbers here, and at the half in a box
    turn[:, 2] += margin
    turned = cv2.warpAffine(
        image,
        turn,
        (width + 2 * margin, height + 2 * margin),
        flags=cv2.INTER_LINEAR,
        borderValue=cv2.mean(image)[:3],
    )
    upright = Box(
        box.center_x - box.width / 2 + margin,
        box.center_y - box.height / 2 + margin,
        box.width,
        box.height,
    )
    found = predict(np.asarray(turned, np.uint8), upright)
    back = cv2.warpAffine(
        found.mask.to_array().astype(np.float32),
        turn,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
    )
    return replace(found, mask=Mask.from_array(back > 0.5), box=box.axis_aligned(), rotated_box=box)
