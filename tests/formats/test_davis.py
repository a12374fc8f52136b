"""DAVIS: every frame, the right kind of PNG, each object's pixels, and what scorers refuse."""

import re
from dataclasses import replace
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest
from PIL import Image

from annotator.core.mask import Mask
from annotator.core.palette import davis_palette
from annotator.core.project import Observation, Origin, Project, Track
from annotator.formats.png import encode_png
from annotator.formats.registry import FORMATS, ExportError, ExportOptions
from annotator.formats.staging import read_report
from tests.formats.projects import make_project, moving_ellipse, rich_project

WRITE = FORMATS["davis"].write
VERIFY = FORMATS["davis"].verify


def annotations(root: Path, sequence: str = "clip") -> Path:
    return root / "Annotations" / "480p" / sequence


def square(left: int, top: int, side: int, size: tuple[int, int] = (64, 40)) -> Mask:
    pixels = np.zeros((size[1], size[0]), bool)
    pixels[top : top + side, left : left + side] = True
    return Mask.from_array(pixels)


def squares(*frames: dict[int, Mask]) -> Project:
    """A project whose frames hold these masks, by track id."""
    ids = sorted({track_id for frame in frames for track_id in frame})
    project = make_project(frames=len(frames), tracks=0)
    project.next_track_id = max(ids) + 1
    for track_id in ids:
        seen = {
            index: Observation(frame[track_id], Origin.MANUAL)
            for index, frame in enumerate(frames)
            if track_id in frame
        }
        project.tracks[track_id] = Track(
            track_id, f"object {track_id}", 1, (1, 2, 3), observations=seen
        )
    return project


def test_the_layout_and_the_pictures_are_those_of_davis(tmp_path):
    project = rich_project()
    report = WRITE(project, tmp_path / "out")
    folder = annotations(tmp_path / "out")
    assert sorted(p.name for p in folder.iterdir()) == [f"{i:05d}.png" for i in range(6)]
    assert (tmp_path / "out/ImageSets/2017/val.txt").read_text() == "clip\n"
    assert report.export_ids == {1: 1, 2: 2}
    for index, path in enumerate(sorted(folder.iterdir())):
        with Image.open(path) as image:
            assert image.mode == "P"
            assert image.size == (64, 40)
            assert bytes(image.getpalette()) == davis_palette()
            labels = np.array(image)
        for track_id, track in project.tracks.items():
            mask = track.observations[index].mask
            expected = mask.to_array() if mask is not None else np.zeros((40, 64), bool)
            np.testing.assert_array_equal(labels == track_id, expected)


def test_colours_are_those_that_every_viewer_shows(tmp_path):
    WRITE(make_project(), tmp_path / "out")
    picture = imageio.imread(annotations(tmp_path / "out") / "00000.png", mode="RGB")
    assert {tuple(c) for c in picture.reshape(-1, 3)} == {(0, 0, 0), (128, 0, 0), (0, 128, 0)}


def test_an_absent_object_leaves_an_empty_frame(tmp_path):
    project = make_project(frames=4, tracks=1)
    project.tracks[1].observations = {0: project.tracks[1].observations[0]}
    WRITE(project, tmp_path / "out")
    last = np.array(Image.open(annotations(tmp_path / "out") / "00003.png"))
    assert last.shape == (40, 64)
    assert not last.any()


def test_ids_are_contiguous_whatever_the_track_ids(tmp_path):
    frame = {9: square(0, 0, 5), 4: square(20, 0, 5), 7: square(40, 0, 5)}
    project = squares(frame, frame, frame)
    report = WRITE(project, tmp_path / "out")
    assert report.export_ids == {4: 1, 7: 2, 9: 3}
    labels = np.array(Image.open(annotations(tmp_path / "out") / "00001.png"))
    assert (labels[0, 0], labels[0, 20], labels[0, 40]) == (3, 1, 2)
    stored = read_report(tmp_path / "out" / "report.json")
    assert stored["objects"][2] == {
        "track_id": 9,
        "export_id": 3,
        "name": "object 9",
        "category": "dog",
        "supercategory": "animal",
        "color": [1, 2, 3],
    }
    assert VERIFY(tmp_path / "out", project).problems == ()


