"""What others read: the official tools' own way, written down from their sources.

None of this uses the importers. An export scored against itself must be perfect.
"""

import base64
import configparser
import csv
import io
import json
import math
from dataclasses import replace
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from annotator.core.mask import Mask
from annotator.core.project import Observation, Origin, Visibility
from annotator.evaluation.davis import contour_accuracy, region_similarity
from annotator.formats.registry import FORMATS, ExportOptions
from tests.fakes import FakeSource
from tests.formats.projects import make_project, rich_project


def write(name, project, folder, **options):
    place = folder / f"data{FORMATS[name].suffix}"
    FORMATS[name].write(project, place, ExportOptions(**options))
    return place


def pixels(project, track_id, index):
    one = project.tracks[track_id].observations.get(index)
    if one is None or one.mask is None:
        return np.zeros((project.video.height, project.video.width), bool)
    return one.mask.to_array()


def assert_is(found, project, track_id, index):
    np.testing.assert_array_equal(found, pixels(project, track_id, index))


@pytest.fixture
def project():
    made = rich_project()
    ring = pixels(made, 2, 3)
    ring[13:16, :] &= False
    made.tracks[2].observations[3] = Observation(Mask.from_array(ring), Origin.MANUAL, score=0.5)
    return made


# COCO and YouTube-VIS


def test_coco_scored_against_itself_is_perfect(project, tmp_path, capsys):
    truth = COCO(str(write("coco", project, tmp_path)))
    results = [
        {k: a[k] for k in ("image_id", "category_id", "segmentation")} | {"score": 0.9}
        for a in truth.dataset["annotations"]
    ]
    scorer = COCOeval(truth, truth.loadRes(results), "segm")
    scorer.evaluate()
    scorer.accumulate()
    scorer.summarize()
    assert scorer.stats[0] == 1.0
    capsys.readouterr()


def test_youtube_vis_as_ytvos_reads_it(project, tmp_path):
    """ytvos.py: loadAnns, annToRLE, annToMask; ytvoseval: the IoU of whole tubes."""
    data = json.loads(write("youtube-vis", project, tmp_path).read_text())
    (video,) = data["videos"]
    assert video["length"] == len(video["file_names"]) == 6
    assert all(name.startswith("clip/") for name in video["file_names"])
    for one in data["annotations"]:
        assert {len(one[k]) for k in ("segmentations", "areas", "bboxes")} == {6}
        assert (one["height"], one["width"], one["iscrowd"], one["video_id"]) == (40, 64, 0, 1)
        for index, runs in enumerate(one["segmentations"]):
            if runs is None:
                assert one["areas"][index] is one["bboxes"][index] is None
                assert not pixels(project, one["id"], index).any()
                continue
            assert isinstance(runs["counts"], list), "TrackEval calls frPyObjects on ground truth"
            rle = coco_mask.frPyObjects(runs, 40, 64)
            assert_is(coco_mask.decode(rle).astype(bool), project, one["id"], index)
            assert one["areas"][index] == coco_mask.area(rle)
            assert one["bboxes"][index] == coco_mask.toBbox(rle).tolist()


# DAVIS and YouTube-VOS


def test_davis_scored_against_itself_is_perfect(tmp_path):
    project = make_project(frames=5)
    folder = write("davis", project, tmp_path) / "Annotations/480p/clip"
    frames = [np.array(Image.open(path)) for path in sorted(folder.iterdir())]
    count = int(frames[0].max())
    assert count == 2
    for labels in frames[1:-1]:  # the scorer leaves the first and the last out
        for number in range(1, count + 1):
            one = labels == number
            assert region_similarity(one, one) == 1.0
            assert contour_accuracy(one, one) == 1.0


def test_youtube_vos_as_the_loaders_read_it(project, tmp_path):
    root = write("youtube-vos", project, tmp_path) / "valid"
    meta = json.loads((root / "meta.json").read_text("utf-8"))
    objects = meta["videos"]["clip"]["objects"]
    for number, one in objects.items():
        for path in sorted((root / "Annotations/clip").iterdir()):
            picture = Image.open(path)
            assert picture.mode == "P"
            found = np.array(picture) == int(number)
            assert found.any() == (path.stem in one["frames"])
            assert_is(found, project, int(number), int(path.stem))
        assert one["category"] in ("dog", "cat")
        assert one["frames"] == sorted(one["frames"])


