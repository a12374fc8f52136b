"""Previews of a run over reviewed frames: what would change, taken by objects and ranges."""

from dataclasses import replace

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Absence, Direction
from tests.fakes import FakeTracker, Gate, square_mask, write_fake_media
from tests.session.helpers import Recorder, frozen, idle, started_track, wait_until

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
BOX = (10, 20, 12, 12)


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def session(make_session, qtbot, gate):
    """A run over twelve frames, all reviewed, whose first mask was then moved by five pixels."""
    made = make_session(frame_count=12, tracker=FakeTracker(gate=gate))
    gate.allow(12)
    started_track(made, qtbot, frame=0)
    made.propagate(1, 0, FORWARD)
    wait_until(qtbot, idle(made))
    made.set_reviewed(1, range(1, 12), True)
    made.set_mask(1, 0, square_mask((15, 20, 12, 12)), "Brush stroke")
    return made


@pytest.fixture
def crowd(make_session, qtbot):
    """Three objects, each run both ways from frame 6 of twelve and then moved there.

    The first is reviewed on 3 to 5 and 7 to 9, the second on 8, the third nowhere.
    """
    made = make_session(frame_count=12)
    for number, box in enumerate((Box(10, 4, 12, 12), Box(30, 24, 12, 12), Box(50, 44, 12, 12)), 1):
        started_track(made, qtbot, frame=6, box=box)
        made.propagate_both(number, 6)
        wait_until(qtbot, idle(made))
    made.set_reviewed(1, [3, 4, 5, 7, 8, 9], True)
    made.set_reviewed(2, [8], True)
    for number in (1, 2, 3):
        made.set_mask(number, 6, square_mask((20 * number, 20 * number - 16, 12, 12)), "Brush")
    made.go_to_frame(6)
    return made


def previewed(session, qtbot):
    """What the preview found when it was over: frames by object."""
    wait_until(qtbot, idle(session))
    return {
        track_id: [frame for one in ranges for frame in one.frames]
        for track_id, ranges in session.previewed_ranges.items()
    }


def at(session, frame_index, track_id=1):
    """What the preview found there; None if nothing."""
    return dict(session.previewed_on(frame_index)).get(track_id)


def preview(session):
    """Of object 1, forward from the first frame."""
    return session.propagate(1, 0, FORWARD, on_reviewed="preview")


@pytest.mark.parametrize("is_running", [True, False])
def test_a_preview_goes_with_its_object(make_session, gate, qtbot, is_running):
    """Drawing it is undone, and the next object gets its number."""
    session = make_session(frame_count=12, tracker=FakeTracker(gate=gate))
    session.add_object(0, square_mask(BOX), "Brush")
    preview(session)
    gate.allow(2)
    wait_until(qtbot, lambda: session.preview_progress.done == 2)
    if not is_running:
        session.stop_preview()
    session.undo()
    session.add_object(0, square_mask((60, 40, 9, 9)), "Brush")
    assert list(session.project.tracks) == [1]
    before = frozen(session)
    gate.open()
    assert previewed(session, qtbot) == {}
    session.accept_preview({1: range(12)})
    assert frozen(session) == before


@pytest.mark.parametrize("is_running", [True, False])
def test_a_preview_goes_with_its_video(session, gate, qtbot, tmp_path, is_running):
    preview(session)
    gate.allow(2)
    wait_until(qtbot, lambda: session.preview_progress.done == 2)
    if not is_running:
        session.stop_preview()
    session.relink_media(write_fake_media(tmp_path / "other.mp4", b"another one"), force=True)
    gate.open()
    assert previewed(session, qtbot) == {}


def test_a_preview_goes_when_frames_are_counted_anew(session, gate, qtbot):
    preview(session)
    gate.allow(11)
    wait_until(qtbot, idle(session))
    session._playhead.video_measured.emit(replace(session.project.video, frame_count=6))
    assert previewed(session, qtbot) == {}


def test_a_plain_run_stops_at_reviewed_frames_and_a_preview_changes_nothing(session, gate, qtbot):
    with pytest.raises(AnnotatorError, match="already yours"):
        session.propagate(1, 0, FORWARD)
    before = frozen(session)
    preview(session)
    gate.open()
    assert previewed(session, qtbot) == {1: list(range(1, 12))}
    assert frozen(session) == before
    first = at(session, 1)
    assert first.before is before.observation(1, 1)
    assert first.iou == pytest.approx(7 / 17)
    assert (first.added, first.removed) == (5 * 12, 5 * 12)
    assert session.previewed_on(0) == []
    progress = session.preview_progress
    assert (progress.done, progress.total, progress.is_running) == (11, 11, False)


def test_a_range_of_it_is_taken_as_one_step(session, gate, qtbot):
    preview(session)
    gate.open()
    wait_until(qtbot, idle(session))
    before = frozen(session)
    session.accept_preview({1: range(3, 6)})
    after = session.project.track(1).observations
    assert after[4].mask == square_mask((19, 20, 12, 12))
    assert not after[4].reviewed  # another mask: to be looked at again
    assert after[6] is before.observation(1, 6)
    assert previewed(session, qtbot) == {1: [1, 2, 6, 7, 8, 9, 10, 11]}
    session.undo()
    assert frozen(session) == before


