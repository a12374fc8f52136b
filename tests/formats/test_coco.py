"""COCO: what pycocotools reads is what the project holds; what it cannot take is said."""

import contextlib
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Category, MediaRef, Observation, Origin
from annotator.formats.coco_verify import index_dataset, is_read_as, with_holes_filled
from annotator.formats.registry import FORMATS, ExportError, ExportOptions
from annotator.formats.reports import ProblemList
from tests.fakes import FakeSource
from tests.formats.projects import RUN, ellipse, make_project, rich_project

WRITE = FORMATS["coco"].write
VERIFY = FORMATS["coco"].verify


def load(path: Path) -> COCO:
    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(path))


def ring_project(**kind: Any):
    """One object: a ring with an island in it, an ellipse, two parts, a pixel, the full frame."""
    project = make_project(frames=5, tracks=1, size=(61, 43))
    height, width = 43, 61
    ring = ellipse(height, width, (30, 20), (18, 14)) & ~ellipse(height, width, (30, 20), (9, 7))
    two = ellipse(height, width, (10, 10), (6, 5)) | ellipse(height, width, (50, 30), (5, 8))
    pixel = np.zeros((height, width), bool)
    pixel[42, 60] = True
    shapes = [
        ring | ellipse(height, width, (30, 20), (2, 2)),
        ellipse(height, width, (5, 2), (20, 9)),
        two,
        pixel,
        np.ones((height, width), bool),
    ]
    for index, pixels in enumerate(shapes):
        project.tracks[1].observations[index] = Observation(
            Mask.from_array(pixels), Origin.MANUAL, **kind
        )
    return project


@pytest.mark.parametrize("segmentation", ["rle", "polygons"])
def test_pycocotools_reads_every_mask_exactly(tmp_path, segmentation):
    project = ring_project()
    path = tmp_path / "a.json"
    report = WRITE(project, path, ExportOptions(segmentation=segmentation))
    coco = load(path)
    assert report.verified_with == "pycocotools"
    for index, observation in project.tracks[1].observations.items():
        (annotation,) = coco.imgToAnns[index + 1]
        np.testing.assert_array_equal(
            coco.annToMask(annotation).astype(bool), observation.mask.to_array()
        )
        assert annotation["area"] == observation.mask.area
        x, y = observation.mask.to_array().nonzero()[::-1]
        assert annotation["bbox"] == [
            x.min(), y.min(), x.max() - x.min() + 1, y.max() - y.min() + 1
        ]  # fmt: skip
    kinds = [type(coco.imgToAnns[i][0]["segmentation"]) for i in range(1, 6)]
    if segmentation == "rle":
        assert kinds == [dict] * 5
        assert report.warnings == ()
    else:
        assert kinds == [dict, list, list, list, list], "a hole makes it run-lengths"
        assert len(coco.imgToAnns[3][0]["segmentation"]) == 2
        assert "1 masks have holes" in report.warnings[0]


def test_holes_are_filled_only_when_asked(tmp_path):
    project = ring_project()
    options = ExportOptions(segmentation="polygons", holes="fill")
    report = WRITE(project, tmp_path / "a.json", options)
    coco = load(tmp_path / "a.json")
    ring = project.tracks[1].observations[0].mask
    found = Mask.from_array(coco.annToMask(coco.anns[1]))
    assert found == with_holes_filled(ring)
    assert found.area > ring.area
    assert coco.anns[1]["area"] == found.area
    assert any(f"{found.area - ring.area} pixels more" in text for text in report.warnings)
    assert any(
        "differs: 0 pixels are missing" in text
        for text in VERIFY(tmp_path / "a.json", project).problems
    )


def test_the_evaluator_scores_an_export_against_itself_as_perfect(tmp_path):
    project = make_project(frames=4, tracks=3)
    WRITE(project, tmp_path / "a.json")
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(tmp_path / "a.json"))
        results = [
            {
                "image_id": one["image_id"],
                "category_id": one["category_id"],
                "segmentation": one["segmentation"],
                "score": 0.9,
            }
            for one in truth.dataset["annotations"]
        ]
        evaluation = COCOeval(truth, truth.loadRes(results), "segm")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    assert evaluation.stats[0] == pytest.approx(1.0)


