"""`annotator import`: what was exported becomes a project again."""

import pytest

from annotator.core.project import Origin
from annotator.formats.project_file import load_project
from annotator.formats.registry import FORMATS
from tests.cli.conftest import FRAMES, assert_fails, run


def test_overlays_need_the_video(project_file, tmp_path):
    ran = run(
        "export", project_file, "overlay", tmp_path / "a.mp4", "--side-by-side", "--no-labels"
    )
    assert ran.status == 0, ran.err
    assert (tmp_path / "a.mp4").stat().st_size > 1000
    assert_fails(run("import", "overlay", tmp_path / "a.mp4", "-o", tmp_path / "x.annot"), "cannot")


def test_boxes_become_prompts(project_file, clip, tmp_path):
    assert run("export", project_file, "mot", tmp_path / "out").status == 0
    ran = run("import", "mot", tmp_path / "out", "-o", tmp_path / "p.annot", "--json")
    assert ran.json["masks"] == 0
    assert ran.json["box_prompts"] > 0


def test_boxes_are_run_at_once(project_file, clip, checkpoint, tmp_path):
    assert run("export", project_file, "mot", tmp_path / "out").status == 0
    arguments = ("import", "mot", tmp_path / "out", "--run-boxes", "--checkpoint", checkpoint)
    assert run(*arguments, "-o", tmp_path / "no.annot").status == 2
    assert not (tmp_path / "no.annot").exists()
    made = tmp_path / "p.annot"
    ran = run(*arguments, "-o", made, "--media", clip, "--json")
    assert ran.status == 0, ran.err
    assert ran.json["boxes_run"] == ran.json["box_prompts"] > 0
    project, problems = load_project(made)
    observations = [o for t in project.tracks.values() for o in t.observations.values()]
    masks = [one for one in observations if one.mask is not None]
    assert problems == ()
    assert len(masks) == ran.json["masks_made"]
    assert len(masks) + sum(one.is_candidate for one in observations) == ran.json["box_prompts"]
    assert all(one.origin is Origin.PROPAGATED and not one.reviewed for one in masks)
    assert all(one.provenance.source == "siammask" for one in masks)


@pytest.mark.parametrize(
    "name", ["coco", "davis", "youtube-vis", "mots", "vot", "cvat", "labelme", "yolo-seg"]
)
def test_there_and_back(project_file, clip, tmp_path, name):
    place, made = tmp_path / f"out{FORMATS[name].suffix}", tmp_path / "made.annot"
    assert run("export", project_file, name, place).status == 0
    ran = run("import", name, place, "-o", made, "--media", clip, "--json")
    assert ran.status == 0, ran.err
    assert ran.json["masks"] + ran.json["box_prompts"] == ran.json["masks"] > 0
    back, problems = load_project(made)
    old, _ = load_project(project_file)
    assert problems == ()
    assert back.media.size_bytes == clip.stat().st_size
    assert back.video.frame_count == FRAMES
    masks = {i: o.mask for i, o in back.tracks[1].observations.items() if o.mask}
    assert masks == {
        i: o.mask for i, o in old.tracks[1].observations.items() if o.mask and not o.mask.is_empty
    }


def test_what_cannot_be_imported(tmp_path, project_file, clip):
    made = tmp_path / "made.annot"
    assert_fails(run("import", "nope", clip, "-o", made), "nope", "coco")
    assert_fails(run("import", "coco", tmp_path / "none.json", "-o", made), "none.json")
    (tmp_path / "text.json").write_text("no json")
    assert_fails(run("import", "coco", tmp_path / "text.json", "-o", made), "character 0")
    assert not made.exists()
    assert run("export", project_file, "davis", tmp_path / "d").status == 0
    assert run("import", "davis", tmp_path / "d", "-o", made).status == 0
    assert_fails(run("import", "davis", tmp_path / "d", "-o", made), "exists already")


def test_categories_are_mapped_on_export(tmp_path, project_file):
    ran = run("export", project_file, "mots", tmp_path / "m", "--category", "object=car", "--json")
    assert ran.status in (0, 1)
    assert run("export", project_file, "mots", tmp_path / "m", "--category", "nonsense").status == 2
