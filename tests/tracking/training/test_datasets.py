"""Readers of COCO, DAVIS and YouTube-VOS layouts, and the store of decoded pictures."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotator.tracking.training.config import DatasetConfig
from annotator.tracking.training.datasets import (
    DatasetError,
    IndexMask,
    PictureStore,
    RunsMask,
    load_catalogue,
    read_index_png,
)
from tests.tracking.training.sets import SIDE, write_coco, write_davis


def test_coco(tmp_path: Path) -> None:
    config = DatasetConfig(kind="coco", path=write_coco(tmp_path))
    catalogue = load_catalogue([config])
    assert len(catalogue.datasets[0].videos) == 6
    assert catalogue.track_count == 12
    assert {name.split("/")[1]: len(group) for name, group in catalogue.groups.items()} == {
        "cats": 6,
        "dogs": 6,
    }


def test_coco_mask_matches_its_box(tmp_path: Path) -> None:
    catalogue = load_catalogue([DatasetConfig(kind="coco", path=write_coco(tmp_path))])
    store = PictureStore(1 << 20)
    for video in catalogue.datasets[0].videos:
        for track in video:
            (frame,) = track.frames
            mask = store.mask(frame.mask)
            assert mask.shape == store.picture(frame.picture).shape[:2] == (SIDE, SIDE)
            rows, columns = np.nonzero(mask)
            x, y, width, height = frame.box
            assert (columns.min(), rows.min()) == (x, y)
            assert (np.ptp(columns) + 1, np.ptp(rows) + 1) == (width, height)


def test_coco_polygons_and_plain_counts(tmp_path: Path) -> None:
    root = write_coco(tmp_path, pictures=1)
    document = json.loads((root / "instances.json").read_text())
    square = [10.0, 10, 30, 10, 30, 40, 10, 40]
    inside = np.zeros((SIDE, SIDE), np.uint8, order="F")
    inside[10:40, 10:30] = 1
    starts = np.flatnonzero(np.diff(inside.ravel(order="F"), prepend=0) != 0)
    counts = np.diff(np.concatenate([[0], starts, [SIDE * SIDE]])).tolist()
    document["annotations"][0].update(segmentation=[square], bbox=[10, 10, 20, 30], area=600)
    document["annotations"][1].update(
        segmentation={"size": [SIDE, SIDE], "counts": counts}, bbox=[10, 10, 20, 30], area=600
    )
    (root / "instances.json").write_text(json.dumps(document))
    catalogue = load_catalogue([DatasetConfig(kind="coco", path=root)])
    store = PictureStore(0)
    first, second = (track.frames[0].mask for track in catalogue.datasets[0].videos[0])
    assert isinstance(first, RunsMask)
    np.testing.assert_array_equal(store.mask(second), inside)
    assert abs(int(store.mask(first).sum()) - 600) < 60


def test_coco_filters(tmp_path: Path) -> None:
    root = write_coco(tmp_path)
    only_dogs = load_catalogue([DatasetConfig(kind="coco", path=root, exclude=("cats",))])
    assert len(only_dogs.datasets[0].videos) == 3
    with pytest.raises(DatasetError, match="No usable object"):
        load_catalogue([DatasetConfig(kind="coco", path=root, min_area=1e6)])


def test_davis(tmp_path: Path) -> None:
    config = DatasetConfig(kind="davis", path=write_davis(tmp_path))
    ((first, second),) = load_catalogue([config]).datasets[0].videos
    assert (len(first.frames), len(second.frames)) == (8, 6)
    assert [frame.position for frame in first.frames] == list(range(8))
    assert second.frames[0].mask == IndexMask(tmp_path / "Annotations/480p/walk/00000.png", 3)
    assert first.frames[1].box == (18, 20, 40, 40)


def test_davis_merged(tmp_path: Path) -> None:
    config = DatasetConfig(kind="davis", path=write_davis(tmp_path), merge_objects=True)
    ((track,),) = load_catalogue([config]).datasets[0].videos
    assert len(track.frames) == 8
    assert PictureStore(0).mask(track.frames[0].mask).sum() == 3200


def test_youtube_vos(tmp_path: Path) -> None:
    write_davis(tmp_path, resolution=".")
    config = DatasetConfig(kind="youtube_vos", path=tmp_path)
    assert load_catalogue([config]).track_count == 2


def test_layout_errors(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="JPEGImages"):
        load_catalogue([DatasetConfig(kind="davis", path=tmp_path)])
    with pytest.raises(DatasetError, match=r"instances\.json"):
        load_catalogue([DatasetConfig(kind="coco", path=tmp_path)])
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"nothing")
    with pytest.raises(DatasetError, match="decoded"):
        PictureStore(0).picture(broken)


def test_store_is_bounded(tmp_path: Path) -> None:
    write_coco(tmp_path, pictures=2)
    paths = sorted(tmp_path.glob("*/*.png"))
    store = PictureStore(SIDE * SIDE * 3)
    first, second = store.picture(paths[0]), store.picture(paths[1])
    assert store.picture(paths[0]) is first
    assert store.picture(paths[1]) is not second
    np.testing.assert_array_equal(store.picture(paths[1]), second)


@pytest.mark.parametrize("mode", ["P", "L", "1"])
def test_index_png_modes(tmp_path: Path, mode: str) -> None:
    pixels = np.array([[0, 1], [1, 0]], np.uint8)
    image = Image.fromarray(pixels * 255).convert("1") if mode == "1" else Image.fromarray(pixels)
    if mode == "P":
        image = Image.fromarray(pixels, mode="P")
        image.putpalette([9] * 768)
    image.save(tmp_path / "m.png")
    read = read_index_png(tmp_path / "m.png")
    np.testing.assert_array_equal(read > 0, pixels > 0)
    if mode != "1":
        np.testing.assert_array_equal(read, pixels)
