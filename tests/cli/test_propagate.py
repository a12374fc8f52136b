"""`annotator propagate` on a small clip with a random network."""

import csv
import json
import tempfile
from pathlib import Path

import pytest
from pycocotools.coco import COCO

from annotator.cli.projects import read_project
from annotator.core.project import Origin
from annotator.formats.project_file import ProjectFile
from tests.cli.conftest import BOX, FRAMES, assert_fails, run, tree
from tests.formats.permissions import as_ordinary_user, no_writing


@pytest.fixture
def options(checkpoint):
    return ("--checkpoint", checkpoint, "--threads", "1", "--precision", "float32")


def test_one_box_makes_a_mask_on_every_frame(clip, options):
    ran = run("propagate", clip, "--box", BOX, *options)
    assert ran.status == 0, ran.err
    assert ran.out == ""
    assert "100 %" in ran.err
    project = read_project(clip.with_name("clip.annot"))
    (track,) = project.tracks.values()
    assert sorted(track.observations) == list(range(FRAMES))
    assert track.keyframes() == [0]
    assert project.media.path == str(clip)


def test_both_directions_from_the_middle(clip, options, tmp_path):
    output = tmp_path / "p.annot"
    ran = run(
        "propagate", clip, "--box", BOX, "--frame", 3, "--direction", "both", "-o", output, *options
    )
    assert ran.status == 0, ran.err
    (track,) = read_project(output).tracks.values()
    assert sorted(track.observations) == list(range(FRAMES))
    assert track.keyframes() == [3]


def test_a_last_frame(clip, options, tmp_path):
    output = tmp_path / "p.annot"
    ran = run("propagate", clip, "--box", BOX, "--to", 4, "-o", output, "--json", *options)
    assert ran.status == 0, ran.err
    assert ran.json["masks"] == 5
    assert ran.json["project"] == str(output)
    (track,) = read_project(output).tracks.values()
    assert sorted(track.observations) == [0, 1, 2, 3, 4]


def test_many_objects_and_exports(clip, options, tmp_path):
    prompts = tmp_path / "prompts.json"
    prompts.write_text(
        json.dumps(
            [
                {"name": "狗", "category": "dog", "frame": 0, "box": [20, 16, 20, 16]},
                {"name": "cat", "category": "cat", "frame": 2, "box": [50, 30, 20, 20]},
            ]
        ),
        encoding="utf-8",
    )
    coco, davis, output = tmp_path / "coco.json", tmp_path / "davis", tmp_path / "p.annot"
    ran = run(
        "propagate", clip, "--prompts", prompts, "-o", output,
        "--export", f"coco={coco}", "--export", f"davis={davis}", *options,
    )  # fmt: skip
    assert ran.status == 0, ran.err
    tracks = read_project(output).tracks
    assert [track.name for track in tracks.values()] == ["狗", "cat"]
    assert [min(track.observations) for track in tracks.values()] == [0, 2]
    loaded = COCO(str(coco))
    assert len(loaded.imgs) == FRAMES
    assert sorted(category["name"] for category in loaded.cats.values()) == ["cat", "dog"]
    assert len(list(davis.rglob("*.png"))) == FRAMES
    with next(davis.rglob("frame_map.csv")).open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == FRAMES


def test_a_path_with_spaces_cjk_and_emoji(clip, options, tmp_path):
    folder = tmp_path / "мои видео 视频 🎬"
    folder.mkdir()
    media = folder / "猫 и 🐈.mp4"
    media.write_bytes(clip.read_bytes())
    davis = folder / "出力 é"
    ran = run("propagate", media, "--box", BOX, "--to", 1, "--export", f"davis={davis}", *options)
    assert ran.status == 0, ran.err
    assert media.with_name("猫 и 🐈.annot").is_file()
    assert list(davis.rglob("*.png"))


def test_a_folder_of_images(tmp_path, options):
    from PIL import Image

    folder = tmp_path / "frames"
    folder.mkdir()
    for number in (1, 2, 10):
        Image.new("RGB", (64, 48), (number * 20, 0, 0)).save(folder / f"f{number}.png")
    ran = run("propagate", folder, "--box", "10,10,20,20", *options)
    assert ran.status == 0, ran.err
    project = read_project(tmp_path / "frames.annot")
    assert sorted(project.tracks[1].observations) == [0, 1, 2]
    assert project.media.kind == "folder"


BAD_BOXES = {
    "no area": "20,16,0,16",
    "negative": "20,16,-5,16",
    "outside": "500,16,20,16",
    "not a number": "nan,16,20,16",
}


@pytest.mark.parametrize("box", BAD_BOXES.values(), ids=BAD_BOXES.keys())
def test_a_useless_box_leaves_everything_as_it_was(clip, options, box):
    before = tree(clip.parent)
    assert_fails(run("propagate", clip, f"--box={box}", *options), "box")
    assert tree(clip.parent) == before