def test_an_object_that_is_hidden_at_first_is_said_before():
    hidden = {1: square(2, 2, 5), 2: square(0, 0, 9)}
    apart = {1: square(20, 0, 5), 2: square(0, 0, 9)}
    findings = FORMATS["davis"].preflight(squares(hidden, apart, apart), ExportOptions())
    assert any("'object 1' start later. Export from frame 2 on, or" in f.text for f in findings)
    never_both = squares({1: square(0, 0, 5)}, {2: square(0, 0, 5)})
    findings = FORMATS["davis"].preflight(never_both, ExportOptions())
    assert any("'object 2' start later. Export each object alone" in f.text for f in findings)


def test_objects_without_a_mask_take_no_id(tmp_path):
    project = make_project(frames=3, tracks=3)
    project.tracks[2].observations = {0: Observation(None, Origin.MANUAL)}
    assert WRITE(project, tmp_path / "out").export_ids == {1: 1, 3: 2}


def test_the_upper_layer_has_the_pixels(tmp_path):
    frames = [{1: square(0, 0, 20), 2: square(10, 10, 20)}] * 3
    project = squares(*frames)
    for order, expected in (((1, 2), 2), ((2, 1), 1)):
        project.tracks = {i: project.tracks[i] for i in order}
        report = WRITE(project, tmp_path / "out")
        labels = np.array(Image.open(annotations(tmp_path / "out") / "00000.png"))
        assert labels[15, 15] == expected
        assert (labels == 1).sum() + (labels == 2).sum() == 700
        assert any("overlap in 3 frames" in text for text in report.warnings)
        assert VERIFY(tmp_path / "out", project).problems == ()


def test_a_hidden_object_is_mentioned(tmp_path):
    frame = {1: square(2, 2, 5), 2: square(0, 0, 20)}
    report = WRITE(squares(frame, frame, frame), tmp_path / "out")
    assert any("Wholly hidden" in t and "'object 1' in frame 1" in t for t in report.warnings)


def test_overlaps_can_be_refused(tmp_path):
    apart = {1: square(0, 0, 8), 2: square(20, 0, 8)}
    project = squares(apart, apart | {2: square(7, 7, 8)}, apart)
    with pytest.raises(ExportError, match="'object 1' and 'object 2' share 1 pixels in frame 2"):
        WRITE(project, tmp_path / "out", ExportOptions(overlaps="refuse"))
    project.tracks[2].observations[1] = Observation(square(8, 7, 8), Origin.MANUAL)
    report = WRITE(project, tmp_path / "out", ExportOptions(overlaps="refuse"))
    assert not any("overlap" in text for text in report.warnings)


def test_an_object_that_starts_late_is_said_before(tmp_path):
    both = {1: square(0, 0, 5), 2: square(20, 0, 5)}
    project = squares({1: square(0, 0, 5)}, both, both, both)
    findings = FORMATS["davis"].preflight(project, ExportOptions())
    assert any("'object 2' start later. Export from frame 2 on" in f.text for f in findings)
    WRITE(project, tmp_path / "out")
    problems = VERIFY(tmp_path / "out", project).problems
    assert len(problems) == 1
    assert "object 2 is not in the first frame" in problems[0]
    WRITE(project, tmp_path / "out", ExportOptions(first_frame=1))
    assert VERIFY(tmp_path / "out", project).problems == ()


