"""Imports: sizes, places in a re-encoded video, names, box prompts, refusals."""

import json
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from annotator.core.attributes import Attribute, Kind
from annotator.core.errors import AnnotatorError
from annotator.core.frames import VideoInfo
from annotator.core.mask import Mask
from annotator.core.project import (
    Category,
    Direction,
    Observation,
    Origin,
    Project,
    Track,
    Visibility,
)
from annotator.formats import mots_read
from annotator.formats.answers import limits_of
from annotator.formats.importing import ImportOptions, box_prompts
from annotator.formats.project_file import ProjectFile, load_project
from annotator.formats.realign import realigned
from annotator.formats.registry import FORMATS, ExportOptions
from annotator.formats.sidecars import frame_map_of
from annotator.media.open_media import open_media
from tests.fakes import FakeSource
from tests.formats.projects import make_project, rich_project


class Pictures:
    """A source over arrays: a textured picture that moves, as another encoding shows it."""

    def __init__(self, shifts, *, size=(64, 40), noise=0.0, fps=25.0):
        width, height = size
        rng = np.random.default_rng(1)
        coarse = rng.integers(0, 256, (12, 30, 3)).astype(np.uint8)
        self._texture = coarse.repeat(height // 8, axis=0).repeat(width // 12, axis=1)
        self._shifts, self._noise, self._fps = shifts, noise, fps
        self.info = VideoInfo(width, height, len(shifts), fps, is_count_exact=True)
        self.reads = 0

    def read(self, index):
        self.reads += 1
        width, height = self.info.width, self.info.height
        left = round(self._shifts[index] * width / 64)
        picture = self._texture[:height, left : left + width].astype(float)
        rng = np.random.default_rng(index)
        picture = picture * 0.98 + 2 + rng.normal(0, self._noise, picture.shape)
        return np.ascontiguousarray(picture.clip(0, 255).astype(np.uint8))

    def pts(self, index):
        return index * 512

    def time_s(self, index):
        return index / self._fps

    def name(self, index):
        return f"{index:05d}"

    def close(self):
        pass


def exported(folder, name="davis", *, frames=12, source=None, options=None):
    place = folder / f"data{FORMATS[name].suffix}"
    project = make_project(frames=frames)
    FORMATS[name].write(project, place, options or ExportOptions(), source=source)
    return project, place


# Places in the video


def test_the_same_video_is_not_decoded_whole(tmp_path):
    source = Pictures(list(range(120)))
    _, place = exported(tmp_path, frames=120, source=source)
    source.reads = 0
    back = FORMATS["davis"].read(place, source=source)
    assert source.reads < 80
    assert back.notes == ()
    assert set(back.project.tracks[1].observations) == set(range(120))


@pytest.mark.parametrize("name", ["davis", "coco", "youtube-vis", "mots"])
def test_labels_find_their_frames_in_a_re_encode(tmp_path, name):
    """Three frames cut off, one dropped, noise, twice the rate of the frames."""
    shifts = [3 * i for i in range(20)]
    project, place = exported(tmp_path, name, frames=20, source=Pictures(shifts))
    kept = [i for i in range(3, 20) if i != 9]
    other = Pictures([shifts[i] for i in kept], noise=2.0, fps=50.0)
    back = FORMATS[name].read(place, source=other)
    assert "16 of 20 frames were found again" in back.notes[0]
    assert "4 labelled frames do not occur" in back.notes[1]
    for track_id, track in back.project.tracks.items():
        seen = project.tracks[track_id].observations
        assert {new: one.mask for new, one in track.observations.items()} == {
            new: seen[old].mask for new, old in enumerate(kept)
        }


def test_a_re_encode_of_half_the_size_wants_to_be_asked(tmp_path):
    shifts = [2 * i for i in range(10)]
    project, place = exported(tmp_path, frames=10, source=Pictures(shifts))
    other = Pictures(shifts, size=(128, 80), noise=1.0)
    with pytest.raises(AnnotatorError, match=r"64 x 40 pixels, the video 128 x 80; .* scaled"):
        FORMATS["davis"].read(place, source=other)
    back = FORMATS["davis"].read(place, ImportOptions(scaling="nearest"), source=other)
    doubled = project.tracks[1].observations[4].mask.to_array().repeat(2, 0).repeat(2, 1)
    assert back.project.tracks[1].observations[4].mask == Mask.from_array(doubled)
    assert any("scaled to 128 x 80" in note for note in back.notes)


def test_another_video_is_refused(tmp_path):
    _, place = exported(tmp_path, source=Pictures([2 * i for i in range(12)]))
    with pytest.raises(AnnotatorError, match="No frame of this video shows"):
        FORMATS["davis"].read(place, source=FakeSource(12, (64, 40)))
    (place / "frame_map.csv").unlink()
    with pytest.raises(AnnotatorError, match="labels reach to frame 12, the video has 5"):
        FORMATS["davis"].read(place, source=FakeSource(5, (64, 40)))


def test_without_hashes_frames_go_by_number(tmp_path):
    project, place = exported(tmp_path, options=ExportOptions(first_frame=2))
    back = FORMATS["davis"].read(place, source=FakeSource(12, (64, 40)))
    assert min(back.project.tracks[1].observations) == 2
    (place / "frame_map.csv").write_text("source_index,export_name\n7,00000.png\n", "utf-8")
    with pytest.raises(AnnotatorError, match=r"frame '00001.png' is not in it"):
        FORMATS["davis"].read(place)
    assert project.tracks


# What becomes of masks and boxes


def test_masks_are_protected(tmp_path):
    _, place = exported(tmp_path, "coco")
    project = FORMATS["coco"].read(place).project
    assert project.next_barrier(1, 0, Direction.FORWARD) == 1
    assert len(project.frames_to_run(1, 0, Direction.FORWARD)) == 0


def test_empty_frames_can_be_unknown(tmp_path):
    project = make_project(frames=4, tracks=1)
    del project.tracks[1].observations[2]
    FORMATS["davis"].write(project, tmp_path / "out")
    back = FORMATS["davis"].read(tmp_path / "out").project
    assert back.tracks[1].observations[2].visibility is Visibility.OUT_OF_VIEW
    unknown = ImportOptions(empty="unknown")
    back = FORMATS["davis"].read(tmp_path / "out", unknown).project
    assert set(back.tracks[1].observations) == {0, 1, 3}


def test_boxes_become_prompts_that_survive_saving(tmp_path):
    dataset = {
        "info": {},
        "licenses": [],
        "images": [
            {"id": 5, "file_name": "b/frame_0007.jpg", "width": 64, "height": 40},
            {"id": 9, "file_name": "b/frame_0012.jpg", "width": 64, "height": 40},
        ],
        "categories": [{"id": 3, "name": "fish"}],
        "annotations": [
            {"id": 1, "image_id": 9, "category_id": 3, "bbox": [4, 5, 10, 6], "track_id": 2}
        ],
    }
    (tmp_path / "boxes.json").write_text(json.dumps(dataset))
    imported = FORMATS["coco"].read(tmp_path / "boxes.json")
    assert (imported.masks, imported.prompts) == (0, 1)
    project = imported.project
    ((track_id, frame, box),) = box_prompts(project)
    assert (track_id, frame) == (2, 12), "names that end with numbers say which frame it is"
    assert box.axis_aligned().x == pytest.approx(4)
    assert project.categories[3].name == "fish"
    ProjectFile.create(tmp_path / "p.annot", project).close()
    saved, problems = load_project(tmp_path / "p.annot")
    assert problems == ()
    assert list(box_prompts(saved)) == [(2, 12, box)]


def test_all_kinds_of_coco_segmentations(tmp_path):
    square = np.zeros((8, 10), bool)
    square[2:5, 3:7] = True
    mask = Mask.from_array(square)
    polygon = [[3, 2, 7, 2, 7, 5, 3, 5]]
    kinds = [mask.to_coco(), {"size": [8, 10], "counts": mask.runs.tolist()}, polygon]
    dataset = {
        "images": [{"id": 0, "file_name": "a.jpg", "width": 10, "height": 8}],
        "categories": [],
        "annotations": [
            {"id": i, "image_id": 0, "category_id": 1, "segmentation": one}
            for i, one in enumerate(kinds)
        ],
    }
    (tmp_path / "a.json").write_text(json.dumps(dataset))
    project = FORMATS["coco"].read(tmp_path / "a.json").project
    assert [track.observations[0].mask for track in project.tracks.values()] == [mask] * 3
    assert [category.name for category in project.categories.values()] == ["object"]


# Several sequences, void, names


def test_one_of_several_sequences(tmp_path):
    for name in ("one", "two"):
        FORMATS["davis"].write(make_project(), tmp_path / name, ExportOptions(sequence_name=name))
    pictures = tmp_path / "two/Annotations/480p/two"
    pictures.rename(tmp_path / "one/Annotations/480p/two")
    with pytest.raises(AnnotatorError, match=r"holds 2 sequences \(one, two\); choose one"):
        FORMATS["davis"].read(tmp_path / "one")
    back = FORMATS["davis"].read(tmp_path / "one", ImportOptions(sequence="two"))
    assert back.masks == 12
    with pytest.raises(AnnotatorError, match="no sequence 'three'"):
        FORMATS["davis"].read(tmp_path / "one", ImportOptions(sequence="three"))


def test_categories_can_be_mapped(tmp_path):
    options = ExportOptions(category_map=(("dog", "car"), ("cat", "car")))
    report = FORMATS["mots"].write(make_project(tracks=3), tmp_path / "out", options)
    assert sorted(report.export_ids.values()) == [1001, 1002, 1003]
    assert not any("know the classes" in text for text in report.warnings)
    back = FORMATS["mots"].read(tmp_path / "out").project
    assert [category.name for category in back.categories.values()] == ["car"]
    with pytest.raises(AnnotatorError, match="no category 'fox'"):
        FORMATS["mots"].write(
            make_project(), tmp_path / "out", ExportOptions(category_map=(("fox", "car"),))
        )


def test_unreadable_choices(tmp_path):
    with pytest.raises(AnnotatorError, match="does not exist"):
        FORMATS["coco"].read(tmp_path / "none.json")
    with pytest.raises(AnnotatorError, match="it is a folder"):
        FORMATS["coco"].read(tmp_path)
    (tmp_path / "a.json").write_text("{}")
    for name in ("coco", "youtube-vis"):
        with pytest.raises(AnnotatorError, match="has no"):
            FORMATS[name].read(tmp_path / "a.json")
    for name in ("davis", "youtube-vos", "mots"):
        with pytest.raises(AnnotatorError):
            FORMATS[name].read(tmp_path)


def test_an_import_can_be_stopped(tmp_path):
    _, place = exported(tmp_path, "coco")
    with pytest.raises(AnnotatorError, match="stopped"):
        FORMATS["coco"].read(place, should_stop=lambda: True)


def test_an_empty_mask_is_an_absent_object(tmp_path):
    project = rich_project()
    empty = Observation(Mask.empty(40, 64), Origin.MANUAL)
    project.tracks[1].observations[0] = replace(empty, visibility=Visibility.OUT_OF_VIEW)
    FORMATS["coco"].write(project, tmp_path / "a.json")
    back = FORMATS["coco"].read(tmp_path / "a.json").project
    assert back.tracks[1].observations[0].mask is None
    assert back.tracks[1].observations[0].is_absent


def test_a_real_re_encode_of_the_demo_clip(tmp_path):
    """Half the size, poor quality, another rate, the beginning and some frames cut."""
    clip = Path(__file__).resolve().parents[2] / "resources" / "demo.mp4"
    if not clip.is_file():
        pytest.skip("the demo clip is not there")
    source = open_media(clip)
    count = 50
    project = Project(video=source.info, categories={1: Category(1, "x")}, next_track_id=2)
    mask = Mask.from_array(np.ones((source.info.height, source.info.width), bool))
    seen = {index: Observation(mask, Origin.MANUAL) for index in range(count)}
    project.tracks[1] = Track(1, "one", 1, (1, 2, 3), observations=seen)
    place = tmp_path / "a.json"
    FORMATS["coco"].write(project, place, ExportOptions(last_frame=count - 1), source=source)
    kept = [i for i in range(5, count) if i % 11 != 5]
    with av.open(str(tmp_path / "b.mp4"), "w") as film:
        stream = film.add_stream("libx264", rate=30)
        stream.width, stream.height = 320, 180
        stream.pix_fmt, stream.options = "yuv420p", {"crf": "32", "preset": "veryfast"}
        for index in kept:
            frame = av.VideoFrame.from_ndarray(source.read(index), format="rgb24")
            film.mux(stream.encode(frame.reformat(width=320, height=180)))
        film.mux(stream.encode(None))
    other = open_media(tmp_path / "b.mp4")
    places, _ = realigned(frame_map_of(place), other, lambda *_: None, lambda: False)
    right = sum(places[old] == new for new, old in enumerate(kept))
    wrong = sum(new is not None and kept[new] != old for old, new in places.items())
    assert right >= 0.95 * len(kept)
    assert wrong <= 2
    source.close()
    other.close()


def mots_text(folder, lines):
    path = folder / "gt.txt"
    path.write_text("".join(f"{line}\n" for line in lines), "ascii")
    return path


def dot(x, y, size=(64, 40)):
    """One pixel as COCO's string."""
    mask = np.zeros((size[1], size[0]), bool)
    mask[y, x] = True
    return Mask.from_array(mask).counts.decode("ascii")


def test_a_frame_of_very_many_objects(tmp_path, monkeypatch):
    """The work does not grow with the square: masks are merged by pairs, not into all before."""
    merged = []
    merge = mots_read.coco_mask.merge

    def counted(runs, intersect=False):
        merged.append(sum(len(one["counts"]) for one in runs))
        return merge(runs, intersect)

    monkeypatch.setattr(mots_read.coco_mask, "merge", counted)
    count = 600
    lines = [f"1 {1001 + i} 1 40 64 {dot(i % 64, i // 64)}" for i in range(count)]
    imported = FORMATS["mots"].read(mots_text(tmp_path, lines))
    assert imported.masks == count
    assert len(merged) < 2 * count
    assert sum(merged) < 100 * count


def test_overlaps_in_mots_are_told_with_their_line(tmp_path):
    lines = [f"1 {1001 + i} 1 40 64 {dot(5 + i % 3, 7)}" for i in range(5)]
    (note,) = FORMATS["mots"].read(mots_text(tmp_path, lines)).notes
    assert "line 4: the mask overlaps another" in note


def test_a_class_for_every_line_is_no_note_for_every_line(tmp_path):
    one = dot(1, 1)
    lines = [f"{1 + i} {(3 + i) * 1000} {3 + i} 40 64 {one}" for i in range(1000)]
    imported = FORMATS["mots"].read(mots_text(tmp_path, lines))
    assert imported.masks == 999  # class 10 is for what is to be ignored
    assert 2 < len(imported.notes) < 30


CVAT = """<annotations><version>1.1</version><meta><task><size>4</size><labels>
<label><name>dog</name><attributes>
  <attribute><name>gait</name><mutable>True</mutable><input_type>radio</input_type>
    <default_value>walk</default_value><values>walk\nrun</values></attribute>
  <attribute><name>age</name><mutable>False</mutable><input_type>number</input_type>
    <default_value>2</default_value><values>0\n20\n1</values></attribute>
  <attribute><name>age</name><mutable>False</mutable><input_type>text</input_type></attribute>
  <attribute><name>none</name><mutable>False</mutable><input_type>select</input_type>
    <values></values></attribute>
</attributes></label><label><name>cat</name><attributes></attributes></label></labels>
<original_size><width>64</width><height>40</height></original_size></task></meta>
<track id="5" label="dog">{shapes}</track>
<track id="6" label="cat"><box frame="0" xtl="1" ytl="1" xbr="9" ybr="9" outside="0">
<attribute name="gait">run</attribute></box></track></annotations>"""


def test_a_frame_of_a_long_name_is_refused_in_a_short_sentence(tmp_path):
    """Found by fuzzing: the whole name was in the refusal."""
    FORMATS["youtube-vis"].write(make_project(), tmp_path / "a.json", ExportOptions())
    text = (tmp_path / "a.json").read_text()
    name = "clip/" + "<a>\\n" * 150
    (tmp_path / "a.json").write_text(text.replace("clip/00003.jpg", name))
    with pytest.raises(AnnotatorError, match=r"'a.frame_map.csv'|'frame_map.csv'") as refusal:
        FORMATS["youtube-vis"].read(tmp_path / "a.json")
    assert len(str(refusal.value)) < 200
    assert "\n" not in str(refusal.value)


NUMBER = Attribute("n", Kind.NUMBER)


@pytest.mark.parametrize(
    ("asked", "values", "limits"),
    [
        (NUMBER, [], (0.0, 100.0, 1.0)),
        (NUMBER, [3.0, 250.0], (0.0, 250.0, 1.0)),
        (NUMBER, [-0.25, 1e5], (-1.0, 100000.0, 0.01)),
        (replace(NUMBER, default=0.125), [], (0.0, 100.0, 0.001)),
        (NUMBER, [1e10], None),
        (NUMBER, [1e-7], None),
        (replace(NUMBER, limits=(5.0, 9.0, 2.0), default=5.0), [7.0, 9.0], (5.0, 9.0, 2.0)),
        (replace(NUMBER, limits=(5.0, 9.0, 2.0), default=5.0), [6.0], (0.0, 100.0, 1.0)),
        (replace(NUMBER, limits=(5.0, 9.0, 2.0)), [], (5.0, 9.0, 2.0)),
        (replace(NUMBER, limits=(0.0, 1e299, 1e-299)), [1e8], (0.0, 1e8, 1.0)),
    ],
)
def test_limits_of_numbers_hold_their_values(asked, values, limits):
    assert limits_of(asked, values) == limits


def test_limits_of_numbers_come_back_from_cvat(tmp_path):
    path, again = tmp_path / "a.xml", tmp_path / "b.xml"
    path.write_text(CVAT.format(shapes=cvat_shape(0, age="3")))
    project = FORMATS["cvat"].read(path).project
    FORMATS["cvat"].write(project, again, ExportOptions())
    text = (
        "<input_type>number</input_type><default_value>2</default_value><values>0\n20\n1</values>"
    )
    assert text in again.read_text()
    assert FORMATS["cvat"].read(again).project.categories[1] == project.categories[1]


def test_numbers_without_limits_are_texts_in_cvat(tmp_path):
    project = make_project()
    number = project.tracks[1].category_id
    project.categories[number] = replace(project.categories[number], attributes=(NUMBER,))
    project.tracks[1].attributes = {"n": {0: 1e-9}}
    FORMATS["cvat"].write(project, tmp_path / "a.xml", ExportOptions())
    text = "<input_type>text</input_type><default_value></default_value><values></values>"
    assert text in (tmp_path / "a.xml").read_text()
    assert '<attribute name="n">1e-09</attribute>' in (tmp_path / "a.xml").read_text()


def cvat_shape(frame, outside="0", **answers):
    inner = "".join(f'<attribute name="{k}">{v}</attribute>' for k, v in answers.items())
    where = 'points="2,2;9,2;9,9;2,9"'
    return f'<polygon frame="{frame}" keyframe="1" outside="{outside}" {where}>{inner}</polygon>'


def test_attributes_of_another_programs_cvat_file(tmp_path):
    path = tmp_path / "a.xml"
    shapes = (
        cvat_shape(0, gait="walk", age="3"),
        cvat_shape(1, gait="run", age="9"),
        cvat_shape(2, gait="flies", age="3"),
        cvat_shape(3, outside="1", gait="walk"),
    )
    path.write_text(CVAT.format(shapes="".join(shapes)))
    back = FORMATS["cvat"].read(path)
    dog, cat = back.project.tracks[5], back.project.tracks[6]
    asked = back.project.categories[dog.category_id].attributes
    assert asked == (
        Attribute("gait", Kind.CHOICE, True, ("walk", "run"), "walk"),
        Attribute("age", Kind.NUMBER, default=2.0, limits=(0.0, 20.0, 1.0)),
    )
    assert dog.attributes == {"gait": {1: "run"}, "age": {0: 3.0}}
    assert back.project.categories[cat.category_id].attributes == ()
    assert cat.attributes == {}
    assert any("2 attributes cannot be used" in note for note in back.notes)
    assert any("2 answers fit no attribute" in note for note in back.notes)