# MOTS and MOT


def mots_tools_load_txt(path):
    """mots_common/io.py, load_txt: objects per frame; one id once, no overlap."""
    objects, tracks, combined = {}, {}, {}
    for line in path.read_text().splitlines():
        fields = line.strip().split(" ")
        frame = int(fields[0])
        assert len(fields) == 6
        assert fields[1] not in tracks.setdefault(frame, set())
        tracks[frame].add(fields[1])
        assert int(fields[2]) in (1, 2, 10)
        mask = {"size": [int(fields[3]), int(fields[4])], "counts": fields[5].encode("utf-8")}
        if frame not in combined:
            combined[frame] = mask
        else:
            both = coco_mask.merge([combined[frame], mask], intersect=True)
            assert coco_mask.area(both) == 0.0
            combined[frame] = coco_mask.merge([combined[frame], mask], intersect=False)
        objects.setdefault(frame, []).append((int(fields[1]), mask))
    return objects


@pytest.mark.parametrize(("name", "first"), [("mots", 1), ("mots-kitti", 0)])
def test_mots_as_mots_tools_reads_it(project, tmp_path, name, first):
    mapping = (("dog", "car"), ("cat", "pedestrian"))
    root = write(name, project, tmp_path, category_map=mapping)
    text = root / ("clip/gt/gt.txt" if first else "instances_txt/clip.txt")
    objects = mots_tools_load_txt(text)
    numbers = {2001: 1, 1001: 2}
    assert {number for found in objects.values() for number, _ in found} == set(numbers)
    for index in range(6):
        path = root / f"instances/clip/{index + first:06d}.png"
        assert len(path.name) == 10
        labels = np.array(Image.open(path))  # load_images_for_folder: np.array(Image.open(...))
        assert labels.dtype in (np.uint16, np.int32)
        found = dict(objects.get(index + first, []))
        for number, track_id in numbers.items():
            assert_is(labels == number, project, track_id, index)
            if number in found:
                decoded = coco_mask.decode(found[number]).astype(bool)
                assert_is(decoded, project, track_id, index)
            else:
                assert not (labels == number).any()
    if first:
        info = configparser.ConfigParser()
        info.read(root / "clip/seqinfo.ini")
        assert int(info["Sequence"]["seqLength"]) == 6
        assert (root / "seqmap.txt").read_text() == "name\nclip\n"
    else:
        assert (root / "seqmap.txt").read_text().split() == ["clip", "empty", "000000", "000005"]


def test_mot_as_trackeval_reads_it(project, tmp_path):
    """mot_challenge_2d_box.py: columns by position, 1-based frames and corners."""
    root = write("mot", project, tmp_path) / "clip"
    rows = list(csv.reader((root / "gt/gt.txt").open()))
    assert {len(row) for row in rows} == {9}
    data = np.array(rows, float)
    assert len({(row[0], row[1]) for row in data}) == len(data) == 11
    for frame, number, left, top, width, height, active, kind, visible in data:
        y, x = np.nonzero(pixels(project, int(number), int(frame) - 1))
        assert (left - 1, top - 1) == (x.min(), y.min())
        assert (width, height) == (x.max() - x.min() + 1, y.max() - y.min() + 1)
        track = project.tracks[int(number)]
        labels = (root / "gt/labels.txt").read_text().splitlines()
        assert labels[int(kind) - 1] == project.categories[track.category_id].name
        one = track.observations[int(frame) - 1]
        assert (visible < 1) == (one.visibility is Visibility.OCCLUDED)
        assert active == 1


# VOT


def vot_mask(string):
    """vot/region/io.py: create_mask_from_string and rle_to_mask, without numba."""
    elements = [int(element) for element in string]
    left, top, width, height = elements[:4]
    mask = np.zeros(width * height, np.uint8)
    position = 0
    for number, run in enumerate(elements[4:]):
        if number % 2:
            mask[position : position + run] = 1
        position += run
    assert position == width * height
    return mask.reshape(height, width), (left, top)


