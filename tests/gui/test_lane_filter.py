"""The timeline shows the objects that are asked for, and always the selected one."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.edits import SetObservations
from annotator.core.project import Observation, Origin, Track
from annotator.gui.lane_filter import Demand
from annotator.gui.timeline import TimelineWidget
from tests.fakes import square_mask
from tests.gui.test_main_window import open_window
from tests.gui.test_timeline import add_tracks, at, observe

LEFT = Qt.MouseButton.LeftButton
NAMES = "red car", "dog", "Car 2", "dog in a car"


@pytest.fixture
def session(make_session):
    session = make_session(frame_count=100)
    add_tracks(session, len(NAMES))
    animal = session.add_category("animal")
    for track_id, name in enumerate(NAMES, start=1):
        session.update_track(track_id, name=name)
    session.update_track(2, category_id=animal)
    session.select_track(None)
    return session


@pytest.fixture
def timeline(session, qtbot):
    widget = TimelineWidget(session)
    qtbot.addWidget(widget)
    widget.resize(800, 400)
    widget.show()
    qtbot.waitUntil(lambda: widget.is_up_to_date)
    return widget


def shown(timeline) -> list[str]:
    """The names on the lanes, as clicks find them."""
    session, names = timeline._session, []
    for lane in range(timeline.lane_stack.lane_count):
        text = timeline.tooltip_at(QPoint(30, timeline.lane_stack.top_of(lane) + 18))
        names.append(next(t.name for t in session.project.tracks.values() if f">{t.name}<" in text))
    return names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [*NAMES]),
        ("car", ["red car", "Car 2", "dog in a car"]),
        ("CAR  dog", ["dog in a car"]),
        ("animal", ["dog"]),
        ("object 2", ["Car 2"]),
        ("zebra", []),
    ],
)
def test_every_word_is_in_the_name_or_the_category(timeline, text, expected):
    QTest.keyClicks(timeline.lane_filter.field, text)
    assert shown(timeline) == expected
    is_on = bool(text)
    title = f"Timeline · {len(expected)} of 4 objects" if is_on else ""
    assert timeline.windowTitle() == title


def test_the_selected_object_keeps_its_lane(timeline, session):
    QTest.keyClicks(timeline.lane_filter.field, "dog")
    session.select_track(3)  # as the review queue does
    assert shown(timeline) == ["dog", "Car 2", "dog in a car"]
    assert timeline.windowTitle() == "Timeline · 2 of 4 objects"
    session.select_track(1)
    assert shown(timeline) == ["red car", "dog", "dog in a car"]


def test_a_click_selects_what_is_seen(timeline, session, qtbot):
    QTest.keyClicks(timeline.lane_filter.field, "dog")
    qtbot.mouseClick(timeline.viewport(), LEFT, pos=at(timeline, 20, lane=1))
    assert session.selected_track_id == 4


def test_without_keyframes(timeline, session, qtbot):
    observe(session, 1, [5], origin=Origin.MANUAL)
    observe(session, 3, range(9))
    timeline.lane_filter.keyframes_action.trigger()
    assert shown(timeline) == ["dog", "Car 2", "dog in a car"]
    assert timeline.lane_filter.menu_button.isChecked()
    observe(session, 3, [2], origin=Origin.MANUAL)
    qtbot.waitUntil(lambda: shown(timeline) == ["dog", "dog in a car"])


def test_with_frames_to_review(timeline, session, qtbot):
    for track_id, score in ((2, 0.95), (4, 0.1)):
        found = Observation(square_mask((10, 10, 20, 20)), Origin.PROPAGATED, score=score)
        session.do(SetObservations(track_id, {5: found}, "Propagate"))
    timeline.lane_filter.review_action.trigger()
    qtbot.waitUntil(lambda: shown(timeline) == ["dog in a car"])
    session.set_reviewed(4, [5], value=True)
    qtbot.waitUntil(lambda: shown(timeline) == [])


def test_enter_goes_to_the_lanes_and_escape_shows_all(timeline, session, qtbot):
    field = timeline.lane_filter.field
    timeline.activateWindow()
    timeline.lane_filter.ask()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "car")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(timeline.hasFocus)
    QTest.keyClick(timeline, Qt.Key.Key_Down)
    QTest.keyClick(timeline, Qt.Key.Key_Down)
    assert session.selected_track_id == 3
    timeline.lane_filter.review_action.setChecked(True)
    timeline.lane_filter.ask()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert shown(timeline) == [*NAMES]
    assert not timeline.lane_filter.menu_button.isChecked()


def test_escape_in_the_field_stops_no_run(qtbot, session):
    """It is a key of the whole window, but not while the field has the cursor."""
    window = open_window(qtbot, session)
    window.activateWindow()
    window.actions_table["find_object"].trigger()
    field = window.timeline.lane_filter.field
    qtbot.waitUntil(field.hasFocus)
    stopped = []
    window.actions_table["stop"].triggered.connect(lambda: stopped.append(True))
    QTest.keyClicks(field, "car")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.text()
    assert not stopped
    QTest.keyClick(window.timeline, Qt.Key.Key_Escape)
    assert stopped


def test_the_panel_says_how_many_are_shown(qtbot, session):
    window = open_window(qtbot, session)
    window.timeline.lane_filter.field.setText("animal")
    assert window.docks.timeline.windowTitle() == "Timeline · 1 of 4 objects"
    window.timeline.lane_filter.clear()
    assert window.docks.timeline.windowTitle() == "Timeline"


def test_another_project_begins_with_all_objects(timeline, session):
    timeline.lane_filter.field.setText("car")
    path = session.media_path
    session.close_project()
    session.open_media(path)
    assert not timeline.lane_filter.field.text()
    assert len(shown(timeline)) == 4


def test_the_buttons_open_menu_and_legend(timeline, qtbot):
    legend = []
    timeline.lane_filter.legend_requested.connect(legend.append)
    QTest.mouseClick(timeline.lane_filter.legend_button, LEFT)
    assert len(legend) == 1
    QTest.mouseClick(timeline.lane_filter.menu_button, LEFT)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is timeline.lane_filter.menu)
    assert not timeline.lane_filter.menu_button.isChecked()  # nothing is demanded yet
    timeline.lane_filter.menu.hide()
    everything = timeline.lane_filter.menu.actions()[-1]
    timeline.lane_filter.field.setText("dog")
    assert isinstance(everything, QAction)
    everything.trigger()
    assert shown(timeline) == [*NAMES]


def test_demands_add_up():
    track = Track(1, "Dog", 1, (0, 0, 0))
    demand = Demand("dog", needs_review=True, lacks_keyframes=True)
    for needs_review in (False, True):
        for has_keyframes in (False, True):
            is_met = demand.is_met(
                track, "", needs_review=needs_review, has_keyframes=has_keyframes
            )
            assert is_met == (needs_review and not has_keyframes)


# -- in the list of objects too -------------------------------------------------------------


@pytest.fixture
def window(qtbot, session):
    return open_window(qtbot, session)


def listed(window) -> list[str]:
    """The names of the rows that are shown."""
    panel = window.track_panel
    rows = range(panel.model.rowCount())
    return [panel.model.track(row).name for row in rows if not panel.table.isRowHidden(row)]


def test_the_list_of_objects_shows_the_same_and_says_so(window, session):
    filtered = window.track_panel.filtered
    assert listed(window) == [*NAMES]
    assert filtered.isHidden()
    window.timeline.lane_filter.field.setText("dog")
    assert listed(window) == ["dog", "dog in a car"]
    assert not filtered.isHidden()
    assert filtered.text.text() == "Filtered: 2 of 4 objects"
    session.select_track(1)
    assert listed(window) == ["red car", "dog", "dog in a car"]
    QTest.keyClick(filtered.all_button, Qt.Key.Key_Return)
    assert listed(window) == [*NAMES]
    assert filtered.isHidden()
    assert not window.timeline.lane_filter.field.text()


def test_a_new_or_renamed_object_is_listed_as_the_filter_says(window, session, qtbot):
    window.timeline.lane_filter.field.setText("car")
    session.update_track(2, name="dog car")
    qtbot.waitUntil(lambda: listed(window) == ["red car", "dog car", "Car 2", "dog in a car"])
    session.delete_track(1)
    session.duplicate_track(4)
    session.update_track(5, name="a cat")
    session.select_track(None)
    qtbot.waitUntil(lambda: listed(window) == ["dog car", "Car 2", "dog in a car"])
    window.timeline.lane_filter.clear()
    assert len(listed(window)) == 4


def test_moving_goes_over_what_is_not_shown(window, session):
    panel = window.track_panel
    window.timeline.lane_filter.field.setText("dog")
    session.select_track(2)
    assert not panel.up_button.isEnabled()
    panel.down_button.click()
    assert list(session.project.tracks) == [1, 3, 4, 2]
    assert listed(window) == ["dog in a car", "dog"]
    assert not panel.down_button.isEnabled()
    assert panel.up_button.isEnabled()
    window.timeline.lane_filter.clear()
    assert listed(window) == ["red car", "Car 2", "dog in a car", "dog"]
