"""The timeline's picture: what is repainted after an edit is all that changed."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QPalette, QRegion
from PySide6.QtWidgets import QApplication

from annotator.core.edits import AddTrack, ReorderTracks, SetMedia, SetObservations
from annotator.core.project import Direction, Observation, Origin, Track, Visibility
from annotator.gui.theme import DARK, LIGHT, palette_for
from annotator.gui.timeline_layout import (
    HEADER_WIDTH_PX,
    LANE_HEIGHT_PX,
    RULER_HEIGHT_PX,
    FrameView,
)
from annotator.gui.timeline_view import TimelineView
from annotator.session.values import JobStatus
from tests.gui.test_timeline import add_tracks, grab, on_screen

FRAMES = 300
LANES = 4


@pytest.fixture
def session(make_session):
    session = make_session(frame_count=FRAMES)
    add_tracks(session, LANES)
    return session


@pytest.fixture
def view(session, qtbot):
    widget = TimelineView(session)
    qtbot.addWidget(widget)
    widget.resize(HEADER_WIDTH_PX + 500, RULER_HEIGHT_PX + LANES * LANE_HEIGHT_PX + 30)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def random_observation(chance: random.Random) -> Observation | None:
    if chance.random() < 0.15:
        return None
    return Observation(
        None,
        chance.choice(list(Origin)),
        chance.choice(list(Visibility)),
        chance.choice([None, chance.random()]),
        reviewed=chance.random() < 0.4,
        locked=chance.random() < 0.2,
        flagged=chance.random() < 0.2,
    )


def random_change(session, view: TimelineView, chance: random.Random) -> None:
    """An edit, an undo, a jump, a range or another part of the video."""
    kind = chance.randrange(8)
    if kind < 4:
        first = chance.randrange(FRAMES)
        frames = range(first, min(FRAMES, first + chance.choice([1, 1, 3, 60])))
        track_id = chance.choice(list(session.project.tracks))
        session.do(SetObservations(track_id, {f: random_observation(chance) for f in frames}))
    elif kind == 4:
        session.go_to_frame(chance.randrange(FRAMES))
    elif kind == 5:
        session.select_track(chance.choice([None, *session.project.tracks]))
    elif kind == 6:
        session.set_in_frame(chance.choice([None, chance.randrange(FRAMES)]))
    else:
        view.set_frame_view(
            FrameView(FRAMES, chance.random() * FRAMES, chance.choice([0.1, 3, 17.3, 40]), 500)
        )


@pytest.mark.parametrize("seed", range(6))
def test_partial_repaints_add_up_to_a_full_one(view, session, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(12):
        random_change(session, view, chance)
        partial = on_screen(view)
        view.viewport().update()
        assert on_screen(view) == partial


class Recorder(TimelineView):
    """Remembers which part of the viewport was painted."""

    painted = QRegion()

    def paintEvent(self, event) -> None:
        self.painted = self.painted.united(event.region())
        super().paintEvent(event)


@pytest.fixture
def recorder(session, qtbot):
    widget = Recorder(session)
    qtbot.addWidget(widget)
    widget.resize(HEADER_WIDTH_PX + 600, RULER_HEIGHT_PX + LANES * LANE_HEIGHT_PX + 30)
    widget.show()
    qtbot.waitExposed(widget)
    qtbot.waitUntil(lambda: not widget.painted.isEmpty())
    QApplication.processEvents()
    widget.painted = QRegion()
    return widget


def test_one_frame_repaints_a_few_pixels_of_its_lane(recorder, session, qtbot) -> None:
    session.do(SetObservations(2, {150: Observation(None, Origin.MANUAL)}))
    qtbot.waitUntil(lambda: not recorder.painted.isEmpty())
    rect = recorder.painted.boundingRect()
    assert rect.width() <= 30
    assert rect.height() == LANE_HEIGHT_PX
    assert rect.top() == recorder.lane_stack.top_of(1)


def test_a_job_repaints_its_own_lane_and_leaves_nothing_old(
    recorder, session, qtbot, monkeypatch
) -> None:
    running: list[JobStatus] = []
    monkeypatch.setattr(type(session), "jobs", property(lambda _self: tuple(running)))
    forward = Direction.FORWARD
    for done in (1, 2, None):
        if done is not None:
            session.do(SetObservations(2, {150 + done: Observation(None, Origin.PROPAGATED)}))
            running[:] = [JobStatus(7, 2, "propagate", "Forward", done, 90, direction=forward)]
        else:
            running.clear()
        QApplication.processEvents()
        recorder.painted = QRegion()
        session.jobs_changed.emit()
        qtbot.waitUntil(lambda: not recorder.painted.isEmpty())
        rect = recorder.painted.boundingRect()
        assert (rect.top(), rect.height()) == (recorder.lane_stack.top_of(1), LANE_HEIGHT_PX)
        partial = on_screen(recorder)
        recorder.viewport().update()
        assert on_screen(recorder) == partial
    recorder.painted = QRegion()
    session.jobs_changed.emit()  # nothing is new
    QApplication.processEvents()
    assert recorder.painted.isEmpty()


def test_the_playhead_repaints_two_columns(recorder, session, qtbot) -> None:
    session.go_to_frame(200)
    qtbot.waitUntil(lambda: not recorder.painted.isEmpty())
    painted = sum(rect.width() * rect.height() for rect in recorder.painted)
    assert painted < 0.2 * recorder.viewport().width() * recorder.viewport().height()


def test_zooming_and_scrolling_repaint_no_header_and_leave_nothing_old(recorder, session) -> None:
    """The playhead goes a little beyond the left edge of the lanes and back."""
    session.go_to_frame(100)
    session.select_track(2)
    recorder.set_frame_view(FrameView(FRAMES, 100.1, 40, 600))  # from here on with a scroll bar
    QApplication.processEvents()
    screen = grab(recorder)
    for first_frame, zoom in [(100.6, 9), (100, 3), (101, 6), (0, 4), (100, 7)]:
        recorder.painted = QRegion()
        recorder.set_frame_view(FrameView(FRAMES, first_frame, zoom, 600))
        QApplication.processEvents()
        painted = recorder.painted
        assert painted.boundingRect().left() == HEADER_WIDTH_PX - 8
        recorder.viewport().render(screen, painted.boundingRect().topLeft(), painted)
        assert screen == grab(recorder)


@pytest.mark.parametrize("change", [QEvent.Type.FocusIn, QEvent.Type.FocusOut])
def test_the_focus_frame_comes_and_goes_as_a_whole(recorder, qtbot, change) -> None:
    QApplication.sendEvent(recorder, QFocusEvent(change))
    qtbot.waitUntil(lambda: not recorder.painted.isEmpty())
    assert recorder.painted.boundingRect() == recorder.viewport().rect()


def test_an_edit_off_screen_repaints_nothing(recorder, session, qtbot) -> None:
    recorder.set_frame_view(FrameView(FRAMES, 0.0, 40.0, 600))
    qtbot.waitUntil(lambda: not recorder.painted.isEmpty())
    QApplication.processEvents()
    recorder.painted = QRegion()
    session.do(SetObservations(1, {250: Observation(None, Origin.MANUAL)}))
    QApplication.processEvents()
    assert recorder.painted.isEmpty()


def test_lanes_follow_the_order_of_the_tracks(view, session) -> None:
    session.do(SetObservations(1, dict.fromkeys(range(FRAMES), Observation(None, Origin.MANUAL))))
    first = grab(view)
    session.do(ReorderTracks((2, 3, 4, 1)))
    assert grab(view) != first
    session.undo()
    assert grab(view) == first


def test_a_track_added_with_observations_is_read(view, session) -> None:
    track = Track(9, "copy", next(iter(session.project.categories)), (0, 200, 0))
    track.observations[5] = Observation(None, Origin.IMPORTED)
    session.do(AddTrack(track))
    assert view.lane_stack.lane_count == LANES + 1


def test_a_corrected_count_keeps_a_fitted_view_fitted(view, session) -> None:
    from dataclasses import replace

    project = session.project
    video = replace(project.video, frame_count=FRAMES - 30)
    session.do(SetMedia(project.media, video))
    assert view.frame_view.frame_count == FRAMES - 30
    assert view.frame_view.is_fitted


def test_resizing_keeps_the_whole_video_on_screen(view, qtbot) -> None:
    view.resize(HEADER_WIDTH_PX + 900, 200)
    qtbot.waitUntil(lambda: view.frame_view.width_px >= 880)
    assert view.frame_view.is_fitted
    view.resize(120, 90)
    assert not grab(view).isNull()


def test_both_themes_paint_different_pictures(view, session) -> None:
    session.do(SetObservations(1, dict.fromkeys(range(90), Observation(None, Origin.PROPAGATED))))
    view.setPalette(palette_for(DARK))
    dark = grab(view)
    view.setPalette(palette_for(LIGHT))
    light = grab(view)
    corner = HEADER_WIDTH_PX + 450, RULER_HEIGHT_PX + LANE_HEIGHT_PX // 2
    assert dark.pixelColor(*corner).lightness() < 80
    assert light.pixelColor(*corner).lightness() > 180
    view.setPalette(QPalette(palette_for(DARK)))
    assert grab(view) == dark


def test_a_hidden_object_fades(view, session) -> None:
    session.do(SetObservations(1, dict.fromkeys(range(FRAMES), Observation(None, Origin.MANUAL))))
    view.setPalette(palette_for(DARK))
    at = HEADER_WIDTH_PX + 250, RULER_HEIGHT_PX + 9
    strong = grab(view).pixelColor(*at)
    session.update_track(1, is_shown=False)
    weak = grab(view).pixelColor(*at)
    assert weak.red() < strong.red()


def test_zoom_around_the_playhead_or_the_middle(view, session) -> None:
    session.go_to_frame(40)
    x = view.frame_view.center_x_of(40)
    view.zoom(4)
    assert view.frame_view.center_x_of(40) == pytest.approx(x, abs=1)
    view.set_frame_view(view.frame_view.scrolled(2000))
    middle = view.frame_view.position_at(view.frame_view.width_px / 2)
    view.zoom(0.9)
    shown = view.frame_view.position_at(view.frame_view.width_px / 2)
    assert shown == pytest.approx(middle, abs=20)
    view.zoom_to_fit()
    assert view.frame_view.is_fitted


def test_it_can_take_the_focus(view) -> None:
    assert view.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert view.accessibleName()