def vot_region(line):
    """parse_region: "mask", "special", "rectangle" or "polygon", and its values."""
    if line[0] == "m":
        return "mask", vot_mask(line[1:].split(","))
    tokens = [float(token) for token in line.split(",")]
    if any(map(math.isnan, tokens)) or len(tokens) == 1:
        return "special", tokens
    return ("rectangle" if len(tokens) == 4 else "polygon"), tokens


def test_vot_as_the_toolkit_reads_it(project, tmp_path):
    root = write("vot", project, tmp_path) / "clip"
    truths = sorted(root.glob("groundtruth_*.txt"))
    assert [path.name[12:-4] for path in truths] == ["object1", "object2"]
    assert (tmp_path / "data/list.txt").read_text() == "clip\n"
    facts = dict(line.split("=") for line in (root / "sequence").read_text().splitlines())
    assert facts["channels.color"] == "color/%08d.jpg"
    assert (facts["width"], facts["height"], facts["length"]) == ("64", "40", "6")
    for number, path in enumerate(truths, start=1):
        lines = path.read_text().splitlines()
        assert len(lines) == 6
        for index, line in enumerate(lines):
            kind, value = vot_region(line)
            whole = np.zeros((40, 64), bool)
            if kind == "mask":
                mask, (left, top) = value
                assert mask.any(axis=0).all() or mask[:, [0, -1]].any()
                whole[top : top + mask.shape[0], left : left + mask.shape[1]] = mask
            else:
                assert line == "0"
            assert_is(whole, project, number, index)
    tags = {path.stem: path.read_text().split() for path in root.glob("*.tag")}
    assert tags == {
        "occlusion_object1": ["0", "1", "0", "0", "0", "0"],
        "out_of_view_object1": ["0", "0", "0", "1", "0", "0"],
    }
    values = [float(line) for line in (root / "score_object1.value").read_text().split()]
    assert len(values) == 6
    assert values[1] == 0.25
    assert math.isnan(values[0])


