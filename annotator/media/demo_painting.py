"""Painting for the demo clip: a reef, fish that bend as they swim, kelp that sways.

Everything is a closed formula or seeded noise, in RGB from 0 to 1.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

FloatImage: TypeAlias = NDArray[Any]
"""float32, `(height, width)` or `(height, width, channels)`, 0 to 1."""

Color: TypeAlias = tuple[float, float, float]

WIDTH, HEIGHT = 640, 360
PANORAMA = 1060
HORIZON = 0.50
"""Where the water ends and the sand begins, as a share of the height."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a fish is, in image pixels; `heading` 1 swims to the right, -1 to the left."""

    x: float
    y: float
    length: float
    angle: float
    phase: float
    heading: int


@dataclass(frozen=True, slots=True)
class Look:
    """Colours (RGB, 0 to 1) and number of stripes of a fish."""

    back: Color
    belly: Color
    stripe: Color
    stripes: int


# Noise and the reef


def noise(height: int, width: int, *, cell: float, octaves: int, seed: int) -> FloatImage:
    """Smooth noise, 0 to 1: grids of random numbers, each half as coarse as the one before."""
    random = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    weight = 0.0
    for octave in range(octaves):
        size = cell / 2**octave
        shape = (max(2, int(height / size) + 2), max(2, int(width / size) + 2))
        grid = random.random(shape, dtype=np.float32)
        total += cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC) / 2**octave
        weight += 1 / 2**octave
    return (total / np.float32(weight)).clip(0, 1)


def reef_panorama() -> FloatImage:
    """`(HEIGHT, PANORAMA, 3)`: water above, rocks at the horizon, rippled sand below."""
    rows = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None]
    columns = np.arange(PANORAMA, dtype=np.float32)[None, :]
    water = _mix((0.30, 0.62, 0.68), (0.11, 0.38, 0.48), rows / HORIZON)
    murk = noise(HEIGHT, PANORAMA, cell=150, octaves=4, seed=21)
    water = water * (0.82 + 0.36 * murk)[:, :, None]
    near = ((rows - HORIZON) / (1 - HORIZON)).clip(0, 1)

    grain = noise(HEIGHT, PANORAMA, cell=26, octaves=5, seed=22)
    wobble = noise(HEIGHT, PANORAMA, cell=120, octaves=2, seed=23)
    ripples = np.sin((rows * 210 * (1.6 - near) + wobble * 26) + columns * 0.012)
    sand_height = grain * 0.9 + ripples * 0.055 * near
    sand = _mix((0.33, 0.44, 0.41), (0.74, 0.67, 0.48), near) * _relief(sand_height, 7.0)

    lumps = noise(HEIGHT, PANORAMA, cell=88, octaves=5, seed=24)
    profile = noise(1, PANORAMA, cell=120, octaves=4, seed=25)
    crest = HORIZON + 0.02 - 0.34 * (profile - 0.35).clip(0, 1)
    rock_alpha = _smooth((rows - crest) * 60) * _smooth((0.60 - rows + 0.10 * lumps) * 24)
    boulders = _smooth((lumps - 0.615) * 42) * _smooth((rows - HORIZON) * 30)
    tint = noise(HEIGHT, PANORAMA, cell=64, octaves=3, seed=26)
    rock = _mix((0.20, 0.27, 0.30), (0.47, 0.33, 0.40), ((tint - 0.35) * 3).clip(0, 1))
    rock = rock * _relief(lumps * 1.4 + grain * 0.5, 9.0)

    # The far side of the reef is out of focus, and paler through the water.
    rock = 0.72 * rock + 0.28 * _color((0.22, 0.45, 0.50))
    ground = _smooth((rows - HORIZON - 0.03 * (murk - 0.5)) * 40)
    picture = _over(water, sand, ground)
    picture = _over(picture, rock, np.maximum(rock_alpha, boulders))
    return cv2.GaussianBlur(picture, (0, 0), 1.6)


def _relief(height: FloatImage, strength: float) -> FloatImage:
    """Brightness `(…, 1)` of a surface lit from above left."""
    slope_x = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3)
    slope_y = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3)
    return (0.80 + strength * 0.16 * (slope_x * 0.5 + slope_y)).clip(0.25, 1.5)[:, :, None]


def _mix(first: Color, second: Color, share: FloatImage) -> FloatImage:
    share = np.asarray(share, dtype=np.float32).clip(0, 1)[:, :, None]
    result: FloatImage = _color(first) * (1 - share) + _color(second) * share
    return result


def _color(value: Color) -> FloatImage:
    return np.array(value, dtype=np.float32)


def _over(below: FloatImage, above: FloatImage, alpha: FloatImage) -> FloatImage:
    result: FloatImage = below + (above - below) * alpha[:, :, None]
    return result


def _smooth(value: FloatImage) -> FloatImage:
    """0 below -0.5, 1 above 0.5, with a soft step between."""
    ramp = np.clip(np.asarray(value, dtype=np.float32) + 0.5, 0, 1)
    result: FloatImage = ramp * ramp * (3 - 2 * ramp)
    return result


