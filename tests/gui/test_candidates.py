"""Imported boxes in the window: dashed on the canvas, marked on the timeline, run by a command."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from annotator.core.edits import SetObservations
from annotator.core.geometry import RotatedBox
from annotator.core.project import Observation, Origin, Provenance
from annotator.gui.main_window import MainWindow
from annotator.gui.preferences import Preferences
from annotator.gui.timeline_lanes import State, state_of
from annotator.gui.track_model import Column, TrackModel
from tests.gui.canvas_helpers import add_track, at, open_canvas

BOX = RotatedBox(40, 30, 40, 24, 0)


def boxed(box=BOX):
    return Observation(None, Origin.IMPORTED, rotated_box=box, provenance=Provenance("mot"))


def with_box(session, frames=(0,)):
    """An object that has only boxes."""
    track_id = add_track(session, {})
    session.do(SetObservations(track_id, {frame: boxed() for frame in frames}))
    return track_id


def line_pixels(canvas, y):
    """How many pixels of the upper edge of the box have the colour of the object."""
    image: QImage = canvas.grab().toImage()
    colors = [
        image.pixelColor(at(canvas, x / 4, y) * image.devicePixelRatio()) for x in range(88, 232)
    ]
    return sum(color.red() > 180 and color.green() < 110 for color in colors), len(colors)


def test_a_box_is_dashed_on_the_canvas(make_session, qtbot):
    session = make_session()
    track_id = with_box(session)
    session.select_track(None)
    canvas = open_canvas(qtbot, session)
    coloured, length = line_pixels(canvas, 18)
    assert 0.3 * length < coloured < 0.9 * length  # with gaps, and without being selected
    assert canvas.track_at(40, 30) == track_id
    assert canvas.track_at(5, 5) is None
    canvas.set_tool("select")
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at(canvas, 40, 30))
    assert session.selected_track_id == track_id


def test_a_mask_over_a_box_is_found_first(make_session, qtbot):
    session = make_session()
    masked = add_track(session, {0: (30, 20, 20, 20)})
    with_box(session)
    canvas = open_canvas(qtbot, session)
    assert canvas.track_at(40, 30) == masked


def test_the_timeline_tells_boxes_from_masks():
    assert state_of(boxed()) == State.EMPTY | State.CANDIDATE | State.UNREVIEWED
    masked = Observation(None, Origin.IMPORTED)
    assert state_of(masked) == State.IMPORTED | State.UNREVIEWED


def test_the_list_says_how_many_boxes_there_are(make_session, qtmodeltester):
    session = make_session()
    with_box(session, (0, 3))
    model = TrackModel(session)
    tip = model.data(model.index(0, Column.NAME), Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("Dog\n2 box")


def test_commands_run_boxes(make_session, qtbot, tmp_path):
    session = make_session()
    track_id = with_box(session, (0, 3, 4))
    other = with_box(session, (5,))
    window = MainWindow(session, preferences=Preferences(tmp_path / "window.ini"))
    qtbot.addWidget(window)
    session.select_track(track_id)
    for action, left in (
        ("run_box_here", (2, 1)),
        ("run_boxes", (0, 1)),
        ("run_all_boxes", (0, 0)),
    ):
        window.actions_table[action].trigger()
        qtbot.waitUntil(lambda: session.jobs == ())
        assert (session.candidate_count(track_id), session.candidate_count(other)) == left
    assert session.project.tracks[track_id].observations[3].mask is not None


def test_the_mark_is_painted_in_the_colour_of_the_object(qapp):
    from annotator.gui.lane_images import mark_image

    image = mark_image("box", (10, 200, 30), (0, 0, 0), 2.0)
    colors = {image.pixelColor(x, y).name() for x in range(28) for y in range(28)}
    assert QColor(10, 200, 30).name() in colors
    assert image.pixelColor(14, 14).alpha() == 0
