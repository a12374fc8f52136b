"""Geometry and composition of crops."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from scipy import ndimage

from annotator.tracking.training import augmentation
from annotator.tracking.training.appearance import change_appearance, damage_mask
from annotator.tracking.training.augmentation import PairCrops, exemplar_span, render_pair
from annotator.tracking.training.config import (
    AppearanceConfig,
    AugmentationConfig,
    CompositionConfig,
    GuidanceConfig,
    TrainingConfig,
    ViewConfig,
)
from annotator.tracking.training.datasets import Catalogue, PictureStore, load_catalogue
from annotator.tracking.training.sampling import Pair, PairKind, draw_pair, pair_generator
from tests.tracking.training.sets import small_config

STILL = ViewConfig(shift=0, scale_log2=0)
PLAIN = AugmentationConfig(
    exemplar=STILL,
    search=STILL,
    flip=0,
    flip_search_only=0,
    appearance=AppearanceConfig(
        gray=0, brightness=0, contrast=0, saturation=0, channel_gain=0, noise=0, blur=0,
        motion_blur=0, low_resolution=0,
    ),
    composition=CompositionConfig(background_swap=0, rim_fill=0, distractor=0),
    guidance=GuidanceConfig(drop=0, damage=0),
)  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> TrainingConfig:
    return small_config(tmp_path)


@pytest.fixture
def catalogue(config: TrainingConfig) -> Catalogue:
    return load_catalogue(config.datasets)


@pytest.fixture
def still(catalogue: Catalogue) -> Pair:
    frame = catalogue.datasets[0].videos[0][0].frames[0]
    return Pair(PairKind.POSITIVE, frame, frame, True, None, False, ())


def render(pair: Pair, augmentation: AugmentationConfig, seed: int = 0) -> PairCrops:
    return render_pair(np.random.default_rng(seed), pair, PictureStore(0), augmentation, 255)


def test_plain_crops_are_centred_at_exemplar_scale(still: Pair) -> None:
    crops = render(still, PLAIN)
    assert crops.search_box is not None
    x1, y1, x2, y2 = crops.search_box
    scale = 127 / exemplar_span(still.search.box)
    assert (x2 - x1, y2 - y1) == pytest.approx(
        (still.search.box[2] * scale, still.search.box[3] * scale), abs=1.5
    )
    assert ((x1 + x2) / 2, (y1 + y2) / 2) == pytest.approx((127, 127), abs=0.6)
    rows, columns = np.nonzero(crops.exemplar_mask)
    assert (columns.mean(), rows.mean()) == pytest.approx((63, 63), abs=1)
    # Exemplar and search crop have the same scale: one is the middle of the other.
    middle = crops.search[64:191, 64:191].astype(int)
    assert np.abs(middle - crops.exemplar).mean() < 2
    assert crops.exemplar.shape == (127, 127, 3)
    assert crops.search.shape == (255, 255, 3)


def test_mask_box_and_picture_move_together(catalogue: Catalogue, config: TrainingConfig) -> None:
    store = PictureStore(1 << 24)
    augmentation = config.augmentation.model_copy(
        update={
            "composition": PLAIN.composition,
            "appearance": PLAIN.appearance,
            "search": config.augmentation.search.model_copy(update={"shift": 110}),
        }
    )
    seen = 0
    for index in range(80):
        rng = pair_generator(3, index)
        plain = config.model_copy(update={"augmentation": augmentation})
        pair = draw_pair(rng, catalogue, plain)
        crops = render_pair(rng, pair, store, augmentation, 255)
        if crops.search_box is None:
            assert not crops.search_mask.any()
            continue
        x, y, width, height = cv2.boundingRect(crops.search_mask)
        box = (x - 0.5, y - 0.5, x + width - 0.5, y + height - 0.5)
        inside = x > 0 and y > 0 and x + width < 255 and y + height < 255
        if inside:
            assert crops.search_box == pytest.approx(box, abs=0.01)
        else:
            seen += 1
            assert crops.search_box[0] <= box[0] + 0.01
            assert crops.search_box[3] >= box[3] - 0.01
    assert seen > 3


def test_a_displaced_view_reads_the_picture_where_it_says() -> None:
    rng = np.random.default_rng(4)
    picture = rng.integers(1, 256, (60, 80)).astype(np.uint8)
    matrix = np.array([[1.3, 0.2, 12.0], [-0.1, 1.1, 9.0]])
    coarse = rng.uniform(-6, 6, (5, 5, 2)).astype(np.float32)
    displacement = np.asarray(cv2.resize(coarse, (127, 127), interpolation=cv2.INTER_CUBIC))
    rows, columns = np.mgrid[:127, :127]
    at = np.stack((columns, rows), axis=2) + displacement
    x, y = np.moveaxis((at - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T, 2, 0)
    expected = ndimage.map_coordinates(
        picture.astype(float), (y, x), order=1, mode="grid-constant", cval=0
    )
    warped = augmentation._View(matrix, 127, displacement).warp(picture, 0.0)
    assert np.count_nonzero(expected) > 4000
    assert np.abs(warped - expected).max() < 8  # OpenCV reads at 32nds of a pixel
    still = augmentation._View(matrix, 127, np.zeros_like(displacement)).warp(picture, 0.0)
    affine = augmentation._View(matrix, 127).warp(picture, 0.0)
    assert np.abs(still.astype(int) - affine).max() < 8


def test_rendering_is_deterministic(catalogue: Catalogue, config: TrainingConfig) -> None:
    for index in range(12):
        first, second = (
            render_pair(
                rng, draw_pair(rng, catalogue, config), PictureStore(0), config.augmentation, 255
            )
            for rng in (pair_generator(5, index), pair_generator(5, index))
        )
        np.testing.assert_array_equal(first.search, second.search)
        np.testing.assert_array_equal(first.exemplar, second.exemplar)
        assert first.search_box == second.search_box


def test_swapped_background_keeps_the_target(catalogue: Catalogue, still: Pair) -> None:
    other = catalogue.datasets[1].videos[0][0].frames[0]
    pair = Pair(PairKind.POSITIVE, still.exemplar, still.search, True, other, True, ())
    plain, swapped = render(still, PLAIN), render(pair, PLAIN)
    np.testing.assert_array_equal(plain.search_mask, swapped.search_mask)
    core = cv2.erode(plain.search_mask, np.ones((7, 7), np.uint8)) > 0
    np.testing.assert_array_equal(plain.search[core], swapped.search[core])
    far = cv2.dilate(plain.search_mask, np.ones((7, 7), np.uint8)) == 0
    assert (plain.search[far] != swapped.search[far]).mean() > 0.5


def test_rim_is_filled_only_beyond_the_picture(catalogue: Catalogue, still: Pair) -> None:
    other = catalogue.datasets[1].videos[0][0].frames[0]
    pair = Pair(PairKind.POSITIVE, still.exemplar, still.search, True, other, False, ())
    plain, filled = render(still, PLAIN), render(pair, PLAIN)
    same = (plain.search == filled.search).all(axis=2)
    assert same[plain.search_mask > 0].all()
    assert not same.all()


@pytest.mark.parametrize("occluder", [0.0, 1.0])
def test_distractors_go_behind_or_before(
    catalogue: Catalogue, still: Pair, occluder: float
) -> None:
    other = catalogue.datasets[1].videos[0][0].frames[0]
    pair = Pair(PairKind.POSITIVE, still.exemplar, still.search, True, None, False, (other,) * 3)
    composition = PLAIN.composition.model_copy(update={"occluder": occluder, "min_visible": 0.3})
    augmentation = PLAIN.model_copy(update={"composition": composition})
    whole = int(render(still, PLAIN).search_mask.sum())
    areas = [int(render(pair, augmentation, seed).search_mask.sum()) for seed in range(12)]
    if occluder == 0:
        assert set(areas) == {whole}
    else:
        assert min(areas) < whole
        assert min(areas) > 0.02 * whole


def test_elsewhere_does_not_show_the_target(catalogue: Catalogue) -> None:
    frame = catalogue.datasets[1].videos[0][0].frames[2]
    pair = Pair(PairKind.ELSEWHERE, frame, frame, False, None, False, ())
    store = PictureStore(0)
    color = store.picture(frame.picture)[store.mask(frame.mask) > 0].mean(axis=0)
    mean = store.picture(frame.picture).mean(axis=(0, 1))
    for seed in range(10):
        crops = render(pair, PLAIN, seed)
        assert crops.search_box is None
        assert not crops.search_mask.any()
        assert (
            np.abs(crops.search.reshape(-1, 3).mean(axis=0) - mean).sum()
            < np.abs(color - mean).sum() + 60
        )


def test_unknown_exemplar_masks(still: Pair) -> None:
    dropped = PLAIN.model_copy(update={"guidance": GuidanceConfig(drop=1, damage=0)})
    assert not render(still, dropped).exemplar_mask.any()
    assert render(still, PLAIN).exemplar_mask.any()


def test_flip_mirrors_both_crops(still: Pair) -> None:
    flipped = render(still, PLAIN.model_copy(update={"flip": 1.0}))
    plain = render(still, PLAIN)
    assert np.abs(flipped.exemplar[:, ::-1].astype(int) - plain.exemplar).mean() < 3
    assert np.abs(flipped.search[:, ::-1].astype(int) - plain.search).mean() < 3


def test_appearance_keeps_shape_and_range() -> None:
    crop = np.random.default_rng(0).integers(0, 256, (60, 60, 3)).astype(np.uint8)
    everything = AppearanceConfig(noise=1, blur=1, motion_blur=1, low_resolution=1)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        changed = change_appearance(rng, crop, everything, gray=False)
        assert changed.shape == crop.shape
        assert changed.dtype == np.uint8
        assert (changed != crop).any()
    nothing = PLAIN.appearance
    np.testing.assert_array_equal(
        change_appearance(np.random.default_rng(0), crop, nothing, gray=False), crop
    )


def test_gray_crops_have_no_colour() -> None:
    crop = np.random.default_rng(0).integers(0, 256, (20, 20, 3)).astype(np.uint8)
    quiet = AppearanceConfig(noise=0, pca_color=True)
    gray = change_appearance(np.random.default_rng(1), crop, quiet, gray=True)
    assert (gray[..., 0] == gray[..., 1]).all()
    assert (gray[..., 1] == gray[..., 2]).all()


def test_damaged_masks_stay_close() -> None:
    mask = np.zeros((127, 127), np.uint8)
    cv2.circle(mask, (63, 63), 25, 1, -1)
    changed = 0
    for seed in range(40):
        damaged = damage_mask(np.random.default_rng(seed), mask, 1.0)
        assert set(np.unique(damaged)) <= {0, 1}
        assert damaged.any()
        overlap = (damaged & mask).sum() / (damaged | mask).sum()
        assert overlap > 0.4
        changed += int(overlap < 1)
    assert changed > 30
    assert damage_mask(np.random.default_rng(0), mask, 0.0) is mask