def shifted(image: FloatImage, offset: float) -> FloatImage:
    """The view that begins `offset` pixels into a panorama, to a fraction of a pixel."""
    matrix = np.array([[1, 0, -offset], [0, 1, 0]], dtype=np.float32)
    return cv2.warpAffine(image, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT_101)


# Fish

_SKIN_WIDTH, _SKIN_HEIGHT = 560, 400
_U_RANGE, _V_RANGE = (-1.3, 1.1), (-0.857, 0.857)


def fish_skin(look: Look, *, seed: int) -> FloatImage:
    """A stretched-out fish, `(_SKIN_HEIGHT, _SKIN_WIDTH, 4)` RGBA, head to the right."""
    u = np.linspace(*_U_RANGE, _SKIN_WIDTH, dtype=np.float32)[None, :]
    v = np.linspace(*_V_RANGE, _SKIN_HEIGHT, dtype=np.float32)[:, None]
    along = ((u - 0.10) / 0.90).clip(-1, 1)
    half = 0.40 * (1 - along**2) ** 0.72 * (1 + 0.12 * along)
    half = np.maximum(half, 0.075 * _smooth((u + 0.90) * 12) * _smooth((0.2 - u) * 12))
    across = (v / np.maximum(half, 1e-3)).clip(-1.5, 1.5)
    body = _smooth((half - np.abs(v)) * 60)

    skin = _mix(look.back, look.belly, (across + 0.75) / 1.5)
    wave = np.cos((u + 0.10 * across**2 - 0.62) * np.pi * look.stripes / 0.80)
    stripes = _smooth((wave - 0.42) * 5) * _smooth((0.62 - u) * 20) * _smooth((u + 0.72) * 20)
    skin = _over(skin, np.broadcast_to(_color(look.stripe), skin.shape), stripes * 0.92)
    scales = np.sin(u * 95 + np.sin(v * 110) * 0.9) * np.cos(v * 84)
    mottle = noise(_SKIN_HEIGHT, _SKIN_WIDTH, cell=40, octaves=4, seed=seed)
    skin = skin * (0.86 + 0.09 * scales + 0.28 * (mottle - 0.5))[:, :, None]

    bulge = np.sqrt((1 - across**2).clip(0, 1))
    light = 0.48 + 0.42 * (0.55 * bulge - 0.72 * across).clip(0, 1.2)
    gloss = np.exp(-(((across + 0.52) / 0.17) ** 2)) * _smooth((0.75 - np.abs(u)) * 4) * 0.22
    skin = skin * (light * 1.25)[:, :, None] + gloss[:, :, None]

    fins, rays = _fins(u, v, half)
    fin_colour = _color(look.back) * np.float32(0.80) + _color(look.stripe) * 0.12
    fin_skin = fin_colour * (0.72 + 0.26 * rays)[:, :, None]
    picture = _over(fin_skin, skin, body)
    pectoral = _smooth(1 - ((u - 0.30) / 0.17) ** 2 - ((v - 0.13 - 0.3 * (0.3 - u)) / 0.08) ** 2)
    picture = _over(picture, fin_skin * 1.12, pectoral * 0.85)
    picture = _eye(picture, u, v)
    return np.dstack([picture.clip(0, 1), np.maximum(body, fins)]).astype(np.float32)


def _fins(u: FloatImage, v: FloatImage, half: FloatImage) -> tuple[FloatImage, FloatImage]:
    """Outline (0 to 1) of tail, dorsal and anal fin, and their rays."""
    spread = 0.06 + 0.95 * (-0.70 - u)
    fork = -1.22 + 0.26 * (1 - np.abs(v) / 0.46)
    tail = _smooth((spread - np.abs(v)) * 50) * _smooth((u - fork) * 40) * _smooth((-0.66 - u) * 40)
    dorsal_height = 0.21 * np.sin(np.pi * (u + 0.50).clip(0, 1)).clip(0, 1) ** 0.6
    dorsal = _smooth((half + dorsal_height + v) * 50) * _smooth(-v * 20)
    dorsal = dorsal * (dorsal_height > 0.01)
    anal_height = 0.17 * np.sin(np.pi * ((u + 0.55) / 0.60).clip(0, 1)).clip(0, 1) ** 0.6
    anal = _smooth((half + anal_height - v) * 50) * _smooth(v * 20) * (anal_height > 0.01)
    rays = 0.5 + 0.5 * np.sin(np.where(u < -0.66, v * 75 / (spread + 0.2), u * 85 + v * 30))
    return np.maximum(np.maximum(tail, dorsal), anal), rays


def _eye(picture: FloatImage, u: FloatImage, v: FloatImage) -> FloatImage:
    for radius, colour in ((0.085, (0.95, 0.93, 0.84)), (0.052, (0.05, 0.05, 0.07))):
        disc = _smooth((radius - np.hypot(u - 0.70, v + 0.09)) * 60)
        picture = _over(picture, np.broadcast_to(_color(colour), picture.shape), disc)
    glint = _smooth((0.017 - np.hypot(u - 0.72, v + 0.11)) * 90)
    return _over(picture, np.ones_like(picture), glint)


