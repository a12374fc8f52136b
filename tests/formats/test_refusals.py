"""What importers refuse: one sentence that names the file and the place. And preflight."""

import json
import re

import numpy as np
import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.project import Visibility
from annotator.formats.importing import ImportOptions
from annotator.formats.registry import FORMATS, ExportOptions
from tests.fakes import FakeSource
from tests.formats.projects import make_project

CASES = [
    # format, file in the export, what is replaced (a pattern) by what, what is said
    ("mots", "clip/gt/gt.txt", r"^1 3001", "0 3001", "line 1: there is no frame 0"),
    ("mots", "clip/gt/gt.txt", r"^1 3001 3 40 64", "1 3001 3 40 6400000", "line 1: a picture of"),
    ("mots", "clip/gt/gt.txt", r"^(1 \d+ \d 40 64 ).*", r"\1~~", "line 1: the run-length"),
    ("mots", "clip/gt/gt.txt", r"^(.*)\n", r"\1\n\1\n", "line 2: object 3001 or frame 1 comes twi"),
    ("mots", "clip/gt/gt.txt", r"^1 3001 3 40 64 ", "hello ", "line 1: it is not 'frame id class"),
    ("mots", "clip/seqinfo.ini", "seqLength=6", "seqLength=99999999999", "seqLength is '9999"),
    ("mot", "clip/gt/gt.txt", r"^1,1,", "1,x,", "line 1: the id is 'x'"),
    ("mot", "clip/gt/gt.txt", r"^1,1,(\d+),(\d+),\d+", r"1,1,\1,\2,-5", "line 1: the box is -5 x"),
    ("mot", "clip/gt/gt.txt", r"^1,1,", "1,1,nan,", "line 1"),
    ("vot", "clip/groundtruth_object1.txt", r"^m.*", "", "line 1: the line is empty"),
    ("vot", "clip/groundtruth_object1.txt", r"^m\d+", "m63", "line 1: the mask of 11 x 9 at 63"),
    ("vot", "clip/groundtruth_object1.txt", r"^m.*", "m1,1,2,2,9", "line 1: the run-lengths cover"),
    ("vot", "clip/groundtruth_object1.txt", r"^m.*", "1,2,3", "line 1: 3 numbers are no region"),
    ("vot", "list.txt", "clip", "../clip", "leads out of the folder"),
    ("vot", "list.txt", "clip", "/etc", "leads out of the folder"),
    ("vot", "clip/sequence", "width=64", "width=99999999", "is not possible here"),
    ("vot", "clip/sequence", "length=6", "length=3", "6 regions for 3 frames"),
    ("cvat", "", "<annotations>", "<!DOCTYPE a [<!ENTITY b 'c'>]><annotations>", "it has a DTD"),
    ("cvat", "", "</track>", "</trick>", "mismatched tag (XML)"),
    ("cvat", "", r'points="[^"]*"', 'points="1,2;3"', "the points are '1,2;3'"),
    ("cvat", "", r'points="[^"]*"', 'points="1,2;3,4;1e7,4"', "far outside the picture"),
    ("cvat", "", r'frame="0"', 'frame="-1"', "the frame is '-1'"),
    ("cvat", "", "<width>64", "<width>x", "the width is 'x'"),
    ("cvat-images", "", r'rle="\d+', 'rle="9', "the run-lengths cover"),
    ("cvat-images", "", r'left="\d+"', 'left="60"', "does not lie in the picture"),
    ("cvat-images", "", r'width="64"', 'width="65"', "images have different sizes"),
    ("cvat-images", "", r"<image", "<a><a><a>" * 20 + "<image", "nested too deeply"),
    ("labelme", "labels/00000.json", '"imageWidth": 64', '"imageWidth": 65', "another size"),
    (
        "labelme",
        "labels/00003.json",
        '"mask": "....',
        '"mask": "',
        "shape 1: the picture of the ma",
    ),
    (
        "labelme",
        "labels/00003.json",
        r'"points": \[\n *\[\n *\d+',
        '"points": [[90',
        "shape 1: the mask",
    ),
    ("labelme", "labels/00003.json", '"label"', '"lobel"', "shape 1: it has no label"),
    ("yolo-seg", "labels/val/00002.txt", r"^\d ", "-1 ", "line 1: the class is '-1'"),
    ("yolo-seg", "labels/val/00002.txt", r"^\d .*", "0 0.1 0.2 0.3", "line 1: 3 coordinates are"),
    ("yolo-seg", "labels/val/00002.txt", r"^(\d) \S+", r"\1 7.5", "line 1: a coordinate does not"),
    ("yolo-seg", "tracks.csv", r"00000.txt,1,1", "00000.txt,1,1,1", "line 2: it is not"),
    ("csv", "", r"\n0,", "\n-1,", "line 2: the frame is '-1'"),
    ("csv", "", "visible", "invisible", "visibility is 'invisible'"),
    ("csv", "", "frame,", "fream,", "it has no columns"),
    ("youtube-vis", "", '"length": 6', '"length": 6,', "character"),
    (
        "youtube-vis",
        "",
        r'"segmentations": \[',
        '"segmentations": [null, ',
        "7 entries, the video 6",
    ),
    ("youtube-vis", "", r'"counts": \[\d+', '"counts": [1', "the runs of the mask cover"),
    ("youtube-vis", "", r'"size": \[40', '"size": [41', "the size of the run-lengths is [41, 64]"),
    ("coco", "", '"image_id": 1', '"image_id": 99', "there is no image 99"),
    (
        "coco",
        "",
        r'"width": 64, "height": 40, "v',
        '"width": 65, "height": 40, "v',
        "different sizes",
    ),
    ("coco", "", r'"counts": "', '"counts": "é', "character"),
    ("coco", "", r'"segmentation": \{[^}]*\}', '"segmentation": [[1, 2, 3]]', "three corners"),
    ("youtube-vos", "valid/meta.json", '"videos"', '"vidoes"', "says nothing about the video"),
    ("youtube-vos", "valid/meta.json", r'"1": \{', '"one": {', "object 'one' is not described"),
    ("davis", "frame_map.csv", r"\n1,", "\n0,", "two frames have one source index"),
    ("davis", "frame_map.csv", r"\n1,", "\nx,", "Line 3 of 'frame_map.csv'"),
]


