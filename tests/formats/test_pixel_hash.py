"""Finding frames again: small changes are the same frame, a step of the picture is another."""

import numpy as np
import pytest
from PIL import Image as PillowImage

from annotator.formats.pixel_hash import SAME, align, as_numbers, distance, pixel_hash


def pictures(count, seed=0, step=4):
    """Parts of one texture, each a step further."""
    rng = np.random.default_rng(seed)
    texture = rng.integers(0, 256, (40, 400, 3)).astype(np.uint8).repeat(3, 0).repeat(3, 1)
    return [texture[:120, step * i : step * i + 160] for i in range(count)]


def numbers(images):
    return as_numbers([pixel_hash(np.ascontiguousarray(image)) for image in images])


def noisy(image, level=6.0, seed=0):
    changed = image + np.random.default_rng(seed).normal(0, level, image.shape)
    return changed.clip(0, 255).astype(np.uint8)


def test_it_has_512_digits_and_always_the_same():
    image = pictures(1)[0]
    assert len(pixel_hash(image)) == 512
    assert pixel_hash(image) == pixel_hash(image.copy())
    assert pixel_hash(np.zeros((1, 1, 3), np.uint8)) == "00" * 256


@pytest.mark.parametrize("size", [(1, 9), (15, 300), (64, 64), (65, 33), (200, 131), (721, 97)])
def test_it_is_the_mean_brightness_of_tiles(size):
    image = np.random.default_rng(1).integers(0, 256, (*size, 3), np.uint8)
    grey = PillowImage.fromarray(image).convert("L").convert("F")
    means = np.asarray(grey.resize((16, 16), PillowImage.Resampling.BOX))
    assert pixel_hash(image) == bytes(means.round().astype(np.uint8).ravel().tolist()).hex()


def test_noise_is_nearer_than_the_next_frame():
    one, other = pictures(2)
    near = distance(numbers([one])[0], numbers([noisy(one)])[0])
    far = distance(numbers([one])[0], numbers([other])[0])
    assert near < 1 < far


@pytest.mark.parametrize(
    "kept",
    [range(10), range(3, 10), [0, 1, 4, 5, 9], [2], [0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
)
def test_cut_dropped_and_doubled_frames(kept):
    kept = list(kept)
    old = pictures(10)
    new = [noisy(old[i], 3.0, seed=n) for n, i in enumerate(kept)]
    found = align(numbers(old), numbers(new), [i / 25 for i in range(10)], [i / 25 for i in kept])
    for index, place in enumerate(found):
        if index in kept:
            assert kept[place] == index
        else:
            assert place is None


def test_among_equal_frames_time_decides():
    still = numbers([pictures(1)[0]] * 8)
    times = [i / 10 for i in range(8)]
    assert align(still, still, times, times) == list(range(8))
    assert align(still[:3], still, times[4:7], times) == [4, 5, 6]


def test_nothing_alike_is_not_found():
    old, other = numbers(pictures(4)), numbers([255 - p for p in pictures(4)])
    assert distance(old, other).min() > SAME
    assert align(old, other, range(4), range(4)) == [None] * 4
    assert align(old, other[:0], range(4), []) == [None] * 4