def paste_fish(image: FloatImage, skin: FloatImage, pose: Pose) -> tuple[FloatImage, FloatImage]:
    """The picture with the fish on it, and the fish's own opacity, `(HEIGHT, WIDTH)`."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    right, down = x - np.float32(pose.x), y - np.float32(pose.y)
    cosine, sine = np.float32(np.cos(pose.angle)), np.float32(np.sin(pose.angle))
    scale = np.float32(2.2 / pose.length)
    u = (right * cosine + down * sine) * scale * pose.heading
    v = (down * cosine - right * sine) * scale
    # A swimming fish bends like a wave that grows towards the tail, and so looks shorter.
    sway = np.sin(2 * np.pi * (pose.phase + 0.42 * u))
    v = v - (0.015 + 0.13 * ((0.75 - u) / 2).clip(0, 1) ** 1.6) * sway
    u = u * np.float32(1 + 0.06 * np.sin(2 * np.pi * pose.phase + 1))
    map_x = (u - _U_RANGE[0]) / (_U_RANGE[1] - _U_RANGE[0]) * (_SKIN_WIDTH - 1)
    map_y = (v - _V_RANGE[0]) / (_V_RANGE[1] - _V_RANGE[0]) * (_SKIN_HEIGHT - 1)
    # The skin is larger than its image, so it is smoothed to the image's resolution first.
    sigma = max(0.1, 0.35 * _SKIN_WIDTH / pose.length)
    fine = cv2.GaussianBlur(skin, (0, 0), sigma)
    painted = cv2.remap(fine, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    alpha = painted[:, :, 3]
    return _over(image, painted[:, :, :3], alpha), alpha


def cast_shadow(image: FloatImage, pose: Pose) -> FloatImage:
    """A soft shadow on the sand below a fish."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    middle = HEIGHT * 0.80 + 0.12 * (pose.y - HEIGHT / 2)
    distance = ((x - pose.x - 18) / (0.42 * pose.length)) ** 2 + ((y - middle) / 13) ** 2
    result: FloatImage = (image * (1 - 0.38 * np.exp(-distance))[:, :, None]).astype(np.float32)
    return result


# Kelp


def paste_kelp(
    image: FloatImage, x: float, height: float, seed: int, time: float
) -> tuple[FloatImage, FloatImage]:
    """A swaying stalk with leaves that grows from the lower edge at `x`, and its opacity."""
    random = np.random.default_rng(seed)
    alpha = np.zeros((HEIGHT, WIDTH), np.float32)
    shade = np.zeros((HEIGHT, WIDTH), np.float32)
    steps = np.linspace(0, 1, 40)
    stalk_x = x + 20 * steps**1.5 * np.sin(1.4 * time + 2.2 * steps + seed)
    stalk_y = HEIGHT + 6 - height * steps
    points = np.stack([stalk_x, stalk_y], axis=1)
    _draw_line(alpha, points, 1.0, 5)
    _draw_line(shade, points, 0.55, 5)
    for number, share in enumerate(np.linspace(0.08, 0.97, 15)):
        root = np.array([np.interp(share, steps, stalk_x), np.interp(share, steps, stalk_y)])
        side = 1 if number % 2 else -1
        reach = (30 + 12 * random.random()) * (1.1 - 0.45 * share)
        lift = -0.55 - 0.35 * random.random() + 0.16 * np.sin(1.9 * time + number)
        tip = root + reach * np.array([side * np.cos(lift), np.sin(lift)])
        leaf = _leaf_outline(root, tip, 0.17 * reach)
        fill = 0.50 + 0.38 * random.random()
        _draw_leaf(alpha, leaf, 1.0)
        _draw_leaf(shade, leaf, fill)
        _draw_line(shade, np.stack([root, tip]), fill * 0.72, 1)
    colour = _mix((0.05, 0.16, 0.10), (0.36, 0.48, 0.16), shade)
    return _over(image, colour, alpha), alpha


def _leaf_outline(
    root: NDArray[np.float64], tip: NDArray[np.float64], half_width: float
) -> NDArray[np.float64]:
    share = np.linspace(0, 1, 12)[:, None]
    middle = root + (tip - root) * share
    along = (tip - root) / np.linalg.norm(tip - root)
    sideways = np.array([-along[1], along[0]]) * half_width * np.sin(np.pi * share**0.8)
    return np.concatenate([middle + sideways, (middle - sideways)[::-1]])


def _draw_leaf(canvas: FloatImage, outline: NDArray[np.float64], value: float) -> None:
    points = np.rint(outline * 16).astype(np.int32)
    cv2.fillPoly(canvas, [points], value, cv2.LINE_AA, shift=4)


def _draw_line(
    canvas: FloatImage, points: NDArray[np.float64], value: float, thickness: int
) -> None:
    fixed = np.rint(points * 16).astype(np.int32)
    cv2.polylines(canvas, [fixed], False, value, thickness, cv2.LINE_AA, shift=4)
