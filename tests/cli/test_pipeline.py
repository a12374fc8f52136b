"""Reading ahead and writing behind keep order, and pass errors on."""

import threading

import pytest

from annotator.cli.pipeline import WriteBehind, read_ahead
from annotator.core.errors import AnnotatorError
from tests.fakes import FakeSource, index_of


def test_frames_arrive_in_the_order_asked_for():
    wanted = [5, 4, 0, 39, 7]
    frames = list(read_ahead(FakeSource, wanted, depth=2))
    assert [index for index, _ in frames] == wanted
    assert [index_of(frame) for _, frame in frames] == wanted


def test_no_frames_is_no_frames():
    assert list(read_ahead(FakeSource, [])) == []


def test_the_source_is_closed_in_the_end():
    sources = []

    def open_source():
        sources.append(FakeSource(frame_count=4))
        return sources[-1]

    list(read_ahead(open_source, range(4)))
    assert [source.is_closed for source in sources] == [True]


def test_leaving_early_ends_the_thread_and_closes_the_source():
    source = FakeSource(frame_count=1000)
    reader = read_ahead(lambda: source, range(1000), depth=2)
    assert next(reader)[0] == 0
    reader.close()
    assert source.is_closed
    assert not [thread for thread in threading.enumerate() if thread.name == "decode"]


def test_a_frame_that_cannot_be_read_raises_after_the_ones_before_it():
    reader = read_ahead(lambda: FakeSource(fail_at=3), range(10))
    assert [next(reader)[0] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(AnnotatorError):
        next(reader)


def test_a_source_that_cannot_be_opened_raises_here():
    def open_source():
        raise AnnotatorError("The disk is gone.")

    with pytest.raises(AnnotatorError, match="The disk is gone"):
        list(read_ahead(open_source, range(3)))


def test_values_are_written_in_order_and_all_of_them():
    written: list[int] = []
    writer = WriteBehind(written.append, depth=2)
    writer.start()
    for value in range(50):
        writer.put(value)
    writer.close()
    assert written == list(range(50))


def test_a_failed_write_is_raised_and_nothing_is_written_after_it():
    written: list[int] = []

    def write(value):
        if value == 3:
            raise OSError(28, "No space left on device")
        written.append(value)

    writer = WriteBehind(write)
    writer.start()

    for value in range(4):
        writer.put(value)
    with pytest.raises(OSError, match="No space left"):
        writer.close()
    with pytest.raises(OSError, match="No space left"):
        writer.put(5)
    assert written == [0, 1, 2]


def test_frames_that_proved_not_to_exist_are_left_out():
    class Shorter(FakeSource):
        """Finds at frame 5 that the file ends there."""

        def read(self, frame_index):
            if frame_index >= 5:
                self.correct_count(5)
            return super().read(frame_index)

    assert [index for index, _ in read_ahead(Shorter, range(10))] == [0, 1, 2, 3, 4]
    assert [index for index, _ in read_ahead(Shorter, [9, 8, 4, 3])] == [4, 3]
