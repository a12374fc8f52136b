"""Labels are read beside the project and added to it as one step; what is there stays."""

import json

import pytest

from annotator.core.attributes import Attribute, Kind
from annotator.core.edits import SetCategory
from annotator.core.errors import AnnotatorError
from annotator.core.project import Category, Origin
from annotator.formats.registry import FORMATS
from annotator.session import label_import
from annotator.session.label_import import ImportOptions, import_edit
from annotator.session.values import JobResult
from tests.fakes import Gate, square_mask
from tests.formats.projects import make_project
from tests.formats.test_matrix import content
from tests.session.helpers import Recorder, frozen, idle, started_track, wait_until

BOXES = "1,1,10,20,12,12,1,-1,-1,-1\n3,1,30,20,12,12,1,-1,-1,-1\n3,2,60,20,12,12,1,-1,-1,-1\n"


@pytest.fixture
def session(make_session, qtbot):
    made = make_session(frame_count=12)
    started_track(made, qtbot, frame=0)
    return made


@pytest.fixture
def labels(tmp_path):
    """Two objects on six frames, in COCO."""
    path = tmp_path / "labels.json"
    FORMATS["coco"].write(make_project(frames=6, tracks=2, size=(96, 64)), path)
    return path


def ended(session, qtbot, job_id=None):
    ends = Recorder(session.job_ended)
    wait_until(qtbot, lambda: bool(ends.values) and session.jobs == ())
    return ends.values[0]


def test_the_formats_are_those_that_can_be_read(session):
    infos = {one.name: one for one in session.import_formats()}
    assert set(infos) == {name for name, one in FORMATS.items() if one.reader is not None}
    assert infos["mots"].choices == {"sequence", "first_number"}
    assert infos["davis"].choices == {"sequence", "empty"}
    assert infos["yolo-seg"].choices == {"sequence"}


def test_labels_become_new_objects_in_one_step(session, qtbot, labels):
    before = frozen(session)
    edits, notices = Recorder(session.edited), Recorder(session.notified)
    job_id = session.import_labels("coco", labels)
    assert [(job.job_id, job.kind) for job in session.jobs] == [(job_id, "import")]
    result = ended(session, qtbot)
    assert (result.job_id, result.state) == (job_id, "done")
    assert result.text.startswith("Imported 2 object(s): 12 masks, 0 boxes.")
    assert [(one.level, one.can_undo) for one in notices.values] == [("info", True)]
    project = session.project
    assert len(edits.values) == 1
    assert list(project.tracks) == [1, 2, 3]
    assert project.tracks[1] == before.tracks[1]
    source = make_project(frames=6, tracks=2, size=(96, 64))
    for new_id, old_id in ((2, 1), (3, 2)):
        seen, wanted = content(project)[new_id], content(source)[old_id]
        assert {i: one.mask for i, one in seen.seen.items()} == {
            i: one.mask for i, one in wanted.seen.items()
        }
        assert seen.category == wanted.category
        observations = project.tracks[new_id].observations.values()
        assert {one.origin for one in observations} == {Origin.IMPORTED}
        assert all(one.is_barrier for one in observations)
    assert session.selected_track_id == 2
    assert session.history.undo_label == "Import labels"
    session.undo()
    assert frozen(session) == before
    session.redo()
    assert list(session.project.tracks) == [1, 2, 3]


def test_imported_twice_is_there_twice(session, qtbot, labels):
    for _ in range(2):
        session.import_labels("coco", labels)
        ended(session, qtbot)
    tracks = session.project.tracks
    assert list(tracks) == [1, 2, 3, 4, 5]
    assert tracks[4].category_id == tracks[2].category_id
    assert len({track.color for track in tracks.values()}) > 3


def test_it_is_saved(session, qtbot, labels, make_session):
    session.import_labels("coco", labels)
    ended(session, qtbot)
    wanted, path = frozen(session), session.project_path
    session.close_project()
    again = make_session(media=False)
    again.open_project(path)
    assert again.project.tracks == wanted.tracks


def test_work_done_meanwhile_stays(session, qtbot, labels, monkeypatch):
    gate = Gate()
    plain = label_import.import_task

    def slow(*arguments):
        task = plain(*arguments)

        def run(progress, should_stop):
            gate.pass_through()
            return task(progress, should_stop)

        return run

    monkeypatch.setattr(label_import, "import_task", slow)
    session.import_labels("coco", labels)
    added = session.add_object(3, square_mask((5, 5, 9, 9)), "Brush")
    gate.open()
    ended(session, qtbot)
    assert list(session.project.tracks) == [1, added, 3, 4]
    assert session.project.tracks[added].observations[3].mask == square_mask((5, 5, 9, 9))


def test_stopped_changes_nothing_even_when_it_was_read(session, qtbot, labels, monkeypatch):
    gate = Gate()

    def waiting(*_arguments):
        def run(progress, should_stop):
            gate.pass_through()
            return FORMATS["coco"].read(labels)

        return run

    monkeypatch.setattr(label_import, "import_task", waiting)
    before = frozen(session)
    job_id = session.import_labels("coco", labels)
    session.stop(job_id)
    gate.open()
    assert ended(session, qtbot) == JobResult(job_id, "stopped", "Stopped.")
    assert frozen(session) == before


