"""Propagation without a window, over the fakes: what gets which mask, and from where."""

import pytest

from annotator.cli.projects import read_project, recording
from annotator.cli.prompts import Prompt
from annotator.cli.propagation_run import (
    Job,
    frame_total,
    plan,
    propagate_lanes,
    set_prompts,
)
from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Direction, Observation, Origin, Project, Visibility
from annotator.formats.project_file import ProjectFile
from tests.fakes import FakeSource, FakeTracker

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
BOX = Box(20, 10, 12, 8)


def make_job(frame_count=12, tracker=None, **options):
    source = FakeSource(frame_count=frame_count)
    project = Project(video=source.info)
    return Job(
        tracker or FakeTracker(),
        lambda: FakeSource(frame_count=frame_count),
        project,
        lambda edit: edit.apply(project) and None,
        **options,
    )


def run(job, prompts, directions=(FORWARD,), until=None):
    lanes = plan(job.project, set_prompts(job, prompts), directions, until)
    return propagate_lanes(job, lanes)


def origins(job, track_id=1):
    observations = job.project.tracks[track_id].observations
    return {index: observations[index].origin for index in sorted(observations)}


def seeds(job, track_id=1):
    """Which prompt each propagated frame came from."""
    return {
        index: observation.provenance.seed_frame
        for index, observation in sorted(job.project.tracks[track_id].observations.items())
        if observation.origin is Origin.PROPAGATED
    }


def test_one_box_forward():
    job = make_job()
    assert run(job, [Prompt("dog", "animal", 2, BOX)]) == 9
    assert list(origins(job)) == list(range(2, 12))
    assert list(origins(job).values()) == [Origin.MANUAL] + [Origin.PROPAGATED] * 9
    track = job.project.tracks[1]
    assert (track.name, job.project.categories[track.category_id].name) == ("dog", "animal")
    job.project.check()


def test_both_directions_reach_both_ends():
    job = make_job()
    run(job, [Prompt("dog", "animal", 5, BOX)], (FORWARD, BACKWARD))
    assert list(origins(job)) == list(range(12))
    assert [i for i, o in origins(job).items() if o is Origin.MANUAL] == [5]
    first = job.project.tracks[1].observations[0]
    assert first.mask.box == Box(15, 10, 12, 8)  # the fake's square moves with the frames
    assert first.provenance.direction is BACKWARD


@pytest.mark.parametrize(
    ("directions", "until", "expected"),
    [
        ((FORWARD,), 7, range(5, 8)),
        ((BACKWARD,), 3, range(3, 6)),
        ((FORWARD, BACKWARD), 7, range(8)),
        ((FORWARD, BACKWARD), 3, range(3, 12)),
        ((FORWARD,), 5, range(5, 6)),
    ],
)
def test_a_last_frame_bounds_its_own_side(directions, until, expected):
    job = make_job()
    run(job, [Prompt("dog", "animal", 5, BOX)], directions, until)
    assert list(origins(job)) == list(expected)


def test_a_second_box_of_the_same_object_is_a_barrier():
    job = make_job()
    prompts = [Prompt("dog", "animal", 0, BOX), Prompt("dog", "animal", 6, BOX)]
    run(job, prompts)
    assert len(job.project.tracks) == 1
    assert [i for i, o in origins(job).items() if o is Origin.MANUAL] == [0, 6]
    assert seeds(job) == {i: 0 if i < 6 else 6 for i in range(12) if i not in (0, 6)}


def test_absent_frames_are_gone_over_as_in_the_window():
    job = make_job()
    seeds_of = set_prompts(job, [Prompt("dog", "a", 0, BOX), Prompt("dog", "a", 11, BOX)])
    absent = Observation(None, Origin.MANUAL, Visibility.OUT_OF_VIEW)
    job.project.tracks[1].observations |= dict.fromkeys((2, 3, 4), absent)
    assert propagate_lanes(job, plan(job.project, seeds_of, (FORWARD,), None)) == 7
    assert seeds(job) == dict.fromkeys((1, 5, 6, 7, 8, 9, 10), 0)
    assert propagate_lanes(job, plan(job.project, seeds_of, (FORWARD, BACKWARD), None)) == 7
    assert seeds(job) == {1: 0, 5: 0} | dict.fromkeys((6, 7, 8, 9, 10), 11)
    assert job.project.tracks[1].observations[3] is absent