@pytest.mark.parametrize(("name", "file", "old", "new", "said"), CASES)
def test_a_broken_file_is_refused_with_the_place(tmp_path, name, file, old, new, said):
    form = FORMATS[name]
    place = tmp_path / f"data{form.suffix}"
    form.write(make_project(), place)
    path = place / file if file else place
    text = path.read_text("utf-8")
    changed = re.sub(old, new, text, count=1)
    assert changed != text
    path.write_text(changed, "utf-8")
    with pytest.raises(AnnotatorError) as error:
        form.read(place)
    sentence = str(error.value)
    assert said in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("davis", "Annotations/480p/clip/00002.png"),
        ("png-masks", "masks/object001/00002.png"),
        ("mots", "instances/clip/000002.png"),
        ("youtube-vos", "valid/Annotations/clip/00002.png"),
    ],
)
def test_a_damaged_picture_is_named(tmp_path, name, file):
    FORMATS[name].write(make_project(), tmp_path / "out")
    path = tmp_path / "out" / file
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(AnnotatorError, match=f"^'{path.name}' is not a readable PNG"):
        FORMATS[name].read(tmp_path / "out")
    path.write_bytes((tmp_path / "out/report.json").read_bytes())
    with pytest.raises(AnnotatorError, match=f"^'{path.name}' is not a readable PNG"):
        FORMATS[name].read(tmp_path / "out")


def without(track_id, index):
    project = make_project()
    del project.tracks[track_id].observations[index]
    return project


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if not form.needs_video])
def test_every_verifier_finds_missing_and_unexpected_masks(tmp_path, name):
    form, less = FORMATS[name], without(2, 3)
    place = tmp_path / f"data{form.suffix}"
    form.write(less, place)
    assert form.verify(place, less).problems == ()
    assert form.verify(place).problems == ()
    assert form.verify(place, make_project()).problems
    assert form.verify(place, without(1, 3)).problems


def test_sizes_that_a_format_does_not_say(tmp_path):
    FORMATS["yolo-seg"].write(make_project(), tmp_path / "y")
    (tmp_path / "y/report.json").unlink()
    with pytest.raises(AnnotatorError, match="how large pictures are; name the video"):
        FORMATS["yolo-seg"].read(tmp_path / "y")
    FORMATS["yolo-seg"].read(tmp_path / "y", source=FakeSource(6, (64, 40)))


def test_the_base_of_frame_numbers_can_be_said(tmp_path):
    FORMATS["mots-kitti"].write(make_project(), tmp_path / "k")
    text = tmp_path / "k/instances_txt/clip.txt"
    with pytest.raises(AnnotatorError, match="there is no frame 0; frames are numbered 1"):
        FORMATS["mots"].read(text)
    project = FORMATS["mots"].read(text, ImportOptions(first_number=0)).project
    assert set(project.tracks[1].observations) == set(range(6))