def test_stopped_while_reading(session, qtbot, labels, monkeypatch):
    class Reading:
        def read(self, path, options, *, should_stop, **more):
            while not should_stop():
                pass
            return FORMATS["coco"].read(path, options, should_stop=should_stop, **more)

    monkeypatch.setattr(label_import, "find_format", lambda name: Reading())
    job_id = session.import_labels("coco", labels)
    session.stop(job_id)
    result = ended(session, qtbot)
    assert result == JobResult(job_id, "stopped", "The import was stopped; nothing was changed.")


def test_a_project_closed_meanwhile_does_not_get_another_ones_labels(
    session, qtbot, labels, tmp_path
):
    session.import_labels("coco", labels)
    session.close_project()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "clip.mp4").write_bytes((tmp_path / "clip.mp4").read_bytes())
    session.open_media(tmp_path / "other" / "clip.mp4")
    wait_until(qtbot, idle(session))
    qtbot.wait(0)
    assert not session.project.tracks


def test_a_damaged_file_is_refused_with_its_place(session, qtbot, tmp_path):
    before = frozen(session)
    path = tmp_path / "gt.txt"
    path.write_text(BOXES + "4,1,x,20,12,12,1,-1,-1,-1\n")
    session.import_labels("mot", path)
    result = ended(session, qtbot)
    assert result.state == "failed"
    assert "gt.txt" in result.text
    assert "4" in result.text  # the line
    assert frozen(session) == before


def test_an_empty_file_is_refused(session, qtbot, tmp_path):
    path = tmp_path / "labels.json"
    FORMATS["coco"].write(make_project(frames=6, tracks=2, size=(96, 64)), path)
    data = json.loads(path.read_text())
    data["annotations"] = []
    path.write_text(json.dumps(data))
    session.import_labels("coco", path)
    assert "no labels" in ended(session, qtbot).text


def test_another_size_is_scaled_only_when_asked(session, qtbot, tmp_path):
    path = tmp_path / "small.json"
    FORMATS["coco"].write(make_project(frames=6, tracks=1, size=(48, 32)), path)
    session.import_labels("coco", path)
    result = ended(session, qtbot)
    assert result.state == "failed"
    assert "48 x 32" in result.text
    session.import_labels("coco", path, ImportOptions(scaling="nearest"))
    result = ended(session, qtbot)
    assert "scaled to 96 x 64" in result.text
    masks = [one.mask for one in session.project.tracks[2].observations.values()]
    assert {(one.width, one.height) for one in masks} == {(96, 64)}


def test_a_project_without_its_video_knows_its_size(session, qtbot, tmp_path, make_session):
    path = tmp_path / "small.json"
    FORMATS["coco"].write(make_project(frames=6, tracks=1, size=(48, 32)), path)
    project_path = session.project_path
    session.close_project()
    (tmp_path / "clip.mp4").unlink()
    session.open_project(project_path)
    assert session.source_factory is None
    session.import_labels("coco", path)
    assert "48 x 32" in ended(session, qtbot).text


def test_boxes_are_candidates_and_run_when_asked(session, qtbot, tmp_path):
    path = tmp_path / "gt.txt"
    path.write_text(BOXES)
    session.import_labels("mot", path)
    assert "0 masks, 3 boxes" in ended(session, qtbot).text
    assert session.candidate_count() == 3
    session.undo()
    session.import_labels("mot", path, run_boxes=True)
    wait_until(qtbot, idle(session))
    assert session.candidate_count() == 0
    tracks = session.project.tracks
    assert sorted(tracks[2].observations) == [0, 2]
    assert all(one.mask is not None for one in tracks[2].observations.values())
    session.undo()  # what the tracker made
    assert session.candidate_count() == 3
    session.undo()
    assert list(session.project.tracks) == [1]


def test_without_a_project_there_is_nowhere_to_import_to(make_session, tmp_path):
    with pytest.raises(AnnotatorError, match="open"):
        make_session(media=False).import_labels("coco", tmp_path / "x.json")


def test_categories_go_by_name_and_get_what_they_lack():
    project, other = make_project(frames=3, tracks=1), make_project(frames=3, tracks=2)
    asks = Attribute("pose", Kind.TEXT), Attribute("age", Kind.NUMBER)
    own = Category(1, "dog", "animal", asks[:1])
    SetCategory(1, own).apply(project)
    other.categories = {
        1: Category(1, "bird"),
        2: Category(2, "dog", "", (Attribute("pose", Kind.BOOLEAN), asks[1])),
        3: Category(3, "never used"),
    }
    for track, category_id in zip(other.tracks.values(), (1, 2), strict=True):
        track.category_id = category_id
    before = project.copy()
    inverse = import_edit(project, other, "Import labels").apply(project)
    project.check()
    names = {one.name: one for one in project.categories.values()}
    assert names["dog"] == Category(1, "dog", "animal", asks)
    assert names["bird"].id not in before.categories
    assert "never used" not in names
    assert [project.tracks[i].category_id for i in (2, 3)] == [names["bird"].id, 1]
    inverse.apply(project)
    assert project == before
