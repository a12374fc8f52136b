"""The review queue: order over all objects, next, previous, accept, re-opened by a new mask."""

from dataclasses import replace

import pytest

from annotator.core.edits import SetObservations
from annotator.core.geometry import Box
from annotator.core.project import Direction, Observation, Origin
from annotator.core.review import Reason, lowest_score_first
from annotator.session import review_queue
from tests.fakes import square_mask
from tests.session.helpers import idle, started_track, wait_until


@pytest.fixture(autouse=True)
def _by_score(monkeypatch):
    """The queue is tested with an order that is easy to foresee."""

    def graded(observations):
        items = lowest_score_first(observations)
        return [replace(item, grade=int(item.urgency > 0.7)) for item in items]

    monkeypatch.setattr(review_queue, "ORDER", lambda: graded)


def ranked(session, qtbot):
    wait_until(qtbot, lambda: not session._open.review.is_ranking)
    return [(stop.track_id, stop.frame_index) for stop in session.review_stops]


def doubtful(score):
    return Observation(square_mask((5, 5, 9, 9)), Origin.PROPAGATED, score=score)


@pytest.fixture
def session(make_session, qtbot):
    """Two objects; three doubtful frames and a sure one between them."""
    made = make_session(frame_count=12)
    started_track(made, qtbot, frame=0)
    started_track(made, qtbot, frame=0, box=Box(50, 30, 10, 10))
    made.do(SetObservations(1, {3: doubtful(0.4), 5: doubtful(0.1), 6: doubtful(0.99)}))
    made.do(SetObservations(2, {8: doubtful(0.2)}))
    return made


def test_the_worst_frames_of_all_objects_come_first_with_reasons(session, qtbot):
    assert ranked(session, qtbot) == [(1, 5), (2, 8), (1, 3)]
    assert all(stop.reasons and 0 <= stop.urgency <= 1 for stop in session.review_stops)
    assert Reason.LOW_SCORE in session.review_stops[0].reasons


def test_a_stop_is_found_by_its_place_until_it_is_settled(session, qtbot):
    ranked(session, qtbot)
    assert session.review_stop_at(1, 5) == session.review_stops[0]
    assert session.review_stop_at(1, 6) is None
    session.set_reviewed(1, [5], True)
    assert session.review_stop_at(1, 5) is None
    session.close_project()
    assert session.review_stop_at(1, 3) is None


def test_next_and_previous_go_there_and_select_the_object(session, qtbot):
    ranked(session, qtbot)
    visited = []
    for go in (session.next_review,) * 3 + (session.previous_review,):
        go()
        visited.append((session.selected_track_id, session.current_frame))
    assert visited == [(1, 5), (2, 8), (1, 3), (2, 8)]
    session.next_review()
    assert session.next_review() is None
    assert (session.selected_track_id, session.current_frame) == (1, 3)


def test_from_a_doubtful_frame_reached_otherwise_the_worst_comes_next(session, qtbot):
    ranked(session, qtbot)
    session.select_track(2)
    session.go_to_frame(8)  # the second of the queue, where a run may have ended
    assert session.next_review() == session.review_stops[0]
    assert session.next_review() == session.review_stops[1]
    session.select_track(1)
    session.go_to_frame(5)
    assert session.next_review() == session.review_stops[1]  # the worst is looked at already


def test_accepting_settles_a_stop_and_goes_on(session, qtbot):
    ranked(session, qtbot)
    session.next_review()
    stop = session.accept_review()
    assert session.project.observation(1, 5).reviewed
    assert (stop.track_id, stop.frame_index) == (2, 8) == (session.selected_track_id, 8)
    assert [(one.track_id, one.frame_index) for one in session.review_stops] == [(2, 8), (1, 3)]
    session.accept_review()
    assert session.accept_review() is None  # the last one
    assert session.review_stops == ()
    session.undo()
    assert ranked(session, qtbot) == [(1, 3)]


def test_accepting_goes_on_with_the_worst_when_the_order_has_changed(session, qtbot):
    session.do(SetObservations(1, {9: doubtful(0.41), 10: doubtful(0.42), 11: doubtful(0.43)}))
    assert ranked(session, qtbot) == [(1, 5), (2, 8), (1, 3), (1, 9), (1, 10), (1, 11)]
    for _ in range(4):
        session.next_review()  # three are passed over
    session.do(SetObservations(1, {9: doubtful(0.41), 11: doubtful(0.05)}))
    assert ranked(session, qtbot) == [(1, 11), (1, 5), (2, 8), (1, 3), (1, 9), (1, 10)]
    places = [session.accept_review() for _ in range(5)]
    went = [(stop.track_id, stop.frame_index) for stop in places]
    assert went == [(1, 11), (1, 10), (1, 5), (2, 8), (1, 3)]


def test_what_was_passed_over_is_offered_again_when_its_mask_has_changed(session, qtbot):
    ranked(session, qtbot)
    session.next_review()
    session.next_review()
    session.do(SetObservations(1, {5: doubtful(0.15)}))
    ranked(session, qtbot)
    stop = session.accept_review()
    assert (stop.track_id, stop.frame_index) == (1, 5)


def test_a_flag_on_the_way_does_not_hold_one_back(session, qtbot):
    ranked(session, qtbot)
    session.next_review()
    session.set_flagged(1, [5], True)
    ranked(session, qtbot)
    stop = session.accept_review()
    assert (stop.track_id, stop.frame_index) == (2, 8)


def test_from_a_stop_chosen_in_the_list_the_next_is_the_one_below(session, qtbot):
    ranked(session, qtbot)
    chosen, below = session.review_stops[1:]
    session.visit_review(chosen)
    assert (session.selected_track_id, session.current_frame) == (2, 8)
    assert session.accept_review() == below


def test_an_accepted_frame_stays_settled_until_its_mask_changes(session, qtbot):
    ranked(session, qtbot)
    session.next_review()
    session.accept_review()
    session.set_flagged(2, [8], True)  # something else is ranked again
    assert ranked(session, qtbot) == [(2, 8), (1, 3)]
    session.set_reviewed(1, [5], False)
    session.do(SetObservations(1, {5: doubtful(0.05)}))
    assert (1, 5) in ranked(session, qtbot)


def test_a_corrected_or_deleted_frame_leaves_the_queue_at_once(session, qtbot):
    ranked(session, qtbot)
    session.set_mask(1, 5, square_mask((1, 1, 9, 9)), "Brush stroke")
    assert [(one.track_id, one.frame_index) for one in session.review_stops] == [(2, 8), (1, 3)]
    session.delete_track(2)
    assert [(one.track_id, one.frame_index) for one in session.review_stops] == [(1, 3)]
    assert ranked(session, qtbot) == [(1, 3)]


def test_what_a_run_made_is_ranked_when_it_has_ended(session, qtbot):
    session.propagate(2, 0, Direction.FORWARD)
    wait_until(qtbot, idle(session))
    stops = ranked(session, qtbot)
    assert stops[0] == (2, 11)  # the made-up tracker's score falls with every frame


def test_closing_while_it_ranks(session):
    session._open.review._rank()
    session.close_project()
    assert session.review_stops == ()
    assert session.next_review() is None