def test_foreign_files_without_anything_beside_them(tmp_path):
    """As other tools write them: no names, no identities, boxes and polygons."""
    xml = """<annotations><version>1.1</version><meta><task><size>100</size>
    <start_frame>10</start_frame><frame_filter>step=5</frame_filter>
    <original_size><width>64</width><height>40</height></original_size></task></meta>
    <track id="0" label="car"><box frame="2" outside="0" occluded="1" keyframe="1" xtl="1" ytl="2"
    xbr="11" ybr="8"></box><box frame="4" outside="1" occluded="0" keyframe="1" xtl="1" ytl="2"
    xbr="11" ybr="8"></box></track></annotations>"""
    (tmp_path / "a.xml").write_text(xml)
    project = FORMATS["cvat"].read(tmp_path / "a.xml").project
    (track,) = project.tracks.values()
    ((index, one),) = track.observations.items()
    assert (index, one.visibility) == (20, Visibility.OCCLUDED)
    assert (one.rotated_box.center_x, one.rotated_box.height) == (6, 6)
    assert project.categories[track.category_id].name == "car"
    label = {
        "shapes": [
            {"label": "cat", "points": [[1, 1], [9, 1], [9, 9], [1, 9]], "shape_type": "polygon"},
            {"label": "cat", "points": [[20, 1], [29, 9]], "shape_type": "rectangle"},
            {"label": "tail", "points": [[3, 3], [4, 4]], "shape_type": "line"},
        ],
        "imagePath": "x_07.png",
        "imageHeight": 40,
        "imageWidth": 64,
    }
    (tmp_path / "x_07.json").write_text(json.dumps(label))
    imported = FORMATS["labelme"].read(tmp_path / "x_07.json")
    assert (imported.masks, imported.prompts) == (1, 1)
    assert any("type 'line'" in note for note in imported.notes)
    assert [t.name for t in imported.project.tracks.values()] == ["object 1", "object 2"]
    assert set(imported.project.tracks[1].observations) == {7}
    assert imported.project.tracks[1].observations[7].mask.area == 64


def test_vot_ground_truth_of_the_challenge(tmp_path):
    (tmp_path / "groundtruth.txt").write_text("1,2,10,8\nnan,nan,nan,nan\n5,5,15,5,15,10,5,10\n0\n")
    with pytest.raises(AnnotatorError, match="how large the pictures are"):
        FORMATS["vot"].read(tmp_path)
    back = FORMATS["vot"].read(tmp_path, source=FakeSource(4, (64, 40)))
    seen = back.project.tracks[1].observations
    assert sorted(seen) == [0, 2]
    np.testing.assert_allclose(seen[2].rotated_box.corners()[0], (5, 5))


# Said before


def findings(name, project, **options):
    return [(f.level, f.text) for f in FORMATS[name].preflight(project, ExportOptions(**options))]


def test_what_evaluators_would_refuse_is_said_before():
    project = make_project(tracks=2)
    assert any("car and pedestrian" in text for _, text in findings("mots", project))
    mapped = (("dog", "car"), ("cat", "pedestrian"))
    assert findings("mots", project, category_map=mapped) == []
    named = findings("mots-kitti", project, category_map=mapped, sequence_name="0002")
    assert named == []
    (unnamed,) = findings("mots-kitti", project, category_map=mapped)
    assert "four digits" in unnamed[1]
    late = make_project(tracks=2)
    del late.tracks[2].observations[0]
    assert any("'object 2' is not yet" in text for _, text in findings("vot", late))
    assert findings("vot", project) == []
    project.tracks[2].observations[0] = project.tracks[1].observations[0]
    for name in ("mots", "mots-kitti", "youtube-vos", "png-index", "davis"):
        (refusal,) = [
            t for level, t in findings(name, project, overlaps="refuse") if level == "refuse"
        ]
        assert "'object 1' and 'object 2' share" in refusal
    assert any(
        level == "refuse" for level, _ in findings("coco", project, category_map=(("x", "y"),))
    )


def test_too_many_objects_are_refused_before():
    project = make_project(tracks=254, frames=1)
    for name in ("davis", "youtube-vos", "png-index"):
        assert [level for level, text in findings(name, project) if "253" in text] == ["refuse"]
    for name in ("coco", "png-masks", "mots"):
        assert not any(level == "refuse" for level, _ in findings(name, project))
