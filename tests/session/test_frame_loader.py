"""Pictures in the background: the latest request, reading ahead, keyframes that stand in."""

from typing import ClassVar

import pytest

from annotator.media.frame_cache import FrameCache
from annotator.session.frame_loader import FrameLoader
from tests.fakes import FakeSource, Gate, index_of
from tests.session.helpers import GatedSource, Recorder, show, wait_until

MIB = 2**20


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


class GatedKeyframes(KeyframeSource):
    """Keyframes wait at a gate of their own."""

    keyframe_gate: ClassVar[Gate]

    def another(self):
        return GatedKeyframes(self.gate, self.reads, frame_count=self.info.frame_count)

    def read_nearest_keyframe(self, frame_index):
        self.keyframe_gate.pass_through()
        return super().read_nearest_keyframe(frame_index)


def test_a_far_frame_has_its_keyframe_without_waiting(playhead, qtbot, monkeypatch):
    monkeypatch.setattr("annotator.session.frame_loader.PREVIEW_AFTER_S", 1e6)
    monkeypatch.setattr(GatedKeyframes, "keyframe_gate", keyframe_gate := Gate(), raising=False)
    gate, reads = Gate(), []
    gate.allow(1)
    show(playhead, GatedKeyframes(gate, reads))
    wait_until(qtbot, lambda: playhead.current_image is not None)
    pictures = Recorder(playhead.image_ready)
    playhead.go_to(27)
    wait_until(qtbot, keyframe_gate.waiting.is_set)
    playhead.go_to(34)  # another one before that has come
    keyframe_gate.open()
    wait_until(qtbot, lambda: pictures.values[-1:] != [] and pictures.values[-1][0] == 30)
    gate.open()


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
