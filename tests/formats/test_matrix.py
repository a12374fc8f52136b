"""The matrix: each format out and in again, with what the registry says is lost, and no more."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.palette import track_color
from annotator.core.project import Observation, Origin, Project, Provenance, Track, Visibility
from annotator.formats.losses import REPORT_KEEPS
from annotator.formats.registry import FORMATS, ExportOptions, Loss
from tests.fakes import FakeSource
from tests.formats.losing import comparable, content, expected
from tests.formats.projects import ellipse, make_project, rich_project

IMPORTED = [name for name, form in FORMATS.items() if form.reader is not None]


def destination(folder: Path, name: str) -> Path:
    return folder / f"data{FORMATS[name].suffix}"


def project_of(*tracks: dict[int, Mask | Observation], frames: int = 4) -> Project:
    """Tracks by frame; a mask is propagated with a score."""
    some = next(
        one if isinstance(one, Mask) else one.mask for track in tracks for one in track.values()
    )
    project = make_project(frames=frames, tracks=0, size=(some.width, some.height))
    for number, seen in enumerate(tracks, start=1):
        observations = {
            index: one
            if isinstance(one, Observation)
            else Observation(one, Origin.PROPAGATED, score=0.25 * number)
            for index, one in seen.items()
        }
        track = Track(number, f"object {number}", 1 + number % 2, track_color(number - 1))
        track.observations = observations
        project.tracks[number] = track
    project.next_track_id = len(tracks) + 1
    return project


def pixels(*rows: str) -> Mask:
    """A mask drawn with characters."""
    return Mask.from_array(np.array([[c == "#" for c in row] for row in rows]))


def holes() -> Project:
    disc = ellipse(40, 64, (30, 20), (16, 15))
    ring = Mask.from_array(disc & ~ellipse(40, 64, (30, 20), (7, 6)))
    dotted = disc.copy()
    dotted[12:28:3, 22:40:3] = False
    return project_of({0: ring, 1: Mask.from_array(dotted), 3: ring})


def islands() -> Project:
    apart = ellipse(40, 64, (10, 10), (6, 5)) | ellipse(40, 64, (50, 30), (7, 6))
    inner = ellipse(40, 64, (30, 20), (16, 15)) & ~ellipse(40, 64, (30, 20), (11, 10))
    inner |= ellipse(40, 64, (30, 20), (4, 3))
    dots = np.zeros((40, 64), bool)
    dots[::5, ::7] = True
    return project_of(
        {0: Mask.from_array(apart), 1: Mask.from_array(inner), 2: Mask.from_array(dots)}
    )


def corners() -> Project:
    checks = pixels("#.#.", ".#.#", "#.#.", ".#.#")
    rising = pixels("..#.", ".#..", "#...", "....")
    return project_of({0: checks, 1: rising, 2: pixels("##..", "##..", "..##", "..##")})


def one_pixel() -> Project:
    places = [(0, 0), (4, 6), (2, 3), (4, 0)]
    masks = {}
    for index, (y, x) in enumerate(places):
        array = np.zeros((5, 7), bool)
        array[y, x] = True
        masks[index] = Mask.from_array(array)
    return project_of(masks)


def full_frame() -> Project:
    whole = Mask.from_array(np.ones((9, 13), bool))
    return project_of(dict.fromkeys(range(4), whole))


def border() -> Project:
    top, right = np.zeros((33, 17), bool), np.zeros((33, 17), bool)
    top[0, :] = top[-1, :] = True
    right[5:20, 10:] = True
    frame = top | right
    frame[:, [0, -1]] = True
    return project_of(
        {0: Mask.from_array(top), 1: Mask.from_array(right), 3: Mask.from_array(frame)}
    )


def gaps() -> Project:
    """Absent ranges, an object that starts late, unlabelled frames in between."""
    one, two = (Mask.from_array(ellipse(40, 64, (x, 20), (6, 5))) for x in (12, 45))
    away = Observation(None, Origin.MANUAL, Visibility.OUT_OF_VIEW)
    return project_of({0: one, 1: away, 2: away, 4: one}, {3: two, 4: two, 5: away}, frames=7)


def many() -> Project:
    masks = []
    for number in range(253):
        array = np.zeros((40, 64), bool)
        array[2 * (number // 30) : 2 * (number // 30) + 2, 2 * (number % 30)] = True
        masks.append({0: Mask.from_array(array), 1: Mask.from_array(array)})
    return project_of(*masks, frames=3)


def overlapping() -> Project:
    low = Mask.from_array(ellipse(40, 64, (25, 20), (14, 12)))
    high = Mask.from_array(ellipse(40, 64, (36, 22), (10, 9)))
    project = project_of({0: low, 1: low}, {0: high, 1: low}, {1: high, 2: low})
    project.tracks = {i: project.tracks[i] for i in (2, 1, 3)}
    return project


def states() -> Project:
    project = rich_project()
    first = project.tracks[1]
    first.observations[5] = replace(
        first.observations[5], rotated_box=RotatedBox(17.5, 15.25, 11.0, 8.5, 30.0)
    )
    return project


def names() -> Project:
    project = make_project(tracks=3, frames=3, size=(97, 61), name="Straße «犬» & <b>")
    for track, name in zip(
        project.tracks.values(), ("犬 & 猫", 'a "b", <c>', "  x;y\t"), strict=True
    ):
        track.name = name
    project.categories[1] = replace(project.categories[1], name="Käse, 'alt' & <neu>")
    project.categories[2] = replace(project.categories[2], name="カメラ: #1", supercategory="ö")
    return project


CASES = (
    holes,
    islands,
    corners,
    one_pixel,
    full_frame,
    border,
    gaps,
    many,
    overlapping,
    states,
    names,
)


@pytest.mark.parametrize("name", IMPORTED)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_what_comes_back_is_what_went_out_less_the_stated_losses(tmp_path, name, case):
    form, project = FORMATS[name], case()
    place = destination(tmp_path, name)
    source = FakeSource(project.video.frame_count, (project.video.width, project.video.height))
    report = form.write(project, place)
    back = form.read(place, source=source).project
    kept = form.lost - REPORT_KEEPS
    assert comparable(content(back), kept) == comparable(expected(project, form, kept), kept)
    assert form.verify(place, project).checked == report.masks
    for track in back.tracks.values():
        assert {one.origin for one in track.observations.values()} == {Origin.IMPORTED}
        assert {one.provenance for one in track.observations.values()} == {Provenance(name)}
    # Without the report that lies beside: as another program's files.
    for sidecar in tmp_path.rglob("*report.json"):
        sidecar.unlink()
    back = form.read(place, source=source).project
    wanted = comparable(expected(project, form, form.lost), form.lost)
    assert comparable(content(back), form.lost) == wanted


@pytest.mark.parametrize("name", IMPORTED)
@pytest.mark.parametrize(
    "options",
    [
        ExportOptions(first_frame=3, frame_step=2),
        ExportOptions(scope="reviewed"),
        ExportOptions(scope="annotated", track_ids=(2,), frame_names="numbered"),
    ],
    ids=("step", "reviewed", "numbered"),
)
def test_chosen_frames_come_back_to_their_places(tmp_path, name, options):
    form, project = FORMATS[name], rich_project()
    project.tracks[2].observations.pop(1)
    frames = {"all": {3, 5}, "reviewed": {1}, "annotated": {0, 2, 3, 4, 5}}[options.scope]
    place = destination(tmp_path, name)
    form.write(project, place, options)
    source = FakeSource(6, (64, 40))
    back = form.read(place, source=source).project
    kept = form.lost - REPORT_KEEPS
    objects = expected(project, form, kept)
    for track in back.tracks.values():
        assert set(track.observations) <= frames
        if options.track_ids is None or Loss.MERGED not in form.lost:
            seen = objects[track.id].seen
            wanted = {i for i in frames & seen.keys() if seen[i].mask or seen[i].box}
            there = {i for i, one in track.observations.items() if one.mask or one.rotated_box}
            assert there == wanted
    assert back.tracks


@pytest.mark.parametrize("name", IMPORTED)
def test_an_import_can_be_exported_again_with_the_same_bytes(tmp_path, name):
    form = FORMATS[name]
    if form.lost & {Loss.BOXES, Loss.ROTATED_ONLY}:
        pytest.skip("boxes have no masks to export")
    project = make_project(frames=3, tracks=2)
    form.write(project, destination(tmp_path, name))
    back = form.read(destination(tmp_path, name)).project
    (tmp_path / "again").mkdir()
    options = ExportOptions(sequence_name="clip")
    form.write(back, destination(tmp_path / "again", name), options)
    if Loss.CATEGORIES in form.lost:
        return
    own = {"data.report.json", "report.json", "data.frame_map.csv", "frame_map.csv"}
    for path in sorted(tmp_path.rglob("*")):
        other = tmp_path / "again" / path.relative_to(tmp_path)
        if path.is_file() and path.name not in own and "again" not in path.parts:
            is_same = path.read_bytes() == other.read_bytes()
            assert is_same or name == "coco", path.name  # COCO also says who made a mask


@pytest.mark.parametrize("name", ["coco", "youtube-vis", "mots", "cvat-images", "yolo-seg", "csv"])
def test_a_crowd_of_more_than_255_in_one_frame(tmp_path, name):
    """With numpy 2, pycocotools' area of so long a list of masks is an OverflowError."""
    masks = []
    for number in range(300):
        array = np.zeros((40, 64), bool)
        array[2 * (number // 30), 2 * (number % 30)] = True
        masks.append({0: Mask.from_array(array)})
    form, project = FORMATS[name], project_of(*masks, frames=1)
    place = destination(tmp_path, name)
    assert form.write(project, place).masks == 300
    assert form.verify(place, project).problems == ()
    assert len(form.read(place).project.tracks) == 300
