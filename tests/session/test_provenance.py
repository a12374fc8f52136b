"""What a mask that a person changed still says of the run that made it."""

from dataclasses import replace

import pytest

from annotator.core.doubt import Evidence, Reason
from annotator.core.geometry import Box
from annotator.core.project import Direction, Origin, Visibility
from tests.fakes import square_mask
from tests.session.helpers import frozen, idle, started_track, wait_until

MASK = square_mask((3, 3, 9, 9))


@pytest.fixture
def session(make_session, qtbot):
    """An object drawn by a box on frame 2, propagated forward to the last of twelve frames."""
    made = make_session(frame_count=12)
    started_track(made, qtbot, frame=2)
    made.propagate(1, 2, Direction.FORWARD)
    wait_until(qtbot, idle(made))
    return made


def made_by(session, frame_index, track_id=1):
    return session.project.observation(track_id, frame_index).provenance


def run_of(provenance):
    """All but the tool, the time and the count."""
    return replace(provenance, source="", created_at="", edits=0)


def test_a_corrected_mask_is_manual_and_still_of_the_run_that_made_it(session):
    before = made_by(session, 5)
    assert (before.run_id, before.checkpoint_hash) != ("", "")
    assert (before.seed_frame, before.direction) == (2, Direction.FORWARD)
    for count, (tool, side) in enumerate((("brush", 9), ("polygon", 8), ("grow", 10)), 1):
        session.set_mask(1, 5, square_mask((3, 3, side, side)), "Change", tool)
        now = made_by(session, 5)
        assert session.project.observation(1, 5).origin is Origin.MANUAL
        assert (now.source, now.edits) == (tool, count)
        assert run_of(now) == run_of(before)
    session.set_visibility(1, [5], Visibility.OCCLUDED)
    session.set_reviewed(1, [5], True)
    assert run_of(made_by(session, 5)) == run_of(before)
    for _ in range(5):
        session.undo()
    assert made_by(session, 5) == before


def test_a_mask_drawn_from_nothing_is_of_no_run(session):
    session.delete_mask(1, 5)
    session.set_mask(1, 5, MASK, "Brush stroke")
    session.set_mask(1, 0, MASK, "Brush stroke")
    session.set_visibility(1, [7], Visibility.OUT_OF_VIEW)
    session.set_mask(1, 7, MASK, "Brush stroke")
    new = session.add_object(5, MASK, "Brush stroke")
    session.set_mask(1, 0, square_mask((1, 1, 4, 4)), "Brush stroke")
    found = [made_by(session, index) for index in (5, 0, 7)] + [made_by(session, 5, new)]
    for one in found:
        assert (one.run_id, one.checkpoint, one.checkpoint_hash) == ("", "", "")
        assert (one.seed_frame, one.direction) == (None, None)
    assert [one.edits for one in found] == [0, 1, 0, 0]


def test_a_copy_is_of_the_run_of_what_was_copied(session, qtbot):
    run = made_by(session, 5)
    session.propagate(1, 2, Direction.BACKWARD)
    wait_until(qtbot, idle(session))
    other = made_by(session, 1)
    assert other.run_id != run.run_id
    session.copy_mask_from(1, 1, 1)
    session.put_copy(1, 0, session.project.observation(1, 5), "Paste mask")
    session.put_copy(1, 6, session.project.observation(1, 0), "Paste mask")
    assert run_of(made_by(session, 1)) == run_of(made_by(session, 2))  # the box's
    assert run_of(made_by(session, 0)) == run_of(made_by(session, 6)) == run_of(run)
    assert [made_by(session, index).edits for index in (1, 0, 6)] == [1, 1, 2]
    assert {made_by(session, index).source for index in (1, 0, 6)} == {"copy"}


def test_it_stays_with_objects_that_are_split_merged_and_copied_and_on_disk(session):
    run = run_of(made_by(session, 5))
    session.set_mask(1, 5, MASK, "Brush stroke")
    later = session.split_track(1, 4)
    twin = session.duplicate_track(later)
    session.merge_tracks(1, later)
    assert run_of(made_by(session, 5)) == run_of(made_by(session, 5, twin)) == run
    last, path = frozen(session), session.project_path
    session.close_project()
    session.open_project(path)
    assert frozen(session) == last
    assert run_of(made_by(session, 5)) == run


def test_a_redrawn_box_begins_anew(session, qtbot):
    run = made_by(session, 5)
    session.set_mask(1, 5, MASK, "Brush stroke")
    session.redraw_box(1, 5, Box(10, 10, 20, 20))
    wait_until(qtbot, idle(session))
    assert (made_by(session, 5).seed_frame, made_by(session, 5).edits) == (5, 0)
    assert made_by(session, 5).run_id not in ("", run.run_id)


def seams(session):
    """Frames of object 1 at which runs are said to meet."""
    evidence = Evidence(session.project.track(1).observations)
    signal = evidence.signals()[Reason.SEAM]
    return [int(frame) for frame in evidence.frames[signal > 0]]


def test_a_correction_is_no_seam_until_a_run_starts_from_it(session, qtbot):
    session.set_mask(1, 6, square_mask((60, 40, 12, 12)), "Brush stroke")
    assert seams(session) == []
    session.propagate(1, 6, Direction.FORWARD)
    wait_until(qtbot, idle(session))
    assert made_by(session, 7).seed_frame == 6
    assert seams(session) == [5, 6]  # the first run ends before the correction
    session.propagate(1, 6, Direction.BACKWARD)
    wait_until(qtbot, idle(session))
    assert seams(session) == [2, 3]  # where it comes back to the box