def test_what_became_a_persons_meanwhile_is_not_taken(session, gate, qtbot):
    session.set_reviewed(1, [7], False)
    preview(session)
    gate.open()
    wait_until(qtbot, idle(session))
    session.set_mask(1, 4, square_mask((1, 1, 6, 6)), "Brush stroke")
    session.set_reviewed(1, [7], True)
    session.set_absent(1, [8], Absence.LEFT)
    own = {index: session.project.observation(1, index) for index in (4, 7, 8)}
    notices = Recorder(session.notified)
    session.accept_preview({1: range(12), 2: range(12)})
    for index, one in own.items():
        assert session.project.observation(1, index) is one
    assert session.project.observation(1, 5).mask == square_mask((20, 20, 12, 12))
    assert "3 frame(s) stayed" in notices.values[-1].text
    assert session.previewed_ranges == {1: []}


def test_manual_and_locked_frames_end_a_preview(session, gate, qtbot):
    session.set_locked(1, [6], True)
    preview(session)
    gate.open()
    assert previewed(session, qtbot) == {1: [1, 2, 3, 4, 5]}


def test_a_preview_can_be_stopped_and_forgotten(session, gate, qtbot):
    job_id = preview(session)
    gate.allow(2)
    wait_until(qtbot, lambda: session.preview_progress.done == 2)
    session.stop(job_id)
    gate.open()
    assert previewed(session, qtbot) == {1: [1, 2]}
    session.discard_preview()
    assert session.previewed_ranges == {}
    session.accept_preview({1: range(12)})  # nothing to take
    assert session.project.observation(1, 1).reviewed


def test_closing_during_a_preview(session, gate):
    preview(session)
    gate.open()
    session.close_project()
    assert session.previewed_ranges == {}


def test_nothing_of_a_preview_is_taken_for_a_locked_object(session, gate, qtbot):
    preview(session)
    gate.open()
    wait_until(qtbot, idle(session))
    session.update_track(1, is_locked=True)
    with pytest.raises(AnnotatorError, match="locked"):
        session.accept_preview({1: range(12)})


def test_a_preview_waits_for_the_mask_it_starts_from(session, gate):
    session.redraw_box(1, 0, Box(20, 20, 9, 9))
    with pytest.raises(AnnotatorError, match="on its way"):
        preview(session)
    gate.open()


def test_a_failure_is_told_and_ends_it(make_session, qtbot):
    made = make_session(frame_count=12, tracker=FakeTracker(fail_at=4))
    made.add_object(0, square_mask(BOX), "Brush")
    notices = Recorder(made.notified)
    preview(made)
    assert previewed(made, qtbot) == {1: [1, 2, 3]}
    assert "made-up failure" in notices.values[-1].text


def test_a_preview_stops_where_it_only_repeats_what_is_there(make_session, qtbot):
    made = make_session(frame_count=40)
    started_track(made, qtbot, frame=0)
    preview(made)
    assert len(previewed(made, qtbot)[1]) == 39
    made.propagate(1, 0, FORWARD)
    wait_until(qtbot, idle(made))
    made.set_reviewed(1, range(1, 40), True)
    preview(made)
    found = previewed(made, qtbot)[1]
    assert len(found) == made.settings.convergence.frames
    assert made.preview_progress.total == len(found)
    made.settings.stops_when_converged = False
    preview(made)
    assert len(previewed(made, qtbot)[1]) == 39


# -- several objects, both directions -------------------------------------------------------


def test_all_objects_both_ways_accepted_in_one_step(crowd, qtbot):
    crowd.propagate_all(6, tuple(Direction), on_reviewed="preview")
    everything = [*range(6), *range(7, 12)]
    assert previewed(crowd, qtbot) == dict.fromkeys((1, 2, 3), everything)
    kinds = [(one.first, one.last, one.is_reviewed) for one in crowd.previewed_ranges[1]]
    assert kinds == [(0, 2, False), (3, 5, True), (7, 9, True), (10, 11, False)]
    assert [track_id for track_id, _ in crowd.previewed_on(8)] == [1, 2, 3]
    before = frozen(crowd)
    crowd.accept_preview({1: [3, 4, 5, 10], 3: everything})
    now = crowd.project
    assert now.observation(1, 4).mask == square_mask((18, 4, 12, 12))
    assert now.observation(1, 4).provenance.direction is BACKWARD
    assert now.observation(1, 10).provenance.direction is FORWARD
    assert now.observation(1, 10).provenance.seed_frame == 6
    assert now.observation(3, 0).mask == square_mask((54, 44, 12, 12))
    assert now.observation(1, 7) is before.observation(1, 7)
    assert now.track(2) == before.track(2)
    crowd.undo()
    assert frozen(crowd) == before
    crowd.redo()
    last, path = frozen(crowd), crowd.project_path
    crowd.close_project()
    crowd.open_project(path)
    assert frozen(crowd) == last


