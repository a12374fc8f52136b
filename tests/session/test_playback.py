"""Moving the playhead, background decoding, playing by the clock."""

from itertools import pairwise
from typing import ClassVar

import pytest

from annotator.core.errors import AnnotatorError
from annotator.media.frame_cache import FrameCache
from annotator.session.frame_loader import FrameLoader
from annotator.session.playback import Playhead
from tests.fakes import FakeSource, Gate, index_of
from tests.session.helpers import Recorder, wait_until

MIB = 2**20


class GatedSource(FakeSource):
    """Decodes only when the test lets it; remembers what it decoded."""

    def __init__(self, gate, reads, **kinds):
        super().__init__(**kinds)
        self.gate, self.reads = gate, reads

    def another(self):
        return GatedSource(self.gate, self.reads, frame_count=self.info.frame_count)

    def read(self, frame_index):
        self.gate.pass_through()
        self.reads.append(frame_index)
        return super().read(frame_index)


@pytest.fixture
def playhead(qapp):
    made = Playhead(64 * MIB)
    yield made
    made.close()


def show(playhead, source):
    playhead.open(source, source.another, source.info.frame_count)


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


def test_the_loader_prefers_requests_to_reading_ahead(qapp, qtbot):
    gate, reads = Gate(), []
    loader = FrameLoader(lambda: GatedSource(gate, reads), FrameCache(64 * MIB), 0)
    loader.request(3, range(4, 9))
    loader.start()
    wait_until(qtbot, gate.waiting.is_set)
    gate.waiting.clear()
    gate.allow(1)
    wait_until(qtbot, gate.waiting.is_set)
    loader.request(20, [21])
    gate.open()
    wait_until(qtbot, lambda: 21 in reads)
    loader.close()
    assert reads == [3, 4, 20, 21]


class KeyframeSource(GatedSource):
    """Exact frames wait at the gate; every tenth frame is a keyframe that comes at once."""

    def another(self):
        return KeyframeSource(self.gate, self.reads, frame_count=self.info.frame_count)

    decoded_keyframes: ClassVar[list[int]] = []

    def nearest_keyframe(self, frame_index):
        return frame_index // 10 * 10

    def read_nearest_keyframe(self, frame_index):
        keyframe = self.nearest_keyframe(frame_index)
        self.decoded_keyframes.append(keyframe)
        return keyframe, FakeSource.read(self, keyframe)


def test_the_nearest_keyframe_stands_in_for_a_frame_that_takes_long(playhead, qtbot):
    gate, reads = Gate(), []
    gate.allow(1)  # frame 0
    show(playhead, KeyframeSource(gate, reads))
    wait_until(qtbot, lambda: playhead.current_image is not None)
    pictures = Recorder(playhead.image_ready)
    playhead.go_to(27)
    wait_until(qtbot, lambda: pictures.values != [])
    assert playhead.current_frame == 27
    assert playhead.current_image is None  # what is shown is not the picture at the playhead
    gate.open()
    wait_until(qtbot, lambda: playhead.current_image is not None)
    assert [(frame, index_of(image)) for frame, image in pictures.values] == [(20, 20), (27, 27)]


def test_a_drag_over_one_keyframe_decodes_it_once(playhead, qtbot, monkeypatch):
    gate, reads = Gate(), []
    gate.allow(1)
    monkeypatch.setattr(KeyframeSource, "decoded_keyframes", decoded := [])
    show(playhead, KeyframeSource(gate, reads))
    wait_until(qtbot, lambda: playhead.current_image is not None)
    pictures = Recorder(playhead.image_ready)
    for frame, keyframe in ((27, 20), (34, 30), (22, 20), (39, 30)):
        playhead.go_to(frame)
        wait_until(
            qtbot,
            lambda keyframe=keyframe: (
                pictures.values[-1:] != [] and pictures.values[-1][0] == keyframe
            ),
        )
    assert [keyframe for keyframe in decoded if keyframe] == [20, 30]
    gate.open()


