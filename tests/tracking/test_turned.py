"""A box at an angle: the tracker sees it upright, the mask comes back where the object is."""

import numpy as np
import pytest

from annotator.core.geometry import Box, RotatedBox
from annotator.core.mask import Mask
from annotator.tracking.tracker import Prediction
from annotator.tracking.turned import predict_turned

HEIGHT, WIDTH = 120, 160


def inside(box: RotatedBox) -> np.ndarray:
    """`(HEIGHT, WIDTH)` bool: pixels whose centre is in the box."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    angle = np.radians(box.angle_degrees)
    x, y = columns - box.center_x, rows - box.center_y
    along = x * np.cos(angle) + y * np.sin(angle)
    across = -x * np.sin(angle) + y * np.cos(angle)
    return (abs(along) < box.width / 2) & (abs(across) < box.height / 2)


class Bright:
    """A tracker that finds the bright pixels in the box, and remembers what it was given."""

    def __call__(self, frame: np.ndarray, box: Box) -> Prediction:
        self.frame, self.box = frame, box
        pixels = np.zeros(frame.shape[:2], bool)
        top, left = max(0, round(box.y)), max(0, round(box.x))
        part = np.s_[top : round(box.bottom), left : round(box.right)]
        pixels[part] = frame[part][..., 0] > 128
        return Prediction(mask=Mask.from_array(pixels), score=0.8, box=box)


@pytest.mark.parametrize("angle", [0, 30, -45, 90, 135, 180])
@pytest.mark.parametrize("center", [(80, 60), (6, 8), (158, 118)])
def test_a_bar_at_any_angle_is_found_and_its_box_is_as_drawn(angle, center):
    box = RotatedBox(*center, 60, 20, angle)
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    image[inside(box)] = 255
    tracker = Bright()
    found = predict_turned(tracker, image, box)
    assert found.mask.iou(Mask.from_array(inside(box))) > 0.93
    assert (found.mask.height, found.mask.width) == (HEIGHT, WIDTH)
    assert found.rotated_box == box
    assert found.score == 0.8
    assert (tracker.box.width, tracker.box.height) == pytest.approx((60, 20))


@pytest.mark.parametrize("angle", [9, -9, 60])
@pytest.mark.parametrize("half_circle", [-180, 180])
def test_half_a_circle_more_shows_the_same_picture(angle, half_circle):
    image = np.random.default_rng(3).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)
    first, second = Bright(), Bright()
    predict_turned(first, image, RotatedBox(70, 50, 40, 20, angle))
    predict_turned(second, image, RotatedBox(70, 50, 40, 20, angle + half_circle))
    np.testing.assert_array_equal(first.frame, second.frame)


def test_an_upright_box_gets_the_picture_itself():
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    tracker = Bright()
    predict_turned(tracker, image, RotatedBox(40, 40, 20, 10, 0.1))
    assert tracker.frame is image


def test_nothing_found_stays_nothing():
    found = predict_turned(
        Bright(), np.zeros((HEIGHT, WIDTH, 3), np.uint8), RotatedBox(40, 40, 20, 10, 33)
    )
    assert found.mask.is_empty