@pytest.mark.parametrize("second", [1, 2, 5, 6, 11])
def test_two_boxes_that_run_towards_each_other_meet_half_way(second):
    job = make_job()
    prompts = [Prompt("dog", "animal", second, BOX), Prompt("dog", "animal", 0, BOX)]
    run(job, prompts, (FORWARD, BACKWARD))
    assert list(origins(job)) == list(range(12))
    for index, seed in seeds(job).items():
        other = 0 if seed == second else second
        assert abs(index - seed) <= abs(index - other)


def test_objects_share_each_frame_and_get_their_own_masks():
    job = make_job()
    prompts = [
        Prompt("dog", "animal", 0, BOX),
        Prompt("cat", "animal", 4, Box(40, 30, 10, 10)),
        Prompt("cat", "toy", 0, Box(2, 40, 6, 6)),
    ]
    lanes = plan(job.project, set_prompts(job, prompts), (FORWARD,), None)
    assert frame_total(lanes) == 11
    done = []
    assert propagate_lanes(job, lanes, done.append) == 11 + 7 + 11
    assert done == list(range(1, 12))
    assert {t.name: t.category_id for t in job.project.tracks.values()} == {"dog": 1, "cat": 1} | {
        "cat": job.project.tracks[3].category_id
    }
    assert [category.name for category in job.project.categories.values()] == ["animal", "toy"]
    assert job.project.tracks[3].observations[5].mask.box == Box(40 + 1, 30, 10, 10)


def test_every_mask_knows_where_it_came_from():
    job = make_job(frame_count=3)
    run(job, [Prompt("dog", "animal", 0, BOX)])
    provenances = [o.provenance for o in job.project.tracks[1].observations.values()]
    assert [p.source for p in provenances] == ["box", "siammask", "siammask"]
    assert {p.run_id for p in provenances} == {job.run_id}
    assert {p.checkpoint for p in provenances} == {"fake"}
    assert len(set(provenances[1:])) == 1  # one row in the file for the whole run


def test_stopping_keeps_what_is_finished():
    done = []
    job = make_job(should_stop=lambda: len(done) >= 4)
    lanes = plan(job.project, set_prompts(job, [Prompt("dog", "a", 0, BOX)]), (FORWARD,), None)
    assert propagate_lanes(job, lanes, done.append) == 4
    assert list(origins(job)) == [0, 1, 2, 3, 4]


def test_a_recorded_run_is_on_disk_frame_by_frame(tmp_path):
    path = tmp_path / "run.annot"
    job = make_job()
    with recording(path, job.project) as record:
        job = Job(job.tracker, job.open_source, job.project, record)
        run(job, [Prompt("dog", "animal", 0, BOX)])
    assert read_project(path).tracks == job.project.tracks
    assert not list(tmp_path.glob("*.lock"))


def test_a_failure_half_way_keeps_what_was_done(tmp_path):
    path = tmp_path / "run.annot"
    job = make_job(tracker=FakeTracker(fail_at=6))
    with pytest.raises(RuntimeError, match="made-up"), recording(path, job.project) as record:
        run(
            Job(job.tracker, job.open_source, job.project, record),
            [Prompt("dog", "animal", 0, BOX)],
        )
    opened = ProjectFile.open(path)
    opened.file.close()
    assert sorted(opened.project.tracks[1].observations) == [0, 1, 2, 3, 4, 5]


def test_a_failure_before_the_first_mask_leaves_no_file(tmp_path):
    path = tmp_path / "run.annot"
    job = make_job(tracker=FakeTracker(fail_at=0))
    with pytest.raises(RuntimeError), recording(path, job.project) as record:
        run(
            Job(job.tracker, job.open_source, job.project, record),
            [Prompt("dog", "animal", 0, BOX)],
        )
    assert list(tmp_path.iterdir()) == []


def test_a_write_error_ends_the_run(tmp_path, monkeypatch):
    def full(_self, _changes):
        raise AnnotatorError("The disk is full.")

    monkeypatch.setattr(ProjectFile, "save", full)
    job = make_job()
    with (
        pytest.raises(AnnotatorError, match="disk is full"),
        recording(tmp_path / "run.annot", job.project) as record,
    ):
        run(
            Job(job.tracker, job.open_source, job.project, record),
            [Prompt("dog", "animal", 0, BOX)],
        )
    assert list(tmp_path.iterdir()) == []