def test_what_coco_does_not_know_is_in_extra_keys(tmp_path):
    project = rich_project()
    WRITE(project, tmp_path / "a.json")
    data = json.loads((tmp_path / "a.json").read_text("ascii"))
    assert data["info"]["description"] == "clip"
    assert data["licenses"] == []
    assert [image["frame_index"] for image in data["images"]] == list(range(6))
    assert data["images"][3]["absent"] == [{"track_id": 1, "visibility": "out_of_view"}]
    assert data["images"][0]["file_name"] == "00000.jpg"
    assert data["videos"][0]["frame_count"] == 6
    first = {a["image_id"]: a for a in data["annotations"] if a["track_id"] == 1}
    assert first[2]["attributes"] == {
        "origin": "merged", "occluded": True, "reviewed": True, "locked": False, "flagged": False
    }  # fmt: skip
    assert first[2]["score"] == 0.25
    assert "score" not in first[1]
    assert first[5]["rotated_box"] == [10.25, 8.5, 12.0, 6.75, -33.125]
    by_id = {one["id"]: one for one in data["provenance"]}
    assert by_id[first[6]["provenance_id"]] == {
        "id": first[6]["provenance_id"],
        "source": "siammask",
        "checkpoint": "light",
        "checkpoint_hash": "ab12",
        "run_id": "run-1",
        "seed_frame": 0,
        "direction": "forward",
        "created_at": RUN.created_at,
        "edits": 0,
    }
    assert [a["id"] for a in data["annotations"]] == list(range(1, 12))
    assert {a["iscrowd"] for a in data["annotations"]} == {0}


def test_empty_masks_are_left_out(tmp_path):
    project = make_project(frames=3, tracks=1)
    project.tracks[1].observations[1] = Observation(Mask.empty(40, 64), Origin.MANUAL)
    report = WRITE(project, tmp_path / "a.json")
    assert report.masks == 2
    data = json.loads((tmp_path / "a.json").read_text())
    assert [a["image_id"] for a in data["annotations"]] == [1, 3]
    assert data["images"][1]["absent"] == [{"track_id": 1, "visibility": "visible"}]


def test_overlaps_are_kept(tmp_path):
    project = make_project(frames=2, tracks=2)
    project.tracks[2].observations = dict(project.tracks[1].observations)
    report = WRITE(project, tmp_path / "a.json", ExportOptions(overlaps="refuse"))
    assert report.masks == 4


def test_numpy_numbers_are_written_as_numbers(tmp_path):
    project = make_project(frames=2, tracks=1)
    observation = project.tracks[1].observations[1]
    project.tracks[1].observations[1] = replace(
        observation, score=np.float32(0.5), provenance=replace(RUN, seed_frame=np.int64(0))
    )
    WRITE(project, tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text())["annotations"][1]["score"] == 0.5


def test_what_is_no_number_is_left_out(tmp_path):
    project = make_project(frames=2, tracks=1)
    observation = project.tracks[1].observations[1]
    project.tracks[1].observations[1] = replace(
        observation, score=float("nan"), rotated_box=RotatedBox(1, 2, float("inf"), 4, 5)
    )
    WRITE(project, tmp_path / "a.json")
    annotation = json.loads((tmp_path / "a.json").read_text())["annotations"][1]
    assert not {"score", "rotated_box"} & annotation.keys()


class NamedSource(FakeSource):
    """A folder of pictures."""

    def name(self, frame_index: int) -> str:
        return f"img {frame_index:03d}"


def test_pictures_of_a_folder_keep_their_names(tmp_path):
    project = make_project(frames=3)
    folder = tmp_path / "frames"
    folder.mkdir()
    for index in range(3):
        (folder / f"img {index:03d}.png").write_bytes(b"")
    project.media = MediaRef(str(folder), 0, "", "folder")
    for options, names in [
        (ExportOptions(), ["img 000.png", "img 001.png", "img 002.png"]),
        (ExportOptions(frame_names="numbered", first_frame=1), ["00000.jpg", "00001.jpg"]),
        (ExportOptions(include_images=True), ["img 000.jpg", "img 001.jpg", "img 002.jpg"]),
    ]:
        WRITE(project, tmp_path / "a.json", options, source=NamedSource(3, (64, 40)))
        images = json.loads((tmp_path / "a.json").read_text())["images"]
        assert [image["file_name"] for image in images] == names
        assert [image["id"] for image in images][-1] == 3


