"""What all exports share: everything at its place or nothing changed, whatever happens."""

import csv
import errno
import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.mask import Mask
from annotator.core.project import Observation, Origin, Project
from annotator.formats import coco, davis
from annotator.formats.pixel_hash import pixel_hash
from annotator.formats.registry import (
    FORMATS,
    ExportCancelledError,
    ExportError,
    ExportOptions,
    VerifyReport,
)
from tests.fakes import FakeSource
from tests.formats.permissions import as_ordinary_user, no_writing
from tests.formats.projects import make_project, rich_project

NAMES = [name for name, form in FORMATS.items() if not form.needs_video]


FIRST_IMAGE = {
    "davis": "my export/JPEGImages/480p/clip/00000.jpg",
    "youtube-vis": "my export_images/clip/00001.jpg",
    "youtube-vos": "my export/valid/JPEGImages/clip/00001.jpg",
    "mots": "my export/clip/img1/000001.jpg",
    "mot": "my export/clip/img1/000001.jpg",
    "vot": "my export/clip/color/00000001.jpg",
    "cvat": "my export_images/00001.jpg",
    "cvat-images": "my export_images/00001.jpg",
    "labelme": "my export/labels/00001.jpg",
    "yolo-seg": "my export/images/val/00001.jpg",
    "png-masks": "my export/images/00001.jpg",
    "mots-kitti": "my export/training/image_02/clip/000000.png",
}


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def destination(folder: Path, name: str) -> Path:
    return folder / f"my export{FORMATS[name].suffix}"


def frame_map(folder: Path, name: str) -> list[dict[str, str]]:
    beside = folder / "my export" / "frame_map.csv"
    path = beside if FORMATS[name].is_folder else folder / "my export.frame_map.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", NAMES)
def test_an_export_is_verified_and_has_its_report_and_frame_map(tmp_path, name):
    project = rich_project()
    told = []
    report = FORMATS[name].write(
        project, destination(tmp_path, name), progress=lambda done, text: told.append((done, text))
    )
    assert report.frames == 6
    assert report.masks == 11
    assert len(snapshot(tmp_path)) == report.files
    assert FORMATS[name].verify(destination(tmp_path, name), project).problems == ()
    fractions = [done for done, _ in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert {text for _, text in told} >= {"Writing", "Reading back and comparing", "Done"}
    rows = frame_map(tmp_path, name)
    assert [int(row["source_index"]) for row in rows] == list(range(6))
    assert [row["state"] for row in rows][:2] == ["manual", "propagated"]
    assert rows[1]["time_s"] == "0.040000"
    assert rows[1]["pts"] == ""


@pytest.mark.parametrize("name", NAMES)
def test_the_same_project_gives_the_same_bytes(tmp_path, name, monkeypatch):
    for place, zone in (("one", "UTC"), ("two", "Asia/Tokyo")):
        monkeypatch.setenv("TZ", zone)
        (tmp_path / place).mkdir()
        FORMATS[name].write(rich_project(), destination(tmp_path / place, name))
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")


@pytest.mark.parametrize("name", NAMES)
def test_an_earlier_export_is_replaced(tmp_path, name):
    place = destination(tmp_path, name)
    FORMATS[name].write(make_project(frames=9, tracks=3), place)
    report = FORMATS[name].write(make_project(frames=4), place)
    assert len(snapshot(tmp_path)) == report.files
    assert FORMATS[name].verify(place, make_project(frames=4)).problems == ()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "csv"])
def test_images_come_along_on_request(tmp_path, name):
    project = make_project(frames=5, tracks=1)
    source = FakeSource(5, (64, 40))
    options = ExportOptions(include_images=True, first_frame=1)
    report = FORMATS[name].write(project, destination(tmp_path, name), options, source=source)
    files = snapshot(tmp_path)
    assert len(files) == report.files
    suffix = ".jpg"
    if name == "mots-kitti":  # whose tools look for PNG
        files = {file: data for file, data in files.items() if "/instances/" not in file}
        suffix = ".png"
    jpegs = sorted(file for file in files if file.endswith(suffix))
    assert len(jpegs) == 4
    if name == "coco":
        dataset = json.loads(files["my export.json"])
        assert [f"my export_images/{i['file_name']}" for i in dataset["images"]] == jpegs
    elif name in FIRST_IMAGE:
        assert jpegs[0] == FIRST_IMAGE[name]
    assert FORMATS[name].verify(destination(tmp_path, name)).problems == ()
    rows = frame_map(tmp_path, name)
    assert [row["pts"] for row in rows] == ["1", "2", "3", "4"]
    assert [row["pixel_hash"] for row in rows] == [pixel_hash(source.read(i)) for i in range(1, 5)]


