"""The other commands: info, export, verify, checkpoints, evaluate; and what all share."""

import json
import sys

import pytest

from annotator import __version__
from annotator.cli.projects import read_project
from tests.cli.conftest import BOX, FRAMES, assert_fails, run, tree

# -- all commands ---------------------------------------------------------------------------


def test_help_names_every_command():
    ran = run("--help")
    assert ran.status == 0
    for name in ("demo", "info", "propagate", "export", "verify", "evaluate", "train",
                 "benchmark", "checkpoints"):  # fmt: skip
        assert name in ran.out
        assert run(name, "--help").status == 0


def test_version():
    assert run("--version").out == f"annotator {__version__}\n"


def test_a_mistyped_command_is_wrong_usage():
    ran = run("propgate")
    assert ran.status == 2
    assert "propagate" in ran.err


def test_a_path_that_does_not_exist_is_one_sentence(tmp_path):
    assert_fails(run(tmp_path / "none.mp4"), "none.mp4", "does not exist")
    assert_fails(run("none.mp4"), "does not exist")
    for command in ("info", "propagate"):
        options = ("--box", BOX) if command == "propagate" else ()
        assert_fails(run(command, tmp_path / "none.mp4", *options), "none.mp4")


def test_without_a_display_the_window_says_so(monkeypatch, clip):
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert_fails(run(), "display")
    assert_fails(run(clip), "display")


def test_debug_shows_the_traceback_on_either_side(tmp_path):
    for arguments in (("--debug", "info", tmp_path / "x"), ("info", tmp_path / "x", "--debug")):
        ran = run(*arguments)
        assert ran.status == 1
        assert "Traceback" in ran.err
        assert "annotator: " in ran.err


def test_an_unexpected_error_is_one_sentence_too(monkeypatch, clip):
    import annotator.cli.info as module

    def broken(_path):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(module, "media_facts", broken)
    ran = run("info", clip)
    assert ran.status == 1
    assert "Traceback" not in ran.err
    assert "ZeroDivisionError" in ran.sentence
    assert "--debug" in ran.sentence


# -- info -----------------------------------------------------------------------------------


def test_info_of_a_video(clip):
    ran = run("info", clip, "--json")
    assert ran.status == 0
    facts = ran.json
    assert (facts["kind"], facts["frames"]) == ("video", FRAMES)
    assert (facts["width"], facts["height"], facts["codec"]) == (96, 64, "h264")
    assert facts["variable_frame_rate"] is False
    plain = run("info", clip)
    assert plain.out == ""
    assert "h264" in plain.err


