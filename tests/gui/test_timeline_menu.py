"""Words of tooltips and states of the menu."""

from __future__ import annotations

import pytest

from annotator.core.edits import SetObservations
from annotator.core.mask import Mask
from annotator.core.project import (
    Absence,
    Direction,
    Observation,
    Origin,
    Provenance,
    Track,
    Visibility,
)
from annotator.gui.timeline_menu import TimelineMenu, observation_text
from tests.fakes import square_mask
from tests.gui.test_timeline import add_tracks

TRACK = Track(1, "Cat", 1, (0, 0, 0))


@pytest.fixture
def session(make_session):
    session = make_session(frame_count=20)
    add_tracks(session, 1)
    return session


def menu_at(session, frame: int, qtbot) -> dict:
    menu = TimelineMenu(session, 1, frame)
    qtbot.addWidget(menu)
    return {action.text(): action for action in menu.actions() if action.text()}


def test_the_menu_says_what_it_is_about(session, qtbot) -> None:
    title = menu_at(session, 3, qtbot)["Object 1 · frame 4"]
    assert not title.isSeparator()  # whose text a style sheet hides
    assert not title.isEnabled()


def test_what_is_split_off_in_the_menu_is_selected(session, qtbot) -> None:
    mask = Observation(square_mask((1, 1, 4, 4)), Origin.MANUAL)
    session.do(SetObservations(1, {2: mask, 5: mask}))
    menu_at(session, 4, qtbot)["Split object here"].trigger()
    assert session.selected_track_id == 2
    assert list(session.project.track(2).observations) == [5]


def test_tooltip_of_each_state() -> None:
    absent = Observation(None, Origin.MANUAL, Visibility.OUT_OF_VIEW, reviewed=True)
    text = observation_text(TRACK, 0, absent)
    assert "Out of view" in text
    assert "Keyframe" not in text
    assert "Reviewed" in text
    occluded = Observation(None, Origin.MERGED, Visibility.OCCLUDED, locked=True, flagged=True)
    text = observation_text(TRACK, 0, occluded)
    for part in ("Merged", "Occluded", "Locked, flagged"):
        assert part in text


def test_tooltip_where_the_object_is_hidden() -> None:
    hidden = Observation(
        None, Origin.MANUAL, Visibility.OCCLUDED, absence=Absence.HIDDEN, reason="the bus"
    )
    text = observation_text(TRACK, 0, hidden)
    assert "Hidden behind something<br>Because: the bus" in text
    assert "Keyframe" not in text


def test_tooltip_of_an_empty_mask() -> None:
    text = observation_text(TRACK, 0, Observation(Mask.empty(4, 4), Origin.PROPAGATED))
    assert "Propagated<br>The mask is empty" in text
    gone = Observation(Mask.empty(4, 4), Origin.PROPAGATED, Visibility.OUT_OF_VIEW)
    assert "empty" not in observation_text(TRACK, 0, gone)


def test_tooltip_of_a_tool() -> None:
    brush = Observation(None, Origin.MANUAL, provenance=Provenance("brush"))
    assert "Tool: brush" in observation_text(TRACK, 0, brush)
    bare = Observation(None, Origin.IMPORTED)
    assert observation_text(TRACK, 0, bare).count("<br>") == 1


def test_tooltip_of_an_edited_mask_tells_tool_and_run() -> None:
    made = Provenance("brush", "light", "ab12cd34ef", "run", 4, Direction.FORWARD, edits=2)
    text = observation_text(TRACK, 0, Observation(None, Origin.MANUAL, provenance=made))
    assert "Tool: brush<br>light (ab12cd34)<br>Run from frame 5 →" in text


def test_tooltip_escapes_what_files_brought_in() -> None:
    provenance = Provenance("<i>x</i>", checkpoint="a&b", seed_frame=0, direction=Direction.FORWARD)
    text = observation_text(TRACK, 0, Observation(None, Origin.PROPAGATED, provenance=provenance))
    assert "<i>" not in text
    assert "a&amp;b" in text
    assert "Run from frame 1 →" in text


def test_only_what_is_possible_is_enabled(session, qtbot) -> None:
    empty = menu_at(session, 3, qtbot)
    assert not empty["Delete mask here"].isEnabled()
    assert not empty["Propagate forward from here"].isEnabled()
    session.set_mask(1, 3, square_mask((4, 4, 9, 9)), "Brush")
    full = menu_at(session, 3, qtbot)
    assert full["Delete mask here"].isEnabled()
    assert full["Propagate forward from here"].isEnabled()
    assert full["Visible"].isChecked()
    assert not full["Occluded"].isChecked()


def test_states_of_the_frame_are_ticked(session, qtbot) -> None:
    session.set_mask(1, 3, square_mask((4, 4, 9, 9)), "Brush")
    for text, is_set in (
        ("Occluded", lambda o: o.visibility is Visibility.OCCLUDED),
        ("Flagged", lambda o: o.flagged),
        ("Reviewed", lambda o: o.reviewed),
        ("Locked", lambda o: o.locked),
    ):
        menu_at(session, 3, qtbot)[text].trigger()
        assert is_set(session.project.observation(1, 3))
        assert menu_at(session, 3, qtbot)[text].isChecked()


def test_propagate_from_the_menu(session, qtbot) -> None:
    session.set_mask(1, 10, square_mask((30, 20, 12, 12)), "Brush")
    menu_at(session, 10, qtbot)["Propagate backward from here"].trigger()
    qtbot.waitUntil(lambda: not session.jobs)
    assert sorted(session.project.track(1).observations) == list(range(11))


def test_a_track_that_is_gone_has_an_empty_menu(session, qtbot) -> None:
    menu = TimelineMenu(session, 99, 0)
    qtbot.addWidget(menu)
    assert not menu.actions()