def test_vot_boxes(project, tmp_path):
    root = write("vot-rectangle", project, tmp_path / "") / "clip"
    for index, line in enumerate((root / "groundtruth_object2.txt").read_text().splitlines()):
        kind, (x, y, width, height) = vot_region(line)
        ys, xs = np.nonzero(pixels(project, 2, index))
        assert kind == "rectangle"
        assert (x, y, x + width, y + height) == (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
    (tmp_path / "turned").mkdir()
    root = write("vot-polygon", project, tmp_path / "turned") / "clip"
    lines = (root / "groundtruth_object1.txt").read_text().splitlines()
    kind, values = vot_region(lines[4])
    corners = project.tracks[1].observations[4].rotated_box.corners()
    assert kind == "polygon"
    np.testing.assert_allclose(np.reshape(values, (4, 2)), corners, atol=1e-3)


# CVAT


def cvat_rle(text, width, height):
    """cvat: runs over the rows of the crop, zeros first."""
    values = [int(part) for part in text.split(", ")]
    flat = [value for i, run in enumerate(values) for value in [i % 2] * run]
    return np.array(flat, bool).reshape(height, width)


def test_cvat_images_as_its_documentation_says(project, tmp_path):
    root = ElementTree.parse(write("cvat-images", project, tmp_path)).getroot()
    assert root.tag == "annotations"
    assert root.find("version").text == "1.1"
    names = [label.find("name").text for label in root.find("meta/task/labels")]
    assert names == ["dog", "cat"]
    seen = 0
    for index, image in enumerate(root.findall("image")):
        assert (image.get("id"), image.get("width"), image.get("height")) == (
            f"{index}",
            "64",
            "40",
        )
        for mask in image.findall("mask"):
            left, top = int(mask.get("left")), int(mask.get("top"))
            width, height = int(mask.get("width")), int(mask.get("height"))
            whole = np.zeros((40, 64), bool)
            whole[top : top + height, left : left + width] = cvat_rle(
                mask.get("rle"), width, height
            )
            assert_is(whole, project, int(mask.get("group_id")), index)
            seen += 1
    assert seen == 11


def test_cvat_tracks_end_where_the_object_is_gone(project, tmp_path):
    root = ElementTree.parse(write("cvat", project, tmp_path)).getroot()
    for track in root.findall("track"):
        assert track.get("label") in ("dog", "cat")
        shapes = {int(s.get("frame")): s for s in track.findall("polygon")}
        assert {s.get("keyframe") for s in shapes.values()} == {"1"}
        is_shown = False
        for index in range(6):
            if index in shapes:
                is_shown = shapes[index].get("outside") == "0"
            mask = pixels(project, int(track.get("id")), index)
            assert is_shown == mask.any()
            if is_shown:
                points = [
                    float(v) for p in shapes[index].get("points").split(";") for v in p.split(",")
                ]
                rle = coco_mask.merge(coco_mask.frPyObjects([points], 40, 64))
                np.testing.assert_array_equal(coco_mask.decode(rle).astype(bool), mask)


# labelme and YOLO


def test_labelme_as_its_label_file_reads_it(project, tmp_path):
    files = sorted((write("labelme", project, tmp_path) / "labels").iterdir())
    assert len(files) == 6
    for index, path in enumerate(files):
        data = json.loads(path.read_text("utf-8"))
        assert {"version", "flags", "shapes", "imagePath", "imageData"} <= data.keys()
        assert (data["imageHeight"], data["imageWidth"]) == (40, 64)
        for shape in data["shapes"]:
            assert set(shape) == {
                *("label", "points", "group_id", "description", "shape_type", "flags", "mask")
            }
            assert all(isinstance(value, bool) for value in shape["flags"].values())
            (x1, y1), (x2, y2) = shape["points"]
            crop = np.array(Image.open(io.BytesIO(base64.b64decode(shape["mask"])))).astype(bool)
            assert crop.shape == (y2 - y1 + 1, x2 - x1 + 1)
            whole = np.zeros((40, 64), bool)
            whole[y1 : y2 + 1, x1 : x2 + 1] = crop
            assert_is(whole, project, shape["group_id"], index)


def test_yolo_as_ultralytics_fills_it(tmp_path):
    """polygon2mask: coordinates times size, to int32, cv2.fillPoly (which also paints the edge)."""
    project = make_project(frames=3, size=(320, 200))
    root = write("yolo-seg", project, tmp_path)
    with (root / "tracks.csv").open() as file:
        tracks = {
            (r["label_file"], int(r["line"])): int(r["track_id"]) for r in csv.DictReader(file)
        }
    seen = 0
    for path in sorted((root / "labels/val").iterdir()):
        for line, text in enumerate(path.read_text().splitlines(), start=1):
            kind, *values = text.split()
            points = np.array(values, float).reshape(-1, 2)
            assert 0 <= points.min() <= points.max() <= 1
            canvas = np.zeros((200, 320), np.uint8)
            corners = np.asarray(points * (320, 200), np.int32)
            cv2.fillPoly(canvas, [corners], 1)
            mask = pixels(project, tracks[path.name, line], int(path.stem))
            assert not (mask & ~canvas.astype(bool)).any()
            assert canvas.sum() - mask.sum() <= 2 * (np.ptp(corners, axis=0).sum() + 2)
            assert int(kind) == project.tracks[tracks[path.name, line]].category_id - 1
            seen += 1
    assert seen == 6
    text = (root / "data.yaml").read_text()
    assert 'names:\n  0: "dog"\n  1: "cat"\n' in text


def test_yolo_with_a_line_for_each_part(tmp_path):
    project = make_project(frames=2)
    apart = np.zeros((40, 64), bool)
    apart[2:9, 3:12] = apart[20:30, 40:60] = apart[30, 60] = True
    apart[4:6, 5:8] = False
    one = project.tracks[1].observations[0]
    project.tracks[1].observations[0] = replace(one, mask=Mask.from_array(apart))
    FORMATS["yolo-seg"].write(project, tmp_path / "out", ExportOptions(parts="split"))
    lines = (tmp_path / "out/labels/val/00000.txt").read_text().splitlines()
    rows = (tmp_path / "out/tracks.csv").read_text().splitlines()[1:5]
    assert len(lines) == 4
    assert [row.split(",")[1:] for row in rows] == [["1", "1"], ["2", "1"], ["3", "1"], ["4", "2"]]
    areas = []
    for line in lines[:3]:
        points = np.array(line.split()[1:], float).reshape(-1, 2) * (64, 40)
        filled = coco_mask.frPyObjects([points.ravel().tolist()], 40, 64)
        areas.append(int(coco_mask.area(filled)[0]))
    assert areas == [7 * 9 - 6, 200, 1]
    back = FORMATS["yolo-seg"].read(tmp_path / "out", source=FakeSource(2, (64, 40)))
    assert back.project.tracks[1].observations[0].mask == Mask.from_array(apart)


# Table and pictures


def test_the_table_says_everything_but_the_mask(project, tmp_path):
    with write("csv", project, tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    for row in rows:
        one = project.tracks[int(row["object"])].observations[int(row["frame"])]
        assert row["visibility"] == one.visibility.value
        assert int(row["area"]) == (one.mask.area if one.mask else 0)
        assert (row["score"] == "") == (one.score is None)
        assert row["origin"] == one.origin.value
        assert row["time_s"] == f"{int(row['frame']) / 25:.6f}"
    assert [float(rows[8][key]) for key in ("center_x", "angle_degrees")] == [10.25, -33.125]


def test_pictures_per_object(project, tmp_path):
    root = write("png-masks", project, tmp_path) / "masks"
    for track_id in (1, 2):
        for index in range(6):
            picture = Image.open(root / f"object{track_id:03d}/{index:05d}.png")
            assert picture.mode == "L"
            array = np.array(picture)
            assert set(np.unique(array)) <= {0, 255}
            assert_is(array == 255, project, track_id, index)


def test_cvat_holds_attributes_as_its_documentation_says(tmp_path):
    project = rich_project()
    root = ElementTree.parse(write("cvat", project, tmp_path)).getroot()
    labels = root.findall("meta/task/labels/label")
    asked = labels[0].findall("attributes/attribute")
    assert [one.findtext("name") for one in asked] == ["pose & gait", "weight", "chipped", "breed"]
    assert [one.findtext("mutable") for one in asked] == ["True", "False", "False", "False"]
    kinds = [one.findtext("input_type") for one in asked]
    assert kinds == ["select", "number", "checkbox", "text"]
    assert asked[0].findtext("values").split("\n") == ["stands", "犬 runs"]
    assert asked[1].findtext("default_value") == "4.5"
    for label in labels:  # CVAT's form: minimum < maximum, 0 < step, all values on a step
        weight = label.findall("attributes/attribute")[1]
        lowest, highest, step = map(float, weight.findtext("values").split("\n"))
        is_heavy = label is labels[project.tracks[1].category_id - 1]
        assert lowest < highest
        assert 0 < step <= highest - lowest
        for value in (4.5, 12.25) if is_heavy else (4.5,):
            assert lowest <= value <= highest
            assert math.isclose((value - lowest) / step, round((value - lowest) / step))

    def answers(shape):
        return {one.get("name"): one.text for one in shape.findall("attribute")}

    track = next(one for one in root.findall("track") if one.get("id") == "1")
    by_frame = {int(one.get("frame")): answers(one) for one in track.findall("polygon")}
    constant = {"weight": "12.25", "chipped": "true", "breed": "<poodle>"}
    assert by_frame[0] == {"pose & gait": "stands", **constant}
    assert by_frame[2] == {"pose & gait": "犬 runs", **constant}
    assert by_frame[4] == {"pose & gait": "stands", **constant}
    root = ElementTree.parse(write("cvat-images", project, tmp_path)).getroot()
    third = root.findall("image")[2].findall("mask")
    assert {one.get("group_id"): answers(one).get("pose & gait") for one in third} == {
        "1": "犬 runs",
        "2": "stands",
    }