def test_253_objects_fit_and_254_do_not(tmp_path):
    def many(count: int) -> Project:
        frame = {i + 1: square(i % 64, i // 64, 1) for i in range(count)}
        return squares(frame, frame, frame)

    WRITE(many(253), tmp_path / "out")
    assert np.array(Image.open(annotations(tmp_path / "out") / "00000.png")).max() == 253
    assert VERIFY(tmp_path / "out", many(253)).problems == ()
    with pytest.raises(ExportError, match="at most 253 objects, these are 254"):
        WRITE(many(254), tmp_path / "other")


def test_few_frames_and_missing_images_are_mentioned():
    texts = [f.text for f in FORMATS["davis"].preflight(make_project(frames=2), ExportOptions())]
    assert any("no frame is left" in text for text in texts)
    assert any("JPEGImages" in text for text in texts)


@pytest.mark.parametrize(
    ("media", "wanted", "expected"),
    [
        ("my dog: a film", "", "my_dog__a_film"),
        ("../../etc", "", "etc"),
        ("项目", "", "项目"),
        ("...", "", "sequence"),
        ("x", "../evil/name", "evil_name"),
        ("cafe\u0301", "", "caf\u00e9"),
    ],
)
def test_sequence_names_are_file_names(tmp_path, media, wanted, expected):
    project = make_project()
    project.media = replace(project.media, path=f"/films/{media}.mp4")
    WRITE(project, tmp_path / "out", ExportOptions(sequence_name=wanted))
    assert annotations(tmp_path / "out", expected).is_dir()


@pytest.mark.parametrize("size", [(1, 1), (3, 3), (17, 33), (1080, 607)])
def test_odd_sizes(tmp_path, size):
    width, height = size
    project = make_project(frames=3, tracks=0, size=size)
    mask = Mask.from_array(np.ones((height, width), bool))
    project.tracks[1] = Track(1, "all", 1, (0, 0, 0))
    project.tracks[1].observations = {i: Observation(mask, Origin.MANUAL) for i in range(3)}
    WRITE(project, tmp_path / "out")
    labels = np.array(Image.open(annotations(tmp_path / "out") / "00002.png"))
    assert labels.shape == (height, width)
    assert (labels == 1).all()


# DAVIS 2016


def test_2016_is_black_and_white(tmp_path):
    project = make_project(frames=3, tracks=2)
    report = FORMATS["davis2016"].write(project, tmp_path / "out")
    assert (tmp_path / "out/ImageSets/2016/val.txt").read_text() == "clip\n"
    assert any("2 objects become one" in text for text in report.warnings)
    for index, path in enumerate(sorted(annotations(tmp_path / "out").iterdir())):
        with Image.open(path) as image:
            assert image.mode == "L"
            pixels = np.array(image)
        expected = moving_ellipse(40, 64, index, 1).union(moving_ellipse(40, 64, index, 2))
        np.testing.assert_array_equal(pixels, expected.to_array() * np.uint8(255))
    assert FORMATS["davis2016"].verify(tmp_path / "out", project).problems == ()
    assert len(VERIFY(tmp_path / "out").problems) >= 3, "it is not DAVIS 2017"


# Verifying folders of any origin


@pytest.fixture
def exported(tmp_path) -> Path:
    WRITE(make_project(frames=4), tmp_path / "out")
    return tmp_path / "out"


def replace_frame(root: Path, number: int, pixels: np.ndarray, palette=None) -> None:
    path = annotations(root) / f"{number:05d}.png"
    path.write_bytes(encode_png(pixels.astype(np.uint8), palette or davis_palette()))


def labels_of(root: Path, number: int) -> np.ndarray:
    return np.array(Image.open(annotations(root) / f"{number:05d}.png"))


def test_a_good_folder_has_no_problems(exported):
    report = VERIFY(exported, make_project(frames=4))
    assert report.problems == ()
    assert report.checked == 8
    assert "no JPEGImages" in report.notes[0]
    assert VERIFY(annotations(exported)).problems == ()
    assert VERIFY(annotations(exported).parent).problems == ()


def test_changed_pixels_are_counted(exported):
    labels = labels_of(exported, 2)
    labels[labels == 1] = 2
    labels[0, 0] = 1
    replace_frame(exported, 2, labels)
    problems = " ".join(VERIFY(exported, make_project(frames=4)).problems)
    area = moving_ellipse(40, 64, 2, 1).area
    assert f"00002.png: object 'object 1' differs in {area} pixels" in problems
    assert "00002.png: 1 pixels belong to no object" in problems


def break_names(root):
    (annotations(root) / "00001.png").unlink()


def break_size(root):
    replace_frame(root, 3, np.zeros((10, 10)))


def break_void(root):
    labels = labels_of(root, 1)
    labels[0, 0] = 255
    replace_frame(root, 1, labels)


def break_gap(root):
    for number in range(4):
        labels = labels_of(root, number)
        labels[labels == 2] = 5
        replace_frame(root, number, labels)


def break_palette(root):
    replace_frame(root, 0, labels_of(root, 0), bytes(range(256)) * 3)


def break_short_palette(root):
    image = Image.fromarray(labels_of(root, 0), "P")
    image.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
    image.save(annotations(root) / "00000.png")


def break_mode(root):
    Image.fromarray(labels_of(root, 0)).convert("RGB").save(annotations(root) / "00000.png")


def break_file(root):
    (annotations(root) / "00002.png").write_bytes(b"not a picture")


def break_half(root):
    path = annotations(root) / "00002.png"
    path.write_bytes(path.read_bytes()[:-40])


def break_list(root):
    (root / "ImageSets/2017/val.txt").write_text("clip\nbear\n")


def break_images(root):
    folder = root / "JPEGImages/480p/clip"
    folder.mkdir(parents=True)
    for number in range(3):
        (folder / f"{number:05d}.jpg").write_bytes(b"")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (break_names, "00002.png should be 00001.png: five digits, no gaps"),
        (break_size, "different sizes: 10 x 10, 64 x 40"),
        (break_void, "index 255 is used; tools take it for void"),
        (break_gap, "object 1 is not|object 2 is not in the first frame, but 5 is"),
        (break_palette, "palette is not the one of DAVIS"),
        (break_short_palette, "palette has [0-9]+ colours instead of 256"),
        (break_mode, "Pillow mode 'RGB', DAVIS 2017 wants indices"),
        (break_file, "00002.png' is not a readable PNG"),
        (break_half, "00002.png' is not a readable PNG"),
        (break_list, "val.txt names 'bear', which is not there"),
        (break_images, "1 frames have a picture or an annotation but not both"),
    ],
)
def test_what_is_wrong_is_named(exported, damage, message):
    damage(exported)
    problems = VERIFY(exported).problems
    assert any(re.search(message, text) for text in problems), problems


