"""Lanes as images: kept while nothing changes, scrolled by copying, never different for it."""

import random

import numpy as np
import pytest

from annotator.core.project import Track
from annotator.gui.lane_images import LaneImages, LaneLook
from annotator.gui.timeline_lanes import Lane, State
from annotator.gui.timeline_layout import FrameView

FRAMES = 3000
TRACK = Track(1, "Dog", 1, (200, 80, 40))


@pytest.fixture
def lane():
    random_of = np.random.default_rng(3)
    made = Lane(FRAMES)
    states = random_of.choice(
        [1, 2 | 256, 4 | 256, 4 | 128, 32 | 256, 4 | 256 | 1024, 1 | 2048 | 256], FRAMES
    ).astype(np.uint16)
    states[500:900] = int(State.PROPAGATED | State.REVIEWED)
    made.replace(states, random_of.integers(0, 256, FRAMES).astype(np.uint8))
    return made


def look(first_frame=0.0, px_per_frame=0.5, scale=1.0, width=700, **changes):
    values = {
        "view": FrameView(FRAMES, first_frame, px_per_frame, width).clamped(),
        "scale": scale,
        "color": (200, 80, 40),
        "background": (30, 30, 30),
        "text": (230, 230, 230),
        "reviewed": (60, 190, 140),
        "warning": (255, 140, 60),
        "is_shown": True,
    }
    return LaneLook(**(values | changes))


def pixels(image):
    flat = np.frombuffer(image.constBits(), np.uint32)
    return flat.reshape(image.height(), -1)[:, : image.width()].copy()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("px_per_frame", [0.3, 0.5, 3.0, 17.0, 48.0])
def test_a_scrolled_lane_is_what_it_would_be_painted_anew(qapp, lane, px_per_frame, scale):
    images, chance = LaneImages(), random.Random(7)
    x = 300 / px_per_frame
    images.image(TRACK, lane, look(x, px_per_frame, scale))
    painted = images.rendered_px
    for _ in range(12):
        step = chance.choice([2, 4, 18, 80, 200]) * chance.choice([-1, 1])
        view = look(x, px_per_frame, scale).view.scrolled(step)
        x = view.first_frame
        shown = pixels(images.image(TRACK, lane, look(x, px_per_frame, scale)))
        fresh = pixels(LaneImages().image(TRACK, lane, look(x, px_per_frame, scale)))
        np.testing.assert_array_equal(shown, fresh)
    assert images.rendered_px - painted < 12 * 700


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_any_part_at_any_zoom_can_be_painted(qapp, lane, scale):
    chance = random.Random(11)
    for _ in range(150):
        zoom = chance.uniform(0.05, 48.0)
        shown = LaneImages().image(TRACK, lane, look(chance.uniform(0, FRAMES), zoom, scale, 333))
        assert shown.width() == round(333 * scale)


def test_a_hair_is_no_scrolling(qapp, lane):
    images = LaneImages()
    images.image(TRACK, lane, look(100.0))
    shown = pixels(images.image(TRACK, lane, look(100.0 - 1e-9)))
    np.testing.assert_array_equal(shown, pixels(LaneImages().image(TRACK, lane, look(100.0))))


def test_an_unchanged_lane_is_not_painted_again(qapp, lane):
    images = LaneImages()
    first = images.image(TRACK, lane, look())
    assert images.image(TRACK, lane, look()) is first
    assert images.rendered_px == 700


@pytest.mark.parametrize(
    "change", [{"background": (0, 0, 0)}, {"is_shown": False}, {"color": (1, 2, 3)}]
)
def test_another_look_is_painted(qapp, lane, change):
    images = LaneImages()
    before = pixels(images.image(TRACK, lane, look()))
    assert (pixels(images.image(TRACK, lane, look(**change))) != before).any()


def test_a_changed_lane_is_painted(qapp, lane):
    images = LaneImages()
    before = pixels(images.image(TRACK, lane, look()))
    track = Track(1, "Dog", 1, (200, 80, 40))
    lane.read(track, range(40, 60))
    after = pixels(images.image(TRACK, lane, look()))
    assert (after != before).any()
    np.testing.assert_array_equal(after[:, 60:], before[:, 60:])


def test_zoomed_to_and_fro_a_lane_is_what_it_would_be_painted_anew(qapp, lane):
    images = LaneImages()
    for zoom in (0.3, 3.0, 0.3, 0.24, 48.0, 1.0):
        shown = pixels(images.image(TRACK, lane, look(40, zoom)))
        fresh = pixels(LaneImages().image(TRACK, lane, look(40, zoom)))
        np.testing.assert_array_equal(shown, fresh)


def test_a_mark_leaves_the_one_before_whole(qapp):
    """Two diamonds 12 pixels apart, which is as wide as one is; the squares around them overlap."""
    view, alone, pair = FrameView(200, 0.0, 1.1, 220), Lane(200), Lane(200)
    for made, keyframes in ((alone, [54]), (pair, [54, 65])):
        states = np.full(200, int(State.PROPAGATED | State.UNREVIEWED), np.uint16)
        states[keyframes] = int(State.MANUAL | State.UNREVIEWED)
        made.replace(states, np.full(200, 255, np.uint8))
    one = pixels(LaneImages().image(TRACK, alone, look(view=view)))
    two = pixels(LaneImages().image(TRACK, pair, look(view=view)))
    assert (one[:, 66:] != two[:, 66:]).any()
    np.testing.assert_array_equal(one[:, :66], two[:, :66])


def test_images_of_lanes_out_of_sight_go_after_a_while(qapp, lane):
    images = LaneImages()
    for number in range(150):
        images.image(Track(number + 1, "Dog", 1, (9, 9, 9)), lane, look(width=40))
    assert len(images._entries) == 100


def test_beyond_the_video_a_lane_is_empty(qapp):
    short = Lane(10)
    view = FrameView(10, 0.0, 4.0, 200)
    shown = pixels(LaneImages().image(TRACK, short, look(view=view)))
    assert (shown == 0xFF1E1E1E).all()
