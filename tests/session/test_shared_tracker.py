"""One tracker for all jobs: built late, served in order."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.session.settings import Settings, TrackerSettings
from annotator.session.shared_tracker import SharedTracker, TrackerSupply, Turnstile
from tests.fakes import FakeSource, FakeTracker


def test_the_turnstile_serves_in_order_of_arrival():
    turnstile = Turnstile()
    order = []
    waiting = [threading.Event() for _ in range(6)]

    def enter(number):
        waiting[number].set()
        with turnstile:
            order.append(number)

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(6)]
    with turnstile:
        for number, thread in enumerate(threads):
            thread.start()
            waiting[number].wait()
            while turnstile._next_ticket < number + 2:
                pass
    for thread in threads:
        thread.join()
    assert order == list(range(6))


def test_an_error_inside_opens_the_turnstile_again():
    turnstile = Turnstile()
    with pytest.raises(ValueError, match="inside"), turnstile:
        raise ValueError("inside")
    with turnstile:
        pass


@pytest.fixture
def executor():
    with ThreadPoolExecutor(1, "loads the tracker") as one_thread:
        yield one_thread


def test_the_tracker_is_built_at_first_use_in_a_thread_for_that(executor):
    built_in = []

    def factory():
        built_in.append(threading.current_thread().name)
        return FakeTracker()

    shared = SharedTracker(factory, executor)
    assert built_in == []
    assert shared.checkpoint_name == ""
    image, box = FakeSource().read(3), Box(10, 10, 8, 8)
    worker = threading.Thread(target=shared.predict, args=(image, box))
    worker.start()
    worker.join()
    state = shared.init(image, box)
    assert built_in == ["loads the tracker_0"]
    assert (shared.checkpoint_name, len(shared.checkpoint_hash)) == ("fake", 64)
    after, prediction = shared.update(image, state)
    ((_, again),) = shared.update_many(image, [after])
    assert prediction == again


def test_who_waits_may_stop_waiting_and_the_building_goes_on(executor):
    may_load, built = threading.Event(), []

    def factory():
        assert may_load.wait(60), "waited for the end of the building"
        built.append(FakeTracker())
        return built[-1]

    shared = SharedTracker(factory, executor)
    asked = []
    assert not shared.load(lambda: bool(asked) or asked.append(True))  # not at the first look
    assert not shared.load(lambda: True)
    assert shared.checkpoint_name == ""
    may_load.set()
    assert shared.load()
    assert shared.load(lambda: True)  # there is nothing to wait for
    assert len(built) == 1
    assert shared.checkpoint_name == "fake"


def test_all_who_wait_are_told_of_a_failure(executor):
    may_fail, told = threading.Event(), []

    def factory():
        assert may_fail.wait(60)
        raise AnnotatorError("no weights")

    shared = SharedTracker(factory, executor)
    waiting = [threading.Event(), threading.Event()]

    def load(event):
        try:
            shared.load(lambda: event.set())
        except AnnotatorError as error:
            told.append(str(error))

    threads = [threading.Thread(target=load, args=(event,)) for event in waiting]
    for thread, event in zip(threads, waiting, strict=True):
        thread.start()
        assert event.wait(60)
    may_fail.set()
    for thread in threads:
        thread.join()
    assert told == ["no weights"] * 2


def test_a_factory_that_failed_is_asked_again(executor):
    outcomes = iter([AnnotatorError("no weights"), FakeTracker()])

    def factory():
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    shared = SharedTracker(factory, executor)
    image, box = FakeSource().read(0), Box(10, 10, 8, 8)
    with pytest.raises(AnnotatorError, match="no weights"):
        shared.predict(image, box)
    assert shared.predict(image, box).mask.area == 64


@pytest.mark.parametrize(
    ("name", "value"),
    [("checkpoint", "other"), ("device", "cpu"), ("threads", 2), ("precision", "float32")],
)
def test_other_settings_mean_another_tracker(tmp_path, name, value):
    settings = Settings(tmp_path / "settings.ini")
    asked_for = []

    def build(chosen):
        asked_for.append(chosen)
        return FakeTracker()

    supply = TrackerSupply(build, settings)
    first = supply.current()
    assert supply.current() is first
    setattr(settings, name, value)
    second = supply.current()
    assert second is not first
    setattr(settings, name, getattr(TrackerSettings(), name))
    first.load()
    second.load()  # what was chosen when the job was made, not what is chosen now
    assert asked_for == [TrackerSettings(), replace(TrackerSettings(), **{name: value})]
    supply.close()
