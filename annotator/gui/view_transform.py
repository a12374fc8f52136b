"""Where image pixels lie on the screen: scale and origin, in device pixels.

*View coordinates* are device pixels of the canvas, not Qt's logical ones, and the origin is a
whole device pixel. So the grid of image pixels depends on the scale alone, the picture and each
mask are sampled at the same device pixel centres, and they agree at every zoom and ratio.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_SCALE = 1 / 64
MAX_SCALE = 64.0


@dataclass(frozen=True, slots=True)
class ViewTransform:
    """`view = image * scale + origin`; `scale` is device pixels per image pixel."""

    scale: float = 1.0
    origin_x: int = 0
    origin_y: int = 0

    @classmethod
    def fitting(
        cls, image_size: tuple[int, int], view_size: tuple[int, int], margin: int = 0
    ) -> "ViewTransform":
        """The whole image, centred, with at least `margin` device pixels around it.

        Both sizes are (width, height); `view_size` in device pixels.
        """
        width, height = max(1, image_size[0]), max(1, image_size[1])
        free_x, free_y = view_size[0] - 2 * margin, view_size[1] - 2 * margin
        scale = _clamp(min(max(1, free_x) / width, max(1, free_y) / height))
        return cls(scale).centered(image_size, view_size)

    def centered(self, image_size: tuple[int, int], view_size: tuple[int, int]) -> "ViewTransform":
        """The same scale with the image in the middle of the view."""
        origin_x = round((view_size[0] - image_size[0] * self.scale) / 2)
        origin_y = round((view_size[1] - image_size[1] * self.scale) / 2)
        return ViewTransform(self.scale, origin_x, origin_y)

    def zoomed(self, scale: float, view_x: float, view_y: float) -> "ViewTransform":
        """Another scale; the image point at that view position stays there."""
        scale = _clamp(scale)
        image_x, image_y = self.to_image(view_x, view_y)
        return ViewTransform(
            scale, round(view_x - image_x * scale), round(view_y - image_y * scale)
        )

    def panned(self, delta_x: float, delta_y: float) -> "ViewTransform":
        """Moved by whole device pixels."""
        return ViewTransform(
            self.scale, self.origin_x + round(delta_x), self.origin_y + round(delta_y)
        )

    def kept_visible(
        self, image_size: tuple[int, int], view_size: tuple[int, int], least: int = 48
    ) -> "ViewTransform":
        """Pushed back so that at least `least` device pixels of the image stay in the view."""
        extent_x, extent_y = image_size[0] * self.scale, image_size[1] * self.scale
        low_x, high_x = math.ceil(least - extent_x), view_size[0] - least
        low_y, high_y = math.ceil(least - extent_y), view_size[1] - least
        return ViewTransform(
            self.scale,
            max(low_x, min(high_x, self.origin_x)),
            max(low_y, min(high_y, self.origin_y)),
        )

    def to_image(self, view_x: float, view_y: float) -> tuple[float, float]:
        """View -> image coordinates."""
        return (view_x - self.origin_x) / self.scale, (view_y - self.origin_y) / self.scale

    def to_view(self, image_x: float, image_y: float) -> tuple[float, float]:
        """Image -> view coordinates."""
        return image_x * self.scale + self.origin_x, image_y * self.scale + self.origin_y

    def view_range_x(self, first: int, last: int) -> tuple[int, int]:
        """Device columns `[start, stop)` whose centres show image columns `[first, last)`."""
        return self._start(first, self.origin_x), self._start(last, self.origin_x)

    def view_range_y(self, first: int, last: int) -> tuple[int, int]:
        """Device rows `[start, stop)` whose centres show image rows `[first, last)`."""
        return self._start(first, self.origin_y), self._start(last, self.origin_y)

    def image_columns(self, start: int, stop: int) -> NDArray[np.intp]:
        """The image column under the centre of each device column; may lie outside the image."""
        return self._sampled(start, stop, self.origin_x)

    def image_rows(self, start: int, stop: int) -> NDArray[np.intp]:
        """The image row under the centre of each device row; may lie outside the image."""
        return self._sampled(start, stop, self.origin_y)

    def _start(self, image_index: int, origin: int) -> int:
        start = math.ceil(image_index * self.scale - 0.5) + origin
        # Rounding may put the boundary one device pixel off; what `_sampled` computes decides.
        while math.floor((start - origin + 0.5) / self.scale) >= image_index:
            start -= 1
        while math.floor((start - origin + 0.5) / self.scale) < image_index:
            start += 1
        return start

    def _sampled(self, start: int, stop: int, origin: int) -> NDArray[np.intp]:
        centers = np.arange(start - origin, max(start, stop) - origin) + 0.5
        indices: NDArray[np.intp] = np.floor(centers / self.scale).astype(np.intp)
        return indices


def _clamp(scale: float) -> float:
    return max(MIN_SCALE, min(MAX_SCALE, scale))