def test_frames_are_described_beside_the_writing_by_one_thread(tmp_path):
    readers = []

    class Source(FakeSource):
        def read(self, frame_index):
            readers.append((frame_index, threading.current_thread()))
            return super().read(frame_index)

    project = make_project()
    FORMATS["coco"].write(project, tmp_path / "a.json", ExportOptions(), source=Source(6, (64, 40)))
    assert [index for index, _ in readers] == list(range(6))
    (helper,) = {thread for _, thread in readers}
    assert helper is not threading.current_thread()
    assert not helper.is_alive()


def test_describing_ends_with_an_export_that_fails(tmp_path):
    helpers = []

    class Source(FakeSource):
        def read(self, frame_index):
            helpers.append(threading.current_thread())
            return super().read(frame_index)

    with pytest.raises(ExportCancelledError):
        FORMATS["davis"].write(
            make_project(),
            tmp_path / "out",
            ExportOptions(),
            source=Source(6, (64, 40)),
            should_stop=lambda: True,
        )
    assert not any(thread.is_alive() for thread in helpers)
    assert len(helpers) <= 6


def test_images_without_video_are_refused(tmp_path):
    with pytest.raises(ExportError, match="relink"):
        FORMATS["coco"].write(
            make_project(), tmp_path / "a.json", ExportOptions(include_images=True)
        )
    other = FakeSource(6, (32, 32))
    with pytest.raises(ExportError, match="relink the video that was annotated"):
        FORMATS["davis"].write(
            make_project(), tmp_path / "a", ExportOptions(include_images=True), source=other
        )
    assert list(tmp_path.iterdir()) == []


# Nothing changes when it cannot be done


@pytest.fixture(params=NAMES)
def earlier(request, tmp_path):
    """A finished export that must survive: (name, place, its files)."""
    place = destination(tmp_path, request.param)
    FORMATS[request.param].write(make_project(), place)
    return request.param, place, snapshot(tmp_path)


def test_stopping_leaves_everything_as_it_was(tmp_path, earlier):
    name, place, before = earlier
    project = make_project(frames=30)
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > limit

    for limit in (0, 1, 10, 40):
        asked = 0
        with pytest.raises(ExportCancelledError):
            FORMATS[name].write(project, place, should_stop=should_stop)
        assert snapshot(tmp_path) == before
        assert asked == limit + 1, "it stops at the first answer"


def test_an_interrupt_leaves_everything_as_it_was(tmp_path, earlier):
    name, place, before = earlier

    def interrupt(done: float, _text: str) -> None:
        if done > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        FORMATS[name].write(make_project(), place, progress=interrupt)
    assert snapshot(tmp_path) == before


