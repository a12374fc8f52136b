"""The bundled clip is what its renderer makes, and its truth fits its pictures."""

import json
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from annotator.media.demo_clip import FPS, FRAME_COUNT, DemoScene, write_demo_clip
from annotator.media.demo_painting import HEIGHT, WIDTH
from annotator.media.video_file import VideoFile

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


@pytest.fixture(scope="module")
def scene() -> DemoScene:
    return DemoScene()


def test_the_bundled_file_is_small_and_complete() -> None:
    path = RESOURCES / "demo.mp4"
    assert path.stat().st_size < 500_000
    with VideoFile.open(path) as video:
        info = video.info
        assert (info.width, info.height, info.frame_count) == (WIDTH, HEIGHT, FRAME_COUNT)
        assert info.fps == FPS
        assert video.notices == []


def test_the_bundled_file_shows_what_is_rendered(scene: DemoScene) -> None:
    with VideoFile.open(RESOURCES / "demo.mp4") as video:
        for frame_index in (0, 41, FRAME_COUNT - 1):
            rendered = scene.render(frame_index).image
            assert cv2.PSNR(video.read(frame_index), rendered) > 30


def test_the_box_of_the_demo_fits_the_fish(scene: DemoScene) -> None:
    facts = json.loads((RESOURCES / "demo.json").read_text(encoding="utf-8"))
    assert facts["video"] == "demo.mp4"
    assert facts["name"]
    assert facts["category"]
    box = scene.render(facts["frame"]).mask.box
    assert box is not None
    assert facts["box"] == [box.x, box.y, box.width, box.height]


def test_rendering_is_repeatable(scene: DemoScene) -> None:
    first, second = scene.render(33), DemoScene().render(33)
    assert np.array_equal(first.image, second.image)
    assert first.mask == second.mask


def test_the_fish_moves_deforms_and_is_hidden_in_part(scene: DemoScene) -> None:
    masks = [scene.render(i).mask for i in range(0, FRAME_COUNT, 6)]
    boxes = [mask.box for mask in masks]
    assert all(box is not None for box in boxes)
    lefts = [box.x for box in boxes if box is not None]
    assert lefts[-1] - lefts[0] > 200
    pieces = [cv2.connectedComponents(mask.to_array().astype(np.uint8))[0] - 1 for mask in masks]
    assert pieces[0] == 1
    assert max(pieces) > 1, "the kelp cuts it in two"
    assert pieces[-1] == 1, "and it comes out whole"
    shapes = [
        mask.area / (box.width * box.height) for mask, box in zip(masks, boxes, strict=True) if box
    ]
    assert max(shapes) - min(shapes) > 0.03


def test_writing_the_clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.media.demo_clip.FRAME_COUNT", 3)
    path = write_demo_clip(tmp_path / "my demo 🐟.mp4")
    with av.open(str(path)) as container:
        assert len(list(container.decode(video=0))) == 3
    facts = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert facts["video"] == path.name