def test_two_categories_of_one_name_are_mentioned(tmp_path):
    project = make_project()
    project.categories[2] = Category(2, "dog")
    findings = FORMATS["coco"].preflight(project, ExportOptions())
    assert [(f.level, "Two categories" in f.text) for f in findings] == [("warn", True)]


def test_nothing_is_printed(tmp_path, capsys):
    WRITE(make_project(), tmp_path / "a.json")
    VERIFY(tmp_path / "a.json")
    assert capsys.readouterr() == ("", "")


# Verifying files of any origin


@pytest.fixture
def exported(tmp_path) -> tuple[Path, dict[str, Any]]:
    WRITE(make_project(frames=3), tmp_path / "a.json")
    return tmp_path / "a.json", json.loads((tmp_path / "a.json").read_text())


def problems_after(exported, change) -> tuple[str, ...]:
    path, data = exported
    change(data)
    path.write_text(json.dumps(data))
    return VERIFY(path).problems


def test_a_good_file_has_no_problems(exported):
    report = VERIFY(exported[0], make_project(frames=3))
    assert report.problems == ()
    assert report.checked == 6


CHANGES = [
    (lambda d: d["annotations"][0].update(id=0), "takes 0 for unmatched"),
    (lambda d: d["annotations"][1].update(id=1), "id 1 is used twice"),
    (lambda d: d["annotations"][1].update(id=True), "not a whole number"),
    (lambda d: d["annotations"][1].update(image_id=99), "image that is not in the file"),
    (lambda d: d["annotations"][1].update(category_id=99), "category that is not in the file"),
    (lambda d: d["annotations"][1].update(category_id=[1]), "category that is not in the file"),
    (lambda d: d["annotations"][1].update(iscrowd=2), "no iscrowd of 0 or 1"),
    (lambda d: d["annotations"][1].update(area=3), "area is 3, the mask has"),
    (lambda d: d["annotations"][1].update(bbox=[0, 0, 1, 1]), "bbox is"),
    (lambda d: d["annotations"][1].update(segmentation=None), "has no segmentation"),
    (lambda d: d["annotations"][1].update(segmentation=[]), "has no segmentation"),
    (lambda d: d["annotations"][1].update(segmentation=[[1, 2, 3, 4]]), "at least six numbers"),
    (lambda d: d["annotations"][1].update(segmentation=[1, 2, 3, 4, 5, 6]), "at least six"),
    (lambda d: d["annotations"][1].update(segmentation=[[0, 0, 9e9, 0, 9, 9]]), "far outside"),
    (lambda d: d["annotations"][1].update(segmentation=[[0, 0, "x", 0, 9, 9]]), "no number"),
    (lambda d: d["annotations"][1]["segmentation"].update(size=[64, 40]), r"\[height, width\]"),
    (lambda d: d["annotations"][1]["segmentation"].update(size=[10**9, 10**9]), "not possible"),
    (lambda d: d["annotations"][1]["segmentation"].update(counts="P" * 500), "runs|run-length"),
    (lambda d: d["annotations"][1]["segmentation"].update(counts=[3, 4]), "cover 7 pixels"),
    (lambda d: d["annotations"][1]["segmentation"].update(counts=[-5, 2565]), "none negative"),
    (lambda d: d["annotations"][1]["segmentation"].update(counts="\u0100"), "characters"),
    (lambda d: d["annotations"][1]["segmentation"].update(counts=[2560]), "mask is empty"),
    (lambda d: d["images"][0].update(width=-64, height=-40), "no usable width"),
    (lambda d: d["images"][0].update(width=2**40), "no usable width"),
    (lambda d: d["images"][0].update(file_name="../../etc/passwd"), "lies outside"),
    (lambda d: d["images"][0].pop("file_name"), "no file_name"),
    (lambda d: d["images"][1].update(id=1), "id 1 is used twice"),
    (lambda d: d.pop("info"), '"info" is missing'),
    (lambda d: d.update(categories={}), '"categories" is not a list'),
    (lambda d: d["annotations"].append(7), "annotations have no whole numbers"),
]


