"""Moving the playhead, background decoding, playing by the clock."""

from itertools import pairwise

import pytest

from annotator.core.errors import AnnotatorError
from annotator.session.playback import Playhead
from tests.fakes import FakeSource, Gate, index_of
from tests.session.helpers import GatedSource, Recorder, show, wait_until

MIB = 2**20


def test_the_first_picture_comes_by_itself(playhead, qtbot):
    show(playhead, FakeSource())
    wait_until(qtbot, lambda: playhead.current_image is not None)
    assert index_of(playhead.current_image) == 0


def test_going_to_a_frame_moves_at_once_and_the_picture_follows(playhead, qtbot):
    show(playhead, FakeSource())
    moves, pictures = Recorder(playhead.moved), Recorder(playhead.image_ready)
    playhead.go_to(17)
    assert playhead.current_frame == 17
    assert moves.values == [17]
    wait_until(qtbot, lambda: playhead.current_image is not None)
    assert [(frame, index_of(image)) for frame, image in pictures.values] == [(17, 17)]


@pytest.mark.parametrize(("asked", "reached"), [(-5, 0), (400, 39), (39, 39)])
def test_outside_is_the_nearest_frame(playhead, asked, reached):
    show(playhead, FakeSource())
    playhead.go_to(20)
    playhead.go_to(asked)
    assert playhead.current_frame == reached


def test_a_cached_frame_is_there_at_once(playhead, qtbot):
    show(playhead, FakeSource())
    wait_until(qtbot, lambda: playhead._cache.get(5) is not None)  # read ahead of the start
    playhead.go_to(5)
    assert index_of(playhead.current_image) == 5


def test_while_scrubbing_only_the_latest_request_is_decoded(playhead, qtbot):
    gate, reads = Gate(), []
    show(playhead, GatedSource(gate, reads))
    wait_until(qtbot, gate.waiting.is_set)
    for frame in range(1, 31):
        playhead.go_to(frame)
    gate.allow(2)
    wait_until(qtbot, lambda: playhead.current_image is not None)
    assert reads == [0, 30]
    gate.open()


def test_read_ahead_follows_the_direction_of_movement(playhead, qtbot):
    show(playhead, FakeSource())
    playhead.go_to(30)
    playhead.go_to(25)
    wait_until(qtbot, lambda: playhead._cache.get(24) is not None)
    wait_until(qtbot, lambda: playhead._cache.get(15) is not None)


def test_read_ahead_never_fills_more_than_half_of_a_small_cache(qapp):
    playhead = Playhead(5 * 96 * 64 * 3)
    source = FakeSource()
    playhead.open(source, None, 40)
    playhead._source = source
    assert playhead._frames_ahead(10) == [11, 12]
    playhead.close()


def test_a_frame_that_cannot_be_decoded_is_told(playhead, qtbot):
    source = FakeSource(fail_at=7)
    show(playhead, source)
    failures = Recorder(playhead.failed)
    playhead.go_to(7)
    wait_until(qtbot, lambda: failures.values != [])
    assert playhead.current_image is None
    playhead.go_to(8)
    wait_until(qtbot, lambda: playhead.current_image is not None)
    assert failures.values == [(7, "Frame 7 cannot be decoded.")]


def test_the_session_tells_damaged_frames_once(make_session, qtbot, tmp_path):
    from tests.fakes import fake_opener

    session = make_session(opener=fake_opener(fail_at=7))
    notices = Recorder(session.notified)
    for frame in (7, 3, 7, 4, 7):
        session.go_to_frame(frame)
        wait_until(qtbot, lambda: session._playhead._requested is None)
    assert [notice.level for notice in notices.values] == ["error"]


def test_media_that_cannot_be_opened_again_are_told(playhead, qtbot):
    def refuse():
        raise AnnotatorError("The video is gone; relink it.")

    failures = Recorder(playhead.failed)
    playhead.open(FakeSource(), refuse, 40)
    wait_until(qtbot, lambda: failures.values != [])
    assert failures.values == [(0, "The video is gone; relink it.")]
    assert playhead.current_image is None