def test_one_object_of_several_is_stopped_by_itself(make_session, qtbot, gate):
    made = make_session(frame_count=12, tracker=FakeTracker(gate=gate))
    for y in (4, 24):
        made.add_object(0, square_mask((10, y, 12, 12)), "Brush")
    ended = Recorder(made.job_ended)
    whole = made.propagate_all(0, on_reviewed="preview")
    first, second = made.jobs
    assert (first.track_id, second.track_id) == (1, 2)
    assert whole not in (first.job_id, second.job_id)
    gate.allow(4)
    wait_until(qtbot, lambda: made.preview_progress.done == 4)
    made.stop(first.job_id)
    assert [job.job_id for job in made.jobs] == [second.job_id]
    assert made.preview_progress.is_running
    gate.open()
    found = previewed(made, qtbot)
    assert (found[1], found[2]) == ([1, 2], list(range(1, 12)))
    states = {one.job_id: one.state for one in ended.values}
    assert states == {first.job_id: "stopped", second.job_id: "done"}


def test_an_object_that_is_deleted_leaves_the_preview(crowd, qtbot):
    crowd.propagate_all(6, on_reviewed="preview")
    wait_until(qtbot, idle(crowd))
    crowd.delete_track(2)
    before = frozen(crowd)
    crowd.accept_preview({2: range(12)})
    assert frozen(crowd) == before
    crowd.accept_preview({2: range(12), 3: range(12)})
    assert crowd.project.observation(3, 7).provenance.seed_frame == 6
    crowd.propagate_all(6, on_reviewed="preview")
    assert list(previewed(crowd, qtbot)) == [1, 3]


# -- which commands preview -----------------------------------------------------------------


def answer(session, qtbot, call):
    """What a command did: the frames of a preview, or "ran", and what it told."""
    notices, before = Recorder(session.notified), frozen(session)
    session.discard_preview()
    call()
    found = previewed(session, qtbot)
    told = [one for one in notices.values if one.preview is not None]
    if found:
        assert frozen(session) == before
    elif frozen(session) != before:
        session.undo()
    session.discard_preview()
    return found or "ran", [one.text for one in told]


def test_a_run_to_the_barrier_previews_when_reviewed_frames_are_all_there_is(crowd, qtbot):
    ask = {"on_reviewed": "ask"}
    found, _ = answer(crowd, qtbot, lambda: crowd.propagate(1, 6, FORWARD, **ask))
    assert found == {1: [7, 8, 9, 10, 11]}
    found, _ = answer(crowd, qtbot, lambda: crowd.propagate_both(1, 6, **ask))
    assert found == {1: [*range(6), *range(7, 12)]}
    found, _ = answer(crowd, qtbot, lambda: crowd.propagate_all(6, (BACKWARD,), [1], **ask))
    assert found == {1: list(range(6))}


def test_a_run_to_the_barrier_that_has_something_to_fill_runs_and_says_where_it_stops(crowd, qtbot):
    ask = {"on_reviewed": "ask"}
    found, told = answer(crowd, qtbot, lambda: crowd.propagate(2, 6, FORWARD, **ask))
    assert (found, told) == (
        "ran",
        ["The run of “Object 2” stops before frame 9, which is reviewed."],
    )
    found, told = answer(crowd, qtbot, lambda: crowd.propagate_all(6, **ask))
    assert (found, told) == ("ran", ["2 run(s) stop before reviewed frames."])
    assert answer(crowd, qtbot, lambda: crowd.propagate_both(3, 6, **ask)) == ("ran", [])
    assert answer(crowd, qtbot, lambda: crowd.propagate_all(6)) == ("ran", [])


def test_what_a_message_offers_is_the_preview_of_the_same_command(crowd, qtbot):
    notices = Recorder(crowd.notified)
    crowd.settings.stops_when_converged = False
    crowd.propagate_all(6, tuple(Direction), on_reviewed="ask")
    wait_until(qtbot, idle(crowd))
    (order,) = [one.preview for one in notices.values if one.preview is not None]
    crowd.preview_rerun(order)
    assert previewed(crowd, qtbot) == {key: [*range(6), *range(7, 12)] for key in (1, 2, 3)}


def test_frames_that_were_asked_for_are_previewed_if_reviewed_ones_are_among_them(crowd, qtbot):
    ask = {"on_reviewed": "ask"}
    found, _ = answer(crowd, qtbot, lambda: crowd.propagate_steps(2, 6, FORWARD, 2, **ask))
    assert found == {2: [7, 8]}
    assert answer(crowd, qtbot, lambda: crowd.propagate_steps(2, 6, FORWARD, 1, **ask))[0] == "ran"
    found, _ = answer(crowd, qtbot, lambda: crowd.propagate_steps(1, 6, BACKWARD, 1, **ask))
    assert found == {1: [5]}
    crowd.go_to_frame(6)
    crowd.set_in_frame(5)
    crowd.set_out_frame(8)
    found, _ = answer(crowd, qtbot, lambda: crowd.propagate_range(**ask))
    assert found == {key: [5, 7, 8] for key in (1, 2, 3)}
    assert answer(crowd, qtbot, lambda: crowd.propagate_range([3], **ask))[0] == "ran"