def test_info_counts_frames_by_decoding(clip):
    content = clip.read_bytes()
    whole = run("info", clip, "--json").json["frames"]
    clip.write_bytes(content[: len(content) // 2])
    ran = run("info", clip, "--json")
    # Cut in half, the index at the end of this file is gone or frames are missing: both are said.
    assert ran.status == 1 or ran.json["frames"] < whole


def test_info_of_a_folder(tmp_path):
    from PIL import Image

    for number in range(3):
        Image.new("RGB", (20, 10)).save(tmp_path / f"{number}.png")
    facts = run("info", tmp_path, "--json").json
    assert (facts["kind"], facts["frames"], facts["width"]) == ("folder", 3, 20)


def test_info_of_a_project(project_file):
    facts = run("info", project_file, "--json").json
    assert facts["kind"] == "project"
    assert facts["frames"] == FRAMES
    (track,) = facts["tracks"]
    assert track["frames"] == FRAMES
    assert track["states"] == {"manual": 1, "propagated": FRAMES - 1}
    assert "manual 1" in run("info", project_file).err


def test_info_of_a_checkpoint(checkpoint):
    facts = run("info", checkpoint, "--json").json
    assert facts["kind"] == "checkpoint"
    assert facts["architecture"] == "siammask_mobilenetv2"
    assert len(facts["sha256"]) == 64
    assert "sha256" in run("info", checkpoint).err


@pytest.mark.parametrize("name", ["text.mp4", "text.annot", "text.safetensors", "text.pth"])
def test_info_of_something_else(tmp_path, name):
    path = tmp_path / name
    path.write_text("something else")
    assert_fails(run("info", path), name)
    assert path.read_text() == "something else"
    assert [p.name for p in tmp_path.iterdir()] == [name]


# -- export and verify ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["coco", "davis", "davis2016"])
def test_export_and_verify(project_file, tmp_path, name):
    destination = tmp_path / ("masks.json" if name == "coco" else "masks")
    ran = run("export", project_file, name, destination, "--json")
    assert ran.status == 0, ran.err
    assert ran.json["masks"] == sum(
        observation.mask is not None and not observation.mask.is_empty
        for observation in read_project(project_file).tracks[1].observations.values()
    )
    verified = run("verify", name, destination, "--project", project_file, "--json")
    assert verified.status == 0, verified.err
    assert verified.json["problems"] == []
    assert run("verify", name, destination).status == 0


def test_verify_finds_a_changed_mask(project_file, tmp_path):
    destination = tmp_path / "masks.json"
    assert run("export", project_file, "coco", destination).status == 0
    content = json.loads(destination.read_text())
    content["annotations"][0]["segmentation"] = content["annotations"][1]["segmentation"]
    content["annotations"][0]["bbox"] = [0, 0, 1, 1]
    destination.write_text(json.dumps(content))
    assert_fails(run("verify", "coco", destination, "--project", project_file), "problems")


def test_verify_of_nothing(tmp_path):
    assert_fails(run("verify", "coco", tmp_path / "none.json"), "none.json")
    (tmp_path / "text.json").write_text("no JSON")
    assert_fails(run("verify", "coco", tmp_path / "text.json"))
    assert_fails(run("verify", "nope", tmp_path / "text.json"), "nope")


def test_export_options(project_file, tmp_path):
    destination = tmp_path / "masks.json"
    ran = run(
        "export", project_file, "coco", destination, "--segmentation", "polygons",
        "--from", 2, "--to", 5, "--track", 1, "--frame-names", "numbered",
    )  # fmt: skip
    assert ran.status == 0, ran.err
    assert len(json.loads(destination.read_text())["images"]) == 4


def test_export_into_a_folder_with_other_files(project_file, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    before = tree(tmp_path)
    assert_fails(run("export", project_file, "davis", tmp_path / "mine"), "mine")
    assert tree(tmp_path) == before


def test_export_without_its_video(project_file, tmp_path):
    moved = tmp_path / "moved.annot"
    moved.write_bytes(project_file.read_bytes())
    clip = project_file.with_name("clip.mp4")
    hidden = clip.rename(clip.with_name("hidden.mp4"))
    try:
        ran = run("export", moved, "coco", tmp_path / "masks.json")
        assert ran.status == 0, ran.err
        assert "numbers" in ran.err
        assert_fails(run("export", moved, "coco", tmp_path / "x.json", "--images"), "clip.mp4")
    finally:
        hidden.rename(clip)


# -- checkpoints ----------------------------------------------------------------------------


def test_checkpoints_list_and_show(checkpoint, monkeypatch, tmp_path):
    (checkpoint.parent / "broken.pth").write_text("no weights")
    monkeypatch.setenv("ANNOTATOR_CHECKPOINTS", str(checkpoint.parent))
    try:
        listed = run("checkpoints", "list", "--json")
        assert listed.status == 0, listed.err
        found = {entry["name"]: entry for entry in listed.json}
        assert found["random"]["architecture"] == "siammask_mobilenetv2"
        assert found["broken"]["problem"]
        assert "random" in run("checkpoints", "list").err
        assert run("checkpoints", "show", "random", "--json").json["path"] == str(checkpoint)
        assert "siammask_mobilenetv2" in run("checkpoints", "show", "random").err
    finally:
        (checkpoint.parent / "broken.pth").unlink()


def test_convert_a_pth(tmp_path, checkpoint):
    import torch
    from safetensors.torch import load_file

    official = tmp_path / "official.pth"
    weights = {f"module.{name}": tensor for name, tensor in load_file(checkpoint).items()}
    torch.save({"epoch": 1, "state_dict": weights}, official)
    written = tmp_path / "converted.safetensors"
    ran = run("checkpoints", "convert", official, written, "--half", "--json")
    assert ran.status == 0, ran.err
    assert ran.json["architecture"] == "siammask_mobilenetv2"
    assert run("info", written, "--json").json["sha256"] == ran.json["sha256"]
    assert_fails(run("checkpoints", "convert", official, written), "exists already")
    assert_fails(run("checkpoints", "convert", official, tmp_path / "a.bin"), ".safetensors")


# -- evaluate -------------------------------------------------------------------------------


@pytest.fixture
def davis_root(tmp_path):
    """One sequence of four frames in the layout of DAVIS 2016."""
    import numpy as np
    from PIL import Image

    root = tmp_path / "DAVIS"
    for name in ("JPEGImages", "Annotations"):
        (root / name / "480p" / "one").mkdir(parents=True)
    (root / "ImageSets").mkdir()
    lines = []
    for index in range(4):
        pixels = np.zeros((48, 64), np.uint8)
        pixels[10:30, 10 + index : 30 + index] = 255
        picture, mask = f"480p/one/{index:05d}.jpg", f"480p/one/{index:05d}.png"
        Image.fromarray(pixels).convert("RGB").save(root / "JPEGImages" / picture)
        Image.fromarray(pixels).save(root / "Annotations" / mask)
        lines.append(f"/JPEGImages/{picture} /Annotations/{mask}\n")
    (root / "ImageSets" / "val.txt").write_text("".join(lines))
    return root


def test_evaluate_results_that_are_there(davis_root):
    truth = davis_root / "Annotations" / "480p"
    ran = run(
        "evaluate", "davis", "--root", davis_root, "--set", "val", "--results", truth, "--json"
    )
    assert ran.status == 0, ran.err
    assert ran.json["J"]["mean"] == pytest.approx(1.0)
    assert "mean" in run("evaluate", "davis", "--root", davis_root, "--results", truth).err


def test_evaluate_a_tracker_and_keep_its_masks(davis_root, checkpoint, tmp_path):
    results, pictures = tmp_path / "results", tmp_path / "pictures"
    ran = run(
        "evaluate", "davis", "--root", davis_root,
        "--tracker", f"{checkpoint}?window_influence=0.3", "--results", results,
        "--pictures", pictures, "--worst", 1, "--threads", 1, "--json",
    )  # fmt: skip
    assert ran.status == 0, ran.err
    truth = davis_root / "Annotations" / "480p" / "one"
    names = sorted(path.name for path in truth.iterdir())
    assert sorted(path.name for path in (results / "one").iterdir()) == names
    more = tmp_path / "more"
    again = run(
        "evaluate", "davis", "--root", davis_root, "--results", results, "--json",
        "--pictures", more,
    )  # fmt: skip
    assert again.json["J"] == ran.json["J"]
    assert again.json["F"] == ran.json["F"]
    (picture,) = pictures.iterdir()
    assert picture.name.startswith("01-one-0000")
    # One of the two frames that count is left out: they show the same failure.
    assert [path.name for path in more.iterdir()] == [picture.name]
    refused = run("evaluate", "davis", "--root", davis_root, "--pictures", pictures)
    assert_fails(refused, "empty folder")


def test_evaluate_what_is_not_there(davis_root, tmp_path):
    assert_fails(run("evaluate", "davis", "--root", tmp_path / "none", "--results", tmp_path))
    arguments = ("evaluate", "davis", "--root", davis_root, "--results", tmp_path)
    assert_fails(run(*arguments, "--set", "test"), "test.txt")


# -- train ----------------------------------------------------------------------------------


def test_train_with_a_wrong_configuration(tmp_path):
    path = tmp_path / "config.toml"
    assert_fails(run("train", path), "config.toml")
    path.write_text("nonsense = [")
    assert_fails(run("train", path), "config.toml")