def test_a_damaged_frame_map_or_report_is_said(exported):
    (exported / "frame_map.csv").write_text("export_name,source_index\n00000.png,-3\n")
    assert "not one of a frame map" in " ".join(VERIFY(exported, make_project(frames=4)).problems)
    (exported / "frame_map.csv").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in " ".join(VERIFY(exported, make_project(frames=4)).problems)
    (exported / "frame_map.csv").unlink()
    (exported / "report.json").write_text(
        '{"program": "annotator", "sequence": "clip", "objects": [7, {"track_id": 1}]}'
    )
    assert "names object" in " ".join(VERIFY(exported, make_project(frames=4)).problems)


def test_a_shorter_project_is_noticed(exported):
    problems = " ".join(VERIFY(exported, make_project(frames=3)).problems)
    assert "00003.png stands for a frame that the project does not have" in problems
    (exported / "frame_map.csv").unlink()
    problems = " ".join(VERIFY(exported, make_project(frames=3)).problems)
    assert "clip has 4 frames, the project 3" in problems


def test_other_folders_are_refused(tmp_path, exported):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ExportError, match="holds no DAVIS annotations"):
        VERIFY(tmp_path / "empty")
    with pytest.raises(ExportError, match="is not a folder"):
        VERIFY(tmp_path / "none")
    (exported / "report.json").unlink()
    annotations(exported).rename(annotations(exported, "one"))
    (annotations(exported, "two")).mkdir()
    (annotations(exported, "two") / "00000.png").write_bytes(encode_png(np.ones((4, 4), np.uint8)))
    with pytest.raises(ExportError, match="None of the 2 sequences is 'clip'"):
        VERIFY(exported, make_project(frames=4))
