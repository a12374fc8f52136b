"""Where a mask comes from, in the same words everywhere."""

from dataclasses import replace

import pytest

from annotator.core.geometry import Box
from annotator.core.project import Direction, Observation, Origin, Provenance
from annotator.gui.inspector import described
from annotator.gui.mask_commands import MaskCommands
from annotator.gui.state_words import origin_text
from annotator.gui.status_panel import StatusPanel
from annotator.gui.timeline_menu import observation_text
from tests.fakes import square_mask
from tests.gui.canvas_helpers import open_canvas

MASK = square_mask((10, 10, 20, 20))
BOXED, BY_HAND = "Keyframe: predicted from your box", "Keyframe: made by hand"


def test_every_origin_has_words() -> None:
    assert len({origin_text(Observation(MASK, origin)) for origin in Origin}) == len(Origin)


def test_a_mask_from_a_box_is_by_hand_only_when_painted() -> None:
    boxed = Observation(MASK, Origin.MANUAL, provenance=Provenance("box", "light"))
    assert origin_text(boxed) == BOXED
    assert origin_text(replace(boxed, reviewed=True)) == BOXED
    painted = replace(boxed, provenance=Provenance("brush", "light", edits=1))
    assert origin_text(painted) == BY_HAND
    assert origin_text(replace(boxed, provenance=None)) == BY_HAND
    assert origin_text(replace(boxed, provenance=Provenance("polygon"))) == BY_HAND


@pytest.mark.parametrize("origin", [Origin.PROPAGATED, Origin.MERGED, Origin.IMPORTED])
def test_what_is_no_keyframe_is_called_by_its_origin(origin) -> None:
    plain = Observation(MASK, origin)
    named = replace(plain, provenance=Provenance("box", "light", direction=Direction.FORWARD))
    assert origin_text(named) == origin_text(plain)
    assert "Keyframe" not in origin_text(plain)


def test_status_line_inspector_and_timeline_say_it_of_a_drawn_box(qtbot, make_session) -> None:
    session = make_session(frame_count=5, size=(96, 64))
    canvas = open_canvas(qtbot, session)
    status = StatusPanel(session)
    qtbot.addWidget(status)
    track_id = session.start_track(Box(20, 20, 20, 16), 0)
    qtbot.waitUntil(lambda: not session.jobs)

    def said() -> set[bool]:
        track = session.project.track(track_id)
        observation = track.observations[0]
        inspected = dict(described(session.project, track, observation))["Origin"]
        tooltip = observation_text(track, 0, observation)
        return {inspected == BOXED, BOXED in tooltip}

    assert said() == {True}
    qtbot.waitUntil(lambda: "keyframe: predicted from your box" in status.score.text())
    MaskCommands(session, canvas).grow(1)
    assert said() == {False}
    qtbot.waitUntil(lambda: "keyframe: made by hand" in status.score.text())
    session.undo()
    assert said() == {True}