@pytest.mark.parametrize(
    ("drag", "stand_ins", "next_one"),
    [((17, 24, 26), (10, 20, 20), 30), ((35, 24, 22), (30, 20, 20), 10)],
)
def test_a_drag_finds_the_next_keyframe_decoded(
    playhead, qtbot, monkeypatch, drag, stand_ins, next_one
):
    gate, reads = Gate(), []
    gate.allow(1)
    monkeypatch.setattr("annotator.session.frame_loader.REST_S", 60.0)
    monkeypatch.setattr(KeyframeSource, "decoded_keyframes", decoded := [])
    show(playhead, KeyframeSource(gate, reads))
    wait_until(qtbot, lambda: playhead.current_image is not None)
    pictures = Recorder(playhead.image_ready)
    for frame, keyframe in zip(drag, stand_ins, strict=True):
        playhead.go_to(frame)
        wait_until(
            qtbot,
            lambda keyframe=keyframe: (
                pictures.values[-1:] != [] and pictures.values[-1][0] == keyframe
            ),
        )
    wait_until(qtbot, lambda: playhead._cache.get(next_one) is not None)
    assert pictures.values[-1][0] == stand_ins[-1]  # nobody has asked for it
    playhead.go_to(next_one + 3)
    wait_until(qtbot, lambda: pictures.values[-1][0] == next_one)
    assert decoded.count(next_one) == 1
    gate.open()


def test_a_picture_on_screen_that_is_nearer_than_the_keyframe_stays(playhead, qtbot):
    gate, reads = Gate(), []
    gate.allow(1)
    show(playhead, KeyframeSource(gate, reads))
    wait_until(qtbot, lambda: playhead.current_image is not None)
    pictures = Recorder(playhead.image_ready)
    playhead.show(29, FakeSource().read(29))
    playhead.go_to(28)
    wait_until(qtbot, lambda: playhead._cache.get(20) is not None)  # the stand-in was decoded
    gate.open()
    wait_until(qtbot, lambda: playhead.current_image is not None)
    assert [frame for frame, _ in pictures.values] == [29, 28]


def test_the_nearest_keyframe_may_be_the_frame_itself(playhead, qtbot):
    gate, reads = Gate(), []
    gate.allow(1)
    show(playhead, KeyframeSource(gate, reads))
    wait_until(qtbot, lambda: playhead.current_image is not None)
    playhead.go_to(30)
    wait_until(qtbot, lambda: playhead.current_image is not None)
    assert index_of(playhead.current_image) == 30
    gate.open()


def test_while_playing_no_keyframe_stands_in(playhead, qtbot):
    gate, reads = Gate(), []
    gate.allow(1)
    show(playhead, KeyframeSource(gate, reads, fps=400.0))
    wait_until(qtbot, lambda: playhead.current_image is not None)
    pictures = Recorder(playhead.image_ready)
    playhead.play(step=1)
    gate.open()
    wait_until(qtbot, lambda: not playhead.is_playing)
    frames = [frame for frame, _ in pictures.values]
    assert frames == sorted(set(frames))


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


class InterruptibleGated(GatedSource):
    """Each frame takes many steps, between which the reading can be given up."""

    def another(self):
        return InterruptibleGated(self.gate, self.reads, frame_count=self.info.frame_count)

    def read_unless(self, frame_index, should_stop):
        for _ in range(5):
            self.gate.pass_through()
            if should_stop():
                return None
        self.reads.append(frame_index)
        return FakeSource.read(self, frame_index)


def test_a_frame_that_is_not_wanted_any_more_is_given_up(qapp, qtbot):
    gate, reads = Gate(), []
    cache = FrameCache(64 * MIB)
    loader = FrameLoader(lambda: InterruptibleGated(gate, reads), cache, 0)
    pictures = Recorder(loader.loaded)
    loader.request(30)
    loader.start()
    wait_until(qtbot, gate.waiting.is_set)
    loader.request(3)
    gate.open()
    wait_until(qtbot, lambda: pictures.values != [])
    loader.close()
    assert reads == [3]
    assert [frame for _, frame, _ in pictures.values] == [3]
    assert cache.get(30) is None


def test_the_source_that_tells_times_rests(playhead):
    rested = []

    class Resting(FakeSource):
        def rest(self):
            rested.append(self)

    source = Resting()
    show(playhead, source)
    assert rested == [source]
    assert playhead.time_s(25) == 1.0