def test_playing_shows_frames_in_order_with_their_pictures_and_ends(playhead, qtbot):
    source = FakeSource(frame_count=30, fps=400.0)
    show(playhead, source)
    moves = Recorder(playhead.moved)
    playhead.play(step=1)
    assert playhead.is_playing
    wait_until(qtbot, lambda: not playhead.is_playing)
    assert playhead.current_frame == 29
    assert index_of(playhead.current_image) == 29
    assert all(before < after for before, after in pairwise(moves.values))


def test_playing_backward_ends_at_the_first_frame(playhead, qtbot):
    show(playhead, FakeSource(frame_count=20, fps=400.0))
    playhead.go_to(19)
    playhead.play(step=-1)
    wait_until(qtbot, lambda: not playhead.is_playing)
    assert playhead.current_frame == 0


def test_playing_ends_at_the_out_frame(make_session, qtbot):
    session = make_session()
    session.set_out_frame(3)
    session.play()
    wait_until(qtbot, lambda: not session.is_playing)
    assert session.current_frame == 3
    session.set_in_frame(1)
    session.play(reverse=True)
    wait_until(qtbot, lambda: not session.is_playing)
    assert session.current_frame == 1


class Clock:
    """A clock that the test turns."""

    ms = 0

    def start(self):
        self.ms = 0

    def elapsed(self):
        return self.ms


def test_a_slow_decoder_drops_frames_instead_of_slowing_down(playhead, qtbot):
    gate, reads = Gate(), []
    gate.allow(1)
    source = GatedSource(gate, reads, frame_count=40, fps=25.0)
    playhead.open(source, source.another, 40)
    wait_until(qtbot, lambda: playhead.current_image is not None)
    playhead._clock = clock = Clock()
    moves = Recorder(playhead.moved)
    playhead.play(step=1)
    playhead._timer.stop()  # the test ticks
    for clock.ms in (400, 440, 480, 520):
        playhead._on_tick()
    assert moves.values == []  # the playhead waits for the picture of frame 10
    gate.open()
    wait_until(qtbot, lambda: moves.values == [10])
    playhead._on_tick()
    wait_until(qtbot, lambda: moves.values == [10, 13])
    clock.ms = 5000
    playhead._on_tick()
    wait_until(qtbot, lambda: not playhead.is_playing)
    assert moves.values == [10, 13, 39]


def test_frames_follow_time_stamps_when_the_rate_varies(playhead):
    class Variable(FakeSource):
        def time_s(self, frame_index):
            return [0.0, 0.1, 0.2, 5.0, 5.1][frame_index]

    source = Variable(frame_count=5)
    playhead.open(source, None, 5)
    playhead._source = source
    playhead._step, playhead._last_frame = 1, 4
    playhead._clock = clock = Clock()
    for clock.ms, expected in ((0, 0), (99, 0), (150, 1), (4999, 2), (5050, 3), (9000, 4)):
        assert playhead._frame_due() == expected


def test_scrubbing_while_playing_goes_on_from_there(playhead, qtbot):
    show(playhead, FakeSource(frame_count=40, fps=50.0))
    playhead.play(step=1)
    playhead.go_to(30)
    assert playhead.is_playing
    wait_until(qtbot, lambda: not playhead.is_playing)
    assert playhead.current_frame == 39


def test_a_step_pauses(make_session, qtbot):
    session = make_session()
    session.play()
    session.step(2)
    assert not session.is_playing
    session.step(-100)
    assert session.current_frame == 0
    session.toggle_play()
    assert session.is_playing
    session.toggle_play()
    assert not session.is_playing


def test_the_range_never_turns_empty(make_session):
    session = make_session()
    session.set_in_frame(10)
    session.set_out_frame(20)
    assert (session.in_frame, session.out_frame) == (10, 20)
    session.set_in_frame(25)
    assert (session.in_frame, session.out_frame) == (25, None)
    session.set_out_frame(5)
    assert (session.in_frame, session.out_frame) == (None, 5)


def test_names_and_times_of_frames(make_session):
    session = make_session()
    assert session.frame_name(7) == "00007"
    assert session.frame_time_s(25) == pytest.approx(1.0)
    session.close_project()
    assert session.frame_time_s(25) is None


def test_the_source_that_tells_times_rests(playhead):
    rested = []

    class Resting(FakeSource):
        def rest(self):
            rested.append(self)

    source = Resting()
    show(playhead, source)
    assert rested == [source]
    assert playhead.time_s(25) == 1.0