def test_a_frame_that_does_not_exist(clip, options):
    ran = run("propagate", clip, "--box", BOX, "--frame", FRAMES, *options)
    assert_fails(ran, f"0 to {FRAMES - 1}")


def test_a_text_file_named_mp4(tmp_path, options):
    (tmp_path / "notes.mp4").write_text("not a video")
    before = tree(tmp_path)
    assert_fails(run("propagate", tmp_path / "notes.mp4", "--box", BOX, *options), "notes.mp4")
    assert tree(tmp_path) == before


def test_an_empty_folder(tmp_path, options):
    (tmp_path / "empty").mkdir()
    assert_fails(run("propagate", tmp_path / "empty", "--box", BOX, *options), "empty")
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


def test_images_of_different_sizes(tmp_path, options):
    from PIL import Image

    folder = tmp_path / "mixed"
    folder.mkdir()
    Image.new("RGB", (64, 48)).save(folder / "1.png")
    Image.new("RGB", (32, 48)).save(folder / "2.png")
    before = tree(tmp_path)
    assert_fails(run("propagate", folder, "--box", "10,10,20,20", *options), "2.png")
    assert tree(tmp_path) == before


def test_a_checkpoint_of_another_network(clip, tmp_path):
    import torch
    from safetensors.torch import save_file

    other = tmp_path / "other.safetensors"
    save_file({"conv1.weight": torch.zeros(4, 3, 3, 3)}, other)
    before = tree(clip.parent)
    assert_fails(run("propagate", clip, "--box", BOX, "--checkpoint", other), "other.safetensors")
    assert_fails(run("propagate", clip, "--box", BOX, "--checkpoint", clip), "clip.mp4")
    assert_fails(run("propagate", clip, "--box", BOX, "--checkpoint", "nothing_like_it"))
    assert tree(clip.parent) == before


def test_a_read_only_folder(clip, options):
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        folder = Path(name)
        folder.chmod(0o755)
        media = folder / clip.name
        media.write_bytes(clip.read_bytes())
        # Modules load now, while this process may still read all of them.
        assert_fails(run("propagate", media, "--box", "500,16,20,16", *options), "outside")
        before = tree(folder)
        with as_ordinary_user(), no_writing(folder):
            ran = run("propagate", media, "--box", BOX, *options)
        assert_fails(ran, str(folder), "-o")
        assert tree(folder) == before


def test_an_existing_project_is_never_written_over(clip, options):
    clip.with_name("clip.annot").write_bytes(b"precious")
    assert_fails(run("propagate", clip, "--box", BOX, *options), "exists already")
    assert clip.with_name("clip.annot").read_bytes() == b"precious"


def test_an_export_that_cannot_be_is_known_before_the_work(clip, options, tmp_path):
    before = tree(clip.parent)
    (tmp_path / "file").write_text("not a folder")
    nowhere = tmp_path / "file" / "coco.json"
    assert_fails(run("propagate", clip, "--box", BOX, "--export", f"coco={nowhere}", *options))
    assert_fails(run("propagate", clip, "--box", BOX, "--export", "xyz=a", *options), "xyz")
    assert tree(clip.parent) == before


def test_a_full_disk_keeps_what_was_saved(clip, options, tmp_path, monkeypatch):
    from annotator.formats.project_file import ProjectFileError

    save, count = ProjectFile.save, 0

    def fills_up(self, changes):
        nonlocal count
        count += 1
        if count > 6:
            raise ProjectFileError("'p.annot' cannot be saved: the disk is full.")
        save(self, changes)

    monkeypatch.setattr(ProjectFile, "save", fills_up)
    output = tmp_path / "p.annot"
    assert_fails(run("propagate", clip, "--box", BOX, "-o", output, *options), "disk is full")
    (track,) = read_project(output).tracks.values()
    assert track.observations[0].origin is Origin.MANUAL
    assert len(track.observations) == 4  # category and object took two of the six


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--box", BOX, "--prompts", "p.json"),
        ("--box", "1,2,3"),
        ("--box", BOX, "--direction", "sideways"),
        ("--box", BOX, "--frame", "-1"),
        ("--box", BOX, "--frame", "5", "--to", "2"),
        ("--box", BOX, "--export", "coco"),
        ("--box", BOX, "--threads", "0"),
        ("--box", BOX, "--no-such-option"),
    ],
)
def test_wrong_usage_is_status_2(clip, arguments):
    ran = run("propagate", clip, *arguments)
    assert ran.status == 2, ran.err
    assert "Traceback" not in ran.err
    assert not clip.with_name("clip.annot").exists()