@pytest.mark.parametrize(("change", "message"), CHANGES)
def test_what_is_wrong_is_named(exported, change, message):
    problems = problems_after(exported, change)
    assert any(re.search(message, text) for text in problems), problems


def test_what_pycocotools_reads_is_compared_by_its_runs(exported):
    _, dataset = exported
    coco = index_dataset(dataset, ProblemList())
    one, other = dataset["annotations"][:2]
    mask = Mask.from_coco(one["segmentation"])
    assert is_read_as(coco, one, mask)
    assert not is_read_as(coco, one, Mask.from_coco(other["segmentation"]))
    assert not is_read_as(coco, one, Mask.from_array(mask.to_array()[:, ::-1]))
    height, width = one["segmentation"]["size"]
    turned = {"size": [width, height], "counts": one["segmentation"]["counts"]}
    assert not is_read_as(coco, one | {"segmentation": turned}, mask)


def test_the_same_pixels_in_other_runs_are_no_difference(exported):
    path, dataset = exported
    for annotation in dataset["annotations"]:
        segmentation = annotation["segmentation"]
        first, *rest = Mask.from_coco(segmentation).runs.tolist()
        segmentation["counts"] = [first - 1, 0, 1, *rest]
    path.write_text(json.dumps(dataset))
    assert VERIFY(path, make_project(frames=3)).problems == ()


def test_polygons_may_have_their_own_area(exported):
    def change(data):
        corners = [2.5, 2.5, 20.5, 2.5, 20.5, 12.5, 2.5, 12.5]
        data["annotations"][0].update(
            segmentation=[corners], area=180.0, bbox=[2.5, 2.5, 18.0, 10.0]
        )

    assert problems_after(exported, change) == ()


def test_other_files_are_refused_in_words(tmp_path):
    cases = {
        "not JSON .*decode": b"\x89PNG",
        "is not JSON: Expecting value in line 1": b'{"images": [',
        "not a COCO instances file": b"[1, 2]",
        "no images and annotations": b'{"images": []}',
        "not JSON .*recursion": b"[" * 200_000,
    }
    for message, content in cases.items():
        (tmp_path / "a.json").write_bytes(content)
        with pytest.raises(ExportError, match=message):
            VERIFY(tmp_path / "a.json")
    with pytest.raises(ExportError, match="is a folder"):
        VERIFY(tmp_path)
    with pytest.raises(ExportError, match="cannot be read: no such file"):
        VERIFY(tmp_path / "none.json")


def test_differences_from_the_project_are_named(exported):
    path, data = exported
    project = make_project(frames=3)
    seen = project.tracks[1].observations
    shifted = np.roll(seen[1].mask.to_array(), 1, axis=1)
    seen[1] = replace(seen[1], mask=Mask.from_array(shifted))
    del seen[2]
    data["annotations"] = [
        a for a in data["annotations"] if (a["image_id"], a["track_id"]) != (1, 2)
    ]
    del data["annotations"][-1]["track_id"]
    path.write_text(json.dumps(data))
    problems = " ".join(VERIFY(path, project).problems)
    assert "'object 1' in frame 2: the mask differs: 9 pixels are missing, 9 are" in problems
    assert "'object 2' in frame 1 is not in the file" in problems
    assert "object 1 in frame 3 is not in the project" in problems
    assert "does not say which frame and object" in problems


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "size", "counts", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_file_crashes_the_verifier(exported, data):
    path, original = exported
    dataset = json.loads(json.dumps(original))
    for _ in range(data.draw(st.integers(1, 3))):
        table = dataset[data.draw(st.sampled_from(["images", "annotations", "categories"]))]
        item = table[data.draw(st.integers(0, len(table) - 1))]
        key = data.draw(st.sampled_from(sorted(item)))
        value = data.draw(json_values)
        if key == "segmentation" and isinstance(item[key], dict) and data.draw(st.booleans()):
            item[key] = item[key] | {data.draw(st.sampled_from(["size", "counts"])): value}
        else:
            item[key] = value
    path.write_text(json.dumps(dataset))
    VERIFY(path, make_project(frames=3))