KILLED_EXPORT = """
import os, signal, sys
from pathlib import Path
from annotator.formats.registry import FORMATS
from tests.formats.projects import make_project
def kill(done, text):
    if done > float(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
FORMATS[sys.argv[1]].write(make_project(frames=20), Path(sys.argv[2]), progress=kill)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("share", ["0.3", "0.985"])
def test_a_killed_export_leaves_the_earlier_one(tmp_path, earlier, share):
    name, place, before = earlier
    command = [sys.executable, "-c", KILLED_EXPORT, name, str(place), share]
    assert subprocess.run(command, check=False, cwd=Path(__file__).parents[2]).returncode < 0
    visible = {k: v for k, v in snapshot(tmp_path).items() if not k.startswith(".annotator")}
    assert visible == before
    assert len(list(tmp_path.glob(".annotator-export-*"))) == 1
    FORMATS[name].write(make_project(), place)
    assert snapshot(tmp_path) == before, "what the killed one left is gone"


def test_the_staging_folder_of_a_running_export_is_left_alone(tmp_path):
    """Two windows export into one folder at the same time."""
    done = []

    def export_another(fraction: float, _text: str) -> None:
        if fraction > 0.5 and not done:
            done.append(FORMATS["davis"].write(make_project(), tmp_path / "two"))

    FORMATS["davis"].write(make_project(), tmp_path / "one", progress=export_another)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def killed_while_moving(folder: Path, name: str, *, waiting: bool) -> Path:
    """A staging folder of a killed process: the earlier export is in `old`."""
    left = folder / ".annotator-export-123456"
    (left / "old").mkdir(parents=True)
    (left / "new").mkdir()
    if waiting:
        (left / "new" / name).mkdir()
    (folder / name).rename(left / "old" / name)
    (left / "in-use.lock").write_text("process 1 on elsewhere")
    return left


def test_an_export_that_was_being_replaced_comes_back(tmp_path):
    FORMATS["davis"].write(make_project(), tmp_path / "earlier")
    before = snapshot(tmp_path)
    left = killed_while_moving(tmp_path, "earlier", waiting=True)
    FORMATS["coco"].write(make_project(), tmp_path / "other.json")
    assert not left.exists()
    assert before.items() <= snapshot(tmp_path).items()


def test_an_earlier_file_comes_back_when_its_parts_were_half_replaced(tmp_path):
    FORMATS["coco"].write(make_project(), tmp_path / "a.json")
    before = snapshot(tmp_path)
    left = tmp_path / ".annotator-export-123456"
    (left / "old").mkdir(parents=True)
    (left / "new").mkdir()
    (left / "new" / "a.json").write_text("new")
    os.link(tmp_path / "a.report.json", left / "old" / "a.report.json")
    (tmp_path / "a.report.json").unlink()
    (tmp_path / "a.report.json").write_text("new")
    (left / "in-use.lock").write_text("process 1 on elsewhere")
    FORMATS["coco"].write(make_project(), tmp_path / "b.json")
    assert not left.exists()
    assert before.items() <= snapshot(tmp_path).items()


def test_a_finished_replacement_is_not_undone(tmp_path):
    FORMATS["davis"].write(make_project(), tmp_path / "earlier")
    left = killed_while_moving(tmp_path, "earlier", waiting=False)
    FORMATS["davis"].write(make_project(tracks=1), tmp_path / "earlier")
    after = snapshot(tmp_path / "earlier")
    FORMATS["coco"].write(make_project(), tmp_path / "other.json")
    assert not left.exists()
    assert snapshot(tmp_path / "earlier") == after


@pytest.mark.parametrize("step", ["write_files", "check_files"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.ENAMETOOLONG])
def test_system_errors_become_one_sentence(tmp_path, earlier, step, number):
    name, place, before = earlier

    def fail(*_args):
        raise OSError(number, os.strerror(number), str(place))

    recipe = replace(FORMATS[name].recipe, **{step: fail})
    with pytest.raises(ExportError, match=r"^Cannot export .*\. Nothing was changed\.$") as error:
        replace(FORMATS[name], recipe=recipe).write(make_project(), place)
    assert ("the disk is full" in str(error.value)) == (number == errno.ENOSPC)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "failing_call"), [("coco", 1), ("coco", 2), ("coco", 3), ("davis", 1)]
)
def test_a_failure_while_moving_is_undone(tmp_path, name, failing_call, monkeypatch):
    """A file comes with its report and frame map, moved one by one; a folder in one step."""
    FORMATS[name].write(make_project(), destination(tmp_path, name))
    before = snapshot(tmp_path)
    calls = 0
    real = os.replace

    def replace_some(old, new):
        nonlocal calls
        calls += 1
        if calls == failing_call:
            raise OSError(errno.ENOSPC, "full")
        real(old, new)

    monkeypatch.setattr(os, "replace", replace_some)
    with pytest.raises(ExportError, match="disk is full"):
        FORMATS[name].write(make_project(frames=3, tracks=1), destination(tmp_path, name))
    assert calls >= failing_call
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk(small_disk, name):
    (small_disk / "filler").write_bytes(bytes(1000 * 1024))
    before = snapshot(small_disk)
    with pytest.raises(ExportError, match=r"the disk is full; free some space .* Nothing was"):
        FORMATS[name].write(make_project(frames=200), destination(small_disk, name))
    assert snapshot(small_disk) == before
    (small_disk / "filler").unlink()
    FORMATS[name].write(make_project(frames=10), destination(small_disk, name))


@pytest.mark.parametrize("name", NAMES)
def test_a_read_only_folder(readable_folder, name):
    with (
        as_ordinary_user(),
        no_writing(readable_folder),
        pytest.raises(ExportError, match="may not be written to; choose another folder"),
    ):
        FORMATS[name].write(make_project(), destination(readable_folder, name))
    assert list(readable_folder.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_that_disagrees_stops_the_export(tmp_path, name):
    wrong = VerifyReport(("object 1 differs in 3 pixels.",), 12)
    recipe = replace(FORMATS[name].recipe, check_files=lambda _job, _written: wrong)
    with pytest.raises(ExportError, match=r"did not read back.*differs in 3 pixels"):
        replace(FORMATS[name], recipe=recipe).write(make_project(), destination(tmp_path, name))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_masks_that_do_not_come_back_stop_the_export(tmp_path, name):
    recipe = replace(FORMATS[name].recipe, check_files=lambda _job, _written: VerifyReport((), 3))
    with pytest.raises(ExportError, match="3 masks came back instead of 12"):
        replace(FORMATS[name], recipe=recipe).write(make_project(), destination(tmp_path, name))


# Destinations


def test_a_folder_with_other_files_is_never_replaced(tmp_path):
    place = tmp_path / "documents"
    place.mkdir()
    (place / "letter.txt").write_text("dear")
    with pytest.raises(ExportError, match="holds other files"):
        FORMATS["davis"].write(make_project(), place)
    FORMATS["davis"].write(make_project(), tmp_path / "export")
    (tmp_path / "export" / "notes.txt").write_text("mine")
    with pytest.raises(ExportError, match="holds other files"):
        FORMATS["davis"].write(make_project(), tmp_path / "export")
    assert (tmp_path / "export" / "notes.txt").exists()
    assert (place / "letter.txt").exists()


def test_the_export_of_another_sequence_is_never_replaced(tmp_path):
    FORMATS["davis"].write(make_project(name="first"), tmp_path / "export")
    with pytest.raises(ExportError, match="holds the export of 'first'"):
        FORMATS["davis"].write(make_project(name="second"), tmp_path / "export")


def test_an_empty_folder_is_used(tmp_path):
    (tmp_path / "export").mkdir()
    FORMATS["davis"].write(make_project(), tmp_path / "export")
    assert (tmp_path / "export" / "report.json").exists()


def test_impossible_destinations_are_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="is a file; this format needs a folder"):
        FORMATS["davis"].write(make_project(), tmp_path / "file")
    with pytest.raises(ExportError, match="is a folder; give the export a file name"):
        FORMATS["coco"].write(make_project(), tmp_path)
    with pytest.raises(ExportError, match="is a file, not a folder"):
        FORMATS["coco"].write(make_project(), tmp_path / "file" / "a.json")


@pytest.mark.parametrize("name", ["coco", "davis"])
def test_folders_on_the_way_are_made_and_unmade(tmp_path, name):
    place = tmp_path / "a" / "b" / f"export{FORMATS[name].suffix}"
    with pytest.raises(ExportCancelledError):
        FORMATS[name].write(make_project(), place, should_stop=lambda: True)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ExportError, match="nothing to export"):
        FORMATS[name].write(Project(make_project().video), place)
    assert list(tmp_path.iterdir()) == []
    FORMATS[name].write(make_project(), place)
    assert FORMATS[name].verify(place, make_project()).problems == ()


def test_a_folder_that_somebody_has_used_meanwhile_stays(tmp_path):
    def should_stop():
        (tmp_path / "a" / "other.txt").write_text("mine")
        return True

    with pytest.raises(ExportCancelledError):
        FORMATS["coco"].write(
            make_project(), tmp_path / "a" / "b" / "c.json", should_stop=should_stop
        )
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["other.txt"]


def test_an_images_folder_of_somebody_else_is_not_replaced(tmp_path):
    (tmp_path / "a_images").mkdir()
    (tmp_path / "a_images" / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(ExportError, match="exists already beside the export"):
        FORMATS["coco"].write(make_project(), tmp_path / "a.json")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("folder", ["with space", "项目", "🐕🎬"])
def test_any_path_works(tmp_path, name, folder):
    (tmp_path / folder).mkdir()
    place = tmp_path / folder / f"{folder} out{FORMATS[name].suffix}"
    project = make_project(name=folder)
    FORMATS[name].write(project, place)
    assert FORMATS[name].verify(place, project).problems == ()


def test_the_folder_gets_ordinary_permissions(tmp_path):
    FORMATS["davis"].write(make_project(), tmp_path / "export")
    (tmp_path / "made").mkdir()
    assert (tmp_path / "export").stat().st_mode == (tmp_path / "made").stat().st_mode


# What is exported


@pytest.mark.parametrize("name", NAMES)
def test_a_project_without_masks_is_refused(tmp_path, name):
    project = make_project()
    for track in project.tracks.values():
        track.observations = {0: Observation(Mask.empty(40, 64), Origin.MANUAL)}
    with pytest.raises(ExportError, match="nothing to export"):
        FORMATS[name].write(project, destination(tmp_path, name))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (ExportOptions(scope="annotated"), [1, 3, 5]),
        (ExportOptions(scope="reviewed"), [3]),
        (ExportOptions(first_frame=1, last_frame=4), [1, 2, 3, 4]),
        (ExportOptions(first_frame=1, frame_step=2), [1, 3, 5]),
        (ExportOptions(scope="annotated", track_ids=(2,)), [3, 5]),
    ],
)
def test_the_scope_chooses_frames(tmp_path, name, options, expected):
    project = make_project(frames=7)
    seen = project.tracks[1].observations
    project.tracks[1].observations = {1: seen[1], 3: replace(seen[3], reviewed=True)}
    seen = project.tracks[2].observations
    project.tracks[2].observations = {3: replace(seen[3], reviewed=True), 5: seen[5]}
    report = FORMATS[name].write(project, destination(tmp_path, name), options)
    rows = frame_map(tmp_path, name)
    assert [int(row["source_index"]) for row in rows] == expected
    assert report.frames == len(expected)
    if name.startswith("davis"):
        assert [int(row["export_index"]) for row in rows] == list(range(len(expected)))


def test_a_range_that_is_not_there_is_found_before():
    findings = FORMATS["davis"].preflight(make_project(), ExportOptions(last_frame=60))
    assert [(f.level, "has 6 frames" in f.text) for f in findings] == [("refuse", True)]


def test_nothing_reviewed_is_said(tmp_path):
    with pytest.raises(ExportError, match="No frame is reviewed yet"):
        FORMATS["coco"].write(make_project(), tmp_path / "a.json", ExportOptions(scope="reviewed"))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"track_ids": (9,)}, "no object 9"),
        ({"first_frame": 6}, "has 6 frames"),
        ({"last_frame": 6}, "has 6 frames"),
    ],
)
def test_what_is_not_there_cannot_be_chosen(tmp_path, wrong, message):
    with pytest.raises(ExportError, match=message):
        FORMATS["coco"].write(make_project(), tmp_path / "a.json", ExportOptions(**wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": "some"},
        {"segmentation": "bitmap"},
        {"frame_step": 0},
        {"first_frame": -1},
        {"first_frame": 5, "last_frame": 4},
        {"image_set": "../../val"},
    ],
)
def test_impossible_options_are_refused(wrong):
    with pytest.raises(ExportError):
        ExportOptions(**wrong)


def test_a_variable_rate_without_video_has_no_times(tmp_path):
    project = make_project()
    project.video = replace(project.video, variable_frame_rate=True)
    FORMATS["coco"].write(project, tmp_path / "my export.json")
    assert {row["time_s"] for row in frame_map(tmp_path, "coco")} == {""}


def test_a_long_project_needs_no_more_memory_than_a_short_one(tmp_path):
    """One frame at a time: what is alive does not grow with the number of frames."""
    import tracemalloc

    peaks = []
    for frames in (300, 1200):
        project = make_project(frames=frames, tracks=1)
        tracemalloc.start()
        FORMATS["davis"].write(project, tmp_path / str(frames))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 900 * 1000


def test_every_format_says_what_it_is():
    assert list(FORMATS)[:3] == ["coco", "youtube-vis", "davis"]
    for name, one in FORMATS.items():
        assert one.name == name
        assert one.title
        assert one.losses.endswith(".")
        assert one.is_folder == (one.suffix == "")
    assert FORMATS["coco"].recipe is coco.COCO
    assert davis.MAX_FRAMES == 100_000
